"""Flyway: `V2__add_email.sql`, undone by `U2__add_email.sql`, repeated `R__views.sql`, baseline `B2__x.sql`."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="flyway",
    title="Flyway",
    pattern=r"(?:^|/)(?:(?P<k>[VUB])(?P<v>\d+(?:[._]\d+)*)__|(?P<repeatable>R)__)(?P<d>[^/]+)\.(?i:sql)$",
    alone=True,
    rank=10,
    sentinels=(("flyway.toml", ""), ("flyway.conf", ""), ("flyway.user.toml", "")),
    recursive=True,
    order="dotted",
    transaction="each",
    unwrapped=(
        r"(?:CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY|DROP\s+INDEX\s+CONCURRENTLY|REINDEX|VACUUM|DISCARD\s+ALL"
        r"|(?:CREATE|DROP)\s+(?:DATABASE|TABLESPACE|SUBSCRIPTION)|ALTER\s+SYSTEM)\b"
    ),
    opt_out_file=("{file}.conf", r"(?mi)^[ \t]*executeInTransaction[ \t]*=[ \t]*false\b"),
    opt_out_text="executeInTransaction=false",
    opt_out_words="`executeInTransaction=false` in `<file>.sql.conf`",
    understands=("GO", "/", "DELIMITER", "COPY", "SQL*Plus"),
    words="Flyway runs each migration in one transaction",
    hashed=True,
    new=(Template("V{version}__{name}.sql", "{up}"), Template("U{version}__{name}.sql", "{down}")),
    rollback=Template("U{version}__{description}.sql", "{down}"),
)
