"""What names in a schema look like, as settings that somebody may take: each with the count it rests on, none in force."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from schemalint.model.record import NamedTuple
from schemalint.model.schema import Catalog, Table

USUAL = 0.8
"""The share from which on what names do is a convention."""
LEAST = 5
"""Fewer names show nothing."""

_CASES = {
    "snake": re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+\Z"),
    "camel": re.compile(r"[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+\Z"),
    "pascal": re.compile(r"[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+\Z"),
    "upper": re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\Z"),
}
_INDEXES = ("{table}_{columns}_idx", "idx_{table}_{columns}", "ix_{table}_{columns}", "index_{table}_on_{columns}")
_PREFIXES = ("is", "has", "can", "should", "allow", "allows", "enable", "use", "show", "was")
_LAST = re.compile(r"(?:^|_|(?<=[a-z0-9]))([a-z]+|[A-Z][a-z]*|[A-Z]+)\Z")
_FIRST = re.compile(r"[a-z]+|[A-Z][a-z]*")
_FACTS = re.compile(r"(?:fact|fct|dim|stg|agg)_|_(?:fact|dim|dimension)\Z", re.I)


class Convention(NamedTuple):
    """A setting of a rule that names in the schema keep to."""

    rule: str
    option: str
    value: object
    kept: int
    names: int
    """How many there are that could."""


def conventions(catalogs: Iterable[Catalog]) -> tuple[Convention, ...]:
    """What at least four of five names do, where there are enough of them to show it."""
    held = list(catalogs)
    tables = [table for catalog in held for table in catalog.tables.values() if not table.partition_of]
    columns = [column for table in tables for column in table.columns]
    times = [_word(column.name, _LAST) for column in columns if _is(column.type, "timestamp", "timestamptz")]
    flags = [_word(column.name, _FIRST) for column in columns if _is(column.type, "boolean")]
    prefixes = [word for word in dict.fromkeys(flags) if word in _PREFIXES]
    found = (
        _most("name-case", "tables", [_case(table.written.rpartition(".")[2]) for table in tables]),
        _most("name-case", "columns", [_case(column.written) for column in columns]),
        _most("plural-table-name", "number", [_number(table.name) for table in tables]),
        _fitting("index-name", "template", _INDEXES, _index_names(tables)),
        _fitting("foreign-key-column-name", "template", ("{parent}_{key}", "…_{key}"), _references(tables)),
        _most("timestamp-name", "ending", times),
        Convention("boolean-name", "prefixes", sorted(prefixes), sum(one in prefixes for one in flags), len(flags)),
    )
    return tuple(one for one in found if one and one.names >= LEAST and one.kept >= USUAL * one.names)


def proposals(found: Sequence[Convention]) -> list[str]:
    """The settings as lines of a configuration, all of them remarks."""
    if not found:
        return []
    lines = ["", "# What names are here. Uncomment what should hold from now on; nothing of it holds by itself."]
    rule = ""
    for one in found:
        if one.rule != rule:
            rule = one.rule
            lines.append(f"# [rules.{rule}]")
        value = json.dumps(one.value, ensure_ascii=False)
        lines.append(f"# {one.option} = {value}  # {one.kept} of {one.names} names")
    return lines


def is_analytic(catalogs: Iterable[Catalog]) -> bool:
    """Whether most tables are called facts, dimensions or stages of them."""
    names = [ref.name for catalog in catalogs for ref in catalog.tables]
    return len(names) >= LEAST and sum(bool(_FACTS.search(name)) for name in names) > len(names) / 2


def _is(type: object, *families: str) -> bool:
    return getattr(type, "family", "") in families


def _most(rule: str, option: str, values: Iterable[str]) -> Convention | None:
    """The value that most names have, of those that have one at all."""
    counts = Counter(value for value in values if value)
    if not counts:
        return None
    value, kept = min(counts.items(), key=lambda one: (-one[1], one[0]))
    return Convention(rule, option, value, kept, sum(counts.values()))


def _fitting(
    rule: str, option: str, templates: Sequence[str], names: Iterable[tuple[str, dict[str, str]]]
) -> Convention | None:
    """The first template that enough names fit; each name comes with its parts."""
    held = list(names)
    for template in templates:
        kept = sum(_fits(template, name, parts) for name, parts in held)
        if held and kept >= USUAL * len(held):
            return Convention(rule, option, template, kept, len(held))
    return None


def _fits(template: str, name: str, parts: dict[str, str]) -> bool:
    for key, value in parts.items():
        template = template.replace("{" + key + "}", value)
    wanted = template.lower()
    return name.lower().endswith(wanted[1:]) if wanted.startswith("…") else name.lower() == wanted


def _index_names(tables: Iterable[Table]) -> Iterator[tuple[str, dict[str, str]]]:
    for table in tables:
        for index in table.indexes:
            columns = [part.column for part in index.parts if part.column]
            if index.named and columns:
                joined = "_and_" if index.name.lower().endswith("_and_".join(columns).lower()) else "_"
                yield index.name, {"table": table.name, "columns": joined.join(columns)}


def _references(tables: Iterable[Table]) -> Iterator[tuple[str, dict[str, str]]]:
    for table in tables:
        for key in table.foreign_keys:
            if len(key.columns) == 1 and len(key.parent_columns) == 1:
                yield key.columns[0], {"parent": _singular(key.parent.name), "key": key.parent_columns[0]}


def _case(written: str) -> str:
    name = written.strip('"`[]')
    return next((case for case, form in _CASES.items() if form.match(name)), "")


def _number(name: str) -> str:
    word = _word(name, _LAST)
    if len(word) < 3 or word.endswith(("ss", "us", "is", "ics", "data", "info", "series", "news")):
        return ""
    return "plural" if word.endswith("s") else "singular"


def _singular(name: str) -> str:
    if name.lower().endswith("ies") and len(name) > 4:
        return f"{name[:-3]}y"
    if re.search(r"(?:ss|sh|ch|x|z)es\Z", name, re.I):
        return name[:-2]
    return name[:-1] if _number(name) == "plural" else name


def _word(name: str, form: re.Pattern[str]) -> str:
    match = form.search(name)
    return (match[1] if form.groups else match[0]).lower() if match else ""
