"""Views, types, routines and sequences as sections of the page."""

from __future__ import annotations

from collections.abc import Sequence

from schemalint.generating.html.escaping import escaped
from schemalint.generating.html.notes import notes
from schemalint.generating.html.sheet import Desk
from schemalint.generating.html.tables import Beside, index_item, link, said, section_head
from schemalint.model.diagnostic import Diagnostic
from schemalint.model.name import Ref
from schemalint.model.schema import Domain, Enum, Routine, UserType, View
from schemalint.model.schema import Sequence as Numbers

GROUPS = (
    ("view", "Views"),
    ("enum", "Enums"),
    ("domain", "Domains"),
    ("type", "Types"),
    ("routine", "Routines"),
    ("sequence", "Sequences"),
)
"""Kinds of objects beside tables, in the order of the page."""


def objects(kind: str, desk: Desk, around: dict[Ref, Beside]) -> list[tuple[Ref, str]]:
    """The sections of all objects of a kind, by name."""
    catalog = desk.catalog
    if kind == "view":
        return [(ref, _view(view, desk, around.get(ref))) for ref, view in sorted(catalog.views.items())]
    if kind == "enum":
        return [(ref, _enum(enum, desk)) for ref, enum in sorted(catalog.enums.items())]
    if kind == "domain":
        return [(ref, _domain(domain, desk)) for ref, domain in sorted(catalog.domains.items())]
    if kind == "type":
        return [(ref, _user_type(one, desk)) for ref, one in sorted(catalog.types.items())]
    if kind == "routine":
        return [(ref, _routines(ref, ones, desk)) for ref, ones in sorted(catalog.routines.items())]
    return [(ref, _sequence(one, desk)) for ref, one in sorted(catalog.sequences.items()) if not one.implicit]


def _found(kind: str, ref: Ref, desk: Desk) -> list[Diagnostic]:
    return [one for _, one in desk.at.get((kind, ref), ())]


def _opened(kind: str, ref: Ref, desk: Desk, words: str, comment: str | None) -> str:
    found = _found(kind, ref, desk)
    told = desk.said.tables.get(ref, ()) if kind == "view" else ()
    return f"{section_head(kind, ref, desk, words, found)}{said(comment, told, desk)}{notes(found, desk)}"


def _view(view: View, desk: Desk, around: Beside | None) -> str:
    words = "materialized view" if view.materialized else "view"
    out = [_opened("view", view.ref, desk, words, view.comment)]
    if view.columns:
        out.append(f'<p class="facts">columns <code>{escaped(", ".join(view.columns))}</code></p>')
    if view.reads:
        out.append(f'<p class="facts">reads {", ".join(link(desk, ref) for ref in sorted(set(view.reads)))}</p>')
    if around is not None and around.readers:
        out.append(f'<p class="facts">read by {", ".join(link(desk, one.ref) for one in around.readers)}</p>')
    if view.indexes:
        items = "".join(index_item(index, None, desk, ()) for index in sorted(view.indexes, key=lambda one: one.name))
        out.append(f'<h4>Indexes</h4><ul class="parts">{items}</ul>')
    out.append(_text("Query", view.query))
    return "".join(out) + "</section>"


def _text(title: str, text: str) -> str:
    text = text.strip()
    if not text:
        return ""
    return f"<details><summary>{title}</summary><pre>{escaped(text)}</pre></details>"


def _enum(enum: Enum, desk: Desk) -> str:
    values = "".join(f"<li><code>{escaped(value)}</code></li>" for value in enum.values)
    return f'{_opened("enum", enum.ref, desk, "enum", enum.comment)}<ol class="values">{values}</ol></section>'


def _domain(domain: Domain, desk: Desk) -> str:
    facts = [f"<code>{escaped(domain.type.text)}</code>", *([] if domain.nullable else ["not null"])]
    if domain.default is not None:
        facts.append(f"default <code>{escaped(domain.default.text)}</code>")
    facts += [f"check <code>{escaped(check.expression.text)}</code>" for check in domain.checks]
    return f'{_opened("domain", domain.ref, desk, "domain", domain.comment)}<p class="facts">{" · ".join(facts)}</p></section>'


def _user_type(one: UserType, desk: Desk) -> str:
    columns = "".join(
        f"<li><b>{escaped(column.name)}</b> <code>{escaped(column.type.text if column.type else '')}</code></li>"
        for column in one.columns
    )
    body = f'<ul class="parts">{columns}</ul>' if columns else ""
    return f"{_opened('type', one.ref, desk, f'{escaped(one.form)} type', one.comment)}{body}</section>"


def _routines(ref: Ref, ones: Sequence[Routine], desk: Desk) -> str:
    kinds = " / ".join(dict.fromkeys(one.kind for one in ones))
    out = [_opened("routine", ref, desk, kinds, None)]
    for one in ones:
        parameters = ", ".join(
            " ".join(word for word in (part.mode if part.mode != "in" else "", part.name, part.type) if word)
            for part in one.parameters
        )
        returns = f" → {one.returns}" if one.returns else ""
        words = [escaped(word) for word in (one.language, *one.attributes) if word]
        out.append(
            f'<p class="facts"><code>{escaped(f"{ref.name}({parameters}){returns}")}</code></p>'
            + said(one.comment, (), desk)
            + (f'<p class="facts">{" · ".join(words)}</p>' if words else "")
            + _text("Body", one.body)
        )
    return "".join(out) + "</section>"


def _sequence(one: Numbers, desk: Desk) -> str:
    facts = [
        f"{word} {escaped(value)}"
        for word, value in (
            ("type", one.type), ("start", one.start), ("increment", one.increment),
            ("minimum", one.minimum), ("maximum", one.maximum), ("", "cycles" if one.cycle else ""),
        )
        if value
    ]  # fmt: skip
    if one.owned_by is not None:
        facts.append(f"of {link(desk, one.owned_by[0])}.{escaped(one.owned_by[1])}")
    body = f'<p class="facts">{" · ".join(facts)}</p>' if facts else ""
    return f"{_opened('sequence', one.ref, desk, 'sequence', one.comment)}{body}</section>"
