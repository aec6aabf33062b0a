"""What a whole run met: what rules about the run itself look at."""

from collections.abc import Mapping

from schemalint.model.diagnostic import Diagnostic
from schemalint.model.document import Document
from schemalint.model.policy import Policy
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Replay
from schemalint.model.text import Span


class Suppression(NamedTuple):
    """A comment that asks for silence: `-- schemalint: ignore[rule] reason`."""

    span: Span
    """The comment."""
    rules: tuple[str, ...]
    """As written: rule names, groups or policies; empty for all."""
    rule_spans: tuple[Span, ...]
    reason: str
    until: str
    """ISO date after which it no longer counts, or empty."""
    scope: Span
    """The text whose findings it silences: a statement, a Markdown block, or the whole file."""
    used: tuple[str, ...] = ()
    """The names in `rules` that silenced something."""
    expired: bool = False


class Run(NamedTuple):
    """What was read and what was asked for."""

    documents: tuple[Document, ...]
    replays: tuple[Replay, ...]
    suppressions: tuple[Suppression, ...]
    """As left after all other rules have spoken."""
    known: frozenset[str]
    """Every rule, group and policy name there is."""
    selected: frozenset[str]
    """The rules that ran."""
    today: str
    """ISO date."""


class Summary(NamedTuple):
    """The counts of a run, as `check --format json` prints them."""

    files: int = 0
    statements: int = 0
    """Every statement of every file, data and client commands included."""
    analysed: int = 0
    """Those read completely, or known not to matter."""
    muted: int = 0
    """Objects about which rules stayed silent because something about them was not understood."""
    released_not_judged: int = 0
    """Released steps that rules on locks and compatibility did not look at."""
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    suppressed: int = 0


class Report(NamedTuple):
    """What a run found."""

    diagnostics: tuple[Diagnostic, ...]
    """In order of path, place, rule; suppressed ones included, told by `suppressed`."""
    summary: Summary
    documents: Mapping[str, Document]
    """By path, to show the text."""
    replays: tuple[Replay, ...] = ()
    notes: tuple[str, ...] = ()
    """What the user should know about the run itself, for standard error: `no SQL or Markdown found in db/`."""
    failures: tuple[str, ...] = ()
    """Rules or readers that broke; the exit code is then 2 and the report is what remains."""
    rules: Mapping[str, str] = {}
    """The rules that ran: by the name their findings carry, the name of the rule; the two differ for policies."""
    fails: bool = False
    """Whether a finding reaches what the configuration or the command line calls a failure."""
    provisional: bool = False
    """Something that was asked for a verdict gave none, so that another run over the same files may say more."""
    policies: Mapping[str, Policy] = {}
    """The policies of the configuration, by name."""


class Mended(NamedTuple):
    """What fixing did, or would do."""

    done: tuple[str, ...]
    """One line a fix: where, what, and by which rule."""
    patch: str = ""
    """The changes as a unified diff, where one was asked for; nothing was written then."""
    left: int = 0
    """Findings that it could mend and did not: a fix that overlaps, or brings something worse."""
    notes: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    """Fixes that did not do what they promise."""
    unwritten: tuple[str, ...] = ()
    """Why the files of a project could not be written; all of them are as they were."""
