"""User-defined types: enums, domains, composite, range, base, table, alias, object and collection types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemalint.model.change import (
    AddEnumValue,
    AlterDomain,
    AlterObject,
    AlterType,
    Change,
    CreateDomain,
    CreateEnum,
    CreateType,
    RenameConstraint,
    RenameEnumValue,
    RenameObject,
    SetOption,
    SetSchema,
)
from schemalint.model.name import ObjectName
from schemalint.model.schema import Column, Constraint, PrimaryKey
from schemalint.model.text import Span
from schemalint.sql.reader.columns import read_column
from schemalint.sql.reader.constraints import check, constraint_name, table_constraint
from schemalint.sql.reader.cursor import Cursor, Unreadable
from schemalint.sql.reader.kinds import take_if_exists, take_if_not_exists, words

if TYPE_CHECKING:
    from schemalint.sql.reader import Handler


def create_type(c: Cursor) -> tuple[Change, ...]:
    """CREATE TYPE in all its forms."""
    c.expect("CREATE")
    or_replace = c.take("OR", "REPLACE")
    c.take_any("EDITIONABLE", "NONEDITIONABLE")
    c.expect("TYPE")
    if_not_exists = take_if_not_exists(c)
    made = _type(c, c.object_name(), or_replace)
    return (made._replace(if_not_exists=True) if if_not_exists else made,)


def _type(c: Cursor, name: ObjectName, or_replace: bool) -> CreateType | CreateEnum:
    """What stands behind the name of a type."""
    if c.dialect == "tsql" or (c.dialect == "standard" and (c.at("FROM") or c.at("AS", "TABLE"))):
        return _tsql(c, name)
    if c.dialect == "oracle":
        return _oracle(c, name, or_replace)
    span = c.statement.span
    if c.done:
        return CreateType(name, "shell", span=span)
    if c.at("("):
        return _described(c, name, "base")
    c.expect("AS")
    if c.take("ENUM"):
        return _enum(c, name)
    if c.take("RANGE"):
        return _described(c, name, "range")
    if c.at_any("OBJECT", "TABLE", "VARRAY", "VARYING"):
        return _oracle(c, name, or_replace)
    c.expect("(")
    columns = _attributes(c)
    c.expect(")")
    return CreateType(name, "composite", columns, span=span)


def _enum(c: Cursor, name: ObjectName) -> CreateEnum:
    c.expect("(")
    values: list[str] = []
    spans: list[Span] = []
    while not c.at(")"):
        if c.at_any("...", "…"):
            c.skip()
            c.take(",")
            continue
        values.append(c.next() if c.statement.masked and not c.is_string() else c.string())
        spans.append(c.token_span(c.i - 1))
        if not c.take(","):
            break
    c.expect(")")
    return CreateEnum(name, tuple(values), tuple(spans), c.statement.span)


def _described(c: Cursor, name: ObjectName, form: str) -> CreateType:
    """A type given by options in brackets, which are kept as text."""
    start = c.i
    c.group()
    return CreateType(name, form, text=words(c, start), span=c.statement.span)


def _attributes(c: Cursor) -> tuple[Column, ...]:
    """`name type [COLLATE c], …` up to the closing bracket."""
    columns: list[Column] = []
    while not c.at(")") and not c.done:
        columns.append(_attribute(c))
        if not c.take(","):
            break
    return tuple(columns)


def _attribute(c: Cursor) -> Column:
    start = c.i
    if c.statement.masked and c.at("..."):
        c.skip()
        return Column("...", None, unknown=True)
    name = c.name()
    c.take("REF") if c.dialect == "oracle" else False
    type_ = c.type()
    collation = c.object_name().text if c.take("COLLATE") else ""
    return Column(
        name.value, type_, collation=collation, written=name.written, span=name.span, definition=c.span(start),
        statement=c.statement.span,
    )  # fmt: skip


def _tsql(c: Cursor, name: ObjectName) -> CreateType:
    """SQL Server: an alias of a system type, a table type, or a type of an assembly."""
    span = c.statement.span
    if c.take("FROM"):
        base = c.type()
        text = base.text
        nullable = True
        if c.take("NOT", "NULL"):
            nullable, text = False, text + " not null"
        elif c.take("NULL"):
            text += " null"
        column = Column("", base, nullable, definition=base.span, statement=span)
        return CreateType(name, "alias", (column,), text=text, span=span)
    if c.take("EXTERNAL", "NAME"):
        return CreateType(name, "base", text=c.object_name().text, span=span)
    c.expect("AS", "TABLE")
    start = c.i
    c.expect("(")
    columns = _table_columns(c)
    c.expect(")")
    if c.take("WITH"):
        c.group()
    return CreateType(name, "table", columns, text=words(c, start), span=span)


def _table_columns(c: Cursor) -> tuple[Column, ...]:
    """The columns of a table type; its keys only make their columns NOT NULL, its indexes are its own business."""
    columns: list[Column] = []
    keys: set[str] = set()
    while not c.at(")") and not c.done:
        start = c.i
        if c.take("INDEX"):
            c.pass_over()
        elif constraint := table_constraint(c):
            if isinstance(constraint, PrimaryKey):
                keys.update(constraint.columns)
        else:
            clause = read_column(c)
            keys.update(clause.name.value for found in clause.constraints if isinstance(found, PrimaryKey))
            columns.append(clause.column(c.span(start), c.statement.span))
        if not c.take(","):
            break
    return tuple(column._replace(nullable=False) if column.name in keys else column for column in columns)


def _oracle(c: Cursor, name: ObjectName, or_replace: bool) -> CreateType:
    """Oracle: object types, collections, and the bare announcement of a type."""
    span = c.statement.span
    c.take("FORCE")
    while c.at_any("OID", "SHARING", "AUTHID", "DEFAULT", "ACCESSIBLE"):
        if c.take("ACCESSIBLE", "BY"):
            c.group()
        elif c.take("DEFAULT", "COLLATION"):
            c.name()
        else:
            c.next()
            c.take("=")
            c.next()
    if c.done:
        return CreateType(name, "shell", (), or_replace, span=span)
    under = c.take("UNDER")
    if under:
        c.object_name()
    elif not c.take("IS"):
        c.expect("AS")
    start = c.i
    if not under:
        if c.take("VARRAY") or c.take("VARYING", "ARRAY"):
            c.group()
            c.expect("OF")
            _element(c)
            c.take("NOT", "NULL")
            return CreateType(name, "collection", (), or_replace, words(c, start), span)
        if c.take("TABLE", "OF"):
            _element(c)
            c.take("NOT", "NULL")
            if c.take("INDEX", "BY"):
                c.type()
            return CreateType(name, "collection", (), or_replace, words(c, start), span)
        c.expect("OBJECT")
    columns: tuple[Column, ...] = ()
    if c.take("("):
        columns = _members(c)
        c.expect(")")
    while not c.done:
        c.take("NOT")
        if not c.take_any("FINAL", "INSTANTIABLE", "PERSISTABLE", "EXTERNAL"):
            break
    return CreateType(name, "object", columns, or_replace, words(c, start), span)


def _element(c: Cursor) -> None:
    """What a collection holds."""
    bracket = c.take("(")
    c.take("REF")
    c.type()
    c.take("NOT", "NULL")
    if bracket:
        c.expect(")")


def _members(c: Cursor) -> tuple[Column, ...]:
    """The attributes of an object type; its methods are passed over, for they are kept with the type's text."""
    columns: list[Column] = []
    while not c.at(")") and not c.done:
        if c.at_any(
            "NOT", "MEMBER", "STATIC", "CONSTRUCTOR", "MAP", "ORDER", "OVERRIDING", "FINAL", "INSTANTIABLE", "PRAGMA"
        ):
            c.pass_over()
        else:
            columns.append(_attribute(c))
        if not c.take(","):
            break
    return tuple(columns)


