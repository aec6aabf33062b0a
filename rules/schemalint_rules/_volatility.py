"""What in an expression PostgreSQL does not hold for immutable: calls, casts and operators, by the types they meet."""

from __future__ import annotations

from collections.abc import Mapping

from schemalint import (
    Between,
    Call,
    Cast,
    Catalog,
    ColumnRef,
    Compare,
    Constant,
    Expression,
    InList,
    IsNull,
    Logic,
    Ref,
    Routine,
    Shape,
    Signature,
    Type,
    Unclear,
    builtins,
)
from schemalint_rules._made_types import known_type

_UNKNOWN = "unknown"
"""The type of a string literal, which becomes what is wanted of it, once and for all."""
_TEXTS = frozenset({"text", "character varying", "character", "name", "citext"})
_MATCHES = {"LIKE": "~~", "NOT LIKE": "!~~", "ILIKE": "~~*", "NOT ILIKE": "!~~*", "!=": "<>", "==": "="}
_INLINED = frozenset({"quote_literal", "quote_nullable"})
"""Stable as they are declared; the server puts their bodies in their place, and these are immutable for many types."""
_ANY = ("any", '"any"', "anyelement", "anycompatible", "anynonarray", "anycompatiblenonarray")
_PLAIN = ("coalesce", "greatest", "least", "nullif", "array")
_PREFERRED = (
    "timestamp with time zone",
    "text",
    "double precision",
    "interval",
    "boolean",
    "inet",
    "oid",
    "bit varying",
)
_DEPTH = 60

DIFFERS = frozenset({"rand", "uuid", "uuid_short", "random_bytes", "sys_guid", "uuid_v4", "uuid_v7"})
"""Functions of MySQL and MariaDB that give another value for each row."""
_ONCE = frozenset({"rand"})
"""Those of which MariaDB works out one value for all rows when a column is added."""


def differs(function: str, dialect: str) -> bool:
    """Whether MySQL or MariaDB work out a default that calls it for each row of a table to which a column is added."""
    return function in DIFFERS and not (dialect == "mariadb" and function in _ONCE)


