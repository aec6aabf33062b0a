"""Where sqlglot also understands a CREATE TABLE or CREATE INDEX, both readings agree: whole corpus, all dialects.

What the two may say differently stands in `TOLERATED` and `TYPES`, each with its reason; the counts are printed.
"""

from __future__ import annotations

import logging
import os
import re
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest

from schemalint.model.change import CreateIndex, CreateTable
from schemalint.model.document import Dialect, Statement
from schemalint.model.schema import ForeignKey, PrimaryKey, Unique
from schemalint.sql.reader import read
from schemalint.sql.splitter import split

sqlglot = pytest.importorskip("sqlglot")
exp = sqlglot.exp
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="no alarm ends what sqlglot never ends")
logging.getLogger("sqlglot").setLevel(logging.CRITICAL)

CORPUS = os.environ.get("SCHEMALINT_CORPUS", "")
HERE = Path(__file__).parent
SETS = HERE.parents[2] / "fixtures" / "replay"
# What the folders of the corpus hold; below the others the path tells.
FOLDERS = {
    "dhis2": "postgres", "danbooru": "postgres", "concourse": "postgres", "crates-io": "postgres", "svix": "postgres",
    "langfuse": "postgres", "nakama": "postgres", "supabase-auth": "postgres", "sqitch-fixtures": "postgres",
    "mall": "mysql", "oracle-samples": "oracle", "wide-world-importers": "tsql", "adventure-works": "tsql",
}  # fmt: skip
HINTS = (
    ("postgres", "postgres"), ("mysql", "mysql"), ("mariadb", "mariadb"), ("sqlite", "sqlite"), ("oracle", "oracle"),
    ("sqlserver", "tsql"), ("sql-server", "tsql"), ("mssql", "tsql"),
)  # fmt: skip
THEIR_NAMES = {"mariadb": "mysql"}
DIALECTS = ("postgres", "mysql", "sqlite", "tsql", "oracle")
PATIENCE = 3.0
"""Seconds: some texts send sqlglot into a loop without end."""

# sqlglot's name of a type, and what the catalogue calls it where that is another word. Its names are meant for all dialects
# at once, so one of them stands for several of a server's.
TYPES: dict[str, str] = {
    "BIGINT": "long",  # Oracle's LONG, which is text: sqlglot takes it for Hive's
    "BIGSERIAL": "bigint",
    "BOOLEAN": "tinyint",  # MySQL keeps it so
    "CHAR": "character",
    "DECIMAL": "numeric, number",
    "DOUBLE": "double precision, binary_double, float",  # SQL Server and Oracle call it FLOAT
    "FLOAT": "double, real, binary_float",  # MySQL's FLOAT(53), SQL Server's FLOAT(24)
    "INT": "integer, number",
    "JSON": "longtext",  # MariaDB keeps it so
    "NVARCHAR": "nvarchar2",
    "ROWVERSION": "timestamp",
    "SERIAL": "integer, bigint",
    "SMALLINT": "number",
    "SMALLSERIAL": "smallint",
    "TEXT": "clob",
    "TIME": "time without time zone",
    "TIMESTAMP": "timestamp without time zone",
    "TIMESTAMPLTZ": "timestamp with local time zone",
    "TIMESTAMPTZ": "timestamp with time zone, timestamp, datetimeoffset",  # MySQL's keeps an instant
    "TIMETZ": "time with time zone",
    "UBIGINT": "bigint",
    "UDECIMAL": "decimal",
    "UDOUBLE": "double",
    "UINT": "int",
    "USMALLINT": "smallint",
    "UTINYINT": "tinyint",  # SQL Server's has no sign either
    "UUID": "uniqueidentifier",
    "VARBINARY": "bytea, blob",
    "VARCHAR": "character varying, varchar2",
    "VARIANT": "sql_variant",
    "None": "",  # no type is written
}

