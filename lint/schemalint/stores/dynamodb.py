"""Tables of DynamoDB, from any text that declares them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemalint.dialects.stores import CREATE_TABLE, MODULE, RESOURCE, SHELL, TERRAFORM
from schemalint.model.change import Opaque, Reading
from schemalint.model.text import Span
from schemalint.stores.dynamo_table import Sketch, statement
from schemalint.stores.nodes import Text, groups
from schemalint.yamlplaces import Group, UnreadableError, parse

if TYPE_CHECKING:
    from schemalint.stores.reader import Notations


def read(text: str, path: str, start: int, end: int, notations: Notations) -> tuple[Reading, ...]:
    """The tables that a stretch of a text declares: a template, a request, a model, a module of Terraform, or commands."""
    part = text[start:end]
    place = Text(path, part, start)
    if path.endswith(TERRAFORM) or re.search(f"{RESOURCE}|{MODULE}", part):
        from schemalint.stores import hcl, terraform

        return _readings(terraform.tables(hcl.parse(part), place), text)
    if path.endswith(SHELL) or ("create-table" in part and re.search(CREATE_TABLE, part)):
        from schemalint.stores.commands import tables as of_commands

        return _readings(of_commands(place), text)
    try:
        root = parse(part, json=part.lstrip()[:1] in ("{", "["))
    except UnreadableError as error:
        lead = len(part) - len(part.lstrip())
        span = Span(path, start + lead, start + len(part.rstrip()))
        fault = f"the file cannot be read: {error}"
        return (Reading(statement(text, span, "CREATE TABLE", fault), (Opaque("everything", (), fault, span),)),)
    if not isinstance(root, Group):
        return ()
    return _readings(_tables(root, place), text)


def _tables(root: Group, place: Text) -> list[Sketch]:
    if not root.is_list and root.get("DataModel") is not None:
        from schemalint.stores import workbench

        return workbench.tables(root, place)
    if not root.is_list and root.get("resource") is not None:
        from schemalint.stores import terraform, terraform_json

        found = terraform.tables(terraform_json.parse(root), place)
        if found:
            return found
    from schemalint.stores import cloudformation

    requests = (cloudformation.request(group, place) for _, group in groups(root))
    return cloudformation.resources(root, place) or [one for one in requests if one is not None]


def _readings(sketches: list[Sketch], text: str) -> tuple[Reading, ...]:
    return tuple(one.reading(text) for one in sorted(sketches, key=lambda one: one.whole.start))
