from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from schemalint import (
    Applied,
    Bad,
    Diagnostic,
    Edit,
    Fix,
    Framework,
    Good,
    MigrationRule,
    Replay,
    Script,
    Span,
    Statement,
    named,
)
from schemalint_rules._once import once

FUNCTION = """CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.at := now();
  RETURN NEW;
END $$;
"""
ONE_AT_A_TIME = ("mysql", "mariadb", "sqlite")
"""Dialects whose drivers refuse several statements in one query."""


class SplitStatement(MigrationRule):
    """A migration should be cut into the statements that are meant.

    ## What it does
    Some frameworks cut a migration into statements by rules of their own: goose and sql-migrate behind every line that ends with `;`,
    Play at every `;`, Liquibase at every `;` outside quotes, golang-migrate with `x-multi-statement` at every `;`, MyBatis
    Migrations behind a `;` at the end of a line, Drizzle at `--> statement-breakpoint`. Where that cut falls inside a statement, as in the body of a function, it is
    reported, and so are a last statement that goose and sql-migrate refuse for want of its `;`, and several statements in one
    piece for MySQL and SQLite.

    ## Why is this bad
    The server is sent half a statement and refuses it, or worse, runs the half that it understands.

    ## Fix
    For goose and sql-migrate the statement is put between their StatementBegin and StatementEnd; in Play inner `;` are doubled; a
    missing last `;` is written. Elsewhere none by itself: Liquibase takes `splitStatements:false` on the changeset line.

    ## References
    - goose, SQL Migrations, StatementBegin; sql-migrate, Writing migrations; Play, Managing database evolutions
    - Liquibase, splitStatements; golang-migrate, postgres, x-multi-statement; Drizzle Kit, breakpoints
    """

    name = "split-statement"
    severity = "error"
    new_only = True
    fixes = "safe"

    good = (
        Good(
            f"-- +goose Up\n-- +goose StatementBegin\n{FUNCTION}-- +goose StatementEnd\nSELECT f();\n-- +goose Down\nDROP FUNCTION f();\n",
            path="db/001_f.sql",
        ),
        Good(
            "-- +goose Up\nCREATE TABLE a (\n  id int, -- not the end;\n  b text DEFAULT ';'\n);\n\nCREATE TABLE b (id int); -- done\n",
            path="db/001_f.sql",
        ),
        Good(FUNCTION, path="db/1_f.up.sql", files=(("db/1_f.down.sql", "DROP FUNCTION f();"),)),
    )
    bad = (
        Bad(
            f"-- +goose Up\n{FUNCTION}-- +goose Down\nDROP FUNCTION f();\n",
            path="db/001_f.sql",
            at=";",
            message="half a statement",
            fixed=f"-- +goose Up\n-- +goose StatementBegin\n{FUNCTION}-- +goose StatementEnd\n-- +goose Down\nDROP FUNCTION f();\n",
        ),
        Bad(
            "-- +migrate Up\nCREATE TABLE a (id int);\n\n-- +migrate Down\nDROP TABLE a\n",
            path="db/001_f.sql",
            at="DROP TABLE a",
            message="no `;`",
            fixed="-- +migrate Up\nCREATE TABLE a (id int);\n\n-- +migrate Down\nDROP TABLE a;\n",
        ),
        Bad(
            "# --- !Ups\nCREATE TABLE a (b text DEFAULT ';');\n# --- !Downs\nDROP TABLE a;\n",
            path="conf/evolutions/default/1.sql",
            at=";",
            fixed="# --- !Ups\nCREATE TABLE a (b text DEFAULT ';;');\n# --- !Downs\nDROP TABLE a;\n",
        ),
    )

    def check(self, applied: Applied, replay: Replay) -> Iterator[Diagnostic]:
        history = replay.history
        framework = named(history.framework) if history else None
        if framework is None or replay.dialect == "standard":
            return
        for script in (*applied.migration.up, *applied.migration.down):
            if script.cuts is not None:
                yield from self._script(script, script.cuts, framework, replay)

    def _script(
        self, script: Script, cuts: tuple[int, ...], framework: Framework, replay: Replay
    ) -> Iterator[Diagnostic]:
        statements = [
            one for one in _statements(replay).get(script.path, ()) if script.start <= one.span.start < script.end
        ]
        for at, one in enumerate(statements):
            inside = _inside(one, cuts, framework)
            if inside:
                yield self._halved(one, inside, framework)
            elif at and one.kind != "client" and _joined(statements[at - 1], one, cuts, framework, replay.dialect):
                yield self.found(
                    one.span,
                    f"{framework.title} sends this statement and the one before it as one query, which {replay.dialect} drivers refuse"
                    " unless they are told to take several.",
                    severity="warning",
                    repair="put `--> statement-breakpoint` between them",
                )
        if statements and framework.cut == "lines" and (not cuts or cuts[-1] < statements[-1].span.end):
            last = statements[-1]
            line = last.text.rpartition("\n")[2]
            place = Span(last.path, last.span.end - len(line), last.span.end)
            yield self.found(
                place,
                f"The last statement has no `;` at the end of its line: {framework.title} refuses the migration as unfinished.",
                repair="end it with `;`",
                fix=Fix(
                    "End the statement with `;`",
                    "safe",
                    edits=(Edit(Span(last.path, last.span.end, last.span.end), ";"),),
                )
                if last.end == last.span.end
                else None,
            )

    def _halved(self, one: Statement, inside: list[int], framework: Framework) -> Diagnostic:
        begin, end = framework.statement
        fix = None
        if framework.cut == "lines" and one.end > one.span.end:
            edits = (
                Edit(Span(one.path, one.span.start, one.span.start), f"{begin}{one.line_break}"),
                Edit(Span(one.path, one.end, one.end), f"{one.line_break}{end}"),
            )
            fix = Fix(f"Put it between {begin.split()[-1]} and {end.split()[-1]}", "safe", edits=edits)
        elif framework.cut == "doubled":
            places = [Span(one.path, cut - 1, cut) for cut in inside]
            fix = Fix("Double the inner `;`", "safe", edits=tuple(Edit(place, ";;") for place in places))
        first = inside[0]
        return self.found(
            Span(one.path, first - 1, first),
            f"{framework.title} ends the statement here, inside {_words(one)}: the server is sent half a statement and refuses it.",
            severity="warning" if framework.cut in ("tokens", "line-ends") else "error",
            repair=_repair(framework),
            fix=fix,
        )


