from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from schemalint import (
    NOWHERE,
    Bad,
    Catalog,
    CatalogRule,
    Change,
    CreateTable,
    Diagnostic,
    DropColumn,
    DropConstraint,
    DropObjects,
    Edit,
    Fix,
    Good,
    Kind,
    Name,
    ObjectName,
    RedefineColumn,
    Ref,
    Related,
    Replay,
    SetComment,
    Span,
    Step,
    Subject,
)
from schemalint_rules._proposals import literal, object_name, spelled, spelled_ref

_ORDERS = (
    "CREATE TABLE orders (id bigint PRIMARY KEY, total int);\nCREATE VIEW paid AS SELECT id FROM orders;\n"
    "COMMENT ON VIEW paid IS 'Orders with nothing left to pay.';\n"
)
_MYSQL = "CREATE TABLE orders (id int, total int NOT NULL COMMENT 'In cents.');"
_LOSING = (DropObjects, DropColumn, DropConstraint, RedefineColumn, CreateTable)
_WORDS: Mapping[str, str] = {
    "materialized-view": "MATERIALIZED VIEW", "routine": "ROUTINE", "enum": "TYPE", "domain": "DOMAIN", "type": "TYPE",
}  # fmt: skip
_POSITION = re.compile(r"\s+(?:FIRST|AFTER\s+\S+)\s*$", re.I)
_MANY = 5


_Owned = Collection[tuple[str, str]]
"""What COMMENT ON names somewhere: the kind and the name, of a part that of its table."""


class _Key(NamedTuple):
    """An object that has a comment: what it stands in, and which part of that it is."""

    kind: Kind
    ref: Ref
    part: str = ""


class _Held(NamedTuple):
    """A comment, and where the object is made."""

    comment: str | None
    span: Span
    statement: Span


class _Lost(NamedTuple):
    key: _Key
    comment: str
    step: Step


