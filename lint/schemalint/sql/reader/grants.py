"""GRANT, REVOKE, DENY, default privileges, roles, users and logins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemalint.dialects.folding import fold
from schemalint.model.change import AlterObject, Change, ChangeGrant, CreateObject, RenameObject
from schemalint.model.name import Name, ObjectName
from schemalint.model.schema import Grant, Kind
from schemalint.sql.reader.cursor import Cursor, Unreadable
from schemalint.sql.reader.kinds import take_if_exists, take_if_not_exists, take_signature, words

if TYPE_CHECKING:
    from schemalint.sql.reader import Handler

_MYSQL = frozenset(("mysql", "mariadb"))
# What may stand after ON before the names; a table where nothing stands.
_ON_KINDS: tuple[tuple[tuple[str, ...], Kind], ...] = (
    (("FOREIGN", "DATA", "WRAPPER"), "other"),
    (("FOREIGN", "SERVER"), "other"),
    (("LARGE", "OBJECT"), "other"),
    (("MINING", "MODEL"), "other"),
    (("SQL", "TRANSLATION", "PROFILE"), "other"),
    (("JAVA", "SOURCE"), "other"),
    (("JAVA", "RESOURCE"), "other"),
    (("PROPERTY", "GRAPH"), "other"),
    (("TABLE",), "table"),
    (("SEQUENCE",), "sequence"),
    (("DATABASE",), "database"),
    (("DOMAIN",), "domain"),
    (("FUNCTION",), "routine"),
    (("PROCEDURE",), "routine"),
    (("ROUTINE",), "routine"),
    (("PACKAGE", "BODY"), "routine"),
    (("PACKAGE",), "routine"),
    (("LANGUAGE",), "other"),
    (("PARAMETER",), "other"),
    (("SCHEMA",), "schema"),
    (("TABLESPACE",), "other"),
    (("TYPE",), "type"),
    (("DIRECTORY",), "other"),
    (("EDITION",), "other"),
    (("USER",), "role"),
    (("LIBRARY",), "other"),
)  # fmt: skip
_ALL_KINDS: dict[str, Kind] = {
    "TABLES": "table",
    "SEQUENCES": "sequence",
    "FUNCTIONS": "routine",
    "PROCEDURES": "routine",
    "ROUTINES": "routine",
    "TYPES": "type",
    "SCHEMAS": "schema",
    "LARGE": "other",
}
# The class before :: in SQL Server.
_CLASSES: dict[str, Kind] = {
    "OBJECT": "table",
    "SCHEMA": "schema",
    "DATABASE": "database",
    "TYPE": "type",
    "USER": "role",
    "ROLE": "role",
    "APPLICATION ROLE": "role",
}
_OTHER_CLASSES = frozenset(
    (
        "ASSEMBLY", "ASYMMETRIC KEY", "AVAILABILITY GROUP", "CERTIFICATE", "CONTRACT", "DATABASE SCOPED CREDENTIAL", "ENDPOINT",
        "EXTERNAL LANGUAGE", "FULLTEXT CATALOG", "FULLTEXT STOPLIST", "LOGIN", "MESSAGE TYPE", "REMOTE SERVICE BINDING", "ROUTE",
        "SEARCH PROPERTY LIST", "SERVER", "SERVER ROLE", "SERVICE", "SYMMETRIC KEY", "XML SCHEMA COLLECTION",
    )
)  # fmt: skip
# Privileges of one word in Oracle that are no roles.
_PRIVILEGE_WORDS = frozenset(("ALL", "SYSDBA", "SYSOPER", "SYSBACKUP", "SYSDG", "SYSKM", "SYSRAC"))


def grant(c: Cursor) -> tuple[Change, ...]:
    """GRANT and REVOKE of privileges and roles."""
    return (_grant(c, False),)


def deny(c: Cursor) -> tuple[Change, ...]:
    """SQL Server's DENY, which is stronger than the absence of a grant; kept as it is written."""
    c.expect("DENY")
    kept = _grant_body(c, True, False)
    action = "deny " + " ".join(kept.grant.privileges).lower()
    columns = (f"column {column}" for column in kept.grant.columns)
    attributes = (kept.grant.kind, *columns, *(f"to {grantee}" for grantee in kept.grant.grantees))
    return (AlterObject("permission", kept.objects[0] if kept.objects else None, action, attributes, c.statement.span),)


