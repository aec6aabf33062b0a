"""Values for the columns of sample rows, and how each dialect writes them down."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache

from schemalint.generating.patterns import matches
from schemalint.generating.spelling import string
from schemalint.generating.truth import UnknownError, Value, number
from schemalint.model.document import Dialect
from schemalint.model.expression import (
    Between,
    Call,
    Cast,
    ColumnRef,
    Compare,
    Constant,
    InList,
    IsNull,
    Logic,
    Shape,
)
from schemalint.model.name import Ref
from schemalint.model.record import NamedTuple
from schemalint.model.schema import Catalog, Column, Type, TypeFamily

BITS = {"tinyint": 8, "smallint": 16, "mediumint": 24, "integer": 32, "int": 32, "bigint": 64}
"""Of the integer types, how many bits they have."""


class Kind(NamedTuple):
    """What a column takes, its domain and its enum looked up."""

    family: TypeFamily
    name: str
    """The type's canonical name, lower case."""
    labels: tuple[str, ...] = ()
    """Of an enum or a set, all its labels."""
    longest: int | None = None
    """Characters, bytes or bits."""
    low: Decimal | None = None
    high: Decimal | None = None
    scale: int = 0
    array: bool = False
    checks: tuple[Shape, ...] = ()
    """Of its domains; the value is the column `value`."""
    nullable: bool = True
    """False where its domain says NOT NULL."""
    table: str = ""
    """Whose column it is: what the names of its rows are made of."""


def kind_of(column: Column, catalog: Catalog) -> Kind | None:
    """What values the column takes; None where nothing is known of its type."""
    if column.type is None:
        return Kind("text", "text") if catalog.dialect == "sqlite" else None
    return _kind(column.type, catalog, 0)


def _kind(type_: Type, catalog: Catalog, depth: int) -> Kind | None:
    array = type_.dimensions > 0
    if type_.family in ("user", "other"):
        for ref in (Ref(type_.schema or catalog.default_schema, type_.name), *_named(type_.name, catalog)):
            enum = catalog.enums.get(ref)
            if enum is not None:
                return Kind("enum", enum.name, enum.values, array=array)
            domain = catalog.domains.get(ref)
            if domain is not None and depth < 20:
                inner = _kind(domain.type, catalog, depth + 1)
                checks = tuple(check.expression.shape for check in domain.checks)
                return inner and inner._replace(
                    checks=inner.checks + checks,
                    array=inner.array or array,
                    nullable=inner.nullable and domain.nullable,
                )
        if type_.family == "user":
            return None
    low, high, scale = _bounds(type_, catalog.dialect)
    longest = type_.length if type_.family in ("char", "varchar", "text", "binary", "bit", "vector") else None
    if type_.family in ("char", "bit") and longest is None and catalog.dialect != "sqlite":
        longest = 1 if type_.name != "bit varying" else None
    if type_.name in ("tinytext", "tinyblob"):
        longest = 255
    return Kind(type_.family, type_.name, type_.values, longest, low, high, scale, array)


def _named(name: str, catalog: Catalog) -> Iterator[Ref]:
    """Types of that name in other schemas."""
    yield from sorted(ref for held in (catalog.enums, catalog.domains) for ref in held if ref.name == name)


def _bounds(type_: Type, dialect: Dialect) -> tuple[Decimal | None, Decimal | None, int]:
    """The least and greatest number, and the digits behind the point."""
    if type_.family == "integer" and type_.name in BITS:
        bits = BITS[type_.name]
        if "unsigned" in type_.modifiers or (dialect == "tsql" and bits == 8):
            return Decimal(0), Decimal(2**bits - 1), 0
        return Decimal(-(2 ** (bits - 1))), Decimal(2 ** (bits - 1) - 1), 0
    if type_.family in ("decimal", "integer") and type_.arguments and type_.arguments[0].isdigit():
        scale = type_.arguments[1] if len(type_.arguments) > 1 else "0"
        if scale.lstrip("-").isdigit() and abs(int(scale)) <= 1000 and int(type_.arguments[0]) <= 1000:
            top = Decimal(10) ** (int(type_.arguments[0]) - int(scale)) - Decimal(1).scaleb(-int(scale))
            return Decimal(0) if "unsigned" in type_.modifiers else -top, top, max(int(scale), 0)
    if type_.family == "decimal":
        return None, None, 2 if dialect != "oracle" else 0
    if type_.family == "bit" and type_.name == "bit":
        return None, None, 0
    return None, None, 2 if type_.family in ("float", "money") else 0


