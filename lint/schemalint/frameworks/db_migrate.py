"""db-migrate: SQL in `sqls/<timestamp>-<name>-up.sql` and `-down.sql`."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="db-migrate",
    title="db-migrate",
    pattern=r"(?:^|/)(?:sqls/)?(?P<v>\d{14})-(?P<d>[^/]+)-(?P<dir>up|down)\.sql$",
    rank=15,
    folder=r"(?:^|/)sqls$|(?:^|/)migrations$",
    order="text",
    transaction="none",
    words="db-migrate opens no transaction",
    new=(
        Template("sqls/{version}-{name}-up.sql", "{up}"),
        Template("sqls/{version}-{name}-down.sql", "{down}"),
    ),
    rollback=Template("{stem}-down.sql", "{down}"),
)
