"""A run whose input is what it was before is answered from memory: no rule, no reader and no replay is loaded.

What is remembered is what reports show. It counts only for the same files, found again and read again, the same
configuration, options, day and git state, the same surroundings, and the same installed program.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from schemalint import cache, plugins
from schemalint.config import Options
from schemalint.model import diagnostic as diagnostics
from schemalint.model.document import Document, Source
from schemalint.model.run import Report, Summary
from schemalint.model.text import Span, digest
from schemalint.sources.released import Released
from schemalint.sources.surroundings import Surroundings
from schemalint.survey import Survey, surveys

RUNS = "runs"
"""The folder of the cache; one file for each working directory, arguments and options."""
MOST, SIZE, LARGEST = 64, 64 << 20, 8 << 20
"""So many runs are remembered, in so many bytes together; a report of more than `LARGEST` findings times 1 KB is not."""

_RECORDS = {
    one.__name__: one
    for one in (
        Span, Source, Summary, diagnostics.Diagnostic, diagnostics.Subject, diagnostics.Related, diagnostics.Edit,
        diagnostics.Fix, diagnostics.NewFile,
    )
}  # fmt: skip


def check(paths: Sequence[str], options: Options, entries: dict[str, plugins.RuleEntry], whole: bool = False) -> Report:
    """What `run.check` says. A remembered report has no replays, and its fixes are what reports show of them: `whole` asks for
    everything. Raises ConfigError and UsageError."""
    found = tuple(surveys(paths, options, entries))
    if whole or options.no_cache or options.profile or options.stdin is not None:
        return _fresh(found, options, entries)[0]
    asked = options._replace(progress=None, jobs=0)
    slot = f"{RUNS}/{digest(repr((os.getcwd(), tuple(paths), asked)))}"
    key = _key(found, asked, entries)
    report = _recalled(cache.load(slot, key), found)
    if report is None:
        report, around = _fresh(found, options, entries)
        if not report.failures and not report.provisional and len(report.diagnostics) < LARGEST >> 10:
            cache.store(slot, key, _kept(report, around))
            cache.prune(RUNS, MOST, SIZE)
    return report


def _fresh(
    found: Sequence[Survey], options: Options, entries: dict[str, plugins.RuleEntry]
) -> tuple[Report, list[Surroundings | None]]:
    from schemalint.run import joined, judge, laps
    from schemalint.study import read_and_replay

    reports = []
    around = []
    for one in found:
        lap = laps(options.profile)
        study = read_and_replay(one, options)
        lap("reading and replaying")
        around.append(study.arrangement.around)
        reports.append(judge(study, entries, options))
    return joined(reports), around


def _key(found: Sequence[Survey], options: Options, entries: Mapping[str, plugins.RuleEntry]) -> str:
    import time

    parts = [plugins.installed(entries), os.getcwd(), repr(options), options.today or time.strftime("%Y-%m-%d")]
    for one in found:
        project, known = one.project, one.released
        parts.append(
            repr((project.root, project.in_git, project.folders, sorted(project.asked), one.config, one.notes))
        )
        files = [options.baseline or one.config.baseline, one.config.documents.template]
        parts += [_content(file) for file in files if file]
        parts.append(known.revision if isinstance(known, Released) else repr(known))
        for text in one.texts:
            held = ""
            if isinstance(known, Released):
                file = text.source.file
                held = "released" if file in known.unchanged else "edited" if file in known.edited else ""
            words = (text.path, text.source.file, text.encoding, str(text.bom), text.fault, held, digest(text.text, 16))
            parts.append("\0".join(words))
    return "\n".join(parts)


def _content(file: str) -> str:
    """A file as part of a key; the name of a built-in template stands for itself."""
    try:
        with open(file, "rb") as stream:
            return digest(stream.read().decode("latin-1"), 16)
    except OSError:
        return file


def _kept(report: Report, around: Sequence[Surroundings | None]) -> object:
    shown = tuple(
        one._replace(fix=one.fix._replace(changes=(), intent=None)) if one.fix else one for one in report.diagnostics
    )
    documents = {path: document.source for path, document in report.documents.items()}
    places = tuple((one.root, one.seen()) for one in around if one is not None)
    return cache.encode((places, shown, report.summary, documents, report.notes, report.rules, report.fails))


def _recalled(held: object, found: Sequence[Survey]) -> Report | None:
    """The remembered report; None where there is none, or something that was looked at then is not as it was."""
    if held is None:
        return None
    try:
        places, shown, summary, sources, notes, rules, fails = cache.decode(held, _RECORDS)
        if not all(Surroundings(root).same(seen) for root, seen in places):
            return None
        texts: dict[str, Document] = {text.path: text for one in found for text in one.texts}
        documents = {path: texts[path]._replace(source=source) for path, source in sources.items()}
    except (KeyError, TypeError, ValueError):
        return None
    policies = {policy.name: policy for one in found for policy in one.config.policies}
    return Report(shown, summary, documents, (), notes, (), rules, fails, policies=policies)
