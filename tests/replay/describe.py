"""A change in the words of the sets of statements: a line for the change, and one for each of its parts.

Written against the model alone. Every field is told but for places, and the insides of objects that the catalogue keeps as
text; longer queries and bodies are told by their first and last word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from schemalint.model import change as c
from schemalint.model.expression import Expression
from schemalint.model.name import Name, ObjectName, Ref
from schemalint.model.schema import (
    Check,
    Column,
    Constraint,
    Exclusion,
    ForeignKey,
    Grant,
    Index,
    KeyPart,
    Parameter,
    PartitionDefinition,
    PrimaryKey,
    Unique,
)

_PLAIN = re.compile(r"[\w$#@]+\Z")


def describe(change: c.Change) -> list[str]:
    """What `change` does, without its places; parts follow on lines of their own."""
    kind = type(change).__name__
    return [" ".join(line.split("\n")) for line in _WRITERS[kind](change)]


def _id(name: str | Name | ObjectName | Ref | None) -> str:
    if name is None:
        return "-"
    if isinstance(name, Name):
        return _id(name.value)
    if isinstance(name, Ref):
        return ".".join(_id(part) for part in name if part)
    if isinstance(name, ObjectName):
        return ".".join(_id(part) for part in (name.database, name.schema, name.name) if part)
    return name if _PLAIN.match(name) else '"' + name.replace('"', '""') + '"'


def _ids(names: Iterable[str | Name | ObjectName | Ref]) -> str:
    return ", ".join(_id(name) for name in names)


def _text(expression: Expression | None) -> str:
    return expression.text if expression is not None else "-"


def _gist(text: str) -> str:
    """A longer text by its ends."""
    words = text.split()
    return " ".join(words) if len(words) < 7 else f"{words[0]} … {words[-1]}"


def _join(*parts: str | bool | None) -> str:
    return " ".join(part for part in parts if isinstance(part, str) and part)


def _when(condition: object, text: str) -> str:
    return text if condition else ""


def _options(options: Sequence[tuple[str, str]]) -> str:
    shown = [f"{name} = {value}" if value else name for name, value in options]
    return f"with {'; '.join(shown)}" if shown else ""


def _comment(comment: str | None) -> str:
    return _when(comment is not None, f"comment {comment!r}")


def _column(column: Column) -> str:
    return _join(
        _id(column.name),
        column.type.text if column.type else "untyped",
        _when(column.type and column.type.charset, f"charset {column.type.charset if column.type else ''}"),
        _when(column.serial, "serial"),
        _when(column.collation, f"collate {column.collation}"),
        _when(not column.nullable, "not null"),
        _when(column.default_name, f"named {_id(column.default_name)}"),
        _when(column.default is not None, f"default {_text(column.default)}"),
        _when(column.identity, f"identity {column.identity}"),
        _when(column.generated is not None, f"generated {_text(column.generated)}"),
        _when(column.stored, "stored"),
        _when(column.on_update is not None, f"on update {_text(column.on_update)}"),
        _comment(column.comment),
        _when(column.unknown, "UNKNOWN"),
    )


def _part(part: KeyPart) -> str:
    return _join(
        _id(part.column) if part.column else f"({_text(part.expression)})",
        _when(part.prefix is not None, f"[{part.prefix}]"),
        _when(part.collation, f"collate {part.collation}"),
        part.opclass,
        _when(part.descending, "desc"),
        _when(part.nulls, f"nulls {part.nulls}"),
        _when(part.operator, f"with {part.operator}"),
    )


def _parts(parts: Iterable[KeyPart]) -> str:
    return f"({', '.join(_part(part) for part in parts)})"


def _clustered(clustered: bool | None) -> str:
    return "" if clustered is None else "clustered" if clustered else "nonclustered"


def _constraint(constraint: Constraint) -> str:
    name = _when(constraint.name, f"constraint {_id(constraint.name)}")
    assert bool(constraint.name) == constraint.named
    match constraint:
        case PrimaryKey():
            return _join(
                name,
                "primary key",
                _when(constraint.columns, f"({_ids(constraint.columns)})"),
                _when(constraint.using_index, f"using index {_id(constraint.using_index)}"),
                _clustered(constraint.clustered),
                _when(constraint.deferrable, "deferrable"),
                _when(not constraint.enforced, "not enforced"),
            )
        case Unique():
            parts = constraint.parts or tuple(KeyPart(column) for column in constraint.columns)
            keys = tuple(part.column or _text(part.expression) for part in parts)
            assert constraint.using_index or keys == constraint.columns
            return _join(
                name,
                "unique",
                _when(parts, _parts(parts)),
                _when(constraint.using_index, f"using index {_id(constraint.using_index)}"),
                _clustered(constraint.clustered),
                _when(constraint.include, f"include ({_ids(constraint.include)})"),
                _when(constraint.nulls_not_distinct, "nulls not distinct"),
                _when(constraint.deferrable, "deferrable"),
                _when(not constraint.enforced, "not enforced"),
            )
        case ForeignKey():
            return _join(
                name,
                f"foreign key ({_ids(constraint.columns)}) to {_id(constraint.parent)}",
                _when(constraint.parent_columns, f"({_ids(constraint.parent_columns)})"),
                _when(constraint.match != "SIMPLE", f"match {constraint.match.lower()}"),
                _when(constraint.on_delete != "NO ACTION", f"on delete {constraint.on_delete.lower()}"),
                _when(constraint.on_update != "NO ACTION", f"on update {constraint.on_update.lower()}"),
                _when(constraint.deferrable, "deferrable"),
                _when(constraint.initially_deferred, "deferred"),
                _when(not constraint.validated, "not valid"),
                _when(not constraint.enforced, "not enforced"),
                _when(constraint.ignored, "ignored"),
            )
        case Check():
            return _join(
                name,
                f"check ({_text(constraint.expression)})",
                _when(constraint.no_inherit, "no inherit"),
                _when(not constraint.validated, "not valid"),
                _when(not constraint.enforced, "not enforced"),
            )
        case Exclusion():
            return _join(
                name,
                f"exclude using {constraint.method} {_parts(constraint.parts)}",
                _when(constraint.predicate is not None, f"where ({_text(constraint.predicate)})"),
            )


def _index(index: Index) -> str:
    return _join(
        _when(index.unique, "unique"),
        "index",
        _join(_when(index.schema, f"{_id(index.schema)}.") + _id(index.name)) if index.name else "",
        _parts(index.parts),
        _when(index.method != "btree", f"using {index.method}"),
        _when(index.include, f"include ({_ids(index.include)})"),
        _when(index.nulls_not_distinct, "nulls not distinct"),
        _when(index.predicate is not None, f"where ({_text(index.predicate)})"),
        _clustered(index.clustered),
        _when(not index.valid, "invalid"),
        _when(index.concurrently, "concurrently"),
        _comment(index.comment),
        _when(index.unknown, "UNKNOWN"),
    )


def _exists(change: object) -> str:
    return _join(
        _when(getattr(change, "or_replace", False), "or replace"),
        _when(getattr(change, "if_not_exists", False), "if not exists"),
        _when(getattr(change, "if_exists", False), "if exists"),
        _when(getattr(change, "cascade", False), "cascade"),
    )


def _create_table(t: c.CreateTable) -> Iterable[str]:
    yield _join(
        "create",
        _when(t.unlogged, "unlogged"),
        t.kind if t.kind == "table" else f"{t.kind} table",
        _id(t.name),
        _exists(t),
        _when(t.of_type, f"of {_id(t.of_type)}"),
        _when(t.inherits, f"inherits ({_ids(t.inherits)})"),
        _when(t.partition_of, f"partition of {_id(t.partition_of)}"),
        _when(t.partition_bound, f"bound {t.partition_bound}"),
        _when(t.partition_by, f"partition by {t.partition_by} on ({_ids(t.partition_columns)})"),
        _options(t.options),
        _comment(t.comment),
        _when(t.as_query, f"as {_gist(t.as_query)}"),
    )
    for like in t.like:
        yield _join(
            f"like {_id(like.table)}",
            _when(like.including, f"including {', '.join(like.including)}"),
            _when(like.excluding, f"excluding {', '.join(like.excluding)}"),
        )
    yield from map(_column, t.columns)
    yield from map(_constraint, t.constraints)
    yield from map(_index, t.indexes)
    yield from map(_partition, t.partitions)


def _partition(partition: PartitionDefinition) -> str:
    return _join("partition", _id(partition.name), partition.bound)


def _alter_partitions(a: c.AlterPartitions) -> Iterable[str]:
    yield _join(f"{_id(a.table)} partitions: {a.action}", _ids(a.names))
    yield from map(_partition, a.definitions)


def _set_option(s: c.SetOption) -> Iterable[str]:
    yield _join(
        f"set {s.kind} {_id(s.name)} {s.option}",
        _when(s.value, f"= {s.value}"),
        _when(s.columns, f"on ({_ids(s.columns)})"),
    )
    yield from map(_partition, s.partitions)


def _drop(d: c.DropObjects) -> Iterable[str]:
    signatures = d.signatures or ("",) * len(d.names)
    assert len(signatures) == len(d.names)
    names = [
        _id(name) + _when(signature, f"({signature})") for name, signature in zip(d.names, signatures, strict=True)
    ]
    yield _join(
        f"drop {d.routine or d.kind} {', '.join(names)}",
        _when(d.on, f"on {_id(d.on)}"),
        _exists(d),
        _when(d.concurrently, "concurrently"),
    )


def _rename(r: c.RenameObject) -> Iterable[str]:
    yield _join(f"rename {r.kind} {_id(r.name)} to {_id(r.new_name)}", _when(r.on, f"on {_id(r.on)}"), _exists(r))


def _add_column(a: c.AddColumn) -> Iterable[str]:
    yield _join(f"{_id(a.table)} add column {_column(a.column)}", _exists(a), _position(a.position))
    yield from map(_constraint, a.constraints)


def _position(position: str) -> str:
    return "" if not position else "first" if position == "first" else f"after {_id(position)}"


def _redefine(r: c.RedefineColumn) -> Iterable[str]:
    yield _join(
        f"{_id(r.table)} redefine {_id(r.column)} as {_column(r.definition)}",
        _exists(r),
        _when(r.null_written, "null written"),
        _when(r.keeps, "keeping"),
        _position(r.position),
    )
    yield from map(_constraint, r.constraints)


def _alter_constraint(a: c.AlterConstraint) -> Iterable[str]:
    yield _join(
        f"{_id(a.table)} alter constraint {_id(a.name)}",
        *(
            word if value else f"not {word}"
            for value, word in (
                (a.validated, "validated"), (a.enforced, "enforced"), (a.deferrable, "deferrable"),
                (a.initially_deferred, "deferred"),
            )
            if value is not None
        ),
    )  # fmt: skip


def _row_security(r: c.SetRowSecurity) -> Iterable[str]:
    yield _join(
        f"{_id(r.table)} row security",
        "" if r.enabled is None else "on" if r.enabled else "off",
        "" if r.forced is None else "forced" if r.forced else "not forced",
    )


def _create_index(i: c.CreateIndex) -> Iterable[str]:
    definition = i.definition
    assert i.name is None or i.name.value == definition.name
    yield _join(
        f"create {_index(definition)} on {_id(i.table)}",
        _exists(i),
        _when(i.only, "only"),
        "" if i.online is None else "online" if i.online else "offline",
        _when(i.algorithm, f"algorithm {i.algorithm}"),
        _when(i.lock, f"lock {i.lock}"),
    )


def _create_view(v: c.CreateView) -> Iterable[str]:
    yield _join(
        "create",
        _when(v.temporary, "temporary"),
        _when(v.materialized, "materialized"),
        f"view {_id(v.name)}",
        _when(v.columns, f"({_ids(v.columns)})"),
        _exists(v),
        _options(v.options),
        _when(v.reads, f"reads {_ids(v.reads)}"),
        _when(v.check_option, f"check option {v.check_option.lower()}"),
        f"as {_gist(v.query)}",
    )


def _domain(d: c.CreateDomain) -> Iterable[str]:
    yield _join(
        f"create domain {_id(d.name)} {d.type.text}",
        _exists(d),
        _when(not d.nullable, "not null"),
        _when(d.default is not None, f"default {_text(d.default)}"),
    )
    yield from map(_constraint, d.constraints)


def _alter_domain(d: c.AlterDomain) -> Iterable[str]:
    yield _join(
        f"domain {_id(d.name)}",
        _when(d.default is not None, f"default {_text(d.default)}"),
        _when(d.drop_default, "drop default"),
        "" if d.nullable is None else "null" if d.nullable else "not null",
        f"add {_constraint(d.add)}" if d.add else "",
        _when(d.drop, f"drop constraint {_id(d.drop)}"),
        _when(d.validate, f"validate {_id(d.validate)}"),
    )


def _create_type(t: c.CreateType) -> Iterable[str]:
    yield _join(f"create {t.form} type {_id(t.name)}", _exists(t))
    yield from map(_column, t.columns)


def _sequence(s: c.CreateSequence | c.AlterSequence) -> Iterable[str]:
    created = isinstance(s, c.CreateSequence)
    yield _join(
        "create" if created else "alter",
        _when(getattr(s, "temporary", False), "temporary"),
        f"sequence {_id(s.name)}",
        _exists(s),
        _options(tuple(option for option in s.options if option[0] != "owned by")),
        f"owned by {_id(s.owned_by[0])}.{_id(s.owned_by[1])}" if s.owned_by else "",
        _when(getattr(s, "owned_by_none", False), "owned by none"),
    )


def _parameter(parameter: Parameter) -> str:
    return _join(
        _when(parameter.mode != "in", parameter.mode),
        _when(parameter.name, _id(parameter.name)),
        parameter.type,
        _when(parameter.default, f"default {parameter.default}"),
    )


def _routine(r: c.CreateRoutine) -> Iterable[str]:
    yield _join(
        f"create {r.kind} {_id(r.name)}({', '.join(map(_parameter, r.parameters))})",
        _exists(r),
        _when(r.returns, f"returns {r.returns}"),
        _when(r.language, f"language {r.language}"),
        _when(r.attributes, f"with {'; '.join(r.attributes)}"),
        _when(r.body, f"body {_gist(r.body)}"),
    )


def _trigger(t: c.CreateTrigger) -> Iterable[str]:
    yield _join(
        "create",
        _when(t.constraint, "constraint"),
        f"trigger {_id(t.name)} {t.timing} {' or '.join(t.events)}",
        _when(t.columns, f"of {_ids(t.columns)}"),
        f"on {_id(t.table)}",
        _exists(t),
        f"for each {t.level}",
        _when(t.when, f"when ({t.when})"),
        _when(t.function, f"calls {_id(t.function)}"),
        _when(t.body, f"body {_gist(t.body)}"),
    )


def _create_policy(p: c.CreatePolicy) -> Iterable[str]:
    yield _join(
        f"create policy {_id(p.name)} on {_id(p.table)} for {p.command}",
        _exists(p),
        _when(not p.permissive, "restrictive"),
        f"to {_ids(p.roles)}",
        _when(p.using is not None, f"using ({_text(p.using)})"),
        _when(p.check is not None, f"check ({_text(p.check)})"),
    )


def _alter_policy(p: c.AlterPolicy) -> Iterable[str]:
    yield _join(
        f"policy {_id(p.name)} on {_id(p.table)}",
        f"to {_ids(p.roles)}" if p.roles is not None else "",
        _when(p.using is not None, f"using ({_text(p.using)})"),
        _when(p.check is not None, f"check ({_text(p.check)})"),
    )


def _grant(g: c.ChangeGrant) -> Iterable[str]:
    grant: Grant = g.grant
    yield _join(
        _when(g.default, "default"),
        "revoke" if grant.revoke else "grant",
        ", ".join(grant.privileges),
        _when(grant.columns, f"of ({_ids(grant.columns)})"),
        _when(grant.roles, f"roles {_ids(grant.roles)}"),
        _when(grant.all_in_schema, "on all in"),
        _when(grant.privileges, _join(grant.kind, _ids(g.objects))),
        f"{'from' if grant.revoke else 'to'} {_ids(grant.grantees)}",
        _when(grant.with_option, "with option"),
    )


def _comment_on(s: c.SetComment) -> Iterable[str]:
    yield _join(f"comment on {s.kind} {_id(s.name)}", _when(s.part, f"part {_id(s.part)}"), f"is {s.comment!r}")


def _create_object(o: c.CreateObject) -> Iterable[str]:
    yield _join(f"create {o.kind} {_id(o.name)}", _exists(o), _when(o.target, f"for {_id(o.target)}"))


def _alter_object(o: c.AlterObject) -> Iterable[str]:
    yield _join(f"alter {o.kind} {_id(o.name)}:", " ".join(o.action.lower().split()))


def _write(w: c.WriteRows) -> Iterable[str]:
    yield _join(
        f"{w.verb} {_ids(w.tables)}",
        _when(w.columns, f"({_ids(w.columns)})"),
        _when(w.filtered, "filtered"),
        _when(w.rows, f"{len(w.rows)} rows"),
        _when(w.from_query, "from query"),
        _when(w.cascade, "cascade"),
    )


def _alter_type(a: c.AlterType) -> Iterable[str]:
    yield _join(
        f"type {_id(a.name)} {a.action} {_id(a.attribute)}",
        f"as {_column(a.definition)}" if a.definition else "",
        _when(a.new_name, f"to {_id(a.new_name)}"),
    )


def _one(line: str) -> list[str]:
    return [line]


_WRITERS: dict[str, Callable[[Any], Iterable[str]]] = {
    "CreateTable": _create_table,
    "DropObjects": _drop,
    "RenameObject": _rename,
    "SetSchema": lambda s: _one(f"move {s.kind} {_id(s.name)} to schema {_id(s.schema)}"),
    "AddColumn": _add_column,
    "DropColumn": lambda d: _one(_join(f"{_id(d.table)} drop column {_id(d.column)}", _exists(d))),
    "RenameColumn": lambda r: _one(
        _join(f"{_id(r.table)} rename column {_id(r.column)} to {_id(r.new_name)}", _exists(r))
    ),
    "AlterColumnType": lambda a: _one(
        _join(
            f"{_id(a.table)} column {_id(a.column)} type {a.type.text}",
            _when(a.type.charset, f"charset {a.type.charset}"),
            _when(a.collation, f"collate {a.collation}"),
            _when(a.using is not None, f"using {_text(a.using)}"),
        )
    ),
    "RedefineColumn": _redefine,
    "SetDefault": lambda s: _one(
        _join(
            f"{_id(s.table)} column {_id(s.column)}",
            _when(s.name, f"named {_id(s.name)}"),
            f"default {_text(s.default)}",
            _exists(s),
        )
    ),
    "SetNullable": lambda s: _one(
        f"{_id(s.table)} column {_id(s.column)} {'null' if s.nullable else 'not null'}"
    ),
    "SetIdentity": lambda s: _one(
        _join(f"{_id(s.table)} column {_id(s.column)} identity {s.identity or 'none'}", _exists(s))
    ),
    "SetGenerated": lambda s: _one(
        _join(f"{_id(s.table)} column {_id(s.column)} generated {_text(s.expression)}", _exists(s))
    ),
    "SetColumnOption": lambda s: _one(
        _join(f"{_id(s.table)} column {_id(s.column)} option {s.option}", _when(s.value, f"= {s.value}"))
    ),
    "AddConstraint": lambda a: _one(
        _join(
            f"{_id(a.table)} add {_constraint(a.constraint)}", _exists(a), _when(not a.checked, "unchecked")
        )
    ),
    "DropConstraint": lambda d: _one(
        _join(
            f"{_id(d.table)} drop {d.kind} {_id(d.name)}",
            _when(d.columns, f"({_ids(d.columns)})"),
            _exists(d),
        )
    ),
    "RenameConstraint": lambda r: _one(
        f"{_id(r.table)} rename constraint {_id(r.name)} to {_id(r.new_name)}"
    ),
    "AlterConstraint": _alter_constraint,
    "AttachPartition": lambda a: _one(_join(f"{_id(a.table)} attach partition {_id(a.partition)}", a.bound)),
    "DetachPartition": lambda d: _one(
        _join(
            f"{_id(d.table)} detach partition {_id(d.partition)}",
            _when(d.concurrently, "concurrently"),
            _when(d.finalize, "finalize"),
        )
    ),
    "AlterPartitions": _alter_partitions,
    "SetInheritance": lambda s: _one(
        f"{_id(s.table)} {'inherit' if s.inherit else 'no inherit'} {_id(s.parent)}"
    ),
    "SetRowSecurity": _row_security,
    "SetTrigger": lambda s: _one(
        f"{_id(s.table)} {'enable' if s.enabled else 'disable'} trigger {_id(s.name) if s.name else 'all'}"
    ),
    "SetOption": _set_option,
    "CreateIndex": _create_index,
    "AttachIndex": lambda a: _one(f"index {_id(a.name)} attach partition {_id(a.partition)}"),
    "AlterIndex": lambda a: _one(
        _join(f"index {_id(a.name)}", _when(a.on, f"on {_id(a.on)}"), f": {a.action}")
    ),
    "Reindex": lambda r: _one(_join(f"reindex {r.kind} {_id(r.name)}", _when(r.concurrently, "concurrently"))),
    "CreateView": _create_view,
    "RefreshView": lambda r: _one(
        _join(
            f"refresh {_id(r.name)}",
            _when(r.concurrently, "concurrently"),
            _when(not r.with_data, "with no data"),
        )
    ),
    "CreateEnum": lambda e: _one(
        _join(f"create enum {_id(e.name)} ({', '.join(map(repr, e.values))})", _exists(e))
    ),
    "AddEnumValue": lambda a: _one(
        _join(
            f"enum {_id(a.name)} add {a.value!r}",
            _when(a.before, f"before {a.before!r}"),
            _when(a.after, f"after {a.after!r}"),
            _exists(a),
        )
    ),
    "RenameEnumValue": lambda r: _one(f"enum {_id(r.name)} rename {r.value!r} to {r.new_value!r}"),
    "CreateDomain": _domain,
    "AlterDomain": _alter_domain,
    "CreateType": _create_type,
    "AlterType": _alter_type,
    "CreateSequence": _sequence,
    "AlterSequence": _sequence,
    "CreateRoutine": _routine,
    "CreateTrigger": _trigger,
    "CreatePolicy": _create_policy,
    "AlterPolicy": _alter_policy,
    "ChangeGrant": _grant,
    "CreateExtension": lambda e: _one(
        _join(
            f"create extension {_id(e.name)}",
            _exists(e),
            _when(e.schema, f"schema {_id(e.schema)}"),
            _when(e.version, f"version {e.version}"),
        )
    ),
    "CreateObject": _create_object,
    "AlterObject": _alter_object,
    "SetComment": _comment_on,
    "SetSearchPath": lambda s: _one(_join(f"search path {_ids(s.schemas) or '-'}", _when(s.local, "local"))),
    "SetSession": lambda s: _one(_join(f"session {s.variable} = {s.value}".rstrip(), _when(s.local, "local"))),
    "TransactionControl": lambda t: _one(f"transaction {t.action}"),
    "WriteRows": _write,
    "Execute": lambda e: _one(
        _join("execute", _id(e.name) if e.name else "", _when(e.body, f"body {_gist(e.body)}"))
    ),
    "NoChange": lambda n: _one("nothing"),
    "Opaque": lambda o: _one(f"OPAQUE {o.reason}"),
}  # fmt: skip
