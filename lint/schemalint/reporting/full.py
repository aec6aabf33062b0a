"""The report for people: each finding with the source it is about, why it matters and what would repair it."""

from __future__ import annotations

from collections.abc import Sequence

from schemalint.model.diagnostic import Diagnostic
from schemalint.model.run import Report
from schemalint.plugins import RuleEntry
from schemalint.reporting import Asked
from schemalint.reporting.digest import digest, divided, quoted
from schemalint.reporting.frame import frame
from schemalint.reporting.places import Places, dotted
from schemalint.reporting.statistics import statistics, table
from schemalint.reporting.summary import listed, plural, summary
from schemalint.reporting.terminal import clean, paint, paragraph

ALIKE = 4
"""From this many findings of one rule in one file on, the first is told in full and the others in a line each."""
RELATED = 3
"""Related places shown with their source."""
NAMED = 6
"""Further ones that are named; of the rest the number is told."""
SCREEN = 50
"""So many lines about one rule; of what is left of its findings the number is told. Errors are told one and all."""
FRAMED = 8
"""Lines that a finding in full wants, about."""


def report(report: Report, asked: Asked) -> str:
    """All findings in order, the old ones of an old repository in short, then the summary."""
    single, old = divided(report, asked)
    out: list[str] = []
    if asked.statistics:
        counts = statistics([*single, *old])
        out += [*table(counts), ""] if counts else []
    else:
        teller = _Teller(report, asked)
        for group in _groups(single):
            out += teller.told(group)
        out += teller.rest()
        if old:
            out += [*digest(old, asked), ""]
    return "\n".join([*out, *summary(report)]) + "\n"


def _groups(diagnostics: Sequence[Diagnostic]) -> list[list[Diagnostic]]:
    """Findings in order; those of one rule in one file together where there are many."""
    alike: dict[tuple[str, str, str], list[Diagnostic]] = {}
    for one in diagnostics:
        alike.setdefault((one.span.path, one.rule, one.suppressed), []).append(one)
    groups: list[list[Diagnostic]] = []
    for one in diagnostics:
        group = alike[one.span.path, one.rule, one.suppressed]
        if len(group) < ALIKE:
            groups.append([one])
        elif one is group[0]:
            groups.append(group)
    return groups


