"""What a schema is like as a whole, where documents make claims about it: its dialect, partitions, facts, roles, times."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from schemalint import Column, InList, Page, Replay, Span, Table
from schemalint_rules._tables import stored
from schemalint_rules._values import checks_of, constant, is_of_column, written_values

_SIGNS: dict[str, str] = {
    "postgres": r"\bjsonb\b|\btimestamptz\b|\bgen_random_uuid\b|\b(?:small|big)?serial\b|\bplpgsql\b|\bUSING\s+(?:gin|gist|brin)\b|\bbytea\b|"
    r"\bCREATE\s+EXTENSION\b|\bCREATE\s+TYPE\s+\w+\s+AS\s+ENUM\b|\buuid_generate_v4\b|\bTIMESTAMP\s+WITH\s+TIME\s+ZONE\b",
    "mysql": r"\bAUTO_INCREMENT\b|\bENGINE\s*=\s*\w|\bUNSIGNED\b|\bON\s+UPDATE\s+CURRENT_TIMESTAMP\b|\bTINYINT\(\d|\b(?:MEDIUM|LONG)TEXT\b|\bENUM\s*\('",
    "sqlite": r"\bAUTOINCREMENT\b|\bWITHOUT\s+ROWID\b|\bPRAGMA\s+\w",
    "tsql": r"\bIDENTITY\s*\(\d|\bNVARCHAR\s*\(|\bDATETIME2\b|\bUNIQUEIDENTIFIER\b|\[dbo\]|^\s*GO\s*$|\bNEWID\s*\(|\bSYSUTCDATETIME\b",
    "oracle": r"\bVARCHAR2\b|\bNUMBER\s*\(\d|\bSYSDATE\b|\bSYSTIMESTAMP\b|\bCLOB\b.*\bNUMBER\b",
}
_SIGN = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _SIGNS.items()), re.I | re.M)
_TIMES = frozenset({"date", "timestamp", "timestamptz"})
_TIMELY = re.compile(
    r"(?:^|_)(?:at|on|date|time|timestamp|day|datum|zeit|fecha|created|updated|modified|since|expires?|expiry|year|month)$|_(?:date|time)_",
    re.I,
)
_NUMBERS = frozenset({"integer", "decimal", "float", "money"})
_FACTS = re.compile(
    r"(?:^|_)(?:fact|facts|dim|dims|cube|aggregate|aggregates|agg|rollup|snapshot|measurements?|metrics?|events?)(?:_|$)",
    re.I,
)
_REFERENCE = re.compile(r".(?:_id|_key|_sk|_fk|_uuid|Id|ID)$")
_ANALYTICS = re.compile(
    r"\banalytic|\bOLAP\b|data warehouse|\bwarehous|\breporting\b|business intelligence|\bBI\b|аналитич|分析|分析型|분석",
    re.I,
)
_OTHERS = re.compile(
    r"\bOLTP\b|transaction|\bmixed\b|operational|\bHTAP\b|транзакц|事务|トランザクション|트랜잭션", re.I
)
_ROLES = re.compile(r"(?:^|_)roles?(?:_|$)|rolle|papel|rôle", re.I)
_NAMES = ("name", "role", "role_name", "code", "key", "slug", "title")


def tables_of(schema: Replay) -> tuple[Table, ...]:
    """The ordinary tables that are wholly known."""
    return stored(schema.catalog)


def language_of(schema: Replay, page: Page) -> str:
    """The dialect that a schema is surely written in; empty where it is not sure. A document's own dialect is taken from what it says
    of itself, so only its DDL can tell another."""
    if schema.kind != "document":
        return "" if schema.dialect == "standard" else schema.dialect
    votes: Counter[str] = Counter()
    for fence in page.fences:
        if fence.role in ("schema", "migration"):
            votes.update(str(found.lastgroup) for found in _SIGN.finditer(page.content(fence)))
    return next(iter(votes)) if len(votes) == 1 else ""


def is_partitioned(schema: Replay) -> bool:
    """Whether any table is, by the server or by an extension that shards."""
    if any(table.partition_by or table.partition_of or table.partitions for table in schema.catalog.tables.values()):
        return True
    return any(
        re.search(r"hypertable|distributed_table|partman|PARTITION\s+BY", reading.statement.text, re.I)
        for reading in schema.readings
        if reading.statement.kind in ("query", "procedural", "unknown") or not reading.complete
    )


def is_analytical(value: str) -> bool:
    """Whether the answer about the use is analytics and nothing else."""
    return _ANALYTICS.search(value) is not None and not _OTHERS.search(value)


def is_fact_like(table: Table) -> bool:
    """Whether a table refers to two others and holds something to add up, or is named like one that does."""
    if _FACTS.search(table.name):
        return True
    referring = {name for key in table.foreign_keys for name in key.columns}
    referring |= {column.name for column in table.columns if _REFERENCE.search(column.name)}
    own = set(table.primary_key.columns) if table.primary_key else set()
    measures = [column for column in table.columns if _is_number(column) and column.name not in referring | own]
    return len(referring) > 1 and bool(measures)


def _is_number(column: Column) -> bool:
    return column.type is not None and column.type.family in _NUMBERS


def holds_time(table: Table) -> bool:
    """Whether a column tells how old a row is."""
    return any(
        (column.type is not None and column.type.family in _TIMES) or _TIMELY.search(column.name) is not None
        for column in table.columns
    )


def deletes(schemas: Iterable[Replay], table: Table) -> bool:
    """Whether a routine or an event deletes rows of the table."""
    wanted = re.compile(
        rf"\b(?:DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?)\s+(?:\w+\.)?[`\"\[]?{re.escape(table.name)}\b", re.I
    )
    return any(
        wanted.search(routine.body)
        for schema in schemas
        for overloads in schema.catalog.routines.values()
        for routine in overloads
    )


def role_names(schema: Replay) -> dict[str, Span]:
    """The roles that a schema has: values of enums and columns named like roles, rows of a table of roles, roles of the server."""
    found: dict[str, Span] = {}
    catalog = schema.catalog
    for enum in catalog.enums.values():
        if _ROLES.search(enum.name):
            found.update(dict.fromkeys(enum.values, enum.span))
    for table in tables_of(schema):
        for column in table.columns:
            if not _ROLES.search(column.name):
                continue
            if column.type and column.type.values:
                found.update(dict.fromkeys(column.type.values, column.span))
            for check, name in checks_of(table, column, catalog):
                shape = check.expression.shape
                if isinstance(shape, InList) and not shape.negated and is_of_column(shape.operand, name):
                    literals = [constant(value) for value in shape.values]
                    found.update({str(one.value): column.span for one in literals if one is not None})
    for (ref, column_name), values in written_values(schema).items():
        table_ = catalog.tables.get(ref)
        if table_ and ((_ROLES.search(ref.name) and column_name in _NAMES) or _ROLES.search(column_name)):
            found.update(dict.fromkeys(values, table_.span))
    for kind, ref in catalog.others:
        if kind == "role":
            found[ref.name] = catalog.others[kind, ref].span
    return found
