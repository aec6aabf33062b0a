"""Two catalogues compared: what a rollback, or a document, leaves different."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from schemalint.model.expression import Expression
from schemalint.model.name import Ref
from schemalint.model.replay import Difference
from schemalint.model.schema import (
    NOWHERE,
    Catalog,
    Check,
    Column,
    Constraint,
    Exclusion,
    ForeignKey,
    Index,
    KeyPart,
    PrimaryKey,
    Table,
    Unique,
    View,
)
from schemalint.replay.meaning import meaning
from schemalint.replay.stars import expanded

K = TypeVar("K", Ref, tuple[Ref, str], str)
V = TypeVar("V")


def differences(wanted: Catalog, found: Catalog) -> tuple[Difference, ...]:
    """In what `found` differs from `wanted`, by kind and name.

    Not looked at: spans, names that the server chose and nobody can compute, validity of constraints, sequences that
    belong to columns, tables that are only assumed to exist or are not fully known, session tables.
    """
    return tuple(_all(wanted, found))


def _all(wanted: Catalog, found: Catalog) -> Iterator[Difference]:
    for ref, old, new in _pairs(wanted.tables, found.tables):
        if _uncertain(old) or _uncertain(new):
            continue
        if old is None or new is None:
            alone = old if new is None else new
            if alone is not None and "implicit" in dict(alone.options):
                # A collection of MongoDB that nobody declares comes with its first index or document.
                yield from (_presence("index", ref, one.name, old is None) for one in alone.indexes)
            else:
                yield _presence("table", ref, "", old is None)
        elif old is not new:
            yield from table_differences(old, new)
    for ref, view, other in _pairs(wanted.views, found.views):
        if view is None or other is None:
            yield _presence("view", ref, "", view is None)
        elif not _same_view(view, other):
            yield Difference("changed", "view", ref, "", "defined differently")
    for ref, enum, other_enum in _pairs(wanted.enums, found.enums):
        if enum is None or other_enum is None:
            yield _presence("type", ref, "", enum is None)
        elif enum.values != other_enum.values:
            yield Difference("changed", "type", ref, "", f"has the labels {', '.join(other_enum.values)}")
    for ref, domain, other_domain in _pairs(wanted.domains, found.domains):
        if domain is None or other_domain is None:
            yield _presence("domain", ref, "", domain is None)
        elif (domain.type.text, domain.nullable) != (other_domain.type.text, other_domain.nullable):
            yield Difference("changed", "domain", ref, "", f"is {other_domain.type.text}")
    for ref, kind, other_kind in _pairs(wanted.types, found.types):
        if kind is None or other_kind is None:
            yield _presence("type", ref, "", kind is None)
    for ref, sequence, other_sequence in _pairs(wanted.sequences, found.sequences):
        held = sequence or other_sequence
        if (sequence is None or other_sequence is None) and held is not None and not held.implicit:
            yield _presence("sequence", ref, "", sequence is None)
    for ref, routines, other_routines in _pairs(wanted.routines, found.routines):
        if routines is None or other_routines is None:
            yield _presence("routine", ref, "", routines is None)
        elif len(routines) != len(other_routines):
            yield Difference("changed", "routine", ref, "", f"has {len(other_routines)} forms, not {len(routines)}")
        elif [routine.body.split() for routine in routines] != [routine.body.split() for routine in other_routines]:
            yield Difference("changed", "routine", ref, "", "has another body")
    for key, trigger, other_trigger in _pairs(wanted.triggers, found.triggers):
        if trigger is None or other_trigger is None:
            yield _presence("trigger", key[0], key[1], trigger is None)
        elif trigger._replace(span=NOWHERE, statement=NOWHERE, body_span=NOWHERE) != other_trigger._replace(
            span=NOWHERE, statement=NOWHERE, body_span=NOWHERE
        ):
            yield Difference("changed", "trigger", key[0], key[1], "defined differently")
    for key, policy, other_policy in _pairs(wanted.policies, found.policies):
        if policy is None or other_policy is None:
            yield _presence("policy", key[0], key[1], policy is None)
        elif (
            policy.command, policy.permissive, policy.roles, meaning(policy.using), meaning(policy.check)
        ) != (
            other_policy.command, other_policy.permissive, other_policy.roles, meaning(other_policy.using),
            meaning(other_policy.check),
        ):  # fmt: skip
            yield Difference("changed", "policy", key[0], key[1], "defined differently")
    for name, extension, other_extension in _pairs(wanted.extensions, found.extensions):
        if extension is None or other_extension is None:
            yield _presence("extension", Ref("", name), "", extension is None)


def _pairs(wanted: Mapping[K, V], found: Mapping[K, V]) -> Iterator[tuple[K, V | None, V | None]]:
    """What differs in identity, by key, wanted first; keys that only `found` has come last. The maps themselves keep no order."""
    if wanted is found:
        return
    for key in sorted([key for key, value in wanted.items() if found.get(key) is not value]):
        yield key, wanted[key], found.get(key)
    for key in sorted([key for key in found if key not in wanted]):
        yield key, None, found[key]


def _presence(object_kind: str, ref: Ref, part: str, extra: bool) -> Difference:
    return Difference(
        "extra" if extra else "missing", object_kind, ref, part, "left behind" if extra else "not restored"
    )


def _uncertain(table: Table | None) -> bool:
    if table is None:
        return False
    # Nobody knows the fields of a collection without a validator; its indexes are known all the same.
    open_ = table.kind == "collection" and table.validator is None
    return table.assumed or (table.unknown and not open_) or table.kind == "temporary"


def _text(expression: Expression | None) -> str:
    return expression.text if expression is not None else ""


def _same_view(one: View, other: View) -> bool:
    if (one.materialized, one.columns) != (other.materialized, other.columns):
        return False
    if one.query.split() == other.query.split():
        return True
    first, second = expanded(one), expanded(other)
    return first is not None and second is not None and first.split() == second.split()


def table_differences(wanted: Table, found: Table) -> Iterator[Difference]:
    """In what one table differs from another of its name."""
    ref = wanted.ref
    if wanted.as_query or found.as_query:
        return
    columns = {column.name: column for column in found.columns}
    for column in wanted.columns:
        other = columns.get(column.name)
        if other is None:
            yield _presence("column", ref, column.name, False)
        elif not (column.unknown or other.unknown):
            yield from _column_differences(ref, column, other)
    names = [column.name for column in wanted.columns]
    extra = [column.name for column in found.columns if column.name not in names]
    for name in extra:
        yield _presence("column", ref, name, True)
    if not extra and names != list(columns) and sorted(names) == sorted(columns) and wanted.kind != "collection":
        yield Difference("order", "table", ref, "", f"has its columns in the order {', '.join(columns)}")
    yield from _constraint_differences(wanted, found)
    yield from _index_differences(wanted, found)
    if (wanted.row_security, wanted.force_row_security) != (found.row_security, found.force_row_security):
        yield Difference("changed", "table", ref, "", "has other row security")
    if (wanted.comment or "") != (found.comment or ""):
        yield Difference("changed", "table", ref, "", "has another comment")
    if wanted.partition_of != found.partition_of:
        yield Difference(
            "changed", "table", ref, "", "is a partition no more" if wanted.partition_of else "is a partition"
        )


def _column_differences(ref: Ref, wanted: Column, found: Column) -> Iterator[Difference]:
    def changed(words: str) -> Difference:
        return Difference("changed", "column", ref, wanted.name, words)

    if wanted.type is not None and found.type is not None and wanted.type.text.lower() != found.type.text.lower():
        yield changed(f"is {found.type.text}, not {wanted.type.text}")
    if wanted.nullable != found.nullable:
        yield changed("nullable instead of NOT NULL" if found.nullable else "NOT NULL instead of nullable")
    if _plain_default(wanted.default) != _plain_default(found.default):
        yield changed(f"has the default {_text(found.default) or 'none'}, not {_text(wanted.default) or 'none'}")
    if wanted.identity != found.identity:
        yield changed("differs in its identity")
    if meaning(wanted.generated) != meaning(found.generated):
        yield changed("differs in its expression")
    if (wanted.comment or "") != (found.comment or ""):
        yield changed("has another comment")
    if wanted.collation.lower() != found.collation.lower():
        yield changed("has another collation")


def _plain_default(expression: Expression | None) -> str:
    """A default without the casts and case that do not change it; NULL is none."""
    text = _text(expression).partition("::")[0].strip("() ")
    return "" if text.upper() == "NULL" else text if text.startswith("'") else text.lower()


def shape(constraint: Constraint) -> tuple[object, ...]:
    """What a constraint says, without its name and place."""
    if isinstance(constraint, PrimaryKey):
        return ("primary key", constraint.columns)
    if isinstance(constraint, Unique):
        return ("unique constraint", constraint.columns, constraint.include, constraint.nulls_not_distinct)
    if isinstance(constraint, ForeignKey):
        return (
            "foreign key", constraint.columns, constraint.parent, constraint.parent_columns, constraint.on_delete,
            constraint.on_update, constraint.deferrable,
        )  # fmt: skip
    if isinstance(constraint, Check):
        return ("check constraint", meaning(constraint.expression))
    return _exclusion_shape(constraint)


def _exclusion_shape(constraint: Exclusion) -> tuple[object, ...]:
    return ("exclusion constraint", constraint.method, tuple(map(part_shape, constraint.parts)))


def part_shape(part: KeyPart) -> tuple[object, ...]:
    """What a key of an index says, without its place."""
    return (
        part.column, meaning(part.expression), part.descending, part.nulls, part.collation, part.opclass, part.prefix,
        part.operator,
    )  # fmt: skip


def index_shape(index: Index) -> tuple[object, ...]:
    """What an index says, without its name and place."""
    return (
        index.unique, index.method, tuple(map(part_shape, index.parts)), index.include, meaning(index.predicate),
        index.nulls_not_distinct,
    )  # fmt: skip


def _constraint_differences(wanted: Table, found: Table) -> Iterator[Difference]:
    left = list(found.constraints)
    for constraint in wanted.constraints:
        said = shape(constraint)
        for other in left:
            if shape(other) == said:
                left.remove(other)
                if constraint.named and other.named and constraint.name != other.name:
                    yield Difference(
                        "changed", "constraint", wanted.ref, constraint.name, f"is named {other.name} instead"
                    )
                break
        else:
            yield _presence(str(said[0]), wanted.ref, constraint.name, False)
    for other in left:
        yield _presence(str(shape(other)[0]), wanted.ref, other.name, True)


def _index_differences(wanted: Table, found: Table) -> Iterator[Difference]:
    others = {index.name: index for index in found.indexes}
    for index in wanted.indexes:
        other = others.pop(index.name, None)
        if other is None:
            yield _presence("index", wanted.ref, index.name, False)
        elif index_shape(index) != index_shape(other):
            yield Difference("changed", "index", wanted.ref, index.name, "defined differently")
    for name in others:
        yield _presence("index", wanted.ref, name, True)
