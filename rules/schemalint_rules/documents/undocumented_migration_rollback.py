from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Fence, Fix, Good, Page, PageRule, Replay, RollbackSection, Span

_BACK = re.compile(
    r"^[ \t]*(?:--|#|/\*)[ \t]*(?:\+(?:goose|migrate)[ \t]+)?(?:rollback|roll back|down|revert|undo|downgrade|rücknahme|rückgängig|"
    r"annulation|reversión|reversão|откат|回滚|回滾|ロールバック|롤백)\b[^\n]*\n(?:[ \t]*(?:--[^\n]*)?\n)*[ \t]*[a-z]",
    re.I | re.M,
)
_ONE_WAY = re.compile(
    r"irreversibl|not\s+reversible|one[- ]way\s+migration|forward[- ]only|no\s+(?:rollback|down\s+migration)\b|"
    r"cannot\s+be\s+(?:rolled\s+back|reversed|undone)|nicht\s+umkehrbar|unumkehrbar|irréversible|irreversível|необратим|不可回滚|不可逆|되돌릴 수 없",
    re.I,
)
_NAME = r"[\"`\[]?([^\W\d][\w$]*)[\"`\]]?"
_MADE = re.compile(
    r"\bADD\s+(?:COLUMN\s+|CONSTRAINT\s+|INDEX\s+|KEY\s+)?(?:IF\s+NOT\s+EXISTS\s+)?" + _NAME + r"|"
    r"\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:UNIQUE\s+|MATERIALIZED\s+|TEMPORARY\s+|CLUSTERED\s+|NONCLUSTERED\s+)*"
    r"(?:TABLE|INDEX|VIEW|TYPE|DOMAIN|SEQUENCE|FUNCTION|PROCEDURE|TRIGGER|POLICY|SCHEMA|EXTENSION|ROLE)\s+"
    r"(?:CONCURRENTLY\s+)?(?:IF\s+NOT\s+EXISTS\s+)?(?:[\w\"`\[\]]+\.)?" + _NAME,
    re.I,
)
_TOUCHED = re.compile(r"\b(?:TABLE|UPDATE|INTO|FROM)\s+(?:IF\s+EXISTS\s+|ONLY\s+)?(?:[\w\"`\[\]]+\.)?" + _NAME, re.I)


class UndocumentedMigrationRollback(PageRule):
    """A migration in a document should have its rollback beside it.

    ## What it does
    Reports a fence under a migration heading, or with a migration comment, that no rollback fence answers. A rollback answers
    the migration before it, whether in the same section or a later one; several migrations followed by as many rollbacks are
    answered; so is one whose new columns, indexes or tables a rollback anywhere in the document names, or whose own fence holds
    a part marked `-- Rollback`. Silent where the document says that it cannot be taken back or is forward-only.

    ## Why is this bad
    The statement that takes a change back is written in the worst hour, by whoever is on call.

    ## Fix
    The rollback is written from the schema before the migration, into a section of its own right behind it, with what it would
    lose as a comment. Safe: only the document changes. A migration of data alone has no such statement and needs a person.

    ## References
    - PostgreSQL 17 manual, 13.6 Caveats; MySQL 8.4 manual, 15.3.3 Statements That Cause an Implicit Commit
    - ISO/IEC 20000-1:2018, 8.5.1 Change management
    """

    name = "undocumented-migration-rollback"
    severity = "warning"
    fixes = "safe"
    good = (
        Good(
            "# Schema\n\n## Migration\n\n```sql\nALTER TABLE a ADD COLUMN b int;\n```\n\n## Rollback\n\n"
            "```sql\nALTER TABLE a DROP COLUMN b;\n```\n",
            path="docs/schema.md",
        ),
        Good(
            "# Schema\n\n## Migrations\n\n```sql\nALTER TABLE a ADD COLUMN b int;\n```\n\n```sql\nALTER TABLE a ADD COLUMN c int;\n```\n\n"
            "## Rollbacks\n\n```sql\nALTER TABLE a DROP COLUMN c;\nALTER TABLE a DROP COLUMN b;\n```\n",
            path="docs/schema.md",
        ),
        Good(
            "# Schema\n\n```sql\n-- Migration: b\nALTER TABLE a ADD COLUMN b int;\n\n-- Rollback\nALTER TABLE a DROP COLUMN b;\n```\n",
            path="docs/schema.md",
        ),
        Good(
            "# Schema\n\n## Migration\n\nThis migration is irreversible.\n\n```sql\nALTER TABLE a DROP COLUMN b;\n```\n",
            path="docs/schema.md",
        ),
    )
    bad = (
        Bad(
            "# Schema\n\n## Migration\n\n```sql\nCREATE TABLE b (id int PRIMARY KEY);\n```\n",
            at="CREATE TABLE b (id int PRIMARY KEY);",
            path="docs/schema.md",
            message="no rollback",
        ),
        Bad(
            "# Esquema\n\n## Migración\n\n```sql\n-- Migration: b\nALTER TABLE a ADD COLUMN b int;\n```\n\n"
            "```sql\n-- Migration: c\nALTER TABLE a ADD COLUMN c int;\n```\n\n## Reversión\n\n```sql\nALTER TABLE a DROP COLUMN c;\n```\n",
            at="-- Migration: b",
            path="docs/schema.md",
            dialect="mysql",
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        backs = [page.content(fence) for fence in page.fences if fence.role == "rollback"]
        for fence in self._unanswered(page):
            content = page.content(fence)
            if _BACK.search(content) or self._one_way(page, fence) or any(_answers(content, back) for back in backs):
                continue
            where = f" in {fence.section.written}" if fence.section else ""
            yield self.found(
                _first_line(fence, content),
                f"The migration{where} has no rollback beside it, so nobody can take it back in time.",
                repair="write the statements that undo it into a section behind it",
                fix=Fix("Write the rollback of the migration", "safe", intent=RollbackSection(fence.span)),
            )

    def _unanswered(self, page: Page) -> Iterator[Fence]:
        """The migrations that are followed by fewer rollbacks than there are of them in a row."""
        waiting: list[Fence] = []
        answers = 0
        for fence in page.fences:
            if fence.role == "migration":
                if answers:
                    yield from waiting if answers < len(waiting) else ()
                    waiting, answers = [], 0
                waiting.append(fence)
            elif fence.role == "rollback" and waiting:
                answers += 1
        yield from waiting if answers < len(waiting) else ()

    def _one_way(self, page: Page, fence: Fence) -> bool:
        around = fence.section.whole if fence.section else Span(page.path, 0, len(page.text))
        return _ONE_WAY.search(page.text, around.start, around.end) is not None


def _answers(migration: str, back: str) -> bool:
    """Whether the rollback names what the migration makes, or, where it makes nothing, what it touches."""
    made = {name.lower() for found in _MADE.finditer(migration) for name in found.groups() if name}
    names = made or {found[1].lower() for found in _TOUCHED.finditer(migration)}
    words = {word.lower() for word in re.findall(r"[^\W\d][\w$]*", back)}
    return not names.isdisjoint(words)


def _first_line(fence: Fence, content: str) -> Span:
    start = len(content) - len(content.lstrip())
    end = content.find("\n", start)
    line = content[start : end if end >= 0 else len(content)].rstrip()
    at = fence.content.start + start
    return Span(fence.span.path, at, at + len(line))
