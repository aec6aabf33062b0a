from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    AddColumn,
    AlterColumnType,
    Bad,
    Column,
    Constant,
    CreateDomain,
    CreateTable,
    Diagnostic,
    Expression,
    Good,
    Name,
    ObjectName,
    RedefineColumn,
    Ref,
    Replay,
    SetDefault,
    Span,
    Step,
    StepRule,
    Subject,
    Type,
)
from schemalint_rules._literals import misfit, unassignable, unfit_in_strict_table


class DefaultTypeMismatch(StepRule):
    """A default should be a value of the column's type.

    ## What it does
    Reports a literal default that cannot be a value of its column: `DEFAULT 'none'` for a number, `DEFAULT 0` for a boolean of
    PostgreSQL, a text that is no date, no UUID, no JSON, in MySQL also what is too large or too long. Domains count as the type
    below them. A literal that the server turns into the type by itself is none of it, nor is one whose reading depends on
    settings. In PostgreSQL also ALTER COLUMN TYPE of a column whose default the server does not turn into the new type; USING is for
    the rows only. For a STRICT table of SQLite, which accepts the definition and refuses the rows, it is a warning.

    ## Why is this bad
    PostgreSQL, MySQL and MariaDB refuse the statement, SQL Server and Oracle where the two types have nothing in common. The
    schema cannot be built from these files.

    ## Fix
    Write the default as a value of the type, or give the column the type of the default.

    ## References
    - PostgreSQL 17 manual, 5.2 Default Values; 10.4 Value Storage; errors 42804, 22P02, 22007, 22008
    - MySQL 8.4 manual, 13.6 Data Type Default Values; error 1067
    - SQLite, STRICT Tables; SQL Server, error 206; Oracle, ORA-00932
    """

    name = "default-type-mismatch"
    severity = "error"
    dialects = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle")
    changes = ("CreateTable", "AddColumn", "SetDefault", "RedefineColumn", "AlterColumnType", "CreateDomain")
    good = (
        Good(
            "CREATE TABLE t (id int PRIMARY KEY, n int DEFAULT '0', flag boolean DEFAULT 't', at date DEFAULT 'today');"
        ),
        Good(
            "CREATE TABLE t (id int PRIMARY KEY, note text DEFAULT 0, tags text[] DEFAULT '{}', j jsonb DEFAULT '{}'::json);"
        ),
        Good(
            "ALTER TABLE t ALTER COLUMN state TYPE mood USING state::mood, ALTER COLUMN state DROP DEFAULT;",
            given="CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (id int PRIMARY KEY, state text DEFAULT 'ok');",
        ),
        Good(
            "CREATE TABLE t (id int PRIMARY KEY, flag boolean DEFAULT 1, at date DEFAULT '0000-00-00');",
            dialect="mysql",
        ),
        Good("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER DEFAULT 'none');", dialect="sqlite"),
        Good("CREATE TABLE t (id int PRIMARY KEY, at datetime DEFAULT 0);", dialect="tsql"),
    )
    bad = (
        Bad("CREATE TABLE t (id int PRIMARY KEY, flag boolean DEFAULT 0);", at="DEFAULT 0", message="DEFAULT false"),
        Bad("CREATE TABLE t (id int PRIMARY KEY, n int DEFAULT 'none');", at="DEFAULT 'none'", message="'none' is no integer"),
        Bad("ALTER TABLE t ALTER COLUMN at SET DEFAULT '0000-00-00';", at="'0000-00-00'",
            given="CREATE TABLE t (id int PRIMARY KEY, at date);"),
        Bad("ALTER TABLE t ALTER COLUMN state TYPE mood USING state::mood;", at="mood", message="Drop the default first",
            given="CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (id int PRIMARY KEY, state text DEFAULT 'ok');"),
        Bad("CREATE TABLE t (id int PRIMARY KEY, n tinyint DEFAULT 300);", at="DEFAULT 300", dialect="mysql",
            message="outside of what tinyint"),
        Bad("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER DEFAULT 'none') STRICT;", at="DEFAULT 'none'", dialect="sqlite"),
        Bad("CREATE TABLE t (id int PRIMARY KEY, at date DEFAULT 0);", at="DEFAULT 0", dialect="tsql"),
        Bad("CREATE TABLE t (id NUMBER PRIMARY KEY, at DATE DEFAULT 0);", at="DEFAULT 0", dialect="oracle"),
    )  # fmt: skip

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        match step.change:
            case CreateTable(columns=columns, name=name, options=options):
                strict = any(key == "strict" for key, _ in options)
                for column in columns:
                    yield from self._of_column(step, name, column, strict=strict)
            case AddColumn(table=name, column=column):
                table = step.after.table(step.after.resolve(name))
                strict = table is not None and any(key == "strict" for key, _ in table.options)
                yield from self._of_column(step, name, column, strict=strict)
            case RedefineColumn(table=name, definition=column):
                yield from self._of_column(step, name, column)
            case SetDefault(table=name, column=written, default=Expression() as default):
                found = self._known(step, name, written.value)
                if found is not None and found.type is not None and not found.unknown:
                    yield from self._judged(step, name, written.value, found.type, default, default.span)
            case AlterColumnType(table=name, column=written, type=type_) if step.before.dialect == "postgres":
                yield from self._kept(step, name, written, type_)
            case CreateDomain(name=name, type=type_, default=Expression() as default):
                why = misfit(type_, default, step.before)
                if why:
                    ref = step.after.resolve(name)
                    yield self.found(
                        default.span,
                        f"The default of the domain {ref.text} is not of its type: {why}, so the server refuses the statement.",
                        subject=Subject("domain", ref.schema or None, None, ref.name),
                        repair=_meant(type_, default),
                        cause=step.statement.span,
                    )

    def _known(self, step: Step, name: ObjectName, column: str) -> Column | None:
        table = step.before.table(step.before.resolve(name))
        return table.column(column) if table is not None and not table.unknown else None

    def _of_column(self, step: Step, name: ObjectName, column: Column, *, strict: bool = False) -> Iterator[Diagnostic]:
        if column.type is None or column.default is None or column.unknown or column.serial:
            return
        if step.before.dialect == "sqlite":
            why = unfit_in_strict_table(column.type, column.default) if strict else ""
            if why:
                yield self._found(
                    step, name, column.name, column.type, column.default, why, column.default_span, accepted=True
                )
            return
        yield from self._judged(step, name, column.name, column.type, column.default, column.default_span)

    def _judged(
        self, step: Step, name: ObjectName, column: str, type_: Type, default: Expression, span: Span
    ) -> Iterator[Diagnostic]:
        why = misfit(type_, default, step.before)
        if why:
            yield self._found(step, name, column, type_, default, why, span if span.path else default.span)

    def _kept(self, step: Step, name: ObjectName, written: Name, type_: Type) -> Iterator[Diagnostic]:
        """PostgreSQL keeps a default in the type it had; USING is for the rows only."""
        found = self._known(step, name, written.value)
        if found is None or found.default is None or found.type is None or found.unknown:
            return
        if isinstance(found.default.shape, Constant) and found.default.shape.kind == "null":
            return
        # DROP DEFAULT comes first, wherever in the statement it stands.
        for change in step.reading.changes:
            if isinstance(change, SetDefault) and change.column.value == written.value and change.default is None:
                return
        why = unassignable(found.type, type_, step.before)
        if why:
            ref: Ref = step.after.resolve(name)
            yield self.found(
                type_.span if type_.span.path else written.span,
                f"{ref.text}.{found.name} has the default {found.default.text}, and {why}: it refuses the new type.",
                subject=Subject("column", ref.schema or None, ref.name, found.name, (found.name,)),
                repair="Drop the default first and set it anew behind the change, in one statement: "
                f"ALTER COLUMN {written.written} DROP DEFAULT, ALTER COLUMN {written.written} TYPE {type_.text} …, "
                f"ALTER COLUMN {written.written} SET DEFAULT ….",
                cause=step.statement.span,
            )

    def _found(
        self,
        step: Step,
        name: ObjectName,
        column: str,
        type_: Type,
        default: Expression,
        why: str,
        span: Span,
        *,
        accepted: bool = False,
    ) -> Diagnostic:
        ref: Ref = step.after.resolve(name)
        consequence = (
            "the server takes the definition and refuses each row that leaves the column out"
            if accepted
            else "the server refuses the statement"
        )
        return self.found(
            span,
            f"The default of {ref.text}.{column} is not of its type {type_.text}: {why}, so {consequence}.",
            subject=Subject("column", ref.schema or None, ref.name, column, (column,)),
            repair=_meant(type_, default),
            severity="warning" if accepted else None,
            cause=step.statement.span,
        )


def _meant(type_: Type, default: Expression) -> str:
    """The default that was meant, where a number stands for yes or no; else what to do."""
    if type_.family == "boolean" and not type_.dimensions and default.text in ("0", "1"):
        return f"DEFAULT {'true' if default.text == '1' else 'false'}"
    return f"write a value of type {type_.text}, or leave the default out"
