"""Django: migrations in Python, read as the SQL that their operations run. Those of all apps are one history."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework

FRAMEWORK = Framework(
    name="django",
    title="Django",
    pattern=r"(?:^|/)(?P<d>(?P<app>[^/]+)/migrations/(?![_~])[^/]+)\.py$",
    rank=10,
    marker=r"\A-- translated: from django$",
    marker_words=("translated: from",),
    recursive=True,
    partial=True,
    order="required",
    identity=r"^-- translated: migration (.+)$",
    requires=r"^-- translated: requires (.+)$",
    paired_by="stem",
    up=r"-- translated: up",
    down=r"-- translated: down",
    transaction="none",
    transaction_in=("postgres", "sqlite", "tsql", "standard"),
    opt_out=r"^-- translated: no transaction$",
    opt_out_words="`atomic = False` in the `Migration` class",
    words="Django runs each migration in one transaction",
)
