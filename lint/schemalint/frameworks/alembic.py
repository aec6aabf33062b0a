"""Alembic: revisions in Python, read as the SQL that their operations run."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework

FRAMEWORK = Framework(
    name="alembic",
    title="Alembic",
    pattern=r"(?:^|/)(?P<d>(?:(?P<v>[0-9a-f]{8,}|\d+)(?=_|\.py$))?[^/]*)\.py$",
    rank=10,
    marker=r"\A-- translated: from alembic$",
    marker_words=("translated: from",),
    recursive=True,
    order="required",
    identity=r"^-- translated: migration (.+)$",
    requires=r"^-- translated: requires (.+)$",
    paired_by="stem",
    up=r"-- translated: up",
    down=r"-- translated: down",
    transaction="none",
    transaction_in=("postgres", "tsql", "standard"),
    opt_out=r"^-- translated: no transaction$",
    opt_out_in="section",
    opt_out_words="`with op.get_context().autocommit_block():`",
    words="Alembic runs all pending revisions in one transaction, unless `transaction_per_migration` says one each",
)
