"""What a page states about constraints, views, routines, triggers and access, as the plain values that `facts` prints."""

from __future__ import annotations

from typing import Any

from schemalint.model.page import Page
from schemalint.model.text import Lines, Span


def stated(page: Page, lines: Lines) -> dict[str, list[dict[str, Any]]]:
    """One list a kind of object, each in the order of the document; null and empty where the document says nothing."""

    def line(span: Span) -> int:
        return lines.position(span.start).line

    return {
        "constraints": [
            {
                "table": one.table, "name": one.name, "kind": one.kind, "columns": list(one.columns), "condition": one.condition,
                "line": line(one.row),
            }
            for one in page.documented_constraints
        ],
        "keys": [
            {
                "table": key.table, "columns": list(key.columns), "parent": key.parent, "parent_columns": list(key.parent_columns),
                "on_delete": key.on_delete, "on_update": key.on_update, "line": line(key.row),
            }
            for key in page.documented_keys
        ],
        "views": [
            {
                "name": view.name, "materialized": view.materialized,
                "reads": None if view.reads is None else list(view.reads), "line": line(view.row),
            }
            for view in page.documented_views
        ],
        "routines": [
            {
                "name": routine.name, "kind": routine.kind,
                "parameters": None if routine.parameters is None else list(routine.parameters), "returns": routine.returns,
                "line": line(routine.row),
            }
            for routine in page.documented_routines
        ],
        "triggers": [
            {
                "name": trigger.name, "table": trigger.table, "timing": trigger.timing, "events": list(trigger.events),
                "function": trigger.function, "line": line(trigger.row),
            }
            for trigger in page.documented_triggers
        ],
        "roles": [{"name": role.name, "line": line(role.row)} for role in page.documented_roles],
        "grants": [
            {
                "role": grant.role, "objects": list(grant.objects), "everything": grant.everything,
                "privileges": None if grant.privileges is None else list(grant.privileges), "line": line(grant.row),
            }
            for grant in page.documented_grants
        ],
        "policies": [
            {
                "name": policy.name, "table": policy.table, "command": policy.command, "roles": list(policy.roles),
                "using": policy.using, "line": line(policy.row),
            }
            for policy in page.documented_policies
        ],
    }  # fmt: skip
