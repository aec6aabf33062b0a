"""Tables for the entities that people name before there is a schema: a key, the time a row was made and changed, and what
the answers about use and volume ask for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemalint.generating.spelling import identifier
from schemalint.model.document import Dialect
from schemalint.model.record import NamedTuple

_HAPPENS = re.compile(
    r"event|log|measure|reading|metric|sample|tick|order|sale|transaction|message|payment|visit|view|booking|invoice|trip",
    re.I,
)
"""Entities of which new rows come all the time."""


class Kinds(NamedTuple):
    """How a dialect spells what every table has."""

    key: str
    number: str
    stamp: str
    now: str
    changed: str = ""
    """Behind the column that says when a row was changed."""


KINDS: dict[Dialect, Kinds] = {
    "postgres": Kinds("bigint GENERATED ALWAYS AS IDENTITY", "bigint", "timestamptz", "now()"),
    "mysql": Kinds(
        "bigint NOT NULL AUTO_INCREMENT", "bigint", "datetime", "CURRENT_TIMESTAMP", " ON UPDATE CURRENT_TIMESTAMP"
    ),
    "mariadb": Kinds(
        "bigint NOT NULL AUTO_INCREMENT", "bigint", "datetime", "CURRENT_TIMESTAMP", " ON UPDATE CURRENT_TIMESTAMP"
    ),
    "sqlite": Kinds("integer NOT NULL", "integer", "text", "CURRENT_TIMESTAMP"),
    "tsql": Kinds("bigint IDENTITY(1, 1) NOT NULL", "bigint", "datetimeoffset", "SYSDATETIMEOFFSET()"),
    "oracle": Kinds(
        "number(19) GENERATED ALWAYS AS IDENTITY", "number(19)", "timestamp with time zone", "SYSTIMESTAMP"
    ),
}
_PARTITIONS: dict[Dialect, str] = {
    "postgres": " PARTITION BY RANGE ({column})",
    "mysql": "\nPARTITION BY RANGE (TO_DAYS({column})) (PARTITION later VALUES LESS THAN MAXVALUE)",
    "mariadb": "\nPARTITION BY RANGE (TO_DAYS({column})) (PARTITION later VALUES LESS THAN MAXVALUE)",
    "oracle": (
        "\nPARTITION BY RANGE ({column}) INTERVAL (NUMTOYMINTERVAL(1, 'MONTH'))\n"
        "    (PARTITION earliest VALUES LESS THAN (TIMESTAMP '2020-01-01 00:00:00'))"
    ),
}
"""Behind a table that is cut by the time its rows were made."""


def is_analytic(use_case: str) -> bool:
    """Whether an answer about the use speaks of analytics."""
    return bool(re.search(r"analytic|olap|warehouse", use_case, re.I))


def is_huge(volume: str, use_case: str) -> bool:
    """Whether the answers call for partitions: over a terabyte, or measurements over time."""
    more = re.search(r"(?:>|over|more than)\s*\d*\s*(?:TB|terabyte|PB)|\b\d+\s*(?:TB|PB)\b", volume, re.I)
    below = re.search(r"<|-\s*1 TB|up to|under|below", volume, re.I)
    return bool(more and not below) or bool(re.search(r"time.?series", use_case, re.I))


def snake(name: str) -> str:
    """A name as a table has it: `Order Item` is `order_item`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip())
    return re.sub(r"\W+", "_", spaced).strip("_").lower()


def entity_tables(entities: Sequence[str], dialect: Dialect, use_case: str, volume: str) -> str:
    """The DDL of a table for each entity; empty for a dialect that has no DDL. In a database for analytics the entity of which
    rows come all the time is the fact, the others its dimensions; where much is expected, that one is partitioned."""
    names = list(dict.fromkeys(_free(name, dialect) for one in entities if (name := snake(one))))
    kinds = KINDS.get(dialect)
    if not names or kinds is None:
        return ""
    main = next((name for name in names if _HAPPENS.search(name)), names[0])
    cut = main if is_huge(volume, use_case) and dialect in _PARTITIONS else ""
    analytic = is_analytic(use_case)
    called = {name: f"{'fact' if name == main else 'dim'}_{name}" if analytic else name for name in names}
    parents = [called[name] for name in names if name != main] if analytic else []
    ordered = [name for name in names if name != main] + [main] if analytic else names
    texts = [_FUNCTION] if dialect == "postgres" else []
    for name in ordered:
        own = parents if name == main else []
        texts += [
            f"{text};\n"
            for text in _table(
                called[name], dialect, kinds, own, partitioned=name == cut, fact=analytic and name == main
            )
        ]
        if dialect in _KEPT:
            texts.append(_KEPT[dialect].replace("{table}", called[name]))
    if analytic:
        texts.append(f"{_summary(called[main], dialect)};\n")
    return "\n".join(texts)


