from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Diagnostic,
    Dialect,
    DocumentedRoutine,
    Fix,
    Good,
    Page,
    PageRule,
    Related,
    Replay,
    Routine,
    Span,
)
from schemalint_rules._entries import put_right
from schemalint_rules._objects import (
    cased,
    gone,
    held,
    is_described_as_table,
    subject_of,
    text_of,
)
from schemalint_rules._told_types import told_type

_SQL = (
    (
        "schema.sql",
        "CREATE TABLE orders (id bigint PRIMARY KEY, total numeric(10,2) NOT NULL);\n"
        "CREATE FUNCTION add_tax(amount numeric) RETURNS numeric LANGUAGE sql AS 'SELECT amount * 1.2';\n"
        "CREATE PROCEDURE close_day(day date) LANGUAGE sql AS 'DELETE FROM orders WHERE id = 0';\n",
    ),
)
_HEAD = "# Schema\n\n## Functions\n\n| Routine | Kind | Returns | Description |\n|---|---|---|---|\n"
_TAX = "| `add_tax(numeric)` | Function | numeric | Adds tax |\n"
_CLOSE = "| `close_day(date)` | Procedure |  | Ends the day |\n"


class StaleRoutine(PageRule):
    """A document should list the functions and procedures that the schema has, as they are.

    ## What it does
    Reports routines that a document lists in a table, in a list or by a heading and that no schema of the project has; the
    nearest one that it does not list is named, for it may have been renamed. Of the others it holds the kind, the parameters
    and the type that they return against the schema, where the document states them. Empty brackets state nothing. Silent where
    the lists have less than half of their names from the schema, unless a name is written as only names of databases are.

    ## Why is this bad
    Who calls what is not there, or with other arguments, is refused.

    ## Fix
    A name, a kind, parameters or a type are corrected in place; the row or item of a routine that is gone is taken out. Safe:
    only the document changes. A whole section is taken out only as an unsafe fix.

    ## References
    - ISO/IEC/IEEE 26514:2022, Design and development of information for users (currency of information)
    """

    name = "stale-routine"
    severity = "info"
    on = "strict"
    fixes = "safe"
    good = (
        Good(_HEAD + _TAX + _CLOSE, path="docs/database-schema-shop.md", files=_SQL),
        Good(
            "# Schema\n\n## Functions\n\n- `add_tax()` - Adds tax\n- `close_day(day)` - Ends the day\n",
            path="docs/database-schema-shop.md",
            files=_SQL,
        ),
    )
    bad = (
        Bad(
            _HEAD + _TAX + _CLOSE + "| `open_day(date)` | Procedure | | Begins the day |\n",
            at="open_day",
            path="docs/database-schema-shop.md",
            files=_SQL,
            fixed=_HEAD + _TAX + _CLOSE,
        ),
        Bad(
            _HEAD + _TAX.replace("add_tax", "add_tax_old") + _CLOSE,
            at="add_tax_old",
            path="docs/database-schema-shop.md",
            files=_SQL,
            message="public.add_tax",
            fixed=_HEAD + _TAX + _CLOSE,
        ),
        Bad(
            _HEAD + _TAX + _CLOSE.replace("(date)", "(timestamp)"),
            at="timestamp",
            path="docs/database-schema-shop.md",
            files=_SQL,
            fixed=_HEAD + _TAX + _CLOSE,
        ),
        Bad(
            _HEAD + _TAX.replace("| numeric |", "| integer |") + _CLOSE,
            at="integer",
            path="docs/database-schema-shop.md",
            files=_SQL,
            fixed=_HEAD + _TAX + _CLOSE,
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        result = held(page, against, "routine")
        if result is None:
            return
        for one in result.stale:
            # A list under Procedures may have a hole where a name was never written.
            if one.name not in ("TODO", "TBD", "FIXME") and not is_described_as_table(page, one):
                yield gone(self, page, one, result, "calls to it are refused")
        for one, real in result.told:
            if (
                isinstance(one, DocumentedRoutine)
                and isinstance(real, Routine)
                and real.kind in ("function", "procedure")
            ):
                for span, said, right in _differences(page, one, real, result.schema.dialect):
                    full = text_of(real)
                    yield self.found(
                        span,
                        f"Routine {full} is documented with {said}, but it is {right or 'without'}, so calls written by the "
                        "document fail or give something else.",
                        subject=subject_of("routine", real),
                        repair=f"write {right}" if right else f"take {said} out",
                        related=(Related(real.span, f"{full} is defined here"),),
                        fix=Fix(f"Write what {full} is", "safe", edits=put_right(page, span, right)),
                    )


def _differences(
    page: Page, one: DocumentedRoutine, real: Routine, dialect: Dialect
) -> Iterator[tuple[Span, str, str]]:
    """The places that say something else than the schema, what they say, and what is right."""
    if one.kind and one.kind_span is not None and one.kind != real.kind:
        yield one.kind_span, page.written(one.kind_span), cased(real.kind, page.written(one.kind_span))
    given = [parameter for parameter in real.parameters if parameter.mode in ("in", "inout", "variadic")]
    if one.parameters and one.parameters_span is not None and "*" not in real.signature:
        named = all(parameter.name for parameter in given) and all(" " in part for part in one.parameters)
        others = [part for part in one.parameters if part.split()[0].lower() == "out"]
        right = ", ".join(f"{each.name} {each.type}" if named else each.type for each in given)
        if len(one.parameters) - len(others) != len(given) or (
            not others
            and any(
                _is_other(part, each.name, each.type, dialect) for part, each in zip(one.parameters, given, strict=True)
            )
        ):
            yield one.parameters_span, f"({', '.join(one.parameters)})", right
    if one.returns and one.returns_span is not None and real.returns and _differ(one.returns, real.returns, dialect):
        yield one.returns_span, one.returns, real.returns


def _is_other(part: str, name: str, kind: str, dialect: Dialect) -> bool:
    """Whether a documented parameter is surely not this one: a type of the server other than its own."""
    words = part.split(maxsplit=1)
    if words[0].lower() in ("in", "inout", "variadic") and len(words) > 1:
        words = words[1].split(maxsplit=1)
        part = " ".join(words)
    if name and words[0].strip('"`@').casefold() == name.strip('"`@').casefold():
        return len(words) > 1 and _differ(words[1].partition(" DEFAULT ")[0], kind, dialect)
    if part.casefold() == kind.casefold():
        return False
    told = told_type(part, dialect)
    if told is None and len(words) > 1:
        return _differ(words[1], kind, dialect)
    return told is not None and told.end == len(part) and _differ(part, kind, dialect)


def _differ(said: str, kind: str, dialect: Dialect) -> bool:
    """Whether two types are surely two: both are the server's own, of different names."""
    if "".join(said.split()).casefold() == "".join(kind.split()).casefold():
        return False
    told, real = told_type(said, dialect), told_type(kind, dialect)
    if told is None or real is None:
        return (said.casefold() in _ALONE and kind.casefold() in _ALONE) or (
            (told is None) != (real is None) and {said.casefold(), kind.casefold()} & _ALONE != set()
        )
    return told.name != real.name or told.dimensions != real.dimensions


_ALONE = frozenset(("trigger", "void", "event_trigger", "record"))
"""What a function may return that no column may have."""
