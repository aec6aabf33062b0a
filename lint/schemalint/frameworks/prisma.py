"""Prisma Migrate: a directory a migration, with `migration.sql`."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="prisma",
    title="Prisma Migrate",
    pattern=r"(?:^|/)(?P<v>\d+)_(?P<d>[^/]+)/(?P<dir>migration|down)\.sql$",
    alone=True,
    rank=30,
    sentinels=(("migration_lock.toml", ""), ("schema.prisma", ""), ("prisma.config.ts", "")),
    homes=(("prisma.config.ts", r"migrations[ \t]*:[ \t]*\{[^}]*?\bpath[ \t]*:[ \t]*(?P<dir>[\"'][^\"'\n]+[\"'])"),),
    order="text",
    transaction="none",
    whole=True,
    understands=("GO",),
    words="Prisma sends the script as it is",
    forward_only=True,
    hashed=True,
    new=(Template("{version}_{name}/migration.sql", "{up}"),),
    rollback=Template("{stem}/down.sql", "{down}"),
)