# --- values ---------------------------------------------------------------------------------------------------------

_WORDS: tuple[tuple[str, str], ...] = (
    (r"e_?mail", "person{n}@example.com"),
    (r"ur[il]|website|homepage|link|callback|webhook|avatar", "https://example.com/{n}"),
    (r"phone|mobile|fax|tel", "+1202555{n:04}"),
    (r"currency", "USD"),
    (r"country|nation", "DE"),
    (r"lang(uage)?|locale", "en"),
    (r"time_?zone|tz", "UTC"),
    (r"(post|postal|zip)_?(code)?", "1000{n}"),
    (r"ip(_?addr(ess)?)?", "192.0.2.{n}"),
    (r"slug|handle|login|user_?name|nick(name)?|key|code|sku|token|hash|digest|checksum", "{table}-{n}"),
    (r"path|file_?name|dir", "/sample/{n}"),
    (r"uuid|guid", "00000000-0000-4000-8000-{n:012}"),
    (r"mime|content_type|media_type", "text/plain"),
    (r"colou?r", "#00000{n}"),
    (r"version|release|num", "1.0.{n}"),
)
"""What a text column holds, by words of its name."""


def usual(column: Column, kind: Kind, dialect: Dialect, n: int) -> Value:
    """The value of the column in row `n`, from 0, where nothing else is asked of it: different for each row where the type has
    room for that."""
    if kind.array:
        inner = usual(column, kind._replace(array=False, longest=kind.longest), dialect, n)
        return (text_of(inner),) if inner is not None else ()
    if kind.labels:
        return kind.labels[n % len(kind.labels)]
    match kind.family:
        case "integer" | "decimal" | "float" | "money":
            return _fitting(_amount(column, kind, n), kind)
        case "boolean":
            return n % 2 == 0
        case "char" | "varchar" | "text":
            return _written(column, kind, n)
        case "bit":
            return format((n + 1) % (2 ** min(kind.longest or 1, 16)), "b").rjust(kind.longest or 1, "0")
        case "binary":
            size = kind.longest if kind.name == "binary" and kind.longest else min(kind.longest or 8, 8)
            return (n + 1).to_bytes(8, "big").rjust(size, b"\0")[-size:]
    return _moments(kind, n)


def _amount(column: Column, kind: Kind, n: int) -> Decimal:
    if kind.scale and not re.search(r"(?:count|quantity|number|id)\Z", column.name, re.I):
        return Decimal(n + 1) + Decimal("0.5")
    if kind.name == "year":
        return Decimal(2020 + n)
    return Decimal(n + 1)


def _fitting(amount: Decimal, kind: Kind) -> Decimal:
    if not kind.scale:
        amount = amount.to_integral_value()
    if kind.high is not None and amount > kind.high:
        room = int(kind.high - max(kind.low or Decimal(0), Decimal(0))) + 1
        return Decimal(int(amount) % max(room, 1))
    return amount


