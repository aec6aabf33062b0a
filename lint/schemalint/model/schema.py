"""What a catalogue holds. Everything is immutable; changes are replayed into new values."""

from collections.abc import Collection, Container, Iterator, Mapping
from typing import Literal

from schemalint.model.declaration import Declaration
from schemalint.model.document import Dialect
from schemalint.model.expression import Expression
from schemalint.model.name import ObjectName, Ref
from schemalint.model.record import NamedTuple
from schemalint.model.text import Span
from schemalint.model.validator import Validator

NOWHERE = Span("", 0, 0)
"""The span of what no text defines: generated names, assumed objects, values built by a rule."""

TypeFamily = Literal[
    "integer", "decimal", "float", "money", "boolean", "char", "varchar", "text", "binary", "bit", "date", "time",
    "timetz", "timestamp", "timestamptz", "interval", "uuid", "json", "jsonb", "xml", "enum", "set", "network",
    "geometry", "range", "search", "vector", "other", "user",
]  # fmt: skip
"""What kind of value a type holds, whatever the dialect calls it. `char` is padded, `varchar` bounded or not, `text` a large
character type; `timestamp` has no offset, `timestamptz` keeps an instant (DATETIMEOFFSET, TIMESTAMP WITH TIME ZONE, MySQL
TIMESTAMP); `user` a type that DDL must have created."""

Kind = Literal[
    "table", "view", "materialized-view", "index", "column", "constraint", "sequence", "type", "enum", "domain", "routine",
    "trigger", "policy", "schema", "extension", "role", "synonym", "database", "collection", "other",
]  # fmt: skip


class Type(NamedTuple):
    """A data type."""

    name: str
    """The server's canonical name without arguments, lower case: `character varying`, `bigint`, `timestamp with time zone`."""
    text: str
    """The server's canonical spelling with arguments and dimensions: `character varying(20)`, `numeric(10,2)`, `integer[]`."""
    family: TypeFamily
    arguments: tuple[str, ...] = ()
    """Length, precision, scale as written, `max` and unit words lower case."""
    dimensions: int = 0
    modifiers: tuple[str, ...] = ()
    """`unsigned`, `zerofill`, `char`, `byte`, `binary` …, lower case."""
    values: tuple[str, ...] = ()
    """The labels of an inline MySQL ENUM or SET."""
    schema: str = ""
    """The written qualifier of a user type, folded."""
    charset: str = ""
    span: Span = NOWHERE

    @property
    def length(self) -> int | None:
        """The first argument where it is a number."""
        return int(self.arguments[0]) if self.arguments and self.arguments[0].isdigit() else None


class Column(NamedTuple):
    """A column of a table."""

    name: str
    type: Type | None
    """None where the dialect lets it out (SQLite, generated columns of SQL Server) or it is unknown (CREATE TABLE AS)."""
    nullable: bool = True
    default: Expression | None = None
    identity: Literal["always", "by default"] | None = None
    """GENERATED … AS IDENTITY; AUTO_INCREMENT and SQLite's AUTOINCREMENT are `by default`, SQL Server's IDENTITY is `always`."""
    serial: bool = False
    """Written as serial, smallserial or bigserial: `type` is then the integer type and `default` the nextval call."""
    generated: Expression | None = None
    stored: bool = False
    on_update: Expression | None = None
    """MySQL's ON UPDATE CURRENT_TIMESTAMP."""
    collation: str = ""
    comment: str | None = None
    written: str = ""
    """The name as written, quotes included."""
    span: Span = NOWHERE
    """The name."""
    definition: Span = NOWHERE
    """The whole clause, from the name to before the comma."""
    null_span: Span = NOWHERE
    """The words NOT NULL or NULL where they are written."""
    default_span: Span = NOWHERE
    """DEFAULT and its expression."""
    default_name: str = ""
    """SQL Server's name of the default constraint."""
    unknown: bool = False
    """Part of the clause could not be read; rules that need certainty stay silent."""
    statement: Span = NOWHERE
    numbering: str = ""
    """The options of the sequence behind an identity, as written: `START WITH 5 INCREMENT BY 2` (PostgreSQL)."""


class KeyPart(NamedTuple):
    """One key of an index or a unique constraint."""

    column: str
    """Folded; empty for an expression."""
    expression: Expression | None = None
    descending: bool = False
    nulls: Literal["first", "last", ""] = ""
    collation: str = ""
    opclass: str = ""
    prefix: int | None = None
    """MySQL's key length."""
    operator: str = ""
    """The operator of an exclusion constraint."""
    span: Span = NOWHERE


