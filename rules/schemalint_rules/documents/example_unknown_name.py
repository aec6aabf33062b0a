from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import (
    Bad,
    Diagnostic,
    Good,
    NameFault,
    ObjectName,
    Page,
    PageRule,
    Ref,
    Related,
    Replay,
    Span,
    Step,
    Subject,
    alike,
    builtins,
    fold,
)
from schemalint_rules._documents import Known, home_of, known_beside, named, schemas_of
from schemalint_rules._faults import is_made_up
from schemalint_rules._names import as_fault

_SCHEMA = "CREATE TABLE orders (id bigint PRIMARY KEY, status text, total int);\nCREATE TABLE customers (id bigint PRIMARY KEY, email text);\n"
_FILES = (("schema.sql", _SCHEMA),)
_PAGE = "# Schema\n\n## orders\n\n| Column | Type |\n|---|---|\n| id | bigint |\n"
_KINDS = ("table", "column")
_NAMED = re.compile(
    r"(?:(?:VACUUM|ANALY[SZ]E)(?:\s*\([^)]*\)|\s+(?:FULL|FREEZE|VERBOSE|ANALY[SZ]E))*\s+(?:TABLE\s+)?|"
    r"(?:REINDEX\s+(?:\([^)]*\)\s*)?|OPTIMIZE\s+|CHECK\s+|REPAIR\s+|CHECKSUM\s+)TABLE\s+(?:CONCURRENTLY\s+)?|DESC(?:RIBE)?\s+(?:TABLE\s+)?|"
    r"SHOW\s+(?:FULL\s+)?(?:COLUMNS|FIELDS|INDEX|INDEXES|KEYS)\s+(?:FROM|IN)\s+|SHOW\s+CREATE\s+TABLE\s+)"
    r"(?P<name>[\"`\[]?[A-Za-z_]\w*[\"`\]]?(?:\.[\"`\[]?[A-Za-z_]\w*[\"`\]]?)?)\s*(?:$|;|\(|,|WHERE\b|LIKE\b)",
    re.I,
)
_VERBS = frozenset({"VACUUM", "ANALYZE", "ANALYSE", "REINDEX", "OPTIMIZE", "CHECK", "REPAIR", "CHECKSUM", "DESCRIBE", "DESC", "SHOW", "ANALYZE TABLE", "OPTIMIZE TABLE", "CHECK TABLE", "REPAIR TABLE"})  # fmt: skip
_SAMPLES = re.compile(
    r"(?:your|my|some|any|the|that|this|new|old)[_ ]?(?:table|column|schema|view|index|field|database|db)\w*|(?:table|column|schema|view|field|col|tbl)(?:_?name)?_?\d*|"
    r"(?:foo|bar|baz|xxx+|example)(?:_\w+)?|t\d*",
    re.I,
)
"""Names that stand for one to be filled in."""
_MANY = 3


def _sql(text: str) -> str:
    return f"{_PAGE}\n```sql\n{text}\n```\n"


def _shell(text: str) -> str:
    return f"{_PAGE}\n```bash\n{text}\n```\n"


