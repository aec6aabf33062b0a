"""Sqitch: `deploy/x.sql`, `revert/x.sql`, `verify/x.sql`, in the order of `sqitch.plan`."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="sqitch",
    title="Sqitch",
    pattern=r"(?:^|/)(?P<dir>deploy|revert|verify)/(?P<d>.+)\.sql$",
    alone=True,
    rank=10,
    sentinels=(("sqitch.plan", ""), ("sqitch.conf", "")),
    marker=r"^--[ \t]*(?:Deploy|Revert|Verify)[ \t]+\S+[ \t]+(?:to|from|on)[ \t]+\w+",
    marker_words=("Deploy", "Revert", "Verify"),
    order="listed",
    listing="sqitch.plan",
    paired_by="stem",
    transaction="none",
    runs="client",
    words="Sqitch opens no transaction: the script says BEGIN and COMMIT itself",
    new=(
        Template("deploy/{name}.sql", "BEGIN;\n\n{up}\nCOMMIT;\n"),
        Template("revert/{name}.sql", "BEGIN;\n\n{down}\nCOMMIT;\n"),
    ),
    rollback=Template("revert/{stem}.sql", "BEGIN;\n\n{down}\nCOMMIT;\n"),
    after_writing="add the change to sqitch.plan: `sqitch add` does",
)
