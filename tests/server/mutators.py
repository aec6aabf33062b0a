"""Ways to break a script, drawn by seed: what a server then refuses has to be foreseen, what it takes must not be called an error.

Every mutator is a pure function of a script, a source of chance and a dialect. It gives words for what it did and the script
that is left, or None where the script has nothing for it. They know tokens only, so that no mistake of our reader is shared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple

from lexed import (
    Piece,
    Script,
    Table,
    Word,
    brackets,
    is_name,
    made,
    makers,
    name_end,
    named,
    tables,
    users,
    words,
    written,
)

from schemalint.model.document import Dialect

Mutated = tuple[str, Script]
Mutator = Callable[[Script, Random, Dialect], Mutated | None]


class Mutant(NamedTuple):
    """A script that was broken somewhere."""

    mutator: str
    about: str
    script: Script


def mutant(script: Script, dialect: Dialect, seed: int | str, times: int = 1) -> Mutant:
    """The script after as many mutations as asked, the same for the same seed. Without a mutation that fits it stays as it is."""
    chance = Random(f"{dialect}:{seed}")
    names, words_ = [], []
    for _ in range(times):
        for name in chance.sample(sorted(MUTATORS), len(MUTATORS)):
            found = MUTATORS[name](script, chance, dialect)
            if found is not None and found[1] != script:
                names.append(name)
                words_.append(found[0])
                script = found[1]
                break
    return Mutant(" + ".join(names), "; ".join(words_), script)


# --- placing --------------------------------------------------------------------------------------------------------


def _insert(script: Script, at: int, text: str) -> Script:
    part = script[min(at, len(script) - 1)].part
    return (*script[:at], Piece(text, part), *script[at:])


def _replace(script: Script, at: int, text: str) -> Script:
    return (*script[:at], script[at]._replace(text=text), *script[at + 1 :])


def _remove(script: Script, at: int) -> Script:
    return (*script[:at], *script[at + 1 :])


def _spliced(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def _without_item(text: str, start: int, end: int) -> str:
    """The text without an item of a list, and without one comma beside it."""
    behind = re.compile(r"\s*,").match(text, end)
    if behind:
        return text[:start] + text[behind.end() :].lstrip(" ")
    return text[:start].rstrip().removesuffix(",") + text[end:]


def _misspelt(word: Word, chance: Random) -> str:
    """The name with one letter doubled or lost, in its quotes."""
    quote = word.text[0] if word.kind == "quoted" else ""
    close = word.text[-1] if quote else ""
    bare = word.text[1:-1] if quote else word.text
    at = chance.randrange(len(bare))
    wrong = (
        bare[:at] + bare[at] + bare[at:]
        if chance.random() < 0.5 or len(bare) < 4 or at == 0
        else bare[:at] + bare[at + 1 :]
    )
    return f"{quote}{wrong}{close}"


def _pick(chance: Random, options: Sequence[object]) -> int | None:
    return chance.randrange(len(options)) if options else None


def _used_table(script: Script, chance: Random, dialect: Dialect) -> tuple[Table, int] | None:
    """A table and a later statement that names it."""
    options = [
        (table, at) for table in tables(script, dialect) for at in users(script, table.key, dialect, table.statement)
    ]
    at = _pick(chance, options)
    return None if at is None else options[at]


def _used_column(script: Script, chance: Random, dialect: Dialect) -> tuple[Table, int, int] | None:
    """A table, the place of one of its columns, and a later statement that names both."""
    found = _used_table(script, chance, dialect)
    if found is None:
        return None
    table, at = found
    there = named(script[at].text, dialect)
    options = [number for number, column in enumerate(table.columns) if column.key in there]
    number = _pick(chance, options)
    return None if number is None else (table, options[number], at)


def _occurrences(
    script: Script, keys: frozenset[str], dialect: Dialect, verbs: tuple[str, ...]
) -> list[tuple[int, int]]:
    """Where one of the names stands in statements that begin with one of the verbs, but not as what they make."""
    found = []
    for number, piece in enumerate(script):
        row = words(piece.text, dialect)
        if not row or row[0].upper not in verbs:
            continue
        what = made(piece.text, dialect)
        own = what.name if what else -1
        found += [(number, at) for at, word in enumerate(row) if at != own and is_name(word) and word.key in keys]
    return found


# --- tables, columns, statements ------------------------------------------------------------------------------------


def drop_table_first(script: Script, chance: Random, dialect: Dialect) -> Mutated | None:
    """Drop a table before a statement that needs it; now and then before it is made."""
    found = _used_table(script, chance, dialect)
    if found is None:
        return None
    table, at = found
    if chance.random() < 0.15:
        at = table.statement
    cascade = " CASCADE" if dialect != "sqlite" and chance.random() < 0.7 else ""
    return f"drop table {table.key} before statement {at}", _insert(script, at, f"DROP TABLE {table.written}{cascade}")


def drop_object_first(script: Script, chance: Random, dialect: Dialect) -> Mutated | None:
    """Drop a view, type, sequence, index or function before a statement that names it."""
    options = [
        (key, at, kind)
        for key, (number, kind) in makers(script, dialect).items()
        if kind in ("view", "materialized view", "type", "domain", "sequence", "index")
        for at in users(script, key, dialect, number)
    ]
    which = _pick(chance, options)
    if which is None:
        return None
    key, at, kind = options[which]
    number = makers(script, dialect)[key][0]
    what = made(script[number].text, dialect)
    assert what is not None
    name = written(script[number].text, words(script[number].text, dialect), what.first, what.name)
    cascade = " CASCADE" if dialect == "postgres" and chance.random() < 0.6 else ""
    return f"drop {kind} {key} before statement {at}", _insert(script, at, f"DROP {kind.upper()} {name}{cascade}")


def swap(script: Script, chance: Random, dialect: Dialect) -> Mutated | None:
    """Swap a statement with one that needs what it makes, or any two."""
    options = [
        (number, at)
        for key, (number, _) in makers(script, dialect).items()
        for at in users(script, key, dialect, number)
    ]
    which = _pick(chance, options)
    if which is None or chance.random() < 0.1:
        if len(script) < 2:
            return None
        first, second = sorted(chance.sample(range(len(script)), 2))
    else:
        first, second = options[which]
    rows = list(script)
    rows[first], rows[second] = (
        script[second]._replace(part=script[first].part),
        script[first]._replace(part=script[second].part),
    )
    return f"swap statements {first} and {second}", tuple(rows)


def remove_statement(script: Script, chance: Random, dialect: Dialect) -> Mutated | None:
    """Leave out a statement whose object others name, or any."""
    options = [number for key, (number, _) in makers(script, dialect).items() if users(script, key, dialect, number)]
    altering = [at for at, piece in enumerate(script) if piece.text[:5].upper() in ("ALTER", "CREAT", "DROP ")]
    if chance.random() < 0.4 or not options:
        options = altering
    which = _pick(chance, options)
    if which is None:
        return None
    at = options[which]
    return f"leave out statement {at}: {' '.join(script[at].text.split())[:60]}", _remove(script, at)


def rename_column(script: Script, chance: Random, dialect: Dialect) -> Mutated | None:
    """Give a column another name where it is defined, or before a statement that names it."""
    found = _used_column(script, chance, dialect)
    if found is None:
        return None
    table, number, at = found
    column = table.columns[number]
    text = script[table.statement].text
    word = words(text, dialect)[column.word]
    other = _misspelt(word, chance)
    if chance.random() < 0.5:
        return (
            f"column {table.key}.{column.key} is defined as {other}",
            _replace(script, table.statement, _spliced(text, word.start, word.end, other)),
        )
    return (
        f"rename column {table.key}.{column.key} before statement {at}",
        _insert(script, at, f"ALTER TABLE {table.written} RENAME COLUMN {word.text} TO {other}"),
    )


def drop_column(script: Script, chance: Random, dialect: Dialect) -> Mutated | None:
    """Leave a column out of its table, or drop it before a statement that names it."""
    found = _used_column(script, chance, dialect)
    if found is None:
        return None
    table, number, at = found
    column = table.columns[number]
    text = script[table.statement].text
    if chance.random() < 0.5 and len(table.columns) > 1:
        return (
            f"leave out column {table.key}.{column.key}",
            _replace(script, table.statement, _without_item(text, column.start, column.end)),
        )
    word = words(text, dialect)[column.word].text
    cascade = " CASCADE" if dialect == "postgres" and chance.random() < 0.7 else ""
    return (
        f"drop column {table.key}.{column.key} before statement {at}",
        _insert(script, at, f"ALTER TABLE {table.written} DROP COLUMN {word}{cascade}"),
    )


def drop_needed_column(script: Script, chance: Random, dialect: Dialect) -> Mutated | None:
    """Drop a column that a view, policy, trigger or index needs, before it is made or after."""
    options = []
    for number, piece in enumerate(script):
        what = made(piece.text, dialect)
        if what and what.kind in ("view", "materialized view", "trigger", "policy", "index"):
            there = named(piece.text, dialect)
            options += [
                (table, column, number)
                for table in tables(script, dialect)
                if table.key in there and table.statement < number
                for column in table.columns
                if column.key in there
            ]
    which = _pick(chance, options)
    if which is None:
        return None
    table, column, at = options[which]
    word = words(script[table.statement].text, dialect)[column.word].text
    at += chance.random() < 0.2
    return (
        f"drop column {table.key}.{column.key} before statement {at}",
        _insert(script, at, f"ALTER TABLE {table.written} DROP COLUMN {word}"),
    )


def duplicate_name(script: Script, chance: Random, dialect: Dialect) -> Mutated | None:
    """Make an object, a column or a constraint twice, or name an object as another is named."""
    held = tables(script, dialect)
    way = chance.choice(("statement", "column", "add column", "object", "constraint"))
    if way == "column" and held:
        table = chance.choice(held)
        if table.columns:
            column = chance.choice(table.columns)
            text = script[table.statement].text
            row = words(text, dialect)
            kind = row[column.word + 1].text
            new = f", {row[column.word].text} {kind}"
            return f"column {table.key}.{column.key} twice", _replace(
                script, table.statement, _spliced(text, column.end, column.end, new)
            )
    if way == "add column" and held:
        table = chance.choice(held)
        if table.columns:
            column = chance.choice(table.columns)
            word = words(script[table.statement].text, dialect)[column.word].text
            at = chance.randrange(table.statement + 1, len(script) + 1)
            return f"add column {table.key}.{column.key} again at {at}", _insert(
                script, at, f"ALTER TABLE {table.written} ADD COLUMN {word} integer"
            )
    if way == "constraint":
        named_ = _occurrences_of_constraint(script, dialect)
        if len(named_) > 1:
            (first, own_word), (_, taken_word) = chance.sample(named_, 2)
            text = script[first].text
            return f"constraint {own_word.key} is called {taken_word.key}", _replace(
                script, first, _spliced(text, own_word.start, own_word.end, taken_word.text)
            )
    making = [at for at, piece in enumerate(script) if made(piece.text, dialect)]
    if not making:
        return None
    number = chance.choice(making)
    if way == "object" and len(making) > 1:
        other_at = chance.choice([one for one in making if one != number])
        own, taken = made(script[number].text, dialect), made(script[other_at].text, dialect)
        assert own is not None
        assert taken is not None
        text = script[number].text
        row = words(text, dialect)
        new = words(script[other_at].text, dialect)[taken.name].text
        return f"{own.kind} {own.key} is called {new} as a {taken.kind}", _replace(
            script, number, _spliced(text, row[own.name].start, row[own.name].end, new)
        )
    at = chance.randrange(number + 1, len(script) + 1)
    return f"statement {number} again at {at}", _insert(script, at, script[number].text)


def _occurrences_of_constraint(script: Script, dialect: Dialect) -> list[tuple[int, Word]]:
    found = []
    for number, piece in enumerate(script):
        row = words(piece.text, dialect)
        found += [
            (number, row[at + 1])
            for at in range(len(row) - 1)
            if row[at].upper == "CONSTRAINT" and is_name(row[at + 1]) and row[at - 1].upper in ("ADD", ",", "(")
        ]
    return found


# --- types and keys -------------------------------------------------------------------------------------------------


def remove_type(script: Script, chance: Random, dialect: Dialect) -> Mutated | None:
    """Leave out the CREATE TYPE or CREATE DOMAIN of a type in use; where there is none, misspell a column's type."""
    options = [
        number
        for key, (number, kind) in makers(script, dialect).items()
        if kind in ("type", "domain") and users(script, key, dialect, number)
    ]
    if options and chance.random() < 0.7:
        at = chance.choice(options)
        return f"leave out {' '.join(script[at].text.split())[:60]}", _remove(script, at)
    held = [table for table in tables(script, dialect) if table.columns]
    if not held:
        return None
    table = chance.choice(held)
    column = chance.choice(table.columns)
    text = script[table.statement].text
    row = words(text, dialect)
    if column.word + 1 >= len(row) or not is_name(row[column.word + 1]):
        return None
    word = row[column.word + 1]
    return f"type of {table.key}.{column.key} is misspelt", _replace(
        script, table.statement, _spliced(text, word.start, word.end, _misspelt(word, chance))
    )


