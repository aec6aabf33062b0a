"""Markdown's inline marks: what text says without them, and where code spans stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

_IMAGE = re.compile(r"!\[([^\[\]]*)\]\([^()\n]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\](?:\([^()\n]*\)|\[[^\[\]\n]*\])")
_AUTOLINK = re.compile(r"<((?:https?|mailto|ftp):[^<>\s]*)>")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]*>")
_STARS = re.compile(r"(\*{1,3})([^*\s](?:[^*]*[^*\s])?)\1")
_STRIKE = re.compile(r"~~([^~]+)~~")
_UNDERSCORES = re.compile(r"(?<![\w_])(__?)([^_\s](?:[^_]*[^_\s])?)\1(?![\w_])")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def code_spans(text: str, start: int = 0) -> Iterator[tuple[int, int, int]]:
    """Each code span as (start, end, ticks); `ticks` is the length of its fence. Linear in the length of `text`."""
    runs: list[tuple[int, int]] = []
    at = text.find("`", start)
    while at >= 0:
        end = at + 1
        while text[end : end + 1] == "`":
            end += 1
        runs.append((at, end))
        at = text.find("`", end)
    if not runs:
        return
    following: dict[int, list[int]] = {}
    for index in range(len(runs) - 1, -1, -1):
        following.setdefault(runs[index][1] - runs[index][0], []).append(index)
    index = 0
    while index < len(runs):
        begin, end = runs[index]
        ticks = end - begin
        if begin and text[begin - 1] == "\\" and ticks == 1:
            index += 1
            continue
        same = following[ticks]
        while same and same[-1] <= index:
            same.pop()
        if same:
            closing = same[-1]
            yield begin, runs[closing][1], ticks
            index = closing + 1
        else:
            index += 1


def plain(written: str) -> str:
    """The text without backticks, bold, links, HTML tags, escapes; runs of white space become one blank."""
    if not any(mark in written for mark in "`*_~[<\\&!"):
        return " ".join(written.split())
    pieces: list[str] = []
    at = 0
    for start, end, ticks in code_spans(written):
        pieces.append(_unmarked(written[at:start]))
        inner = written[start + ticks : end - ticks].replace("\\|", "|")
        pieces.append(inner.strip() if inner.strip() else inner)
        at = end
    if at:
        pieces.append(_unmarked(written[at:]))
        text = _joined("".join(pieces))
    else:
        text = _unmarked(written)
    return " ".join(text.split())


def _unmarked(text: str) -> str:
    text = _IMAGE.sub(r"\1", text)
    text = _LINK.sub(r"\1", text)
    text = _AUTOLINK.sub(r"\1", text)
    text = _TAG.sub(" ", text)
    text = _STARS.sub(r"\2", text)
    text = _STRIKE.sub(r"\1", text)
    text = _UNDERSCORES.sub(lambda found: found[2] if " " in found[2] else found[0], text)
    if "&" in text:
        import html

        text = html.unescape(text)
    return _ESCAPE.sub(r"\1", text)


def _joined(text: str) -> str:
    """Takes away the marks that stood around a code span: **`users`**, [`users`](#users), ~~`users`~~."""
    text = _LINK.sub(r"\1", text)
    text = _STARS.sub(r"\2", text)
    return _STRIKE.sub(r"\1", text)


def without_gloss(text: str) -> str:
    """The text without the brackets it ends in: `Type (SQL)` is `Type`. Linear, whatever brackets there are."""
    if text[-1:] not in (")", "）"):
        return text
    cuts = [at for at in (text.find("("), text.find("（")) if at >= 0]
    return text[: min(cuts)].rstrip() if cuts else text
