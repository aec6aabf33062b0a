"""The cases of `fixtures/grounds/`: what a rule speaks of, what is asked of a server then, and what it gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from schemalint.tomltext import parse

FOLDER = Path(__file__).parent.parent.parent / "fixtures" / "grounds"
ASKED = ("ask", "within", "beside", "later")
"""The words of a question: who puts it, and when."""

OTHERS = ("released", "before", "held", "mended", *ASKED, *(f"{word} mended" for word in ASKED))

_CASE = re.compile(r"^## (?P<rule>[a-z0-9-]+): (?P<title>.+)$", re.M)
_FENCE = re.compile(r"^(?P<ticks>`{3,4})(?P<language>\w+) ?(?P<info>[^`\n]*)\n(?P<text>.*?)^(?P=ticks)$", re.M | re.S)
_TEXT = re.compile(r"(?P<dialect>postgres|mariadb|mysql|sqlite)(?: on (?P<server>\w+))?(?: (?P<path>[\w./-]+))?")
_GIVES = re.compile(
    r"^It gives `(?P<gives>[^`]+)`(?:; mended, `(?P<mended>[^`]+)`)?\.(?: It says `(?P<says>[^`]+)`\.)?$", re.M
)


class Case(NamedTuple):
    """A claim of a rule, and what a server says to it."""

    rule: str
    dialect: str
    texts: Mapping[str, str]
    """By the words that tell what they are; `text` is the one that the rule speaks of."""
    asked: str = ""
    """The word of the question, if there is one."""
    gives: str = ""
    mended: str = ""
    says: str = ""
    config: Mapping[str, object] = MappingProxyType({})
    path: str = ""
    """Of the file that the text is in, where it matters."""
    server: str = "postgres"
    page: str = ""
    title: str = ""


def cases() -> Iterator[Case]:
    """Those of all pages."""
    for path in sorted(FOLDER.glob("*.md")):
        page = path.read_text(encoding="utf-8")
        heads = list(_CASE.finditer(page))
        for at, head in enumerate(heads):
            yield _case(path.stem, head, page[head.end() : heads[at + 1].start() if at + 1 < len(heads) else len(page)])


def _case(page: str, head: re.Match[str], part: str) -> Case:
    texts: dict[str, str] = {}
    toml = ""
    told: re.Match[str] | None = None
    for fence in _FENCE.finditer(part):
        if fence["language"] == "toml":
            toml = fence["text"]
            continue
        word = fence["info"]
        if word not in OTHERS:
            told, word = _TEXT.fullmatch(word), "text"
        assert word not in texts, (head[0], fence["info"])
        texts[word] = fence["text"]
    gives = _GIVES.search(_FENCE.sub("", part))
    asked = [word for word in ASKED if word in texts]
    assert told is not None and gives is not None and len(asked) <= 1, head[0]
    assert bool(gives["mended"]) == ("mended" in texts), head[0]
    return Case(
        head["rule"], told["dialect"], texts, "".join(asked), gives["gives"], gives["mended"] or "", gives["says"] or "",
        dict(parse(toml)), told["path"] or "", told["server"] or told["dialect"], page, head["title"],
    )  # fmt: skip


def statements(text: str) -> list[str]:
    """The statements of a text, each of which ends a line; not within dollar signs."""
    found, held = [], ""
    for part in re.split(r";\n", text + "\n"):
        held += part
        if held.count("$$") % 2:
            held += ";\n"
        elif held.strip():
            found.append(held.strip())
            held = ""
        else:
            held = ""
    return found
