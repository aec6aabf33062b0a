from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import (
    Bad,
    Catalog,
    CatalogRule,
    CreateExtension,
    CreateObject,
    Diagnostic,
    Edit,
    Extension,
    Fix,
    Good,
    ObjectName,
    Ref,
    Replay,
    SetSchema,
    Span,
    Subject,
    option,
)
from schemalint_rules._proposals import name_of, spelled
from schemalint_rules._row_security import text_of

OWN_SCHEMA = frozenset(
    {
        "plpgsql", "pg_cron", "adminpack", "citus", "pg_graphql", "pgsodium", "supabase_vault", "pgmq", "pg_tle", "pglogical", "pg_repack",
        "postgis_topology", "postgis_tiger_geocoder", "plperl", "plperlu", "plpython3u", "pltcl", "pltclu", "pg_net", "repmgr",
        "google_ml_integration", "plv8", "aws_commons", "aws_s3", "aws_lambda", "anon",
    }
)  # fmt: skip
"""Extensions whose control file names their schema, or that make one for themselves."""
_SCHEMA = re.compile(r"\bSCHEMA\s+(\"?public\"?)(?!\w)", re.I)


class ExtensionInPublic(CatalogRule):
    """Extensions belong in a schema of their own.

    ## What it does
    Reports an extension that ends up in `public`: said so, or by default. Extensions that come with a schema of their own
    are left alone. `schema` is where the fix puts them.

    ## Why is this bad
    Its functions stand among those of the application, are in the way of their names and go out with them over an API that shows
    `public`; to take rights on `public` away takes them from the extension too.

    ## Fix
    The extension is put into `schema`, which is made where it is not there. Unsafe: who calls its functions without a schema needs it in
    the search path.

    ## References
    - PostgreSQL 17 manual, CREATE EXTENSION; 36.17.2 Extension Relocatability
    """

    name = "extension-in-public"
    severity = "info"
    on = "strict"
    dialects = ("postgres",)
    fixes = "unsafe"
    schema: str = option("extensions", "The schema for extensions.")
    good = (
        Good("CREATE SCHEMA extensions;\nCREATE EXTENSION pg_trgm WITH SCHEMA extensions;"),
        Good("CREATE EXTENSION plpgsql;"),
        Good(
            "CREATE SCHEMA extensions;\nCREATE EXTENSION pg_trgm;\nALTER EXTENSION pg_trgm SET SCHEMA extensions;",
        ),
    )
    bad = (
        Bad(
            "CREATE EXTENSION IF NOT EXISTS pg_trgm;\n",
            at="pg_trgm",
            fixed="CREATE SCHEMA IF NOT EXISTS extensions;\nCREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA extensions;\n",
        ),
        Bad(
            "CREATE SCHEMA extensions;\nCREATE EXTENSION hstore SCHEMA public VERSION '1.8';\n",
            at="hstore",
            fixed="CREATE SCHEMA extensions;\nCREATE EXTENSION hstore SCHEMA extensions VERSION '1.8';\n",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        places: dict[str, str] = {}
        moved: set[str] = set()
        for step in replay.steps:
            if isinstance(step.change, CreateExtension):
                places.setdefault(step.change.name.value, step.before.default_schema)
            elif isinstance(step.change, SetSchema) and step.change.kind == "extension":
                moved.add(step.change.name.value)
        for one in sorted(catalog.extensions.values(), key=lambda one: one.span):
            if (one.schema or places.get(one.name, "public")) != "public" or one.name in OWN_SCHEMA:
                continue
            if not one.span.path:
                continue
            name, schema = spelled(one.name, catalog), spelled(self.schema, catalog)
            yield self.found(
                one.span,
                f"Extension {one.name} is installed into public: its functions stand among those of the application.",
                subject=Subject("extension", None, None, one.name),
                repair=f"CREATE EXTENSION {name} WITH SCHEMA {schema}; one that is there already: ALTER EXTENSION {name} SET SCHEMA {schema};",
                fix=None if one.name in moved else self._fix(one, schema, catalog, replay),
            )

    def _fix(self, one: Extension, schema: str, catalog: Catalog, replay: Replay) -> Fix:
        known = ("schema", Ref("", self.schema)) in catalog.others or (
            "schema",
            Ref(self.schema, self.schema),
        ) in catalog.others
        make = CreateObject("schema", ObjectName(name_of(self.schema)), if_not_exists=True)
        move = SetSchema("extension", ObjectName(name_of(one.name)), name_of(self.schema))
        edits: list[Edit] = []
        text = text_of(replay).text(one.statement)
        if text and one.statement.covers(one.span):
            start, path = one.statement.start, one.statement.path
            if not known:
                edits.append(Edit(Span(path, start, start), f"CREATE SCHEMA IF NOT EXISTS {schema};\n"))
            said = _SCHEMA.search(text)
            if said:
                edits.append(Edit(Span(path, start + said.start(1), start + said.end(1)), schema))
            else:
                edits.append(Edit(Span(path, one.span.end, one.span.end), f" WITH SCHEMA {schema}"))
                with_ = re.match(r"\s+WITH\b", text[one.span.end - start :], re.I)
                if with_:
                    at = one.span.end + with_.end()
                    edits[-1] = Edit(Span(path, at, at), f" SCHEMA {schema}")
        return Fix(
            f"Put extension {one.name} into {self.schema}", "unsafe", tuple(edits), (move,) if known else (make, move)
        )
