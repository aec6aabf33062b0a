from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import (
    Applied,
    Bad,
    Diagnostic,
    Framework,
    Good,
    History,
    Migration,
    MigrationRule,
    Replay,
    Span,
    day_of,
    named,
    option,
)
from schemalint_rules._once import once
from schemalint_rules._versions import head

FEWEST = 4
"""So many migrations show what form a directory keeps to, when four in five keep to it."""

_SIGNS = frozenset("'\"`$&;|<>*?!\\")
"""Signs that mean something to a shell."""


UNNAMED = frozenset({"numbered", "custom", "liquibase", "sqitch", "alembic", "django"})
"""Where names tell nothing: no framework, or one that goes by what files say and by lists."""

_LIKE_ONE = re.compile(r"(?:[VvUuBb]_?)?\d[^/]*\.(?i:sql)$|[Rr]__?[^/]*\.(?i:sql)$")


class MigrationName(MigrationRule):
    """The name of a migration should sort where it belongs and say what it does.

    ## What it does
    Reports, each with what follows from it:
    - a version of fewer digits than others, where the framework sorts names as text: `10_b` comes before `9_a`;
    - a version that counts among times, or a time among numbers, and a time that no calendar has;
    - a file that begins like the migrations it lies among, and that the framework never runs under its name;
    - a description that says nothing, as configured: `fix`, `new`, `test`, `update`;
    - blanks, quotes and other signs that a command line does not take as they are.

    ## Why is this bad
    Names are all that a list of migrations shows. Where the version is not in the form of the others the file runs in another place than
    it seems to.

    ## Fix
    Rename it while it is new. No automatic fix: what ran under the old name somewhere would run again.

    ## References
    - golang-migrate, Migration Filename Format; Flyway, Naming; dbmate, Creating Migrations
    """

    name = "migration-name"
    severity = "info"
    idle: tuple[str, ...] = option(
        (
            "migration", "new", "test", "tmp", "temp", "fix", "fixes", "update", "updates", "change", "changes", "wip", "foo", "bar",
            "asdf", "todo", "misc", "stuff", "untitled", "new_migration", "my_migration", "migrate", "sql", "script", "auto",
        ),
        "Descriptions that say nothing of what a migration does.",
    )  # fmt: skip

    good = (
        Good("CREATE TABLE a (id int);", path="migrations/0001_add_account.sql"),
        Good(
            "CREATE TABLE b (id int);",
            path="migrations/10_b.up.sql",
            files=(
                ("migrations/10_b.down.sql", "DROP TABLE b;"),
                ("migrations/9_a.up.sql", "CREATE TABLE a (id int);"),
                ("migrations/9_a.down.sql", "DROP TABLE a;"),
            ),
        ),
    )
    bad = (
        Bad("CREATE TABLE a (id int);", path="migrations/0001_update.sql", at="", message="says nothing"),
        Bad(
            "-- migrate:up\nCREATE TABLE b (id int);\n-- migrate:down\nDROP TABLE b;",
            path="db/migrations/10_b.sql",
            files=(
                ("db/migrations/9_a.sql", "-- migrate:up\nCREATE TABLE a (id int);\n-- migrate:down\nDROP TABLE a;"),
            ),
            at="",
            message="before 9_a",
        ),
    )

    def check(self, applied: Applied, replay: Replay) -> Iterator[Diagnostic]:
        migration, history = applied.migration, replay.history
        if history is None:
            return
        if migration.order == 0:
            yield from self._skipped(history)
        if not migration.up:
            return
        told = _out_of_place(history).get(migration.order) or self._says_nothing(migration) or _troublesome(migration)
        if told is None:
            return
        words, repair = told
        yield self.found(head(migration), f"{migration.name} {words}.", repair=repair)

    def _skipped(self, history: History) -> Iterator[Diagnostic]:
        """Files that look like migrations and are none to the framework."""
        framework = named(history.framework)
        if framework is None or framework.name in UNNAMED:
            return
        for path in history.strays:
            name = path.rpartition("/")[2]
            if _LIKE_ONE.match(name):
                yield self.found(
                    Span(path, 0, 0),
                    f"{name} is not named as {framework.title} names migrations, and is skipped without a word.",
                    repair=f"name it like the others, as {history.migrations[0].up[0].path.rpartition('/')[2]}"
                    if history.migrations and history.migrations[0].up
                    else "name it like the others",
                )

    def _says_nothing(self, migration: Migration) -> tuple[str, str] | None:
        said = _description(migration)
        if not said or re.sub(r"(?:[\W_]+\d+)*[\W_]*\d*$", "", said).lower().replace("-", "_") not in self.idle:
            return None
        return f"says nothing of what it does: `{said}`", "name it after what it changes: `add_account_email`"


