from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    CreateRoutine,
    Diagnostic,
    Execute,
    Good,
    NoChange,
    Opaque,
    Ref,
    Replay,
    SetSession,
    Span,
    Step,
    StepRule,
    fold,
)
from schemalint_rules._ddl_in_text import joined, written

DEPENDS = "depends on more than the text"
"""So ends the reason of a statement in a block that may or may not run."""
FAR = 200
"""So many tokens of a statement are looked at for calls."""


class HiddenDdl(StepRule):
    """Schema changes should stand in a migration as statements, where they can be read.

    ## What it does
    Reports schema changes that cannot be judged: in a block or behind an IF whose course depends on the database; in text that is put
    together and executed; in the body of a routine that a migration makes or calls. A block whose statements run in any case, or that
    only guards a statement as IF NOT EXISTS would, is followed and not reported; nor are temporary tables.

    ## Why is this bad
    What such a block locks, rewrites and breaks is found out in production. The catalogue that other rules look at lacks
    what it makes, and no rollback takes it back.

    ## Fix
    None: write the statements out, with IF [NOT] EXISTS where they may have run before.

    ## References
    - PostgreSQL 17 manual, DO; 41.5.4 Executing Dynamic Commands
    - SQL Server, sp_executesql; Oracle PL/SQL Language Reference, EXECUTE IMMEDIATE; MySQL 8.4 manual, 15.5 Prepared Statements
    """

    name = "hidden-ddl"
    severity = "warning"
    on = "strict"
    new_only = True
    changes = ("CreateRoutine", "Execute", "NoChange", "Opaque", "SetSession")

    good = (
        Good(
            "DO $$ BEGIN CREATE TYPE mood AS ENUM ('ok'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;",
        ),
        Good("DO $$ BEGIN EXECUTE 'ALTER TABLE a ADD c int'; END $$;", given="CREATE TABLE a (b int);"),
        Good("DO $$ BEGIN UPDATE a SET b = 1 WHERE b = 2; END $$;", given="CREATE TABLE a (b int);"),
    )
    bad = (
        Bad(
            "DO $$ DECLARE r record; BEGIN FOR r IN SELECT relname FROM pg_class LOOP\n"
            "  EXECUTE format('ALTER TABLE %I ADD c int', r.relname);\nEND LOOP; END $$;",
            at="ALTER TABLE",
            message="put together",
        ),
        Bad(
            "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DROP TABLE a; END $$;",
            given="CREATE TABLE a (b int);",
            at="DROP TABLE",
            message="routine f",
        ),
        Bad(
            "IF (SELECT count(*) FROM a) > 10 ALTER TABLE a ADD c int;",
            given="CREATE TABLE a (b int);",
            at="ALTER TABLE a ADD c int",
            dialect="tsql",
        ),
        Bad(
            "SET @s = CONCAT('ALTER TABLE ', @name, ' ADD c int');\nPREPARE x FROM @s;\nEXECUTE x;",
            given="CREATE TABLE a (b int);",
            at="ALTER TABLE",
            dialect="mysql",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        told = _told(step)
        if told is None:
            return
        span, words = told
        yield self.found(
            span,
            f"{words}: what it locks, rewrites and breaks cannot be judged before it runs.",
            repair="write the statements out, with IF [NOT] EXISTS where they may have run before",
            cause=step.statement.span,
        )


def _told(step: Step) -> tuple[Span, str] | None:
    """The place and the words."""
    change, statement = step.change, step.statement
    if isinstance(change, Opaque):
        first = next((one for one in step.reading.changes if isinstance(one, Opaque)), None)
        if not change.reason.endswith(DEPENDS) or change is not first:
            return None
        span = change.span if change.span.path and statement.span.covers(change.span) else statement.span
        verb = change.reason.removeprefix("whether ").partition(" runs ")[0]
        return span, f"{verb} runs or does not, by what the database holds"
    if isinstance(change, CreateRoutine):
        found = written(change.body) or joined(change.body)
        if found is None:
            return None
        what = _words(change.body, found)
        return _place(
            step, change.body_span, change.body, found
        ), f"{what} stands in routine {change.name.text} and runs when that is called"
    if isinstance(change, NoChange) and change.what == "query":
        return _called(step)
    put_together = isinstance(change, Execute) or (isinstance(change, SetSession) and change.variable.startswith("@"))
    if put_together or (isinstance(change, NoChange) and change.what == "declare"):
        found = joined(statement.text)
        if found is not None:
            span = Span(statement.path, statement.span.start + found[0], statement.span.start + found[1])
            return span, f"{_words(statement.text, found)} is text that is put together"
    return _called(step) if isinstance(change, Execute) and not change.followed else None


def _words(text: str, found: tuple[int, int]) -> str:
    return " ".join(text[found[0] : found[1]].split()).upper()


def _place(step: Step, body: Span, text: str, found: tuple[int, int]) -> Span:
    """The words in the body, where its characters stand in the statement as they are; else the statement."""
    statement = step.statement
    start = body.start - statement.span.start
    if body.path and statement.text[start : start + len(text)] == text:
        return Span(statement.path, body.start + found[0], body.start + found[1])
    return statement.span


def _called(step: Step) -> tuple[Span, str] | None:
    """A routine that was there before the change set and changes the schema, where the statement calls it."""
    held = step.base.routines
    words, upper, starts = step.statement.tokens
    for at, word in enumerate(words[:FAR] if held else ()):
        if (
            at + 1 < len(words)
            and words[at + 1] not in ("(", ";")
            and upper[max(at - 1, 0)] not in ("CALL", "EXEC", "EXECUTE", ".")
        ):
            continue
        if not (word[0].isalpha() or word[0] in '_"`['):
            continue
        name = fold(word, step.statement.dialect)
        for schema in (step.before.default_schema, *step.before.search_path):
            for routine in held.get(Ref(schema, name), ()):
                found = written(routine.body) or joined(routine.body)
                if found is not None:
                    span = Span(step.statement.path, starts[at], starts[at] + len(word))
                    return span, f"Routine {name} is called, and in it stands {_words(routine.body, found)}"
    return None
