"""Names that mean something to a server mean something to us, and the other way round: one statement after the other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from mariadb_server import MariaDB
from postgres_server import OnPostgres
from postgres_server import Server as Postgres
from sqlite_server import OnSqlite

from schemalint.api import check_project
from schemalint.config import Options
from schemalint.model.diagnostic import Diagnostic
from schemalint.model.document import Dialect

pytestmark = pytest.mark.server

NAMES = Path(__file__).parent / "names"
RULES = (
    "unknown-table", "unknown-column", "unknown-type", "unknown-function", "unknown-sequence", "used-before-created",
    "missing-object", "foreign-key-unknown-parent",
)  # fmt: skip
OTHERS: dict[str, tuple[str, ...]] = {
    # Not about names: how many items a UNION's parts have, what may stand in a default …
    "postgres": ("42601", "42P10", "0A000", "42804", "42P07", "42809", "42803", "42P17"),
    "mariadb": (),
    "sqlite": ("other",),
}
"""Codes of refusals that no name is to blame for."""


def statements(dialect: str) -> list[str]:
    """The cases, parted by empty lines; what the server says of each is the expectation."""
    text = (NAMES / f"{dialect}.sql").read_text(encoding="utf-8")
    return [one.strip() for one in text.split("\n\n") if one.strip()]


def told(script: Sequence[str], dialect: Dialect) -> dict[int, list[Diagnostic]]:
    """Our findings by the number of the statement. Each is held against a project of the statements that were taken before
    it, so that what is refused makes nothing."""
    text = ""
    starts = []
    for one in script:
        starts.append(len(text))
        compound = dialect in ("mariadb", "sqlite", "mysql") and "BEGIN" in one
        text += f"{one}\n//\n" if compound and dialect != "sqlite" else f"{one}\n;\n"
    report = check_project({"schema.sql": text}, {"dialect": dialect}, Options(no_cache=True, select=RULES))
    assert not report.failures, report.failures
    found: dict[int, list[Diagnostic]] = {}
    for one in report.diagnostics:
        number = max(at for at, start in enumerate(starts) if start <= one.span.start)
        found.setdefault(number, []).append(one)
    return found


def compare(script: Sequence[str], refusals: Sequence[tuple[str, str] | None], dialect: Dialect) -> None:
    """Errors where the server refuses, and nowhere else."""
    wrong = []
    found = told(script, dialect)
    for number, (statement, refusal) in enumerate(zip(script, refusals, strict=True)):
        errors = [one for one in found.get(number, []) if one.severity == "error"]
        if refusal is None and errors:
            wrong.append(f"FALSE ALARM {statement}\n    {errors[0].message}")
        elif refusal is not None and not errors and refusal[0] not in OTHERS[dialect]:
            wrong.append(f"NOT FORESEEN {statement}\n    {refusal[0]} {refusal[1]}")
    refused = sum(refusal is not None for refusal in refusals)
    print(f"{dialect}: {len(script)} statements, {refused} refused, {len(wrong)} told otherwise")
    assert not wrong, "\n".join(wrong)


def test_postgres(postgres: Postgres) -> None:
    script = statements("postgres")
    said = OnPostgres(postgres).run(script)
    compare(script, [(one.code, one.words) if one else None for one in said], "postgres")


def test_sqlite() -> None:
    script = statements("sqlite")
    said = OnSqlite().run(script)
    compare(script, [(one.code, one.words) if one else None for one in said], "sqlite")


def test_mariadb(mariadb: MariaDB) -> None:
    script = statements("mariadb")
    said = mariadb.run("names", script)
    compare(script, [(str(one.code), one.words) if one else None for one in said], "mariadb")
