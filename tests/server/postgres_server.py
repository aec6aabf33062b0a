"""A private PostgreSQL server for the tests that compare with the real thing, scripts on it, and what its codes mean to our rules."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from wire import Refusal, Session

from schemalint.model.document import Dialect

BINARIES = tuple(
    Path(folder)
    for folder in (
        os.environ.get("SCHEMALINT_POSTGRES_BIN", ""),
        *sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True),
    )
    if folder
)


def binaries() -> Path | None:
    """The folder of PostgreSQL's programs, or nothing."""
    for folder in BINARIES:
        if (folder / "initdb").exists() and (folder / "psql").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).parent if found else None


CAUSES = {
    "42P01": (
        "unknown-table",
        "unknown-sequence",
        "used-before-created",
        "missing-object",
        "foreign-key-unknown-parent",
    ),
    "42703": ("unknown-column", "missing-object", "foreign-key-unknown-parent", "foreign-key-parent-not-unique"),
    "42704": ("unknown-type", "missing-object", "used-before-created", "unknown-sequence"),
    "42883": ("unknown-function", "missing-object", "used-before-created"),
    "3F000": ("missing-object", "unknown-table", "used-before-created"),
    "42P07": ("duplicate-object", "name-collision", "duplicate-column"),
    "42710": ("duplicate-object", "name-collision"),
    "42P06": ("duplicate-object",),
    "42723": ("duplicate-object",),
    "42701": ("duplicate-column",),
    "42601": ("syntax-error", "duplicate-assignment", "duplicate-column", "insert-column-count"),
    "42830": ("foreign-key-parent-not-unique",),
    "42804": ("foreign-key-type-mismatch", "default-type-mismatch"),
    "22P02": ("default-type-mismatch",),
    "22007": ("default-type-mismatch",),
    "22008": ("default-type-mismatch",),
    "22003": ("default-type-mismatch",),
    "42P17": ("non-immutable-index", "partition-of-unpartitioned"),
    "0A000": ("partition-key-missing-from-unique",),
    "42809": ("partition-of-unpartitioned", "missing-object"),
    "42P16": ("duplicate-object", "partition-of-unpartitioned"),
    "55000": ("refresh-without-unique-index", "partition-of-unpartitioned"),
    "42702": ("unknown-column",),
}
"""By SQLSTATE the rules that tell the cause."""

OUTSIDE: Sequence[tuple[str, str, str]] = (
    (
        "2BP01",
        "",
        "an object that others depend on is dropped without CASCADE: a question of what goes with it, not of names",
    ),
    ("3F000", "", "nothing makes the schema: the platform or an extension may"),
    ("42809", "cannot inherit from partitioned table", "INHERITS of a partitioned table: no rule is about it"),
    (
        "42P17",
        "is not partitioned",
        "DETACH PARTITION of a table that has none: the rule is about PARTITION OF and ATTACH",
    ),
    ("0A000", "concurrently", "an index of a partitioned table, concurrently: no rule is about it"),
    ("42809", "cannot use ONLY for foreign key", "a foreign key on a partitioned table itself: no rule is about it"),
    ("42P17", "generation expression is not immutable", "a generated column: non-immutable-index is about indexes"),
    ("42P16", "must specify exactly", "the number of values in a partition's bound: no rule counts them"),
    ("42883", "operator does not exist", "types of operands: no rule types expressions"),
    ("42804|42846|42725|42P18", "(?!foreign key)(?!column .* default)", "types of expressions: no rule types them"),
    ("55000", "is not an identity column", "DROP IDENTITY of a column without one: no object is missing"),
    ("42803", "", "grouping: no rule is about it"),
    ("42P16", "(view|column) ", "CREATE OR REPLACE VIEW keeps its columns: no rule is about it"),
)
"""Refusals that none of the rules is about: the code, a pattern of the words, the reason."""


BEFORE = {
    "dhis2": "CREATE DOMAIN geometry AS point;",
    "supabase-auth": "CREATE SCHEMA auth; CREATE ROLE supabase_auth_admin; CREATE ROLE anon; CREATE ROLE authenticated;",
}
"""What must be there before the scripts of a folder, in place of extensions and roles that are not at hand."""


FIRST = {"dhis2": "base/dhis2_base_schema.sql"}
"""The dump that the history of a folder goes on from."""


class Server:
    """A running server; `psql` runs a script in a database of its own."""

    def __init__(self, binaries: Path, folder: Path, user: dict[str, object]) -> None:
        self.binaries = binaries
        self.folder = folder
        self.user = user

    def psql(self, database: str, script: str, *, stop: bool = False) -> subprocess.CompletedProcess[str]:
        """Run SQL; without `stop` errors are passed over, as a linter passes over them."""
        return subprocess.run(
            [
                str(self.binaries / "psql"), "-X", "-q", "-A", "-t", "-F", "\x1f", "-R", "\x1e", "-h", str(self.folder),
                "-U", "postgres", "-d", database, "-v", f"ON_ERROR_STOP={int(stop)}", "-f", "-",
            ],
            input=script, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    def database(self, name: str) -> str:
        """Make an empty database of that name."""
        made = self.psql("postgres", f'DROP DATABASE IF EXISTS "{name}"; CREATE DATABASE "{name}";', stop=False)
        assert not made.stderr.replace("NOTICE", "") or "ERROR" not in made.stderr, made.stderr
        return name

    def rows(self, database: str, query: str) -> list[list[str]]:
        """The rows of a query."""
        done = self.psql(database, query, stop=True)
        assert done.returncode == 0, done.stderr
        text = done.stdout.removesuffix("\n")
        return [row.split("\x1f") for row in text.split("\x1e") if row.strip("\n")]


class OnPostgres:
    """Scripts on PostgreSQL, each statement committed by itself."""

    dialect: Dialect = "postgres"
    causes = CAUSES
    outside = OUTSIDE

    def __init__(self, server: Server) -> None:
        self.server = server
        self.number = 0
        self.admin = Session(server.folder, "postgres")

    def run(self, statements: Sequence[str], before: str = "") -> list[Refusal | None]:
        self.number += 1
        name = f"script_{self.number}"
        try:
            return self.build(name, statements, before)
        finally:
            self.drop(name)

    def build(self, name: str, statements: Sequence[str], before: str = "") -> list[Refusal | None]:
        """As `run`, in a database that stays."""
        self.drop(name)
        assert self.admin.run(f"CREATE DATABASE {name}") is None
        with Session(self.server.folder, name) as session:
            for statement in filter(None, before.split(";")):
                # A role is there for all databases once it is made.
                session.run(statement)
            return [session.run(statement) for statement in statements]

    def drop(self, name: str) -> None:
        """Drop a database."""
        self.admin.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
