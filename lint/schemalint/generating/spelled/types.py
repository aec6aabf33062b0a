"""Types, domains and sequences, spelled as statements."""

from __future__ import annotations

from schemalint.generating import definitions
from schemalint.generating.spelled.writer import Spellings, Writer
from schemalint.generating.spelling import UnsupportedError, string, written_name
from schemalint.model.change import (
    AddEnumValue,
    AlterDomain,
    AlterSequence,
    AlterType,
    CreateDomain,
    CreateEnum,
    CreateSequence,
    CreateType,
    RenameEnumValue,
)
from schemalint.model.name import ObjectName


def _create_enum(w: Writer, change: CreateEnum) -> str:
    values = ", ".join(string(value, w.dialect) for value in change.values)
    return f"CREATE TYPE {w.name(change.name)} AS ENUM ({values})"


def _add_value(w: Writer, change: AddEnumValue) -> str:
    guard = "IF NOT EXISTS " if change.if_not_exists else ""
    place = f" BEFORE {string(change.before, w.dialect)}" if change.before else ""
    place = f" AFTER {string(change.after, w.dialect)}" if change.after else place
    return f"ALTER TYPE {w.name(change.name)} ADD VALUE {guard}{string(change.value, w.dialect)}{place}"


def _rename_value(w: Writer, change: RenameEnumValue) -> str:
    old, new = string(change.value, w.dialect), string(change.new_value, w.dialect)
    return f"ALTER TYPE {w.name(change.name)} RENAME VALUE {old} TO {new}"


def _create_domain(w: Writer, change: CreateDomain) -> str:
    parts = [f"CREATE DOMAIN {w.name(change.name)} AS {change.type.text}"]
    if change.default is not None:
        parts.append(f"DEFAULT {change.default.text}")
    if not change.nullable:
        parts.append("NOT NULL")
    parts.extend(definitions.constraint(held, w.dialect, w.catalog) for held in change.constraints)
    return " ".join(parts)


def _alter_domain(w: Writer, change: AlterDomain) -> str:
    target = f"ALTER DOMAIN {w.name(change.name)}"
    if change.default is not None:
        return f"{target} SET DEFAULT {change.default.text}"
    if change.drop_default:
        return f"{target} DROP DEFAULT"
    if change.nullable is not None:
        return f"{target} {'DROP' if change.nullable else 'SET'} NOT NULL"
    if change.add is not None:
        return f"{target} ADD {definitions.constraint(change.add, w.dialect, w.catalog)}"
    if change.drop is not None:
        return f"{target} DROP CONSTRAINT {written_name(change.drop, w.dialect)}"
    if change.validate is not None:
        return f"{target} VALIDATE CONSTRAINT {written_name(change.validate, w.dialect)}"
    raise UnsupportedError("nothing to alter")


def _create_type(w: Writer, change: CreateType) -> str:
    original = w.original(change.span, change.name.value)
    if original is not None:
        return original
    if change.form == "composite":
        fields = ", ".join(definitions.column(held, w.dialect) for held in change.columns)
        return f"CREATE TYPE {w.name(change.name)} AS ({fields})"
    if change.text:
        return change.text
    raise w.refuse(f"create a {change.form} type from what the catalogue keeps")


def _alter_composite(w: Writer, change: AlterType) -> str:
    target = f"ALTER TYPE {w.name(change.name)}"
    name = written_name(change.attribute, w.dialect)
    if change.action == "add" and change.definition is not None:
        return f"{target} ADD ATTRIBUTE {name} {definitions.type_of(change.definition)}"
    if change.action == "drop":
        return f"{target} DROP ATTRIBUTE {name}"
    if change.action == "alter" and change.definition is not None:
        return f"{target} ALTER ATTRIBUTE {name} TYPE {definitions.type_of(change.definition)}"
    if change.new_name is not None:
        return f"{target} RENAME ATTRIBUTE {name} TO {written_name(change.new_name, w.dialect)}"
    raise UnsupportedError("nothing to alter")


SEQUENCE_WORDS = {
    "as": "AS", "start": "START WITH", "increment": "INCREMENT BY", "minvalue": "MINVALUE", "maxvalue": "MAXVALUE",
    "cache": "CACHE", "restart": "RESTART WITH",
}  # fmt: skip


def _sequence_options(w: Writer, options: tuple[tuple[str, str], ...], owner: tuple[ObjectName, str] | None) -> str:
    words = []
    for name, value in options:
        without = value.lower().startswith(("no", "false"))
        if without and name in ("cycle", "minvalue", "maxvalue", "cache"):
            if name != "cache" or not w.postgres:
                words.append(f"NO{'' if w.dialect == 'oracle' else ' '}{name.upper()}")
        elif name == "cycle":
            words.append("CYCLE")
        elif name in SEQUENCE_WORDS:
            words.append(f"{SEQUENCE_WORDS[name]} {value}".rstrip())
    if owner is not None:
        words.append(f"OWNED BY {w.name(owner[0])}.{w.word(owner[1])}")
    return "".join(f" {word}" for word in words)


def _create_sequence(w: Writer, change: CreateSequence) -> str:
    guard = "IF NOT EXISTS " if change.if_not_exists and w.postgres else ""
    return f"CREATE SEQUENCE {guard}{w.name(change.name)}" + _sequence_options(w, change.options, change.owned_by)


def _alter_sequence(w: Writer, change: AlterSequence) -> str:
    text = f"ALTER SEQUENCE {w.name(change.name)}" + _sequence_options(w, change.options, change.owned_by)
    return text + " OWNED BY NONE" if change.owned_by_none else text


SPELLINGS: Spellings = {
    CreateEnum: _create_enum,
    AddEnumValue: _add_value,
    RenameEnumValue: _rename_value,
    CreateDomain: _create_domain,
    AlterDomain: _alter_domain,
    CreateType: _create_type,
    AlterType: _alter_composite,
    CreateSequence: _create_sequence,
    AlterSequence: _alter_sequence,
}
"""What this module spells, by the class of the change."""
