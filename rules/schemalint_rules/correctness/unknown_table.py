from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, NameFault, Replay, Step, StepRule, Subject
from schemalint_rules._names import about, consequence, severity_of, unknown


class UnknownTable(StepRule):
    """A table or view that a statement names must exist.

    ## What it does
    Reports a table or view that a query, a view, a policy, a routine, an index, a trigger or a data change names and that does not
    exist at that point of the replay: it was never made, or was dropped or renamed before. System catalogues are known by
    the server's version. Also reports `x.column` where nothing in reach of the query is called `x`: the table stands outside its FROM,
    or an alias took its name. A warning where the server looks only later: bodies of routines, SQLite's views and triggers.
    Silent where only a part of the schema was read. What exists later is `used-before-created`, what ALTER and DROP
    name is `missing-object`, what foreign keys name is `foreign-key-unknown-parent`.

    ## Why is this bad
    The server refuses the statement, or takes it and fails when it is run.

    ## Fix
    Correct the name, or create the table before. The nearest name that exists is given. No automatic fix.

    ## References
    - PostgreSQL manual, Appendix A, 42P01 undefined_table
    - MySQL 8.4, error 1146; SQL Server, error 208; SQLite, "no such table"; Oracle, ORA-00942
    """

    name = "unknown-table"
    severity = "error"
    needs = ("names", "downs")
    yields_to = ("used-before-created", "unavailable-feature")

    good = (
        Good("CREATE VIEW v AS SELECT o.id FROM orders o;", given="CREATE TABLE orders (id int);"),
        Good("CREATE VIEW v AS SELECT relname FROM pg_stat_user_indexes;"),
        Good("CREATE VIEW v AS WITH recent AS (SELECT 1 AS id) SELECT id FROM recent;"),
        Good("INSERT INTO elsewhere (id) VALUES (1);"),
        Good("SELECT name FROM sqlite_master;", given="CREATE TABLE orders (id int);", dialect="sqlite"),
        Good("CREATE VIEW v AS SELECT id FROM #recent;", given="CREATE TABLE orders (id int);", dialect="tsql"),
    )
    bad = (
        Bad("CREATE VIEW v AS SELECT id FROM ordres;", given="CREATE TABLE orders (id int);", at="ordres", message="orders"),
        Bad("CREATE INDEX i ON gone (id);", given="CREATE TABLE gone (id int);\nDROP TABLE gone;", at="gone"),
        Bad("DELETE FROM gone;", given="CREATE TABLE gone (id int);\nDROP TABLE gone;", at="gone"),
        Bad("CREATE VIEW v AS SELECT orders.id FROM orders o;", given="CREATE TABLE orders (id int);", at="orders", message="alias"),
        Bad("CREATE VIEW v AS SELECT id FROM gone;", given="CREATE TABLE orders (id int);", at="gone", dialect="mysql"),
        Bad("CREATE VIEW v AS SELECT id FROM gone;", given="CREATE TABLE orders (id int);", at="gone", dialect="sqlite", message="reads the view"),
    )  # fmt: skip

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        for fault in unknown("table", step, replay):
            yield self._unknown(fault, step)
        for fault in unknown("schema", step, replay):
            yield self.found(
                fault.span,
                f"Schema {fault.name} does not exist at this point: {consequence(fault)}.",
                subject=Subject("schema", None, None, fault.name),
                repair=f"CREATE SCHEMA {fault.name} before it",
                cause=step.statement.span,
            )

    def _unknown(self, fault: NameFault, step: Step) -> Diagnostic:
        schema, name = about(fault)
        if fault.reason == "hidden":
            there = fault.relation in step.before.tables or fault.relation in step.before.views
            why = "; the table is not in its FROM, or has an alias there" if there else ""
            message = f"Nothing in reach of the query is called {fault.name}{why}: {consequence(fault)}."
            repair = f"name {fault.near} if that is meant" if fault.near else "name the table in FROM, or use its alias"
        else:
            message = f"Table {fault.relation.text if fault.relation else fault.name} does not exist at this point: {consequence(fault)}."
            repair = (
                f"name {fault.near} if that is meant" if fault.near else "create it before, or leave the statement out"
            )
        return self.found(
            fault.span,
            message,
            subject=Subject("table", schema, None, name),
            repair=repair,
            severity=severity_of(fault),
            cause=step.statement.span,
        )
