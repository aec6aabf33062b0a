from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from schemalint import Around, Bad, Diagnostic, Good, Page, PageRule, Replay, Subject
from schemalint_rules._documents import heading_of
from schemalint_rules._metadata import value_of

_TITLED = re.compile(r"(?:database )?(?:schema|spec(?:ification)?)?\s*[:–—-]\s*(?P<name>[^\[\]{}]+)", re.I)


class DocumentName(PageRule):
    """A schema document should have the agreed name and be in the agreed folder.

    ## What it does
    Holds the path of each document that follows a template against what is configured: by default `database-schema-<name>.md`,
    for a specification `database-spec-<name>.md`, in a folder `tasks`. `folder` and `name` under `[documents]` say otherwise. The folder
    counts where it is below the root of the project or anywhere else in it (`services/shop/tasks`).

    ## Why is this bad
    Scripts, reviewers and the tracking file find documents by their names; what is called otherwise is not found and written
    a second time.

    ## Fix
    None: a file is renamed by its owner, together with the links to it. The repair is the command that does it.

    ## References
    - ISO/IEC/IEEE 15289:2019, Content of life-cycle information items, 7.3 (unique identification)
    - git-mv(1)
    """

    name = "document-name"
    severity = "info"
    on = "strict"
    needs = ("place",)
    good = (
        Good("# Database Schema: Shop\n\nThe tables.\n", path="tasks/database-schema-shop.md"),
        Good("# Database Specification\n\nThe tables.\n", path="services/shop/tasks/database-spec-shop.md"),
        Good("# The tables\n\nOf the shop.\n", path="docs/tables.md"),
    )
    bad = (
        Bad(
            "# Database Schema: Web Shop\n\nThe tables.\n",
            at="# Database Schema: Web Shop",
            path="docs/database-schema-web-shop.md",
            message="git mv docs/database-schema-web-shop.md tasks/database-schema-web-shop.md",
        ),
        Bad(
            "# Database Schema: Web Shop\n\n## 1. Overview\n\nThe tables of a shop.\n\n## 3. Schema Design\n\n- uno\n\n## 9. Security\n\n- dos\n\n"
            "## 12. Monitoring\n\n- tres\n\n## 13. Data Dictionary\n\n- quattro\n",
            at="# Database Schema: Web Shop",
            path="tasks/tables.md",
            message="tasks/database-schema-web-shop.md",
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        around = page.around
        if around is None or not page.template:
            return
        folder, file = posixpath.split(around.place)
        named = _is_named(file, around.name)
        placed = around.folder == "." or f"/{folder}".endswith(f"/{around.folder}")
        if around.folder == ".":
            placed = folder == ""
        if named and placed:
            return
        wanted = posixpath.normpath(posixpath.join(around.folder, file if named else self._name(page, around)))
        faults = [] if named else [f"is not called {around.name.replace('{name}', '<name>')}"]
        faults += (
            []
            if placed
            else [f"is not in the folder {around.folder}" if around.folder != "." else "is not in the root"]
        )
        yield self.found(
            heading_of(page),
            f"The document {' and '.join(faults)}, where people and scripts look for it.",
            subject=Subject("other", None, None, "path"),
            repair=f"git mv {page.path} {self._beside(page, around, wanted)}, or say where documents are under [documents]",
        )

    def _beside(self, page: Page, around: Around, wanted: str) -> str:
        """The path as it is printed: from where the document's own path is."""
        lead = page.path[: len(page.path) - len(around.place)] if page.path.endswith(around.place) else ""
        return lead + wanted

    def _name(self, page: Page, around: Around) -> str:
        project = value_of(page, "project")
        titled = _TITLED.match(page.sections[0].title) if page.sections else None
        words = project.value if project else titled["name"] if titled else ""
        if not words or not re.search(r"\w", words) or re.search(r"[\[\]{}]", words):
            words = posixpath.splitext(posixpath.basename(page.path))[0]
        slug = "-".join(re.findall(r"[^\W_]+", words.casefold()))
        return around.name.replace("{name}", slug)


def _is_named(file: str, pattern: str) -> bool:
    before, _, after = pattern.partition("{name}")
    name = file[len(before) : len(file) - len(after)]
    return (
        file.startswith(before)
        and file.endswith(after)
        and bool(re.search(r"\w", name))
        and len(file) > len(before + after)
    )
