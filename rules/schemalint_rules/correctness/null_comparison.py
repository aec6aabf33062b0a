from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Edit, Fix, Good, Replay, Statement
from schemalint_rules._nulls import COMPARISONS, Null, judged, nulls, piece, written


class NullComparison(CatalogRule):
    """NULL is equal to nothing: ask with IS NULL.

    ## What it does
    Reports `= NULL`, `<> NULL` and the other comparisons with NULL in conditions: of CHECK, WHERE, ON, HAVING and WHEN, of policies,
    views and bodies, and among the values of a SELECT where the server knows booleans. Assignments, defaults, named arguments and
    options are none, nor is MySQL's `<=>`; SQL Server is not judged behind SET ANSI_NULLS OFF.

    ## Why is this bad
    The comparison is NULL whatever the other side is. In WHERE it keeps no row; in CHECK, where only false refuses a row,
    it lets every row pass.

    ## Fix
    Writes IS NULL for `=` and IS NOT NULL for `<>`. Unsafe: what the query returns changes, as it should. Comparisons by order
    have no fix.

    ## References
    - PostgreSQL 17 manual, 9.2 Comparison Functions and Operators; MySQL 8.4 manual, 5.3.4.6 Working with NULL Values
    - SQL Server, SET ANSI_NULLS; Oracle, SQL Language Reference, Nulls
    """

    name = "null-comparison"
    severity = "warning"
    fixes = "unsafe"
    good = (
        Good("UPDATE a SET x = NULL, y = (z IS NULL) WHERE x IS NOT NULL;", given="CREATE TABLE a (x int, y boolean, z int);"),
        Good("CREATE TABLE a (x int DEFAULT NULL, CHECK (x IS NOT DISTINCT FROM NULL));"),
        Good("SET ANSI_NULLS OFF;\nGO\nSELECT x FROM a WHERE x = NULL;", dialect="tsql"),
        Good("EXEC p @x = NULL;\nSELECT x = NULL, y FROM a;", dialect="tsql"),
        Good("SELECT x FROM a WHERE x <=> NULL;", dialect="mysql"),
    )  # fmt: skip
    bad = (
        Bad(
            "CREATE VIEW v AS SELECT x FROM a WHERE x = NULL;",
            at="= NULL",
            fixed="CREATE VIEW v AS SELECT x FROM a WHERE x IS NULL;",
            given="CREATE TABLE a (x int);",
        ),
        Bad(
            "CREATE TABLE a (x int, CHECK (x <> NULL));",
            at="<> NULL",
            fixed="CREATE TABLE a (x int, CHECK (x IS NOT NULL));",
            message="counts that as passed",
        ),
        Bad(
            "DELETE FROM a WHERE NULL = a.y AND z = 1;",
            at="NULL = a.y",
            fixed="DELETE FROM a WHERE a.y IS NULL AND z = 1;",
        ),
        Bad("SELECT x FROM a WHERE x > null;", at="> null"),
        Bad("UPDATE a SET x = 1 WHERE y != null;", at="!= null", fixed="UPDATE a SET x = 1 WHERE y is not null;", dialect="tsql"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for statement in judged(replay):
            for one in nulls(statement):
                if one.listed < 0:
                    yield self._never(statement, one)

    def _never(self, statement: Statement, one: Null) -> Diagnostic:
        upper = statement.tokens.upper
        behind = upper[one.at - 1] in COMPARISONS
        operator = upper[one.at - 1] if behind else upper[one.at + 1]
        first, last = (one.at - 1, one.at) if behind else (one.at, _operand(statement, one.at + 2))
        span = piece(statement, first, max(last, one.at + 1) if not behind else last)
        small = statement.tokens.words[one.at].islower()
        instead = {"=": "IS NULL", "==": "IS NULL", "<>": "IS NOT NULL", "!=": "IS NOT NULL", "^=": "IS NOT NULL"}.get(
            operator, ""
        )
        instead = instead.lower() if small else instead
        effect = "a CHECK counts that as passed" if one.context == "check" else "it is never true"
        fix = None
        if instead and _ends(statement, last + 1) and (behind or last > one.at + 1):
            text = instead if behind else f"{written(statement, piece(statement, one.at + 2, last))} {instead}"
            fix = Fix(f"Write {instead}", "unsafe", edits=(Edit(span, text),))
        return self.found(
            span,
            f"`{' '.join(written(statement, span).split())}` compares with NULL, which gives NULL whatever the value is: {effect}.",
            repair=f"write {instead}" if instead else "leave the comparison out, or compare with a value",
            fix=fix,
        )  # fmt: skip


def _operand(statement: Statement, at: int) -> int:
    """The last token of the name, or the one literal, that begins at a token; the token before it where something else stands there."""
    words = statement.tokens.words
    if at >= len(words) or not (words[at][0].isalnum() or words[at][0] in "_\"`[@'"):
        return at - 1
    while at + 2 < len(words) and words[at + 1] == ".":
        at += 2
    return at


_TIGHT = frozenset(("COLLATE", "AT", "IS", "ISNULL", "NOTNULL", "LIKE", "ILIKE", "IN", "BETWEEN", "ESCAPE"))


def _ends(statement: Statement, at: int) -> bool:
    """Whether the comparison ends before a token, so that nothing else binds its last operand."""
    upper = statement.tokens.upper
    if at >= len(upper):
        return True
    return upper[at] in (")", ",", ";") or (upper[at].isalpha() and upper[at] not in _TIGHT)
