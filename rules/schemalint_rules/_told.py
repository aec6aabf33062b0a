"""Facts that documents state, one by one, in a form in which two of them compare."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from schemalint import Column, Dialect, DocumentedColumn, Page, Replay, Section, Span, split_name
from schemalint_rules._metadata import each_line, products, value_of
from schemalint_rules._once import once, once_each
from schemalint_rules._told_types import ToldType, told_type


class Fact(NamedTuple):
    """One thing that a document says about something."""

    what: str
    """`type`, `nullability`, `default`, `values`, `parent`, `columns`, `version`, `database`."""
    about: tuple[str, ...]
    """Folded: table and column, index, or nothing for the document itself."""
    value: object
    """In a form that compares, see `contradict`."""
    told: str
    """As people read it."""
    span: Span
    schema: str = ""
    """The schema that is written before the table, folded."""
    titles: str = ""
    """The headings around it, in lower case."""
    page: Page | None = None


_SIMPLE = re.compile(r"^\(+|\)+$|::[\w ]+(?:\([\d,]+\))?$|^[eEnN]?'|'$|^\"|\"$|^`|`$")
_NOW = frozenset(
    (
        "now",
        "now()",
        "current_timestamp",
        "current_timestamp()",
        "localtimestamp",
        "getdate()",
        "sysdate",
        "getutcdate()",
        "sysutcdatetime()",
    )
)
_NO_DEFAULT = frozenset(
    (
        "auto",
        "auto increment",
        "auto_increment",
        "autoincrement",
        "identity",
        "serial",
        "generated",
        "sequence",
        "yes",
        "no",
        "true/false",
    )
)
_NAME = re.compile(r"[^\W\d][\w$-]*(?:\.[^\W\d][\w$-]*){0,2}")
"""A name as it is; some documents hide parts of generated ones behind a star."""
_ELSEWHERE = re.compile(
    r"\b(?:propos\w*|planned|plan|future|old|legacy|before|after|previous\w*|target|migrat\w*|examples?|samples?|options?|alternatives?|deprecated|"
    r"changelog|history|phase|draft|draught|v\d+(?:\.\d+)*|\d{4}-\d{2}|step \d+|comparison|versus|vs|diff\w*|api|request|response|dto|payload|"
    r"vorher|nachher|alt|neu|antes|después|avant|après|до|после|之前|之后|変更前|変更後)\b",
    re.I,
)


def facts(page: Page, own: Replay | None = None) -> Iterator[Fact]:
    """What the document says in tables, lists and metadata, and with `own`, its replayed fences, in their DDL."""
    for table in page.documented_tables:
        if not table.struck:
            titles = _titles(page, table.section)
            for column in table.columns:
                yield from _column(page, table.name, column, titles)
    for status in page.status_values:
        if status.table and status.column and len(status.values) > 1:
            about = (_plain(status.table), _plain(status.column))
            values = frozenset(value.casefold() for value in status.values)
            yield _fact(page, "values", status.table, about, values, ", ".join(status.values), status.values_span)
    for relation in page.relations:
        if relation.columns and relation.source in ("table", "list") and _NAME.fullmatch(relation.parent):
            child = (_plain(relation.table), *(column.casefold() for column in relation.columns))
            span = relation.parent_span or relation.span
            yield _fact(page, "parent", relation.table, child, _plain(relation.parent), relation.parent, span)
    for index in page.documented_indexes:
        if _NAME.fullmatch(index.name) and index.columns and index.name.casefold() not in ("primary", "pk", "unique"):
            named = (_plain(index.table), index.name.casefold())
            columns = tuple(
                re.sub(r"\s+(?:asc|desc)\b.*|[`\"\[\]]", "", one, flags=re.I).casefold() for one in index.columns
            )
            yield _fact(
                page, "columns", index.table, named, columns, ", ".join(index.columns), index.columns_span or index.row
            )
    for line in each_line(page):
        if line.kind == "version":
            yield Fact(
                "version",
                (),
                re.sub(r"^[vV]\.?\s?", "", line.value).split(" ")[0],
                line.value,
                line.value_span,
                page=page,
            )
        elif line.kind == "database" and (servers := products(line.value)):
            yield Fact("database", (), frozenset(servers), line.value, line.value_span, page=page)
    if own is not None:
        yield from _defined(page, own)


def _column(page: Page, table: str, one: DocumentedColumn, titles: str) -> Iterator[Fact]:
    about = (_plain(table), one.name.strip('"`[] ').casefold())
    if one.type and one.type_span and (kind := told_type(one.type, page.dialect)):
        yield _fact(page, "type", table, about, kind, one.type[: kind.end], one.type_span, titles)
    if one.nullable is not None and one.nullable_span and "PK" not in one.keys:
        said = "nullable" if one.nullable else "NOT NULL"
        yield _fact(page, "nullability", table, about, one.nullable, said, one.nullable_span, titles)
    if one.default is not None and one.default_span and (value := _default(one.default)):
        yield _fact(page, "default", table, about, value, one.default, one.default_span, titles)


def _defined(page: Page, own: Replay) -> Iterator[Fact]:
    for table in own.catalog.tables.values():
        if table.assumed or table.unknown or own.catalog.is_muted(table.ref) or table.statement.path != page.path:
            continue
        section = page.section_at(table.statement.start)
        titles = _titles(page, section)
        for column in table.columns:
            if not column.unknown:
                yield from _defined_column(
                    page,
                    table.name,
                    column,
                    own.dialect,
                    titles,
                    table.primary_key is not None and column.name in table.primary_key.columns,
                )


def _defined_column(
    page: Page, table: str, column: Column, dialect: Dialect, titles: str, is_key: bool
) -> Iterator[Fact]:
    about = (table.casefold(), column.name.casefold())
    if column.type is not None and not column.serial and (kind := told_type(column.type.text, dialect)):
        yield _fact(page, "type", table, about, kind, column.type.text, column.type.span, titles)
    if not is_key:
        said = "nullable" if column.nullable else "NOT NULL"
        place = column.null_span if column.null_span.path else column.span
        yield _fact(page, "nullability", table, about, column.nullable, said, place, titles)
    if column.default is not None and not column.serial and (value := _default(column.default.text)):
        yield _fact(page, "default", table, about, value, column.default.text, column.default_span, titles)


def _fact(
    page: Page, what: str, table: str, about: tuple[str, ...], value: object, told: str, span: Span, titles: str = ""
) -> Fact:
    schema = split_name(table)[0].casefold()
    return Fact(what, about, value, told, span, schema, titles or _titles(page, page.section_at(span.start)), page)


def _plain(written: str) -> str:
    return split_name(written)[1].casefold()


def _titles(page: Page, section: Section | None) -> str:
    """The headings around a place, without the document's own title."""
    if section is None:
        return ""
    titles = section.path[1:] if page.sections and section.path[:1] == page.sections[0].path[:1] else section.path
    return " / ".join(titles).casefold()