def create_domain(c: Cursor) -> tuple[Change, ...]:
    """CREATE DOMAIN name [AS] type with its clauses."""
    c.expect("CREATE")
    c.take("USECASE")
    c.expect("DOMAIN")
    if_not_exists = take_if_not_exists(c)
    name = c.object_name()
    c.take("AS")
    type_ = c.type()
    nullable, default = True, None
    constraints: list[Constraint] = []
    while not c.done:
        if c.take("COLLATE"):
            c.object_name()
        elif c.take("DEFAULT"):
            c.take("ON", "NULL")
            default = c.expression(
                "CONSTRAINT", "NOT", "NULL", "CHECK", "COLLATE", "STRICT", "DISPLAY", "ORDER", "ANNOTATIONS"
            )
        elif c.take("STRICT"):
            pass
        else:
            start = c.i
            written = constraint_name(c)
            if c.take("NOT", "NULL"):
                nullable = False
            elif c.take("NULL"):
                pass
            elif c.take("CHECK"):
                constraints.append(check(c, start, written))
            else:
                c.i = start
                break
            if c.dialect == "oracle":
                while c.take_any("ENABLE", "DISABLE", "VALIDATE", "NOVALIDATE", "DEFERRABLE"):
                    pass
    if c.dialect == "oracle" and c.at_any("DISPLAY", "ORDER", "ANNOTATIONS"):
        c.until()
    return (CreateDomain(name, type_, nullable, default, tuple(constraints), c.statement.span, if_not_exists),)


