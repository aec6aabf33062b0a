"""The project that an example stands for: where its text goes, and what is beside it."""

from __future__ import annotations

from schemalint.rule import Bad, Good, PageRule, Rule

SCHEMA_FILES = {"mongodb": "db/schema.js", "dynamodb": "template.yaml"}
"""Where the examples of document stores stand that name no file; what they are is told by their text."""


def files(rule: type[Rule], example: Good | Bad) -> tuple[dict[str, str], str]:
    """The project's files, and the path of the one that holds the example."""
    found = dict(example.files)
    if example.path:
        path = example.path
    elif issubclass(rule, PageRule):
        path = "docs/database-schema-example.md"
    elif rule.new_only:
        path = "migrations/0002_change.sql"
    else:
        path = SCHEMA_FILES.get(example.dialect, "schema.sql")
    if example.given and path.startswith("migrations/"):
        found["migrations/0001_given.sql"] = example.given
        found[path] = example.text
    elif example.given:
        found[path] = f"{example.given}\n{example.text}"
    else:
        found[path] = example.text
    return found, path
