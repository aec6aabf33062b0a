"""Queries of the corpus, held against what others find in them: PostgreSQL's own parser, and sqlglot's optimizer."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import pytest
import sqlglot
from test_split_corpus import CORPUS, files  # type: ignore[import-not-found]

from schemalint.model.change import Reading
from schemalint.model.query import Embedded
from schemalint.sql.fragments import Fragment, fragments
from schemalint.sql.queries import understand
from schemalint.sql.query_worker import taker, version
from schemalint.sql.reader import read
from schemalint.sql.splitter import split

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.slow,
    pytest.mark.skipif(version(sqlglot) < (30, 30), reason="older versions of sqlglot understand less"),
    pytest.mark.skipif(not CORPUS, reason="SCHEMALINT_CORPUS names no corpus"),
]


@cache
def corpus() -> tuple[tuple[Reading, str], ...]:
    """Every statement of the corpus that holds a query, and the text of its file."""
    found = []
    for path, text, dialect in files():
        if dialect != "standard":
            for statement in split(text, dialect, str(path)):
                reading = read(statement)
                if fragments(reading):
                    found.append((reading, text))
    return tuple(found)


@cache
def understood() -> tuple[tuple[Reading, str], ...]:
    held = corpus()
    lost: list[str] = []
    readings = understand([reading for reading, _ in held], 2, None, lost)
    assert lost == []
    return tuple(zip(readings, (text for _, text in held), strict=True))


def test_nearly_all_are_understood() -> None:
    counts: Counter[tuple[str, str]] = Counter()
    problems = []
    for reading, _ in understood():
        for one in reading.queries:
            counts[reading.statement.dialect, "problem" if one.query.problem else "understood"] += 1
            if one.query.problem:
                problems.append((one.span, one.query.problem))
    print(dict(counts), problems[:20])
    for dialect in {dialect for dialect, _ in counts}:
        good, bad = counts[dialect, "understood"], counts[dialect, "problem"]
        assert good / (good + bad) > 0.99, (dialect, problems)
    assert counts["postgres", "understood"] > 1000


def test_every_name_stands_where_it_is_said_to() -> None:
    count = 0
    for reading, text in understood():
        for one in reading.queries:
            for name in _names(one):
                count += 1
                there = text[name.span.start : name.span.end]
                assert there == name.written or name.written in ("NEXTVAL", "LASTVAL"), (name, there)
    print(count, "names")
    assert count > 10_000


def _names(one: Embedded) -> list[Any]:
    query = one.query
    found = [column.name for scope in query.scopes for column in (*scope.columns, *scope.filters)]
    found += [column.qualifier.name for scope in query.scopes for column in scope.columns if column.qualifier]
    found += [item.table.name for scope in query.scopes for item in scope.relations if item.table]
    return [*found, *(call.name.name for call in query.calls), *(name.name for name in query.types)]


def _pieces(dialect: str) -> dict[str, tuple[Fragment, dict[str, Any]]]:
    """The texts of a dialect's queries, each once, and what the worker says of them."""
    take = taker()
    found = {}
    for reading, _ in corpus():
        if reading.statement.dialect == dialect:
            for fragment in fragments(reading):
                if fragment.text not in found:
                    found[fragment.text] = (fragment, take(fragment.text, dialect))
    return found


def test_postgresql_finds_the_same_columns_and_tables() -> None:
    """Every ColumnRef and RangeVar of libpg_query is found where it stands, and none besides."""
    pglast = pytest.importorskip("pglast")
    counts: Counter[str] = Counter()
    different = []
    for text, (_, answer) in _pieces("postgres").items():
        if "problem" in answer:
            continue
        try:
            tree = pglast.parse_sql(text)
        except pglast.parser.ParseError:
            counts["refused by PostgreSQL"] += 1
            continue
        theirs = _Theirs(text, tree)
        columns, tables, stars = _ours(answer)
        outputs = {output["name"] for scope in answer["scopes"] for output in scope.get("outputs", ())}
        missing = {
            place: names
            for place, names in theirs.columns.items()
            if place not in columns and place not in stars and not _left_out(names, outputs)
        }
        more = [place for place, clause in columns.items() if place not in theirs.columns and clause not in _TARGETS]
        lacking = theirs.tables - tables
        besides = tables - theirs.tables
        targets = theirs.targets - {place for place, clause in columns.items() if clause in _TARGETS}
        counts.update(queries=1, columns=len(theirs.columns), tables=len(theirs.tables), targets=len(theirs.targets))
        if missing or more or lacking or besides or targets:
            different.append((text, missing, more, lacking, besides, targets))
    print(dict(counts))
    assert different == []
    assert counts["columns"] > 3000


