"""Queries as scopes, and the relations that they read."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from schemalint.dialects.folding import fold
from schemalint.dialects.query_words import ITEM_NAMES
from schemalint.sql.apart.mentions import Known, Scope
from schemalint.sql.apart.operations import Operations, role
from schemalint.sql.apart.trees import Names, Unusable, alias_of, bare, demanding, has_more, joins, part


class Scopes(Operations):
    """Makes scopes of queries."""

    def withs(self, node: Any, parent: Scope | None, known: Known) -> Known:
        """The names in reach, with those that the node's own WITH adds."""
        clause = part(node, "with")
        if clause is None:
            return known
        known = dict(known)
        recursive = bool(clause.args.get("recursive")) or self.dialect in ("sqlite", "tsql", "oracle")
        more = has_more(clause)
        made: list[tuple[Any, Scope]] = []
        if recursive:
            # A name may stand for what is still being taken apart, so the scopes are there before they are filled.
            for cte in clause.expressions:
                scope = Scope("select", parent)
                made.append((cte, scope))
                known[self.folded(alias_of(cte))] = (scope, self.alias_columns(cte), has_more(cte) or more)
            for cte, scope in made:
                self.fill(scope, self.query(cte.this, parent, known))
            return known
        for cte in clause.expressions:
            known[self.folded(alias_of(cte))] = (
                self.query(cte.this, parent, known),
                self.alias_columns(cte),
                has_more(cte) or more,
            )
        return known

    def fill(self, empty: Scope, full: Scope) -> None:
        """Puts a scope that was made in advance in the place of the one that was taken apart."""
        for one in Scope.__slots__:
            setattr(empty, one, getattr(full, one))
        self.scopes[self.scopes.index(full)] = empty
        for scope in self.scopes:
            if scope.parent is full:
                scope.parent = empty
        for key, scope in self.made.items():
            if scope is full:
                self.made[key] = empty

    def select(self, node: Any, parent: Scope | None, known: Known) -> Scope:
        scope = Scope("select", parent)
        self.made[id(node)] = scope
        self.bounds(node, scope)
        scope.aggregated = self.is_aggregate(node)
        source = part(node, "from")
        if source is not None:
            self.relation(source.this, scope, known)
        for lateral in node.args.get("laterals") or ():
            self.relation(lateral, scope, known)
        for join in node.args.get("joins") or ():
            self.join(join, scope, known)
        for item in node.expressions:
            self.output(item, scope, known, "select")
        names = self.given(scope)
        scope.names = names if ITEM_NAMES[self.dialect].get("join") else frozenset()
        for join in joins(node, source):
            if join.args.get("on") is not None:
                self.condition(join.args["on"], scope)
                self.walk(join.args["on"], scope, known, "join")
        where = node.args.get("where")
        if where is not None:
            self.condition(where.this, scope)
            scope.names = names if ITEM_NAMES[self.dialect].get("where") else frozenset()
            self.walk(where.this, scope, known, "where")
            scope.filters = self.filters(where.this, scope)
        scope.names = frozenset()
        connect = node.args.get("connect")
        if connect is not None:
            self.walk(connect, scope, known, "where")
        for word in ("windows", "qualify", "limit", "offset", "prewhere"):
            self.walk(node.args.get(word), scope, known, "window" if word == "windows" else "other")
        distinct = node.args.get("distinct")
        if distinct is not None and distinct.args.get("on") is not None:
            self.items(
                [distinct.args["on"]], scope, known, "select", ITEM_NAMES[self.dialect].get("distinct", ""), names
            )
        group = node.args.get("group")
        if group is not None:
            for word, value in group.args.items():
                if isinstance(value, list):
                    self.items(value, scope, known, "group", ITEM_NAMES[self.dialect].get("group", ""), names)
                elif word not in ("all", "totals") and value is not None:
                    self.walk(value, scope, known, "group")
        having = node.args.get("having")
        if having is not None:
            self.items([having.this], scope, known, "having", ITEM_NAMES[self.dialect].get("having", ""), names)
        self.order(node, scope, known, names)
        self.scopes.append(scope)
        return scope

    def filters(self, condition: Any, scope: Scope) -> list[list[Any]]:
        """The columns that a condition demands something of, as far as they are columns of the scope."""
        found = [self.column_of(column) for column in demanding(condition)]
        return [one for one in found if one is not None and one[0][-2] in scope.seen]

    def given(self, scope: Scope) -> frozenset[str]:
        """What the outputs of a scope are called."""
        return frozenset(output["name"] for output in scope.outputs if output.get("name"))

    def order(self, node: Any, scope: Scope, known: Known, names: frozenset[str]) -> None:
        order = node.args.get("order")
        if order is not None:
            self.items(order.expressions, scope, known, "order", ITEM_NAMES[self.dialect]["order"], names)

    def items(
        self, items: list[Any], scope: Scope, known: Known, clause: str, how: str, names: frozenset[str]
    ) -> None:  # fmt: skip
        """Items of GROUP BY, ORDER BY and the like, which may name an output."""
        for item in items:
            if isinstance(item, exp.Tuple):
                self.items(item.expressions, scope, known, clause, how, names)
                continue
            inner = item.this if isinstance(item, exp.Ordered) else item
            if (
                how == "plain"
                and isinstance(inner, exp.Column)
                and inner.args.get("table") is None
                and self.folded(inner.this) in names
            ):
                continue
            scope.names = names if how == "any" else frozenset()
            self.walk(item, scope, known, clause)
            scope.names = frozenset()

    def combined(self, node: Any, parent: Scope | None, known: Known) -> Scope:
        """UNION, EXCEPT, INTERSECT: a chain of them is one scope."""
        scope = Scope("set", parent)
        self.made[id(node)] = scope
        chain = [node]
        parts: list[Any] = []
        envs = {id(node): known}
        while True:
            last = chain[-1]
            left = last.this
            if isinstance(left, exp.SetOperation):
                envs[id(left)] = self.withs(left, parent, envs[id(last)])
                chain.append(left)
                continue
            parts.append((left, envs[id(last)]))
            break
        parts += [(one.expression, envs[id(one)]) for one in reversed(chain)]
        scope.parts = [self.query(part, parent, env) for part, env in parts]
        own = ("column", "columns", "scopes")
        scope.outputs = [
            {key: value for key, value in output.items() if key not in own} for output in scope.parts[0].outputs
        ]
        scope.role = role(node)
        self.between([part for part, _ in parts], scope)
        names = self.given(scope)
        for one in chain:
            self.bounds(one, scope)
            order = one.args.get("order")
            # What `*` gives cannot be told here.
            if order is not None and not any(output.get("star") for output in scope.outputs):
                self.items(order.expressions, scope, known, "order", "plain", names)
            for word in ("limit", "offset"):
                self.walk(one.args.get(word), scope, known, "other")
        self.scopes.append(scope)
        return scope

    def values(self, node: Any, parent: Scope | None, known: Known) -> Scope:
        scope = Scope("values", parent)
        self.walk(node.expressions, scope, known, "values")
        first = node.expressions[0] if node.expressions else None
        count = len(first.expressions) if isinstance(first, exp.Tuple) else 1
        prefix, lowest = {"postgres": ("column", 1), "sqlite": ("column", 1), "mysql": ("column_", 0)}.get(
            self.dialect, ("", 0)
        )
        scope.outputs = [{"name": f"{prefix}{lowest + at}" if prefix else ""} for at in range(count)]
        self.scopes.append(scope)
        return scope

    def joined(self, node: Any, parent: Scope | None, known: Known) -> Scope:
        """A join in brackets where a query could stand: `(a JOIN b …)`."""
        scope = Scope("select", parent)
        self.relation(node.this, scope, known)
        for join in joins(node.this, None):
            if join.args.get("on") is not None:
                self.walk(join.args["on"], scope, known, "join")
        scope.outputs = [{"name": "", "star": True}]
        self.scopes.append(scope)
        return scope

    def join(self, node: Any, scope: Scope, known: Known, outer: str = "") -> None:
        """One join: what it joins, how, and the list of USING."""
        side = str(node.args.get("side") or "").lower()
        kind = str(node.args.get("kind") or "").upper()
        method = str(node.args.get("method") or "").upper()
        on, using = node.args.get("on"), node.args.get("using") or ()
        natural = method == "NATURAL"
        lateral = isinstance(node.this, exp.Lateral)
        how = side if side in ("left", "right", "full") else ""
        applied = node.this.args.get("cross_apply") if lateral else None
        if not how:
            if kind == "CROSS":
                how = "cross"
            elif applied is not None:
                how = "cross" if applied else "left"
            elif kind in ("INNER", "STRAIGHT", "STRAIGHT_JOIN") or on is not None or using or natural:
                how = "inner"
        if kind in ("SEMI", "ANTI", "ARRAY") or method == "ASOF":
            raise Unusable(f"{kind or method} JOIN is of no server here")
        if not how and kind:
            how = "inner"
        names = [self.place(one.this if isinstance(one, exp.Column) else one) for one in using]
        before = len(scope.relations)
        self.relation(node.this, scope, known)
        for at in range(before, len(scope.relations)):
            item = scope.relations[at]
            if at == before:
                if how:
                    item["join"] = how
                if natural:
                    item["natural"] = True
                if using:
                    item["using"] = [name for name in names if name]
            elif how in ("left", "full"):
                item["join"] = how
        for inner in node.args.get("joins") or ():
            self.join(inner, scope, known)

    def relation(self, node: Any, scope: Scope, known: Known) -> None:
        """One item of FROM, and what is joined to it inside it."""
        alias = alias_of(node)
        item: dict[str, Any] = {"alias": self.folded(alias)}
        if alias is not None:
            item["aliased"] = True
        columns = self.alias_columns(node)
        inner = node.this
        inside: list[Any] = list(node.args.get("joins") or ())
        if isinstance(node, exp.Lateral):
            item["lateral"] = True
            self.lateral(inner, item, scope, known)
        elif isinstance(node, exp.Subquery):
            if isinstance(bare(inner), exp.Table) and part(node, "with") is None:
                if alias is None:
                    self.relation(inner, scope, known)
                    for join in inside:
                        self.join(join, scope, known)
                    return
                # The alias hides what is joined; which columns are merged is told by the catalogue alone.
                self.joined(node, scope.parent, known)
                item["opaque"] = True
            else:
                item["scope"] = self.query(node, scope.parent, known)
        elif isinstance(node, exp.Values):
            item["scope"] = self.values(node, scope, known)
        elif isinstance(node, exp.Unnest):
            self.function(node, item, scope, known, columns)
        elif isinstance(node, exp.Table):
            self.table(node, item, columns, scope, known)
        else:
            item["opaque"] = True
            self.walk(node, scope, known, "from")
        if columns:
            item["columns"] = columns + item.get("columns", [])[len(columns) :]
        if node.args.get("pivots"):
            item = {"alias": self.folded(alias_of(node.args["pivots"][-1])) or item["alias"], "opaque": True, **(
                {key: item[key] for key in ("table", "scope") if key in item}
            )}  # fmt: skip
        scope.relations.append(item)
        for join in inside:
            self.join(join, scope, known)

    def table(self, node: Any, item: dict[str, Any], columns: list[Any], scope: Scope, known: Known) -> None:
        """A table, a WITH name or a function."""
        inner = node.this
        if isinstance(inner, (exp.Identifier, exp.Dot)):
            names = self.object_name(node)
            if not names or "@" in self.sql[names[-2] + 1 : names[-1]]:
                # A part is left out (`db..t`), or it is a table of another database (`t@link`).
                item["opaque"] = True
                item["alias"] = item["alias"] or self.folded(inner)
                return
            name = fold(self.sql[names[-2] : names[-1]], self.dialect)
            item["alias"] = item["alias"] or name
            held = known.get(name) if len(names) == 2 else None
            if held is not None:
                item["scope"], written, more = held
                if written:
                    item["columns"] = written
                if more:
                    item["opaque"] = True
                    del item["scope"]
                return
            item["table"] = names
            if len(names) == 2 and name.lower() == "dual" and self.dialect in ("oracle", "mysql", "mariadb"):
                del item["table"]
                item["opaque"] = True
        elif isinstance(inner, exp.Func) and not node.args.get("rows_from"):
            self.function(node, item, scope, known, columns)
        else:
            item["opaque"] = True
            self.walk(inner, scope, known, "from")
            self.walk(node.args.get("rows_from"), scope, known, "from")

    def unnest_at(self, node: Any) -> Names:
        """Where UNNEST stands, which sqlglot does not tell: the last one before its argument."""
        place = self.extent(node)
        if not place:
            return []
        at = self.sql.lower().rfind("unnest", 0, place[0])
        return [at, at + 6] if at >= 0 and self.sql[at + 6 : place[0]].strip(" (") in ("", "ARRAY", "array") else []

    def function(
        self, node: Any, item: dict[str, Any], scope: Scope, known: Known, columns: list[dict[str, Any]]
    ) -> None:
        """A function in FROM: its rows, or an unknown thing where it has a syntax of its own."""
        call = node if isinstance(node, exp.Unnest) else node.this
        self.walk(call, scope, known, "from", self.qualifiers(node))
        place = self.called_at(call) or (self.unnest_at(call) if isinstance(call, exp.Unnest) else [])
        if place and not isinstance(call, (exp.JSONTable, exp.OpenJSON)):
            item["function"] = [*self.qualifiers(node), *place]
            item["alias"] = item["alias"] or fold(self.sql[place[0] : place[1]], self.dialect)
            offset = call.args.get("offset")
            if node.args.get("ordinality") or offset:
                item["ordinality"] = True
            if isinstance(offset, exp.Identifier):  # sqlglot keeps the last alias apart
                columns.append({"name": self.folded(offset)})
            if self.sql[place[0] : place[1]].upper() in (
                "TABLE",
                "THE",
                "OPENJSON",
                "OPENROWSET",
                "OPENQUERY",
                "XMLTABLE",
            ):
                del item["function"]
                item["opaque"] = True
        else:
            item["opaque"] = True

    def qualifiers(self, node: Any) -> Names:
        """The places of what is written in front of a function in FROM."""
        return [*self.place(node.args.get("catalog")), *self.place(node.args.get("db"))]

    def lateral(self, inner: Any, item: dict[str, Any], scope: Scope, known: Known) -> None:
        if isinstance(inner, (exp.Subquery, exp.Select, exp.SetOperation, exp.Values)):
            item["scope"] = self.query(inner, scope, known)
            return
        called, before = inner, []
        while isinstance(called, exp.Dot):
            before += self.place(called.this)
            called = called.expression
        self.walk(inner, scope, known, "from")
        place = self.called_at(called) if isinstance(called, (exp.Func, exp.Unnest)) else []
        if isinstance(called, exp.Unnest):
            place = place or self.unnest_at(called)
        word = self.sql[place[0] : place[1]].upper() if place else ""
        if (
            place
            and word not in ("OPENJSON", "NODES", "TABLE")
            and not isinstance(called, (exp.JSONTable, exp.OpenJSON))
        ):
            item["function"] = [*before, *place]
            item["alias"] = item["alias"] or fold(self.sql[place[0] : place[1]], self.dialect)
        else:
            item["opaque"] = True

    def alias_columns(self, node: Any) -> list[dict[str, Any]]:
        """The column names behind an alias."""
        alias = node.args.get("alias")
        if not isinstance(alias, exp.TableAlias):
            return []
        found: list[dict[str, Any]] = []
        for column in alias.args.get("columns") or ():
            if isinstance(column, exp.ColumnDef):
                kind = column.args.get("kind")
                found.append({"name": self.folded(column.this), "type": self.type_text(kind)})
                self.type_names(kind)
            else:
                found.append({"name": self.folded(column)})
        return found
