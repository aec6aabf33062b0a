"""One script out of statements that stand anywhere: chosen, put in order, ended as the server's client wants it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from schemalint.generating.dependencies import INDEX, Key, Need, Ties, ties
from schemalint.generating.ordering import Cut, ordered
from schemalint.model.change import (
    AddColumn,
    AlterIndex,
    Change,
    CreateObject,
    CreateRoutine,
    CreateTable,
    CreateTrigger,
    DropObjects,
    Execute,
    NoChange,
    Opaque,
    Reading,
    RefreshView,
    Reindex,
    SetSearchPath,
    SetSession,
    TransactionControl,
    WriteRows,
)
from schemalint.model.document import Dialect
from schemalint.model.name import ObjectName
from schemalint.model.record import NamedTuple
from schemalint.model.schema import ForeignKey
from schemalint.model.text import Span


class Piece(NamedTuple):
    """A statement and the comments that belong to it."""

    reading: Reading
    above: str = ""
    """The comment lines right above it."""
    behind: str = ""
    """The comment behind it in its last line."""
    foreign: str = ""
    """Why it is not meant for this server: `the fence says mysql`; empty when it is."""


class Script(NamedTuple):
    """SQL to be run as it stands, and what its reader should know."""

    text: str
    notes: tuple[str, ...]
    """What stands elsewhere than it did, what was left out and why, what must be there before; one line each."""
    statements: int
    """How many statements the text holds."""


class _Chosen(NamedTuple):
    piece: Piece
    ties: Ties
    settings: tuple[tuple[str, int], ...]
    """The SET statements in force, by variable and number."""


class _Added(NamedTuple):
    """A foreign key that is added when its tables are there."""

    table: _Chosen
    text: str
    after: tuple[int, ...]


Where = Callable[[Span], str]


def script(pieces: Sequence[Piece], dialect: Dialect, default_schema: str, where: Where) -> Script:
    """The statements that define the schema, in an order the server accepts; rows, queries and drops are left out.

    `default_schema` is the schema of unqualified names before any SET; `where` tells a place for people, `docs/schema.md:12`.
    """
    left = _Left(where)
    settings: list[str] = []
    chosen = list(_chosen(pieces, dialect, default_schema, left, settings))
    order = ordered([one.ties for one in chosen])
    cut: dict[int, list[Cut]] = {}
    for one_cut in order.cut:
        cut.setdefault(one_cut.place, []).append(one_cut)
    lines: list[str] = []
    current: dict[str, int] = {}
    waiting: list[_Added] = []
    writer = _Writer(dialect)
    done: set[int] = set()
    for place in order.places:
        one = chosen[place]
        if one.ties.phase >= INDEX:
            for key in [key for key in waiting if done.issuperset(key.after)]:
                waiting.remove(key)
                lines.extend((*_settings(key.table, current, settings, writer), writer.ended(key.text)))
        done.add(place)
        lines.extend(_settings(one, current, settings, writer))
        text = one.piece.reading.statement.text
        if place in cut:
            text, added = _without_keys(one.piece.reading, [held.key for held in cut[place]])
            waiting.extend(
                _Added(one, statement, held.after) for held, statement in zip(cut[place], added, strict=True)
            )
        lines.append(writer.statement(one.piece, text))
    for key in waiting:
        lines.extend((*_settings(key.table, current, settings, writer), writer.ended(key.text)))
    notes = [*_order_notes(order.behind, chosen, where), *_cut_notes(order.cut, chosen, where)]
    notes += [*left.notes(), *_lacking_notes(order.lacking, chosen, where)]
    return Script("\n\n".join(lines) + "\n" if lines else "", tuple(notes), len(chosen) + len(order.cut))


# --- what belongs into it -------------------------------------------------------------------------------------------


class _Left:
    """What was left out, by reason."""

    def __init__(self, where: Where) -> None:
        self.where = where
        self.reasons: dict[str, list[Span]] = {}

    def out(self, reading: Reading, reason: str) -> None:
        self.reasons.setdefault(reason, []).append(reading.statement.span)

    def notes(self) -> Iterator[str]:
        for reason, spans in self.reasons.items():
            shown = [self.where(span) for span in spans[:5]]
            more = f" and {len(spans) - 5} more" if len(spans) > 5 else ""
            yield f"left out, {reason}: {', '.join(shown)}{more}"


def _chosen(
    pieces: Sequence[Piece], dialect: Dialect, default: str, left: _Left, settings: list[str]
) -> Iterator[_Chosen]:
    """The statements of the schema, each with its ties and the settings it stood under."""
    kept: list[tuple[Piece, str, tuple[tuple[str, int], ...]]] = []
    in_force: dict[str, int] = {}
    schema = default
    for piece in pieces:
        reading = piece.reading
        reason = _unfit(piece, dialect)
        if reason:
            left.out(reading, reason)
            continue
        setting = _setting(reading)
        if setting is not None:
            variable, schemas = setting
            in_force[variable] = len(settings)
            settings.append(reading.statement.text)
            if variable == "search_path":
                schema = next((one for one in schemas if not one.startswith(("$", "pg_"))), default)
            continue
        kept.append((piece, schema, tuple(in_force.items())))
    names = frozenset(name for piece, _, _ in kept for name in _made_names(piece.reading))
    named = names.__contains__
    told = [ties(piece.reading, dialect, here, named) for piece, here, _ in kept]
    again = _drops_to_keep(kept, told)
    made: dict[Key, Reading] = {}
    for number, ((piece, _, state), one) in enumerate(zip(kept, told, strict=True)):
        reading = piece.reading
        if _drops(reading) and number not in again:
            left.out(reading, "a script that makes a schema drops nothing")
            continue
        earlier = _made_already(reading, one, made)
        if earlier is not None:
            left.out(reading, f"{left.where(earlier.statement.span)} makes the same")
            continue
        for key in one.makes:
            made.setdefault(key, reading)
        for ref in one.turns if _drops(reading) else ():
            for key in [key for key in made if key[1] == ref]:
                del made[key]
        yield _Chosen(piece, one, state)


_MAINTENANCE = frozenset({"VACUUM", "ANALYZE", "REINDEX", "CLUSTER", "OPTIMIZE TABLE", "ANALYZE TABLE", "CHECKPOINT"})


def _unfit(piece: Piece, dialect: Dialect) -> str:
    """Why a statement has no place in the script, for people; empty when it has one."""
    reading = piece.reading
    statement = reading.statement
    if piece.foreign:
        return piece.foreign
    if statement.masked:
        return "it holds a placeholder"
    if statement.fault:
        return statement.fault
    if reading.judged is not None and reading.judged.valid is False:
        return "the parsers refuse it"
    kind = statement.kind
    changes = [change for change in reading.changes if not isinstance(change, NoChange | Execute)]
    if any(isinstance(change, WriteRows) for change in changes):
        return "it changes rows"
    if changes and all(isinstance(change, TransactionControl) for change in changes):
        return "the order would break its transaction"
    if changes and all(isinstance(change, Reindex | RefreshView | AlterIndex) for change in changes):
        return "it is maintenance"
    if any(isinstance(change, SetSession | SetSearchPath) for change in changes):
        return "it lasts for one transaction" if any(getattr(change, "local", False) for change in changes) else ""
    if dialect == "postgres" and any(_is_database(change) for change in changes):
        return "a database is not made by a script that runs inside one"
    if changes and all(isinstance(change, Opaque) for change in changes) and kind != "ddl":
        return "it could not be read"
    if changes and kind not in ("unknown",):
        return ""
    if kind == "client":
        return "it is a command of a client"
    if kind == "query":
        return "it is a query"
    if kind in ("dml", "data"):
        return "it changes rows"
    if kind in ("session", "transaction") or statement.verb in _MAINTENANCE:
        return "it is maintenance"
    if kind == "procedural":
        return "it runs a program"
    return "it is no statement" if kind == "unknown" else "it changes nothing in the schema"


def _is_database(change: Change) -> bool:
    if isinstance(change, CreateObject):
        return change.kind == "database"
    return getattr(change, "kind", "") == "database" and not isinstance(change, CreateTable)


def _setting(reading: Reading) -> tuple[str, tuple[str, ...]] | None:
    """The variable that a statement sets for all that follow."""
    for change in reading.changes:
        if isinstance(change, SetSearchPath):
            return "search_path", change.schemas
        if isinstance(change, SetSession):
            return change.variable, ()
    return None


def _made_names(reading: Reading) -> Iterator[str]:
    for change in reading.changes:
        name = getattr(change, "name", None)
        if isinstance(name, ObjectName):
            yield name.value


def _drops(reading: Reading) -> bool:
    changes = [change for change in reading.changes if not isinstance(change, NoChange)]
    return bool(changes) and all(isinstance(change, DropObjects) for change in changes)


def _drops_to_keep(
    kept: Sequence[tuple[Piece, str, tuple[tuple[str, int], ...]]], told: Sequence[Ties]
) -> frozenset[int]:
    """The DROPs without which something would be made twice: of what was made before and is made anew behind."""
    first: dict[tuple[str, str], int] = {}
    last: dict[tuple[str, str], int] = {}
    for number, one in enumerate(told):
        for kind, ref, part in one.makes:
            if kind in ("column", "key", "constraint"):
                continue
            name = part if kind in ("trigger", "policy") else ref.name
            first.setdefault((kind, name), number)
            last[kind, name] = number
    found = set()
    for number, (piece, _, _) in enumerate(kept):
        if not _drops(piece.reading):
            continue
        for change in piece.reading.changes:
            for dropped in change.names if isinstance(change, DropObjects) else ():
                for kind in ("relation", "routine", "type", "sequence", "index", "trigger", "policy"):
                    if first.get((kind, dropped.value), number) < number < last.get((kind, dropped.value), number):
                        found.add(number)
    return frozenset(found)


_WHOLE = frozenset(
    {"relation", "type", "sequence", "routine", "trigger", "policy", "index", "extension", "schema", "role"}
)


def _made_already(reading: Reading, one: Ties, made: dict[Key, Reading]) -> Reading | None:
    """The statement that makes what this one makes too, where the server would refuse the second."""
    if one.replaces or not one.makes:
        return None
    wholes = [key for key in one.makes if key[0] in _WHOLE]
    if any(isinstance(change, AddColumn) for change in reading.changes):
        wholes += [key for key in one.makes if key[0] == "column"]
    elif not wholes:
        wholes = [key for key in one.makes if key[0] == "constraint"]
    found = [made[key] for key in wholes if key in made]
    return found[0] if found and len(found) == len(wholes) else None


# --- its text -------------------------------------------------------------------------------------------------------


class _Writer:
    """How statements end."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect: Dialect = dialect

    def statement(self, piece: Piece, text: str) -> str:
        reading = piece.reading
        above = f"{piece.above}\n" if piece.above else ""
        behind = f" {piece.behind}" if piece.behind else ""
        return above + self.ended(text, alone=_is_program(reading)) + behind

    def ended(self, text: str, *, alone: bool = False) -> str:
        """The statement and what ends it; `alone` for a program, whose own semicolons end nothing."""
        if self.dialect == "tsql":
            return f"{text}\nGO" if text.endswith(";") else f"{text};\nGO"
        if self.dialect == "oracle" and alone:
            return f"{text if text.endswith(';') else text + ';'}\n/"
        if self.dialect in ("mysql", "mariadb") and alone and ";" in text:
            mark = next(one for one in ("//", "$$", "|||", "¤¤") if one not in text)
            return f"DELIMITER {mark}\n{text}{mark}\nDELIMITER ;"
        return text if text.endswith(";") else f"{text};"


