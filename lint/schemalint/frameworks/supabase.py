"""Supabase CLI: `supabase/migrations/20240101000000_users.sql`."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="supabase",
    title="Supabase CLI",
    pattern=r"(?:^|/)(?P<v>\d+)_(?P<d>[^/]*)\.sql$",
    rank=15,
    folder=r"(?:^|/)supabase/migrations$",
    order="text",
    transaction="each",
    words="Supabase sends each file as one batch, which is one transaction",
    forward_only=True,
    dialect="postgres",
    brings=(
        "auth",
        "storage",
        "realtime",
        "vault",
        "extensions",
        "graphql_public",
        "supabase_functions",
        "pgmq",
        "cron",
        "net",
    ),
    new=(Template("{version}_{name}.sql", "{up}"),),
    # Outside the directory, where it is never run forward.
    rollback=Template("../rollbacks/{stem}.sql", "{down}"),
)
