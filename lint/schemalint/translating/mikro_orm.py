"""MikroORM: the SQL that `this.addSql` is given."""

from __future__ import annotations

from schemalint.model.document import Dialect, Translation
from schemalint.translating.javascript import Calls, Values, classes, tokens
from schemalint.translating.text import DOWN, FROM, NO_TRANSACTION, UP, Writer

_SENDERS = {"this": frozenset({"addSql", "execute"})}


def translate(text: str, path: str, dialect: Dialect | None) -> Translation | None:
    """The migration of a file; None where it has none."""
    found = tokens(text)
    values = Values(found)
    for one in classes(found):
        if "up" not in one.methods:
            continue
        writer = Writer()
        writer.marker(f"{FROM}mikro-orm")
        transactional = one.methods.get("isTransactional")
        if transactional and "false" in {token.text for token in found[slice(*transactional.body)]}:
            writer.marker(NO_TRANSACTION)
        for name, marker in (("up", UP), ("down", DOWN)):
            method = one.methods.get(name)
            if method is not None:
                writer.marker(marker)
                Calls(writer, text, values, _SENDERS, dialect).write(found, method.body)
        return writer.translation()
    return None