def _grant(c: Cursor, default: bool) -> ChangeGrant:
    revoke = c.take("REVOKE")
    if not revoke:
        c.expect("GRANT")
    return _grant_body(c, revoke, default)


def _grant_body(c: Cursor, revoke: bool, default: bool) -> ChangeGrant:
    """What follows GRANT or REVOKE."""
    option_only = False
    if revoke:
        take_if_exists(c)
        for words_ in (("GRANT",), ("ADMIN",), ("INHERIT",), ("SET",), ("HIERARCHY",)):
            option_only = c.take(*words_, "OPTION", "FOR") or option_only
    privileges, names, columns = _privileges(c)
    kind: Kind = "table"
    objects: list[ObjectName] = []
    all_in_schema = on = False
    if c.take("ON"):
        on = True
        kind, objects, all_in_schema, more = _securables(c, default)
        if privileges == ["PROXY"]:
            kind = "role"
        columns += more
    roles: tuple[str, ...] = ()
    if kind == "table" and "EXECUTE" in privileges:
        kind = "routine"  # what the statement does not say; of tables it would be refused
    if not on:
        kind, roles = _without_on(c, privileges, names)
    grantees: list[str] = []
    if c.take("TO") or (revoke and c.take("FROM")):
        grantees = _grantees(c)
    elif not (revoke and c.dialect == "tsql"):
        raise Unreadable(f"expected TO or FROM {c.found()}")
    with_option = _tail(c) or option_only
    granted = () if roles else tuple(_canonical(privilege) for privilege in privileges)
    value = Grant(
        granted, kind, (), tuple(grantees), all_in_schema, with_option, tuple(columns), roles, revoke, c.statement.span
    )
    return ChangeGrant(value, tuple(objects), default, c.statement.span)


def _canonical(privilege: str) -> str:
    return "ALL" if privilege == "ALL PRIVILEGES" else privilege


def _privileges(c: Cursor) -> tuple[list[str], list[str], list[str]]:
    """`privilege [(columns)], …` up to ON, TO or FROM: the privileges, upper case, as they are if they are roles, the columns."""
    privileges: list[str] = []
    names: list[str] = []
    columns: list[str] = []
    while True:
        start = c.i
        if c.dialect in _MYSQL and (c.is_string() or c.peek(1).startswith("@")):
            name = read_grantee(c)
            privileges.append(name.value)
            names.append(name.value)
        else:
            while not c.done and not c.at_any("ON", "TO", "FROM", ",", "("):
                if not c.is_name():
                    raise Unreadable(f"expected a privilege {c.found()}")
                c.next()
            if c.i == start:
                raise Unreadable(f"expected a privilege {c.found()}")
            word = fold(c.words[start], c.dialect)
            quoted = c.words[start][0] in '"`[' and c.i == start + 1  # a role, whatever blanks are in it
            privileges.append(word if quoted else " ".join(c.upper[start : c.i]))
            names.append(word)
        if c.at("("):
            columns.extend(name.value for name in c.name_list())
        if not c.take(","):
            return privileges, names, columns


def _without_on(c: Cursor, privileges: list[str], names: list[str]) -> tuple[Kind, tuple[str, ...]]:
    """What a grant without ON is about: the roles, or nothing where these are privileges of the database or the server."""
    if c.dialect == "tsql":
        return "database", ()
    said = [
        privilege for privilege, name in zip(privileges, names, strict=True) if privilege != name or " " not in name
    ]
    if c.dialect == "oracle" and any(" " in privilege or privilege in _PRIVILEGE_WORDS for privilege in said):
        return "database", ()
    if c.dialect in _MYSQL and any(privilege in ("ALL", "ALL PRIVILEGES", "GRANT OPTION") for privilege in privileges):
        return "database", ()
    if any(" " in privilege for privilege in said):
        raise Unreadable("expected ON")
    return "role", tuple(names)


