"""How each server stores the names it is given."""

from __future__ import annotations

from schemalint.model.document import Dialect

# PostgreSQL folds unquoted names to lower case, Oracle to upper case; both keep quoted names as they are. MySQL, MariaDB,
# SQLite and SQL Server (with its usual collations) keep the written case and compare without it; the folded name is then
# the lower-case one, quoted or not. MySQL compares table names by the file system's habit (lower_case_table_names), which no
# text tells; they fold to lower case too, because two tables that differ in case alone are not portable.
EXACT_WHEN_QUOTED: frozenset[str] = frozenset({"postgres", "oracle", "standard"})
POSTGRES_NAME_BYTES = 63
"""PostgreSQL cuts longer names (NAMEDATALEN - 1)."""

_ASCII_LOWER = {upper: upper + 32 for upper in range(65, 91)}
_CLOSING = {'"': '"', "`": "`", "[": "]", "'": "'"}


def fold(written: str, dialect: Dialect) -> str:
    """The name as the server of `dialect` stores or compares it: unquoted, escapes resolved, case folded."""
    if written.islower() and dialect != "oracle" and written.isidentifier():
        # The most usual case, without further questions: nothing to fold, nothing to cut.
        size = len(written)
        if size < 16 or (size <= POSTGRES_NAME_BYTES and written.isascii()):
            return written
    first = written[:1]
    quoted = first in _CLOSING and len(written) > 1
    if quoted:
        closing = _CLOSING[first]
        value = written[1:-1] if written[-1] == closing else written[1:]
        if closing in value:
            value = value.replace(closing * 2, closing)
    elif first in ("U", "u") and written[1:3] == '&"':
        quoted = True
        value = _unicode_escapes(written[3:-1].replace('""', '"'))
    else:
        value = written
    if "{" in value and ("{{" in value or "${" in value):
        return _around_markers(value, quoted, dialect)
    if quoted and dialect in EXACT_WHEN_QUOTED:
        pass
    elif dialect == "oracle":
        # A letter whose capital would be two stays: ß.
        value = value.upper() if value.isascii() else "".join(c if len(c.upper()) > 1 else c.upper() for c in value)
    elif value.isascii() or dialect != "postgres":
        value = value.lower()
    else:
        # PostgreSQL folds no letter outside ASCII in UTF-8 databases.
        value = value.translate(_ASCII_LOWER)
    if dialect == "postgres" and len(value) > 15:
        return _cut(value)
    return value


def _around_markers(value: str, quoted: bool, dialect: Dialect) -> str:
    """A name that a template makes up: what stands in the markers is no name yet, so all but its blanks is kept, and nothing is
    cut."""
    import re

    parts = re.split(r"(\{\{.*?\}\}|\$\{.*?\})", value)
    exact = quoted and dialect in EXACT_WHEN_QUOTED
    for at, part in enumerate(parts):
        if part.startswith("{{"):
            parts[at] = f"{{{{ {' '.join(part[2:-2].split())} }}}}"
        elif not (at % 2 or exact):
            parts[at] = part.upper() if dialect == "oracle" else part.lower()
    return "".join(parts)


def _cut(value: str) -> str:
    if value.isascii():
        return value[:POSTGRES_NAME_BYTES]
    encoded = value.encode("utf-8", "replace")
    if len(encoded) <= POSTGRES_NAME_BYTES:
        return value
    return encoded[:POSTGRES_NAME_BYTES].decode("utf-8", "ignore")


def _unicode_escapes(text: str) -> str:
    """Resolves the escapes of U&"…" and U&'…': a backslash and four digits, or `\\+` and six; `\\\\` is a backslash."""
    if "\\" not in text:
        return text
    out: list[str] = []
    at = 0
    while at < len(text):
        if text[at] != "\\":
            out.append(text[at])
            at += 1
            continue
        if text[at + 1 : at + 2] == "\\":
            out.append("\\")
            at += 2
            continue
        digits, width = (text[at + 2 : at + 8], 8) if text[at + 1 : at + 2] == "+" else (text[at + 1 : at + 5], 5)
        try:
            out.append(chr(int(digits, 16)))
            at += width
        except (ValueError, OverflowError):
            out.append("\\")
            at += 1
    return "".join(out)


def unescape(written: str, dialect: Dialect) -> str:
    """The value of a string literal as written, any form of `dialect`; text that is no literal is given back."""
    first = written[:1]
    if first == "'" or (first == '"' and dialect in ("mysql", "mariadb", "standard", "sqlite")):
        return _plain(written, dialect in ("mysql", "mariadb"))
    if first == "$":
        closing = written.find("$", 1) + 1
        tag = written[:closing]
        if closing and written.endswith(tag) and len(written) >= 2 * closing:
            return written[closing:-closing]
        return written[closing:] if closing else written
    quote = written.find("'")
    if quote < 0:
        quote = written.find('"')
    if quote <= 0 or quote > 20:
        return written
    prefix = written[:quote].strip().upper()
    if prefix == "E":
        return _plain(written[quote:], True)
    if prefix == "U&":
        return _unicode_escapes(_plain(written[quote:], False))
    if prefix in ("Q", "NQ") and dialect == "oracle":
        return written[quote + 2 : -2]
    if prefix in ("N", "B", "X") or prefix.startswith("_"):
        return _plain(written[quote:], dialect in ("mysql", "mariadb"))
    return written


_BACKSLASH = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "\0", "Z": "\x1a"}


def _plain(written: str, backslashes: bool) -> str:
    quote = written[0]
    value = written[1:-1] if len(written) > 1 and written[-1] == quote else written[1:]
    if quote in value:
        value = value.replace(quote * 2, quote)
    if not backslashes or "\\" not in value:
        return value
    out: list[str] = []
    at = 0
    while at < len(value):
        char = value[at]
        if char == "\\" and at + 1 < len(value):
            at += 1
            out.append(_BACKSLASH.get(value[at], value[at]))
        else:
            out.append(char)
        at += 1
    return "".join(out)