class PrimaryKey(NamedTuple):
    name: str
    columns: tuple[str, ...]
    span: Span = NOWHERE
    """The clause: `PRIMARY KEY (id)`, or the words PRIMARY KEY inside a column."""
    named: bool = False
    """The name was written, not generated."""
    inline: bool = False
    clustered: bool | None = None
    deferrable: bool = False
    enforced: bool = True
    using_index: str = ""
    statement: Span = NOWHERE
    name_span: Span = NOWHERE
    comment: str | None = None
    parts: tuple[KeyPart, ...] = ()
    """The keys, where one of them has a length or a direction of its own (MySQL)."""
    initially_deferred: bool = False


class Unique(NamedTuple):
    name: str
    columns: tuple[str, ...]
    parts: tuple[KeyPart, ...] = ()
    nulls_not_distinct: bool = False
    span: Span = NOWHERE
    named: bool = False
    inline: bool = False
    clustered: bool | None = None
    deferrable: bool = False
    enforced: bool = True
    using_index: str = ""
    include: tuple[str, ...] = ()
    statement: Span = NOWHERE
    name_span: Span = NOWHERE
    comment: str | None = None
    initially_deferred: bool = False


class ForeignKey(NamedTuple):
    name: str
    columns: tuple[str, ...]
    parent: Ref
    """Resolved through the search path or the default schema."""
    parent_columns: tuple[str, ...] = ()
    """Filled in from the parent's primary key when the DDL leaves them out."""
    on_delete: str = "NO ACTION"
    on_update: str = "NO ACTION"
    match: str = "SIMPLE"
    deferrable: bool = False
    initially_deferred: bool = False
    validated: bool = True
    enforced: bool = True
    action_written: bool = False
    """ON DELETE was written."""
    span: Span = NOWHERE
    parent_span: Span = NOWHERE
    named: bool = False
    inline: bool = False
    ignored: bool = False
    """Parsed and dropped by the server (MySQL's column-level REFERENCES)."""
    statement: Span = NOWHERE
    name_span: Span = NOWHERE
    comment: str | None = None


class Check(NamedTuple):
    name: str
    expression: Expression
    validated: bool = True
    enforced: bool = True
    no_inherit: bool = False
    span: Span = NOWHERE
    named: bool = False
    inline: bool = False
    column: str = ""
    """The column whose clause it stands in."""
    statement: Span = NOWHERE
    name_span: Span = NOWHERE
    comment: str | None = None


class Exclusion(NamedTuple):
    name: str
    parts: tuple[KeyPart, ...]
    method: str = "gist"
    predicate: Expression | None = None
    span: Span = NOWHERE
    named: bool = False
    statement: Span = NOWHERE
    name_span: Span = NOWHERE
    comment: str | None = None


Constraint = PrimaryKey | Unique | ForeignKey | Check | Exclusion


class Index(NamedTuple):
    schema: str
    name: str
    parts: tuple[KeyPart, ...]
    unique: bool = False
    method: str = "btree"
    include: tuple[str, ...] = ()
    predicate: Expression | None = None
    valid: bool = True
    """False for ON ONLY indexes of partitioned tables not yet attached, UNUSABLE, DISABLE, INVISIBLE ones."""
    nulls_not_distinct: bool = False
    clustered: bool | None = None
    named: bool = True
    concurrently: bool = False
    comment: str | None = None
    span: Span = NOWHERE
    """The whole statement, or the KEY clause inside CREATE TABLE."""
    name_span: Span = NOWHERE
    statement: Span = NOWHERE
    unknown: bool = False
    options: tuple[tuple[str, str], ...] = ()
    """How it is stored: the parameters behind WITH, and `tablespace`; names lower case, values as written."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Plain columns by name, expressions by their text, in order."""
        return tuple(part.column or (part.expression.text if part.expression else "") for part in self.parts)


class PartitionDefinition(NamedTuple):
    """A partition declared inside its parent's statement (MySQL, Oracle)."""

    name: str
    bound: str
    span: Span = NOWHERE


