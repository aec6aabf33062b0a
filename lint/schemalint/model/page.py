"""A Markdown schema document as it was read: sections, fences, tables, diagrams, and the facts they state.

Every span holds exactly the written characters: `page.text[span.start:span.end]`. `written` is those
characters; `text`, `title` and `name` are what remains without markup (backticks, bold, links, escapes).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal

from schemalint.model.document import Dialect
from schemalint.model.record import NamedTuple
from schemalint.model.text import Lines, Span

if TYPE_CHECKING:
    from schemalint.model.change import Step
    from schemalint.model.replay import Replay

FenceRole = Literal["schema", "migration", "rollback", "query", "configuration", "data", "diagram", "shell", "other"]
"""What a fence is for. `schema`: DDL of the schema, in document order; `migration`, `rollback`: a step of its
own, apart from the schema; `query`: it only reads; `data`: it only writes rows; `configuration`: server settings;
`diagram`: mermaid, PlantUML, DBML; `shell`: client commands; `other`: anything else, programs included."""

SQL_ROLES: tuple[FenceRole, ...] = ("schema", "migration", "rollback", "query", "data")
"""The roles of fences that hold SQL."""

TEMPLATES = ("schema-document", "database-spec")
"""The templates that come with the program; a user's own are files."""

PlaceholderKind = Literal["bracket", "brace", "word", "ellipsis", "choice"]
"""`bracket` `[System Name]`; `brace` `{PROJECT_NAME}`, `{{name}}`; `word` TODO, TBD; `ellipsis` `...`,
`(...)`; `choice` a list left to choose from, `Draft | Review | Production`."""

FactSource = Literal["table", "list", "diagram", "fence", "heading"]
"""Where a documented fact stands: a Markdown table, a bullet list, a diagram, DDL in a fence, a heading with text below."""


class Section(NamedTuple):
    """A heading and what stands below it.

    A bold lead above a column table (``**`users`** - text``) counts, at level 7.
    """

    level: int
    """1 to 6; 7 for a bold lead."""
    title: str
    """Without number and markup: `users` of ``### 4.1 `users` ``."""
    number: str
    """As written, without a full stop at its end: `4.1`, `A` of `Appendix A: …`; empty when there is none."""
    path: tuple[str, ...]
    """Titles of the sections around it, outermost first; its own comes last."""
    written: str
    """As written, number and markup kept, without the leading `#`."""
    written_span: Span
    heading: Span
    """The heading, from its first `#` to the end of its text; for a bold lead the bold words."""
    body: Span
    """From the line after the heading to the next section of any level."""
    whole: Span
    """From the heading to the next section of the same or a higher level."""
    lead: str = ""
    """The first paragraph of the body, without markup; empty when something else comes first."""
    lead_span: Span | None = None
    struck: bool = False
    """The heading is struck through: what it describes is gone."""


class Fence(NamedTuple):
    """A fenced or indented code block."""

    info: str
    """All that stands on the fence line: `mermaid erDiagram`; empty for indented and untagged code."""
    language: str
    """The first word of `info` in lower case; what the content was recognised as (`sql`) when it has none."""
    content: Span
    """The characters between the fence lines, line end of the last line included."""
    span: Span
    """Both fence lines included."""
    section: Section | None
    role: FenceRole
    closed: bool = True
    """False when the document ends before the closing fence."""
    quote: int = 0
    """How many block quotes are around it: that many `>` before each line belong to Markdown, see `Page.content`."""


class Cell(NamedTuple):
    """One cell of a table."""

    text: str
    """Without markup; escaped pipes resolved."""
    written: str
    span: Span
    """The characters between the pipes, trimmed; of an empty cell the place where text would go."""


class GridTable(NamedTuple):
    """A Markdown table.

    Every row has as many cells as the header: missing ones are empty, surplus ones are dropped.
    """

    span: Span
    """From the header line to the end of the last row."""
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    row_spans: tuple[Span, ...]
    """The whole line of each row, without its line end."""
    delimiter: Span
    """The line of dashes below the header."""
    section: Section | None
    ragged: tuple[int, ...] = ()
    """Indexes of rows that have another number of cells than the header; -1 is the line of dashes."""


