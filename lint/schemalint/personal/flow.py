"""Which watched columns the queries of a statement give, and what they write them to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from schemalint.model.name import ObjectName, Ref
from schemalint.model.query import Embedded, FromItem, NamedColumn, Output
from schemalint.model.record import NamedTuple

Origin = tuple[Ref, str]
"""A column of a table."""
NOTHING: frozenset[Origin] = frozenset()


class Field(NamedTuple):
    """A column that a relation gives."""

    name: str
    """In lower case; empty where it has none."""
    origins: frozenset[Origin] = NOTHING
    """The columns that are watched and whose values are in it."""


Fields = tuple[Field, ...]
Relations = Callable[[ObjectName], Fields]
"""The columns of the table or view of that name; none where it is not known."""


class Flow:
    """The values that one query hands on."""

    def __init__(self, embedded: Embedded, relations: Relations) -> None:
        self._scopes = embedded.query.scopes
        self._relations = relations
        self._rows = {name.lower(): table for name, table in embedded.rows}
        self._given: list[Fields] = []
        """By scope. An inner one stands before what holds it."""
        self._sources: dict[int, dict[str, list[Relation]]] = {}
        for number in range(len(self._scopes)):
            self._given.append(self._fields(number))

    @property
    def fields(self) -> Fields:
        """What the statement itself gives, of one that writes what it returns."""
        return self._given[-1] if self._given else ()

    def written(self) -> Iterator[tuple[ObjectName | None, Fields]]:
        """The tables that rows are written to, with what is written; None for a variable that is a table."""
        for number, scope in enumerate(self._scopes):
            if scope.kind == "delete" or (scope.target is None and scope.kind != "insert"):
                continue
            values = [field for part in scope.parts for field in self._given[part]]
            for column in scope.columns:
                # What stands behind `=` of an assignment has the clause of what is selected.
                if column.clause == "values" or (column.clause == "select" and scope.kind != "insert"):
                    values.append(Field("", self._origins(column, number)))
            yield scope.target, tuple(values)

    def _fields(self, number: int) -> Fields:
        scope = self._scopes[number]
        if scope.kind == "set":
            return _joined([self._known(part) for part in scope.parts])
        if scope.kind == "values":
            origins = NOTHING.union(*(self._origins(column, number) for column in scope.columns))
            return tuple(Field(output.name.lower(), origins) for output in scope.outputs)
        found: list[Field] = []
        for output in scope.outputs:
            found += self._output(output, number)
        return tuple(found)

    def _output(self, output: Output, number: int) -> Iterable[Field]:
        if output.star and output.qualifier != "()":
            reached = self._reached(number)
            called = output.qualifier.lower()
            held = [reached.get(called, [])] if called else reached.values()
            return [field for relations in held for one in relations for field in one.fields]
        columns = output.columns if output.column is None else (output.column,)
        origins = NOTHING.union(
            *(self._origins(column, number) for column in columns),
            *(field.origins for inner in output.scopes for field in self._known(inner)),
        )
        return (Field(output.name.lower(), origins),)

    def _known(self, number: int) -> Fields:
        """What a scope gives. A common table expression that is asked inside itself gives what its first part does."""
        if number < len(self._given):
            return self._given[number]
        parts = self._scopes[number].parts
        return self._given[parts[0]] if parts and parts[0] < len(self._given) else ()

    def _reached(self, number: int) -> dict[str, list[Relation]]:
        """The relations of a scope, by what they are called."""
        found = self._sources.get(number)
        if found is None:
            found = {}
            scope = self._scopes[number]
            for item in scope.relations:
                found.setdefault(item.alias.lower(), []).append(_relation(self._of_item(item)))
            if scope.kind == "insert" and scope.target is not None:
                own = _relation(self._relations(scope.target))
                found.setdefault(scope.target.value.lower(), []).append(own)
            if all(item.scope is None or item.scope < len(self._given) for item in scope.relations):
                self._sources[number] = found
        return found

    def _of_item(self, item: FromItem) -> Fields:
        if item.scope is not None:
            fields = self._known(item.scope)
        elif item.table is not None:
            row = self._rows.get(item.table.value.lower()) if item.table.schema is None else None
            fields = self._relations(row or item.table)
        else:
            return ()
        called = [
            Field(column.name.lower(), field.origins) for column, field in zip(item.columns, fields, strict=False)
        ]
        return (*called, *fields[len(called) :]) if called else fields

    def _origins(self, column: NamedColumn, number: int) -> frozenset[Origin]:
        """The watched columns whose values a name has, in the nearest query that knows it."""
        name = column.name.value.lower()
        called = column.qualifier.value.lower() if column.qualifier is not None else ""
        at: int | None = number
        while at is not None:
            reached = self._reached(at)
            if called and called in reached:
                return NOTHING.union(*(one.named.get(name, NOTHING) for one in reached[called]))
            if not called:
                hits = [one.named[name] for held in reached.values() for one in held if name in one.named]
                if hits:
                    return NOTHING.union(*hits)
                if name in reached:
                    return NOTHING.union(*(one.whole() for one in reached[name]))
            at = self._scopes[at].parent
        row = self._rows.get(called or name)
        if row is None:
            return NOTHING
        held = _relation(self._relations(row))
        return held.named.get(name, NOTHING) if called else held.whole()


class Relation(NamedTuple):
    """The columns of one item of FROM."""

    fields: Fields
    named: Mapping[str, frozenset[Origin]]
    """By name, those of several columns together."""

    def whole(self) -> frozenset[Origin]:
        """All that a row holds."""
        return NOTHING.union(*self.named.values())


def _relation(fields: Fields) -> Relation:
    named: dict[str, frozenset[Origin]] = {}
    for field in fields:
        named[field.name] = named.get(field.name, NOTHING) | field.origins
    return Relation(fields, named)


def _joined(parts: list[Fields]) -> Fields:
    """The columns of a UNION: those of its parts, by their place."""
    return tuple(
        Field(field.name, field.origins.union(*(other[at].origins for other in parts[1:] if at < len(other))))
        for at, field in enumerate(parts[0] if parts else ())
    )