class LostComment(CatalogRule):
    """An object that is made anew should keep its comment.

    ## What it does
    Reports an object that loses its comment: it is dropped and created again in the same script or migration - tables with their columns,
    constraints and indexes, views, routines, types, triggers, policies - or MySQL and MariaDB redefine a column by MODIFY or CHANGE without
    COMMENT, or MariaDB replaces a table. PostgreSQL keeps comments over ALTER COLUMN … TYPE and CREATE OR REPLACE VIEW or
    FUNCTION, so these are no loss. Silent where a later statement sets a comment again, or takes it away on purpose.

    ## Why is this bad
    The description is gone from the database, and from all that is generated from it, without anybody having decided so.

    ## Fix
    The comment is set again behind the statement that lost it, inside the column's definition in MySQL, or in a new migration where the
    history is released. Safe: neither data nor queries change.

    ## References
    - PostgreSQL 17 manual, COMMENT: "Comments are automatically dropped when their object is dropped"
    - MySQL 8.4 manual, 15.1.9 ALTER TABLE Statement: "attributes present in the original definition but not specified for the new
      definition are not carried forward"
    """

    name = "lost-comment"
    severity = "warning"
    dialects = ("postgres", "mysql", "mariadb")
    fixes = "safe"
    good = (
        Good(
            "DROP VIEW paid;\nCREATE VIEW paid AS SELECT id FROM orders;\nCOMMENT ON VIEW paid IS 'As before.';",
            given=_ORDERS,
        ),
        Good("CREATE OR REPLACE VIEW paid AS SELECT id FROM orders WHERE total = 0;", given=_ORDERS),
        Good("ALTER TABLE orders MODIFY total bigint NOT NULL COMMENT 'In cents.';", given=_MYSQL, dialect="mysql"),
        Good(
            "COMMENT ON COLUMN orders.total IS 'In cents.';\nALTER TABLE orders ALTER COLUMN total TYPE bigint;",
            given="CREATE TABLE orders (total int);",
        ),
    )
    bad = (
        Bad(
            "CREATE VIEW paid AS SELECT id, total FROM orders;\n",
            given=_ORDERS + "DROP VIEW paid;\n",
            at="paid",
            message="COMMENT ON VIEW paid IS",
            fixed="CREATE VIEW paid AS SELECT id, total FROM orders;\nCOMMENT ON VIEW paid IS 'Orders with nothing left to pay.';\n",
        ),
        Bad(
            "ALTER TABLE orders MODIFY total bigint NOT NULL;\n",
            given=_MYSQL,
            at="total",
            dialect="mysql",
            message="In cents.",
            fixed="ALTER TABLE orders MODIFY total bigint NOT NULL COMMENT 'In cents.';\n",
        ),
        Bad(
            "ALTER TABLE orders CHANGE total sum bigint AFTER id;\n",
            given=_MYSQL,
            at="sum",
            dialect="mariadb",
            fixed="ALTER TABLE orders CHANGE total sum bigint COMMENT 'In cents.' AFTER id;\n",
        ),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        lost: dict[_Key, _Lost] = {}
        owned = {
            (step.change.kind, step.change.name.value) for step in replay.steps if isinstance(step.change, SetComment)
        }
        if not owned and replay.dialect == "postgres":
            return
        waiting: dict[str, set[_Key]] = {}
        made: dict[_Key, _Held] = {}
        for step in replay.steps:
            if isinstance(step.change, _LOSING):
                for key, comment in _had(step, owned):
                    lost[key] = _Lost(key, comment, step)
                    made.pop(key, None)
                    waiting.setdefault(key.ref.name, set()).add(key)
            elif isinstance(step.change, SetComment) and lost:
                # What is said anew, or taken away on purpose, is not lost.
                ref = step.before.resolve(step.change.name)
                lost.pop(_Key(_kind(step.change.kind), ref, step.change.part), None)
            for key in _made(step, waiting) if waiting else ():
                held = _find(step.after, key)
                if held is not None and key in lost and key not in made:
                    made[key] = _Held(held.comment, _place(step, held.span), step.statement.span)
        groups: dict[tuple[Ref, Span], list[tuple[_Lost, _Held]]] = {}
        for key, one in lost.items():
            last, place = _find(catalog, key), made.get(key)
            if (
                last is not None
                and not last.comment
                and place is not None
                and place.statement.path == one.step.statement.path
            ):
                groups.setdefault((key.ref, place.statement), []).append((one, place))
        for found in groups.values():
            yield self._told(catalog, replay, found)

    def _told(self, catalog: Catalog, replay: Replay, found: list[tuple[_Lost, _Held]]) -> Diagnostic:
        found.sort(key=lambda one: one[1].span)
        first, held = next(((one, held) for one, held in found if not one.key.part), found[0])
        key, step = first.key, first.step
        names = [_shown(one.key) for one, _ in found]
        listed = ", ".join(names[:_MANY]) + (f" and {len(names) - _MANY} more" if len(names) > _MANY else "")
        redefined = isinstance(step.change, RedefineColumn)
        how = (
            "is redefined here without its COMMENT, which MySQL and MariaDB then drop"
            if redefined
            else "goes with the old object and is not set again on the one that is made here"
        )
        what = f"The comment on {listed}" if len(names) == 1 else f"Each of the comments on {listed}"
        sets = [_statement(one, catalog) for one, _ in found]
        changes: tuple[Change, ...] = tuple(
            SetComment(one.key.kind, object_name(one.key.ref), one.key.part, one.comment) for one, _ in found
        )
        quoted = " ".join(first.comment.split())
        message = f"Column {names[0]} {how}" if redefined else f"{what} {how}"
        return self.found(
            held.span,
            f"{message}: “{quoted[:80]}” is lost.",
            subject=_subject(key),
            repair=f"write COMMENT {literal(first.comment)} into it" if redefined else " ".join(sets[:_MANY]),
            related=() if redefined else (Related(step.statement.span, f"{_shown(key)} is dropped here"),),
            fix=Fix(
                f"Keep the comment on {listed}",
                "safe",
                edits=_in_place(step, first) if redefined else _behind(replay, held, sets),
                changes=changes,
            ),
        )


def _made(step: Step, waiting: Mapping[str, set[_Key]]) -> list[_Key]:
    """What waits to be made anew and may be made by the step, going by the names it holds."""
    change = step.change
    names = [getattr(change, field, None) for field in ("name", "table", "new_name")]
    words = {one.value for one in names if isinstance(one, (Name, ObjectName))}
    return [key for word in words for key in waiting.get(word, ())]


def _place(step: Step, span: Span) -> Span:
    """Where the step names what it makes: the object's own name where that stands in the statement, else what the statement
    renames it to."""
    if isinstance(step.change, RedefineColumn):
        return step.change.definition.span
    if step.statement.span.covers(span):
        return span
    new = getattr(step.change, "new_name", None)
    return new.span if isinstance(new, (Name, ObjectName)) else step.statement.span


def _kind(kind: str) -> Kind:
    """The kind of thing that COMMENT ON names, as the catalogue has it."""
    if kind in (
        "view",
        "materialized-view",
        "table",
        "column",
        "constraint",
        "index",
        "routine",
        "trigger",
        "policy",
        "sequence",
    ):
        return kind  # type: ignore[return-value]
    return "type"


def _had(step: Step, owned: _Owned) -> Iterator[tuple[_Key, str]]:
    """The comments that were there before the step and are not after it."""
    for key in _touched(step, owned):
        before = _find(step.before, key)
        if before is None or not before.comment:
            continue
        change = step.change
        if isinstance(change, RedefineColumn):
            now = _Key("column", key.ref, change.definition.name)
            after = _find(step.after, now)
            if after is not None and not after.comment:
                yield now, before.comment
            continue
        after = _find(step.after, key)
        if after is None or not after.comment:
            yield key, before.comment


def _touched(step: Step, owned: _Owned) -> Iterator[_Key]:
    """What the step may take a comment from."""
    change, before = step.change, step.before
    match change:
        case RedefineColumn():
            if not change.keeps:
                yield _Key("column", before.resolve(change.table), change.column.value)
        case DropColumn():
            yield _Key("column", before.resolve(change.table), change.column.value)
        case DropConstraint():
            if change.name is not None:
                yield _Key("constraint", before.resolve(change.table), change.name.value)
        case CreateTable():
            ref = before.resolve(change.name)
            if ref in before.tables and step.after.tables.get(ref) is not before.tables[ref]:
                yield from _all_of(before, ref, owned)
        case DropObjects():
            for name in change.names:
                ref = before.resolve(name)
                if change.kind == "table":
                    yield from _all_of(before, ref, owned)
                elif change.kind in ("trigger", "policy") and change.on is not None:
                    yield _Key(change.kind, before.resolve(change.on), name.value)  # type: ignore[arg-type]
                elif change.kind == "index" and ("index", ref.name) not in owned:
                    continue
                elif change.kind in ("view", "materialized-view", "index", "routine", "sequence"):
                    yield _Key(change.kind, ref)  # type: ignore[arg-type]
                else:
                    yield _Key("type", ref)
            if change.cascade and before.views is not step.after.views:
                yield from (_key_of_view(before, ref) for ref in before.views if ref not in step.after.views)
        case _:
            return


def _all_of(catalog: Catalog, ref: Ref, owned: _Owned) -> Iterator[_Key]:
    table = catalog.tables.get(ref)
    if table is None:
        return
    yield _Key("table", ref)
    yield from (_Key("column", ref, column.name) for column in table.columns if column.comment)
    yield from (_Key("constraint", ref, one.name) for one in table.constraints if one.comment)
    yield from (_Key("index", Ref(ref.schema, index.name)) for index in table.indexes if index.comment)
    if ("trigger", ref.name) in owned:
        yield from (_Key("trigger", ref, name) for owner, name in catalog.triggers if owner == ref)
    if ("policy", ref.name) in owned:
        yield from (_Key("policy", ref, name) for owner, name in catalog.policies if owner == ref)


def _key_of_view(catalog: Catalog, ref: Ref) -> _Key:
    return _Key("materialized-view" if catalog.views[ref].materialized else "view", ref)


def _find(catalog: Catalog, key: _Key) -> _Held | None:
    """The object in a catalogue, with its comment."""
    kind, ref, part = key
    if kind in ("table", "column", "constraint"):
        table = catalog.tables.get(ref)
        if table is None or table.unknown or table.assumed:
            return None
        if kind == "table":
            return _Held(table.comment, table.span, table.statement)
        if kind == "column":
            column = table.column(part)
            return _Held(column.comment, column.span, column.statement) if column is not None else None
        for one in table.constraints:
            if one.name == part:
                return _Held(one.comment, one.name_span if one.name_span != NOWHERE else one.span, one.statement)
        return None
    if kind == "index":
        for table in catalog.tables.values():
            if table.schema == ref.schema:
                for index in table.indexes:
                    if index.name == ref.name:
                        return _Held(index.comment, index.name_span, index.statement)
        return None
    if kind in ("trigger", "policy"):
        owned = (catalog.triggers if kind == "trigger" else catalog.policies).get((ref, part))
        return _Held(owned.comment, owned.span, owned.statement) if owned is not None else None
    if kind == "routine":
        overloads = catalog.routines.get(ref, ())
        # Which of several a comment belongs to is not told.
        return _Held(overloads[0].comment, overloads[0].span, overloads[0].statement) if len(overloads) == 1 else None
    if kind in ("view", "materialized-view"):
        view = catalog.views.get(ref)
        return _Held(view.comment, view.span, view.statement) if view is not None else None
    if kind == "sequence":
        made = catalog.sequences.get(ref)
        return _Held(made.comment, made.span, made.statement) if made is not None else None
    for held in (catalog.enums.get(ref), catalog.domains.get(ref), catalog.types.get(ref)):
        if held is not None:
            return _Held(held.comment, held.span, held.statement)
    return None


def _shown(key: _Key) -> str:
    return f"{key.ref.text}.{key.part}" if key.part else key.ref.text


def _subject(key: _Key) -> Subject:
    schema = key.ref.schema or None
    if not key.part:
        return Subject(key.kind, schema, None, key.ref.name)
    return Subject(key.kind, schema, key.ref.name, key.part, (key.part,) if key.kind == "column" else ())


def _statement(lost: _Lost, catalog: Catalog) -> str:
    """The statement that sets the comment again; MySQL's for a column needs the whole definition and is left to the fix."""
    key, text = lost.key, literal(lost.comment)
    where = spelled_ref(key.ref, catalog)
    if catalog.dialect != "postgres":
        if key.kind == "table":
            return f"ALTER TABLE {where} COMMENT = {text};"
        return f"ALTER TABLE {where} MODIFY COLUMN {spelled(key.part, catalog)} … COMMENT {text};"
    word = _WORDS.get(key.kind, key.kind.upper())
    if key.kind == "column":
        return f"COMMENT ON COLUMN {where}.{spelled(key.part, catalog)} IS {text};"
    target = f"{spelled(key.part, catalog)} ON {where}" if key.part else where
    return f"COMMENT ON {word} {target} IS {text};"


def _in_place(step: Step, lost: _Lost) -> tuple[Edit, ...]:
    """COMMENT at the end of the definition, before the position; nothing where a constraint stands at that end."""
    change = step.change
    assert isinstance(change, RedefineColumn)
    place = change.definition.definition
    offset = step.statement.span.start
    text = step.statement.text[place.start - offset : place.end - offset]
    if change.constraints or not text or step.statement.masked:
        return ()
    position = _POSITION.search(text)
    at = place.start + (position.start() if position else len(text))
    comment = literal(lost.comment.replace("\\", "\\\\"))
    return (Edit(Span(place.path, at, at), f" COMMENT {comment}"),)


def _behind(replay: Replay, held: _Held, sets: list[str]) -> tuple[Edit, ...]:
    """The statements behind the one that makes the object anew, on lines of their own."""
    for reading in replay.readings:
        statement = reading.statement
        if statement.span.start != held.statement.start or statement.span.path != held.statement.path:
            continue
        if statement.end == statement.span.end or statement.terminator not in ("", ";") or replay.dialect != "postgres":
            return ()
        lines = "".join(f"{statement.line_break}{one}" for one in sets)
        return (Edit(Span(statement.span.path, statement.end, statement.end), lines),)
    return ()
