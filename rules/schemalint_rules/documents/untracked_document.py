from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from schemalint import Around, Bad, Diagnostic, Edit, Fix, Good, NewFile, Page, PageRule, Replay, Span, Subject
from schemalint_rules._documents import heading_of
from schemalint_rules._metadata import value_of

_HEAD = "| Document | Version | Date | Contents |\n|---|---|---|---|\n"
_MADE = re.compile(r"\bCREATE\s+(?:\w+\s+){0,2}TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?([\w.\"`\[\]]+)", re.I)
_NUMBER = re.compile(r"(\d{1,6})\s*(?:tables)?\.?", re.I)


class UntrackedDocument(PageRule):
    """A schema document should have its line in the tracking file.

    ## What it does
    Looks for each document that follows a template in the file that lists them, `DATABASE_SCHEMA_TRACKING.md` in the root or
    what `tracking` under `[documents]` says. A line that names the file, with or without its ending, or links it, is enough.

    ## Why is this bad
    The list is where people see which schemas there are and in which version; what is not in it is overlooked when standards,
    owners or servers change.

    ## Fix
    Adds the line with version, day and number of tables, and the file where there is none. Unsafe, as it changes
    another file than the document.

    ## References
    - ISO/IEC/IEEE 15289:2019, Content of life-cycle information items, 7.3 (identification and change history)
    """

    name = "untracked-document"
    severity = "info"
    on = "strict"
    fixes = "unsafe"
    needs = ("tracking", "pages")
    good = (
        Good(
            "# Shop\n\nThe tables.\n",
            path="tasks/database-schema-shop.md",
            files=(("DATABASE_SCHEMA_TRACKING.md", "| database-schema-shop | v1.0.0 | 2026-01-31 | Tables: 8 |\n"),),
        ),
        Good("# The tables\n\nOf the shop.\n", path="docs/tables.md"),
    )
    bad = (
        Bad(
            "# Shop\n\n**Version:** 1.1.0\n",
            at="# Shop",
            path="tasks/database-schema-shop.md",
            files=(
                ("DATABASE_SCHEMA_TRACKING.md", "| database-schema-shop-old | v1.0.0 | 2026-01-31 | Tables: 8 |\n"),
            ),
            message="| database-schema-shop | v1.1.0 |",
            fixed="# Shop\n\n**Version:** 1.1.0\n",
        ),
        Bad(
            "# Shop\n\nThe tables.\n",
            at="# Shop",
            fixed="# Shop\n\nThe tables.\n",
            message="there is no DATABASE_SCHEMA_TRACKING.md",
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        around = page.around
        if around is None or not page.template or _is_tracked(page, around.tracked):
            return
        line = _line(page, around.today)
        lacking = f"there is no {around.tracking}" if around.tracked is None else f"it has no line in {around.tracking}"
        yield self.found(
            heading_of(page),
            f"Nobody sees from the list of documents that this one is there: {lacking}.",
            subject=Subject("other", None, None, "tracking"),
            repair=f"add {line}",
            fix=self._fix(around, line),
        )

    def _fix(self, around: Around, line: str) -> Fix:
        title = f"Add a line to {around.tracking}"
        if around.tracked is None:
            # All documents that lack their line make the same file, whichever of them is mended.
            lines = [_line(page, around.today) for page in around.pages if page.template]
            return Fix(
                title, "unsafe", creates=(NewFile(around.tracking, _HEAD + "".join(f"{one}\n" for one in lines)),)
            )
        text = around.tracked
        rows = list(re.finditer(r"^[ \t]*\|[^\r\n]*", text, re.M))
        at = rows[-1].end() if rows else len(text)
        if rows or (text and not text.endswith("\n")):
            return Fix(title, "unsafe", edits=(Edit(Span(around.tracking, at, at), f"\n{line}"),))
        lead = "\n" if text else ""
        return Fix(title, "unsafe", edits=(Edit(Span(around.tracking, at, at), f"{lead}{line}\n"),))


def _stem(page: Page) -> str:
    return posixpath.splitext(posixpath.basename(page.path))[0]


def _is_tracked(page: Page, tracked: str | None) -> bool:
    return bool(tracked) and re.search(rf"(?<![\w-]){re.escape(_stem(page))}(?![\w-])", tracked or "", re.I) is not None


def _line(page: Page, today: str) -> str:
    version = value_of(page, "version")
    number = re.search(r"\d+(?:\.\d+)*(?:-[\w.]+)?", version.value) if version else None
    return f"| {_stem(page)} | v{number[0] if number else '1.0.0'} | {today} | Tables: {_tables(page)} |"


def _tables(page: Page) -> int:
    """How many tables the document says it has, else how many it describes."""
    for metric in page.metrics:
        said = _NUMBER.fullmatch(metric.value) if metric.name.casefold() in ("tables", "total tables") else None
        if said:
            return int(said[1])
    names = {table.name.casefold() for table in page.documented_tables}
    names |= {entity.name.casefold() for diagram in page.diagrams for entity in diagram.entities}
    for fence in page.fences:
        if fence.role == "schema":
            names |= {found[1].strip('"`[]').casefold() for found in _MADE.finditer(page.content(fence))}
    return len(names)
