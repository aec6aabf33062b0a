from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Reading, Related, StatementRule, Subject, WriteRows
from schemalint_rules._bodies import bodies
from schemalint_rules._writes import Assigned, Assignments, assignments


class DuplicateAssignment(StatementRule):
    """A statement must not assign one column twice.

    ## What it does
    Reports a column that stands twice in one list of assignments: in the SET of UPDATE and MERGE, in INSERT … SET, in what ON
    CONFLICT or ON DUPLICATE KEY updates. Elements of an array and fields of a composite value may each have their own. An error
    where the server refuses the statement; a warning in MySQL, MariaDB and SQLite, which take it, and in bodies of routines.

    ## Why is this bad
    PostgreSQL, SQL Server and Oracle refuse the statement. Elsewhere the last assignment wins and the value of the other is lost.
    In MySQL the second one sees what the first one stored.

    ## Fix
    Leave one of them out. No automatic fix: which value is meant is not known.

    ## References
    - PostgreSQL manual, UPDATE; SQLSTATE 42601, multiple assignments to same column
    - SQL Server, error 264; Oracle, ORA-00957; MySQL 8.4, error 1110 (INSERT … SET)
    - SQLite, UPDATE: all but the rightmost assignment are ignored
    """

    name = "duplicate-assignment"
    severity = "error"
    only_with = ("update", "set")
    good = (
        Good("UPDATE account SET name = 'x', note = (SELECT name FROM account WHERE id = 1) WHERE id = 2;"),
        Good("UPDATE account SET tags[1] = 'a', tags[2] = 'b', place.city = 'X', place.street = 'Y';"),
        Good("UPDATE a JOIN b ON a.id = b.id SET a.name = 'x', b.name = 'x';", dialect="mysql"),
        Good("UPDATE account SET @before = name = 'x', note = 'y';", dialect="tsql"),
    )
    bad = (
        Bad("UPDATE account SET name = 'x', note = 'y', Name = 'z' WHERE id = 1;", at="Name", message="refuses"),
        Bad(
            "INSERT INTO account (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET name = 'x', (note, Name) = ('y', 'z');",
            at="Name",
            message="twice",
        ),
        Bad("UPDATE account SET name = 'x', `name` = 'z';", at="`name`", dialect="mysql", message="the last"),
        Bad("INSERT INTO account SET id = 1, ID = 2;", at="ID", dialect="mysql", message="refuses"),
        Bad("UPDATE account SET name = 'x', Name = 'z';", at="Name", dialect="sqlite"),
    )

    def check(self, reading: Reading) -> Iterator[Diagnostic]:
        statement = reading.statement
        if statement.kind not in ("dml", "query", "ddl", "procedural"):
            return
        own = {
            change.tables[0].value
            for change in reading.changes
            if isinstance(change, WriteRows) and len(change.tables) == 1
        }
        for one in (*assignments(statement), *(one for body in bodies(reading) for one in assignments(body))):
            seen: dict[tuple[str, str], Assigned] = {}
            for column in one.columns:
                key = ("" if column.qualifier in own else column.qualifier, column.name)
                if key in seen and column.name.isidentifier():
                    yield self._twice(reading, one, column, seen[key])
                seen.setdefault(key, column)

    def _twice(self, reading: Reading, one: Assignments, column: Assigned, first: Assigned) -> Diagnostic:
        dialect = reading.statement.dialect
        strict = dialect in ("postgres", "tsql", "oracle") or (
            one.clause == "insert" and dialect in ("mysql", "mariadb")
        )
        refused = strict and not one.inside
        where = ""
        for change in reading.changes:
            if isinstance(change, WriteRows) and len(change.tables) == 1:
                where = f"{change.tables[0].text}."
        if column.qualifier and "." not in where:
            where = f"{column.qualifier}."
        effect = "the server refuses the statement" if strict else "only the last value is kept"
        effect += " when it runs" if strict and not refused else ""
        return self.found(
            column.span,
            f"Column {where}{column.name} is assigned twice in one list: {effect}.",
            subject=Subject("column", None, where.rstrip(".") or None, column.name, (column.name,)),
            repair="leave one of the two assignments out",
            related=(Related(first.span, "assigned here first"),),
            severity=None if refused else "warning",
            cause=reading.statement.span,
        )
