"""Expand and contract: a change that running clients would notice, cut into releases that each of them survives.

First the new form comes beside the old one, and the server keeps the two alike; then clients move; then the old form goes. What a dialect
cannot keep alike by itself, clients of a release between write twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from schemalint.generating import definitions
from schemalint.generating.ddl import statements
from schemalint.generating.phases import Cut, Playing, concurrent_text
from schemalint.generating.spelling import UnsupportedError, identifier, object_name, reference
from schemalint.model.change import (
    AddColumn,
    AddConstraint,
    AlterColumnType,
    Change,
    CreateIndex,
    DetachPartition,
    DropColumn,
    DropObjects,
    RedefineColumn,
    Reindex,
    RenameColumn,
    RenameObject,
    SetNullable,
    Step,
)
from schemalint.model.document import Dialect
from schemalint.model.name import Name, ObjectName, Ref
from schemalint.model.record import NamedTuple
from schemalint.model.rollout import Piece, Release
from schemalint.model.schema import NOWHERE, Column, Index, KeyPart, Table, Unique

BATCH = 1000
"""Rows that one statement of a backfill changes."""

SYNCED: tuple[Dialect, ...] = ("postgres", "mysql", "mariadb")
"""Where triggers keep two columns of a row alike while it is written."""

TRANSACTIONAL: tuple[Dialect, ...] = ("postgres", "sqlite")
"""Where BEGIN and COMMIT keep changes of the schema together."""

DEPLOY = "Deploy clients that"


class Planned(NamedTuple):
    """The releases of a change, and what it is."""

    title: str
    why: str
    releases: tuple[Release, ...]


def planned(step: Step, play: Playing, way_out: str = "") -> Planned | None:
    """The releases that the change of a step takes; None where one migration does. `way_out` says why the migration cannot be made
    gentle by itself, for changes that only lock."""
    change, catalog = step.change, step.before
    match change:
        case RenameColumn():
            return _rename_column(step, change)
        case RenameObject(kind="table"):
            return _rename_table(step, change)
        case AlterColumnType():
            return _new_type(step, change, change.column.value, change.using.text if change.using else "")
        case RedefineColumn():
            return _redefined(step, change)
        case DropColumn():
            return _drop_column(step, change)
        case DropObjects(kind="table"):
            return _drop_table(step, change)
        case AddColumn() if not change.column.nullable and change.column.default is None:
            return _required_column(step, change)
        case SetNullable(nullable=False):
            return _not_null(step, change)
        case CreateIndex() | AddConstraint() | Reindex() | DetachPartition() | DropObjects(kind="index"):
            return _by_hand(step, play, way_out) if way_out and catalog.dialect == "postgres" else None
    return None


class _Words(NamedTuple):
    """How a table and its columns are spelled."""

    dialect: Dialect
    table: str
    held: Table
    version: str = ""

    def column(self, name: str) -> str:
        return _column(name, self)


def _column(name: str, words: _Words) -> str:
    """A column as its table spells it, or as a new one is spelled."""
    held = words.held.column(name)
    return held.written if held is not None and held.written else identifier(name, words.dialect)


def _called(name: str, word: str) -> str:
    """A name with a word behind it, in the letters that the server folds to."""
    return f"{name}_{word.upper() if name.isupper() else word}"


def _words(step: Step, name: ObjectName) -> _Words | None:
    table = step.before.tables.get(step.before.resolve(name))
    if table is None or table.kind != "table":
        return None
    return _Words(step.before.dialect, reference(table.ref, step.before.dialect, step.before), table)


# --- columns that move ----------------------------------------------------------------------------------------------


OLD = "\0"


class _Move(NamedTuple):
    """A column whose values go to another one."""

    words: _Words
    old: Column
    new: Column
    there: str = OLD
    """The new value; `OLD` stands for the old one."""
    back: str = OLD
    """The old value; `OLD` stands for the new one."""


def _movable(step: Step, words: _Words, old: Column) -> bool:
    """Whether the values of a column can live in another one: not where they make up the key of the table or of its partitions, where
    other tables point at them, or where the server computes them."""
    held = words.held
    over = [one.columns for one in held.indexes]
    over += [one.columns for one in held.uniques]
    over += [one.columns for one in held.foreign_keys]
    keyed = any(old.name in columns for columns in over)
    if words.dialect == "sqlite" and (keyed or not old.nullable):
        return False  # it has no ALTER for these
    if (
        old.type is None
        or old.generated is not None
        or old.identity
        or old.serial
        or old.name in held.partition_columns
    ):
        return False
    if held.primary_key is not None and old.name in held.primary_key.columns:
        return False
    return not any(
        key.parent == held.ref and old.name in key.parent_columns
        for table in step.before.tables.values()
        for key in table.foreign_keys
    )


def _rename_column(step: Step, change: RenameColumn) -> Planned | None:
    words = _words(step, change.table)
    old = words.held.column(change.column.value) if words else None
    if words is None or old is None or not _movable(step, words, old):
        return None
    new = old._replace(name=change.new_name.value, written=change.new_name.written)
    return Planned(
        f"rename column {words.held.ref.text}.{old.name} to {new.name}",
        "clients of the last release use the old name until they are replaced, those of the next one the new name",
        _moved(step, _Move(words, old, new)),
    )


def _new_type(step: Step, change: AlterColumnType | RedefineColumn, name: str, using: str) -> Planned | None:
    words = _words(step, change.table)
    old = words.held.column(name) if words else None
    kind = change.type if isinstance(change, AlterColumnType) else change.definition.type
    if words is None or old is None or kind is None or not _movable(step, words, old):
        return None
    taken = {column.name for column in words.held.columns}
    base = _called(old.name, "new")
    called = next(one for one in (base, *(f"{base}{number}" for number in range(2, 2000))) if one not in taken)
    new = old._replace(name=called, written="", type=kind, default=None)
    there = back = OLD
    if words.dialect == "postgres":
        word = re.compile(rf"(?<![\w.\"]){re.escape(old.written or old.name)}(?![\w\"])", re.I)
        there = word.sub(OLD, using) if using else f"{OLD}::{definitions.type_of(new)}"
        back = f"{OLD}::{definitions.type_of(old)}"
    return Planned(
        f"change the type of {words.held.ref.text}.{old.name} to {definitions.type_of(new)}",
        "clients of the last release read and write the old type, and the server may write the whole table anew under lock;"
        f" the values move to {called}, which a rename by the same plan can give the old name",
        _moved(step, _Move(words, old, new, there, back)),
    )


def _redefined(step: Step, change: RedefineColumn) -> Planned | None:
    words = _words(step, change.table)
    old = words.held.column(change.column.value) if words else None
    new = change.definition
    if old is None or old.type is None or new.type is None:
        return None
    if new.name != old.name:
        same = old.type._replace(span=NOWHERE) == new.type._replace(span=NOWHERE)
        if not same:
            return None
        return _rename_column(step, RenameColumn(change.table, change.column, Name(new.name, new.written, NOWHERE)))
    return _new_type(step, change, old.name, "") if definitions.type_of(old) != definitions.type_of(new) else None


def _moved(step: Step, move: _Move) -> tuple[Release, ...]:
    words, old, new = move.words, move.old, move.new
    plain = Column(new.name, new.type, written=new.written, collation=new.collation)
    name = ObjectName(Name(words.held.name, words.held.written, NOWHERE), _schema(step, words.held.ref))
    expand = [Piece("The new column, beside the old one", _sql(step, AddColumn(name, plain)))]
    synced = words.dialect in SYNCED
    strict = "" if old.type == new.type else "; until the end a value must be one of both types"
    if synced:
        expand.append(
            Piece(f"What keeps the two alike, whichever of them a client writes{strict}", _triggers(step, move))
        )
    else:
        expand.append(Piece(f"{DEPLOY} write both columns and still read {old.name}"))
        if not old.nullable and old.default is None:
            free = _loosely(words, old)
            expand.append(Piece("Clients of the next release leave the old column out", free))
    expand.append(Piece("The rows there are, in batches", (_backfill(move),), repeat=True))
    also = tuple(_alike(step, move, name))
    if also:
        expand.append(Piece("What the old column has, for the new one", also))
    left = sorted({index.name for index in words.held.indexes if _only_named(index, old.name)})
    note = f" (look at {', '.join(left)}, which name it in expressions)" if left else ""
    contract: list[str] = [*_without_triggers(step, move)] if synced else []
    contract += _freed(words, old.name)
    contract += _sql(step, DropColumn(name, Name(old.name, old.written, NOWHERE)))
    finish = [Piece("The old column goes", tuple(contract), together=words.dialect in TRANSACTIONAL)]
    if not old.nullable or old.default is not None:
        finish.insert(0, Piece("The new column says what the old one said", tuple(_as_before(step, move))))
    return (
        Release("Release 1, expand", tuple(expand)),
        Release(
            "Release 2, move",
            (
                *(() if synced else (Piece(f"{DEPLOY} read {new.name} and write both; wait until no other runs"),)),
                Piece(f"{DEPLOY} read and write {new.name} and no more {old.name}{note}; wait until no other runs"),
            ),
        ),
        Release("Release 3, contract", tuple(finish)),
    )


def _only_named(index: Index, column: str) -> bool:
    inside = any(part.expression is not None and column in part.expression.columns for part in index.parts)
    return inside or (index.predicate is not None and column in index.predicate.columns)


def _schema(step: Step, ref: Ref) -> Name | None:
    return None if ref.schema == step.before.default_schema else Name(ref.schema, "", NOWHERE)


def _sql(step: Step, change: Change) -> tuple[str, ...]:
    try:
        return statements(change, step.before.dialect, step.before, None)
    except UnsupportedError:
        return ()


def _freed(words: _Words, column: str) -> Iterator[str]:
    """What must go before the column: some servers keep a column that a key or an index holds, and MySQL and MariaDB would leave the
    rest of a longer key."""
    mysql = words.dialect in ("mysql", "mariadb")
    if not mysql and words.dialect != "tsql":
        return
    drop = "DROP FOREIGN KEY" if mysql else "DROP CONSTRAINT"
    for key in words.held.foreign_keys:
        if column in key.columns and key.name:
            yield f"ALTER TABLE {words.table} {drop} {identifier(key.name, words.dialect)}"
    longer = 2 if mysql else 1
    for index in words.held.indexes:
        if column in index.columns and len(index.columns) >= longer and index.name:
            yield f"DROP INDEX {identifier(index.name, words.dialect)} ON {words.table}"
    for unique in words.held.uniques:
        if column in unique.columns and len(unique.columns) >= longer and unique.name:
            kind = "DROP INDEX" if mysql else "DROP CONSTRAINT"
            yield f"ALTER TABLE {words.table} {kind} {identifier(unique.name, words.dialect)}"


def _trigger_names(move: _Move) -> tuple[str, ...]:
    base = f"{move.words.held.name}_{move.old.name}_{move.new.name}"[:50]
    one = f"{base}_alike"
    return (one,) if move.words.dialect == "postgres" else (f"{one}_i", f"{one}_u")


def _triggers(step: Step, move: _Move) -> tuple[str, ...]:
    words = move.words
    old, new = words.column(move.old.name), move.new.written or identifier(move.new.name, words.dialect)
    names = [identifier(one, words.dialect) for one in _trigger_names(move)]
    there, back = move.there.replace(OLD, f"NEW.{old}"), move.back.replace(OLD, f"NEW.{new}")
    if words.dialect == "postgres":
        function = _function(step, move)
        return (
            f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$\n"
            "BEGIN\n"
            f"    IF TG_OP = 'INSERT' THEN\n"
            f"        IF NEW.{new} IS NULL THEN NEW.{new} := {there}; ELSE NEW.{old} := {back}; END IF;\n"
            f"    ELSIF NEW.{new} IS DISTINCT FROM OLD.{new} THEN NEW.{old} := {back};\n"
            f"    ELSE NEW.{new} := {there};\n"
            "    END IF;\n"
            "    RETURN NEW;\n"
            "END $$",
            f"CREATE TRIGGER {names[0]} BEFORE INSERT OR UPDATE ON {words.table}\n"
            f"    FOR EACH ROW EXECUTE FUNCTION {function}()",
        )
    # A NOT NULL column without a default must be named by an INSERT, which clients of the new column do not.
    loose = definitions.column(move.old._replace(nullable=True), words.dialect)
    first = (
        (f"ALTER TABLE {words.table} MODIFY COLUMN {loose}",)
        if not move.old.nullable and move.old.default is None
        else ()
    )
    return (
        *first,
        f"CREATE TRIGGER {names[0]} BEFORE INSERT ON {words.table} FOR EACH ROW\n"
        f"    SET NEW.{old} = COALESCE(NEW.{new}, NEW.{old}), NEW.{new} = COALESCE(NEW.{new}, NEW.{old})",
        f"CREATE TRIGGER {names[1]} BEFORE UPDATE ON {words.table} FOR EACH ROW\n"
        f"    SET NEW.{old} = IF(NEW.{new} <=> OLD.{new}, NEW.{old}, NEW.{new}), NEW.{new} = NEW.{old}",
    )


def _function(step: Step, move: _Move) -> str:
    name = ObjectName(Name(_trigger_names(move)[0], "", NOWHERE), _schema(step, move.words.held.ref))
    return object_name(name, "postgres")


def _without_triggers(step: Step, move: _Move) -> Iterator[str]:
    names = [identifier(one, move.words.dialect) for one in _trigger_names(move)]
    if move.words.dialect == "postgres":
        yield f"DROP TRIGGER {names[0]} ON {move.words.table}"
        yield f"DROP FUNCTION {_function(step, move)}()"
    else:
        yield from (f"DROP TRIGGER {name}" for name in names)


def _backfill(move: _Move) -> str:
    words = move.words
    old, new = words.column(move.old.name), move.new.written or identifier(move.new.name, words.dialect)
    value = move.there.replace(OLD, old)
    return _batched(words, f"{new} = {value}", _differs(new, value, words.dialect))


def _differs(one: str, other: str, dialect: Dialect) -> str:
    if dialect == "postgres":
        return f"{one} IS DISTINCT FROM {other}"
    if dialect in ("mysql", "mariadb"):
        return f"NOT ({one} <=> {other})"
    return f"{one} IS NULL AND {other} IS NOT NULL"


def _batched(words: _Words, assigned: str, where: str) -> str:
    """An UPDATE of at most `BATCH` rows."""
    dialect, table = words.dialect, words.table
    if dialect in ("mysql", "mariadb"):
        return f"UPDATE {table} SET {assigned} WHERE {where} LIMIT {BATCH}"
    if dialect == "tsql":
        return f"UPDATE TOP ({BATCH}) {table} SET {assigned} WHERE {where}"
    if dialect == "oracle":
        return f"UPDATE {table} SET {assigned} WHERE {where} AND ROWNUM <= {BATCH}"
    key = words.held.primary_key
    if dialect == "postgres":
        row = words.column(key.columns[0]) if key is not None and len(key.columns) == 1 else "ctid"
        lock = " FOR UPDATE SKIP LOCKED"
    else:
        row, lock = "rowid", ""
    return (
        f"UPDATE {table} SET {assigned}\n"
        f"    WHERE {row} IN (SELECT {row} FROM {table} WHERE {where} LIMIT {BATCH}{lock})"
    )


def _alike(step: Step, move: _Move, table: ObjectName) -> Iterator[str]:
    """Indexes and keys over the old column, made for the new one."""
    words, old, new = move.words, move.old.name, move.new.name
    postgres = words.dialect == "postgres"
    rename = {old: new}
    made: list[Change] = []
    for held in words.held.indexes:
        if old not in held.columns or _only_named(held, old) or any(part.expression for part in held.parts):
            continue
        parts = tuple(part._replace(column=rename.get(part.column, part.column)) for part in held.parts)
        name = f"{held.name}_{new}"[:60]
        index = held._replace(
            name=name, parts=parts, concurrently=postgres, include=tuple(rename.get(one, one) for one in held.include)
        )
        made.append(CreateIndex(table, index, Name(name, "", NOWHERE)))
    for unique in words.held.uniques:
        if old in unique.columns:
            name = f"{unique.name}_{new}"[:60]
            columns = tuple(rename.get(one, one) for one in unique.columns)
            made += _unique(table, unique, name, columns, postgres)
    for key in words.held.foreign_keys:
        if old in key.columns:
            name = f"{key.name}_{new}"[:60]
            over = key._replace(name=name, named=True, columns=tuple(rename.get(one, one) for one in key.columns))
            made.append(AddConstraint(table, over, checked=not postgres))
            if postgres:
                yield from (one for change in made for one in _sql(step, change))
                made = []
                yield f"ALTER TABLE {words.table} VALIDATE CONSTRAINT {identifier(name, 'postgres')}"
    yield from (one for change in made for one in _sql(step, change))
    for check in words.held.checks if postgres else ():
        if old in check.expression.columns:
            name = identifier(f"{check.name}_{new}"[:60], "postgres")
            spelled = move.new.written or identifier(new, "postgres")
            word = re.compile(rf"(?<![\w.\"]){re.escape(words.column(old))}(?![\w\"])", re.I)
            text = word.sub(spelled.replace("\\", r"\\"), check.expression.text)
            yield f"ALTER TABLE {words.table} ADD CONSTRAINT {name} CHECK ({text}) NOT VALID"
            yield f"ALTER TABLE {words.table} VALIDATE CONSTRAINT {name}"


def _unique(table: ObjectName, held: Unique, name: str, columns: Sequence[str], postgres: bool) -> Iterator[Change]:
    parts = tuple(KeyPart(one) for one in columns)
    if not postgres:
        yield AddConstraint(table, held._replace(name=name, named=True, columns=tuple(columns), parts=()))
        return
    yield CreateIndex(table, Index("", name, parts, unique=True, concurrently=True), Name(name, "", NOWHERE))
    yield AddConstraint(table, held._replace(name=name, named=True, columns=(), parts=(), using_index=name))


def _as_before(step: Step, move: _Move) -> Iterator[str]:
    words, new = move.words, move.new
    spelled = new.written or identifier(new.name, words.dialect)
    if words.dialect == "postgres":
        if not move.old.nullable:
            yield from _proved(words, spelled, new.name)
        if move.old.default is not None and new.default is not None:
            yield f"ALTER TABLE {words.table} ALTER COLUMN {spelled} SET DEFAULT {new.default.text}"
    elif words.dialect in ("mysql", "mariadb"):
        yield f"ALTER TABLE {words.table} MODIFY COLUMN {definitions.column(new, words.dialect)}"
    else:
        yield from _strictly(words, new) if not move.old.nullable else ()


def _strictly(words: _Words, column: Column) -> tuple[str, ...]:
    """NOT NULL, for a column that has a value in every row."""
    spelled = column.written or identifier(column.name, words.dialect)
    if words.dialect == "tsql":
        return (f"ALTER TABLE {words.table} ALTER COLUMN {spelled} {definitions.type_of(column)} NOT NULL",)
    return (f"ALTER TABLE {words.table} MODIFY ({spelled} NOT NULL)",) if words.dialect == "oracle" else ()


def _loosely(words: _Words, column: Column) -> tuple[str, ...]:
    """NULL allowed."""
    spelled = column.written or identifier(column.name, words.dialect)
    if words.dialect in ("mysql", "mariadb"):
        text = f"MODIFY COLUMN {definitions.column(column._replace(nullable=True), words.dialect)}"
    elif words.dialect == "tsql":
        text = f"ALTER COLUMN {spelled} {definitions.type_of(column)} NULL"
    elif words.dialect == "oracle":
        text = f"MODIFY ({spelled} NULL)"
    elif words.dialect == "sqlite":
        return ()
    else:
        text = f"ALTER COLUMN {spelled} DROP NOT NULL"
    return (f"ALTER TABLE {words.table} {text}",)


def _proved(words: _Words, column: str, name: str) -> Iterator[str]:
    """NOT NULL through a validated CHECK."""
    check = identifier(f"{words.held.name}_{name}_not_null"[:63], "postgres")
    yield f"ALTER TABLE {words.table} ADD CONSTRAINT {check} CHECK ({column} IS NOT NULL) NOT VALID"
    yield f"ALTER TABLE {words.table} VALIDATE CONSTRAINT {check}"
    yield f"ALTER TABLE {words.table} ALTER COLUMN {column} SET NOT NULL"
    yield f"ALTER TABLE {words.table} DROP CONSTRAINT {check}"


# --- what goes ------------------------------------------------------------------------------------------------------


def _drop_column(step: Step, change: DropColumn) -> Planned | None:
    words = _words(step, change.table)
    old = words.held.column(change.column.value) if words else None
    if words is None or old is None:
        return None
    spelled = words.column(old.name)
    first: list[Piece] = []
    loose = not old.nullable and old.default is None and not old.identity and not old.serial and old.generated is None
    key = words.held.primary_key
    if loose and not (key is not None and old.name in key.columns):
        free = _loosely(words, old)
        if free:
            first.append(Piece("Clients of the next release leave the column out", free))
    first.append(Piece(f"{DEPLOY} neither read nor write {old.name}; wait until no other runs"))
    keep = _called(f"{words.held.name}_{old.name}", "kept")
    columns = ", ".join(words.column(one) for one in (*(key.columns if key else ()), old.name))
    copy = f"CREATE TABLE {identifier(keep, words.dialect)} AS SELECT {columns} FROM {words.table}"
    if words.dialect == "tsql":
        copy = f"SELECT {columns} INTO {identifier(keep, words.dialect)} FROM {words.table}"
    gone: tuple[str, ...] = (*_freed(words, old.name),)
    gone += _sql(step, change) or (f"ALTER TABLE {words.table} DROP COLUMN {spelled}",)
    return Planned(
        f"drop column {words.held.ref.text}.{old.name}",
        "clients of the last release still read and write it, and what it holds does not come back",
        (
            Release("Release 1, clients let go", tuple(first)),
            Release(
                "Release 2, contract",
                (Piece("A copy, where the values may be wanted", (copy,)), Piece("The column goes", gone)),
            ),
        ),
    )


def _drop_table(step: Step, change: DropObjects) -> Planned | None:
    words = _words(step, change.names[0])
    if words is None or len(change.names) > 1:
        return None
    held = words.held
    aside = _called(held.name, "dropped")
    incoming = [
        (ref, key.name)
        for ref, table in step.before.tables.items()
        if ref != held.ref
        for key in table.foreign_keys
        if key.parent == held.ref and key.name
    ]
    drop = "DROP FOREIGN KEY" if words.dialect in ("mysql", "mariadb") else "DROP CONSTRAINT"
    keys = tuple(
        f"ALTER TABLE {reference(ref, words.dialect, step.before)} {drop} {identifier(name, words.dialect)}"
        for ref, name in incoming
    )
    away = _sql(step, RenameObject("table", change.names[0], ObjectName(Name(aside, "", NOWHERE))))
    schema = f"{words.table.rpartition('.')[0]}." if "." in words.table else ""
    first = [Piece(f"{DEPLOY} neither read nor write {held.name}; wait until no other runs")]
    if keys and words.dialect != "sqlite":
        first.append(Piece("Keys of other tables that point at it", keys))
    return Planned(
        f"drop table {held.ref.text}",
        "clients of the last release still use it, and what it holds does not come back",
        (
            Release("Release 1, clients let go", tuple(first)),
            Release(
                "Release 2, out of the way",
                (Piece(f"Who still asks for it is told at once; renaming {aside} back undoes it", away),),
            ),
            Release(
                "Release 3, contract",
                (Piece("Once nobody has missed it", (f"DROP TABLE {schema}{identifier(aside, words.dialect)}",)),),
            ),
        ),
    )


def _rename_table(step: Step, change: RenameObject) -> Planned | None:
    words = _words(step, change.name)
    if words is None or words.dialect == "oracle":
        return None
    dialect, held = words.dialect, words.held
    schema = f"{words.table.rpartition('.')[0]}." if "." in words.table else ""
    new = change.new_name.name.written or identifier(change.new_name.value, dialect)
    view = f"{schema}{new}"
    title = f"rename table {held.ref.text} to {change.new_name.value}"
    why = "clients of the last release use the old name until they are replaced, those of the next one the new name"
    if dialect == "sqlite":
        return None
    rights = ""
    if dialect == "postgres" and _major(step.before.version) >= INVOKER:
        rights = " WITH (security_invoker = true)"
    names = ", ".join(words.column(column.name) for column in held.columns)
    aside = f"{schema}{identifier(f'{change.new_name.value}_view', dialect)}"
    if dialect in ("mysql", "mariadb"):
        swap: tuple[str, ...] = (f"RENAME TABLE {view} TO {aside}, {words.table} TO {view}", f"DROP VIEW {aside}")
    else:
        swap = (f"DROP VIEW {view}", *_sql(step, change))
    return Planned(
        title,
        why,
        (
            Release(
                "Release 1, expand",
                (
                    Piece(
                        "The new name, as a view that reads and writes the table; who may use the table needs the same rights on it",
                        (f"CREATE VIEW {view}{rights} AS SELECT {names} FROM {words.table}",),
                    ),
                ),
            ),
            Release("Release 2, move", (Piece(f"{DEPLOY} use {change.new_name.value}; wait until no other runs"),)),
            Release(
                "Release 3, contract",
                (Piece("The table takes the view's place", swap, together=dialect in TRANSACTIONAL),),
            ),
        ),
    )


INVOKER = 15
"""The first PostgreSQL whose views can look at tables with the rights of who asks."""


def _major(version: str) -> int:
    found = re.match(r"\d+", version)
    return int(found[0]) if found else 0


# --- what is asked of clients ---------------------------------------------------------------------------------------


SAMPLES = {
    "integer": "0", "decimal": "0", "float": "0", "boolean": "false", "text": "''", "char": "''", "varchar": "''",
    "date": "CURRENT_DATE", "timestamp": "CURRENT_TIMESTAMP", "datetime": "CURRENT_TIMESTAMP",
}  # fmt: skip


def _required_column(step: Step, change: AddColumn) -> Planned | None:
    words = _words(step, change.table)
    column = change.column
    if words is None or column.type is None or column.identity or column.serial or column.generated is not None:
        return None
    if words.dialect == "sqlite":
        return None  # a column that is there cannot become NOT NULL
    spelled = column.written or identifier(column.name, words.dialect)
    value = SAMPLES.get(column.type.family, "")
    loose = column._replace(nullable=True)
    fill = _batched(words, f"{spelled} = {value}", f"{spelled} IS NULL") if value else ""
    return Planned(
        f"add column {words.held.ref.text}.{column.name}, which may not be NULL",
        "there are rows without a value, and clients of the last release write none",
        (
            Release(
                "Release 1, expand",
                (
                    Piece(
                        "The column, as yet without NOT NULL", _sql(step, change._replace(column=loose, constraints=()))
                    ),
                ),
            ),
            Release(
                "Release 2, move",
                (
                    Piece(f"{DEPLOY} write {column.name}; wait until no other runs"),
                    Piece(
                        f"The rows there are, in batches{f'; put the value they should have for {value}' if value else ': give each a value'}",
                        (fill,) if fill else (),
                        repeat=bool(fill),
                    ),
                ),
            ),
            Release("Release 3, contract", (Piece("NOT NULL", tuple(_required(words, column))),)),
        ),
    )


def _required(words: _Words, column: Column) -> Iterator[str]:
    spelled = column.written or identifier(column.name, words.dialect)
    if words.dialect == "postgres":
        yield from _proved(words, spelled, column.name)
    elif words.dialect in ("mysql", "mariadb"):
        yield f"ALTER TABLE {words.table} MODIFY COLUMN {definitions.column(column._replace(nullable=False), words.dialect)}"
    else:
        yield from _strictly(words, column)


def _not_null(step: Step, change: SetNullable) -> Planned | None:
    words = _words(step, change.table)
    column = words.held.column(change.column.value) if words else None
    if words is None or column is None or column.type is None or words.dialect == "sqlite":
        return None
    spelled = words.column(column.name)
    value = SAMPLES.get(column.type.family, "")
    fill = _batched(words, f"{spelled} = {value}", f"{spelled} IS NULL") if value else ""
    return Planned(
        f"make {words.held.ref.text}.{column.name} NOT NULL",
        "clients of the last release may write NULL, and the server looks at every row",
        (
            Release(
                "Release 1, move",
                (
                    Piece(f"{DEPLOY} never write NULL into {column.name}; wait until no other runs"),
                    Piece(
                        f"The rows there are, in batches{f'; put the value they should have for {value}' if value else ': give each a value'}",
                        (fill,) if fill else (),
                        repeat=bool(fill),
                    ),
                ),
            ),
            Release("Release 2, contract", (Piece("NOT NULL", tuple(_required(words, column))),)),
        ),
    )


def _by_hand(step: Step, play: Playing, why: str) -> Planned | None:
    """What locks, by hand before the migration, in pieces that each commit by themselves."""
    cut = Cut(True)
    cut.take(step.change, step.before, play, concurrent_text(step.reading, step.change))
    texts: list[str] = []
    catalog = step.before
    for change in (*cut.first, *cut.apart, *cut.checks, *cut.last):
        made = play(catalog, (change,))
        written = cut.texts.get(change)
        try:
            texts += [written] if written else statements(change, catalog.dialect, catalog, made[-1].after)
        except UnsupportedError:
            return None
        catalog = made[-1].after
    if not texts or cut.first == [step.change]:
        return None
    words = " ".join(step.statement.text.split())
    return Planned(
        words if len(words) <= 70 else f"{words[:67]}...",
        why,
        (
            Release(
                "Before the deployment, by hand, outside a transaction",
                (Piece("Each commits by itself", tuple(texts)),),
            ),
            Release(
                "With the deployment",
                (Piece("Take the statement out of the migration, or let it do nothing where its work is done"),),
            ),
        ),
    )
