from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Edit, Fix, Good, Replay, Statement
from schemalint_rules._nulls import Null, judged, nulls, piece, written


class NullInList(CatalogRule):
    """NULL in an IN list matches nothing.

    ## What it does
    Reports NULL among the values of IN and NOT IN, in conditions and CHECKs. Lists of values that make a partition are none:
    there NULL means what it says. SQL Server is not judged behind SET ANSI_NULLS OFF.

    ## Why is this bad
    `x IN ('a', NULL)` is true for 'a' and NULL for everything else, never false: a CHECK with it lets every value pass, and a WHERE
    does not find the rows where x is NULL. `x NOT IN ('a', NULL)` is never true, so the query returns nothing.

    ## Fix
    Takes NULL out of the list; a list of NULL alone becomes IS NULL or IS NOT NULL. Unsafe: a query returns other rows, a CHECK begins
    to refuse some. A column may be NULL under `CHECK (x IN ('a'))` as it is.

    ## References
    - PostgreSQL 17 manual, 9.25.2 NOT IN; MySQL 8.4 manual, 14.4.2, IN
    - SQL Server, IN (Transact-SQL); Oracle, SQL Language Reference, IN Condition
    """

    name = "null-in-list"
    severity = "warning"
    fixes = "unsafe"
    good = (
        Good("CREATE TABLE a (x text CHECK (x IN ('a', 'NULL')));"),
        Good("CREATE TABLE a_1 PARTITION OF a FOR VALUES IN (1, NULL);", given="CREATE TABLE a (x int) PARTITION BY LIST (x);"),
        Good("SELECT x FROM a WHERE x IN (SELECT NULL) OR x IN (coalesce(y, NULL), 1);"),
    )  # fmt: skip
    bad = (
        Bad(
            "CREATE TABLE a (x text CHECK (x IN ('a', 'b', NULL)));",
            at="NULL",
            fixed="CREATE TABLE a (x text CHECK (x IN ('a', 'b')));",
            message="every value pass",
        ),
        Bad(
            "DELETE FROM a WHERE x NOT IN (null, 1);",
            at="null",
            fixed="DELETE FROM a WHERE x NOT IN (1);",
            message="never true",
        ),
        Bad("SELECT x FROM a WHERE x NOT IN (NULL);", at="NULL", fixed="SELECT x FROM a WHERE x IS NOT NULL;"),
        Bad("SELECT x FROM a WHERE x IN (1, NULL) AND y = 1;", at="NULL", dialect="mysql"),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for statement in judged(replay):
            lists: dict[int, list[Null]] = {}
            for one in nulls(statement):
                if one.listed >= 0:
                    lists.setdefault(one.listed, []).append(one)
            for bracket, found in lists.items():
                yield self._listed(statement, bracket, found)

    def _listed(self, statement: Statement, bracket: int, found: list[Null]) -> Diagnostic:
        upper = statement.tokens.upper
        negated = upper[bracket - 2 : bracket - 1] == ("NOT",)
        if negated:
            effect = (
                "NOT IN with it is never true"
                if found[0].context != "check"
                else "the CHECK refuses the listed values and lets all others pass"
            )
        elif found[0].context == "check":
            effect = "IN with it is never false, so the CHECK lets every value pass"
        else:
            effect = "rows where the value is NULL are not found by it"
        return self.found(
            piece(statement, found[0].at, found[0].at),
            f"NULL in the list of {'NOT IN' if negated else 'IN'} equals nothing: {effect}.",
            repair="take NULL out of the list, and ask with IS NULL where that is meant",
            fix=_without(statement, bracket, {one.at for one in found}, negated),
        )  # fmt: skip


def _without(statement: Statement, bracket: int, taken: set[int], negated: bool) -> Fix | None:
    """Takes the NULLs out of the list; None where a comment stands in it."""
    words = statement.tokens.words
    items: list[tuple[int, int]] = []
    depth, begin, at = 0, bracket + 1, bracket
    while at < len(words):
        if words[at] in ("(", "["):
            depth += 1
        elif words[at] in (")", "]"):
            depth -= 1
        if not depth or (depth == 1 and words[at] == ","):
            items.append((begin, at - 1))
            begin = at + 1
        if not depth:
            break
        at += 1
    else:
        return None
    inner = piece(statement, bracket, at)
    if any(inner.covers(comment) for comment in statement.leading):
        return None
    kept = [written(statement, piece(statement, first, last)) for first, last in items if first not in taken]
    if kept:
        return Fix("Take NULL out of the list", "unsafe", edits=(Edit(inner, f"({', '.join(kept)})"),))
    whole = piece(statement, bracket - 2 if negated else bracket - 1, at)
    return Fix("Ask with IS NULL", "unsafe", edits=(Edit(whole, "IS NOT NULL" if negated else "IS NULL"),))
