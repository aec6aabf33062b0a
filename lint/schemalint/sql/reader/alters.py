"""ALTER TABLE in all dialects, and ALTER INDEX, ALTER VIEW, ALTER MATERIALIZED VIEW, ALTER FOREIGN TABLE, which share actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from schemalint.model.change import (
    AddColumn,
    AddConstraint,
    AlterConstraint,
    AlterIndex,
    AlterObject,
    AttachIndex,
    Change,
    CreateIndex,
    DropColumn,
    DropConstraint,
    DropObjects,
    Opaque,
    RenameColumn,
    RenameConstraint,
    RenameObject,
    SetDefault,
    SetInheritance,
    SetNullable,
    SetOption,
    SetRowSecurity,
    SetSchema,
    SetTrigger,
)
from schemalint.model.name import Name, ObjectName
from schemalint.sql.reader import alter_columns, alter_partitions, constraints, indexes, options
from schemalint.sql.reader.columns import DEFAULT_STOPS
from schemalint.sql.reader.cursor import Cursor, Unreadable
from schemalint.sql.reader.expressions import read_operand
from schemalint.sql.reader.partitions import read_partitioning
from schemalint.sql.reader.storage import take_physical, take_storage

_MODIFIERS = frozenset({"ALTER", "ONLINE", "OFFLINE", "IGNORE", "FOREIGN", "MATERIALIZED", "EXTERNAL", "VIRTUAL"})
_ENDS = ("", ",", ")")


class Target:
    """What is altered, and what was said in front of the actions."""

    __slots__ = ("checked", "if_exists", "kind", "name", "only")

    def __init__(self, kind: str, name: ObjectName, if_exists: bool) -> None:
        self.kind = kind
        self.name = name
        self.if_exists = if_exists
        self.only = False
        self.checked: bool | None = None
        """WITH CHECK and WITH NOCHECK of SQL Server; None when not written."""


Action = Callable[[Cursor, Target, int], Iterable[Change]]


def alter_table(cursor: Cursor) -> Iterator[Change]:
    """ALTER TABLE and ALTER FOREIGN TABLE."""
    yield from _altered(cursor, "TABLE", "table")


def alter_view(cursor: Cursor) -> Iterator[Change]:
    """ALTER VIEW: PostgreSQL's and Oracle's actions, or a new query in MySQL and SQL Server."""
    if cursor.dialect in ("mysql", "mariadb", "tsql") or "SELECT" in cursor.upper:
        from schemalint.sql.reader.views import alter_view as written_anew

        yield from written_anew(cursor)
        return
    yield from _altered(cursor, "VIEW", "view")


def alter_materialized_view(cursor: Cursor) -> Iterator[Change]:
    """ALTER MATERIALIZED VIEW."""
    yield from _altered(cursor, "VIEW", "materialized-view")


def _altered(cursor: Cursor, noun: str, kind: str) -> Iterator[Change]:
    while not cursor.take(noun):
        if cursor.next().upper() not in _MODIFIERS:
            cursor.record(cursor.i - 1)
    if_exists = only = bracketed = False
    if cursor.at_any("ALL", "IF", "ONLY"):
        if cursor.take("ALL", "IN", "TABLESPACE"):
            yield _move_all(cursor, kind)
            return
        if_exists = cursor.take("IF", "EXISTS")
        only = cursor.take("ONLY")
        bracketed = only and cursor.take("(")
    target = Target(kind, cursor.object_name(), if_exists)
    target.only = only
    if bracketed:
        cursor.expect(")")
    if cursor.at_any("*", "WAIT", "NOWAIT"):
        if cursor.next().upper() == "WAIT":
            cursor.next()
    elif cursor.done:
        raise Unreadable("expected an action at the end")
    last = ""
    while not cursor.done:
        start = cursor.i
        unread = len(cursor.unread)
        word = cursor.peek()
        action = _ACTIONS.get(word)
        if last and (action is None or (cursor.dialect == "tsql" and word not in ("ADD", "DROP"))):
            action = _ACTIONS[last]  # SQL Server says ADD and DROP once for a list
        elif action is None:
            action = _other
        made = False
        try:
            for change in action(cursor, target, start):
                made = True
                yield change
        except Unreadable as unreadable:
            if made:
                cursor.skip()
            else:
                yield _opaque(cursor, target, start, unread, unreadable.reason)
        if cursor.at_any(")", "]"):
            at = cursor.i
            cursor.next()
            cursor.record(at)
        listing = word if word in ("ADD", "DROP") and cursor.dialect in ("tsql", "standard") else last
        if cursor.take(","):
            last = listing
        elif not cursor.done:
            last = ""
            if cursor.at("PARTITION", "BY") and cursor.dialect in ("mysql", "mariadb"):
                continue  # stands behind the last action without a comma
            if (
                cursor.peek() not in _ACTIONS
                or cursor.dialect not in ("oracle", "tsql", "standard")
                or cursor.i == start
            ):
                cursor.skip()
                if cursor.i == start:
                    cursor.next()
                    cursor.record(start)
                cursor.take(",")


def _move_all(cursor: Cursor, kind: str) -> Change:
    """PostgreSQL's ALL IN TABLESPACE t [OWNED BY roles] SET TABLESPACE u [NOWAIT]."""
    space = ObjectName(cursor.name())
    if cursor.take("OWNED", "BY"):
        cursor.name()
        while cursor.take(","):
            cursor.name()
    cursor.expect("SET", "TABLESPACE")
    new = cursor.name().value
    cursor.take("NOWAIT")
    return SetOption("tablespace", space, f"move {kind}", new, cursor.statement.span)


def _opaque(cursor: Cursor, target: Target, start: int, unread: int, reason: str) -> Opaque:
    """An action that is not understood: passed over to the comma."""
    cursor.i = start
    del cursor.unread[unread:]
    cursor.pass_over()
    if cursor.i == start:
        cursor.next()
    words = " ".join(cursor.words[start : start + 3])
    return Opaque(target.kind, (target.name,), f"the action {words} is not known: {reason}", cursor.span(start))


