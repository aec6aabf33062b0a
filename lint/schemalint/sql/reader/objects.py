"""Objects whose inside no rule asks about: schemas, extensions, synonyms, rules, servers and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemalint.model.change import (
    AlterObject,
    Change,
    ChangeGrant,
    CreateExtension,
    CreateIndex,
    CreateObject,
    CreateSequence,
    CreateTable,
    CreateTrigger,
    CreateView,
    Opaque,
    RenameObject,
    SetOption,
    SetSchema,
)
from schemalint.model.name import Name, ObjectName, Ref
from schemalint.model.schema import ForeignKey
from schemalint.sql.reader.cursor import Cursor, Unreadable
from schemalint.sql.reader.kinds import (
    NAMED,
    PLAIN,
    described,
    kind_of,
    read_kind,
    take_if_exists,
    take_if_not_exists,
    words,
)

if TYPE_CHECKING:
    from schemalint.sql.reader import Handler

# Kinds that are told apart by a description, not by a name, and the word it ends at.
DESCRIBED: dict[str, tuple[str, ...]] = {
    "cast": ("WITH", "WITHOUT"),
    "transform": ("(",),
    "user mapping": ("OPTIONS",),
    "large object": ("OWNER",),
}
# Words before the kind that say nothing about it.
_MODIFIERS = frozenset(
    ("PUBLIC", "SHARED", "TRUSTED", "PROCEDURAL", "AND", "RESOLVE", "COMPILE", "NOFORCE", "FORCE", "NO", "SYSTEM")
)
_MYSQL = frozenset(("mysql", "mariadb"))


def create_object(c: Cursor) -> tuple[Change, ...]:
    """CREATE kind [IF NOT EXISTS] name, the rest kept as text."""
    c.expect("CREATE")
    or_replace = c.take("OR", "REPLACE") or c.take("OR", "ALTER")
    kind = _kind(c)
    if_not_exists = take_if_not_exists(c)
    target: ObjectName | None = None
    if kind in DESCRIBED:
        name = described(c, *DESCRIBED[kind])
    elif kind == "operator":
        name = described(c, "(", "BINDING")
    elif (kind == "statistics" and c.at_any("ON", "(")) or kind in (
        "master key",
        "database encryption key",
        "service master key",
        "controlfile",
        "pfile",
        "spfile",
    ):
        name = ObjectName(Name("", "", c.span(c.i)))
    elif kind == "java":
        # CREATE JAVA { SOURCE | CLASS | RESOURCE } [NAMED] name
        c.next()
        c.take("NAMED")
        name = c.object_name()
    elif kind in ("role", "server", "login"):
        from schemalint.sql.reader.grants import read_grantee

        name = ObjectName(read_grantee(c))
    elif c.is_string() or c.peek()[:1].isdigit():
        at = c.i
        value = c.string() if c.is_string() else c.next()
        name = ObjectName(Name(value, c.words[at], c.token_span(at)))
    else:
        name = c.object_name()
    start = c.i
    if kind == "rule" and c.dialect != "tsql":
        target = _rule_table(c)
    elif kind == "statistics":
        target = _statistics_table(c)
    elif kind in ("event notification", "event session"):
        c.until()
    c.i = c.n
    attributes = (words(c, start),) if c.i > start else ()
    return (
        CreateObject(kind, name, c.statement.text, target, attributes, or_replace, if_not_exists, c.statement.span),
    )


def _kind(c: Cursor) -> str:
    """The kind behind the modifiers; a schema is a database in MySQL."""
    while True:
        try:
            kind = read_kind(c)
            break
        except Unreadable:
            if c.take("DEFINER"):
                c.take("=")
                c.until("EVENT")
            elif not c.take_any(*_MODIFIERS):
                raise
    return "database" if kind == "schema" and c.dialect in _MYSQL else kind


def _rule_table(c: Cursor) -> ObjectName | None:
    """The table of CREATE RULE name AS ON event TO table."""
    c.expect("AS", "ON")
    if not c.take_any("SELECT", "INSERT", "UPDATE", "DELETE"):
        raise Unreadable(f"expected an event {c.found()}")
    c.expect("TO")
    table = c.object_name()
    if c.take("WHERE"):
        c.until("DO")
    c.expect("DO")
    return table


def _statistics_table(c: Cursor) -> ObjectName | None:
    """The table of CREATE STATISTICS … ON columns FROM table, or … ON table (columns) in SQL Server."""
    if c.at("("):
        c.group()
    if c.dialect == "tsql":
        c.expect("ON")
        return c.object_name()
    c.until("FROM")
    c.expect("FROM")
    return c.object_name()


def create_extension(c: Cursor) -> tuple[Change, ...]:
    """CREATE EXTENSION [IF NOT EXISTS] name [WITH] [SCHEMA s] [VERSION v] [CASCADE]."""
    c.expect("CREATE", "EXTENSION")
    if_not_exists = take_if_not_exists(c)
    name = c.name()
    c.take("WITH")
    schema: Name | None = None
    version = ""
    while not c.done:
        if c.take("SCHEMA"):
            schema = c.name()
        elif c.take("VERSION"):
            version = c.string() if c.is_string() else c.name().value
        elif c.take("FROM"):
            c.next()
        elif not c.take("CASCADE"):
            break
    return (CreateExtension(name, schema, version, if_not_exists, c.statement.span),)


def create_synonym(c: Cursor) -> tuple[Change, ...]:
    """CREATE [PUBLIC] SYNONYM name FOR object[@link]."""
    c.expect("CREATE")
    or_replace = c.take("OR", "REPLACE")
    attributes: list[str] = []
    while word := c.take_any("EDITIONABLE", "NONEDITIONABLE", "PUBLIC"):
        attributes.append(word.lower())
    if not c.take("SYNONYM"):
        c.expect("ALIAS")
    if_not_exists = take_if_not_exists(c)
    name = c.object_name()
    if c.take("SHARING"):
        c.take("=")
        c.next()
    c.expect("FOR")
    target = c.object_name()
    if c.peek().startswith("@"):
        start = c.i
        c.next()
        while c.is_name() or c.at("."):
            c.next()
        attributes.append("link " + c.text(start).lstrip("@").strip())
    return (
        CreateObject(
            "synonym", name, c.statement.text, target, tuple(attributes), or_replace, if_not_exists, c.statement.span
        ),
    )


def create_schema(c: Cursor) -> tuple[Change, ...]:
    """CREATE SCHEMA, with what is created inside the same statement."""
    c.expect("CREATE")
    or_replace = c.take("OR", "REPLACE")
    c.take_any("TRANSIENT")
    if not c.take("SCHEMA"):
        c.expect("DATABASE")
    if_not_exists = take_if_not_exists(c)
    name: ObjectName | None = None
    attributes: list[str] = []
    if not c.at("AUTHORIZATION"):
        name = c.object_name()
    if c.take("AUTHORIZATION"):
        from schemalint.sql.reader.grants import read_grantee

        owner = read_grantee(c)
        attributes.append(f"owner {owner.value}")
        name = name or ObjectName(owner)
    if name is None:
        raise Unreadable(f"expected a name {c.found()}")
    kind = "schema"
    if c.dialect in _MYSQL:
        kind = "database"
        attributes += _mysql_options(c)
    made = CreateObject(
        kind, name, c.statement.text, None, tuple(attributes), or_replace, if_not_exists, c.statement.span
    )
    return (made, *_elements(c, name.name)) if c.at_any("CREATE", "GRANT") else (made,)


def _elements(c: Cursor, schema: Name) -> list[Change]:
    """The statements inside CREATE SCHEMA; names without a schema are of the new one."""
    from schemalint.sql.reader.blocks import read_tokens

    changes: list[Change] = []
    while c.at_any("CREATE", "GRANT"):
        start = c.i
        c.next()
        c.until("CREATE", "GRANT")
        reading = read_tokens(c.statement, list(c.words[start : c.i]), list(c.starts[start : c.i]), c.text(start))
        c.unread += reading.unread
        changes += reading.changes
    own = {change.name.value for change in changes if isinstance(change, (CreateTable, CreateView))}
    return [_inside(change, schema, own) for change in changes]


def _inside(change: Change, schema: Name, own: set[str]) -> Change:
    """The change with the schema of the statement it stands in."""

    def placed(name: ObjectName) -> ObjectName:
        return name._replace(schema=schema) if name.schema is None else name

    if isinstance(change, CreateTable):
        constraints = tuple(
            constraint._replace(parent=Ref(schema.value, constraint.parent.name))
            if isinstance(constraint, ForeignKey) and not constraint.parent.schema and constraint.parent.name in own
            else constraint
            for constraint in change.constraints
        )
        return change._replace(name=placed(change.name), constraints=constraints)
    if isinstance(change, CreateView):
        reads = tuple(placed(read) if read.value in own else read for read in change.reads)
        return change._replace(name=placed(change.name), reads=reads)
    if isinstance(change, CreateSequence):
        return change._replace(name=placed(change.name))
    if isinstance(change, (CreateIndex, CreateTrigger)):
        return change._replace(table=placed(change.table))
    if isinstance(change, ChangeGrant):
        return change._replace(objects=tuple(map(placed, change.objects)))
    return change


def _mysql_options(c: Cursor) -> list[str]:
    """The options of a database: character set, collation, encryption, comment."""
    options: list[str] = []
    while not c.done:
        start = c.i
        c.take("DEFAULT")
        if (
            c.take("CHARACTER", "SET")
            or c.take_any("CHARSET", "COLLATE", "ENCRYPTION", "COMMENT")
            or c.take("READ", "ONLY")
        ):
            c.take("=")
            c.next()
        else:
            c.i = start
            break
        options.append(words(c, start).lower())
    return options


def create_database(c: Cursor) -> tuple[Change, ...]:
    """CREATE DATABASE, which MySQL also calls a schema."""
    return create_schema(c) if c.dialect in _MYSQL else create_object(c)


def alter_object(c: Cursor) -> tuple[Change, ...]:
    """ALTER kind name: a new name, owner or schema; anything else is kept as text."""
    c.expect("ALTER")
    start = c.i
    kind = _kind(c)
    if_exists = take_if_exists(c)
    span = c.statement.span
    name: ObjectName | None = None
    if kind in DESCRIBED:
        name = described(c, *DESCRIBED[kind])
    elif kind == "operator":
        name = described(c, "OWNER", "SET", "ADD", "DROP", "COMPILE")
    elif kind in ("operator class", "operator family"):
        name = c.object_name()
        if c.take("USING"):
            c.name()
    elif kind == "instance" and c.dialect in ("mysql", "mariadb"):
        pass  # the server itself, which has no name
    elif c.is_name() and not (
        c.at_any("SET", "ADD", "DROP", "REGENERATE", "OPEN", "CLOSE") and c.dialect in ("tsql", "oracle")
    ):
        name = c.object_name()
    elif c.is_string():
        at = c.i
        name = ObjectName(Name(c.string(), c.words[at], c.token_span(at)))
    if name is not None:
        if c.take("RENAME", "TO"):
            return (RenameObject(kind, name, c.object_name(), None, if_exists, span),)
        if c.take("OWNER", "TO"):
            return (SetOption(kind, name, "owner", c.name().value, span),)
        if c.take("SET", "SCHEMA"):
            return (SetSchema(kind, name, c.name(), span),)
        start = c.i
    if c.done:
        raise Unreadable("the statement has no action")
    c.i = c.n
    return (AlterObject(kind, name, words(c, start), (), span),)


def alter_schema(c: Cursor) -> tuple[Change, ...]:
    """ALTER SCHEMA: a transfer in SQL Server, options in MySQL, a new name or owner elsewhere."""
    if c.dialect == "tsql" or "TRANSFER" in c.upper:
        from schemalint.sql.reader.renames import transfer

        return transfer(c)
    return alter_object(c)


def alter_materialized_log(c: Cursor) -> tuple[Change, ...]:
    """Oracle's ALTER MATERIALIZED VIEW LOG ON table."""
    c.expect("ALTER", "MATERIALIZED", "VIEW", "LOG")
    c.take("FORCE")
    c.expect("ON")
    name = c.object_name()
    start = c.i
    c.i = c.n
    return (AlterObject("materialized view log", name, words(c, start).lower(), (), c.statement.span),)


