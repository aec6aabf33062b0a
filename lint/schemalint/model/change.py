"""What a statement does to the catalogue. `Opaque` when we cannot tell."""

from typing import Literal

from schemalint.model.declaration import Declaration
from schemalint.model.document import Statement
from schemalint.model.expression import Expression
from schemalint.model.name import Name, ObjectName, Ref
from schemalint.model.query import Embedded, NameFault
from schemalint.model.record import NamedTuple
from schemalint.model.schema import (
    NOWHERE,
    Catalog,
    Column,
    Constraint,
    Grant,
    Index,
    Parameter,
    PartitionDefinition,
    Type,
)
from schemalint.model.text import Span
from schemalint.model.validator import Validator

# Names in a change are as written and folded but not resolved: `name.schema` is None when no schema is written. Constraint
# values inside a change have an empty `name` when none was written, and a foreign key's `parent` has an empty schema when
# none was written; replay fills both in as the server would. `span` is the clause or statement the change stands for.


class LikeClause(NamedTuple):
    table: ObjectName
    including: tuple[str, ...] = ()
    """`all`, `defaults`, `constraints`, `indexes` …, lower case."""
    excluding: tuple[str, ...] = ()


class CreateTable(NamedTuple):
    name: ObjectName
    columns: tuple[Column, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    indexes: tuple[Index, ...] = ()
    """Keys written inside the statement (MySQL KEY, SQL Server INDEX)."""
    kind: Literal["table", "foreign", "temporary", "virtual", "external", "collection"] = "table"
    like: tuple[LikeClause, ...] = ()
    inherits: tuple[ObjectName, ...] = ()
    partition_of: ObjectName | None = None
    partition_bound: str = ""
    partition_by: str = ""
    partition_columns: tuple[str, ...] = ()
    partitions: tuple[PartitionDefinition, ...] = ()
    of_type: ObjectName | None = None
    as_query: str = ""
    """The query of CREATE TABLE … AS or SELECT … INTO, as written."""
    unlogged: bool = False
    if_not_exists: bool = False
    or_replace: bool = False
    options: tuple[tuple[str, str], ...] = ()
    comment: str | None = None
    body: Span = NOWHERE
    """From the opening to past the closing bracket of the column list."""
    span: Span = NOWHERE
    validator: Validator | None = None
    """Of a collection. With `or_replace` it takes the place of the one before (collMod)."""
    declaration: Declaration | None = None
    """Of a table of DynamoDB."""


class DropObjects(NamedTuple):
    """DROP of one or more objects of a kind."""

    kind: str
    """A `Kind`, or the lower-case words of the statement for others: `event trigger`."""
    names: tuple[ObjectName, ...]
    if_exists: bool = False
    cascade: bool = False
    concurrently: bool = False
    on: ObjectName | None = None
    """The table, where the dialect says it: DROP INDEX i ON t, DROP TRIGGER g ON t, DROP POLICY p ON t."""
    signatures: tuple[str, ...] = ()
    """The argument types written behind each routine, or empty strings; of an index of MongoDB that is called by its key what the server
    would call it: `last_1_first_-1`."""
    span: Span = NOWHERE
    routine: str = ""
    """`function` or `procedure` where a routine is dropped under that word."""


class RenameObject(NamedTuple):
    kind: str
    """As in `DropObjects`; `object` where the statement does not say and the name decides (sp_rename)."""
    name: ObjectName
    new_name: ObjectName
    on: ObjectName | None = None
    if_exists: bool = False
    span: Span = NOWHERE


class SetSchema(NamedTuple):
    kind: str
    name: ObjectName
    schema: Name
    span: Span = NOWHERE


class AddColumn(NamedTuple):
    table: ObjectName
    column: Column
    constraints: tuple[Constraint, ...] = ()
    if_not_exists: bool = False
    position: str = ""
    """`first`, or the folded name of the column it goes after (MySQL)."""
    span: Span = NOWHERE


class DropColumn(NamedTuple):
    table: ObjectName
    column: Name
    if_exists: bool = False
    cascade: bool = False
    span: Span = NOWHERE


class RenameColumn(NamedTuple):
    table: ObjectName
    column: Name
    new_name: Name
    span: Span = NOWHERE
    if_exists: bool = False
    """MariaDB's words; a block that guards the statement means the same elsewhere."""


class AlterColumnType(NamedTuple):
    table: ObjectName
    column: Name
    type: Type
    using: Expression | None = None
    collation: str = ""
    span: Span = NOWHERE


class RedefineColumn(NamedTuple):
    """MODIFY and CHANGE (MySQL), MODIFY (Oracle), ALTER COLUMN with a type (SQL Server)."""

    table: ObjectName
    column: Name
    definition: Column
    """`definition.name` differs from `column` where CHANGE renames."""
    constraints: tuple[Constraint, ...] = ()
    keeps: bool = False
    """What is not written stays as it was (Oracle); otherwise it is lost (MySQL), or becomes nullable (SQL Server)."""
    null_written: bool = False
    position: str = ""
    span: Span = NOWHERE
    if_exists: bool = False
    """MariaDB's MODIFY and CHANGE COLUMN IF EXISTS."""


class SetDefault(NamedTuple):
    table: ObjectName
    column: Name
    default: Expression | None
    """None drops it."""
    span: Span = NOWHERE
    name: str = ""
    if_exists: bool = False
    """MariaDB's ALTER COLUMN IF EXISTS."""


class SetNullable(NamedTuple):
    """SET NOT NULL (nullable False) and DROP NOT NULL (nullable True)."""

    table: ObjectName
    column: Name
    nullable: bool
    span: Span = NOWHERE


class SetIdentity(NamedTuple):
    """ADD GENERATED, SET GENERATED, DROP IDENTITY."""

    table: ObjectName
    column: Name
    identity: Literal["always", "by default"] | None
    if_exists: bool = False
    span: Span = NOWHERE


class SetGenerated(NamedTuple):
    """SET EXPRESSION (an expression) and DROP EXPRESSION (None)."""

    table: ObjectName
    column: Name
    expression: Expression | None
    if_exists: bool = False
    span: Span = NOWHERE


class SetColumnOption(NamedTuple):
    """STATISTICS, STORAGE, COMPRESSION, attribute options, SPARSE, MASKED, VISIBLE …"""

    table: ObjectName
    column: Name
    option: str
    value: str = ""
    span: Span = NOWHERE


class AddConstraint(NamedTuple):
    table: ObjectName
    constraint: Constraint
    if_not_exists: bool = False
    checked: bool = True
    """False for NOT VALID, WITH NOCHECK and ENABLE NOVALIDATE."""
    span: Span = NOWHERE


class DropConstraint(NamedTuple):
    table: ObjectName
    name: Name | None
    """None for DROP PRIMARY KEY, and Oracle's DROP UNIQUE (columns)."""
    kind: Literal["constraint", "primary key", "foreign key", "unique", "check"] = "constraint"
    columns: tuple[str, ...] = ()
    if_exists: bool = False
    cascade: bool = False
    span: Span = NOWHERE


class RenameConstraint(NamedTuple):
    table: ObjectName
    name: Name
    new_name: Name
    span: Span = NOWHERE


class AlterConstraint(NamedTuple):
    """VALIDATE CONSTRAINT, ALTER CONSTRAINT, ENABLE, DISABLE, CHECK and NOCHECK CONSTRAINT. None leaves a property as it is."""

    table: ObjectName
    name: Name | None
    """None for ALL, or where Oracle names it by kind."""
    validated: bool | None = None
    enforced: bool | None = None
    deferrable: bool | None = None
    initially_deferred: bool | None = None
    span: Span = NOWHERE


class AttachPartition(NamedTuple):
    table: ObjectName
    partition: ObjectName
    bound: str = ""
    span: Span = NOWHERE


class DetachPartition(NamedTuple):
    table: ObjectName
    partition: ObjectName
    concurrently: bool = False
    finalize: bool = False
    span: Span = NOWHERE


class AlterPartitions(NamedTuple):
    """Partition maintenance that names no table of its own: ADD, DROP, TRUNCATE, SPLIT, MERGE, REORGANIZE PARTITION …"""

    table: ObjectName
    action: str
    names: tuple[str, ...] = ()
    span: Span = NOWHERE
    definitions: tuple[PartitionDefinition, ...] = ()
    """The partitions that ADD and REORGANIZE make."""


class SetInheritance(NamedTuple):
    table: ObjectName
    parent: ObjectName
    inherit: bool
    span: Span = NOWHERE


class SetRowSecurity(NamedTuple):
    """None leaves a property as it is."""

    table: ObjectName
    enabled: bool | None = None
    forced: bool | None = None
    span: Span = NOWHERE


class SetTrigger(NamedTuple):
    """ENABLE and DISABLE TRIGGER."""

    table: ObjectName
    name: str
    """Empty for ALL and USER."""
    enabled: bool
    span: Span = NOWHERE


class SetOption(NamedTuple):
    """A property of an object that changes neither columns nor constraints: OWNER TO, SET (…), SET TABLESPACE, SET LOGGED,
    CLUSTER ON, REPLICA IDENTITY, ENGINE, CHARSET, CONVERT TO CHARACTER SET, AUTO_INCREMENT, ALGORITHM, LOCK …"""

    kind: str
    name: ObjectName
    option: str
    """Lower-case words: `owner`, `tablespace`, `logged`, `engine`, `charset`, `algorithm`, `lock`."""
    value: str = ""
    span: Span = NOWHERE
    columns: tuple[str, ...] = ()
    """The columns that a new PARTITION BY computes from."""
    partitions: tuple[PartitionDefinition, ...] = ()


class CreateIndex(NamedTuple):
    table: ObjectName
    definition: Index
    """`definition.name` is empty when none was written; `definition.schema` only where one was."""
    name: Name | None = None
    if_not_exists: bool = False
    only: bool = False
    online: bool | None = None
    """SQL Server's ONLINE = ON, Oracle's ONLINE; None when not written."""
    algorithm: str = ""
    lock: str = ""
    """MySQL's clauses, upper case."""
    span: Span = NOWHERE
    or_replace: bool = False
    """MariaDB's CREATE OR REPLACE INDEX."""


class AttachIndex(NamedTuple):
    name: ObjectName
    partition: ObjectName
    span: Span = NOWHERE


class AlterIndex(NamedTuple):
    """REBUILD, REORGANIZE, DISABLE, UNUSABLE, VISIBLE; what changes only storage is `SetOption`."""

    name: ObjectName
    on: ObjectName | None
    action: str
    span: Span = NOWHERE


class Reindex(NamedTuple):
    kind: str
    name: ObjectName | None
    concurrently: bool = False
    span: Span = NOWHERE


class CreateView(NamedTuple):
    name: ObjectName
    materialized: bool = False
    columns: tuple[str, ...] = ()
    query: str = ""
    query_span: Span = NOWHERE
    reads: tuple[ObjectName, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    check_option: str = ""
    or_replace: bool = False
    """Also ALTER VIEW … AS of MySQL and SQL Server."""
    if_not_exists: bool = False
    temporary: bool = False
    span: Span = NOWHERE


class RefreshView(NamedTuple):
    name: ObjectName
    concurrently: bool = False
    with_data: bool = True
    span: Span = NOWHERE


class CreateEnum(NamedTuple):
    name: ObjectName
    values: tuple[str, ...]
    value_spans: tuple[Span, ...] = ()
    span: Span = NOWHERE
    if_not_exists: bool = False
    """No server has the words; a block that guards the statement means the same."""


class AddEnumValue(NamedTuple):
    name: ObjectName
    value: str
    before: str = ""
    after: str = ""
    if_not_exists: bool = False
    span: Span = NOWHERE


class RenameEnumValue(NamedTuple):
    name: ObjectName
    value: str
    new_value: str
    span: Span = NOWHERE


class CreateDomain(NamedTuple):
    name: ObjectName
    type: Type
    nullable: bool = True
    default: Expression | None = None
    constraints: tuple[Constraint, ...] = ()
    span: Span = NOWHERE
    if_not_exists: bool = False


class AlterDomain(NamedTuple):
    """One action. Fields left None are untouched."""

    name: ObjectName
    default: Expression | None = None
    drop_default: bool = False
    nullable: bool | None = None
    add: Constraint | None = None
    drop: Name | None = None
    validate: Name | None = None
    span: Span = NOWHERE


class CreateType(NamedTuple):
    name: ObjectName
    form: str
    columns: tuple[Column, ...] = ()
    or_replace: bool = False
    text: str = ""
    span: Span = NOWHERE
    if_not_exists: bool = False


class AlterType(NamedTuple):
    """An attribute of a composite type: ADD, DROP, ALTER ATTRIBUTE, RENAME ATTRIBUTE."""

    name: ObjectName
    action: Literal["add", "drop", "alter", "rename"]
    attribute: Name
    definition: Column | None = None
    new_name: Name | None = None
    span: Span = NOWHERE


class CreateSequence(NamedTuple):
    name: ObjectName
    options: tuple[tuple[str, str], ...] = ()
    """`as`, `start`, `increment`, `minvalue`, `maxvalue`, `cycle`, `cache`, `owned by`; values as written."""
    owned_by: tuple[ObjectName, str] | None = None
    if_not_exists: bool = False
    temporary: bool = False
    span: Span = NOWHERE
    or_replace: bool = False


class AlterSequence(NamedTuple):
    name: ObjectName
    options: tuple[tuple[str, str], ...] = ()
    owned_by: tuple[ObjectName, str] | None = None
    owned_by_none: bool = False
    if_exists: bool = False
    span: Span = NOWHERE


class CreateRoutine(NamedTuple):
    name: ObjectName
    kind: Literal["function", "procedure", "aggregate", "package", "package body", "window"]
    parameters: tuple[Parameter, ...] = ()
    returns: str = ""
    language: str = ""
    attributes: tuple[str, ...] = ()
    body: str = ""
    body_span: Span = NOWHERE
    or_replace: bool = False
    """Also ALTER FUNCTION and ALTER PROCEDURE of SQL Server."""
    if_not_exists: bool = False
    span: Span = NOWHERE


class CreateTrigger(NamedTuple):
    name: ObjectName
    table: ObjectName
    timing: str
    events: tuple[str, ...]
    columns: tuple[str, ...] = ()
    level: Literal["row", "statement"] = "statement"
    when: str = ""
    function: ObjectName | None = None
    body: str = ""
    body_span: Span = NOWHERE
    constraint: bool = False
    or_replace: bool = False
    if_not_exists: bool = False
    span: Span = NOWHERE


class CreatePolicy(NamedTuple):
    name: Name
    table: ObjectName
    command: str = "all"
    permissive: bool = True
    roles: tuple[str, ...] = ("public",)
    using: Expression | None = None
    check: Expression | None = None
    span: Span = NOWHERE
    if_not_exists: bool = False


class AlterPolicy(NamedTuple):
    name: Name
    table: ObjectName
    roles: tuple[str, ...] | None = None
    using: Expression | None = None
    check: Expression | None = None
    span: Span = NOWHERE


class ChangeGrant(NamedTuple):
    """GRANT and REVOKE; objects in `grant` are resolved by replay from `objects`."""

    grant: Grant
    objects: tuple[ObjectName, ...] = ()
    default: bool = False
    """ALTER DEFAULT PRIVILEGES."""
    span: Span = NOWHERE


class CreateExtension(NamedTuple):
    name: Name
    schema: Name | None = None
    version: str = ""
    if_not_exists: bool = False
    span: Span = NOWHERE


class CreateObject(NamedTuple):
    """CREATE of a kind whose inside no rule asks about (see `OtherObject`)."""

    kind: str
    name: ObjectName
    text: str = ""
    target: ObjectName | None = None
    attributes: tuple[str, ...] = ()
    or_replace: bool = False
    if_not_exists: bool = False
    span: Span = NOWHERE


class AlterObject(NamedTuple):
    """ALTER of an object in a way the catalogue does not keep."""

    kind: str
    name: ObjectName | None
    action: str = ""
    attributes: tuple[str, ...] = ()
    span: Span = NOWHERE


class SetComment(NamedTuple):
    """COMMENT ON, sp_addextendedproperty 'MS_Description'."""

    kind: str
    name: ObjectName
    """The object; for a column, constraint, trigger or policy its table."""
    part: str
    """The folded name of the column, constraint, trigger or policy; else empty."""
    comment: str | None
    span: Span = NOWHERE
    signature: str = ""
    """The types of a routine's arguments, which tell overloads apart; empty where none are given."""


class SetSearchPath(NamedTuple):
    """SET search_path, `set_config('search_path', …)`, USE, ALTER SESSION SET CURRENT_SCHEMA."""

    schemas: tuple[str, ...]
    local: bool = False
    span: Span = NOWHERE


class SetSession(NamedTuple):
    """SET of another variable: `lock_timeout`, `statement_timeout`, `foreign_key_checks`, `sql_mode` …"""

    variable: str
    """Lower case."""
    value: str
    local: bool = False
    span: Span = NOWHERE


class TransactionControl(NamedTuple):
    action: Literal["begin", "commit", "rollback", "savepoint", "release", "rollback to", "set"]
    span: Span = NOWHERE


class WriteRows(NamedTuple):
    """INSERT, UPDATE, DELETE, MERGE, TRUNCATE, COPY … FROM, LOAD DATA."""

    verb: Literal["insert", "update", "delete", "merge", "truncate", "copy", "replace", "load"]
    tables: tuple[ObjectName, ...]
    """The tables written to; only TRUNCATE and multi-table statements have more than one."""
    columns: tuple[Name, ...] = ()
    """Written in INSERT's column list or UPDATE's SET list."""
    filtered: bool = False
    """Has a WHERE, a LIMIT, a join or USING that bounds it."""
    rows: tuple[tuple[str | None, ...], ...] = ()
    """The literal values of INSERT … VALUES, or one row of the SET list, in the order of `columns`; strings unescaped,
    numbers as written, None for anything that is not a literal. At most the first 200 rows."""
    from_query: bool = False
    cascade: bool = False
    span: Span = NOWHERE


class Execute(NamedTuple):
    """DO, CALL, EXEC, anonymous blocks."""

    name: ObjectName | None
    body: str = ""
    body_span: Span = NOWHERE
    span: Span = NOWHERE
    followed: bool = False
    """The statements of the body stand behind it as changes of their own; only text that is put together is unknown."""


class NoChange(NamedTuple):
    """Known not to matter to the catalogue: queries, client commands, ANALYZE, EXPLAIN, data lines."""

    what: str
    span: Span = NOWHERE


class Opaque(NamedTuple):
    """A statement we cannot tell the effect of."""

    kind: str
    """What it seems to touch: a `Kind`, empty, or `everything` where it may make anything."""
    touches: tuple[ObjectName, ...]
    reason: str
    """For the user: `ALTER TABLE action FROBNICATE is not known`."""
    span: Span = NOWHERE


Change = (
    CreateTable
    | DropObjects
    | RenameObject
    | SetSchema
    | AddColumn
    | DropColumn
    | RenameColumn
    | AlterColumnType
    | RedefineColumn
    | SetDefault
    | SetNullable
    | SetIdentity
    | SetGenerated
    | SetColumnOption
    | AddConstraint
    | DropConstraint
    | RenameConstraint
    | AlterConstraint
    | AttachPartition
    | DetachPartition
    | AlterPartitions
    | SetInheritance
    | SetRowSecurity
    | SetTrigger
    | SetOption
    | CreateIndex
    | AttachIndex
    | AlterIndex
    | Reindex
    | CreateView
    | RefreshView
    | CreateEnum
    | AddEnumValue
    | RenameEnumValue
    | CreateDomain
    | AlterDomain
    | CreateType
    | AlterType
    | CreateSequence
    | AlterSequence
    | CreateRoutine
    | CreateTrigger
    | CreatePolicy
    | AlterPolicy
    | ChangeGrant
    | CreateExtension
    | CreateObject
    | AlterObject
    | SetComment
    | SetSearchPath
    | SetSession
    | TransactionControl
    | WriteRows
    | Execute
    | NoChange
    | Opaque
)


class Unread(NamedTuple):
    """A clause inside a statement that was not understood; it taints only what it belongs to."""

    span: Span
    text: str
    belongs_to: str = ""
    """The folded name of the column or constraint it stands in, or empty for the whole object."""


class Judged(NamedTuple):
    """What parsers of others say of a statement that was not read completely."""

    valid: bool | None
    """False when at least two of them refuse it, or the server's own parser does; True when one of them takes it; None when
    they cannot tell: too few are there, they gave up, or one alone refuses it."""
    judges: tuple[str, ...] = ()
    """Who decided: `sqlglot`, `sqlfluff`, `libpg_query`, `grammar` for the manual's list of statements and plain well-formedness."""
    message: str = ""
    """What they say is wrong, or why there is no verdict."""
    at: int = -1
    """The character in the statement's text where they see it; -1 when they name no place."""


class Reading(NamedTuple):
    """A statement and what it means."""

    statement: Statement
    changes: tuple[Change, ...]
    unread: tuple[Unread, ...] = ()
    claimed: int = 0
    """How many of the statement's tokens the reader consumed, those inside `unread` parts included; equal to
    `len(statement.tokens.words)` for every statement, or tokens were lost."""
    judged: Judged | None = None
    """The verdict of other parsers, where it was asked for."""
    queries: tuple[Embedded, ...] = ()
    """The queries inside it, where they were asked for."""

    @property
    def complete(self) -> bool:
        """Read completely, or known not to matter."""
        return not self.unread and not any(isinstance(change, Opaque) for change in self.changes)


FaultKind = Literal[
    "exists", "missing", "missing-column", "missing-parent", "missing-parent-column", "missing-type", "needed"
]
"""`needed`: what stays depends on it, so the server does not drop it; `part` and `holder` name what does, and its kind."""


class Fault(NamedTuple):
    """What the server would refuse while replaying. The statement counts as made all the same."""

    kind: FaultKind
    object_kind: str
    ref: Ref
    """The object that exists already, or is missing; for a column, constraint, trigger or policy, its table."""
    part: str
    """The column, constraint, trigger or policy; else empty."""
    span: Span
    """The name in the statement."""
    related: Span | None = None
    """Where the existing object was made."""
    holder: str = ""
    """The kind of the object that has the name, where it is another kind than the one that is made or has another owner."""


class Transaction(NamedTuple):
    """How the statement of a step is wrapped."""

    by: Literal["script", "framework", "implicit"]
    """BEGIN in the text, the framework, or a server that runs a file of several statements as one query."""
    words: str = ""
    """Who wraps it, for messages: `goose runs each migration in a transaction`."""
    opt_out: str = ""
    """What turns it off, for messages: `-- +goose NO TRANSACTION`."""


class Step(NamedTuple):
    """A change with the catalogue before and after it."""

    number: int
    """From 0 in its replay."""
    reading: Reading
    change: Change
    before: Catalog
    after: Catalog
    base: Catalog
    """The catalogue before the change set the step belongs to; what is not in it was created together with this step."""
    faults: tuple[Fault, ...] = ()
    transaction: Transaction | None = None
    new: bool = True
    """False when it is released already."""
    migration: int | None = None
    """The position of its migration in the history."""
    names: tuple[NameFault, ...] = ()
    """The names in the statement that mean nothing at this step, where they were asked for; on the first step of a statement."""
    back: bool = False
    """Part of a rollback, of a migration or in a document: clients of the schema before are what it serves. Those of
    a migration all have the number of its last step."""

    @property
    def statement(self) -> Statement:
        return self.reading.statement
