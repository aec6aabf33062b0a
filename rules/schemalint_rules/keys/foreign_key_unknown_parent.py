from __future__ import annotations

from collections.abc import Iterator, Mapping

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, ForeignKey, Good, Ref, Replay, Subject, Table, option
from schemalint_rules._proposals import spelled_ref
from schemalint_rules._steps import session_value
from schemalint_rules._tables import includes_others, understood

PLATFORM_SCHEMAS: Mapping[str, frozenset[str]] = {
    "supabase": frozenset({"auth", "storage", "realtime", "vault", "extensions", "graphql_public", "cron", "net"}),
}
"""Schemas that a platform makes before the first migration of its framework runs."""


class ForeignKeyUnknownParent(CatalogRule):
    """A foreign key must refer to a table and columns that exist.

    ## What it does
    Reports a foreign key whose parent table is made nowhere in the history, snapshot or document, and one that names a column
    its parent does not have. Silent where only a part of the schema was read (a stand-alone script, one that includes
    others, a document about a single table), about other databases of MySQL and other users' tables in Oracle, and about schemas that a
    platform makes itself or that `ignore-schemas` names. A parent that is made later in the text is another fault:
    `used-before-created`.

    ## Why is this bad
    The server refuses the statement. SQLite takes it, so there it is a warning, and refuses the rows once `foreign_keys` is on; MySQL
    with `foreign_key_checks=0` takes it, too.

    ## Fix
    Create the parent before, or correct the name.

    ## References
    - PostgreSQL 17 manual, 5.5.5 Foreign Keys
    - SQLite, Foreign Key Support, 3; MySQL 8.4 manual, error 1824
    """

    name = "foreign-key-unknown-parent"
    severity = "error"
    only_with = ("references",)
    ignore_schemas: tuple[str, ...] = option((), "Schemas whose tables are made elsewhere.")

    good = (
        Good("CREATE TABLE node (id int PRIMARY KEY, parent_id int REFERENCES node (id));"),
        Good(
            "CREATE TABLE profile (id uuid PRIMARY KEY REFERENCES app.account (id));",
            options={"ignore-schemas": ["app"]},
        ),
    )
    bad = (
        Bad("CREATE TABLE orders (id int PRIMARY KEY, owner int REFERENCES account (id));", at="account"),
        Bad(
            "CREATE TABLE orders (id int PRIMARY KEY, owner int REFERENCES account (number));",
            given="CREATE TABLE account (id int PRIMARY KEY);",
            at="account",
            message="number",
        ),
        Bad(
            "CREATE TABLE orders (id int PRIMARY KEY, owner int REFERENCES account (id));",
            at="account",
            dialect="sqlite",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        framework = replay.history.framework if replay.history else ""
        foreign = PLATFORM_SCHEMAS.get(framework, frozenset()) | frozenset(self.ignore_schemas)
        part = self._is_part(catalog, replay)
        for table in understood(catalog):
            above = catalog.tables.get(table.partition_of) if table.partition_of else None
            inherited = {key.statement for key in above.foreign_keys} if above else set()
            for key in table.foreign_keys:
                if (
                    key.statement in inherited
                    or key.ignored
                    or key.parent.schema in foreign
                    or catalog.is_muted(key.parent)
                ):
                    continue
                problem = self._problem(key, catalog, part)
                if problem:
                    yield self._unknown(table, key, problem, catalog, refused=_is_checked(key, replay))

    def _is_part(self, catalog: Catalog, replay: Replay) -> bool:
        """Whether tables may well be made elsewhere: only a part was read, a script includes others, or the document is about
        a single table."""
        if not catalog.complete or includes_others(replay):
            return True
        return replay.kind == "document" and sum(not table.assumed for table in catalog.tables.values()) < 2

    def _problem(self, key: ForeignKey, catalog: Catalog, part: bool) -> str:
        parent = catalog.table(key.parent)
        if parent is None or parent.assumed:
            known = key.parent in catalog.views or ("synonym", key.parent) in catalog.others
            return "" if known or part or _is_elsewhere(key, catalog) else "a table that does not exist"
        if parent.unknown or parent.as_query or any(catalog.is_muted(ref) for ref in parent.inherits):
            return ""
        missing = [name for name in key.parent_columns if parent.column(name) is None]
        if not missing:
            return ""
        return f"{'a column' if len(missing) == 1 else 'columns'} that {'does' if len(missing) == 1 else 'do'} not exist: {', '.join(missing)}"

    def _unknown(self, table: Table, key: ForeignKey, problem: str, catalog: Catalog, *, refused: bool) -> Diagnostic:
        shown = ", ".join(key.columns)
        what = f"{table.ref.text}.{shown}" if len(key.columns) == 1 else f"{table.ref.text} ({shown})"
        later = "; the server refuses the statement" if refused else "; rows of it cannot be written"
        near = _nearest(key.parent, catalog) if "table" in problem else ""
        return self.found(
            key.parent_span if key.parent_span.path else key.span,
            f"Foreign key {what} refers to {key.parent.text}, {problem}{later}.",
            subject=Subject("constraint", table.schema or None, table.name, key.name, key.columns),
            repair=f"create {spelled_ref(key.parent, catalog)} before it{f', or refer to {near}' if near else ''}"
            if "table" in problem
            else f"refer to a column of {spelled_ref(key.parent, catalog)}",
            cause=key.statement if key.statement.path else None,
            severity=None if refused else "warning",
        )


def _is_checked(key: ForeignKey, replay: Replay) -> bool:
    """Whether the server asks for the parent when it makes the key: SQLite never does, MySQL not with `foreign_key_checks` off."""
    if replay.dialect not in ("mysql", "mariadb"):
        return replay.dialect != "sqlite"
    step = next((step for step in replay.steps if step.statement.span == key.statement), None)
    return step is None or session_value(step, replay, "foreign_key_checks") not in ("0", "off", "false")


def _is_elsewhere(key: ForeignKey, catalog: Catalog) -> bool:
    """Whether the parent is in another database or another user's schema of which nothing was read."""
    if catalog.dialect not in ("mysql", "mariadb", "oracle") or key.parent.schema in ("", catalog.default_schema):
        return False
    return all(ref.schema != key.parent.schema or table.assumed for ref, table in catalog.tables.items())


def _nearest(ref: Ref, catalog: Catalog) -> str:
    """A table of nearly that name."""
    import difflib

    names = {other.name: other for other in catalog.tables if not catalog.tables[other].assumed}
    near = difflib.get_close_matches(ref.name, names, 1, 0.8) if len(names) < 500 else []
    return names[near[0]].text if near else ""