def alter_domain(c: Cursor) -> tuple[Change, ...]:
    """ALTER DOMAIN: one action."""
    c.expect("ALTER", "DOMAIN")
    if_exists = take_if_exists(c)
    name = c.object_name()
    span = c.statement.span
    if c.take("RENAME", "TO"):
        return (RenameObject("domain", name, c.object_name(), None, if_exists, span),)
    if c.take("OWNER", "TO"):
        return (SetOption("domain", name, "owner", c.name().value, span),)
    if c.take("SET", "SCHEMA"):
        return (SetSchema("domain", name, c.name(), span),)
    if c.take("SET", "DEFAULT"):
        return (AlterDomain(name, default=c.expression(), span=span),)
    if c.take("DROP", "DEFAULT"):
        return (AlterDomain(name, drop_default=True, span=span),)
    if c.take("SET", "NOT", "NULL"):
        return (AlterDomain(name, nullable=False, span=span),)
    if c.take("DROP", "NOT", "NULL"):
        return (AlterDomain(name, nullable=True, span=span),)
    if c.take("DROP", "CONSTRAINT"):
        take_if_exists(c)
        dropped = c.name()
        c.take_any("CASCADE", "RESTRICT")
        return (AlterDomain(name, drop=dropped, span=span),)
    if c.take("VALIDATE", "CONSTRAINT"):
        return (AlterDomain(name, validate=c.name(), span=span),)
    if c.take("RENAME", "CONSTRAINT"):
        old = c.name()
        c.expect("TO")
        return (RenameConstraint(name, old, c.name(), span),)
    if c.take("ADD"):
        start = c.i
        written = constraint_name(c)
        if c.take("NOT", "NULL"):
            return (AlterDomain(name, nullable=False, span=span),)
        c.expect("CHECK")
        return (AlterDomain(name, add=check(c, start, written), span=span),)
    raise Unreadable(f"expected an action {c.found()}")


def alter_type(c: Cursor) -> tuple[Change, ...]:
    """ALTER TYPE: enum values, attributes, name, owner, schema."""
    c.expect("ALTER", "TYPE")
    take_if_exists(c)
    name = c.object_name()
    span = c.statement.span
    if c.dialect == "oracle":
        start = c.i
        if not c.at_any(
            "COMPILE", "ADD", "DROP", "MODIFY", "REPLACE", "NOT", "FINAL", "INSTANTIABLE", "RESET", "EDITIONABLE"
        ):
            raise Unreadable(f"expected an action {c.found()}")
        c.i = c.n
        return (AlterObject("type", name, words(c, start), (), span),)
    if c.take("ADD", "VALUE"):
        if_not_exists = take_if_not_exists(c)
        value = _label(c)
        before = _label(c) if c.take("BEFORE") else ""
        after = _label(c) if c.take("AFTER") else ""
        return (AddEnumValue(name, value, before, after, if_not_exists, span),)
    if c.take("RENAME", "VALUE"):
        value = _label(c)
        c.expect("TO")
        return (RenameEnumValue(name, value, _label(c), span),)
    if c.take("RENAME", "TO"):
        return (RenameObject("type", name, c.object_name(), None, False, span),)
    if c.take("RENAME", "ATTRIBUTE"):
        old = c.name()
        c.expect("TO")
        new = c.name()
        c.take_any("CASCADE", "RESTRICT")
        return (AlterType(name, "rename", old, None, new, span),)
    if c.take("OWNER", "TO"):
        return (SetOption("type", name, "owner", c.name().value, span),)
    if c.take("SET", "SCHEMA"):
        return (SetSchema("type", name, c.name(), span),)
    if c.at("SET", "("):
        start = c.i
        c.next()
        c.group()
        return (AlterObject("type", name, words(c, start).lower(), (), span),)
    changes: list[Change] = []
    while True:
        changes.append(_attribute_action(c, name))
        if not c.take(","):
            break
    return tuple(changes)


def _attribute_action(c: Cursor, name: ObjectName) -> AlterType:
    start = c.i
    if c.take("ADD", "ATTRIBUTE"):
        at = c.i
        attribute = c.name()
        c.i = at
        definition = _attribute(c)
        c.take_any("CASCADE", "RESTRICT")
        return AlterType(name, "add", attribute, definition, None, c.span(start))
    if c.take("DROP", "ATTRIBUTE"):
        take_if_exists(c)
        attribute = c.name()
        c.take_any("CASCADE", "RESTRICT")
        return AlterType(name, "drop", attribute, None, None, c.span(start))
    if c.take("ALTER", "ATTRIBUTE"):
        attribute = c.name()
        c.take("SET", "DATA")
        c.expect("TYPE")
        type_ = c.type()
        collation = c.object_name().text if c.take("COLLATE") else ""
        c.take_any("CASCADE", "RESTRICT")
        column = Column(
            attribute.value, type_, collation=collation, written=attribute.written, span=attribute.span,
            definition=c.span(start), statement=c.statement.span,
        )  # fmt: skip
        return AlterType(name, "alter", attribute, column, None, c.span(start))
    raise Unreadable(f"expected an action {c.found()}")


def _label(c: Cursor) -> str:
    if c.statement.masked and not c.is_string():
        return c.name().written
    return c.string()


HANDLERS: dict[str, Handler] = {
    "CREATE TYPE": create_type,
    "CREATE DOMAIN": create_domain,
    "CREATE USECASE": create_domain,
    "ALTER TYPE": alter_type,
    "ALTER DOMAIN": alter_domain,
}
