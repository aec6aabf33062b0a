"""pop (soda): `20240101000000_users.up.sql`, with a dialect in the name where needed, `….postgres.up.sql`."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="pop",
    title="pop",
    pattern=r"(?:^|/)(?P<v>\d+)_(?P<d>[^/.]+)(?:\.(?P<db>[a-z]+[0-9]?))?\.(?P<dir>up|down)\.sql$",
    rank=35,
    sentinels=(("database.yml", r"(?m)^[ \t]+dialect\s*:"), ("*.fizz", "")),
    marker=r"\{\{-?\s*(?:index\s+)?\.(?:Options|Dialect)\b|\{\{-?\s*identifier\b",
    marker_words=("{{",),
    marker_in=0.3,
    order="text",
    transaction="each",
    words="pop runs each migration in one transaction",
    new=(Template("{version}_{name}.up.sql", "{up}"), Template("{version}_{name}.down.sql", "{down}")),
    rollback=Template("{stem}.down.sql", "{down}"),
)
