"""Functions, procedures, aggregates and packages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from schemalint.model.change import (
    AlterObject,
    Change,
    CreateObject,
    CreateRoutine,
    RenameObject,
    SetOption,
    SetSchema,
)
from schemalint.model.schema import NOWHERE, Parameter
from schemalint.model.text import Span
from schemalint.sql.reader.cursor import Cursor, Unreadable
from schemalint.sql.reader.kinds import take_if_exists, take_if_not_exists, take_signature, words

if TYPE_CHECKING:
    from schemalint.sql.reader import Handler

RoutineKind = Literal["function", "procedure", "aggregate", "package", "package body", "window"]

# Attributes that are words alone, by dialect family; the longest that fits is taken.
ATTRIBUTES: tuple[tuple[str, ...], ...] = tuple(
    tuple(phrase.split())
    for phrase in (
        "CALLED ON NULL INPUT", "RETURNS NULL ON NULL INPUT", "EXTERNAL SECURITY INVOKER", "EXTERNAL SECURITY DEFINER",
        "SECURITY INVOKER", "SECURITY DEFINER", "NOT LEAKPROOF", "LEAKPROOF", "IMMUTABLE", "STABLE", "VOLATILE", "STRICT",
        "WINDOW", "PARALLEL SAFE", "PARALLEL UNSAFE", "PARALLEL RESTRICTED",
        "NOT DETERMINISTIC", "DETERMINISTIC", "CONTAINS SQL", "NO SQL", "READS SQL DATA", "MODIFIES SQL DATA",
        "SQL SECURITY DEFINER", "SQL SECURITY INVOKER", "SQL SECURITY CURRENT_USER",
        "AUTHID CURRENT_USER", "AUTHID DEFINER", "PIPELINED", "RESULT_CACHE", "PARALLEL_ENABLE",
        "FOR REPLICATION", "NO EXTERNAL ACTION", "EXTERNAL ACTION", "AGGREGATE",
    )
)  # fmt: skip
# Words that PostgreSQL takes for a type, never for the name of a parameter.
_TYPE_WORDS = frozenset(
    (
        "BIGINT", "BIT", "BOOLEAN", "CHAR", "CHARACTER", "DEC", "DECIMAL", "FLOAT", "INT", "INTEGER", "INTERVAL", "NATIONAL",
        "NCHAR", "NUMERIC", "REAL", "SETOF", "SMALLINT", "TIME", "TIMESTAMP", "VARCHAR",
    )
)  # fmt: skip
_MODES = frozenset(("IN", "OUT", "INOUT", "VARIADIC"))
_MYSQL = frozenset(("mysql", "mariadb"))


def create_routine(c: Cursor) -> tuple[Change, ...]:
    """CREATE FUNCTION and PROCEDURE in all dialects, and SQL Server's ALTER of them, which writes them anew."""
    replaces = c.take("ALTER")
    if not replaces:
        c.expect("CREATE")
        replaces = c.take("OR", "REPLACE") or c.take("OR", "ALTER")
    attributes: list[str] = []
    while not c.at_any("FUNCTION", "PROCEDURE", "PROC"):
        _modifier(c, attributes)
    kind: RoutineKind = "function" if c.next().upper() == "FUNCTION" else "procedure"
    if_not_exists = take_if_not_exists(c)
    name = c.object_name()
    reader = _Routine(c, kind, attributes)
    reader.read()
    return (
        CreateRoutine(
            name, "window" if "window" in attributes else reader.kind, tuple(reader.parameters), reader.returns,
            reader.language, tuple(attributes), reader.body, reader.body_span, replaces, if_not_exists, c.statement.span,
        ),
    )  # fmt: skip


def _modifier(c: Cursor, attributes: list[str]) -> None:
    """One word or clause between CREATE and the kind of routine."""
    if c.take_any("EDITIONABLE", "NONEDITIONABLE"):
        return
    if c.take("AGGREGATE"):
        attributes.append("aggregate")
    elif c.take("DEFINER"):
        c.take("=")
        start = c.i
        c.until("FUNCTION", "PROCEDURE", "SQL", "AGGREGATE", "PACKAGE", "EVENT")
        attributes.append(f"definer {words(c, start)}")
    else:
        raise Unreadable(f"expected FUNCTION or PROCEDURE {c.found()}")