_OTHER_TYPES: dict[str, tuple[str, ...]] = {
    "postgres": (
        "text",
        "integer",
        "bigint",
        "uuid",
        "boolean",
        "date",
        "jsonb",
        "numeric(10,2)",
        "timestamptz",
        "bytea",
    ),
    "mysql": (
        "text",
        "int",
        "bigint",
        "bigint unsigned",
        "varchar(40)",
        "date",
        "json",
        "decimal(10,2)",
        "datetime",
        "blob",
    ),
    "sqlite": ("TEXT", "INTEGER", "REAL", "BLOB", "NUMERIC"),
}


def _types(dialect: Dialect) -> tuple[str, ...]:
    return _OTHER_TYPES["mysql" if dialect == "mariadb" else dialect]


def change_referenced_type(script: Script, chance: Random, dialect: Dialect) -> Mutated | None:
    """Give another type to a column of a table that foreign keys refer to, or of one that refers."""
    keys = frozenset(table.key for table in tables(script, dialect))
    referring = set()
    for number, at in _occurrences(script, keys, dialect, ("CREATE", "ALTER")):
        row = words(script[number].text, dialect)
        back = at - 1 if row[at - 1].text != "." else at - 3
        if back >= 0 and row[back].upper == "REFERENCES":
            referring.add(row[at].key)
            what = made(script[number].text, dialect)
            if what and chance.random() < 0.4:
                referring.add(what.key)
    options = [table for table in tables(script, dialect) if table.key in referring and table.columns]
    if not options:
        return None
    table = chance.choice(options)
    column = table.columns[0] if chance.random() < 0.5 else chance.choice(table.columns)
    text = script[table.statement].text
    row = words(text, dialect)
    first = column.word + 1
    if not is_name(row[first]):
        return None
    past = name_end(row, first)
    if past < len(row) and row[past].upper in ("PRECISION", "VARYING"):
        past += 1
    if past < len(row) and row[past].text == "(":
        past = brackets(row, past) + 1
    if past < len(row) and row[past].upper in ("UNSIGNED", "WITH", "WITHOUT"):
        past += 1 if row[past].upper == "UNSIGNED" else 3
    other = chance.choice(_types(dialect))
    end = min(row[past - 1].end, column.end)
    return f"type of {table.key}.{column.key} is {other}", _replace(
        script, table.statement, _spliced(text, row[first].start, end, other)
    )


