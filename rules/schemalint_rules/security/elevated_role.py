from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import (
    AlterObject,
    Bad,
    Catalog,
    CatalogRule,
    CreateObject,
    Diagnostic,
    DropObjects,
    Execute,
    Good,
    Replay,
    Span,
    Step,
    Subject,
)
from schemalint_rules._grants import Standing, called, standing, words_in
from schemalint_rules._proposals import spelled
from schemalint_rules._row_security import text_of

ATTRIBUTES = {
    "superuser": "may do everything",
    "createuser": "may do everything",
    "bypassrls": "is held to no row security policy",
}
"""What makes a role of PostgreSQL stand above the schema's rights, and what it then may do."""
ROLES: dict[str, tuple[str, ...]] = {
    "postgres": (
        "postgres", "pg_execute_server_program", "pg_write_server_files", "pg_read_server_files", "rds_superuser", "cloudsqlsuperuser",
        "azure_pg_admin",
    ),
    "oracle": ("dba", "imp_full_database", "exp_full_database", "datapump_imp_full_database"),
    "tsql": ("db_owner", "db_securityadmin", "sysadmin", "securityadmin"),
}  # fmt: skip
"""Roles of the server whose members may do everything, or may make themselves such."""
PRIVILEGES: dict[str, frozenset[str]] = {
    "mysql": frozenset({"ALL", "SUPER", "FILE"}),
    "oracle": frozenset(
        {
            "ALL", "SYSDBA", "SYSOPER", "SYSBACKUP", "SYSDG", "SYSKM", "SYSRAC", "EXEMPT ACCESS POLICY", "GRANT ANY PRIVILEGE",
            "GRANT ANY ROLE", "BECOME USER", "ALTER ANY PROCEDURE", "CREATE ANY PROCEDURE",
        }
    ),
    "tsql": frozenset({"CONTROL", "CONTROL SERVER", "IMPERSONATE ANY LOGIN"}),
}  # fmt: skip
"""Privileges on a whole server or database that come to the same."""
_MEMBER = re.compile(r"\b(ADD|DROP)\s+MEMBER\s+(\S.*)", re.I | re.S)
_CALLED = re.compile(r"N?'((?:[^']|'')*)'")
_PROCEDURES = frozenset({"sp_addrolemember", "sp_addsrvrolemember", "sp_droprolemember", "sp_dropsrvrolemember"})