class _Routine:
    """The parts of a routine behind its name, as they are read."""

    __slots__ = ("attributes", "body", "body_span", "c", "kind", "language", "parameters", "returns")

    def __init__(self, c: Cursor, kind: RoutineKind, attributes: list[str]) -> None:
        self.c = c
        self.kind = kind
        self.attributes = attributes
        self.parameters: list[Parameter] = []
        self.returns = ""
        self.language = ""
        self.body = ""
        self.body_span: Span = NOWHERE

    def read(self) -> None:
        c = self.c
        if c.dialect == "tsql":
            self._tsql()
        elif c.dialect == "oracle":
            self._oracle()
        elif c.dialect in _MYSQL:
            self._mysql()
        elif c.dialect == "standard" and (c.peek()[:1] == "@" or (c.at("(") and c.peek(1)[:1] == "@")):
            self._tsql()
        else:
            self._postgres()

    def rest_is_body(self) -> None:
        """Takes all that is left as the body."""
        c = self.c
        if c.done:
            raise Unreadable("the routine has no body")
        start = c.i
        c.i = c.n
        self.body, self.body_span = c.text(start), c.span(start)

    def _postgres(self) -> None:
        c = self.c
        if c.at("("):
            self.parameters = read_parameters(c)
        elif c.dialect == "postgres":
            raise Unreadable(f"expected ( {c.found()}")
        while not c.done:
            if not self._postgres_clause():
                if c.dialect == "standard" and (c.at_any("BEGIN", "IS", "DECLARE") or self.returns):
                    c.take("IS")
                    self.rest_is_body()
                return

    def _postgres_clause(self) -> bool:
        c = self.c
        start = c.i
        if self._plain():
            return True
        if c.take("RETURNS"):
            self.returns = self._returned()
        elif c.take("LANGUAGE"):
            self.language = c.string().lower() if c.is_string() else c.name().value.lower()
        elif c.take("SUPPORT"):
            self.attributes.append(f"support {c.object_name().text}")
        elif c.take_any("COST", "ROWS"):
            self.attributes.append(f"{c.peek(-1).lower()} {c.next()}")
        elif c.take("TRANSFORM"):
            while c.take("FOR", "TYPE"):
                c.type()
                if not c.take(","):
                    break
            self.attributes.append(words(c, start).lower())
        elif c.take("SET"):
            self.attributes.append(_setting(c))
        elif c.take("AS") or (c.dialect == "standard" and c.take("IS")):
            self._as()
        elif c.take("RETURN") or c.at("BEGIN", "ATOMIC"):
            self.rest_is_body()
            self.language = self.language or "sql"
        elif c.take("COMMENT"):
            c.string()
        elif c.take("WITH"):
            c.group()
            self.attributes.append(words(c, start).lower())
        else:
            return False
        return True

    def _as(self) -> None:
        """AS 'body', or AS 'object file', 'link symbol'."""
        c = self.c
        if not c.is_string():
            self.rest_is_body()
            return
        word, start = c.words[c.i], c.starts[c.i]
        self.body = c.string()
        lead = word.find("$", 1) + 1 if word[0] == "$" else word.find("'") + 1
        trail = lead if word[0] == "$" else 1
        self.body_span = Span(c.path, start + lead, max(start + lead, start + len(word) - trail))
        while c.is_string():
            self.body += c.string()
            self.body_span = self.body_span._replace(end=c.span(c.i - 1).end - 1)
        if c.take(","):
            self.body += ", " + c.string()

    def _plain(self) -> bool:
        """Consumes an attribute that is words alone."""
        c = self.c
        for phrase in ATTRIBUTES:
            if c.take(*phrase):
                start = c.i - len(phrase)
                if phrase in (("PARALLEL_ENABLE",), ("RESULT_CACHE",)) and c.at("("):
                    c.group()
                self.attributes.append(words(c, start).lower())
                return True
        return False

    def _returned(self) -> str:
        c = self.c
        start = c.i
        if c.at("TABLE", "("):
            c.next()
            c.group()
            return words(c, start)
        if c.take("SETOF"):
            return "setof " + read_type(c)
        return read_type(c)

    def _mysql(self) -> None:
        c = self.c
        if c.at("("):
            self.parameters = read_parameters(c)
        elif not c.at_any("RETURNS", "RETURN", "AS", "IS"):
            raise Unreadable(f"expected ( {c.found()}")
        while not c.done:
            if self._plain():
                continue
            if c.take("RETURNS") or (self.kind == "function" and not self.returns and c.take("RETURN")):
                self.returns = read_type(c)
            elif c.take("LANGUAGE"):
                self.language = c.name().value.lower()
            elif c.take("COMMENT"):
                c.string()
            elif c.take("SONAME"):
                self.body = c.string()
                self.body_span = c.span(c.i - 1)
                return
            elif c.take("AS") or c.take("IS"):
                self.rest_is_body()
            else:
                self.rest_is_body()

    def _tsql(self) -> None:
        c = self.c
        if c.take(";"):
            c.next()
        bracket = c.take("(")
        while c.peek()[:1] == "@" or (c.statement.masked and bracket and c.is_name()):
            self.parameters.append(_tsql_parameter(c))
            if not c.take(","):
                break
        if bracket:
            c.expect(")")
        if self.kind == "function":
            c.expect("RETURNS")
            self.returns = self._tsql_returned()
        start = c.i
        if c.take("WITH"):
            while True:
                option = c.i
                if c.take_any("EXECUTE", "EXEC"):
                    c.expect("AS")
                    c.next()
                elif c.take("RETURNS") or c.take("CALLED"):
                    c.until(",", "AS", "BEGIN")
                elif c.take("INLINE"):
                    c.take("=")
                    c.next()
                else:
                    c.next()
                self.attributes.append(words(c, option).lower())
                if not c.take(","):
                    break
        self._plain()
        if c.take("ORDER"):
            c.expect("(")
            while not c.at(")"):
                c.name()
                c.take_any("ASC", "DESC")
                if not c.take(","):
                    break
            c.expect(")")
        if not c.take("AS") and self.kind == "procedure":
            raise Unreadable(f"expected AS {c.found()}")
        if c.i == start and not c.at_any("BEGIN", "RETURN", "EXTERNAL"):
            raise Unreadable(f"expected BEGIN {c.found()}")
        self.language = "external" if c.at("EXTERNAL", "NAME") else ""
        self.rest_is_body()

    def _tsql_returned(self) -> str:
        c = self.c
        start = c.i
        if c.peek()[:1] == "@":
            c.next()
            c.expect("TABLE")
            c.group()
            return words(c, start)
        if c.take("TABLE"):
            if c.at("("):
                c.group()
            return words(c, start)
        return read_type(c)

    def _oracle(self) -> None:
        c = self.c
        if c.take("SHARING"):
            c.take("=")
            c.next()
        if c.at("("):
            self.parameters = read_parameters(c)
        while not c.at_any("IS", "AS") and not c.done:
            if c.take("RETURN"):
                self.returns = read_type(c)
            elif not self._oracle_attribute():
                raise Unreadable(f"expected IS or AS {c.found()}")
        if not c.done:
            c.next()
            if c.at("LANGUAGE"):
                c.next()
                self.language = c.name().value.lower()
            elif c.at("MLE") or c.at("EXTERNAL"):
                self.language = c.peek().lower()
            self.rest_is_body()
        elif "aggregate" not in self.attributes and not any(a.startswith("aggregate using") for a in self.attributes):
            raise Unreadable("the routine has no body")

    def _oracle_attribute(self) -> bool:
        c = self.c
        start = c.i
        if self._plain():
            return True
        if c.take("SQL_MACRO"):
            if c.at("("):
                c.group()
        elif c.take("RELIES_ON") or c.take("ACCESSIBLE", "BY"):
            c.group()
        elif c.take("DEFAULT", "COLLATION"):
            c.name()
        elif c.take("AGGREGATE", "USING"):
            c.object_name()
        elif c.take("USING") or c.take("TABLE", "POLYMORPHIC") or c.take("ROW", "POLYMORPHIC"):
            if c.at("("):
                c.group()
            elif c.is_name() and not c.at_any("USING", "IS", "AS"):
                c.object_name()
        else:
            return False
        self.attributes.append(words(c, start).lower())
        return True


