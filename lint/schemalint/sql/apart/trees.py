"""What the trees of sqlglot hold where: parts, aliases, joins, and the places of names in the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlglot import exp

from schemalint.dialects.folding import fold
from schemalint.model.document import Dialect

QUERIES = (exp.Select, exp.SetOperation, exp.Subquery, exp.Values)
OPERATORS = (
    exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Like, exp.ILike, exp.In, exp.Between, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod,
)  # fmt: skip
WRITES = (exp.Insert, exp.Update, exp.Delete, exp.Merge)

Names = list[int]
"""Where the parts of a name stand: start and end of each, the last part last."""


class Unusable(Exception):  # noqa: N818 - control flow: the statement is no query, or not to be understood
    """Why a statement cannot be taken apart."""


class Text:
    """One statement, its tokens, and where the names of its tree stand in it."""

    def __init__(self, sql: str, dialect: Dialect, tokens: list[Any], special: Mapping[str, Any]) -> None:
        """`special` are the functions whose arguments sqlglot reads in a way of their own; it does not say where they stand."""
        self.sql = sql
        self.dialect = dialect
        self.special = special
        self.words = [(token.text, token.token_type.name, token.start) for token in tokens]
        """The tokens: each with its kind and its start."""
        self.index = {start: number for number, (_, _, start) in enumerate(self.words)}
        """The number of the token that begins at a place."""

    def place(self, node: Any) -> Names:
        """Where an identifier stands; empty when sqlglot does not say."""
        if node is None or not isinstance(node, exp.Identifier):
            return []
        meta = node.meta
        start, end = meta.get("start"), meta.get("end")
        if not isinstance(start, int) or not isinstance(end, int):
            return []
        if node.args.get("temporary") or node.args.get("global_"):  # `#t` and `##t` of SQL Server
            while start > 0 and self.sql[start - 1] == "#":
                start -= 1
        return [start, end + 1]

    def folded(self, node: Any) -> str:
        """An identifier as the server of the dialect keeps it."""
        place = self.place(node)
        return fold(self.sql[place[0] : place[1]], self.dialect) if place else ""

    def object_name(self, table: Any) -> Names:
        """The name of a table node, qualifiers first; empty where it has no place."""
        names: Names = []
        for part in (table.args.get("catalog"), table.args.get("db"), table.this):
            if part is None:
                continue
            parts = [part]
            if isinstance(part, exp.Dot):
                parts = list(part.flatten())
            for one in parts:
                place = self.place(one)
                if not place:
                    return []
                names += place
        return names

    def called_at(self, node: Any) -> Names:
        """Where the name of a call stands; empty for what is not written as one."""
        meta = node.meta
        start, end = meta.get("start"), meta.get("end")
        if not isinstance(start, int) or not isinstance(end, int):
            return []
        at = end + 1
        sql = self.sql
        while at < len(sql) and sql[at].isspace():
            at += 1
        return [start, end + 1] if at < len(sql) and sql[at] == "(" else []

    def extent(self, node: Any) -> Names:
        """From the first to the last place under a node."""
        if isinstance(node, exp.Column):
            return self.place(node.this)
        first, last = len(self.sql), -1
        for one in node.walk():
            meta = one.meta
            start, end = meta.get("start"), meta.get("end")
            if isinstance(start, int) and isinstance(end, int):
                first, last = min(first, start), max(last, end + 1)
        return [first, last] if last >= 0 else []


def part(node: Any, name: str) -> Any:
    """A part of a node whose name is a word of Python; versions of sqlglot write it with and without an underscore."""
    return node.args.get(f"{name}_") or node.args.get(name)


def alias_of(node: Any) -> Any:
    """The identifier of the alias of a relation, or None."""
    alias = node.args.get("alias") if node is not None else None
    if alias is None or isinstance(alias, str):
        return None
    return alias.this if type(alias).__name__ == "TableAlias" else alias


def bare(node: Any) -> Any:
    """What stands in brackets that have no alias."""
    while type(node).__name__ == "Subquery" and alias_of(node) is None:
        node = node.this
    return node


def has_more(cte: Any) -> bool:
    """Whether a common table expression has columns that its query does not give: SEARCH and CYCLE add some."""
    return bool(cte.args.get("search") or cte.args.get("cycle"))


def joins(*nodes: Any) -> Iterator[Any]:
    """The joins of a statement, those inside its relations included, in order."""
    for node in nodes:
        if node is None:
            continue
        if type(node).__name__ == "From":
            yield from joins(node.this)
            continue
        inner = node.this if type(node).__name__ == "Subquery" else None
        if type(bare(inner)).__name__ == "Table" and alias_of(node) is None:
            yield from joins(inner)
        for join in node.args.get("joins") or ():
            yield from joins(join.this)
            yield from joins(join)
            yield join


def demanding(node: Any) -> list[Any]:
    """The columns of which a condition demands something that NULL never fulfils."""
    found: list[Any] = []
    stack = [node]
    while stack:
        one = stack.pop()
        if isinstance(one, exp.Paren):
            stack.append(one.this)
        elif isinstance(one, exp.And):
            stack += [one.expression, one.this]
        elif isinstance(one, exp.Column):
            found.append(one)
        elif isinstance(one, exp.Not):
            inner = one.this
            while isinstance(inner, exp.Paren):
                inner = inner.this
            if isinstance(inner, exp.Is):
                if isinstance(inner.expression, exp.Null):
                    found += operands(inner.this)
            elif isinstance(inner, (exp.EQ, exp.In, exp.Between, exp.Like, exp.ILike, exp.Column)):
                stack.append(inner)
        elif isinstance(one, exp.Is):
            # Some versions of sqlglot say IS NOT in the node itself.
            wanted = exp.Null if one.args.get("negate") else exp.Boolean
            if isinstance(one.expression, wanted):
                found += operands(one.this)
        elif isinstance(one, (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Like, exp.ILike)):
            found += operands(one.this) + operands(one.expression)
        elif isinstance(one, (exp.In, exp.Between)):
            found += operands(one.this)
    return [one for one in found if not isinstance(one.this, exp.Star)]


def operands(node: Any) -> list[Any]:
    """The column that an operand is, through casts and brackets."""
    while isinstance(node, (exp.Paren, exp.Cast, exp.Lower, exp.Upper, exp.Trim)):
        node = node.this
    return [node] if isinstance(node, exp.Column) else []
