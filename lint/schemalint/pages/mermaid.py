"""A reader of mermaid's `erDiagram`: entities, attributes, relations with exact positions, and what mermaid refuses.

It goes on after a fault, so that one bad line does not hide the rest of the diagram.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint.model.page import (
    Attribute,
    Cardinality,
    Diagram,
    DiagramFault,
    DiagramRelation,
    Entity,
    Section,
)
from schemalint.model.record import NamedTuple
from schemalint.model.text import Span

LEFT: dict[str, Cardinality] = {
    "|o": "zero or one", "o|": "zero or one", "||": "exactly one", "}o": "zero or more", "}|": "one or more",
    "o{": "zero or more", "|{": "one or more",
}  # fmt: skip
WORDS: dict[str, Cardinality] = {
    "one or zero": "zero or one", "zero or one": "zero or one", "one or more": "one or more", "one or many": "one or more",
    "many(1)": "one or more", "1+": "one or more", "zero or more": "zero or more", "zero or many": "zero or more",
    "many(0)": "zero or more", "0+": "zero or more", "many": "zero or more", "only one": "exactly one", "one": "exactly one",
    "1": "exactly one",
}  # fmt: skip

_WORD_CARDINALITY = "|".join(re.escape(word) for word in sorted(WORDS, key=len, reverse=True))
_NAME = r'"[^"\n]*"|[^\W\d][\w\-.*]*|[\w][\w\-.*]*'
_HEAD = re.compile(r"\s*(erDiagram)(?![\w-])", re.I)
_RELATION = re.compile(
    rf"""(?P<left>{_NAME})(?P<leftalias>\s*\[[^\]\n]*\])?(?P<leftclass>:::[\w,\-]+)?
    (?P<operator>\s*(?P<lc>\|o|\|\||\}}o|\}}\||o\||o\{{|\|\{{)\s*(?P<line>--|\.\.|\.-|-\.)\s*(?P<rc>o\||\|\||o\{{|\|\{{|\|o|\}}o|\}}\|)\s*
      |\s+(?P<lw>{_WORD_CARDINALITY})\s+(?P<to>optionally\ to|to)\s+(?P<rw>{_WORD_CARDINALITY})\s+)
    (?P<right>{_NAME})(?P<rightalias>\s*\[[^\]\n]*\])?(?P<rightclass>:::[\w,\-]+)?[ \t]*
    (?P<colon>:[ \t]*(?P<label>"[^"\n]*"|[^\n]*?))?[ \t]*$""",
    re.X | re.I,
)
_ENTITY = re.compile(
    rf'(?P<name>{_NAME})[ \t]*(?:\[[ \t]*(?P<alias>"[^"\n]*"|[^\]\n]*?)[ \t]*\])?(?::::[\w,\-]+)?[ \t]*(?P<brace>\{{)?'
)
_SKIPPED = re.compile(
    r"(?:title\b|accTitle\s*:|accDescr\s*:|direction\s+(?:TB|TD|BT|LR|RL)\b|style\s|classDef\s|class\s)", re.I
)
# Mermaid allows \u00C0 to \uFFFF beside ASCII; said by what is left out, such a class compiles in no time.
_FIRST = r"[^\x00-)+-@\[-^`{-\xbf]"
_TYPE = re.compile(_FIRST + r"[^\x00-'+;=?@\\^`{}\x7f-\xbf]*")
_TYPE_ALLOWED = re.compile(_FIRST + r"[^\x00-'+,./:-@\\^`{-\xbf]*|[^\s~]*~[^\s~]*~[^\s~]*")
# Since a version of 2025 dots and commas too.
_TYPE_ALLOWED_NOW = re.compile(_FIRST + r"[^\x00-'+/:-@\\^`{-\xbf]*|[^\s~]*~[^\s~]*~[^\s~]*")
_LABEL_WORD = re.compile(r"(?![0-9])[A-Za-z0-9_*.\-\xbd\xc0-\uffff]+")
_NO_LABELS = frozenset(("to", "one", "many", "class", "style", "classdef"))
"""Words that mermaid takes for words of its own where a label stands without quotes."""
_KEYS = re.compile(r"(?:PK|FK|UK)(?![A-Za-z0-9_\-])(?:[ \t]*,[ \t]*(?:PK|FK|UK)(?![A-Za-z0-9_\-]))*", re.I)
_BAD_KEYS = re.compile(r"(?:PK|FK|UK)(?:[ \t]*[_/|&+\-][ \t]*|[ \t]+)(?:PK|FK|UK)\b", re.I)
_KEY = re.compile(r"PK|FK|UK", re.I)
_TWO_WORDS = re.compile(_FIRST + r'[^\s"]*[ \t]+[^\s"]')


def kind_of(content: str) -> str:
    """The first word of a mermaid diagram, below front matter, directives and comments: `erDiagram`, `graph`."""
    at = _start(content)
    found = re.compile(r"\s*([A-Za-z][\w-]*)").match(content, at)
    return found[1] if found else ""


def _start(content: str) -> int:
    """Where the diagram itself begins."""
    at = len(content) - len(content.lstrip())
    if content.startswith("---", at):
        end = content.find("\n", at)
        while end >= 0:
            following = content.find("\n", end + 1)
            line = content[end + 1 : following if following >= 0 else len(content)]
            if line.strip() == "---":
                at = following if following >= 0 else len(content)
                break
            end = following
    while True:
        blank = len(content) - len(content[at:].lstrip())
        if not content.startswith("%%", blank):
            return at
        if content.startswith("%%{", blank):
            close = content.find("}%%", blank)
            at = close + 3 if close >= 0 else len(content)
        else:
            close = content.find("\n", blank)
            at = close if close >= 0 else len(content)


class _Found(NamedTuple):
    name: str
    alias: str
    name_span: Span
    span: Span
    attributes: tuple[Attribute, ...]
    declared: bool


def read(path: str, content: str, offset: int, section: Section | None, head_outside: bool = False) -> Diagram:
    """The `erDiagram` in `content`, which stands at `offset` of the document at `path`.

    `head_outside` says that the word erDiagram stands on the fence line, where mermaid does not see it.
    """
    return _Reader(path, content, offset, head_outside).diagram(section)


class _Reader:
    def __init__(self, path: str, content: str, offset: int, head_outside: bool) -> None:
        self.path = path
        self.content = content
        self.offset = offset
        self.faults: list[DiagramFault] = []
        self.found: list[_Found] = []
        self.relations: list[DiagramRelation] = []
        self.at = _start(content)
        head = _HEAD.match(content, self.at)
        if head:
            self.at = head.end()
        elif head_outside:
            first = content.find("\n")
            self.fault(
                self.at, first if first >= 0 else len(content),
                "the word erDiagram stands on the fence line, where mermaid does not see it; it belongs on the first line below",
            )  # fmt: skip

    def span(self, start: int, end: int) -> Span:
        return Span(self.path, self.offset + start, self.offset + end)

    def fault(self, start: int, end: int, message: str, refused: bool = True) -> None:
        end = max(start, end)
        while end > start and self.content[end - 1].isspace():
            end -= 1
        while start < end and self.content[start].isspace():
            start += 1
        self.faults.append(DiagramFault(self.span(start, end), message, refused))

    def diagram(self, section: Section | None) -> Diagram:
        content = self.content
        size = len(content)
        first = True
        while self.at < size:
            end = self.line_end(self.at)
            start = self.at
            while start < end and content[start] in " \t\r;":
                start += 1
            line = content[start:end].rstrip()
            if not line or line.startswith("%%"):
                if line and content[content.rfind("\n", 0, start) + 1 : start].strip():
                    self.behind(start, end)
                self.at = self.after_comment(start, end) if line.startswith("%%{") else end + 1
            elif first and line.strip().upper() in ("TB", "TD", "BT", "LR", "RL"):
                # `erDiagram LR`: mermaid draws an entity called LR; a direction is meant.
                self.fault(start, end, f"`direction {line.strip().upper()}` is how mermaid sets a direction", False)
                self.at = end + 1
            elif re.match(r"accDescr\s*\{", line, re.I):
                close = content.find("}", start)
                self.at = close + 1 if close >= 0 else size
            elif _SKIPPED.match(line) and not _RELATION.match(line) and "{" not in line:
                self.at = end + 1
            else:
                self.statement(start, end)
            first = False
        return Diagram("er", self.span(0, size), section, self.entities(), tuple(self.relations), tuple(self.faults))

    def line_end(self, at: int) -> int:
        end = self.content.find("\n", at)
        return len(self.content) if end < 0 else end

    def after_comment(self, start: int, end: int) -> int:
        close = self.content.find("}%%", start)
        return close + 3 if close >= 0 else end + 1

    def statement(self, start: int, end: int) -> None:
        content = self.content
        stop = end
        comment = content.find("%%", start, end)
        if comment >= 0 and content.count('"', start, comment) % 2 == 0:
            stop = comment
            self.behind(comment, end)
        line = content[start:stop].rstrip()
        relation = _RELATION.match(line)
        if relation:
            self.relation(relation, start)
            self.at = end + 1
            return
        entity = _ENTITY.match(line)
        if entity and entity["brace"] and not re.match(r"[o|]?\s*(?:--|\.\.)", line[entity.end() :]):
            self.block(entity, start)
            return
        if entity and entity.end() == len(line):
            # The brace may stand on the next line.
            following = content[end:]
            skipped = len(following) - len(following[:200].lstrip()) if following[:200].strip() else 0
            if skipped and content.startswith("{", end + (len(following[:200]) - len(following[:200].lstrip()))):
                brace = content.index("{", end)
                self.block(entity, start, brace)
                return
            name = self.name(entity["name"], start + entity.start("name"))
            span = self.span(start + entity.start("name"), start + entity.end("name"))
            self.found.append(_Found(name, _unquoted(entity["alias"] or ""), span, span, (), True))
            self.at = end + 1
            return
        self.fault(start, start + len(line), self.why(line))
        self.at = end + 1

    def behind(self, start: int, end: int) -> None:
        """A comment that does not begin its line."""
        self.fault(start, end, "mermaid takes a comment only on a line of its own")

    def why(self, line: str) -> str:
        """Words for a line that is neither relation nor entity."""
        if re.search(r"(?:--|\.\.)>?", line):
            operator = re.search(r"[|o{}<]*\s*(?:--|\.\.|==)>?\s*[|o{}>]*", line)
            shown = operator[0].strip() if operator else line
            if not re.search(r"[|o}{]", shown):
                return f"`{shown}` has no cardinality on either side, such as `||--o{{`"
            if ":" not in line:
                return f"`{shown}` is no relation that mermaid knows, and the label after a colon is missing"
            return f"`{shown}` is no relation that mermaid knows"
        if line.strip() == "}":
            return "this brace closes nothing"
        return "this line is neither an entity nor a relation"

    def name(self, written: str, at: int) -> str:
        name = _unquoted(written)
        if written.startswith('"') and (not name or re.search(r"[%\\]", name)):
            self.fault(at, at + len(written), "an entity name in quotes may not be empty nor hold % or \\")
        return name

    def relation(self, found: re.Match[str], start: int) -> None:
        left = self.name(found["left"], start + found.start("left"))
        right = self.name(found["right"], start + found.start("right"))
        if found["lc"]:
            left_kind, right_kind = LEFT[found["lc"].lower()], LEFT[found["rc"].lower()]
            identifying = found["line"] == "--"
            if found["lc"].lower() in ("o{", "|{", "o|"):
                self.fault(
                    start + found.start("lc"), start + found.end("lc"),
                    f"`{found['lc']}` is the form for the right side; on the left it is written "
                    f"`{found['lc'].translate(_MIRROR)[::-1]}`",
                    False,
                )  # fmt: skip
        else:
            left_kind, right_kind = WORDS[found["lw"].lower()], WORDS[found["rw"].lower()]
            identifying = found["to"].lower() == "to"
        label = found["label"] or ""
        operator = found["operator"]
        lead = len(operator) - len(operator.lstrip())
        trail = len(operator) - len(operator.rstrip())
        label_span = None
        if label:
            label_span = self.span(start + found.start("label"), start + found.end("label"))
        self.relations.append(
            DiagramRelation(
                left, right, left_kind, right_kind, identifying, _unquoted(label),
                self.span(start + found.start("left"), start + (found.end("label") if label else found.end("right"))),
                self.span(start + found.start("left"), start + found.end("left")),
                self.span(start + found.start("right"), start + found.end("right")),
                self.span(start + found.start("operator") + lead, start + found.end("operator") - trail),
                label_span,
            )
        )  # fmt: skip
        if not found["colon"]:
            self.fault(start, start + found.end("right"), "a relation needs a label after a colon")
        elif not label:
            self.fault(start, start + found.end(), "the label after the colon is missing")
        elif not label.startswith('"') and (bad := _bad_label(label)):
            self.fault(
                start + found.start("label"), start + found.end("label"),
                f"mermaid refuses `{bad}` in a label without quotes; `\"{label}\"` would do",
            )  # fmt: skip
        elif not label.startswith('"') and len(label.split()) > 1:
            self.fault(
                start + found.start("label"), start + found.end("label"),
                "a label of several words needs quotes; mermaid draws the other words as entities", False,
            )  # fmt: skip
        for side, name in (("left", left), ("right", right)):
            span = self.span(start + found.start(side), start + found.end(side))
            alias = found[side + "alias"]
            self.found.append(
                _Found(name, _unquoted(alias.strip()[1:-1].strip()) if alias else "", span, span, (), False)
            )

    def block(self, entity: re.Match[str], start: int, brace: int = -1) -> None:
        content = self.content
        name = self.name(entity["name"], start + entity.start("name"))
        name_span = self.span(start + entity.start("name"), start + entity.end("name"))
        at = (brace if brace >= 0 else start + entity.start("brace")) + 1
        attributes: list[Attribute] = []
        seen: set[str] = set()
        closed = False
        size = len(content)
        while at < size and not closed:
            end = self.line_end(at)
            line_start = at
            at = end + 1
            begin = line_start
            while begin < end and content[begin] in " \t\r":
                begin += 1
            line = content[begin:end].rstrip()
            if not line or line.startswith("%%"):
                continue
            stop = _closing(line)
            if stop >= 0:
                closed = True
                at = begin + stop + 1
                line = line[:stop].rstrip()
            elif line.endswith("{") and _ENTITY.fullmatch(line):
                # The brace before was forgotten: read on as a new entity.
                at = line_start
                break
            inline = closed and content.rfind("\n", 0, begin) < start
            for attribute in self.attributes(line, begin, inline):
                if attribute.name.lower() in seen:
                    self.fault(
                        attribute.name_span.start - self.offset, attribute.name_span.end - self.offset,
                        f"{name} has the attribute {attribute.name} twice", False,
                    )  # fmt: skip
                seen.add(attribute.name.lower())
                attributes.append(attribute)
        if not closed:
            self.fault(
                name_span.start - self.offset,
                name_span.end - self.offset,
                f"the block of {name} is not closed",
            )
        end = min(at, size) if closed else min(max(at - 1, 0), size)
        self.at = at
        self.found.append(
            _Found(
                name, _unquoted(entity["alias"] or ""), name_span,
                self.span(start + entity.start("name"), end), tuple(attributes), True,
            )
        )  # fmt: skip

    def attributes(self, line: str, begin: int, inline: bool) -> Iterator[Attribute]:
        """The attributes on one line; more than one is meant only in a block that is one line (`inline`)."""
        at = 0
        while at < len(line) and not line.startswith("%%", at):
            attribute, at = self.attribute(line, begin, at)
            if attribute:
                yield attribute
            if at >= len(line):
                return
            if line.startswith("%%", at):
                self.behind(begin + at, begin + len(line))
                return
            if _TWO_WORDS.match(line, at) and not _KEY.match(line, at):
                if not inline:
                    self.fault(
                        begin + at, begin + len(line),
                        f"mermaid reads `{line[at:]}` as another attribute; a note needs quotes", False,
                    )  # fmt: skip
                    return
                continue
            what = "a note needs quotes"
            if _KEY.match(line, at):
                what = "keys are parted by commas and stand before the note"
            self.fault(begin + at, begin + len(line), f"`{line[at:]}` is neither a key nor a note; {what}")
            return

    def attribute(self, line: str, begin: int, start: int) -> tuple[Attribute | None, int]:
        """The attribute at `start` of the line, and where what comes after it begins."""
        kind = _TYPE.match(line, start)
        if not kind:
            self.fault(
                begin + start,
                begin + len(line),
                "an attribute begins with its type, which begins with a letter",
            )
            return None, len(line)
        type_span = self.span(begin + start, begin + kind.end())
        if not _TYPE_ALLOWED.fullmatch(kind[0]):
            bad = "".join(sorted({char for char in kind[0] if char in ",.<>|/:~"}))
            newly = _TYPE_ALLOWED_NOW.fullmatch(kind[0]) is not None
            who = "older versions of mermaid allow" if newly else "mermaid allows"
            self.fault(
                begin + start, begin + kind.end(), f"{who} no `{bad}` in a type; `{_tame(kind[0])}` would do", not newly
            )  # fmt: skip
        at = _blank(line, kind.end())
        word = _TYPE.match(line, at)
        if not word:
            self.fault(begin + start, begin + len(line), f"the attribute has a type, `{kind[0]}`, but no name")
            return None, len(line)
        name_span = self.span(begin + at, begin + word.end())
        if not _TYPE_ALLOWED.fullmatch(word[0]):
            newly = _TYPE_ALLOWED_NOW.fullmatch(word[0]) is not None
            who = "older versions of mermaid do" if newly else "mermaid does"
            self.fault(
                begin + at, begin + word.end(), f"{who} not allow `{word[0]}` as an attribute's name", not newly
            )  # fmt: skip
        end = word.end()
        keys: tuple[str, ...] = ()
        keys_span = None
        at = _blank(line, end)
        good = _KEYS.match(line, at)
        bad_keys = _BAD_KEYS.match(line, at)
        if bad_keys:
            keys = tuple(key.upper() for key in _KEY.findall(bad_keys[0]))
            keys_span = self.span(begin + at, begin + bad_keys.end())
            self.fault(begin + at, begin + bad_keys.end(), f"several keys are parted by commas: `{', '.join(keys)}`")
            end = bad_keys.end()
        elif good:
            keys = tuple(key.upper() for key in _KEY.findall(good[0]))
            keys_span = self.span(begin + at, begin + good.end())
            end = good.end()
        comment = ""
        comment_span = None
        at = _blank(line, end)
        if line.startswith('"', at):
            close = line.find('"', at + 1)
            if close < 0:
                self.fault(begin + at, begin + len(line), "the comment's closing quote is missing")
                close = len(line) - 1
                comment = line[at + 1 :]
            else:
                comment = line[at + 1 : close]
            comment_span = self.span(begin + at, begin + close + 1)
            end = close + 1
            at = _blank(line, end)
        return Attribute(
            kind[0], word[0], keys, comment, self.span(begin + start, begin + end), type_span, name_span, keys_span,
            comment_span,
        ), _blank(line, end)  # fmt: skip

    def entities(self) -> tuple[Entity, ...]:
        merged: dict[str, Entity] = {}
        for found in self.found:
            known = merged.get(found.name)
            if known is None:
                merged[found.name] = Entity(*found)
            elif found.declared and (not known.declared or not known.attributes):
                merged[found.name] = Entity(*found)._replace(alias=found.alias or known.alias)
            elif found.declared:
                merged[found.name] = known._replace(attributes=known.attributes + found.attributes)
        return tuple(merged.values())


_MIRROR = str.maketrans("{}", "}{")


def _bad_label(label: str) -> str:
    """The word of a label without quotes that mermaid refuses; empty where it takes them all."""
    return next((word for word in label.split() if not _LABEL_WORD.fullmatch(word) or word.lower() in _NO_LABELS), "")


def _unquoted(written: str) -> str:
    return written[1:-1] if len(written) > 1 and written[0] == written[-1] == '"' else written


def _blank(line: str, at: int) -> int:
    while at < len(line) and line[at] in " \t":
        at += 1
    return at


def _closing(line: str) -> int:
    """Where the brace stands that closes the block, outside quotes; -1 when there is none."""
    if "}" not in line:
        return -1
    quoted = False
    for at, char in enumerate(line):
        if char == '"':
            quoted = not quoted
        elif char == "}" and not quoted:
            return at
    return -1


def _tame(written: str) -> str:
    """The type in a form that mermaid takes: `decimal(10,2)` becomes `decimal(10-2)`."""
    return re.sub(r"[.<>|/:~]", "_", written.replace(",", "-"))
