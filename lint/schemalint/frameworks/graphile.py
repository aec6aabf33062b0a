"""graphile-migrate: `migrations/committed/000001.sql`, a hash chain."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="graphile",
    title="graphile-migrate",
    pattern=r"(?:^|/)(?P<v>\d+)(?:-(?P<d>[-_a-zA-Z0-9]*))?\.sql$",
    rank=20,
    sentinels=((".gmrc", ""), (".gmrc.js", "")),
    homes=((".gmrc", r"\"migrationsFolder\"[ \t]*:[ \t]*(?P<dir>\"[^\"\n]+\")"),),
    folder=r"(?:^|/)migrations/committed$",
    marker=r"\A--! (?:Previous|Hash|Message):",
    marker_words=("--!",),
    transaction="each",
    opt_out=r"^--! no-transaction\b",
    opt_out_text="--! no-transaction",
    opt_out_words="`--! no-transaction` as the first line, with one statement in the file",
    words="graphile-migrate runs each migration in one transaction",
    forward_only=True,
    dialect="postgres",
    hashed=True,
    after_writing="write it to migrations/current.sql and run `graphile-migrate commit`",
    # Outside the directory, where it is never run forward.
    rollback=Template("../rollbacks/{stem}.sql", "{down}"),
)