def _securables(c: Cursor, default: bool) -> tuple[Kind, list[ObjectName], bool, list[str]]:
    """What stands after ON: kind, names, whether it is ALL … IN SCHEMA, and columns behind a name (SQL Server)."""
    if default:
        word = c.next().upper()
        if word == "LARGE":
            c.expect("OBJECTS")
        if word not in _ALL_KINDS:
            raise Unreadable(f"expected TABLES, SEQUENCES, … {c.found()}")
        return _ALL_KINDS[word], [], False, []
    if c.at("ALL") and c.peek(1) in _ALL_KINDS:
        c.next()
        kind = _ALL_KINDS[c.next().upper()]
        c.expect("IN", "SCHEMA")
        return kind, [ObjectName(name) for name in _names(c)], True, []
    if c.dialect in _MYSQL:
        return _mysql_level(c)
    if c.dialect == "tsql":
        return _tsql_securable(c)
    kind = "table"
    for phrase, found in _ON_KINDS:
        if c.at(*phrase) and c.peek(len(phrase)) not in ("TO", "FROM", ",", ".", "("):
            c.take(*phrase)
            kind = found
            break
    objects: list[ObjectName] = []
    while True:
        if c.peek()[:1].isdigit():
            word = c.next()
            objects.append(ObjectName(Name(word, word, c.token_span(c.i - 1))))
        else:
            objects.append(c.object_name())
        take_signature(c)
        if not c.take(","):
            return kind, objects, False, []


def _names(c: Cursor) -> list[Name]:
    names = [c.name()]
    while c.take(","):
        names.append(c.name())
    return names


def _mysql_level(c: Cursor) -> tuple[Kind, list[ObjectName], bool, list[str]]:
    """`*`, `*.*`, `db.*`, `db.name` or `name`, or a user for PROXY."""
    kind: Kind = "table"
    if c.take_any("FUNCTION", "PROCEDURE") or (c.at("PACKAGE") and c.take("PACKAGE")):
        c.take("BODY")
        kind = "routine"
    else:
        c.take("TABLE")
    if c.take("*", ".", "*") or c.take("*"):
        return "database", [], True, []
    if c.is_string() or c.peek(1).startswith("@"):
        return "role", [ObjectName(read_grantee(c))], False, []
    first = c.name()
    if c.take("."):
        if c.take("*"):
            return "schema", [ObjectName(first)], True, []
        return kind, [ObjectName(c.name(), first)], False, []
    return kind, [ObjectName(first)], False, []


def _tsql_securable(c: Cursor) -> tuple[Kind, list[ObjectName], bool, list[str]]:
    kind: Kind = "table"
    at = c.i
    while at < c.n and c.upper[at].replace("_", "").isalpha():
        at += 1
    if at < c.n and c.words[at] == "::":
        phrase = " ".join(c.upper[c.i : at])
        if phrase not in _CLASSES and phrase not in _OTHER_CLASSES:
            raise Unreadable(f"{phrase} is no class of securables")
        kind = _CLASSES.get(phrase, "other")
        c.i = at + 1
    name = c.object_name()
    columns = [column.value for column in c.name_list()] if c.at("(") else []
    return kind, [name], False, columns


def _grantees(c: Cursor) -> list[str]:
    grantees: list[str] = []
    while True:
        if c.dialect == "postgres" and c.at("GROUP") and c.is_name(1):
            c.next()
        grantees.append(read_grantee(c).value)
        _identified(c)
        if not c.take(","):
            return grantees


def _identified(c: Cursor) -> None:
    """Consumes how a user proves who he is: IDENTIFIED BY … in GRANT and CREATE USER."""
    if not c.take("IDENTIFIED"):
        return
    if c.take_any("VIA", "WITH"):
        c.name()
        if c.take("BY") or c.take("AS") or c.take("USING"):
            c.take("PASSWORD")
            if c.at("("):
                c.group()
            else:
                c.next()
    elif c.take("BY"):
        c.take("PASSWORD")
        c.take("RANDOM", "PASSWORD") or c.next()
        if c.take("REPLACE"):
            c.next()
        c.take("RETAIN", "CURRENT", "PASSWORD")


def read_grantee(c: Cursor) -> Name:
    """A role or user: a name, `'user'@'host'` as `user@host`, PUBLIC, CURRENT_USER with or without brackets."""
    start = c.i
    if c.at("PUBLIC"):
        c.next()
        return Name("public", c.words[start], c.token_span(start))
    if c.is_string():
        value = c.string()
        written = c.words[start]
    else:
        name = c.name()
        value, written = name.value, name.written
    if c.at("(") and c.peek(1) == ")":
        c.group()
        return Name(value, written, c.span(start))
    if c.take("."):
        value += "." + c.name().value
        return Name(value, c.text(start), c.span(start))
    if c.at("@") and c.dialect in (*_MYSQL, "standard"):
        c.next()
        value += "@" + (c.string() if c.is_string() else _host(c))
    elif c.peek().startswith("@") and c.dialect in (*_MYSQL, "standard"):
        value += "@" + c.next()[1:].strip("'\"`")
    return Name(value, c.text(start), c.span(start))