def remove_key(script: Script, chance: Random, dialect: Dialect) -> Mutated | None:
    """Leave out a PRIMARY KEY or UNIQUE, of a column or a table, or the ALTER TABLE that adds it."""
    options: list[tuple[int, int, int]] = []
    for number, piece in enumerate(script):
        row = words(piece.text, dialect)
        if len(row) < 3 or row[0].upper not in ("CREATE", "ALTER") or row[1].upper != "TABLE":
            continue
        for at, word in enumerate(row):
            if word.upper == "PRIMARY" and at + 1 < len(row) and row[at + 1].upper == "KEY":
                options.append((number, at, at + 2))
            elif word.upper == "UNIQUE" and is_name(row[at - 1]) | (row[at - 1].text in ",()"):
                options.append((number, at, at + 1))
    which = _pick(chance, options)
    if which is None:
        return None
    number, at, past = options[which]
    text = script[number].text
    row = words(text, dialect)
    if past < len(row) and row[past].text == "(":
        if row[0].upper == "ALTER":
            return f"leave out {' '.join(text.split())[:60]}", _remove(script, number)
        first = at - 2 if row[at - 2].upper == "CONSTRAINT" else at
        end = row[brackets(row, past)].end
        return f"leave out key at {number}: {text[row[first].start : end]}", _replace(
            script, number, _without_item(text, row[first].start, end)
        )
    return f"leave out {row[at].upper} at {number}: {' '.join(text[row[at - 2].start :].split())[:40]}", _replace(
        script, number, _spliced(text, row[at].start, row[past - 1].end, "")
    )


