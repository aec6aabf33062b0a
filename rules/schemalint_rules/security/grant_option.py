from __future__ import annotations

from collections.abc import Hashable, Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay
from schemalint_rules._grants import called, object_of, role, standing, subject_of, told, words_in


class GrantOption(CatalogRule):
    """Who gets a right should not be able to pass it on.

    ## What it does
    Reports WITH GRANT OPTION, and WITH ADMIN OPTION of a role or a system privilege, unless it is revoked later. Many statements for the
    same roles are told once.

    ## Why is this bad
    From then on the schema's own scripts no longer say who may do what: the role hands it on, and a REVOKE fails or takes
    rights from roles that nobody knew of.

    ## Fix
    Grant without the option; REVOKE GRANT OPTION FOR takes it away where it is given. Not done by itself.

    ## References
    - PostgreSQL 17 manual, GRANT; REVOKE, Notes on dependent privileges
    """

    name = "grant-option"
    severity = "warning"
    on = "recommended"
    changes = ("ChangeGrant",)
    good = (
        Good("GRANT SELECT ON note TO reader;", given="CREATE TABLE note (id int PRIMARY KEY);"),
        Good(
            "GRANT SELECT ON note TO reader WITH GRANT OPTION;\nREVOKE GRANT OPTION FOR SELECT ON note FROM reader;",
            given="CREATE TABLE note (id int PRIMARY KEY);",
        ),
    )
    bad = (
        Bad(
            "GRANT SELECT ON note TO reader WITH GRANT OPTION;",
            given="CREATE TABLE note (id int PRIMARY KEY);",
            at="WITH GRANT OPTION",
            message="REVOKE GRANT OPTION FOR SELECT ON note FROM reader;",
        ),
        Bad("GRANT CREATE ANY TABLE TO builder WITH ADMIN OPTION;", at="WITH ADMIN OPTION", dialect="oracle"),
        Bad("GRANT SELECT ON app.* TO 'shop'@'%' WITH GRANT OPTION;", at="WITH GRANT OPTION", dialect="mysql"),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        yield from told(self._each(catalog, replay), lambda more: f"So do {more} more statements for the same roles.")

    def _each(self, catalog: Catalog, replay: Replay) -> Iterator[tuple[Hashable, Diagnostic]]:
        for one in standing(replay):
            if not one.option:
                continue
            grantees, target = ", ".join(one.grantees), object_of(one, catalog)
            whom = ", ".join(role(grantee, catalog) for grantee in one.grantees)
            words = ", ".join(one.privileges or one.grant.privileges)
            what = called(one) if one.grant.roles and not one.default else f"{words} on {called(one)}"
            kind = "ADMIN" if one.grant.roles or not target else "GRANT"
            if catalog.dialect in ("mysql", "mariadb") and not one.grant.roles:
                repair = f"REVOKE GRANT OPTION ON {target or '*.*'} FROM {whom};"
            elif catalog.dialect == "oracle":
                repair = f"REVOKE {words}{f' ON {target}' if target else ''} FROM {whom}; and grant it again without the option"
            else:
                repair = f"REVOKE {kind} OPTION FOR {words}{f' ON {target}' if target else ''} FROM {whom};"
            diagnostic = self.found(
                words_in(one, r"\bWITH\s+(?:GRANT|ADMIN)\s+(?:OPTION|TRUE)\b", replay),
                f"{grantees} may pass {what} on: who may do it is then no longer for this schema to say.",
                subject=subject_of(one),
                repair=repair,
                cause=words_in(one, r"\bWITH\s+(?:GRANT|ADMIN)\s+(?:OPTION|TRUE)\b", replay),
            )
            yield (one.grant.kind, one.grantees), diagnostic