class ElevatedRole(CatalogRule):
    """A role that stands above all rights should not come with a schema.

    ## What it does
    Reports what at the end raises a role above the rights of the schema: SUPERUSER and BYPASSRLS in PostgreSQL, and membership in
    the roles that read and run files of the server; members of `db_owner` and `sysadmin` and CONTROL of a database in SQL Server; DBA, SYSDBA and the
    like in Oracle; ALL, SUPER and FILE on `*.*` in MySQL and MariaDB.

    ## Why is this bad
    No grant, no policy and no audit holds such a role; who gets hold of its password, or of a hole in the program that uses it, has
    the whole server.

    ## Fix
    Give it what it needs by name, and leave such roles to the administrators of the server. Not done by itself.

    ## References
    - PostgreSQL 17 manual, 21.2 Role Attributes; 21.5 Predefined Roles
    - Microsoft SQL Server documentation, Database-Level Roles; MySQL 8.4 manual, 8.2.2 Privileges Provided by MySQL
    """

    name = "elevated-role"
    severity = "warning"
    on = "recommended"
    dialects = ("postgres", "mysql", "mariadb", "tsql", "oracle", "standard")
    changes = ("ChangeGrant", "CreateObject", "AlterObject", "Execute")
    good = (
        Good("CREATE ROLE shop LOGIN NOSUPERUSER NOBYPASSRLS;"),
        Good("CREATE ROLE shop SUPERUSER;\nALTER ROLE shop NOSUPERUSER;"),
        Good("ALTER ROLE db_datareader ADD MEMBER shop;", dialect="tsql"),
        Good("GRANT ALL ON shop.* TO 'shop'@'%';", dialect="mysql"),
    )
    bad = (
        Bad("CREATE ROLE shop LOGIN SUPERUSER;", at="SUPERUSER", message="may do everything"),
        Bad("ALTER ROLE shop BYPASSRLS;", at="BYPASSRLS", given="CREATE ROLE shop LOGIN;"),
        Bad("ALTER ROLE db_owner ADD MEMBER shop;", at="db_owner", dialect="tsql"),
        Bad("EXEC sp_addrolemember N'db_owner', N'shop';", at="db_owner", dialect="tsql"),
        Bad("GRANT DBA TO shop;", at="DBA", dialect="oracle"),
        Bad("GRANT SUPER ON *.* TO 'shop'@'%';", at="SUPER", dialect="mysql"),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        dialect = "mysql" if catalog.dialect == "mariadb" else catalog.dialect
        raised: dict[tuple[str, str], Diagnostic] = {}
        for step in replay.steps:
            change = step.change
            if step.back:
                continue
            if (
                isinstance(change, (CreateObject, AlterObject))
                and change.kind in ("role", "server role")
                and change.name
            ):
                if dialect == "tsql":
                    self._member(
                        raised, step, change.name.value, " ".join(change.attributes), change.name.span, dialect
                    )
                else:
                    self._attributes(raised, step, change, replay)
            elif isinstance(change, Execute) and change.name and change.name.value.lower() in _PROCEDURES:
                self._procedure(raised, step, change.name.value.lower(), dialect)
            elif isinstance(change, DropObjects) and change.kind == "role":
                for name in change.names:
                    for word in (*ATTRIBUTES, *ROLES.get(dialect, ())):
                        raised.pop((name.value, word), None)
        yield from raised.values()
        for one in standing(replay):
            high = _high(one, dialect)
            if high:
                grantees = ", ".join(one.grantees)
                pattern = r"\b" + r"\s+".join(map(re.escape, high.split())) + r"\b"
                what = f"on {called(one)} " if one.grant.privileges else ""
                yield self.found(
                    words_in(one, pattern, replay),
                    f"{grantees} gets {high.upper()} {what}and stands above the rights of the schema.",
                    subject=Subject("role", None, None, one.grantees[0]),
                    repair=f"grant {grantees} what is needed by name",
                    cause=one.grant.span,
                )

    def _attributes(
        self, raised: dict[tuple[str, str], Diagnostic], step: Step, change: CreateObject | AlterObject, replay: Replay
    ) -> None:
        assert change.name is not None
        role = change.name.value
        for attribute in change.attributes:
            word = attribute.lower()
            raised.pop((role, word.removeprefix("no")), None) if word.startswith("no") else None
            may = ATTRIBUTES.get(word)
            if may:
                raised[role, word] = self.found(
                    _word(word, step, change.span, replay),
                    f"Role {role} gets {word.upper()}: it {may}.",
                    subject=Subject("role", None, None, role),
                    repair=f"ALTER ROLE {spelled(role, step.after)} NO{word.upper()};",
                    cause=step.statement.span,
                )

    def _procedure(self, raised: dict[tuple[str, str], Diagnostic], step: Step, procedure: str, dialect: str) -> None:
        text = step.statement.text
        given = {
            (before.rpartition("@")[2].split("=")[0].strip().lower() if "=" in before else ""): one
            for one in _CALLED.finditer(text)
            for before in (text[: one.start()].rpartition(",")[2],)
        }
        values = list(_CALLED.finditer(text))
        if len(values) < 2:
            return
        server = "srv" in procedure
        role = given.get("rolename") or values[1 if server else 0]
        member = given.get("membername") or given.get("loginame") or values[0 if server else 1]
        at = step.statement.span.start + role.start(1)
        verb = "ADD" if "_add" in procedure else "DROP"
        self._member(
            raised,
            step,
            role[1],
            f"{verb} MEMBER {member[1]}",
            Span(step.statement.path, at, at + len(role[1])),
            dialect,
        )

    def _member(
        self, raised: dict[tuple[str, str], Diagnostic], step: Step, role: str, action: str, span: Span, dialect: str
    ) -> None:
        found = _MEMBER.match(action)
        if found is None or role.lower() not in ROLES[dialect]:
            return
        member = found[2].strip().strip('[]"')
        if found[1].upper() == "DROP":
            raised.pop((member, role.lower()), None)
            return
        raised[member, role.lower()] = self.found(
            span,
            f"{member} becomes a member of {role} and stands above the rights of the schema.",
            subject=Subject("role", None, None, member),
            repair=f"ALTER ROLE {role} DROP MEMBER {member}; and grant what is needed by name",
            cause=step.statement.span,
        )


def _word(word: str, step: Step, span: Span, replay: Replay) -> Span:
    found = re.search(rf"\b{word}\b", text_of(replay).text(span), re.I)
    return Span(span.path, span.start + found.start(), span.start + found.end()) if found else step.statement.span


def _high(one: Standing, dialect: str) -> str:
    """The role or privilege that a grant raises by; empty where it does not."""
    grant = one.grant
    if one.default:
        return ""
    if grant.roles:
        return next((role for role in one.privileges if role.lower() in ROLES.get(dialect, ())), "")
    whole = grant.kind == "database" and (dialect != "mysql" or not grant.objects)
    wanted = PRIVILEGES.get(dialect, frozenset())
    return next((privilege for privilege in one.privileges if privilege in wanted), "") if whole else ""
