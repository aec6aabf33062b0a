"""sqlx: `20240101000000_users.sql`, or reversible `….up.sql` with `….down.sql`."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="sqlx",
    title="sqlx",
    pattern=r"(?:^|/)(?P<v>\d+)_(?P<d>[^/]+?)(?:\.(?P<dir>up|down))?\.sql$",
    rank=30,
    sentinels=(
        ("sqlx.toml", ""),
        (".sqlx", ""),
        ("Cargo.toml", r"(?m)^[ \t]*(?:sqlx\b|\[[\w.-]*dependencies\.sqlx\])"),
    ),
    homes=(("sqlx.toml", r"(?m)^[ \t]*migrations-dir[ \t]*=[ \t]*(?P<dir>\"[^\"\n]+\")"),),
    marker=r"\A-- no-transaction\b",
    marker_words=("no-transaction",),
    marker_in=0,
    transaction="each",
    whole=True,
    opt_out=r"-- no-transaction\b",
    opt_out_in="start",
    opt_out_text="-- no-transaction",
    opt_out_words="`-- no-transaction` as the first line",
    words="sqlx runs each migration in one transaction",
    hashed=True,
    new=(Template("{version}_{name}.up.sql", "{up}"), Template("{version}_{name}.down.sql", "{down}")),
    rollback=Template("{stem}.down.sql", "{down}"),
)
