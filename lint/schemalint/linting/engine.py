"""For rule, for subject, yield from check. The engine knows no rule by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from schemalint.model.change import Step
from schemalint.model.diagnostic import Diagnostic, Finding, Kept, Related, Severity, Subject
from schemalint.model.document import Document
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Replay
from schemalint.model.run import Run
from schemalint.model.schema import Table
from schemalint.model.text import Span, digest
from schemalint.rule import (
    CatalogRule,
    DocumentRule,
    MigrationRule,
    PageRule,
    Rule,
    RunRule,
    StatementRule,
    StepRule,
    TableRule,
)

if TYPE_CHECKING:
    from schemalint.linting.overrides import Placed
    from schemalint.model.document import Dialect
    from schemalint.model.page import Page
    from schemalint.model.policy import Policy

USUAL = 0.8
"""The share of a schema's places from which on what they do is the schema's convention."""


class Judge(NamedTuple):
    """A rule as it is configured for this run: under its own name, or as a policy under the user's."""

    name: str
    rule: Rule
    severity: Severity | None = None
    """Replaces what the rule says."""
    policy: Policy | None = None
    """Whose words its findings have; None for a rule under its own name."""
    tables: Callable[[str, str], bool] | None = None
    """Tells by schema and name which tables the rule speaks of; None for all."""
    placed: Placed | None = None
    """What overrides make of its findings; None where they are told as they are."""

    def speaks(self, dialect: Dialect) -> bool:
        """Whether it has anything to say about schemas in this dialect."""
        return dialect in self.rule.dialects and not (
            self.policy and self.policy.dialects and dialect not in self.policy.dialects
        )

    def told(self, finding: Finding) -> Finding | None:
        """The finding of its rule as it is reported; None where it is not."""
        subject = finding.subject
        if self.tables is not None and subject and not self.tables(subject.schema or "", subject.table or subject.name):
            return None  # A policy speaks of the tables it names, whatever its rule looks at.
        if isinstance(finding, Diagnostic) and (finding.rule != self.name or self.severity):
            message = self.policy.words(finding) if self.policy else finding.message
            finding = finding._replace(rule=self.name, severity=self.severity or finding.severity, message=message)
        return self.placed(finding) if self.placed is not None else finding


class Material(NamedTuple):
    """What there is to look at."""

    documents: Sequence[Document]
    replays: Sequence[Replay]
    pages: Sequence[tuple[Page, tuple[Replay, ...]]]
    """Each schema document with what it is held against."""


class Verdict(NamedTuple):
    """What the rules said."""

    diagnostics: tuple[Diagnostic, ...]
    muted: int
    """Tables that were not wholly understood, about which table rules stayed silent."""
    failures: tuple[str, ...]
    """Rules that broke, with the place; for the user to report."""


class _Heard(NamedTuple):
    judge: Judge
    finding: Finding


Spent = Callable[[str, float], None]
"""Is told a rule's name and the seconds that it took."""


def judge(judges: Sequence[Judge], material: Material, spent: Spent | None = None) -> Verdict:
    """Runs every rule over every subject it looks at. Findings come in order of path, place and rule, each once. Work that rules
    share is told as time of the one that asked first."""
    failures: list[str] = []
    told: list[Diagnostic] = []
    by_path = {document.path: document for document in material.documents}
    for replay in material.replays:
        heard: list[_Heard] = []
        view = _view(replay)
        for one in judges:
            if one.speaks(replay.dialect):
                heard.extend(_listen(one, _over(one, view), replay.path, failures, spent))
        told.extend(_settled(heard))
    loose: list[_Heard] = []
    for one in judges:
        rule = one.rule
        if isinstance(rule, DocumentRule):
            for document in material.documents:
                loose.extend(_listen(one, rule.check(document), document.path, failures, spent))
        elif isinstance(rule, PageRule):
            for page, against in material.pages:
                loose.extend(_listen(one, rule.check(page, against), page.path, failures, spent))
        elif isinstance(rule, StepRule) and "examples" in rule.needs:
            for page, against in material.pages:
                spoken = [schema for schema in against if one.speaks(schema.dialect)]
                loose.extend(_listen(one, _shown(rule, page, spoken), page.path, failures, spent))
    told.extend(_settled(loose))
    return Verdict(_ordered(told, by_path), _muted(material.replays), tuple(failures))


