"""The templates that schema documents follow: data files beside this one, and how a page is held against them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from schemalint.model.page import SQL_ROLES, TEMPLATES, Page, Section, Template, TemplateSection
from schemalint.model.text import Span
from schemalint.pages.chinese import simplified
from schemalint.pages.vocabulary import spoken

NAMES = TEMPLATES


class UnknownTemplateError(ValueError):
    """No template has this name. `known` lists those that exist."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no template is called {name!r}; there are {', '.join(NAMES)}")
        self.known = NAMES


def load(name: str) -> Template:
    """The template called `name`, or the one in the file of that path, with the further titles that are in use for its
    sections. Raises UnknownTemplateError when there is neither, and ValueError when the file is no template."""
    more = spoken().sections
    return _worded(name, tuple(more.items())) if more else _load(name)


def strange(titles: Iterable[str], template: str = "") -> list[str]:
    """Those of `titles` that no section has: of the templates that come with the program, and of `template`."""
    known = {
        section.title.casefold()
        for name in {*NAMES, *([template] if template else ())}
        for section in _load(name).sections
    }
    return [title for title in titles if title.casefold() not in known]


@lru_cache(maxsize=8)
def _worded(name: str, more: tuple[tuple[str, tuple[str, ...]], ...]) -> Template:
    template, added = _load(name), dict(more)
    return template._replace(
        sections=tuple(
            section._replace(aliases=(*section.aliases, *added.get(section.title.casefold(), ())))
            for section in template.sections
        )
    )


@lru_cache(maxsize=8)
def _load(name: str) -> Template:
    import os

    path = os.path.join(os.path.dirname(__file__), f"{name}.toml") if name in NAMES else name
    try:
        with open(path, "rb") as file:
            return parse(os.path.splitext(os.path.basename(path))[0], file.read())
    except OSError:
        raise UnknownTemplateError(name) from None