# ADD


def _add(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    if alter_partitions.at_partition_action(cursor):
        yield alter_partitions.partition_action(cursor, target.name, start)
        return
    cursor.take("ADD")
    listed = cursor.i == start  # SQL Server: a further element of the list
    if cursor.take("("):
        while not cursor.done and not cursor.at(")"):
            at = cursor.i
            yield from _added(cursor, target, at)
            if not cursor.at_any(",", ")"):
                cursor.skip()
            if not cursor.take(","):
                break
        cursor.expect(")")
        if cursor.dialect == "oracle":
            _lob_clauses(cursor)
        return
    if not listed and cursor.take("SUPPLEMENTAL", "LOG"):
        cursor.i -= 2
        options.supplemental_log(cursor)
        yield SetOption(target.kind, target.name, "supplemental log", cursor.text(start), cursor.span(start))
        return
    if cursor.take("SYSTEM", "VERSIONING"):
        yield SetOption(target.kind, target.name, "system versioning", "with", cursor.span(start))
        return
    yield from _added(cursor, target, start)
    if cursor.dialect == "oracle":
        _lob_clauses(cursor)


def _lob_clauses(cursor: Cursor) -> None:
    """Storage of the columns just added."""
    found: options.Options = []
    while not cursor.done and cursor.peek() not in _ACTIONS:
        if not options.oracle_option(cursor, found):
            return


def _added(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    """One element behind ADD: a column, a constraint, a key, a default, a period."""
    table = target.name
    word = cursor.peek()
    column_said = word == "COLUMN" and cursor.is_name(1) and (cursor.peek(2) not in _ENDS or cursor.dialect == "sqlite")
    if column_said:
        cursor.next()
        if cursor.at("("):
            yield from _column_list(cursor, target)
            return
    elif cursor.at("COLUMN", "("):
        cursor.next()
        yield from _column_list(cursor, target)
        return
    if_not_exists = cursor.take("IF", "NOT", "EXISTS")
    word = cursor.peek()
    if if_not_exists and word == "(":
        for change in _column_list(cursor, target):
            yield change._replace(if_not_exists=True) if isinstance(change, AddColumn) else change
        return
    if not column_said:
        if word in _CONSTRAINT_WORDS and _names_constraint(cursor):
            yield from _constraint(cursor, target, start, if_not_exists)
            return
        if word in ("KEY", "INDEX", "FULLTEXT", "SPATIAL", "VECTOR", "UNIQUE") and _names_key(cursor, word):
            read_key = indexes.inline_index if cursor.dialect == "tsql" else indexes.mysql_key
            index = read_key(cursor)
            guarded = if_not_exists or _guarded(cursor, start)
            yield CreateIndex(table, index, None, guarded, span=cursor.span(start))
            return
        if cursor.take("PERIOD", "FOR"):
            name = cursor.name()
            cursor.name_list()
            yield SetOption(target.kind, table, "period", name.value, cursor.span(start))
            return
        if word == "OVERFLOW" and cursor.dialect == "oracle":
            raise Unreadable(f"ADD {word} is not known")
    yield from alter_columns.add_column(cursor, table, start, if_not_exists)


def _column_list(cursor: Cursor, target: Target) -> Iterator[Change]:
    cursor.expect("(")
    while not cursor.done and not cursor.at(")"):
        at = cursor.i
        yield from _added(cursor, target, at)
        if not cursor.at_any(",", ")"):
            cursor.skip()
        if not cursor.take(","):
            break
    cursor.expect(")")


_CONSTRAINT_WORDS = ("CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "EXCLUDE", "DEFAULT", "NOT")


def _names_constraint(cursor: Cursor) -> bool:
    word, following = cursor.peek(), cursor.peek(1)
    if word in ("PRIMARY", "FOREIGN"):
        return following == "KEY"
    if word == "CHECK":
        return following in ("(", "NOT")
    if word == "DEFAULT":
        return cursor.dialect == "tsql"
    if word == "NOT":
        return following == "NULL"
    if word == "EXCLUDE":
        return following in ("(", "USING")
    return not (word == "UNIQUE" and following == "INDEX" and cursor.dialect == "tsql")


def _names_key(cursor: Cursor, word: str) -> bool:
    if cursor.dialect in ("mysql", "mariadb"):
        return word != "UNIQUE" and (
            word in ("KEY", "INDEX") or cursor.peek(1) in ("KEY", "INDEX", "(") or cursor.peek(2) == "("
        )
    if cursor.dialect == "tsql":
        return word == "INDEX"
    if cursor.dialect == "standard":
        return (word in ("KEY", "INDEX") and (cursor.peek(1) == "(" or cursor.peek(2) == "(")) or cursor.peek(1) in (
            "KEY",
            "INDEX",
        )
    return False


def _constraint(cursor: Cursor, target: Target, start: int, if_not_exists: bool) -> Iterator[Change]:
    at = cursor.i
    checked = target.checked is not False
    if cursor.dialect in ("tsql", "standard") and (cursor.at("DEFAULT") or cursor.peek(2) == "DEFAULT"):
        name = constraints.constraint_name(cursor)
        cursor.expect("DEFAULT")
        default = read_operand(cursor, *DEFAULT_STOPS)
        cursor.expect("FOR")
        column = cursor.name()
        cursor.take("WITH", "VALUES")
        yield SetDefault(target.name, column, default, cursor.span(start), name.value if name else "")
        return
    constraint = constraints.table_constraint(cursor)
    guarded = if_not_exists or _guarded(cursor, at)
    if constraint is not None:
        yield from cursor.beside
        cursor.beside.clear()
        change = alter_columns.constraint_added(cursor, target.name, constraint, start, checked)
        yield change._replace(if_not_exists=True) if guarded and isinstance(change, AddConstraint) else change
        return
    cursor.i = at
    name = constraints.constraint_name(cursor)
    if cursor.take("NOT", "NULL"):
        column = cursor.name()
        constraints.read_states(cursor)
        yield SetNullable(target.name, column, False, cursor.span(start))
        return
    if cursor.take("CONNECTION"):
        cursor.group()
        yield SetOption(target.kind, target.name, "connection", name.value if name else "", cursor.span(start))
        return
    raise Unreadable(f"expected a constraint {cursor.found()}")


def _guarded(cursor: Cursor, start: int) -> bool:
    """Whether IF NOT EXISTS stands before the name of the key or constraint that begins there (MariaDB)."""
    head = cursor.upper[start : min(cursor.i, start + 8)]
    return "IF" in head and head[head.index("IF") :][:3] == ("IF", "NOT", "EXISTS")


# DROP


def _behaviour(cursor: Cursor) -> bool:
    """Consumes CASCADE [CONSTRAINTS] or RESTRICT; whether it cascades."""
    if cursor.take("CASCADE"):
        cursor.take("CONSTRAINTS")
        return True
    cursor.take("RESTRICT")
    return False


def _drop(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    if alter_partitions.at_partition_action(cursor):
        yield alter_partitions.partition_action(cursor, target.name, start)
        return
    cursor.take("DROP")
    table = target.name
    if cursor.take("CONSTRAINT"):
        yield from _drop_constraint(cursor, target, start)
    elif cursor.at("PRIMARY", "KEY"):
        cursor.i += 2
        cascade = _behaviour(cursor)
        _keep_index(cursor)
        yield DropConstraint(table, None, "primary key", cascade=cascade, span=cursor.span(start))
    elif cursor.at("FOREIGN", "KEY"):
        cursor.i += 2
        if_exists = cursor.take("IF", "EXISTS")
        yield DropConstraint(table, cursor.name(), "foreign key", (), if_exists, span=cursor.span(start))
    elif cursor.at("CHECK") and cursor.is_name(1):
        cursor.next()
        yield DropConstraint(table, cursor.name(), "check", span=cursor.span(start))
    elif cursor.at("UNIQUE") and cursor.peek(1) not in _ENDS:
        cursor.next()
        yield from _drop_unique(cursor, table, start)
    elif cursor.at_any("INDEX", "KEY") and cursor.peek(1) not in _ENDS and cursor.dialect != "postgres":
        cursor.next()
        if_exists = cursor.take("IF", "EXISTS")
        yield DropObjects("index", (cursor.object_name(),), if_exists, on=table, span=cursor.span(start))
    elif cursor.at("SYSTEM", "VERSIONING"):
        cursor.i += 2
        yield SetOption(target.kind, table, "system versioning", "without", cursor.span(start))
    elif cursor.at("PERIOD", "FOR"):
        cursor.i += 2
        cursor.name()
        yield SetOption(target.kind, table, "period", "", cursor.span(start))
    elif cursor.at("SUPPLEMENTAL", "LOG"):
        options.supplemental_log(cursor)
        yield SetOption(target.kind, table, "supplemental log", "", cursor.span(start))
    elif cursor.at("UNUSED", "COLUMNS") or cursor.at("COLUMNS", "CONTINUE"):
        cursor.i += 2
        if cursor.take("CHECKPOINT"):
            cursor.next()
        yield SetOption(target.kind, table, "drop unused columns", "", cursor.span(start))
    elif cursor.at_any("MATERIALIZED", "RESTRICT") and cursor.dialect == "standard":
        raise Unreadable(f"DROP {cursor.peek()} is not known")
    else:
        yield from _drop_column(cursor, target, start)


def _keep_index(cursor: Cursor) -> None:
    cursor.take("KEEP", "INDEX") or cursor.take("DROP", "INDEX")
    cursor.take("ONLINE")


def _drop_unique(cursor: Cursor, table: ObjectName, start: int) -> Iterator[Change]:
    if cursor.at("("):
        columns = tuple(name.value for name in cursor.name_list())
        cascade = _behaviour(cursor)
        _keep_index(cursor)
        yield DropConstraint(table, None, "unique", columns, cascade=cascade, span=cursor.span(start))
    else:
        yield DropConstraint(table, cursor.name(), "unique", span=cursor.span(start))


def _drop_constraint(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    if_exists = cursor.take("IF", "EXISTS")
    name = cursor.name()
    while cursor.take("."):
        name = cursor.name()
    cascade = _behaviour(cursor)
    _keep_index(cursor)
    if cursor.dialect == "tsql":
        alter_columns.online(cursor)
    yield DropConstraint(target.name, name, "constraint", (), if_exists, cascade, cursor.span(start))
    # SQL Server: DROP CONSTRAINT a, b
    while cursor.dialect == "tsql" and cursor.at(",") and cursor.is_name(1) and not _names_dropped(cursor, 1):
        cursor.next()
        at = cursor.i
        yield DropConstraint(target.name, cursor.name(), "constraint", (), if_exists, span=cursor.span(at))


def _names_dropped(cursor: Cursor, k: int) -> bool:
    """Whether the word `k` places ahead says anew what is dropped."""
    return cursor.peek(k) in ("CONSTRAINT", "COLUMN", "INDEX", "DROP") and cursor.peek(k + 1) not in _ENDS


def _drop_column(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    table = target.name
    said = (cursor.at("COLUMN") or cursor.at("COLUMNS")) and cursor.peek(1) not in _ENDS
    if said:
        cursor.next()
    if cursor.at("("):
        names = cursor.name_list()
        cascade = _behaviour(cursor)
        _after_drop(cursor)
        for name in names:
            yield DropColumn(table, name, cascade=cascade, span=cursor.span(start))
        return
    if_exists = cursor.take("IF", "EXISTS")
    if cursor.dialect == "tsql" and not said:
        # Without COLUMN it is a constraint.
        yield DropConstraint(table, cursor.name(), "constraint", (), if_exists, span=cursor.span(start))
        return
    column = cursor.name()
    cascade = _behaviour(cursor)
    _after_drop(cursor)
    yield DropColumn(table, column, if_exists, cascade, cursor.span(start))
    while cursor.dialect == "tsql" and cursor.at(",") and cursor.is_name(1) and not _names_dropped(cursor, 1):
        cursor.next()
        at = cursor.i
        yield DropColumn(table, cursor.name(), if_exists, False, cursor.span(at))


def _after_drop(cursor: Cursor) -> None:
    """Oracle's INVALIDATE, CHECKPOINT n, ONLINE."""
    if cursor.dialect != "oracle":
        return
    cursor.take("INVALIDATE")
    if cursor.take("CHECKPOINT") and cursor.peek().isdigit():
        cursor.next()
    cursor.take("ONLINE")


# ALTER, MODIFY, CHANGE


def _alter(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.next()
    table = target.name
    words = ("CONSTRAINT", "CHECK") if cursor.dialect in ("mysql", "mariadb") else ("CONSTRAINT",)
    if cursor.at_any(*words) and cursor.is_name(1) and cursor.peek(2) not in ("TYPE", "DROP"):
        cursor.next()
        yield _states(cursor, table, cursor.name(), start)
    elif cursor.at_any("INDEX", "KEY") and cursor.is_name(1) and cursor.dialect in ("mysql", "mariadb", "tsql"):
        cursor.next()
        cursor.take("IF", "EXISTS")
        name = cursor.object_name()
        at = cursor.i
        if cursor.take("NOT", "IGNORED") or cursor.take_any("VISIBLE", "INVISIBLE", "IGNORED"):
            pass
        else:
            cursor.expect("REBUILD")
            cursor.take_any("NONCLUSTERED")
            cursor.take("HASH")
            alter_columns.online(cursor)
        yield AlterIndex(name, table, cursor.text(at).lower(), cursor.span(start))
    else:
        if cursor.at("COLUMN") and cursor.is_name(1):
            cursor.next()
        if cursor.dialect == "tsql":
            yield from alter_columns.alter_column_tsql(cursor, table, start)
        else:
            yield from alter_columns.alter_column(cursor, table, start)


def _states(cursor: Cursor, table: ObjectName, name: Name, start: int) -> Change:
    """ALTER CONSTRAINT name states; what is not written stays."""
    enforced = deferrable = deferred = None
    at = cursor.i
    while True:
        if cursor.take("NOT", "ENFORCED"):
            enforced = False
        elif cursor.take("ENFORCED"):
            enforced = True
        elif cursor.take("NOT", "DEFERRABLE"):
            deferrable, deferred = False, False
        elif cursor.take("DEFERRABLE"):
            deferrable = True
        elif cursor.take("INITIALLY", "DEFERRED"):
            deferrable, deferred = True, True
        elif cursor.take("INITIALLY", "IMMEDIATE"):
            deferred = False
        elif not (cursor.take("NO", "INHERIT") or cursor.take("INHERIT")):
            break
    if cursor.i == at:
        raise Unreadable(f"expected what becomes of the constraint {cursor.found()}")
    return AlterConstraint(table, name, None, enforced, deferrable, deferred, cursor.span(start))


def _modify(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    if alter_partitions.at_partition_action(cursor):
        yield alter_partitions.partition_action(cursor, target.name, start)
        return
    cursor.next()
    table = target.name
    if cursor.dialect == "oracle":
        if cursor.at("CONSTRAINT") and cursor.is_name(1):
            cursor.next()
            yield _oracle_states(cursor, table, cursor.name(), start)
        elif cursor.take("PRIMARY", "KEY"):
            yield _oracle_states(cursor, table, None, start)
        elif cursor.at("UNIQUE", "("):
            cursor.next()
            cursor.name_list()
            yield _oracle_states(cursor, table, None, start)
        elif cursor.at("LOB", "(") or cursor.at("DEFAULT", "ATTRIBUTES") or cursor.at("NESTED", "TABLE"):
            if cursor.take("DEFAULT", "ATTRIBUTES"):
                take_physical(cursor)
            elif cursor.at("NESTED"):
                options.oracle_option(cursor, [])
            else:
                cursor.expect("LOB")
                cursor.group()
                cursor.group()
            yield SetOption(target.kind, table, "storage", cursor.text(start), cursor.span(start))
        else:
            cursor.take("COLUMN") if cursor.is_name(1) and cursor.peek(1) not in ("DEFAULT", "NULL", "NOT") else None
            yield from alter_columns.modify_oracle(cursor, table, start)
            _lob_clauses(cursor)
        return
    if cursor.at("COLUMN") and cursor.is_name(1):
        cursor.next()
    if_exists = cursor.take("IF", "EXISTS")
    yield alter_columns.redefine(cursor, table, start)._replace(if_exists=if_exists)


def _oracle_states(cursor: Cursor, table: ObjectName, name: Name | None, start: int) -> Change:
    at = cursor.i
    states = constraints.read_states(cursor)
    _behaviour(cursor)
    if cursor.i == at:
        raise Unreadable(f"expected what becomes of the constraint {cursor.found()}")
    said = set(cursor.upper[at : cursor.i])
    enforced = states.enforced if said & {"ENABLE", "DISABLE"} else None
    validated = states.validated if said & {"ENABLE", "DISABLE", "VALIDATE", "NOVALIDATE"} else None
    deferrable = states.deferrable if "DEFERRABLE" in said else None
    deferred = states.initially_deferred if "INITIALLY" in said else None
    return AlterConstraint(table, name, validated, enforced, deferrable, deferred, cursor.span(start))


def _change(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.next()
    if cursor.at("COLUMN") and cursor.is_name(1):
        cursor.next()
    if_exists = cursor.take("IF", "EXISTS")
    column = cursor.name()
    yield alter_columns.redefine(cursor, target.name, start, column)._replace(if_exists=if_exists)


# RENAME


def _rename(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    if alter_partitions.at_partition_action(cursor):
        yield alter_partitions.partition_action(cursor, target.name, start)
        return
    cursor.next()
    table = target.name
    if cursor.at("CONSTRAINT") and cursor.is_name(1) and cursor.peek(2) == "TO":
        cursor.next()
        name = cursor.name()
        cursor.expect("TO")
        yield RenameConstraint(table, name, cursor.name(), cursor.span(start))
        return
    if cursor.at_any("INDEX", "KEY") and cursor.is_name(1) and cursor.dialect != "postgres":
        cursor.next()
        if_exists = cursor.take("IF", "EXISTS")
        index = cursor.object_name()
        cursor.expect("TO")
        yield RenameObject("index", index, ObjectName(cursor.name()), table, if_exists, cursor.span(start))
        return
    if (
        cursor.take("TO") or (cursor.dialect in ("mysql", "mariadb", "standard") and cursor.take_any("AS", "="))
    ) and cursor.is_name():
        new_name = cursor.object_name()
        yield RenameObject(target.kind, table, new_name, None, target.if_exists, cursor.span(start))
        return
    if cursor.at("COLUMN") and cursor.is_name(1) and cursor.peek(1) != "TO":
        cursor.next()
    elif cursor.dialect in ("mysql", "mariadb"):
        yield RenameObject(target.kind, table, cursor.object_name(), None, target.if_exists, cursor.span(start))
        return
    if_exists = cursor.take("IF", "EXISTS")
    column = cursor.name()
    cursor.expect("TO")
    yield RenameColumn(table, column, cursor.name(), cursor.span(start), if_exists)


# SET, RESET and the rest of PostgreSQL


def _set(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    table, kind = target.name, target.kind
    reset = cursor.next().upper() == "RESET"
    if cursor.at("("):
        found = options.bracketed_options(cursor)
        if not reset:
            cursor.take("WITH")
        for name, value in found:
            yield SetOption(kind, table, name, value, cursor.span(start))
    elif reset:
        raise Unreadable(f"expected ( {cursor.found()}")
    elif cursor.take("SCHEMA"):
        yield SetSchema(kind, table, cursor.name(), cursor.span(start))
    elif cursor.take("TABLESPACE"):
        space = cursor.name()
        cursor.take("NOWAIT")
        yield SetOption(kind, table, "tablespace", space.value, cursor.span(start))
    elif cursor.take_any("LOGGED", "UNLOGGED"):
        yield SetOption(kind, table, cursor.peek(-1).lower(), "", cursor.span(start))
    elif cursor.take("WITHOUT", "CLUSTER"):
        yield SetOption(kind, table, "cluster", "", cursor.span(start))
    elif cursor.take("WITHOUT", "OIDS") or cursor.take("WITH", "OIDS"):
        yield SetOption(kind, table, "oids", str(cursor.peek(-2) == "WITH").lower(), cursor.span(start))
    elif cursor.take("ACCESS", "METHOD"):
        yield SetOption(kind, table, "access method", cursor.name().value, cursor.span(start))
    elif cursor.take("UNUSED"):
        yield from _set_unused(cursor, target, start)
    elif cursor.take("INTERVAL"):
        cursor.group()
        yield SetOption(kind, table, "interval", cursor.text(start + 2), cursor.span(start))
    elif cursor.take("LOCALITY"):
        yield SetOption(kind, table, "locality", cursor.until(","), cursor.span(start))
    else:
        raise Unreadable(f"SET {cursor.peek()} is not known")


def _set_unused(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    """Oracle's SET UNUSED: the columns are gone for every user of the table."""
    cursor.take("COLUMN")
    names = cursor.name_list() if cursor.at("(") else (cursor.name(),)
    cascade = _behaviour(cursor)
    _after_drop(cursor)
    for name in names:
        yield DropColumn(target.name, name, cascade=cascade, span=cursor.span(start))


def _owner(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.expect("OWNER", "TO")
    owner = cursor.name()
    yield SetOption(target.kind, target.name, "owner", owner.value, cursor.span(start))


def _enable(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    """ENABLE and DISABLE of triggers, rules, row security, constraints, keys, change tracking."""
    table, kind = target.name, target.kind
    word = cursor.next().upper()
    on = word == "ENABLE"
    if cursor.take("ROW", "LEVEL", "SECURITY"):
        yield SetRowSecurity(table, on, None, cursor.span(start))
        return
    if target.kind == "materialized-view" and cursor.take("QUERY", "REWRITE"):
        yield AlterObject(kind, table, cursor.text(start).lower(), span=cursor.span(start))
        return
    how = cursor.take_any("REPLICA", "ALWAYS")
    if cursor.take("TRIGGER"):
        names = [_trigger_name(cursor)]
        while cursor.dialect == "tsql" and cursor.take(","):
            names.append(_trigger_name(cursor))
        for trigger in names:
            yield SetTrigger(table, trigger, on, cursor.span(start))
    elif cursor.take("RULE"):
        yield SetOption(kind, table, "rule " + cursor.name().value, how.lower() or word.lower(), cursor.span(start))
    elif cursor.take("ALL", "TRIGGERS"):
        yield SetTrigger(table, "", on, cursor.span(start))
    elif cursor.take("KEYS"):
        yield SetOption(kind, table, "keys", word.lower(), cursor.span(start))
    elif cursor.take_any("CHANGE_TRACKING", "FILETABLE_NAMESPACE"):
        option = cursor.peek(-1).lower()
        alter_columns.online(cursor)
        yield SetOption(kind, table, option, word.lower(), cursor.span(start))
    elif cursor.take("ROW", "MOVEMENT") or cursor.take("TABLE", "LOCK") or cursor.take("QUERY", "OPTIMIZATION"):
        yield SetOption(kind, table, cursor.text(start + 1).lower(), word.lower(), cursor.span(start))
    else:
        yield _enable_constraint(cursor, target, start, on)


_ENABLED = frozenset({"CONSTRAINT", "UNIQUE", "PRIMARY", "VALIDATE", "NOVALIDATE", "ALL", "ROW", "TABLE"})
"""What follows ENABLE and DISABLE where they begin an action, and are no state of the constraint before."""


def _enable_constraint(cursor: Cursor, target: Target, start: int, on: bool) -> Change:
    how = cursor.take_any("VALIDATE", "NOVALIDATE")
    name: Name | None = None
    if cursor.take("CONSTRAINT"):
        name = cursor.name()
    elif cursor.take("UNIQUE"):
        cursor.name_list()
    elif not cursor.take("PRIMARY", "KEY"):
        raise Unreadable(f"expected a constraint {cursor.found()}")
    _behaviour(cursor)
    if not (cursor.at_any("ENABLE", "DISABLE") and cursor.peek(1) in _ENABLED):  # the next action
        constraints.read_states(cursor)
    _keep_index(cursor)
    validated = how == "VALIDATE" or (on and not how)
    return AlterConstraint(target.name, name, validated, on, span=cursor.span(start))


def _trigger_name(cursor: Cursor) -> str:
    if cursor.at_any("ALL", "USER") and cursor.peek(1) in _ENDS:
        cursor.next()
        return ""
    return cursor.object_name().value


def _force(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.next()
    if cursor.take("ROW", "LEVEL", "SECURITY"):
        yield SetRowSecurity(target.name, None, True, cursor.span(start))
    else:
        yield SetOption(target.kind, target.name, "force", "", cursor.span(start))


def _no(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.next()
    if cursor.take("FORCE", "ROW", "LEVEL", "SECURITY"):
        yield SetRowSecurity(target.name, None, False, cursor.span(start))
    elif cursor.take("INHERIT"):
        yield SetInheritance(target.name, cursor.object_name(), False, cursor.span(start))
    elif cursor.at_any("DEPENDS"):
        yield from _depends(cursor, target, start)
    else:
        cursor.i = start
        yield from _physical(cursor, target, start)


def _depends(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.expect("DEPENDS", "ON", "EXTENSION")
    cursor.name()
    yield AlterObject(target.kind, target.name, cursor.text(start).lower(), span=cursor.span(start))


def _inherit(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.next()
    yield SetInheritance(target.name, cursor.object_name(), True, cursor.span(start))


def _validate(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.expect("VALIDATE", "CONSTRAINT")
    yield AlterConstraint(target.name, cursor.name(), validated=True, span=cursor.span(start))


def _attach(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    yield alter_partitions.attach(cursor, target.name, start)


def _detach(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    yield alter_partitions.detach(cursor, target.name, start)


def _cluster(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.expect("CLUSTER", "ON")
    yield SetOption(target.kind, target.name, "cluster", cursor.object_name().value, cursor.span(start))


def _replica(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.expect("REPLICA", "IDENTITY")
    if cursor.take("USING", "INDEX"):
        value = "index " + cursor.name().value
    else:
        value = cursor.take_any("DEFAULT", "FULL", "NOTHING").lower()
        if not value:
            raise Unreadable(f"expected a replica identity {cursor.found()}")
    yield SetOption(target.kind, target.name, "replica identity", value, cursor.span(start))


def _of(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    if cursor.take("NOT", "OF"):
        yield SetOption(target.kind, target.name, "of type", "", cursor.span(start))
        return
    cursor.expect("OF")
    yield SetOption(target.kind, target.name, "of type", cursor.object_name().text, cursor.span(start))


def _grouped(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    word = cursor.next().lower()
    at = cursor.i
    if word == "options":
        options.foreign_options(cursor)
    else:
        cursor.group()
    yield SetOption(target.kind, target.name, word, cursor.text(at), cursor.span(start))


# SQL Server


def _with(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    """WITH CHECK and WITH NOCHECK in front of ADD or CHECK; WITH VALIDATION of MySQL."""
    cursor.next()
    word = cursor.take_any("CHECK", "NOCHECK")
    if word:
        target.checked = word == "CHECK"
        if cursor.at("ADD"):
            yield from _add_list(cursor, target, start)
        else:
            yield from _check(cursor, target, start)
        return
    if cursor.take("SYSTEM", "VERSIONING"):
        yield SetOption(target.kind, target.name, "system versioning", "with", cursor.span(start))
        return
    cursor.expect("VALIDATION")
    yield SetOption(target.kind, target.name, "validation", "with", cursor.span(start))


def _add_list(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    """ADD behind WITH CHECK: the clause goes from WITH on, and applies to the whole list."""
    cursor.next()
    yield from _added(cursor, target, start)
    while cursor.at(",") and cursor.peek(1) not in ("ADD", "DROP", "ALTER"):
        cursor.next()
        yield from _added(cursor, target, cursor.i)


def _without(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.expect("WITHOUT", "VALIDATION")
    yield SetOption(target.kind, target.name, "validation", "without", cursor.span(start))


def _check(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    """CHECK and NOCHECK CONSTRAINT; CHECK PARTITION of MySQL."""
    if alter_partitions.at_partition_action(cursor):
        yield alter_partitions.partition_action(cursor, target.name, start)
        return
    enforced = cursor.next().upper() == "CHECK"
    cursor.expect("CONSTRAINT")
    validated = True if enforced and target.checked else None
    names: list[Name | None] = []
    while True:
        if cursor.at("ALL") and cursor.peek(1) in _ENDS:
            cursor.next()
            names.append(None)
        else:
            names.append(cursor.name())
        if not cursor.take(","):
            break
    for name in names:
        yield AlterConstraint(target.name, name, validated, enforced, span=cursor.span(start))


def _switch(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    yield alter_partitions.switch(cursor, target.name, start)


def _rebuild(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    if alter_partitions.at_partition_action(cursor):
        yield alter_partitions.partition_action(cursor, target.name, start)
        return
    cursor.next()
    if cursor.take("PARTITION"):
        cursor.expect("=")
        cursor.next()
    alter_columns.online(cursor)
    yield SetOption(target.kind, target.name, "rebuild", cursor.text(start + 1), cursor.span(start))


# MySQL


def _partitions(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    """Partition maintenance, or `Unreadable`."""
    if not alter_partitions.at_partition_action(cursor):
        raise Unreadable(f"{cursor.peek()} is not known")
    yield alter_partitions.partition_action(cursor, target.name, start)


def _partition_by(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.expect("PARTITION", "BY")
    found = read_partitioning(cursor)
    text = cursor.text(start + 2)
    yield SetOption(
        target.kind, target.name, "partition by", text, cursor.span(start), found.columns, found.definitions
    )


def _remove(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.expect("REMOVE", "PARTITIONING")
    yield SetOption(target.kind, target.name, "partition by", "", cursor.span(start))


def _convert(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    if cursor.peek(1) == "PARTITION":
        yield from _partitions(cursor, target, start)
        return
    if cursor.peek(1) == "TABLE":
        yield alter_partitions.convert_table(cursor, target.name, start)
        return
    cursor.expect("CONVERT", "TO")
    if not (cursor.take("CHARACTER", "SET") or cursor.take("CHAR", "SET") or cursor.take("CHARSET")):
        raise Unreadable(f"expected CHARACTER SET {cursor.found()}")
    cursor.take("=")
    value = cursor.next().strip("'\"`")
    yield SetOption(target.kind, target.name, "convert to charset", value.lower(), cursor.span(start))
    if cursor.take("COLLATE"):
        cursor.take("=")
        collation = cursor.next().strip("'\"`")
        yield SetOption(target.kind, target.name, "collate", collation.lower(), cursor.span(start))


def _order(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.expect("ORDER", "BY")
    while True:
        cursor.name()
        cursor.take_any("ASC", "DESC")
        if not (cursor.at(",") and cursor.is_name(1) and cursor.peek(2) in (",", "", "ASC", "DESC")):
            break
        cursor.next()
    yield SetOption(target.kind, target.name, "order by", cursor.text(start + 2), cursor.span(start))


def _tablespace(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    """DISCARD TABLESPACE, IMPORT TABLESPACE, and the same of partitions."""
    if alter_partitions.at_partition_action(cursor):
        yield alter_partitions.partition_action(cursor, target.name, start)
        return
    word = cursor.next().lower()
    cursor.expect("TABLESPACE")
    yield SetOption(target.kind, target.name, f"{word} tablespace", "", cursor.span(start))


def _algorithm(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    word = cursor.next().lower()
    cursor.take("=")
    yield SetOption(target.kind, target.name, word, cursor.next().upper(), cursor.span(start))


# Oracle


def _move(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    if alter_partitions.at_partition_action(cursor):
        yield alter_partitions.partition_action(cursor, target.name, start)
        return
    cursor.next()
    found: options.Options = []
    while not cursor.done and (options.oracle_option(cursor, found) or cursor.take("UPDATE", "INDEXES")):
        pass
    yield SetOption(target.kind, target.name, "move", cursor.text(start + 1), cursor.span(start))


def _shrink(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.expect("SHRINK", "SPACE")
    cursor.take_any("COMPACT", "CASCADE")
    yield SetOption(target.kind, target.name, "shrink space", "", cursor.span(start))


def _read(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.expect("READ")
    word = cursor.take_any("ONLY", "WRITE")
    if not word:
        raise Unreadable(f"expected ONLY or WRITE {cursor.found()}")
    yield SetOption(target.kind, target.name, "read " + word.lower(), "", cursor.span(start))


def _physical(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    if not (cursor.dialect in ("oracle", "standard") and options.oracle_option(cursor, [])):
        raise Unreadable(f"{cursor.peek()} is not known")
    words = cursor.text(start).lower().split()
    yield SetOption(target.kind, target.name, words[0], " ".join(words[1:]), cursor.span(start))


def _compile(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.next()
    yield AlterObject(target.kind, target.name, "compile", span=cursor.span(start))


def _view_words(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    """What Oracle says of materialized views: REFRESH …, ENABLE QUERY REWRITE, CONSIDER FRESH."""
    if target.kind != "materialized-view":
        raise Unreadable(f"{cursor.peek()} is not known")
    cursor.until()
    yield AlterObject(target.kind, target.name, cursor.text(start).lower(), span=cursor.span(start))


def _other(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    """Options of a table, which begin with many words; raises `Unreadable` for what is none."""
    found: options.Options = []
    dialect = cursor.dialect
    if dialect in ("mysql", "mariadb", "standard") and options.mysql_option(cursor, found):
        # Options follow one another without commas.
        while not cursor.done and options.mysql_option(cursor, found):
            pass
    elif (
        dialect in ("oracle", "standard")
        and (take_storage(cursor) or options.oracle_option(cursor, found))
        and not found
    ):
        take_physical(cursor)
        words = cursor.text(start).lower().split()
        found.append((words[0], " ".join(words[1:])))
    elif (dialect == "standard" and options.standard_option(cursor, found) and not found) or (
        dialect == "mysql" and cursor.take_any("SECONDARY_LOAD", "SECONDARY_UNLOAD")
    ):
        found.append((cursor.words[start].lower(), ""))
    elif dialect == "standard" and cursor.take("ACTIVATE", "NOT", "LOGGED", "INITIALLY"):
        found.append(("logged", "not"))
    if not found:
        raise Unreadable(f"{cursor.peek()} is not known")
    for name, value in found:
        yield SetOption(target.kind, target.name, name, value, cursor.span(start))


_ACTIONS: dict[str, Action] = {
    "ADD": _add,
    "DROP": _drop,
    "ALTER": _alter,
    "MODIFY": _modify,
    "CHANGE": _change,
    "RENAME": _rename,
    "SET": _set,
    "RESET": _set,
    "OWNER": _owner,
    "ENABLE": _enable,
    "DISABLE": _enable,
    "FORCE": _force,
    "NO": _no,
    "INHERIT": _inherit,
    "VALIDATE": _validate,
    "ATTACH": _attach,
    "DETACH": _detach,
    "CLUSTER": _cluster,
    "REPLICA": _replica,
    "OF": _of,
    "NOT": _of,
    "OPTIONS": _grouped,
    "ANNOTATIONS": _grouped,
    "DEPENDS": _depends,
    "WITH": _with,
    "WITHOUT": _without,
    "CHECK": _check,
    "NOCHECK": _check,
    "SWITCH": _switch,
    "REBUILD": _rebuild,
    "PARTITION": _partition_by,
    "REMOVE": _remove,
    "CONVERT": _convert,
    "ORDER": _order,
    "DISCARD": _tablespace,
    "IMPORT": _tablespace,
    "ALGORITHM": _algorithm,
    "LOCK": _algorithm,
    "TRUNCATE": _partitions,
    "SPLIT": _partitions,
    "MERGE": _partitions,
    "REORGANIZE": _partitions,
    "EXCHANGE": _partitions,
    "COALESCE": _partitions,
    "REPAIR": _partitions,
    "ANALYZE": _partitions,
    "OPTIMIZE": _partitions,
    "MOVE": _move,
    "SHRINK": _shrink,
    "READ": _read,
    "COMPILE": _compile,
    "REFRESH": _view_words,
    "CONSIDER": _view_words,
}


# ALTER INDEX


def alter_index(cursor: Cursor) -> Iterator[Change]:
    """ALTER INDEX in PostgreSQL, SQL Server, Oracle and MySQL's relatives."""
    cursor.expect("ALTER")
    if cursor.take("FULLTEXT", "INDEX", "ON"):
        table = cursor.object_name()
        start = cursor.i
        cursor.until()
        yield AlterObject("fulltext index", table, cursor.text(start).lower(), span=cursor.statement.span)
        return
    cursor.expect("INDEX")
    if cursor.take("ALL", "IN", "TABLESPACE"):
        yield _move_all(cursor, "index")
        return
    if_exists = cursor.take("IF", "EXISTS")
    name = cursor.object_name()
    on: ObjectName | None = None
    if cursor.take("ON"):
        on = cursor.object_name()
    start = cursor.i
    span = cursor.statement.span
    target = Target("index", name, if_exists)
    if cursor.take("ATTACH", "PARTITION"):
        yield AttachIndex(name, cursor.object_name(), span)
    elif cursor.take("RENAME", "TO"):
        yield RenameObject("index", name, ObjectName(cursor.name()), on, if_exists, span)
    elif cursor.at("RENAME"):
        yield from _rename(cursor, target, start)
    elif cursor.at("ALTER"):
        yield _index_statistics(cursor, name, start)
    elif cursor.dialect in ("tsql", "oracle") or cursor.at_any(
        "REBUILD", "UNUSABLE", "VISIBLE", "INVISIBLE", "IGNORED"
    ):
        yield from _index_action(cursor, name, on, start)
    else:
        action = _ACTIONS.get(cursor.peek())
        if action is None:
            raise Unreadable(f"{cursor.peek()} is not known")
        yield from action(cursor, target, start)


def _index_statistics(cursor: Cursor, name: ObjectName, start: int) -> Change:
    cursor.next()
    cursor.take("COLUMN")
    column = cursor.next()
    cursor.expect("SET", "STATISTICS")
    sign = "-" if cursor.take("-") else ""
    value = f"{column} {sign}{cursor.next()}"
    return SetOption("index", name, "statistics", value, cursor.span(start))


def _index_action(cursor: Cursor, name: ObjectName, on: ObjectName | None, start: int) -> Iterator[Change]:
    word = cursor.take_any(
        "REBUILD", "REORGANIZE", "DISABLE", "ENABLE", "UNUSABLE", "VISIBLE", "INVISIBLE", "COALESCE", "COMPILE", "RESUME",
        "PAUSE", "ABORT", "PARAMETERS", "IGNORED",
    )  # fmt: skip
    if word:
        while not cursor.done:
            if cursor.take_any("PARTITION", "SUBPARTITION"):
                cursor.take("=")
                cursor.next()
            elif cursor.at("WITH", "("):
                alter_columns.online(cursor)
            elif cursor.at("("):
                cursor.group()
            elif not (cursor.take_any("CLEANUP", "ONLY", "NOREVERSE") or take_storage(cursor)):
                break
        yield AlterIndex(name, on, word.lower(), cursor.statement.span)
        return
    if cursor.take("SET"):
        for option, value in options.bracketed_options(cursor):
            yield SetOption("index", name, option, value, cursor.statement.span)
        return
    if cursor.at_any("RENAME", "MODIFY", "DROP", "SPLIT", "ADD") and cursor.peek(1) in (
        "PARTITION",
        "SUBPARTITION",
        "DEFAULT",
    ):
        cursor.until()
        yield SetOption("index", name, "partition", cursor.text(start), cursor.statement.span)
        return
    if cursor.take("MONITORING", "USAGE") or cursor.take("NOMONITORING", "USAGE"):
        yield SetOption("index", name, "monitoring", cursor.text(start).lower(), cursor.statement.span)
        return
    if not take_storage(cursor):
        raise Unreadable(f"{cursor.peek()} is not known")
    take_physical(cursor)
    yield SetOption("index", name, "storage", cursor.text(start), cursor.statement.span)


HANDLERS = {
    "ALTER TABLE": alter_table,
    "ALTER FOREIGN TABLE": alter_table,
    "ALTER VIEW": alter_view,
    "ALTER MATERIALIZED VIEW": alter_materialized_view,
    "ALTER INDEX": alter_index,
}
