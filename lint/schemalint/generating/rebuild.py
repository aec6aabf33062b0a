"""The rebuild of a table, for what SQLite's ALTER TABLE cannot do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from schemalint.dialects.stand_ins import stand_in
from schemalint.generating import definitions
from schemalint.generating.spelling import columns, identifier, reference
from schemalint.model.document import Dialect
from schemalint.model.name import Ref
from schemalint.model.schema import Catalog, Table
from schemalint.model.text import Span

FOREIGN_KEYS_OFF = "PRAGMA foreign_keys = OFF"
FOREIGN_KEYS_ON = "PRAGMA foreign_keys = ON"


def steps(
    old: Table,
    new: Table,
    before: Catalog,
    after: Catalog,
    source: Callable[[Span], str | None] | None = None,
) -> tuple[str, ...]:
    """The documented sequence: a table of the new form, the rows, the old table dropped, the new one renamed.

    The sequence must run outside a transaction, since `PRAGMA foreign_keys` does nothing inside one; it opens its own.
    Columns are matched by name; a generated column is never copied.
    """
    dialect: Dialect = "sqlite"
    name = reference(old.ref, dialect, before)
    temporary = identifier(f"_new_{old.name}", dialect)
    kept = [
        column.name
        for column in new.columns
        if column.generated is None and any(held.name == column.name and held.generated is None for held in old.columns)
    ]
    target = columns(kept, dialect, new.columns)
    origin = columns(kept, dialect, old.columns)
    for column in new.columns:
        required = not (column.nullable or column.default or column.generated or column.identity)
        if required and column.name not in kept and (value := stand_in(column.type, after)):
            target += f"{', ' if target else ''}{columns((column.name,), dialect, new.columns)}"
            origin += f"{', ' if origin else ''}{value}"
    readers = before.readers(old.ref)
    statements = [
        FOREIGN_KEYS_OFF,
        "BEGIN",
        # A view whose table is gone for a moment stops the renaming.
        *(f"DROP VIEW {reference(view.ref, dialect, before)}" for view in reversed(readers)),
        definitions.table(new, dialect, after, name=temporary),
        f"INSERT INTO {temporary} ({target}) SELECT {origin} FROM {name}",
        f"DROP TABLE {name}",
        f"ALTER TABLE {temporary} RENAME TO {name}",
    ]
    statements += [definitions.index(index, name, dialect, new.columns) for index in new.indexes]
    for trigger in after.triggers_on(new.ref):
        text = source(trigger.statement) if source is not None and trigger.statement.path else None
        statements.append(text or f"-- create trigger {trigger.name} again: it went with the old table")
    for view in (one for one in readers if one.ref in after.views):
        text = source(view.statement) if source is not None and view.statement.path else None
        columns_ = f" ({', '.join(identifier(name, dialect) for name in view.columns)})" if view.columns else ""
        statements.append(text or f"CREATE VIEW {reference(view.ref, dialect, after)}{columns_} AS {view.query}")
    statements += ["PRAGMA foreign_key_check", "COMMIT", FOREIGN_KEYS_ON]
    return tuple(statements)


def inside(texts: Sequence[str]) -> tuple[str, ...]:
    """The same for a transaction that is open already, where no other table points at the one that is rebuilt."""
    return tuple(one for one in texts if one not in (FOREIGN_KEYS_OFF, FOREIGN_KEYS_ON, "BEGIN", "COMMIT"))


def is_pointed_at(table: Ref, catalog: Catalog) -> bool:
    """Whether a foreign key, of the table itself or of another, points at it: then dropping it would touch rows."""
    return any(
        key.parent == table
        for ref, _ in catalog.named_by(table, "table")
        if (held := catalog.tables.get(ref)) is not None
        for key in held.foreign_keys
    )
