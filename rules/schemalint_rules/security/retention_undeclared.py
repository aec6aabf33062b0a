from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay, purges, retention
from schemalint_rules._personal import personal
from schemalint_rules._proposals import about_table
from schemalint_rules._tables import is_framework_table, stored
from schemalint_rules._vocabulary import named

_LOGS = frozenset({"log", "logs", "audit", "audits", "journal", "trail", "event", "events", "activity", "activities"})


class RetentionUndeclared(CatalogRule):
    """Personal data and logs should have a time after which they go.

    ## What it does
    Reports a table with personal data, and one whose name ends in log, audit, event, journal …, where nothing says how long its
    rows are kept: neither its comment (`retention: 90 days`), nor a document about it, nor a column such as `expires_at`, nor
    `[privacy.periods]` in configuration, nor a time to live of the server, nor a routine, job or statement that deletes what is
    older or drops partitions.

    ## Why is this bad
    Such a table only grows, and what was to be kept for months is there for years: to be searched, leaked and asked for.

    ## Fix
    Say the period in the table's comment and delete what is older. Not done by itself: nobody else knows the period.

    ## References
    - Regulation (EU) 2016/679 (GDPR), articles 5 (1) (e) and 30 (1) (f)
    """

    name = "retention-undeclared"
    severity = "info"
    on = "strict"
    good = (
        Good("CREATE TABLE access_log (id int PRIMARY KEY, at timestamptz);\nCOMMENT ON TABLE access_log IS 'Retention: 90 days';"),
        Good("CREATE TABLE invitation (id int PRIMARY KEY, email text, expires_at timestamptz);"),
        Good(
            "CREATE TABLE access_log (id int PRIMARY KEY, at timestamptz);\n"
            "CREATE PROCEDURE purge() LANGUAGE sql AS $$ DELETE FROM access_log WHERE at < now() - interval '90 days' $$;"
        ),
        Good("CREATE TABLE product (id int PRIMARY KEY, name text);"),
    )  # fmt: skip
    bad = (
        Bad("CREATE TABLE users (id int PRIMARY KEY, email text);", at="users", message="email"),
        Bad("CREATE TABLE access_log (id int PRIMARY KEY, at timestamp);", at="access_log", dialect="mysql"),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        held: dict[object, list[str]] = {}
        for one in personal(replay):
            held.setdefault(one.table.ref, []).append(one.column.name)
        purged = {purge.table for purge in purges(replay)}
        for table in stored(catalog):
            words = named(table)
            columns = held.get(table.ref, [])
            logs = bool(words) and words[-1] in _LOGS
            if not (columns or logs) or is_framework_table(table) or table.name.lower() in purged:
                continue
            if retention(table, replay) is not None:
                continue
            what = f"has personal data ({', '.join(columns[:4])})" if columns else "is a log"
            yield self.found(
                table.span,
                f"{table.ref.text} {what}, and nothing says how long its rows are kept: they stay for good.",
                subject=about_table(table),
                repair="say the period in the table's comment (`Retention: 90 days`), and delete what is older",
            )