class DocumentedColumn(NamedTuple):
    """A column as the document states it. A span is None when the document has no place for that fact."""

    table: str
    name: str
    type: str
    """As written, without markup; empty when not said."""
    nullable: bool | None
    default: str | None
    """None when not said, or said to be none (then `default_span` is set)."""
    description: str
    row: Span
    """The row, list item or diagram line without its line end."""
    name_span: Span
    type_span: Span | None = None
    nullable_span: Span | None = None
    default_span: Span | None = None
    description_span: Span | None = None
    keys: tuple[str, ...] = ()
    """Of `PK`, `FK`, `UK`, in this order."""
    keys_span: Span | None = None
    references: tuple[str, str] | None = None
    """Parent table and column (the column empty when not said), where the row says so."""
    source: FactSource = "table"


class DocumentedTable(NamedTuple):
    """A table as the document states it."""

    name: str
    """As written without markup, with its schema if that is written."""
    name_span: Span
    span: Span
    """What holds the columns: the Markdown table, the list, the entity, the statement."""
    section: Section | None
    columns: tuple[DocumentedColumn, ...]
    source: FactSource = "table"
    description: str = ""
    struck: bool = False


class DocumentedIndex(NamedTuple):
    """An index as the document states it."""

    table: str
    """Empty when neither the row nor the headings name it."""
    name: str
    columns: tuple[str, ...]
    """Names only: no direction, no operator class; an expression as written."""
    unique: bool | None
    method: str
    """In lower case: `btree`, `gin`; empty when not said."""
    row: Span
    name_span: Span | None = None
    columns_span: Span | None = None
    method_span: Span | None = None
    table_span: Span | None = None
    source: FactSource = "table"
    unique_span: Span | None = None


class DocumentedStatus(NamedTuple):
    """The values that a column may hold, as the document states them."""

    table: str
    column: str
    values: tuple[str, ...]
    row: Span
    values_span: Span
    """The whole list of values."""
    value_spans: tuple[Span, ...]
    table_span: Span | None = None
    column_span: Span | None = None


ConstraintKind = Literal["primary key", "unique", "check", "exclude", ""]


class DocumentedConstraint(NamedTuple):
    """A key or a check as a list of constraints, or the row of a column, states it. Foreign keys are `DocumentedKey`s."""

    table: str
    """Empty when neither the row nor the headings name it."""
    name: str
    """Empty when not said."""
    kind: ConstraintKind
    """Empty when not said."""
    columns: tuple[str, ...]
    """Of a key; empty when not said."""
    condition: str
    """Of a check, without the word CHECK and the brackets behind it; empty when not said."""
    row: Span
    table_span: Span | None = None
    name_span: Span | None = None
    kind_span: Span | None = None
    columns_span: Span | None = None
    condition_span: Span | None = None
    column: str = ""
    """The column in whose row it stands."""
    clause_span: Span | None = None
    """In the row of a column the words that state it: `CHECK (price >= 0)`."""
    source: FactSource = "table"


class DocumentedKey(NamedTuple):
    """A foreign key at one place that states it, with the place of every part. `Page.relations` holds the same put together."""

    table: str
    columns: tuple[str, ...]
    parent: str
    """Empty where the row of a column only says that it is one."""
    parent_columns: tuple[str, ...]
    """Empty when not said."""
    row: Span
    name: str = ""
    on_delete: str = ""
    """In upper case with single blanks: `SET NULL`; empty when not said."""
    on_update: str = ""
    table_span: Span | None = None
    columns_span: Span | None = None
    parent_span: Span | None = None
    parent_columns_span: Span | None = None
    on_delete_span: Span | None = None
    """The words of the action; of an empty cell the place where they would go."""
    on_update_span: Span | None = None
    name_span: Span | None = None
    column: str = ""
    """The column in whose row it stands."""
    clause_span: Span | None = None
    """In the row of a column the words that state it: `FK -> users.id`."""
    source: FactSource = "table"


class DocumentedView(NamedTuple):
    """A view as the document states it."""

    name: str
    row: Span
    """The row, the list item, the heading."""
    name_span: Span
    materialized: bool | None = None
    """None when not said."""
    reads: tuple[str, ...] | None = None
    description: str = ""
    kind_span: Span | None = None
    reads_span: Span | None = None
    description_span: Span | None = None
    section: Section | None = None
    source: FactSource = "table"


class DocumentedRoutine(NamedTuple):
    """A function or procedure as the document states it."""

    name: str
    """Without what stands in brackets behind it."""
    row: Span
    name_span: Span
    kind: Literal["function", "procedure", ""] = ""
    parameters: tuple[str, ...] | None = None
    """What stands in brackets behind the name, or in a cell of its own, part by part; None when not said."""
    returns: str | None = None
    description: str = ""
    kind_span: Span | None = None
    parameters_span: Span | None = None
    returns_span: Span | None = None
    description_span: Span | None = None
    section: Section | None = None
    source: FactSource = "table"


