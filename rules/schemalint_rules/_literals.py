"""Which literals a server cannot take for a type: as far as that is certain, and no further."""

from __future__ import annotations

import re
from collections.abc import Callable

from schemalint import Cast, Catalog, Constant, Expression, Lazy, Type, builtins
from schemalint_rules._made_types import known_type

_INTEGERS = {"smallint": 15, "integer": 31, "bigint": 63}
_WHOLE = Lazy(r"\s*[+-]?\d+\s*\Z")
_NUMBER = Lazy(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*\Z", re.I)
_OPEN_NUMBER = Lazy(r"\s*[+-]?0[xob]|\d_\d", re.I)
"""Spellings that newer servers read."""
_DATE = Lazy(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?\Z", re.S)
_CLOCK = Lazy(r"(\d{1,3}):(\d{1,2})(?::(\d{1,2})(?:\.\d*)?)?\Z")
_BITS = Lazy(r"(?<!['\w])[bx]'", re.I)
_TRUTHS = ("true", "false", "yes", "no", "on", "off")


def misfit(type_: Type, default: Expression, catalog: Catalog) -> str:
    """Why the server takes the literal default for no value of the type, as the end of a sentence; empty where it does, and where
    that cannot be told."""
    match default.shape:
        case Constant(kind="null"):
            return ""
        case Constant() as constant:
            if constant.kind == "string" and not _is_plain(default.text):
                return ""
            cast = ""
        case Cast(operand=Constant() as constant, type=cast):
            if catalog.dialect != "postgres" or _BITS.search(default.text):
                return ""
        case _:
            return ""
    match catalog.dialect:
        case "postgres":
            return _postgres(type_, constant, cast, catalog)
        case "mysql" | "mariadb":
            return _mysql(type_, constant, catalog) if _is_bare(default) else ""
        case "tsql" | "oracle":
            return _other(type_, constant, catalog)
    return ""


def unfit_in_strict_table(type_: Type, default: Expression) -> str:
    """Why each row of a STRICT table of SQLite refuses the default; empty where it does not."""
    if not isinstance(default.shape, Constant) or default.shape.kind in ("null", "boolean"):
        return ""
    name, value = type_.name.upper(), default.shape
    if value.kind == "string" and _is_plain(default.text):
        number = bool(_NUMBER.match(value.value))
        whole = number and not any(mark in value.value.lower() for mark in ".e")
        if (name in ("INT", "INTEGER") and not number) or (name == "REAL" and not number):
            return f"{_shown(value)} is no number"
        if name in ("INT", "INTEGER") and not whole and float(value.value) % 1:
            return f"{_shown(value)} is no whole number"
    if name in ("INT", "INTEGER") and value.kind == "number" and _NUMBER.match(value.value) and float(value.value) % 1:
        return f"{value.value} is no whole number"
    if value.kind == "string" and default.text[:2] in ("x'", "X'"):
        return f"{default.text} is no {type_.name.lower()}" if name in ("INT", "INTEGER", "REAL", "TEXT") else ""
    if name == "BLOB" and (value.kind == "number" or (value.kind == "string" and _is_plain(default.text))):
        return f"{_shown(value)} is no blob"
    return ""


def _is_plain(text: str) -> bool:
    """Whether a literal has no prefix that makes it something else: X'', B''."""
    return text.lstrip("(").lstrip()[:1] in ("'", '"', "$") or text[:2] in ("N'", "E'", "n'", "e'")


def _is_bare(default: Expression) -> bool:
    """Whether nothing stands around the literal; in brackets it is an expression that is worked out later."""
    return default.text[:1] not in "(_"


def _shown(constant: Constant) -> str:
    return f"'{constant.value}'" if constant.kind == "string" else constant.value


# PostgreSQL


def _postgres(type_: Type, constant: Constant, cast: str, catalog: Catalog) -> str:
    base = known_type(type_, catalog)
    if base is None:
        return ""
    array = base.dimensions > 0
    if cast or constant.kind != "string":
        source = _source(constant, cast)
        reason = ""
        if cast and constant.kind == "string" and "[" not in cast:
            reason = _unreadable(cast.partition("(")[0].strip(), constant.value)
        return reason or (_no_way(source, base, catalog) if source else "")
    if array:
        text = constant.value.strip()
        return "" if text[:1] in ("{", "[") and text[-1:] == "}" else f"{_shown(constant)} is no array"
    return _unreadable(base.name, constant.value)


def unassignable(source: Type, target: Type, catalog: Catalog) -> str:
    """Why PostgreSQL does not turn a value of one type into the other by itself when it is stored, as the end of a sentence;
    empty where it does, and where that cannot be told."""
    below, base = known_type(source, catalog), known_type(target, catalog)
    if below is None or base is None or below.family == "enum":
        return ""
    return _no_way(f"{below.name}[]" if below.dimensions else below.name, base, catalog)


def _no_way(source: str, base: Type, catalog: Catalog) -> str:
    """`source` is a built-in type's name, with `[]` for an array of it."""
    array = base.dimensions > 0
    element = source.removesuffix("[]")
    if any(kind == "cast" for kind, _ in catalog.others):
        return ""
    server = builtins("postgres", catalog.version)
    given = server.type(element)
    if given is None or given.category == "P":
        return ""
    if base.family == "enum":
        return f"the server turns no {source} into the enum {base.text} by itself"
    facts = server.type(base.name)
    if facts is None or facts.category == "P":
        return ""
    target = f"{facts.name}[]" if array else facts.name
    by_itself = f"the server turns no {source} into {target} by itself"
    if array or element != source:
        # Elements are turned one by one; that much is left to the server.
        return "" if (array and element != source) or (not array and facts.category == "S") else by_itself
    if given.name == facts.name or (facts.category == "S" and facts.name != '"char"'):
        return ""
    return (
        "" if facts.name in {one.target for one in server.casts(given.name) if one.context != "explicit"} else by_itself
    )


def _source(constant: Constant, cast: str) -> str:
    if cast:
        dimensions = "[]" if cast.endswith("]") else ""
        return re.sub(r"\([^)]*\)|\[[^\]]*\]", "", cast).strip() + dimensions
    if constant.kind == "boolean":
        return "boolean"
    if not constant.value.lstrip("+-").isdigit():
        return "numeric" if _NUMBER.match(constant.value) else ""
    digits = abs(int(constant.value)) if len(constant.value) < 30 else 10**29
    return "integer" if digits < 2**31 else "bigint" if digits < 2**63 else "numeric"


def _unreadable(name: str, text: str) -> str:
    """Why PostgreSQL cannot read the text as that type."""
    judge = _JUDGES.get(name)
    if judge is None or judge(name, text):
        return ""
    return f"'{text}' is no {name}"


def _is_integer(name: str, text: str) -> bool:
    if _OPEN_NUMBER.search(text):
        return True
    if not _WHOLE.match(text):
        return False
    return len(text) > 30 or -(2 ** _INTEGERS[name]) <= int(text) < 2 ** _INTEGERS[name]


def _is_number(name: str, text: str) -> bool:
    plain = text.strip().lower()
    return bool(_NUMBER.match(text) or _OPEN_NUMBER.search(text)) or plain.lstrip("+-") in ("nan", "inf", "infinity")


def _is_boolean(name: str, text: str) -> bool:
    plain = text.strip().lower()
    return plain in ("0", "1") or (plain not in ("", "o") and any(word.startswith(plain) for word in _TRUTHS))


def _is_uuid(name: str, text: str) -> bool:
    plain = text.strip("{}").replace("-", "")
    return len(plain) == 32 and not re.search(r"[^0-9a-fA-F]", plain)


def _is_day(name: str, text: str) -> bool:
    plain = text.strip().lower()
    if found := _DATE.match(plain):
        return _is_date(*map(int, found.groups()))
    if plain.isdigit():
        return len(plain) in (6, 7, 8, 12, 14)
    if any(char.isdigit() for char in plain):
        return True
    words = re.findall(r"[a-z]+", plain)
    return bool(words) and words[0] in ("now", "today", "tomorrow", "yesterday", "epoch", "infinity", "allballs")


def _is_date(year: int, month: int, day: int) -> bool:
    from datetime import date

    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _is_clock(name: str, text: str) -> bool:
    plain = text.strip().lower()
    if found := _CLOCK.match(plain):
        hour, minute, second = (int(part or 0) for part in found.groups())
        return hour <= 24 and minute <= 59 and second <= 60
    if _DATE.match(plain) and ":" not in plain:
        return False
    words = re.findall(r"[a-z]+", plain)
    return any(char.isdigit() for char in plain) or (bool(words) and words[0] in ("now", "allballs"))


def _is_interval(name: str, text: str) -> bool:
    if _DATE.match(text.strip()) and ":" not in text:
        return False
    return any(char.isdigit() for char in text) or text.strip().lower() in ("infinity", "-infinity", "+infinity")


def _is_json(name: str, text: str) -> bool:
    import json

    def refuse(word: str) -> object:
        raise ValueError(word)

    try:
        json.loads(text, parse_constant=refuse, parse_int=str, parse_float=str)
    except ValueError:
        return False
    except RecursionError:
        return True
    return True


def _is_range(name: str, text: str) -> bool:
    plain = text.strip().lower()
    return plain == "empty" or (plain[:1] in ("[", "(") and plain[-1:] in ("]", ")") and "," in plain)


def _is_multirange(name: str, text: str) -> bool:
    plain = text.strip()
    return plain[:1] == "{" and plain[-1:] == "}"


def _is_address(name: str, text: str) -> bool:
    return (
        bool(text.strip())
        and not re.search(r"[g-wyzG-WYZ{}()\[\]]", text)
        and any(char in text for char in "0123456789:")
    )


def _is_hardware(name: str, text: str) -> bool:
    return len(re.findall(r"[0-9a-fA-F]", text)) >= 6 and not re.search(r"[g-zG-Z{}()\[\]]", text)


def _is_bytes(name: str, text: str) -> bool:
    if not text.startswith("\\x"):
        return True
    digits = re.sub(r"\s", "", text[2:])
    return len(digits) % 2 == 0 and not re.search(r"[^0-9a-fA-F]", digits)


def _is_bits(name: str, text: str) -> bool:
    return not re.search(r"[^01]", text) if text[:1] not in ("b", "B", "x", "X") else True


def _has_digit(name: str, text: str) -> bool:
    return any(char.isdigit() for char in text)


_JUDGES: dict[str, Callable[[str, str], bool]] = {
    **dict.fromkeys(_INTEGERS, _is_integer),
    **dict.fromkeys(("numeric", "real", "double precision"), _is_number),
    **dict.fromkeys(("date", "timestamp without time zone", "timestamp with time zone"), _is_day),
    **dict.fromkeys(("time without time zone", "time with time zone"), _is_clock),
    **dict.fromkeys(("json", "jsonb"), _is_json),
    **dict.fromkeys(("int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange"), _is_range),
    **dict.fromkeys(
        ("int4multirange", "int8multirange", "nummultirange", "tsmultirange", "tstzmultirange", "datemultirange"),
        _is_multirange,
    ),
    **dict.fromkeys(("inet", "cidr"), _is_address),
    **dict.fromkeys(("macaddr", "macaddr8"), _is_hardware),
    **dict.fromkeys(("bit", "bit varying"), _is_bits),
    **dict.fromkeys(("point", "line", "lseg", "box", "polygon", "circle"), _has_digit),
    "boolean": _is_boolean,
    "uuid": _is_uuid,
    "interval": _is_interval,
    "money": lambda name, text: not text.strip() or _has_digit(name, text),
    "oid": lambda name, text: bool(_WHOLE.match(text) or _OPEN_NUMBER.search(text)),
    "bytea": _is_bytes,
}
"""Whether a text can be read as a value of the type; true where that is not sure."""


# MySQL and MariaDB

_WIDTHS = {"tinyint": 8, "smallint": 16, "mediumint": 24, "int": 32, "bigint": 64}


def _mysql(type_: Type, constant: Constant, catalog: Catalog) -> str:
    shown = _shown(constant)
    if constant.kind == "boolean":
        return f"{shown} is no {type_.name}" if type_.family in ("date", "timestamp", "timestamptz", "uuid", "enum") and type_.name != "year" else ""  # fmt: skip
    text, is_string = constant.value, constant.kind == "string"
    if type_.name in _WIDTHS or type_.family in ("decimal", "float"):
        if not _NUMBER.match(text):
            return "" if not is_string else f"{shown} is no number"
        return f"{shown} is outside of what {type_.text} holds" if _exceeds(type_, text) else ""
    if type_.family in ("varchar", "char", "binary") and type_.length is not None:
        held = text.rstrip(" ") if type_.name == "char" else text
        long = len(held.encode("utf-8", "replace") if type_.family == "binary" else held) > type_.length
        plain = is_string or text.lstrip("-").isdigit()
        return f"{shown} is longer than {type_.length}" if long and plain and type_.name not in ("blob", "text") else ""
    if type_.name == "bit":
        needed = int.from_bytes(text.encode("utf-8", "replace"), "big").bit_length() if is_string else _bits(text)
        return f"{shown} has more than {type_.length or 1} bits" if needed > (type_.length or 1) else ""
    if type_.name == "year":
        if not _WHOLE.match(text):
            return f"{shown} is no year" if is_string and not _NUMBER.match(text) else ""
        return (
            "" if len(text) > 10 or int(text) in range(100) or int(text) in range(1901, 2156) else f"{shown} is no year"
        )
    if type_.family in ("date", "timestamp", "timestamptz"):
        if not is_string:
            return f"{shown} is no {type_.name}" if text[0] == "-" or "." in text or text == "1" else ""
        if found := _DATE.match(text.strip()):
            year, month, day = map(int, found.groups())
            # Zeros are a matter of the SQL mode.
            return f"{shown} is no date" if month and day and not _is_date(max(year, 1), month, day) else ""
        return "" if any(char.isdigit() for char in text) else f"{shown} is no {type_.name}"
    if type_.name == "time" and is_string:
        is_day = bool(_DATE.match(text)) and ":" not in text
        return f"{shown} is no time" if is_day or not any(char.isdigit() for char in text) else ""
    if type_.family == "uuid":
        return "" if is_string and _is_uuid("", text) else f"{shown} is no uuid"
    if type_.family == "set" and is_string and type_.values:
        known = {label.casefold().rstrip() for label in type_.values}
        strange = [part for part in text.split(",") if text and part.casefold().rstrip() not in known]
        return f"'{strange[0]}' is none of its labels" if strange else ""
    if type_.family == "enum" and not is_string:
        return f"{shown} is no label of it"
    return ""


def _bits(text: str) -> int:
    if text.lstrip("-").isdigit() and len(text) < 30:
        return int(text).bit_length() if text[0] != "-" else 64
    return 0


def _exceeds(type_: Type, text: str) -> bool:
    from decimal import Decimal, InvalidOperation

    if type_.family == "float" or len(text) > 60:
        return False
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return False
    if abs(value.adjusted()) > 100:
        return False
    if type_.name in _WIDTHS:
        bits = _WIDTHS[type_.name]
        low, high = (0, 2**bits) if "unsigned" in type_.modifiers else (-(2 ** (bits - 1)), 2 ** (bits - 1))
        return not low - Decimal("0.5") < value < high - Decimal("0.5")
    digits, scale = (
        ([int(one) for one in type_.arguments if one.isdigit()] + [10, 0])[:2] if type_.arguments else (10, 0)
    )
    if len(type_.arguments) == 1:
        scale = 0
    return abs(value) >= Decimal(10) ** (digits - scale) or ("unsigned" in type_.modifiers and value < 0)


# SQL Server and Oracle: only what no server ever turns into another.

_NO_NUMBERS = frozenset({"date", "time", "timestamp", "timestamptz", "uuid", "interval"})


def _other(type_: Type, constant: Constant, catalog: Catalog) -> str:
    if constant.kind != "number" or type_.family not in _NO_NUMBERS:
        return ""
    if type_.name in ("datetime", "smalldatetime"):
        return ""
    return f"{constant.value} is a number, and no number becomes a {type_.name}"
