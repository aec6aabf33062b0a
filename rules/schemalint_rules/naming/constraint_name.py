from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from schemalint import (
    Bad,
    Catalog,
    CatalogRule,
    Check,
    Constraint,
    Diagnostic,
    ForeignKey,
    Good,
    PrimaryKey,
    Replay,
    Subject,
    Table,
    Unique,
    option,
)
from schemalint_rules._tables import is_framework_table, stored
from schemalint_rules._usual import filled, usual

Sort = Literal["primary-key", "unique", "foreign-key", "check"]
AFFIXES: dict[Sort, tuple[str, ...]] = {
    "primary-key": ("pk_", "_pk", "_pkey", "pk"),
    "unique": ("uq_", "uk_", "_uq", "_uk", "_key", "_unique", "ak_", "uc_", "unq_", "ux_"),
    "foreign-key": ("fk_", "_fk", "_fkey", "fk"),
    "check": ("ck_", "chk_", "_ck", "_chk", "_check", "check_"),
}
"""What names of each sort begin or end with, in the manners that are in use."""
WORDS: dict[Sort, str] = {
    "primary-key": "primary key",
    "unique": "unique constraint",
    "foreign-key": "foreign key",
    "check": "CHECK",
}


class ConstraintName(CatalogRule):
    """Constraints should be named after one pattern for each sort.

    ## What it does
    For primary keys, unique constraints, foreign keys and CHECKs each, finds the prefix or ending that at least 80 % of the
    written names have (`fk_`, `_fkey`, `ck_` …) and reports those without. `templates` fixes patterns instead. Names that the
    server gave are left alone.

    ## Why is this bad
    The name is all that an error shows; one that does not tell the sort sends the reader to the wrong place.

    ## Fix
    Rename it. Not done by itself.

    ## References
    - PostgreSQL 17 manual, ALTER TABLE, RENAME CONSTRAINT; SQL Server, Database identifiers
    """

    name = "constraint-name"
    severity = "info"
    on = "strict"
    templates: Mapping[str, str] = option(
        {}, 'Patterns by sort: `{ foreign-key = "fk_{table}_{parent}", unique = "uq_{table}_{columns}" }`.'
    )
    good = (Good("CREATE TABLE item (n int, CONSTRAINT anything CHECK (n > 0));"),)
    bad = (
        Bad(
            "CREATE TABLE item (n int, CONSTRAINT anything CHECK (n > 0));",
            at="anything",
            options={"templates": {"check": "ck_{table}_{columns}"}},
            message="ck_item_n",
        ),
        Bad(
            "CREATE TABLE item (a int CONSTRAINT ck_a CHECK (a > 0), b int CONSTRAINT ck_b CHECK (b > 0), c int CONSTRAINT ck_c CHECK "
            "(c > 0), d int CONSTRAINT ck_d CHECK (d > 0), e int CONSTRAINT ck_e CHECK (e > 0), f int CONSTRAINT f_bound CHECK (f > 0));",
            at="f_bound",
            message="ck_",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        by_sort: dict[Sort, list[tuple[Table, Constraint]]] = {}
        for table in stored(catalog):
            for one in table.constraints if not is_framework_table(table) else ():
                sort = _sort(one)
                if sort is not None and one.named and one.name:
                    by_sort.setdefault(sort, []).append((table, one))
        for sort, named in by_sort.items():
            template = self.templates.get(sort, "")
            affix = "" if template else usual(_affixes(one.name, sort) for _, one in named)
            for table, one in named if template or affix else ():
                wanted = _filled(template, table, one) if template else ""
                fits = one.name.lower() == wanted.lower() if template else affix in _affixes(one.name, sort)
                if not fits:
                    yield self._other(table, one, sort, wanted, affix)

    def _other(self, table: Table, one: Constraint, sort: Sort, wanted: str, affix: str) -> Diagnostic:
        shown = wanted or (f"{affix}…" if affix.endswith("_") else f"…{affix}")
        whose = "as configured" if wanted else "as most here are"
        span = one.name_span if one.name_span.path else one.span
        what = WORDS[sort]
        return self.found(
            span if span.path else table.span,
            f"{what[0].upper()}{what[1:]} {one.name} of {table.ref.text} is not named {shown}, {whose}.",
            subject=Subject("constraint", table.schema or None, table.name, one.name, _columns(one)),
            repair=f"name it {shown}",
        )


def _sort(one: Constraint) -> Sort | None:
    match one:
        case PrimaryKey():
            return "primary-key"
        case Unique():
            return "unique"
        case ForeignKey():
            return None if one.ignored else "foreign-key"
        case Check():
            return "check"
    return None


def _columns(one: Constraint) -> tuple[str, ...]:
    if isinstance(one, Check):
        return one.expression.columns
    return one.columns if isinstance(one, (PrimaryKey, Unique, ForeignKey)) else ()


def _filled(template: str, table: Table, one: Constraint) -> str:
    parent = one.parent.name if isinstance(one, ForeignKey) else ""
    return filled(template, table=table.name, columns="_".join(_columns(one)), parent=parent)


def _affixes(name: str, sort: Sort) -> frozenset[str]:
    lower = name.lower()
    return frozenset(
        one for one in AFFIXES[sort] if (lower.startswith(one) if not one.startswith("_") else lower.endswith(one))
    )
