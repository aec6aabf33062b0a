"""Publishing: a project, read, judged, and shown as one page for a browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from schemalint import __version__, plugins
from schemalint.config import Options, UsageError
from schemalint.generating.html.page import page
from schemalint.generating.html.sheet import Sheet
from schemalint.generating.titles import title_of
from schemalint.model.diagnostic import Diagnostic
from schemalint.model.document import Document
from schemalint.model.name import Ref
from schemalint.model.replay import Replay, foremost
from schemalint.model.text import Lines, Span
from schemalint.run import judge
from schemalint.study import Study, studies


def html(paths: Sequence[str], options: Options, *, name: str = "") -> str:
    """A self-contained page of all schemas that the paths define: what `catalog` prints, what the documents say of it, and what
    `check` finds. `name` is its title; without one, files and folders tell it.
    Raises ConfigError and UsageError."""
    entries = plugins.rules(plugins.manager())
    every: list[tuple[Study, tuple[Diagnostic, ...]]] = []
    documents: dict[str, Document] = {}
    failures: list[str] = []
    for study in studies(paths, options, entries):
        report = judge(study, entries, options)
        every.append((study, tuple(one for one in report.diagnostics if not one.suppressed)))
        documents.update(report.documents)
        failures.extend(report.failures)
    told = foremost(replay for study, _ in every for replay in study.replays)
    if not told:
        raise UsageError(f"nothing in {' '.join(paths) or 'this folder'} defines a table")
    sheets: list[Sheet] = []
    others: list[Diagnostic] = []
    for study, found in every:
        own = [replay for replay in study.replays if any(replay is one for one in told)]
        made, rest = _sheets(study, own, found)
        sheets.extend(made)
        others.extend(rest)
    return page(
        sheets,
        title=name or title_of(told[0].path if len(told) == 1 else (*paths, ".")[0]),
        date=options.today or _today(),
        place=_Places(documents),
        others=others,
        failures=failures,
        version=__version__,
    )


def _sheets(study: Study, own: Sequence[Replay], found: Sequence[Diagnostic]) -> tuple[list[Sheet], list[Diagnostic]]:
    """Each schema with the documents that are held against it, and the findings in the files of either; and the findings in
    files that belong to none. What stands in a file of several schemas is told with the first that has what it is about."""
    files = [{reading.statement.path for reading in replay.readings} | {replay.path} for replay in own]
    pages = [tuple(page for page, against in study.pages if any(one is replay for one in against)) for replay in own]
    paths = [held | {page.path for page in about} for held, about in zip(files, pages, strict=True)]
    kept: list[list[Diagnostic]] = [[] for _ in own]
    rest: list[Diagnostic] = []
    for one in found:
        near = [at for at, held in enumerate(paths) if one.span.path in held]
        at = next((at for at in near if _holds(own[at], one)), near[0] if near else None)
        (rest if at is None else kept[at]).append(one)
    return [Sheet(replay, about, tuple(ones)) for replay, about, ones in zip(own, pages, kept, strict=True)], rest


def _holds(replay: Replay, one: Diagnostic) -> bool:
    """Whether a schema has the table or view that a finding is about."""
    if one.subject is None:
        return False
    name = one.subject.name if one.subject.table is None else one.subject.table
    ref = Ref(one.subject.schema or replay.catalog.default_schema, name)
    return ref in replay.catalog.tables or ref in replay.catalog.views


class _Places:
    """Writes a span as people do: the file and the line."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self.documents = documents
        self.lines: dict[str, Lines] = {}

    def __call__(self, span: Span) -> str:
        document = self.documents.get(span.path)
        if document is None:
            return span.path
        lines = self.lines.get(span.path)
        if lines is None:
            lines = self.lines[span.path] = document.lines
        return f"{span.path}:{lines.position(min(span.start, len(document.text))).line}"


def _today() -> str:
    import time

    return time.strftime("%Y-%m-%d")
