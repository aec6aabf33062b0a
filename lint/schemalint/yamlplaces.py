"""Where the parts of a YAML or JSON text stand. It is read event by event, so that depth costs no stack, repeated anchors are
counted, and no tag makes anything."""

from __future__ import annotations

from typing import Any

from schemalint.model.record import NamedTuple

DEPTH = 200
"""So deep may mappings and lists lie in one another."""

TOO_DEEP = "its parts lie too deep in one another"

Piece = tuple[str, int, int, bool]
"""A stretch of a value: the text, where it stands, where that ends, and whether it stands there letter by letter."""


class UnreadableError(ValueError):
    """The file is not what its beginning says: not well-formed, too deep, or it holds more than its size allows."""


class Value(NamedTuple):
    """A text, and the places it is put together from."""

    text: str
    pieces: tuple[Piece, ...]

    @property
    def start(self) -> int:
        return self.pieces[0][1] if self.pieces else 0

    @property
    def end(self) -> int:
        return self.pieces[-1][2] if self.pieces else 0


class Scalar:
    """A word, a number or a text."""

    __slots__ = ("end", "plain", "start", "tag", "value")

    def __init__(self, value: Value, start: int, end: int, plain: bool, tag: str) -> None:
        self.value = value
        self.start = start
        self.end = end
        self.plain = plain
        """It stands without quotes."""
        self.tag = tag
        """As written (`!Ref`), empty where there is none."""


class Group:
    """A mapping (`pairs`) or a list (`items`)."""

    __slots__ = ("depth", "end", "flow", "is_list", "items", "key", "pairs", "size", "start", "tag")

    def __init__(self, start: int, is_list: bool, flow: bool, tag: str) -> None:
        self.start = start
        self.end = start
        self.is_list = is_list
        self.flow = flow
        """It stands in brackets."""
        self.tag = tag
        self.items: list[Scalar | Group] = []
        self.pairs: list[tuple[Scalar, Scalar | Group]] = []
        self.key: Scalar | None = None
        self.size = 1
        self.depth = 1

    def get(self, name: str) -> Scalar | Group | None:
        """What stands behind the last key of that name."""
        return next((one for key, one in reversed(self.pairs) if key.value.text == name), None)


def parse(text: str, json: bool = False) -> Scalar | Group:
    """The first document of the text. Raises UnreadableError."""
    import yaml

    if json:
        text = text.replace("\t", " ")
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    most = 4 * len(text) + 1000
    stack: list[Group] = []
    anchors: dict[str, Scalar | Group] = {}
    root: Scalar | Group | None = None

    def add(one: Scalar | Group) -> None:
        nonlocal root
        if not stack:
            root = root or one
            return
        group = stack[-1]
        group.size += one.size if isinstance(one, Group) else 1
        group.depth = max(group.depth, one.depth + 1 if isinstance(one, Group) else 1)
        if group.size > most:
            raise UnreadableError("its anchors are repeated too often")
        if group.depth > DEPTH:
            raise UnreadableError(TOO_DEEP)
        if group.is_list:
            group.items.append(one)
        elif group.key is None:
            if not isinstance(one, Scalar):
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
                group = Group(event.start_mark.index, name[0] == "S", bool(event.flow_style), event.tag or "")
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
                if known is None or (isinstance(known, Group) and known in stack):
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
    return root


def _last(group: Group) -> int:
    """Where the last entry ends: a block's own end is told only behind the blank lines that follow it."""
    if group.items:
        return group.items[-1].end
    return group.pairs[-1][1].end if group.pairs else group.start


def _scalar(event: Any, text: str) -> Scalar:
    start, end = event.start_mark.index, event.end_mark.index
    value = event.value
    if event.style in ("|", ">"):
        pieces = _block(value, text, start, end)
        end = pieces[-1][2] if pieces else end
    else:
        at = start + 1 if event.style else start
        if not event.style and (event.anchor or event.tag):
            at = max(text.find(value, start, end), start)
        exact = text.startswith(value, at)
        pieces = ((value, at, at + len(value), True),) if exact else ((value, start, end, False),)
    if any("\ud800" <= char < "\ue000" for char in value):
        value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        pieces = ((value, start, end, False),)
    return Scalar(Value(value, pieces), start, end, not event.style, event.tag or "")


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
