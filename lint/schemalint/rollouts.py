"""What takes several releases: the plans for findings that no repair mends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from schemalint import plugins
from schemalint.config import Options
from schemalint.frameworks import running
from schemalint.generating.rollout import planned
from schemalint.model.change import Step
from schemalint.model.diagnostic import Diagnostic, PhaseIn
from schemalint.model.document import Document
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Replay
from schemalint.model.rollout import Rollout
from schemalint.model.text import Span
from schemalint.phasing import phased
from schemalint.replay.replay import play
from schemalint.run import judge
from schemalint.study import Study, studies


class Rollouts(NamedTuple):
    """The plans of a run."""

    plans: tuple[Rollout, ...]
    documents: Mapping[str, Document]
    notes: tuple[str, ...]
    failures: tuple[str, ...]


def rollouts(paths: Sequence[str], options: Options) -> Rollouts:
    """A plan for each change that the rules on locks and compatibility tell of and no repair mends; nothing is written. Raises
    ConfigError and UsageError."""
    entries = plugins.rules(plugins.manager())
    plans: list[Rollout] = []
    documents: dict[str, Document] = {}
    notes: list[str] = []
    failures: list[str] = []
    for study in studies(paths, options, entries):
        report = judge(study, entries, options)
        documents.update(study.documents)
        notes += report.notes
        failures += report.failures
        told: dict[Span, list[Diagnostic]] = {}
        for one in report.diagnostics:
            entry = entries.get(report.rules.get(one.rule, one.rule))
            if entry is not None and entry.new_only and one.cause is not None and not one.suppressed:
                told.setdefault(one.cause, []).append(one)
        possible = _in_phases([one for own in told.values() for one in own], study)
        for replay in study.replays:
            plans += _of(replay, told, possible)
    plans.sort(key=lambda plan: (plan.span.path, plan.span.start))
    return Rollouts(tuple(plans), documents, tuple(dict.fromkeys(notes)), tuple(failures))


def _in_phases(findings: Sequence[Diagnostic], study: Study) -> set[int]:
    """The findings that `fix` mends by phases, by identity."""

    def source(span: Span) -> str | None:
        document = study.documents.get(span.path)
        return document.text[span.start : span.end] if document else None

    plans = phased(findings, study.replays, study.documents, source, lambda change, _: change, "20000101000000")
    return {id(one) for plan in plans for one in plan.findings}


def _of(replay: Replay, told: Mapping[Span, list[Diagnostic]], possible: set[int]) -> Iterator[Rollout]:
    seen: set[str] = set()

    def stays(one: Diagnostic) -> bool:
        return one.fix is None or (isinstance(one.fix.intent, PhaseIn) and id(one) not in possible)

    for line in (replay.steps, *replay.asides):
        for step in line:
            findings = told.get(step.statement.span, ())
            unmended = [one for one in findings if stays(one)]
            if not unmended or not step.new:
                continue
            mended = any(id(one) in possible for one in findings)
            plan = planned(step, play, "" if mended else _no_way_out(step, replay))
            if plan is not None and plan.title not in seen:
                seen.add(plan.title)
                one = next((one for one in unmended if step.change.span.covers(one.span)), unmended[0])
                yield Rollout(one.rule, one.span, plan.title, plan.why, plan.releases)


def _no_way_out(step: Step, replay: Replay) -> str:
    """Why the migration of a step cannot be made gentle by itself."""
    framework = running(replay.history) if replay.history else None
    if framework is None or step.transaction is None:
        return ""
    if not framework.leaves_transaction:
        return f"{framework.words}, and has no way out of it"
    if not framework.takes_phases:
        return f"{framework.words}, and a migration that follows would have to be listed by hand"
    return "what stands behind it is about the same table or needs what it makes, so it cannot move behind that"
