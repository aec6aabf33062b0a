"""Tables of DynamoDB in shell scripts: `aws dynamodb create-table` with its options, in shorthand or in JSON."""

from __future__ import annotations

import re
from functools import lru_cache

from schemalint.model.declaration import Part
from schemalint.model.schema import KeyPart
from schemalint.stores.cloudformation import request
from schemalint.stores.dynamo_table import Sketch
from schemalint.stores.nodes import Text
from schemalint.yamlplaces import Group, UnreadableError, parse


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    return (
        re.compile(r"\baws\b[^\n|;&]{0,200}?\bdynamodb\s+create-table\b"),
        re.compile(r"(?P<gap>(?:[ \t]|\\\r?\n|[`^]\r?\n)+)|(?P<word>(?:'[^']*'|\"(?:[^\"\\]|\\.)*\"|\\.|[^\s'\"\\;|&`^])+)|(?P<end>.)", re.S),
        re.compile(r"AttributeName=[\"']?([\w.$#:-]+)[\"']?,\s*AttributeType=[\"']?(\w+)"),
        re.compile(r"AttributeName=[\"']?([\w.$#:-]+)[\"']?,\s*KeyType=[\"']?(HASH|RANGE)"),
    )  # fmt: skip


def tables(text: Text) -> list[Sketch]:
    """The tables that commands make. A command whose words hold variables says nothing certain."""
    found = []
    for match in _patterns()[0].finditer(text.text):
        line = text.text.rfind("\n", 0, match.start()) + 1
        if "#" in text.text[line : match.start()]:
            continue
        sketch = _command(text, match.start(), match.end())
        if sketch is not None:
            found.append(sketch)
    return found


def _options(text: Text, at: int) -> tuple[dict[str, list[tuple[str, int]]], int]:
    """The words behind each option, with their places, and where the command ends."""
    options: dict[str, list[tuple[str, int]]] = {}
    current: list[tuple[str, int]] = []
    pattern = _patterns()[1]
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


def _command(text: Text, start: int, at: int) -> Sketch | None:
    options, end = _options(text, at)
    sent = options.get("--cli-input-json", [])
    if sent:
        held = _json(text, *sent[0])
        return request(held[0], held[1]) if held else None
    name = next(iter(options.get("--table-name", ())), None)
    if name is None or "$" in name[0] or "<" in name[0]:
        return None
    bare = name[0].strip("'\"")
    begin = name[1] + name[0].find(bare)
    sketch = Sketch(text.path, "shell", bare, text.span(begin, begin + len(bare)), text.span(start, end))
    _, _, defined, keyed = _patterns()
    told = options.get("--attribute-definitions", [])
    for word, place in told:
        for one in defined.finditer(word):
            span = text.span(place + one.start(1), place + one.end(1))
            sketch.attribute(one[1], one[2], span, text.span(place + one.start(2), place + one.end(2)), span, False)
    if not told or any(not defined.search(word) for word, _ in told):
        sketch.unknown.append("attributes")
    keys: list[tuple[bool, KeyPart]] = []
    written = options.get("--key-schema", [])
    for word, place in written:
        keys += [
            (one[2] == "RANGE", KeyPart(one[1], span=text.span(place + one.start(1), place + one.end(1))))
            for one in keyed.finditer(word)
        ]
    sketch.primary([part for _, part in sorted(keys, key=lambda one: one[0])])
    indexed = "--global-secondary-indexes" in options or "--local-secondary-indexes" in options
    if indexed or not written or any(not keyed.search(word) for word, _ in written):
        sketch.unknown.append("keys")
    billing = options.get("--billing-mode")
    if billing:
        sketch.options["billing_mode"] = billing[0][0].lower()
    encryption = options.get("--sse-specification")
    if encryption:
        word, place = encryption[0]
        on = re.search(r"Enabled[\"']?\s*[=:]\s*(true|false)", word, re.I)
        if on is None:
            sketch.setting("encryption", None)
        else:
            span = text.span(place + on.start(1), place + on.end(1))
            sketch.setting("encryption", Part("encryption", on[1].lower(), span, span))
    return sketch


def _json(text: Text, word: str, at: int) -> tuple[Group, Text] | None:
    if word[:1] not in ("'", '"') or "{" not in word or "$" in word:
        return None
    body = word[1:-1]
    try:
        held = parse(body, json=True)
    except UnreadableError:
        return None
    if not isinstance(held, Group) or held.is_list:
        return None
    return held, Text(text.path, body, text.base + at + 1)
