"""The value that describes a migration framework."""

from __future__ import annotations

from typing import Literal

from schemalint.model.document import Dialect
from schemalint.model.record import NamedTuple

Order = Literal["integer", "text", "dotted", "dashless", "numbered-first", "listed", "required", "times"]
"""`integer`: value of the version; `text`: the whole name as text; `dotted`: part by part, `_` equals `.`, trailing
zeros ignored; `dashless`: the version as text without dashes; `numbered-first`: names with a leading number by that
number, then the others as text; `listed`: an index file says (see `Framework.listing`), names it leaves out come last; `required`: each
after those that its text names (see `Framework.requires`); `times`: as `integer`, but a version of 17 digits is a date and a time of day,
which counts in milliseconds."""

Section = Literal["up", "down", "skip"]


class Region(NamedTuple):
    """A section of one file."""

    kind: Section
    start: int
    end: int
    marker: str
    """The line that opened it, without its line end; empty for text before the first marker."""


class Template(NamedTuple):
    """A file to write. `{version}`, `{name}`, `{stem}`, `{description}`, `{up}` and `{down}` are filled in."""

    path: str
    """Relative to the directory of the history."""
    text: str


class Framework(NamedTuple):
    """How one framework lays out its migrations."""

    name: str
    title: str
    """As its users write it."""
    pattern: str
    """A regular expression for the last part of a path, from the directory of the history on. Named groups: `v` the
    version, `d` the description, `dir` the direction, `k` the kind (Flyway's letter), `db` a dialect word, `app` what stands before the name."""
    alone: bool = False
    """The shape of the names is enough; otherwise a sentinel, a marker or the directory must say so too."""
    rank: int = 50
    """Among equal evidence the lowest wins, as between look-alikes."""
    sentinels: tuple[tuple[str, str], ...] = ()
    """Files beside the migrations or above them whose presence tells the framework, each with a regular expression that
    its text must hold (empty: being there is enough)."""
    homes: tuple[tuple[str, str], ...] = ()
    """Settings files beside the migrations or above them, each with a regular expression whose group `dir` is what it names as the
    directory of the migrations, relative to the file; several between blanks or commas."""
    folder: str = ""
    """A regular expression for the directory of the history that tells the framework, as `supabase/migrations`."""
    marker: str = ""
    """A regular expression, multi-line, for the comment that tells the framework."""
    marker_words: tuple[str, ...] = ()
    """One of these stands in every text that `marker` matches; looked for first, as that is much faster."""
    marker_in: float = 0.6
    """The share of the files that must hold the marker; 0 when one file is enough."""
    made_by: tuple[str, ...] = ()
    """Frameworks whose files it applies: where one of those fits as well, that one is meant."""
    reads_others: bool = False
    """It reads directories in the form of other frameworks, so their markers beat its sentinel."""
    beside: str = ""
    """A regular expression for the names of files among the migrations that belong to the framework and are no migrations: hooks and
    callbacks."""
    recursive: bool = False
    """Looks into sub-directories too."""
    order: Order = "integer"
    listing: str = ""
    """For `listed`: the index file, relative to the directory."""
    identity: str = ""
    """For `required`: a regular expression, multi-line, whose group 1 is what others call the migration; its name where the text
    does not say."""
    requires: str = ""
    """For `required`: a regular expression, multi-line, whose group 1 names the migrations that come before, blanks between them;
    empty where they are ordered by `identity` alone."""
    paired_by: Literal["version", "stem"] = "version"
    grouped: bool = False
    """All files of one folder that go forward are one migration."""
    group_listing: tuple[str, str] = ("", "")
    """For `grouped`: a JSON file in the folder, and the key in it whose list names the folder's files in their order."""
    includes: str = ""
    """A regular expression, multi-line, for a line that runs another file in its place: group `path`, `relative` where that starts at
    the folder, `all` where it is a folder of such files."""
    includes_sql: str = ""
    """As `includes`, for a line that stands for the SQL in another file; the line behind it is read where that is missing."""
    up: str = ""
    """A regular expression for the line that opens an up section; empty when a file has one direction only."""
    down: str = ""
    many: bool = False
    """Every up marker opens a migration of its own; group `id` of `up` is its version."""
    down_line: str = ""
    """A regular expression for a line of the down part inside the up part, up to where its SQL begins."""
    down_block: tuple[str, str] = ("", "")
    """Regular expressions around a down part inside the up part."""
    down_none: str = ""
    """A regular expression for what says in `down_line` that there is nothing to undo."""
    down_prefix: str = ""
    """What is written before each line of a down part."""
    before: Section = "skip"
    """What text before the first marker is, and a file without one."""
    transaction: Literal["each", "none", "unknown"] = "none"
    """Whether the framework opens a transaction around a migration."""
    transaction_in: tuple[Dialect, ...] = ()
    """Dialects for which `none` is not true: there it opens one."""
    whole: bool = False
    """Sends a script as one query, which PostgreSQL runs in an implicit transaction when it holds several statements."""
    opt_out: str = ""
    """A regular expression that switches the transaction off."""
    opt_out_in: Literal["file", "section", "marker", "start"] = "file"
    """Where `opt_out` is looked for: anywhere in the file, in the section, in the line that opens the section, or at
    the very first character of the file."""
    opt_out_file: tuple[str, str] = ("", "")
    """A file beside it that can switch the transaction off, with `{file}` or `{folder}` of the up file, and a regular
    expression that finds it does."""
    unwrapped_where: tuple[tuple[str, str], ...] = ()
    """Settings files, as in `cut_where`, and a regular expression for what in them says that no migration runs in a transaction."""
    wrapped_where: tuple[tuple[str, str], ...] = ()
    """The same for what says that every migration does."""
    opt_out_words: str = ""
    """What the user writes for it; empty where there is no way."""
    unwrapped: str = ""
    """A regular expression for the beginnings of statements that cannot run in a transaction: where a migration has no
    others, the framework leaves the transaction out by itself."""
    opt_out_text: str = ""
    """What is written where `opt_out_in` or `opt_out_file` says."""
    cut: Literal["", "lines", "breaks", "doubled", "line-ends", "tokens", "bytes"] = ""
    """How it cuts a script into statements where that is not the server's way (see `cutting`). `lines`: behind a line that ends with
    `;`, but for what stands between the lines of `statement`; `breaks`: at `cut_at` alone; `doubled`: at every `;` that is not doubled;
    `line-ends`: behind a `;` at the end of a line; `tokens`: at every `;` outside quotes, comments and BEGIN … END; `bytes`: at every `;`."""
    cut_at: str = ""
    """For `breaks`: a regular expression, multi-line."""
    cut_where: tuple[tuple[str, str], ...] = ()
    """It cuts only where one of these files, beside the migrations or above them, holds what the regular expression finds; `../x/*.y`
    is any such file in the folder `x` beside the directory. Empty when it always does."""
    inner_terminator: str = ""
    """What is written for a `;` inside a statement; empty where nothing special is."""
    opt_in: str = ""
    """A regular expression for names of files that are in a transaction though `transaction` is `none`."""
    runs: Literal["driver", "client", "unknown"] = "driver"
    """Whether it sends the text to the server itself or gives it to the server's command line client."""
    understands: tuple[str, ...] = ()
    """Commands of such clients that it carries out, or leaves out, by itself: `GO`, `/`, `DELIMITER`, `COPY` for the rows behind
    COPY … FROM stdin, `SQL*Plus` for all that client has."""
    words: str = ""
    """How it runs a migration, as a sentence about the framework for messages."""
    brings: tuple[str, ...] = ()
    """Schemas that its platform makes and fills: where a migration names one, what the history never makes is taken to be there."""
    partial: bool = False
    """Its histories build upon tables that installed packages bring and no file of the project makes."""
    forward_only: bool = False
    dialect: Dialect | None = None
    """The only dialect it speaks, if there is only one."""
    baseline: str = ""
    """A regular expression, multi-line, for the comment in a file that stands for all before it."""
    hashed: bool = False
    """Keeps a checksum of the up file, so that an applied one can only be left as it is."""
    new: tuple[Template, ...] = ()
    """What a new migration consists of; `{down}` is left out of forward-only frameworks."""
    rollback: Template | None = None
    """Where the down part of an existing migration goes. The path is empty when it is appended to the up file."""
    statement: tuple[str, str] = ("", "")
    """Lines around a statement that has a terminator inside (goose's StatementBegin and StatementEnd)."""
    after_writing: str = ""
    """What the user has to run once a file was added, as a hint; empty when nothing."""

    @property
    def leaves_transaction(self) -> bool:
        """Whether a migration can run outside a transaction."""
        return self.transaction in ("none", "unknown") or bool(self.opt_out_text) or bool(self.unwrapped)

    @property
    def takes_phases(self) -> bool:
        """Whether a migration can be followed by others that nobody has to list, in transactions of their own."""
        return bool(self.new) and not self.listing and not self.many

    @property
    def rollback_outside(self) -> str:
        """The folder beside the directory of the history that rollbacks are written to; empty where they lie inside."""
        path = self.rollback.path if self.rollback else ""
        return path.split("/")[1] if path.startswith("../") else ""


DOWN_WORDS = frozenset({"down", "undo", "revert", "rollback", "U", "u"})
ASIDE_WORDS = frozenset({"verify"})
