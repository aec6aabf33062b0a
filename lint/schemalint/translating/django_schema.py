"""What Django runs to bring tables from one state of its models to another."""

from __future__ import annotations

import re
from typing import Any

from schemalint.model.document import Dialect
from schemalint.translating.django_conditions import condition, expression
from schemalint.translating.django_fields import (
    Field,
    column_check,
    differs,
    first_default,
    has_like_index,
    is_spatial,
    like_class,
    literal,
)
from schemalint.translating.django_state import Key, Model, State
from schemalint.translating.python_source import Called
from schemalint.translating.spelling import placeholder, quoted_name, string

_METHODS = {
    "GinIndex": "gin",
    "GistIndex": "gist",
    "BrinIndex": "brin",
    "HashIndex": "hash",
    "BTreeIndex": "btree",
    "SpGistIndex": "spgist",
    "BloomIndex": "bloom",
}

Piece = tuple[str, Any]
"""Text, and the expression of the file that it was made from."""


class Editor:
    """Collects the statements of one migration. What Django leaves for the end of it is added by `finish`."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect: Dialect = dialect
        self.mysql = dialect in ("mysql", "mariadb")
        self.statements: list[list[Piece]] = []
        self.node: Any = None
        """What statements are made from whose parts do not say."""
        self._deferred: list[tuple[str, list[Piece]]] = []

    def quoted(self, name: str) -> str:
        return quoted_name(name, self.dialect)

    def run(self, text: str, node: Any = None) -> None:
        """Adds a statement."""
        self.statements.append([(text, node or self.node)])

    def later(self, table: str, text: str, node: Any = None) -> None:
        """Adds a statement to the end of the migration, unless its table is dropped before."""
        self._deferred.append((table, [(text, node or self.node)]))

    def finish(self) -> None:
        """Adds what was left for the end."""
        self.statements += [pieces for _, pieces in self._deferred]
        self._deferred = []

    # --- from one state to another ----------------------------------------------------------------------------------

    def change(self, before: State, after: State, key: Key, new_key: Key, fields: dict[str, str], call: Called) -> None:
        """One model, which may be renamed or lose or gain its table. `fields` gives new names of fields by old ones; `call` is
        the operation, for what is said only there."""
        old, new = before.models.get(key), after.models.get(new_key)
        had, has = old is not None and old.managed, new is not None and new.managed
        if not had and not has:
            return
        if old is None or not had:
            assert new is not None
            self.create(new, after)
        elif new is None or not has:
            self.drop(old, before)
        else:
            self._alter(old, new, before, after, fields, call)

    def create(self, model: Model, state: State) -> None:
        """CREATE TABLE, the tables of many-to-many relations, and what is left for the end."""
        parts: list[Piece] = []
        for field in model.fields:
            if field.has_column:
                parts.append((self._definition(field, model, state), field.call.node))
        composite = next((one for one in model.fields if one.kind == "CompositePrimaryKey"), None)
        if composite is not None:
            columns = [
                self._column(model, one) or self.quoted(one) for one in composite.call.args if isinstance(one, str)
            ]
            parts.append((f"PRIMARY KEY ({', '.join(columns)})", composite.call.node))
        for name, made in model.constraints:
            text = self._inner_constraint(name, made, model)
            if text:
                parts.append((text, made.node))
        pieces: list[Piece] = [(f"CREATE TABLE {self.quoted(model.table)} (", self.node)]
        for at, piece in enumerate(parts):
            pieces += [(", " if at else "", None), piece]
        comment = f" COMMENT = {string(model.comment, self.dialect)}" if model.comment and self.mysql else ""
        pieces.append((f"){comment}", self.node))
        self.statements.append(pieces)
        if model.comment and self.dialect == "postgres":
            self.run(f"COMMENT ON TABLE {self.quoted(model.table)} IS {string(model.comment)}")
        for field in model.fields:
            self._comment(field, model)
            if field.has_column:
                if field.constrained and self.dialect != "sqlite":
                    self._add_key(field, model, state, later=True)
                self._indexes(field, model, later=True)
        for names, name in model.uniques:
            self._unique(names, name, model, later=True)
        for names, name in model.together:
            text = f"CREATE INDEX {self.quoted(name)} ON {self.quoted(model.table)} ({self._columns(names, model)})"
            self.later(model.table, text)
        for name, made in model.constraints:
            if not self._inner_constraint(name, made, model):
                self._add_constraint(name, made, model, "", later=True)
        for name, made in model.indexes:
            self.later(model.table, self._index(name, made, model, ""), made.node)
        for field in model.fields:
            if field.many:
                joining = state.joining(field, model)
                if joining is not None:
                    self.create(joining, state)

    def drop(self, model: Model, state: State) -> None:
        """DROP TABLE, the tables of many-to-many relations first."""
        for field in model.fields:
            if field.many:
                joining = state.joining(field, model)
                if joining is not None:
                    self.drop(joining, state)
        self._deferred = [one for one in self._deferred if one[0] != model.table]
        cascade = "" if self.dialect == "sqlite" or self.mysql else " CASCADE"
        self.run(f"DROP TABLE {self.quoted(model.table)}{cascade}")

    def _alter(self, old: Model, new: Model, before: State, after: State, fields: dict[str, str], call: Called) -> None:
        if old.table != new.table:
            self._rename(old.table, new.table)
        if old.comment != new.comment:
            if self.mysql:
                self.run(f"ALTER TABLE {self.quoted(new.table)} COMMENT = {string(new.comment, self.dialect)}")
            elif self.dialect == "postgres":
                said = string(new.comment) if new.comment else "NULL"
                self.run(f"COMMENT ON TABLE {self.quoted(new.table)} IS {said}")
        self._joining(old, new, before, after, fields)
        gone = {fields.get(one.name, one.name): one for one in old.fields}
        for field in new.fields:
            known = gone.pop(field.name, None)
            if known is None:
                if field.has_column:
                    self._add_column(field, new, after, call)
            elif known != field or known.column != field.column or old.key != new.key:
                self._alter_column(known, field, old, new, before, after)
        self._sets(old, new, old.uniques, new.uniques, fields, unique=True)
        self._sets(old, new, old.together, new.together, fields, unique=False)
        for field in gone.values():
            if field.has_column:
                self._drop_column(field, new)
        self._named(old, new, call)

    def _rename(self, old: str, new: str) -> None:
        if old != new:
            self.run(f"ALTER TABLE {self.quoted(old)} RENAME TO {self.quoted(new)}")

    def relink(self, before: State, after: State, key: Key, new_key: Key) -> None:
        """A model has another name: the foreign keys that lead to it are made anew, and columns of many-to-many relations that
        have its name get the new one."""
        for other_key, now in after.models.items():
            was = before.models.get(key if other_key == new_key else other_key)
            if was is None or not now.managed:
                continue
            for old, new in zip(was.fields, now.fields, strict=True):
                if new.constrained and old.fk_name != new.fk_name and after.target(new, now) == new_key:
                    self._drop_key(old.fk_name, now.table)
                    self._add_key(new, now, after, later=False)
                elif new.many and other_key != new_key and after.target(new, now) == new_key:
                    self._relink_joining(before.joining(old, was), after.joining(new, now), after)

    def _relink_joining(self, old: Model | None, new: Model | None, state: State) -> None:
        if old is None or new is None:
            return
        for one, two in zip(old.fields, new.fields, strict=True):
            if one.column != two.column:
                self._drop_key(one.fk_name, new.table)
                self._rename_column(new.table, one.column, two.column)
                self._add_key(two, new, state, later=False)

    def _joining(self, old: Model, new: Model, before: State, after: State, fields: dict[str, str]) -> None:
        """The tables of many-to-many relations: made, dropped, renamed."""
        was = {fields.get(one.name, one.name): one for one in old.fields if one.many}
        now = {one.name: one for one in new.fields if one.many}
        for name, field in was.items():
            table = before.joining(field, old)
            if name not in now:
                if table is not None:
                    self.drop(table, before)
                continue
            other = after.joining(now[name], new)
            if table is not None and other is not None:
                self._rename(table.table, other.table)
                self._relink_joining(table, other, after)
        for name, field in now.items():
            table = after.joining(field, new)
            if name not in was and table is not None:
                self.create(table, after)

    # --- columns ----------------------------------------------------------------------------------------------------

    def _definition(
        self, field: Field, model: Model, state: State, *, default: str | None = None, added: bool = False
    ) -> str:
        quoted = self.quoted(field.column)
        text = f"{quoted} {state.type_of(field, model)}"
        collation = field.named.get("db_collation")
        if isinstance(collation, str):
            text += f' COLLATE "{collation}"' if not self.mysql else f" COLLATE {collation}"
        check = "" if field.relates else column_check(field, quoted, self.dialect)
        kept = self._kept_default(field, model)
        generated = field.named.get("expression") if field.kind == "GeneratedField" else None
        if generated is not None:
            said = expression(generated, lambda one: self._column(model, one), self.dialect) or placeholder(
                "expression"
            )
            stored = "STORED" if field.named.get("db_persist") is not False else "VIRTUAL"
            text += f" GENERATED ALWAYS AS ({said}) {stored}"
        if self.mysql and field.numbered:
            text += " AUTO_INCREMENT"
        if kept:
            text += f" DEFAULT {kept}"
        elif default is not None:
            text += f" DEFAULT {default}"
        if generated is None:
            text += " NULL" if field.null else " NOT NULL"
        if field.key:
            text += " PRIMARY KEY"
        elif field.unique:
            text += " UNIQUE"
        if field.numbered and self.dialect in ("postgres", "standard"):
            text += " GENERATED BY DEFAULT AS IDENTITY"
        elif field.numbered and self.dialect == "sqlite":
            text += " AUTOINCREMENT"
        if check:
            text += f" CHECK ({check})"
        said_of = field.named.get("db_comment")
        if isinstance(said_of, str) and self.mysql:
            text += f" COMMENT {string(said_of, self.dialect)}"
        if field.constrained and self.dialect == "sqlite":
            table, column, _ = state.referred(field, model)
            if table:
                text += f" REFERENCES {self.quoted(table)} ({self.quoted(column)}) DEFERRABLE INITIALLY DEFERRED"
        return text

    def _kept_default(self, field: Field, model: Model) -> str:
        """The default that the database keeps."""
        if "db_default" not in field.named:
            return ""
        value = field.named["db_default"]
        if isinstance(value, Called):
            found = expression(value, lambda one: self._column(model, one), self.dialect)
            return (
                found
                if found and value.name == "Value"
                else f"({found})"
                if found and self.mysql
                else found or "${default}"
            )
        return literal(value, self.dialect)

    def _comment(self, field: Field, model: Model) -> None:
        said = field.named.get("db_comment")
        if field.has_column and isinstance(said, str) and self.dialect == "postgres":
            where = f"{self.quoted(model.table)}.{self.quoted(field.column)}"
            self.run(f"COMMENT ON COLUMN {where} IS {string(said)}", field.call.node)

    def _add_column(self, field: Field, model: Model, state: State, call: Called) -> None:
        given = call.get(2, "field") if call.name == "AddField" else None
        source = field._replace(call=given) if isinstance(given, Called) else field
        default = first_default(source, self.dialect) if not field.numbered and field.kind != "GeneratedField" else None
        table = self.quoted(model.table)
        text = f"ALTER TABLE {table} ADD COLUMN {self._definition(field, model, state, default=default, added=True)}"
        parent, other, _ = state.referred(field, model) if field.constrained else ("", "", "")
        if parent and self.dialect in ("postgres", "standard"):
            text += f" CONSTRAINT {self.quoted(field.fk_name)} REFERENCES {self.quoted(parent)}({self.quoted(other)})"
            text += " DEFERRABLE INITIALLY DEFERRED"
        elif parent and self.mysql:
            text += f", ADD CONSTRAINT {self.quoted(field.fk_name)} FOREIGN KEY ({self.quoted(field.column)})"
            text += f" REFERENCES {self.quoted(parent)}({self.quoted(other)})"
        self.run(text, field.call.node)
        if default is not None and not self._kept_default(field, model):
            self.run(f"ALTER TABLE {table} ALTER COLUMN {self.quoted(field.column)} DROP DEFAULT", field.call.node)
        self._comment(field, model)
        self._indexes(field, model, later=True)

    def _drop_column(self, field: Field, model: Model) -> None:
        table = self.quoted(model.table)
        if field.constrained and field.fk_name and self.mysql:
            self.run(f"ALTER TABLE {table} DROP FOREIGN KEY {self.quoted(field.fk_name)}")
        self._deferred = [
            one
            for one in self._deferred
            if one[0] != model.table or self.quoted(field.column) not in "".join(text for text, _ in one[1])
        ]
        cascade = " CASCADE" if self.dialect in ("postgres", "standard") else ""
        self.run(f"ALTER TABLE {table} DROP COLUMN {self.quoted(field.column)}{cascade}")

    def _rename_column(self, table: str, old: str, new: str) -> None:
        self.run(f"ALTER TABLE {self.quoted(table)} RENAME COLUMN {self.quoted(old)} TO {self.quoted(new)}")

    def _alter_column(self, old: Field, new: Field, was: Model, now: Model, before: State, after: State) -> None:
        if not old.has_column and not new.has_column:
            return
        if old.has_column != new.has_column:
            if old.has_column:
                self._drop_column(old, now)
            else:
                self._add_column(new, now, after, Called("", (), {}, new.call.node))
            return
        table, node = self.quoted(now.table), new.call.node
        relinked = old.constrained and new.constrained and differs(old, new)
        kind, other = before.type_of(old, was), after.type_of(new, now)
        retyped = kind != other
        moved = old.constrained and new.constrained and before.target(old, was) != after.target(new, now)
        lost = old.constrained and bool(old.fk_name) and (not new.constrained or retyped or relinked or moved)
        if lost:
            self._drop_key(old.fk_name, now.table)
        if old.unique and not new.unique and not old.key:
            self._drop_unique(old, now)
        rekeyed = old.key and new.key and before.referring_to(old, was) != after.referring_to(new, now)
        referring = list(self._referring(now, new, before)) if rekeyed else []
        for model, field in referring:
            self._drop_key(field.fk_name, model.table)
        if old.indexed and not new.indexed and not (self.mysql and old.constrained):
            self._drop_index(old.index_name, now.table)
        if has_like_index(old) and not has_like_index(new) and self.dialect == "postgres":
            self._drop_index(old.like_name, now.table)
        if old.column != new.column:
            self._rename_column(now.table, old.column, new.column)
        column = self.quoted(new.column)
        alter = f"ALTER TABLE {table} ALTER COLUMN {column}"
        check, wanted = ("" if one.relates else column_check(one, column, self.dialect) for one in (old, new))
        default = first_default(new, self.dialect) if old.null and not new.null else None
        if self.mysql and (retyped or old.null != new.null or old.numbered != new.numbered):
            if default is not None and old.null and not new.null:
                self.run(f"UPDATE {table} SET {column} = {default} WHERE {column} IS NULL", node)
            self.run(f"ALTER TABLE {table} MODIFY {self._plain(new, now, after)}", node)
        elif not self.mysql:
            if retyped:
                self._retype(alter, column, kind, other, old, new, node)
            if default is not None:
                self.run(f"{alter} SET DEFAULT {default}", node)
                self.run(f"UPDATE {table} SET {column} = {default} WHERE {column} IS NULL", node)
            if old.null != new.null:
                self.run(f"{alter} {'DROP' if new.null else 'SET'} NOT NULL", node)
            if default is not None:
                self.run(f"{alter} DROP DEFAULT", node)
        kept, keeps = self._kept_default(old, was), self._kept_default(new, now)
        if kept != keeps:
            self.run(f"{alter} SET DEFAULT {keeps}" if keeps else f"{alter} DROP DEFAULT", node)
        if new.unique and not old.unique and not new.key:
            # On the way back it gets the name that it had from the server, so that the way forth finds it.
            name = new.unique_name or (new.column if self.mysql else f"{now.table}_{new.column}_key")
            self.run(f"ALTER TABLE {table} ADD CONSTRAINT {self.quoted(name)} UNIQUE ({column})", node)
        if new.indexed and not old.indexed and not (self.mysql and new.constrained):
            self.run(f"CREATE INDEX {self.quoted(new.index_name)} ON {table} ({column})", node)
        if has_like_index(new) and not has_like_index(old) and self.dialect == "postgres":
            self.run(f"CREATE INDEX {self.quoted(new.like_name)} ON {table} ({column} {like_class(new)})", node)
        for model, field in referring:
            target = f"ALTER TABLE {self.quoted(model.table)}"
            own = self.quoted(field.column)
            kind_there = after.type_of(field, model)
            if self.mysql:
                self.run(f"{target} MODIFY {own} {kind_there} {'NULL' if field.null else 'NOT NULL'}", node)
            else:
                self.run(f"{target} ALTER COLUMN {own} TYPE {kind_there}", node)
            altered = after.models.get(model.key)
            self._add_key((altered and altered.field(field.name)) or field, model, after, later=False)
        if new.constrained and new.fk_name and (lost or not old.constrained):
            self._add_key(new, now, after, later=False)
        if bool(check) != bool(wanted):
            name = after.index_name(now.table, [new.column], "_check")
            if wanted:
                self.run(f"ALTER TABLE {table} ADD CONSTRAINT {self.quoted(name)} CHECK ({wanted})", node)
            elif self.dialect in ("postgres", "standard"):
                served = f"{now.table}_{old.column}_check"
                self.run(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {self.quoted(served)}", node)
        if old.named.get("db_comment") != new.named.get("db_comment"):
            self._comment(new, now)

    def _plain(self, field: Field, model: Model, state: State) -> str:
        """A column's name, type and nullability, for MODIFY."""
        numbered = " AUTO_INCREMENT" if field.numbered else ""
        kept = self._kept_default(field, model)
        default = f" DEFAULT {kept}" if kept else ""
        null = "NULL" if field.null else "NOT NULL"
        return f"{self.quoted(field.column)} {state.type_of(field, model)}{numbered}{default} {null}"

    def _retype(self, alter: str, column: str, old_type: str, new_type: str, old: Field, new: Field, node: Any) -> None:
        using = ""
        if self.dialect == "postgres" and _stem(old_type) != _stem(new_type):
            using = f" USING {column}::{new_type}"
        self.run(f"{alter} TYPE {new_type}{using}", node)
        if self.dialect in ("postgres", "standard") and old.numbered != new.numbered:
            self.run(f"{alter} {'ADD GENERATED BY DEFAULT AS IDENTITY' if new.numbered else 'DROP IDENTITY'}", node)

    def _referring(self, model: Model, field: Field, state: State) -> Any:
        """The foreign keys of other tables to a key, with the tables of many-to-many relations."""
        for other in state.models.values():
            if not other.managed:
                continue
            for one in other.fields:
                if one.constrained and one.fk_name and state.target(one, other) == model.key:
                    wanted = one.named.get("to_field")
                    # On SQLite Django remakes only the tables that it can follow back to.
                    seen = self.dialect != "sqlite" or not one.hidden
                    if seen and (wanted is None or wanted == field.name):
                        yield other, one
                elif one.many:
                    joining = state.joining(one, other)
                    for inner in joining.fields[1:] if joining is not None else ():
                        if joining is not None and inner.fk_name and state.target(inner, joining) == model.key:
                            yield joining, inner

    # --- keys and indexes -------------------------------------------------------------------------------------------

    def _add_key(self, field: Field, model: Model, state: State, *, later: bool) -> None:
        table, column, _ = state.referred(field, model)
        if not table or not field.fk_name:
            return
        late = "" if self.mysql else " DEFERRABLE INITIALLY DEFERRED"
        text = (
            f"ALTER TABLE {self.quoted(model.table)} ADD CONSTRAINT {self.quoted(field.fk_name)} FOREIGN KEY"
            f" ({self.quoted(field.column)}) REFERENCES {self.quoted(table)} ({self.quoted(column)}){late}"
        )
        if later:
            self.later(model.table, text, field.call.node)
        else:
            self.run(text)

    def _drop_key(self, name: str, table: str) -> None:
        waiting = [one for one in self._deferred if f" ADD CONSTRAINT {self.quoted(name)} " in one[1][0][0]]
        if waiting:
            self._deferred = [one for one in self._deferred if one not in waiting]
        elif name:
            word = "FOREIGN KEY" if self.mysql else "CONSTRAINT"
            self.run(f"ALTER TABLE {self.quoted(table)} DROP {word} {self.quoted(name)}")

    def _drop_index(self, name: str, table: str, quickly: str = "") -> None:
        on = f" ON {self.quoted(table)}" if self.mysql else ""
        guard = "" if self.mysql else "IF EXISTS "
        self.run(f"DROP INDEX {quickly}{guard}{self.quoted(name)}{on}")

    def _drop_unique(self, field: Field, model: Model) -> None:
        """The name is what Django gave it, or what the server did when it stood in CREATE TABLE."""
        table = self.quoted(model.table)
        if self.mysql:
            self.run(f"ALTER TABLE {table} DROP INDEX {self.quoted(field.unique_name or field.column)}")
        elif self.dialect == "sqlite" and not field.unique_name:
            self.statements.append([("", Opaque(f"UNIQUE of {model.table}.{field.column} goes", (table,), self.node))])
        else:
            name = field.unique_name or f"{model.table}_{field.column}_key"
            self.run(f"ALTER TABLE {table} DROP CONSTRAINT {self.quoted(name)}")

    def _indexes(self, field: Field, model: Model, *, later: bool) -> None:
        table, column, node = self.quoted(model.table), self.quoted(field.column), field.call.node
        if field.indexed and not (self.mysql and field.constrained):
            self.later(model.table, f"CREATE INDEX {self.quoted(field.index_name)} ON {table} ({column})", node)
        if self.dialect == "postgres" and has_like_index(field):
            text = f"CREATE INDEX {self.quoted(field.like_name)} ON {table} ({column} {like_class(field)})"
            self.later(model.table, text, node)
        if self.dialect == "postgres" and is_spatial(field):
            name = field.index_name + "_id"
            self.later(model.table, f"CREATE INDEX {self.quoted(name)} ON {table} USING GIST ({column})", node)

    def _column(self, model: Model, name: str) -> str | None:
        """The quoted column of a field."""
        if name == "pk" and model.primary is not None:
            return self.quoted(model.primary.column)
        field = model.field(name) or model.field(name.removesuffix("_id"))
        return self.quoted(field.column) if field is not None and field.has_column else None

    def _columns(self, names: tuple[str, ...], model: Model) -> str:
        return ", ".join(self._column(model, one) or self.quoted(one) for one in names)

    def _unique(self, names: tuple[str, ...], name: str, model: Model, *, later: bool) -> None:
        table, columns = self.quoted(model.table), self._columns(names, model)
        if self.dialect == "sqlite":
            text = f"CREATE UNIQUE INDEX {self.quoted(name)} ON {table} ({columns})"
        else:
            text = f"ALTER TABLE {table} ADD CONSTRAINT {self.quoted(name)} UNIQUE ({columns})"
        if later:
            self.later(model.table, text)
        else:
            self.run(text)

    def _sets(
        self,
        old: Model,
        new: Model,
        was: tuple[tuple[tuple[str, ...], str], ...],
        now: tuple[tuple[tuple[str, ...], str], ...],
        fields: dict[str, str],
        *,
        unique: bool,
    ) -> None:
        before = {tuple(fields.get(one, one) for one in names): name for names, name in was}
        wanted = dict(now)
        kept = {title for title, _ in new.indexes}
        for names, name in before.items():
            if names in wanted:
                continue
            added = kept - {title for title, _ in old.indexes}
            if not unique and any(_fields(made) == names for title, made in new.indexes if title in added):
                continue  # RenameIndex gives it a name, see `_named`
            if not unique or self.dialect == "sqlite":
                self._drop_index(name, new.table)
            elif self.mysql:
                self.run(f"ALTER TABLE {self.quoted(new.table)} DROP INDEX {self.quoted(name)}")
            else:
                self.run(f"ALTER TABLE {self.quoted(new.table)} DROP CONSTRAINT {self.quoted(name)}")
        for names, name in wanted.items():
            if names in before:
                continue
            if unique:
                self._unique(names, name, new, later=False)
            else:
                self.run(f"CREATE INDEX {self.quoted(name)} ON {self.quoted(new.table)} ({self._columns(names, new)})")

    def _named(self, old: Model, new: Model, call: Called) -> None:
        """Indexes and constraints that have names of the user's."""
        quickly = "CONCURRENTLY " if call.name.endswith("Concurrently") and self.dialect == "postgres" else ""
        was, now = dict(old.indexes), dict(new.indexes)
        gone, added = [title for title in was if title not in now], [title for title in now if title not in was]
        if call.name == "RenameIndex":
            together = {name for _, name in old.together} ^ {name for _, name in new.together}
            first = gone[0] if gone else next(iter(together), "")
            last = added[0] if added else next(iter(together), "")
            if first and last:
                self._rename_index(first, last, old, new)
                return
        for name in gone:
            self._drop_index(name, new.table, quickly)
        for name in added:
            self.run(self._index(name, now[name], new, quickly), now[name].node)
        kept, keeps = dict(old.constraints), dict(new.constraints)
        for name in kept:
            if name not in keeps:
                self._drop_constraint(name, kept[name], new)
        for name in keeps:
            if name not in kept:
                late = " NOT VALID" if call.name == "AddConstraintNotValid" and self.dialect == "postgres" else ""
                self._add_constraint(name, keeps[name], new, late, later=False)

    def _rename_index(self, old: str, new: str, was: Model, model: Model) -> None:
        if self.mysql:
            self.run(f"ALTER TABLE {self.quoted(model.table)} RENAME INDEX {self.quoted(old)} TO {self.quoted(new)}")
        elif self.dialect == "sqlite":
            made = dict(model.indexes).get(new)
            self._drop_index(old, model.table)
            if made is not None:
                self.run(self._index(new, made, model, ""))
            else:
                names = next((names for names, name in model.together if name == new), ())
                self.run(
                    f"CREATE INDEX {self.quoted(new)} ON {self.quoted(model.table)} ({self._columns(names, model)})"
                )
        else:
            self.run(f"ALTER INDEX {self.quoted(old)} RENAME TO {self.quoted(new)}")

    def _index(self, name: str, made: Called, model: Model, quickly: str) -> str:
        parts: list[str] = []
        classes = made.named.get("opclasses")
        for one in made.named.get("fields") or ():
            down = isinstance(one, str) and one.startswith("-")
            column = self._column(model, one.lstrip("-")) if isinstance(one, str) else None
            parts.append((column or placeholder("column")) + (" DESC" if down else ""))
        for one in made.args:
            said = expression(one, lambda field: self._column(model, field), self.dialect)
            parts.append(_bracketed(said) if said else placeholder("expression"))
        if isinstance(classes, (list, tuple)) and self.dialect == "postgres":
            for at, opclass in enumerate(classes[: len(parts)]):
                if isinstance(opclass, str) and opclass:
                    bare, direction, _ = parts[at].partition(" DESC")
                    parts[at] = f"{bare} {opclass}{direction}"
        method = _METHODS.get(made.name, "") if self.dialect == "postgres" else ""
        using = f" USING {method}" if method else ""
        text = f"CREATE INDEX {quickly}{self.quoted(name)} ON {self.quoted(model.table)}{using} ({', '.join(parts)})"
        include = made.named.get("include")
        if isinstance(include, (list, tuple)) and include and self.dialect == "postgres":
            text += f" INCLUDE ({self._columns(tuple(one for one in include if isinstance(one, str)), model)})"
        options = [
            f"{key} = {'on' if value is True else 'off' if value is False else value}"
            for key, value in made.named.items()
            if key
            in ("fastupdate", "fillfactor", "buffering", "autosummarize", "pages_per_range", "gin_pending_list_limit")
            and isinstance(value, (bool, int))
        ]
        if options and self.dialect == "postgres":
            text += f" WITH ({', '.join(options)})"
        return text + self._condition(made, model)

    def _condition(self, made: Called, model: Model) -> str:
        given = made.named.get("condition")
        if given is None or self.mysql:
            return ""
        said = condition(given, lambda one: self._column(model, one), self.dialect)
        return f" WHERE {said or placeholder('condition')}"

    # --- constraints ------------------------------------------------------------------------------------------------

    def _inner_constraint(self, name: str, made: Called, model: Model) -> str:
        """A constraint as it stands in CREATE TABLE; empty for one that is an index."""
        own = f"CONSTRAINT {self.quoted(name)} "
        if made.name == "CheckConstraint":
            given = made.named.get("condition", made.named.get("check"))
            said = condition(given, lambda one: self._column(model, one), self.dialect)
            return f"{own}CHECK ({said or placeholder('condition')})"
        if made.name == "UniqueConstraint":
            special = ("condition", "include", "opclasses")
            if made.args or any(made.named.get(one) for one in special):
                return ""
            spread = " NULLS NOT DISTINCT" if made.named.get("nulls_distinct") is False else ""
            late = made.named.get("deferrable")
            words = ""
            if late is not None and self.dialect == "postgres":
                kind = late.path if hasattr(late, "path") else ""
                words = " DEFERRABLE INITIALLY " + ("IMMEDIATE" if kind.endswith("IMMEDIATE") else "DEFERRED")
            names = made.named.get("fields")
            columns = self._columns(tuple(one for one in names if isinstance(one, str)), model) if names else ""
            return f"{own}UNIQUE{spread} ({columns}){words}" if columns else f"{own}${{constraint}}"
        if made.name == "ExclusionConstraint" and self.dialect == "postgres":
            return own + self._exclusion(made, model)
        return ""

    def _exclusion(self, made: Called, model: Model) -> str:
        parts: list[str] = []
        for one in made.named.get("expressions") or ():
            if isinstance(one, (list, tuple)) and len(one) == 2:
                said = expression(one[0], lambda field: self._column(model, field), self.dialect)
                sign = one[1] if isinstance(one[1], str) else _RANGE.get(getattr(one[1], "name", ""), "")
                parts.append(f"{said or placeholder('expression')} WITH {sign or placeholder('operator')}")
        using = made.named.get("index_type")
        return f"EXCLUDE USING {using if isinstance(using, str) else 'GIST'} ({', '.join(parts)}){self._condition(made, model)}"

    def _add_constraint(self, name: str, made: Called, model: Model, late: str, *, later: bool) -> None:
        inner = self._inner_constraint(name, made, model)
        table = self.quoted(model.table)
        if inner:
            text = f"ALTER TABLE {table} ADD {inner}{late}"
        elif made.name == "UniqueConstraint":
            if self.mysql and made.named.get("condition") is not None:
                return  # MySQL has no partial indexes, and Django leaves it out
            text = self._index(name, made, model, "").replace("CREATE INDEX", "CREATE UNIQUE INDEX", 1)
        else:
            text = f"ALTER TABLE {table} ADD CONSTRAINT {self.quoted(name)} ${{constraint}}"
        if later:
            self.later(model.table, text, made.node)
        else:
            self.run(text, made.node)

    def _drop_constraint(self, name: str, made: Called, model: Model) -> None:
        if made.name == "UniqueConstraint" and not self._inner_constraint(name, made, model):
            self._drop_index(name, model.table)
        elif self.mysql:
            word = (
                "INDEX" if made.name == "UniqueConstraint" else "CONSTRAINT" if self.dialect == "mariadb" else "CHECK"
            )
            self.run(f"ALTER TABLE {self.quoted(model.table)} DROP {word} {self.quoted(name)}")
        else:
            self.run(f"ALTER TABLE {self.quoted(model.table)} DROP CONSTRAINT {self.quoted(name)}")


class Opaque:
    """Stands in place of an expression where a statement cannot be said in SQL."""

    __slots__ = ("node", "touches", "words")

    def __init__(self, words: str, touches: tuple[str, ...], node: Any) -> None:
        self.words = words
        self.touches = touches
        self.node = node


_RANGE = {"OVERLAPS": "&&", "EQUAL": "=", "CONTAINS": "@>", "ADJACENT_TO": "-|-", "NOT_EQUAL": "<>"}


def _stem(kind: str) -> str:
    return re.sub(r"\(.*", "", kind)


def _fields(made: Called) -> tuple[str, ...]:
    given = made.named.get("fields")
    return tuple(given) if isinstance(given, (list, tuple)) else ()


def _bracketed(said: str) -> str:
    """An expression of an index in brackets, with its direction outside; a plain column without."""
    bare = re.sub(r" (?:ASC|DESC)\Z", "", said)
    if re.fullmatch(r"[\"`][^\"`]+[\"`]", bare):
        return said
    return f"({bare}){said[len(bare) :]}"
