"""golang-migrate: `000007_add_email.up.sql` and `000007_add_email.down.sql`; for MongoDB
commands in `.json` files."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="golang-migrate",
    title="golang-migrate",
    pattern=r"(?:^|/)(?P<v>\d+)_(?P<d>[^/]*)\.(?P<dir>up|down)\.(?:sql|json)$",
    alone=True,
    rank=40,
    transaction="none",
    transaction_in=("sqlite",),
    whole=True,
    cut="bytes",
    cut_where=tuple(
        (name, r"\bx-multi-statement=true\b")
        for name in (".env", "Makefile", "docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml")
    ),
    words="golang-migrate sends the whole file as one query",
    new=(Template("{version}_{name}.up.sql", "{up}"), Template("{version}_{name}.down.sql", "{down}")),
    rollback=Template("{stem}.down.sql", "{down}"),
)
