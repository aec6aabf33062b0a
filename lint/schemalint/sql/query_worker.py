"""The worker that takes queries apart with sqlglot: run as a program, killed from outside when it hangs.

Reads one JSON object a line (`sql`, `dialect`), writes one a line: `problem`, or `scopes`, `calls` and `types` as the lists that
`queries.py` makes values of. Every name is told by where it stands in the text, so what sqlglot makes of its case does not
matter. The first line it writes is `{"ready": true}`, or `{"ready": false, "message": …}` when sqlglot is missing or broken.

sqlglot's parser gives the tree; the scopes are built here, because its optimizer knows those of SELECT alone: not what a
writing statement or a trigger reaches, nor which clauses of which server may name what the SELECT list calls its items.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

MEMORY = 1 << 30
"""Bytes of address space."""

_DIALECTS = {"postgres": "postgres", "mysql": "mysql", "mariadb": "mysql", "sqlite": "sqlite", "tsql": "tsql", "oracle": "oracle"}  # fmt: skip

# Words that stand where a column could and are none, by dialect.
_EVERYWHERE = frozenset(("DEFAULT", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "CURRENT_USER", "MAXVALUE", "UNKNOWN"))  # fmt: skip
_NO_COLUMNS: dict[str, frozenset[str]] = {
    "postgres": _EVERYWHERE
    | frozenset(
        (
            "USER", "SESSION_USER", "SYSTEM_USER", "CURRENT_ROLE", "CURRENT_CATALOG", "CURRENT_SCHEMA", "LOCALTIME",
            "LOCALTIMESTAMP", "CTID", "XMIN", "XMAX", "CMIN", "CMAX", "TABLEOID",
        )
    ),
    "mysql": _EVERYWHERE | frozenset(("LOCALTIME", "LOCALTIMESTAMP", "UTC_DATE", "UTC_TIME", "UTC_TIMESTAMP", "CURRENT_ROLE")),
    "sqlite": frozenset(("CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "ROWID", "OID", "_ROWID_", "TRUE", "FALSE")),
    "tsql": _EVERYWHERE | frozenset(("USER", "SESSION_USER", "SYSTEM_USER", "$ACTION", "$IDENTITY", "$ROWGUID", "$NODE_ID", "$EDGE_ID", "$FROM_ID", "$TO_ID", "$PARTITION")),
    "oracle": _EVERYWHERE
    | frozenset(
        (
            "SYSDATE", "SYSTIMESTAMP", "USER", "UID", "ROWNUM", "LEVEL", "ROWID", "ORA_ROWSCN", "CONNECT_BY_ISLEAF",
            "CONNECT_BY_ISCYCLE", "COLUMN_VALUE", "OBJECT_VALUE", "OBJECT_ID", "SESSIONTIMEZONE", "DBTIMEZONE",
            "LOCALTIMESTAMP", "VERSIONS_STARTSCN", "VERSIONS_ENDSCN", "VERSIONS_STARTTIME", "VERSIONS_ENDTIME", "VERSIONS_XID",
            "VERSIONS_OPERATION",
        )
    ),
}  # fmt: skip
_NO_COLUMNS["mariadb"] = _NO_COLUMNS["mysql"]
# Which clauses may name what the SELECT list calls its items; `plain` only where the whole item is that name.
_ALIASES: dict[str, dict[str, str]] = {
    "postgres": {"order": "plain", "group": "plain", "distinct": "plain"},
    "mysql": {"order": "any", "group": "any", "having": "any"},
    "mariadb": {"order": "any", "group": "any", "having": "any"},
    "sqlite": {"order": "any", "group": "any", "having": "any", "where": "any", "join": "any"},
    "tsql": {"order": "plain"},
    "oracle": {"order": "any", "group": "any", "having": "any"},
}
"""Oracle takes them in GROUP BY and HAVING from 23ai on."""
# PostgreSQL's own names of types, after which a column is called that is nothing but a cast of a constant.
_TYPE_NAMES = {
    "INT": "int4", "BIGINT": "int8", "SMALLINT": "int2", "VARCHAR": "varchar", "TEXT": "text", "BOOLEAN": "bool", "DOUBLE": "float8",
    "FLOAT": "float4", "DECIMAL": "numeric", "TIMESTAMP": "timestamp", "TIMESTAMPTZ": "timestamptz", "DATE": "date",
    "TIME": "time", "TIMETZ": "timetz", "JSON": "json", "JSONB": "jsonb", "UUID": "uuid", "CHAR": "bpchar", "INTERVAL": "interval",
    "INET": "inet", "VARBINARY": "bytea", "XML": "xml",
}  # fmt: skip
_SPATIAL = frozenset(("LAT", "LONG", "STX", "STY", "Z", "M", "STSRID", "HASZ", "HASM"))
"""Properties of SQL Server's spatial types, written behind a column like a column behind a table."""
_SEQUENCE_WORDS = frozenset(("NEXTVAL", "CURRVAL"))

Names = list[int]
"""Where the parts of a name stand: start and end of each, the last part last."""


class Unusable(Exception):  # noqa: N818 - control flow: the statement is no query, or not to be understood
    """Why a statement cannot be taken apart."""


class _Scope:
    __slots__ = (
        "anchor",
        "columns",
        "filters",
        "kind",
        "names",
        "number",
        "outputs",
        "parent",
        "parts",
        "relations",
        "seen",
        "target",
    )

    def __init__(self, kind: str, parent: _Scope | None) -> None:
        self.kind = kind
        self.parent = parent
        self.relations: list[dict[str, Any]] = []
        self.columns: list[list[Any]] = []
        self.outputs: list[dict[str, Any]] = []
        self.parts: list[_Scope] = []
        self.target: Names = []
        self.filters: list[list[Any]] = []
        self.number = -1
        self.names: frozenset[str] = frozenset()
        """Names that are left out for now, because the SELECT list calls its items so."""
        self.seen: set[int] = set()
        self.anchor: Names = []
        """Where the alias of the table that is written to stands, or its name."""


