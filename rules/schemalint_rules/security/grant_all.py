from __future__ import annotations

from collections.abc import Hashable, Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay
from schemalint_rules._grants import called, revoking, standing, subject_of, told, words_in

_OWNERS = frozenset({"postgres", "current_user", "session_user", "current_role", "root@localhost", "sa"})
"""Roles that own what they are granted, or may do everything anyway; dumps grant it to them all the same."""
_EVERYTHING = {
    "ALL": "more than reading and writing, and whatever the server adds",
    "CONTROL": "what its owner may, passing it on included",
}


class GrantAll(CatalogRule):
    """A role should be given what it needs, not everything.

    ## What it does
    Reports GRANT ALL, and CONTROL of SQL Server, that still hold at the end, on whatever object, and in default privileges. What
    administrators own anyway (`postgres`, the current user) is left alone. Many statements for the same roles are told once.

    ## Why is this bad
    ALL is more than the reading and writing that was thought of: TRUNCATE, TRIGGER and REFERENCES on a table, CREATE in a schema, DROP in
    MySQL, and whatever a later version of the server adds. CONTROL is what the owner may, passing it on included.

    ## Fix
    Name the privileges. Not done by itself: which are needed is not known here.

    ## References
    - PostgreSQL 17 manual, GRANT; MySQL 8.4 manual, 15.7.1.6 GRANT Statement; SQL Server, Permissions: CONTROL
    """

    name = "grant-all"
    severity = "warning"
    on = "recommended"
    yields_to = ("grant-to-public", "elevated-role")
    changes = ("ChangeGrant",)
    good = (
        Good("GRANT SELECT, INSERT ON note TO writer;", given="CREATE TABLE note (id int PRIMARY KEY);"),
        Good("GRANT ALL ON SCHEMA public TO postgres;"),
        Good(
            "GRANT ALL ON note TO writer;\nREVOKE TRUNCATE ON note FROM writer;",
            given="CREATE TABLE note (id int PRIMARY KEY);",
        ),
    )
    bad = (
        Bad(
            "GRANT ALL PRIVILEGES ON note TO writer;",
            given="CREATE TABLE note (id int PRIMARY KEY);",
            at="ALL PRIVILEGES",
        ),
        Bad("GRANT ALL ON app.* TO 'shop'@'%';", at="ALL", dialect="mysql", message="everything in app"),
        Bad("GRANT CONTROL ON SCHEMA::app TO shop;", at="CONTROL", dialect="tsql", message="what its owner may"),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        yield from told(self._each(catalog, replay), lambda more: f"So do {more} more statements for the same roles.")

    def _each(self, catalog: Catalog, replay: Replay) -> Iterator[tuple[Hashable, Diagnostic]]:
        for one in standing(replay):
            grantees = tuple(grantee for grantee in one.grantees if grantee.casefold() not in _OWNERS)
            word = next((word for word in _EVERYTHING if word in one.privileges), "")
            if not word or not grantees:
                continue
            more = _EVERYTHING[word]
            diagnostic = self.found(
                words_in(one, rf"\b{word}\b(?:\s+PRIVILEGES\b)?", replay),
                f"{word} on {called(one)} is granted to {', '.join(grantees)}: {more}.",
                subject=subject_of(one),
                repair=f"grant what is needed by name, and {revoking(one, (word,), grantees, catalog)}",
                cause=one.grant.span,
            )
            yield (one.grant.kind, grantees, one.default), diagnostic
