"""postgrator: `001.do.users.sql` and `001.undo.users.sql`."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="postgrator",
    title="postgrator",
    pattern=r"(?:^|/)(?P<v>\d+)\.(?P<dir>do|undo)(?:\.(?P<d>[^/]+))?\.sql$",
    alone=True,
    rank=10,
    transaction="none",
    whole=True,
    understands=("GO",),
    words="postgrator sends the whole file as one query",
    hashed=True,
    new=(Template("{version}.do.{name}.sql", "{up}"), Template("{version}.undo.{name}.sql", "{down}")),
    rollback=Template("{version}.undo.{description}.sql", "{down}"),
)