def _host(c: Cursor) -> str:
    """An unquoted host: `localhost`, `%`, `10.0.0.1`, `db.example.com`, to where white space ends it."""
    parts = [c.next().strip("`")]
    while (
        not c.done
        and c.starts[c.i] == c.starts[c.i - 1] + len(c.words[c.i - 1])
        and c.peek() not in (",", ";", ")", "(")
    ):
        parts.append(c.next())
    return "".join(parts)


def _tail(c: Cursor) -> bool:
    """Consumes what follows the grantees; whether they may pass it on."""
    with_option = False
    while not c.done:
        if c.take("WITH"):
            while True:
                if c.take("GRANT", "OPTION"):
                    with_option = True
                elif c.take_any("ADMIN", "INHERIT", "SET"):
                    word = c.peek(-1)
                    given = c.take_any("OPTION", "TRUE", "FALSE")
                    if not given:
                        raise Unreadable(f"expected OPTION {c.found()}")
                    with_option = with_option or (word == "ADMIN" and given != "FALSE")
                elif c.take("DELEGATE", "OPTION") or c.take("HIERARCHY", "OPTION"):
                    pass
                elif c.take_any(
                    "MAX_QUERIES_PER_HOUR", "MAX_UPDATES_PER_HOUR", "MAX_CONNECTIONS_PER_HOUR", "MAX_USER_CONNECTIONS",
                    "MAX_STATEMENT_TIME",
                ):  # fmt: skip
                    c.take("-")
                    c.next()
                elif c.take("ROLE"):
                    c.take("ALL", "EXCEPT")
                    _grantees(c)
                else:
                    raise Unreadable(f"expected an option {c.found()}")
                if not c.take(",") and not c.at_any(
                    "GRANT", "MAX_QUERIES_PER_HOUR", "MAX_UPDATES_PER_HOUR", "MAX_CONNECTIONS_PER_HOUR",
                    "MAX_USER_CONNECTIONS", "MAX_STATEMENT_TIME",
                ):  # fmt: skip
                    break
        elif c.take("GRANTED", "BY") or c.take("AS"):
            c.next() if c.at_any("CURRENT_ROLE", "CURRENT_USER", "SESSION_USER") else read_grantee(c)
        elif c.take("REQUIRE"):
            _requirement(c)
        elif c.take("IGNORE", "UNKNOWN", "USER") or c.take("CASCADE", "CONSTRAINTS"):
            pass
        elif not c.take_any("CASCADE", "RESTRICT", "FORCE"):
            break
    return with_option


def _requirement(c: Cursor) -> None:
    """MySQL's REQUIRE NONE | SSL | X509 | CIPHER 'x' AND ISSUER 'y' …"""
    if c.take_any("NONE", "SSL", "X509"):
        return
    while c.take_any("CIPHER", "ISSUER", "SUBJECT"):
        c.string()
        c.take("AND")


def default_privileges(c: Cursor) -> tuple[Change, ...]:
    """ALTER DEFAULT PRIVILEGES [FOR ROLE r, …] [IN SCHEMA s, …] GRANT … | REVOKE …: `objects` are the schemas, `roles`
    those whose objects it is about."""
    c.expect("ALTER", "DEFAULT", "PRIVILEGES")
    roles: list[str] = []
    schemas: list[ObjectName] = []
    while True:
        if c.take("FOR"):
            if not c.take_any("ROLE", "USER"):
                raise Unreadable(f"expected ROLE {c.found()}")
            roles = [read_grantee(c).value]
            while c.take(","):
                roles.append(read_grantee(c).value)
        elif c.take("IN", "SCHEMA"):
            schemas = [ObjectName(name) for name in _names(c)]
        else:
            break
    change = _grant(c, True)
    return (
        ChangeGrant(
            change.grant._replace(roles=tuple(roles), all_in_schema=bool(schemas)),
            tuple(schemas),
            True,
            c.statement.span,
        ),
    )


# Roles, users, logins

_ROLE_FLAGS = frozenset(
    f"{no}{word}" for word in ("SUPERUSER", "CREATEDB", "CREATEROLE", "INHERIT", "LOGIN", "REPLICATION", "BYPASSRLS", "CREATEUSER")
    for no in ("", "NO")
)  # fmt: skip


