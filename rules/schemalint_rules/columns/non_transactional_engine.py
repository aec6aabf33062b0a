from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Edit, Fix, Good, Replay, SetOption
from schemalint_rules._proposals import Written, about_table, object_name, spelled_ref
from schemalint_rules._table_words import words_of
from schemalint_rules._tables import stored

ENGINES = frozenset(
    {
        "myisam", "mrg_myisam", "merge", "memory", "heap", "csv", "archive", "blackhole", "federated", "federatedx", "aria", "isam",
        "connect", "s3",
    }
)  # fmt: skip
"""The engines of MySQL and MariaDB that know no transactions; InnoDB, MyRocks, TokuDB, NDB and Spider do."""


class NonTransactionalEngine(CatalogRule):
    """A table should take part in transactions.

    ## What it does
    Reports tables in MySQL and MariaDB whose engine has no transactions: MyISAM, MEMORY, Aria, ARCHIVE, CSV and others.

    ## Why is this bad
    What was written stays written when the transaction is rolled back, a crash can leave half a statement, foreign keys are
    parsed and ignored, and every write locks the whole table.

    ## Fix
    `ENGINE=InnoDB`. Unsafe: the table is copied, and a FULLTEXT or SPATIAL index, a second AUTO_INCREMENT column or the order of rows
    may not carry over.

    ## References
    - MySQL 8.4 manual, 18 Alternative Storage Engines, Table 18.1; MariaDB, Choosing the Right Storage Engine
    """

    name = "non-transactional-engine"
    severity = "warning"
    dialects = ("mysql", "mariadb")
    fixes = "unsafe"
    good = (
        Good("CREATE TABLE item (id int PRIMARY KEY) ENGINE=InnoDB;", dialect="mysql"),
        Good("CREATE TABLE item (id int PRIMARY KEY);", dialect="mariadb"),
    )
    bad = (
        Bad("CREATE TABLE item (id int PRIMARY KEY) ENGINE=MyISAM;", at="item", dialect="mysql",
            fixed="CREATE TABLE item (id int PRIMARY KEY) ENGINE=InnoDB;", message="ALTER TABLE item ENGINE = InnoDB;"),
        Bad("CREATE TABLE item (id int PRIMARY KEY) ENGINE = Aria;", at="item", dialect="mariadb"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        written = Written(replay)
        for table in stored(catalog):
            engine = dict(table.options).get("engine", "").strip("'\"`")
            if engine.lower() not in ENGINES:
                continue
            change = SetOption("table", object_name(table.ref), "engine", "InnoDB")
            held = words_of(table, written, lambda before, word: before == "ENGINE" and word in ENGINES)
            edits = tuple(Edit(span, "InnoDB") for span in held)
            yield self.found(
                table.span,
                f"{table.ref.text} is kept by {engine}, which has no transactions: a rollback takes nothing back, and foreign keys "
                "are ignored.",
                subject=about_table(table),
                repair=f"ALTER TABLE {spelled_ref(table.ref, catalog)} ENGINE = InnoDB;",
                fix=Fix(f"Keep {table.ref.text} in InnoDB", "unsafe", edits, (change,)),
            )
