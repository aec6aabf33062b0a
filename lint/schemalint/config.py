"""What the user configured: where it is found, what it says, and what the command line may replace.

Patterns of paths have the form of `.gitignore` lines and are relative to `Config.root`; patterns of tables have the form
`schema.table` or `table`, with `*`, `?` and `[…]`, and `!` before what is taken back.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from schemalint.model.policy import Policy
from schemalint.model.privacy import Privacy
from schemalint.model.record import NamedTuple

if TYPE_CHECKING:
    from schemalint.frameworks.custom import Layout
    from schemalint.model.diagnostic import Severity
    from schemalint.model.document import Dialect
    from schemalint.plugins import RuleEntry

FILES = ("schemalint.toml", ".schemalint.toml", "pyproject.toml")
"""In one folder the first of these wins; `pyproject.toml` counts only when it has a table `tool.schemalint`."""

BASELINE = ".schemalint-baseline.json"


Progress = Callable[[str], None]
"""Told what the run is at, in a few words; an empty text clears them."""

Profile = Callable[[str, str, float], None]
"""Told what took its time: `rule` or `stage`, its name, and seconds."""


class RuleSetting(NamedTuple):
    """What `[rules.NAME]` says."""

    severity: Severity | None = None
    options: Mapping[str, object] = {}


class Override(NamedTuple):
    """Other settings for some tables or files. One that names both is for those tables in those files."""

    tables: tuple[str, ...] = ()
    """Patterns, see `table_matcher`; empty for all, and for what is about no table."""
    paths: tuple[str, ...] = ()
    """Path patterns; empty for all files."""
    select: tuple[str, ...] = ()
    """The only rules, groups and policies that speak there; empty leaves it to the rest."""
    extend_select: tuple[str, ...] = ()
    """Those that speak there too."""
    ignore: tuple[str, ...] = ()
    """Those that say nothing there."""
    rules: Mapping[str, RuleSetting] = {}
    """By rule or policy."""
    until: str = ""
    """ISO date after which it no longer counts, or empty."""

    def in_force(self, today: str) -> bool:
        """Whether it counts on the ISO date `today`."""
        return not self.until or today <= self.until


class Migrations(NamedTuple):
    """What `[migrations]` says."""

    directories: tuple[str, ...] = ()
    """Path patterns of the only folders that hold migrations; empty leaves it to the files."""
    framework: str = ""
    """Of every directory that `frameworks` does not name."""
    frameworks: tuple[tuple[str, str], ...] = ()
    """By path pattern of the directory; the last that fits wins."""
    custom: tuple[Layout, ...] = ()
    """Layouts of the user's own."""
    frozen: str = ""
    """The name or version of the last migration that may never be edited; `all` for every one there is."""


GROUNDS = ("fences", "histories", "snapshots")
"""What a document can be held against: its own fences, the repository's migrations, its dumps and declarative files."""

FILE_NAMES = {"schema-document": "database-schema-{name}.md", "database-spec": "database-spec-{name}.md"}
"""What a document of a template is called where configuration does not say."""


class Documents(NamedTuple):
    """What `[documents]` says."""

    patterns: tuple[str, ...] = ()
    """Which Markdown files are schema documents; empty leaves it to their content."""
    template: str = ""
    """The name of a template, or the path of a template's file."""
    folder: str = "tasks"
    """Where documents are, relative to `Config.root`, with forward slashes; `.` for the root itself."""
    name: str = ""
    """What a document's file is called, with `{name}` for the system's name; empty for the template's own, see `name_for`."""
    tracking: str = "DATABASE_SCHEMA_TRACKING.md"
    """The file with a line for every document, relative to `Config.root`."""
    against: tuple[str, ...] = GROUNDS
    """What documents are held against, of `GROUNDS`."""
    author: str = ""
    """Who new documents name as their author."""
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Further words for the kinds of `WORD_KINDS` and the sections of the templates, by kind or title."""

    def name_for(self, template: str) -> str:
        """What the file of a document of this template is called, with `{name}` for the system's name."""
        return self.name or FILE_NAMES.get(template, FILE_NAMES["schema-document"])

    def tracking_file(self, root: str) -> str:
        """The absolute path of the file that has a line for every document. Where `root` is the very folder of the documents, as when
        one is checked alone outside any repository, it is beside that folder."""
        parts = self.folder.split("/")
        if self.folder != "." and root.replace(os.sep, "/").split("/")[-len(parts) :] == parts:
            root = os.path.normpath(os.path.join(root, *[os.pardir] * len(parts)))
        return os.path.normpath(os.path.join(root, self.tracking))


