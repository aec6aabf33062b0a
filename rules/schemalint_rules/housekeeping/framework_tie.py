from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay, Span, named


class FrameworkTie(CatalogRule):
    """One framework should be known to run a directory of migrations.

    ## What it does
    Reports a directory of migrations that the settings files or the marker comments of several frameworks claim. Until the
    configuration says which one runs it, the files are read as plain numbered ones; where their names allow no numbering, as
    those of the first.

    ## Why is this bad
    Frameworks differ in what they take for a rollback, in order and in transactions: a statement that is safe with one fails with
    another, so rules that go by it stay silent. Two frameworks on one database do not know what the other has applied.

    ## Fix
    Write the line of configuration, or take away the settings of the framework that is no longer used.

    ## References
    - schemalint, docs, Migrations, Ties
    """

    name = "framework-tie"
    severity = "warning"

    good = (
        Good(
            "CREATE TABLE b (id int);",
            path="migrations/002_b.sql",
            files=(("migrations/001_a.sql", "CREATE TABLE a (id int);"), ("migrations/tern.conf", "[database]\n")),
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE a (id int);",
            path="migrations/001_a.sql",
            files=(
                ("migrations/002_b.sql", "CREATE TABLE b (id int);"),
                ("migrations/tern.conf", "[database]\n"),
                ("migrations/atlas.sum", "h1:abc=\n"),
            ),
            at="CREATE TABLE a (id int)",
            message='frameworks = { "migrations" = "atlas" }',
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        history = replay.history
        if history is None or history.tie is None:
            return
        script = next((script for one in history.migrations for script in one.up), None)
        if script is None:
            return
        titles = [_title(name) for name in history.tie.frameworks]
        reading = next((one for one in replay.readings if one.statement.path == script.path), None)
        start = reading.statement.span.start if reading else script.start
        line = reading.statement.text.partition("\n")[0].rstrip() if reading else ""
        # Patterns are relative to the file of configuration, wherever it is.
        place = f"**/{history.path.rpartition('/')[2]}" if history.path.startswith("/") else history.path
        lines = [f'frameworks = {{ "{place}" = "{name}" }}' for name in history.tie.frameworks]
        yield self.found(
            Span(script.path, start, start + len(line)),
            f"{history.path} fits {' and '.join(titles)} ({history.tie.evidence}): read as {_title(history.framework)}, what their"
            " transactions and rollbacks are is not known.",
            repair=f"{' or '.join(lines)} under [migrations] in the configuration",
        )


def _title(name: str) -> str:
    framework = named(name)
    return framework.title if framework else name
