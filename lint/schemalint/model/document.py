"""Sources, documents, tokens and statements: what was found, what was read, and how it was cut."""

from typing import Literal

from schemalint.model.record import NamedTuple
from schemalint.model.text import Lines, Span

Role = Literal["schema", "migration", "rollback", "document", "seed", "query", "ignored"]
"""What a file is for. `schema`: a snapshot or declarative file; `migration`: a step of a history (its up part,
and its down part where one file holds both); `rollback`: the down part in a file of its own; `document`: a
Markdown schema document; `seed`: data; `query`: SQL that defines nothing; `ignored`: Markdown that is no schema document."""

Store = Literal["mongodb", "dynamodb"]
"""A document store: what describes it is no SQL."""

Dialect = Literal["postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle", "standard", "mongodb", "dynamodb"]
"""A SQL dialect, or a document store. `standard` is what remains when nothing tells the dialect."""


class Source(NamedTuple):
    """A file we were told about."""

    path: str
    """As it is printed: relative to the current directory where it lies below it, else absolute; forward slashes."""
    file: str
    """Absolute, to open it."""
    role: Role
    dialect: Dialect
    evidence: str
    """What told the dialect: `configuration`, `file name .pgsql`, `folder postgres`, `AUTO_INCREMENT on line 3`, or empty."""
    released: bool = False
    """Part of what is already released (see `History`); a fix never edits it when it is a migration."""
    frozen: bool = False


class Placed(NamedTuple):
    """Where a stretch of translated SQL comes from."""

    start: int
    end: int
    """Half-open offsets in the SQL."""
    origin: int
    origin_end: int
    """Half-open offsets in the file's own text."""
    exact: bool = False
    """The SQL stands in the file letter by letter, so that both stretches are equally long; otherwise the one says what the
    other means."""


class Translation(NamedTuple):
    """The SQL that a migration in another language means."""

    text: str
    places: tuple[Placed, ...]
    """Ascending by `start`, not overlapping; what lies between them (markers, blanks) is nowhere in the file."""
    dialect: Dialect | None = None
    """What the file itself says of its dialect."""
    evidence: str = ""
    """What told the dialect."""


class Document(NamedTuple):
    """A source that was read. `text` has no byte order mark; every other character is as in the file, unless the file is a
    migration in another language: then `text` is the SQL it means."""

    source: Source
    text: str
    encoding: str = "utf-8"
    """The codec the bytes were decoded with: `utf-8`, `utf-16-le`, `utf-16-be`; `latin-1` when the file is not
    valid in any of these (then `fault` says so)."""
    bom: bool = False
    fault: str = ""
    """What is wrong with the bytes, in words for the user; empty when nothing is."""
    original: str = ""
    """The file's own text where `text` is a translation of it, which nobody may edit; else empty."""
    places: tuple[Placed, ...] = ()
    """For a translation: where its parts come from."""

    @property
    def path(self) -> str:
        return self.source.path

    @property
    def lines(self) -> Lines:
        return Lines(self.text)


class Tokens(NamedTuple):
    """The significant tokens (no white space, no comments) of one statement, as parallel tuples.

    `words[i]` is the token as written and stands at `starts[i]`; `upper[i]` is `words[i].upper()`.
    The kind of a token is told by its first character and the dialect, see `schemalint.sql.lexer.kind`.
    """

    words: tuple[str, ...]
    upper: tuple[str, ...]
    starts: tuple[int, ...]


StatementKind = Literal["ddl", "dml", "query", "transaction", "client", "data", "procedural", "session", "unknown"]
"""`ddl` changes the schema, grants or comments; `dml` changes rows (INSERT, UPDATE, DELETE, MERGE, TRUNCATE, COPY);
`query` reads; `transaction` BEGIN, COMMIT, ROLLBACK, SAVEPOINT, START TRANSACTION; `client` is a command of psql, mysql,
sqlcmd or SQL*Plus (meta-commands, DELIMITER, GO, `/`, `:setvar`, PROMPT); `data` the lines after COPY … FROM stdin;
`procedural` DO blocks, anonymous blocks, CALL, EXEC; `session` SET, USE, PRAGMA, LOCK, ANALYZE, VACUUM, EXPLAIN and the like."""


class Statement(NamedTuple):
    """A span of SQL up to its terminator."""

    span: Span
    """From the first to past the last significant character; the terminator is outside."""
    end: int
    """Past the terminator (`;`, `GO`, `/`, the current delimiter), or `span.end` where there is none."""
    kind: StatementKind
    verb: str
    """The leading keywords that name the statement, upper case, single blanks: `CREATE TABLE`, `ALTER TABLE`, `UPDATE`,
    `CREATE UNIQUE INDEX` is `CREATE INDEX`; modifiers (OR REPLACE, TEMPORARY, UNIQUE …) are left out."""
    text: str
    """Exactly the characters of `span`."""
    tokens: Tokens
    dialect: Dialect
    masked: bool = False
    """Holds template markers or placeholders (`{{ }}`, `${x}`, `[Name]`, `...`)."""
    leading: tuple[Span, ...] = ()
    """Comments between the previous statement and this one, and those inside it, in order."""
    line_break: str = "\n"
    fault: str = ""
    """Why the statement cannot be read as its characters stand: a quote in it is never closed."""
    terminator: str = ""
    """What ends it where that is no `;`: `GO`, `/`, the client's delimiter; empty where nothing does."""

    @property
    def path(self) -> str:
        return self.span.path