def _troublesome(migration: Migration) -> tuple[str, str] | None:
    signs = [sign for sign in migration.name if sign.isspace() or sign in _SIGNS]
    if not signs or ":" in migration.name:
        return None
    return f"holds `{signs[0]}`, which command lines take apart or read as something else", "join words by `_` or `-`"


def _description(migration: Migration) -> str:
    """What the name says besides the version; empty where that is all there is."""
    name = migration.name.rpartition(":")[0] or migration.name
    at = name.find(migration.version) if migration.version else -1
    return name[at + len(migration.version) :].strip("_- .") if at >= 0 else ""


@once
def _out_of_place(history: History) -> dict[int, tuple[str, str]]:
    """The migrations whose version is not in the form of the others, with what that does."""
    found: dict[int, tuple[str, str]] = {}
    framework = named(history.framework)
    plain = [
        one
        for one in history.migrations
        if one.version.isascii() and one.version.isdigit() and not one.repeatable and one.up
    ]
    if framework is None or not plain:
        return found
    if framework.order == "text":
        _sorted_as_text(plain, found)
    times = [one for one in plain if day_of(one.version)]
    usual = len(times) * 5 >= len(plain) * 4
    if len(plain) >= FEWEST and (usual or len(times) * 5 <= len(plain)):
        _of_another_kind(plain, usual, framework, found)
    return found


def _sorted_as_text(plain: list[Migration], found: dict[int, tuple[str, str]]) -> None:
    highest = plain[0]
    for one in plain[1:]:
        days = day_of(highest.version), day_of(one.version)
        in_time = all(days) and days[0] <= days[1]
        if int(one.version) < int(highest.version) and len(one.version) != len(highest.version) and not in_time:
            wide = max(len(one.version), len(highest.version))
            found.setdefault(
                highest.order,
                (
                    f"runs before {one.name}: names are sorted as text",
                    f"write versions with {wide} digits: {highest.version.zfill(wide)}, {one.version.zfill(wide)}",
                ),
            )
        if int(one.version) > int(highest.version):
            highest = one


def _of_another_kind(
    plain: list[Migration], times: bool, framework: Framework, found: dict[int, tuple[str, str]]
) -> None:
    """Numbers among times, and times among numbers. What stands before all others is where the history was begun anew."""
    kinds = [bool(day_of(one.version)) for one in plain]
    first = kinds.index(times)
    for at, (one, kind) in enumerate(zip(plain, kinds, strict=True)):
        calendar = times and len(one.version) in (8, 12, 14, 17)
        if kind == times or (at < first and (not calendar or not one.version.strip("0"))):
            continue  # tools put what they need themselves before all others: Diesel's is 00000000000000
        if calendar:
            words = f"has a version that no calendar has ({one.version})"
        elif times:
            words = "has a number for its version, where those before it have the time they were made"
        else:
            words = "has a time for its version, where the others count, so every later number sorts before it"
        found.setdefault(
            one.order, (words, f"give it a version in the form of the others, such as {plain[first].version}")
        )
