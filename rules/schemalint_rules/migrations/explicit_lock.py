from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Diagnostic,
    Execute,
    Good,
    Name,
    NoChange,
    ObjectName,
    Ref,
    Replay,
    Span,
    Step,
    StepRule,
    Subject,
    Tokens,
    fold,
)
from schemalint_rules._bodies import bodies
from schemalint_rules._steps import existed


class ExplicitLock(StepRule):
    """A migration should not lock tables by hand.

    ## What it does
    Reports LOCK TABLE in PostgreSQL, and LOCK TABLES in MySQL and MariaDB, of tables that were there before the change set; not in
    dumps, which lock what they fill.

    ## Why is this bad
    The lock is held until the transaction ends, in MySQL and MariaDB until UNLOCK TABLES or the end of the session: longer than the
    statements that need it. In PostgreSQL a second transaction that takes the same tables in another order ends in a deadlock; in MySQL
    and MariaDB the statement commits what was open before.

    ## Fix
    None: leave it to the statements, which lock what they need. Where rows must not change between two of them, do both in one
    statement.

    ## References
    - PostgreSQL manual, LOCK; MySQL 8.4 manual, 15.3.6 LOCK TABLES and UNLOCK TABLES Statements
    """

    name = "explicit-lock"
    severity = "warning"
    dialects = ("postgres", "mysql", "mariadb")
    new_only = True
    changes = ("NoChange", "Execute")

    good = (Good("ALTER TABLE a ADD COLUMN b int;", given="CREATE TABLE a (id int);"),)
    bad = (
        Bad(
            "BEGIN;\nLOCK TABLE a IN ACCESS EXCLUSIVE MODE;\nCOMMIT;",
            given="CREATE TABLE a (id int);",
            at="LOCK TABLE a IN ACCESS EXCLUSIVE MODE",
            message="public.a",
        ),
        Bad(
            "LOCK TABLES a WRITE, b READ;\nUPDATE a SET id = 2;\nUNLOCK TABLES;",
            given="CREATE TABLE a (id int);\nCREATE TABLE b (id int);",
            at="LOCK TABLES a WRITE, b READ",
            dialect="mysql",
            message="a, b stay locked until UNLOCK TABLES",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change, statement = step.change, step.statement
        if replay.kind == "snapshot" or not isinstance(change, (NoChange, Execute)):
            return
        if isinstance(change, NoChange):
            upper = statement.tokens.upper
            places = [0] if upper[:1] == ("LOCK",) and upper[1:2] != ("INSTANCE",) else []
            found = [(statement, places)]
        else:
            found = [(body, _locks_in(body.tokens)) for body in bodies(step.reading)]
        for text, places in found:
            for at in places:
                end = _end(text.tokens, at)
                if end <= at + 1:
                    continue
                names = [_named(word, step) for word in _locked(text.tokens, at, end)]
                refs = dict.fromkeys(step.before.resolve(name) for name in names if not _is_new(name, step))
                if refs:
                    last = text.tokens.starts[end - 1] + len(text.tokens.words[end - 1])
                    yield self.found(
                        Span(statement.path, text.tokens.starts[at], last),
                        f"{', '.join(ref.text for ref in refs)} stay{'s' * (len(refs) == 1)} locked until"
                        f" {'the transaction ends' if replay.dialect == 'postgres' else 'UNLOCK TABLES'}, longer than any statement"
                        " needs it: whoever uses them waits.",
                        subject=_about(next(iter(refs))),
                        repair="leave it out: each statement locks what it needs",
                        cause=statement.span,
                    )


def _about(ref: Ref) -> Subject:
    return Subject("table", ref.schema or None, None, ref.name)


_BEFORE = frozenset((";", "BEGIN", "THEN", "ELSE", "LOOP"))
"""What ends in a body before a statement begins."""


def _locks_in(tokens: Tokens) -> list[int]:
    return [at for at in range(1, len(tokens.upper)) if tokens.upper[at] == "LOCK" and tokens.upper[at - 1] in _BEFORE]


def _end(tokens: Tokens, at: int) -> int:
    while at < len(tokens.upper) and tokens.upper[at] != ";":
        at += 1
    return at


def _locked(tokens: Tokens, start: int, end: int) -> Iterator[str]:
    """The last part of the name of each table, as written."""
    upper = tokens.upper
    at = start + (2 if upper[start + 1] in ("TABLE", "TABLES") else 1)
    while at < end and upper[at] not in ("IN", "NOWAIT"):
        at += upper[at] == "ONLY" and at + 1 < end
        while at + 2 < end and upper[at + 1] == ".":
            at += 2
        yield tokens.words[at]
        while at < end and upper[at] not in (",", "IN", "NOWAIT"):
            at += 1
        at += at < end and upper[at] == ","


def _named(word: str, step: Step) -> ObjectName:
    return ObjectName(Name(fold(word, step.statement.dialect), word, step.statement.span))


def _is_new(name: ObjectName, step: Step) -> bool:
    """Whether the change set makes the table: nobody else uses it yet."""
    table = step.before.tables.get(step.before.resolve(name))
    return table is not None and not table.assumed and not existed(table, step)
