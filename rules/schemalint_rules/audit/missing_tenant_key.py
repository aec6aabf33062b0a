from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, ForeignKey, Good, Replay, Table, option
from schemalint_rules._foreign_keys import about_key, called
from schemalint_rules._indexes import about_path, named_at
from schemalint_rules._indexes import called as called_path
from schemalint_rules._proposals import about_table
from schemalint_rules._tables import is_framework_table, is_generated, paths, stored


class MissingTenantKey(CatalogRule):
    """A policy: every table, key and reference should know its tenant.

    ## What it does
    In a schema that holds several tenants, reports a table without the tenant's column; a foreign key between two tables that
    have it which leaves it out; and a unique key that does. Keys that the server generates are left alone. Meant for policies:

        [[tool.schemalint.policy]]
        name = "tenant-everywhere"
        rule = "missing-tenant-key"
        column = "tenant_id"
        tables = ["app.*", "!app.country", "!app.currency"]

    ## Why is this bad
    A row can refer to one of another tenant, and what is unique over all tenants tells one of them what another has.

    ## Fix
    The column in the table, and as the first one of its keys. Not done by itself: rows need a value.

    ## References
    - PostgreSQL 17 manual, 5.5.5 Foreign Keys, on keys of several columns; 5.9 Row Security Policies
    """

    name = "missing-tenant-key"
    severity = "warning"
    on = "policy"
    dialects = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle", "standard", "mongodb")
    asks = ("column",)
    column: str = option("", "The tenant's column. Nothing is said until it is set.")
    references: bool = option(True, "Report foreign keys that leave the tenant out.")
    keys: bool = option(True, "Report unique keys that leave the tenant out.")
    good = (
        Good("CREATE TABLE account (id int PRIMARY KEY, email text UNIQUE);"),
        Good(
            "CREATE TABLE account (tenant_id int, id int, email text, PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, email));\n"
            "CREATE TABLE orders (tenant_id int, id int PRIMARY KEY, account int,\n"
            "  FOREIGN KEY (tenant_id, account) REFERENCES account);",
            options={"column": "tenant_id"},
        ),
    )
    bad = (
        Bad("CREATE TABLE account (id int PRIMARY KEY);", at="account", options={"column": "tenant_id"}),
        Bad(
            "CREATE TABLE orders (id int PRIMARY KEY, tenant_id int, account int REFERENCES account);",
            given="CREATE TABLE account (id int PRIMARY KEY, tenant_id int);",
            at="REFERENCES account",
            options={"column": "tenant_id"},
        ),
        Bad(
            "CREATE TABLE account (id int PRIMARY KEY, tenant_id int, email text UNIQUE);",
            at="UNIQUE",
            options={"column": "tenant_id"},
        ),
        Bad(
            'db.createCollection("account", { validator: { $jsonSchema: { properties: { tenantId: { bsonType: "objectId" } } } } });\n'
            'db.account.createIndex({ email: 1 }, { unique: true, name: "account_email" });',
            at='"account_email"',
            dialect="mongodb",
            options={"column": "tenantId"},
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        if not self.column:
            return
        for table in stored(catalog):
            if is_framework_table(table) or self._is_tenants(table):
                continue
            tenant = self._of(table)
            if not tenant:
                yield self.found(
                    table.span,
                    f"{table.ref.text} has no column {self.column}: nothing tells whose its rows are.",
                    subject=about_table(table),
                    repair=f"add {self.column}, and begin its keys with it",
                )
                continue
            for key in table.foreign_keys if self.references else ():
                parent = catalog.table(key.parent)
                if tenant in key.columns or parent is None or not self._of(parent) or self._is_tenants(parent):
                    continue
                yield self._crosses(table, key, tenant)
            for path in paths(table, catalog.dialect) if self.keys else ():
                columns = [table.column(name) for name in path.columns]
                if path.what == "primary key" or not path.unique or tenant in path.columns:
                    continue
                if not any(column is not None and is_generated(column) for column in columns):
                    yield self.found(
                        named_at(path),
                        f"{called_path(table, path)} leaves {tenant} out: it is unique over all tenants.",
                        subject=about_path(table, path),
                        repair=f"UNIQUE ({tenant}, {', '.join(path.columns)})",
                    )

    def _of(self, table: Table) -> str:
        """The tenant's column as the table has it; empty where it has none."""
        return next((column.name for column in table.columns if column.name.lower() == self.column.lower()), "")

    def _is_tenants(self, table: Table) -> bool:
        """Whether it is the table of the tenants, to whose key the column refers: `tenant` or `tenants` for `tenant_id`."""
        stem = self.column.lower().removesuffix("_id").removesuffix("id")
        return bool(stem) and table.name.lower() in (stem, f"{stem}s", f"{stem[:-1]}ies")

    def _crosses(self, table: Table, key: ForeignKey, tenant: str) -> Diagnostic:
        return self.found(
            key.span if key.span.path else table.span,
            f"Foreign key {called(table, key)} to {key.parent.text} leaves {tenant} out: a row may refer to another tenant's.",
            subject=about_key(table, key),
            repair=f"FOREIGN KEY ({tenant}, {', '.join(key.columns)}) REFERENCES {key.parent.text} ({tenant}, …)",
        )
