"""What the engine adds to what rules say: one cause one finding, one convention one finding, silence about what was not understood."""

from __future__ import annotations

from schemalint.api import check_project
from schemalint.model.diagnostic import Diagnostic

TABLE = "CREATE TABLE t{n} (id bigint PRIMARY KEY, at {type} NOT NULL);\n"


EVERYWHERE = {"missing-lock-timeout", "missing-statement-timeout", "missing-guard"}
"""What policies ask of any statement that waits for a lock, or is run twice."""


def _found(files: dict[str, str], *rules: str, **config: object) -> list[Diagnostic]:
    report = check_project(files, {"dialect": "postgres", "select": list(rules), **config})
    assert not report.failures
    return [one for one in report.diagnostics if not one.suppressed]


def _schema(*types: str) -> dict[str, str]:
    return {"schema.sql": "".join(TABLE.format(n=n, type=kind) for n, kind in enumerate(types))}


def test_a_convention_is_told_once_with_its_count() -> None:
    [one] = _found(_schema(*["timestamp"] * 8, "timestamptz", "timestamptz"), "timestamp-without-time-zone")
    assert "8 of 10" in one.message
    assert one.subject is not None
    assert (one.subject.kind, one.subject.name, one.places, len(one.related)) == ("schema", "public", 8, 7)


def test_below_four_fifths_every_place_is_told() -> None:
    found = _found(_schema(*["timestamp"] * 7, *["timestamptz"] * 3), "timestamp-without-time-zone")
    assert [one.subject.table for one in found if one.subject] == [f"t{n}" for n in range(7)]


def test_the_minority_is_told_place_by_place() -> None:
    found = _found(_schema(*["timestamptz"] * 9, "timestamp"), "timestamp-without-time-zone")
    assert [one.subject.table for one in found if one.subject] == ["t9"]


def test_each_tells_every_place() -> None:
    each = {"timestamp-without-time-zone": {"each": True}}
    assert len(_found(_schema(*["timestamp"] * 10), "timestamp-without-time-zone", rules=each)) == 10


def test_the_strict_preset_tells_every_place_of_what_is_selected() -> None:
    assert len(_found(_schema(*["timestamp"] * 10), "timestamp-without-time-zone", preset="strict")) == 10


def test_the_most_exact_rule_speaks_alone() -> None:
    column = {
        "schema.sql": "CREATE TABLE a (id bigint PRIMARY KEY, created_at timestamp NOT NULL, updated_at timestamptz NOT NULL);"
    }
    both = _found(column, "timestamp-without-time-zone", "audit-column-type")
    assert [one.rule for one in both] == ["timestamp-without-time-zone"]
    broad = _found(column, "audit-column-type", rules={"audit-column-type": {"type": "timestamptz"}})
    assert {one.rule for one in broad} <= {"audit-column-type"}


def test_a_missing_column_is_told_by_one_rule() -> None:
    files = {
        "migrations/1.sql": "CREATE TABLE a (id bigint PRIMARY KEY);",
        "migrations/2.sql": "ALTER TABLE a ADD COLUMN b text NOT NULL;\nUPDATE a SET b = 'x';",
    }
    told = {one.rule for one in _found(files, "migrations", "correctness")}
    assert told - EVERYWHERE == {
        "required-column-without-default",
        "unbounded-write",
    }


def test_what_was_not_understood_mutes_table_rules_and_is_counted() -> None:
    text = "CREATE TABLE a (id bigint) FROBNICATE;\nCREATE TABLE b (id bigint);"
    report = check_project({"schema.sql": text}, {"dialect": "postgres", "select": ["missing-primary-key"]})
    assert [one.subject.name for one in report.diagnostics if one.subject] == ["b"]
    assert report.summary.muted == 1
    assert (report.summary.statements, report.summary.analysed) == (2, 1)


def test_a_policy_speaks_of_its_tables_under_its_own_name() -> None:
    policy = {
        "name": "log-needs-time",
        "rule": "required-columns",
        "tables": ["log_*"],
        "severity": "error",
        "message": "Ask the data team.",
        "columns": {"logged_at": "timestamptz"},
    }
    files = {"schema.sql": "CREATE TABLE log_a (id bigint PRIMARY KEY);\nCREATE TABLE other (id bigint PRIMARY KEY);"}
    [one] = _found(files, "log-needs-time", policy=[policy])
    assert (one.rule, one.severity) == ("log-needs-time", "error")
    assert one.message.startswith("Ask the data team.")
    assert one.subject is not None
    assert one.subject.name == "log_a" or one.subject.table == "log_a"


def test_fingerprints_survive_a_move_of_the_text() -> None:
    text = "CREATE TABLE a (id bigint);"
    [before] = _found({"schema.sql": text}, "missing-primary-key")
    [after] = _found({"schema.sql": "-- a comment\n\n" + text}, "missing-primary-key")
    assert before.fingerprint == after.fingerprint != ""


def test_a_lone_migration_assumes_what_it_alters() -> None:
    files = {"migrations/0007_more.sql": "ALTER TABLE users ADD COLUMN a text NOT NULL;\nCREATE INDEX i ON users (a);"}
    rules = {one.rule for one in _found(files, "migrations", "correctness", "keys")} - EVERYWHERE
    assert rules == {"blocking-index", "required-column-without-default"}


def test_a_lone_script_assumes_what_it_alters() -> None:
    found = _found({"upgrade.sql": "ALTER TABLE users ADD COLUMN a text NOT NULL;"}, "migrations", "correctness")
    assert {one.rule for one in found} - EVERYWHERE == {"required-column-without-default"}
