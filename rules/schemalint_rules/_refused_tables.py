"""What DynamoDB refuses of a table, however well its declaration is formed: the limits of its API, held against a declaration."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from schemalint import Declaration, Index, Part, Span, Table
from schemalint_rules._declarations import Grouped

NAME = re.compile(r"[a-zA-Z0-9_.-]{3,255}")
"""API Reference, CreateTable: TableName and IndexName."""
LOCAL_INDEXES = 5
GLOBAL_INDEXES = 20
"""API Reference, CreateTable: LocalSecondaryIndexes and GlobalSecondaryIndexes. The second is a quota, which AWS raises for who asks."""
INCLUDED = 20
INCLUDED_IN_ALL = 100
"""API Reference, Projection: NonKeyAttributes of one index, and of all indexes together."""
KEY_ATTRIBUTES = 4
"""API Reference, CreateTable, GlobalSecondaryIndexes: in the partition key, and in the sort key. All other keys have one in each."""
PROJECTIONS = ("all", "keys_only", "include")

NAMED = "3 to 255 letters, digits, underscores, hyphens and full stops"
CAPACITY = {
    "terraform": "read_capacity and write_capacity",
    "terraform-module": "read_capacity and write_capacity",
    "shell": "--provisioned-throughput",
    "global-table": "WriteProvisionedThroughputSettings",
}
"""What says how much is provisioned; `ProvisionedThroughput` in the other forms."""

Fault = tuple[Span, str, str, str]
"""Where it stands, the index it is about or nothing, what is wrong, and the cure."""


def faults(table: Table, found: Declaration) -> Iterator[Fault]:
    """All but missing capacity and the quota that can be raised."""
    parts = found.grouped()
    yield from _names(table, found)
    if "keys" not in found.unknown:
        yield from _keys(parts.get(("key", ""), []), "", 1, implied=False)
        for index in _told_apart(table):
            keys = parts.get(("index-key", index.name), [])
            own = index.method == "global"
            implied = not own and len(keys) < len(index.parts)  # in Terraform the key of the table stands for it
            yield from _keys(keys, index.name, KEY_ATTRIBUTES if own else 1, implied)
        yield from _local(table)
    yield from _projections(table, parts)
    if "stream" not in found.unknown and "stream" not in dict(table.options) and len(found.named("replica")) > 1:
        cure = "StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}"
        yield table.span, "", "has several replicas, but no stream by which they are kept alike", cure
    # Terraform leaves out what is stated beside PAY_PER_REQUEST; global tables have settings of both kinds.
    paid = dict(table.options).get("billing_mode") == "pay_per_request"
    if paid and found.form not in ("terraform", "terraform-module", "global-table"):
        for part in found.named("throughput"):
            yield part.span, part.of, "states capacity, but its requests are paid", f"take {_stated(found)} out"


def _told_apart(table: Table) -> list[Index]:
    """The indexes whose parts are known by their names."""
    names = Counter(index.name for index in table.indexes)
    return [index for index in table.indexes if index.name and names[index.name] == 1]


def _names(table: Table, found: Declaration) -> Iterator[Fault]:
    if "name" not in found.unknown and not table.name.startswith("arn:") and not NAME.fullmatch(table.name):
        yield table.span, "", "has a name that no table may have", NAMED
    seen: set[str] = set()
    for index in table.indexes:
        if index.name and not NAME.fullmatch(index.name):
            yield index.name_span, index.name, "has a name that no index may have", NAMED
        if index.name and index.name in seen:
            yield index.name_span, index.name, "has the name of another index", "a name for each"
        seen.add(index.name)


def _keys(parts: list[Part], index: str, most: int, implied: bool) -> Iterator[Fault]:
    """What is wrong with a key; `implied` where its partition key stands elsewhere."""
    roles = {part.role for part in parts}
    before = Counter({"hash": int(implied)})
    seen: set[str] = set()
    for part in parts:
        name = part.value
        if part.role not in ("hash", "range"):
            if part.role:
                yield part.span, index, f"has {name} as a key of the kind {part.role.upper()}", "HASH or RANGE"
        elif name in seen:
            yield part.span, index, f"has {name} in its key twice", "another attribute, or none"
        elif before[part.role] == most:
            what = "partition key" if part.role == "hash" else "sort key"
            yield part.span, index, f"has, with {name}, more than {most} in its {what}", "fewer attributes"
        elif part.role == "hash" and before["range"]:
            yield part.span, index, f"names its partition key {name} behind its sort key", "the partition key first"
        elif part.role == "range" and not implied and not {"hash", ""} & roles:
            yield part.span, index, f"has the sort key {name} and no partition key", "a partition key before it"
        before[part.role] += 1
        seen.add(name)


def _local(table: Table) -> Iterator[Fault]:
    key = table.primary_key.columns if table.primary_key is not None else ()
    local = [index for index in table.indexes if index.method == "local"]
    for at, index in enumerate(local):
        if at == LOCAL_INDEXES:
            what = f"is one more than the {LOCAL_INDEXES} local indexes that a table may have"
            yield index.name_span, index.name, what, "a global index"
        if len(key) == 1:
            what = "is local, but its table has no sort key"
            yield index.name_span, index.name, what, "a sort key for the table, or a global index"
        elif len(index.columns) == 1:
            yield index.name_span, index.name, "is local and has no sort key", "an attribute to sort by"
        elif key and index.columns[0] != key[0]:
            what = f"is local, but its partition key is {index.columns[0]} and not {key[0]} as its table's"
            yield index.parts[0].span, index.name, what, f"{key[0]}, or a global index"


def _projections(table: Table, parts: Grouped) -> Iterator[Fault]:
    total = 0
    for index in _told_apart(table):
        said = next(iter(parts.get(("projection", index.name), ())), None)
        kind = said.value if said is not None else ""
        if said is not None and kind == "unsaid":
            what = "does not say what it holds besides its keys"
            yield index.name_span, index.name, what, "a projection: ALL, KEYS_ONLY or INCLUDE"
        elif said is not None and kind and kind not in PROJECTIONS:
            yield said.span, index.name, f"has the projection {kind.upper()}", "ALL, KEYS_ONLY or INCLUDE"
        elif said is not None and kind == "include" and not index.include and not index.unknown:
            yield said.span, index.name, "includes attributes and names none", "the attributes, or KEYS_ONLY"
        if len(index.include) > INCLUDED:
            what = f"includes {len(index.include)} attributes, and one index may include {INCLUDED}"
            yield index.name_span, index.name, what, "ALL, or fewer"
        total += len(index.include)
        if total - len(index.include) <= INCLUDED_IN_ALL < total:
            what = f"includes attributes, with which it and those before it are more than {INCLUDED_IN_ALL}"
            yield index.name_span, index.name, what, "ALL, or fewer"


def without_capacity(table: Table, found: Declaration) -> Iterator[Fault]:
    """The table, or else its indexes, for which capacity is provisioned and none is stated. A fragment without keys is an example."""
    hidden = {"billing", "throughput", "keys"} & set(found.unknown)
    if hidden or found.form in ("model", "simple-table") or not found.named("attribute"):
        return
    if dict(table.options).get("billing_mode", "provisioned") != "provisioned":
        return
    stated = {part.of for part in found.named("throughput")}
    what = f"has provisioned capacity, but {_stated(found)} does not say how much"
    mode = (
        'billing_mode = "PAY_PER_REQUEST"'
        if found.form in ("terraform", "terraform-module")
        else "BillingMode: PAY_PER_REQUEST"
    )
    if "" not in stated:
        yield table.span, "", what, f"{_stated(found)}, or {mode}"
        return
    for index in table.indexes:
        if index.method == "global" and index.name and index.name not in stated:
            told = "ProvisionedThroughput" if found.form == "shell" else _stated(found)
            yield index.name_span, index.name, f"has provisioned capacity, but {told} does not say how much", told


def _stated(found: Declaration) -> str:
    return CAPACITY.get(found.form, "ProvisionedThroughput")
