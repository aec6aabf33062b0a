"""TypeORM: the SQL that `queryRunner.query` is given."""

from __future__ import annotations

import re

from schemalint.model.document import Dialect, Translation
from schemalint.translating.javascript import Calls, Class, Values, classes, tokens
from schemalint.translating.text import DOWN, FROM, IDENTITY, NO_TRANSACTION, UP, Writer


def translate(text: str, path: str, dialect: Dialect | None) -> Translation | None:
    """The migrations of a file; None where it has none. TypeORM orders by the digits at the end of the class's name."""
    found = tokens(text)
    values = Values(found)
    writer = Writer()
    for one in classes(found):
        if "up" not in one.methods:
            continue
        if not writer.length:
            writer.marker(f"{FROM}typeorm")
            writer.marker(f"{IDENTITY}{_name(one, values)}")
        if [token.text for token in one.fields.get("transaction", ())] == ["false"]:
            writer.marker(NO_TRANSACTION)
        for name, marker in (("up", UP), ("down", DOWN)):
            method = one.methods.get(name)
            if method is None:
                continue
            writer.marker(marker)
            runner = method.parameters[0] if method.parameters else "queryRunner"
            senders = {runner: frozenset({"query"}), "manager": frozenset({"query"})}
            Calls(writer, text, values, senders, dialect).write(found, method.body)
    return writer.translation() if writer.length else None


def _name(one: Class, values: Values) -> str:
    given = values.literal(one.fields.get("name", []))
    name = "".join(piece[0] for piece in given) if given else one.name
    digits = re.search(r"\d{13}$", name)
    return digits[0] if digits else name or "migration"