def _setting(c: Cursor) -> str:
    """The rest of SET parameter { TO | = } value, … or FROM CURRENT: `set search_path to a, b`."""
    start = c.i
    c.object_name()
    if not c.take("FROM", "CURRENT"):
        if not c.take("=") and not c.take("TO"):
            # SET TIME ZONE 'UTC', SET SCHEMA 'x'
            if c.is_string():
                c.next()
                return "set " + words(c, start).lower()
            c.next()
        while True:
            c.take_any("-", "+")
            c.next()
            while c.take("."):
                c.next()
            if not c.take(","):
                break
    return "set " + words(c, start).lower()


# Parameters and types


def read_parameters(c: Cursor) -> list[Parameter]:
    """`([mode] [name] type [DEFAULT value], …)`, brackets included."""
    c.expect("(")
    found: list[Parameter] = []
    if c.take(")"):
        return found
    if c.take("*"):
        c.expect(")")
        return found
    while True:
        if c.take("ORDER", "BY"):
            # The direct arguments of an ordered-set aggregate end here.
            continue
        found.append(_parameter(c))
        if c.take("ORDER", "BY"):
            found.append(_parameter(c))
        if not c.take(","):
            break
    c.expect(")")
    return found


def _parameter(c: Cursor) -> Parameter:
    mode = _mode(c)
    name = ""
    if c.dialect == "postgres" or c.dialect == "standard":
        start = c.i
        if not _nameless(c):
            c.i = start
            if c.peek() in _TYPE_WORDS:
                raise Unreadable(f"expected a name {c.found()}")
            name = c.name().value
            mode = _mode(c) or mode
            type_text = read_type(c)
        else:
            c.i = start
            type_text = read_type(c)
    else:
        name = c.name().value
        mode = _mode(c) or mode
        if c.dialect == "oracle":
            c.take("NOCOPY")
        type_text = read_type(c)
    default = ""
    if c.take("DEFAULT") or c.take(":=") or c.take("="):
        default = c.expression().text
    return Parameter(name, type_text, mode or "in", default)


