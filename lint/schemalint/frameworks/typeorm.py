"""TypeORM: classes in TypeScript or JavaScript that send SQL, read as the SQL they send."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework

FRAMEWORK = Framework(
    name="typeorm",
    title="TypeORM",
    pattern=r"(?:^|/)(?:(?P<v>\d+)[-_])?(?P<d>[^/]+?)\.[cm]?[jt]s$",
    rank=10,
    marker=r"\A-- translated: from typeorm$",
    marker_words=("translated: from",),
    order="required",
    identity=r"^-- translated: migration (.+)$",
    up=r"-- translated: up",
    down=r"-- translated: down",
    transaction="each",
    opt_out=r"^-- translated: no transaction$",
    opt_out_words="`transaction = false` in the class, with `migrationsTransactionMode` `each` or `none`",
    words="TypeORM runs all pending migrations in one transaction",
)
