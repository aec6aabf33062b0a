"""Column types and definitions as a policy declares them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

from schemalint import Catalog, Column, Dialect, Type, built_in
from schemalint.model.record import NamedTuple


class Declared(NamedTuple):
    """What a policy says of a column: `bigint not null default 0`, `uuid | bigint`, or nothing at all."""

    types: tuple[Type, ...]
    """Any of these will do; empty where any type will."""
    not_null: bool
    default: str
    text: str

    def allows(self, type_: Type) -> bool:
        """Whether a column's type is one of the declared ones. Arguments count where they are declared."""
        if not self.types:
            return True
        return any(
            type_.name == one.name and (not one.arguments or one.arguments == type_.arguments)
            and ("unsigned" in one.modifiers) <= ("unsigned" in type_.modifiers) and one.dimensions == type_.dimensions
            for one in self.types
        )  # fmt: skip


_DEFAULT = re.compile(r"\s+default\s+(.+?)\s*$", re.I)
_NOT_NULL = re.compile(r"\s*\bnot\s+null\b", re.I)


def declared(text: str, dialect: Dialect) -> Declared:
    """Reads a declaration of the configuration."""
    rest = text.strip()
    default = _DEFAULT.search(" " + rest)
    value = ""
    if default:
        value = default[1]
        rest = (" " + rest)[: default.start()].strip()
        if _NOT_NULL.search(value):
            value, rest = _NOT_NULL.sub("", value).strip(), f"{rest} not null"
    not_null = bool(_NOT_NULL.search(rest))
    rest = _NOT_NULL.sub("", rest).strip()
    types = tuple(canonical(part.strip(), dialect) for part in rest.split("|") if part.strip())
    return Declared(types, not_null, value, text.strip())


def is_store(dialect: Dialect) -> bool:
    """Whether it is one of the document stores, which have fields for columns and no ALTER TABLE."""
    return dialect in ("mongodb", "dynamodb")


def are_meant(types: Iterable[Type], dialect: Dialect) -> bool:
    """Whether a declaration of these types is about this dialect: not where it is a store that has them not, for then it speaks
    of SQL. In SQL any word may be a type."""
    return not is_store(dialect) or all(one.family != "user" for one in types)


def canonical(text: str, dialect: Dialect) -> Type:
    """A type as the catalogue names it: `varchar(20)` is `character varying` in PostgreSQL."""
    dimensions = text.count("[]")
    bare, _, tail = text.replace("[]", "").partition("(")
    inner, _, after = tail.partition(")")
    words = f"{bare} {after}".upper().split()
    modifiers = tuple(word.lower() for word in words if word in ("UNSIGNED", "ZEROFILL"))
    spelling = " ".join(word for word in words if word not in ("UNSIGNED", "ZEROFILL"))
    zoned = spelling.removesuffix(" WITH TIME ZONE")
    arguments = tuple(part.strip().lower() for part in inner.split(",") if part.strip())
    fact = built_in(dialect).get(spelling)
    if fact is None and zoned != spelling:
        fact = built_in(dialect).get(zoned)
        if fact is not None:
            name = f"{zoned.lower()} with time zone"
            family: str = "timetz" if zoned == "TIME" else "timestamptz"
            return Type(name, text.lower(), family, arguments, dimensions)  # type: ignore[arg-type]
    if fact is None and spelling.endswith(" WITHOUT TIME ZONE"):
        fact = built_in(dialect).get(spelling.removesuffix(" WITHOUT TIME ZONE"))
    if fact is None:
        return Type(spelling.lower(), text, "user", arguments, dimensions, modifiers)
    return Type(fact.name, text, fact.family, arguments, dimensions, modifiers)


def same_name(column: Column, wanted: str, catalog: Catalog) -> bool:
    """Whether a column has the wanted name, or a field of a document, by its path or the last part of it. Patterns may be used;
    servers that fold names compare without case."""
    if catalog.dialect == "mongodb":
        return fnmatchcase(column.name, wanted) or fnmatchcase(column.name.rpartition(".")[2], wanted)
    if catalog.dialect == "postgres" and not any(char.isupper() for char in wanted):
        return fnmatchcase(column.name, wanted)
    return fnmatchcase(column.name.lower(), wanted.lower())
