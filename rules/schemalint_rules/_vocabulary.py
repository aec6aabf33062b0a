"""What names mean: the words that rules about columns and tables go by."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, Protocol

from schemalint import Lazy

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+|\d+")


@lru_cache(maxsize=8192)
def words(name: str) -> tuple[str, ...]:
    """The words of a name in lower case, whatever its case style: `orderStatus`, `ORDER_STATUS` and `order_status` are alike."""
    if name.isupper() or name.islower():
        return tuple(word for word in re.split(r"[\W_]+", name.lower()) if word)
    return tuple(word.lower() for word in _WORD.findall(name))


def plain(written: str) -> str:
    """A written name without its quotes."""
    return written[1:-1] if written[:1] in ('"', "`", "[") and len(written) > 1 else written


class _Named(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def written(self) -> str: ...


def named(thing: _Named) -> tuple[str, ...]:
    """The words of a column's or table's name as it was written: folding would join those of `orderStatus`."""
    return _named(thing.written, thing.name)


@lru_cache(maxsize=65536)
def _named(written: str, name: str) -> tuple[str, ...]:
    return words(plain(written) or name)


def snake(thing: _Named) -> str:
    """The same words, joined by `_`."""
    return _snake(thing.written, thing.name)


@lru_cache(maxsize=65536)
def _snake(written: str, name: str) -> str:
    return "_".join(_named(written, name))


STATUS = frozenset({"status", "state", "type", "kind", "role"})
"""The last word of a column that holds one of a few values."""

STATUS_WHEN_SHORT = frozenset(
    {
        "action", "level", "priority", "severity", "stage", "phase", "mode", "visibility", "gender", "sex", "tier", "outcome",
        "frequency", "operation",
    }
)  # fmt: skip
"""Likely so when the column is also narrow, or its values are told."""

OPEN_TYPES = frozenset(
    {
        "mime", "content", "media", "data", "java", "class", "column", "file", "value", "field", "attribute", "property", "handler",
        "var", "variable",
    }
)  # fmt: skip
"""`content_type` and its like name a value of an open set."""

OPEN_STATES = frozenset({"business", "custom"})
"""`business_status` and its like hold what users call the states of their own processes."""

JOB_TITLE = frozenset({"organizational", "organisational", "job"})
"""`organizational_role` and its like are what somebody calls his work."""

ADDRESS = frozenset({"city", "zip", "zipcode", "postcode", "country", "street", "county"})
"""Where a sibling column has one of these words, `state` is a part of an address."""

HANDSHAKE = frozenset({"token", "nonce", "verifier", "challenge", "redirect", "csrf", "pkce"})
"""Where a sibling column has one of these words, `state` is an opaque token."""

MONEY = frozenset(
    {
        "price", "amount", "cost", "balance", "fee", "salary", "tax", "discount", "revenue", "payment", "budget", "wage",
        "refund", "deposit", "charge", "subtotal", "credit", "debit", "income", "expense", "payout", "commission", "fare",
        "msrp", "turnover", "vat", "surcharge", "prices", "fees", "amounts", "costs", "payments", "bounty", "postage", "freight",
    }
)  # fmt: skip
"""A column with such a word holds an amount of money, unless its last word measures something else."""

NOT_MONEY = frozenset(
    {
        "rate", "percent", "percentage", "pct", "ratio", "score", "factor", "weight", "count", "index", "id", "date", "time",
        "number", "days", "hours", "minutes", "seconds", "term", "terms", "limit", "level", "class", "code", "type", "status",
        "method", "growth", "grade", "point", "points", "distance", "quantity", "qty", "multiplier", "probability", "rank",
    }
)  # fmt: skip

_TIME = "(?:_?(?:at|on|date|time|datetime|ts|timestamp|dt|when|utc|tz|ms|epoch))"
_FRONT = "(?:(?:row|record|rec|sys|gmt)_?)?"
_CREATED = Lazy(
    rf"(?:{_FRONT}(?:(?:created|inserted){_TIME}{{0,2}}|(?:create|creation|insert|crt){_TIME}{{1,2}})|gmt_?create"
    r"|(?:date|time)_?(?:created|inserted|added|creation)|ctime|crdate|erstellt_?(?:am|um)?|angelegt_?am|fecha_?creacion"
    r"|creado_?en|cree_?le)\Z"
)
_UPDATED = Lazy(
    rf"(?:{_FRONT}(?:last_?)?(?:(?:updated|modified|changed|edited){_TIME}{{0,2}}"
    rf"|(?:update|modification|modify|upd|write){_TIME}{{1,2}})|(?:date|time)_?(?:updated|modified|changed|modification)"
    r"|last_?(?:update|change|write|edit|modification)|gmt_?update|mtime|ge(?:ae|ä)ndert_?am|aktualisiert_?am"
    r"|fecha_?modificacion|(?:actualizado|modificado)_?en|(?:modifie|maj)_?le)\Z"
)
_TIMES_ALONE = frozenset({"changed", "edited"})
"""What is no time without a word that says so."""


@lru_cache(maxsize=8192)
def audit_role(name: str) -> Literal["created", "updated"] | None:
    """What a column tells by its name, words joined by `_`: when its row was made, when it was last changed; None for others."""
    if name in _TIMES_ALONE:
        return None
    return "updated" if _UPDATED.match(name) else "created" if _CREATED.match(name) else None


EVENT_TIMES = frozenset(
    {"recorded_at", "logged_at", "occurred_at", "registered_at", "added_at", "received_at", "sent_at", "happened_at"}
)
"""Names of the time of what a row tells of, which for want of a better one says when it was made."""

AUDIT_WORDS = frozenset(
    {
        "created",
        "updated",
        "modified",
        "deleted",
        "inserted",
        "changed",
        "creation",
        "modification",
        "granted",
        "assigned",
        "added",
        "version",
        "timestamp",
        "audit",
        "edited",
    }
)
"""Words of the columns that keep a row's own history, which do not make a join table more than one."""

