"""The other formats: for people, for editors, for programs, for a pull request."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from handmade import made, span

from schemalint.model.diagnostic import Diagnostic, Edit, Fix, NewFile, Related, Severity, Subject
from schemalint.model.run import Summary
from schemalint.model.text import Span
from schemalint.reporting import FORMATS, Asked, reporter
from schemalint.reporting.full import why

TEXT = "CREATE TABLE users (\n  email text,\n  état text\n);\n"
KEY = Diagnostic(
    "missing-primary-key",
    "error",
    "Table public.users has\nno primary key.",
    span(TEXT, "users"),
    Subject("table", "public", None, "users", ("email",)),
    repair="ALTER TABLE users ADD COLUMN id bigint;\nALTER TABLE users ADD PRIMARY KEY (id);",
    related=(Related(span(TEXT, "email"), "a candidate"),),
    fix=Fix(
        "Add a key", "unsafe", (Edit(Span("db/schema.sql", 20, 20), " id int,"),), creates=(NewFile("m.sql", "x"),)
    ),
    fingerprint="f00d",
)
KNOWN = Diagnostic("narrow-primary-key", "info", "Small: 50%, a::b", span(TEXT, "état"), suppressed="baseline")
REPORT = made([KEY, KNOWN], {"db/schema.sql": TEXT})


def _text(name: str, report: object, asked: Asked) -> str:
    make = reporter(name)
    assert make is not None
    return make(report, asked)  # type: ignore[arg-type]


def test_full(asked: Asked) -> None:
    reason = why(asked.rules["missing-primary-key"])
    assert (
        _text("full", REPORT, asked)
        == f"""\
error[missing-primary-key]: Table public.users has no primary key.
 --> db/schema.sql:1:14
  |
