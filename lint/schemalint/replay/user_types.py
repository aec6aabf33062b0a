"""Enums, domains, composite and other user types."""

from __future__ import annotations

from schemalint.dialects import extension_types
from schemalint.model.change import (
    AddEnumValue,
    AlterDomain,
    AlterType,
    CreateDomain,
    CreateEnum,
    CreateType,
    RenameEnumValue,
)
from schemalint.model.expression import Cast, Constant, Expression
from schemalint.model.name import Name, ObjectName, Ref
from schemalint.model.schema import (
    NOWHERE,
    Check,
    Column,
    Constraint,
    Domain,
    Enum,
    Type,
    UserType,
)
from schemalint.model.text import Span
from schemalint.replay import naming
from schemalint.replay.draft import Draft

SYSTEM_SCHEMAS = frozenset({"pg_catalog", "information_schema", "sys"})


def type_ref(draft: Draft, kind: Type) -> Ref | None:
    """The enum, domain, composite type or table that a column's type means; None when nothing of that name is known."""
    word = Name(kind.name.rpartition(".")[2].strip('"'), kind.name, NOWHERE)
    schema = Name(kind.schema, kind.schema, NOWHERE) if kind.schema else None
    ref = draft.locate(ObjectName(word, schema), draft.enums, draft.domains, draft.types, draft.tables, draft.views)
    known = (
        ref in draft.enums or ref in draft.domains or ref in draft.types or ref in draft.tables or ref in draft.views
    )
    return ref if known else None


def require_type(draft: Draft, kind: Type, column: Column) -> None:
    """A fault when a column's type was certainly never created."""
    if draft.dialect != "postgres" or kind.schema in SYSTEM_SCHEMAS:
        return
    if type_ref(draft, kind) is not None:
        return
    name = kind.name.rpartition(".")[2].strip('"')
    if extension_types.may_exist(name, draft.extensions) or draft.unsure(name):
        return
    schema = kind.schema or draft.default_schema
    draft.fault("missing-type", "type", Ref(schema, name), column.span if kind.span == NOWHERE else kind.span)


def _free(draft: Draft, name: ObjectName, guarded: bool = False, form: str = "") -> Ref | None:
    """Where a new type goes; None when its name is taken, which is a fault unless a block guards the statement."""
    ref = draft.place(name)
    held: Enum | Domain | UserType | None = draft.enums.get(ref) or draft.domains.get(ref) or draft.types.get(ref)
    if held is not None:
        if isinstance(held, UserType) and held.form == "shell":
            return ref
        if not guarded:
            draft.fault("exists", "type", ref, name.span, related=held.span)
        return None
    namesake = draft.namesake(ref, "composite" if form == "composite" else "type")
    if namesake is not None:
        if not guarded:
            draft.fault("exists", "type", ref, name.span, related=namesake.span, holder=namesake.kind)
        return None
    return ref


def create_enum(draft: Draft, change: CreateEnum) -> None:
    ref = _free(draft, change.name, change.if_not_exists)
    if ref is None:
        return
    span = change.name.span
    draft.enums = draft.enums.set(ref, Enum(ref.schema, ref.name, change.values, span=span, statement=draft.statement))
    draft.made.append(("enum", ref, span))
    draft.changed = True


def _enum(draft: Draft, name: ObjectName) -> Enum | None:
    ref = draft.locate(name, draft.enums)
    enum = draft.enums.get(ref)
    if enum is None and not draft.unsure(ref.name):
        draft.fault("missing", "type", ref, name.span)
    return enum


def add_enum_value(draft: Draft, change: AddEnumValue) -> None:
    enum = _enum(draft, change.name)
    if enum is None:
        return
    values = enum.values
    if change.value in values:
        if not change.if_not_exists:
            draft.fault("exists", "enum value", enum.ref, change.span, change.value, enum.span)
        return
    at = len(values)
    if change.before in values and change.before:
        at = values.index(change.before)
    elif change.after in values and change.after:
        at = values.index(change.after) + 1
    draft.enums = draft.enums.set(enum.ref, enum._replace(values=(*values[:at], change.value, *values[at:])))
    draft.changed = True