POSITION_WORDS = frozenset(
    {"sort", "order", "position", "pos", "ordinal", "sequence", "seq", "rank", "index", "idx", "sortorder"}
)
"""A number named by these alone is a place in a list."""

LOG_WORDS = frozenset(
    {
        "log",
        "logs",
        "audit",
        "event",
        "events",
        "history",
        "histories",
        "journal",
        "trail",
        "activity",
        "activities",
        "archive",
        "outbox",
        "audits",
    }
)
"""A table whose name ends in one of these is written once and never changed."""


_ENTRIES = frozenset({"entry", "entries", "record", "records"})
"""What a log is made of: the table may be called by them behind what it is."""


def is_log(thing: _Named, *, last: bool = False) -> bool:
    """Whether a table is named for what has happened: a log, a history; `last` asks the last word alone, or the one
    before the entries. Names that run their words together, such as `datavalueaudit`, are told by their end."""
    parts = named(thing)
    if last:
        parts = parts[:-1][-1:] if len(parts) > 1 and parts[-1] in _ENTRIES else parts[-1:]
    return any(word in LOG_WORDS or word.endswith(("audit", "history", "changelog")) for word in parts)


LOOKUP_WORDS = frozenset(
    {
        "type",
        "types",
        "status",
        "statuses",
        "kind",
        "kinds",
        "role",
        "roles",
        "category",
        "categories",
        "country",
        "countries",
        "currency",
        "currencies",
        "language",
        "languages",
        "lookup",
        "lookups",
        "state",
        "states",
        "unit",
        "units",
        "code",
        "codes",
    }
)
"""A table whose name ends in one of these may hold a fixed list."""

LOOKUP_COLUMNS = frozenset(
    {
        "id", "code", "name", "label", "title", "description", "slug", "key", "value", "sort", "order", "position", "sequence",
        "active", "is", "enabled", "symbol", "abbreviation", "short", "long", "display", "text", "iso", "rank", "level",
    }
)  # fmt: skip
"""All words of a lookup table's columns, its own name's words apart."""

FRAMEWORK_TABLES = frozenset(
    {
        "schema_migrations", "schema_migration", "ar_internal_metadata", "flyway_schema_history", "schema_version",
        "databasechangelog", "databasechangeloglock", "goose_db_version", "gorp_migrations", "_prisma_migrations",
        "_sqlx_migrations", "__diesel_schema_migrations", "alembic_version", "django_migrations", "django_session",
        "django_content_type", "migrations", "schema_history", "play_evolutions", "knex_migrations", "knex_migrations_lock",
        "sequelizemeta", "typeorm_metadata", "mikro_orm_migrations", "schemaversion", "pgmigrations", "d1_migrations",
        "schema_info", "spatial_ref_sys", "sysdiagrams", "__efmigrationshistory", "atlas_schema_revisions", "drizzle_migrations",
        "__drizzle_migrations", "schema_lock", "changelog", "yoyo_lock", "_yoyo_migration", "_yoyo_log", "_yoyo_version",
        "doctrine_migration_versions", "phinxlog", "south_migrationhistory", "__migrationhistory", "kysely_migration",
        "kysely_migration_lock", "migrate_version", "refinery_schema_history",
    }
)  # fmt: skip
"""Tables that frameworks and extensions make and read for themselves."""
