"""postgres-migrations: numbered files, forward only."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="postgres-migrations",
    title="postgres-migrations",
    pattern=r"(?:^|/)(?P<v>\d+)[-_]?(?P<d>[^/]*)\.(?i:sql)$",
    rank=45,
    sentinels=(("package.json", r"\"postgres-migrations\"\s*:"),),
    marker=r"^--[ \t]*postgres-migrations disable-transaction\b",
    marker_words=("disable-transaction",),
    marker_in=0,
    transaction="each",
    opt_out=r"--[ \t]*postgres-migrations disable-transaction\b",
    opt_out_text="-- postgres-migrations disable-transaction",
    opt_out_words="`-- postgres-migrations disable-transaction`",
    words="postgres-migrations runs each file in one transaction",
    forward_only=True,
    dialect="postgres",
    hashed=True,
    new=(Template("{version}_{name}.sql", "{up}"),),
    # Outside the directory, where it is never run forward.
    rollback=Template("../rollbacks/{stem}.sql", "{down}"),
)