def rename_enum_value(draft: Draft, change: RenameEnumValue) -> None:
    enum = _enum(draft, change.name)
    if enum is None:
        return
    if change.value not in enum.values:
        draft.fault("missing", "enum value", enum.ref, change.span, change.value)
        return
    values = tuple(change.new_value if value == change.value else value for value in enum.values)
    draft.enums = draft.enums.set(enum.ref, enum._replace(values=values))
    draft.changed = True
    _rename_in_defaults(draft, enum, change.value, change.new_value)


def _rename_in_defaults(draft: Draft, enum: Enum, old: str, new: str) -> None:
    """Defaults that are the renamed label follow it."""
    before = "'" + old.replace("'", "''") + "'"
    after = "'" + new.replace("'", "''") + "'"
    for table in list(draft.tables.values()):
        if any(
            column.default is not None and column.default.text.startswith(before) and is_of(draft, column, enum.ref)
            for column in table.columns
        ):
            draft.put(
                table._replace(
                    columns=tuple(
                        column._replace(default=_with_label(column.default, before, after, old, new))
                        if column.default is not None and is_of(draft, column, enum.ref)
                        else column
                        for column in table.columns
                    )
                )
            )


def _with_label(default: Expression, before: str, after: str, old: str, new: str) -> Expression:
    if not default.text.startswith(before):
        return default
    shape = default.shape
    label = Constant("string", new)
    if isinstance(shape, Cast) and shape.operand == Constant("string", old):
        shape = shape._replace(operand=label)
    elif shape == Constant("string", old):
        shape = label
    return default._replace(text=after + default.text[len(before) :], shape=shape)


def create_domain(draft: Draft, change: CreateDomain) -> None:
    ref = _free(draft, change.name, change.if_not_exists)
    if ref is None:
        return
    domain = Domain(
        ref.schema, ref.name, change.type, change.nullable, change.default, span=change.name.span,
        statement=draft.statement,
    )  # fmt: skip
    for constraint in change.constraints:
        domain = _with_check(domain, constraint)
    draft.domains = draft.domains.set(ref, domain)
    draft.made.append(("domain", ref, change.name.span))
    draft.changed = True


def _with_check(domain: Domain, constraint: Constraint) -> Domain:
    if not isinstance(constraint, Check):
        return domain
    if not constraint.name:
        used = {check.name for check in domain.checks}
        constraint = constraint._replace(name=naming.free_name(domain.name, "", "check", used.__contains__))
    return domain._replace(checks=(*domain.checks, constraint))


def alter_domain(draft: Draft, change: AlterDomain) -> None:
    ref = draft.locate(change.name, draft.domains)
    domain = draft.domains.get(ref)
    if domain is None:
        if not draft.unsure(ref.name):
            draft.fault("missing", "domain", ref, change.name.span)
        return
    if change.default is not None or change.drop_default:
        domain = domain._replace(default=change.default)
    if change.nullable is not None:
        domain = domain._replace(nullable=change.nullable)
    if change.add is not None:
        domain = _with_check(domain, change.add)
    if change.drop is not None:
        gone = change.drop.value
        domain = domain._replace(checks=tuple(check for check in domain.checks if check.name != gone))
    if change.validate is not None:
        valid = change.validate.value
        domain = domain._replace(
            checks=tuple(check._replace(validated=True) if check.name == valid else check for check in domain.checks)
        )
    draft.domains = draft.domains.set(ref, domain)
    draft.changed = True


def create_type(draft: Draft, change: CreateType) -> None:
    ref = draft.place(change.name)
    if not (change.or_replace and ref in draft.types):
        free = _free(draft, change.name, change.if_not_exists, change.form)
        if free is None:
            return
        draft.made.append(("type", ref, change.name.span))
    draft.types = draft.types.set(
        ref,
        UserType(ref.schema, ref.name, change.form, change.columns, span=change.name.span, statement=draft.statement),
    )
    draft.changed = True


