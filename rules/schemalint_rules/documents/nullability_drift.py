from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Bad, Diagnostic, DocumentedColumn, Fix, Good, Page, PageRule, Related, Replay, Span, Subject
from schemalint_rules._dictionary import Pair, by_table, replaced, shared

_USERS = "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, born date);\n"
_WORDS = {
    "yes": "no", "y": "n", "true": "false", "null": "not null", "nullable": "not null", "optional": "required",
    "✓": "✗", "✅": "❌", "✔": "✘", "x": "-", "ja": "nein", "oui": "non", "sí": "no", "sim": "não", "да": "нет", "是": "否", "はい": "いいえ",
}  # fmt: skip
"""Words that are opposites in a column about NULL, in either direction."""
_OPPOSITE = (
    _WORDS | {"not null": "null", "no": "yes"} | {b: a for a, b in _WORDS.items() if b not in ("not null", "no", "-")}
)


def _page(email: str, born: str = "yes") -> str:
    return (
        "# Schema\n\n## users\n\n| Column | Type | Nullable |\n|---|---|---|\n| id | bigint | no |\n"
        f"| email | text | {email} |\n| born | date | {born} |\n"
    )


class NullabilityDrift(PageRule):
    """A document should say of a column what the schema says about NULL.

    ## What it does
    Holds what a document states about NULL (a cell of a column about it, `NOT NULL` among the constraints, `required`) against
    the column in the schema. The columns of a primary key are NOT NULL whatever is written. Silent where the document says nothing.

    ## Why is this bad
    Who trusts the document leaves out a value that the server demands, or does not expect NULL where it comes.

    ## Fix
    The word is turned into its opposite, as the document writes it elsewhere. Safe: only the document changes.

    ## References
    - ISO/IEC 11179-3:2023, Metadata registries, data element constraints
    """

    name = "nullability-drift"
    severity = "warning"
    fixes = "safe"
    good = (
        Good(_page("no"), path="docs/schema.md", files=(("schema.sql", _USERS),)),
        Good(_page("NOT NULL", "NULL"), path="docs/schema.md", files=(("schema.sql", _USERS),)),
    )
    bad = (
        Bad(_page("yes"), at="yes", path="docs/schema.md", files=(("schema.sql", _USERS),), fixed=_page("no")),
        Bad(
            _page("no", "nullable"),
            at="nullable",
            path="docs/schema.md",
            files=(
                (
                    "schema.sql",
                    "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, born date NOT NULL);\n",
                ),
            ),
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        for found in by_table(page, against).values():
            for pair in found:
                for name, one in shared(pair).items():
                    column = pair.table.column(name)
                    place = _place(page, one)
                    if column is None or one.nullable is None or place is None:
                        continue
                    key = pair.table.primary_key
                    real = column.nullable and not (key is not None and name in key.columns)
                    if real != one.nullable:
                        yield self._told(page, pair, one._replace(nullable_span=place), name, real, column.span)

    def _told(self, page: Page, pair: Pair, one: DocumentedColumn, name: str, real: bool, place: Span) -> Diagnostic:
        assert one.nullable_span is not None
        full = f"{pair.table.ref.text}.{name}"
        said, right = ("nullable", "NOT NULL") if one.nullable else ("NOT NULL", "nullable")
        written = page.written(one.nullable_span)
        word = _turned(pair, page, one, written, real)
        return self.found(
            one.nullable_span,
            f"{full} is documented as {said}, but it is {right} in the schema, so "
            + ("rows without it are refused." if one.nullable else "NULL comes where nobody expects it."),
            subject=Subject("column", pair.table.schema or None, pair.table.name, name, (name,)),
            repair=f"document it as {right}",
            related=(Related(place, f"{full} is defined here"),),
            fix=Fix(f"Document {full} as {right}", "safe", edits=replaced(page, one.nullable_span, word))
            if word
            else None,
        )


_NULL = re.compile(r"\b(?:NOT[ _-]?NULL|NN|NULL(?:ABLE)?)\b", re.I)


def _place(page: Page, one: DocumentedColumn) -> Span | None:
    """The words about NULL: a cell of their own, or those among other words of a cell or a line."""
    around = one.nullable_span or Span(page.path, one.name_span.end, one.row.end)
    if one.nullable_span is not None and not page.written(one.nullable_span).strip("`* ").count(" "):
        return one.nullable_span
    words = _NULL.search(page.text, around.start, around.end)
    if words is None or (one.description_span is not None and one.description_span.start <= words.start()):
        return one.nullable_span
    return Span(page.path, words.start(), words.end())


def _turned(pair: Pair, page: Page, one: DocumentedColumn, written: str, real: bool) -> str:
    """The opposite of a word: what other rows of the place write for it, else its known opposite in the same letters."""
    plain = written.strip("`* ").casefold()
    opposite = _OPPOSITE.get(plain, "")
    for other in pair.told.columns:
        where = _place(page, other)
        if other.nullable is real and where is not None:
            text = page.written(where)
            if not opposite or text.strip("`* ").casefold() == opposite:
                return text if len(text) < 30 and "," not in text else ""
    if not opposite:
        return ""
    core = written.strip("`* ")
    shaped = (
        opposite.upper()
        if core.isupper() and len(core) > 1
        else opposite.capitalize()
        if core[:1].isupper()
        else opposite
    )
    return written.replace(core, shaped)
