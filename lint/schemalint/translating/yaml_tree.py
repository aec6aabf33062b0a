"""YAML and JSON as elements with places. Read event by event, so that depth costs no stack and repeated anchors are counted."""

from __future__ import annotations

from typing import Any

from schemalint.translating.tree import Element, Piece, UnreadableError, Value

DEPTH = 200
"""So deep may mappings and lists lie in one another."""

TOO_DEEP = "its parts lie too deep in one another"
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class _Scalar:
    __slots__ = ("end", "plain", "start", "value")

    def __init__(self, value: Value, start: int, end: int, plain: bool) -> None:
        self.value = value
        self.start = start
        self.end = end
        self.plain = plain


class _Group:
    """A mapping (`pairs`) or a list (`items`)."""

    __slots__ = ("depth", "end", "is_list", "items", "key", "pairs", "size", "start")

    def __init__(self, start: int, is_list: bool) -> None:
        self.start = start
        self.end = start
        self.is_list = is_list
        self.items: list[_Scalar | _Group] = []
        self.pairs: list[tuple[_Scalar, _Scalar | _Group]] = []
        self.key: _Scalar | None = None
        self.size = 1
        self.depth = 1


def parse(text: str, json: bool = False) -> Element:
    """The document as one element without a name. Raises UnreadableError."""
    import yaml

    if json:
        text = text.replace("\t", " ")
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    most = 4 * len(text) + 1000
    stack: list[_Group] = []
    anchors: dict[str, _Scalar | _Group] = {}
    root: _Scalar | _Group | None = None

    def add(one: _Scalar | _Group) -> None:
        nonlocal root
        if not stack:
            root = root or one
            return
        group = stack[-1]
        group.size += one.size if isinstance(one, _Group) else 1
        group.depth = max(group.depth, one.depth + 1 if isinstance(one, _Group) else 1)
        if group.size > most:
            raise UnreadableError("its anchors are repeated too often")
        if group.depth > DEPTH:
            raise UnreadableError(TOO_DEEP)
        if group.is_list:
            group.items.append(one)
        elif group.key is None:
            if not isinstance(one, _Scalar):
                raise UnreadableError("a key of it is no word")
            group.key = one
        else:
            group.pairs.append((group.key, one))
            group.key = None

    try:
        for event in yaml.parse(text, Loader=loader):
            name = type(event).__name__
            if name == "ScalarEvent":
                scalar = _scalar(event, text)
                if event.anchor:
                    anchors[event.anchor] = scalar
                add(scalar)
            elif name in ("MappingStartEvent", "SequenceStartEvent"):
                if len(stack) >= DEPTH:
                    raise UnreadableError(TOO_DEEP)
                group = _Group(event.start_mark.index, name[0] == "S")
                if event.anchor:
                    anchors[event.anchor] = group
                stack.append(group)
            elif name in ("MappingEndEvent", "SequenceEndEvent"):
                group = stack.pop()
                past = event.end_mark.index
                group.end = max(past if text[past - 1 : past] in ("]", "}") else _last(group), group.start)
                add(group)
            elif name == "AliasEvent":
                known = anchors.get(event.anchor)
                if known is None or (isinstance(known, _Group) and known in stack):
                    raise UnreadableError("an anchor of it is not there")
                add(known)
            elif name == "DocumentEndEvent":
                break
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" on line {mark.line + 1}" if mark is not None else ""
        raise UnreadableError(f"{getattr(error, 'problem', None) or 'it is not well-formed'}{where}") from error
    if root is None:
        raise UnreadableError("it is empty")
    return _element("", root.start, root.start, root, text)


def _last(group: _Group) -> int:
    """Where the last entry ends: a block's own end is told only behind the blank lines that follow it."""
    if group.items:
        return group.items[-1].end
    return group.pairs[-1][1].end if group.pairs else group.start


def _scalar(event: Any, text: str) -> _Scalar:
    start, end = event.start_mark.index, event.end_mark.index
    value = event.value
    if event.style in ("|", ">"):
        pieces = _block(value, text, start, end)
        end = pieces[-1][2] if pieces else end
    else:
        at = start + 1 if event.style else start
        if not event.style and event.anchor:
            at = max(text.find(value, start, end), start)
        exact = text.startswith(value, at)
        pieces = ((value, at, at + len(value), True),) if exact else ((value, start, end, False),)
    if any("\ud800" <= char < "\ue000" for char in value):
        value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        pieces = ((value, start, end, False),)
    return _Scalar(Value(value, pieces), start, end, not event.style)


def _block(value: str, text: str, start: int, end: int) -> tuple[Piece, ...]:
    """The lines of a block scalar where they stand, indentation left out; the whole where they are folded."""
    at = text.find("\n", start, end) + 1
    pieces: list[Piece] = []
    body = text[at:end]
    indent = next((len(line) - len(line.lstrip(" ")) for line in body.split("\n") if line.strip()), 0)
    done = 0
    while done < len(value):
        stop = value.find("\n", done)
        line = value[done : stop + 1] if stop >= 0 else value[done:]
        skip = indent if text.startswith(" " * indent, at) else 0
        if line.strip() == "":
            past = text.find("\n", at)
            pieces.append((line, at, past + 1 if 0 <= past < end else end, False))
        else:
            written = line.removesuffix("\n")
            if not text.startswith(written, at + skip):
                return ((value, start, end, False),)
            pieces.append((written, at + skip, at + skip + len(written), True))
            if line != written:
                pieces.append(("\n", at + skip + len(written), at + skip + len(written) + 1, False))
        past = text.find("\n", at, end)
        at = past + 1 if past >= 0 else end
        done += len(line)
    return tuple(pieces) or ((value, start, end, False),)


def _value(one: _Scalar) -> Value | None:
    return None if one.plain and one.value.text in _NULLS else one.value


def _element(name: str, start: int, head_end: int, node: _Scalar | _Group, text: str) -> Element:
    """The element that a node makes, and those in it; as deep as `DEPTH` allows."""
    values: dict[str, Value] = {}
    children: list[Element] = []
    if isinstance(node, _Scalar):
        return Element(name, start, node.end, head_end, {}, (), _value(node))
    if node.is_list:
        for item in node.items:
            children += _item(name, item, text)
    else:
        for key, one in node.pairs:
            word = key.value.text
            if word == "<<" and isinstance(one, _Group) and not one.is_list:
                merged = _element("", key.start, key.end, one, text)
                values = {**merged.values, **values}
                children += merged.children
            elif isinstance(one, _Scalar):
                found = _value(one)
                if found is not None:
                    values[word] = found
                else:
                    children.append(Element(word, key.start, one.end, key.end, {}, ()))
            elif one.is_list and word in _FLAT:
                for item in one.items:
                    children += _item(word, item, text)
            else:
                children.append(_element(word, key.start, key.end, one, text))
    return Element(name, start, max(node.end, head_end), head_end, values, tuple(children))


_FLAT = frozenset({"databaseChangeLog", "changes", "columns", "params", "whereParams"})
"""Lists that YAML has and XML has not: there, what they hold stands in the element itself."""


def _item(name: str, item: _Scalar | _Group, text: str) -> list[Element]:
    """The element that an item of a list makes: named by its only key, or like the list."""
    if isinstance(item, _Group) and not item.is_list and len(item.pairs) == 1:
        key, one = item.pairs[0]
        return [_element(key.value.text, key.start, key.end, one, text)]
    return [_element(_SINGULAR.get(name, name), item.start, item.start, item, text)]


_SINGULAR = {"columns": "column", "params": "param", "whereParams": "param"}