def alter_type(draft: Draft, change: AlterType) -> None:
    ref = draft.locate(change.name, draft.types)
    kind = draft.types.get(ref)
    if kind is None:
        if not draft.unsure(ref.name):
            draft.fault("missing", "type", ref, change.name.span)
        return
    name = change.attribute.value
    columns = kind.columns
    have = any(column.name == name for column in columns)
    if change.action == "add" and change.definition is not None:
        if not have:
            columns = (*columns, change.definition)
    elif not have:
        draft.fault("missing-column", "column", ref, change.attribute.span, name)
    elif change.action == "drop":
        columns = tuple(column for column in columns if column.name != name)
    elif change.action == "alter" and change.definition is not None:
        definition = change.definition
        columns = tuple(column._replace(type=definition.type) if column.name == name else column for column in columns)
    elif change.action == "rename" and change.new_name is not None:
        new = change.new_name.value
        columns = tuple(column._replace(name=new) if column.name == name else column for column in columns)
    draft.types = draft.types.set(ref, kind._replace(columns=columns))
    draft.changed = True


def drop_type(draft: Draft, name: ObjectName, kind: str, *, if_exists: bool) -> Ref | None:
    """DROP TYPE and DROP DOMAIN of one name. Gives what was dropped."""
    ref = draft.locate(name, draft.enums, draft.domains, draft.types)
    if remove_type(draft, ref):
        return ref
    if not (if_exists or draft.unsure(ref.name)):
        draft.fault("missing", kind, ref, name.span)
    return None


def remove_type(draft: Draft, ref: Ref) -> bool:
    """Take an enum, a domain or a type away; whether it was there."""
    if ref in draft.enums:
        draft.enums = draft.enums.delete(ref)
    elif ref in draft.domains:
        draft.domains = draft.domains.delete(ref)
    elif ref in draft.types:
        draft.types = draft.types.delete(ref)
    else:
        return False
    draft.changed = True
    return True


def is_of(draft: Draft, column: Column, ref: Ref) -> bool:
    """Whether the column is of that type."""
    kind = column.type
    if kind is None or kind.family not in ("user", "enum") or kind.name.rpartition(".")[2].strip('"') != ref.name:
        return False
    return (kind.schema or draft.default_schema) == ref.schema


def move_type(draft: Draft, name: ObjectName, new: Ref, span: Span | None = None) -> None:
    """Rename a type or move it to another schema; the columns of the type follow."""
    old = draft.locate(name, draft.enums, draft.domains, draft.types)
    enum, domain, kind = draft.enums.get(old), draft.domains.get(old), draft.types.get(old)
    if enum is None and domain is None and kind is None:
        if not draft.unsure(old.name):
            draft.fault("missing", "type", old, name.span)
        return
    if new in draft.enums or new in draft.domains or new in draft.types:
        draft.fault("exists", "type", new, span or name.span)
        return
    namesake = draft.namesake(new, "composite" if kind is not None and kind.form == "composite" else "type")
    if namesake is not None:
        draft.fault("exists", "type", new, span or name.span, related=namesake.span, holder=namesake.kind)
        return
    if enum is not None:
        draft.enums = draft.enums.delete(old).set(new, enum._replace(schema=new.schema, name=new.name))
    elif domain is not None:
        draft.domains = draft.domains.delete(old).set(new, domain._replace(schema=new.schema, name=new.name))
    elif kind is not None:
        draft.types = draft.types.delete(old).set(new, kind._replace(schema=new.schema, name=new.name))
    draft.changed = True
    for table in list(draft.tables.values()):
        if any(is_of(draft, column, old) for column in table.columns):
            draft.put(
                table._replace(
                    columns=tuple(
                        column._replace(type=_of(draft, column.type, old, new))
                        if column.type and is_of(draft, column, old)
                        else column
                        for column in table.columns
                    )
                )
            )


def _of(draft: Draft, kind: Type, old: Ref, new: Ref) -> Type:
    schema = "" if new.schema == draft.default_schema else new.schema
    before = f"{kind.schema}.{old.name}" if kind.schema else old.name
    after = f"{schema}.{new.name}" if schema else new.name
    return kind._replace(
        name=kind.name.replace(before, after, 1), text=kind.text.replace(before, after, 1), schema=schema
    )
