from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import NamedTuple

from schemalint import Bad, Diagnostic, Edit, Fix, Good, Page, PageRule, Replay, Span, Subject
from schemalint_rules._metadata import Stated, dates, is_placeholder, products, stated, wanted

_SEMVER = re.compile(
    r"(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z.-]+)?"
)
_NEARLY = re.compile(r"[vV]\.?\s?(?P<v>\d{1,4}(?:\.\d{1,4}){0,2})|(?P<n>\d{1,3}(?:\.\d{1,4})?)")
_STATUSES = ("Draft", "Review", "Production", "Deprecated")
_MEANT = {
    "in review": "Review", "under review": "Review", "reviewing": "Review", "wip": "Draft", "work in progress": "Draft", "in progress": "Draft",
    "in draft": "Draft", "in production": "Production", "prod": "Production", "live": "Production", "obsolete": "Deprecated",
    "superseded": "Deprecated",
}  # fmt: skip
_TRANSLATED = frozenset((
    "entwurf", "prüfung", "in prüfung", "produktion", "produktiv", "veraltet", "brouillon", "relecture", "en relecture", "obsolète",
    "borrador", "revisión", "en revisión", "producción", "obsoleto", "rascunho", "revisão", "em revisão", "produção", "descontinuado",
    "черновик", "на проверке", "в эксплуатации", "продакшн", "устарел", "устарело", "草稿", "审核", "審核", "审核中", "生产", "正式", "已废弃",
    "下書き", "レビュー", "レビュー中", "本番", "廃止", "초안", "검토", "검토 중", "운영", "폐기",
))  # fmt: skip
_NOBODY = frozenset(("-", "–", "—", "n/a", "na", "none", "nobody", "unknown", "anonymous", "?", "me", "ai"))
_VAGUE = frozenset(
    ("sql", "relational", "rdbms", "nosql", "db", "database", "yes", "n/a", "none", "unknown", "-", "?", "any")
)


class _Wrong(NamedTuple):
    span: Span
    problem: str
    right: str = ""
    """What it should be; empty where nobody can tell."""
    repair: str = ""


