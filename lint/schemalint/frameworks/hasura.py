"""Hasura: `migrations/<database>/<milliseconds>_<name>/up.sql` and `down.sql`."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="hasura",
    title="Hasura",
    pattern=r"(?:^|/)(?P<v>\d+)_(?P<d>[^/]+)(?:/|\.)(?P<dir>up|down)\.sql$",
    rank=25,
    sentinels=(("config.yaml", r"(?m)^[ \t]*(?:metadata_directory|migrations_directory)\s*:"),),
    homes=(("config.yaml", r"(?m)^[ \t]*migrations_directory[ \t]*:[ \t]*(?P<dir>[^\s#]+)"),),
    transaction="each",
    words="Hasura runs each migration in one request, which is one transaction",
    new=(Template("{version}_{name}/up.sql", "{up}"), Template("{version}_{name}/down.sql", "{down}")),
    rollback=Template("{stem}/down.sql", "{down}"),
)
