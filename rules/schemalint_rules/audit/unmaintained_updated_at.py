from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Catalog,
    CatalogRule,
    Column,
    CreateTrigger,
    Edit,
    Finding,
    Fix,
    Good,
    ObjectName,
    Replay,
    Span,
    Table,
    Trigger,
    option,
)
from schemalint_rules._audit import audit_names, keeper, triggers_by_table
from schemalint_rules._proposals import about, name_of, object_name, spelled, spelled_ref
from schemalint_rules._tables import history_tables, own_columns, stored
from schemalint_rules._vocabulary import is_log


class UnmaintainedUpdatedAt(CatalogRule):
    """An updated-at column should be kept by the database where its neighbours are.

    ## What it does
    Reports an `updated_at` (or whatever the schema calls it) that no UPDATE trigger, ON UPDATE clause, system versioning or
    configured function keeps. Follows the schema: where hardly any table has one the application is taken to keep the
    column, and that is told once.

    ## Why is this bad
    Where some tables keep the column and others do not, nobody knows which times to trust: an UPDATE by hand or by a job
    leaves the old one.

    ## Fix
    The trigger that other tables have, with the same function; in MySQL and MariaDB `ON UPDATE CURRENT_TIMESTAMP`. Unsafe:
    what writers send for the column is overwritten from then on.

    ## References
    - PostgreSQL 17 manual, 41.1 Overview of Trigger Behavior; SQLite, CREATE TRIGGER
    - MySQL 8.4 manual, 13.2.5 Automatic Initialization and Updating for TIMESTAMP and DATETIME
    """

    name = "unmaintained-updated-at"
    severity = "warning"
    dialects = ("postgres", "mysql", "mariadb", "tsql", "oracle", "sqlite")
    fixes = "unsafe"
    convention = True
    functions: tuple[str, ...] = option(
        (), "Trigger functions that keep the column though their text does not name it."
    )

    good = (
        Good("CREATE TABLE a (id int PRIMARY KEY, updated_at datetime ON UPDATE CURRENT_TIMESTAMP);", dialect="mysql"),
        Good(
            "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.updated_at = now(); RETURN NEW; END $$;\n"
            "CREATE TABLE a (id int PRIMARY KEY, updated_at timestamptz);\n"
            "CREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION touch();"
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE b (id int PRIMARY KEY, updated_at timestamptz);",
            given="CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.updated_at = now(); RETURN NEW; END $$;\n"
            "CREATE TABLE a (id int PRIMARY KEY, updated_at timestamptz);\n"
            "CREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION touch();",
            at="updated_at",
            message="EXECUTE FUNCTION touch()",
        ),
        Bad(
            "CREATE TABLE b (id int PRIMARY KEY, updated_at datetime NOT NULL);",
            given="CREATE TABLE a (id int PRIMARY KEY, updated_at datetime ON UPDATE CURRENT_TIMESTAMP);",
            at="updated_at",
            dialect="mysql",
            fixed="CREATE TABLE b (id int PRIMARY KEY, updated_at datetime NOT NULL ON UPDATE CURRENT_TIMESTAMP);",
        ),
        Bad(
            "CREATE TABLE b (id INTEGER PRIMARY KEY, updated_at text);",
            given="CREATE TABLE a (id INTEGER PRIMARY KEY, updated_at text);\nCREATE TRIGGER t AFTER UPDATE ON a BEGIN UPDATE a SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id; END;",
            at="updated_at",
            dialect="sqlite",
        ),
        Bad(
            "CREATE TABLE b (id int PRIMARY KEY, updated_at datetime2);",
            given="CREATE TABLE a (id int PRIMARY KEY, updated_at datetime2);\nGO\nCREATE TRIGGER t ON a AFTER UPDATE AS UPDATE a SET updated_at = SYSUTCDATETIME() FROM a JOIN inserted i ON i.id = a.id;\nGO",
            at="updated_at",
            dialect="tsql",
        ),
        Bad(
            "CREATE TABLE b (id NUMBER PRIMARY KEY, updated_at TIMESTAMP);",
            given="CREATE TABLE a (id NUMBER PRIMARY KEY, updated_at TIMESTAMP);\nCREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW\nBEGIN\n  :NEW.updated_at := SYSTIMESTAMP;\nEND;\n/",
            at="updated_at",
            dialect="oracle",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Finding]:
        names = audit_names(catalog)
        triggers = triggers_by_table(catalog)
        archives = history_tables(catalog)
        sample: Trigger | None = None
        found: list[tuple[Table, Column, bool]] = []
        for table in stored(catalog):
            if table.ref in archives or is_log(table, last=True):
                continue
            for column in own_columns(table):
                if names.role(column) != "updated" or column.unknown:
                    continue
                by = keeper(table, column, triggers.get(table.ref, ()), catalog, self.functions)
                if by.startswith("trigger ") and sample is None:
                    sample = catalog.triggers.get((table.ref, by[len("trigger ") :]))
                    if sample and sample.function not in catalog.routines:
                        sample = None  # a function that was not read may want arguments
                found.append((table, column, bool(by)))
        for table, column, kept in found:
            yield self.kept(column.span, table) if kept else self._unkept(table, column, sample, catalog)

    def _unkept(self, table: Table, column: Column, sample: Trigger | None, catalog: Catalog) -> Finding:
        repair, fix = self._proposal(table, column, sample, catalog)
        return self.found(
            column.span,
            f"{table.ref.text}.{column.name} is kept by no trigger and no ON UPDATE clause: an UPDATE that does not set it "
            "leaves the old time.",
            subject=about(table, column.name),
            repair=repair,
            fix=fix,
        )

    def _proposal(
        self, table: Table, column: Column, sample: Trigger | None, catalog: Catalog
    ) -> tuple[str, Fix | None]:
        title = f"Keep {table.ref.text}.{column.name} up to date"
        where, name = spelled_ref(table.ref, catalog), spelled(column.name, catalog)
        if catalog.dialect in ("mysql", "mariadb"):
            type_text = column.type.text if column.type else ""
            null = "" if column.nullable else " NOT NULL"
            repair = f"ALTER TABLE {where} MODIFY COLUMN {name} {type_text}{null} ON UPDATE CURRENT_TIMESTAMP;"
            ends = [span.end for span in (column.null_span, column.default_span) if span.path]
            if not column.type or not column.type.span.path or column.type.family not in ("timestamp", "timestamptz"):
                return repair, None
            end = max([column.type.span.end, *ends])
            precision = f"({column.type.arguments[0]})" if column.type.arguments else ""
            edit = Edit(Span(column.span.path, end, end), f" ON UPDATE CURRENT_TIMESTAMP{precision}")
            return repair, Fix(title, "unsafe", (edit,))
        if catalog.dialect == "postgres" and sample is not None and sample.function is not None:
            trigger = _named_like(sample, table, column, catalog)
            function = spelled_ref(sample.function, catalog)
            repair = (
                f"CREATE TRIGGER {spelled(trigger, catalog)} BEFORE UPDATE ON {where} "
                f"FOR EACH ROW EXECUTE FUNCTION {function}();"
            )
            change = CreateTrigger(
                ObjectName(name_of(trigger)),
                object_name(table.ref),
                "before",
                ("update",),
                level="row",
                function=object_name(sample.function),
            )
            return repair, Fix(title, "unsafe", changes=(change,))
        return f"an UPDATE trigger on {where} that sets {name} to the current time", None


def _named_like(sample: Trigger, table: Table, column: Column, catalog: Catalog) -> str:
    """A name in the manner of the sample, with this table's name in place of the other's; the column's behind it where the table
    has a trigger of that name."""
    name = sample.name.replace(sample.table.name, table.name)
    return f"{name}_{column.name}" if (table.ref, name) in catalog.triggers else name
