"""bun: `20240101000000_users.up.sql`, in a transaction only when named `….tx.up.sql`."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="bun",
    title="bun",
    pattern=r"(?:^|/)(?P<v>\d{1,14})_(?P<d>[0-9a-z_-]+)(?P<tx>\.tx)?\.(?P<dir>up|down)\.sql$",
    rank=30,
    sentinels=(("go.mod", r"github\.com/uptrace/bun\b(?!router)"),),
    marker=r"^--bun:split\b",
    marker_words=("--bun:",),
    marker_in=0,
    order="text",
    transaction="none",
    whole=True,
    opt_in=r"\.tx\.(?:up|down)\.sql$",
    opt_out_words="a name without `.tx`",
    words="bun opens a transaction only for files named `.tx.up.sql`",
    new=(Template("{version}_{name}.up.sql", "{up}"), Template("{version}_{name}.down.sql", "{down}")),
    rollback=Template("{stem}.down.sql", "{down}"),
)