# Where the two may differ, and why: sqlglot is short of something the server knows.
TOLERATED: dict[str, str] = {
    "cut names": "PostgreSQL cuts names after 63 bytes; sqlglot keeps them",
    "letters beyond ASCII": "PostgreSQL folds none of them, Oracle no ß",
    "names of temporary tables": "sqlglot takes the # off the name",
    "columns of a partition": "sqlglot gives no columns without types",
    "NOT NULL of computed columns": "sqlglot loses PERSISTED NOT NULL of SQL Server",
    "a column called like": "sqlglot takes it for the LIKE clause, which SQLite does not have",
    "sysname": "is NOT NULL by itself",
    "timestamp without a type": "SQL Server lets the type out; sqlglot takes no such column",
    "INDEX inside a table": "sqlglot reads SQL Server's INDEX clause as a column",
    "FOREIGN KEY REFERENCES inside a column": "sqlglot loses it",
}


class Facts(NamedTuple):
    """What both can say of a table."""

    name: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    not_null: tuple[str, ...]
    primary: tuple[str, ...]
    uniques: tuple[tuple[str, ...], ...]
    foreign: tuple[tuple[Any, ...], ...]


def dialect_of(path: str) -> str:
    folder = path.split("/")[0]
    if folder in FOLDERS:
        return FOLDERS[folder]
    return next((dialect for hint, dialect in HINTS if hint in path.lower()), "")


