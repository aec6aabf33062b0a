"""sql-migrate: one file with `-- +migrate Up` and `-- +migrate Down`."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="sql-migrate",
    title="sql-migrate",
    pattern=r"(?:^|/)(?:(?P<v>\d+)[_-]?)?(?P<d>[^/]*)\.sql$",
    marker=r"^-- \+migrate (?:Up|Down)\b",
    marker_words=("+migrate",),
    rank=20,
    sentinels=(("dbconfig.yml", r"(?m)^[ \t]+dialect\s*:"),),
    homes=(("dbconfig.yml", r"(?m)^[ \t]+dir[ \t]*:[ \t]*(?P<dir>[^\s#]+)"),),
    order="numbered-first",
    paired_by="stem",
    up=r"-- \+migrate Up\b",
    down=r"-- \+migrate Down\b",
    transaction="each",
    opt_out=r"\bnotransaction\b",
    opt_out_in="marker",
    opt_out_text="notransaction",
    opt_out_words="`notransaction` on the `-- +migrate Up` line",
    words="sql-migrate runs each migration in one transaction",
    new=(Template("{version}-{name}.sql", "-- +migrate Up\n{up}\n-- +migrate Down\n{down}"),),
    rollback=Template("", "-- +migrate Down\n{down}"),
    cut="lines",
    statement=("-- +migrate StatementBegin", "-- +migrate StatementEnd"),
)
