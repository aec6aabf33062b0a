"""How often a history reworked its tables, as one picture that needs nothing else: a line a table, a tick a migration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemalint.reporting.churn import MOST, Reworked, doubts, headline, places, shown, young_until
from schemalint.reporting.terminal import clean, width

_ROW, _HEAD, _GAP = 18, 64, 24
_LETTER = 7
"""Heights of a row, of what stands above the rows, between histories; the width of a letter. In pixels, as all below."""
_NAMES = (80, 320)
"""The least and the most that the names of tables take."""
_TIME, _COUNT = 620, 96

_STYLE = (
    "text{font:12px ui-monospace,Menlo,Consolas,monospace;fill:#1f2328}"
    ".s{font-size:13px;font-weight:600}.d{fill:#59636e}.b{fill:#ffffff}"
    ".l{stroke:#d1d9e0;stroke-width:2}.y{stroke:#f0b37e;stroke-width:6}.m{fill:#59636e}"
    ".e{stroke:#bc4c00;stroke-width:2}.a{stroke:#0969da;stroke-width:2}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.d{fill:#9198a1}.b{fill:#0d1117}.l{stroke:#3d444d}.y{stroke:#7a4a1e}"
    ".m{fill:#9198a1}.e{stroke:#f0883e}.a{stroke:#4493f8}}"
)


def picture(found: Sequence[Reworked]) -> str:
    """An SVG with a block for each history; ends with a line break."""
    names = [clean(life.ref.text) for one in found for life in shown(one)[:MOST]]
    left = min(max(max(map(width, names), default=0) * _LETTER + 20, _NAMES[0]), _NAMES[1])
    wide = left + _TIME + _COUNT
    parts: list[str] = []
    top = 16
    for one in found:
        parts.extend(_block(one, top, left))
        top += _HEAD + _ROW * min(len(shown(one)), MOST) + _GAP
    words = "; ".join(f"{one.path}: {headline(one)}" for one in found)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{top}" viewBox="0 0 {wide} {top}" role="img">\n'
        f"<title>{_text(words)}</title>\n<style>{_STYLE}</style>\n"
        f'<rect class="b" width="{wide}" height="{top}"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _block(one: Reworked, top: int, left: int) -> Iterator[str]:
    rows = shown(one)
    days = sorted(applied.day for applied in one.applied if applied.day)
    span = f" · {days[0]} to {days[-1]}" if one.churn.dated and days else ""
    yield f'<text class="s" x="10" y="{top + 4}">{_text(one.path)}</text>'
    yield f'<text x="10" y="{top + 22}">{_text(headline(one))}</text>'
    remark = doubts(one) or "orange: its first days and what altered it then; blue: what altered it later"
    yield f'<text class="d" x="10" y="{top + 40}">{_text(f"{remark}{span}")}</text>'
    place = places(one, _TIME)
    for number, life in enumerate(rows[:MOST]):
        y = top + _HEAD + number * _ROW
        start = left + place(life.made)
        end = left + (place(life.gone) if life.gone is not None else _TIME - 1)
        early = set(life.early)
        yield f'<text x="10" y="{y + 4}">{_text(_cut(clean(life.ref.text), left - 20))}</text>'
        yield f'<line class="l" x1="{start}" y1="{y}" x2="{max(end, start)}" y2="{y}"/>'
        if one.churn.dated:
            until = min(left + young_until(one, life, _TIME, place), end)
            yield f'<line class="y" x1="{start}" y1="{y}" x2="{max(until, start + 2)}" y2="{y}"/>'
        yield f'<circle class="m" cx="{start}" cy="{y}" r="3"/>'
        for at in life.altered:
            x = left + place(at)
            name = one.applied[at].migration.name
            kind = "e" if at in early and one.churn.dated else "a"
            yield (
                f'<line class="{kind}" x1="{x}" y1="{y - 6}" x2="{x}" y2="{y + 6}">'
                f"<title>{_text(name + (f' ({one.applied[at].day})' if one.applied[at].day else ''))}</title></line>"
            )
        young = f" / {len(life.early)} young" if one.churn.dated else ""
        yield f'<text class="d" x="{left + _TIME + 8}" y="{y + 4}">{len(life.altered)}{young}</text>'


def _cut(text: str, room: int) -> str:
    most = room // _LETTER
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _text(text: str) -> str:
    from html import escape

    return escape(clean(text))
