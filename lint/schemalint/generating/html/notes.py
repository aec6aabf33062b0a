"""Findings as they stand on the page: beside what they are about, and in one list by rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schemalint.generating.html.escaping import escaped
from schemalint.generating.html.sheet import Desk
from schemalint.model.diagnostic import SEVERITIES, Diagnostic

SIGNS = {"error": "✖", "warning": "▲", "info": "●"}
"""Severities have a form and a word besides their colour."""


def note(one: Diagnostic, desk: Desk, about: str = "") -> str:
    """One finding in full, as an item of a list."""
    part = f"<b>{escaped(about)}</b> " if about else ""
    repair = f'<p class="fix"><span>Repair:</span> <code>{escaped(one.repair)}</code></p>' if one.repair else ""
    return (
        f'<li class="note {one.severity}">{sign(one.severity)} <code class="rule">{escaped(one.rule)}</code> {part}'
        f'<span class="at">{escaped(desk.place(one.span))}</span><p>{escaped(one.message)}</p>{repair}</li>'
    )


def sign(severity: str, words: str = "") -> str:
    """The severity as a sign and a word, or other words."""
    return f'<span class="sev"><i aria-hidden="true">{SIGNS[severity]}</i> {words or severity}</span>'


def notes(found: Iterable[Diagnostic], desk: Desk) -> str:
    """The findings as a list; empty when there are none."""
    items = "".join(note(one, desk) for one in found)
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
    """All findings of a section by rule, worst first: links to where they stand, those that stand nowhere else in full."""
    rules: dict[tuple[int, str], list[str]] = {}
    for thing, found in desk.at.items():
        for part, one in found:
            name = desk.label(thing[1]) + (f".{part}" if part else "")
            link = f'<a href="#{desk.ids[thing]}">{escaped(name)}</a>'
            rules.setdefault((SEVERITIES.index(one.severity), one.rule), []).append(f"<li>{link}</li>")
    for one in desk.elsewhere:
        rules.setdefault((SEVERITIES.index(one.severity), one.rule), []).append(note(one, desk))
    out = []
    for (rank, rule), items in sorted(rules.items()):
        severity = SEVERITIES[rank]
        links = [item for item in items if item.startswith("<li>")]
        full = [item for item in items if not item.startswith("<li>")]
        body = (f'<ul class="links">{"".join(links)}</ul>' if links else "") + (
            f'<ul class="notes">{"".join(full)}</ul>' if full else ""
        )
        out.append(
            f'<details class="rule {severity}"><summary>{sign(severity)} <code>{escaped(rule)}</code> '
            f'<span class="count">{len(items):,}</span></summary>{body}</details>'
        )
    return "\n".join(out)
