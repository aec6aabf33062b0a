"""Tables of DynamoDB as their files declare them: what the rules ask of a declaration, and the edits that mend it in place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from schemalint import Declaration, Edit, Part, Room, Span, Subject, Table

Entry = Mapping[str, "str | bool | Entry"]
"""A property with its value, or with the properties in it."""

Grouped = dict[tuple[str, str], list[Part]]
"""The parts of a declaration by their names and the index or replica they are of."""

SURE = ("cloudformation", "global-table", "terraform", "terraform-module")
"""The forms that can say everything about a table."""

SETTINGS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "encryption": {
        "": ("SSESpecification", "SSEEnabled"),
        "request": ("SSESpecification", "Enabled"),
        "terraform": ("server_side_encryption", "enabled"),
        "terraform-module": ("", "server_side_encryption_enabled"),
    },
    "recovery": {
        "": ("PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled"),
        "terraform": ("point_in_time_recovery", "enabled"),
        "terraform-module": ("", "point_in_time_recovery_enabled"),
    },
    "ttl": {
        "": ("TimeToLiveSpecification", "Enabled"),
        "terraform": ("ttl", "enabled"),
        "terraform-module": ("", "ttl_enabled"),
    },
}
"""What the settings and their switches are called, by the form of the declaration where it is not as in templates; a switch that
stands alone has nothing around it."""
TTL_ATTRIBUTE = {"terraform": "attribute_name", "terraform-module": "ttl_attribute_name"}

OFF = ("false", "unsaid")
"""What the part of a setting says that is off."""

_BARE = re.compile(r"[A-Za-z_][\w.-]*")


def declared(table: Table) -> Declaration | None:
    """How the table is declared; None for other stores, and where an expression says all of it."""
    found = table.declaration
    return found if found is not None and "all" not in found.unknown else None


def holds_anything(table: Table) -> bool:
    """Whether items may have attributes that no declaration names: DynamoDB asks for those of keys alone."""
    return table.declaration is not None and table.declaration.form != "model"


def about(table: Table, attribute: str = "") -> Subject:
    """The subject of a finding about a table, or about one of its attributes."""
    if attribute:
        return Subject("column", None, table.name, attribute, (attribute,))
    return Subject("table", None, None, table.name)


def about_index(table: Table, index: str, columns: tuple[str, ...] = ()) -> Subject:
    """The subject of a finding about an index."""
    return Subject("index", None, table.name, index, columns)


def keeps_locks(table: Table) -> bool:
    """Whether Terraform keeps in a table who works on its states: items that come and go, and must not go by themselves."""
    return table.primary_key is not None and table.primary_key.columns == ("LockID",)


def switched(table: Table, name: str) -> Iterator[tuple[Span, Part | None, Room | None, str]]:
    """The places at which a setting is off: what to underline, what says so or where it can be said, and the replica."""
    found = declared(table)
    if found is None or name in found.unknown:
        return
    replicas = found.named("replica") if name == "recovery" else ()
    for replica in replicas:
        said = found.named(name, replica.value)
        if not said:
            yield replica.span, None, found.room("replica", replica.value), replica.value
        elif said[0].value in OFF:
            yield said[0].span, said[0], found.room(name, replica.value), replica.value
    if not replicas:
        said = found.named(name)
        if not said:
            yield table.span, None, found.room("properties"), ""
        elif said[0].value in OFF:
            yield said[0].span, said[0], found.room(name), ""


def turned_on(
    found: Declaration, name: str, part: Part | None, room: Room | None, attribute: str = ""
) -> tuple[Edit, ...]:
    """The edit that switches a setting on: of the value that says it is off, or an entry where nothing says anything; `attribute` is
    the one that time to live goes by."""
    if part is not None and part.value == "false":
        return (Edit(part.span, "true"),)
    if room is None:
        return ()
    block, switch = _called(found, name)
    if part is not None:
        return (added(room, {switch: True}),)
    lead = {TTL_ATTRIBUTE.get(found.form, "AttributeName"): attribute} if attribute else {}
    entry: Entry = {**lead, switch: True}
    return (added(room, {block: entry} if block else entry),)


def switch(found: Declaration, name: str) -> str:
    """How the declaration writes that a setting is on."""
    block, word = _called(found, name)
    if not block:
        return f"{word} = true"
    return f"{block} {{ {word} = true }}" if found.form == "terraform" else f"{block}: {{{word}: true}}"


def _called(found: Declaration, name: str) -> tuple[str, str]:
    words = SETTINGS[name]
    return words.get(found.form, words[""])


def definition(found: Declaration, attribute: str) -> Edit | None:
    """The edit that defines an attribute as a string; None where nothing can be added."""
    room = found.room("attributes")
    if room is None:
        return None
    if found.form != "terraform":
        return added(room, {"AttributeName": attribute, "AttributeType": "S"}, item=True)
    entry = {"name": attribute, "type": "S"}
    return added(room, {"attribute": entry}) if room.syntax == "hcl" else added(room, entry, item=True)


def added(room: Room, entry: Entry, item: bool = False) -> Edit:
    """The edit that adds an entry: properties to a mapping, or one more mapping to a list."""
    if room.syntax == "json":
        text = _json(entry, room, item)
    elif room.syntax == "yaml":
        lines = list(_yaml(entry, ""))
        if item:
            lines = [f"{'- ' if at == 0 else '  '}{line}" for at, line in enumerate(lines)]
        text = "".join(f"\n{room.indent}{line}" for line in lines)
    else:
        lines = list(_hcl(entry, ""))
        gap = "\n" if any(isinstance(value, Mapping) for value in entry.values()) else ""
        text = gap + "".join(f"\n{room.indent}{line}" for line in lines)
    return Edit(room.at, text.replace("\n", room.newline))


def _json(entry: Entry, room: Room, item: bool) -> str:
    lead = "" if room.first else ","
    pairs = ", ".join(f'"{key}": {_inline(value)}' for key, value in entry.items())
    body = f"{{{pairs}}}" if item else pairs
    return f"{lead}\n{room.indent}{body}" if room.indent is not None else f"{lead} {body}"


def _inline(value: str | bool | Entry) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    return "{" + ", ".join(f'"{key}": {_inline(inner)}' for key, inner in value.items()) + "}"


def _yaml(entry: Entry, indent: str) -> Iterator[str]:
    for key, value in entry.items():
        if isinstance(value, bool):
            yield f"{indent}{key}: {'true' if value else 'false'}"
        elif isinstance(value, str):
            yield f"{indent}{key}: {value if _BARE.fullmatch(value) else _inline(value)}"
        else:
            yield f"{indent}{key}:"
            yield from _yaml(value, indent + "  ")


def _hcl(entry: Entry, indent: str) -> Iterator[str]:
    width = max((len(key) for key, value in entry.items() if not isinstance(value, Mapping)), default=0)
    for key, value in entry.items():
        if isinstance(value, Mapping):
            yield f"{indent}{key} {{"
            yield from _hcl(value, indent + "  ")
            yield f"{indent}}}"
        else:
            yield f"{indent}{key:<{width}} = {_inline(value)}"


def without(parts: Sequence[Part], gone: Iterable[Part]) -> tuple[Edit, ...]:
    """The edits that take entries out of their list, of which others stay. `parts` are all of it, in order."""
    out = set(gone)
    edits: list[Edit] = []
    at = 0
    while at < len(parts):
        if parts[at] not in out:
            at += 1
            continue
        first = at
        while at < len(parts) and parts[at] in out:
            at += 1
        run = parts[first:at]
        if not run[0].listed:
            edits += [Edit(part.whole, "") for part in run]
        elif at < len(parts):
            edits.append(Edit(_between(run[0].whole.start, parts[at].whole.start, run[0]), ""))
        else:
            edits.append(Edit(_between(parts[first - 1].whole.end, run[-1].whole.end, run[0]), ""))
    return tuple(edits)


def _between(start: int, end: int, part: Part) -> Span:
    return part.whole._replace(start=start, end=end)