class Volatility:
    """Looks through expressions about one table. `columns` gives the types of its columns by name; without one, or where a type
    is not known, only what is not immutable for any type is told."""

    def __init__(self, catalog: Catalog, columns: Mapping[str, Type | None]) -> None:
        self.catalog = catalog
        self.columns = columns
        self.server = builtins("postgres", catalog.version)
        self.extensions = [
            found for name in catalog.extensions if (found := self.server.extension(name)) is not None
        ]  # fmt: skip
        self._found: list[str] = []

    def mutable(self, expression: Expression) -> list[str]:
        """What in the expression is not immutable for certain, in words for a message; each once, in order."""
        self._found = []
        self._type(expression.shape, 0, expression.calls)
        return list(dict.fromkeys(self._found))

    def _type(self, shape: Shape, depth: int = 0, calls: tuple[str, ...] = ()) -> str | None:
        """The type an expression gives, where it can be told; notes what is not immutable on the way."""
        if depth > _DEPTH:
            return None
        match shape:
            case Constant(kind="string" | "null"):
                return _UNKNOWN
            case Constant(kind="boolean"):
                return "boolean"
            case Constant():
                return "integer" if shape.value.lstrip("+-").isdigit() and len(shape.value) < 10 else "numeric"
            case ColumnRef():
                return self._column(shape.name)
            case Cast():
                return self._cast(shape, depth)
            case Call():
                return self._call(shape, depth)
            case Compare():
                return self._operator(shape, depth)
            case InList(operand=operand, values=values):
                for one in (operand, *values):
                    self._type(one, depth + 1)
                return "boolean"
            case Between():
                for operator, one in ((">=", shape.low), ("<=", shape.high)):
                    self._operator(Compare(shape.operand, operator, one), depth)
                return "boolean"
            case IsNull():
                self._type(shape.operand, depth + 1)
                return "boolean"
            case Logic():
                for one in shape.parts:
                    self._type(one, depth + 1)
                return "boolean"
            case Unclear() if calls:
                # Only names are known: told is what is not immutable however it is called.
                for name in calls:
                    if self._routines(name) or name in _INLINED:
                        continue
                    signatures = self._signatures(name)
                    if signatures and all(one.volatility in ("stable", "volatile") for one in signatures):
                        self._found.append(f"{name}() is {signatures[0].volatility}")
        return None

    def _column(self, name: str) -> str | None:
        type_ = known_type(self.columns.get(name), self.catalog)
        if type_ is None or (type_.family == "enum" and type_.dimensions):
            return None
        if type_.family == "enum":
            return "anyenum"
        return f"{type_.name}[]" if type_.dimensions else type_.name

    # Casts

    def _cast(self, shape: Cast, depth: int) -> str | None:
        given = self._type(shape.operand, depth + 1)
        wanted = _base(shape.type)
        schema, _, last = wanted.rpartition(".")
        if self.catalog.find(self.catalog.enums, last, schema) is not None:
            wanted = "anyenum"
        if given == _UNKNOWN or given is None:
            return wanted
        volatility = self._cast_volatility(given, wanted)
        if volatility in ("stable", "volatile"):
            self._found.append(f"the cast of {_said(given)} to {_said(wanted)} is {volatility}")
        return wanted

    def _cast_volatility(self, given: str, wanted: str) -> str:
        """Empty where it is immutable or cannot be told."""
        if given == wanted or (given in _TEXTS and wanted in _TEXTS):
            return ""
        if given.endswith("[]") or wanted.endswith("[]"):
            if given.endswith("[]") and wanted.endswith("[]"):
                return self._cast_volatility(given[:-2], wanted[:-2])
            return "stable" if given in _TEXTS or wanted in _TEXTS else ""
        if "anyenum" in (given, wanted):
            return "stable" if given in _TEXTS or wanted in _TEXTS else ""
        source, target = self.server.type(given), self.server.type(wanted)
        if source is None or target is None:
            return ""
        declared = {one.volatility for one in self.server.casts(source.name) if one.target == target.name} - {""}
        if declared:
            return "" if "immutable" in declared else declared.pop()
        reads = {source.output, target.input} - {"immutable"}
        return "volatile" if "volatile" in reads else "stable" if reads else ""

    # Operators

    def _operator(self, shape: Compare, depth: int) -> str | None:
        left, right = self._type(shape.left, depth + 1), self._type(shape.right, depth + 1)
        operator = _MATCHES.get(shape.operator, shape.operator)
        logical = operator[:1] in "<>=!~@&?" or operator[:1].isalpha()
        if left is None or right is None or operator[:1].isalpha():
            return "boolean" if logical else None
        if operator == "||":
            return self._joined(left, right)
        signatures = [
            Signature((one.left, one.right), 0, False, one.returns, False, one.volatility, "function")
            for one in self.server.operators(operator)
            if one.left and one.right
        ]
        same = [left if right == _UNKNOWN else right] * 2
        if _UNKNOWN in (left, right) and any(list(one.arguments) == same for one in signatures):
            # An untyped literal is taken for the type of the other side, where there is such an operator.
            left, right = same
        fitting = self._fitting(signatures, [left, right])
        if self._all_mutable(fitting):
            self._found.append(f"{_said(left)} {shape.operator} {_said(right)} is {fitting[0].volatility}")
        else:
            self._converted(fitting, [left, right])
        returned = {one.returns for one in fitting}
        return returned.pop() if len(returned) == 1 else "boolean" if logical and "|" not in operator else None

    def _joined(self, left: str, right: str) -> str | None:
        """`||` of a text and something else turns that into a text."""
        texts = [side in _TEXTS or side == _UNKNOWN for side in (left, right)]
        if all(texts):
            return "text"
        other = right if texts[0] else left
        if any(texts) and left != _UNKNOWN and right != _UNKNOWN and not other.endswith("[]"):
            facts = self.server.type(other)
            if facts is not None and facts.output in ("stable", "volatile"):
                self._found.append(f"turning {other} into text is {facts.output}")
            return "text"
        return left if left == right else None

    # Calls

    def _call(self, shape: Call, depth: int) -> str | None:
        given = [self._type(one, depth + 1) for one in shape.arguments]
        name = shape.name
        plain = name.removeprefix("pg_catalog.")
        if plain in _PLAIN:
            known = {one for one in given if one not in (None, _UNKNOWN)}
            return (
                f"{known.pop()}[]" if len(known) == 1 and plain == "array" else known.pop() if len(known) == 1 else None
            )
        routines = self._routines(name)
        if routines and self._signatures(plain):
            return None  # one of the server's own is overloaded
        if routines:
            return self._routine(name, [one for one in routines if _takes(one, len(given))])
        if plain in _INLINED:
            return "text"
        if plain == "extract":
            plain = "date_part"
        signatures = [one for one in self._signatures(plain) if one.takes(len(given)) and one.kind == "function"]
        fitting = self._fitting(signatures, given)
        if not fitting and len(given) == 1 and given[0] not in (None, _UNKNOWN) and self.server.type(plain) is not None:
            return self._cast(Cast(shape.arguments[0], self._canonical(plain)), depth)
        if self._all_mutable(fitting):
            self._found.append(f"{shape.name}({', '.join(map(_said, given))}) is {fitting[0].volatility}")
        else:
            self._converted(fitting, given)
        returned = {one.returns for one in fitting}
        return returned.pop() if len(returned) == 1 and not returned & set(_ANY) else None

    def _canonical(self, name: str) -> str:
        facts = self.server.type(name)
        return facts.name if facts is not None else name

    def _all_mutable(self, fitting: list[Signature]) -> bool:
        return bool(fitting) and all(one.volatility in ("stable", "volatile") for one in fitting)

    def _converted(self, fitting: list[Signature], given: list[str | None]) -> None:
        """What goes in may have to be turned into another type first."""
        wanted = {one.arguments for one in fitting}
        if len(wanted) != 1:
            return
        for type_, argument in zip(given, wanted.pop(), strict=False):
            if type_ in (None, _UNKNOWN) or argument.startswith(("any", '"any')) or type_ is None:
                continue
            volatility = self._cast_volatility(type_, argument)
            if volatility:
                self._found.append(f"the cast of {type_} to {argument} is {volatility}")

    def _fitting(self, signatures: list[Signature], given: list[str | None]) -> list[Signature]:
        """The signatures that the server may choose: those that fit most exactly, then those that take the preferred types; all
        that fit where a type is not known."""
        scored: list[tuple[int, int, Signature]] = []
        for one in signatures:
            exact = preferred = 0
            for at, type_ in enumerate(given):
                wanted = one.arguments[min(at, len(one.arguments) - 1)] if one.arguments else ""
                if type_ is None or wanted in _ANY:
                    continue
                if type_ == _UNKNOWN:
                    preferred += wanted == "text"
                elif wanted == type_:
                    exact += 1
                elif wanted.startswith("any"):
                    if (wanted == "anyenum") != (type_ == "anyenum") or ("array" in wanted) != type_.endswith("[]"):
                        break
                elif wanted in self._becomes(type_):
                    preferred += wanted in _PREFERRED
                else:
                    break
            else:
                scored.append((exact, preferred, one))
        if None in given or not scored:
            return [one for _, _, one in scored]
        best = max((exact, preferred) for exact, preferred, _ in scored)
        return [one for exact, preferred, one in scored if (exact, preferred) == best]

    def _becomes(self, type_: str) -> set[str]:
        """The types that a type turns into by itself in a call."""
        facts = self.server.type(type_)
        if facts is None:
            return set()
        found = {one.target for one in self.server.casts(facts.name) if one.context == "implicit"}
        return found | {"text"} if facts.name in _TEXTS else found

    def _signatures(self, name: str) -> tuple[Signature, ...]:
        plain = name.removeprefix("pg_catalog.")
        found = self.server.functions(plain)
        last = plain.rpartition(".")[2]
        return found or tuple(one for brought in self.extensions for one in brought.functions(last))

    def _routines(self, name: str) -> tuple[Routine, ...]:
        schema, _, last = name.rpartition(".")
        found = self.catalog.find(self.catalog.routines, last, schema)
        return self.catalog.routines[found] if found is not None else ()

    def _routine(self, name: str, routines: list[Routine]) -> str | None:
        if routines and not any(map(_may_be_immutable, routines)):
            said = next((word for word in ("stable", "volatile") if word in routines[0].attributes), "")
            self._found.append(f"{name}() is {said or 'volatile, as nothing else is said'}")
        returned = {one.returns for one in routines}
        return _base(returned.pop()) if len(returned) == 1 else None


