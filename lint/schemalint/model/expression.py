"""Expressions of DDL: defaults, checks, predicates, index keys, in the few shapes that rules ask about."""

from collections.abc import Iterator
from typing import Literal

from schemalint.model.record import NamedTuple
from schemalint.model.text import Span


class Constant(NamedTuple):
    """A literal. `value` is unescaped text for strings, the digits for numbers, `true`, `false` or `null`."""

    kind: Literal["string", "number", "boolean", "null"]
    value: str


class ColumnRef(NamedTuple):
    """A name that can only be a column here, folded; a qualifier is kept."""

    name: str
    qualifier: str = ""


class Call(NamedTuple):
    """A function call. `CURRENT_TIMESTAMP` and its like are calls without arguments; names are lower case."""

    name: str
    arguments: tuple["Shape", ...] = ()


class Cast(NamedTuple):
    """`operand::type` or `CAST(operand AS type)`; `type` canonical."""

    operand: "Shape"
    type: str


class Compare(NamedTuple):
    """A binary operator of any kind: `=`, `<>`, `<`, `~`, `LIKE`, `+`, `||` …; upper case."""

    left: "Shape"
    operator: str
    right: "Shape"


class InList(NamedTuple):
    """`operand IN (…)`, and what means the same: `= ANY (ARRAY[…])`, a chain of `= … OR = …` on one operand."""

    operand: "Shape"
    values: tuple["Shape", ...]
    negated: bool = False


class IsNull(NamedTuple):
    operand: "Shape"
    negated: bool = False


class Between(NamedTuple):
    operand: "Shape"
    low: "Shape"
    high: "Shape"
    negated: bool = False


class Logic(NamedTuple):
    """AND, OR of two or more parts, NOT of one."""

    operator: Literal["and", "or", "not"]
    parts: tuple["Shape", ...]


class Unclear(NamedTuple):
    """Anything deeper than these shapes; `text` as written, white space normalised."""

    text: str


Shape = Constant | ColumnRef | Call | Cast | Compare | InList | IsNull | Between | Logic | Unclear


class Expression(NamedTuple):
    """An expression as it was written."""

    text: str
    """White space normalised to single blanks; outer parentheses of a CHECK or DEFAULT left out."""
    span: Span
    shape: Shape
    columns: tuple[str, ...] = ()
    """Folded names that can only be columns, each once, in order of appearance."""
    calls: tuple[str, ...] = ()
    """Names of the functions called, lower case, as qualified in the text."""


def sequences_of(shape: Shape, depth: int = 0) -> Iterator[str]:
    """The sequences that `nextval('…')` names, as they are written there."""
    if depth > 20:
        return
    match shape:
        case Call(name="nextval" | "pg_catalog.nextval"):
            for one in shape.arguments:
                while isinstance(one, Cast):
                    one = one.operand
                if isinstance(one, Constant) and one.kind == "string":
                    yield one.value
        case Call():
            for one in shape.arguments:
                yield from sequences_of(one, depth + 1)
        case Cast():
            yield from sequences_of(shape.operand, depth + 1)