def create_role(c: Cursor) -> tuple[Change, ...]:
    """CREATE ROLE, USER, GROUP and LOGIN."""
    c.expect("CREATE")
    or_replace = c.take("OR", "REPLACE")
    kind = _role_kind(c)
    if_not_exists = take_if_not_exists(c)
    names: list[ObjectName] = []
    attributes: list[str] = []
    while True:
        names.append(ObjectName(read_grantee(c)))
        if c.dialect in _MYSQL:
            start = c.i
            _identified(c)
            while c.take("AND"):
                _identified(c)
            if c.i > start:
                attributes.append(words(c, start))
        if not c.take(","):
            break
    _role_options(c, attributes)
    return tuple(
        CreateObject(kind, name, c.statement.text, None, tuple(attributes), or_replace, if_not_exists, c.statement.span)
        for name in names
    )


def _role_kind(c: Cursor) -> str:
    if c.take("LOGIN"):
        return "login"
    if c.take("APPLICATION", "ROLE"):
        return "application role"
    if c.take("SERVER", "ROLE"):
        return "server role"
    if not c.take_any("ROLE", "USER", "GROUP"):
        raise Unreadable(f"expected ROLE {c.found()}")
    return "role"


def _role_options(c: Cursor, attributes: list[str]) -> None:
    """Consumes the options of a role: each becomes an attribute; PostgreSQL's are checked one by one."""
    if c.dialect not in ("postgres", "standard"):
        start = c.i
        c.until()
        if c.i > start:
            attributes.append(words(c, start))
        return
    c.take("WITH")
    while not c.done:
        start = c.i
        if c.take_any(*_ROLE_FLAGS) or c.take("PASSWORD", "NULL"):
            pass
        elif c.take_any("ENCRYPTED", "UNENCRYPTED", "PASSWORD"):
            c.take("PASSWORD")
            c.next() if c.statement.masked and not c.is_string() else c.string()
        elif c.take("CONNECTION", "LIMIT"):
            c.take("-")
            c.next()
        elif c.take("VALID", "UNTIL"):
            c.string()
        elif c.take("SYSID"):
            c.next()
        elif c.take("IN", "ROLE") or c.take("IN", "GROUP") or c.take_any("ROLE", "ADMIN", "USER"):
            read_grantee(c)
            while c.take(","):
                read_grantee(c)
        else:
            break
        attributes.append(words(c, start) if c.is_string(start - c.i) else words(c, start).lower())


def alter_role(c: Cursor) -> tuple[Change, ...]:
    """ALTER ROLE, USER, GROUP and LOGIN: a new name, or options."""
    c.expect("ALTER")
    kind = _role_kind(c)
    if_exists = take_if_exists(c)
    name = None if c.take("ALL") else ObjectName(read_grantee(c))
    if name is not None and c.take("RENAME", "TO"):
        return (RenameObject(kind, name, ObjectName(read_grantee(c)), None, if_exists, c.statement.span),)
    start = c.i
    attributes: list[str] = []
    if c.at_any("SET", "RESET", "IN", "ADD", "DROP") or c.dialect not in ("postgres", "standard"):
        c.until()
        attributes.append(words(c, start))
    else:
        _role_options(c, attributes)
    if c.i == start:
        raise Unreadable(f"expected an action {c.found()}")
    return (AlterObject(kind, name, words(c, start), tuple(attributes), c.statement.span),)


def reassign(c: Cursor) -> tuple[Change, ...]:
    """REASSIGN OWNED BY roles TO role."""
    c.expect("REASSIGN", "OWNED", "BY")
    roles = [read_grantee(c)]
    while c.take(","):
        roles.append(read_grantee(c))
    c.expect("TO")
    to = read_grantee(c).value
    return tuple(
        AlterObject("role", ObjectName(role), f"reassign owned to {to}", (), c.statement.span) for role in roles
    )


HANDLERS: dict[str, Handler] = {
    "GRANT": grant,
    "REVOKE": grant,
    "DENY": deny,
    "ALTER DEFAULT PRIVILEGES": default_privileges,
    "CREATE ROLE": create_role,
    "CREATE USER": create_role,
    "CREATE GROUP": create_role,
    "CREATE LOGIN": create_role,
    "CREATE APPLICATION ROLE": create_role,
    "CREATE SERVER ROLE": create_role,
    "ALTER ROLE": alter_role,
    "ALTER USER": alter_role,
    "ALTER GROUP": alter_role,
    "ALTER LOGIN": alter_role,
    "ALTER APPLICATION ROLE": alter_role,
    "ALTER SERVER ROLE": alter_role,
    "REASSIGN OWNED": reassign,
}
