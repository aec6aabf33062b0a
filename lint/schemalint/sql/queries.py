"""Queries taken apart: which tables, columns and functions they name, and what these names may reach.

sqlglot does the parsing, in a process of its own that is killed when it takes too long; it is started only when there is a
query that was not taken apart before.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, MutableMapping, Sequence
from typing import TYPE_CHECKING, Any

from schemalint.dialects.folding import fold
from schemalint.model.change import Reading
from schemalint.model.document import Dialect
from schemalint.model.name import Name, ObjectName
from schemalint.model.query import (
    Called,
    Embedded,
    FromItem,
    NamedColumn,
    Operand,
    Operation,
    Output,
    Query,
    Scope,
    SetWord,
    SourceColumn,
)
from schemalint.model.text import Span, digest
from schemalint.sql.fragments import Fragment, fragments

if TYPE_CHECKING:
    from schemalint.sql.workers import Answer

SECONDS_PER_QUERY = 5.0
ENOUGH = 400
"""So many queries are worth the start of another process."""
LONGEST = 60_000
"""Characters; a longer query is generated, and takes seconds to parse."""


def understand(
    readings: Sequence[Reading],
    jobs: int = 0,
    remembered: Callable[[Collection[str]], MutableMapping[str, Any]] | None = None,
    lost: list[str] | None = None,
) -> list[Reading]:
    """The readings, each with the queries inside it.

    `jobs` is the number of processes at most, 0 as many as there are processors. `remembered` gives the answers of earlier
    runs to these digests and more, and is called only where there is a query; the new ones are added to it, and those used now are
    put last.
    `lost` is given a line where sqlglot could not be asked.
    Never raises: a query that cannot be taken apart says why in its `problem`.
    """
    parts = [fragments(reading) for reading in readings]
    keys: dict[str, Fragment] = {}
    dialects: dict[str, Dialect] = {}
    named: list[list[str]] = []
    for reading, inside in zip(readings, parts, strict=True):
        row = []
        for fragment in inside:
            key = digest(f"{reading.statement.dialect}\n{fragment.text}", 16)
            row.append(key)
            if key not in keys:
                keys[key] = fragment
                dialects[key] = reading.statement.dialect
        named.append(row)
    if not keys:
        return list(readings)
    held: MutableMapping[str, Any] = {} if remembered is None else remembered(keys)
    answers = _answers(keys, dialects, held, jobs, lost)
    made: list[Reading] = []
    for reading, inside, row in zip(readings, parts, named, strict=True):
        if inside:
            dialect = reading.statement.dialect
            reading = reading._replace(
                queries=tuple(_embedded(one, answers[key], dialect) for one, key in zip(inside, row, strict=True))
            )
        made.append(reading)
    return made


def _answers(
    keys: Mapping[str, Fragment],
    dialects: Mapping[str, Dialect],
    held: MutableMapping[str, Any],
    jobs: int,
    lost: list[str] | None,
) -> dict[str, Answer]:
    """What sqlglot says of each text, by its digest: remembered, or asked now."""
    answers: dict[str, Answer] = {}
    fresh: list[str] = []
    for key, fragment in keys.items():
        answer = held.pop(key, None)
        if isinstance(answer, dict):
            answers[key] = held[key] = answer
        elif len(fragment.text) > LONGEST:
            answers[key] = {"problem": f"it is longer than {LONGEST} characters"}
        else:
            fresh.append(key)
    if fresh:
        from schemalint.sql.workers import Worker, ask, program

        told: dict[int, Answer] = {}
        count = min(jobs or os.cpu_count() or 1, -(-len(fresh) // ENOUGH))
        questions = [(at, {"sql": keys[key].text, "dialect": dialects[key]}) for at, key in enumerate(fresh)]
        problems = ask(
            [
                (Worker(program("query_worker.py"), "sqlglot", SECONDS_PER_QUERY), questions[part::count], told)
                for part in range(count)
            ]
        )
        if lost is not None:
            lost.extend(problems)
        for at, key in enumerate(fresh):
            answer = told[at]
            if "failed" in answer:
                answers[key] = {"problem": answer["failed"]}
            else:
                answers[key] = held[key] = answer
    return answers


def _embedded(fragment: Fragment, answer: Answer, dialect: Dialect) -> Embedded:
    query = _Maker(fragment, dialect).query(answer)
    if fragment.over is not None and query.scopes:
        top = query.scopes[-1]
        item = FromItem(fragment.over.name.value, fragment.over)
        query = query._replace(scopes=(*query.scopes[:-1], top._replace(relations=(item, *top.relations))))
    return Embedded(
        fragment.place, query, fragment.span, fragment.variables, fragment.rows, fragment.late, fragment.exact,
        fragment.temporary, fragment.given,
    )  # fmt: skip


class _Maker:
    """Makes values of what the worker says of one fragment."""

    __slots__ = ("dialect", "fragment", "path", "text")

    def __init__(self, fragment: Fragment, dialect: Dialect) -> None:
        self.fragment = fragment
        self.text = fragment.text
        self.path = fragment.span.path
        self.dialect = dialect

    def query(self, answer: Answer) -> Query:
        problem = answer.get("problem")
        if problem:
            return Query(problem=str(problem))
        return Query(
            tuple(self.scope(row) for row in answer["scopes"]),
            tuple(self.called(row) for row in answer["calls"]),
            tuple(self.object_name(names) for names in answer["types"]),
        )

    def span(self, start: int, end: int) -> Span:
        # A name does not go beyond a token, so its end is as far from its start as in the text.
        begin = self.fragment.at(start)
        return Span(self.path, begin, begin + end - start)

    def stretch(self, place: Sequence[int]) -> Span:
        """The span of what may be several tokens."""
        if not place:
            return Span(self.path, self.fragment.span.start, self.fragment.span.start)
        return Span(self.path, self.fragment.at(place[0]), self.fragment.at(place[1] - 1) + 1)

    def name(self, start: int, end: int) -> Name:
        word = self.text[start:end]
        return Name(fold(word, self.dialect), word, self.span(start, end))

    def object_name(self, places: Sequence[int]) -> ObjectName:
        names = [self.name(places[at], places[at + 1]) for at in range(max(0, len(places) - 6), len(places), 2)]
        return ObjectName(names[-1], names[-2] if len(names) > 1 else None, names[-3] if len(names) > 2 else None)

    def column(self, row: Sequence[Any]) -> NamedColumn:
        places = row[0]
        before = places[:-2]
        return NamedColumn(
            self.name(places[-2], places[-1]),
            self.object_name(before) if before else None,
            row[1] if len(row) > 1 else "other",
        )

    def called(self, row: Mapping[str, Any]) -> Called:
        name = self.object_name(row["name"])
        column = row.get("column")
        return Called(
            name, row["arguments"], row.get("star", False), tuple(row.get("literals", ())), name.span,
            self.column(column) if column else None,
        )  # fmt: skip

    def scope(self, row: Mapping[str, Any]) -> Scope:
        target = row.get("target")
        return Scope(
            row["kind"],
            row.get("parent"),
            tuple(self.item(item) for item in row.get("relations", ())),
            tuple(self.column(column) for column in row.get("columns", ())),
            tuple(self.output(output) for output in row.get("outputs", ())),
            tuple(row.get("parts", ())),
            self.object_name(target) if target else None,
            tuple(self.column(column) for column in row.get("filters", ())),
            row.get("role", ""),
            tuple(self.operation(one) for one in row.get("operations", ())),
            tuple(self.stretch(place) for place in row.get("conditions", ())),
            self.stretch(row["limit"]) if "limit" in row else None,
            row.get("ordered", False),
            row.get("aggregated", False),
            row.get("grouped", False),
            row.get("locking", False),
            tuple(SetWord(words, self.stretch((first, last))) for words, first, last in row.get("words", ())),
        )

    def operation(self, row: Mapping[str, Any]) -> Operation:
        return Operation(
            row["operator"],
            self.operand(row["left"]),
            tuple(self.operand(one) for one in row["right"]),
            row.get("negated", False),
            row["clause"],
            row.get("firm", False),
            self.stretch(row["span"]),
        )

    def operand(self, row: Mapping[str, Any]) -> Operand:
        column = row.get("column")
        return Operand(row["kind"], row.get("text", ""), self.column(column) if column else None, row.get("scope"))

    def item(self, row: Mapping[str, Any]) -> FromItem:
        table, function = row.get("table"), row.get("function")
        return FromItem(
            row["alias"],
            self.object_name(table) if table else None,
            row.get("scope"),
            self.object_name(function) if function else None,
            tuple(SourceColumn(column["name"], column.get("type", "")) for column in row.get("columns", ())),
            row.get("join", ""),
            row.get("natural", False),
            tuple(self.name(*place) for place in row.get("using", ())),
            row.get("lateral", False),
            row.get("aliased", False),
            row.get("opaque", False),
            row.get("ordinality", False),
        )

    def output(self, row: Mapping[str, Any]) -> Output:
        column = row.get("column")
        return Output(
            row["name"],
            row.get("star", False),
            row.get("qualifier", ""),
            self.column(column) if column else None,
            row.get("type", ""),
            row.get("literal", ""),
            self.stretch(row.get("span", ())),
            tuple(self.column(one) for one in row.get("columns", ())),
            tuple(row.get("scopes", ())),
        )
