"""How an index build that lets writers go on is asked for, where a clause of the statement does it."""

from __future__ import annotations

from schemalint import CreateIndex, Edit, Fix, Replay, Span, Step, Table

BIG_EDITIONS = ("enterprise", "developer", "evaluation", "azure", "managed instance", "ee", "xe")
"""Editions of SQL Server and Oracle that build indexes online; the others cannot, so there is nothing to ask for."""

LARGE = ("text", "ntext", "image")
"""SQL Server builds no clustered index online over a table that has columns of these types."""

TITLE = "Build the index online"


def has_online_builds(edition: str) -> bool:
    """Whether a configured edition of SQL Server or Oracle builds indexes online."""
    return any(edition.lower().startswith(name) for name in BIG_EDITIONS)


def online(step: Step, change: CreateIndex, table: Table | None, replay: Replay) -> Fix | None:
    """The clause written, or put right; None where the edition is not known to have it, or the server would refuse it."""
    statement = step.statement
    if statement.verb != "CREATE INDEX" or statement.masked:
        return None
    if replay.dialect in ("mysql", "mariadb"):
        return _in_place(step, change)
    if not has_online_builds(replay.edition):
        return None
    if replay.dialect == "oracle":
        if change.definition.method.lower() not in ("", "btree"):
            return None
        return Fix(
            TITLE, "safe", edits=(Edit(Span(statement.path, statement.span.end, statement.span.end), " ONLINE"),)
        )
    large = table is None or any(column.type is None or column.type.name in LARGE for column in table.columns)
    return None if change.definition.clustered and large else _with_online(step)


def _with_online(step: Step) -> Fix | None:
    """`ONLINE = ON` among the options of SQL Server, which stand before the file group."""
    tokens = step.statement.tokens
    depth, ons = 0, 0
    place = step.statement.span.end
    for number, word in enumerate(tokens.upper):
        depth += (word == "(") - (word == ")")
        if depth == 0 and word == "WITH":
            if tokens.upper[number + 1 : number + 2] != ("(",):
                return None  # the old form, without brackets
            inside = tokens.upper[number + 2 :]
            if "ONLINE" in inside:
                at = number + 2 + inside.index("ONLINE") + 2
                start = tokens.starts[at]
                edit = Edit(Span(step.statement.path, start, start + len(tokens.words[at])), "ON")
                return Fix(TITLE, "safe", edits=(edit,)) if tokens.upper[at] == "OFF" else None
            at = tokens.starts[number + 1] + 1
            return Fix(TITLE, "safe", edits=(Edit(Span(step.statement.path, at, at), "ONLINE = ON, "),))
        if depth == 0 and word in ("ON", "FILESTREAM_ON"):
            ons += 1
            if ons == 2:
                place = tokens.starts[number]
    text = "WITH (ONLINE = ON) " if place < step.statement.span.end else " WITH (ONLINE = ON)"
    return Fix(TITLE, "safe", edits=(Edit(Span(step.statement.path, place, place), text),))


WANTED = {"LOCK": "NONE", "ALGORITHM": "INPLACE"}


def _in_place(step: Step, change: CreateIndex) -> Fix | None:
    """MySQL's and MariaDB's clauses, where they ask for more than the server needs."""
    if change.definition.method.lower() in ("fulltext", "spatial"):
        return None
    tokens = step.statement.tokens
    edits = []
    for number, word in enumerate(tokens.upper):
        if word not in WANTED or number + 1 >= len(tokens.upper):
            continue
        at = number + 2 if tokens.upper[number + 1] == "=" else number + 1
        if at < len(tokens.upper) and tokens.upper[at] in ("SHARED", "EXCLUSIVE", "COPY"):
            start = tokens.starts[at]
            edits.append(Edit(Span(step.statement.path, start, start + len(tokens.words[at])), WANTED[word]))
    return Fix("Ask for a build that lets writers go on", "safe", edits=tuple(edits)) if edits else None
