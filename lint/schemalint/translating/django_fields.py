"""Fields of Django's models as columns: their types in each dialect, and what else they bring."""

from __future__ import annotations

from typing import Any

from schemalint.model.document import Dialect
from schemalint.model.record import NamedTuple
from schemalint.translating.python_source import Called, Named, Unknown
from schemalint.translating.spelling import placeholder, string

_TYPES: dict[str, tuple[str, str, str]] = {
    # PostgreSQL, MySQL, SQLite
    "AutoField": ("integer", "integer", "integer"),
    "BigAutoField": ("bigint", "bigint", "integer"),
    "SmallAutoField": ("smallint", "smallint", "integer"),
    "BigIntegerField": ("bigint", "bigint", "bigint"),
    "BinaryField": ("bytea", "longblob", "BLOB"),
    "BooleanField": ("boolean", "bool", "bool"),
    "NullBooleanField": ("boolean", "bool", "bool"),
    "CharField": ("varchar({length})", "varchar({length})", "varchar({length})"),
    "DateField": ("date", "date", "date"),
    "DateTimeField": ("timestamp with time zone", "datetime(6)", "datetime"),
    "DecimalField": ("numeric({digits}, {places})", "numeric({digits}, {places})", "decimal"),
    "DurationField": ("interval", "bigint", "bigint"),
    "FloatField": ("double precision", "double precision", "real"),
    "GenericIPAddressField": ("inet", "char(39)", "char(39)"),
    "IPAddressField": ("inet", "char(15)", "char(15)"),
    "IntegerField": ("integer", "integer", "integer"),
    "JSONField": ("jsonb", "json", "text"),
    "PositiveBigIntegerField": ("bigint", "bigint UNSIGNED", "bigint unsigned"),
    "PositiveIntegerField": ("integer", "integer UNSIGNED", "integer unsigned"),
    "PositiveSmallIntegerField": ("smallint", "smallint UNSIGNED", "smallint unsigned"),
    "SmallIntegerField": ("smallint", "smallint", "smallint"),
    "TextField": ("text", "longtext", "text"),
    "TimeField": ("time", "time(6)", "time"),
    "UUIDField": ("uuid", "char(32)", "char(32)"),
}
_POSTGRES = {
    "HStoreField": "hstore",
    "SearchVectorField": "tsvector",
    "CICharField": "citext",
    "CIEmailField": "citext",
    "CITextField": "citext",
    "IntegerRangeField": "int4range",
    "BigIntegerRangeField": "int8range",
    "DecimalRangeField": "numrange",
    "DateTimeRangeField": "tstzrange",
    "DateRangeField": "daterange",
}
_GEOMETRIES = {
    "PointField": "POINT",
    "LineStringField": "LINESTRING",
    "PolygonField": "POLYGON",
    "MultiPointField": "MULTIPOINT",
    "MultiLineStringField": "MULTILINESTRING",
    "MultiPolygonField": "MULTIPOLYGON",
    "GeometryField": "GEOMETRY",
    "GeometryCollectionField": "GEOMETRYCOLLECTION",
}
# Fields that are others with a length of their own, and fields of packages that many projects use.
_KIN: dict[str, tuple[str, int]] = {
    "EmailField": ("CharField", 254),
    "FileField": ("CharField", 100),
    "FilePathField": ("CharField", 100),
    "ImageField": ("CharField", 100),
    "SlugField": ("CharField", 50),
    "URLField": ("CharField", 200),
    "CommaSeparatedIntegerField": ("CharField", 0),
    "AutoCreatedField": ("DateTimeField", 0),
    "AutoLastModifiedField": ("DateTimeField", 0),
    "AutoSlugField": ("CharField", 50),
    "CountryField": ("CharField", 2),
    "CreationDateTimeField": ("DateTimeField", 0),
    "ModificationDateTimeField": ("DateTimeField", 0),
    "MonitorField": ("DateTimeField", 0),
    "PhoneNumberField": ("CharField", 128),
    "RichTextField": ("TextField", 0),
    "StatusField": ("CharField", 100),
    "StreamField": ("TextField", 0),
    "TimeZoneField": ("CharField", 63),
}
_POSITIVE = frozenset({"PositiveBigIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField"})
_NUMBERED = frozenset({"AutoField", "BigAutoField", "SmallAutoField"})
_REFERRED = {"AutoField": "IntegerField", "BigAutoField": "BigIntegerField", "SmallAutoField": "SmallIntegerField"}
_STRINGS = frozenset({"CharField", "TextField"})
_NO_COLUMN = frozenset(
    {"ManyToManyField", "GenericForeignKey", "GenericRelation", "TaggableManager", "ClusterTaggableManager"}
)


