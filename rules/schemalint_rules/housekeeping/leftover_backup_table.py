from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, DropObjects, Fix, Good, Replay
from schemalint_rules._foreign_keys import declared
from schemalint_rules._in_use import spoken
from schemalint_rules._proposals import about_table, object_name, spelled_ref
from schemalint_rules._tables import history_tables, includes_others, understood
from schemalint_rules._vocabulary import named

ENDS = frozenset(
    {"bak", "backup", "bkp", "bck", "old", "orig", "copy", "tmp", "temp", "save", "saved", "deprecated", "obsolete"}
)
_DATED = re.compile(r"(?:19|20)\d{2}(?:(?:0[1-9]|1[0-2])(?:[0-3]\d)?)?\Z|\d{1,2}\Z|v\d{1,2}\Z")


class LeftoverBackupTable(CatalogRule):
    """The copy that was made for a change should go after it.

    ## What it does
    Reports a table whose name says that it is a copy (`users_bak`, `users_old`, `users_backup_20240101`, `tmp_users`) and which no
    foreign key, view, routine or statement names at the end.

    ## Why is this bad
    It holds yesterday's rows, personal ones among them, is backed up every night, and somebody reads it by mistake.

    ## Fix
    DROP TABLE, when nobody needs it any more. Unsafe: its rows are gone.

    ## References
    - Regulation (EU) 2016/679, article 5 (1) (e), storage limitation; PostgreSQL 17 manual, DROP TABLE
    """

    name = "leftover-backup-table"
    severity = "info"
    on = "strict"
    fixes = "unsafe"
    good = (
        Good(
            "CREATE TABLE users (id int PRIMARY KEY);\nCREATE TABLE users_old (id int PRIMARY KEY);\nDROP TABLE users_old;"
        ),
        Good("CREATE TABLE backup (id int PRIMARY KEY, at timestamptz);"),
    )
    bad = (
        Bad(
            "CREATE TABLE users (id int PRIMARY KEY);\nCREATE TABLE users_bak_2024 (id int PRIMARY KEY);",
            at="users_bak_2024",
            message="DROP TABLE users_bak_2024;",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        if replay.kind == "script" or includes_others(replay):
            return
        words = spoken(replay)
        joined = {ref for table, key in declared(catalog) for ref in (table.ref, key.parent)} | history_tables(catalog)
        for table in understood(catalog):
            parts = named(table)
            while len(parts) > 1 and _DATED.match(parts[-1]):
                parts = parts[:-1]
            is_copy = len(parts) > 1 and (parts[-1] in ENDS or parts[0] in ("bak", "backup", "tmp", "old", "zz"))
            if not is_copy or table.kind == "temporary" or table.ref in joined or table.name.lower() in words:
                continue
            drop = DropObjects("table", (object_name(table.ref),))
            yield self.found(
                table.span,
                f"{table.ref.text} looks like a copy made for a change, and nothing uses it.",
                subject=about_table(table),
                repair=f"DROP TABLE {spelled_ref(table.ref, catalog)};",
                fix=Fix(f"Drop {table.ref.text}", "unsafe", (), (drop,)),
            )
