"""The page as a whole: what is at the top, at the side, and in which order the schemas follow."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from schemalint.generating.html.drawing import Entity, drawn, entities, relations
from schemalint.generating.html.escaping import escaped
from schemalint.generating.html.notes import badge, by_rule, counted, sign
from schemalint.generating.html.objects import GROUPS, objects
from schemalint.generating.html.sheet import Desk, Sheet, desk, tables_of
from schemalint.generating.html.tables import Beside, beside, children, table_section
from schemalint.model.diagnostic import SEVERITIES, Diagnostic
from schemalint.model.text import Span

SERVERS = {
    "postgres": "PostgreSQL",
    "mysql": "MySQL",
    "mariadb": "MariaDB",
    "sqlite": "SQLite",
    "tsql": "SQL Server",
    "oracle": "Oracle",
    "standard": "SQL",
}


def page(
    sheets: Sequence[Sheet],
    *,
    title: str,
    date: str,
    place: Callable[[Span], str],
    others: Sequence[Diagnostic] = (),
    failures: Sequence[str] = (),
    version: str = "",
) -> str:
    """One self-contained page that loads nothing: styles, script and diagram stand in it, and its policy forbids the rest.

    `date` is the day it is made, as ISO; `place` writes a span as people do, `schema.sql:12`; `others` are findings in files
    that belong to none of the sheets; `failures` tell of rules that broke, so that the findings are not all. The same input
    makes the same bytes.
    """
    desks = [desk(sheet, f"s{at}." if len(sheets) > 1 else "", place) for at, sheet in enumerate(sheets, 1)]
    style, script = _asset("page.css"), _asset("page.js")
    policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"
    named = f"{title} – schema"
    made = f"schemalint {version}".strip()
    tables = sum(len(tables_of(one.catalog)) for one in desks)
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{escaped(policy)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f'<meta name="generator" content="{escaped(made)}">',
            f"<title>{escaped(named)}</title>",
            f"<style>{style}</style>",
            "</head>",
            "<body>",
            '<a class="skip" href="#content">Skip to the schema</a>',
            _side(desks, title),
            '<main id="content" tabindex="-1">',
            _head(desks, title, date, made, others),
            *(f'<p class="note error" role="alert">{escaped(text)}</p>' for text in failures),
            *(_schema(one, at, len(desks) > 1) for at, one in enumerate(desks, 1)),
            _others(desks, others),
            f'<p id="nothing" class="none" hidden>None of {counted(tables, "table")} fits.</p>',
            "</main>",
            f"<script>{script}</script>",
            "</body>",
            "</html>",
            "",
        )
    )


def _asset(name: str) -> str:
    """A file that stands beside this one, without what would end the element around it."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), name), encoding="utf-8", newline="\n") as file:
        return "\n" + file.read().replace("\r\n", "\n")


def _hash(text: str) -> str:
    """A text as the page's policy names it."""
    from base64 import b64encode
    from hashlib import sha256

    return f"sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}"


# --- at the side ----------------------------------------------------------------------------------------------------


def _side(desks: Sequence[Desk], title: str) -> str:
    lists = "\n".join(_contents(one, at, len(desks) > 1) for at, one in enumerate(desks, 1))
    return f"""<header class="side">
<div class="bar"><a class="name" href="#content">{escaped(title)}</a>
<button type="button" id="theme" class="tool" hidden aria-label="Colours: as the system has them" title="Light or dark"></button>
<button type="button" id="menu" class="tool" hidden aria-expanded="false" aria-controls="contents">Contents</button></div>
<form role="search" id="search" hidden><label class="vh" for="query">Filter tables, columns and comments</label>
<input id="query" type="search" placeholder="Filter tables and columns  /" autocomplete="off" spellcheck="false">
<label class="only"><input type="checkbox" id="only"> only what has findings</label>
<p id="count" class="count" role="status"></p></form>
<nav id="contents" aria-label="Contents">
{lists}
</nav>
</header>"""


def _contents(one: Desk, number: int, several: bool) -> str:
    groups = [("table", "Tables"), *GROUPS]
    out = []
    if several:
        out.append(f'<h2><a href="#schema{number}">{escaped(one.sheet.replay.path)}</a></h2>')
    drawn_too = any(table.partition_of is None for table in tables_of(one.catalog))
    diagram = f'<li><a href="#diagram{number}">Diagram</a></li>' if drawn_too else ""
    out.append(f'<ul class="jumps">{diagram}<li><a href="#findings{number}">Findings</a></li></ul>')
    for kind, words in groups:
        refs = [ref for held, ref in one.ids if held == kind]
        if not refs:
            continue
        rows = []
        for ref in refs:
            label = one.label(ref)
            found = [finding for _, finding in one.at.get((kind, ref), ())]
            rows.append(f'<li><a href="#{one.ids[kind, ref]}">{escaped(label)}</a>{badge(found)}</li>')
        opened = " open" if kind in ("table", "view") else ""
        out.append(
            f'<details class="group"{opened}><summary>{words} <span class="count">{len(refs)}</span></summary>'
            f"<ul>{''.join(rows)}</ul></details>"
        )
    return "\n".join(out)