def judge_run(judges: Sequence[Judge], run: Run) -> tuple[tuple[Diagnostic, ...], tuple[str, ...]]:
    """Runs the rules that look at the run itself; their findings, and the rules that broke."""
    failures: list[str] = []
    heard: list[_Heard] = []
    for one in judges:
        if isinstance(one.rule, RunRule):
            heard.extend(_listen(one, one.rule.check(run), "the run", failures))
    return _ordered(_settled(heard), {document.path: document for document in run.documents}), tuple(failures)


_ByChange = Mapping[str, Sequence[tuple[int, Step]]]
"""Steps with their places, by the class of their change."""


class _View(NamedTuple):
    """What the rules may look at in a replay."""

    replay: Replay
    steps: tuple[Step, ...]
    """Those that were understood, asides included."""
    new_steps: tuple[Step, ...]
    backs: tuple[Step, ...]
    """The steps of down parts, for rules that ask for them."""
    tables: tuple[Table, ...]
    """Those that were wholly understood."""
    by_change: _ByChange
    """The steps and then those of down parts."""
    new_by_change: _ByChange


def _view(replay: Replay) -> _View:
    steps = tuple(step for step in _steps(replay) if not (step.statement.masked and step.reading.unread))
    new = tuple(step for step in steps if step.new and not step.back)
    backs = tuple(step for one in replay.applied if one.back for step in one.back.steps if not step.statement.masked)
    return _View(
        replay,
        steps,
        new,
        backs,
        tuple(
            table
            for ref, table in replay.catalog.tables.items()
            if not (table.unknown or table.assumed or replay.catalog.is_muted(ref))
        ),
        _by_change((*steps, *backs)),
        _by_change(new),
    )


def _by_change(steps: Iterable[Step]) -> _ByChange:
    found: dict[str, list[tuple[int, Step]]] = {}
    for at, step in enumerate(steps):
        found.setdefault(type(step.change).__name__, []).append((at, step))
    return found


def _wanted(rule: StepRule, view: _View) -> Iterable[Step]:
    """The steps that the rule looks at, in order."""
    downs = "downs" in rule.needs and not rule.new_only
    if not rule.changes:
        return view.new_steps if rule.new_only else (*view.steps, *view.backs) if downs else view.steps
    held = view.new_by_change if rule.new_only else view.by_change
    found = sorted((one for change in rule.changes for one in held.get(change, ())), key=_at)
    return [step for at, step in found if downs or at < len(view.steps)]


def _at(one: tuple[int, Step]) -> int:
    return one[0]


def _over(one: Judge, view: _View) -> Iterator[Finding]:
    rule, replay = one.rule, view.replay
    match rule:
        case StatementRule():
            for reading in replay.readings:
                yield from rule.check(reading)
        case StepRule():
            for step in _wanted(rule, view):
                yield from rule.check(step, replay)
        case TableRule():
            for table in view.tables:
                if one.tables is None or one.tables(table.schema, table.name):
                    yield from rule.check(table, replay.catalog)
        case CatalogRule():
            yield from rule.check(replay.catalog, replay)
        case MigrationRule():
            for applied in replay.applied:
                if not rule.new_only or not applied.migration.released or any(step.new for step in applied.steps):
                    yield from rule.check(applied, replay)
        case _:
            return


def _shown(rule: StepRule, page: Page, against: Sequence[Replay]) -> Iterator[Finding]:
    """What a rule says of the queries that a document shows: of each on the first schema where all its names mean something."""
    judged: set[Span] = set()
    for schema in against if page.examples is not None else ():
        if not schema.catalog.tables:
            continue
        for step in page.examples(schema) if page.examples is not None else ():
            wanted = not rule.changes or type(step.change).__name__ in rule.changes
            if wanted and not step.names and step.statement.span not in judged and not step.statement.masked:
                judged.add(step.statement.span)
                yield from rule.check(step, schema)


def _steps(replay: Replay) -> Iterator[Step]:
    yield from replay.steps
    for steps in replay.asides:
        yield from steps


def _muted(replays: Iterable[Replay]) -> int:
    return sum(
        (table.unknown and (table.kind != "collection" or table.validator is not None)) or replay.catalog.is_muted(ref)
        for replay in replays
        for ref, table in replay.catalog.tables.items()
    )


