"""What lies around the documents of a project, gathered for the rules that need it, and no more of it than they need."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from schemalint.model.document import Document, Source
from schemalint.model.page import Around, Before, LinkTarget
from schemalint.sources import git
from schemalint.sources.discover import MARKDOWN, SQL, shown
from schemalint.sources.surroundings import Surroundings

if TYPE_CHECKING:
    from schemalint.model.page import Page
    from schemalint.study import Study

NEEDS = frozenset({"place", "tracking", "links", "dates", "base", "pages"})
"""What rules may ask for, see `Rule.needs`."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\\\\")
_LEFT_OPEN = re.compile(r"[{}<>\[\]$*|]|\.{3}|…")
_PAGES = (".md", ".mdx", ".markdown", ".html", "/index.md", "/README.md", "/_index.md")
"""What sites of documentation leave out of the paths of their pages."""


def with_surroundings(study: Study, needs: Collection[str], today: str) -> Study:
    """The study with what its documents have around them; `today` is an ISO date."""
    wanted = NEEDS.intersection(needs)
    if not wanted or not study.pages:
        return study
    look = _Look(study, wanted, today)
    pages = tuple((page._replace(around=look.around(page)), against) for page, against in study.pages)
    return study._replace(pages=pages)


class _Look:
    """Looks around the documents of one project; what several of them lead to is read once."""

    def __init__(self, study: Study, wanted: frozenset[str], today: str) -> None:
        self.study = study
        self.wanted = wanted
        self.today = today
        self.cwd = os.getcwd()
        self.folder = study.config.documents.folder
        self.beside = study.arrangement.around or Surroundings(study.project.root)
        self.by_file = {document.source.file: document for document in study.documents.values()}
        self.known_anchors: dict[str, frozenset[str]] = {}
        self.pages = tuple(page for page, _ in study.pages) if "pages" in wanted else ()

    def around(self, page: Page) -> Around:
        file = self.study.documents[page.path].source.file
        root = self.study.config.root
        place = os.path.relpath(file, root).replace(os.sep, "/")
        documents = self.study.config.documents
        tracking = documents.tracking_file(root)
        held = self.by_file.get(tracking)
        return Around(
            place if not place.startswith("../") else file.replace(os.sep, "/"),
            self.folder,
            documents.name_for(page.template),
            self.today,
            documents.author,
            shown(tracking, self.cwd),
            held.text if held else None,
            dict(self.targets(page, file)) if "links" in self.wanted else {},
            self.created(file) if "dates" in self.wanted else "",
            self.before(page, file) if "base" in self.wanted else None,
            self.pages,
            next((one for one in self.study.replays if one.kind == "document" and one.path == page.path), None),
        )

    # --- links ----------------------------------------------------------------------------------------------------

    def targets(self, page: Page, file: str) -> Iterator[tuple[str, LinkTarget]]:
        for written in dict.fromkeys(link.target for link in page.links):
            if not written or written[0] == "/" or _SCHEME.match(written) or _LEFT_OPEN.search(written):
                continue
            from urllib.parse import unquote

            path, _, fragment = written.partition("#")
            path, fragment = unquote(path.partition("?")[0]), unquote(fragment)
            if not path:
                if fragment:
                    yield written, LinkTarget("file", page.path, fragment, self.anchors(file, page))
                continue
            if "\0" in path or len(path) > 1000:
                continue
            yield written, self.target(os.path.normpath(os.path.join(os.path.dirname(file), path)), path, fragment)

    def target(self, file: str, written: str, fragment: str) -> LinkTarget:
        printed = shown(file, self.cwd)
        root = self.study.project.root
        if not self.study.project.in_git and not self.study.project.folders:
            # Who names a file alone has its project around it.
            root = self.beside.root
        if file != root and not file.startswith(root.rstrip("/") + "/"):
            return LinkTarget("outside", printed, fragment)
        found = self.existing(file, root)
        if not found:
            return LinkTarget("nothing", printed, fragment, near=self.near(file, written))
        document = self.by_file.get(found)
        if document is None and os.path.isdir(found):
            return LinkTarget("folder", printed, fragment)
        anchors = self.anchors(found) if fragment and found.lower().endswith(MARKDOWN) else None
        text = ""
        if found.lower().endswith(SQL):
            text = document.text if document else self.beside.text(found) or ""
        path = shown(found, self.cwd)
        replay = next((one for one in self.study.replays if one.path == path), None) if text else None
        return LinkTarget("file", path, fragment, anchors, text, replay=replay)

    def existing(self, file: str, root: str) -> str:
        """The file or folder as its link names it, or as sites of documentation would take it; else empty. Letters count as they
        are written, whatever the file system thinks."""
        if file == root or self.is_there(file, root):
            return file
        stem, ending = os.path.splitext(file)
        others = [stem + one for one in MARKDOWN] if ending.lower() in (".html", ".htm") else []
        others += [] if ending else [file + one for one in _PAGES]
        return next((one for one in others if self.is_there(one, root)), "")

    def is_there(self, file: str, root: str) -> bool:
        if file in self.by_file:
            return True
        at = root
        for part in os.path.relpath(file, root).split(os.sep):
            at = os.path.join(at, part)
            if not self.beside.has(at):
                return False
        return True

    def near(self, file: str, written: str) -> str:
        """What there is in the same folder under nearly the same name, spelled like the link."""
        import difflib

        folder, name = os.path.split(file)
        names = sorted(self.beside.names(folder))
        same = [one for one in names if one.casefold() == name.casefold()]
        ending = os.path.splitext(name)[1].lower()
        alike = [one for one in names if os.path.splitext(one)[1].lower() == ending]
        close = same or difflib.get_close_matches(name, alike, 1, 0.8)
        return written[: len(written) - len(os.path.basename(written.rstrip("/")))] + close[0] if close else ""

    def anchors(self, file: str, page: Page | None = None) -> frozenset[str]:
        found = self.known_anchors.get(file)
        if found is None:
            from schemalint.pages.anchors import anchors

            document = self.by_file.get(file)
            read = page or self.read(file, document.text if document else self.beside.text(file) or "")
            found = self.known_anchors[file] = anchors(read)
        return found

    def read(self, file: str, text: str) -> Page:
        from schemalint.study import page_of

        source = Source(shown(file, self.cwd), file, "document", "standard", "")
        return page_of(Document(source, text), self.study.config)

    # --- git ------------------------------------------------------------------------------------------------------

    def created(self, file: str) -> str:
        """The day of the first commit with the file; empty outside git, and where git takes too long to tell."""
        project = self.study.project
        if not project.in_git:
            return ""
        name = os.path.relpath(file, project.root)
        question = ("--literal-pathspecs", "log", "--diff-filter=A", "--format=%as", "--", name)
        [(found, _)] = git.ask(project.root, question, seconds=5.0)
        days = (found or b"").decode("ascii", "replace").split()
        return days[-1] if days else ""

    def before(self, page: Page, file: str) -> Before | None:
        project, revision = self.study.project, self.study.revision
        if not revision or not project.in_git:
            return None
        text = self.beside.held(project.root, revision, os.path.relpath(file, project.root).replace(os.sep, "/"))
        return Before(
            revision,
            None if text is None else self.read(file, text),
            tuple(
                path
                for path, document in self.study.documents.items()
                if not document.source.released and document.source.role in ("schema", "migration")
            ),
        )
