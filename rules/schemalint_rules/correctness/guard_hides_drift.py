from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    AddColumn,
    Bad,
    Catalog,
    CreateDomain,
    CreateEnum,
    CreateIndex,
    CreateSequence,
    CreateTable,
    CreateView,
    Diagnostic,
    DropObjects,
    Good,
    Kind,
    ObjectName,
    Ref,
    Related,
    Replay,
    Span,
    Step,
    StepRule,
    Subject,
)
from schemalint_rules._drift import (
    Difference,
    column_differences,
    index_differences,
    sequence_differences,
    table_differences,
)
from schemalint_rules._steps import around, earlier


class GuardHidesDrift(StepRule):
    """IF NOT EXISTS should not pass over another definition.

    ## What it does
    Reports CREATE … IF NOT EXISTS of a table, index, view, type, sequence or column that is there at that step with another
    definition: other columns, types, nullability, defaults or keys of a table, other columns of an index, another query, other
    values. The first difference is told. Formatting, names of constraints and the spelling of a default are none. Guards in
    blocks (`IF OBJECT_ID(…) IS NULL`, `EXCEPTION WHEN duplicate_object`) count, too.

    ## Why is this bad
    The server does nothing and says nothing. Where the object was there before, the database differs from where the script ran
    first: two databases of one version, and the difference shows in production.

    ## Fix
    Write the ALTER that makes the one into the other, or leave the statement out. No automatic fix: which of the two definitions is
    meant is not known.

    ## References
    - PostgreSQL manual, CREATE TABLE, IF NOT EXISTS: no guarantee that the existing relation is anything like the one that would
      have been created
    - MySQL 8.4 manual, 15.1.20, CREATE TABLE; SQLite, CREATE TABLE
    """

    name = "guard-hides-drift"
    severity = "warning"
    changes = ("CreateTable", "CreateIndex", "CreateView", "CreateEnum", "CreateDomain", "CreateSequence", "AddColumn")
    good = (
        Good("CREATE TABLE IF NOT EXISTS a (\n  id integer PRIMARY KEY,\n  at timestamp with time zone DEFAULT CURRENT_TIMESTAMP\n);", given="CREATE TABLE a (id int, at timestamptz DEFAULT now(), PRIMARY KEY (id));"),
        Good("CREATE TABLE IF NOT EXISTS a (id int);"),
        Good("CREATE INDEX IF NOT EXISTS i ON a (x);", given="CREATE TABLE a (x int);\nCREATE INDEX i ON a USING btree (x);"),
    )  # fmt: skip
    bad = (
        Bad("CREATE TABLE IF NOT EXISTS a (id int, email text);", given="CREATE TABLE a (id int);", at="email", message="column email is not there"),
        Bad("CREATE TABLE IF NOT EXISTS a (id int, email text);", given="CREATE TABLE a (id int, email varchar(20));", at="text", message="character varying(20) there"),
        Bad("CREATE INDEX IF NOT EXISTS i ON a (x, y);", given="CREATE TABLE a (x int, y int);\nCREATE INDEX i ON a (x);", at="i", message="over (x) there"),
        Bad("ALTER TABLE a ADD COLUMN IF NOT EXISTS x bigint;", given="CREATE TABLE a (x int);", at="bigint"),
        Bad("CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);", given="CREATE TABLE a (id int);", at="PRIMARY KEY", dialect="sqlite"),
    )  # fmt: skip

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        if getattr(step.change, "if_not_exists", False) and around(step, replay) is replay.steps:
            for one in self._hiding(step):
                if not _dropped(one, step, replay):
                    yield one

    def _hiding(self, step: Step) -> Iterator[Diagnostic]:
        change, before = step.change, step.before
        match change:
            case CreateTable():
                yield from self._table(change, step)
            case AddColumn():
                table = before.tables.get(before.resolve(change.table))
                there = table.column(change.column.name) if table is not None else None
                if table is not None and there is not None and not (table.unknown or table.as_query):
                    found = column_differences(change.column, there)
                    subject = Subject("column", table.schema or None, table.name, there.name, (there.name,))
                    yield from self._hidden(
                        "ADD COLUMN", f"{table.ref.text}.{there.name}", found, there.span, subject, step
                    )
            case CreateIndex():
                yield from self._index(change, step)
            case CreateView():
                view = before.views.get(_place(change.name, before))
                if view is not None and not view.unknown and _plain(view.query) != _plain(change.query):
                    found = iter((Difference("its query is another one there", change.name.span),))
                    yield from self._hidden(
                        "CREATE VIEW", view.ref.text, found, view.span, _about("view", view.ref), step
                    )
            case CreateEnum():
                enum = before.enums.get(_place(change.name, before))
                if enum is not None and enum.values != change.values:
                    there_values = ", ".join(enum.values)
                    found = iter((Difference(f"its values are {there_values} there", change.name.span),))
                    yield from self._hidden(
                        "CREATE TYPE", enum.ref.text, found, enum.span, _about("enum", enum.ref), step
                    )
            case CreateDomain():
                domain = before.domains.get(_place(change.name, before))
                if domain is not None and domain.type.text != change.type.text:
                    found = iter(
                        (Difference(f"it is {domain.type.text} there and {change.type.text} here", change.type.span),)
                    )
                    yield from self._hidden(
                        "CREATE DOMAIN", domain.ref.text, found, domain.span, _about("domain", domain.ref), step
                    )
            case CreateSequence():
                held = before.sequences.get(_place(change.name, before))
                if held is not None:
                    found = sequence_differences(change, held)
                    yield from self._hidden(
                        "CREATE SEQUENCE", held.ref.text, found, held.span, _about("sequence", held.ref), step
                    )

    def _table(self, change: CreateTable, step: Step) -> Iterator[Diagnostic]:
        ref = _place(change.name, step.before)
        if change.kind == "temporary":
            ref = Ref("pg_temp", change.name.value)
        table, view = step.before.tables.get(ref), step.before.views.get(ref)
        if view is not None and table is None:
            found = iter((Difference("a view has the name", change.name.span),))
            yield from self._hidden("CREATE TABLE", ref.text, found, view.span, _about("table", ref), step)
        elif table is not None and not (table.assumed or table.unknown or table.as_query or step.before.is_muted(ref)):
            known = not any(column.unknown for column in (*table.columns, *change.columns))
            if known and (change.columns or not change.as_query):
                found = table_differences(change, table)
                yield from self._hidden("CREATE TABLE", ref.text, found, table.span, _about("table", ref), step)

    def _index(self, change: CreateIndex, step: Step) -> Iterator[Diagnostic]:
        before = step.before
        name = change.name.value if change.name else change.definition.name
        on = before.resolve(change.table)
        target = before.tables.get(on)
        ref = Ref(change.definition.schema or (target.schema if target else before.default_schema), name)
        table = before.tables.get(before.indexes.get(ref, on))
        if table is None or not name or table.unknown:
            return
        key = table.primary_key
        every = (*table.indexes, *table.uniques, *((key,) if key else ()))
        held = next((one for one in every if one.name == name), None)
        if held is None or getattr(held, "unknown", False):
            return
        found = index_differences(change, held, table.ref == on, table.ref.text)
        subject = Subject("index", table.schema or None, table.name, name)
        yield from self._hidden("CREATE INDEX", ref.text, found, held.span, subject, step)

    def _hidden(
        self, verb: str, name: str, found: Iterator[Difference], there: Span, subject: Subject, step: Step
    ) -> Iterator[Diagnostic]:
        differences = list(found)
        if not differences:
            return
        first, *others = differences
        more = f" ({len(others)} more difference{'s' * (len(others) > 1)})" if others else ""
        yield self.found(
            first.span,
            f"{verb} IF NOT EXISTS passes over {name}, which is there with another definition: {first.what}{more}.",
            subject=subject,
            repair="write the ALTER that makes the one into the other, or leave the statement out",
            related=(Related(there, "defined here first"),) if there.path else (),
            cause=step.statement.span,
        )


def _place(name: ObjectName, catalog: Catalog) -> Ref:
    """Where the object would be made; what lies elsewhere on the search path is another one."""
    return catalog.resolve(name) if name.schema is not None else Ref(catalog.default_schema, name.value)


def _dropped(one: Diagnostic, step: Step, replay: Replay) -> bool:
    """Whether a DROP … IF EXISTS right before it found nothing of that name: it may have meant the object that is there, by a
    search path that is set elsewhere."""
    name = getattr(step.change, "name", None)
    there = one.related[0].span if one.related else one.span
    for other in earlier(step, replay, 20):
        drop = other.change
        if not isinstance(drop, DropObjects) or not drop.if_exists or other.before is not other.after:
            continue
        if name is not None and any(gone.value == name.value for gone in drop.names):
            return there.path != drop.span.path or there.start < drop.span.start
    return False


def _about(kind: Kind, ref: Ref) -> Subject:
    return Subject(kind, ref.schema or None, None, ref.name)


def _plain(query: str) -> str:
    return " ".join(query.lower().split()).rstrip("; ")
