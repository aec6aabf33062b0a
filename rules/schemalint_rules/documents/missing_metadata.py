from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Fix, Good, Page, PageRule, Replay, Subject
from schemalint_rules._metadata import KEYS, PRODUCTS, Stated, added, filled, language, place_of, stated, wanted

_NAMED = re.compile(r"database[-_](?:schema|spec)[-_]([a-z0-9]+(?:[-_][a-z0-9]+)*)\.[a-z]+$", re.I)
_TITLED = re.compile(r"(?:database )?(?:schema|spec(?:ification)?)\s*[:–—-]\s*(?P<name>[^\[\]{}]+)", re.I)


class MissingMetadata(PageRule):
    """A document that follows a template should say its version, dates, author, database and status.

    ## What it does
    Looks for the lines of metadata that the template asks for: Version, Created, Author, Database and Status, of a specification
    Project, Database Focus, Database Type, Expected Scale and Performance Requirements, of a template of your own what it says. They count
    as bold or plain lines, in front matter or in a table of two columns, in nine languages and under the usual other names. A
    document is told once, with all that it lacks. A line that still holds a placeholder is there, `unfilled-placeholder` tells it.

    ## Why is this bad
    Without a version nobody knows whether the document is older than the schema; without a status, whether to rely on it;
    without an author, whom to ask.

    ## Fix
    The lines are added in the order of the template and in the style and language of those that are there. Known values are
    filled in: version 1.0.0, status Draft, the database from the dialect, the day of the first commit or today, the configured
    author. The rest is a placeholder. Safe: only the document changes.

    ## References
    - ISO/IEC/IEEE 15289:2019, Content of life-cycle information items, 7.3 (identification, status, issuing organization)
    - Semantic Versioning 2.0.0
    """

    name = "missing-metadata"
    severity = "warning"
    fixes = "safe"
    needs = ("dates",)
    good = (
        Good(
            "# Database Schema: Shop\n\n**Version:** 1.0.0\n**Created:** 2026-01-31 10:00\n**Author:** Ada\n**Database:** PostgreSQL\n"
            "**Status:** Draft\n\nThe tables.\n"
        ),
        Good(
            "---\nversion: 1.0.0\ncreated: 2026-01-31\nauthor: Ada\ndatabase: PostgreSQL\nstatus: Draft\n---\n\n# Shop\n\nThe tables.\n"
        ),
        Good(
            "# Esquema\n\n| | |\n|---|---|\n| Versión | 1.0.0 |\n| Creado | 2026-01-31 |\n| Autor | Ada |\n"
            "| Base de datos | PostgreSQL |\n| Estado | Borrador |\n\n## Tablas\n\nUna.\n"
        ),
        Good("# Notes\n\nThe tables.\n", path="docs/tables.md"),
    )
    bad = (
        Bad(
            "# Database Schema: Shop\n\n**Version:** 1.0.0\n**Created:** 2026-01-31\n**Database:** PostgreSQL\n\nThe tables.\n",
            at="**Version:** 1.0.0",
            message="Author and Status",
            fixed="# Database Schema: Shop\n\n**Version:** 1.0.0\n**Created:** 2026-01-31\n**Author:** [Name]\n"
            "**Database:** PostgreSQL\n**Status:** Draft\n\nThe tables.\n",
        ),
        Bad(
            "# База данных\n\n- **Версия:** 1.0.0\n- **Создан:** 2026-01-31\n- **Автор:** Ада\n\nТаблицы.\n",
            at="**Версия:** 1.0.0",
            message="Database and Status",
            fixed="# База данных\n\n- **Версия:** 1.0.0\n- **Создан:** 2026-01-31\n- **Автор:** Ада\n- **База данных:** MySQL\n"
            "- **Статус:** Draft\n\nТаблицы.\n",
            dialect="mysql",
        ),
        Bad(
            "# Shop\n\n### Project Database Overview\n\n**Project**: Shop\n**Database Type**: PostgreSQL\n**Expected Scale**: 10 GB\n"
            "**Performance Requirements**: p95 below 50 ms\n",
            at="**Project**: Shop",
            path="docs/database-spec-shop.md",
            message="Database Focus",
            fixed="# Shop\n\n### Project Database Overview\n\n**Project**: Shop\n**Database Focus**: [Database Focus]\n**Database Type**: PostgreSQL\n"
            "**Expected Scale**: 10 GB\n**Performance Requirements**: p95 below 50 ms\n",
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        asked = wanted(page)
        lines = stated(page)
        said = {one.kind for one in lines if one.value}
        lacking = [(kind, key) for kind, key in asked if kind not in said]
        if not lacking:
            return
        named = " and ".join(filter(None, (", ".join(key for _, key in lacking[:-1]), lacking[-1][1])))
        yield self.found(
            place_of(page, lines),
            f"The document does not say its {named}, as the template {page.template} asks, so nobody can tell what it is worth today.",
            subject=Subject("other", None, None, "metadata"),
            repair="; ".join(f"add {key}: {self._value(page, kind, key)}" for kind, key in lacking),
            fix=self._fix(page, lines, lacking, tuple(kind for kind, _ in asked)),
        )

    def _fix(
        self, page: Page, lines: tuple[Stated, ...], lacking: list[tuple[str, str]], order: tuple[str, ...]
    ) -> Fix:
        spoken = language(page, lines)
        empty = {one.kind: one for one in lines if not one.value}
        new: dict[str, tuple[str, str]] = {}
        edits = []
        for kind, key in lacking:
            value = self._value(page, kind, key)
            if kind in empty:
                edits.append(filled(page, empty[kind], value))
            else:
                new[kind] = (key if spoken == "en" or kind not in KEYS else KEYS[kind][spoken][0], value)
        if new:
            edits.extend(added(page, tuple(one for one in lines if one.kind in order) or lines, new, order))
        return Fix(f"Say {', '.join(key for _, key in lacking)}", "safe", edits=tuple(edits))

    def _value(self, page: Page, kind: str, key: str) -> str:
        """What is known, else a placeholder."""
        around = page.around
        known = {
            "version": "1.0.0",
            "status": "Draft",
            "created": (around.created or around.today) if around else "",
            "updated": around.today if around else "",
            "author": (around.author if around else "") or "[Name]",
            "database": PRODUCTS.get(page.dialect, "[PostgreSQL/MySQL/MongoDB/etc.]"),
            "project": self._project(page) or "[Project Name]",
        }
        words = " ".join(word[:1].upper() + word[1:] for word in key.split())
        return known.get(kind) or (f"[{words}]" if " " in words else f"[Your {words}]")

    def _project(self, page: Page) -> str:
        named = _NAMED.search(page.path)
        if named:
            return " ".join(word.capitalize() for word in re.split(r"[-_]", named[1]))
        titled = _TITLED.match(page.sections[0].title) if page.sections else None
        return titled["name"].strip() if titled else ""