_TARGETS = ("insert", "set", "conflict")
"""Clauses whose names PostgreSQL's tree keeps as targets."""


def _left_out(names: tuple[str, ...], outputs: set[str]) -> bool:
    """Whether we leave a column out on purpose: parameters, system columns, `*`, and items of the list under their own name."""
    if names[0].startswith("$") or names == ("*",) or names[-1] in ("ctid", "xmin", "xmax", "tableoid"):
        return True
    return len(names) == 1 and names[0] in outputs


def _ours(answer: dict[str, Any]) -> tuple[dict[int, str], set[int], set[int]]:
    columns: dict[int, str] = {}
    tables: set[int] = set()
    stars: set[int] = set()
    for scope in answer["scopes"]:
        columns.update({places[0]: clause for places, clause in scope.get("columns", ())})
        tables.update(item["table"][0] for item in scope.get("relations", ()) if "table" in item)
        tables.update(scope.get("target", ())[:1])
        stars.update(
            output["span"][0] for output in scope.get("outputs", ()) if output.get("star") and "span" in output
        )
    return columns, tables, stars


class _Theirs:
    """What PostgreSQL's parser finds, by the character where it stands."""

    def __init__(self, text: str, tree: Any) -> None:
        from pglast.visitors import Visitor

        encoded = text.encode()
        self.columns: dict[int, tuple[str, ...]] = {}
        self.tables: set[int] = set()
        self.targets: set[int] = set()
        common: set[str] = set()
        passed: set[int] = set()
        named: list[tuple[int, str | None, str]] = []

        def place(offset: int) -> int:
            return offset if text.isascii() else len(encoded[:offset].decode(errors="replace"))

        theirs = self

        class Finder(Visitor):
            def visit_ColumnRef(self, _: Any, node: Any) -> None:  # noqa: N802
                theirs.columns[place(node.location)] = tuple(getattr(field, "sval", "*") for field in node.fields)

            def visit_RangeVar(self, _: Any, node: Any) -> None:  # noqa: N802
                named.append((place(node.location), node.schemaname, node.relname))

            def visit_CommonTableExpr(self, _: Any, node: Any) -> None:  # noqa: N802
                common.add(node.ctename)

            def visit_LockingClause(self, _: Any, node: Any) -> None:  # noqa: N802
                passed.update(place(table.location) for table in node.lockedRels or ())

            def visit_IntoClause(self, _: Any, node: Any) -> None:  # noqa: N802
                passed.add(place(node.rel.location))

            def visit_InsertStmt(self, _: Any, node: Any) -> None:  # noqa: N802
                theirs.targets.update(place(column.location) for column in node.cols or ())

            def visit_UpdateStmt(self, _: Any, node: Any) -> None:  # noqa: N802
                theirs.targets.update(place(column.location) for column in node.targetList or ())

        Finder()(tree)
        self.tables = {at for at, schema, name in named if at not in passed and (schema or name not in common)}


@pytest.mark.parametrize("dialect", ["postgres", "mysql", "sqlite", "tsql", "oracle"])
def test_sqlglots_optimizer_finds_the_same_tables(dialect: str) -> None:
    """Its scopes know SELECT alone; there they hold the same tables."""
    from sqlglot import exp
    from sqlglot.optimizer.scope import traverse_scope

    count = 0
    for text, (fragment, answer) in _pieces(dialect).items():
        if "problem" in answer or fragment.place not in ("query", "view", "table-as", "function", "procedure", "block"):
            continue
        [tree] = sqlglot.parse(text, dialect=dialect)
        if not isinstance(tree, exp.Query) or tree.find(exp.Into, exp.Pivot, exp.DML):
            continue
        # DUAL is told as something that cannot be told; a WITH that names itself needs no word for it in SQL Server and Oracle.
        common = {cte.alias.lower() for cte in tree.find_all(exp.CTE)} | {"dual"}
        theirs = {
            source.this.meta["start"]
            for scope in traverse_scope(tree)
            for source in scope.sources.values()
            if isinstance(source, exp.Table)
            and isinstance(source.this, exp.Identifier)
            and (source.db or source.name.lower() not in common)
        }
        ours = {
            item["table"][-2] for scope in answer["scopes"] for item in scope.get("relations", ()) if "table" in item
        }
        assert theirs <= ours | _hashed(text, ours), text
        count += len(theirs)
    print(dialect, count)
    assert count >= 6


def _hashed(text: str, places: set[int]) -> set[int]:
    """Where sqlglot sees the names of temporary tables, behind their `#`."""
    return {at + len(text[at : at + 2]) - len(text[at : at + 2].lstrip("#")) for at in places}
