from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Bad, Before, Diagnostic, Edit, Fix, Good, Page, PageRule, Related, Replay, Span, Subject
from schemalint_rules._documents import heading_of, schemas_of
from schemalint_rules._metadata import KEYS, Stated, added, dates, is_placeholder, language, stated

_NUMBERS = re.compile(r"(\d+)\.(\d+)(\.\d+)?|(\d+)")
_STAMP = re.compile(r"(20[0-4]\d)[-_]?(0[1-9]|1[0-2])[-_]?(0[1-9]|[12]\d|3[01])(?!\d{7})")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

_TOLD = "# Schema\n\n**Version:** 1.2.0\n{updated}\n## orders\n\n| Column | Type |\n|---|---|\n| id | bigint |\n"
_MIGRATIONS = (
    ("migrations/20260110120000_orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);"),
    ("migrations/20260401120000_total.sql", "ALTER TABLE orders ADD COLUMN total integer;"),
)


class DocumentOlderThanSchema(PageRule):
    """A document whose schema changed should have a new version.

    ## What it does
    In git, compares with the base revision (`--since`, else the default branch): new or edited migrations, an edited dump, or
    other DDL in the document's own fences while the version of the document is what it was. A change set that takes the
    document along passes. Outside git, where migrations carry the day they were made in their names, one that is younger than the
    day of the document is told.

    Off unless it is selected: whether every change needs a new version is a matter of policy.

    ## Why is this bad
    Readers take the version for a promise: what they read under 1.2.0 last month is what holds. A document that stays behind
    without a sign is worse than none.

    ## Fix
    Raises the second number of the version, and writes today's day where the document says when it was updated. Safe: only the
    document changes.

    ## References
    - Semantic Versioning 2.0.0, 7
    - ISO/IEC/IEEE 15289:2019, Content of life-cycle information items, 7.3 (change history)
    """

    name = "document-older-than-schema"
    severity = "warning"
    on = "policy"
    fixes = "safe"
    needs = ("base", "dates")
    good = (
        Good(_TOLD.format(updated="**Updated:** 2026-04-02\n"), path="docs/schema.md", files=_MIGRATIONS),
        Good(_TOLD.format(updated=""), path="docs/schema.md", files=_MIGRATIONS),
    )
    bad = (
        Bad(
            _TOLD.format(updated="**Updated:** 2026-01-31\n"),
            at="1.2.0",
            path="docs/schema.md",
            files=_MIGRATIONS,
            message="2026-04-01",
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        around = page.around
        schemas = schemas_of(page, against)
        if around is None or not schemas:
            return
        lines = stated(page)
        version = next((one for one in lines if one.kind == "version" and one.value), None)
        if version and is_placeholder(page, version):
            return
        if around.before is None:
            yield from self._by_day(page, lines, version, schemas, around.today)
            return
        old = around.before.page
        if old is None or _version(old) != _version(page) or (version is None and old.text != page.text):
            return
        changed = next((place for one in schemas if (place := _changed(one, page, around.before))), None)
        if changed is None:
            return
        since = f"since {around.before.revision}"
        says = f"still says version {version.value}" if version else "is what it was"
        yield self._told(
            page, lines, version, changed, f"The schema changed {since}, but the document {says}", around.today
        )

    def _by_day(
        self, page: Page, lines: tuple[Stated, ...], version: Stated | None, schemas: tuple[Replay, ...], today: str
    ) -> Iterator[Diagnostic]:
        days = [
            day
            for one in lines
            if one.kind in ("updated", "created")
            for day in dates(one.value) or ()
            if len(day) == 10
        ]
        migrations = [step for schema in schemas if schema.history for step in schema.history.migrations if step.up]
        stamps = [
            (stamp, step.up[0].span) for step in migrations if (stamp := _stamp(step.version) or _stamp(step.name))
        ]
        if not days or not stamps:
            return
        stamp, place = max(stamps)
        if max(days) < stamp <= today:
            yield self._told(
                page, lines, version, place, f"The document is of {max(days)}, but the schema changed on {stamp}", today
            )

    def _told(
        self, page: Page, lines: tuple[Stated, ...], version: Stated | None, place: Span, told: str, today: str
    ) -> Diagnostic:
        edits = _edits(page, lines, version, today)
        return self.found(
            version.value_span if version else heading_of(page),
            f"{told}, so readers take what it says for what holds.",
            subject=Subject("other", None, None, "version"),
            repair="bring the document up to date and raise its version",
            related=(Related(place, "the schema changed here"),),
            fix=Fix("Raise the version of the document", "safe", edits=edits) if edits else None,
        )


def _version(page: Page) -> str:
    return next((one.value for one in stated(page) if one.kind == "version"), "")


def _changed(schema: Replay, page: Page, before: Before) -> Span | None:
    """The first place where the schema is not what the base revision has."""
    if schema.kind == "document":
        return page.fences[0].span if before.page and _ddl(before.page) != _ddl(page) else None
    for step in schema.steps:
        span = step.statement.span
        if span.path in before.changed and (step.new or schema.kind != "history"):
            return span
    return None


def _ddl(page: Page) -> list[str]:
    """What the fences define, whatever its layout and its comments."""
    texts = (page.content(one) for one in page.fences if one.role in ("schema", "migration"))
    return [_AROUND.sub(r"\1", " ".join(_REMARK.sub(" ", text).split())) for text in texts]


_REMARK = re.compile(r"--[^\n]*|/\*.*?\*/", re.S)
_AROUND = re.compile(r" ?([^\w\s]) ?")


def _stamp(name: str) -> str:
    found = _STAMP.match(name.lstrip("Vv"))
    return "-".join(found.groups()) if found else ""


def _edits(page: Page, lines: tuple[Stated, ...], version: Stated | None, today: str) -> tuple[Edit, ...]:
    if version is None:
        return ()
    written = page.written(version.value_span)
    number = _NUMBERS.search(written)
    if number is None:
        return ()
    raised = f"{number[1]}.{int(number[2]) + 1}{'.0' if number[3] else ''}" if number[1] else f"{number[4]}.1"
    start = version.value_span.start
    edits = [Edit(Span(page.path, start + number.start(), start + number.end()), raised)]
    updated = next((one for one in lines if one.kind == "updated"), None)
    day = _DAY.search(page.written(updated.value_span)) if updated else None
    if updated and day:
        start = updated.value_span.start
        edits.append(Edit(Span(page.path, start + day.start(), start + day.end()), today))
    elif updated is None:
        spoken = language(page, lines)
        order = ("version", "created", "updated")
        known = tuple(one for one in lines if one.kind in (*order, "author", "database", "status"))
        edits.extend(added(page, known, {"updated": (KEYS["updated"][spoken][0], today)}, order))
    return tuple(edits)