_Known = dict[str, "tuple[_Scope, list[dict[str, Any]], bool]"]
"""The WITH names in reach: their scope, the column names written behind them, and whether they have more than their query gives."""


def taker() -> Callable[[str, str], dict[str, Any]]:
    """The function that takes a text apart. Raises ImportError where sqlglot is missing or tells no places."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.dialects.dialect import Dialect

    speakers = {name: Dialect.get_or_raise(theirs) for name, theirs in _DIALECTS.items()}
    [tree] = sqlglot.parse("SELECT a")
    found = tree.find(exp.Identifier) if tree else None
    if found is None or found.meta.get("start") != 7:
        raise ImportError(f"sqlglot {getattr(sqlglot, '__version__', '')} does not tell where names stand")

    def take(sql: str, dialect: str) -> dict[str, Any]:
        try:
            speaker = speakers[dialect]
            tokens = speaker.tokenize(sql)
            trees = [tree for tree in speaker.parser().parse(tokens, sql) if tree is not None]
        except sqlglot.ParseError as error:
            first = error.errors[0] if error.errors else {}
            return {"problem": _plain(str(first.get("description") or "it cannot be parsed"))}
        except sqlglot.errors.TokenError:
            return {"problem": "it cannot be cut into tokens"}
        if len(trees) != 1:
            return {"problem": "it is more than one statement" if trees else "it is empty"}
        try:
            return _Taker(sql, dialect, exp, tokens, speaker.parser_class.FUNCTION_PARSERS).taken(trees[0])
        except Unusable as reason:
            return {"problem": str(reason)}

    return take


class _Taker:
    """Takes one tree apart."""

    def __init__(self, sql: str, dialect: str, exp: Any, tokens: list[Any], special: Mapping[str, Any]) -> None:
        from schemalint.dialects.folding import fold

        self.tokens = tokens
        self.special = special
        """Functions whose arguments sqlglot reads in a way of their own; it does not say where they stand."""
        self.sql = sql
        self.dialect = dialect
        self.exp = exp
        self.fold = fold
        self.scopes: list[_Scope] = []
        self.calls: list[dict[str, Any]] = []
        self.types: list[Names] = []
        self.called: set[int] = set()
        self.pseudo = _NO_COLUMNS[dialect]
        self.aliases = _ALIASES[dialect]
        self.queries = (exp.Select, exp.SetOperation, exp.Subquery, exp.Values)
        self.writes = (exp.Insert, exp.Update, exp.Delete, exp.Merge)

    def taken(self, tree: Any) -> dict[str, Any]:
        """All that is told of a statement."""
        exp = self.exp
        if isinstance(tree, exp.MultitableInserts):
            self.multitable(tree)
        elif isinstance(tree, (*self.queries, *self.writes)):
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

    def told(self, scope: _Scope) -> dict[str, Any]:
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
            row["outputs"] = scope.outputs
        if scope.parts:
            row["parts"] = [part.number for part in scope.parts]
        if scope.target:
            row["target"] = scope.target
        if scope.filters:
            row["filters"] = scope.filters
        return row

    def without_fields(self, scope: _Scope) -> None:
        """`alias.column.field` is that column, not one of a table in a schema; `column.Lat` is a column of a spatial type."""
        aliases: set[str] | None = None
        held: list[tuple[Names, Any]] = [(one[0], one) for one in scope.columns]
        held += [(output["column"][0], output) for output in scope.outputs if "column" in output]
        for names, keep in held:
            if len(names) == 2:
                continue
            if aliases is None:
                aliases = self.reach(scope)
            known = self.fold(self.sql[names[0] : names[1]], self.dialect) in aliases  # type: ignore[arg-type]
            if len(names) > 4:
                shorter = names[:4] if known else names
            elif not known and self.dialect == "tsql" and self.sql[names[2] : names[3]].upper() in _SPATIAL:
                shorter = names[:2]
            else:
                continue
            if isinstance(keep, list):
                keep[0] = shorter
            elif shorter != names:
                del keep["column"]

    def reach(self, scope: _Scope) -> set[str]:
        """What relations in reach of a scope are called."""
        names: set[str] = set()
        at: _Scope | None = scope
        while at is not None:
            for item in at.relations:
                names.add(item["alias"])
                if "table" in item:
                    names.add(self.fold(self.sql[item["table"][-2] : item["table"][-1]], self.dialect))  # type: ignore[arg-type]
            if at.target:
                names.add(self.fold(self.sql[at.target[-2] : at.target[-1]], self.dialect))  # type: ignore[arg-type]
            at = at.parent
        return names | {"NEW", "OLD", "PARENT"}

    def qualifier(self, names: Names) -> set[str]:
        """What stands in front of a column: the words, folded."""
        return {
            self.fold(self.sql[names[at] : names[at + 1]], self.dialect)  # type: ignore[arg-type]
            for at in range(0, len(names) - 2, 2)
        }

    # Places and names

    def place(self, node: Any) -> Names:
        """Where an identifier stands; empty when sqlglot does not say."""
        if node is None or not isinstance(node, self.exp.Identifier):
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
        return self.fold(self.sql[place[0] : place[1]], self.dialect) if place else ""  # type: ignore[arg-type]

    def object_name(self, table: Any) -> Names:
        """The name of a table node, qualifiers first; empty where it has no place."""
        names: Names = []
        for part in (table.args.get("catalog"), table.args.get("db"), table.this):
            if part is None:
                continue
            parts = [part]
            if isinstance(part, self.exp.Dot):
                parts = list(part.flatten())
            for one in parts:
                place = self.place(one)
                if not place:
                    return []
                names += place
        return names

    # Scopes

    def query(self, node: Any, parent: _Scope | None, known: _Known) -> _Scope:
        """The scope of a query or writing statement."""
        exp = self.exp
        while isinstance(node, exp.Subquery):
            known = self.withs(node, parent, known)
            inner = node.this
            if isinstance(_bare(inner), exp.Table):
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

    def withs(self, node: Any, parent: _Scope | None, known: _Known) -> _Known:
        """The names in reach, with those that the node's own WITH adds."""
        clause = _part(node, "with")
        if clause is None:
            return known
        known = dict(known)
        recursive = bool(clause.args.get("recursive")) or self.dialect in ("sqlite", "tsql", "oracle")
        more = _has_more(clause)
        made: list[tuple[Any, _Scope]] = []
        if recursive:
            # A name may stand for what is still being taken apart, so the scopes are there before they are filled.
            for cte in clause.expressions:
                scope = _Scope("select", parent)
                made.append((cte, scope))
                known[self.folded(_alias(cte))] = (scope, self.alias_columns(cte), _has_more(cte) or more)
            for cte, scope in made:
                self.fill(scope, self.query(cte.this, parent, known))
            return known
        for cte in clause.expressions:
            known[self.folded(_alias(cte))] = (
                self.query(cte.this, parent, known),
                self.alias_columns(cte),
                _has_more(cte) or more,
            )
        return known

    def fill(self, empty: _Scope, full: _Scope) -> None:
        """Puts a scope that was made in advance in the place of the one that was taken apart."""
        empty.kind, empty.parent, empty.relations, empty.columns = full.kind, full.parent, full.relations, full.columns
        empty.outputs, empty.parts, empty.target, empty.filters = full.outputs, full.parts, full.target, full.filters
        self.scopes[self.scopes.index(full)] = empty
        for scope in self.scopes:
            if scope.parent is full:
                scope.parent = empty

    def select(self, node: Any, parent: _Scope | None, known: _Known) -> _Scope:
        scope = _Scope("select", parent)
        source = _part(node, "from")
        if source is not None:
            self.relation(source.this, scope, known)
        for lateral in node.args.get("laterals") or ():
            self.relation(lateral, scope, known)
        for join in node.args.get("joins") or ():
            self.join(join, scope, known)
        for item in node.expressions:
            self.output(item, scope, known, "select")
        names = self.given(scope)
        scope.names = names if self.aliases.get("join") else frozenset()
        for join in _joins(node, source):
            if join.args.get("on") is not None:
                self.walk(join.args["on"], scope, known, "join")
        where = node.args.get("where")
        if where is not None:
            scope.names = names if self.aliases.get("where") else frozenset()
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
            self.items([distinct.args["on"]], scope, known, "select", self.aliases.get("distinct", ""), names)
        group = node.args.get("group")
        if group is not None:
            for word, value in group.args.items():
                if isinstance(value, list):
                    self.items(value, scope, known, "group", self.aliases.get("group", ""), names)
                elif word not in ("all", "totals") and value is not None:
                    self.walk(value, scope, known, "group")
        having = node.args.get("having")
        if having is not None:
            self.items([having.this], scope, known, "having", self.aliases.get("having", ""), names)
        self.order(node, scope, known, names)
        self.scopes.append(scope)
        return scope

    def filters(self, condition: Any, scope: _Scope) -> list[list[Any]]:
        """The columns that a condition demands something of, as far as they are columns of the scope."""
        found = [self.column_of(column) for column in _demanding(condition, self.exp)]
        return [one for one in found if one is not None and one[0][-2] in scope.seen]

    def given(self, scope: _Scope) -> frozenset[str]:
        """What the outputs of a scope are called."""
        return frozenset(output["name"] for output in scope.outputs if output.get("name"))

    def order(self, node: Any, scope: _Scope, known: _Known, names: frozenset[str]) -> None:
        order = node.args.get("order")
        if order is not None:
            self.items(order.expressions, scope, known, "order", self.aliases["order"], names)

    def items(
        self, items: list[Any], scope: _Scope, known: _Known, clause: str, how: str, names: frozenset[str]
    ) -> None:  # fmt: skip
        """Items of GROUP BY, ORDER BY and the like, which may name an output."""
        exp = self.exp
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

    def combined(self, node: Any, parent: _Scope | None, known: _Known) -> _Scope:
        """UNION, EXCEPT, INTERSECT: a chain of them is one scope."""
        exp = self.exp
        scope = _Scope("set", parent)
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
        scope.outputs = [
            {key: value for key, value in output.items() if key != "column"} for output in scope.parts[0].outputs
        ]
        names = self.given(scope)
        for one in chain:
            order = one.args.get("order")
            # What `*` gives cannot be told here.
            if order is not None and not any(output.get("star") for output in scope.outputs):
                self.items(order.expressions, scope, known, "order", "plain", names)
            for word in ("limit", "offset"):
                self.walk(one.args.get(word), scope, known, "other")
        self.scopes.append(scope)
        return scope

    def values(self, node: Any, parent: _Scope | None, known: _Known) -> _Scope:
        exp = self.exp
        scope = _Scope("values", parent)
        self.walk(node.expressions, scope, known, "values")
        first = node.expressions[0] if node.expressions else None
        count = len(first.expressions) if isinstance(first, exp.Tuple) else 1
        prefix, lowest = {"postgres": ("column", 1), "sqlite": ("column", 1), "mysql": ("column_", 0)}.get(
            self.dialect, ("", 0)
        )
        scope.outputs = [{"name": f"{prefix}{lowest + at}" if prefix else ""} for at in range(count)]
        self.scopes.append(scope)
        return scope

    def joined(self, node: Any, parent: _Scope | None, known: _Known) -> _Scope:
        """A join in brackets where a query could stand: `(a JOIN b …)`."""
        scope = _Scope("select", parent)
        self.relation(node.this, scope, known)
        for join in _joins(node.this, None):
            if join.args.get("on") is not None:
                self.walk(join.args["on"], scope, known, "join")
        scope.outputs = [{"name": "", "star": True}]
        self.scopes.append(scope)
        return scope

    # Relations

    def join(self, node: Any, scope: _Scope, known: _Known, outer: str = "") -> None:
        """One join: what it joins, how, and the list of USING."""
        side = str(node.args.get("side") or "").lower()
        kind = str(node.args.get("kind") or "").upper()
        method = str(node.args.get("method") or "").upper()
        on, using = node.args.get("on"), node.args.get("using") or ()
        natural = method == "NATURAL"
        lateral = isinstance(node.this, self.exp.Lateral)
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
        names = [self.place(one.this if isinstance(one, self.exp.Column) else one) for one in using]
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

    def relation(self, node: Any, scope: _Scope, known: _Known) -> None:
        """One item of FROM, and what is joined to it inside it."""
        exp = self.exp
        alias = _alias(node)
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
            if isinstance(_bare(inner), exp.Table) and _part(node, "with") is None:
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
            item = {"alias": self.folded(_alias(node.args["pivots"][-1])) or item["alias"], "opaque": True, **(
                {"table": item["table"]} if "table" in item else {}
            )}  # fmt: skip
        scope.relations.append(item)
        for join in inside:
            self.join(join, scope, known)

    def table(self, node: Any, item: dict[str, Any], columns: list[Any], scope: _Scope, known: _Known) -> None:
        """A table, a WITH name or a function."""
        exp = self.exp
        inner = node.this
        if isinstance(inner, (exp.Identifier, exp.Dot)):
            names = self.object_name(node)
            if not names or "@" in self.sql[names[-2] + 1 : names[-1]]:
                # A part is left out (`db..t`), or it is a table of another database (`t@link`).
                item["opaque"] = True
                item["alias"] = item["alias"] or self.folded(inner)
                return
            name = self.fold(self.sql[names[-2] : names[-1]], self.dialect)  # type: ignore[arg-type]
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
        self, node: Any, item: dict[str, Any], scope: _Scope, known: _Known, columns: list[dict[str, Any]]
    ) -> None:
        """A function in FROM: its rows, or an unknown thing where it has a syntax of its own."""
        exp = self.exp
        call = node if isinstance(node, exp.Unnest) else node.this
        self.walk(call, scope, known, "from", self.qualifiers(node))
        place = self.called_at(call) or (self.unnest_at(call) if isinstance(call, exp.Unnest) else [])
        if place and not isinstance(call, (exp.JSONTable, exp.OpenJSON)):
            item["function"] = [*self.qualifiers(node), *place]
            item["alias"] = item["alias"] or self.fold(self.sql[place[0] : place[1]], self.dialect)  # type: ignore[arg-type]
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

    def lateral(self, inner: Any, item: dict[str, Any], scope: _Scope, known: _Known) -> None:
        exp = self.exp
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
            item["alias"] = item["alias"] or self.fold(self.sql[place[0] : place[1]], self.dialect)  # type: ignore[arg-type]
        else:
            item["opaque"] = True

    def alias_columns(self, node: Any) -> list[dict[str, Any]]:
        """The column names behind an alias."""
        exp = self.exp
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

    # Statements that write

    def written(self, node: Any, scope: _Scope, known: _Known) -> dict[str, Any]:
        """The item for the table that a statement writes to."""
        self.relation(node, scope, known)
        return scope.relations[0] if scope.relations else {}

    def insert(self, node: Any, parent: _Scope | None, known: _Known) -> _Scope:
        exp = self.exp
        scope = _Scope("insert", parent)
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
        alias = self.folded(_alias(into))
        source = node.args.get("expression")
        inner: _Scope | None = None
        if source is not None:
            if not isinstance(source, (*self.queries, exp.Table)):
                raise Unusable(f"it inserts a {type(source).__name__}")
            if isinstance(source, exp.Table):
                raise Unusable("it inserts a table")
            inner = self.query(source, None if parent is None else parent, known)
        if inner is not None:
            scope.parts = [inner]
        if alias:
            scope.relations.append({"alias": alias, "aliased": True, "table": scope.target})
        conflict = node.args.get("conflict")
        if conflict is not None:
            if isinstance(source, exp.Values) and _alias(source) is not None:
                # MySQL: VALUES (…) AS new; its columns are those that are inserted.
                scope.relations.append({"alias": self.folded(_alias(source)), "aliased": True, "table": scope.target})
            elif self.dialect in ("postgres", "sqlite"):
                scope.relations.append({"alias": "excluded", "aliased": True, "table": scope.target})
            self.conflict(conflict, scope, known)
        self.returning(node, scope, known)
        self.scopes.append(scope)
        return scope

    def conflict(self, node: Any, scope: _Scope, known: _Known) -> None:
        self.walk(node.args.get("conflict_keys"), scope, known, "conflict")
        self.walk(node.args.get("index_where"), scope, known, "conflict")
        for assignment in node.expressions:
            self.assignment(assignment, scope, known, "conflict", "conflict")
        self.walk(node.args.get("where"), scope, known, "conflict")

    def assignment(self, node: Any, scope: _Scope, known: _Known, left: str, right: str) -> None:
        """`column = value`, `(a, b) = (…)`."""
        exp = self.exp
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

    def update(self, node: Any, parent: _Scope | None, known: _Known) -> _Scope:
        scope = _Scope("update", parent)
        source = _part(node, "from")
        first = node.this
        self.aimed([first], source.this if source is not None else None, scope, known)
        for join in _joins(node, first, source.this if source is not None else None):
            if join.args.get("on") is not None:
                self.walk(join.args["on"], scope, known, "join")
        for assignment in node.expressions:
            self.assignment(assignment, scope, known, "set", "select")
        self.bounded(node, scope, known)
        return scope

    def aimed(self, targets: list[Any], source: Any, scope: _Scope, known: _Known) -> None:
        """The relations of a statement that writes to `targets` and reads `source`, which may name a target by its alias."""
        exp = self.exp
        target = targets[0]
        if not isinstance(target, exp.Table):
            raise Unusable("what it writes to is no table")
        if source is not None:
            read = _Scope(scope.kind, scope.parent)
            self.relation(source, read, known)
            name = self.folded(target.this)
            short = (
                target.args.get("db") is None and _alias(target) is None and self.dialect not in ("postgres", "sqlite")
            )
            for at, item in enumerate(read.relations):
                if short and item["alias"] == name:
                    scope.anchor = self.place(target.this)
                    scope.relations = [item, *read.relations[:at], *read.relations[at + 1 :]]
                    scope.target = item.get("table", [])
                    return
            self.relation(target, scope, known)
            scope.target = scope.relations[0].get("table", [])
            scope.anchor = self.place(_alias(target)) or scope.target[-2:]
            scope.relations += read.relations
            return
        self.relation(target, scope, known)
        scope.target = scope.relations[0].get("table", [])
        scope.anchor = self.place(_alias(target)) or scope.target[-2:]

    def bounded(self, node: Any, scope: _Scope, known: _Known) -> None:
        """WHERE, ORDER BY, LIMIT and RETURNING of a writing statement."""
        where = node.args.get("where")
        if where is not None:
            self.walk(where.this, scope, known, "where")
            scope.filters = self.filters(where.this, scope)
        self.walk(node.args.get("order"), scope, known, "order")
        self.walk(node.args.get("limit"), scope, known, "other")
        self.returning(node, scope, known)
        self.scopes.append(scope)

    def returning(self, node: Any, scope: _Scope, known: _Known) -> None:
        returning = node.args.get("returning")
        if returning is not None:
            for item in returning.expressions:
                self.output(item, scope, known, "returning")

    def delete(self, node: Any, parent: _Scope | None, known: _Known) -> _Scope:
        scope = _Scope("delete", parent)
        exp = self.exp
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
        for join in _joins(node, first, *using):
            if join.args.get("on") is not None:
                self.walk(join.args["on"], scope, known, "join")
        self.bounded(node, scope, known)
        return scope

    def merge(self, node: Any, parent: _Scope | None, known: _Known) -> _Scope:
        exp = self.exp
        scope = _Scope("merge", parent)
        self.aimed([node.this], None, scope, known)
        self.relation(node.args["using"], scope, known)
        for join in _joins(node.args["using"], None):
            if join.args.get("on") is not None:
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

    def merge_insert(self, node: Any, scope: _Scope, known: _Known) -> None:
        exp = self.exp
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
        exp = self.exp
        known = self.withs(node, None, {})
        source = self.query(node.args["source"], None, known)
        for each in node.expressions:
            into = each.this if isinstance(each, exp.ConditionalInsert) else each
            values = into.args.pop("expression", None)
            scope = self.insert(into, None, known)
            scope.relations.append({"alias": "", "scope": source})
            self.walk(values, scope, known, "values")
            self.walk(each.args.get("expression"), scope, known, "where")

    # Expressions

    def walk(self, node: Any, scope: _Scope, known: _Known, clause: str, before: Names | None = None) -> None:
        """Notes the columns, calls and types under a node, or under each of a list; queries become scopes of their own."""
        exp = self.exp
        stack = list(node) if isinstance(node, list) else [node]
        stack.reverse()
        while stack:
            node = stack.pop()
            if not isinstance(node, exp.Expression):
                continue
            if isinstance(node, exp.Column):
                self.column(node, scope, clause)
                continue
            if isinstance(node, self.queries) and not (isinstance(node, exp.Values) and clause == "conflict"):
                self.query(node, scope, known)
                continue
            if isinstance(node, exp.Lambda):
                # No server here has them: it is `value -> key` as an argument.
                for one in node.expressions:
                    place = self.place(one)
                    if place and place[0] not in scope.seen and not self.is_parameter(place):
                        scope.seen.add(place[0])
                        scope.columns.append([place, clause])
                stack.append(node.this)
                continue
            if isinstance(node, exp.Dot):
                qualifiers = self.dotted(node, stack)
                if qualifiers is not None:
                    before = qualifiers
                continue
            if isinstance(node, exp.Func):
                if isinstance(node, (exp.NextValueFor,)):
                    self.sequence(node.this)
                    continue
                if not self.call(node, before or []):
                    continue
                before = None
            elif isinstance(node, exp.DataType):
                self.type_names(node)
                continue
            elif isinstance(node, exp.Table):
                # A table where a value stands: nothing that is known here.
                continue
            if isinstance(node, exp.In) and self.dialect == "sqlite" and node.args.get("field") is not None:
                stack.append(node.this)  # `a IN table`
                continue
            if isinstance(node, exp.Cast):
                self.type_names(node.args.get("to"))
                stack.append(node.this)
                continue
            for value in reversed(list(node.args.values())):
                if isinstance(value, list):
                    stack.extend(reversed(value))
                elif value is not None and not isinstance(value, (str, bool, int)):
                    stack.append(value)

    def dotted(self, node: Any, stack: list[Any]) -> Names | None:
        """`schema.f(…)`, whose qualifier is given back; `(row).field` and `value.method()`, of which the left side goes on the
        stack."""
        exp = self.exp
        parts = []
        while isinstance(node, exp.Dot):
            parts.append(node.expression)
            node = node.this
        parts.append(node)
        parts.reverse()
        calls = [at for at, part in enumerate(parts) if isinstance(part, exp.Func)]
        if isinstance(parts[0], exp.Identifier):
            if calls and self.dialect not in ("tsql", "oracle"):
                places: Names = []
                for part in parts[: calls[0]]:
                    places += self.place(part)
                stack.append(parts[calls[0]])
                return places
            # A method of a column (SQL Server) or a routine of a package (Oracle): only the arguments are looked at.
            for part in parts:
                if isinstance(part, exp.Func):
                    if self.dialect == "tsql" and len(calls) == 1 and calls[0] == 1 and not self.is_method(part):
                        places = self.place(parts[0])
                        stack.append(part)
                        return places
                    for value in part.args.values():
                        stack.extend(value if isinstance(value, list) else [value])
            return None
        stack.append(parts[0])
        for part in parts[1:]:
            if isinstance(part, exp.Func):
                for value in part.args.values():
                    stack.extend(value if isinstance(value, list) else [value])
        return None

    def is_method(self, node: Any) -> bool:
        """Whether a call behind a name is a method of a value: of XML, spatial and hierarchy types."""
        place = self.called_at(node)
        word = self.sql[place[0] : place[1]].upper() if place else ""
        return word in _METHODS or word.startswith("ST")

    def column(self, node: Any, scope: _Scope, clause: str) -> None:
        """Notes a column, unless it is a word that only looks like one."""
        found = self.column_of(node)
        if found is None:
            if self.dialect in ("oracle", "mariadb") and isinstance(node.this, self.exp.Identifier):
                self.pseudo_sequence(node)
            return
        names = found[0]
        start = names[-2]
        if start in scope.seen:
            return
        if len(names) == 2 and scope.names and self.fold(self.sql[start : names[-1]], self.dialect) in scope.names:  # type: ignore[arg-type]
            return
        scope.seen.add(start)
        if clause == "returning" and self.dialect == "tsql" and len(names) == 4 and scope.anchor:
            word = self.sql[names[0] : names[1]].lower()
            if word in ("inserted", "deleted"):
                names = [*scope.anchor, *names[2:]]
        scope.columns.append([names, clause])

    def column_of(self, node: Any) -> list[Any] | None:
        """Where the name of a column stands, its qualifiers first; None for what is no column."""
        exp = self.exp
        name = node.this
        parts = [
            one for one in (node.args.get("catalog"), node.args.get("db"), node.args.get("table")) if one is not None
        ]
        if isinstance(name, exp.Star):
            if not parts:
                return None
            name = parts.pop()
        place = self.place(name)
        if not place:
            return None
        word = self.sql[place[0] : place[1]].upper()
        if self.is_parameter(self.place(parts[0]) if parts else place):
            return None
        if (
            word[0] not in '"`['
            and word in self.pseudo
            and (not parts or self.dialect in ("sqlite", "oracle", "postgres"))
        ):
            return None
        if parts and word in _SEQUENCE_WORDS and self.dialect in ("oracle", "mariadb"):
            return None
        places: Names = []
        for part in parts:
            at = self.place(part)
            if not at:
                return None
            places += at
        return [[*places, *place]]

    def is_parameter(self, place: Names) -> bool:
        """Whether a name is a parameter of PostgreSQL's, quoted so that it is one token for every parser: `"$1"`."""
        word = self.sql[place[0] : place[1]] if place else ""
        return word[:2] == '"$' and self.dialect == "postgres" and word[2:-1].isdigit()

    def pseudo_sequence(self, node: Any) -> None:
        """`orders_seq.NEXTVAL`."""
        place = self.place(node.this)
        word = self.sql[place[0] : place[1]].upper() if place else ""
        table = self.place(node.args.get("table"))
        if word in _SEQUENCE_WORDS and table and place[0] not in self.called:
            self.called.add(place[0])
            before = self.place(node.args.get("db"))
            written = self.sql[(before or table)[0] : table[1]]
            self.calls.append({"name": place, "arguments": 1, "literals": [written]})

    def sequence(self, node: Any) -> None:
        """NEXT VALUE FOR name."""
        exp = self.exp
        if not isinstance(node, (exp.Column, exp.Table)):
            return
        place = self.place(node.this)
        before = self.place(node.args.get("table") or node.args.get("db"))
        if place and place[0] not in self.called:
            self.called.add(place[0])
            written = self.sql[(before or place)[0] : place[1]]
            # The name of the sequence stands for the call, which has none of its own.
            self.calls.append({"name": place, "arguments": 1, "literals": [written], "next": True})

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

    def call(self, node: Any, before: Names) -> bool:
        """Notes a call; whether its arguments are to be looked at."""
        place = self.called_at(node)
        if not place or place[0] in self.called:
            return True
        word = self.sql[place[0] : place[1]].upper()
        if (
            word
            in (
                "ROW",
                "VALUES",
                "EXISTS",
                "ARRAY",
                "TABLE",
                "THE",
                "MULTISET",
                "CURSOR",
                "CASE",
                "IF",
                "ANY",
                "ALL",
                "SOME",
            )
            and not before
        ):
            if word == "VALUES":
                # MySQL's VALUES(column) names what was to be inserted; the column is the target's.
                return True
            return True
        if word == "RAISE" and self.dialect == "sqlite":
            return False
        self.note_call([*before, *place])
        if self.dialect == "mariadb" and word in ("NEXTVAL", "LASTVAL", "SETVAL"):
            # The sequence is written as a name, where a column would stand.
            opening = self.sql.index("(", place[1]) + 1
            end = min(at for at in (self.sql.find(mark, opening) for mark in ",)") if at >= 0)
            self.calls[-1]["literals"] = [self.sql[opening:end].strip()]
            return False
        return True

    def note_call(self, names: Names) -> None:
        """Notes the call whose name stands at a place."""
        self.called.add(names[-2])
        if self.dialect == "postgres" and len(names) == 2 and self.sql[names[0] : names[1]].upper() in _GRAMMAR:
            return
        count, literals, star = self.arguments(self.sql.index("(", names[-1]))
        row: dict[str, Any] = {"name": names, "arguments": count}
        if star:
            row["star"] = True
        if any(literal is not None for literal in literals):
            row["literals"] = literals
        self.calls.append(row)

    def arguments(self, opening: int) -> tuple[int, list[str | None], bool]:
        """How many arguments stand in the brackets that open at a place, which of them are literals, and whether it is `*`."""
        words = self.words()
        at = self.index(opening) + 1
        depth = 0
        parts: list[list[tuple[str, str]]] = [[]]
        special = False
        while at < len(words):
            text, kind, _ = words[at]
            if kind == "L_PAREN" or kind == "L_BRACKET":
                depth += 1
            elif kind == "R_PAREN" or kind == "R_BRACKET":
                if not depth:
                    break
                depth -= 1
            if not depth and kind == "COMMA":
                parts.append([])
            else:
                parts[-1].append((text, kind))
                if not depth and (kind in ("FARROW", "COLON_EQ") or text.upper() in _SPECIAL):
                    special = True
            at += 1
        if parts == [[]]:
            return 0, [], False
        if len(parts) == 1 and len(parts[0]) == 1 and parts[0][0][1] == "STAR":
            return 0, [], True
        for part in parts:
            for number, (_, kind) in enumerate(part):
                if kind == "ORDER_BY" and number:
                    # ORDER BY belongs to the aggregate; what follows a comma there is no argument.
                    parts = parts[: parts.index(part) + 1]
                    break
        literals = [
            part[0][0]
            if part and part[0][1] in ("STRING", "NATIONAL_STRING") and (len(part) == 1 or part[1][1] == "DCOLON")
            else None
            for part in parts
        ]
        ordered = at + 1 < len(words) and words[at + 1][0].upper().startswith("WITHIN")
        return (-1 if special or ordered else len(parts)), literals, False

    def words(self) -> list[tuple[str, str, int]]:
        """The tokens of the text: each with its kind and its start."""
        held: list[tuple[str, str, int]] | None = getattr(self, "_words", None)
        if held is None:
            held = self._words = [(token.text, token.token_type.name, token.start) for token in self.tokens]
            self._starts = {start: number for number, (_, _, start) in enumerate(held)}
        return held

    def index(self, start: int) -> int:
        """The number of the token that begins at a place."""
        self.words()
        return self._starts.get(start, len(self._starts))

    def special_calls(self) -> None:
        """The calls that the tree does not tell the place of."""
        words = self.words()
        for at in range(len(words) - 1):
            text, kind, start = words[at]
            if words[at + 1][1] != "L_PAREN" or start in self.called or kind in ("STRING", "IDENTIFIER"):
                continue
            word = text.upper()
            if (
                (word in self.special or word == "UNNEST")
                and word not in _NOT_CALLED
                and (not at or words[at - 1][1] not in ("DOT", "ALIAS"))
            ):
                self.note_call([start, start + len(text)])

    # Types

    def type_names(self, node: Any) -> None:
        """Notes the names in a type that the server does not bring along."""
        exp = self.exp
        if node is None:
            return
        if isinstance(node, exp.DataType):
            kind = node.args.get("kind")
            if isinstance(kind, exp.Expression):
                places: Names = []
                for part in kind.flatten() if isinstance(kind, exp.Dot) else (kind,):
                    places += self.place(part)
                if places and places not in self.types:
                    self.types.append(places)
            for inner in node.expressions:
                self.type_names(inner)

    def type_text(self, node: Any) -> str:
        """A type in words."""
        exp = self.exp
        if not isinstance(node, exp.DataType):
            return ""
        name = getattr(node.this, "value", None) or str(node.this)
        if name == "ARRAY" and node.expressions:
            inner = self.type_text(node.expressions[0])
            return f"{inner}[]" if inner else ""
        if name in ("USERDEFINED", "USER-DEFINED"):
            kind = node.args.get("kind")
            places = (
                [
                    place
                    for part in (kind.flatten() if isinstance(kind, exp.Dot) else (kind,))
                    for place in self.place(part)
                ]
                if isinstance(kind, exp.Expression)
                else []
            )
            return self.sql[places[0] : places[-1]] if places else ""
        arguments = [one.name for one in node.expressions if isinstance(one, exp.DataTypeParam)]
        if name in ("UNKNOWN", "CHARACTER_SET", "NULL"):
            return ""
        words: str = name.lower()
        return f"{words}({','.join(arguments)})" if arguments else words

    # What a query gives

    def output(self, node: Any, scope: _Scope, known: _Known, clause: str) -> None:
        """One item of a SELECT or RETURNING list."""
        exp = self.exp
        alias = None
        item = node
        if isinstance(node, exp.Alias):
            alias = node.args.get("alias")
            item = node.this
        elif isinstance(node, exp.Aliases):
            self.walk(node.this, scope, known, clause)
            scope.outputs += [{"name": self.folded(one)} for one in node.aliases]
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
            row["star"] = True
            row["qualifier"] = "()"
            scope.outputs.append(row)
            return
        plain = item
        if isinstance(plain, exp.Column):
            found = self.column_of(plain)
            if found is not None and not (clause == "returning" and self.dialect == "tsql"):
                row["column"] = found
        if isinstance(item, exp.Cast):
            row["type"] = self.type_text(item.args.get("to"))
        place = self.place(alias)
        if place:
            row["name"] = self.folded(alias)
        elif alias is not None:
            row["name"] = self.fold(str(getattr(alias, "name", alias)), self.dialect)  # type: ignore[arg-type]
        else:
            row["name"] = self.named(item)
            place = self.extent(item)
        if place:
            row["span"] = place
        scope.outputs.append(row)

    def extent(self, node: Any) -> Names:
        """From the first to the last place under a node."""
        exp = self.exp
        if isinstance(node, exp.Column):
            return self.place(node.this)
        first, last = len(self.sql), -1
        for one in node.walk():
            meta = one.meta
            start, end = meta.get("start"), meta.get("end")
            if isinstance(start, int) and isinstance(end, int):
                first, last = min(first, start), max(last, end + 1)
        return [first, last] if last >= 0 else []

    def named(self, node: Any) -> str:
        """What the server calls an item without an alias; empty where that is no name to rely on."""
        exp = self.exp
        if isinstance(node, exp.Column):
            return self.folded(node.this)
        if self.dialect != "postgres":
            return ""
        return self.figured(node)[0]

    def figured(self, node: Any) -> tuple[str, int]:
        """PostgreSQL's name for an item, and how sure it is of it: 0 none, 1 from a type or CASE, 2 from a name."""
        exp = self.exp
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
            to = node.args.get("to")
            kind = getattr(getattr(to, "this", None), "value", "")
            if kind == "ARRAY" and to.expressions:
                to = to.expressions[0]
                kind = getattr(getattr(to, "this", None), "value", "")
            if kind in ("USERDEFINED", "USER-DEFINED"):
                written = self.type_text(to).rpartition(".")[2]
                return (self.fold(written, "postgres") if written else ""), 1
            return _TYPE_NAMES.get(kind, ""), 1
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
                return self.fold(self.sql[place[0] : place[1]], "postgres"), 2
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
        exp = self.exp
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
_GRAMMAR = frozenset(
    (
        "COALESCE", "NULLIF", "GREATEST", "LEAST", "GROUPING", "TRIM", "TREAT", "XMLCONCAT", "XMLELEMENT", "XMLFOREST", "XMLPARSE",
        "XMLPI", "XMLROOT", "XMLSERIALIZE", "JSON", "JSON_SCALAR", "JSON_SERIALIZE", "JSON_ARRAY", "JSON_ARRAYAGG", "JSON_OBJECTAGG",
        "JSON_VALUE", "JSON_QUERY", "JSON_EXISTS", "MERGE_ACTION",
    )
)  # fmt: skip
_NOT_CALLED = frozenset(
    ("CAST", "CONVERT", "TRY_CAST", "TRY_CONVERT", "SAFE_CAST", "VALUES", "CASE", "JSON_TABLE", "XMLTABLE", "MATCH", "CHAR", "IF")
)  # fmt: skip
"""Words before a bracket that begin a syntax of their own."""
_SPECIAL = frozenset(
    ("FROM", "FOR", "USING", "PLACING", "AS", "VARIADIC", "SEPARATOR", "IN", "PASSING", "RETURNING", "AT")
)
_METHODS = frozenset(
    ("VALUE", "QUERY", "EXIST", "NODES", "MODIFY", "GETLEVEL", "GETANCESTOR", "GETDESCENDANT", "ISDESCENDANTOF", "TOSTRING", "WRITE")
)  # fmt: skip
_FIGURED = {
    "Extract": "extract", "CurrentTimestamp": "current_timestamp", "CurrentDate": "current_date",
    "CurrentTime": "current_time", "CurrentUser": "current_user", "SessionUser": "session_user", "GroupConcat": "string_agg",
}  # fmt: skip
"""The names of what is not written as a call."""