def parse(name: str, data: bytes) -> Template:
    """A template from the bytes of its TOML file. Raises ValueError when it is not TOML or lacks a title."""
    import sys

    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    try:
        content: dict[str, Any] = tomllib.loads(data.decode("utf-8"))
    except RecursionError:
        raise ValueError(f"the template {name} is nested too deeply") from None
    entries = content.get("section", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ValueError(f"the sections of the template {name} are not [[section]] tables")
    for entry in entries:
        if not isinstance(entry.get("title"), str):
            raise ValueError(f"a section of the template {name} has no title")
        if type(entry.get("level", 2)) is not int or not 1 <= entry.get("level", 2) <= 6:
            raise ValueError(f"the section {entry['title']} of the template {name} has no level from 1 to 6")
        for key in ("aliases", "holds"):
            if not isinstance(entry.get(key, []), list):
                raise ValueError(f"`{key}` of the section {entry['title']} of the template {name} is not a list")
        if not isinstance(entry.get("titles", {}), dict):
            raise ValueError(f"`titles` of the section {entry['title']} of the template {name} is not a table")
    sections: list[TemplateSection] = []
    parent = ""
    top = min((entry.get("level", 2) for entry in entries), default=2)
    for entry in entries:
        level = entry.get("level", 2)
        if level == top:
            parent = ""
        sections.append(
            TemplateSection(
                str(entry["title"]), str(entry.get("number", "")), level,
                _aliases(entry),
                tuple(str(kind) for kind in entry.get("holds", ())),
                bool(entry.get("required", True)), parent if level > top else "",
                tuple((str(language), str(title)) for language, title in entry.get("titles", {}).items()),
            )
        )  # fmt: skip
        if level == top:
            parent = str(entry["title"])
    return Template(
        name, str(content.get("title", "")), tuple(str(key) for key in content.get("metadata", ())), tuple(sections)
    )


def _aliases(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """The other titles of a section, those in other languages included."""
    every = (str(alias).casefold() for alias in (*entry.get("aliases", ()), *entry.get("titles", {}).values()))
    return tuple(dict.fromkeys(alias for alias in every if alias != str(entry["title"]).casefold()))


def match(page: Page, template: Template) -> Mapping[TemplateSection, Section | None]:
    """The section of the page that stands for each section of the template, whatever its number, case or level; None
    where there is none. No section stands for two, except that a sub-section may stand for its parent's."""
    by_title: dict[str, list[Section]] = {}
    for section in page.sections:
        if section.level < 7 and not section.struck:
            by_title.setdefault(title_key(section.title), []).append(section)
    found: dict[TemplateSection, Section | None] = {}
    taken: set[int] = set()
    for wanted in template.sections:
        found[wanted] = None
    # Exact titles first, so that an alias never takes what another section is called.
    for exact in (True, False):
        for wanted in template.sections:
            if found[wanted] is not None:
                continue
            titles = (wanted.title,) if exact else wanted.aliases
            candidates = [
                section
                for title in titles
                for section in by_title.get(title_key(title), ())
                if section.heading.start not in taken
            ]
            if candidates:
                best = min(candidates, key=lambda section: _distance(section, wanted))
                found[wanted] = best
                taken.add(best.heading.start)
    for wanted in template.sections:
        if found[wanted] is None and not wanted.parent:
            found[wanted] = _promoted(wanted, template, found)
    return found


def _promoted(
    wanted: TemplateSection, template: Template, found: Mapping[TemplateSection, Section | None]
) -> Section | None:
    """A sub-section that stands where its parent would: `## Core Tables` in a document without `## Table Definitions`."""
    aliases = {title_key(alias) for alias in wanted.aliases}
    for child in template.sections:
        section = found[child]
        if (
            child.parent == wanted.title
            and section
            and section.level <= wanted.level
            and title_key(section.title) in aliases
        ):
            return section
    return None


def contents(page: Page, section: Section, without: tuple[Span, ...] = ()) -> frozenset[str]:
    """The kinds of content, in the words of `TemplateSection.holds`, that stand in a section or below it; what stands in
    `without`, such as a sub-section, does not count."""
    whole = section.whole

    def inside(span: Span) -> bool:
        return whole.covers(span) and not any(out.covers(span) for out in without)

    found: set[str] = set()
    for fence in page.fences:
        if inside(fence.span):
            found.add(_ROLE_KINDS.get(fence.role, fence.role))
            if fence.role in SQL_ROLES:
                found.add("sql")
    if any(inside(diagram.span) for diagram in page.diagrams):
        found.add("diagram")
    if any(inside(table.span) for table in page.tables):
        found.add("table")
    if any(inside(table.span) for table in page.documented_tables):
        found.add("column-table")
    if any(inside(index.row) for index in page.documented_indexes):
        found.add("index-table")
    if any(inside(status.row) for status in page.status_values):
        found.add("status-table")
    if any(inside(metric.span) for metric in page.metrics):
        found.add("metrics")
    if any(inside(note.span) for note in page.metadata):
        found.add("metadata")
    if any(inside(link.span) for link in page.links):
        found.add("link")
    hidden = sorted(
        [(span.start, span.end) for span in without if whole.covers(span)]
        + [(fence.span.start, fence.span.end) for fence in page.fences if whole.covers(fence.span)]
        + [(table.span.start, table.span.end) for table in page.tables if whole.covers(table.span)]
        + [(comment.span.start, comment.span.end) for comment in page.comments if whole.covers(comment.span)]
    )
    at = section.heading.end
    for start, end in [*hidden, (whole.end, whole.end)]:
        for line in _LINES.split(page.text[at:start] if at < start else ""):
            text = line.strip(" \t>")
            if not text or text.startswith("#") or not text.strip("-=*_ "):
                continue
            found.add("list" if _ITEM.match(text) else "prose")
        at = max(at, end)
    return frozenset(found)


_ROLE_KINDS = {"schema": "sql", "other": "code"}
_LINES = re.compile(r"\r\n|\r|\n")
_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])\s")


def _distance(section: Section, wanted: TemplateSection) -> tuple[bool, bool, int, int]:
    inside = not wanted.parent or any(title_key(title) == title_key(wanted.parent) for title in section.path[:-1])
    return (
        not inside,
        section.number != wanted.number,
        abs(section.level - wanted.level),
        section.heading.start,
    )


@lru_cache(maxsize=8192)
def title_key(title: str) -> str:
    """A title without case, punctuation and small words, so that `Views & Materialized Views` meets `Views and …`."""
    folded = re.sub(r"\s*[(（][^()（）]*[)）]\s*$", "", title.casefold())
    folded = folded.replace("&", " and ").replace("-", " ").replace("/", " ")
    return " ".join(re.sub(r"[^\w\s]", "", simplified(folded)).split())