@lru_cache(4096)
def _form(column: str) -> tuple[str, str]:
    """The words of a column's name in lower case, joined by underscores, and the form of what such a column holds; empty where
    no word tells. Names come back in table after table and row after row."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", column).lower()
    return name, next((form for words, form in _WORDS if re.search(rf"(?:\A|_)(?:{words})(?:\Z|_)", name)), "")


def _written(column: Column, kind: Kind, n: int) -> str:
    name, form = _form(column.name)
    stem = re.sub(r"[\W_]+", " ", kind.table or name).strip().lower()
    text = form.format(n=n + 1, table=stem.replace(" ", "-"))
    if not text and kind.table and name in ("name", "title", "label", "display_name", "description", "subject"):
        text = f"{stem} {n + 1}" if name != "description" else f"about {stem} {n + 1}"
    if not text:
        text = f"{name.replace('_', ' ').strip()} {n + 1}"
    if kind.longest is not None and len(text) > kind.longest:
        mark = _short(n)
        text = text[: max(kind.longest - len(mark), 0)].rstrip() + mark[-kind.longest :] if kind.longest else ""
    if kind.family == "char" and kind.longest is not None and 1 < kind.longest <= 64:
        text = text.replace(" ", "-").ljust(kind.longest, "0") if len(text) < kind.longest else text
    return text


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def _short(n: int) -> str:
    """A number in few characters."""
    text = ""
    while True:
        text = _LETTERS[n % 36] + text
        n = n // 36 - 1
        if n < 0:
            return text


_RANGES = {"daterange": "[2024-01-{0:02},2024-01-{1:02})", "tsrange": "[2024-01-{0:02} 00:00,2024-01-{1:02} 00:00)",
           "tstzrange": "[2024-01-{0:02} 00:00+00,2024-01-{1:02} 00:00+00)"}  # fmt: skip
_NETWORKS = {"inet": "192.0.2.{0}", "cidr": "192.0.2.{0}/32", "macaddr": "08:00:2b:01:02:{0:02x}",
             "macaddr8": "08:00:2b:01:02:03:04:{0:02x}"}  # fmt: skip
_SHAPES = {
    "point": "({0},{0})", "line": "{{1,{0},0}}", "lseg": "[(0,0),({0},{0})]", "box": "(({0},{0}),(0,0))",
    "path": "[(0,0),({0},{0})]", "polygon": "((0,0),({0},0),(0,{0}))", "circle": "<(0,0),{0}>",
}  # fmt: skip
_OTHERS = {
    "jsonpath": "$.a", "hstore": '"a"=>"{0}"', "ltree": "top.n{0}", "cube": "({0})", "pg_lsn": "0/{0:X}", "xid": "{0}", "xid8": "{0}",
    "cid": "{0}", "tid": "(0,{0})", "regclass": "pg_class", "regtype": "integer", "regconfig": "simple", "refcursor": "c{0}",
    "sql_variant": "{0}", "hierarchyid": "/{0}/", "year": "{0}", "int2vector": "{0}", "oidvector": "{0}", "citext": "text {0}",
}  # fmt: skip


def _moments(kind: Kind, n: int) -> Value:
    day, hour = n % 28 + 1, n % 24
    match kind.family:
        case "date":
            if kind.name == "year":
                return Decimal(2020 + n % 100)
            return f"2024-{n // 28 % 12 + 1:02}-{day:02}"
        case "timestamp" | "timestamptz":
            return f"2024-{n // 28 % 12 + 1:02}-{day:02} 08:00:00"
        case "time" | "timetz":
            return f"{hour:02}:30:00"
        case "interval":
            return f"{n + 1} days"
        case "uuid":
            return f"00000000-0000-4000-8000-{n + 1:012}"
        case "json" | "jsonb":
            return f'{{"sample": {n + 1}}}'
        case "xml":
            return f"<sample>{n + 1}</sample>"
        case "network":
            return _NETWORKS.get(kind.name, "192.0.2.{0}").format(n % 250 + 1)
        case "range":
            return _RANGES.get(kind.name, "[{0},{1})").format(n % 27 + 1, n % 27 + 2)
        case "geometry":
            return _SHAPES.get(kind.name, "POINT({0} {0})").format(n + 1)
        case "search":
            return f"sample{n + 1}"
        case "vector":
            size = kind.longest or 3
            return "[" + ",".join([str(n + 1)] + ["0"] * (size - 1)) + "]" if size <= 4000 else None
        case "enum" | "set":
            return None
        case "other":
            made = _OTHERS.get(kind.name)
            return made.format(n + 1) if made is not None else None
    return None


# --- values that predicates speak of ---------------------------------------------------------------------------------


def spoken(shape: Shape, column: str, kind: Kind) -> Iterator[Value]:
    """Values for the column that a predicate mentions, or that it may want: constants, numbers beside them, texts of a length, texts
    that match."""
    for part in _parts(shape):
        match part:
            case InList() if _is(part.operand, column):
                for one in part.values:
                    yield from _constants(one, kind)
            case Between() if _is(part.operand, column):
                yield from _around(part.low, kind)
                yield from _around(part.high, kind)
            case Compare():
                for side, other in ((part.left, part.right), (part.right, part.left)):
                    if not _mentions(side, column):
                        continue
                    if isinstance(other, Constant | Cast):
                        yield from _wanted(side, part.operator, other, kind)


def choices(shape: Shape, column: str, kind: Kind) -> tuple[Value, ...]:
    """The values a CHECK leaves the column, where it lists them all."""
    match shape:
        case InList(negated=False) if _is(shape.operand, column):
            return tuple(value for one in shape.values for value in _constants(one, kind) if value is not None)
        case Logic(operator="and"):
            return next((found for part in shape.parts if (found := choices(part, column, kind))), ())
        case Logic(operator="or"):
            parts = [part for part in shape.parts if not (isinstance(part, IsNull) and not part.negated)]
            return choices(parts[0], column, kind) if len(parts) == 1 else ()
    return ()


def _parts(shape: Shape) -> Iterator[Shape]:
    waiting = [shape]
    count = 0
    while waiting and count < 500:
        one = waiting.pop()
        count += 1
        yield one
        match one:
            case Logic():
                waiting.extend(one.parts)
            case Compare():
                waiting.extend((one.left, one.right))
            case Cast():
                waiting.append(one.operand)
            case Call():
                waiting.extend(one.arguments)
            case IsNull():
                waiting.append(one.operand)


def _is(shape: Shape, column: str) -> bool:
    while isinstance(shape, Cast):
        shape = shape.operand
    if isinstance(shape, Call) and shape.name in ("lower", "upper", "coalesce", "value"):
        return shape.name == column or bool(shape.arguments and _is(shape.arguments[0], column))
    return isinstance(shape, ColumnRef) and shape.name == column


def _mentions(shape: Shape, column: str) -> bool:
    return any(
        (isinstance(part, ColumnRef) and part.name == column)
        or (isinstance(part, Call) and part.name == column and not part.arguments)
        for part in _parts(shape)
    )


def _constants(shape: Shape, kind: Kind) -> Iterator[Value]:
    while isinstance(shape, Cast):
        shape = shape.operand
    if not isinstance(shape, Constant) or shape.kind == "null":
        return
    if shape.kind == "boolean":
        yield shape.value == "true"
    elif shape.kind == "number" or kind.family in ("integer", "decimal", "float", "money"):
        try:
            found = number(shape.value)
        except UnknownError:
            return
        yield found if kind.family not in ("char", "varchar", "text") else shape.value
    else:
        yield shape.value


def _around(shape: Shape, kind: Kind) -> Iterator[Value]:
    for value in _constants(shape, kind):
        yield value
        if isinstance(value, Decimal):
            yield value + 1
            yield value - 1
            if kind.scale:
                yield value + Decimal(1).scaleb(-kind.scale)
                yield value - Decimal(1).scaleb(-kind.scale)
        elif isinstance(value, str) and kind.family in ("date", "timestamp", "timestamptz"):
            year = value[:4]
            if year.isdigit():
                yield f"{int(year) + 1:04}{value[4:]}"
                yield f"{max(int(year) - 1, 1):04}{value[4:]}"


def _wanted(side: Shape, operator: str, other: Shape, kind: Kind) -> Iterator[Value]:
    """What makes a comparison with a constant true, or false."""
    sized = any(
        isinstance(part, Call) and part.name in ("length", "len", "char_length", "character_length", "octet_length")
        for part in _parts(side)
    )
    if sized and isinstance(other, Constant) and other.kind == "number":
        size = int(number(other.value)) if other.value.isdigit() else 0
        for length in (size, size + 1, size - 1):
            if 0 <= length <= 4000:
                yield "a" * length if kind.family != "binary" else b"a" * length
        return
    bare = operator.removeprefix("NOT ").lstrip("!")
    if isinstance(other, Constant) and bare in ("~", "~*", "REGEXP", "RLIKE"):
        for n in range(6):
            yield matches(other.value, n)
        return
    if isinstance(other, Constant) and bare in ("LIKE", "ILIKE", "~~", "~~*", "GLOB"):
        for fill in ("a", "b", "1"):
            yield other.value.replace("%", fill).replace("*", fill).replace("_", "a").replace("?", "a")
        return
    if isinstance(other, Constant) and other.kind == "string" and kind.family in ("json", "jsonb"):
        yield from {"object": ("{}",), "array": ("[]", "[1]"), "string": ('"a"',)}.get(other.value, ())
        return
    yield from _around(other, kind)


FAR: dict[str, tuple[str, ...]] = {
    "date": ("2099-01-01", "1990-01-01"),
    "timestamp": ("2099-01-01 00:00:00", "1990-01-01 00:00:00"),
    "timestamptz": ("2037-01-01 00:00:00", "1990-01-01 00:00:00"),
}
"""Days that are surely to come or surely past."""


def spares(kind: Kind) -> Iterator[Value]:
    """Other values of the type, for rows that the usual ones do not fit."""
    if kind.array:
        yield ()
    elif kind.labels:
        yield from kind.labels
    elif kind.family == "boolean":
        yield from (True, False)
    elif kind.family in ("integer", "decimal", "float", "money"):
        yield from (Decimal(one) for one in (0, 1, 2, 10, 100, -1))
    elif kind.family in ("json", "jsonb"):
        yield from ("{}", "[]", "null")
    elif kind.family in ("char", "varchar", "text"):
        yield from (
            "a",
            "A",
            "abc",
            "1",
            "",
            "sample",
            "2024-01-01",
            "{}",
            "[]",
            "0000000000",
            "a@example.com",
            "https://example.com",
        )
    else:
        yield from FAR.get(kind.family, ())


def _digits_behind(value: Decimal) -> int:
    """The digits behind the point."""
    exponent = value.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def fits(value: Value, kind: Kind) -> bool:
    """Whether the type takes the value."""
    if value is None:
        return True
    if kind.array or isinstance(value, tuple):
        return kind.array and isinstance(value, tuple)
    if kind.labels:
        return value in kind.labels
    if kind.family in ("integer", "decimal", "float", "money"):
        if not isinstance(value, Decimal):
            return False
        if kind.family == "integer" and value != value.to_integral_value():
            return False
        if kind.family == "decimal" and kind.high is not None and _digits_behind(value) > kind.scale:
            return False
        return (kind.low is None or value >= kind.low) and (kind.high is None or value <= kind.high)
    if kind.family == "boolean":
        return isinstance(value, bool)
    if kind.family == "binary":
        return isinstance(value, bytes) and (kind.longest is None or len(value) <= kind.longest)
    if not isinstance(value, str):
        return kind.name == "year" and isinstance(value, Decimal)
    if kind.family in ("char", "varchar", "text"):
        return kind.longest is None or len(value) <= kind.longest
    if kind.family in ("date", "timestamp", "timestamptz"):
        return bool(re.match(r"\d{4}-\d\d-\d\d", value))
    return True


# --- literals -------------------------------------------------------------------------------------------------------


def text_of(value: Value) -> str:
    """A value as text, without quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    return value if isinstance(value, str) else ""


