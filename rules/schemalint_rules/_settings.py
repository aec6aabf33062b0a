"""Settings of a server as a document writes them: lines of configuration files, statements, rows of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from schemalint import Dialect, Fence, Page, Replay, Span

Form = Literal["file", "set", "system", "database", "pragma", "sp_configure", "row"]
"""Where a setting stands: a configuration file, SET for a session, ALTER SYSTEM or SET GLOBAL, ALTER DATABASE or ROLE, a pragma,
sp_configure, a row of a table."""


class Setting(NamedTuple):
    """A parameter and the value that a document gives it."""

    name: str
    """Lower case, with underscores for dashes."""
    name_span: Span
    value: str
    """Without quotes; empty where none is given."""
    value_span: Span
    form: Form
    product: Dialect
    quoted: bool = False


_LINE = re.compile(
    r"(?m)^[ \t>]*(?P<off>#?)[ \t]*(?P<name>[A-Za-z_][\w.\-]*)[ \t]*(?:=[ \t]*(?P<value>'(?:[^'\n]|'')*'|\"[^\"\n]*\"|[^\s#;'\"][^#;\n]*?)?)?[ \t]*;?[ \t]*(?:(?:#|--)[^\n]*)?\r?$"
)
_LONGEST = 1000
_SECTION = re.compile(r"(?m)^[ \t>]*\[(?P<name>[\w.\- ]+)\][ \t]*\r?$")
_SERVER = re.compile(r"(?:mysqld|mariadbd?|server|mysqld[-_]\S+|mariadb[-_]\S+)", re.I)
_COMMENT = re.compile(r"'(?:[^']|'')*'|(--[^\n]*|/\*.{0,5000}?\*/|(?m:^[ \t]*#[^\n]*))", re.S)
_VALUE = r"(?P<value>'(?:[^']|'')*'|\"[^\"]*\"|[^;,\s]+(?:[ \t]*,[ \t]*[^;,\s]+)*)"
_AFRESH = r"(?:\A|;)\s*"
_ON_A_LINE = r"(?:\A|;|(?<=\n))\s*"
_STATEMENTS: tuple[tuple[tuple[Dialect, ...], Form, re.Pattern[str]], ...] = tuple(
    (dialects, form, re.compile((_AFRESH if form == "set" else _ON_A_LINE) + begin, re.I))  # type: ignore[misc]
    for dialects, form, begin in (
        (("postgres",), "system", rf"ALTER\s+SYSTEM\s+SET\s+(?P<name>[A-Za-z_][\w.]*)\s*(?:=|\bTO\b)\s*{_VALUE}"),
        (("postgres",), "database", rf"ALTER\s+(?:DATABASE|ROLE|USER)\s+[^\s;]+\s+(?:IN\s+DATABASE\s+[^\s;]+\s+)?SET\s+(?P<name>[A-Za-z_][\w.]*)\s*(?:=|\bTO\b)\s*{_VALUE}"),
        (("postgres",), "set", rf"SET\s+(?:SESSION\s+|LOCAL\s+)?(?P<name>[A-Za-z_][\w.]*)\s*(?:=|\bTO\b)\s*{_VALUE}"),
        (("postgres",), "set", r"(?:SHOW|RESET)\s+(?P<name>[A-Za-z_][\w.]*)(?P<value>)\s*(?:;|\Z)"),
        (("mysql", "mariadb"), "system", rf"SET\s+(?:GLOBAL\s+|PERSIST\s+|PERSIST_ONLY\s+|@@(?:GLOBAL|PERSIST)\s*\.\s*)(?P<name>[A-Za-z_][\w.]*)\s*:?=\s*{_VALUE}"),
        (("mysql", "mariadb"), "set", rf"SET\s+(?:SESSION\s+|LOCAL\s+|@@(?:SESSION\s*\.\s*|LOCAL\s*\.\s*)?)?(?P<name>[A-Za-z_]\w*)\s*:?=\s*{_VALUE}"),
        (("sqlite",), "pragma", r"PRAGMA\s+(?:\w+\.)?(?P<name>\w+)(?:\s*(?:=\s*|\(\s*)(?P<value>'[^']*'|\"[^\"]*\"|[^;)\s]+)\s*\)?)?"),
        (("tsql",), "sp_configure", r"(?:EXEC(?:UTE)?\s+)?(?:sys\.)?sp_configure\s+N?'(?P<name>[^']+)'(?:\s*,\s*(?P<value>'[^']*'|[^;\s]+))?"),
        (("oracle",), "system", rf"ALTER\s+(?:SYSTEM|SESSION)\s+SET\s+(?P<name>[A-Za-z_][\w$]*)\s*=\s*{_VALUE}"),
    )
)  # fmt: skip
_NO_SETTING = frozenset({
    "time", "role", "names", "transaction", "constraints", "session", "local", "global", "character", "password", "default", "all", "tables",
    "databases", "columns", "index", "grants", "create", "processlist", "status", "variables", "engine", "engines", "schemas", "search_path",
    "charset", "identity_insert", "authorization", "xml", "resource", "statistics", "nocount", "ansi_nulls", "quoted_identifier",
})  # fmt: skip
_NAMES = frozenset({"parameter", "setting", "variable", "option", "configuration", "guc", "parametro", "parámetro", "paramètre", "einstellung", "параметр", "参数", "參數", "パラメータ"})  # fmt: skip
_VALUES = frozenset({"value", "setting", "current", "recommended", "production", "valor", "wert", "valeur", "значение", "值", "設定値", "default"})  # fmt: skip
_OTHER_FILES = re.compile(
    r"pgbouncer|pgpool|haproxy|nginx|docker|compose|yaml|yml|toml|hcl|properties|env\b|json", re.I
)
_PRODUCT = re.compile(
    r"(?P<name>postgres(?:ql)?|mysql|mariadb|sqlite|sql server|oracle)\D{0,12}(?P<version>\d+(?:\.\d+)*)?", re.I
)
_DIALECTS: dict[str, Dialect] = {
    "postgres": "postgres", "postgresql": "postgres", "mysql": "mysql", "mariadb": "mariadb", "sqlite": "sqlite", "sql server": "tsql",
    "oracle": "oracle",
}  # fmt: skip


def server_of(page: Page, against: tuple[Replay, ...]) -> tuple[Dialect, str]:
    """The product that the document is about, and its version where configuration or the document's metadata tell it."""
    version = next((one.version for one in against if one.version and one.dialect == page.dialect), "")
    for line in page.metadata:
        found = (
            _PRODUCT.search(line.value) if "database" in line.key.casefold() or "dbms" in line.key.casefold() else None
        )
        if found is not None and (page.dialect == "standard" or _DIALECTS[found["name"].lower()] == page.dialect):
            return _DIALECTS[found["name"].lower()], version or found["version"] or ""
    return page.dialect, version