class Field(NamedTuple):
    """A field of a model, with the names of what was made for it."""

    name: str
    call: Called
    kind: str
    """The class of Django that it is or derives from; empty where that is not known."""
    length: int = 0
    fk_name: str = ""
    unique_name: str = ""
    index_name: str = ""
    like_name: str = ""

    @property
    def named(self) -> dict[str, Any]:
        return self.call.named

    @property
    def relates(self) -> bool:
        return self.kind in ("ForeignKey", "OneToOneField")

    @property
    def many(self) -> bool:
        return self.kind == "ManyToManyField"

    @property
    def has_column(self) -> bool:
        return self.kind not in _NO_COLUMN

    @property
    def column(self) -> str:
        given = self.named.get("db_column")
        if isinstance(given, str) and given:
            return given
        return f"{self.name}_id" if self.relates else self.name

    @property
    def key(self) -> bool:
        return self.named.get("primary_key") is True

    @property
    def null(self) -> bool:
        return (self.named.get("null") is True or self.kind == "NullBooleanField") and not self.key

    @property
    def unique(self) -> bool:
        return self.named.get("unique") is True or self.kind == "OneToOneField"

    @property
    def indexed(self) -> bool:
        """Has an index of its own: asked for, or as a foreign key or slug has."""
        default = self.relates or self.call.name == "SlugField"
        return self.named.get("db_index", default) is True and not self.unique and not self.key

    @property
    def numbered(self) -> bool:
        return self.kind in _NUMBERED

    @property
    def hidden(self) -> bool:
        """Nothing leads back along the relation."""
        given = self.named.get("related_name")
        return isinstance(given, str) and given.endswith("+")

    @property
    def constrained(self) -> bool:
        """A relation that the database keeps."""
        return self.relates and self.named.get("db_constraint", True) is not False


def field_of(name: str, call: Called) -> Field:
    """A field from its constructor."""
    kind, length = call.name, 0
    if kind in _KIN:
        kind, length = _KIN[kind]
    elif kind.endswith("ForeignKey") or kind == "ParentalKey":
        kind = "GenericForeignKey" if kind == "GenericForeignKey" else "ForeignKey"
    elif kind.endswith("OneToOneField"):
        kind = "OneToOneField"
    elif kind.endswith("ManyToManyField"):
        kind = "ManyToManyField"
    elif not call.path.startswith("django.") and kind not in _NO_COLUMN:
        kind = "JSONField" if call.path.startswith("jsonfield.") else ""
    given = call.named.get("max_length")
    return Field(name, call, kind, given if type(given) is int else length)


def column_type(field: Field, dialect: Dialect) -> str:
    """The type of a field's column that is no relation."""
    at = 1 if dialect in ("mysql", "mariadb") else 2 if dialect == "sqlite" else 0
    kind, named = field.kind, field.named
    if kind in _TYPES:
        text = _TYPES[kind][at]
        if kind == "CharField" and not field.length:
            return "varchar"
        if kind == "UUIDField" and dialect == "mariadb":
            return "uuid"
        digits, places = named.get("max_digits"), named.get("decimal_places")
        if kind == "DecimalField" and at < 2 and not (type(digits) is int and type(places) is int):
            return "numeric"
        return text.format(length=field.length, digits=digits, places=places)
    if kind == "ArrayField":
        base = named.get("base_field", field.call.args[0] if field.call.args else None)
        inner = column_type(field_of("item", base), dialect) if isinstance(base, Called) else placeholder("type")
        size = named.get("size")
        return f"{inner}[{size if type(size) is int else ''}]"
    if kind in _POSTGRES:
        return _POSTGRES[kind]
    if kind in _GEOMETRIES:
        srid = named.get("srid", 4326)
        word = "geography" if named.get("geography") is True else "geometry"
        return f"{word}({_GEOMETRIES[kind]},{srid})" if dialect in ("postgres", "standard") else _GEOMETRIES[kind]
    if kind == "GeneratedField" and isinstance(named.get("output_field"), Called):
        return column_type(field_of(field.name, named["output_field"]), dialect)
    return placeholder(field.call.name)


