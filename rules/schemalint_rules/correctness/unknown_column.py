from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, NameFault, Replay, Step, StepRule, Subject
from schemalint_rules._names import consequence, severity_of, unknown


class UnknownColumn(StepRule):
    """A column that a statement names must exist, and belong to one table only.

    ## What it does
    Reports a column that does not exist at that point of the replay: in queries, views, policies, routine bodies and data
    changes, in keys, checks, generated columns and indexes, in UPDATE OF of a trigger, behind NEW and OLD. The columns of views, subqueries,
    common table expressions and of the server's own views (by its version) are known. Also reports a
    column that several tables of a query have when nothing says which is meant. A warning where the server looks only later.
    Silent about tables that were not read completely, and what `*` takes from them.

    ## Why is this bad
    The server refuses the statement, or takes it and fails when it is run. Within `IN (SELECT …)` a wrong name may even
    be taken for a column of the query around it.

    ## Fix
    Correct the name, or add the column before; write the table in front of an ambiguous one. The nearest column is given.
    No automatic fix.

    ## References
    - PostgreSQL manual, Appendix A, 42703 undefined_column, 42702 ambiguous_column
    - MySQL 8.4, errors 1054, 1072, 1052; SQL Server, errors 207, 209; SQLite, "no such column"; Oracle, ORA-00904
    """

    name = "unknown-column"
    severity = "error"
    needs = ("names", "downs")

    good = (
        Good("CREATE VIEW v AS SELECT o.id, ctid FROM orders o;", given="CREATE TABLE orders (id int);"),
        Good("SELECT total_exec_time FROM pg_stat_statements;", given="CREATE EXTENSION pg_stat_statements;", version="16"),
        Good("SELECT id FROM a JOIN b USING (id);", given="CREATE TABLE a (id int);\nCREATE TABLE b (id int);"),
        Good('CREATE INDEX i ON a (id) WHERE kind = "x";', given="CREATE TABLE a (id int, kind text);", dialect="sqlite"),
        Good("SELECT rowid FROM a;", given="CREATE TABLE a (id int);", dialect="sqlite"),
    )  # fmt: skip
    bad = (
        Bad("CREATE VIEW v AS SELECT o.nmae FROM orders o;", given="CREATE TABLE orders (name text);", at="nmae", message="name"),
        Bad("CREATE INDEX i ON orders (lower(nmae));", given="CREATE TABLE orders (name text);", at="nmae"),
        Bad("CREATE TABLE orders (name text, CHECK (nmae <> ''));", at="nmae"),
        Bad("CREATE TABLE orders (name text, PRIMARY KEY (id));", at="id"),
        Bad("INSERT INTO orders (nmae) VALUES ('x');", given="CREATE TABLE orders (name text);", at="nmae"),
        Bad("SELECT id FROM a, b;", given="CREATE TABLE a (id int);\nCREATE TABLE b (id int);", at="id", message="a and b"),
        Bad("SELECT schemaname, tablename FROM pg_stat_user_indexes;", given="CREATE TABLE a (id int);", at="tablename", message="relname"),
        Bad("SELECT total_time FROM pg_stat_statements;", given="CREATE EXTENSION pg_stat_statements;", at="total_time", version="13", message="pg_stat_statements.total_time"),
        Bad("CREATE INDEX i ON orders (nmae);", given="CREATE TABLE orders (name varchar(9));", at="nmae", dialect="mysql"),
        Bad("UPDATE orders SET name = 'x' WHERE nmae = 'y';", given="CREATE TABLE orders (name text);", at="nmae", dialect="sqlite"),
    )  # fmt: skip

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        for fault in unknown("column", step, replay):
            ref = fault.relation
            subject = Subject(
                "column", (ref.schema or None) if ref else None, ref.name if ref else None, fault.name, (fault.name,)
            )
            yield self.found(
                fault.span,
                f"{_said(fault)}: {consequence(fault)}.",
                subject=subject,
                repair=_repair(fault),
                severity=severity_of(fault),
                cause=step.statement.span,
            )


def _said(fault: NameFault) -> str:
    if fault.reason == "ambiguous":
        return f"Column {fault.name} is ambiguous, {fault.near.replace(', ', ' and ')} have one of that name"
    if fault.reason == "hidden":
        return f"Column {fault.name} is out of reach here, a join's condition sees only what it joins"
    if fault.relation is not None:
        return f"Column {fault.relation.text}.{fault.name} does not exist at this point"
    return f"Column {fault.name} does not exist in what is named here"


def _repair(fault: NameFault) -> str:
    if fault.reason == "ambiguous":
        return f"write the table in front: {fault.near.split(', ')[0]}.{fault.name}"
    if fault.reason == "hidden":
        return "move the condition to the join that brings the table in, or to WHERE"
    return f"name {fault.near} if that is meant" if fault.near else "correct the name, or add the column before"
