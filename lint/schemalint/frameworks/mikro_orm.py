"""MikroORM: classes in TypeScript or JavaScript that add SQL, read as the SQL they add."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework

FRAMEWORK = Framework(
    name="mikro-orm",
    title="MikroORM",
    pattern=r"(?:^|/)(?P<d>[^/]*?(?P<v>\d{14})?[^/]*)\.[cm]?[jt]s$",
    rank=10,
    marker=r"\A-- translated: from mikro-orm$",
    marker_words=("translated: from",),
    order="text",
    paired_by="stem",
    up=r"-- translated: up",
    down=r"-- translated: down",
    transaction="each",
    opt_out=r"^-- translated: no transaction$",
    opt_out_words="`isTransactional()` that returns false",
    words="MikroORM runs all pending migrations in one transaction",
)
