from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from schemalint import (
    Bad,
    CreateTable,
    CreateType,
    CreateView,
    Diagnostic,
    Good,
    ObjectName,
    RedefineColumn,
    Related,
    Replay,
    Severity,
    Span,
    Step,
    StepRule,
    Subject,
    WriteRows,
    fold,
)
from schemalint_rules._faults import about, is_made_up, said
from schemalint_rules._outputs import Given, embedded, outputs


class DuplicateColumn(StepRule):
    """A column must not stand twice where each may stand once.

    ## What it does
    Reports a second column of one name in CREATE TABLE or a composite type, ALTER TABLE that adds or renames a column to a name
    which is taken at that step, a column that stands twice in the list of an INSERT, and a view or CREATE TABLE AS whose query
    gives two columns of one name, those of `*` included where all its tables are known. In MySQL, MariaDB and SQL Server also a
    subquery in FROM. Columns that INHERITS and PARTITION OF repeat are merged and not told. A warning in SQLite for views,
    queries and INSERT, which it takes.

    ## Why is this bad
    The server refuses the statement. SQLite renames the second column of the view, and of two values for one column it keeps one.

    ## Fix
    Leave one of them out, or give it a name of its own. No automatic fix: which one is meant is not known.

    ## References
    - PostgreSQL manual, Appendix A, 42701 (duplicate_column)
    - MySQL 8.4, errors 1060, 1110; SQL Server, errors 264, 2705, 4506, 8156; Oracle, ORA-00957, ORA-01430
    """

    name = "duplicate-column"
    severity = "error"
    needs = ("queries",)
    changes = (
        "CreateTable",
        "CreateType",
        "CreateView",
        "AddColumn",
        "RenameColumn",
        "RedefineColumn",
        "AlterType",
        "WriteRows",
    )
    good = (
        Good("CREATE TABLE b (id int, x int) INHERITS (a);", given="CREATE TABLE a (id int);"),
        Good("ALTER TABLE a DROP COLUMN x;\nALTER TABLE a ADD COLUMN x text;", given="CREATE TABLE a (x int);"),
        Good('CREATE TABLE a (id int, "ID" int);'),
        Good("CREATE VIEW v AS SELECT * FROM a JOIN b USING (id);", given="CREATE TABLE a (id int);\nCREATE TABLE b (id int, x int);"),
    )  # fmt: skip
    bad = (
        Bad("CREATE TABLE a (id int, x int, ID text);", at="ID", message="public.a.id"),
        Bad("ALTER TABLE a ADD COLUMN X int;", given="CREATE TABLE a (x int);", at="X"),
        Bad("ALTER TABLE a RENAME COLUMN y TO x;", given="CREATE TABLE a (x int, y int);", at="x"),
        Bad("INSERT INTO a (x, y, X) VALUES (1, 2, 3);", given="CREATE TABLE a (x int, y int);", at="X"),
        Bad("CREATE VIEW v AS SELECT x, y AS X FROM a;", given="CREATE TABLE a (x int, y int);", at="X", message="gives"),
        Bad("CREATE VIEW v AS SELECT * FROM a, b;", given="CREATE TABLE a (x int);\nCREATE TABLE b (x int);", at="*", message="two columns x"),
        Bad("CREATE TABLE c AS SELECT a.*, b.x FROM a, b;", given="CREATE TABLE a (x int);\nCREATE TABLE b (x int);", at="x", dialect="mysql"),
        Bad("CREATE VIEW v (p, P) AS SELECT x, y FROM a;", given="CREATE TABLE a (x int, y int);", at="P", dialect="tsql"),
    )  # fmt: skip

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        for fault in step.faults:
            if fault.kind == "exists" and fault.object_kind == "column" and not is_made_up(fault):
                yield self._twice(step, fault.span, f"{said(fault)} exists already", about(fault), fault.related)
        match change:
            case RedefineColumn() if not step.faults:
                yield from self._changed(change, step)
            case CreateTable():
                if change.as_query and replay.dialect not in ("mysql", "mariadb"):
                    named = tuple(column.name for column in change.columns)
                    yield from self._given(change.name, named, step, replay)
                else:  # MySQL gives a defined column the values of the query's column of that name
                    yield from self._table(change, step, replay)
                    yield from self._given(change.name, (), step, replay)
            case CreateType():
                columns = [Given(column.name, column.span) for column in change.columns]
                yield from self._repeated(columns, change.name, "is defined twice", step)
            case CreateView():
                yield from self._given(change.name, change.columns, step, replay)
            case WriteRows():
                if change.verb in ("insert", "replace"):
                    yield from self._inserted(change, step)
                yield from self._inner(change.tables, step, replay)

    def _changed(self, change: RedefineColumn, step: Step) -> Iterator[Diagnostic]:
        """MySQL's CHANGE to a name that another column has."""
        table = step.before.tables.get(step.before.resolve(change.table))
        new = change.definition
        held = table.column(new.name) if table is not None and new.name != change.column.value else None
        if table is not None and held is not None and not held.unknown:
            subject = Subject("column", table.schema or None, table.name, new.name, (new.name,))
            yield self._twice(step, new.span, f"Column {table.ref.text}.{new.name} exists already", subject, held.span)

    def _table(self, change: CreateTable, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        ref = step.before.resolve(change.name)
        if change.if_not_exists and ref in step.before.tables:
            return
        columns = [Given(column.name, column.span) for column in change.columns]
        if replay.dialect == "postgres":
            columns = [*self._copied(change, step), *columns]
        yield from self._repeated(columns, change.name, "is defined twice", step)

    def _copied(self, change: CreateTable, step: Step) -> Iterator[Given]:
        """The columns that LIKE brings; other columns are not merged with them."""
        for like in change.like:
            model = step.before.tables.get(step.before.resolve(like.table))
            if model is not None and not (model.assumed or model.unknown or model.as_query):
                yield from (Given(column.name, like.table.span) for column in model.columns)

    def _inserted(self, change: WriteRows, step: Step) -> Iterator[Diagnostic]:
        words, upper, starts = step.statement.tokens
        columns = []
        for name in change.columns:
            at = bisect_left(starts, name.span.start)
            part = words[at + 1 : at + 2] == ("[",) or (step.statement.dialect == "postgres" and words[at - 1] == ".")
            if not part and name.written[:1] != "@":
                columns.append(Given(name.value, name.span))
        if change.tables and "SET" not in upper[:6]:
            severity: Severity | None = "warning" if step.statement.dialect == "sqlite" else None
            yield from self._repeated(columns, change.tables[0], "is named twice in one list", step, severity)

    def _given(self, name: ObjectName, named: tuple[str, ...], step: Step, replay: Replay) -> Iterator[Diagnostic]:
        """The columns of a view, or of a table that a query fills."""
        columns = [Given(one, _in_list(step, name, one, at)) for at, one in enumerate(named)]
        for one in embedded(step, "view", "table-as"):
            given = outputs(one.query, len(one.query.scopes) - 1, step, replay)
            if given is not None:
                columns += given[len(named) :]
        severity: Severity | None = "warning" if replay.dialect == "sqlite" else None
        found = list(self._repeated(columns, name, "", step, severity))
        if not found:
            yield from self._inner((name,), step, replay)
            return
        others = [one.subject.name for one in found[1:] if one.subject]
        also = f", and two each of {', '.join(others[:5])}{', …' if len(others) > 5 else ''}" if others else ""
        yield found[0]._replace(message=found[0].message.replace(": ", f"{also}: ", 1))

    def _inner(self, names: tuple[ObjectName, ...], step: Step, replay: Replay) -> Iterator[Diagnostic]:
        """Subqueries in FROM, in servers that refuse them even where nobody asks for the column."""
        if replay.dialect not in ("mysql", "mariadb", "tsql") or not names:
            return
        for one in embedded(step, "view", "table-as", "write"):
            inner = {item.scope for scope in one.query.scopes for item in scope.relations if item.scope is not None}
            named = {item.scope for scope in one.query.scopes for item in scope.relations if item.columns}
            for at in sorted(inner - named):
                given = outputs(one.query, at, step, replay) if one.query.scopes[at].kind != "values" else None
                found = list(self._repeated(given or (), names[0], "A subquery", step))
                if found:
                    yield found[0]
                    return

    def _repeated(
        self, columns: Iterable[Given], owner: ObjectName, what: str, step: Step, severity: Severity | None = None
    ) -> Iterator[Diagnostic]:
        seen: dict[str, Given] = {}
        ref = step.after.resolve(owner)
        for column in columns:
            first = seen.setdefault(column.name, column)
            if first is column or not column.name or any(mark in column.name for mark in _MARKS):
                continue
            if what[:2] == "is":
                told = f"Column {ref.text}.{column.name} {what}"
            else:
                told = f"{what or f'The query of {ref.text}'} gives two columns {column.name}"
            span = column.span if column.span.path and column.span.end > column.span.start else owner.span
            subject = Subject("column", ref.schema or None, ref.name, column.name, (column.name,))
            yield self._twice(step, span, told, subject, first.span, severity)

    def _twice(
        self,
        step: Step,
        span: Span,
        told: str,
        subject: Subject,
        first: Span | None,
        severity: Severity | None = None,
    ) -> Diagnostic:
        effect = (
            "SQLite takes it, and keeps one of them or renames it" if severity else "the server refuses the statement"
        )
        related = (Related(first, "the first one"),) if first is not None and first.path and first != span else ()
        return self.found(
            span,
            f"{told}: {effect}.",
            subject=subject,
            repair="leave one of the two out, or give it another name",
            related=related,
            severity=severity,
            cause=step.statement.span,
        )


_MARKS = ("{", "$(", "...", "…", "<")
"""What a template or a placeholder leaves in a name."""


def _in_list(step: Step, view: ObjectName, column: str, number: int) -> Span:
    """The place of a column in the list behind a view's name."""
    words, _, starts = step.statement.tokens
    at = bisect_left(starts, view.name.span.start) + 2 + 2 * number
    if at >= len(words) or fold(words[at], step.statement.dialect) != column:
        return view.span
    return Span(step.statement.path, starts[at], starts[at] + len(words[at]))