def _listen(
    one: Judge, findings: Iterable[Finding], where: str, failures: list[str], spent: Spent | None = None
) -> list[_Heard]:
    if spent is not None:
        from time import perf_counter

        start = perf_counter()
        timed = _listen(one, findings, where, failures)
        spent(one.name, perf_counter() - start)
        return timed
    heard: list[_Heard] = []
    try:
        for finding in findings:
            told = one.told(finding)
            if told is not None:
                heard.append(_Heard(one, told))
    except Exception as error:
        import traceback

        last = traceback.extract_tb(error.__traceback__)[-1]
        failures.append(
            f"{one.name} of {type(one.rule).__module__.partition('.')[0]} broke on {where}: {type(error).__name__}: {error}"
            f" ({last.name}, line {last.lineno})"
        )
    return heard


def _settled(heard: list[_Heard]) -> list[Diagnostic]:
    """One cause, one finding; then one convention, one finding."""
    told = _most_exact(heard)
    settled: list[Diagnostic] = []
    shared: dict[str, list[_Heard]] = {}
    for one in told:
        if one.judge.rule.convention and not one.judge.rule.each:
            shared.setdefault(one.judge.name, []).append(one)
        elif isinstance(one.finding, Diagnostic):
            settled.append(one.finding)
    for group in shared.values():
        settled.extend(_convention([one.finding for one in group]))
    return settled


def _most_exact(heard: list[_Heard]) -> list[_Heard]:
    broad = {name for one in heard for name in one.judge.rule.yields_to}
    if not broad:
        return heard
    causes: dict[str, set[Span]] = {}
    subjects: dict[str, set[tuple[str | None, str | None, str]]] = {}
    for one in heard:
        finding = one.finding
        if isinstance(finding, Diagnostic) and one.judge.rule.name in broad:
            if finding.cause:
                causes.setdefault(one.judge.rule.name, set()).add(finding.cause)
            causes.setdefault(one.judge.rule.name, set()).add(finding.span)
            if finding.subject:
                subjects.setdefault(one.judge.rule.name, set()).add(_key(finding.subject))

    def silent(one: _Heard) -> bool:
        finding = one.finding
        if isinstance(finding, Kept):
            return False
        for name in one.judge.rule.yields_to:
            spoken = causes.get(name, ())
            if finding.span in spoken or (finding.cause is not None and finding.cause in spoken):
                return True
            if finding.cause is None and finding.subject and _key(finding.subject) in subjects.get(name, ()):
                return True
        return False

    return [one for one in heard if not silent(one)]


def _key(subject: Subject) -> tuple[str | None, str | None, str]:
    return (subject.schema, subject.table, subject.name)


def _convention(findings: Sequence[Finding]) -> list[Diagnostic]:
    departing = [finding for finding in findings if isinstance(finding, Diagnostic)]
    if len(departing) < 2 or len(departing) < USUAL * len(findings):
        return departing
    departing.sort(key=lambda one: one.span)
    first = departing[0]
    schema = first.subject.schema if first.subject else None
    count = (
        f"{len(departing)} of {len(findings)} places"
        if len(departing) < len(findings)
        else f"all {len(findings)} places"
        if len(findings) > 2
        else "both places"
    )
    return [
        first._replace(
            message=f"The schema does this in {count}, so it is told once. {first.message}",
            subject=Subject("schema", schema, None, schema or "", ()),
            related=tuple(Related(one.span, _place(one)) for one in departing[1:51]),
            fix=None,
            places=len(departing),
        )
    ]


def _place(finding: Diagnostic) -> str:
    subject = finding.subject
    if subject is None:
        return "also here"
    owner = f"{subject.table}." if subject.table else ""
    return f"also {owner}{subject.name}"


def _ordered(told: Iterable[Diagnostic], documents: Mapping[str, Document]) -> tuple[Diagnostic, ...]:
    once: dict[tuple[str, Span, Subject | None], Diagnostic] = {}
    for finding in told:
        once.setdefault((finding.rule, finding.span, finding.subject), finding)
    ordered = sorted(once.values(), key=lambda one: (one.span, one.rule, one.message))
    return tuple(_fingerprinted(ordered, documents))


def _fingerprinted(ordered: Iterable[Diagnostic], documents: Mapping[str, Document]) -> Iterator[Diagnostic]:
    times: dict[str, int] = {}
    for finding in ordered:
        document = documents.get(finding.span.path)
        text = " ".join(document.text[finding.span.start : finding.span.end].split()) if document else ""
        subject = ".".join(part or "" for part in finding.subject[:4]) if finding.subject else ""
        content = "\n".join((finding.rule, subject, text if len(text) < 400 else text[:400]))
        seen = times[content] = times.get(content, 0) + 1
        yield finding._replace(fingerprint=digest(f"{content}\n{seen}"))
