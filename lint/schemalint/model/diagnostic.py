"""Findings and what mends them."""

from typing import Literal

from schemalint.model.change import Change
from schemalint.model.record import NamedTuple
from schemalint.model.schema import Kind
from schemalint.model.text import Span

Severity = Literal["error", "warning", "info"]
Safety = Literal["safe", "unsafe"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""From worst to mildest."""


class Subject(NamedTuple):
    """The object a finding speaks of. For tables, views and collections `name` is the thing itself and `table` is None; else
    `table` is the owner and `name` the column, constraint, index, policy or trigger. Names are folded."""

    kind: Kind
    schema: str | None
    table: str | None
    name: str
    columns: tuple[str, ...] = ()


class Related(NamedTuple):
    """A second place that belongs to a finding."""

    span: Span
    message: str


class Edit(NamedTuple):
    """Replaces the characters of `span` by `text`; an empty span inserts."""

    span: Span
    text: str


class NewFile(NamedTuple):
    """A file that a fix creates; `path` as printed."""

    path: str
    text: str


class WriteRollback(NamedTuple):
    """Write the missing or empty down part of the migration whose up part is at `path`."""

    path: str


class CompleteRollback(NamedTuple):
    """Write what the down part of the migration whose up part is at `path` leaves out, behind what it does."""

    path: str


class OrderRollback(NamedTuple):
    """Put the statements of the down part of the migration whose up part is at `path` into an order that the server accepts."""

    path: str


class FillSection(NamedTuple):
    """Write the section `key` of its template into the document at `path`, or fill it where it is empty."""

    path: str
    template: str
    key: str


class DocumentObject(NamedTuple):
    """Add what the document lacks about a table: its row, definition, entity."""

    path: str
    table: str
    """`schema.table`, folded."""


class RollbackSection(NamedTuple):
    """Write the rollback fence beside the migration fence that starts at `span`."""

    span: Span


class SampleRows(NamedTuple):
    """Write a fence with sample rows for the schema of the document at `span`."""

    span: Span


class WriteScript(NamedTuple):
    """Write the DDL of the document at `path` as the script at `target`, in an order that its server accepts."""

    path: str
    target: str
    span: Span
    """Of the document, where the link to a new script goes; empty where a script is there to be written anew."""


class PhaseIn(NamedTuple):
    """Do what the migration's statement at `span` does in phases that leave readers and writers alone: in migrations of their own
    where the transaction of the framework asks for it, each with its rollback."""

    span: Span


Intent = (
    WriteRollback
    | CompleteRollback
    | OrderRollback
    | FillSection
    | DocumentObject
    | RollbackSection
    | SampleRows
    | WriteScript
    | PhaseIn
)


class Fix(NamedTuple):
    """A titled, all-or-nothing repair. Where the text may be edited, `edits` are applied; `changes` say what the schema should
    become, and turn into DDL: after the table in a schema file or fence, or in a new migration where the history is frozen.
    `intent` asks for text that only the catalogue, the framework or a template can give; `edits` beside it are what serves outside a history."""

    title: str
    safety: Safety
    edits: tuple[Edit, ...] = ()
    changes: tuple[Change, ...] = ()
    intent: Intent | None = None
    creates: tuple[NewFile, ...] = ()


class Diagnostic(NamedTuple):
    """One finding."""

    rule: str
    severity: Severity
    message: str
    """Names the object (table before column), says what is wrong and its consequence. One or two sentences."""
    span: Span
    """The narrowest text the finding is about; what a report underlines."""
    subject: Subject | None = None
    repair: str = ""
    """The statement or the words that would repair it."""
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    cause: Span | None = None
    """The statement it is about: findings of several rules with one cause are told once, by the most exact."""
    fingerprint: str = ""
    """Stable across moves of the text: rule, object and normalised text. Filled by the engine."""
    suppressed: str = ""
    """Why it is not reported: `inline`, `baseline`, `configuration`; empty when it is."""
    places: int = 1
    """How many places a finding about a whole schema stands for."""
    released: bool = False
    """Stands in text that is released already: an old finding of an old repository."""

    @property
    def text(self) -> str:
        """The message as one paragraph, with the repair."""
        return f"{self.message} Repair: {self.repair}" if self.repair else self.message


class Kept(NamedTuple):
    """A place where a convention rule looked and found nothing to say; counted, never reported."""

    span: Span
    subject: Subject | None = None
    """The table it is in."""


Finding = Diagnostic | Kept