class _Teller:
    def __init__(self, report: Report, asked: Asked) -> None:
        self.asked = asked
        self.places = Places(report)
        self.reasons: dict[str, str] = {}
        self.lines: dict[str, int] = {}
        self.left: dict[str, int] = {}

    def told(self, group: Sequence[Diagnostic]) -> list[str]:
        """The findings, as far as the screen of their rule has room for them."""
        one = group[0]
        taken = self.lines.get(one.rule, 0)
        every = one.severity == "error" or not self.asked.digest or self.asked.verbose
        if not every and taken and taken + FRAMED > SCREEN:
            self.left[one.rule] = self.left.get(one.rule, 0) + len(group)
            return []
        out = self.first(one)
        if len(group) > 1:
            room = len(group) if every else max(SCREEN - taken - len(out), 1)
            out += self.others(group[1:], room)
        self.lines[one.rule] = taken + len(out)
        return [*out, ""]

    def others(self, alike: Sequence[Diagnostic], room: int) -> list[str]:
        """Further findings of one rule in one file, a line each, under the first."""
        pad = " " * len(str(self.places.start(alike[0].span).line))
        color = self.asked.color
        words = f"{plural(len(alike), 'more finding')} of this rule in this file:"
        out = [f"{pad} {paint('=', 'mark', color)} {words}"]
        for other in alike[:room]:
            at = self.places.start(other.span)
            out.append(f"{pad}   {clean(other.span.path)}:{at.line}:{at.column} {paragraph(other.message)}")
        rest = len(alike[room:])
        if rest:
            self.left[alike[0].rule] = self.left.get(alike[0].rule, 0) + rest
            out.append(f"{pad}   and {rest} more")
        return out

    def rest(self) -> list[str]:
        """What was left out, and how to see it."""
        if not self.left:
            return []
        most = sorted(self.left.items(), key=lambda item: (-item[1], item[0]))
        paths = quoted(self.asked.paths)
        words = [f"{count} of {clean(name)}" for name, count in most[:NAMED]]
        if most[NAMED:]:
            words.append(f"{sum(count for _, count in most[NAMED:])} of {plural(len(most[NAMED:]), 'other rule')}")
        return [
            f"Not told one by one: {listed(words)}.",
            f"  To see those of one rule:  {f'schemalint check --select {clean(most[0][0])} {paths}'.rstrip()}",
            f"  To see all:  {f'schemalint check --verbose {paths}'.rstrip()}",
            "",
        ]

    def first(self, one: Diagnostic) -> list[str]:
        """A finding in full."""
        color = self.asked.color
        start = self.places.start(one.span)
        related = [place for place in one.related[:RELATED] if place.span.path]
        deepest = max([self.places.end(one.span).line, *(self.places.end(place.span).line for place in related)])
        gutter = len(str(deepest))
        pad = " " * gutter
        head = paint(f"{one.severity}[{clean(one.rule)}]", one.severity, color)
        silenced = f" (suppressed: {one.suppressed})" if one.suppressed else ""
        out = [f"{head}: {paint(paragraph(one.message), 'bold', color)}{silenced}"]
        out.append(f"{pad}{paint('-->', 'mark', color)} {clean(one.span.path)}:{start.line}:{start.column}")
        out += self.frame(one, gutter)
        for place in related:
            at = self.places.start(place.span)
            mark = paint(":::", "mark", color)
            out.append(f"{pad}{mark} {clean(place.span.path)}:{at.line}:{at.column} {paragraph(place.message)}")
            out += frame(
                place.span,
                self.places.lines(place.span.path),
                gutter=gutter,
                style="mark",
                color=color,
                columns=self.asked.width,
            )
        further = one.related[RELATED:]
        for place in further[:NAMED]:
            at = self.places.start(place.span)
            out.append(
                f"{pad}{paint(':::', 'mark', color)} {clean(place.span.path)}:{at.line} {paragraph(place.message)}"
            )
        rest = max(one.places - 1, len(one.related)) - len(one.related[: RELATED + NAMED])
        if rest > 0:
            out.append(f"{pad}{paint(':::', 'mark', color)} and {plural(rest, 'place')} more")
        for name, text in self.notes(one):
            first, *more = clean_lines(text)
            out.append(f"{pad} {paint('=', 'mark', color)} {paint(f'{name}:', 'bold', color)} {first}")
            out += [f"{pad}   {' ' * (len(name) + 2)}{line}" for line in more]
        return out

    def frame(self, one: Diagnostic, gutter: int) -> list[str]:
        lines = self.places.lines(one.span.path)
        return frame(
            one.span, lines, gutter=gutter, style=one.severity, color=self.asked.color, columns=self.asked.width
        )

    def notes(self, one: Diagnostic) -> list[tuple[str, str]]:
        notes: list[tuple[str, str]] = []
        if one.subject and one.subject.name:
            notes.append(("object", f"{one.subject.kind} {dotted(one.subject)}"))
        reason = self.reason(one.rule)
        if reason:
            notes.append(("why", reason))
        if one.repair:
            notes.append(("repair", one.repair))
        if one.fix:
            command = "schemalint fix" if one.fix.safety == "safe" else "schemalint fix --unsafe"
            notes.append(("fix", f"{one.fix.title} (`{command}`)"))
        return notes

    def reason(self, rule: str) -> str:
        """Told once a rule: what is said below the first finding holds for the others."""
        if rule in self.reasons:
            return ""
        entry = self.asked.rules.get(rule)
        self.reasons[rule] = reason = why(entry) if entry else ""
        return reason


def clean_lines(text: str) -> list[str]:
    """The lines of a text, each clean, at least one."""
    return [clean(line.rstrip().expandtabs(4)) for line in text.strip().splitlines()] or [""]


def why(entry: RuleEntry) -> str:
    """The first sentence of the section "Why is this bad" of a rule's page; empty when the page has none."""
    _, found, rest = (entry.load().__doc__ or "").partition("## Why is this bad")
    if not found:
        return ""
    words = rest.lstrip("?").split("\n\n")[0].partition("##")[0].split()
    for at, word in enumerate(words):
        following = words[at + 1][:1] if at + 1 < len(words) else ""
        if word[-1] in ".!?" and (not following or following.isupper() or following in "`\"'(") and len(word) > 2:
            return " ".join(words[: at + 1])
    return " ".join(words)
