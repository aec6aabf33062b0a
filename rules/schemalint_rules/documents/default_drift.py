from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import (
    Bad,
    Column,
    Diagnostic,
    DocumentedColumn,
    Fix,
    Good,
    Page,
    PageRule,
    Related,
    Replay,
    Span,
    Subject,
)
from schemalint_rules._dictionary import Pair, by_table, replaced, shared
from schemalint_rules._once import once_for_these

_TASK = (
    "CREATE TABLE task (id bigint PRIMARY KEY, state text DEFAULT 'open', made timestamptz DEFAULT now(), note text);\n"
)
_CAST = re.compile(r"::\s*[a-z_][\w ]*(\([\d, ]*\))?(\[\])*")
_LITERAL = re.compile(r"-?\d+(\.\d+)?|'[^']*'|true|false|null", re.I)
_CALL = re.compile(r"[a-z_][\w.]*\s*\(.*\)", re.I | re.S)
_DEFAULT = re.compile(r"\bDEFAULT\b[:=]?\s*", re.I)
_NOW = frozenset(
    [
        "now",
        "now()",
        "current_timestamp",
        "current_timestamp()",
        "localtimestamp",
        "transaction_timestamp()",
        "sysdate()",
    ]
)
_NOTHING = frozenset(["", "-", "–", "—", "none", "n/a", "null"])


def _page(state: str, made: str = "now()") -> str:
    return (
        "# Schema\n\n## task\n\n| Column | Type | Default |\n|---|---|---|\n| id | bigint |  |\n"
        f"| state | text | {state} |\n| made | timestamptz | {made} |\n| note | text | - |\n"
    )


class DefaultDrift(PageRule):
    """A documented default should be the one that the schema has.

    ## What it does
    Holds the default that a document states for a column against the schema. Quotes, casts, brackets and the server's names for
    the current time do not count as a difference. A dash or an empty cell says that there is none, where other cells of
    the same place give defaults. Silent about words that describe a default (`generated`, `auto`), and about identity columns.

    ## Why is this bad
    Who leaves a value out gets another one than the document promises.

    ## Fix
    The cell is corrected in place. Safe: only the document changes.

    ## References
    - ISO/IEC 11179-3:2023, Metadata registries, data element representation
    """

    name = "default-drift"
    severity = "warning"
    fixes = "safe"
    good = (
        Good(_page("'open'", "CURRENT_TIMESTAMP"), path="docs/schema.md", files=(("schema.sql", _TASK),)),
        Good(_page("`open`", "time of creation"), path="docs/schema.md", files=(("schema.sql", _TASK),)),
    )
    bad = (
        Bad(
            _page("'new'"),
            at="'new'",
            path="docs/schema.md",
            files=(("schema.sql", _TASK),),
            message="public.task.state",
            fixed=_page("'open'"),
        ),
        Bad(
            _page("'open'", "none"),
            at="none",
            path="docs/schema.md",
            files=(("schema.sql", _TASK),),
            fixed=_page("'open'", "now()"),
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        places = by_table(page, against)
        giving = {
            pair.told.span
            for found in places.values()
            for pair in found
            if any(one.default is not None for one in pair.told.columns)
        }
        for found in places.values():
            for pair in found:
                told_there = pair.told.span in giving
                for name, one in shared(pair).items():
                    column = pair.table.column(name)
                    if one.default is not None and (one.default_span is None or one.source == "list"):
                        one = one._replace(default_span=_written_among(page, one))
                    if (
                        column is None
                        or one.default_span is None
                        or column.identity
                        or column.serial
                        or column.generated
                    ):
                        continue
                    # A dash says something where any place gives defaults, an empty cell where its own table does.
                    dash = giving and one.default_span.start < one.default_span.end
                    if _agree(one, column, told_there or bool(dash)):
                        continue
                    yield self._told(page, pair, one, column)

    def _told(self, page: Page, pair: Pair, one: DocumentedColumn, column: Column) -> Diagnostic:
        assert one.default_span is not None
        full = f"{pair.table.ref.text}.{column.name}"
        said = one.default or "none"
        right = _CAST.sub("", column.default.text) if column.default else ""
        quoted = page.written(one.default_span).startswith("`") or (pair.told.source == "table" and _quotes(page))
        text = f"`{right}`" if right and quoted else right or _nothing(page, pair)
        return self.found(
            one.default_span,
            f"{full} is documented with the default {said}, but the schema has {right or 'none'}: who leaves the value out gets"
            " another one than the document promises.",
            subject=Subject("column", pair.table.schema or None, pair.table.name, column.name, (column.name,)),
            repair=f"write {right or 'that there is none'}",
            related=(Related(column.default_span if column.default else column.span, f"{full} is defined here"),),
            fix=Fix(f"Correct the default of {full}", "safe", edits=replaced(page, one.default_span, text)),
        )


@once_for_these
def _quotes(page: Page) -> bool:
    """Whether the tables of the document hold defaults in code marks."""
    return any(
        one.default is not None and one.default_span and page.written(one.default_span).startswith("`")
        for table in page.documented_tables
        if table.source == "table"
        for one in table.columns
    )


def _written_among(page: Page, one: DocumentedColumn) -> Span | None:
    """Where a default stands that is written among the constraints of a cell or a line."""
    found = _DEFAULT.search(page.text, one.name_span.end, one.row.end)
    if found is None or one.default is None or not page.text.startswith(one.default, found.end()):
        return None
    return Span(page.path, found.end(), found.end() + len(one.default))


def _nothing(page: Page, pair: Pair) -> str:
    """How the place says that there is no default; a dash where it does not say so anywhere."""
    said = [
        page.written(one.default_span).strip()
        for one in pair.told.columns
        if one.default is None and one.default_span is not None and one.default_span.start < one.default_span.end
    ]
    blank = any(
        one.default_span is not None and one.default_span.start == one.default_span.end for one in pair.told.columns
    )
    return max(said, key=said.count) if said else "" if blank else "-"


def _agree(one: DocumentedColumn, column: Column, given: bool) -> bool:
    """Whether the document says what the schema has, or nothing that can be held against it."""
    said = _plain(one.default or "")
    real = _plain(column.default.text) if column.default else ""
    if (one.default or "").strip("`* ") == "''":
        return real == "" and column.default is not None
    if said in _NOTHING:
        return not given or real in _NOTHING
    if said == real or {said, real} <= _NOW or {said, real} <= {"true", "1"} or {said, real} <= {"false", "0"}:
        return True
    raw = (one.default or "").strip("`* ")
    literal = _LITERAL.fullmatch(raw) is not None or _CALL.fullmatch(raw) is not None or said in _NOW
    if literal:
        return _number(said) is not None and _number(said) == _number(real)
    # A bare word is a value only where the schema's default is a string, too.
    bare = " " not in said and column.default is not None and column.default.text.startswith(("'", "N'"))
    return not bare


def _plain(text: str) -> str:
    """A default without quotes, casts, brackets around it and case."""
    text = _CAST.sub("", text.strip("`* ").casefold())
    while text.startswith("(") and text.endswith(")"):
        text = text[1:-1].strip()
    return text.removeprefix("n'").strip("'\"") if text.startswith("n'") else text.strip("'\" ")


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
