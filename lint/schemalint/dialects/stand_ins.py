"""Values that rows get in a NOT NULL column which comes back, where what they held is gone: the emptiest value of each type."""

from __future__ import annotations

from schemalint.model.schema import Catalog, Type

STAND_INS: dict[str, str] = {
    "integer": "0", "decimal": "0", "float": "0", "money": "0", "boolean": "false", "char": "''", "varchar": "''", "text": "''",
    "binary": "''", "date": "'1970-01-01'", "timestamp": "'1970-01-01 00:00:00'", "timestamptz": "'1970-01-01 00:00:00+00'",
    "time": "'00:00:00'", "timetz": "'00:00:00+00'", "interval": "'0'", "uuid": "'00000000-0000-0000-0000-000000000000'",
    "json": "'{}'", "jsonb": "'{}'", "network": "'0.0.0.0'", "range": "'empty'", "search": "''",
}  # fmt: skip
"""By family of types."""


def stand_in(kind: Type | None, catalog: Catalog) -> str:
    """The value as SQL; empty where there is none that the type surely takes."""
    if kind is None:
        return ""
    if kind.dimensions:
        return "'{}'"
    for ref, enum in catalog.enums.items():
        if ref.name == kind.name and enum.values:
            return "'" + enum.values[0].replace("'", "''") + "'"
    for ref, domain in catalog.domains.items():
        if ref.name == kind.name:
            return "" if domain.checks else stand_in(domain.type, catalog)
    if catalog.dialect == "sqlite" and kind.family in ("boolean", "binary"):
        return "0" if kind.family == "boolean" else "x''"
    if catalog.dialect in ("mysql", "mariadb", "sqlite") and kind.family == "timestamptz":
        return STAND_INS["timestamp"].replace("00:00:00", "00:00:01")
    return STAND_INS.get(kind.family, "")
