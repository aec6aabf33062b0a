"""What a session's own settings do to the names and checks that follow."""

from __future__ import annotations

from schemalint.model.change import Execute, Opaque, SetSearchPath, SetSession
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
    if schemas != draft.search_path or schemas[0] != draft.default_schema:
        draft.search_path = schemas
        draft.default_schema = schemas[0]
        draft.changed = True


OFF = frozenset({"0", "off", "false"})


def set_session(draft: Draft, change: SetSession) -> None:
    """MySQL takes a foreign key to a missing table while `foreign_key_checks` is off."""
    if change.variable.rpartition(".")[2].lstrip("@") == "foreign_key_checks":
        draft.checks_parents = change.value.strip("'\" ").lower() not in OFF


def execute(draft: Draft, change: Execute) -> None:
    """A block may do anything to what it mentions: absence of that is certain no more."""
    if change.body:
        draft.bodies.append(change.body.lower())
    elif change.name is not None:
        draft.bodies.append(change.name.value.lower())


def opaque(draft: Draft, change: Opaque) -> None:
    """What an unread statement touches is muted."""
    for name in change.touches:
        ref = draft.table_ref(name)
        table = draft.tables.get(ref)
        view: View | None = draft.views.get(ref)
        if table is not None:
            if not table.unknown:
                draft.put(table._replace(unknown=True))
        elif view is not None and not view.unknown:
            draft.views = draft.views.set(ref, view._replace(unknown=True))
            draft.changed = True
        if ref not in draft.muted:
            draft.mute(ref)