def _free(name: str, dialect: Dialect) -> str:
    """The name, in the plural where the server reserves it."""
    word = name.upper() if dialect == "oracle" else name
    return name if re.fullmatch(r"\w+", identifier(word, dialect)) else f"{name}s"


_FUNCTION = """CREATE FUNCTION set_updated_at() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END;
$$;
"""
_KEPT: dict[Dialect, str] = {
    "postgres": """CREATE TRIGGER {table}_updated BEFORE UPDATE ON {table}
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
""",
    "sqlite": """CREATE TRIGGER {table}_updated AFTER UPDATE ON {table}
FOR EACH ROW WHEN NEW.updated_at = OLD.updated_at
BEGIN
    UPDATE {table} SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id;
END;
""",
    "tsql": """GO
CREATE TRIGGER {table}_updated ON {table} AFTER UPDATE AS
BEGIN
    SET NOCOUNT ON;
    UPDATE {table} SET updated_at = SYSDATETIMEOFFSET() WHERE id IN (SELECT id FROM inserted);
END;
GO
""",
    "oracle": """CREATE TRIGGER {table}_updated BEFORE UPDATE ON {table}
FOR EACH ROW
BEGIN
    :NEW.updated_at := SYSTIMESTAMP;
END;
/
""",
}
"""What keeps `updated_at` true, where a column cannot do so itself."""


def _table(
    name: str, dialect: Dialect, kinds: Kinds, parents: Sequence[str], *, partitioned: bool, fact: bool
) -> list[str]:
    dated = "occurred_at" if fact else "created_at"
    lines = [f"id {kinds.key}"]
    lines += [f"{parent}_id {kinds.number} NOT NULL" for parent in parents]
    if fact:
        lines.append(f"occurred_at {_stamp(kinds, dialect, partitioned)} NOT NULL")
    lines.append(f"created_at {_stamp(kinds, dialect, partitioned and not fact)} {_filled(kinds.now, dialect)}")
    lines.append(f"updated_at {kinds.stamp} {_filled(kinds.now, dialect)}{kinds.changed}")
    lines.append(f"CONSTRAINT {name}_pk PRIMARY KEY ({f'id, {dated}' if partitioned else 'id'})")
    # MySQL takes no foreign key of a partitioned table.
    kept = () if partitioned and dialect in ("mysql", "mariadb") else parents
    lines += [f"CONSTRAINT {name}_{one}_fk FOREIGN KEY ({one}_id) REFERENCES {one} (id)" for one in kept]
    body = ",\n".join(f"    {line}" for line in lines)
    cut = _PARTITIONS[dialect].replace("{column}", dated) if partitioned else ""
    texts = [f"CREATE TABLE {name} (\n{body}\n){cut}"]
    if partitioned and dialect == "postgres":
        texts.append(f"CREATE TABLE {name}_default PARTITION OF {name} DEFAULT")
    texts += [f"CREATE INDEX {name}_{parent}_ix ON {name} ({parent}_id)" for parent in parents]
    return texts


def _stamp(kinds: Kinds, dialect: Dialect, cut: bool) -> str:
    """Oracle cuts no table by a time that has a zone."""
    return "timestamp" if cut and dialect == "oracle" else kinds.stamp


def _filled(now: str, dialect: Dialect) -> str:
    """Oracle wants the default before NOT NULL, the others take either order."""
    return f"DEFAULT {now} NOT NULL" if dialect == "oracle" else f"NOT NULL DEFAULT {now}"


def _summary(fact: str, dialect: Dialect) -> str:
    """A view over the fact: kept ready where the server can."""
    word = "MATERIALIZED VIEW" if dialect in ("postgres", "oracle") else "VIEW"
    day = "TRUNC(occurred_at)" if dialect == "oracle" else "CAST(occurred_at AS date)"
    day = "date(occurred_at)" if dialect == "sqlite" else day
    return f"CREATE {word} {fact}_by_day AS\nSELECT {day} AS made_on, count(*) AS entries\nFROM {fact}\nGROUP BY {day}"
