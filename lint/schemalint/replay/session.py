"""What a session's own settings do to the names and checks that follow."""

from __future__ import annotations

import re

from schemalint.model.change import Execute, Opaque, SetSearchPath, SetSession
from schemalint.model.lazy import Lazy
from schemalint.model.name import Name, ObjectName, Ref
from schemalint.model.schema import View
from schemalint.replay.draft import Draft


def set_search_path(draft: Draft, change: SetSearchPath) -> None:
    """Unqualified names go to the first schema of the path.

    An empty path leaves the default as it is: a dump that sets one qualifies its names. SQL Server's USE changes the
    database, which is not part of a name here.
    """
    if draft.dialect == "tsql":
        return
    schemas = tuple(schema for schema in change.schemas if schema not in ("$user", '"$user"', "pg_catalog", ""))
    if not schemas:
        return
    draft.use_path((schemas[0], schemas))


OFF = frozenset({"0", "off", "false"})


def set_session(draft: Draft, change: SetSession) -> None:
    """RESET of the path; MySQL takes a foreign key to a missing table while `foreign_key_checks` is off."""
    variable = change.variable.rpartition(".")[2].lstrip("@")
    if variable == "foreign_key_checks":
        draft.checks_parents = change.value.strip("'\" ").lower() not in OFF
    elif variable == "explicit_defaults_for_timestamp":
        draft.implicit_timestamps = change.value.strip("'\" ").lower() in OFF
    elif variable in ("search_path", "all") and change.value == "default":
        draft.use_path(draft.home)


ALTERED = Lazy(
    r"\b(?:alter|drop)\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?((?:\w+|\"[^\"]+\")(?:\s*\.\s*(?:\w+|\"[^\"]+\"))?)"
)
"""Tables that the text of a block changes, lower case."""
UNNAMED = Lazy(r"\b(?:alter|drop)\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?(?:'|%|\|\|)")
"""A statement put together in a block, the name of whose table is not in its text."""
LITERALS = Lazy(r"'((?:[^']|'')*)'|\$(\w*)\$(.*?)\$\2\$", re.DOTALL)
WHOLE = Lazy(r"\bexecute\s+(?:immediate\s+)?(?:'(?:[^']|'')*'|\$(\w*)\$.*?\$\1\$)\s*;", re.DOTALL)
"""EXECUTE of one literal, which is read where it stands."""


def execute(draft: Draft, change: Execute) -> None:
    """A block may do anything to what it mentions: absence of that is certain no more, nor is the form of a table, unless the
    statements of the block were read each by itself."""
    if not change.body:
        if change.name is not None:
            draft.bodies.append(change.name.value.lower())
        return
    body = change.body.lower()
    draft.bodies.append(body)
    text = body
    if change.followed:
        body = WHOLE.sub(" ", body)
        text = " ".join(plain or quoted for plain, _, quoted in LITERALS.findall(body))
    for found in ALTERED.findall(text):
        words = [word.strip().strip('"') for word in found.split(".")]
        names = [Name(word, word, change.span) for word in words]
        _doubt(draft, draft.table_ref(ObjectName(names[-1], names[0] if len(names) > 1 else None)))
    if UNNAMED.search(body):
        # It may be any of those that the block names as text.
        for plain, _, _ in LITERALS.findall(body):
            if plain.isidentifier():
                _doubt(draft, draft.table_ref(ObjectName(Name(plain, plain, change.span))))


def _doubt(draft: Draft, ref: Ref) -> None:
    """The table or view is known no more."""
    table = draft.tables.get(ref)
    view: View | None = draft.views.get(ref)
    if table is not None:
        if not table.unknown:
            draft.put(table._replace(unknown=True))
    elif view is not None and not view.unknown:
        draft.views = draft.views.set(ref, view._replace(unknown=True))
        draft.changed = True


def opaque(draft: Draft, change: Opaque) -> None:
    """What an unread statement touches is muted; what touches nobody knows what may have made anything."""
    if change.kind == "everything" and draft.complete:
        draft.complete = False
        draft.changed = True
    for name in change.touches:
        ref = draft.table_ref(name)
        _doubt(draft, ref)
        if ref not in draft.muted:
            draft.mute(ref)