# --- expressions ----------------------------------------------------------------------------------------------------

_VOLATILE: dict[str, tuple[str, ...]] = {
    "postgres": (
        "now()", "random()", "CURRENT_TIMESTAMP", "clock_timestamp()", "CURRENT_DATE", "gen_random_uuid()", "current_user", "timeofday()",
    ),
    "mysql": ("now()", "rand()", "CURRENT_TIMESTAMP", "uuid()", "current_user()", "curdate()", "connection_id()"),
    "sqlite": ("random()", "CURRENT_TIMESTAMP", "datetime('now')", "date('now')", "strftime('%s', 'now')"),
}  # fmt: skip


def volatile_call(script: Script, chance: Random, dialect: Dialect) -> Mutated | None:
    """Add a call of a function that is not immutable: to a check, an index, a predicate, a generated column."""
    held = [table for table in tables(script, dialect) if table.columns]
    if not held:
        return None
    table = chance.choice(held)
    column = words(script[table.statement].text, dialect)[chance.choice(table.columns).word].text
    call = chance.choice(_VOLATILE["mysql" if dialect == "mariadb" else dialect])
    joined = f"concat({column}, {call})" if dialect in ("mysql", "mariadb") else f"{column} || {call}"
    if dialect == "postgres":
        joined = f"{column}::text || {call}::text"
    way = chance.choice(("check", "added check", "index", "predicate", "generated"))
    at = table.statement
    text = script[at].text
    end = table.items[-1][1]
    if way == "check":
        return f"check with {call} on {table.key}", _replace(
            script, at, _spliced(text, end, end, f", CHECK ({call} IS NOT NULL)")
        )
    if way == "added check" and dialect != "sqlite":
        return f"added check with {call} on {table.key}", _insert(
            script, at + 1, f"ALTER TABLE {table.written} ADD CONSTRAINT mutant_check CHECK ({call} IS NOT NULL)"
        )
    if way == "generated":
        new = f", mutant_column {'text' if dialect != 'mysql' else 'varchar(90)'} GENERATED ALWAYS AS ({joined}) STORED"
        # Columns stand before constraints in some servers' eyes.
        place = max(column.end for column in table.columns)
        return f"generated column with {call} in {table.key}", _replace(script, at, _spliced(text, place, place, new))
    if way == "predicate" and dialect in ("postgres", "sqlite"):
        return f"index predicate with {call} on {table.key}", _insert(
            script, at + 1, f"CREATE INDEX mutant_index ON {table.written} ({column}) WHERE {call} IS NOT NULL"
        )
    return f"index on {call} of {table.key}", _insert(
        script, at + 1, f"CREATE INDEX mutant_index ON {table.written} (({joined}))"
    )


