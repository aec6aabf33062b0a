"""The flow on one page.

Sources are read into documents, documents are split into statements, statements are read as changes, changes are replayed
into a catalogue (all that is `study.py`), rules look at any of those and yield diagnostics, diagnostics are reported or fixed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from schemalint import other_parsers, plugins
from schemalint.around import with_surroundings
from schemalint.config import Options, Profile
from schemalint.linting import baseline, engine, overrides, selection, suppress, threshold
from schemalint.model.change import Reading
from schemalint.model.diagnostic import Diagnostic
from schemalint.model.replay import Block, Replay
from schemalint.model.run import Report, Run, Summary, Suppression
from schemalint.origins import with_origins
from schemalint.study import Study, studies
from schemalint.translating.back import in_files, original

_QUERIES = frozenset({"queries", "names", "examples"})
"""What rules may need for which queries have to be taken apart."""


def check(paths: Sequence[str], options: Options) -> Report:
    """Checks files and folders. Raises ConfigError and UsageError; what is wrong with a file is a finding."""
    entries = plugins.rules(plugins.manager())
    return joined([judge(study, entries, options) for study in studies(paths, options, entries)])


def judge(study: Study, entries: dict[str, plugins.RuleEntry], options: Options) -> Report:
    """What the rules say about a project."""
    lap = laps(options.profile)
    config = study.config
    today = options.today or _today()
    names = selection.chosen(entries, config, options, today)
    subjects = {"DocumentRule", "StatementRule", "StepRule", "TableRule", "CatalogRule", "RunRule"}
    if study.pages:
        subjects.add("PageRule")
    if any(one.applied for one in study.replays):
        subjects.add("MigrationRule")
    dialects = {one.dialect for one in study.replays}
    documents = tuple(study.documents.values())
    rules = selection.apt(entries, names, config, subjects, dialects)
    texts = (document.text for document in documents)
    busy = selection.busy(entries, rules, _changes(study), texts)
    scopes = overrides.scopes(config, study.documents, today)
    judges = selection.judges(entries, {name: names[name] for name in busy}, config, options, scopes)
    needs = {need for one in judges for need in one.rule.needs}
    replays, notes = study.replays, (*study.notes, *selection.asleep(config, options, today))
    lap("loading rules")
    lost: list[str] = []
    if options.released:
        replays = tuple(map(_as_new, replays))
    if "verdicts" in needs:
        replays, lost = other_parsers.with_verdicts(replays, options)
        notes = (*notes, *(f"{one}; syntax errors are told without its voice" for one in lost))
    if not _QUERIES.isdisjoint(needs):
        replays, silent = other_parsers.with_queries(replays, options)
        notes = (*notes, *(f"{one}; nothing is told of what queries name" for one in silent))
        lost += silent
    lap("other parsers")
    if "examples" in needs:
        from schemalint.examples import with_examples

        study = with_examples(study, replays, options, lost)
    if "downs" in needs:
        replays = tuple(_with_downs(one, study) for one in replays)
    if "names" in needs:
        replays = tuple(map(_with_names, replays))
    replays = with_origins(study, replays, needs)
    study = with_surroundings(study, needs, today)
    lap("names, origins and surroundings")
    profile = options.profile
    spent = (lambda name, seconds: profile("rule", name, seconds)) if profile else None
    verdict = engine.judge(judges, engine.Material(documents, replays, study.pages), spent)
    lap("rules")
    called = selection.meanings(entries, config)
    told, comments = suppress.apply(verdict.diagnostics, _comments(study), today, called)
    known = frozenset((*called, *(entry.group for entry in entries.values()), "all"))
    late, broken = engine.judge_run(judges, Run(documents, replays, comments, known, frozenset(names), today))
    told = (*told, *suppress.apply(late, comments, today, called)[0])
    told = in_files(told, study.documents)
    shown = {path: original(document) for path, document in study.documents.items()}
    file = os.path.abspath(options.baseline) if options.baseline else config.baseline
    if file:
        told, mended = baseline.apply(told, baseline.load(file), shown, os.path.dirname(file))
        notes = (*notes, *baseline.notes(file, mended))
    told = tuple(
        one._replace(released=True) if _is_released(study, one) else one
        for one in sorted(told, key=_place)
        if one.span.path in study.asked
    )
    readings = {path: study.readings.get(path, ()) for path in sorted(study.asked)}
    lap("comments, exceptions and the baseline")
    return Report(
        told,
        _summary(told, study, readings, verdict, _unjudged(entries, rules, replays)),
        shown,
        replays,
        notes,
        (*verdict.failures, *broken),
        rules,
        threshold.fails(
            told,
            options.fail_on or config.fail_on,
            config.max_warnings if options.max_warnings is None else options.max_warnings,
        ),
        bool(lost),
        {one.name: one for one in config.policies},
    )


def laps(profile: Profile | None) -> Callable[[str], None]:
    """A function that tells `profile` what passed since it was made, or called last, under the name of a stage."""
    if profile is None:
        return lambda name: None
    from time import perf_counter

    start = perf_counter()

    def lap(name: str) -> None:
        nonlocal start
        now = perf_counter()
        profile("stage", name, now - start)
        start = now

    return lap


def _as_new(replay: Replay) -> Replay:
    """The replay as if none of its steps were released."""
    steps = tuple(step._replace(new=True) for step in replay.steps)
    applied = tuple(one._replace(steps=tuple(steps[step.number] for step in one.steps)) for one in replay.applied)
    return replay._replace(steps=steps, applied=applied)


def _with_names(replay: Replay) -> Replay:
    """The replay with all names held against the catalogue at their step."""
    from schemalint.dialects.builtins import builtins
    from schemalint.replay.replay import promised_names
    from schemalint.resolving.resolve import resolved

    return resolved(
        replay,
        builtins(replay.dialect, replay.version),
        lambda one: promised_names([Block(tuple(step.reading for step in one.steps))]),
    )


def _with_downs(replay: Replay, study: Study) -> Replay:
    """The replay with the down parts of its migrations replayed behind them."""
    if not replay.applied:
        return replay
    from schemalint.replay.backwards import with_downs

    return with_downs(replay, lambda span: study.documents[span.path].text[span.start : span.end])


def _changes(study: Study) -> frozenset[str]:
    """The classes of all changes, by name: those that statements were read as and those that they turned out to be."""
    read = {type(change) for rows in study.readings.values() for reading in rows for change in reading.changes}
    made = {type(step.change) for one in study.replays for steps in (one.steps, *one.asides) for step in steps}
    return frozenset(one.__name__ for one in read | made)


# --- counting -------------------------------------------------------------------------------------------------------


def _summary(
    told: tuple[Diagnostic, ...],
    study: Study,
    readings: dict[str, tuple[Reading, ...]],
    verdict: engine.Verdict,
    unjudged: int,
) -> Summary:
    open_ = [one.severity for one in told if not one.suppressed]
    every = [reading for rows in readings.values() for reading in rows]
    return Summary(
        files=len(readings),
        statements=len(every),
        analysed=sum(reading.complete for reading in every),
        muted=verdict.muted,
        released_not_judged=unjudged,
        errors=open_.count("error"),
        warnings=open_.count("warning"),
        infos=open_.count("info"),
        suppressed=len(told) - len(open_),
    )


def _unjudged(entries: dict[str, plugins.RuleEntry], rules: dict[str, str], replays: Sequence[Replay]) -> int:
    """Released steps that rules on new steps did not look at."""
    if not any(entries[rule].new_only for rule in rules.values()):
        return 0
    return sum(not step.new for one in replays for step in one.steps)


def _comments(study: Study) -> tuple[Suppression, ...]:
    fences = {page.path: page.fences for page, _ in study.pages}
    return tuple(
        comment
        for path, document in study.documents.items()
        for comment in suppress.suppressions(
            document, [reading.statement for reading in study.readings.get(path, ())], fences.get(path)
        )
    )


def _place(one: Diagnostic) -> tuple[str, int, int, str]:
    return (*one.span, one.rule)


def _is_released(study: Study, one: Diagnostic) -> bool:
    document = study.documents.get(one.span.path)
    return document is not None and document.source.released


def joined(reports: Sequence[Report]) -> Report:
    """The reports of several projects as one."""
    if len(reports) == 1:
        return reports[0]
    counts = zip(*(report.summary for report in reports), strict=True)
    return Report(
        tuple(one for report in reports for one in report.diagnostics),
        Summary(*(sum(column) for column in counts)) if reports else Summary(),
        {path: document for report in reports for path, document in report.documents.items()},
        tuple(one for report in reports for one in report.replays),
        tuple(dict.fromkeys(note for report in reports for note in report.notes)),
        tuple(failure for report in reports for failure in report.failures),
        {name: rule for report in reports for name, rule in report.rules.items()},
        any(report.fails for report in reports),
        any(report.provisional for report in reports),
        {name: policy for report in reports for name, policy in report.policies.items()},
    )


def _today() -> str:
    import time

    return time.strftime("%Y-%m-%d")
