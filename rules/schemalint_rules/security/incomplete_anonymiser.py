from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Personal, Replay, Subject, Table, option
from schemalint_rules._personal import Body, audited_into, bodies, erasures, mirrors, personal
from schemalint_rules._tables import stored

_ERASES = re.compile(
    r"anonymi[sz]|anonimi[sz]|pseudonymi[sz]|erase|erasure|forget|gdpr|dsgvo|rgpd|lgpd|scrub|redact|depersonali|delete_?(?:user|account|customer|person|patient|member)|"
    r"remove_?(?:user|customer|person|patient|member)|loesch|supprimer_?(?:client|utilisateur)",
    re.I,
)
"""What routines that erase a person are called."""


class IncompleteAnonymiser(CatalogRule):
    """Who erases a person erases all of it.

    ## What it does
    For a routine, block or scheduled job that overwrites personal data and is named for it (anonymise, erase, forget, GDPR …, or
    delete_user and the like), reports the personal columns of the table that it leaves as they are, and the tables that hold copies
    of them and that it does not touch: `users_history` and `user_audit`, and those into which a trigger writes whole rows.

    ## Why is this bad
    The person asked to be forgotten, was told that it is done, and is still there, in a column added later or in the audit.

    ## Fix
    Overwrite the columns, delete the copies or overwrite them as well. Not done by itself.

    ## References
    - Regulation (EU) 2016/679 (GDPR), article 17
    """

    name = "incomplete-anonymiser"
    severity = "warning"
    on = "strict"
    classes: Mapping[str, str] = option({}, "The class of columns, by `table.column`; `none` for no personal data.")
    good = (
        Good(
            "CREATE FUNCTION erase_user(bigint) RETURNS void LANGUAGE sql AS $$\n"
            "  UPDATE users SET email = NULL, phone = NULL WHERE id = $1; DELETE FROM users_history WHERE id = $1;\n$$;",
            given="CREATE TABLE users (id bigint PRIMARY KEY, email text, phone text);\n"
            "CREATE TABLE users_history (id bigint, email text, phone text);",
        ),
        Good(
            "CREATE FUNCTION set_email(bigint, text) RETURNS void LANGUAGE sql AS 'UPDATE users SET email = $2 WHERE id = $1';",
            given="CREATE TABLE users (id bigint PRIMARY KEY, email text, phone text);",
        ),
    )
    bad = (
        Bad(
            "CREATE FUNCTION erase_user(bigint) RETURNS void LANGUAGE sql AS 'UPDATE users SET email = NULL WHERE id = $1';",
            given="CREATE TABLE users (id bigint PRIMARY KEY, email text, phone text);",
            at="erase_user",
            message="phone",
        ),
        Bad(
            "CREATE PROCEDURE delete_user(IN who int) DELETE FROM users WHERE id = who;",
            given="CREATE TABLE users (id int PRIMARY KEY, email varchar(200));\n"
            "CREATE TABLE users_history (id int, email varchar(200));",
            at="delete_user",
            message="users_history",
            dialect="mysql",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        held: dict[str, list[Personal]] = {}
        for one in personal(catalog, replay, self.classes):
            held.setdefault(one.table.name.lower(), []).append(one)
        judged = {table.ref for table in stored(catalog)}
        for body in bodies(replay) if held else ():
            if not _ERASES.search(body.name):
                continue
            done = erasures(body.text)
            touched = {one.table for one in done}
            for name in dict.fromkeys(one.table for one in done):
                columns = held.get(name)
                if not columns or columns[0].table.ref not in judged:
                    continue
                table = columns[0].table
                own = [one for one in done if one.table == name]
                gone = any(one.deletes for one in own)
                written = frozenset[str]().union(*(one.columns for one in own))
                if not gone and not any(one.column.name.lower() in written for one in columns):
                    continue  # it changes something else of the row
                left = [] if gone else [one.column.name for one in columns if one.column.name.lower() not in written]
                copies = [
                    one.ref.text
                    for one in mirrors(table, catalog)
                    if one.name.lower() not in touched and _holds(one, columns)
                ]
                copies += [one for one in audited_into(table, catalog) if one not in touched and one not in copies]
                if left or copies:
                    yield self._told(body, table, left, copies)

    def _told(self, body: Body, table: Table, left: list[str], copies: list[str]) -> Diagnostic:
        parts = []
        if left:
            parts.append(f"leaves {', '.join(f'{table.ref.text}.{name}' for name in left)} as they were")
        if copies:
            parts.append(f"leaves the copies in {', '.join(copies)}")
        return self.found(
            body.span,
            f"{body.name} erases rows of {table.ref.text} but {' and '.join(parts)}: the person is still there.",
            subject=Subject("routine", None, None, body.name),
            repair="overwrite these columns too, and delete or overwrite the copies",
        )


def _holds(copy: Table, columns: list[Personal]) -> bool:
    """Whether a table has one of the columns."""
    names = {column.name.lower() for column in copy.columns}
    return any(one.column.name.lower() in names for one in columns) or any(
        column.type is not None and column.type.family in ("json", "jsonb") for column in copy.columns
    )