class ExampleUnknownName(PageRule):
    """An example should name only what the schema has.

    ## What it does
    Takes the queries that a document shows - in `sql` fences, in `psql -c`, `mysql -e` and here-documents of shell fences -
    and holds the tables and columns they name against the schema that the document speaks of: that of the project, else its own
    fences. The server's catalogues and what common extensions bring are known. Placeholders (`:id`, `?`, `$1`, `{x}`, `[Name]`) stand for
    values. Silent where only a part of the schema was read, about names that plainly stand for others (`your_table`), and about
    migrations and rollbacks, which are replayed instead.

    ## Why is this bad
    Examples are copied. One that fails costs its reader time; one that names a column of old times shows that nobody runs it.

    ## Fix
    Correct the name; the nearest one is given. No automatic fix: what the example was to show only a person knows.

    ## References
    - PostgreSQL manual, Appendix A, 42P01 undefined_table, 42703 undefined_column
    - MySQL 8.4, errors 1146 and 1054
    """

    name = "example-unknown-name"
    severity = "warning"
    needs = ("examples",)
    good = (
        Good(
            _sql("SELECT o.id FROM orders o WHERE o.status = :status AND o.id = [Order_ID];"),
            path="docs/schema.md",
            files=_FILES,
        ),
        Good(
            _sql("SELECT relname, n_live_tup FROM pg_stat_user_tables;\nSELECT query FROM pg_stat_statements;"),
            path="docs/schema.md",
            files=_FILES,
        ),
        Good(_shell('psql -d shop -c "SELECT count(*) FROM orders"'), path="docs/schema.md", files=_FILES),
        Good(
            _sql("SELECT * FROM your_table WHERE id = 1;\nVACUUM (ANALYZE) orders;"),
            path="docs/schema.md",
            files=_FILES,
        ),
    )
    bad = (
        Bad(_sql("SELECT o.id FROM orders o WHERE o.state = 'paid';"), at="state", path="docs/schema.md", files=_FILES, message="status"),
        Bad(_sql("SELECT id FROM order_line;"), at="order_line", path="docs/schema.md", files=_FILES),
        Bad(_shell('psql -d shop -c "SELECT count(*) FROM ordres"'), at="ordres", path="docs/schema.md", files=_FILES, message="orders"),
        Bad(_shell("psql shop <<SQL\nSELECT fax FROM customers;\nSQL"), at="fax", path="docs/schema.md", files=_FILES),
        Bad(_sql("VACUUM (ANALYZE) sessions;"), at="sessions", path="docs/schema.md", files=_FILES),
        Bad(
            f"# Schema\n\n```sql\n{_SCHEMA}```\n\n## Queries\n\n```sql\nSELECT fax FROM customers;\n```\n",
            at="fax",
            path="docs/schema.md",
            message="public.customers.fax",
        ),
    )  # fmt: skip

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        if page.examples is None:
            return
        for schema in schemas_of(page, against)[:1]:
            if not schema.catalog.complete:
                return
            known = known_beside((schema,), against)
            told = set(map(str.casefold, named(page))) if schema.kind == "document" else set()
            seen: dict[str, int] = {}
            for step, fault in _faults(page.examples(schema), schema, page):
                if self._passes(fault, step, schema, known, told):
                    continue
                full = (
                    f"{fault.relation.text}.{fault.name}" if fault.kind == "column" and fault.relation else fault.name
                )
                seen[full] = seen.get(full, 0) + 1
                if seen[full] <= _MANY:
                    yield self._told(fault, schema, full)

    def _passes(self, fault: NameFault, step: Step, schema: Replay, known: Known, told: set[str]) -> bool:
        """Whether the name may be meant otherwise."""
        if fault.kind not in _KINDS or fault.reason not in ("missing", "hidden") or is_made_up(as_fault(fault, step)):
            return True
        if _SAMPLES.fullmatch(fault.name) or "[" in fault.name or "<" in fault.name:
            return True
        if fault.kind == "column":
            return False
        bare = fault.name.rpartition(".")[2]
        if any(alike(bare, name) for name in told):
            return True
        if fault.reason == "hidden":
            ref = fault.relation or Ref(schema.catalog.default_schema, bare)
            return ref in schema.catalog.tables or ref in schema.catalog.views or len(bare) < 3
        brought = builtins(schema.dialect, schema.version)
        return bool(brought.extensions_of("relations", bare)) or bare in known.exact

    def _told(self, fault: NameFault, schema: Replay, full: str) -> Diagnostic:
        where = f" of {home_of(schema)}"
        related: tuple[Related, ...] = ()
        if fault.kind == "column":
            ref = fault.relation
            table = schema.catalog.tables.get(ref) if ref else None
            if table is not None:
                related = (Related(table.span, f"{table.ref.text} is defined here"),)
            said = (
                f"Column {full} is not in the schema{where}"
                if ref
                else f"No table that the example names has a column {full}"
            )
            subject = Subject(
                "column", (ref.schema or None) if ref else None, ref.name if ref else None, fault.name, (fault.name,)
            )
        else:
            said = f"Table {full} is not in the schema{where}"
            schema_name, _, bare = fault.name.rpartition(".")
            subject = Subject("table", schema_name or None, None, bare)
        return self.found(
            fault.span,
            f"{said}: whoever runs the example gets an error.",
            subject=subject,
            repair=f"name {fault.near} if that is meant" if fault.near else "correct the name, or take the example out",
            related=related,
        )


def _faults(steps: tuple[Step, ...], schema: Replay, page: Page) -> Iterator[tuple[Step, NameFault]]:
    """The names of the examples that mean nothing, those of housekeeping statements too, which are no queries."""
    for step in steps:
        for fault in step.names:
            yield step, fault
        statement = step.statement
        if statement.verb.split(" ")[0] not in _VERBS:
            continue
        found = _NAMED.match(statement.text)
        if found is None:
            continue
        parts = [part.strip('"`[]') for part in found["name"].split(".")]
        folded = [fold(part, schema.dialect) for part in found["name"].split(".")]
        ref = schema.catalog.resolve(_object_name(folded, parts))
        if ref in schema.catalog.tables or ref in schema.catalog.views or len(parts) > 1:
            continue
        if builtins(schema.dialect, schema.version).relation("", folded[-1]) is not None:
            continue
        start = statement.span.start + found.start("name")
        span = Span(page.path, start, start + len(found["name"]))
        yield step, NameFault("table", folded[-1], span, near=_near(parts[-1], schema))


def _object_name(folded: list[str], written: list[str]) -> ObjectName:
    from schemalint import NOWHERE, Name

    names = [Name(one, other, NOWHERE) for one, other in zip(folded, written, strict=True)]
    return ObjectName(names[-1], names[-2] if len(names) > 1 else None)


def _near(name: str, schema: Replay) -> str:
    import difflib

    tables = {ref.name: ref for ref in schema.catalog.tables}
    return next(iter(difflib.get_close_matches(name, tables, 1)), "")