class Config(NamedTuple):
    """One project's configuration."""

    root: str
    """Absolute: the folder of the configuration file; without one, or with one from elsewhere, the repository or the input's folder."""
    file: str = ""
    """Absolute, or empty when there is none."""
    extends: tuple[str, ...] = ()
    """Absolute paths of the files it inherits from, the nearest first."""
    dialect: str = ""
    dialects: tuple[tuple[str, Dialect], ...] = ()
    """By path pattern; the last that fits wins."""
    server_version: str = ""
    """Of every dialect that `server_versions` does not name."""
    server_versions: Mapping[str, str] = {}
    """By dialect."""
    edition: str = ""
    preset: str = "recommended"
    select: tuple[str, ...] = ()
    """Rules, groups and policies instead of the preset; empty leaves the preset."""
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    """What is read; empty for all that can be."""
    exclude: tuple[str, ...] = ()
    rules: Mapping[str, RuleSetting] = {}
    overrides: tuple[Override, ...] = ()
    """In order, the later ones counting more; `per-path-ignores` stand before all others."""
    policies: tuple[Policy, ...] = ()
    migrations: Migrations = Migrations()
    documents: Documents = Documents()
    privacy: Privacy = Privacy()
    check_against: tuple[str, ...] = ()
    """What documents and histories are held against."""
    baseline: str = ""
    """Absolute path of the baseline that counts, or empty."""
    fail_on: str = "warning"
    max_warnings: int | None = None
    assume_transaction: bool | None = None
    since: str = ""


class Options(NamedTuple):
    """What the command line replaces. Empty and None leave the configuration as it is."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    preset: str = ""
    dialect: str = ""
    server_version: str = ""
    edition: str = ""
    isolated: bool = False
    config: str = ""
    since: str = ""
    released: bool = False
    """Judge released steps too."""
    assume_transaction: bool | None = None
    baseline: str = ""
    no_cache: bool = False
    jobs: int = 0
    """Processes for parsers of others; 0 leaves it to the run."""
    strict_syntax: bool = False
    """Ask parsers of others about every statement, also about those our reader read completely."""
    stdin: bytes | None = None
    """What to check instead of files."""
    stdin_filename: str = ""
    today: str = ""
    """ISO date; empty for the clock's."""
    force_exclude: bool = False
    """Leave out what is excluded even where it is named."""
    fail_on: str = ""
    max_warnings: int | None = None
    progress: Progress | None = None
    profile: Profile | None = None
    """Is told what each rule and each part of the run took; a run with it asks no cache."""


class Mistake(NamedTuple):
    """Something wrong in a configuration."""

    file: str
    """Absolute; empty for values that come from a program."""
    line: int
    key: str
    """Dotted; empty when it is about the file."""
    problem: str

    @property
    def text(self) -> str:
        where = f"{self.file}:{self.line}: " if self.file else ""
        key = f"{self.key}: " if self.key else ""
        return f"{where}{key}{self.problem}"


