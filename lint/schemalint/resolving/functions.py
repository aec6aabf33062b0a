"""Which calls name a function that is there and takes that many arguments."""

from __future__ import annotations

from typing import Literal

from schemalint.model.name import Name, ObjectName
from schemalint.model.query import Called
from schemalint.model.schema import NOWHERE, Routine
from schemalint.resolving.reach import Reach

Problem = Literal["", "missing", "arguments"]

CALLED_BY_GRAMMAR = frozenset({
    "all", "any", "array", "cast", "collation", "convert", "cube", "exists", "extract", "filter", "grouping", "if", "in",
    "interval", "json_array", "json_arrayagg", "json_exists", "json_object", "json_objectagg", "json_query", "json_scalar",
    "json_serialize", "json_table", "json_value", "like", "match", "merge_action", "nullif", "operator", "overlaps", "overlay",
    "partition", "position", "rollup", "row", "rows", "sets", "some", "substring", "treat", "trim", "unique", "using",
    "values", "when", "within", "xmlagg", "xmlattributes", "xmlconcat", "xmlelement", "xmlexists", "xmlforest", "xmlparse",
    "xmlpi", "xmlroot", "xmlserialize", "xmltable", "zone", "normalize", "distinct", "on", "and", "or", "not", "as", "is",
    "over", "between", "case", "then", "else", "end", "limit", "offset", "top", "with", "select", "by", "set", "returning",
})  # fmt: skip
"""Words that may stand in front of a bracket and are part of the grammar, not the name of a function."""

KNOWN_GAPS = frozenset({"standard", "oracle", "tsql"})
"""Dialects whose built-in functions are not listed completely: only a name with a schema can be called missing."""


class Functions:
    """Answers for one replay; what the server brings along is looked up once a name."""

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect
        self._builtin: dict[tuple[str, int], bool] = {}

    def problem(self, call: Called, reach: Reach) -> Problem:
        """Why the server would not find the function; empty where it does, or where that cannot be told."""
        name = call.name
        word = name.name.value.lower()
        if name.schema is None:
            if word in CALLED_BY_GRAMMAR:
                return ""
            key = (word, call.arguments)
            known = self._builtin.get(key)
            if known is None:
                signatures = reach.builtins.functions(word)
                known = self._builtin[key] = any(one.takes(call.arguments) for one in signatures) or (
                    bool(signatures) and call.arguments < 0
                )
            if known:
                return ""
        if name.database is not None or (name.name.quoted and self.dialect != "postgres"):
            return ""
        return self._among_others(call, word, reach)

    def _among_others(self, call: Called, word: str, reach: Reach) -> Problem:
        name = call.name
        schema = name.schema.value if name.schema else ""
        if not self._can_tell(schema, reach):
            return ""
        if self.dialect == "postgres" and call.arguments in (1, -1) and self._is_cast(name, word, reach):
            return ""
        routines = [one for one in reach.routines(name) if "package" not in one.kind]
        signatures = reach.signatures(name)
        if not (routines or signatures):
            if reach.doubts.about(name.name.value, reach.before, "routine"):
                return ""
            if reach.doubts.loose and reach.builtins.extensions_of("functions", word):
                return ""
            return "missing"
        if call.arguments < 0 or not self._counts(routines, bool(signatures)):
            return ""
        if any(takes(one, call.arguments) for one in routines):
            return ""
        if any(one.takes(call.arguments) or (one.kind == "aggregate" and one.arguments) for one in signatures):
            return ""
        # Nobody adds to what the server brings along without need, so here half a history is enough to tell.
        told = reach.doubts.about if routines else reach.doubts.mentioned
        return "" if told(name.name.value, reach.before, "routine") else "arguments"

    def _can_tell(self, schema: str, reach: Reach) -> bool:
        if reach.is_doubtful(schema):
            return False
        if self.dialect == "tsql":
            known = {ref.schema for ref in (*reach.before.tables, *reach.before.routines)}
            return bool(schema) and schema not in ("sys", "inserted", "deleted") and schema in known
        if self.dialect in KNOWN_GAPS or not reach.builtins.known:
            return False
        if self.dialect in ("mysql", "mariadb"):
            return not schema or schema == reach.before.default_schema
        return not reach.unknown_extension

    def _counts(self, routines: list[Routine], built_in: bool) -> bool:
        """Whether the number of arguments decides."""
        if self.dialect == "postgres":
            return True
        return self.dialect in ("mysql", "mariadb", "sqlite", "tsql") and bool(routines or built_in)

    def _is_cast(self, name: ObjectName, word: str, reach: Reach) -> bool:
        """`date(x)`: a type called with one argument is a cast; `name(row)`: a column of a row."""
        if reach.builtins.is_type(word):
            return True
        if reach.has_type(ObjectName(Name(name.name.value, name.name.written, NOWHERE), name.schema)):
            return True
        return any(
            name.name.value in (column.name for column in table.columns) for table in reach.before.tables.values()
        )


def takes(routine: Routine, count: int) -> bool:
    """Whether a routine can be called with that many arguments."""
    inputs = [one for one in routine.parameters if one.mode.lower() in ("in", "inout", "in out", "variadic", "")]
    least = sum(not one.default and one.mode.lower() != "variadic" for one in inputs)
    if any(one.mode.lower() == "variadic" for one in inputs):
        return count >= least
    return least <= count <= len(inputs)
