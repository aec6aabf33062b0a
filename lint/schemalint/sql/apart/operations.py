"""Operators and what stands on their sides; which conditions hold together."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from schemalint.dialects.folding import fold
from schemalint.sql.apart.mentions import Scope
from schemalint.sql.apart.outputs import Outputs

SIGNS = {
    "EQ": "=", "NEQ": "<>", "GT": ">", "GTE": ">=", "LT": "<", "LTE": "<=", "Like": "LIKE", "ILike": "ILIKE", "In": "IN", "Between": "BETWEEN",
    "Add": "+", "Sub": "-", "Mul": "*", "Div": "/", "Mod": "%",
}  # fmt: skip
ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod)
LISTED = 8
"""So many values of an IN list are looked at."""
_BOUNDS = frozenset(("LIMIT", "TOP", "FETCH"))


class Operations(Outputs):
    """Notes operators, conditions and what bounds the rows."""

    def operation(self, node: Any, scope: Scope, clause: str) -> None:
        """Notes an operator, where a column stands on one of its sides."""
        left = self.operand(node.this)
        if isinstance(node, exp.Between):
            right = [self.operand(node.args.get("low")), self.operand(node.args.get("high"))]
        elif isinstance(node, exp.In):
            inner = node.args.get("query")
            right = (
                [self.operand(inner)] if inner is not None else [self.operand(one) for one in node.expressions[:LISTED]]
            )
            if not right:
                return
        else:
            right = [self.operand(node.expression)]
        if not any("column" in one or one["kind"] == "word" for one in (left, *right)):
            return
        place = self.extent(node)
        if not place:
            return
        row: dict[str, Any] = {
            "operator": SIGNS[type(node).__name__],
            "left": left,
            "right": right,
            "clause": clause,
            "span": place,
        }
        around = unwrapped(node)
        if bool(node.args.get("negate")) != isinstance(around.parent, exp.Not):
            row["negated"] = True
            if isinstance(around.parent, exp.Not):
                around = unwrapped(around.parent)
        if id(around) in self.firm or id(node) in self.firm:
            row["firm"] = True
        scope.operations.append(row)

    def operand(self, node: Any) -> dict[str, Any]:
        """One side of an operator."""
        while isinstance(node, exp.Paren):
            node = node.this
        if isinstance(node, exp.Column):
            found = self.column_of(node)
            if found is not None:
                return {"kind": "column", "column": found}
            place = self.place(node.this)
            return {"kind": "word", "text": self.sql[place[0] : place[1]].upper() if place else ""}
        if isinstance(node, exp.Literal):
            return {"kind": "string" if node.is_string else "number", "text": str(node.this)}
        if isinstance(node, exp.National):
            return {"kind": "national", "text": str(node.this)}
        if isinstance(node, exp.Neg) and isinstance(node.this, exp.Literal):
            return {"kind": "number", "text": f"-{node.this.this}"}
        if isinstance(node, exp.Null):
            return {"kind": "null"}
        if isinstance(node, exp.Boolean):
            return {"kind": "boolean"}
        if isinstance(node, (exp.Parameter, exp.Placeholder, exp.SessionParameter)):
            return {"kind": "parameter"}
        if isinstance(node, (exp.Subquery, exp.Select, exp.SetOperation)):
            return {"kind": "query", "node": node}
        if isinstance(node, (exp.DPipe, exp.Concat)) or (isinstance(node, exp.Add) and self.dialect == "tsql"):
            first = node
            while isinstance(first, (exp.DPipe, exp.Add, exp.Paren)):
                first = first.this
            if isinstance(first, exp.Concat) and first.expressions:
                first = first.expressions[0]
            if isinstance(first, (exp.Literal, exp.National)) and not (
                isinstance(first, exp.Literal) and not first.is_string
            ):
                return {"kind": "concat", "text": str(first.this)}
            if not isinstance(node, exp.Add):
                return {"kind": "concat"}
        row: dict[str, Any] = {"kind": "other"}
        if isinstance(node, exp.Cast):
            row = {"kind": "cast", "text": self.type_text(node.args.get("to"))}
        elif isinstance(node, ARITHMETIC):
            row["kind"] = "arithmetic"
        elif isinstance(node, exp.Func) and not isinstance(node, (exp.Case, exp.Connector, exp.Binary)):
            place = self.called_at(node)
            row["kind"] = "call"
            row["text"] = (
                fold(self.sql[place[0] : place[1]], self.dialect).lower() if place else type(node).__name__.lower()
            )
        else:
            return row
        only = self.only_column(node)
        if only is not None:
            row["column"] = only
        return row

    def only_column(self, node: Any) -> list[Any] | None:
        """The one column that is named under a node."""
        found: list[Any] | None = None
        stack = [node]
        while stack:
            one = stack.pop()
            if isinstance(one, (exp.Select, exp.SetOperation)):
                return None
            if isinstance(one, exp.Column):
                column = self.column_of(one)
                if column is None:
                    continue
                if found is not None:
                    return None
                found = column
            elif isinstance(one, exp.Expression):
                for value in one.args.values():
                    stack.extend(value if isinstance(value, list) else [value])
        return found

    def condition(self, node: Any, scope: Scope) -> None:
        """Notes the parts of a condition that hold together."""
        stack = [node]
        while stack:
            one = stack.pop()
            while isinstance(one, exp.Paren):
                one = one.this
            if isinstance(one, exp.And):
                stack += [one.expression, one.this]
                continue
            self.firm.add(id(one))
            place = self.extent(one)
            if place:
                scope.conditions.append(place)

    def bounds(self, node: Any, scope: Scope) -> None:
        """What bounds and orders the rows of a query."""
        scope.ordered = scope.ordered or node.args.get("order") is not None or node.args.get("connect") is not None
        scope.grouped = node.args.get("group") is not None or node.args.get("distinct") is not None
        scope.locking = bool(node.args.get("locks"))
        scope.role = role(node)
        limit = node.args.get("limit")
        if limit is None:
            return
        count = limit.args.get("count") or limit.args.get("expression")
        how = limit.args.get("limit_options")
        if isinstance(count, exp.Null) or (how is not None and how.args.get("percent")):
            return
        if isinstance(count, exp.Literal) and str(count.this) == "0":
            return
        place = self.extent(count) if count is not None else []
        at = self.index.get(place[0], -1) if place else -1
        while at >= 0 and self.words[at][0].upper() not in _BOUNDS:
            at -= 1
        if at >= 0:
            word, _, start = self.words[at]
            scope.limit = [start, start + len(word)]

    def between(self, parts: list[Any], scope: Scope) -> None:
        """The words between the parts of a set operation."""
        found: list[list[Any]] = []
        last = -1
        for one in parts:
            place = self.extent(one)
            if not place:
                return
            if last >= 0:
                words = [
                    (text.upper(), start)
                    for text, _, start in self.words[self.number_from(last) : self.number_from(place[0])]
                    if text.upper() in ("UNION", "EXCEPT", "INTERSECT", "MINUS", "ALL", "DISTINCT", "SELECT")
                ]
                while words and words[-1][0] != "SELECT":
                    words.pop()
                words = [one for one in words if one[0] != "SELECT"]
                if not words or words[0][0] in ("ALL", "DISTINCT") or len(words) > 2:
                    return
                found.append([" ".join(text for text, _ in words), words[0][1], words[-1][1] + len(words[-1][0])])
            last = place[1]
        scope.words = found

    def number_from(self, place: int) -> int:
        """The number of the first token that begins at a place or behind it."""
        from bisect import bisect_left

        if not self.starts:
            self.starts = [start for _, _, start in self.words]
        return bisect_left(self.starts, place)

    def is_aggregate(self, node: Any) -> bool:
        """Whether a SELECT without GROUP BY gives one row, because an aggregate stands in its list."""
        if node.args.get("group") is not None:
            return False
        stack = list(node.expressions)
        while stack:
            one = stack.pop()
            if isinstance(one, exp.AggFunc):
                return True
            if isinstance(one, (exp.Window, exp.Select, exp.SetOperation)) or not isinstance(one, exp.Expression):
                continue
            for value in one.args.values():
                stack.extend(value if isinstance(value, list) else [value])
        return False


def unwrapped(node: Any) -> Any:
    """The node, or the brackets around it."""
    while isinstance(node.parent, exp.Paren):
        node = node.parent
    return node


def role(node: Any) -> str:
    """What a query is to the one around it."""
    around = node.parent
    while isinstance(around, (exp.Subquery, exp.Paren, exp.SetOperation)):
        around = around.parent
    if isinstance(around, exp.Exists):
        return "exists"
    if isinstance(around, (exp.In, exp.Any, exp.All)):
        return "in"
    if isinstance(around, exp.CTE):
        return "with"
    if isinstance(around, (exp.From, exp.Join, exp.Lateral)):
        return "from"
    if around is None or isinstance(around, (exp.Insert, exp.Create)):
        return ""
    return "value"
