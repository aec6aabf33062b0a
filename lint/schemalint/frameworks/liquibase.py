"""Liquibase: changesets in one file, each with its rollback, as formatted SQL or as a change log that was translated to it."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="liquibase",
    title="Liquibase",
    pattern=r"(?:^|/)(?:(?P<v>\d+)[._-])?(?P<d>[^/]+?)\.(?i:sql|xml|ya?ml|json)$",
    rank=10,
    marker=r"\A\s*--[ \t]*(?i:liquibase[ \t]+formatted[ \t]+sql)",
    marker_words=("iquibase", "IQUIBASE"),
    order="text",
    paired_by="stem",
    up=r"--[ \t]*(?i:changeset)[ \t]+(?:\"[^\"\n]*\"|[^\s:\"]+):(?P<id>\"[^\"\n]*\"|[^\s\"]+)",
    includes=r"^-- translated: include (?P<all>all )?(?P<relative>relative )?(?P<path>.+)$",
    includes_sql=r"^-- translated: file (?P<relative>relative )?(?P<path>.+)$",
    down=r"-- translated: down",
    many=True,
    down_line=r"[ \t]*--[ \t]*(?i:rollback)[ \t]+",
    down_block=(r"/\*[ \t]*(?i:liquibase[ \t]+rollback)[ \t]*\r?\n", r"\*/"),
    down_none=r"(?i:\s*(?:empty|not\s+required)\s*;?\s*)",
    down_prefix="--rollback ",
    transaction="each",
    opt_out=r"(?i:\brunInTransaction\s*:\s*\"?false\b)",
    opt_out_in="marker",
    opt_out_text="runInTransaction:false",
    opt_out_words="`runInTransaction:false` on the changeset line",
    cut="tokens",
    understands=("GO", "/"),
    words="Liquibase runs each changeset in one transaction",
    new=(Template("{version}_{name}.sql", "--liquibase formatted sql\n\n--changeset schema:{version}\n{up}{down}"),),
    rollback=Template("", "{down}"),
)
