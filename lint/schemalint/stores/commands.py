"""Tables of DynamoDB in shell scripts: `aws dynamodb create-table` with its options, in shorthand or in JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from schemalint.dialects.stores import AWS_DYNAMODB, CREATE_TABLE
from schemalint.model.declaration import Part
from schemalint.model.text import Span
from schemalint.stores.cloudformation import INDEXES, attributes, indexes, keys, request
from schemalint.stores.dynamo_table import Key, Sketch
from schemalint.stores.nodes import Node, Text
from schemalint.yamlplaces import Group, UnreadableError, parse

Word = tuple[str, int]
"""A word behind an option, quotes included, and where it stands."""


LATER = {
    "update-time-to-live": ("ttl", "--time-to-live-specification", "Enabled"),
    "update-continuous-backups": ("recovery", "--point-in-time-recovery-specification", "PointInTimeRecoveryEnabled"),
}
"""Commands that set what no table can be made with: the setting, the option that says it, and the switch in that."""


class _Patterns:
    """What is looked for in commands."""

    def __init__(self) -> None:
        self.command = re.compile(f"{CREATE_TABLE}|{AWS_DYNAMODB}(?P<later>{'|'.join(LATER)})\\b")
        self.word = re.compile(r"(?P<gap>(?:[ \t]|\\\r?\n|[`^]\r?\n)+)|(?P<word>(?:'[^']*'|\"(?:[^\"\\]|\\.)*\"|\\.|[^\s'\"\\;|&`^])+)|(?P<end>.)", re.S)  # fmt: skip
        self.defined = re.compile(r"AttributeName=[\"']?([\w.$#:-]+)[\"']?,\s*AttributeType=[\"']?(\w+)")
        self.keyed = re.compile(r"AttributeName=[\"']?([\w.$#:-]+)[\"']?,\s*KeyType=[\"']?(HASH|RANGE)")
        self.named = re.compile(r"IndexName=[\"']?([\w.-]+)")
        self.projection = re.compile(r"ProjectionType=[\"']?(\w+)")
        self.given = re.compile(r"(?:^|[;&|(\t ])([A-Za-z_]\w*)=(\"[^\"\n]*\"|'[^'\n]*'|[^\s;\"']*)", re.M)
        self.variable = re.compile(r"\$\{?([A-Za-z_]\w*)\}?")
        self.included = re.compile(r"NonKeyAttributes=\[([^\]]*)\]")


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    return _Patterns()


def tables(text: Text) -> list[Sketch]:
    """The tables that commands make. A variable that the script gives one plain value stands for that; others say nothing certain."""
    found: list[Sketch] = []
    named: dict[str, Sketch] = {}
    constants = _constants(text.text)
    for match in _patterns().command.finditer(text.text):
        line = text.text.rfind("\n", 0, match.start()) + 1
        if "#" in text.text[line : match.start()]:
            continue
        if match["later"]:
            _later(named, match["later"], text, match.end(), constants)
            continue
        sketch = _command(text, match.start(), match.end(), constants)
        if sketch is not None:
            found.append(sketch)
            named[sketch.name] = sketch
    return found


def _later(made: dict[str, Sketch], verb: str, text: Text, at: int, constants: dict[str, str]) -> None:
    """What a command sets for a table that one before it makes."""
    options, _ = _options(text, at)
    name, told, switch = LATER[verb]
    called = _called(options, constants)
    sketch = made.get(called[0]) if called is not None else None
    if sketch is None:
        return
    for word, place in options.get(told, [])[:1]:
        _switch(sketch, name, word, place, switch, text)
        attribute = re.search(r"AttributeName[\"']?\s*[=:]\s*[\"']?([\w.-]+)", word)
        if any(part.name == name and part.value == "true" for part in sketch.parts):
            sketch.options[name] = attribute[1] if attribute else "true"


def _called(options: dict[str, list[Word]], constants: dict[str, str]) -> tuple[str, int, int] | None:
    """The table that a command is about, and where its name stands; None where that is not known."""
    for word, place in options.get("--table-name", [])[:1]:
        bare = word.strip("'\"")
        variable = _patterns().variable.fullmatch(bare) if word[0] != "'" else None
        said = constants.get(variable[1], "") if variable else bare
        if said and "$" not in said and "<" not in said:
            begin = place + word.find(bare)
            return said, begin, begin + len(bare)
    return None


def _switch(sketch: Sketch, name: str, word: str, place: int, switch: str, text: Text) -> None:
    """A setting that a word of a command switches."""
    on = re.search(rf"{switch}[\"']?\s*[=:]\s*(true|false)", word, re.I)
    span = text.span(place + on.start(1), place + on.end(1)) if on else None
    sketch.setting(name, Part(name, on[1].lower(), span, span) if on and span else None)


def _constants(text: str) -> dict[str, str]:
    """The variables that are given one value, and that a plain one."""
    given: dict[str, set[str]] = {}
    for match in _patterns().given.finditer(text):
        given.setdefault(match[1], set()).add(match[2].strip("'\""))
    return {name: value for name, (value, *others) in given.items() if value and not others and "$" not in value}


def _options(text: Text, at: int) -> tuple[dict[str, list[Word]], int]:
    """The words behind each option, with their places, and where the command ends."""
    options: dict[str, list[Word]] = {}
    current: list[Word] = []
    pattern = _patterns().word
    while at < len(text.text):
        match = pattern.match(text.text, at)
        if match is None or match["end"] or match[0].startswith("#"):
            break
        if match["word"]:
            if match[0].startswith("--"):
                name, equals, value = match[0].partition("=")
                current = options.setdefault(name, [])
                if equals:
                    current.append((value, match.start() + len(name) + 1))
            else:
                current.append((match[0], match.start()))
        at = match.end()
    return options, at


def _command(text: Text, start: int, at: int, constants: dict[str, str]) -> Sketch | None:
    options, end = _options(text, at)
    sent = options.get("--cli-input-json", [])
    if sent:
        held = _json(text, sent[:1])
        return request(held[0], held[1]) if held and isinstance(held[0], Group) and not held[0].is_list else None
    called = _called(options, constants)
    if called is None:
        return None
    said, begin, past = called
    sketch = Sketch(text.path, "shell", said, text.span(begin, past), text.span(start, end))
    _attributes(sketch, options.get("--attribute-definitions", []), text)
    written = options.get("--key-schema", [])
    held = _json(text, written)
    sketch.primary(keys(sketch, held[0], held[1]) if held else _keys(sketch, written, text))
    for word, local in INDEXES:
        option = "--" + re.sub(r"(?<!^)(?=[A-Z])", "-", word).lower()
        if option in options:
            _indexes(sketch, options[option], local, text)
    for word, place in options.get("--provisioned-throughput", []):
        sketch.parts.append(Part("throughput", "", *_both(text, place, place + len(word))))
    for word, _ in options.get("--billing-mode", []):
        if "$" in word:
            sketch.unknown.append("billing")
        else:
            sketch.options["billing_mode"] = word.strip("'\"").lower()
    for word, place in options.get("--sse-specification", [])[:1]:
        _switch(sketch, "encryption", word, place, "Enabled", text)
    return sketch


def _attributes(sketch: Sketch, told: list[Word], text: Text) -> None:
    held = _json(text, told)
    if held:
        rooms = len(sketch.rooms)
        attributes(sketch, held[0], held[1])
        del sketch.rooms[rooms:]  # what a shell quotes is not edited
        return
    defined = _patterns().defined
    for word, place in told:
        for one in defined.finditer(word):
            span = text.span(place + one.start(1), place + one.end(1))
            sketch.attribute(one[1], one[2], span, text.span(place + one.start(2), place + one.end(2)), span, False)
    if not told or any(not defined.search(word) for word, _ in told):
        sketch.unknown.append("attributes")


def _keys(sketch: Sketch, told: list[Word], text: Text) -> list[Key]:
    if not told or any(not _patterns().keyed.search(word) for word, _ in told):
        sketch.unknown.append("keys")
    return [one for word, place in told for one in _keyed(word, place, text)]


def _keyed(word: str, place: int, text: Text) -> Iterator[Key]:
    for one in _patterns().keyed.finditer(word):
        yield Key(one[1], one[2].lower(), text.span(place + one.start(1), place + one.end(1)))


def _indexes(sketch: Sketch, told: list[Word], local: bool, text: Text) -> None:
    held = _json(text, told)
    if held:
        indexes(sketch, held[0], local, held[1])
        return
    patterns = _patterns()
    for word, place in told:
        starts = [*(one.start() for one in patterns.named.finditer(word)), len(word)]
        if len(starts) < 2:
            sketch.unknown.append("keys")
        for first, past in pairwise(starts):
            part, at = word[first:past], place + first
            named, kind, listed = (one.search(part) for one in (patterns.named, patterns.projection, patterns.included))
            if named is None:
                continue
            name = named[1]
            found = list(_keyed(part, at, text))
            included = [
                Part("included", one, *_both(text, begin, end), name) for one, begin, end in _listed(listed, at)
            ]
            projected = [Part("projection", kind[1].lower(), *_both(text, at + kind.start(1), at + kind.end(1)), name)] if kind else []  # fmt: skip
            span = text.span(at + named.start(1), at + named.end(1))
            projection = kind[1] if kind else ""
            sketch.index(name, span, text.span(at, place + past), found, projection, [*projected, *included], local)
            capacity = part.find("ProvisionedThroughput=")
            if capacity >= 0:
                sketch.parts.append(Part("throughput", "", *_both(text, at + capacity, at + capacity + 21), name))


def _listed(match: re.Match[str] | None, at: int) -> Iterator[tuple[str, int, int]]:
    for one in re.finditer(r"[^,\s\"']+", match[1]) if match is not None else ():
        start = at + match.start(1) + one.start()  # type: ignore[union-attr]  # there is one in the loop
        yield one[0], start, start + len(one[0])


def _both(text: Text, start: int, end: int) -> tuple[Span, Span]:
    span = text.span(start, end)
    return span, span


def _json(text: Text, told: list[Word]) -> tuple[Node, Text] | None:
    """The JSON in the only word of an option, quoted as a whole; None where it is in shorthand, escaped or put together."""
    if len(told) != 1:
        return None
    word, at = told[0]
    if word[:1] not in ("'", '"') or word[-1:] != word[:1] or word[1:].lstrip()[:1] not in ("{", "[") or "$" in word:
        return None
    body = word[1:-1]
    if word[0] == '"' and "\\" in body:
        return None
    try:
        return parse(body, json=True), Text(text.path, body, text.base + at + 1)
    except UnreadableError:
        return None