def referring_type(field: Field, dialect: Dialect) -> str:
    """The type of a column that refers to a field."""
    if field.kind in _REFERRED:
        return _TYPES[_REFERRED[field.kind]][1 if dialect in ("mysql", "mariadb") else 2 if dialect == "sqlite" else 0]
    if field.kind in _POSITIVE and dialect not in ("mysql", "mariadb"):
        return column_type(field_of(field.name, field.call), "postgres")
    return column_type(field, dialect)


def column_check(field: Field, quoted: str, dialect: Dialect) -> str:
    """The condition that comes with a field's type; empty for none."""
    if field.kind in _POSITIVE:
        return f"{quoted} >= 0"
    if field.kind == "JSONField" and dialect == "sqlite":
        return f"(JSON_VALID({quoted}) OR {quoted} IS NULL)"
    if field.kind == "JSONField" and dialect == "mariadb":
        return f"JSON_VALID({quoted})"
    return ""


def is_spatial(field: Field) -> bool:
    """Whether a field has an index over space."""
    return field.kind in _GEOMETRIES and field.named.get("spatial_index", True) is not False


def has_like_index(field: Field) -> bool:
    """Whether PostgreSQL gets a second index, for LIKE."""
    return field.kind in _STRINGS and (field.indexed or field.unique or field.key) and "db_collation" not in field.named


def like_class(field: Field) -> str:
    """The operator class of the index for LIKE."""
    return "varchar_pattern_ops" if field.kind == "CharField" else "text_pattern_ops"


def literal(value: Any, dialect: Dialect) -> str:
    """A value of Python as SQL says it. What is worked out when the migration runs is a literal there too."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return ("true" if value else "false") if dialect in ("postgres", "standard") else str(int(value))
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, str):
        return string(value, dialect)
    if (
        isinstance(value, Called)
        and value.name in ("Decimal", "timedelta", "UUID")
        and len(value.args) == 1
        and not value.named
    ):
        given = value.args[0]
        return str(given) if value.name == "Decimal" else string(str(given)) if isinstance(given, str) else "${value}"
    if isinstance(value, (list, tuple)) and not value:
        return "'{}'" if isinstance(value, tuple) else "'[]'"
    if isinstance(value, dict) and not value:
        return "'{}'"
    return placeholder(
        value.words if isinstance(value, Unknown) else value.path if isinstance(value, (Named, Called)) else "value"
    )


def first_default(field: Field, dialect: Dialect) -> str | None:
    """What rows that exist already get in a new column: the field's default, or the empty string where a blank one will do; None
    for nothing."""
    if "default" in field.named:
        value = field.named["default"]
        if isinstance(value, Named) and value.path in ("dict", "list"):
            return "'{}'" if value.path == "dict" or field.kind == "ArrayField" else "'[]'"
        return None if value is None else literal(value, dialect)
    if field.named.get("auto_now") is True or field.named.get("auto_now_add") is True:
        return "${now}"
    if not field.null and field.named.get("blank") is True and field.kind in _STRINGS:
        return "''"
    return None


_ONLY_PYTHON = frozenset(
    [
        "blank",
        "choices",
        "db_column",
        "editable",
        "error_messages",
        "help_text",
        "limit_choices_to",
        "on_delete",
        "related_name",
        "related_query_name",
        "validators",
        "verbose_name",
        "to",
    ]
)


def differs(old: Field, new: Field) -> bool:
    """Whether two foreign keys differ in what Django takes to concern the database: then it makes the constraint anew."""
    was, now = ({key: one for key, one in field.named.items() if key not in _ONLY_PYTHON} for field in (old, new))
    if old.kind != new.kind or was.keys() != now.keys():
        return True
    return any(_plain(was[key]) != _plain(now[key]) for key in was)


def _plain(value: Any) -> Any:
    return value if isinstance(value, (str, int, float, bool, type(None))) else type(value)