class ConfigError(Exception):
    """A configuration that cannot be used, with every mistake in it."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(mistake.text for mistake in self.mistakes))


class UsageError(Exception):
    """The command line asks for something that does not exist: a path, a rule, a revision. One sentence a line."""


def load(
    folder: str,
    *,
    isolated: bool = False,
    explicit: str = "",
    entries: Mapping[str, RuleEntry] | None = None,
) -> Config:
    """The configuration for inputs in `folder`.

    `explicit` names a file to take instead of searching, whose patterns are relative to the repository of `folder` where that lies
    elsewhere; `isolated` takes none. `entries` are the rules there are, read
    from the plugins when they are needed and not given. Raises ConfigError with all mistakes at once, UsageError when
    `explicit` does not exist.
    """
    folder = os.path.abspath(folder)
    if explicit:
        file = os.path.abspath(explicit)
        if not os.path.isfile(file):
            raise UsageError(f"the configuration file {explicit} does not exist")
    else:
        file = "" if isolated else find(folder)
    if not file:
        root = _repository(folder) or folder
        return Config(root, baseline="" if isolated else _existing(os.path.join(root, BASELINE)))
    from schemalint.configfile import read

    found = read(file, entries)
    if folder == found.root or folder.startswith(os.path.join(found.root, "")):
        return found
    # A file for many repositories: what it says is relative to the one that is asked about.
    root = _repository(folder) or folder
    own = found.baseline if found.baseline != os.path.join(found.root, BASELINE) else ""
    return found._replace(root=root, baseline=own or _existing(os.path.join(root, BASELINE)))


def from_values(
    values: Mapping[str, object], *, root: str = "", entries: Mapping[str, RuleEntry] | None = None
) -> Config:
    """The configuration that these values make, for programs; the keys are those of `schemalint.toml`. Raises ConfigError."""
    from schemalint.configfile import check

    return check(values, os.path.abspath(root), entries)


def find(folder: str) -> str:
    """The nearest configuration file, from `folder` upward: not above the repository's root, and outside a repository not
    above the home folder or the root of the file system. Empty when there is none."""
    top = _repository(folder)
    home = os.path.expanduser("~")
    at = folder
    while True:
        for name in FILES:
            file = os.path.join(at, name)
            if os.path.isfile(file) and (name != "pyproject.toml" or _speaks_of_us(file)):
                return file
        above = os.path.dirname(at)
        if above == at or at == top or (not top and (at == home or os.path.ismount(at))):
            return ""
        at = above


def _repository(folder: str) -> str:
    at = folder
    while not os.path.exists(os.path.join(at, ".git")):
        above = os.path.dirname(at)
        if above == at:
            return ""
        at = above
    return at


_OURS = re.compile(rb"^[ \t]*\[\[?[ \t]*tool[ \t]*\.[ \t]*[\"']?schemalint\b", re.M)
_PERHAPS = re.compile(rb"\bschemalint[\"']?[ \t]*(?:=|\.[^\n=]*=)", re.M)


def _speaks_of_us(file: str) -> bool:
    """Whether a `pyproject.toml` has a table of ours. It is parsed only where a dotted key leaves it open."""
    try:
        with open(file, "rb") as stream:
            text = stream.read()
    except OSError:
        return False
    if _OURS.search(text):
        return True
    if not _PERHAPS.search(text):
        return False
    from schemalint.tomltext import parse

    try:
        tool = parse(text.decode("utf-8")).get("tool")
    except ValueError:
        return False
    return isinstance(tool, dict) and "schemalint" in tool


def _existing(file: str) -> str:
    return file if os.path.isfile(file) else ""


# --- patterns -----------------------------------------------------------------------------------------------------


def matcher(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Tells whether a path, relative and with forward slashes, is meant by patterns in the form of `.gitignore`: the last
    pattern that fits decides, `!` takes back, a pattern for a folder means all below it. Raises ValueError for a pattern
    that means nothing."""
    compiled = [(pattern.startswith("!"), _regex(pattern)) for pattern in patterns]

    def matches(path: str) -> bool:
        return next((not negated for negated, regex in reversed(compiled) if regex.match(path)), False)

    return matches


def table_matcher(patterns: Iterable[str]) -> Callable[[str, str], bool]:
    """Tells whether a table, by schema (perhaps empty) and name, is meant by patterns of the form `schema.table` or `table`: the
    last pattern that fits decides, `!` takes back; all are meant where nothing but `!` stands, or nothing at all. Case does not count:
    Oracle folds names up, PostgreSQL down."""
    from fnmatch import translate

    compiled = [(one.startswith("!"), re.compile(translate(one.removeprefix("!")), re.I)) for one in patterns]
    others = all(negated for negated, _ in compiled)

    def matches(schema: str, name: str) -> bool:
        dotted = f"{schema}.{name}" if schema else name
        for negated, regex in reversed(compiled):
            if regex.match(name) or regex.match(dotted):
                return not negated
        return others

    return matches


_PIECE = re.compile(r"\*\*/|/\*\*$|\*+|\?|\[!?\]?[^]]*\]|\\.|.", re.S)


def _regex(pattern: str) -> re.Pattern[str]:
    body = pattern[1:] if pattern.startswith("!") else pattern
    folder = body.endswith("/")
    body = body.rstrip("/")
    if not body.strip("/ "):
        raise ValueError(f"the pattern {pattern!r} means nothing")
    anchored = "/" in body
    body = body.removeprefix("./").lstrip("/")
    out = ["" if anchored else "(?:.*/)?"]
    for match in _PIECE.finditer(body):
        piece = match[0]
        if piece == "**/":
            out.append("(?:.*/)?")
        elif piece == "/**":
            out.append("/.+")
        elif piece[0] == "*":
            out.append("[^/]*")
        elif piece == "?":
            out.append("[^/]")
        elif piece[0] == "[" and len(piece) > 1:
            inner = re.sub(r"[\[\\&~|]", r"\\\g<0>", piece[1:-1])
            out.append(f"[^{inner[1:]}]" if inner.startswith("!") else f"[{inner}]")
        elif piece == "[":
            raise ValueError(f"the pattern {pattern!r} opens a bracket that it does not close")
        else:
            out.append(re.escape(piece[1] if piece[0] == "\\" and len(piece) == 2 else piece))
    out.append("/.*" if folder else "(?:/.*)?")
    try:
        return re.compile("".join(out) + r"\Z", re.S)
    except re.error as error:
        raise ValueError(f"the pattern {pattern!r} is not valid: {error}") from None
