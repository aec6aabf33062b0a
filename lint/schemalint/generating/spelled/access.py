"""Policies and grants, spelled as statements."""

from __future__ import annotations

import re

from schemalint.generating.spelled.writer import Spellings, Writer, kind_words
from schemalint.generating.spelling import written_name
from schemalint.model.change import AlterPolicy, ChangeGrant, CreatePolicy


def _policy_tail(change: CreatePolicy | AlterPolicy, roles: tuple[str, ...] | None) -> str:
    text = f" TO {', '.join(roles)}" if roles else ""
    if change.using is not None:
        text += f" USING {_bracketed(change.using.text)}"
    if change.check is not None:
        text += f" WITH CHECK {_bracketed(change.check.text)}"
    return text


def _bracketed(text: str) -> str:
    """An expression in brackets; a query has brackets of its own besides."""
    return f"(({text}))" if re.match(r"(?i)(?:select|with|values)\b", text) else f"({text})"


def _create_policy(w: Writer, change: CreatePolicy) -> str:
    kind = "" if change.permissive else " AS RESTRICTIVE"
    command = "" if change.command == "all" else f" FOR {change.command.upper()}"
    roles = None if change.roles == ("public",) else change.roles
    name = written_name(change.name, w.dialect)
    return f"CREATE POLICY {name} ON {w.name(change.table)}{kind}{command}{_policy_tail(change, roles)}"


def _alter_policy(w: Writer, change: AlterPolicy) -> str:
    name = written_name(change.name, w.dialect)
    return f"ALTER POLICY {name} ON {w.name(change.table)}{_policy_tail(change, change.roles)}"


def _grant(w: Writer, change: ChangeGrant) -> str:
    grant = change.grant
    verb, join = ("REVOKE", "FROM") if grant.revoke else ("GRANT", "TO")
    grantees = ", ".join(grant.grantees)
    if change.default:
        return _default_grant(w, change, f"{verb} {', '.join(grant.privileges)}", f"{join} {grantees}")
    if grant.roles:
        return f"{verb} {', '.join(grant.roles)} {join} {grantees}"
    columns = f" ({w.names(grant.columns)})" if grant.columns else ""
    privileges = ", ".join(f"{word}{columns}" for word in grant.privileges)
    objects = ", ".join(w.name(name) for name in change.objects) or ", ".join(ref.text for ref in grant.objects)
    kind = "" if grant.kind in ("table", "view", "column") and not grant.all_in_schema else f"{kind_words(grant.kind)} "
    if grant.all_in_schema:
        kind = f"ALL {kind.strip()}S IN SCHEMA "
    if w.dialect == "tsql" and grant.kind not in ("table", "view", "column", "routine"):
        kind = f"{kind.strip()}::" if objects else ""
    option = " WITH GRANT OPTION" if grant.with_option and not grant.revoke else ""
    target = f" ON {kind}{objects}" if kind or objects else ""
    return f"{verb} {privileges}{target} {join} {grantees}{option}"


def _default_grant(w: Writer, change: ChangeGrant, given: str, whom: str) -> str:
    """ALTER DEFAULT PRIVILEGES."""
    grant = change.grant
    owners = f" FOR ROLE {', '.join(grant.roles)}" if grant.roles else ""
    schemas = f" IN SCHEMA {', '.join(w.name(name) for name in change.objects)}" if change.objects else ""
    option = " WITH GRANT OPTION" if grant.with_option and not grant.revoke else ""
    return f"ALTER DEFAULT PRIVILEGES{owners}{schemas} {given} ON {kind_words(grant.kind)}S {whom}{option}"


SPELLINGS: Spellings = {
    CreatePolicy: _create_policy,
    AlterPolicy: _alter_policy,
    ChangeGrant: _grant,
}
"""What this module spells, by the class of the change."""
