"""Markdown's block structure with exact positions: headings, paragraphs, list items, code, HTML."""

from __future__ import annotations

from typing import Literal

from schemalint.model.record import NamedTuple

BlockKind = Literal["heading", "paragraph", "item", "code", "html", "rule"]


class Line(NamedTuple):
    """One source line of a block, white space and the marks of quotes and lists trimmed."""

    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class Block(NamedTuple):
    """A leaf of the block structure. `item` is the first paragraph of a list item."""

    kind: BlockKind
    first: int
    """Its first line, counted from 0."""
    last: int
    """Past its last line."""
    lines: tuple[Line, ...] = ()
    level: int = 0
    """Of a heading 1 to 6; of an item how deep its list is nested, from 1."""
    info: str = ""
    fenced: bool = False
    closed: bool = True
    quote: int = 0
    setext: bool = False
    marker: str = ""


def blocks(text: str, starts: list[int]) -> list[Block]:
    """The blocks of `text` in order. `starts` are the offsets of its lines."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark")
    # Inline parsing is not needed, and its cost is what a hostile table or a long line of brackets would drive up.
    parser.core.ruler.enableOnly(["normalize", "block"])
    found: list[Block] = []
    quote = depth = 0
    fresh = False
    heading = heading_end = 0
    setext = False
    for token in parser.parse(text):
        kind = token.type
        if kind == "inline":
            first, last = token.map or [0, 0]
            lines = _lines(text, starts, first, token.content)
            if heading:
                found.append(Block("heading", first, heading_end, lines, heading, quote=quote, setext=setext))
            elif fresh:
                found.append(Block("item", first, last, lines, depth, quote=quote))
            else:
                found.append(Block("paragraph", first, last, lines, quote=quote))
            fresh = False
        elif kind == "heading_open":
            heading = int(token.tag[1])
            # The words' own token ends above the line that underlines them.
            heading_end = token.map[1] if token.map else 0
            setext = token.markup in ("=", "-")
        elif kind == "heading_close":
            heading = 0
        elif kind in ("fence", "code_block"):
            first, last = token.map or [0, 0]
            closed = kind == "code_block" or _closes(text, starts, last - 1, first, token.markup)
            found.append(
                Block(
                    "code", first, last, (), depth, token.info.strip(), kind == "fence", closed, quote,
                    marker=token.markup,
                )
            )  # fmt: skip
            fresh = False
        elif kind == "html_block":
            first, last = token.map or [0, 0]
            found.append(Block("html", first, last, _lines(text, starts, first, token.content), quote=quote))
            fresh = False
        elif kind == "hr":
            first, last = token.map or [0, 0]
            found.append(Block("rule", first, last, quote=quote))
        elif kind == "list_item_open":
            fresh = True
        elif kind == "list_item_close":
            fresh = False
        elif kind in ("bullet_list_open", "ordered_list_open"):
            depth += 1
        elif kind in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
        elif kind == "blockquote_open":
            quote += 1
        elif kind == "blockquote_close":
            quote -= 1
    return found


def _lines(text: str, starts: list[int], first: int, content: str) -> tuple[Line, ...]:
    """Where the lines of `content` stand: each is what its source line ends with."""
    lines = []
    for number, line in enumerate(content.split("\n"), first):
        if number >= len(starts):
            break
        begin = starts[number]
        end = starts[number + 1] if number + 1 < len(starts) else len(text)
        whole = text[begin:end].rstrip()
        wanted = line.strip()
        # An ATX heading may end in #, so its words are looked for from the right.
        at = whole.rfind(wanted) if wanted else len(whole)
        lines.append(Line(begin + max(at, 0), whole[max(at, 0) :][: len(wanted)]))
    return tuple(lines)


def _closes(text: str, starts: list[int], number: int, first: int, marker: str) -> bool:
    """Whether line `number` is the closing fence of a block that began on line `first`."""
    if number <= first or number >= len(starts):
        return False
    end = starts[number + 1] if number + 1 < len(starts) else len(text)
    line = text[starts[number] : end].strip().lstrip("> \t")
    return len(line) >= len(marker) and not line.strip(marker[:1])
