"""The ways in which one fact of a correct document can become wrong, written down before the rules that find them.

Each kind names the rule that has to speak of it, alone. `mended` says what `fix` makes of it: the very text that stood there
(`same`), text that states the same facts in other words (`equal`), or nothing, because no rule offers to mend it (`none`).
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Mended = Literal["same", "equal", "none"]


class Kind(NamedTuple):
    """One way to make one fact wrong."""

    name: str
    rule: str
    """The rule that finds it; no other rule of the group may say a word."""
    mended: Mended = "same"
    why: str = ""
    """Why `fix` cannot bring back the very text."""
    unsafe: bool = False
    """Only `fix --unsafe` mends it."""


PROSE = "what people wrote about it is gone with it and stands nowhere else"
CHOICE = "the text does not tell which of several right values stood there"

KINDS: tuple[Kind, ...] = (
    # Columns, in column tables, dictionaries and lists.
    Kind("column-type", "type-drift"),
    Kind("column-length", "type-drift"),
    Kind("column-nullability", "nullability-drift"),
    Kind("column-default", "default-drift"),
    Kind("column-default-gone", "default-drift"),
    Kind("column-default-more", "default-drift"),
    Kind("column-name", "stale-column"),
    Kind("column-row-gone", "undocumented-column", "equal", PROSE),
    Kind("column-row-more", "stale-column"),
    # Tables.
    Kind("table-heading", "stale-table", unsafe=True),
    Kind("table-cell", "stale-table"),
    Kind("table-rows-gone", "undocumented-table", "equal", PROSE),
    Kind("table-section-gone", "undocumented-table", "equal", PROSE),
    Kind("table-section-more", "stale-table", unsafe=True),
    # Indexes, in tables and lists.
    Kind("index-name", "index-drift"),
    Kind("index-columns", "index-drift"),
    Kind("index-method", "index-drift"),
    Kind("index-uniqueness", "index-drift"),
    Kind("index-row-gone", "index-drift", "equal", PROSE),
    Kind("index-row-more", "index-drift"),
    # Values.
    Kind("status-value-gone", "status-values-drift"),
    Kind("status-value-more", "status-values-drift"),
    Kind("status-value-misspelt", "status-values-drift"),
    # Diagrams.
    Kind("entity-name", "diagram-unknown-table"),
    Kind("entity-gone", "diagram-missing-table", "equal", "an entity is drawn anew behind the others"),
    Kind("entity-more", "diagram-unknown-table"),
    Kind("attribute-gone", "diagram-attribute-drift"),
    Kind("attribute-more", "diagram-attribute-drift"),
    Kind("attribute-name", "diagram-attribute-drift"),
    Kind("attribute-type", "diagram-attribute-drift"),
    Kind("attribute-key-gone", "diagram-attribute-drift"),
    Kind("attribute-key-wrong", "diagram-attribute-drift"),
    Kind("relation-cardinality", "diagram-relation-drift"),
    Kind("relation-parent", "diagram-relation-drift"),
    Kind("relation-end-misspelt", "diagram-unknown-table"),
    Kind("relation-gone", "diagram-missing-relation", "equal", "the label is ours, and the line stands last"),
    Kind("relation-more", "diagram-relation-drift"),
    Kind("diagram-broken", "invalid-diagram", "none", CHOICE),
    # The document itself.
    Kind("count", "metrics-drift"),
    Kind("section-gone", "missing-section", "equal", PROSE),
    Kind("section-emptied", "empty-section", "equal", PROSE),
    Kind("placeholder", "unfilled-placeholder", "none", CHOICE),
    Kind("rollback-gone", "undocumented-migration-rollback", "equal", "it is generated anew"),
    Kind("version-malformed", "invalid-metadata", "none", CHOICE),
    Kind("status-unknown", "invalid-metadata", "none", CHOICE),
    Kind("metadata-gone", "missing-metadata", "equal", "what stood there is not known, a placeholder asks for it"),
    Kind("link-target", "broken-link", "none", CHOICE),
    Kind("link-anchor", "broken-link", "none", CHOICE),
    Kind("description-gone", "empty-description", "equal", PROSE),
    Kind("query-column", "example-unknown-name", "none", CHOICE),
    Kind("ddl-fact", "missing-ddl-script", "none", "nobody knows which of the two places is right"),
    # What the schema has besides tables.
    Kind("relation-row-parent", "relation-drift", "equal", "the parent is written as the server folds it"),
    Kind("relation-row-action", "relation-drift"),
    Kind("relation-row-gone", "relation-drift", "equal", PROSE),
    Kind("constraint-row", "constraint-drift"),
    Kind("constraint-row-more", "constraint-drift"),
    Kind("view-row-gone", "undocumented-view", "equal", PROSE),
    Kind("view-name", "stale-view"),
    Kind("routine-row-gone", "undocumented-routine", "equal", PROSE),
    Kind("routine-name", "stale-routine"),
    Kind("trigger-row-gone", "undocumented-trigger", "equal", PROSE),
    Kind("trigger-name", "stale-trigger"),
    Kind("grant-row", "access-drift"),
)  # fmt: skip

BY_NAME = {kind.name: kind for kind in KINDS}
