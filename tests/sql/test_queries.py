"""Queries taken apart: what each awkward statement names, written beside it in `queries/<dialect>.txt`.

A case is a statement, then a line per scope, then what is called and cast to:

    SELECT a AS x FROM app.t LEFT JOIN u USING (id) WHERE u.b = 1 ORDER BY x
        #0 select from t=app.t, left u using id | select a; where u.b | gives x:a | demands u.b

`t=app.t` is a relation with its alias, `x=#0` one that is another scope, `f=f()` a function, `x?` one that cannot be told;
`gives x:a` an output and the column it is. Lines that begin with `--` are remarks.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest
import sqlglot

from schemalint.model.document import Dialect
from schemalint.model.query import Embedded, FromItem, NamedColumn, Output, Query
from schemalint.sql.queries import understand
from schemalint.sql.query_worker import version
from schemalint.sql.reader import read
from schemalint.sql.splitter import split

pytestmark = pytest.mark.skipif(
    version(sqlglot) < (30, 30), reason="older versions of sqlglot understand fewer of these"
)
FOLDER = os.path.join(os.path.dirname(__file__), "queries")
DIALECTS: tuple[Dialect, ...] = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle")


def cases(dialect: str) -> list[tuple[str, str]]:
    """The statements of a file, each with what is expected of it."""
    with open(os.path.join(FOLDER, f"{dialect}.txt"), encoding="utf-8") as file:
        text = file.read()
    found = []
    for block in re.split(r"\n\s*\n", re.sub(r"(?m)^--.*\n", "", text).strip()):
        lines = block.split("\n")
        first = next(at for at, line in enumerate(lines) if line.startswith("    "))
        found.append(("\n".join(lines[:first]), "\n".join(line.strip() for line in lines[first:])))
    return found


def told(statement: str, dialect: Dialect) -> str:
    """What is found in a statement, in the notation of the cases."""
    readings = understand([read(one) for one in split(statement, dialect, "x.sql")], 1)
    inside = [one for reading in readings for one in reading.queries]
    for one in inside:
        _check_places(one, statement)
    return "\n".join(line for one in inside for line in _lines(one)) or "none"


def _lines(one: Embedded) -> Iterator[str]:
    head = one.place
    known = {*one.variables}
    rows = [f"{name}:{table.text}" for name, table in one.rows]
    notes = [*(("late",) if one.late else ()), *(() if one.exact else ("inexact",))]
    if one.place != "query" and one.place != "write":
        yield f"{head}{''.join(f' {note}' for note in notes)}{' rows ' + ' '.join(rows) if rows else ''}".strip()
    query = one.query
    if query.problem:
        yield "problem"
        return
    for number, scope in enumerate(query.scopes):
        parts = [f"#{number} {scope.kind}"]
        if scope.parent is not None:
            parts[0] += f" in #{scope.parent}"
        if scope.target:
            parts[0] += f" to {scope.target.text}"
        if scope.parts:
            parts[0] += " of " + " ".join(f"#{part}" for part in scope.parts)
        if scope.relations:
            parts[0] += " from " + ", ".join(map(_item, scope.relations))
        clauses: dict[str, list[str]] = {}
        for column in scope.columns:
            if column.name.value not in known:
                clauses.setdefault(column.clause, []).append(_column(column))
        if clauses:
            parts.append("; ".join(f"{clause} {' '.join(names)}" for clause, names in clauses.items()))
        if scope.outputs:
            parts.append("gives " + " ".join(map(_output, scope.outputs)))
        if scope.filters:
            parts.append("demands " + " ".join(map(_column, scope.filters)))
        yield " | ".join(parts)
    if query.calls:
        yield "calls " + " ".join(_calls(query))
    if query.types:
        yield "types " + " ".join(name.text for name in query.types)


def _item(item: FromItem) -> str:
    words: list[str] = [item.join] if item.join else []
    words += ["natural"] if item.natural else []
    words += ["lateral"] if item.lateral else []
    name = item.alias
    if item.opaque:
        name += "?"
    elif item.scope is not None:
        name += f"=#{item.scope}"
    elif item.function is not None:
        name += f"={item.function.text}()"
    elif item.table is not None and (item.aliased or item.table.text != item.alias):
        name += f"={item.table.text}"
    if item.columns:
        name += (
            "(" + ",".join(column.name + (f":{column.type}" if column.type else "") for column in item.columns) + ")"
        )
    words.append(name)
    words += ["with ordinality"] if item.ordinality else []
    words += ["using", *(one.value for one in item.using)] if item.using else []
    return " ".join(words)


def _column(column: NamedColumn) -> str:
    return f"{column.qualifier.text}.{column.name.value}" if column.qualifier else column.name.value


def _output(output: Output) -> str:
    if output.star:
        return f"{output.qualifier}.*" if output.qualifier else "*"
    name = output.name or "-"
    if output.column is not None and _column(output.column) != name:
        name += f":{_column(output.column)}"
    return name + (f"::{output.type}" if output.type else "")


def _calls(query: Query) -> Iterator[str]:
    for call in query.calls:
        count = "*" if call.star else "?" if call.arguments < 0 else str(call.arguments)
        literals = "".join(f" {one!r}" for one in call.literals if one is not None)
        yield f"{call.name.text}/{count}{literals}"


def _check_places(one: Embedded, text: str) -> None:
    """Every name stands where it says it does."""
    query = one.query
    names = [column.name for scope in query.scopes for column in scope.columns]
    names += [column.qualifier.name for scope in query.scopes for column in scope.columns if column.qualifier]
    names += [item.table.name for scope in query.scopes for item in scope.relations if item.table]
    names += [item.function.name for scope in query.scopes for item in scope.relations if item.function]
    names += [call.name.name for call in query.calls]
    names += [name.name for name in query.types]
    for name in names:
        there = text[name.span.start : name.span.end]
        if name.written in ("NEXTVAL", "LASTVAL") and there.split()[0] in ("NEXT", "PREVIOU"):
            continue  # NEXT VALUE FOR s is told as the call it stands for
        assert there == name.written, (name, there)


@pytest.mark.parametrize(
    ("dialect", "statement", "expected"),
    [(dialect, *case) for dialect in DIALECTS for case in cases(dialect)],
    ids=lambda value: " ".join(str(value).split())[:60],
)
def test_what_a_statement_names(dialect: Dialect, statement: str, expected: str) -> None:
    assert told(statement, dialect) == expected