def _part(node: Any, name: str) -> Any:
    """A part of a node whose name is a word of Python; versions of sqlglot write it with and without an underscore."""
    return node.args.get(f"{name}_") or node.args.get(name)


def _alias(node: Any) -> Any:
    """The identifier of the alias of a relation, or None."""
    alias = node.args.get("alias") if node is not None else None
    if alias is None or isinstance(alias, str):
        return None
    return alias.this if type(alias).__name__ == "TableAlias" else alias


def _bare(node: Any) -> Any:
    """What stands in brackets that have no alias."""
    while type(node).__name__ == "Subquery" and _alias(node) is None:
        node = node.this
    return node


def _has_more(cte: Any) -> bool:
    """Whether a common table expression has columns that its query does not give: SEARCH and CYCLE add some."""
    return bool(cte.args.get("search") or cte.args.get("cycle"))


def _joins(*nodes: Any) -> Iterator[Any]:
    """The joins of a statement, those inside its relations included, in order."""
    for node in nodes:
        if node is None:
            continue
        if type(node).__name__ == "From":
            yield from _joins(node.this)
            continue
        inner = node.this if type(node).__name__ == "Subquery" else None
        if type(_bare(inner)).__name__ == "Table" and _alias(node) is None:
            yield from _joins(inner)
        for join in node.args.get("joins") or ():
            yield from _joins(join.this)
            yield from _joins(join)
            yield join


