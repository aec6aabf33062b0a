from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from schemalint import Bad, Catalog, Declaration, Diagnostic, Edit, Fix, Good, Part, Table, TableRule, option
from schemalint_rules._declarations import about, about_index, declared, definition
from schemalint_rules._vocabulary import STATUS, STATUS_WHEN_SHORT, words

TIMES = frozenset({"date", "day", "week", "month", "year", "hour", "weekday", "quarter"})
FEW = frozenset(
    {
        "category", "country", "region", "continent", "currency", "language", "lang", "locale", "environment", "env", "active",
        "enabled", "disabled", "deleted", "archived", "published", "verified", "flag", "season", "rating", "department",
    }
)  # fmt: skip
"""The last word of what has few values, or one that most items share."""
SWITCHES = frozenset({"is", "has", "can", "was"})
"""The first word of what is true or false."""
SPREAD = frozenset({"shard", "bucket", "hash", "suffix", "partition", "id", "key", "pk"})
"""Words of a key that spreads its values."""


class HotPartitionKey(TableRule):
    """A partition key should have many values, and the work should be spread over them.

    ## What it does
    Reports a partition key of a table or of a global secondary index whose name tells of few values, or of one that all new
    items share: `status`, `type`, `country`, `is_active`, `date`. Generic names (`PK`, `GSI1PK`), composite ones (`tenant#status`)
    and names with `shard` or `bucket` in them say nothing of their values.

    ## Why is this bad
    All items with one value lie in one partition, which takes 1,000 writes and 3,000 reads a second, however much the table may
    have. What exceeds that is throttled; and where an index cannot take its writes, the table is throttled as well.

    ## Fix
    Spread the value: let programs write it with a shard number behind it (`open#3`) and read all shards, or lead the key by what
    is many, such as the tenant. The fix puts a new attribute for that in place; programs have to fill it.

    ## References
    - Amazon DynamoDB Developer Guide, Best practices for designing and using partition keys effectively
    - Amazon DynamoDB Developer Guide, Using write sharding to distribute workloads evenly
    """

    name = "hot-partition-key"
    severity = "warning"
    on = "recommended"
    dialects = ("dynamodb",)
    fixes = "unsafe"
    spread: tuple[str, ...] = option((), "Attributes whose values are many, whatever their names tell.")
    good = (
        Good(
            'resource "aws_dynamodb_table" "t" {\n  name     = "t"\n  hash_key = "order_id"\n  global_secondary_index {\n'
            '    name            = "by_status"\n    hash_key        = "status_shard"\n    projection_type = "ALL"\n  }\n}\n',
            dialect="dynamodb",
            path="infra/tables.tf",
        ),
        Good(
            'resource "aws_dynamodb_table" "t" {\n  name     = "t"\n  hash_key = "country"\n}\n',
            dialect="dynamodb",
            path="infra/tables.tf",
            options={"spread": ["country"]},
        ),
    )
    bad = (
        Bad(
            "Resources:\n  Orders:\n    Type: AWS::DynamoDB::Table\n    Properties:\n"
            "      KeySchema:\n        - AttributeName: id\n          KeyType: HASH\n"
            "      GlobalSecondaryIndexes:\n        - IndexName: open_orders\n          KeySchema:\n"
            "            - AttributeName: orderStatus\n              KeyType: HASH\n"
            "      AttributeDefinitions:\n        - AttributeName: id\n          AttributeType: S\n"
            "        - AttributeName: orderStatus\n          AttributeType: S\n",
            at="orderStatus",
            fixed="Resources:\n  Orders:\n    Type: AWS::DynamoDB::Table\n    Properties:\n"
            "      KeySchema:\n        - AttributeName: id\n          KeyType: HASH\n"
            "      GlobalSecondaryIndexes:\n        - IndexName: open_orders\n          KeySchema:\n"
            "            - AttributeName: orderStatusShard\n              KeyType: HASH\n"
            "      AttributeDefinitions:\n        - AttributeName: id\n          AttributeType: S\n"
            "        - AttributeName: orderStatusShard\n          AttributeType: S\n",
            dialect="dynamodb",
        ),
        Bad(
            'resource "aws_dynamodb_table" "t" {\n  name      = "t"\n  hash_key  = "date"\n  range_key = "id"\n}\n',
            at="date",
            dialect="dynamodb",
            path="infra/tables.tf",
        ),
    )

    def check(self, table: Table, catalog: Catalog) -> Iterator[Diagnostic]:
        found = declared(table)
        if found is None:
            return
        keys = [("", part) for part in found.named("key") if part.role == "hash"]
        of_global = {index.name: index.columns for index in table.indexes if index.method == "global" and index.name}
        keys += [(part.of, part) for part in found.named("index-key") if part.role == "hash" and part.of in of_global]
        several = Counter(of for of, _ in keys)
        for index, part in keys:
            if several[index] > 1 or not self._hot(part.value):  # the attributes of a partition key are many together
                continue
            whose, what = (
                (f"index {index} of {table.name}", "the table with it") if index else (f"table {table.name}", "it")
            )
            yield self.found(
                part.span,
                f"The {whose} is partitioned by {part.value}, which has few values or one that new items share: one partition gets the "
                f"work, and throttles {what}.",
                subject=about_index(table, index, of_global[index]) if index else about(table, part.value),
                repair=f"lead the key by what has many values, or by {_sharded(part.value)}",
                fix=_fix(found, table, part),
            )  # fmt: skip

    def _hot(self, name: str) -> bool:
        if not name.replace("_", "").replace("-", "").isalnum() or name in self.spread:
            return False
        said = words(name)
        if not said or not SPREAD.isdisjoint(said):
            return False
        return said[-1] in STATUS | STATUS_WHEN_SHORT | TIMES | FEW or (len(said) > 1 and said[0] in SWITCHES)


def _sharded(name: str) -> str:
    """The attribute that holds the value with its shard, in the style of the name."""
    if "_" not in name and not name.islower() and not name.isupper():
        return f"{name}Shard"
    return f"{name}_SHARD" if name.isupper() else f"{name}_shard"


def _fix(found: Declaration, table: Table, part: Part) -> Fix | None:
    """The key by a new attribute: its definition takes the place of the old one where nothing else uses that."""
    if found.form == "model":
        return None
    new = _sharded(part.value)
    local = {index.name for index in table.indexes if index.method == "local"} if part.name == "key" else set()
    same = [one for one in (*found.named("key"), *found.named("index-key")) if one.value == part.value]
    # Local indexes have the partition key of their table.
    changed = [one for one in same if one == part or (one.of in local and one.role == "hash")]
    defined = [one for one in found.named("attribute") if one.value == part.value]
    edits = [Edit(one.span, new) for one in changed]
    column = table.column(part.value)
    if len(same) == len(changed) and len(defined) == 1 and column is not None and column.type is not None:
        edits.append(Edit(defined[0].span, new))
        if column.type.name != "S":
            edits.append(Edit(column.type.span, "S"))
    else:
        edit = definition(found, new)
        if edit is None or new in {one.value for one in found.named("attribute")}:
            return None
        edits.append(edit)
    return Fix(f"Spread {part.value} over shards, by {new} that programs fill", "unsafe", edits=tuple(edits))
