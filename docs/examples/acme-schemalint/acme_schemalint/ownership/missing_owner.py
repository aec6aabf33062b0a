from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Bad, Catalog, Diagnostic, Good, Subject, Table, TableRule, option


class MissingOwner(TableRule):
    """The comment of a table should name the team that owns it.

    ## What it does
    Reports a table whose comment has no line `owner: TEAM`, or names a team that `teams` does not list.

    ## Why is this bad
    When the table must change, nobody knows whom to ask.

    ## Fix
    A comment that names the team. Nobody but a person can know it, so there is no automatic fix.

    ## References
    - Acme engineering handbook, Data ownership
    """

    name = "missing-owner"
    severity = "warning"
    dialects = ("postgres", "mysql", "mariadb", "oracle")
    teams: tuple[str, ...] = option((), "The teams there are; empty for any.")
    good = (
        Good("CREATE TABLE invoice (id bigint PRIMARY KEY);\nCOMMENT ON TABLE invoice IS 'owner: billing';"),
        Good("CREATE TABLE invoice (id bigint PRIMARY KEY) COMMENT 'owner: billing';", dialect="mysql"),
    )
    bad = (
        Bad("CREATE TABLE invoice (id bigint PRIMARY KEY);", at="invoice", message="owner: "),
        Bad(
            "CREATE TABLE invoice (id bigint PRIMARY KEY);\nCOMMENT ON TABLE invoice IS 'owner: biling';",
            at="invoice",
            options={"teams": ["billing", "support"]},
            message="biling",
        ),
    )

    def check(self, table: Table, catalog: Catalog) -> Iterator[Diagnostic]:
        if table.kind != "table":
            return
        said = re.search(r"^\s*owner:\s*(\S+)", table.comment or "", re.M)
        if said and (not self.teams or said[1] in self.teams):
            return
        what = f"names {said[1]} as its owner, which is no team" if said else "names no owner in its comment"
        team = self.teams[0] if self.teams else "TEAM"
        yield self.found(
            table.span,
            f"Table {table.ref.text} {what}: nobody knows whom to ask before it changes.",
            subject=Subject("table", table.schema or None, None, table.name),
            repair=f"COMMENT ON TABLE {table.ref.text} IS 'owner: {team}';",
        )
