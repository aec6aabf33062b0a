"""What belongs together: migrations in order, snapshots, documents, and what each was replayed into."""

from schemalint.model.document import Dialect
from schemalint.model.record import NamedTuple
from schemalint.model.text import Span


class Script(NamedTuple):
    """A stretch of SQL that a framework runs as one: a whole file, or the up or the down section of one."""

    path: str
    start: int
    end: int
    transaction: bool | None
    """True when the framework runs it in one transaction, False when each statement commits by itself, None when
    nothing says (plain numbered files, hand-run scripts)."""
    opt_out: str = ""
    """What the user writes to run it outside a transaction, in the framework's own words; empty where there is no way."""
    implicit: bool = False
    """`transaction` is the server's doing: the script goes as one query, which PostgreSQL runs in one transaction when it
    holds several statements and in none when it holds one."""
    remark: str = ""
    """What the comments of a part say that holds nothing else; at most 500 characters."""

    cuts: tuple[int, ...] | None = None
    """Offsets at which the framework ends one statement and begins the next, by rules of its own; None when it sends the script as it
    is, cuts as the server does, or how it cuts is not known."""

    @property
    def span(self) -> Span:
        return Span(self.path, self.start, self.end)


class Migration(NamedTuple):
    """One step of a history."""

    name: str
    """The file's stem or the folder's name, without the direction: `0007_add_email`, `V3__users`."""
    version: str
    up: tuple[Script, ...]
    down: tuple[Script, ...]
    """Empty when there is no down part at all."""
    released: bool
    """Already on the default branch (or before `--since`): judged no more, never edited."""
    frozen: bool
    order: int
    repeatable: bool = False
    empty_down: bool = False
    """There is a down part, but it holds no statement."""


class Form(NamedTuple):
    """The files of a new migration and of a rollback in a layout of the user's own: paths and texts with `{version}`, `{name}` and the
    like to be filled in."""

    pattern: str
    """A regular expression for the files' paths, from the directory of the history on."""
    new: tuple[tuple[str, str], ...]
    rollback: tuple[str, str] | None
    opt_out: str = ""
    """What a file says that runs outside its transaction."""


class Tie(NamedTuple):
    """Two or more frameworks that fit a directory equally well."""

    frameworks: tuple[str, ...]
    """Their names, as in `history --format json`."""
    evidence: str
    """What speaks for each, in words: `a settings file of each`."""


class History(NamedTuple):
    """The migrations of one directory, in the order their framework applies them."""

    path: str
    """The directory, as printed."""
    framework: str
    """The framework's name as in `history --format json`; `numbered` for plain numbered or timestamped files."""
    dialect: Dialect
    evidence: str
    migrations: tuple[Migration, ...]
    forward_only: bool
    """The framework has no down migrations, so a missing one is no complaint."""
    strays: tuple[str, ...] = ()
    """Files in the directory that the framework would skip without a word."""
    transaction_words: str = ""
    """How the framework wraps a migration, for messages: `golang-migrate sends the whole file as one query`."""
    form: Form | None = None
    """How new files are written where that is not the framework's usual way; see `frameworks.running`."""
    tie: Tie | None = None
    """Where several frameworks fit, so that none was taken: the files are read as plain numbered ones where their names allow."""
    code: tuple[str, ...] = ()
    """The names of files in other languages beside the migrations, which their framework may run as migrations too."""


class Snapshot(NamedTuple):
    """A dump, or a directory of declarative files: one schema, replayed in the order given."""

    path: str
    dialect: Dialect
    scripts: tuple[Script, ...]
    standalone: bool = False
    """An upgrade or drop script alone: what it alters is assumed to exist."""
    framework: str = ""
    """The tool whose form it has: `rails-structure`, `ssdt`, `skeema`, `sqldef`, `supabase`, `flyway` for a baseline;
    empty when none is known."""
    evidence: str = ""
    """What told the dialect."""
    beside: bool = False
    """Stand-alone, but a script of one installation with others of its folder, which make the tables it works on."""
    keyed: frozenset[str] = frozenset()
    """The names, in lower case, of tables that scripts read apart from it, though in the same folder, give a primary key."""
