from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from schemalint import (
    AlterObject,
    Bad,
    CreateExtension,
    Diagnostic,
    Edit,
    Fix,
    Good,
    Replay,
    SetComment,
    SetSchema,
    Step,
    StepRule,
    Subject,
    option,
)
from schemalint_rules._proposals import Written

PRESENT = frozenset({"plpgsql"})
"""What initdb puts into every database, so that dumps name it."""


class AllowedExtensions(StepRule):
    """A policy: these extensions may be installed and no others.

    ## What it does
    Reports CREATE EXTENSION of one that is not among `extensions`; where that is empty, of any. Says nothing until it is set, about
    `plpgsql`, which every database has from the start, and about one that a later step drops. Meant for policies:

        [[tool.schemalint.policy]]
        name = "house-extensions"
        rule = "allowed-extensions"
        extensions = ["pgcrypto", "pg_trgm"]

    ## Why is this bad
    An extension is code that runs in the server; the hosted one may lack it, and an upgrade waits for it.

    ## Fix
    The statement is taken out, with those that change the extension later. Unsafe: what uses the extension fails.

    ## References
    - PostgreSQL 17 manual, CREATE EXTENSION; Appendix F, Additional Supplied Modules and Extensions
    """

    name = "allowed-extensions"
    severity = "warning"
    on = "policy"
    asks = ("extensions",)
    dialects = ("postgres",)
    changes = ("CreateExtension",)
    fixes = "unsafe"
    extensions: tuple[str, ...] = option(("*",), "The extensions that may be installed, with `*` and `?` as wildcards.")
    good = (
        Good("CREATE EXTENSION hstore;"),
        Good("CREATE EXTENSION IF NOT EXISTS pgcrypto;", options={"extensions": ["pgcrypto"]}),
        Good("CREATE EXTENSION pg_trgm;", options={"extensions": ["pg_*"]}),
    )
    bad = (
        Bad(
            'CREATE TABLE a (id int PRIMARY KEY);\nCREATE EXTENSION "hstore";\n',
            at='"hstore"',
            options={"extensions": ["pgcrypto"]},
            fixed="CREATE TABLE a (id int PRIMARY KEY);\n",
        ),
        Bad("CREATE EXTENSION pgcrypto;", at="pgcrypto", options={"extensions": []}, message="allows none"),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, CreateExtension):
            return
        name = change.name.value
        if name in PRESENT or any(fnmatchcase(name, allowed) for allowed in self.extensions):
            return
        if name in step.before.extensions or name not in replay.catalog.extensions:
            return
        written = Written(replay)
        edits = [Edit(written.whole_line(one.statement), "") for one in replay.steps if _is_about(one, name)]
        yield self.found(
            change.name.span if change.name.span.path else step.statement.span,
            f"Extension {name} is installed; this policy allows {' and '.join(self.extensions) or 'none'}.",
            subject=Subject("extension", None, None, name),
            repair="do without it, or have it allowed",
            fix=Fix(f"Do without extension {name}", "unsafe", tuple(edits)),
        )


def _is_about(step: Step, name: str) -> bool:
    """Whether the statement makes the extension or changes it."""
    change = step.change
    if isinstance(change, (AlterObject, SetComment, SetSchema)):
        return change.kind == "extension" and change.name is not None and change.name.value == name
    return isinstance(change, CreateExtension) and change.name.value == name
