from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Replay, Step, StepRule
from schemalint_rules._queried import Asked, asked

SAYS_DISTINCT = frozenset(("postgres", "mysql", "mariadb"))
"""Servers in which UNION DISTINCT can be written."""


class UnionDistinct(StepRule):
    """UNION sorts out duplicates; where there are none, UNION ALL gives the same.

    ## What it does
    Reports UNION whose parts cannot give the same row, because a literal stands in the same place of each and differs; and, where the
    server lets one write UNION DISTINCT, a bare UNION, which does not say whether duplicates are to go. Recursive
    queries, in which UNION ends the recursion, and what IN and EXISTS ask are left alone.

    ## Why is this bad
    All rows are sorted or hashed to look for duplicates, and none is given before all are read. Rows that are equal by chance (two
    payments of one amount on one day) disappear.

    ## Fix
    Write UNION ALL, or UNION DISTINCT where duplicates must go. No automatic fix: the result differs where rows are equal.

    ## References
    - PostgreSQL 17 manual, 7.4 Combining Queries; MySQL 8.4 manual, UNION Clause
    - SQL Server, Set operators: UNION
    """

    name = "union-distinct"
    severity = "info"
    on = "strict"
    needs = ("queries", "examples")

    good = (
        Good("SELECT x FROM a UNION ALL SELECT x FROM b;"),
        Good("SELECT x FROM a UNION DISTINCT SELECT x FROM b;"),
        Good("WITH RECURSIVE c AS (SELECT id FROM a UNION SELECT a.id FROM a JOIN c ON a.up = c.id) SELECT id FROM c;"),
        Good("SELECT x FROM a UNION SELECT x FROM b;", dialect="tsql"),
        Good("SELECT x FROM a EXCEPT SELECT x FROM b;"),
    )
    bad = (
        Bad(
            "SELECT 'in' AS way, x FROM a UNION SELECT 'out', x FROM b;", at="UNION", message="no row can stand in both"
        ),
        Bad("CREATE VIEW v AS SELECT x FROM a UNION SELECT x FROM b;", at="UNION", dialect="mysql"),
        Bad("SELECT 1, x FROM a UNION SELECT 2, x FROM b;", at="UNION", dialect="tsql"),
        Bad("SELECT 1, x FROM a UNION SELECT 2, x FROM b UNION ALL SELECT 3, x FROM c;", at="UNION", dialect="oracle"),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        for one in asked(step, replay):
            scope = one.scope
            if scope.kind != "set" or scope.role in ("in", "exists") or len(scope.words) != len(scope.parts) - 1:
                continue
            if _is_recursive(one):
                continue
            bare = [at for at, words in enumerate(scope.words) if words.words == "UNION"]
            apart = [at for at in bare if _is_apart(one, at) and _all_before(one, at)]
            if apart:
                message = "UNION looks for equal rows, but no row can stand in both: a literal tells them apart"
                repair = "write UNION ALL"
            elif bare and one.replay.dialect in SAYS_DISTINCT:
                message = "UNION takes out equal rows, at the price of a sort or a hash, and does not say whether that is meant"
                repair = "write UNION ALL, or UNION DISTINCT where that is meant"
            else:
                continue
            shown = f"{one.said}{message}" if one.said else message
            more = f" ({len(apart)} times)" if len(apart) > 1 else ""
            yield self.found(
                scope.words[(apart or bare)[0]].span, f"{shown}{more}.", subject=one.subject, repair=repair
            )


def _is_recursive(one: Asked) -> bool:
    """Whether a part reads what the set itself is."""
    return any(
        item.scope == one.number
        for scope in one.query.scopes
        for item in scope.relations
        if scope in [one.query.scopes[part] for part in one.scope.parts]
    )


def _is_apart(one: Asked, at: int) -> bool:
    """Whether a literal differs between the part behind word `at` and each of those before."""
    later = _literals(one, at + 1)
    return all(
        any(mine and theirs and mine != theirs for mine, theirs in zip(later, _literals(one, before), strict=False))
        for before in range(at + 1)
    )


def _all_before(one: Asked, at: int) -> bool:
    """Whether nothing before could hold equal rows that this UNION takes out, too: they are asked of the same way."""
    return all(word.words.startswith("UNION") for word in one.scope.words[: at + 1])


def _literals(one: Asked, part: int) -> tuple[str, ...]:
    scope = one.query.scopes[one.scope.parts[part]]
    if scope.kind != "select" or any(output.star for output in scope.outputs):
        return ()
    return tuple("" if output.literal == "NULL" else output.literal for output in scope.outputs)
