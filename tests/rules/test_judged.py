"""What syntax-error and unread-statement make of the verdict of other parsers."""

from __future__ import annotations

from schemalint.model.change import Judged
from schemalint.model.diagnostic import Diagnostic
from schemalint.model.document import Dialect
from schemalint.model.replay import Block
from schemalint.replay.replay import replay
from schemalint.sql import strict
from schemalint.sql.reader import read
from schemalint.sql.splitter import split
from schemalint_rules.correctness.syntax_error import WrongSyntax
from schemalint_rules.correctness.unread_statement import UnreadStatement


def findings(text: str, dialect: Dialect, judged: Judged | None) -> list[Diagnostic]:
    readings = tuple(
        reading if reading.complete else reading._replace(judged=judged)
        for reading in (read(statement) for statement in split(text, dialect, "x.sql"))
    )
    played = replay([Block(readings)], dialect, path="x.sql", kind="snapshot")
    found = [one for one in WrongSyntax().check(played.catalog, played) if isinstance(one, Diagnostic)]
    for reading in readings:
        found += [one for one in UnreadStatement().check(reading) if isinstance(one, Diagnostic)]
    return found


TEXT = "CREATE TABLE a (id int);\nALTER TABLE a FROBNICATE COLUMN id int;"


def test_two_refusals_are_an_error_at_their_place() -> None:
    at = TEXT.index("FROBNICATE") - TEXT.index("ALTER")
    told = findings(TEXT, "mysql", Judged(False, ("sqlfluff", "grammar"), "no such action", at))
    assert [(one.rule, one.severity) for one in told] == [("syntax-error", "error"), ("unread-statement", "info")]
    assert TEXT[told[0].span.start : told[0].span.end] == "FROBNICATE"
    assert told[0].cause == told[1].cause, "the engine tells the more exact one only"


def test_one_refusal_is_told_as_unread() -> None:
    (told,) = findings(TEXT, "mysql", Judged(None, ("sqlfluff",), "it is not in the grammar", 3))
    assert told.rule == "unread-statement"
    assert "sqlfluff refuses it" in told.message


def test_what_a_parser_takes_is_no_error() -> None:
    (told,) = findings(TEXT, "mysql", Judged(True, ("sqlglot",)))
    assert told.rule == "unread-statement"
    assert "sqlglot can parse it" in told.message


def test_nobody_was_asked() -> None:
    (told,) = findings(TEXT, "mysql", None)
    assert told.rule == "unread-statement"


def test_a_verdict_on_a_template_does_not_count() -> None:
    told = findings("ALTER TABLE {{ a }} FROBNICATE id;", "mysql", Judged(False, ("sqlfluff", "grammar"), "no", 0))
    assert [one.rule for one in told] == ["unread-statement"]


def test_from_text_to_finding() -> None:
    statements = split(TEXT, "mysql", "x.sql")
    (verdict,) = strict.judge(statements[1:])
    told = findings(TEXT, "mysql", verdict)
    assert told[0].rule == "syntax-error"
    assert "MySQL" in told[0].message
