from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, DropObjects, Fix, Good, Ref, Replay, Subject
from schemalint_rules._in_use import spoken
from schemalint_rules._proposals import object_name, spelled
from schemalint_rules._tables import includes_others

BRINGS: dict[str, tuple[str, ...]] = {
    "uuid-ossp": ("uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v3", "uuid_generate_v4", "uuid_generate_v5", "uuid_nil"),
    "citext": ("citext", "citext_pattern_ops"),
    "hstore": ("hstore", "hstore_to_json", "hstore_to_jsonb"),
    "ltree": ("ltree", "lquery", "ltxtquery", "gist_ltree_ops"),
    "pg_trgm": ("gin_trgm_ops", "gist_trgm_ops", "similarity", "word_similarity", "show_trgm", "strict_word_similarity"),
    "unaccent": ("unaccent",),
    "fuzzystrmatch": ("levenshtein", "soundex", "metaphone", "dmetaphone", "difference", "daitch_mokotoff"),
    "tablefunc": ("crosstab", "connectby", "normal_rand"),
    "intarray": ("gin__int_ops", "gist__int_ops", "gist__intbig_ops", "sort_asc", "uniq", "idx"),
    "cube": ("cube",),
    "earthdistance": ("earth", "ll_to_earth", "earth_distance", "earth_box"),
    "isn": ("isbn", "isbn13", "ean13", "issn", "ismn", "upc"),
    "vector": ("vector", "halfvec", "sparsevec"),
    "seg": ("seg",),
    "lo": ("lo", "lo_manage"),
    "tcn": ("triggered_change_notification",),
    "xml2": ("xpath_table", "xml_valid", "xpath_string"),
    "bloom": ("bloom",),
}  # fmt: skip
"""What each extension brings that a schema would name. Those that are there for their operators, for people or for the server
(pgcrypto, btree_gin, pg_stat_statements …) are not told."""


class UnusedExtension(CatalogRule):
    """An extension that nothing uses should go.

    ## What it does
    Reports CREATE EXTENSION of one whose types, functions and operator classes nothing in the schema names at the end. Only
    extensions are told of which that much is known.

    ## Why is this bad
    Each is code in the server, must be there wherever the schema is restored, and holds an upgrade up.

    ## Fix
    DROP EXTENSION. Unsafe: programs may call what it brings.

    ## References
    - PostgreSQL 17 manual, DROP EXTENSION; Appendix F, Additional Supplied Modules and Extensions
    """

    name = "unused-extension"
    severity = "info"
    on = "strict"
    dialects = ("postgres",)
    fixes = "unsafe"
    good = (
        Good("CREATE EXTENSION citext;\nCREATE TABLE account (email citext PRIMARY KEY);"),
        Good("CREATE EXTENSION pg_stat_statements;\nCREATE TABLE account (id int PRIMARY KEY);"),
    )
    bad = (
        Bad(
            "CREATE EXTENSION hstore;\nCREATE TABLE account (id int PRIMARY KEY);",
            at="hstore",
            message="DROP EXTENSION hstore;",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        if replay.kind == "script" or includes_others(replay) or not catalog.tables or catalog.muted:
            return
        words = spoken(replay)
        for one in sorted(catalog.extensions.values(), key=lambda one: one.span):
            brings = BRINGS.get(one.name)
            if brings is None or not words.isdisjoint(brings) or not one.span.path:
                continue
            drop = DropObjects("extension", (object_name(Ref("", one.name)),))
            yield self.found(
                one.span,
                f"Nothing uses extension {one.name}.",
                subject=Subject("extension", None, None, one.name),
                repair=f"DROP EXTENSION {spelled(one.name, catalog)};",
                fix=Fix(f"Drop extension {one.name}", "unsafe", (), (drop,)),
            )
