from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, DropObjects, Fix, Good, Kind, Ref, Replay, Span, Subject
from schemalint_rules._in_use import spoken
from schemalint_rules._proposals import object_name, spelled_ref
from schemalint_rules._tables import includes_others


class OrphanType(CatalogRule):
    """A type that nothing uses should go.

    ## What it does
    Reports an enum, domain or composite type that no column, parameter, view, routine or statement names at the end.

    ## Why is this bad
    It is kept up to date for nothing, and the next one who looks for a list of values takes the wrong one.

    ## Fix
    DROP TYPE or DROP DOMAIN. Unsafe: programs may name it.

    ## References
    - PostgreSQL 17 manual, DROP TYPE; DROP DOMAIN
    """

    name = "orphan-type"
    severity = "info"
    on = "strict"
    dialects = ("postgres", "tsql", "oracle", "standard")
    fixes = "unsafe"
    good = (Good("CREATE TYPE size AS ENUM ('s', 'm');\nCREATE TABLE item (id int PRIMARY KEY, fit size);"),)
    bad = (
        Bad(
            "CREATE TYPE size AS ENUM ('s', 'm');\nCREATE TABLE item (id int PRIMARY KEY, fit text);",
            at="size",
            message="DROP TYPE size;",
        ),
        Bad(
            "CREATE TYPE dbo.phone FROM varchar(20);\nCREATE TABLE item (id int PRIMARY KEY);",
            at="dbo.phone",
            dialect="tsql",
            message="DROP TYPE",
        ),
        Bad(
            "CREATE TYPE place AS OBJECT (x NUMBER, y NUMBER);\n/\nCREATE TABLE item (id NUMBER PRIMARY KEY);",
            at="place",
            dialect="oracle",
            message="DROP TYPE",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        if replay.kind == "script" or includes_others(replay) or not catalog.tables:
            return
        words = spoken(replay)
        made: list[tuple[Kind, str, Ref, Span]] = [
            *(("enum", "type", one.ref, one.span) for one in catalog.enums.values()),
            *(("domain", "domain", one.ref, one.span) for one in catalog.domains.values()),
            *(("type", "type", one.ref, one.span) for one in catalog.types.values()),
        ]
        for kind, word, ref, span in sorted(made, key=lambda one: (one[3], one[2])):
            if ref.name.lower() in words or not span.path or catalog.is_muted(ref):
                continue
            yield self.found(
                span,
                f"Nothing uses {kind} {ref.text}.",
                subject=Subject(kind, ref.schema or None, None, ref.name),
                repair=f"DROP {word.upper()} {spelled_ref(ref, catalog)};",
                fix=Fix(f"Drop {kind} {ref.text}", "unsafe", (), (DropObjects(word, (object_name(ref),)),)),
            )
