"""What takes several releases: the plans for findings that no repair mends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from schemalint import plugins
from schemalint.config import Options
from schemalint.frameworks import named
from schemalint.generating.rollout import planned
from schemalint.model.change import Step
from schemalint.model.diagnostic import Diagnostic
from schemalint.model.document import Document
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Replay
from schemalint.model.rollout import Rollout
from schemalint.model.text import Span
from schemalint.replay.replay import play
from schemalint.run import judge
from schemalint.study import studies


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
        for replay in study.replays:
            plans += _of(replay, told)
    plans.sort(key=lambda plan: (plan.span.path, plan.span.start))
    return Rollouts(tuple(plans), documents, tuple(dict.fromkeys(notes)), tuple(failures))


def _of(replay: Replay, told: Mapping[Span, list[Diagnostic]]) -> Iterator[Rollout]:
    seen: set[str] = set()
    for line in (replay.steps, *replay.asides):
        for step in line:
            findings = told.get(step.statement.span, ())
            unmended = [one for one in findings if one.fix is None]
            if not unmended:
                continue
            mended = any(
                one.fix is not None and one.fix.safety == "safe" and one.severity != "info" for one in findings
            )
            plan = planned(step, play, "" if mended else _no_way_out(step, replay))
            if plan is not None and plan.title not in seen:
                seen.add(plan.title)
                one = next((one for one in unmended if step.change.span.covers(one.span)), unmended[0])
                yield Rollout(one.rule, one.span, plan.title, plan.why, plan.releases)


def _no_way_out(step: Step, replay: Replay) -> str:
    """Why the migration of a step cannot be made gentle by itself."""
    framework = named(replay.history.framework) if replay.history else None
    if framework is None or step.transaction is None:
        return ""
    if not framework.leaves_transaction:
        return f"{framework.words}, and has no way out of it"
    if not framework.takes_phases:
        return f"{framework.words}, and a migration that follows would have to be listed by hand"
    return "other work of the migrations needs what the statement makes, so it cannot move behind them"