def _default(text: str) -> str:
    """A default in a form that compares; empty where the cell does not tell one."""
    value = " ".join(text.casefold().strip(" *_").split())
    if value in _NO_DEFAULT or len(value) > 60:
        return ""
    for _ in range(4):
        value = _SIMPLE.sub("", value).strip()
    return "now" if value in _NOW or value.rstrip("(") in _NOW else value


# --- comparing ------------------------------------------------------------------------------------------------------


@once
def index(pages: tuple[Page, ...]) -> Mapping[tuple[str, tuple[str, ...]], tuple[Fact, ...]]:
    """What all documents of a project say, by what it is about, in the order of their paths."""
    found: dict[tuple[str, tuple[str, ...]], list[Fact]] = {}
    for page in sorted(pages, key=lambda one: one.path):
        for fact in facts(page):
            found.setdefault((fact.what, fact.about), []).append(fact)
    return {key: tuple(held) for key, held in found.items()}


def contradict(first: Fact, second: Fact) -> bool:
    """Whether not both can hold. What one says less exactly than the other (`varchar`, `varchar(20)`) can."""
    if first.value == second.value or (first.schema and second.schema and first.schema != second.schema):
        return False
    if isinstance(first.value, ToldType) and isinstance(second.value, ToldType):
        one, other = first.value, second.value
        if (one.name, one.dimensions) != (other.name, other.dimensions):
            return True
        return bool(one.arguments and other.arguments) and one.arguments != other.arguments
    if isinstance(first.value, frozenset) and isinstance(second.value, frozenset):
        shared = not first.value.isdisjoint(second.value)
        return shared if first.what == "values" else not shared
    return True


