"""A catalogue as plain data for programs: what `catalog --format json` prints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from schemalint.dialects.stores import STORES
from schemalint.model.expression import Expression
from schemalint.model.name import Ref
from schemalint.model.schema import (
    Catalog,
    Check,
    Column,
    Domain,
    Enum,
    Extension,
    ForeignKey,
    Index,
    Policy,
    PrimaryKey,
    Routine,
    Sequence,
    Table,
    Trigger,
    Unique,
    View,
)

Fields = dict[str, Any]


def as_dict(catalog: Catalog) -> Fields:
    """The catalogue as dictionaries and lists, sorted by name; columns in table order.

    Tables that are only assumed to exist and temporary ones are left out: what is known of them is not a definition.
    """
    tables = [table for table in catalog.tables.values() if not table.assumed and table.kind != "temporary"]
    return {
        "dialect": catalog.dialect,
        "tables": [
            {**_table(table), **_kept(table)} if catalog.dialect in STORES else _table(table)
            for table in _by_name(tables)
        ],
        "views": [_view(view) for view in _by_name(catalog.views.values())],
        "enums": [_enum(enum) for enum in _by_name(catalog.enums.values())],
        "domains": [_domain(domain) for domain in _by_name(catalog.domains.values())],
        "sequences": [_sequence(sequence) for sequence in _by_name(catalog.sequences.values())],
        "routines": [
            _routine(routine)
            for _, overloads in sorted(catalog.routines.items())
            for routine in sorted(overloads, key=lambda routine: routine.signature)
        ],
        "triggers": [_trigger(trigger) for _, trigger in sorted(catalog.triggers.items(), key=lambda item: item[0])],
        "policies": [_policy(policy) for _, policy in sorted(catalog.policies.items(), key=lambda item: item[0])],
        "extensions": [_extension(extension) for _, extension in sorted(catalog.extensions.items())],
    }


def _by_name(objects: Iterable[Any]) -> list[Any]:
    return sorted(objects, key=lambda held: (held.schema, held.name))


def _text(expression: Expression | None) -> str | None:
    return expression.text if expression is not None else None


def _table(table: Table) -> Fields:
    return {
        "schema": table.schema or None,
        "name": table.name,
        "kind": table.kind,
        "columns": [_column(column) for column in table.columns],
        "primary_key": _primary_key(table.primary_key),
        "uniques": _sorted(_unique(unique) for unique in table.uniques),
        "foreign_keys": _sorted(_foreign_key(key) for key in table.foreign_keys if not key.ignored),
        "checks": sorted(
            (_check(check) for check in table.checks), key=lambda held: (held["name"] or "", held["expression"])
        ),
        "indexes": _sorted(_index(index) for index in table.indexes),
        "partition_of": table.partition_of.text if table.partition_of else None,
        "comment": table.comment,
    }


def _kept(table: Table) -> Fields:
    """What a document store says besides: the options of the table, what its indexes hold, the validator."""
    held = table.validator
    indexes = _sorted(
        {**_index(index), "include": list(index.include), "options": dict(index.options)} for index in table.indexes
    )
    validator = {"level": held.level or "strict", "action": held.action or "error"} if held is not None else None
    told = {"options": dict(table.options), "indexes": indexes}
    return {**told, "validator": validator} if table.kind == "collection" else told


def _sorted(entries: Iterable[Fields]) -> list[Fields]:
    return sorted(entries, key=lambda held: (held["name"] or "", held["columns"]))


def _column(column: Column) -> Fields:
    return {
        "name": column.name,
        "type": column.type.text if column.type is not None else None,
        "nullable": column.nullable,
        "default": None if column.generated is not None else _text(column.default),
        "identity": column.identity,
        "generated": _text(column.generated),
        "comment": column.comment,
    }


def _primary_key(key: PrimaryKey | None) -> Fields | None:
    return {"name": key.name or None, "columns": list(key.columns)} if key is not None else None


def _unique(unique: Unique) -> Fields:
    return {"name": unique.name or None, "columns": list(unique.columns)}


def _foreign_key(key: ForeignKey) -> Fields:
    return {
        "name": key.name or None,
        "columns": list(key.columns),
        "parent": key.parent.text,
        "parent_columns": list(key.parent_columns),
        "on_delete": key.on_delete,
        "on_update": key.on_update,
    }


def _check(check: Check) -> Fields:
    return {"name": check.name or None, "expression": check.expression.text}


def _index(index: Index) -> Fields:
    return {
        "name": index.name or None,
        "columns": list(index.columns),
        "unique": index.unique,
        "method": index.method or "btree",
        "predicate": _text(index.predicate),
    }


def _view(view: View) -> Fields:
    return {
        "schema": view.schema or None,
        "name": view.name,
        "materialized": view.materialized,
        "columns": list(view.columns),
        "query": " ".join(view.query.split()),
        "reads": sorted(ref.text for ref in view.reads),
        "indexes": _sorted(_index(index) for index in view.indexes),
        "comment": view.comment,
    }


def _enum(enum: Enum) -> Fields:
    return {"schema": enum.schema or None, "name": enum.name, "values": list(enum.values), "comment": enum.comment}


def _domain(domain: Domain) -> Fields:
    return {
        "schema": domain.schema or None,
        "name": domain.name,
        "type": domain.type.text,
        "nullable": domain.nullable,
        "default": _text(domain.default),
        "checks": [_check(check) for check in domain.checks],
        "comment": domain.comment,
    }


def _sequence(sequence: Sequence) -> Fields:
    owner = sequence.owned_by
    return {
        "schema": sequence.schema or None,
        "name": sequence.name,
        "type": sequence.type or None,
        "owned_by": {"table": owner[0].text, "column": owner[1]} if owner else None,
        "comment": sequence.comment,
    }


def _routine(routine: Routine) -> Fields:
    return {
        "schema": routine.schema or None,
        "name": routine.name,
        "kind": routine.kind,
        "parameters": [
            {"name": parameter.name or None, "type": parameter.type, "mode": parameter.mode}
            for parameter in routine.parameters
        ],
        "returns": routine.returns or None,
        "language": routine.language or None,
        "comment": routine.comment,
    }


def _owner(table: Ref) -> Fields:
    return {"schema": table.schema or None, "table": table.name}


def _trigger(trigger: Trigger) -> Fields:
    return {
        **_owner(trigger.table),
        "name": trigger.name,
        "timing": trigger.timing,
        "events": list(trigger.events),
        "columns": list(trigger.columns),
        "level": trigger.level,
        "function": trigger.function.text if trigger.function else None,
        "enabled": trigger.enabled,
        "comment": trigger.comment,
    }


def _policy(policy: Policy) -> Fields:
    return {
        **_owner(policy.table),
        "name": policy.name,
        "command": policy.command,
        "permissive": policy.permissive,
        "roles": list(policy.roles),
        "using": _text(policy.using),
        "check": _text(policy.check),
        "comment": policy.comment,
    }


def _extension(extension: Extension) -> Fields:
    return {
        "name": extension.name,
        "schema": extension.schema or None,
        "version": extension.version or None,
    }
