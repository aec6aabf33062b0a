from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Edit, Fix, Good, Output, Replay, Span, Step, StepRule
from schemalint_rules._outputs import outputs
from schemalint_rules._proposals import spelled
from schemalint_rules._queried import Asked, asked, table_of

PLACES = frozenset(("view", "function", "procedure", "trigger", "rule"))


class SelectStar(StepRule):
    """Views and routines should name the columns they read.

    ## What it does
    Reports `*` and `t.*` over a table or view in what stays: views, routines, triggers, rules. Silent about `count(*)`,
    `EXISTS (SELECT *)`, a star over a subquery or a common table expression that names its columns itself, over a function's
    rows, over NEW and OLD, and where a whole row of the very table is what is wanted: in a function that returns such rows, and
    behind INTO of a variable of the table's row type. Only the definition that stands at the end is judged.

    ## Why is this bad
    Most servers put the columns in when the view is made: one added later is missing in it, and the text no longer says what it
    gives. Where the star is looked at anew (routines, SQLite), a new column changes the result under its readers, and
    columns are read that nobody uses.

    ## Fix
    The columns are written out from the catalogue, in their order. Unsafe, because a view that was made before a column was added
    may gain that column when it is made again.

    ## References
    - PostgreSQL manual, CREATE VIEW, Notes; SQL Server, sp_refreshview
    - MySQL 8.4 manual, CREATE VIEW: "The view definition is frozen at creation time"
    """

    name = "select-star"
    severity = "warning"
    fixes = "unsafe"
    needs = ("queries",)
    only_with = ("*",)

    good = (
        Good("CREATE VIEW v AS SELECT id, (SELECT count(*) FROM b) AS n FROM a WHERE EXISTS (SELECT * FROM b);"),
        Good("CREATE VIEW v AS WITH c AS (SELECT id FROM a) SELECT * FROM c;"),
        Good("SELECT * FROM a;"),
        Good("CREATE FUNCTION f() RETURNS SETOF a LANGUAGE sql AS 'SELECT * FROM a';", given="CREATE TABLE a (id int);"),
    )  # fmt: skip
    bad = (
        Bad(
            "CREATE VIEW v AS SELECT * FROM a WHERE x > 1;",
            at="*",
            given="CREATE TABLE a (id int, x int);",
            fixed="CREATE VIEW v AS SELECT id, x FROM a WHERE x > 1;",
        ),
        Bad(
            "CREATE VIEW v AS SELECT a.*, b.y FROM a JOIN b ON b.id = a.id;",
            at="a.*",
            given='CREATE TABLE a (id int, "X" int);\nCREATE TABLE b (id int, y int);',
            fixed='CREATE VIEW v AS SELECT a.id, a."X", b.y FROM a JOIN b ON b.id = a.id;',
        ),
        Bad("CREATE VIEW v AS SELECT * FROM a;", at="*", dialect="mysql", message="view v"),
        Bad("CREATE VIEW v AS SELECT * FROM a;", at="*", dialect="sqlite", given="CREATE TABLE a (id int);", fixed="CREATE VIEW v AS SELECT id FROM a;"),
    )  # fmt: skip

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        for one in asked(step, replay):
            if one.embedded.place not in PLACES or one.scope.kind != "select" or one.scope.role == "exists":
                continue
            for output in one.scope.outputs:
                if output.star and output.span.end > output.span.start and _reads_table(one, output):
                    span = _whole(output)
                    shown = one.said or "Here "
                    read = _read(one, output)
                    yield self.found(
                        span,
                        f"{shown}{'*' if not output.qualifier else output.qualifier + '.*'} stands for whatever columns {read} "
                        "has when it is made or run: one that is added or dropped later is missed, or changes the result.",
                        subject=one.subject,
                        repair="write the columns out",
                        fix=_columns(one, output, span),
                    )


def _whole(output: Output) -> Span:
    """The star with its qualifier, of which alone the place is told."""
    span = output.span
    return span if not output.qualifier else Span(span.path, span.start, span.end + 2)


def _reads_table(one: Asked, output: Output) -> bool:
    """Whether the star takes columns of a table or view, not only such as the query itself names."""
    if output.qualifier and (output.qualifier in one.embedded.variables or output.qualifier in dict(one.embedded.rows)):
        return False
    items = [item for item in one.scope.relations if not output.qualifier or item.alias == output.qualifier]
    if not any(item.table is not None and not item.columns for item in items):
        return False
    if len(items) != 1 or items[0].table is None:
        return True
    returns = getattr(one.step.change, "returns", "").lower().removeprefix("setof ").strip('" ').rpartition(".")[2]
    table = items[0].table.value
    return table.lower() != returns and _filled(one, output) != table


def _filled(one: Asked, output: Output) -> str:
    """The table whose row the variable behind INTO holds; empty where there is no such variable."""
    rows = dict(one.embedded.rows)
    if not rows:
        return ""
    text, start = one.step.statement.text, one.step.statement.span.start
    before, after = text[: output.span.start - start].split(), text[_whole(output).end - start :].split(None, 3)
    variable = ""
    if after[:1] and after[0].upper() == "INTO":
        variable = next((word for word in after[1:] if word.upper() != "STRICT"), "")
    elif before[-3:-1] and "INTO" in (before[-2].upper(), before[-3].upper()):
        variable = before[-1]
    row = rows.get(variable.strip('";').lower())
    return row.value if row is not None else ""


def _read(one: Asked, output: Output) -> str:
    names = [
        item.table.text
        for item in one.scope.relations
        if item.table is not None and (not output.qualifier or item.alias == output.qualifier)
    ]
    return " and ".join(dict.fromkeys(names))


def _columns(one: Asked, output: Output, span: Span) -> Fix | None:
    """Writes the columns out; None where they are not all known, or one name stands for two of them."""
    if output.qualifier and f"{output.qualifier}.*".lower() != one.text(span).lower():
        return None
    items = [item for item in one.scope.relations if not output.qualifier or item.alias == output.qualifier]
    if any(table_of(item, one.step.before) is None or item.columns for item in items):
        return None
    alone = one.scope._replace(outputs=(output,))
    query = one.query._replace(scopes=(*one.query.scopes[: one.number], alone, *one.query.scopes[one.number + 1 :]))
    given = outputs(query, one.number, one.step, one.replay)
    names = [column.name for column in given or ()]
    if not names or len(set(names)) != len(names) or any(item.using or item.natural for item in items):
        return None
    before = f"{one.text(span)[:-2]}." if output.qualifier else ""
    if not output.qualifier and len(items) > 1:
        parts = [
            f"{spelled(item.alias, one.step.before)}.{spelled(column.name, one.step.before)}"
            for item in items
            for table in (table_of(item, one.step.before),)
            for column in (table.columns if table else ())
        ]
    else:
        parts = [f"{before}{spelled(name, one.step.before)}" for name in names]
    return Fix("Write the columns out", "unsafe", edits=(Edit(span, ", ".join(parts)),))
