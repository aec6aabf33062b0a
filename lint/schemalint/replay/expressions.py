"""Expressions that follow a rename."""

from __future__ import annotations

import re
from functools import lru_cache

from schemalint.model.expression import (
    Between,
    Call,
    Cast,
    ColumnRef,
    Compare,
    Expression,
    InList,
    IsNull,
    Logic,
    Shape,
)


def with_renamed(expression: Expression, old: str, new: str) -> Expression:
    """The expression with the column `old` called `new`, in its text too; strings in it stay."""
    if old not in expression.columns:
        return expression
    return expression._replace(
        text=_pattern(old).sub(lambda found: new if found.group(1) else found.group(0), expression.text),
        shape=_renamed(expression.shape, old, new),
        columns=tuple(new if column == old else column for column in expression.columns),
    )


@lru_cache(maxsize=64)
def _pattern(name: str) -> re.Pattern[str]:
    """Strings, which are passed over, or the name on its own in any quoting."""
    word = re.escape(name)
    return re.compile(
        rf"'(?:[^']|'')*'|(\"{word}\"|`{word}`|\[{word}\]|(?<![\w$@#.]){word}(?![\w$@#(]))", re.IGNORECASE
    )


def _renamed(shape: Shape, old: str, new: str) -> Shape:
    """The reader bounds the depth of a shape, so this may call itself."""

    def again(part: Shape) -> Shape:
        return _renamed(part, old, new)

    if isinstance(shape, ColumnRef):
        return shape._replace(name=new) if shape.name == old else shape
    if isinstance(shape, Call):
        return shape._replace(arguments=tuple(map(again, shape.arguments)))
    if isinstance(shape, Cast):
        return shape._replace(operand=again(shape.operand))
    if isinstance(shape, Compare):
        return shape._replace(left=again(shape.left), right=again(shape.right))
    if isinstance(shape, InList):
        return shape._replace(operand=again(shape.operand), values=tuple(map(again, shape.values)))
    if isinstance(shape, IsNull):
        return shape._replace(operand=again(shape.operand))
    if isinstance(shape, Between):
        return shape._replace(operand=again(shape.operand), low=again(shape.low), high=again(shape.high))
    if isinstance(shape, Logic):
        return shape._replace(parts=tuple(map(again, shape.parts)))
    return shape