class DocumentedTrigger(NamedTuple):
    """A trigger as the document states it."""

    name: str
    row: Span
    name_span: Span
    table: str = ""
    timing: str = ""
    """`before`, `after`, `instead of`; empty when not said."""
    events: tuple[str, ...] = ()
    """`insert`, `update`, `delete`, `truncate`."""
    function: str = ""
    description: str = ""
    table_span: Span | None = None
    timing_span: Span | None = None
    events_span: Span | None = None
    function_span: Span | None = None
    description_span: Span | None = None
    section: Section | None = None
    source: FactSource = "table"


ObjectSection = Literal["view", "routine", "trigger", "constraint", "key", "access", "policy"]


class DocumentedRole(NamedTuple):
    """A role or user of the database that the document lists without saying what it may do."""

    name: str
    row: Span
    name_span: Span
    description: str = ""
    section: Section | None = None
    source: FactSource = "table"


class DocumentedGrant(NamedTuple):
    """What a role may do, as a row, a list item or the cell of a matrix states it."""

    role: str
    objects: tuple[str, ...]
    """Names as written; with `everything` those of schemas, and empty for all that there are."""
    privileges: tuple[str, ...] | None
    """In upper case: those of SQL, and `READ`, `WRITE`, `FULL`, `SOME` where the document says no more; empty where it says that
    there are none; None where its words mean nothing to us."""
    row: Span
    role_span: Span
    everything: bool = False
    objects_span: Span | None = None
    privileges_span: Span | None = None
    matrix: bool = False
    """A cell where roles and objects meet."""
    section: Section | None = None
    source: FactSource = "table"


class DocumentedPolicy(NamedTuple):
    """A row-level policy as the document states it."""

    name: str
    table: str
    row: Span
    name_span: Span
    command: str = ""
    """In lower case: `all`, `select`; empty when not said."""
    roles: tuple[str, ...] = ()
    using: str = ""
    table_span: Span | None = None
    command_span: Span | None = None
    roles_span: Span | None = None
    using_span: Span | None = None
    section: Section | None = None
    source: FactSource = "table"


Cardinality = Literal["zero or one", "exactly one", "zero or more", "one or more", ""]


class Relation(NamedTuple):
    """A foreign key as the document states it, child to parent."""

    table: str
    columns: tuple[str, ...]
    """Empty when not said."""
    parent: str
    cardinality: tuple[Cardinality, Cardinality]
    """How many rows of the child one parent has, and how many parents one child has."""
    span: Span
    label: str = ""
    parent_columns: tuple[str, ...] = ()
    table_span: Span | None = None
    parent_span: Span | None = None
    source: FactSource = "diagram"
    actions: str = ""
    """Cascade rules as written: `ON DELETE CASCADE`."""


class Attribute(NamedTuple):
    """A line inside an entity of a diagram."""

    type: str
    name: str
    keys: tuple[str, ...]
    """As written, in upper case: `PK`, `FK`, `UK`; a wrong `FK_UK` counts as both and is a fault."""
    comment: str
    span: Span
    """From the type to the last key or the comment's closing quote."""
    type_span: Span
    name_span: Span
    keys_span: Span | None = None
    comment_span: Span | None = None
    """Quotes included."""


class Entity(NamedTuple):
    """An entity of a diagram: all its blocks and lone mentions make one."""

    name: str
    """Without quotes."""
    alias: str
    """The label in brackets, `p[Person]`; empty when there is none."""
    name_span: Span
    """Its first block's name, quotes included, or its first mention."""
    span: Span
    """From the name to the closing brace; the name alone when it has no block."""
    attributes: tuple[Attribute, ...]
    declared: bool = True
    """False when it is only mentioned in relations."""


class DiagramRelation(NamedTuple):
    """A relation line of a diagram."""

    left: str
    right: str
    left_cardinality: Cardinality
    right_cardinality: Cardinality
    identifying: bool
    """A solid line (`--`, `to`) is identifying, a dotted one (`..`, `optionally to`) is not."""
    label: str
    span: Span
    """From the left name to the end of the label."""
    left_span: Span
    right_span: Span
    operator_span: Span
    label_span: Span | None = None


class DiagramFault(NamedTuple):
    """Something that mermaid refuses, or that it draws otherwise than meant."""

    span: Span
    message: str
    refused: bool = True
    """False for what mermaid accepts, though it is surely a mistake."""