def _demanding(node: Any, exp: Any) -> list[Any]:
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
                    found += _operands(inner.this, exp)
            elif isinstance(inner, (exp.EQ, exp.In, exp.Between, exp.Like, exp.ILike, exp.Column)):
                stack.append(inner)
        elif isinstance(one, exp.Is):
            if isinstance(one.expression, exp.Boolean):
                found += _operands(one.this, exp)
        elif isinstance(one, (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Like, exp.ILike)):
            found += _operands(one.this, exp) + _operands(one.expression, exp)
        elif isinstance(one, (exp.In, exp.Between)):
            found += _operands(one.this, exp)
    return [one for one in found if not isinstance(one.this, exp.Star)]


def _operands(node: Any, exp: Any) -> list[Any]:
    """The column that an operand is, through casts and brackets."""
    while isinstance(node, (exp.Paren, exp.Cast, exp.Lower, exp.Upper, exp.Trim)):
        node = node.this
    return [node] if isinstance(node, exp.Column) else []


def _plain(text: str) -> str:
    """One short line without control characters."""
    return "".join(char if char.isprintable() else " " for char in text)[:200].strip()


def _limit() -> None:
    try:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))
    except (ImportError, ValueError, OSError):
        pass  # no such limit on this system; the parent's clock remains


def main() -> None:
    """Answers until standard input ends."""
    import logging

    logging.disable(logging.CRITICAL)
    channel = sys.stdout
    sys.stdout = sys.stderr  # what a parser prints must not end up among the answers
    _limit()

    def tell(answer: dict[str, Any]) -> None:
        channel.write(json.dumps(answer, separators=(",", ":")) + "\n")
        channel.flush()

    try:
        take = taker()
    except Exception as error:
        tell({"ready": False, "message": _plain(f"{type(error).__name__}: {error}")})
        return
    tell({"ready": True})
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = take(asked["sql"], asked["dialect"])
        except Exception as error:
            answer = {"problem": f"taking it apart broke: {type(error).__name__}"}
        tell(answer)


if __name__ == "__main__":
    sys.path[:] = json.loads(sys.argv[2])
    main()