def _may_be_immutable(routine: Routine) -> bool:
    """Whether it is declared so, or is a plain SELECT whose expression the server puts in the place of the call."""
    if "immutable" in routine.attributes:
        return True
    body = f" {routine.body.lower()} "
    return routine.language.lower() == "sql" and not any(
        f"{word} " in " ".join(body.split()) + " " for word in (" from", " limit")
    )


def _takes(routine: Routine, count: int) -> bool:
    inputs = [one for one in routine.parameters if one.mode in ("in", "inout", "variadic")]
    least = sum(not one.default and one.mode != "variadic" for one in inputs)
    return least <= count and (count <= len(inputs) or any(one.mode == "variadic" for one in inputs))


def _base(type_: str) -> str:
    """A type's name without what is in brackets: `numeric(5,2)[]` is `numeric[]`."""
    plain, inside = "", 0
    for char in type_:
        inside += char == "("
        if not inside:
            plain += char
        inside -= char == ")"
    return plain.strip()


def _said(type_: str | None) -> str:
    """A type for messages."""
    return "…" if type_ is None else "text" if type_ == _UNKNOWN else "enum" if type_ == "anyenum" else type_


def relation_columns(catalog: Catalog, ref: Ref) -> Mapping[str, Type | None]:
    """The types of a table's columns."""
    table = catalog.table(ref)
    return {column.name: column.type for column in table.columns if not column.unknown} if table else {}