def import_schema(c: Cursor) -> tuple[Change, ...]:
    """IMPORT FOREIGN SCHEMA makes tables whose columns only the foreign server knows."""
    c.expect("IMPORT", "FOREIGN", "SCHEMA")
    c.name()
    tables: tuple[Name, ...] = ()
    if c.take("LIMIT", "TO"):
        tables = c.name_list()
    elif c.take("EXCEPT"):
        c.name_list()
    c.expect("FROM", "SERVER")
    c.name()
    c.expect("INTO")
    schema = c.name()
    if c.take("OPTIONS"):
        c.group()
    reason = "the tables that IMPORT FOREIGN SCHEMA makes are not in the text"
    touches = tuple(ObjectName(table, schema) for table in tables)
    return (Opaque("table", touches, reason, c.statement.span),)


def kept(c: Cursor) -> tuple[Change, ...]:
    """A statement about an object that the catalogue does not keep, as it stands."""
    c.i = c.n
    verb = c.statement.verb
    return (AlterObject(kind_of(verb.partition(" ")[2] or verb), None, c.statement.text, (), c.statement.span),)


# Kinds that the other modules read.
_ELSEWHERE = frozenset(
    (
        "TABLE", "TABLES", "FOREIGN TABLE", "EXTERNAL TABLE", "TEMPORARY TABLE", "TEMP TABLE", "VIRTUAL TABLE", "INDEX", "COLUMN",
        "CONSTRAINT", "VIEW", "MATERIALIZED VIEW", "SNAPSHOT", "MATERIALIZED VIEW LOG", "FUNCTION", "AGGREGATE FUNCTION",
        "PROCEDURE", "PROC", "ROUTINE", "AGGREGATE", "PACKAGE", "PACKAGE BODY", "TYPE", "TYPE BODY", "DOMAIN", "SEQUENCE",
        "TEMPORARY SEQUENCE", "TRIGGER", "EVENT TRIGGER", "POLICY", "SECURITY POLICY", "ROLE", "USER", "GROUP", "LOGIN",
        "APPLICATION ROLE", "SERVER ROLE", "AUTHORIZATION", "SESSION", "SYSTEM", "EXTENSION", "SYNONYM", "PUBLIC SYNONYM",
        "ALIAS", "SCHEMA", "DATABASE",
    )
)  # fmt: skip
_KINDS = tuple(
    kind
    for kind in (
        *NAMED, *PLAIN, "FULLTEXT", "SEARCH", "EXTERNAL", "SERVER", "BROKER", *(kind.partition(" ")[0] for kind in PLAIN),
    )
    if kind not in _ELSEWHERE
)  # fmt: skip

HANDLERS: dict[str, Handler] = {
    **{f"CREATE {kind}": create_object for kind in _KINDS},
    **{f"ALTER {kind}": alter_object for kind in _KINDS},
    "ALTER EXTENSION": alter_object,
    "ALTER DATABASE": alter_object,
    "ALTER SYNONYM": alter_object,
    "CREATE EXTENSION": create_extension,
    "CREATE SYNONYM": create_synonym,
    "CREATE PUBLIC SYNONYM": create_synonym,
    "CREATE ALIAS": create_synonym,
    "CREATE COMPILE": create_object,
    "CREATE SCHEMA": create_schema,
    "CREATE DATABASE": create_database,
    "ALTER SCHEMA": alter_schema,
    "ALTER MATERIALIZED VIEW LOG": alter_materialized_log,
    "ALTER AUTHORIZATION": kept,
    "IMPORT FOREIGN SCHEMA": import_schema,
    "ADD SIGNATURE": kept,
    "ADD": kept,
    "FLASHBACK TABLE": kept,
    "FLASHBACK": kept,
}
