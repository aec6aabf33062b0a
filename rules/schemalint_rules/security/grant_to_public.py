from __future__ import annotations

from collections.abc import Hashable, Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Ref, Replay
from schemalint_rules._grants import Standing, called, revoking, standing, subject_of, told, words_in

_OWN: dict[str, frozenset[str]] = {
    "routine": frozenset({"EXECUTE"}),
    "database": frozenset({"CONNECT", "TEMPORARY", "TEMP"}),
    "type": frozenset({"USAGE"}),
    "domain": frozenset({"USAGE"}),
}
"""What PUBLIC has on new objects of PostgreSQL, whether it is granted or not."""
_CATALOG = frozenset({"VIEW ANY COLUMN ENCRYPTION KEY DEFINITION", "VIEW ANY COLUMN MASTER KEY DEFINITION"})
"""What PUBLIC has in every database of SQL Server; scripts made from one repeat it."""


class GrantToPublic(CatalogRule):
    """Rights should go to roles, not to everybody.

    ## What it does
    Reports a GRANT to PUBLIC that still gives something at the end, and default privileges for PUBLIC. What PUBLIC has by itself is
    left alone: EXECUTE of a function in PostgreSQL (unless it runs with its owner's rights, or PUBLIC lost it before), USAGE of
    the schema `public`, what SQL Server gives it in every database. Many alike are told once.

    ## Why is this bad
    Every role has it, those made later too, and no REVOKE from a role takes it away.

    ## Fix
    Grant it to the roles that need it, and REVOKE … FROM PUBLIC. Not done by itself: who needs it is not known here.

    ## References
    - PostgreSQL 17 manual, 5.8 Privileges; Oracle Database Security Guide, Managing Security for Oracle Database Users
    """

    name = "grant-to-public"
    severity = "warning"
    on = "recommended"
    changes = ("ChangeGrant",)
    good = (
        Good("GRANT SELECT ON note TO reader;", given="CREATE TABLE note (id int PRIMARY KEY);"),
        Good(
            "GRANT SELECT ON note TO PUBLIC;\nREVOKE ALL ON note FROM PUBLIC;",
            given="CREATE TABLE note (id int PRIMARY KEY);",
        ),
        Good("GRANT USAGE ON SCHEMA public TO PUBLIC;"),
    )
    bad = (
        Bad(
            "GRANT SELECT ON note TO reader, PUBLIC;",
            given="CREATE TABLE note (id int PRIMARY KEY);",
            at="PUBLIC",
            message="REVOKE SELECT ON note FROM PUBLIC;",
        ),
        Bad("ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC;", at="PUBLIC"),
        Bad("GRANT EXECUTE ANY PROCEDURE TO PUBLIC;", at="PUBLIC", dialect="oracle"),
        Bad(
            "GRANT SELECT ON dbo.note TO public;",
            given="CREATE TABLE dbo.note (id int NOT NULL PRIMARY KEY);",
            at="public",
            dialect="tsql",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        yield from told(self._each(catalog, replay), lambda more: f"So do {more} more statements.")

    def _each(self, catalog: Catalog, replay: Replay) -> Iterator[tuple[Hashable, Diagnostic]]:
        lost: set[tuple[str, Ref]] = set()
        for grant in catalog.grants:
            if grant.revoke and "public" in grant.grantees:
                lost.update((str(grant.kind), ref) for ref in grant.objects)
        for one in standing(replay):
            if "public" not in (grantee.casefold() for grantee in one.grantees) or _is_its_own(one, catalog, lost):
                continue
            privileges = one.privileges or one.grant.privileges
            diagnostic = self.found(
                words_in(one, r"\bTO\b.*?(\bPUBLIC\b)", replay),
                f"{', '.join(privileges)} on {called(one)} is granted to PUBLIC: every role has it, those made later too.",
                subject=subject_of(one),
                repair=f"grant it to the roles that need it, and {revoking(one, privileges, ('PUBLIC',), catalog)}",
                cause=one.grant.span,
            )
            yield (one.grant.kind, privileges, one.default), diagnostic


def _is_its_own(one: Standing, catalog: Catalog, lost: set[tuple[str, Ref]]) -> bool:
    """Whether PUBLIC has it without the statement."""
    grant = one.grant
    privileges = set(grant.privileges)
    if catalog.dialect == "tsql":
        return bool(privileges) and privileges <= _CATALOG
    if catalog.dialect != "postgres" or one.default or grant.all_in_schema:
        return False
    if any((str(grant.kind), ref) in lost for ref in grant.objects):
        return False
    if grant.kind == "routine" and any(
        attribute.endswith("security definer")
        for ref in grant.objects
        for routine in catalog.routines.get(ref, ())
        for attribute in routine.attributes
    ):
        return False
    if grant.kind == "schema":
        return privileges == {"USAGE"} and all(ref.name == "public" for ref in grant.objects)
    return privileges <= _OWN.get(str(grant.kind), frozenset())