class InvalidMetadata(PageRule):
    """The metadata of a document should be what they seem: a version, a date, a person, a product, a status.

    ## What it does
    In documents that follow a template, reports a version that is no semantic version, a date of creation that is none, may be two,
    or lies in the future, an author that names nobody, a database that names no product, and a status that is none of Draft, Review,
    Production, Deprecated; these in nine languages. Words behind a valid version or status are fine.

    ## Why is this bad
    Versions that cannot be compared do not tell which document is newer, and a status of one's own means something else to
    every reader.

    ## Fix
    Corrected where only one value can be meant: `v1.2` is `1.2.0`, `draft` is `Draft`, `Postgre` is `PostgreSQL`. Safe: only the
    document changes.

    ## References
    - Semantic Versioning 2.0.0
    - ISO 8601-1:2019, Date and time
    """

    name = "invalid-metadata"
    severity = "warning"
    fixes = "safe"
    needs = ("dates",)
    good = (
        Good(
            "# Shop\n\n**Version:** 1.0.0-rc.1 (2026)\n**Created:** 31.01.2026\n**Author:** Ada\n**Database:** PostgreSQL 15\n**Status:** Draft, until May\n"
        ),
        Good(
            "# Laden\n\n**Version:** 1.0.0\n**Erstellt:** 2026-01-31\n**Autor:** Ada\n**Datenbank:** MariaDB\n**Status:** Entwurf\n"
        ),
        Good("# Tables\n\n**Version:** v1.2\n**Status:** nice\n", path="docs/tables.md"),
        Good("# Shop\n\n**Version:** [Number]\n**Status:** Draft | Review | Production | Deprecated\n"),
    )
    bad = (
        Bad("# Shop\n\n**Version:** v1.2\n", at="v1.2", fixed="# Shop\n\n**Version:** 1.2.0\n"),
        Bad("# Shop\n\n**Status:** draft\n", at="draft", fixed="# Shop\n\n**Status:** Draft\n"),
        Bad("# Shop\n\n**Status:** Beautiful\n", at="Beautiful", message="Draft, Review, Production or Deprecated"),
        Bad("# Shop\n\n**Created:** 2025-02-31\n", at="2025-02-31", message="no such day"),
        Bad("# Shop\n\n**Created:** 2925-02-03\n", at="2925-02-03", message="in the future"),
        Bad("# Shop\n\n**Created:** 02/03/2025\n", at="02/03/2025", message="2025-03-02 or 2025-02-03"),
        Bad("# Shop\n\n**Created:** last summer\n", at="last summer", message="no date"),
        Bad("# Shop\n\n**Author:** n/a\n", at="n/a"),
        Bad("# Shop\n\n**Database:** Postgre\n", at="Postgre", fixed="# Shop\n\n**Database:** PostgreSQL\n"),
        Bad("# Shop\n\n**Database:** SQL\n", at="SQL", message="which product"),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        asked = {kind for kind, _ in wanted(page)}
        lines = stated(page)
        if not asked:
            return
        for one in lines:
            if one.kind not in asked | {"updated"} or not one.value or is_placeholder(page, one):
                continue
            wrong = self._wrong(page, one, lines)
            if wrong:
                fix = (
                    Fix(f"Write {wrong.right}", "safe", edits=(Edit(wrong.span, wrong.right),)) if wrong.right else None
                )
                yield self.found(
                    wrong.span,
                    f"{one.key} {wrong.problem}",
                    subject=Subject("other", None, None, one.key),
                    repair=f"write {wrong.right}" if wrong.right else wrong.repair,
                    fix=fix,
                )

    def _wrong(self, page: Page, one: Stated, lines: tuple[Stated, ...]) -> _Wrong | None:
        match one.kind:
            case "version":
                return _version(page, one)
            case "created" | "updated":
                return _date(one, page.around.today if page.around else "")
            case "author":
                if one.value.casefold() in _NOBODY:
                    return _Wrong(
                        one.value_span, f"names nobody: {one.value}.", repair="write who answers for the document"
                    )
                return None
            case "database":
                return _database(one, lines)
            case "status":
                return _status(page, one)
            case _:
                return None


def _version(page: Page, one: Stated) -> _Wrong | None:
    if _SEMVER.match(one.value) and not re.match(r"[\w.]", one.value[_end(_SEMVER, one.value) :]):
        return None
    written = page.written(one.value_span)
    nearly = _NEARLY.match(written)
    if nearly and not re.match(r"[\w./-]", written[nearly.end() :]):
        parts = [str(int(part)) for part in (nearly["v"] or nearly["n"]).split(".")]
        right = ".".join([*parts, "0", "0"][:3])
        span = Span(page.path, one.value_span.start, one.value_span.start + nearly.end())
        return _Wrong(span, f"is {nearly[0]}, which is no semantic version, so two of them cannot be compared.", right)
    return _Wrong(
        one.value_span,
        f"is {one.value}, which is no semantic version, so two of them cannot be compared.",
        repair="write three numbers, such as 1.0.0",
    )


def _end(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.match(text)
    return found.end() if found else 0


def _date(one: Stated, today: str) -> _Wrong | None:
    readings = dates(one.value)
    if readings is None:
        return _Wrong(one.value_span, f"is {one.value}, which is no date.", repair="write the date as 2026-01-31")
    if not readings:
        return _Wrong(one.value_span, f"is {one.value}: there is no such day.", repair="write the date as 2026-01-31")
    if len(readings) > 1:
        told = " or ".join(readings)
        return _Wrong(one.value_span, f"is {one.value}, which may be {told}.", repair=f"write {told}")
    if today and len(readings[0]) == 10 and _days_after(readings[0], today) > 1:
        return _Wrong(one.value_span, f"is {one.value}, which lies in the future.", repair="write the day it was")
    return None


def _days_after(day: str, today: str) -> int:
    """How many days lie between; one may be a matter of time zones."""
    import datetime

    return (datetime.date.fromisoformat(day) - datetime.date.fromisoformat(today)).days


def _database(one: Stated, lines: tuple[Stated, ...]) -> _Wrong | None:
    if products(one.value) or any(products(other.value) for other in lines if other.kind == "database"):
        return None
    words = one.value.split()
    known = {"postgresql": "PostgreSQL", "mysql": "MySQL", "mariadb": "MariaDB", "sqlite": "SQLite", "mongodb": "MongoDB", "oracle": "Oracle",
             "dynamodb": "DynamoDB", "sqlserver": "SQL Server"}  # fmt: skip
    vague = one.value.casefold() in _VAGUE
    near = difflib.get_close_matches(one.value.casefold(), known, 1, 0.75) if len(words) == 1 and not vague else []
    if near:
        return _Wrong(one.value_span, f"is {one.value}, which no server is called.", known[near[0]])
    if vague:
        return _Wrong(
            one.value_span,
            f"is {one.value}, which does not say which product it is.",
            repair="name the product and its version",
        )
    return None


def _status(page: Page, one: Stated) -> _Wrong | None:
    folded = one.value.casefold().strip(" .!")
    word = re.match(r"[^\W\d_]+", one.value)
    first = word[0] if word else ""
    if first in _STATUSES or folded in _TRANSLATED:
        return None
    offset = page.written(one.value_span).find(first) if first else -1
    if first.capitalize() in _STATUSES and offset >= 0:
        start = one.value_span.start + offset
        span = Span(page.path, start, start + len(first))
        return _Wrong(span, f"is {first}; the template writes {first.capitalize()}.", first.capitalize())
    told = f"is {one.value}, which is none of Draft, Review, Production or Deprecated, so readers have to guess what holds."
    return _Wrong(one.value_span, told, _MEANT.get(folded, ""), "write Draft, Review, Production or Deprecated")