def settings(page: Page, product: Dialect) -> Iterator[tuple[Setting, ...]]:
    """The settings of each place of the document that has some."""
    for fence in page.fences:
        found = tuple(_of_fence(page, fence, product))
        if found:
            yield found
    for grid in page.tables:
        heads = [cell.text.strip(" *:").casefold() for cell in grid.header]
        name_at = next((at for at, head in enumerate(heads) if head.split(" ")[0] in _NAMES), None)
        value_at = next((at for at, head in enumerate(heads) if at != name_at and head.split(" ")[0] in _VALUES), None)
        if name_at is None or value_at is None:
            continue
        rows = []
        for row in grid.rows:
            name, value = row[name_at], row[value_at]
            if re.fullmatch(r"[A-Za-z_][\w.\-]*", name.text):
                text = value.text.strip("'\" ")
                rows.append(Setting(_folded(name.text), name.span, text, value.span, "row", product))
        if rows:
            yield tuple(rows)


def _of_fence(page: Page, fence: Fence, product: Dialect) -> Iterator[Setting]:
    text = page.content(fence)
    if fence.role in ("configuration", "schema", "query", "migration", "other"):
        if fence.role == "other" and fence.language not in ("", "text", "txt", "plain", "plaintext"):
            return
        yield from _statements(page, fence, text, product)
    if fence.role != "configuration" or _OTHER_FILES.search(fence.info):
        return
    sections = [(one.start(), one["name"].strip()) for one in _SECTION.finditer(text)]
    if sections and product not in ("mysql", "mariadb"):
        if not any(_SERVER.fullmatch(name) for _, name in sections):
            return
        product = "mariadb" if any(name.lower().startswith("mariadb") for _, name in sections) else "mysql"
    for line in _lines(text):
        if line["off"] or (line["value"] is None and product not in ("mysql", "mariadb")):
            continue
        inside = [name for start, name in sections if start < line.start()]
        if inside and not _SERVER.fullmatch(inside[-1]):
            continue
        if line["value"] is None and "=" not in line[0] and not inside:
            continue
        yield _made(page, fence, line, "file", product)


def _lines(text: str) -> Iterator[re.Match[str]]:
    """The lines that may be settings; longer ones are none."""
    start = 0
    for written in text.splitlines(keepends=True):
        end = start + len(written.rstrip("\r\n"))
        if end - start <= _LONGEST:
            found = _LINE.match(text, start, end)
            if found is not None:
                yield found
        start += len(written)


def _statements(page: Page, fence: Fence, text: str, product: Dialect) -> Iterator[Setting]:
    plain = _COMMENT.sub(lambda found: " " * len(found[0]) if found[1] else found[0], text)
    taken: set[int] = set()
    for dialects, form, pattern in _STATEMENTS:
        if product not in dialects:
            continue
        for found in pattern.finditer(plain):
            if found.start("name") in taken or _folded(found["name"]) in _NO_SETTING:
                continue
            if (
                form == "set"
                and fence.role not in ("configuration", "query")
                and plain[: found.start("name")].count("$$") % 2
            ):
                continue  # inside the body of a routine
            taken.add(found.start("name"))
            yield _made(page, fence, found, form, product)


def _made(page: Page, fence: Fence, found: re.Match[str], form: Form, product: Dialect) -> Setting:
    start = fence.content.start
    path = page.path
    name = Span(path, start + found.start("name"), start + found.end("name"))
    written = found["value"] or ""
    value = Span(path, start + found.start("value"), start + found.end("value")) if written else name
    quoted = written[:1] in ("'", '"')
    text = written[1:-1] if quoted else written.strip()
    return Setting(_folded(found["name"]), name, text, value, form, product, quoted)


def _folded(name: str) -> str:
    return name.strip("`'\"* ").lower().replace("-", "_")
