from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import (
    AddColumn,
    Bad,
    Change,
    CreateTable,
    CreateTrigger,
    CreateView,
    Diagnostic,
    DropObjects,
    Expression,
    Fault,
    Good,
    Ref,
    Related,
    Replay,
    SetDefault,
    Span,
    Step,
    StepRule,
    fold,
)
from schemalint_rules._faults import about, is_missing, later, said
from schemalint_rules._steps import ref_of


class UsedBeforeCreated(StepRule):
    """What a statement names must have been created before it.

    ## What it does
    Reports a statement that names a table, view, type, sequence or index which exists only later in the replay: a foreign key to
    a table that the next statement creates, an index or a comment on it, an ALTER before the CREATE, a view over it, a default
    that draws on a sequence from further down, a trigger that calls such a function. The message says where it is
    created. Silent about a DROP at the head of a script that makes the object afterwards: it clears what an earlier run left.

    ## Why is this bad
    On an empty database the script stops there. That it works on the developer's own, where the table exists already, hides it.

    ## Fix
    Move the CREATE up, or what needs it down; foreign keys in a circle are added by ALTER TABLE at the end. No automatic fix.

    ## References
    - PostgreSQL manual, CREATE TABLE, REFERENCES; MySQL 8.4, error 1824; Oracle, ORA-00942
    """

    name = "used-before-created"
    severity = "error"

    good = (
        Good("CREATE TABLE a (id int PRIMARY KEY);\nCREATE TABLE b (a_id int REFERENCES a (id));"),
        Good("CREATE TABLE a (id int PRIMARY KEY, parent int REFERENCES a (id));"),
        Good("SET foreign_key_checks = 0;\nCREATE TABLE b (a_id int, FOREIGN KEY (a_id) REFERENCES a (id));\nCREATE TABLE a (id int PRIMARY KEY);", dialect="mysql"),
        Good("CREATE TABLE b (a_id int REFERENCES a (id));\nCREATE TABLE a (id integer PRIMARY KEY);", dialect="sqlite"),
    )  # fmt: skip
    bad = (
        Bad(
            "CREATE TABLE orders (owner int REFERENCES users (id));\nCREATE TABLE users (id int PRIMARY KEY);",
            at="users",
            message="created only later",
        ),
        Bad("CREATE INDEX i ON later_on (id);\nCREATE TABLE later_on (id int);", at="later_on"),
        Bad("CREATE VIEW v AS SELECT id FROM later_on;\nCREATE TABLE later_on (id int);", at="later_on"),
        Bad(
            "CREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION touch();\n"
            "CREATE FUNCTION touch() RETURNS trigger AS $$ BEGIN RETURN NEW; END $$ LANGUAGE plpgsql;",
            given="CREATE TABLE a (id int);",
            at="touch",
        ),
        Bad(
            "CREATE TABLE a (id int DEFAULT nextval('a_id'::regclass));\nCREATE SEQUENCE a_id;",
            at="nextval('a_id'::regclass)",
        ),
        Bad("ALTER TABLE later_on ADD COLUMN x int;\nCREATE TABLE later_on (id int);", at="later_on", dialect="mysql"),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        for fault in step.faults:
            made = later(fault, step, replay) if is_missing(fault) else None
            if made is None or (replay.kind != "history" and isinstance(step.change, DropObjects)):
                continue
            yield self._early(fault, made, step)
        if step.faults:
            return
        for fault in _names(step, replay):
            made = later(fault, step, replay)
            if made is not None:
                yield self._early(fault, made, step)

    def _early(self, fault: Fault, made: Span, step: Step) -> Diagnostic:
        return self.found(
            fault.span,
            f"{said(fault)} is created only later: the server refuses the statement.",
            subject=about(fault),
            repair=f"move the statement that creates {fault.part or fault.ref.text} before this one",
            related=(Related(made, "created here"),),
            cause=step.statement.span,
        )


def _names(step: Step, replay: Replay) -> Iterator[Fault]:
    """What the query of a view reads, what a trigger calls and what a default draws on, where it is not there yet. SQLite looks
    only when they run."""
    change, before = step.change, step.before
    if isinstance(change, CreateView) and replay.dialect in CHECKS_VIEWS:
        made = ref_of(change.name, step.after)
        for name in change.reads:
            ref = ref_of(name, before)
            if ref != made and ref not in before.tables and ref not in before.views:
                yield Fault("missing", "table", ref, "", name.span)
    elif isinstance(change, CreateTrigger) and change.function is not None and replay.dialect == "postgres":
        called = change.function
        paths = (called.schema.value,) if called.schema else (before.default_schema, *before.search_path)
        if not any(Ref(schema, called.value) in before.routines for schema in paths):
            yield Fault("missing", "routine", Ref(paths[0], called.value), "", called.span)
    elif replay.dialect == "postgres":
        for default in _defaults(change):
            for schema, name in NEXTVAL.findall(default.text):
                paths = (fold(schema, "postgres"),) if schema else (before.default_schema, *before.search_path)
                refs = [Ref(one, fold(name, "postgres")) for one in paths]
                if not any(ref in before.sequences for ref in refs):
                    yield Fault("missing", "sequence", refs[0], "", default.span)


NEXTVAL = re.compile(r"""\bnextval\s*\(\s*'(?:("[^"']+"|[^".']+)\.)?("[^"']+"|[^".']+)'(?!\s*::\s*text)""", re.I)


def _defaults(change: Change) -> Iterator[Expression]:
    """What a statement sets as default; the server looks up at once what stands in it."""
    columns = change.columns if isinstance(change, CreateTable) else ()
    if isinstance(change, AddColumn):
        columns = (change.column,)
    yield from (column.default for column in columns if column.default is not None)
    if isinstance(change, SetDefault) and change.default is not None:
        yield change.default


CHECKS_VIEWS = frozenset({"postgres", "mysql", "mariadb", "tsql"})
"""Servers that look up what a view reads when it is created; Oracle can be told not to."""
