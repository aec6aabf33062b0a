from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Personal, Replay, Sight, option, plain_role
from schemalint_rules._personal import entries, personal
from schemalint_rules._proposals import Written, about
from schemalint_rules._tables import own_columns, stored

_HIDDEN = re.compile(r"encrypt|cipher|hashed|masked|tokeni[sz]ed|pseudonym|verschlüsselt|chiffr|cifrad|加密", re.I)
_WORDS = re.compile(r"MASKED|ENCRYPTED\s+WITH|\bENCRYPT\b", re.I)
_LABEL = re.compile(
    r"\bSECURITY\s+LABEL\b[^;']*\bON\s+COLUMN\s+([\w.\"]+)\s+IS\s+'MASKED|\bALTER\s+COLUMN\s+(\w+)\s+ADD\s+MASKED", re.I
)


class UnprotectedPersonalData(CatalogRule):
    """Personal data of the named classes should be encrypted, masked or kept from most readers.

    ## What it does
    Reports a column that is declared, in a comment, a document or in configuration, to hold data of one of the classes
    `protect`, and is neither encrypted (a binary type, or a name or comment that says so), nor masked (MASKED WITH, a security label),
    nor in a table with row security, nor readable only by the roles that `[privacy.readers]` names for the table. Where it names
    some, reports the others that read the column, by a grant, a membership, a view, a copy or a routine with its owner's rights.

    ## Why is this bad
    Everybody who may read the table for any reason reads it all.

    ## Fix
    Encrypt it in the application, mask it, turn row security on, or revoke SELECT from all but the roles that need it. Not done by
    itself.

    ## References
    - Regulation (EU) 2016/679 (GDPR), article 32; SQL Server, Dynamic Data Masking; PostgreSQL 17 manual, 5.9 Row Security Policies
    """

    name = "unprotected-personal-data"
    severity = "warning"
    on = "policy"
    needs = ("queries",)
    protect: tuple[str, ...] = option(
        ("national-id", "health", "biometric", "payment", "special"), "The classes that must be protected."
    )
    good = (
        Good("CREATE TABLE t (id int PRIMARY KEY, ssn bytea);\nCOMMENT ON COLUMN t.ssn IS 'PII: national-id';"),
        Good(
            "CREATE TABLE t (id int PRIMARY KEY, ssn text);\nCOMMENT ON COLUMN t.ssn IS 'PII: national-id';\n"
            "ALTER TABLE t ENABLE ROW LEVEL SECURITY;"
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE t (id int PRIMARY KEY, ssn text);\nCOMMENT ON COLUMN t.ssn IS 'PII: national-id';",
            at="ssn",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        wanted = frozenset(self.protect)
        judged = {table.ref: {column.name for column in own_columns(table)} for table in stored(catalog)}
        written = Written(replay)
        masked = _masked(replay)
        for one in personal(replay):
            table, column = one.table, one.column
            if not one.declared or one.kind not in wanted or column.name not in judged.get(table.ref, ()):
                continue
            if f"{table.name}.{column.name}".lower() in masked or _is_unreadable(one, written):
                continue
            entry = entries(replay).get(table.ref)
            sights = [sight for sight in entry.sights if column.name in sight.columns] if entry is not None else []
            allowed = {plain_role(role) for role in entry.may or ()} if entry is not None else set()
            outside = [sight for sight in sights if sight.role not in allowed and sight.by not in allowed]
            if allowed and outside:
                yield self.found(
                    column.span,
                    f"{table.ref.text}.{column.name} holds personal data ({one.kind}), and is read by {_told(outside)}, whom "
                    "configuration does not let read it.",
                    subject=about(table, column.name),
                    repair="revoke SELECT from them, or take the column out of what they read it through",
                )
            elif not table.row_security and not (allowed and sights):
                yield self.found(
                    column.span,
                    f"{table.ref.text}.{column.name} holds personal data ({one.kind}) that is neither encrypted nor masked nor "
                    "restricted: whoever may read the table reads it.",
                    subject=about(table, column.name),
                    repair="encrypt or mask it, turn row security on, or let only the roles read it that need it",
                )


def _told(sights: list[Sight]) -> str:
    shown = [f"{one.role} through {one.through.text}" if one.through is not None else one.role for one in sights[:4]]
    return ", ".join(shown) + (f" and {len(sights) - 4} others" if len(sights) > 4 else "")


def _is_unreadable(one: Personal, written: Written) -> bool:
    column = one.column
    if column.type is not None and column.type.family == "binary":
        return True
    return bool(
        _HIDDEN.search(f"{column.name} {column.comment or ''}") or _WORDS.search(written.text(column.definition))
    )


def _masked(replay: Replay) -> frozenset[str]:
    """The columns that statements mask, as `table.column` in lower case."""
    found: set[str] = set()
    for reading in replay.readings:
        text = reading.statement.text
        if "MASKED" not in text.upper():
            continue
        for one in _LABEL.finditer(text):
            if one[1]:
                found.add(".".join(one[1].replace('"', "").lower().split(".")[-2:]))
            elif (table := re.search(r"\bALTER\s+TABLE\s+(?:\w+\.)?(\w+)", text, re.I)) is not None:
                found.add(f"{table[1]}.{one[2]}".lower())
    return frozenset(found)
