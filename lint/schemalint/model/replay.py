"""What a replay gives: every step with the catalogue before and after it."""

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

from schemalint.model.change import Reading, Step, Transaction
from schemalint.model.document import Dialect, Store
from schemalint.model.name import Ref
from schemalint.model.privacy import Privacy
from schemalint.model.project import History, Migration
from schemalint.model.record import NamedTuple
from schemalint.model.schema import Catalog
from schemalint.model.text import Span


class Block(NamedTuple):
    """Statements that are replayed together: one script, one up section, one fence."""

    readings: tuple[Reading, ...]
    new: bool = True
    change_set: int = 0
    """Blocks of one change set share the catalogue before the first of them as their base."""
    migration: int | None = None
    """The position in `History.migrations`."""
    transaction: Transaction | None = None
    """How the script is wrapped, where it is; BEGIN and COMMIT inside the text are seen by the replay itself."""
    aside: bool = False
    """A migration or rollback part of a document: its steps are kept, the catalogue goes on as if it had not run."""
    section: str = ""
    """`migration` or `rollback` for the parts of a document that are aside."""


class Difference(NamedTuple):
    """One thing in which one catalogue is not as another."""

    kind: str
    """`missing`, `extra`, `changed`, or `order` for columns that stand in another order."""
    object_kind: str
    ref: Ref
    part: str
    """The column, constraint, index, trigger or policy; else empty."""
    words: str
    """What differs: `nullable instead of NOT NULL`."""


class OneWay(NamedTuple):
    """A step that nothing takes back."""

    step: Step
    words: str
    """Why, in words."""
    remark: str = ""
    """The comments at the head of the migration and before the step."""


class Way(NamedTuple):
    """What a down part does, replayed behind its up part."""

    steps: tuple[Step, ...]
    left: tuple[Difference, ...] | None
    """In what the schema then differs from the one before the migration; None where that cannot be told, because something on
    the way there or back was not understood."""


class Former(NamedTuple):
    """What a migration was when it was released, where it is not so any more."""

    by: str
    """What says so, in words: ``on `main` ``, `in atlas.sum`."""
    up: tuple[Reading, ...] | None = None
    """The statements of its up part then; None where only a checksum is known."""


class Applied(NamedTuple):
    """A migration that was replayed."""

    migration: Migration
    steps: tuple[Step, ...]
    down: tuple[Reading, ...]
    """What the down part says; empty when there is none, or it says nothing."""
    back: Way | None = None
    """What the down part does, where it was asked for and there is one."""
    one_way: tuple[OneWay, ...] = ()
    """The steps of the schema that no statement takes back, where they were asked for."""
    day: str = ""
    """When it was made, an ISO date, where that was asked for; empty where nothing tells."""
    day_by: str = ""
    """What tells the day: `version`, or `git` for the first commit that holds the file."""
    former: Former | None = None
    """What it was when it was released, where that was asked for and it is not so any more."""


class Description(NamedTuple):
    """What a document says about a table or a column."""

    text: str
    """Without markup, on one line."""
    span: Span
    """The cell, or the name of the table where a paragraph is meant."""


class Replay(NamedTuple):
    """One history, snapshot or document, replayed."""

    path: str
    """Of the directory, the dump or the document."""
    kind: Literal["history", "snapshot", "document", "script"]
    """`script` is a stand-alone file: what it alters is assumed to exist."""
    dialect: Dialect
    version: str
    steps: tuple[Step, ...]
    catalog: Catalog
    """After the last step."""
    created: Mapping[tuple[str, Ref], tuple[int, Span]]
    """By kind (`table` stands for views too) and name: the first step that makes it, and the name's span there. Tells what
    exists only later from what never exists."""
    history: History | None = None
    applied: tuple[Applied, ...] = ()
    asides: tuple[tuple[Step, ...], ...] = ()
    """The steps of each block that is aside, in document order."""
    readings: tuple[Reading, ...] = ()
    """All statements in order, asides and down parts included."""
    documented_values: Mapping[tuple[str, str], tuple[str, ...]] = {}
    """The values that documents of the same schema state for a column, by table and column name in lower case."""
    edition: str = ""
    """The server's edition from configuration, lower case, or empty: `standard`, `enterprise`."""
    evidence: str = ""
    """What told the dialect of a dump or script; empty where nothing did, and for a history, which holds it itself."""
    beside: bool = False
    """A script of one installation with other files, which make the tables it works on: nothing of them is in use."""
    keyed: frozenset[str] = frozenset()
    """The names, in lower case, of tables that scripts beside it give a primary key."""
    descriptions: Mapping[tuple[str, str], Description] = {}
    """What documents that describe this schema say about its tables and columns, by the table and the column in the forms of
    `likenesses`: every form of a table, the first of a column. The column is empty where the table itself is meant."""
    privacy: Privacy = Privacy()
    """What configuration says about personal data."""


def foremost(replays: Iterable[Replay]) -> list[Replay]:
    """Those that tell what the schema is: histories and dumps; without those documents, then scripts; none that is empty. They
    are never put together."""
    filled = [replay for replay in replays if replay.catalog.tables or replay.catalog.views]
    for kinds in (("history", "snapshot"), ("document",), ("script",)):
        found = [replay for replay in filled if replay.kind in kinds]
        if found:
            return found
    return []


def beside(first: Replay, replays: Iterable[Replay]) -> list[Replay]:
    """The schemas that stand beside `first` in a project with document stores: those of other servers, and the other files of its own
    store. Two schemas in SQL of one dialect are two tellings of the same, and so are no parts of one whole."""
    stores = get_args(Store)
    filled = [one for one in replays if one.kind in ("history", "snapshot") and one.catalog.tables]
    if all(one.dialect not in stores for one in (first, *filled)):
        return []
    others = (one for one in filled if (one.path, one.dialect) != (first.path, first.dialect))
    return [one for one in others if one.dialect != first.dialect or one.dialect in stores]