1 | CREATE TABLE users (
  |              ^^^^^
 ::: db/schema.sql:2:3 a candidate
  |
2 |   email text,
  |   ^^^^^
  = object: table public.users
  = why: {reason}
  = repair: ALTER TABLE users ADD COLUMN id bigint;
            ALTER TABLE users ADD PRIMARY KEY (id);
  = fix: Add a key (`schemalint fix --unsafe`)

Found 1 error in 1 file, 10 statements, 100 % analysed.
1 finding suppressed (`--show-suppressed` shows them).
1 can be mended by `schemalint fix --unsafe`.
"""
    )


def test_the_reason_is_one_sentence(asked: Asked) -> None:
    for entry in asked.rules.values():
        reason = why(entry)
        assert reason.endswith((".", "!")) and ". " not in reason.replace("e.g. ", ""), entry.name


def test_colour_changes_nothing_but_colour(asked: Asked, unpainted: Callable[[str], str]) -> None:
    for name in ("full", "concise"):
        painted = _text(name, REPORT, asked._replace(color=True))
        assert "\x1b[1;31m" in painted
        assert unpainted(painted) == _text(name, REPORT, asked)


def test_many_alike_in_one_file_are_told_once_in_full_and_then_by_line(asked: Asked) -> None:
    text = "".join(f"CREATE TABLE t{number} (x int);\n" for number in range(6))
    found = [
        Diagnostic("missing-primary-key", "warning", f"Table t{number} has no key.", span(text, f"t{number}"))
        for number in range(6)
    ]
    shown = _text("full", made(found, {"db/schema.sql": text}), asked)
    assert shown.count("warning[missing-primary-key]") == 1
    assert "= 5 more findings of this rule in this file:" in shown
    assert "db/schema.sql:6:14 Table t5 has no key." in shown


def test_one_cause_takes_one_screen(asked: Asked) -> None:
    """In one file or in many; errors, selected rules and the other formats say everything."""
    names = [f"t{number:03}" for number in range(120)]
    one = "".join(f"CREATE TABLE {name} (x int);\n" for name in names)
    alone = {f"db/{name}.sql": f"CREATE TABLE {name} (x int);" for name in names}

    def found(severity: Severity) -> list[Diagnostic]:
        words = [(one, name, "db/schema.sql") for name in names] + [
            (text, path[3:7], path) for path, text in alone.items()
        ]
        return [
            Diagnostic("missing-primary-key", severity, "No key.", span(text, word, path)) for text, word, path in words
        ]

    texts = {"db/schema.sql": one, **alone}
    shown = _text("full", made(found("warning"), texts), asked._replace(paths=("db",)))
    lines = [line for line in shown.split("\n") if "No key" in line or "-->" in line or "|" in line]
    assert 30 < len(lines) < 60
    told = shown.count("No key.")
    assert f"Not told one by one: {240 - told} of missing-primary-key.\n" in shown
    assert "schemalint check --select missing-primary-key db\n" in shown
    assert "Found 240 warnings" in shown
    for everything in (
        _text("full", made(found("error"), texts), asked),
        _text("full", made(found("warning"), texts), asked._replace(digest=False)),
        _text("full", made(found("warning"), texts), asked._replace(verbose=True)),
        _text("concise", made(found("warning"), texts), asked),
    ):
        assert everything.count("No key.") == 240
        assert "Not told one by one" not in everything


def test_of_many_places_some_are_shown_and_the_rest_is_counted(asked: Asked) -> None:
    text = "x " * 60
    related = tuple(Related(Span("db/schema.sql", 2 * at, 2 * at + 1), f"also {at}") for at in range(1, 51))
    one = Diagnostic("missing-primary-key", "warning", "All.", Span("db/schema.sql", 0, 1), related=related, places=60)
    shown = _text("full", made([one], {"db/schema.sql": text}), asked)
    assert shown.count(" ::: ") == 3 + 6 + 1
    assert "::: and 50 places more\n" in shown
    few = one._replace(related=related[:5], places=1)
    assert "more" not in _text("full", made([few], {"db/schema.sql": text}), asked)


def test_the_summary_tells_what_was_left_out(asked: Asked) -> None:
    counts = Summary(3, 1000, 999, 2, 7, 0, 0, 0, 0)
    shown = _text("full", made([], {}, summary=counts), asked)
    assert shown == (
        "Nothing found in 3 files, 1000 statements, 99.9 % analysed.\n"
        "2 objects not judged, because something about them was not understood; "
        "7 released steps not judged for locks and compatibility (`--released` does).\n"
    )


def test_concise(asked: Asked) -> None:
    assert _text("concise", REPORT, asked) == (
        "db/schema.sql:1:14: error[missing-primary-key] Table public.users has no primary key.\n"
    )
    assert _text("concise", REPORT, asked._replace(show_suppressed=True)).splitlines()[1] == (
        "db/schema.sql:3:3: info[narrow-primary-key] Small: 50%, a::b (suppressed: baseline)"
    )


def test_a_file_name_cannot_write_to_the_terminal(asked: Asked) -> None:
    path = "a\x1b]0;x\x07\n.sql"
    found = [Diagnostic("missing-primary-key", "error", "Table \x1b[2J.", Span(path, 0, 1))]
    report = made(found, {path: "\x9bx\n"})
    for name in ("full", "concise"):
        shown = _text(name, report, asked)
        assert not set(shown) & {"\x1b", "\x07", "\x9b"}
        assert "a\\x1b]0;x\\x07\\x0a.sql" in shown


def test_json_has_the_shape_that_is_promised(asked: Asked) -> None:
    document = json.loads(_text("json", REPORT, asked))
    assert document["version"] == 1
    assert list(document["summary"]) == (
        ["files", "statements", "analysed", "muted", "released_not_judged", "errors", "warnings", "infos", "suppressed"]
    )
    first, second = document["diagnostics"]
    start = {"line": 1, "column": 14, "offset": 13}
    assert (
        first.items()
        >= {
            "rule": "missing-primary-key",
            "severity": "error",
            "message": KEY.text,
            "path": "db/schema.sql",
            "start": start,
            "end": {"line": 1, "column": 19, "offset": 18},
            "object": {"kind": "table", "schema": "public", "table": None, "name": "users", "columns": ["email"]},
            "fingerprint": "f00d",
            "suppressed": None,
        }.items()
    )
    assert first["related"] == [
        {
            "path": "db/schema.sql",
            "start": {"line": 2, "column": 3, "offset": 23},
            "end": {"line": 2, "column": 8, "offset": 28},
            "message": "a candidate",
        }
    ]
    here = {"line": 1, "column": 21, "offset": 20}
    assert first["fix"] == {
        "safety": "unsafe",
        "title": "Add a key",
        "edits": [{"path": "db/schema.sql", "start": here, "end": here, "text": " id int,"}],
        "creates": [{"path": "m.sql", "text": "x"}],
    }
    assert (second["suppressed"], second["object"], second["fix"]) == ("baseline", None, None)


def test_github_commands_are_escaped(asked: Asked) -> None:
    path = "a,b:c%.sql"
    found = [Diagnostic("missing-primary-key", "warning", "Half: 50%\nnext", Span(path, 0, 3))]
    assert _text("github", made(found, {path: "abc\n"}), asked) == (
        "::warning file=a%2Cb%3Ac%25.sql,line=1,col=1,endLine=1,endColumn=4,title=missing-primary-key::Half: 50%25%0Anext\n"
    )


def test_github_columns_are_left_out_where_lines_differ_and_the_limit_is_told(asked: Asked) -> None:
    found = [Diagnostic("missing-primary-key", "info", "x", Span("db/schema.sql", 0, len(TEXT)))] * 12
    lines = _text("github", made([*found, KEY], {"db/schema.sql": TEXT}), asked).splitlines()
    assert lines[0].startswith("::error ")
    assert lines[1] == "::notice file=db/schema.sql,line=1,endLine=5,title=missing-primary-key::x"
    assert lines[-1] == "GitHub shows the first 10 annotations of a level; 2 notices more are in this log alone."


@pytest.mark.parametrize("name", ["full", "concise"])
def test_statistics_replace_the_findings(asked: Asked, name: str) -> None:
    shown = _text(
        name, made([KEY, KEY, KNOWN._replace(suppressed="")], {"db/schema.sql": TEXT}), asked._replace(statistics=True)
    )
    assert shown.splitlines()[:3] == [
        "count  rule                 severity  fix",
        "    2  missing-primary-key  error     2 unsafe",
        "    1  narrow-primary-key   info      -",
    ]


def _old(count: int) -> list[Diagnostic]:
    return [
        Diagnostic(
            "missing-primary-key" if number % 3 else "narrow-primary-key",
            "warning",
            f"Old {number}.",
            span(TEXT, "email"),
            Subject("column", "public", f"t{number % 12}", "email"),
            released=True,
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("name", ["full", "concise"])
def test_an_old_repository_hears_of_new_things_in_full_and_of_old_ones_on_one_screen(asked: Asked, name: str) -> None:
    report = made([*_old(120), KEY], {"db/schema.sql": TEXT})
    shown = _text(name, report, asked._replace(paths=("my db",)))
    assert "error[missing-primary-key]" in shown
    assert "Old 3." not in shown
    assert "In what is released already: 120 findings of 2 rules." in shown
    assert "   80  missing-primary-key  warning   -" in shown
    assert sum(f"public.t{number} (" in shown for number in range(12)) == 10
    assert "schemalint baseline 'my db'" in shown
    assert len(shown.splitlines()) < 45


def test_few_old_findings_a_selection_and_programs_hear_everything(asked: Asked) -> None:
    few = made(_old(25), {"db/schema.sql": TEXT})
    assert "released already" not in _text("full", few, asked)
    many = made(_old(26), {"db/schema.sql": TEXT})
    assert "released already" in _text("full", many, asked)
    assert "released already" not in _text("full", many, asked._replace(digest=False))
    assert len(json.loads(_text("json", many, asked))["diagnostics"]) == 26
    baselined = made([*_old(26), KNOWN], {"db/schema.sql": TEXT})
    assert "released already" not in _text("full", baselined, asked)


def test_every_format_takes_an_empty_report_and_ends_its_lines(asked: Asked) -> None:
    for name in FORMATS:
        shown = _text(name, made([], {}), asked)
        assert shown == "" or shown.endswith("\n")


def test_there_is_no_other_format_unless_a_plugin_brings_it() -> None:
    assert reporter("xml") is None
    mine = lambda report, asked: "mine"  # noqa: E731
    assert reporter("xml", {"xml": mine}) is mine


def test_many_findings_are_counted_by_rule(asked: Asked) -> None:
    text = "CREATE TABLE t (a int);\n"
    where = span(text, "t (")
    one = Diagnostic("missing-primary-key", "warning", "no key", where)
    few = [one] * 60
    assert "Most of them" not in _text("full", made(few, {"db/schema.sql": text}), asked)
    many = [*few, *[one._replace(rule="nullable-boolean")] * 50]
    assert "Most of them: 60 missing-primary-key and 50 nullable-boolean" in _text(
        "full", made(many, {"db/schema.sql": text}), asked
    )