_NO_CALL = frozenset(
    {
        "VALUES", "IN", "ANY", "ALL", "SOME", "EXISTS", "CHECK", "KEY", "UNIQUE", "AS", "ON", "USING", "AND", "OR", "NOT", "WHERE", "FROM",
        "VARCHAR", "CHAR", "CHARACTER", "VARYING", "NUMERIC", "DECIMAL", "TIMESTAMP", "TIMESTAMPTZ", "TIME", "BIT", "INTERVAL", "FLOAT", "INT",
        "TABLE", "REFERENCES", "INCLUDE", "WITH", "RETURNS", "DEFAULT", "THEN", "WHEN", "ELSE", "BY", "OVER", "FILTER", "SELECT", "CASE",
        "JOIN", "LATERAL", "UNION", "RANGE", "LIST", "HASH", "EXECUTE", "FUNCTION", "PROCEDURE", "BETWEEN", "LIKE", "COLUMN", "SET", "INTO",
        "CAST", "EXTRACT", "SUBSTRING", "POSITION", "TRIM", "OVERLAY", "COALESCE", "GREATEST", "LEAST", "NULLIF", "ROW", "ARRAY", "CONFLICT",
        "GROUPING", "XMLELEMENT", "TINYINT", "SMALLINT", "BIGINT", "MEDIUMINT", "DOUBLE", "ENUM", "BINARY", "VARBINARY", "BLOB", "TEXT",
        "CONVERT", "IF", "REAL", "INTEGER", "YEAR", "DATETIME", "END", "LIMIT", "GENERATED", "IDENTITY", "SEQUENCE", "INDEX", "MATCH",
    }
)  # fmt: skip


_OPENS = frozenset(
    {
        "DEFAULT", "SELECT", "AND", "OR", "NOT", "WHERE", "WHEN", "THEN", "ELSE", "ON", "CASE", "BETWEEN", "FROM", "LIKE", "DISTINCT",
        "HAVING", "BY", "IN", "IS",
    }
)  # fmt: skip
"""Words behind which an expression may begin."""
_NAMES_NEXT = frozenset(
    {
        "REFERENCES", "INTO", "TABLE", "ON", "JOIN", "TYPE", "ONLY", "AS", "FUNCTION", "PROCEDURE", "EXISTS", "CONSTRAINT", "KEY", "UNIQUE",
        "INDEX", "USING", "COLUMN", "ADD", ".", "::",
    }
)  # fmt: skip
"""What stands in front of a name that is no function, though a bracket follows."""


def _calls(script: Script, dialect: Dialect) -> list[tuple[int, int]]:
    """Where functions are called: a name and a bracket, in what is no list of columns."""
    found = []
    for number, piece in enumerate(script):
        row = words(piece.text, dialect)
        what = made(piece.text, dialect)
        if (
            not row
            or row[0].upper not in ("CREATE", "ALTER")
            or (what and what.kind in ("function", "procedure", "type"))
        ):
            continue
        begin = what.name + 1 if what else 3
        aliases = what is None or what.kind in ("table", "view", "materialized view")
        for at in range(begin, len(row) - 1):
            word, before = row[at], row[at - 1]
            if row[at + 1].text != "(" or not is_name(word) or word.upper in _NO_CALL or before.upper in _NAMES_NEXT:
                continue
            # A column and its type, an alias and its columns.
            if aliases and is_name(before) and before.upper not in _OPENS:
                continue
            found.append((number, at))
    return found


def wrong_argument_count(script: Script, chance: Random, dialect: Dialect) -> Mutated | None:
    """Give a called function two arguments too many, or none of those it has."""
    options = _calls(script, dialect)
    which = _pick(chance, options)
    if which is None:
        return None
    number, at = options[which]
    text = script[number].text
    row = words(text, dialect)
    close = brackets(row, at + 1)
    empty = close == at + 2
    if empty or chance.random() < 0.6:
        new = "1, 2, 3, 4, 5" if empty else ", 1, 2, 3, 4, 5"
        changed = _spliced(text, row[close].start, row[close].start, new)
    else:
        changed = _spliced(text, row[at + 1].end, row[close].start, "")
    return f"arguments of {row[at].text} at {number}", _replace(script, number, changed)


def misspell_function(script: Script, chance: Random, dialect: Dialect) -> Mutated | None:
    """Misspell a function that is called, or one that a trigger executes."""
    options = _calls(script, dialect)
    for number, piece in enumerate(script):
        row = words(piece.text, dialect)
        for at in range(len(row) - 2):
            if row[at].upper == "EXECUTE" and row[at + 1].upper in ("FUNCTION", "PROCEDURE") and is_name(row[at + 2]):
                options.append((number, name_end(row, at + 2) - 1))
    which = _pick(chance, options)
    if which is None:
        return None
    number, at = options[which]
    text = script[number].text
    word = words(text, dialect)[at]
    wrong = _misspelt(word, chance)
    return f"function {word.text} is called {wrong} at {number}", _replace(
        script, number, _spliced(text, word.start, word.end, wrong)
    )


