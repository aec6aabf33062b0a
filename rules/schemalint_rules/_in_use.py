"""Which names anything in a schema speaks of. What only might use an object counts as using it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Catalog, Lazy, Replay, Table
from schemalint_rules._once import once

_WORD = re.compile(r"[^\W\d][\w$]*")
_ELEMENT = Lazy(r"\b(?:of|ref|under)\s+([\w$#.\"]+)")
"""What the values of a collection are, and what a type refers to or extends."""


@once
def spoken(replay: Replay) -> frozenset[str]:
    """Every word, in lower case, in what columns, constraints, indexes, views, routines, triggers and policies are made of at
    the end, in the bodies of blocks, and in statements that write or read rows. Names of types are among them; the names of the
    objects themselves are not."""
    found: set[str] = set()
    for text in _texts(replay.catalog):
        found.update(_WORD.findall(text.lower()))
    for reading in replay.readings:
        if reading.statement.kind in ("dml", "query", "procedural", "unknown"):
            found.update(_WORD.findall(reading.statement.text[:20000].lower()))
        elif reading.statement.verb == "CREATE TYPE":
            found.update(
                word for match in _ELEMENT.findall(reading.statement.text.lower()) for word in _WORD.findall(match)
            )
    return frozenset(found)


def _texts(catalog: Catalog) -> Iterator[str]:
    for table in catalog.tables.values():
        yield from _of_table(table)
    for view in catalog.views.values():
        yield view.query
    for many in catalog.routines.values():
        for routine in many:
            yield routine.body
            yield routine.returns
            yield " ".join(parameter.type for parameter in routine.parameters)
    for trigger in catalog.triggers.values():
        yield trigger.body
        yield trigger.function.name if trigger.function else ""
    for policy in catalog.policies.values():
        yield policy.using.text if policy.using else ""
        yield policy.check.text if policy.check else ""
    for domain in catalog.domains.values():
        yield f"{domain.type.name} {domain.type.text}"
        yield " ".join(check.expression.text for check in domain.checks)
    for made in catalog.types.values():
        yield " ".join(column.type.text for column in made.columns if column.type)
    for other in catalog.others.values():
        yield other.text


def _of_table(table: Table) -> Iterator[str]:
    for column in table.columns:
        if column.type is not None:
            yield f"{column.type.name} {column.type.text}"
        for expression in (column.default, column.generated, column.on_update):
            if expression is not None:
                yield expression.text
    for check in table.checks:
        yield check.expression.text
    yield table.of_type.name if table.of_type else ""
    for index in table.indexes:
        yield index.method
        yield " ".join(f"{part.opclass} {part.expression.text if part.expression else ''}" for part in index.parts)
        yield index.predicate.text if index.predicate else ""
    for exclusion in table.exclusions:
        yield " ".join(f"{part.opclass} {part.expression.text if part.expression else ''}" for part in exclusion.parts)
