from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Index, Replay, Subject, Table, option
from schemalint_rules._tables import is_framework_table, stored
from schemalint_rules._usual import filled, usual

TEMPLATES = (
    "idx_{table}_{columns}", "ix_{table}_{columns}", "{table}_{columns}_idx", "index_{table}_on_{columns}", "i_{table}_{columns}",
)  # fmt: skip
"""Templates that are in use; of a schema's own indexes most may follow one."""
PLAIN = frozenset({"", "btree", "hash"})
"""Methods whose indexes are named alike; those for texts, XML or places often tell their method."""
AFFIXES = ("idx_", "ix_", "_idx", "_ix", "index_", "in_", "i_", "_index")
SHOWN = {affix: f"{affix}…" if affix.endswith("_") else f"…{affix}" for affix in AFFIXES}


class IndexName(CatalogRule):
    """Indexes should be named after one pattern.

    ## What it does
    Finds the pattern that at least 80 % of the schema's index names follow (a template such as `{table}_{columns}_idx`, or a
    mere prefix or ending such as `idx_`) and reports those that do not; unique ones may follow another, and those for texts,
    XML or places are left alone. `template` fixes it instead. Names that the server gave are left alone, and what a name says
    in place of an expression.

    ## Why is this bad
    An error or a plan shows the name and nothing else: `idx7` tells neither the table nor the columns.

    ## Fix
    Rename it. Not done by itself.

    ## References
    - PostgreSQL 17 manual, ALTER INDEX; MySQL 8.4 manual, 15.1.9 ALTER TABLE, RENAME INDEX
    """

    name = "index-name"
    severity = "info"
    on = "strict"
    template: str = option("", "The pattern, of `{table}` and `{columns}`: `idx_{table}_{columns}`.")
    good = (
        Good("CREATE INDEX anything ON item (a);", given="CREATE TABLE item (a int);"),
        Good("CREATE INDEX ix_item_a ON item (a);", given="CREATE TABLE item (a int);",
             options={"template": "ix_{table}_{columns}"}),
    )  # fmt: skip
    bad = (
        Bad(
            "CREATE INDEX by_a ON item (a);",
            given="CREATE TABLE item (a int);",
            at="by_a",
            options={"template": "ix_{table}_{columns}"},
            message="ix_item_a",
        ),
        Bad(
            "CREATE INDEX by_f ON item (f);",
            given="CREATE TABLE item (a int, b int, c int, d int, e int, f int);\nCREATE INDEX idx_item_a ON item (a);\n"
            "CREATE INDEX idx_item_b ON item (b);\nCREATE INDEX idx_item_c ON item (c);\nCREATE INDEX idx_item_d ON item (d);\n"
            "CREATE INDEX idx_item_e ON item (e);",
            at="by_f",
            message="idx_item_f",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        named = [
            (table, index)
            for table in stored(catalog)
            for index in table.indexes
            if index.named and not index.unknown and not is_framework_table(table)
        ]
        if self.template:
            yield from self._departing(named, self.template)
            return
        for unique in (False, True):
            alike = [(table, index) for table, index in named if index.unique is unique and index.method in PLAIN]
            yield from self._departing(alike, usual(_patterns(table, index) for table, index in alike))

    def _departing(self, named: list[tuple[Table, Index]], pattern: str) -> Iterator[Diagnostic]:
        for table, index in named if pattern else ():
            if self.template:
                wanted = _filled(pattern, table, index)
                if _follows(pattern, table, index):
                    continue
            elif pattern in _patterns(table, index):
                continue
            else:
                wanted = _filled(pattern if "{" in pattern else _template(pattern), table, index)
            yield self.found(
                index.name_span if index.name_span.path else index.span,
                f"Index {index.name} of {table.ref.text} is not named {SHOWN.get(pattern, pattern)}, as "
                f"{'configured' if self.template else 'most here are'}.",
                subject=Subject("index", table.schema or None, table.name, index.name, index.columns),
                repair=f"name it {wanted}",
            )


def _filled(template: str, table: Table, index: Index) -> str:
    columns = "_".join(part.column or "expr" for part in index.parts)
    return filled(template, table=table.name, columns=columns)


def _follows(template: str, table: Table, index: Index) -> bool:
    """Whether the name is what the template gives; what stands for an expression, or how many words, is free."""
    name = index.name.lower()
    for joint in ("_", "_and_"):  # as Rails joins them
        columns = joint.join(part.column or "\0" for part in index.parts)
        wanted = filled(template, table=table.name, columns=columns).lower()
        if name == wanted:
            return True
        if "\0" in wanted and re.fullmatch(".+".join(map(re.escape, wanted.split("\0"))), name):
            return True
    return False


def _template(affix: str) -> str:
    return affix + "{table}_{columns}" if affix.endswith("_") else "{table}_{columns}" + affix


def _patterns(table: Table, index: Index) -> frozenset[str]:
    """The templates that the name follows, and its prefix and ending."""
    name = index.name.lower()
    found = {template for template in TEMPLATES if _follows(template, table, index)}
    found |= {affix for affix in AFFIXES if (name.startswith(affix) if affix.endswith("_") else name.endswith(affix))}
    return frozenset(found)