def _is_program(reading: Reading) -> bool:
    return reading.statement.kind == "procedural" or any(
        isinstance(change, CreateRoutine | CreateTrigger) for change in reading.changes
    )


def _settings(one: _Chosen, current: dict[str, int], settings: Sequence[str], writer: _Writer) -> Iterator[str]:
    """The SET statements that stood before a statement and are not in force at this point of the script."""
    for variable, number in one.settings:
        if variable not in current or settings[current[variable]] != settings[number]:
            yield writer.ended(settings[number])
        current[variable] = number
    if "search_path" in current and "search_path" not in dict(one.settings) and writer.dialect == "postgres":
        del current["search_path"]
        yield "RESET search_path;"


def _without_keys(reading: Reading, keys: Sequence[ForeignKey]) -> tuple[str, list[str]]:
    """The text of a CREATE TABLE without some foreign keys, and the statements that add them."""
    statement = reading.statement
    base = statement.span.start
    words, _, starts = statement.tokens
    table = next(change for change in reading.changes if isinstance(change, CreateTable))
    name = statement.text[table.name.span.start - base : table.name.span.end - base]
    columns = {column.name: column for column in table.columns}
    gone: list[tuple[int, int]] = []
    added: list[str] = []
    dropped: set[int] = set()
    for key in keys:
        first = next((at for at, start in enumerate(starts) if start >= key.span.start), len(starts))
        end = next((at for at in range(first, len(starts)) if starts[at] >= key.span.end), len(starts))
        begin = key.span.start - base
        while begin and statement.text[begin - 1] in " \t":
            begin -= 1
        gone.append((begin, key.span.end - base))
        clause = statement.text[key.span.start - base : key.span.end - base]
        if key.inline:
            found = re.search(r"\bREFERENCES\b", clause, re.I)
            at = found.start() if found else 0
            column = columns.get(key.columns[0])
            written = column.written if column is not None and column.written else key.columns[0]
            clause = f"{clause[:at]}FOREIGN KEY ({written}) {clause[at:]}"
        else:
            # One comma goes with the clause: the one before it, unless that is gone already or there is none.
            comma = first - 1
            if comma in dropped or comma < 0 or words[comma] != ",":
                comma = end
            if comma < len(words) and words[comma] == ",":
                dropped.add(comma)
                gone.append((starts[comma] - base, starts[comma] - base + 1))
        added.append(f"ALTER TABLE {name} ADD {clause}")
    text, at = [], 0
    for begin, end in sorted(gone):
        text.append(statement.text[at:begin])
        at = end
    text.append(statement.text[at:])
    return re.sub(r"\n[ \t]*(?=\n)", "", "".join(text)), added


