"""What a project asks of its schemas: rules under names of its own."""

import re
from collections.abc import Mapping

from schemalint.model.diagnostic import Diagnostic, Severity, Subject
from schemalint.model.record import NamedTuple


class Example(NamedTuple):
    """What a policy has nothing to say about, or speaks of: a case that `policy test` runs."""

    text: str
    """SQL, or Markdown where the rule looks at documents."""
    at: str = ""
    """The text a finding must underline; empty for any."""
    given: str = ""
    """SQL that ran before."""
    dialect: str = ""
    """Empty for the configuration's."""
    version: str = ""
    path: str = ""
    """The file's name where it matters; empty for the usual one."""


class Policy(NamedTuple):
    """A rule under the user's own name."""

    name: str
    rule: str
    tables: tuple[str, ...] = ()
    """Patterns of tables; empty for all."""
    dialects: tuple[str, ...] = ()
    """Of those that its rule speaks about; empty for all of them."""
    severity: Severity | None = None
    message: str = ""
    """What a finding begins with; with one of `PLACEHOLDERS` in braces, what it says in place of the rule's own words."""
    options: Mapping[str, object] = {}
    link: str = ""
    """Address of a page that gives the reasons."""
    owner: str = ""
    """Whom to ask."""
    since: str = ""
    """ISO date from which on it counts, or empty."""
    until: str = ""
    """ISO date after which it no longer counts, or empty."""
    good: tuple[Example, ...] = ()
    bad: tuple[Example, ...] = ()
    file: str = ""
    """Absolute path of the file that declares it; empty for values that come from a program."""

    def in_force(self, today: str) -> bool:
        """Whether it counts on the ISO date `today`."""
        return self.since <= today and (not self.until or today <= self.until)

    def term(self, today: str) -> str:
        """Why it is not in force on the ISO date `today`."""
        return f"counts from {self.since}" if today < self.since else f"counted until {self.until}"

    def words(self, finding: Diagnostic) -> str:
        """What is said of a finding of its rule, with whom to ask and where the reasons are."""
        said = (f"ask {self.owner}" if self.owner else "", f"see {self.link}" if self.link else "")
        reference = "; ".join(part for part in said if part)
        parts = (_filled(self.message, finding), f"({reference})" if reference else "")
        return " ".join(part for part in parts if part)


PLACEHOLDERS = ("message", "kind", "schema", "table", "name", "columns")
"""What a message may name in braces: the rule's own words, and the object of the finding."""
_PLACEHOLDER = r"\{([A-Za-z][A-Za-z_-]*)\}"


def placeholders(message: str) -> tuple[str, ...]:
    """The words that stand in braces in a message, known or not."""
    return tuple(re.findall(_PLACEHOLDER, message)) if "{" in message else ()


def _filled(message: str, finding: Diagnostic) -> str:
    """The message of a policy about a finding. Where a finding is about no object, its placeholders are empty."""
    if not placeholders(message):
        return f"{message} {finding.message}".lstrip()
    kind, schema, table, name, columns = finding.subject or Subject("other", None, None, "")
    if table is None and kind in _TABLES:
        table = name
    values = {
        "message": finding.message,
        "kind": kind if finding.subject else "",
        "schema": schema or "",
        "table": ".".join(part for part in (schema, table) if part) if table else "",
        "name": name,
        "columns": ", ".join(columns),
    }
    return re.sub(_PLACEHOLDER, lambda match: values.get(match[1], match[0]), message)


_TABLES = frozenset(("table", "view", "materialized-view", "collection"))