DiagramKind = Literal["er", "mermaid", "plantuml", "dbml", "text"]
"""`er` mermaid erDiagram; `mermaid` any other mermaid diagram; `text` boxes and arrows drawn in text."""


class Diagram(NamedTuple):
    """A diagram in a fence. Only `er` diagrams have entities and relations."""

    kind: DiagramKind
    span: Span
    """The content of the fence."""
    section: Section | None
    entities: tuple[Entity, ...] = ()
    relations: tuple[DiagramRelation, ...] = ()
    faults: tuple[DiagramFault, ...] = ()


class Metadata(NamedTuple):
    """One line of the metadata block (`**Version:** 1.0.0`) or of the front matter."""

    key: str
    value: str
    """Without markup."""
    span: Span
    """The whole line without its line end."""
    key_span: Span
    value_span: Span


class Metric(NamedTuple):
    """A figure the document gives about itself: `- **Tables:** 12`."""

    name: str
    value: str
    span: Span
    value_span: Span
    section: Section | None


class Hyperlink(NamedTuple):
    """A link or an image."""

    text: str
    target: str
    """Without title and angle brackets; of a reference link what its definition says, or empty."""
    span: Span
    target_span: Span
    image: bool = False
    section: Section | None = None


class Placeholder(NamedTuple):
    """Something left to be filled in."""

    text: str
    kind: PlaceholderKind
    span: Span
    section: Section | None
    fenced: bool = False
    """Inside a fence."""


class Comment(NamedTuple):
    """An HTML comment."""

    text: str
    """What stands between `<!--` and `-->`, trimmed."""
    span: Span


class TemplateSection(NamedTuple):
    """A section that a template asks for."""

    title: str
    number: str
    level: int
    aliases: tuple[str, ...]
    """Other titles for the same thing, in any language, lower case."""
    holds: tuple[str, ...]
    """Kinds of content, one of which it must hold: `prose`, `diagram`, `sql`, `migration`, `rollback`, `query`,
    `column-table`, `index-table`, `status-table`, `table`, `metrics`, `metadata`, `shell`, `list`, `link`,
    `configuration`, `data`; empty when its sub-sections are enough."""
    required: bool
    parent: str = ""
    """Title of the section around it; empty at the top."""
    titles: tuple[tuple[str, str], ...] = ()
    """What it is called in other languages, by their two letters: `("de", "Zweck")`."""

    @property
    def key(self) -> str:
        """Tells it from all others of its template: `Security / Access Control`."""
        return f"{self.parent} / {self.title}" if self.parent else self.title


class Template(NamedTuple):
    """The sections a kind of document must have, in order."""

    name: str
    title: str
    """The document's heading, with `{name}` for the system's name."""
    metadata: tuple[str, ...]
    """Keys of the metadata block."""
    sections: tuple[TemplateSection, ...]


class Outlined(NamedTuple):
    """What stands in a page for one section of its template."""

    wanted: TemplateSection
    section: Section | None
    """None when the page has no such heading."""
    covered: bool = False
    """There is no such heading, but the section around it holds this content itself."""

    @property
    def lacking(self) -> bool:
        """Whether the template requires it and the page has nothing for it."""
        return self.wanted.required and self.section is None and not self.covered


class LinkTarget(NamedTuple):
    """What a relative link of a document leads to."""

    kind: Literal["file", "folder", "nothing", "outside"]
    """`nothing`: there is no such file or folder; `outside`: it leads out of the project, where nobody looked."""
    path: str
    """As it is printed."""
    fragment: str = ""
    """What stands behind the `#`, decoded."""
    anchors: frozenset[str] | None = None
    """What a fragment may name there; None where nobody can tell, as in anything but Markdown."""
    text: str = ""
    """Of a SQL script of up to 1 MB."""
    near: str = ""
    """Of what there is, what the link may mean: the path as it would be written."""
    replay: Replay | None = None
    """Of a SQL script that the run reads: what it builds, by itself."""


class Before(NamedTuple):
    """A document and its schema as the base revision has them."""

    revision: str
    """As people call it: `origin/HEAD`, `main`."""
    page: Page | None
    """The document as it was; None where the revision does not have it."""
    changed: tuple[str, ...]
    """The SQL files of the project that are new or have other text since."""