def statements() -> Iterator[Statement]:
    """Every CREATE TABLE and CREATE INDEX of the corpus, the sets of awkward statements and the manuals' grammar."""
    sources: list[tuple[str, str, str]] = []
    for path in sorted(Path(CORPUS).rglob("*.sql")) if CORPUS else ():
        below = path.relative_to(CORPUS).as_posix()
        if path.is_file() and dialect_of(below):
            sources.append((below, dialect_of(below), path.read_text(encoding="utf-8-sig", errors="replace")))
    for path in sorted((HERE / "grammar").glob("*.sql")):
        if path.stem != "standard":
            sources.append((f"grammar/{path.name}", path.stem, path.read_text(encoding="utf-8")))
    for path in sorted(SETS.glob("*.md")):
        fences = re.findall(r"^```sql\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
        sources.append((f"sets/{path.name}", path.stem, "\n".join(fences)))
    for below, dialect, text in sources:
        for statement in split(text, cast(Dialect, dialect), below):
            if statement.verb in ("CREATE TABLE", "CREATE INDEX") and not (statement.masked or statement.fault):
                yield statement


def difference(statement: Statement, field: str, ours: Any, theirs: Any) -> str:
    """The class in `TOLERATED` that a difference falls into; empty when it falls into none."""
    text, dialect = statement.text, statement.dialect
    upper = text.upper()
    if dialect == "postgres" and any(len(name) == 63 for name in _names(ours)):
        return "cut names"
    if not all(name.isascii() for name in _names(ours)):
        return "letters beyond ASCII"
    if dialect == "tsql" and any(name.startswith("#") for name in _names(ours)):
        return "names of temporary tables"
    if field in ("columns", "types") and not theirs and " PARTITION OF " in upper:
        return "columns of a partition"
    if dialect == "sqlite" and " LIKE " in upper and field in ("columns", "types"):
        return "a column called like"
    if dialect != "tsql":
        return ""
    if field in ("not_null", "uniques") and "PERSISTED" in upper and set(theirs) <= set(ours):
        return "NOT NULL of computed columns"
    if field == "not_null" and "SYSNAME" in upper and set(theirs) <= set(ours):
        return "sysname"
    if field in ("columns", "types") and re.search(r"(?i)\btimestamp\s*,", text):
        return "timestamp without a type"
    if field in ("columns", "types") and "index" in theirs and "INDEX " in upper:
        return "INDEX inside a table"
    if field == "foreign" and "FOREIGN KEY REFERENCES" in upper and set(theirs) <= set(ours):
        return "FOREIGN KEY REFERENCES inside a column"
    return ""


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _names(part)


class _TooSlow(Exception):  # noqa: N818
    pass


def understood(statement: Statement) -> Any:
    """sqlglot's tree of the statement; None where it gives up."""

    def give_up(signum: int, frame: object) -> None:
        raise _TooSlow

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        tree = sqlglot.parse_one(statement.text, read=THEIR_NAMES.get(statement.dialect, statement.dialect))
    except (
        sqlglot.errors.SqlglotError,
        _TooSlow,
        RecursionError,
        AttributeError,
        ValueError,
        TypeError,
        AssertionError,
    ):
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    return tree if isinstance(tree, exp.Create) else None


# Theirs


def folded(node: Any, dialect: str) -> str:
    """The name of an identifier as the server keeps it."""
    name = node.name
    if dialect in ("postgres", "oracle") and isinstance(node, exp.Expression):
        identifier = node if isinstance(node, exp.Identifier) else node.find(exp.Identifier)
        if identifier is not None and identifier.args.get("quoted"):
            return cast(str, name)
    return cast(str, name.upper() if dialect == "oracle" else name.lower())


def key_names(nodes: Any, dialect: str) -> tuple[str, ...]:
    found = []
    for node in nodes or ():
        inner = node.this if isinstance(node, exp.Ordered) else node
        while isinstance(inner, (exp.Ordered, exp.Paren, exp.Opclass, exp.Collate)):
            inner = inner.this
        if isinstance(inner, exp.ColumnPrefix):
            inner = inner.this
        if isinstance(inner, exp.Anonymous) and dialect == "mysql" and isinstance(inner.expressions[0], exp.Literal):
            found.append(inner.name.lower())  # a prefix: name(10)
            continue
        found.append(folded(inner, dialect) if isinstance(inner, (exp.Column, exp.Identifier)) else "()")
    return tuple(found)


def reference(node: Any, columns: tuple[str, ...], dialect: str, extra: Any = None) -> tuple[Any, ...]:
    schema = node.this
    table = schema.this if isinstance(schema, exp.Schema) else schema
    parent = key_names(schema.expressions, dialect) if isinstance(schema, exp.Schema) else ()
    options = " ".join(str(option).upper() for option in node.args.get("options") or ())
    actions = []
    for event in ("DELETE", "UPDATE"):
        found = re.search(rf"ON {event} (CASCADE|RESTRICT|NO ACTION|SET NULL|SET DEFAULT)", options)
        held = extra.args.get(event.lower()) if extra is not None else None
        actions.append(found.group(1) if found else str(held).upper() if held else "NO ACTION")
    return (columns, folded(table.this, dialect), parent, *actions)


def their_table(tree: Any, dialect: str) -> Facts:
    schema = tree.this
    table = schema.this if isinstance(schema, exp.Schema) else schema
    names: list[str] = []
    types: list[str] = []
    not_null: set[str] = set()
    primary: tuple[str, ...] = ()
    uniques: list[tuple[str, ...]] = []
    foreign: list[tuple[Any, ...]] = []
    elements = list(schema.expressions) if isinstance(schema, exp.Schema) else []
    last: Any = None
    while elements:
        before, element = last, elements.pop(0)
        last = element
        if isinstance(element, exp.Constraint):
            elements = [*element.expressions, *elements]
        elif isinstance(element, exp.Identifier):
            names.append(folded(element, dialect))
            types.append("None")
        elif isinstance(element, (exp.ClusteredColumnConstraint, exp.NonClusteredColumnConstraint)):
            if isinstance(before, exp.PrimaryKeyColumnConstraint):
                primary = key_names(element.this, dialect)
        elif isinstance(element, exp.ColumnDef):
            name = folded(element.this, dialect)
            names.append(name)
            kind = element.args.get("kind")
            types.append(_type(kind))
            if types[-1].endswith("SERIAL") or (kind is not None and str(kind).upper() == "SERIAL2"):
                not_null.add(name)
                if dialect == "mysql":
                    uniques.append((name,))
            for constraint in element.constraints:
                what = constraint.kind
                if isinstance(what, exp.NotNullColumnConstraint) and not what.args.get("allow_null"):
                    not_null.add(name)
                elif isinstance(what, exp.PrimaryKeyColumnConstraint):
                    primary = (name,)
                    if dialect != "sqlite":  # which lets NULL into primary keys
                        not_null.add(name)
                elif isinstance(what, exp.UniqueColumnConstraint):
                    uniques.append((name,))
                elif isinstance(what, exp.Reference):
                    foreign.append(reference(what, (name,), dialect))
                elif (isinstance(what, exp.GeneratedAsIdentityColumnConstraint) and "expression" not in what.args) or (
                    isinstance(what, exp.AutoIncrementColumnConstraint) and dialect == "tsql"
                ):
                    not_null.add(name)
        elif isinstance(element, exp.PrimaryKey):
            primary = key_names(element.expressions, dialect)
        elif isinstance(element, exp.UniqueColumnConstraint):
            inner = element.this
            if isinstance(inner, (exp.ClusteredColumnConstraint, exp.NonClusteredColumnConstraint)):
                uniques.append(key_names(inner.this, dialect))
            else:
                uniques.append(key_names(inner.expressions if isinstance(inner, exp.Schema) else [inner], dialect))
        elif isinstance(element, exp.ForeignKey):
            held = element.args.get("reference")
            foreign.append(reference(held, key_names(element.expressions, dialect), dialect, element))
    return Facts(
        folded(table.this, dialect), tuple(names), tuple(types), tuple(sorted(not_null)), primary, tuple(sorted(uniques)),
        tuple(sorted(foreign)),
    )  # fmt: skip


def _type(kind: Any) -> str:
    if kind is None:
        return "None"
    return str(kind.this.value) if isinstance(kind.this, exp.DType) else type(kind.this).__name__


def our_table(change: CreateTable) -> Facts:
    primary: tuple[str, ...] = ()
    uniques: list[tuple[str, ...]] = []
    foreign: list[tuple[Any, ...]] = []
    for constraint in change.constraints:
        if isinstance(constraint, PrimaryKey):
            primary = constraint.columns
        elif isinstance(constraint, Unique):
            keys = tuple(part.column or "()" for part in constraint.parts)
            uniques.append(keys or constraint.columns)
        elif isinstance(constraint, ForeignKey):
            foreign.append((
                constraint.columns, constraint.parent.name, constraint.parent_columns, constraint.on_delete,
                constraint.on_update,
            ))  # fmt: skip
    return Facts(
        change.name.value,
        tuple(column.name for column in change.columns),
        tuple(
            "ARRAY" if column.type and column.type.dimensions else column.type.name if column.type else ""
            for column in change.columns
        ),
        tuple(sorted(column.name for column in change.columns if not column.nullable)),
        primary,
        tuple(sorted(uniques)),
        tuple(sorted(foreign)),
    )


def their_index(tree: Any, dialect: str) -> tuple[Any, ...]:
    index = tree.this
    params = index.args.get("params")
    keys = key_names(params.args.get("columns") if params else (), dialect)
    name = folded(index.this, dialect) if index.this else ""
    table = index.args.get("table")
    return (
        name,
        folded(table.this, dialect) if table else "",
        keys,
        bool(tree.args.get("unique")),
        bool(params and params.args.get("where")),
    )


def our_index(change: CreateIndex) -> tuple[Any, ...]:
    index = change.definition
    keys = tuple(part.column or "()" for part in index.parts)
    return (index.name, change.table.value, keys, index.unique, index.predicate is not None)


def same_type(ours: str, theirs: str) -> bool:
    """Whether both name one type. What sqlglot knows by its name only is `USER-DEFINED` to it."""
    if theirs == "USER-DEFINED" or theirs == ours == "ARRAY":
        return True
    if theirs.startswith("INTERVAL") or theirs == "Interval":
        return ours.startswith("interval")
    known = TYPES.get(theirs, "").split(", ")
    return ours.lower() in (theirs.lower(), *known) or (ours == "" and theirs == "None")


class Compared:
    """What came of it."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.tolerated: Counter[str] = Counter()
        self.wrong: list[str] = []

    def note(self, statement: Statement, field: str, ours: Any, theirs: Any) -> None:
        if ours == theirs:
            return
        found = difference(statement, field, ours, theirs)
        if found:
            self.tolerated[found] += 1
        else:
            text = " ".join(statement.text.split())[:300]
            self.wrong.append(f"{statement.path}: {field}\n  ours   {ours}\n  theirs {theirs}\n  {text}")

    def compare(self, statement: Statement) -> None:
        """Hold the two readings of one statement against each other."""
        dialect, kind = statement.dialect, statement.verb.split()[1].lower()
        self.counts[f"{dialect} {kind} seen"] += 1
        tree = understood(statement)
        if tree is None:
            return
        change = read(statement).changes[0]
        said = "TABLE" if isinstance(change, CreateTable) else "INDEX" if isinstance(change, CreateIndex) else ""
        if not said or not str(tree.kind).endswith(said):
            self.note(statement, "kind", said, str(tree.kind))
            return
        self.counts[f"{dialect} {kind} compared"] += 1
        if isinstance(change, CreateIndex):
            if isinstance(tree.this, exp.Index):
                for field, our, their in zip(INDEX_FIELDS, our_index(change), their_index(tree, dialect), strict=True):
                    self.note(statement, field, our, their)
            return
        assert isinstance(change, CreateTable)
        ours, theirs = our_table(change), their_table(tree, dialect)
        for name in Facts._fields:
            our, their = getattr(ours, name), getattr(theirs, name)
            if name == "types":
                if len(our) == len(their):
                    self.counts[f"{dialect} columns compared"] += len(our)
                    if not all(map(same_type, our, their)):
                        self.note(statement, name, our, their)
            else:
                self.note(statement, name, our, their)


INDEX_FIELDS = ("name", "table", "keys", "unique", "partial")


def test_both_readings_agree(capsys: pytest.CaptureFixture[str]) -> None:
    compared = Compared()
    for statement in statements():
        compared.compare(statement)
    with capsys.disabled():
        print()
        for name, count in sorted(compared.counts.items()):
            print(f"  {name:32}{count:7}")
        for name, count in sorted(compared.tolerated.items()):
            print(f"  tolerated: {name} ({TOLERATED[name]}): {count}")
    assert not compared.wrong, "\n".join(compared.wrong[:20])
    assert set(compared.tolerated) <= set(TOLERATED)
    for dialect in ("postgres", "mysql", "tsql", "oracle"):
        assert compared.counts[f"{dialect} table compared"] > (150 if CORPUS else 15)


@pytest.mark.corpus
@pytest.mark.slow
@pytest.mark.skipif(not CORPUS, reason="SCHEMALINT_CORPUS names no corpus")
@pytest.mark.parametrize("dialect", ["tsql", "oracle"])
def test_the_grammar_of_sqlfluff_takes_what_is_read(dialect: str, capsys: pytest.CaptureFixture[str]) -> None:
    """No server is at hand for these two: a sample of the corpus that is read completely is shown to another grammar. It is known
    to refuse some valid statements, so a share must pass."""
    sqlfluff = pytest.importorskip("sqlfluff.core")
    linter = sqlfluff.Linter(
        config=sqlfluff.FluffConfig(overrides={"dialect": dialect, "large_file_skip_byte_limit": 0})
    )
    complete = [
        one
        for one in statements()
        if one.dialect == dialect
        and len(one.text) < 1500
        and one.path.partition("/")[0] not in ("sets", "grammar")
        and read(one).complete
    ]
    sample = complete[:: max(1, len(complete) // 60)]
    taken = sum(not linter.parse_string(f"{statement.text};\n").violations for statement in sample)
    with capsys.disabled():
        print(f"\n  {dialect}: sqlfluff takes {taken} of {len(sample)} sampled statements that are read completely")
    assert taken >= 0.75 * len(sample)