# --- its notes ------------------------------------------------------------------------------------------------------


def _order_notes(behind: Iterable[tuple[int, int]], chosen: Sequence[_Chosen], where: Where) -> Iterator[str]:
    for place, other in behind:
        one, needed = chosen[place].piece.reading.statement, chosen[other].piece.reading.statement
        yield f"{where(one.span)}: {_title(chosen[place])} was put behind {_title(chosen[other])} ({where(needed.span)}), which it needs"


def _cut_notes(cut: Iterable[Cut], chosen: Sequence[_Chosen], where: Where) -> Iterator[str]:
    for place, key, _ in cut:
        columns = ", ".join(key.columns)
        yield (
            f"{where(key.span)}: the foreign key of {_title(chosen[place])} ({columns}) to {key.parent.text} is added behind both, "
            "because the tables need each other"
        )


_LACKED = {"relation": "table", "type": "type", "routine": "function", "sequence": "sequence", "schema": "schema"}


def _lacking_notes(lacking: Iterable[tuple[int, Need]], chosen: Sequence[_Chosen], where: Where) -> Iterator[str]:
    found: dict[tuple[str, str], list[Span]] = {}
    for place, need in lacking:
        kind, ref, _ = need.key
        if kind in _LACKED and not (kind == "schema" and ref.name in _PRESENT):
            found.setdefault((_LACKED[kind], ref.name), []).append(chosen[place].piece.reading.statement.span)
    for (kind, name), spans in found.items():
        more = f" and {len(spans) - 1} more" if len(spans) > 1 else ""
        yield f"the {kind} {name} must be there before: {where(spans[0])}{more} needs it and nothing makes it"


_PRESENT = frozenset({"public", "dbo", "pg_catalog", "information_schema", "sys", "main", "temp", "pg_temp"})


def _title(one: _Chosen) -> str:
    """A statement for people: `CREATE TABLE orders`."""
    statement = one.piece.reading.statement
    for kind, ref, part in one.ties.makes:
        if kind in _WHOLE:
            return f"{statement.verb} {part if kind in ('trigger', 'policy') else ref.name}"
    for change in one.piece.reading.changes:
        for field in ("table", "name"):
            name = getattr(change, field, None)
            if isinstance(name, ObjectName):
                return f"{statement.verb} {name.value}"
    return statement.verb