def literal(value: Value, kind: Kind, dialect: Dialect) -> str:
    """The value as the dialect writes it."""
    if value is None:
        return "NULL"
    if isinstance(value, tuple):
        return string("{" + ",".join(_element(one) for one in value) + "}", dialect)
    if isinstance(value, bool):
        return str(value).lower() if dialect in ("postgres", "standard") else str(int(value))
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes):
        return _binary(value.hex(), dialect)
    match kind.family:
        case "bit":
            return (
                f"b'{value}'" if dialect in ("mysql", "mariadb") else f"B'{value}'" if dialect == "postgres" else value
            )
        case "geometry" if dialect in ("mysql", "mariadb"):
            return f"ST_GeomFromText('{_mysql_shape(kind.name, value)}')"
        case "date" if dialect == "oracle":
            return f"DATE '{value[:10]}'"
        case "timestamp" | "timestamptz" if dialect == "oracle":
            return f"TIMESTAMP '{value}'"
        case "timestamptz" if dialect in ("postgres", "tsql") and len(value) == 19:
            return string(value + "+00", "standard") if dialect == "postgres" else string(value + " +00:00", "standard")
    return string(value, dialect)


def _element(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"' if not re.fullmatch(r"[\w.-]+", text) or text.lower() == "null" else text


def _binary(plain: str, dialect: Dialect) -> str:
    forms = {"postgres": f"'\\x{plain}'", "tsql": f"0x{plain}", "oracle": f"HEXTORAW('{plain}')"}
    return forms.get(dialect, f"X'{plain}'")


_MYSQL_SHAPES = {
    "linestring": "LINESTRING(0 0,{0} {0})", "polygon": "POLYGON((0 0,{0} 0,0 {0},0 0))", "multipoint": "MULTIPOINT(0 0,{0} {0})",
    "multilinestring": "MULTILINESTRING((0 0,{0} {0}))", "multipolygon": "MULTIPOLYGON(((0 0,{0} 0,0 {0},0 0)))",
    "geometrycollection": "GEOMETRYCOLLECTION(POINT({0} {0}))",
}  # fmt: skip


def _mysql_shape(name: str, value: str) -> str:
    found = re.search(r"\d+", value)
    return _MYSQL_SHAPES.get(name, "POINT({0} {0})").format(found[0] if found else "1")


def distinct(values: Iterable[Value]) -> list[Value]:
    """Each value once, in order; true is not one."""
    seen: dict[tuple[type, Value], None] = {}
    for value in values:
        seen.setdefault((type(value), value), None)
    return [value for _, value in seen]
