"""Cloudflare D1: `0001_users.sql` named by a wrangler file."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="d1",
    title="Cloudflare D1",
    pattern=r"(?:^|/)(?P<v>\d{4,})_(?P<d>[^/]+)\.sql$",
    rank=30,
    sentinels=(
        ("wrangler.toml", r"d1_databases"),
        ("wrangler.jsonc", r"d1_databases"),
        ("wrangler.json", r"d1_databases"),
    ),
    homes=tuple(
        (f"wrangler.{ending}", r"\bmigrations_dir\"?[ \t]*[=:][ \t]*(?P<dir>[\"'][^\"'\n]+[\"'])")
        for ending in ("toml", "jsonc", "json")
    ),
    order="text",
    transaction="unknown",
    words="nothing says whether D1 wraps a migration in a transaction",
    forward_only=True,
    made_by=("drizzle", "prisma", "atlas"),
    dialect="sqlite",
    new=(Template("{version}_{name}.sql", "{up}"),),
    # Outside the directory, where it is never run forward.
    rollback=Template("../rollbacks/{stem}.sql", "{down}"),
)