def insert_values(script: Script, chance: Random, dialect: Dialect) -> Mutated | None:
    """An INSERT with a value too few or too many, or with a column twice; made up where the script has none."""
    held = [table for table in tables(script, dialect) if len(table.columns) > 1]
    if not held:
        return None
    table = chance.choice(held)
    row = words(script[table.statement].text, dialect)
    names = [row[column.word].text for column in table.columns]
    values = ["NULL"] * len(names)
    way = chance.choice(("few", "many", "twice", "assigned"))
    if way == "assigned":
        statement = f"UPDATE {table.written} SET {names[0]} = {names[0]}, {names[0]} = {names[0]}"
    else:
        if way == "few":
            values.pop()
        elif way == "many":
            values.append("NULL")
        else:
            names.append(names[0])
            values.append("NULL")
        statement = f"INSERT INTO {table.written} ({', '.join(names)}) SELECT {', '.join(values)} WHERE 1 = 0"
        if chance.random() < 0.5:
            statement = f"INSERT INTO {table.written} ({', '.join(names)}) VALUES ({', '.join(values)})"
    return f"{way} in {table.key}", _insert(script, table.statement + 1, statement)


# --- names ----------------------------------------------------------------------------------------------------------


def misspell_table(script: Script, chance: Random, dialect: Dialect) -> Mutated | None:
    """Misspell a table in a view, policy, trigger, foreign key, index, comment, ALTER or DROP."""
    keys = frozenset(table.key for table in tables(script, dialect)) | frozenset(
        key for key, (_, kind) in makers(script, dialect).items() if "view" in kind
    )
    options = [
        (number, at)
        for number, at in _occurrences(script, keys, dialect, ("CREATE", "ALTER", "DROP", "COMMENT"))
        if words(script[number].text, dialect)[at - 1].upper
        in (
            "FROM",
            "JOIN",
            "REFERENCES",
            "ON",
            "TABLE",
            ".",
            "ONLY",
            "INTO",
            "UPDATE",
            ",",
            "OF",
            "EXISTS",
            "OWNED",
            "VIEW",
            "TO",
        )
    ]
    return _misspell(script, chance, dialect, options, "table")


def misspell_column(script: Script, chance: Random, dialect: Dialect) -> Mutated | None:
    """Misspell a column in an index, key, check, view, policy, trigger or ALTER."""
    keys = frozenset(column.key for table in tables(script, dialect) for column in table.columns)
    own = {(table.statement, column.word) for table in tables(script, dialect) for column in table.columns}
    options = [
        spot
        for spot in _occurrences(script, keys, dialect, ("CREATE", "ALTER", "COMMENT"))
        if spot not in own
        and words(script[spot[0]].text, dialect)[spot[1] - 1].upper not in ("CONSTRAINT", "AS", "TABLE", "ADD", "TO")
    ]
    return _misspell(script, chance, dialect, options, "column")


def misspell_sequence(script: Script, chance: Random, dialect: Dialect) -> Mutated | None:
    """Misspell a sequence inside the literal of nextval, or the name of one in ALTER SEQUENCE."""
    options = []
    for number, piece in enumerate(script):
        row = words(piece.text, dialect)
        for at in range(len(row) - 2):
            if row[at].key == "nextval" and row[at + 2].kind == "string" and len(row[at + 2].text) > 4:
                options.append((number, at + 2))
    which = _pick(chance, options)
    if which is None:
        return None
    number, at = options[which]
    text = script[number].text
    word = words(text, dialect)[at]
    return f"sequence {word.text} with an x at {number}", _replace(
        script, number, _spliced(text, word.end - 1, word.end - 1, "x")
    )


def _misspell(
    script: Script, chance: Random, dialect: Dialect, options: list[tuple[int, int]], what: str
) -> Mutated | None:
    which = _pick(chance, options)
    if which is None:
        return None
    number, at = options[which]
    text = script[number].text
    word = words(text, dialect)[at]
    wrong = _misspelt(word, chance)
    return f"{what} {word.text} is written {wrong} at {number}", _replace(
        script, number, _spliced(text, word.start, word.end, wrong)
    )


