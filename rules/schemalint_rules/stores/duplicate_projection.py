from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, Declaration, Diagnostic, Edit, Fix, Good, Index, Part, Table, TableRule
from schemalint_rules._declarations import Grouped, about_index, declared, without


class DuplicateProjection(TableRule):
    """An index of DynamoDB should name nothing that it holds anyway.

    ## What it does
    Reports attributes in the projection of a secondary index that are keys of the table or of the index, that are named twice, or
    that are named although the index holds all attributes or keys alone; and an index with the keys of another one that holds
    all it holds.

    ## Why is this bad
    The keys of the table and of the index are in every index. Who names them counts on a limit of 100 attributes that is not
    needed, and `NonKeyAttributes` beside `ALL` or `KEYS_ONLY` is refused. Two indexes with the same keys are written to, stored
    and paid for twice.

    ## Fix
    Take the names out of the list; where nothing stays, the index holds its keys only.

    ## References
    - Amazon DynamoDB API Reference, Projection
    - Amazon DynamoDB Developer Guide, Attribute projections
    """

    name = "duplicate-projection"
    severity = "warning"
    on = "recommended"
    dialects = ("dynamodb",)
    fixes = "unsafe"
    good = (
        Good(
            'resource "aws_dynamodb_table" "t" {\n  name     = "t"\n  hash_key = "id"\n  global_secondary_index {\n'
            '    name               = "by_owner"\n    hash_key           = "owner"\n    projection_type    = "INCLUDE"\n'
            '    non_key_attributes = ["total"]\n  }\n}\n',
            dialect="dynamodb",
            path="infra/tables.tf",
        ),
    )
    bad = (
        Bad(
            "Resources:\n  T:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      GlobalSecondaryIndexes:\n"
            "        - Projection:\n            ProjectionType: INCLUDE\n            NonKeyAttributes:\n"
            "              - total\n              - owner\n"
            "          KeySchema:\n            - AttributeName: owner\n              KeyType: HASH\n          IndexName: by_one\n",
            at="owner",
            fixed="Resources:\n  T:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      GlobalSecondaryIndexes:\n"
            "        - Projection:\n            ProjectionType: INCLUDE\n            NonKeyAttributes:\n"
            "              - total\n"
            "          KeySchema:\n            - AttributeName: owner\n              KeyType: HASH\n          IndexName: by_one\n",
            dialect="dynamodb",
        ),
        Bad(
            'resource "aws_dynamodb_table" "t" {\n  global_secondary_index {\n    non_key_attributes = ["owner", "id"]\n'
            '    projection_type    = "INCLUDE"\n    name               = "by_one"\n    hash_key           = "owner"\n  }\n'
            '  name     = "t"\n  hash_key = "id"\n}\n',
            at="owner",
            fixed='resource "aws_dynamodb_table" "t" {\n  global_secondary_index {\n'
            '    projection_type    = "KEYS_ONLY"\n    name               = "by_one"\n    hash_key           = "owner"\n  }\n'
            '  name     = "t"\n  hash_key = "id"\n}\n',
            dialect="dynamodb",
            path="infra/tables.tf",
        ),
        Bad(
            'resource "aws_dynamodb_table" "t" {\n  name     = "t"\n  hash_key = "id"\n  global_secondary_index {\n'
            '    name            = "first"\n    hash_key        = "owner"\n    projection_type = "ALL"\n  }\n'
            '  global_secondary_index {\n    name            = "later"\n    hash_key        = "owner"\n'
            '    projection_type = "KEYS_ONLY"\n  }\n}\n',
            at="later",
            dialect="dynamodb",
            path="infra/tables.tf",
        ),
    )

    def check(self, table: Table, catalog: Catalog) -> Iterator[Diagnostic]:
        found = declared(table)
        if found is None:
            return
        parts = found.grouped()
        alike: dict[tuple[int, tuple[str, ...]], list[Index]] = {}
        for index in table.indexes:
            gone = _repeated(parts, index)
            if gone:
                yield self._named(found, table, index, gone)
            alike.setdefault(_key(parts, index), []).append(index)
        for index in table.indexes if "keys" not in found.unknown else ():
            others = alike[_key(parts, index)]
            at = others.index(index)
            # Of two that hold the same, the later is told.
            held = next((one for one in others[:at] if _covers(one, index)), None) or next(
                (one for one in others[at + 1 :] if _covers(one, index) and not _covers(index, one)), None
            )
            if held is not None:
                yield self.found(
                    index.name_span,
                    f"The index {index.name} of {table.name} has the keys of {held.name}, which holds all it holds: every write pays for both.",
                    subject=about_index(table, index.name, index.columns),
                    repair=f"use {held.name} and take {index.name} out",
                )  # fmt: skip

    def _named(self, found: Declaration, table: Table, index: Index, gone: list[Part]) -> Diagnostic:
        names = ", ".join(dict.fromkeys(part.value for part in gone))
        kind = next(iter(found.named("projection", index.name)), None)
        every = found.named("included", index.name)
        if kind is not None and kind.value in ("all", "keys_only"):
            why = f"its projection is {kind.value.upper()}, so DynamoDB refuses the list"
        else:
            why = "it holds them anyway, as keys or by their first mention"
        edits = without(every, gone) if len(gone) < len(every) else _emptied(found, index)
        return self.found(
            gone[0].span,
            f"The index {index.name} of {table.name} names {names} in its projection, but {why}.",
            subject=about_index(table, index.name, tuple(dict.fromkeys(part.value for part in gone))),
            repair=f"take {names} out of the projection",
            fix=Fix(f"Take {names} out of the projection of {index.name}", "unsafe", edits=edits) if edits else None,
        )


def _key(parts: Grouped, index: Index) -> tuple[int, tuple[str, ...]]:
    """The attributes of a key, and how many of them are its partition key."""
    roles = [part.role for part in parts.get(("index-key", index.name), ())]
    return max(roles.count("hash"), 1), index.columns


def _repeated(parts: Grouped, index: Index) -> list[Part]:
    every = parts.get(("included", index.name), [])
    kind = next((part.value for part in parts.get(("projection", index.name), ())), "")
    if kind in ("all", "keys_only"):
        return every
    keys = {part.value for part in (*parts.get(("key", ""), ()), *parts.get(("index-key", index.name), ()))}
    keys |= {part.column for part in index.parts}
    gone = []
    for part in every:
        if part.value in keys:
            gone.append(part)
        keys.add(part.value)
    return gone


def _emptied(found: Declaration, index: Index) -> tuple[Edit, ...]:
    """The edits that leave no list: an index that included only its keys then says so."""
    kinds, lists = found.named("projection", index.name), found.named("included-list", index.name)
    if len(kinds) != 1 or len(lists) != 1 or kinds[0].value == "unsaid":
        return ()
    gone = Edit(lists[0].whole, "")
    if kinds[0].value in ("all", "keys_only"):
        return (gone,)
    return (Edit(kinds[0].span, "KEYS_ONLY"), gone)


def _covers(one: Index, other: Index) -> bool:
    """Whether an index has the keys of another and holds all that the other holds."""
    if not one.name or not other.name or one.unknown or other.unknown:
        return False
    mine, its = dict(one.options).get("projection"), dict(other.options).get("projection")
    if mine == "all" or its == "keys_only":
        return True
    return mine == its == "include" and set(other.include) <= set(one.include)
