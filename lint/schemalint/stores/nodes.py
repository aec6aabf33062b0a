"""Parts of a YAML or JSON text, asked for what they say literally. What a function or a reference says is not known."""

from __future__ import annotations

from collections.abc import Iterator

from schemalint.model.declaration import Room
from schemalint.model.text import Span
from schemalint.yamlplaces import Group, Scalar

Node = Scalar | Group


class Text:
    """A text that nodes were read from, which begins at `base` in the document at `path`."""

    def __init__(self, path: str, text: str, base: int) -> None:
        self.path = path
        self.text = text
        self.base = base
        self.newline = "\r\n" if "\r\n" in text else "\n"

    def span(self, start: int, end: int) -> Span:
        return Span(self.path, self.base + start, self.base + end)

    def inner(self, node: Node) -> Span:
        """A scalar without its quotes, a group as a whole."""
        if isinstance(node, Scalar) and node.value.pieces and node.value.pieces[0][3]:
            return self.span(node.value.start, node.value.end)
        return self.span(node.start, node.end)

    def entry(self, group: Group, at: int) -> Span:
        """An item of a list: in brackets the item alone, else the lines it has to itself, dash included."""
        item = group.items[at]
        if group.flow:
            return self.span(item.start, item.end)
        start = self._dash(group, at)
        first = self.text.rfind("\n", 0, start) + 1
        past = self.text.find("\n", item.end)
        past = len(self.text) if past < 0 else past + 1
        rest = self.text[item.end : past].strip()
        if self.text[first:start].strip() or (rest and not rest.startswith("#")):
            return self.span(start, max(item.end, start))
        return self.span(first, past)

    def pair(self, group: Group, at: int) -> Span:
        """An entry of a mapping, with what separates it from the one before or, at the beginning, from the one behind."""
        key, value = group.pairs[at]
        end = max(value.end, key.end)
        if at:
            return self.span(group.pairs[at - 1][1].end, end)
        if len(group.pairs) > 1:
            return self.span(key.start, group.pairs[1][0].start)
        return self.span(key.start, end)

    def _dash(self, group: Group, at: int) -> int:
        """Where the dash of an item stands that is not in brackets."""
        start = group.items[at].start
        before = group.items[at - 1].end if at else group.start
        dash = self.text.rfind("-", before, start) if start > before else -1
        return dash if dash >= 0 else group.start if at == 0 else start

    def room(self, name: str, group: Group, of: str = "") -> Room | None:
        """Where an entry can be added to a mapping or a list; None where it is empty, or ends with what stands elsewhere."""
        entries = [(item, item) for item in group.items] if group.is_list else group.pairs
        if not entries:
            return None
        first, (_, last) = entries[0][0], entries[-1]
        before = entries[-2][1].end if len(entries) > 1 else group.start
        if last.start < before or first.start < group.start:
            return None
        end = last.end
        if group.flow:
            head = entries[-1][0].start
            line = self.text.rfind("\n", group.start, head)
            blank = self.text[line + 1 : head]
            indent = blank if line >= 0 and not blank.strip() else None
            return Room(name, self.span(end, end), "json", indent, of=of, newline=self.newline)
        head = self._dash(group, 0) if group.is_list else first.start
        column = head - (self.text.rfind("\n", 0, head) + 1)
        past = self.text.find("\n", end)
        past = len(self.text) if past < 0 else past
        if self.text[past - 1 : past] == "\r":
            past -= 1
        if self.text[end:past].strip() and not self.text[end:past].lstrip().startswith("#"):
            return None
        end = past if self.text[end:past].strip() else end
        return Room(name, self.span(end, end), "yaml", " " * column, of=of, newline=self.newline)


def word(node: Node | None) -> str | None:
    """What a scalar says; None where it is none, or says it by a function (`!Sub`, `${self:…}`)."""
    if not isinstance(node, Scalar) or (node.tag and not node.tag.startswith("tag:yaml.org")):
        return None
    text = node.value.text
    return None if "${" in text or "{{" in text or "<%" in text else text


def mapping(node: Node | None) -> Group | None:
    """A mapping that is written out; None for others, and for what a function gives."""
    if not isinstance(node, Group) or node.is_list or node.tag:
        return None
    if len(node.pairs) == 1:
        key = node.pairs[0][0].value.text
        if key == "Ref" or key.startswith("Fn::"):
            return None
    return node


def listing(node: Node | None) -> Group | None:
    """A list that is written out."""
    return node if isinstance(node, Group) and node.is_list and not node.tag else None


def absent(node: Node | None) -> bool:
    """Whether nothing is said: no entry, an empty one, `AWS::NoValue`."""
    if node is None:
        return True
    if isinstance(node, Group):
        only = node.pairs[0] if len(node.pairs) == 1 else None
        return only is not None and only[0].value.text == "Ref" and word(only[1]) == "AWS::NoValue"
    if node.tag:
        return node.tag == "!Ref" and node.value.text == "AWS::NoValue"
    return node.plain and node.value.text in ("", "~", "null")


def truth(node: Node | None) -> bool | None:
    """What a scalar says of something that is on or off; None where it does not say that."""
    said = word(node)
    return {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}.get(
        said.lower() if said is not None else ""
    )


def groups(root: Node) -> Iterator[tuple[Scalar | None, Group]]:
    """Every mapping of a tree once, with the key it stands behind, in the order of the text."""
    stack: list[tuple[Scalar | None, Node]] = [(None, root)]
    seen: set[int] = set()
    while stack:
        key, node = stack.pop()
        if not isinstance(node, Group) or id(node) in seen:
            continue
        seen.add(id(node))
        if node.is_list:
            stack += [(key, item) for item in reversed(node.items)]
        else:
            yield key, node
            stack += reversed(node.pairs)


def named(entry: Group | None, key: str) -> tuple[Node, str] | None:
    """What says the name of something, and the name; None where it is missing, empty or put together."""
    node = entry.get(key) if entry is not None else None
    said = word(node)
    return (node, said) if node is not None and said else None
