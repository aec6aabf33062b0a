"""goose: one file with `-- +goose Up` and `-- +goose Down`."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="goose",
    title="goose",
    pattern=r"(?:^|/)(?P<v>\d+)_(?P<d>[^/]*)\.sql$",
    homes=((".env", r"(?m)^[ \t]*(?:export[ \t]+)?GOOSE_MIGRATION_DIR[ \t]*=[ \t]*(?P<dir>\S+)"),),
    marker=r"^--[ \t]*\+goose[ \t]+(?i:up|down)\b",
    marker_words=("+goose",),
    rank=20,
    up=r"--[ \t]*\+goose[ \t]+(?i:up)\b",
    down=r"--[ \t]*\+goose[ \t]+(?i:down)\b",
    transaction="each",
    opt_out=r"^--[ \t]*\+goose[ \t]+(?i:no[ \t]+transaction)\b",
    opt_out_text="-- +goose NO TRANSACTION",
    opt_out_words="`-- +goose NO TRANSACTION`",
    words="goose runs each migration in one transaction",
    new=(Template("{version}_{name}.sql", "-- +goose Up\n{up}\n-- +goose Down\n{down}"),),
    rollback=Template("", "-- +goose Down\n{down}"),
    cut="lines",
    statement=("-- +goose StatementBegin", "-- +goose StatementEnd"),
)