def alter_missing(script: Script, chance: Random, dialect: Dialect) -> Mutated | None:
    """Alter or drop what is not there: a column, an index, a constraint, a view, a type."""
    held = [table for table in tables(script, dialect) if table.columns]
    if not held:
        return None
    table = chance.choice(held)
    options = {
        "postgres": (
            "ALTER TABLE {t} DROP COLUMN mutant_gone", "ALTER TABLE {t} ALTER COLUMN mutant_gone SET NOT NULL", "DROP INDEX mutant_gone",
            "ALTER TABLE {t} DROP CONSTRAINT mutant_gone", "DROP VIEW mutant_gone", "DROP TYPE mutant_gone", "DROP SEQUENCE mutant_gone",
            "ALTER TABLE mutant_gone ADD COLUMN x integer", "DROP TRIGGER mutant_gone ON {t}", "DROP FUNCTION mutant_gone()",
            "COMMENT ON COLUMN {t}.mutant_gone IS 'x'", "ALTER TABLE {t} RENAME COLUMN mutant_gone TO y", "DROP POLICY mutant_gone ON {t}",
            "ALTER TABLE {t} RENAME CONSTRAINT mutant_gone TO y", "ALTER TYPE mutant_gone ADD VALUE 'x'", "DROP SCHEMA mutant_gone",
            "ALTER TABLE {t} ALTER COLUMN mutant_gone TYPE text", "ALTER TABLE {t} ALTER COLUMN mutant_gone SET DEFAULT 1",
            "ALTER INDEX mutant_gone RENAME TO mutant_there", "ALTER SEQUENCE mutant_gone RESTART", "REINDEX TABLE mutant_gone",
            "CLUSTER {t} USING mutant_gone", "ALTER TABLE {t} VALIDATE CONSTRAINT mutant_gone", "COMMENT ON TABLE mutant_gone IS 'x'",
            "TRUNCATE mutant_gone", "ALTER TABLE {t} ENABLE TRIGGER mutant_gone", "ALTER VIEW mutant_gone RENAME TO mutant_there",
            "ALTER TABLE {t} ALTER COLUMN {c} DROP IDENTITY", "ALTER TABLE {t} INHERIT mutant_gone", "REFRESH MATERIALIZED VIEW mutant_gone",
            "GRANT SELECT ON mutant_gone TO PUBLIC", "ALTER TABLE {t} REPLICA IDENTITY USING INDEX mutant_gone",
        ),
        "mysql": (
            "ALTER TABLE {t} DROP COLUMN mutant_gone", "ALTER TABLE {t} MODIFY COLUMN mutant_gone int", "DROP INDEX mutant_gone ON {t}",
            "ALTER TABLE {t} DROP FOREIGN KEY mutant_gone", "DROP VIEW mutant_gone", "ALTER TABLE mutant_gone ADD COLUMN x int",
            "DROP TRIGGER mutant_gone", "ALTER TABLE {t} RENAME COLUMN mutant_gone TO y", "ALTER TABLE {t} CHANGE mutant_gone y int",
            "RENAME TABLE mutant_gone TO mutant_there", "ALTER TABLE {t} ALTER COLUMN mutant_gone SET DEFAULT 1", "DROP TABLE mutant_gone",
            "ALTER TABLE {t} DROP INDEX mutant_gone", "ALTER TABLE {t} RENAME INDEX mutant_gone TO y", "TRUNCATE TABLE mutant_gone",
            "ALTER TABLE {t} ADD COLUMN mutant_there int AFTER mutant_gone", "DROP PROCEDURE mutant_gone",
        ),
        "sqlite": (
            "ALTER TABLE {t} DROP COLUMN mutant_gone", "DROP INDEX mutant_gone", "DROP VIEW mutant_gone", "DROP TRIGGER mutant_gone",
            "ALTER TABLE mutant_gone ADD COLUMN x int", "ALTER TABLE {t} RENAME COLUMN mutant_gone TO y", "DROP TABLE mutant_gone",
            "ALTER TABLE mutant_gone RENAME TO mutant_there", "REINDEX mutant_gone",
        ),
    }["mysql" if dialect == "mariadb" else dialect]  # fmt: skip
    column = words(script[table.statement].text, dialect)[table.columns[0].word].text
    statement = chance.choice(options).format(t=table.written, c=column)
    at = chance.randrange(table.statement + 1, len(script) + 1)
    return f"{statement} at {at}", _insert(script, at, statement)


# --- defaults, partitions, views ------------------------------------------------------------------------------------


def wrong_default(script: Script, chance: Random, dialect: Dialect) -> Mutated | None:
    """Give a column a literal for a default, which its type may or may not take."""
    held = [table for table in tables(script, dialect) if table.columns]
    if not held:
        return None
    table = chance.choice(held)
    column = chance.choice(table.columns)
    word = words(script[table.statement].text, dialect)[column.word].text
    literal = chance.choice(
        ("'no such value'", "''", "'12'", "3", "-1.5", "true", "'2024-02-30'", "'{}'", "NULL", "'t'", "'2024-01-01'")
    )
    if dialect == "sqlite":
        text = script[table.statement].text
        if "DEFAULT" in text[column.start : column.end].upper():
            return None
        return f"{table.key}.{column.key} has default {literal}", _replace(
            script, table.statement, _spliced(text, column.end, column.end, f" DEFAULT {literal}")
        )
    return f"{table.key}.{column.key} has default {literal}", _insert(
        script, table.statement + 1, f"ALTER TABLE {table.written} ALTER COLUMN {word} SET DEFAULT {literal}"
    )


