"""shmig: `1700000000-users.sql` with `-- ==== UP ====` and `-- ==== DOWN ====`."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="shmig",
    title="shmig",
    pattern=r"(?:^|/)(?P<v>\d+)-(?P<d>[^/]*)\.sql$",
    rank=20,
    marker=r"^--[ \t]*====[ \t]*(?:UP|DOWN)[ \t]*====[ \t]*\r?$",
    marker_words=("====",),
    up=r"--[ \t]*====[ \t]*UP[ \t]*====",
    down=r"--[ \t]*====[ \t]*DOWN[ \t]*====",
    transaction="each",
    runs="client",
    words="shmig runs each migration in one transaction",
    new=(Template("{version}-{name}.sql", "-- ==== UP ====\n{up}\n-- ==== DOWN ====\n{down}"),),
    rollback=Template("", "-- ==== DOWN ====\n{down}"),
)
