"""Findings as they stand on the page: beside what they are about, and in one list by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from schemalint.generating.html.escaping import escaped
from schemalint.generating.html.sheet import Desk, Thing
from schemalint.model.diagnostic import SEVERITIES, Diagnostic
from schemalint.model.text import Span

SIGNS = {"error": "✖", "warning": "▲", "info": "●"}
"""Severities have a form and a word besides their colour."""


def note(one: Diagnostic, desk: Desk) -> str:
    """One finding as an item of a list; what is only worth knowing is folded up, so that it does not drown the rest."""
    repair = f'<p class="fix">Repair: <code>{escaped(one.repair)}</code></p>' if one.repair else ""
    head = f'{sign(one.severity)} <code class="rule">{escaped(one.rule)}</code> <span class="at">{_at(one.span, desk)}</span>'
    body = f"<p>{escaped(one.message)}</p>{repair}"
    if one.severity == "info":
        return f'<li class="note info"><details><summary>{head}</summary>{body}</details></li>'
    return f'<li class="note {one.severity}">{head}{body}</li>'


def _at(span: Span, desk: Desk) -> str:
    """Where it stands; in the one file of a schema the line says it."""
    place = desk.place(span)
    if span.path == desk.sheet.replay.path:
        return f"line {escaped(place.rpartition(':')[2])}"
    return escaped(place)


def sign(severity: str, words: str = "") -> str:
    """The severity as a sign and a word, or other words."""
    return f'<span class="sev"><i aria-hidden="true">{SIGNS[severity]}</i> {words or severity}</span>'


def notes(found: Iterable[Diagnostic], desk: Desk) -> str:
    """The findings as a list; empty when there are none."""
    items = "".join(note(one, desk) for one in sorted(found, key=lambda one: SEVERITIES.index(one.severity)))
    return f'<ul class="notes">{items}</ul>' if items else ""


def badge(found: Sequence[Diagnostic]) -> str:
    """How many there are of the worst kind, for headings and lists; empty when there are none."""
    for severity in SEVERITIES:
        many = sum(one.severity == severity for one in found)
        if many:
            words = counted(many, severity)
            return (
                f'<span class="badge {severity}" title="{words}"><i aria-hidden="true">{SIGNS[severity]}</i> {many}'
                f'<span class="vh"> {words.partition(" ")[2]}</span></span>'
            )
    return ""


def counted(many: int, word: str) -> str:
    """`1 warning`, `2 warnings`; `info` has no plural."""
    return f"{many} {word}" if many == 1 or word == "info" else f"{many:,} {word}s"


def by_rule(desk: Desk) -> str:
    """All findings of a section by rule, worst first: links to what they are about, and in full those about nothing that the
    page shows."""
    rules: dict[tuple[int, str], tuple[Counter[Thing], list[Diagnostic]]] = {}
    for thing, found in desk.at.items():
        for _, one in found:
            rules.setdefault((SEVERITIES.index(one.severity), one.rule), (Counter(), []))[0][thing] += 1
    for one in desk.elsewhere:
        rules.setdefault((SEVERITIES.index(one.severity), one.rule), (Counter(), []))[1].append(one)
    out = []
    for (rank, rule), (things, others) in sorted(rules.items(), key=lambda item: item[0]):
        severity = SEVERITIES[rank]
        links = "".join(
            f'<li><a href="#{desk.ids[thing]}">{escaped(desk.label(thing[1]))}</a>'
            + (f' <span class="count">{many}</span></li>' if many > 1 else "</li>")
            for thing, many in things.items()
        )
        out.append(
            f'<details class="rule {severity}"><summary>{sign(severity)} <code>{escaped(rule)}</code> '
            f'<span class="count">{sum(things.values()) + len(others):,}</span></summary>'
            + (f'<ul class="links">{links}</ul>' if links else "")
            + f"{notes(others, desk)}</details>"
        )
    return "\n".join(out)