def _mode(c: Cursor) -> str:
    if c.peek() not in _MODES or c.peek(1) in (",", ")"):
        return ""
    word = c.next().upper()
    if word == "IN" and c.take("OUT"):
        return "inout"
    if word in ("OUT", "INOUT"):
        c.take("NOCOPY")
    return word.lower()


def _nameless(c: Cursor) -> bool:
    """Whether a type alone stands here, up to the comma, the bracket or the default."""
    try:
        read_type(c)
    except Unreadable:
        return False
    return c.at_any(",", ")", "DEFAULT", "=", ":=", "ORDER")


def read_type(c: Cursor) -> str:
    """A data type in its canonical spelling, schema in front; `table.column%TYPE` and the like as written."""
    start = c.i
    if c.dialect == "postgres":
        c.take("SETOF")
    if c.dialect == "mariadb" and (c.take("TYPE", "OF") or c.take("ROW", "TYPE", "OF")):
        c.object_name()
        return words(c, start).lower()
    if c.dialect == "mariadb" and c.at("ROW", "("):
        c.next()
        c.group()
        return words(c, start).lower()
    if c.take("REF"):
        return "ref " + c.object_name().text
    try:
        found = c.type()
    except Unreadable:
        c.i = start
        c.object_name()
        found = None
    if c.at("%"):
        c.next()
        c.next()
        return words(c, start).lower()
    if c.at("."):
        c.i = start
        c.object_name()
        if c.take("%"):
            c.next()
        return words(c, start).lower()
    if c.peek() in ("%TYPE", "%ROWTYPE"):
        c.next()
        return words(c, start).lower()
    if c.take_any("CHARSET") or c.take("CHARACTER", "SET"):
        c.take("=")
        c.name()
    if c.take("COLLATE"):
        c.name()
    if found is None:
        return words(c, start).lower()
    return (
        f"{found.schema}.{found.text}" if found.schema and not found.text.startswith(f"{found.schema}.") else found.text
    )


def _tsql_parameter(c: Cursor) -> Parameter:
    name = c.next().lower()
    c.take("AS")
    type_text = read_type(c)
    c.take("VARYING")
    c.take("NOT", "NULL")
    c.take("NULL")
    default = ""
    if c.take("="):
        c.take("-")
        start = c.i
        c.next()
        default = c.text(start - 1 if c.words[start - 1] == "-" else start)
        while c.take("."):
            c.next()
    mode = "inout" if c.take_any("OUT", "OUTPUT") else "in"
    c.take("READONLY")
    return Parameter(name, type_text, mode, default)


# Packages, aggregates


def create_package(c: Cursor) -> tuple[Change, ...]:
    """Oracle's CREATE PACKAGE and PACKAGE BODY."""
    c.expect("CREATE")
    replaces = c.take("OR", "REPLACE")
    attributes: list[str] = []
    while not c.at("PACKAGE"):
        _modifier(c, attributes)
    c.next()
    kind: RoutineKind = "package body" if c.take("BODY") else "package"
    if_not_exists = take_if_not_exists(c)
    name = c.object_name()
    reader = _Routine(c, kind, attributes)
    if c.take("SHARING"):
        c.take("=")
        c.next()
    while not c.at_any("IS", "AS") and not c.done:
        if c.take("COMMENT"):
            c.string()
        elif not reader._oracle_attribute():
            raise Unreadable(f"expected IS or AS {c.found()}")
    if not c.take("IS"):
        c.expect("AS")
    reader.rest_is_body()
    return (
        CreateRoutine(
            name, kind, (), "", "", tuple(attributes), reader.body, reader.body_span, replaces, if_not_exists,
            c.statement.span,
        ),
    )  # fmt: skip


