from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Page, PageRule, Related, Replay, Span, Subject, alike, option
from schemalint_rules._answers import Answer, answers, is_over_a_terabyte, items, listed_entities
from schemalint_rules._claims import (
    deletes,
    holds_time,
    is_analytical,
    is_fact_like,
    is_partitioned,
    language_of,
    role_names,
    tables_of,
)
from schemalint_rules._documents import all_told, known_beside
from schemalint_rules._metadata import PRODUCTS, products, value_of
from schemalint_rules._promises import TENANT, Promise, numbers, promises, retentions, tenancy

_SHOP = "```sql\nCREATE TABLE users (id bigint PRIMARY KEY, role text CHECK (role IN ('admin', 'user')));\nCREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);\n```\n"


class AnswerContradicted(PageRule):
    """What a document answers and promises should hold in its schema.

    ## What it does
    Holds what the text says against the schema that it is about:

    - the database named in the metadata, against the dialect of the schema or of the document's own DDL;
    - a volume over 1 TB with no partitioned table (SQLite has none);
    - analytics as the only use, with no table that looks like facts: two references and a measure;
    - several tenants, stated or planned, with no column that tells whose a row is;
    - core entities that are listed, where the schema has others of them and not this one;
    - roles that are listed, where an enum, a CHECK, rows of a roles table or the server's roles have others of them;
    - tables and columns that are said to be planned or included already. What is planned for a version after the document's
      own is told with `later = true` only;
    - a time after which rows go, of a table without a column that holds a time, and that no routine deletes from.

    Silent where the schema is not wholly known.

    ## Why is this bad
    Whoever reads the answer builds on it: a partition is expected where a query scans a terabyte, a tenant's rows are taken
    to be apart and are not.

    ## Fix
    None: either the answer or the schema is wrong, and only people know which.

    ## References
    - ISO/IEC/IEEE 29148:2018, Requirements engineering, 5.2.6 (consistent set of requirements)
    - PostgreSQL 16, 5.11 Table Partitioning; MySQL 8.4, Chapter 26 Partitioning
    """

    name = "answer-contradicted"
    severity = "info"
    on = "strict"
    later: bool = option(False, "Tell also what is planned for versions after the document's own.")
    good = (
        Good(
            f"# Shop\n\n**Version:** 1.0.0\n**Database:** PostgreSQL 16\n**Data Volume:** 100 GB - 1 TB\n**Use Case:** Transactional\n\n"
            f"- **Core Business Entities**: User, Order, etc.\n- **Roles:** admin, user\n\n{_SHOP}\n- v1.2.0: `coupons` table planned\n",
            path="docs/schema.md",
        ),
        Good(
            f"# Shop\n\nThe schema is not multi-tenant; there is no `coupons` table.\n\n{_SHOP}", path="docs/schema.md"
        ),
    )
    bad = (
        Bad(
            "# Shop\n\n**Database:** MySQL 8\n\n```sql\nCREATE TABLE users (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), data jsonb);\n"
            "CREATE TABLE orders (id bigserial PRIMARY KEY, made timestamptz);\n```\n",
            at="MySQL 8",
            path="docs/schema.md",
            dialect="mysql",
            message="PostgreSQL",
        ),
        Bad(f"# Shop\n\n**Data Volume:** > 1 TB\n\n{_SHOP}", at="> 1 TB", path="docs/schema.md", message="partition"),
        Bad(
            f"# Shop\n\n**Use Case:** Analytics (OLAP)\n\n{_SHOP}",
            at="Analytics (OLAP)",
            path="docs/schema.md",
            message="facts",
        ),
        Bad(
            f"# Shop\n\nThe tables of a multi-tenant platform.\n\n{_SHOP}",
            at="multi-tenant",
            path="docs/schema.md",
            message="whose",
        ),
        Bad(
            f"# Shop\n\n- **Core Business Entities**: User, Product, Order\n\n{_SHOP}",
            at="Product",
            path="docs/schema.md",
        ),
        Bad(f"# Shop\n\n- **User Roles**: admin, moderator\n\n{_SHOP}", at="moderator", path="docs/schema.md"),
        Bad(
            f"# Shop\n\n{_SHOP}\n```sql\n-- v1.2.0 - Add social login (oauth_providers table planned)\n```\n",
            at="oauth_providers",
            path="docs/schema.md",
        ),
        Bad(
            f"# Shop\n\n{_SHOP}\n```sql\n-- v1.1.0 - Add user preferences (already included in users table as JSONB)\n```\n",
            at="user preferences",
            path="docs/schema.md",
            message="users has no column",
        ),
        Bad(f"# Shop\n\n{_SHOP}\nRows of `orders` are kept for 2 years.\n", at="2 years", path="docs/schema.md"),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        schemas = all_told(page, against)
        if not schemas:
            return
        told = list(answers(page))
        for one in told:
            if one.kind == "database" and products(one.value):
                yield from self._database(page, one, schemas)
                break
        tables = tables_of(schemas[0])
        if not tables:
            return
        for one in told:
            match one.kind:
                case "volume":
                    yield from self._volume(one, schemas)
                case "use case":
                    yield from self._use(one, schemas)
                case "roles":
                    yield from self._roles(page, one, schemas)
                case _:
                    continue
        entities = [named for one in told if one.kind == "entities" for named in items(page, one)]
        yield from self._entities([*entities, *listed_entities(page)], schemas, against)
        yield from self._tenants(page, schemas)
        yield from self._promised(page, schemas, against)
        yield from self._kept(page, schemas)

    def _told(self, span: Span, message: str, repair: str, what: str, place: Span | None = None) -> Diagnostic:
        related = (Related(place, "the schema says otherwise here"),) if place else ()
        return self.found(span, message, subject=Subject("other", None, None, what), repair=repair, related=related)

    def _database(self, page: Page, one: Answer, schemas: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        named = products(one.value)
        real = {language_of(schema, page) for schema in schemas} - {""}
        families = {"mysql" if name == "mariadb" else name for name in named}
        if len(real) != 1 or "other" in families:
            return
        found = real.pop()
        if ("mysql" if found == "mariadb" else found) not in families:
            place = next((table.span for table in tables_of(schemas[0])), None)
            yield self._told(
                one.span,
                f"The document names {one.value} as its database, but the schema is written for {PRODUCTS[found]}.",
                f"write {PRODUCTS[found]}, or move the schema",
                "database",
                place,
            )

    def _volume(self, one: Answer, schemas: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        if is_over_a_terabyte(one.value) and schemas[0].dialect != "sqlite" and not any(map(is_partitioned, schemas)):
            yield self._told(
                one.span,
                f"The document expects {one.value} of data, but no table is partitioned: old rows go one by one, and every index "
                "covers them all.",
                "partition the tables that grow, by time or by tenant, or correct the volume",
                "volume",
                tables_of(schemas[0])[0].span,
            )

    def _use(self, one: Answer, schemas: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        if is_analytical(one.value) and not any(
            is_fact_like(table) for schema in schemas for table in tables_of(schema)
        ):
            yield self._told(
                one.span,
                f"The document says that the database is for {one.value}, but no table looks like facts: two references and "
                "something to add up.",
                "add the table of facts, or correct the use case",
                "use case",
                tables_of(schemas[0])[0].span,
            )

    def _entities(
        self, listed: list[tuple[str, Span]], schemas: tuple[Replay, ...], against: tuple[Replay, ...]
    ) -> Iterator[Diagnostic]:
        known = known_beside(schemas, against)
        held = [
            "".join(re.findall(r"\w", ref.name.casefold())).replace("_", "")
            for schema in schemas
            for ref in schema.catalog.tables
        ]
        found = {name for name, _ in listed if known.find(name) or _is_part(name, held)}
        if not found or not all(schema.catalog.complete for schema in schemas):
            return
        if any(schema.dialect == "dynamodb" for schema in schemas):
            return  # one table for all entities is how its schemas are made
        for name, span in listed:
            if name not in found:
                yield self._told(
                    span,
                    f"The document counts {name} among its entities, but the schema has no table for it.",
                    f"add the table, or take {name} out of the list",
                    name,
                )

    def _roles(self, page: Page, one: Answer, schemas: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        held = {name.casefold(): place for schema in schemas for name, place in role_names(schema).items()}
        listed = list(items(page, one))
        if not any(name.casefold() in held for name, _ in listed):
            return
        for name, span in listed:
            if name.casefold() not in held and not any(alike(name, other) for other in held):
                yield self._told(
                    span,
                    f"The document lists a role {name}, but the schema has {', '.join(sorted(held))} only.",
                    f"add the role, or take {name} out of the list",
                    name,
                    next(iter(held.values())),
                )

    def _tenants(self, page: Page, schemas: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        told = tenancy(page)
        if told is None:
            return
        columns = [
            column.name for schema in schemas for table in schema.catalog.tables.values() for column in table.columns
        ]
        fits = [name for name in columns if (alike(name, told.column) if told.column else TENANT.search(name))]
        if not fits:
            wanted = told.column or "tenant_id"
            yield self._told(
                told.span,
                f"The document speaks of several tenants, but no table has a column that tells whose a row is, such as {wanted}.",
                f"add {wanted} to every table whose rows belong to a tenant",
                "tenants",
                tables_of(schemas[0])[0].span,
            )

    def _promised(self, page: Page, schemas: tuple[Replay, ...], against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        version = value_of(page, "version")
        now = numbers(version.value) if version else ()
        known = known_beside(schemas, against)
        for one in promises(page):
            if not one.included and one.version and now and one.version > now and not self.later:
                continue
            if one.kind == "table":
                if known.find(one.name) is None:
                    yield self._broken(one, f"the schema has no table {one.name}", None)
                continue
            ref = known.find(one.table) if one.table else None
            tables = [table for schema in schemas for table in tables_of(schema) if ref is None or table.ref == ref]
            if (one.table and not tables) or (not one.table and TENANT.search(one.name)):
                continue  # the table is told elsewhere; so are tenants
            if not any(
                alike(column.name, one.name) or _ends_alike(one.name, column.name)
                for table in tables
                for column in table.columns
            ):
                where = (
                    f"{tables[0].ref.text} has no column for it" if one.table else f"no table has a column {one.name}"
                )
                yield self._broken(one, where, tables[0].span if one.table else None)

    def _broken(self, one: Promise, lacking: str, place: Span | None) -> Diagnostic:
        when = f" for version {'.'.join(map(str, one.version))}" if one.version else ""
        said = "is there already" if one.included else f"is planned{when}"
        return self._told(
            one.span,
            f"The document says that {one.name} {said}, but {lacking}: adding it later is the migration that the plan should spare.",
            "add it to the schema, or take it out of the document",
            one.name,
            place,
        )

    def _kept(self, page: Page, schemas: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        known = known_beside(schemas, ())
        tables = {table.ref: table for schema in schemas for table in tables_of(schema)}
        told: set[str] = set()
        for one in retentions(page):
            meant = [tables[ref] for name, _ in one.names if (ref := known.find(name)) and ref in tables]
            if one.names and not meant:
                continue
            if not one.names and any(holds_time(table) for table in tables.values()):
                continue
            for table in meant or [next(iter(tables.values()))]:
                if holds_time(table) or deletes(schemas, table) or table.name in told:
                    continue
                told.add(table.name)
                which = table.ref.text if meant else "every table of the schema"
                yield self._told(
                    one.span,
                    f"The document says that rows are kept for {one.told}, but {which} has no column that tells how old a row is.",
                    "add a column with the time a row was made, and the routine that deletes by it",
                    f"retention {table.name}",
                    table.span,
                )


def _is_part(name: str, held: list[str]) -> bool:
    """Whether a table's name holds that of the entity: `Payment` of `payment_transactions`."""
    folded = "".join(re.findall(r"[^\W_]", name.casefold()))
    stem = folded[:-1] if folded.endswith(("s", "y")) and len(folded) > 4 else folded
    return len(stem) > 2 and any(stem in one for one in held)


def _ends_alike(told: str, column: str) -> bool:
    """`user preferences` of the table users is its column `preferences`."""
    return alike(re.split(r"[\s_]+", told.strip())[-1], column)