# --- at the top -----------------------------------------------------------------------------------------------------


def _head(desks: Sequence[Desk], title: str, date: str, made: str, others: Sequence[Diagnostic]) -> str:
    catalogs = [one.catalog for one in desks]
    tables = [table for catalog in catalogs for table in tables_of(catalog)]
    every = [one for held in desks for one in held.sheet.findings]
    every.extend(others)
    servers = " · ".join(
        dict.fromkeys(f"{SERVERS.get(one.dialect, one.dialect)} {one.version}".strip() for one in catalogs)
    )
    figures = [
        (len(tables), "tables", ""),
        (sum(len(table.columns) for table in tables), "columns", ""),
        (sum(not key.ignored for table in tables for key in table.foreign_keys), "foreign keys", ""),
        (sum(len(table.indexes) for table in tables), "indexes", ""),
        (sum(len(catalog.views) for catalog in catalogs), "views", ""),
        *((sum(one.severity == kind for one in every), kind, kind) for kind in SEVERITIES),
    ]
    tiles = "".join(
        f'<li class="{kind}{"" if many else " zero"}"><b>{many:,}</b> '
        f"{sign(kind, counted(many, kind).partition(' ')[2]) if kind else name}</li>"
        for many, name, kind in figures
    )
    return (
        f'<div class="head"><h1>{escaped(title)}</h1><p class="by">{escaped(servers)} · {escaped(date)} · '
        f'{escaped(made)}</p><ul class="figures">{tiles}</ul></div>'
    )


# --- a schema -------------------------------------------------------------------------------------------------------


def _schema(one: Desk, number: int, several: bool) -> str:
    replay = one.sheet.replay
    around = beside(one)
    tables = tables_of(one.catalog)
    referred = children(tables)
    shown = entities(one.catalog, one.label)
    ties = relations(one.catalog, shown)
    out = [f'<div class="schema" id="schema{number}">']
    if several:
        out.append(f"<h2>{escaped(replay.path)}</h2>")
    if shown:
        out.append(_diagram(number, shown, len(ties), drawn(replay.path, shown, ties, one.target)))
    listed = by_rule(one)
    out.append(
        f'<section class="findings" id="findings{number}"><h2>Findings</h2>'
        + (listed or '<p class="none">Nothing was found.</p>')
        + "</section>"
    )
    if tables:
        out.append("<h2>Tables</h2>")
    empty = Beside()
    out += [table_section(table, one, referred.get(table.ref, ()), around.get(table.ref, empty)) for table in tables]
    for kind, words in GROUPS:
        sections = objects(kind, one, around)
        if sections:
            out.append(f"<h2>{words}</h2>")
            out += [text for _, text in sections]
    out.append("</div>")
    return "\n".join(out)


def _diagram(number: int, shown: Sequence[Entity], many: int, drawing: str) -> str:
    options = "".join(f'<option value="{at}">{escaped(entity.title)}</option>' for at, entity in enumerate(shown))
    return f"""<section class="diagram" id="diagram{number}"><h2>Diagram</h2>
<div class="tools" hidden><button type="button" class="tool" data-do="in" aria-label="Zoom in">+</button>
<button type="button" class="tool" data-do="out" aria-label="Zoom out">−</button>
<button type="button" class="tool" data-do="fit">Fit</button>
<button type="button" class="tool" data-do="full" aria-pressed="false">Enlarge</button>
<label>Focus <select class="focus"><option value="">all tables</option>{options}</select></label>
<span class="legend">{counted(many, "relation")}; the fork is at the child, the bar at the parent</span></div>
<div class="canvas" tabindex="0" role="region" aria-label="Diagram; drag to move, plus and minus to zoom, 0 to fit">{drawing}</div>
</section>"""


def _others(desks: Sequence[Desk], others: Sequence[Diagnostic]) -> str:
    if not others or not desks:
        return ""
    listed = by_rule(desks[0]._replace(at={}, elsewhere=tuple(others)))
    return f'<section class="findings"><h2>Findings in other files</h2>{listed}</section>'
