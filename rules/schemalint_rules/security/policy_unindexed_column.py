from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from schemalint import (
    Bad,
    Call,
    Cast,
    Catalog,
    CatalogRule,
    ColumnRef,
    Compare,
    Constant,
    CreateIndex,
    Diagnostic,
    Expression,
    Fix,
    Good,
    Index,
    KeyPart,
    Logic,
    Policy,
    Replay,
    Shape,
    Table,
    Unclear,
)
from schemalint_rules._proposals import (
    about,
    index_affix,
    index_name,
    listed,
    name_of,
    object_name,
    spelled,
    spelled_ref,
)
from schemalint_rules._row_security import policies_of
from schemalint_rules._tables import paths

Given = Callable[[Shape, Table], bool]
_DEPTH = 50
METHODS = frozenset({"btree", "hash"})


class PolicyUnindexedColumn(CatalogRule):
    """A column that policies look rows up by needs an index.

    ## What it does
    Reports a column that the USING of a policy compares with what is the same for the whole statement (a function, a setting, a
    sub-select), where no index begins with it. Only where the comparison alone can decide: by itself, joined by AND, or by
    OR with others of its kind. Truth values and literals are left alone; an index on `published` finds half the table.

    A text column that is compared with `current_user` or its like is reported even where an index begins with it: what they give
    has the type `name`, which sorts otherwise, so the server cannot tell by which order to compare, and uses no index.

    ## Why is this bad
    The server adds the condition to every query on the table. Without an index each of them reads all rows of all users to find
    those of one.

    ## Fix
    CREATE INDEX. The index has to be kept by every write, so it is left to be looked at. Behind `current_user` write
    `COLLATE "default"`; that is not done by itself.

    ## References
    - PostgreSQL 17 manual, 5.9 Row Security Policies; 11.1 Introduction (Indexes); 11.11 Indexes and Collations
    """

    name = "policy-unindexed-column"
    severity = "warning"
    on = "recommended"
    dialects = ("postgres",)
    fixes = "unsafe"
    changes = ("CreatePolicy",)
    good = (
        Good(
            "CREATE INDEX ON note (owner);\nCREATE POLICY mine ON note USING (owner = current_setting('app.user'));",
            given="CREATE TABLE note (id int PRIMARY KEY, owner text);",
        ),
        Good(
            'CREATE INDEX ON note (owner);\nCREATE POLICY mine ON note USING (owner = current_user COLLATE "default");',
            given="CREATE TABLE note (id int PRIMARY KEY, owner text);",
        ),
        Good(
            "CREATE POLICY shown ON note FOR SELECT USING (published OR state = 'public');",
            given="CREATE TABLE note (id int PRIMARY KEY, published boolean, state text);",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE note (id int PRIMARY KEY, owner name);\nCREATE POLICY mine ON note USING (owner = current_user);\n",
            at="owner = current_user",
            fixed="CREATE TABLE note (id int PRIMARY KEY, owner name);\n"
            "CREATE POLICY mine ON note USING (owner = current_user);\nCREATE INDEX note_owner_idx ON note (owner);\n",
        ),
        Bad(
            "CREATE INDEX ON note (owner);\nCREATE POLICY mine ON note USING (owner = current_user);",
            given="CREATE TABLE note (id int PRIMARY KEY, owner text);",
            at="owner = current_user",
            message='COLLATE "default"',
        ),
        Bad(
            "CREATE POLICY ours ON note USING (team IN (SELECT team FROM member WHERE name = current_user));",
            given="CREATE TABLE note (id int, team int, PRIMARY KEY (id, team));\nCREATE TABLE member (team int, name text);",
            at="team IN (SELECT team FROM member WHERE name = current_user)",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for ref, policies in policies_of(catalog).items():
            table = catalog.table(ref)
            if table is None or table.assumed or table.unknown or catalog.is_muted(ref) or table.kind != "table":
                continue
            led = {
                path.parts[0].column
                for path in paths(table, catalog.dialect)
                if path.valid and not path.predicate and path.method in METHODS and path.parts
            }
            told: set[str] = set()
            for policy in policies:
                if policy.using is None:
                    continue
                columns = sought(policy.using.shape, table)
                named = _by_name(policy.using, table)
                if named and named == columns and named.isdisjoint(told):
                    told |= named
                    yield self._unusable(table, min(named), policy, catalog)
                for column in sorted(columns - named):
                    if column not in led:
                        led.add(column)
                        yield self._unindexed(table, column, policy, catalog)

    def _unusable(self, table: Table, column: str, policy: Policy, catalog: Catalog) -> Diagnostic:
        what = f"{table.ref.text}.{column}"
        assert policy.using is not None
        return self.found(
            policy.using.span,
            f"Policy {policy.name} compares {what} with the name of a role, which has an order of its own: no index of the column can"
            " serve, and each query on the table reads all of it.",
            subject=about(table, column),
            repair=f'write COLLATE "default" behind the name of the role, and have an index begin with {spelled(column, catalog)}',
        )

    def _unindexed(self, table: Table, column: str, policy: Policy, catalog: Catalog) -> Diagnostic:
        name = index_name(table, (column,), index_affix(catalog), catalog)
        what = f"{table.ref.text}.{column}"
        assert policy.using is not None
        return self.found(
            policy.using.span,
            f"Policy {policy.name} looks the rows of {what} up, and no index begins with it: each query on the table reads all of it.",
            subject=about(table, column),
            repair=f"CREATE INDEX {spelled(name, catalog)} ON {spelled_ref(table.ref, catalog)} ({listed((column,), catalog)});",
            fix=Fix(
                f"Index {what}",
                "unsafe",
                changes=(CreateIndex(object_name(table.ref), Index("", name, (KeyPart(column),)), name_of(name)),),
            ),
        )


def sought(shape: Shape, table: Table, depth: int = 0, given: Given | None = None) -> set[str]:
    """The columns by which a condition alone can find its rows, held against what is `given`: the same for all of them."""
    if depth > _DEPTH:
        return set()
    if isinstance(shape, Logic) and shape.operator in ("and", "or"):
        parts = [sought(part, table, depth + 1, given) for part in shape.parts]
        return set().union(*parts) if shape.operator == "and" or all(parts) else set()
    if not isinstance(shape, Compare) or shape.operator not in ("=", "IN", "= ANY"):
        return set()
    for one, other in ((shape.left, shape.right), (shape.right, shape.left)):
        if isinstance(one, ColumnRef) and one.qualifier in ("", table.name) and (given or _is_given)(other, table):
            column = table.column(one.name)
            if column is not None and not column.unknown and not (column.type and column.type.family == "boolean"):
                return {one.name}
    return set()


_ROLES = frozenset({"current_user", "session_user", "current_role", "user"})
_ROLE_ASKED = re.compile(r"[(\s]*SELECT\s+(?:current_user|session_user|current_role|user)\b[\s():\w]*", re.I)


def _by_name(using: Expression, table: Table) -> set[str]:
    """The text columns that are compared with the name of a role in an order that nothing names."""
    if "collate" in using.text.lower():
        return set()
    found = sought(using.shape, table, given=_is_role)
    columns = [column for column in table.columns if column.name in found]
    return {
        one.name
        for one in columns
        if one.type and one.type.family in _TEXTS and one.type.name != "name" and not one.collation
    }


_TEXTS = frozenset({"text", "varchar", "char"})


def _is_role(shape: Shape, table: Table, depth: int = 0) -> bool:
    """Whether a value is the name of a role, cast or not."""
    if isinstance(shape, Cast):
        return depth <= _DEPTH and _is_role(shape.operand, table, depth + 1)
    if isinstance(shape, Unclear):
        return _ROLE_ASKED.fullmatch(shape.text) is not None
    return isinstance(shape, Call) and shape.name in _ROLES and not shape.arguments


def _is_given(shape: Shape, table: Table, depth: int = 0) -> bool:
    """Whether a value is the same for all rows and no literal: a call, a sub-select that does not speak of the row."""
    if depth > _DEPTH:
        return False
    if isinstance(shape, Cast):
        return _is_given(shape.operand, table, depth + 1)
    if isinstance(shape, Call):
        return all(isinstance(part, Constant) or _is_given(part, table, depth + 1) for part in shape.arguments)
    if isinstance(shape, Compare):  # `current_setting('claims')::json ->> 'sub'`
        sides = (shape.left, shape.right)
        return any(_is_given(side, table, depth + 1) for side in sides) and all(
            isinstance(side, Constant) or _is_given(side, table, depth + 1) for side in sides
        )
    if isinstance(shape, Unclear):
        text = shape.text.lower()
        return text.lstrip("( ").startswith("select ") and f"{table.name.lower()}." not in text
    return False
