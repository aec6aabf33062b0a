"""What queries give: the items of SELECT and RETURNING lists, and what the server calls them."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from schemalint.dialects.folding import fold
from schemalint.dialects.query_words import TYPE_NAMES
from schemalint.sql.apart.mentions import Known, Mentions, Scope
from schemalint.sql.apart.trees import QUERIES, alias_of

_TELLS_OF = (exp.Predicate, exp.Connector, exp.Not, exp.Count, exp.Length, exp.RowNumber, exp.DataType)
"""What gives a number or a truth about a value, not the value, or no value at all."""
_ASSIGNS = (exp.EQ, exp.PropertyEQ, exp.Alias)


class Outputs(Mentions):
    """Notes the items of a list."""

    def output(self, node: Any, scope: Scope, known: Known, clause: str) -> None:
        """One item of a SELECT or RETURNING list."""
        alias = None
        item = node
        if isinstance(node, exp.Alias):
            alias = node.args.get("alias")
            item = node.this
        elif isinstance(node, exp.Subquery):
            alias = alias_of(node)  # `name = (SELECT …)` of SQL Server
        elif isinstance(node, exp.Aliases):
            self.walk(node.this, scope, known, clause)
            made = self.made_of(node.this)
            scope.outputs += [{"name": self.folded(one), **made} for one in node.aliases]
            return
        row: dict[str, Any] = {"name": ""}
        if isinstance(item, exp.Star):
            row["star"] = True
            at = item.meta.get("start")
            if isinstance(at, int) and self.sql[at : at + 1] == "*":
                row["span"] = [at, at + 1]
            scope.outputs.append(row)
            return
        if isinstance(item, exp.Column) and isinstance(item.this, exp.Star):
            place = self.place(item.args.get("table"))
            row["star"] = True
            row["qualifier"] = self.folded(item.args.get("table"))
            if place:
                row["span"] = [(self.place(item.args.get("db")) or place)[0], place[1]]
                scope.seen.add(place[0])
            row["column"] = self.column_of(item)
            scope.outputs.append({key: value for key, value in row.items() if value is not None})
            return
        self.walk(item, scope, known, clause)
        if isinstance(item, exp.Dot) and isinstance(item.expression, exp.Star):
            row |= self.made_of(item.this)
            row["star"] = True
            row["qualifier"] = "()"
            scope.outputs.append(row)
            return
        plain = item
        if isinstance(plain, exp.Column):
            found = self.column_of(plain)
            if found is not None and not (clause == "returning" and self.dialect == "tsql"):
                row["column"] = found
        else:
            row |= self.made_of(item)
        if isinstance(item, (exp.Literal, exp.Null)):
            quote = "'" if isinstance(item, exp.Literal) and item.is_string else ""
            row["literal"] = "NULL" if isinstance(item, exp.Null) else f"{quote}{item.this}{quote}"
        if isinstance(item, exp.Cast):
            row["type"] = self.type_text(item.args.get("to"))
        place = self.place(alias)
        if place:
            row["name"] = self.folded(alias)
        elif alias is not None:
            row["name"] = fold(str(getattr(alias, "name", alias)), self.dialect)
        else:
            row["name"] = self.named(item)
            place = self.extent(item)
        if place:
            row["span"] = place
        scope.outputs.append(row)

    def made_of(self, item: Any) -> dict[str, Any]:
        """The columns and the queries whose values go into an expression."""
        if self.dialect == "tsql" and isinstance(item, _ASSIGNS) and isinstance(item.this, exp.Parameter):
            item = item.expression  # `SELECT @a = value`
        columns: list[list[Any]] = []
        scopes: list[Scope] = []
        stack = [item]
        while stack:
            node = stack.pop()
            if not isinstance(node, exp.Expression) or isinstance(node, _TELLS_OF):
                continue
            if isinstance(node, exp.Column):
                found = self.column_of(node)
                if found is not None:
                    columns.append(found)
            elif isinstance(node, QUERIES):
                while isinstance(node, exp.Subquery):
                    node = node.this
                if id(node) in self.made:
                    scopes.append(self.made[id(node)])
            elif isinstance(node, exp.Case):
                stack += [node.args.get("default"), *(branch.args.get("true") for branch in node.args.get("ifs") or ())]
            elif isinstance(node, exp.If):
                stack += [node.args.get("false"), node.args.get("true")]
            elif isinstance(node, (exp.Window, exp.Filter, exp.Order)):
                stack.append(node.this)
            elif isinstance(node, exp.WithinGroup):
                # What is sorted is the value only where nothing else is given: `mode() WITHIN GROUP (ORDER BY a)`.
                sorts = next(node.this.find_all(exp.Column), None) is None
                stack += [one.this for one in node.expression.expressions] if sorts else [node.this]
            else:
                for value in node.args.values():
                    stack += value if isinstance(value, list) else [value]
        columns.sort(key=lambda column: int(column[0][-2]))
        made: dict[str, Any] = {"columns": columns, "scopes": scopes}
        return {key: value for key, value in made.items() if value}

    def named(self, node: Any) -> str:
        """What the server calls an item without an alias; empty where that is no name to rely on."""
        if isinstance(node, exp.Column):
            return self.folded(node.this)
        if self.dialect != "postgres":
            return ""
        return self.figured(node)[0]

    def figured(self, node: Any) -> tuple[str, int]:
        """PostgreSQL's name for an item, and how sure it is of it: 0 none, 1 from a type or CASE, 2 from a name."""
        if isinstance(node, exp.Paren):
            return self.figured(node.this)
        if isinstance(node, exp.Column):
            return self.folded(node.this), 2
        if isinstance(node, (exp.Window, exp.Filter, exp.WithinGroup, exp.Collate)):
            return self.figured(node.this)
        if isinstance(node, exp.Bracket):
            return self.figured(node.this)
        if isinstance(node, exp.Dot):
            last = node.expression
            return (self.folded(last), 2) if isinstance(last, exp.Identifier) else self.figured(last)
        if isinstance(node, exp.Cast):
            name, sure = self.figured(node.this)
            if sure > 1:
                return name, sure
            to: Any = node.args.get("to")
            kind = getattr(getattr(to, "this", None), "value", "")
            if kind == "ARRAY" and to.expressions:
                to = to.expressions[0]
                kind = getattr(getattr(to, "this", None), "value", "")
            if kind in ("USERDEFINED", "USER-DEFINED"):
                written = self.type_text(to).rpartition(".")[2]
                return (fold(written, "postgres") if written else ""), 1
            return TYPE_NAMES.get(kind, ""), 1
        if isinstance(node, exp.Case):
            default = node.args.get("default")
            if default is not None:
                name, sure = self.figured(default)
                if sure > 1:
                    return name, sure
            return "case", 1
        if isinstance(node, exp.Exists):
            return "exists", 2
        if isinstance(node, exp.Subquery):
            return self.figured_of_query(node)
        if isinstance(node, exp.AtTimeZone):
            return "timezone", 2
        if isinstance(node, (exp.Array,)):
            return "array", 2
        if isinstance(node, exp.Func) and not isinstance(node, (exp.Binary, exp.Connector)):
            place = self.called_at(node)
            if place:
                return fold(self.sql[place[0] : place[1]], "postgres"), 2
            if isinstance(node, exp.Trim):
                side = str(node.args.get("position") or "")
                return {"LEADING": "ltrim", "TRAILING": "rtrim"}.get(side, "btrim"), 2
            return _FIGURED.get(type(node).__name__, ""), 2
        if isinstance(node, exp.Interval):
            return "interval", 1
        nameless = (exp.Binary, exp.Literal, exp.Null, exp.In, exp.Between, exp.Not, exp.Neg)
        return ("?column?" if isinstance(node, nameless) else ""), 0

    def figured_of_query(self, node: Any) -> tuple[str, int]:
        """The name of a scalar subquery is that of its one column."""
        while isinstance(node, (exp.Subquery, exp.SetOperation)):
            node = node.this
        if not isinstance(node, exp.Select) or not node.expressions:
            return "", 0
        first = node.expressions[0]
        if isinstance(first, exp.Alias):
            return self.folded(first.args.get("alias")), 2
        if isinstance(first, exp.Star) or (isinstance(first, exp.Column) and isinstance(first.this, exp.Star)):
            return "", 0
        return self.figured(first)


# What PostgreSQL's grammar knows, and its list of functions does not.


_FIGURED = {
    "Extract": "extract", "CurrentTimestamp": "current_timestamp", "CurrentDate": "current_date",
    "CurrentTime": "current_time", "CurrentUser": "current_user", "SessionUser": "session_user", "GroupConcat": "string_agg",
}  # fmt: skip
"""The names of what is not written as a call."""