class Around(NamedTuple):
    """What lies around a document. Rules ask for it with `needs`; what no rule needs is not gathered and left empty."""

    place: str
    """The document's path from the root of its project, with forward slashes."""
    folder: str
    """Where documents are, from the same root; `.` for the root itself."""
    name: str
    """What the document's file should be called, with `{name}` for the system's name."""
    today: str
    """ISO date."""
    author: str = ""
    """As configured, or empty."""
    tracking: str = ""
    """The file that has a line for every document, as its path is printed."""
    tracked: str | None = None
    """Its text; None where there is no such file. Of `tracking`."""
    targets: Mapping[str, LinkTarget] = {}
    """What links lead to, by target as written; URLs, placeholders and paths from the root of a site are left out. Of `links`."""
    created: str = ""
    """ISO date of the commit that added the document; empty where there is none. Of `dates`."""
    before: Before | None = None
    """None outside git, and where there is no base revision. Of `base`."""
    pages: tuple[Page, ...] = ()
    """All schema documents of the project, this one too, by path. Of `pages`."""
    own: Replay | None = None
    """The document's own fences, whether they define tables or not."""


class Page(NamedTuple):
    """A Markdown document that was read."""

    path: str
    text: str
    template: str
    """The template that it follows: configured, told by its name, or because it holds five of its sections."""
    metadata: tuple[Metadata, ...] = ()
    sections: tuple[Section, ...] = ()
    fences: tuple[Fence, ...] = ()
    tables: tuple[GridTable, ...] = ()
    documented_tables: tuple[DocumentedTable, ...] = ()
    """From Markdown tables and lists; diagrams and fences are kept apart."""
    documented_indexes: tuple[DocumentedIndex, ...] = ()
    status_values: tuple[DocumentedStatus, ...] = ()
    relations: tuple[Relation, ...] = ()
    """From diagrams, column tables and lists."""
    diagrams: tuple[Diagram, ...] = ()
    metrics: tuple[Metric, ...] = ()
    links: tuple[Hyperlink, ...] = ()
    placeholders: tuple[Placeholder, ...] = ()
    comments: tuple[Comment, ...] = ()
    line_break: str = "\n"
    followed: Literal["configuration", "name", "sections", ""] = ""
    """What tells the template: configuration; the sections, where enough of them are there; or the file's name alone."""
    outline: tuple[Outlined, ...] = ()
    """Every section of the template in its order, and what stands for it; empty when the page follows none."""
    empty_sections: tuple[Section, ...] = ()
    """Headings with nothing below them, neither text nor a heading of a lower level."""
    dialect: Dialect = "standard"
    """Of the document, as its source says."""
    documented_constraints: tuple[DocumentedConstraint, ...] = ()
    documented_keys: tuple[DocumentedKey, ...] = ()
    documented_views: tuple[DocumentedView, ...] = ()
    documented_routines: tuple[DocumentedRoutine, ...] = ()
    documented_triggers: tuple[DocumentedTrigger, ...] = ()
    documented_roles: tuple[DocumentedRole, ...] = ()
    documented_grants: tuple[DocumentedGrant, ...] = ()
    documented_policies: tuple[DocumentedPolicy, ...] = ()
    object_sections: tuple[tuple[ObjectSection, Section], ...] = ()
    """The sections whose headings speak of such objects, in order."""

    template_metadata: tuple[str, ...] = ()
    """The keys of the metadata block that the template asks for."""
    around: Around | None = None
    """What lies around the document; None where no rule needs it."""
    examples: Callable[[Replay], tuple[Step, ...]] | None = None
    """The statements of the query, data and shell fences, replayed on top of a schema's last catalogue with every name looked up
    there (`Step.names`). None where no rule needs them (`examples`)."""

    @property
    def lines(self) -> Lines:
        return Lines(self.text)

    def section_at(self, offset: int) -> Section | None:
        """The innermost section around the character at `offset`; None before the first heading."""
        at = bisect_right(self.sections, offset, key=lambda section: section.heading.start)
        return self.sections[at - 1] if at else None

    def content(self, fence: Fence) -> str:
        """The characters of the fence's content; the `>` of block quotes around it are blanked out, so that
        offsets still hold: character `i` stands at `fence.content.start + i`."""
        text = self.text[fence.content.start : fence.content.end]
        if not fence.quote:
            return text
        lines = text.splitlines(keepends=True)
        for number, line in enumerate(lines):
            at = depth = 0
            while at < len(line) and depth < fence.quote and line[at] in " \t>":
                depth += line[at] == ">"
                at += 1
            lines[number] = line[:at].replace(">", " ") + line[at:]
        return "".join(lines)

    def written(self, span: Span) -> str:
        """The characters of `span`."""
        return self.text[span.start : span.end]