def create_aggregate(c: Cursor) -> tuple[Change, ...]:
    """PostgreSQL's CREATE AGGREGATE name (arguments) (options), its old form, and SQL Server's with EXTERNAL NAME."""
    c.expect("CREATE")
    replaces = c.take("OR", "REPLACE")
    c.expect("AGGREGATE")
    name = c.object_name()
    parameters: list[Parameter] = []
    returns = ""
    if c.dialect == "tsql":
        c.expect("(")
        while not c.at(")"):
            parameters.append(_tsql_parameter(c))
            c.take(",")
        c.expect(")")
        c.expect("RETURNS")
        returns = read_type(c)
        start = c.i
        c.expect("EXTERNAL", "NAME")
        c.object_name()
    elif not (c.at("(") and c.peek(2) == "="):
        parameters = read_parameters(c)
        start = c.i
        c.group()
    else:
        start = c.i
        c.group()
    return (
        CreateRoutine(
            name, "aggregate", tuple(parameters), returns, "", (), c.text(start), c.span(start), replaces, False,
            c.statement.span,
        ),
    )  # fmt: skip


def alter_routine(c: Cursor) -> tuple[Change, ...]:
    """ALTER FUNCTION, PROCEDURE, ROUTINE, AGGREGATE, PACKAGE: name, owner, schema, attributes."""
    if c.dialect == "tsql":
        return create_routine(c)
    c.expect("ALTER")
    if not c.take_any("FUNCTION", "PROCEDURE", "ROUTINE", "AGGREGATE", "PACKAGE"):
        raise Unreadable(f"expected FUNCTION {c.found()}")
    if_exists = take_if_exists(c)
    name = c.object_name()
    take_signature(c)
    span = c.statement.span
    if c.take("RENAME", "TO"):
        return (RenameObject("routine", name, c.object_name(), None, if_exists, span),)
    if c.take("OWNER", "TO"):
        return (SetOption("routine", name, "owner", c.name().value, span),)
    if c.take("SET", "SCHEMA"):
        return (SetSchema("routine", name, c.name(), span),)
    start = c.i
    if c.take("NO", "DEPENDS", "ON", "EXTENSION") or c.take("DEPENDS", "ON", "EXTENSION"):
        c.name()
        return (AlterObject("routine", name, words(c, start).lower(), (), span),)
    if c.dialect == "oracle":
        if not c.at_any("COMPILE", "EDITIONABLE", "NONEDITIONABLE"):
            raise Unreadable(f"expected COMPILE {c.found()}")
        c.until()
        return (AlterObject("routine", name, words(c, start).lower(), (), span),)
    reader = _Routine(c, "function", [])
    while not c.done:
        at = c.i
        if c.take("RESTRICT"):
            continue
        if c.take("RESET"):
            reader.attributes.append("reset " + c.object_name().text)
        elif c.take("LANGUAGE"):
            reader.attributes.append("language " + c.name().value.lower())
        elif c.take("COMMENT"):
            reader.attributes.append("comment " + c.string())
        elif c.at_any("AS", "RETURN", "BEGIN", "RETURNS", "WITH") and not c.at("RETURNS", "NULL"):
            break
        elif not reader._postgres_clause():
            c.i = at
            break
    if not reader.attributes:
        raise Unreadable(f"expected an action {c.found()}")
    return (AlterObject("routine", name, "alter", tuple(reader.attributes), span),)


def create_type_body(c: Cursor) -> tuple[Change, ...]:
    """Oracle's CREATE TYPE BODY."""
    c.expect("CREATE")
    replaces = c.take("OR", "REPLACE")
    c.take_any("EDITIONABLE", "NONEDITIONABLE")
    c.expect("TYPE", "BODY")
    name = c.object_name()
    if not c.take("IS"):
        c.expect("AS")
    c.i = c.n
    return (CreateObject("type body", name, c.statement.text, None, (), replaces, False, c.statement.span),)


HANDLERS: dict[str, Handler] = {
    "CREATE FUNCTION": create_routine,
    "CREATE PROCEDURE": create_routine,
    "CREATE PROC": create_routine,
    "CREATE PACKAGE": create_package,
    "CREATE PACKAGE BODY": create_package,
    "CREATE AGGREGATE": create_aggregate,
    "CREATE TYPE BODY": create_type_body,
    "ALTER FUNCTION": alter_routine,
    "ALTER PROCEDURE": alter_routine,
    "ALTER PROC": alter_routine,
    "ALTER ROUTINE": alter_routine,
    "ALTER AGGREGATE": alter_routine,
    "ALTER PACKAGE": alter_routine,
}
