from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import (
    AddColumn,
    AddConstraint,
    Bad,
    Catalog,
    Check,
    Column,
    Constraint,
    CreateIndex,
    CreateTable,
    Diagnostic,
    Edit,
    Exclusion,
    Fix,
    ForeignKey,
    Good,
    Index,
    ObjectName,
    PrimaryKey,
    Ref,
    Replay,
    Span,
    Step,
    StepRule,
    Subject,
    Table,
    Unique,
    name_limit,
)
from schemalint_rules._proposals import about, spelled

LABELS = {PrimaryKey: "pkey", Unique: "key", ForeignKey: "fkey", Check: "check", Exclusion: "excl"}
SAID = {
    PrimaryKey: "primary key", Unique: "unique constraint", ForeignKey: "foreign key", Check: "check", Exclusion: "exclusion",
}  # fmt: skip


class TruncatedGeneratedName(StepRule):
    """A name that the server makes up should fit whole, and be the only one of its kind.

    ## What it does
    Reports an unnamed constraint, index or serial sequence of PostgreSQL whose name, put together from table and columns, is
    longer than 63 bytes and therefore cut, or which another table's object has already, so that a number is put behind. The
    message gives the real name. In MySQL and MariaDB an unnamed foreign key (in MySQL a check, too) of a table with so long a
    name that `…_ibfk_1` goes beyond 64 characters: CREATE TABLE refuses it, which is an error, MariaDB's ALTER TABLE cuts it.

    ## Why is this bad
    Nobody can guess the name, and which object gets the number depends on the order of the statements: a migration that drops
    the constraint by name works on one database and not on the next.

    ## Fix
    In PostgreSQL the name that the server would give is written out; nothing changes, but it stands there to be seen. In MySQL
    and MariaDB a shorter one. A serial column's sequence cannot be named.

    ## References
    - PostgreSQL manual, 4.1.1 Identifiers and Key Words; CREATE INDEX; CREATE TABLE, CONSTRAINT
    - MySQL 8.4 manual, 11.2.1 Identifier Length Limits; 15.1.20.5 FOREIGN KEY Constraints
    """

    name = "truncated-generated-name"
    severity = "warning"
    dialects = ("postgres", "mysql", "mariadb")
    fixes = "safe"
    changes = ("CreateTable", "AddColumn", "AddConstraint", "CreateIndex")

    good = (
        Good("CREATE TABLE account (id int PRIMARY KEY, n int CHECK (n > 0) CHECK (n < 9));"),
        Good(
            "CREATE TABLE a_table_with_a_name_that_is_rather_long (another_column_of_some_length int, "
            "CONSTRAINT short UNIQUE (another_column_of_some_length));"
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE subscription_payment_attempts (external_reference_of_provider text UNIQUE);",
            at="UNIQUE",
            fixed="CREATE TABLE subscription_payment_attempts (external_reference_of_provider text "
            "CONSTRAINT subscription_payment_attempts_external_reference_of_provide_key UNIQUE);",
            message="is cut to subscription_payment_attempts_external_reference_of_provide_key",
        ),
        Bad(
            "CREATE INDEX ON subscription_payment_attempts (external_reference_of_provider);",
            given="CREATE TABLE subscription_payment_attempts (external_reference_of_provider text);",
            at="subscription_payment_attempts",
            fixed="CREATE INDEX subscription_payment_attempts_external_reference_of_provide_idx ON "
            "subscription_payment_attempts (external_reference_of_provider);",
        ),
        Bad(
            "CREATE TABLE a_b (c int UNIQUE);",
            given="CREATE TABLE a (b_c int UNIQUE);",
            at="UNIQUE",
            message="a_b_c_key1",
        ),
        Bad(
            "CREATE TABLE a_table_name_that_leaves_no_room_for_what_the_server_adds_to_it (id int PRIMARY KEY, "
            "up int, FOREIGN KEY (up) REFERENCES other (id));",
            at="FOREIGN KEY (up) REFERENCES other (id)",
            given="CREATE TABLE other (id int PRIMARY KEY);",
            dialect="mysql",
            message="1059",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        assert isinstance(change, (CreateTable, AddColumn, AddConstraint, CreateIndex))
        if step.before is step.after:
            return
        name = change.name if isinstance(change, CreateTable) else change.table
        table = step.after.table(step.after.resolve(name))
        if table is None or table.partition_of or table.unknown or table.assumed:
            return
        if step.after.dialect != "postgres":
            yield from self._refused(table, step)
            return
        for constraint in table.constraints:
            if not constraint.named and _made_by(constraint, step):
                yield from self._constraint(table, constraint, step)
        if isinstance(change, CreateIndex) and change.name is None:
            for index in table.indexes:
                if not index.named and index.statement == step.statement.span:
                    yield from self._index(table, index, name, step)
        made = change.columns if isinstance(change, CreateTable) else ()
        for column in (change.column,) if isinstance(change, AddColumn) else made:
            if column.serial or column.identity:
                yield from self._sequence(table, column, step)

    def _refused(self, table: Table, step: Step) -> Iterator[Diagnostic]:
        """Names beyond the limit of MySQL and MariaDB: refused with CREATE TABLE, cut by MariaDB's ALTER TABLE."""
        limit = name_limit(step.after.dialect, step.after.version)
        mariadb, created = step.after.dialect == "mariadb", isinstance(step.change, CreateTable)
        if limit is None or not (created or mariadb):
            return
        room = limit.length - (mariadb and created)  # MariaDB takes 63 characters there, and 64 elsewhere
        for constraint in table.constraints:
            if constraint.named or not isinstance(constraint, ForeignKey if mariadb else (ForeignKey, Check)):
                continue
            size = len(constraint.name)
            if size <= room or not _made_by(constraint, step) or getattr(constraint, "ignored", False):
                continue
            stem, _, number = constraint.name.rpartition("_")
            stem, _, word = stem.rpartition("_")
            ending = f"_{word}_{number}"
            short = stem[: room - len(ending)].rstrip("_") + ending
            end = (
                "the server refuses the statement (error 1059)"
                if created
                else f"it is shown as {constraint.name[: limit.length]}, by which it cannot be dropped"
            )
            yield self.found(
                constraint.span,
                f"The name that the server makes for this {SAID[type(constraint)]} of {table.ref.text}, {constraint.name}, has "
                f"{size} characters, and {room} are allowed: {end}.",
                subject=Subject("constraint", table.schema or None, table.name, constraint.name),
                repair=f"CONSTRAINT {spelled(short, step.after)} before it",
                fix=_named(constraint.span, short, step.after),
                severity="error" if created else "warning",
                cause=step.statement.span,
            )

    def _constraint(self, table: Table, constraint: Constraint, step: Step) -> Iterator[Diagnostic]:
        columns: tuple[str, ...] = ()
        if isinstance(constraint, Check):
            columns = constraint.expression.columns if len(constraint.expression.columns) == 1 else ()
        elif isinstance(constraint, Unique):
            columns = (*constraint.columns, *constraint.include)
        elif isinstance(constraint, ForeignKey):
            columns = constraint.columns
        elif isinstance(constraint, Exclusion):
            columns = tuple(part.column for part in constraint.parts)
            if not all(columns):
                return
        whole = "_".join((table.name, *columns, LABELS[type(constraint)]))
        why = _why(whole, constraint.name, table, step)
        if why:
            yield self.found(
                constraint.span,
                f"The name that PostgreSQL makes for this {SAID[type(constraint)]} of {table.ref.text}, {whole}, {why}.",
                subject=Subject("constraint", table.schema or None, table.name, constraint.name),
                repair=f"CONSTRAINT {spelled(constraint.name, step.after)}, or a shorter name, before it",
                fix=_named(constraint.span, constraint.name, step.after),
            )

    def _index(self, table: Table, index: Index, written: ObjectName, step: Step) -> Iterator[Diagnostic]:
        columns = (*(part.column for part in index.parts), *index.include)
        if not all(columns) or len(set(columns)) < len(columns):
            return  # what stands for an expression is the server's choice
        whole = "_".join((table.name, *columns, "idx"))
        why = _why(whole, index.name, table, step)
        if not why:
            return
        found = re.search(r"\bINDEX\s+(?:CONCURRENTLY\s+)?(?=ON\b)", step.statement.text, re.I)
        at = step.statement.span.start + found.end() if found else 0
        edits = (Edit(Span(step.statement.path, at, at), f"{spelled(index.name, step.after)} "),) if found else ()
        yield self.found(
            written.span,
            f"The name that PostgreSQL makes for this index of {table.ref.text}, {whole}, {why}.",
            subject=Subject("index", table.schema or None, table.name, index.name, index.columns),
            repair=f"CREATE INDEX {spelled(index.name, step.after)} …, or a shorter name",
            fix=Fix(f"Name the index {index.name}", "safe", edits) if edits else None,
        )

    def _sequence(self, table: Table, column: Column, step: Step) -> Iterator[Diagnostic]:
        owned = [step.after.sequences.get(ref) for ref, _ in step.after.named_by(table.ref, "sequence")]
        sequence = next(
            (
                one
                for one in owned
                if one
                and one.implicit
                and one.owned_by == (table.ref, column.name)
                and one.ref not in step.before.sequences
            ),
            None,
        )
        whole = f"{table.name}_{column.name}_seq"
        if sequence is None or (sequence.name == whole and len(whole.encode()) <= 63):
            return
        why = _why(whole, sequence.name, table, step)
        if why:
            yield self.found(
                column.span,
                f"The name that PostgreSQL makes for the sequence of {table.ref.text}.{column.name}, {whole}, {why}.",
                subject=about(table, column.name),
                repair="a shorter name of the table or the column",
            )


def _made_by(constraint: Constraint, step: Step) -> bool:
    """Whether the step's own text states the constraint."""
    change = step.change
    if not step.statement.span.covers(constraint.span) or not constraint.span.path:
        return False
    if isinstance(change, CreateTable):
        return constraint.statement == step.statement.span
    return isinstance(change, (AddColumn, AddConstraint)) and change.span.covers(constraint.span)


def _why(whole: str, real: str, table: Table, step: Step) -> str:
    """Why the server gives another name than the whole one; empty where it does not, or where the table's own constraints are
    merely counted."""
    size = len(whole.encode())
    if size > 63:
        number = re.search(r"_[a-z]+(\d+)\Z", real)
        beside = f", with the number {number[1]} behind, as that is taken too" if number else ""
        return f"has {size} bytes, of which 63 are kept: it is cut to {real}{beside}"
    if real == whole:
        return ""
    ref = Ref(table.schema, whole)
    holder = _holder(ref, table, step.before)
    return f"is taken by {holder}: it becomes {real}" if holder else ""


def _holder(ref: Ref, table: Table, catalog: Catalog) -> str:
    """What has a name already, other than the table itself."""
    if ref in catalog.tables or ref in catalog.views:
        return f"the {'table' if ref in catalog.tables else 'view'} {ref.text}"
    if ref in catalog.sequences:
        return f"the sequence {ref.text}"
    held = catalog.indexes.get(ref)
    if held is not None:
        return f"an index of {held.text}" if held != table.ref else ""
    for other, _ in catalog.named_by(ref, "constraint"):
        one = catalog.tables.get(other)
        if one is None or one.ref == table.ref:
            continue
        if any(constraint.name == ref.name for constraint in one.constraints):
            return f"a constraint of {one.ref.text}"
    return ""


def _named(span: Span, name: str, catalog: Catalog) -> Fix:
    text = f"CONSTRAINT {spelled(name, catalog)} "
    return Fix(f"Name the constraint {name}", "safe", (Edit(Span(span.path, span.start, span.start), text),))
