"""Statements taken apart: queries, and those that write rows."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from schemalint.dialects.folding import fold
from schemalint.dialects.query_words import SPATIAL
from schemalint.sql.apart.mentions import Known, Scope
from schemalint.sql.apart.scopes import Scopes
from schemalint.sql.apart.trees import QUERIES, WRITES, Names, Unusable, alias_of, bare, joins, part


class Statement(Scopes):
    """Takes one tree apart."""

    def taken(self, tree: Any) -> dict[str, Any]:
        """All that is told of a statement."""
        if isinstance(tree, exp.MultitableInserts):
            self.multitable(tree)
        elif isinstance(tree, (*QUERIES, *WRITES)):
            self.query(tree, None, {})
        else:
            raise Unusable("sqlglot does not understand it")
        for number, scope in enumerate(self.scopes):
            scope.number = number
        self.special_calls()
        self.calls.sort(key=lambda call: int(call["name"][-2]))
        return {
            "scopes": [self.told(scope) for scope in self.scopes],
            "calls": self.calls,
            "types": self.types,
        }

    def told(self, scope: Scope) -> dict[str, Any]:
        """A scope as data."""
        if self.dialect in ("oracle", "tsql"):
            self.without_fields(scope)
        if self.dialect == "oracle":
            # What no relation in reach is called may be a package: `pkg.constant`.
            reach = self.reach(scope)
            scope.columns = [one for one in scope.columns if len(one[0]) == 2 or self.qualifier(one[0]) & reach]
            for output in scope.outputs:
                if (
                    "column" in output
                    and len(output["column"][0]) > 2
                    and not self.qualifier(output["column"][0]) & reach
                ):
                    del output["column"]
        row: dict[str, Any] = {"kind": scope.kind}
        if scope.parent is not None and scope.parent.number >= 0:
            row["parent"] = scope.parent.number
        if scope.relations:
            row["relations"] = [
                {**item, "scope": item["scope"].number} if "scope" in item else item for item in scope.relations
            ]
        if scope.columns:
            row["columns"] = sorted(scope.columns, key=lambda column: int(column[0][-2]))
        if scope.outputs:
            row["outputs"] = [
                {**output, "scopes": [one.number for one in output["scopes"]]} if "scopes" in output else output
                for output in scope.outputs
            ]
        if scope.parts:
            row["parts"] = [part.number for part in scope.parts]
        if scope.target:
            row["target"] = scope.target
        if scope.filters:
            row["filters"] = scope.filters
        if scope.operations:
            row["operations"] = [
                {**one, "left": self.numbered(one["left"]), "right": [self.numbered(side) for side in one["right"]]}
                for one in scope.operations
            ]
        if scope.role:
            row["role"] = scope.role
        if scope.conditions:
            row["conditions"] = scope.conditions
        if scope.limit:
            row["limit"] = scope.limit
        for word in ("ordered", "aggregated", "grouped", "locking"):
            if getattr(scope, word):
                row[word] = True
        if scope.words:
            row["words"] = scope.words
        return row

    def numbered(self, operand: dict[str, Any]) -> dict[str, Any]:
        """An operand, with the number of its subquery in place of the tree."""
        node = operand.get("node")
        if node is None:
            return operand
        while isinstance(node, exp.Subquery):
            node = node.this
        scope = self.made.get(id(node))
        return {"kind": "query", "scope": scope.number} if scope is not None else {"kind": "other"}

    def without_fields(self, scope: Scope) -> None:
        """`alias.column.field` is that column, not one of a table in a schema; `column.Lat` is a column of a spatial type."""
        aliases: set[str] | None = None
        held: list[tuple[Names, Any]] = [(one[0], one) for one in scope.columns]
        held += [(output["column"][0], output) for output in scope.outputs if "column" in output]
        for names, keep in held:
            if len(names) == 2:
                continue
            if aliases is None:
                aliases = self.reach(scope)
            known = fold(self.sql[names[0] : names[1]], self.dialect) in aliases
            if len(names) > 4:
                shorter = names[:4] if known else names
            elif not known and self.dialect == "tsql" and self.sql[names[2] : names[3]].upper() in SPATIAL:
                shorter = names[:2]
            else:
                continue
            if isinstance(keep, list):
                keep[0] = shorter
            elif shorter != names:
                del keep["column"]

    def reach(self, scope: Scope) -> set[str]:
        """What relations in reach of a scope are called."""
        names: set[str] = set()
        at: Scope | None = scope
        while at is not None:
            for item in at.relations:
                names.add(item["alias"])
                if "table" in item:
                    names.add(fold(self.sql[item["table"][-2] : item["table"][-1]], self.dialect))
            if at.target:
                names.add(fold(self.sql[at.target[-2] : at.target[-1]], self.dialect))
            at = at.parent
        return names | {"NEW", "OLD", "PARENT"}

    def qualifier(self, names: Names) -> set[str]:
        """What stands in front of a column: the words, folded."""
        return {fold(self.sql[names[at] : names[at + 1]], self.dialect) for at in range(0, len(names) - 2, 2)}

    def query(self, node: Any, parent: Scope | None, known: Known) -> Scope:
        """The scope of a query or writing statement."""
        while isinstance(node, exp.Subquery):
            known = self.withs(node, parent, known)
            inner = node.this
            if isinstance(bare(inner), exp.Table):
                return self.joined(node, parent, known)
            node = inner
        known = self.withs(node, parent, known)
        if isinstance(node, exp.Select):
            return self.select(node, parent, known)
        if isinstance(node, exp.SetOperation):
            return self.combined(node, parent, known)
        if isinstance(node, exp.Values):
            return self.values(node, parent, known)
        if isinstance(node, exp.Insert):
            return self.insert(node, parent, known)
        if isinstance(node, exp.Update):
            return self.update(node, parent, known)
        if isinstance(node, exp.Delete):
            return self.delete(node, parent, known)
        if isinstance(node, exp.Merge):
            return self.merge(node, parent, known)
        raise Unusable(f"a {type(node).__name__} is no query")

    def insert(self, node: Any, parent: Scope | None, known: Known) -> Scope:
        scope = Scope("insert", parent)
        into = node.this
        if isinstance(into, exp.Schema):
            for column in into.expressions:
                name = column.this if isinstance(column, (exp.Column, exp.ColumnDef)) else column
                while isinstance(name, (exp.Dot, exp.Bracket, exp.Column)):
                    name = name.this
                place = self.place(name)
                if place:
                    scope.columns.append([place, "insert"])
            into = into.this
        if not isinstance(into, exp.Table):
            raise Unusable("what it inserts into is no table")
        scope.target = self.object_name(into)
        scope.anchor = scope.target[-2:]
        alias = self.folded(alias_of(into))
        source = node.args.get("expression")
        inner: Scope | None = None
        if source is not None:
            if not isinstance(source, QUERIES):
                raise Unusable(f"it inserts a {type(source).__name__}")
            inner = self.query(source, parent, known)
        if inner is not None:
            scope.parts = [inner]
        if alias:
            scope.relations.append({"alias": alias, "aliased": True, "table": scope.target})
        conflict = node.args.get("conflict")
        if conflict is not None:
            if isinstance(source, exp.Values) and alias_of(source) is not None:
                # MySQL: VALUES (…) AS new; its columns are those that are inserted.
                scope.relations.append({"alias": self.folded(alias_of(source)), "aliased": True, "table": scope.target})
            elif self.dialect in ("postgres", "sqlite"):
                scope.relations.append({"alias": "excluded", "aliased": True, "table": scope.target})
            self.conflict(conflict, scope, known)
        self.returning(node, scope, known)
        self.scopes.append(scope)
        return scope

    def conflict(self, node: Any, scope: Scope, known: Known) -> None:
        self.walk(node.args.get("conflict_keys"), scope, known, "conflict")
        self.walk(node.args.get("index_where"), scope, known, "conflict")
        for assignment in node.expressions:
            self.assignment(assignment, scope, known, "conflict", "conflict")
        self.walk(node.args.get("where"), scope, known, "conflict")

    def assignment(self, node: Any, scope: Scope, known: Known, left: str, right: str) -> None:
        """`column = value`, `(a, b) = (…)`."""
        if isinstance(node, (exp.EQ, exp.PropertyEQ)):
            target = node.this
            for one in target.expressions if isinstance(target, exp.Tuple) else [target]:
                while isinstance(one, (exp.Dot, exp.Bracket, exp.Paren)):
                    if isinstance(one, exp.Bracket):
                        self.walk(one.expressions, scope, known, right)
                    one = one.this
                if isinstance(one, exp.Identifier):
                    place = self.place(one)
                    if place:
                        scope.columns.append([place, left])
                elif isinstance(one, exp.Column) and one.args.get("table") is not None and self.dialect == "postgres":
                    # `column.field`: PostgreSQL takes no qualifier here.
                    place = self.place(one.args.get("catalog") or one.args.get("db") or one.args.get("table"))
                    if place:
                        scope.columns.append([place, left])
                else:
                    self.walk(one, scope, known, left)
            self.walk(node.expression, scope, known, right)
        else:
            self.walk(node, scope, known, right)

    def update(self, node: Any, parent: Scope | None, known: Known) -> Scope:
        scope = Scope("update", parent)
        source = part(node, "from")
        first = node.this
        self.aimed([first], source.this if source is not None else None, scope, known)
        for join in joins(node, first, source.this if source is not None else None):
            if join.args.get("on") is not None:
                self.condition(join.args["on"], scope)
                self.walk(join.args["on"], scope, known, "join")
        for assignment in node.expressions:
            self.assignment(assignment, scope, known, "set", "select")
        self.bounded(node, scope, known)
        return scope

    def aimed(self, targets: list[Any], source: Any, scope: Scope, known: Known) -> None:
        """The relations of a statement that writes to `targets` and reads `source`, which may name a target by its alias."""
        target = targets[0]
        if not isinstance(target, exp.Table):
            raise Unusable("what it writes to is no table")
        if source is not None:
            read = Scope(scope.kind, scope.parent)
            self.relation(source, read, known)
            name = self.folded(target.this)
            short = (
                target.args.get("db") is None
                and alias_of(target) is None
                and self.dialect not in ("postgres", "sqlite")
            )
            for at, item in enumerate(read.relations):
                if short and item["alias"] == name:
                    scope.anchor = self.place(target.this)
                    scope.relations = [item, *read.relations[:at], *read.relations[at + 1 :]]
                    scope.target = item.get("table", [])
                    return
            self.relation(target, scope, known)
            scope.target = scope.relations[0].get("table", [])
            scope.anchor = self.place(alias_of(target)) or scope.target[-2:]
            scope.relations += read.relations
            return
        self.relation(target, scope, known)
        scope.target = scope.relations[0].get("table", [])
        scope.anchor = self.place(alias_of(target)) or scope.target[-2:]

    def bounded(self, node: Any, scope: Scope, known: Known) -> None:
        """WHERE, ORDER BY, LIMIT and RETURNING of a writing statement."""
        where = node.args.get("where")
        if where is not None:
            self.condition(where.this, scope)
            self.walk(where.this, scope, known, "where")
            scope.filters = self.filters(where.this, scope)
        self.walk(node.args.get("order"), scope, known, "order")
        self.walk(node.args.get("limit"), scope, known, "other")
        self.returning(node, scope, known)
        self.scopes.append(scope)

    def returning(self, node: Any, scope: Scope, known: Known) -> None:
        returning = node.args.get("returning")
        if returning is not None:
            for item in returning.expressions:
                self.output(item, scope, known, "returning")

    def delete(self, node: Any, parent: Scope | None, known: Known) -> Scope:
        scope = Scope("delete", parent)
        first = node.this
        using = (
            [one for one in node.args.get("using") or () if isinstance(one, exp.Expression)]
            if node.args.get("using")
            else []
        )
        named = [one for one in node.args.get("tables") or () if isinstance(one, exp.Expression)]
        if not isinstance(first, exp.Expression) and len(named) == 1:
            first, named = named[0], []
        if named:
            # DELETE a, b FROM a JOIN b …: the tables in front are names of what stands in FROM.
            self.aimed(named, first, scope, known)
        elif using and self.dialect in ("mysql", "mariadb"):
            self.aimed([first], using[0], scope, known)
        else:
            self.aimed([first], None, scope, known)
            for one in using:
                self.relation(one, scope, known)
        for join in joins(node, first, *using):
            if join.args.get("on") is not None:
                self.condition(join.args["on"], scope)
                self.walk(join.args["on"], scope, known, "join")
        self.bounded(node, scope, known)
        return scope

    def merge(self, node: Any, parent: Scope | None, known: Known) -> Scope:
        scope = Scope("merge", parent)
        self.aimed([node.this], None, scope, known)
        self.relation(node.args["using"], scope, known)
        for join in joins(node.args["using"], None):
            if join.args.get("on") is not None:
                self.condition(join.args["on"], scope)
                self.walk(join.args["on"], scope, known, "join")
        self.walk(node.args.get("on"), scope, known, "join")
        whens = node.args.get("whens")
        for when in whens.expressions if whens is not None else node.expressions:
            self.walk(when.args.get("condition"), scope, known, "where")
            then = when.args.get("then")
            if isinstance(then, exp.Update):
                for assignment in then.expressions:
                    self.assignment(assignment, scope, known, "set", "select")
                where = then.args.get("where")
                self.walk(where, scope, known, "where")
            elif isinstance(then, exp.Insert):
                self.merge_insert(then, scope, known)
        self.returning(node, scope, known)
        self.scopes.append(scope)
        return scope

    def merge_insert(self, node: Any, scope: Scope, known: Known) -> None:
        columns = node.this
        for column in columns.expressions if isinstance(columns, (exp.Tuple, exp.Schema, exp.Paren)) else ():
            name = column.this if isinstance(column, exp.Column) else column
            place = self.place(name)
            if place and self.sql[place[0] : place[1]].upper() != "DEFAULT":
                scope.columns.append([place, "insert"])
        if isinstance(columns, exp.Paren) and isinstance(columns.this, exp.Column):
            scope.columns.append([self.place(columns.this.this), "insert"])
        self.walk(node.args.get("expression"), scope, known, "values")
        self.walk(node.args.get("where"), scope, known, "where")

    def multitable(self, node: Any) -> None:
        """Oracle's INSERT ALL and INSERT FIRST: the query, and one scope for each INTO, whose values name what the query gives."""
        known = self.withs(node, None, {})
        source = self.query(node.args["source"], None, known)
        for each in node.expressions:
            into = each.this if isinstance(each, exp.ConditionalInsert) else each
            values = into.args.pop("expression", None)
            scope = self.insert(into, None, known)
            scope.relations.append({"alias": "", "scope": source})
            self.walk(values, scope, known, "values")
            self.walk(each.args.get("expression"), scope, known, "where")
