"""refinery: `V1__users.sql` in order without a gap, `U2__more.sql` forward as well, in any order."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="refinery",
    title="refinery",
    # `U` is no way back, as it is in Flyway.
    pattern=r"(?:^|/)[UV](?P<v>\d+(?:\.\d+)?)__(?P<d>\w+)\.sql$",
    rank=9,
    sentinels=(
        ("refinery.toml", ""),
        ("Cargo.toml", r"(?m)^[ \t]*(?:refinery\b|\[[\w.-]*dependencies\.refinery\])"),
    ),
    recursive=True,
    transaction="each",
    words="refinery runs each migration in one transaction",
    forward_only=True,
    hashed=True,
    new=(Template("V{version}__{name}.sql", "{up}"),),
    # Outside the directory, where it is never run forward.
    rollback=Template("../rollbacks/{stem}.sql", "{down}"),
)