def partition(script: Script, chance: Random, dialect: Dialect) -> Mutated | None:
    """A partition of a table that has none, or a table partitioned by a column that its keys lack."""
    held = [table for table in tables(script, dialect) if len(table.columns) > 1]
    if not held or dialect == "sqlite":
        return None
    table = chance.choice(held)
    text = script[table.statement].text
    row = words(text, dialect)
    column = row[chance.choice(table.columns).word].text
    behind = row[-1].end
    if dialect == "postgres" and chance.random() < 0.4:
        statement = chance.choice(
            (
                "CREATE TABLE mutant_part PARTITION OF {t} FOR VALUES FROM ('1') TO ('2')",
                "CREATE TABLE mutant_part PARTITION OF {t} DEFAULT",
                "ALTER TABLE {t} ATTACH PARTITION {t} DEFAULT",
                "ALTER TABLE {t} DETACH PARTITION {t}",
            )
        ).format(t=table.written)
        return f"{statement}", _insert(script, table.statement + 1, statement)
    if not text.rstrip().endswith(")"):
        return None
    kind = "LIST" if dialect == "postgres" and chance.random() < 0.5 else "HASH"
    return f"{table.key} is partitioned by {column}", _replace(
        script, table.statement, _spliced(text, behind, behind, f" PARTITION BY {kind} ({column})")
    )


def view_of_table(script: Script, chance: Random, dialect: Dialect) -> Mutated | None:
    """A view, materialized view or table made of a query that is right or wrong in one name."""
    held = [table for table in tables(script, dialect) if len(table.columns) > 1]
    if not held:
        return None
    table, other = chance.choice(held), chance.choice(held)
    row = words(script[table.statement].text, dialect)
    first, second = (row[column.word].text for column in chance.sample(table.columns, 2))
    third = words(script[other.statement].text, dialect)[chance.choice(other.columns).word].text
    query = chance.choice(
        (
            "SELECT {a}, {a} FROM {t}", "SELECT a.{a}, b.{c} FROM {t} a CROSS JOIN {o} b", "SELECT {c} FROM {t}", "SELECT b.{a} FROM {t} a",
            "SELECT {a}, {b} AS mutant_b FROM {t} GROUP BY {a}, mutant_b", "SELECT {t}.{a} FROM {t} AS mutant_a",
            "SELECT a.{a} FROM {t} a WHERE EXISTS (SELECT 1 FROM {o} b WHERE b.{c} IS NULL AND a.{b} IS NULL)",
            "WITH c AS (SELECT {a} AS mutant_a FROM {t}) SELECT mutant_a, {b} FROM c", "SELECT x.* FROM {t} y",
            "SELECT x.mutant_a FROM (SELECT {a} AS mutant_a, {b} FROM {t}) x ORDER BY {b}", "SELECT count(*) AS n FROM {t} WHERE {c} IS NULL",
            "SELECT {a} AS mutant_a FROM {t} WHERE mutant_a IS NULL", "SELECT {a} FROM {t} UNION ALL SELECT mutant_a FROM {o}",
            "SELECT {b} FROM {t}, mutant_gone", "SELECT a.{c} FROM {t} a LEFT JOIN {o} b ON a.{a} IS NULL AND b.{c} IS NOT NULL",
            "SELECT mutant_call({a}) AS n FROM {t}", "SELECT {c} FROM {t}, {o}",
        )
    ).format(a=first, b=second, c=third, t=table.written, o=other.written)  # fmt: skip
    kind = "MATERIALIZED VIEW" if dialect == "postgres" and chance.random() < 0.4 else "VIEW"
    kind = "TABLE" if chance.random() < 0.15 else kind
    late = max(table.statement, other.statement) + 1
    after = _insert(script, late, f"CREATE {kind} mutant_view AS {query}")
    if kind == "MATERIALIZED VIEW" and chance.random() < 0.5:
        if chance.random() < 0.3:
            after = _insert(after, late + 1, f"CREATE UNIQUE INDEX mutant_index ON mutant_view ({first})")
            late += 1
        after = _insert(after, late + 1, "REFRESH MATERIALIZED VIEW CONCURRENTLY mutant_view")
    return f"{kind} {query}", after


MUTATORS: dict[str, Mutator] = {
    "alter missing": alter_missing,
    "change referenced type": change_referenced_type,
    "drop column": drop_column,
    "drop needed column": drop_needed_column,
    "drop object first": drop_object_first,
    "drop table first": drop_table_first,
    "duplicate name": duplicate_name,
    "insert values": insert_values,
    "misspell column": misspell_column,
    "misspell function": misspell_function,
    "misspell sequence": misspell_sequence,
    "misspell table": misspell_table,
    "partition": partition,
    "remove key": remove_key,
    "remove statement": remove_statement,
    "remove type": remove_type,
    "rename column": rename_column,
    "swap": swap,
    "view of table": view_of_table,
    "volatile call": volatile_call,
    "wrong argument count": wrong_argument_count,
    "wrong default": wrong_default,
}
"""All of them, by name."""