def are_comparable(first: Fact, second: Fact) -> bool:
    """Whether both speak of the same database as it is: not of another server, of what was or will be, or of another system."""
    if _ELSEWHERE.search(first.titles) or _ELSEWHERE.search(second.titles):
        return False
    servers = (set(products(first.titles)), set(products(second.titles)))
    if all(servers) and servers[0].isdisjoint(servers[1]):
        return False
    one, other = first.page, second.page
    if one is None or other is None or one.path == other.path:
        return True
    named = (_outline(one).system, _outline(other).system)
    if first.what in ("version", "database"):
        # Every document has a version of its own.
        return first.what == "database" and bool(named[0]) and named[0] == named[1]
    return _are_of_one_system(_outline(one), _outline(other))


class _Outline(NamedTuple):
    """What tells which system a document is about."""

    folder: tuple[str, ...]
    system: str
    """The name of the system, folded; empty where it does not say."""
    aside: bool
    """By its title or its path about what was, or will be."""
    columns: Mapping[str, frozenset[str]]
    """By table, all folded."""


@once_each
def _outline(page: Page) -> _Outline:
    found: dict[str, set[str]] = {}
    for table in page.documented_tables:
        found.setdefault(_plain(table.name), set()).update(column.name.casefold() for column in table.columns)
    title = page.sections[0].title if page.sections else ""
    return _Outline(
        tuple(page.path.split("/")[:-1]),
        _system(page),
        _ELSEWHERE.search(f"{title} {re.sub(r'[-_./]', ' ', page.path)}") is not None,
        {name: frozenset(columns) for name, columns in found.items()},
    )


def _are_of_one_system(one: _Outline, other: _Outline) -> bool:
    """Whether two documents are about one system: of one name, or in one folder with half of their tables in common."""
    if one.aside or other.aside:
        return False
    if one.system and other.system:
        return one.system == other.system
    outer, inner = sorted((one.folder, other.folder), key=len)
    if inner[: len(outer)] != outer:
        return False
    shared = [name for name in one.columns if name in other.columns]
    alike = [
        name
        for name in shared
        if len(one.columns[name] & other.columns[name]) * 2 > min(len(one.columns[name]), len(other.columns[name]))
    ]
    return bool(alike) and len(alike) * 2 >= min(len(one.columns), len(other.columns))


_SYSTEM = re.compile(
    r"(?:database )?(?:schema|spec(?:ification)?)\s*(?:[:–—-]|for|of)\s*(?:the\s+)?(?P<name>[^\[\]{}]{2,60})", re.I
)


_ANY = frozenset(("the", "our", "my", "a", "table", "tables", "database", "databases", "schema", "schemas", "data", "application", "app", "project", "system", "service",
                  "design", "documentation", "reference", "overview", "model"))  # fmt: skip
"""Words of titles that name no system."""


def _system(page: Page) -> str:
    """The name of the system that a document is about, folded; empty where it does not say."""
    project = value_of(page, "project")
    titled = _SYSTEM.fullmatch(page.sections[0].title) if page.sections else None
    name = project.value if project else titled["name"] if titled else ""
    words = re.findall(r"\w+", name.casefold())
    return "" if re.search(r"[\[\]{}]", name) or _ANY.issuperset(words) else " ".join(words)


_LOOKED_AT = 50
"""Of so many places that say something about one thing, the first that compares is looked for."""


def earlier(fact: Fact, others: Iterable[Fact]) -> Fact | None:
    """The first of the others that stands before the fact, or in another document before its own, and speaks of the same."""
    for other in islice(others, _LOOKED_AT):
        if (other.span.path, other.span.start) >= (fact.span.path, fact.span.start):
            continue
        if (not other.schema or not fact.schema or other.schema == fact.schema) and are_comparable(other, fact):
            return other
    return None
