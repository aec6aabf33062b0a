"""Diesel: a directory a migration, with `up.sql`, `down.sql` and perhaps `metadata.toml`."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="diesel",
    title="Diesel",
    pattern=r"(?:^|/)(?P<v>[0-9-]+)_(?P<d>[^/]+)/(?P<dir>up|down)\.sql$",
    alone=True,
    rank=30,
    sentinels=(
        ("diesel.toml", ""),
        ("Cargo.toml", r"(?m)^[ \t]*(?:diesel\b|\[[\w.-]*dependencies\.diesel\])"),
    ),
    homes=(("diesel.toml", r"(?m)^[ \t]*dir[ \t]*=[ \t]*(?P<dir>\"[^\"\n]+\")"),),
    order="dashless",
    transaction="each",
    whole=True,
    # The file without the key means no transaction; no file means one.
    opt_out_file=("{folder}/metadata.toml", r"(?ms)\A(?!.*^[ \t]*run_in_transaction[ \t]*=[ \t]*true\b)"),
    opt_out_text="run_in_transaction = false",
    opt_out_words="`run_in_transaction = false` in `metadata.toml`",
    words="Diesel runs each migration in one transaction",
    new=(Template("{version}_{name}/up.sql", "{up}"), Template("{version}_{name}/down.sql", "{down}")),
    rollback=Template("{stem}/down.sql", "{down}"),
)
