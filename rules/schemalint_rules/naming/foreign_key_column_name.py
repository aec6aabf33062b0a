from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Column, Diagnostic, ForeignKey, Good, Replay, Table, option
from schemalint_rules._foreign_keys import declared
from schemalint_rules._plurals import singular
from schemalint_rules._proposals import about
from schemalint_rules._usual import filled, usual
from schemalint_rules._vocabulary import named, snake

TEMPLATES = ("{parent}_{key}", "{parent}", "{key}_{parent}", "fk_{parent}", "…_{key}", "{key}")
"""Templates that are in use: `account_id`, `account`, `id_account`, `fk_account`, `owner_id`, and the parent's own name for it."""


class ForeignKeyColumnName(CatalogRule):
    """A column that refers to a table should be named for it.

    ## What it does
    Finds the pattern that at least 80 % of the schema's foreign key columns follow (`account_id` for a table `account` or
    `accounts` with the key `id`; `…_id` where the role comes first) and reports those that do not. `template` fixes it instead.
    Keys of several columns, keys of a table to itself, which must tell a role, and `created_by` and its like are left alone.

    ## Why is this bad
    A name that tells neither the table nor that it is a reference is joined wrongly, and no tool sees what it means.

    ## Fix
    Rename it. Clients use the old name, so nothing is changed by itself.

    ## References
    - PostgreSQL 17 manual, 5.5.5 Foreign Keys; ISO/IEC 11179-5, Naming principles
    """

    name = "foreign-key-column-name"
    severity = "info"
    on = "strict"
    template: str = option(
        "", "The pattern, of `{parent}` in the singular and `{key}`: `{parent}_{key}`; `…` for any words."
    )
    good = (
        Good(
            "CREATE TABLE orders (id int PRIMARY KEY, buyer int REFERENCES account);",
            given="CREATE TABLE account (id int PRIMARY KEY);",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE orders (id int PRIMARY KEY, buyer int REFERENCES accounts);",
            given="CREATE TABLE accounts (id int PRIMARY KEY);",
            at="buyer",
            options={"template": "{parent}_{key}"},
            message="account_id",
        ),
        Bad(
            "CREATE TABLE x (a_id int REFERENCES a, b_id int REFERENCES b, c_id int REFERENCES c, d_id int REFERENCES d, "
            "boss_id int REFERENCES a, owner int REFERENCES b);",
            given="CREATE TABLE a (id int PRIMARY KEY);\nCREATE TABLE b (id int PRIMARY KEY);\n"
            "CREATE TABLE c (id int PRIMARY KEY);\nCREATE TABLE d (id int PRIMARY KEY);",
            at="owner",
            message="owner_id",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        columns = []
        for table, key in declared(catalog):
            column = table.column(key.columns[0]) if len(key.columns) == 1 and key.parent != table.ref else None
            parent = catalog.table(key.parent)
            if column is not None and parent is not None and len(key.parent_columns) == 1:
                columns.append((table, key, column, parent))
        pattern = self.template or usual(_patterns(column, parent, key) for _, key, column, parent in columns)
        for table, key, column, parent in columns if pattern else ():
            known = _fits(pattern, column, parent, key)
            if not self.template:
                known = known or _ends_alike(column, parent, key) or named(column)[-1:] == ("by",)
            if not known:
                whose = "as configured" if self.template else "as most here are"
                yield self.found(
                    column.span,
                    f"{table.ref.text}.{column.name} refers to {key.parent.text} and is not named {pattern}, {whose}.",
                    subject=about(table, column.name),
                    repair=f"name it {_better(pattern, column, parent, key)}",
                )


def _ends_alike(column: Column, parent: Table, key: ForeignKey) -> bool:
    """Whether the name tells a role and ends as the parent's key does: `manager_id` for `employee_id`."""
    referred = parent.column(key.parent_columns[0])
    return referred is not None and named(column)[-1:] == named(referred)[-1:]


def _patterns(column: Column, parent: Table, key: ForeignKey) -> frozenset[str]:
    return frozenset(one for one in TEMPLATES if _fits(one, column, parent, key))


def _fits(template: str, column: Column, parent: Table, key: ForeignKey) -> bool:
    wanted = _filled(template, parent, key)
    name = snake(column)
    if template.startswith("…"):
        return name.endswith(wanted[1:]) or name == wanted[2:]
    return name == wanted


def _filled(template: str, parent: Table, key: ForeignKey) -> str:
    parts = named(parent)
    one = "_".join((*parts[:-1], singular(parts[-1]))) if parts else parent.name
    referred = parent.column(key.parent_columns[0])
    return filled(template, parent=one, key=snake(referred) if referred else key.parent_columns[0])


def _better(template: str, column: Column, parent: Table, key: ForeignKey) -> str:
    return _filled(template, parent, key).replace("…", snake(column))
