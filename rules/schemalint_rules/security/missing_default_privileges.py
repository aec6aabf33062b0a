from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, ChangeGrant, Diagnostic, Edit, Fix, Good, ObjectName, Replay, Span
from schemalint_rules._grants import Standing, called, role, standing, subject_of, words_in
from schemalint_rules._proposals import name_of, spelled
from schemalint_rules._row_security import text_of

PLURAL = {"table": "TABLES", "sequence": "SEQUENCES", "routine": "ROUTINES"}


class MissingDefaultPrivileges(CatalogRule):
    """What is granted on all tables should be granted on the next one too.

    ## What it does
    Reports GRANT … ON ALL TABLES IN SCHEMA (sequences, functions) that still holds at the end, where no ALTER DEFAULT PRIVILEGES gives
    the same roles the like on what is made later in that schema, or in all.

    ## Why is this bad
    The statement is about the tables that are there when it runs. The next one is forgotten: the release that makes it works for
    its owner and is refused to everybody else.

    ## Fix
    ALTER DEFAULT PRIVILEGES behind the GRANT. It holds for what the role makes that runs it; for others say FOR ROLE.

    ## References
    - PostgreSQL 17 manual, ALTER DEFAULT PRIVILEGES; GRANT
    """

    name = "missing-default-privileges"
    severity = "info"
    on = "strict"
    dialects = ("postgres",)
    fixes = "safe"
    good = (
        Good(
            "GRANT SELECT ON ALL TABLES IN SCHEMA app TO reader;\n"
            "ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO reader;",
            given="CREATE SCHEMA app;",
        ),
        Good(
            "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO reader;\nGRANT SELECT ON ALL TABLES IN SCHEMA app TO reader;",
            given="CREATE SCHEMA app;",
        ),
        Good("GRANT SELECT ON note TO reader;", given="CREATE TABLE note (id int PRIMARY KEY);"),
    )
    bad = (
        Bad(
            "CREATE SCHEMA app;\nGRANT SELECT ON ALL TABLES IN SCHEMA app TO reader;\n",
            at="ALL TABLES IN SCHEMA app",
            fixed="CREATE SCHEMA app;\nGRANT SELECT ON ALL TABLES IN SCHEMA app TO reader;\n"
            "ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO reader;\n",
        ),
        Bad(
            "GRANT USAGE ON ALL SEQUENCES IN SCHEMA app TO writer;\n"
            "ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO writer;",
            given="CREATE SCHEMA app;",
            at="ALL SEQUENCES IN SCHEMA app",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        grants = standing(replay)
        covered: dict[tuple[str, str, str], set[str]] = {}
        for one in grants:
            if one.default:
                for schema in [ref.name for ref in one.grant.objects] or [""]:
                    for grantee in one.grantees:
                        covered.setdefault((str(one.grant.kind), grantee, schema), set()).update(one.privileges)
        told: set[tuple[str, str, str]] = set()
        for one in grants:
            kind = str(one.grant.kind)
            if one.default or not one.grant.all_in_schema or kind not in PLURAL:
                continue
            for ref in one.grant.objects:
                lacking = tuple(
                    grantee
                    for grantee in one.grantees
                    if (kind, grantee, ref.name) not in told
                    and not _covers(covered, kind, grantee, ref.name, one.privileges)
                )
                if lacking:
                    told.update((kind, grantee, ref.name) for grantee in lacking)
                    yield self._forgotten(one, ref.name, lacking, catalog, replay)

    def _forgotten(
        self, one: Standing, schema: str, grantees: tuple[str, ...], catalog: Catalog, replay: Replay
    ) -> Diagnostic:
        plural = PLURAL[str(one.grant.kind)]
        whom = tuple(role(grantee, catalog) for grantee in grantees)
        privileges = ", ".join(one.privileges or one.grant.privileges)
        statement = f"ALTER DEFAULT PRIVILEGES IN SCHEMA {spelled(schema, catalog)} GRANT {privileges} ON {plural} TO {', '.join(whom)};"
        given = text_of(replay).statement(one.grant.span)
        edits: tuple[Edit, ...] = ()
        if given is not None and given.span == one.grant.span and given.end > given.span.end:
            edits = (Edit(Span(given.path, given.end, given.end), f"{given.line_break}{statement}"),)
        kept = one.grant._replace(grantees=whom, objects=(), with_option=False, privileges=one.privileges)
        change = ChangeGrant(kept, (ObjectName(name_of(schema)),), True)
        return self.found(
            words_in(
                one,
                r"\bALL\s+(?:TABLES|SEQUENCES|FUNCTIONS|PROCEDURES|ROUTINES)\s+IN\s+SCHEMA\s+[\w\",\s]*?(?=\s+TO\b)",
                replay,
            ),
            f"{', '.join(grantees)} gets {privileges} on {called(one)} that are there, and nothing on the next one.",
            subject=subject_of(one),
            repair=statement,
            fix=Fix(f"Grant the like on new {plural.lower()} of {schema}", "safe", edits, (change,)),
        )


def _covers(
    covered: dict[tuple[str, str, str], set[str]], kind: str, grantee: str, schema: str, privileges: tuple[str, ...]
) -> bool:
    held = covered.get((kind, grantee, schema), set()) | covered.get((kind, grantee, ""), set())
    return "ALL" in held or (bool(held) and held.issuperset(privileges))