def _repair(framework: Framework) -> str:
    begin, end = framework.statement
    return {
        "lines": f"put the statement between `{begin}` and `{end}`",
        "doubled": "write `;;` for a `;` inside a statement",
        "tokens": "write splitStatements:false on the changeset line",
        "bytes": "leave x-multi-statement out, or keep `;` out of strings, comments and bodies",
        "line-ends": "set another delimiter, or send_full_script=true",
    }.get(framework.cut, "take the breakpoint out of the statement")


def _words(one: Statement) -> str:
    return f"{one.verb}" if one.verb else "a statement"


def _inside(one: Statement, cuts: tuple[int, ...], framework: Framework) -> list[int]:
    """The cuts that fall inside a statement, or inside a block comment before it."""
    if one.kind in ("client", "data"):
        return []
    between = cuts[bisect_right(cuts, one.span.start) : bisect_right(cuts, one.span.end)]
    if framework.cut == "breaks":
        # Between two tokens it only stands for a `;` that was left out.
        words, _, starts = one.tokens
        return [cut for cut in between if _in_token(cut, words, starts)]
    return list(between)


def _in_token(cut: int, words: tuple[str, ...], starts: tuple[int, ...]) -> bool:
    at = bisect_right(starts, cut) - 1
    return at >= 0 and starts[at] < cut < starts[at] + len(words[at])


def _joined(before: Statement, one: Statement, cuts: tuple[int, ...], framework: Framework, dialect: str) -> bool:
    """Whether two statements go as one query to a driver that takes one at a time."""
    if framework.cut != "breaks" or dialect not in ONE_AT_A_TIME or before.kind in ("client", "data"):
        return False
    return bisect_right(cuts, one.span.start) == bisect_right(cuts, before.span.end)


@once
def _statements(replay: Replay) -> dict[str, list[Statement]]:
    found: dict[str, list[Statement]] = {}
    for reading in replay.readings:
        found.setdefault(reading.statement.path, []).append(reading.statement)
    for listed in found.values():
        listed.sort(key=lambda one: one.span.start)
    return found