class Table(NamedTuple):
    schema: str
    name: str
    kind: Literal["table", "foreign", "temporary", "virtual", "external", "collection"] = "table"
    columns: tuple[Column, ...] = ()
    primary_key: PrimaryKey | None = None
    uniques: tuple[Unique, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[Check, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    indexes: tuple[Index, ...] = ()
    partition_of: Ref | None = None
    partition_bound: str = ""
    partition_by: str = ""
    """`RANGE (created_at)` as written; empty when the table is not partitioned."""
    partition_columns: tuple[str, ...] = ()
    inherits: tuple[Ref, ...] = ()
    of_type: Ref | None = None
    like: tuple[Ref, ...] = ()
    as_query: bool = False
    unlogged: bool = False
    options: tuple[tuple[str, str], ...] = ()
    """Storage and table options, lower-case names in order: engine, charset, collate, row_format, without rowid, strict,
    system_versioning, memory_optimized, tablespace, fillfactor, owner, replica identity …"""
    row_security: bool = False
    force_row_security: bool = False
    comment: str | None = None
    written: str = ""
    span: Span = NOWHERE
    """The name in its CREATE TABLE."""
    statement: Span = NOWHERE
    """The CREATE TABLE statement."""
    assumed: bool = False
    """Never created by what was read: a stand-alone script alters it, so it is taken to exist; its columns are unknown."""
    unknown: bool = False
    """Something about it could not be read; rules that need certainty stay silent and the summary counts it as muted."""
    partitions: tuple[PartitionDefinition, ...] = ()
    """The partitions declared inside its own statements (MySQL, Oracle), in order; those of PostgreSQL are tables."""
    validator: Validator | None = None
    """Of a collection: what its documents must be like."""
    declaration: Declaration | None = None
    """Of a table of DynamoDB: where its file says what."""

    @property
    def ref(self) -> Ref:
        return Ref(self.schema, self.name)

    def column(self, name: str) -> Column | None:
        """The column of that folded name."""
        for column in self.columns:
            if column.name == name:
                return column
        return None

    @property
    def constraints(self) -> Iterator[Constraint]:
        if self.primary_key:
            yield self.primary_key
        yield from self.uniques
        yield from self.foreign_keys
        yield from self.checks
        yield from self.exclusions


class View(NamedTuple):
    schema: str
    name: str
    materialized: bool = False
    columns: tuple[str, ...] = ()
    query: str = ""
    """The defining query as written."""
    query_span: Span = NOWHERE
    options: tuple[tuple[str, str], ...] = ()
    check_option: str = ""
    reads: tuple[Ref, ...] = ()
    """Tables and views named after FROM and JOIN, as far as the tokens tell."""
    comment: str | None = None
    written: str = ""
    span: Span = NOWHERE
    statement: Span = NOWHERE
    indexes: tuple[Index, ...] = ()
    unknown: bool = False
    seen: tuple[Table, ...] = ()
    """The tables it reads as they were when it was made, where its query has a star: it gives their columns of then."""

    @property
    def ref(self) -> Ref:
        return Ref(self.schema, self.name)


class Enum(NamedTuple):
    schema: str
    name: str
    values: tuple[str, ...]
    comment: str | None = None
    span: Span = NOWHERE
    statement: Span = NOWHERE

    @property
    def ref(self) -> Ref:
        return Ref(self.schema, self.name)


class Domain(NamedTuple):
    schema: str
    name: str
    type: Type
    nullable: bool = True
    default: Expression | None = None
    checks: tuple[Check, ...] = ()
    comment: str | None = None
    span: Span = NOWHERE
    statement: Span = NOWHERE

    @property
    def ref(self) -> Ref:
        return Ref(self.schema, self.name)


class UserType(NamedTuple):
    """A composite, range, base, table or object type."""

    schema: str
    name: str
    form: str
    """`composite`, `range`, `base`, `shell`, `table`, `alias`, `object`, `collection`."""
    columns: tuple[Column, ...] = ()
    comment: str | None = None
    span: Span = NOWHERE
    statement: Span = NOWHERE

    @property
    def ref(self) -> Ref:
        return Ref(self.schema, self.name)


class Sequence(NamedTuple):
    schema: str
    name: str
    type: str = ""
    start: str = ""
    increment: str = ""
    minimum: str = ""
    maximum: str = ""
    cycle: bool = False
    owned_by: tuple[Ref, str] | None = None
    implicit: bool = False
    """Made by the server for a serial or identity column."""
    comment: str | None = None
    span: Span = NOWHERE
    statement: Span = NOWHERE
    cache: str = ""

    @property
    def ref(self) -> Ref:
        return Ref(self.schema, self.name)


class Parameter(NamedTuple):
    name: str
    type: str
    mode: str = "in"
    default: str = ""


class Routine(NamedTuple):
    schema: str
    name: str
    kind: Literal["function", "procedure", "aggregate", "package", "package body", "window"]
    parameters: tuple[Parameter, ...] = ()
    returns: str = ""
    language: str = ""
    attributes: tuple[str, ...] = ()
    """`immutable`, `stable`, `strict`, `security definer`, `deterministic`, `set search_path` …, lower case."""
    body: str = ""
    body_span: Span = NOWHERE
    comment: str | None = None
    span: Span = NOWHERE
    statement: Span = NOWHERE

    @property
    def signature(self) -> str:
        """The types of the IN and INOUT parameters, as PostgreSQL tells overloads apart."""
        return ",".join(p.type for p in self.parameters if p.mode in ("in", "inout", "variadic"))

    @property
    def ref(self) -> Ref:
        return Ref(self.schema, self.name)


class Trigger(NamedTuple):
    table: Ref
    name: str
    timing: str
    """`before`, `after`, `instead of`."""
    events: tuple[str, ...]
    """`insert`, `update`, `delete`, `truncate`."""
    columns: tuple[str, ...] = ()
    """Of UPDATE OF."""
    level: Literal["row", "statement"] = "statement"
    when: str = ""
    function: Ref | None = None
    """What it calls, in PostgreSQL."""
    body: str = ""
    body_span: Span = NOWHERE
    constraint: bool = False
    enabled: bool = True
    comment: str | None = None
    span: Span = NOWHERE
    statement: Span = NOWHERE


class Policy(NamedTuple):
    table: Ref
    name: str
    command: str = "all"
    permissive: bool = True
    roles: tuple[str, ...] = ("public",)
    using: Expression | None = None
    check: Expression | None = None
    comment: str | None = None
    span: Span = NOWHERE
    statement: Span = NOWHERE


class Extension(NamedTuple):
    name: str
    schema: str = ""
    version: str = ""
    span: Span = NOWHERE
    statement: Span = NOWHERE


class Grant(NamedTuple):
    privileges: tuple[str, ...]
    """Upper case; empty for the membership of a role."""
    kind: Kind
    objects: tuple[Ref, ...]
    grantees: tuple[str, ...]
    all_in_schema: bool = False
    with_option: bool = False
    columns: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    """The roles granted, where a role is what is granted; of default privileges, the roles whose new objects they are about."""
    revoke: bool = False
    span: Span = NOWHERE


class OtherObject(NamedTuple):
    """An object whose inside no rule asks about: a role, a schema, a synonym, a rule, a publication, a statistics object …"""

    kind: str
    """Lower-case words: `role`, `schema`, `synonym`, `collation`, `event trigger`, `foreign server`, `statistics`."""
    schema: str
    name: str
    text: str = ""
    target: Ref | None = None
    """Of a synonym or an alias."""
    attributes: tuple[str, ...] = ()
    comment: str | None = None
    span: Span = NOWHERE
    statement: Span = NOWHERE

    @property
    def ref(self) -> Ref:
        return Ref(self.schema, self.name)


Link = tuple[Kind, Ref, str]
"""The kind and Ref of the object that names another, and its part (a trigger or policy of that table)."""


class Catalog(NamedTuple):
    """All schemas at one point of a replay. The mappings are persistent: a change shares all it does not touch."""

    dialect: Dialect
    version: str
    """The server's version from configuration, or empty."""
    default_schema: str
    """Where an unqualified name goes: `public`, `dbo`, or empty in MySQL, SQLite and Oracle unless USE or the search path says."""
    search_path: tuple[str, ...]
    tables: Mapping[Ref, Table]
    views: Mapping[Ref, View]
    enums: Mapping[Ref, Enum]
    domains: Mapping[Ref, Domain]
    types: Mapping[Ref, UserType]
    sequences: Mapping[Ref, Sequence]
    routines: Mapping[Ref, tuple[Routine, ...]]
    """Overloads in order of creation."""
    triggers: Mapping[tuple[Ref, str], Trigger]
    policies: Mapping[tuple[Ref, str], Policy]
    extensions: Mapping[str, Extension]
    others: Mapping[tuple[str, Ref], OtherObject]
    """By kind (`role`, `schema`, `synonym` …) and name."""
    grants: Collection[Grant] = ()
    """GRANT and REVOKE in the order they were given; shares its beginning with the catalogue before."""
    indexes: Mapping[Ref, Ref] = {}
    """The table of each index, where index names are unique in a schema (PostgreSQL, SQLite, Oracle); the indexes behind
    primary keys, unique and exclusion constraints are there too."""
    muted: Collection[Ref] = frozenset()
    """Objects that something we could not read touches; rules about them stay silent."""
    complete: bool = True
    """False when objects may exist that were never created here: a stand-alone script, half a history."""
    links: Mapping[Ref, Mapping[Link, None]] = {}
    """Who names an object: foreign keys, partitions, views, triggers, policies, owned sequences, by the Ref they name; and
    by schema and constraint name the tables that hold it. May keep what named it once: look before use."""
    heirs: Mapping[Ref, Mapping[Ref, None]] = {}
    """The partitions of each table and the tables that inherit from it. May keep former ones: look before use."""

    def table(self, ref: Ref) -> Table | None:
        return self.tables.get(ref)

    def resolve(self, name: ObjectName) -> Ref:
        """The key of the table or view that a written name means here, or the key it would have."""
        if name.schema is not None:
            ref = Ref(name.schema.value, name.value)
            # Where nothing says the schema of unqualified names, a qualified one may mean the same.
            plain = Ref("", name.value)
            if self.default_schema or self._is_there(ref) or not self._is_there(plain):
                return ref
            return plain
        for schema in ("pg_temp", self.default_schema, *self.search_path):
            ref = Ref(schema, name.value)
            if self._is_there(ref):
                return ref
        return Ref(self.default_schema, name.value)

    def _is_there(self, ref: Ref) -> bool:
        return ref in self.tables or ref in self.views

    def find(self, held: Container[Ref], name: str, schema: str = "") -> Ref | None:
        """The key under which `held`, one of these mappings, has what a name means here: in the schema that is written before it,
        else in the first that the server looks in. None where it has none."""
        places = (schema,) if schema else (self.default_schema, *self.search_path)
        return next((ref for one in places if (ref := Ref(one, name)) in held), None)

    def named_by(self, ref: Ref, kind: Kind) -> list[tuple[Ref, str]]:
        """What of a kind names an object, or did once, with its part, in the order of the names: look before use."""
        return sorted((other, part) for what, other, part in self.links.get(ref, ()) if what == kind)

    def triggers_on(self, ref: Ref) -> list[Trigger]:
        """The triggers of a table or view as they were made: MySQL fires those of one event in that order."""
        keys = [(ref, part) for other, part in self.named_by(ref, "trigger") if other == ref]
        return sorted((self.triggers[key] for key in keys if key in self.triggers), key=lambda one: one.statement)

    def policies_on(self, ref: Ref) -> list[Policy]:
        """The policies of a table, by name."""
        keys = [(ref, part) for other, part in self.named_by(ref, "policy") if other == ref]
        return [self.policies[key] for key in keys if key in self.policies]

    def readers(self, ref: Ref) -> list[View]:
        """The views that read a table or view, and those that read them, each behind what it reads."""
        done: list[Ref] = []
        seen: set[Ref] = set()
        waiting = [(ref, False)]
        while waiting:
            read, is_left = waiting.pop()
            if is_left:
                done.append(read)
            elif read not in seen:
                seen.add(read)
                waiting.append((read, True))
                waiting += [
                    (other, False)
                    for other, _ in self.named_by(read, "view")
                    if other in self.views and read in self.views[other].reads
                ]
        return [self.views[one] for one in reversed(done) if one != ref]

    def views_in_order(self) -> Iterator[View]:
        """The views, each behind those that it reads, else by name."""
        seen: set[Ref] = set()
        for first in sorted(self.views):
            waiting = [(first, False)]
            while waiting:
                ref, ready = waiting.pop()
                if ready:
                    yield self.views[ref]
                elif ref not in seen:
                    seen.add(ref)
                    waiting.append((ref, True))
                    waiting += [(read, False) for read in self.views[ref].reads if read in self.views]

    def is_muted(self, ref: Ref) -> bool:
        return ref in self.muted
