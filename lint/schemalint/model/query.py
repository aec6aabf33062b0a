"""Queries as far as names go: which relations a query reads, which columns and functions it names, and where."""

from typing import Literal

from schemalint.model.name import Name, ObjectName, Ref
from schemalint.model.record import NamedTuple
from schemalint.model.text import Span

Clause = Literal["select", "from", "join", "using", "where", "group", "having", "order", "window", "set", "insert", "values", "returning", "conflict", "other"]  # fmt: skip
"""Where in a query a name stands. `join` is the condition of a join, `using` its list, `set` the left side of an assignment,
`insert` the column list of INSERT, `conflict` the target and the assignments of ON CONFLICT."""


class NamedColumn(NamedTuple):
    """A name that stands for a column, a whole row or a variable."""

    name: Name
    qualifier: ObjectName | None = None
    """What is written in front of it: an alias, a table, or a schema and a table."""
    clause: Clause = "other"


class SourceColumn(NamedTuple):
    """A column that a FROM item itself names: `AS t(a, b)`, `AS t(a int, b text)`."""

    name: str
    type: str = ""


class FromItem(NamedTuple):
    """One item of FROM, of a join, or the table that a statement writes to."""

    alias: str
    """What its columns are qualified with, folded: the alias, else the name; empty where it has neither."""
    table: ObjectName | None = None
    """The table or view it names. A name that a WITH in reach defines is `scope` instead."""
    scope: int | None = None
    """The scope of the subquery, VALUES list or common table expression it stands for, as an index of `Query.scopes`."""
    function: ObjectName | None = None
    """The function whose rows it is."""
    columns: tuple[SourceColumn, ...] = ()
    """The column names written behind the alias; they go over the first columns of what it stands for."""
    join: Literal["", "inner", "left", "right", "full", "cross"] = ""
    """How it is joined to what stands before it; empty for the first and behind a comma."""
    natural: bool = False
    using: tuple[Name, ...] = ()
    lateral: bool = False
    """May name what stands before it."""
    aliased: bool = False
    """An alias is written, so the table's own name does not qualify."""
    opaque: bool = False
    """What it stands for could not be told (PIVOT, a table function of the server, a placeholder): any column may come from it.
    `table` and `scope` are then what is turned."""
    ordinality: bool = False
    """WITH ORDINALITY: one more column, the last, named `ordinality` where `columns` does not say otherwise."""


class Operand(NamedTuple):
    """One side of an operator, as far as it is simple."""

    kind: Literal[
        "column", "string", "national", "number", "boolean", "null", "parameter", "word", "call", "cast", "concat", "arithmetic", "query", "other",
    ]  # fmt: skip
    """`national` is N'…'; `word` a name that only looks like a column (ROWNUM); `concat` strings put together."""
    text: str = ""
    """The value of a literal, and of the one that a `concat` begins with; the function of a call, lower case; the type of a cast; the
    word, upper case."""
    column: NamedColumn | None = None
    """The column it is; of a call, a cast and arithmetic the only one that is named inside."""
    scope: int | None = None
    """Of a subquery, as an index of `Query.scopes`."""


class Operation(NamedTuple):
    """An operator between values, at least one of which names a column, or is a word like ROWNUM."""

    operator: str
    """Upper case: `=`, `<>`, `<`, `LIKE`, `ILIKE`, `IN`, `BETWEEN`, `+`, `-`, `*`, `/`, `%`, `||`."""
    left: Operand
    right: tuple[Operand, ...]
    """One; of IN the values of the list, of BETWEEN the two ends."""
    negated: bool = False
    clause: Clause = "other"
    firm: bool = False
    """A condition of WHERE or ON that stands in conjunction with the rest."""
    span: Span = Span("", 0, 0)
    """From the first name or literal in it to the last."""


class SetWord(NamedTuple):
    """What stands between two parts of a set operation."""

    words: str
    """`UNION`, `UNION ALL`, `UNION DISTINCT`, `EXCEPT` …, upper case."""
    span: Span


Role = Literal["", "exists", "in", "value", "from", "with"]
"""What a query is to the one around it: nothing, what EXISTS or IN asks, a value, an item of FROM, a common table expression."""


class Output(NamedTuple):
    """One item of a SELECT or RETURNING list."""

    name: str
    """The column's name, folded; empty where the server makes one up."""
    star: bool = False
    qualifier: str = ""
    """Of `t.*`; `()` where the fields of a value are meant: `(f(x)).*`."""
    column: NamedColumn | None = None
    """The column it is, where it is a plain one."""
    type: str = ""
    """Of a cast, as written; else empty."""
    literal: str = ""
    """The text of a plain literal, quotes included; `NULL`."""
    span: Span = Span("", 0, 0)
    columns: tuple[NamedColumn, ...] = ()
    """Of an expression the columns whose values go into it: not those that are only counted, tested or sorted by, nor those of
    queries inside it."""
    scopes: tuple[int, ...] = ()
    """Of an expression the queries whose values go into it, as indexes of `Query.scopes`."""


class Scope(NamedTuple):
    """One SELECT, set operation, VALUES list or writing statement: the names in reach of each other."""

    kind: Literal["select", "set", "values", "insert", "update", "delete", "merge"]
    parent: int | None = None
    """The scope around it whose relations its columns may name. In a WITH and in a FROM item that is not lateral it is the one
    around the query that holds these; None at the top."""
    relations: tuple[FromItem, ...] = ()
    columns: tuple[NamedColumn, ...] = ()
    """The columns named in it, those of inner scopes left out, in order."""
    outputs: tuple[Output, ...] = ()
    """What it gives: of a set operation, what its first part gives."""
    parts: tuple[int, ...] = ()
    """The scopes a set operation joins; of INSERT the query or VALUES list it takes its rows from."""
    target: ObjectName | None = None
    """The table that is written to; it is also the first of `relations`, but not of INSERT. There `relations` are what
    RETURNING and ON CONFLICT may name besides the target: its alias, `excluded`."""
    filters: tuple[NamedColumn, ...] = ()
    """Columns that a WHERE demands something of which NULL never fulfils, in conjunction with the rest (`b.x = 1`, not
    `b.x IS NULL OR …`, nor inside COALESCE)."""
    role: Role = ""
    operations: tuple[Operation, ...] = ()
    """The operators in it, those of inner scopes left out."""
    conditions: tuple[Span, ...] = ()
    """The conditions of WHERE and ON that hold together, each from its first name or literal to its last."""
    limit: Span | None = None
    """The word that bounds the number of rows (LIMIT, FETCH, TOP), where one does."""
    ordered: bool = False
    aggregated: bool = False
    """An aggregate without GROUP BY: it gives one row."""
    grouped: bool = False
    """GROUP BY or DISTINCT."""
    locking: bool = False
    """FOR UPDATE and the like."""
    words: tuple[SetWord, ...] = ()
    """Of a set operation, between its parts; empty where their places could not be told."""


class Called(NamedTuple):
    """A function call."""

    name: ObjectName
    """Folded."""
    arguments: int
    """How many are written; -1 where they cannot be counted (named notation, VARIADIC, a keyword inside: `extract(year FROM x)`)."""
    star: bool = False
    """`count(*)`."""
    literals: tuple[str | None, ...] = ()
    """The text of each argument that is a plain string literal, None for the others: `nextval('orders_id_seq')`."""
    span: Span = Span("", 0, 0)
    """The name."""
    column: NamedColumn | None = None
    """The column that is its only argument."""


class Query(NamedTuple):
    """One statement of a query language, taken apart. All spans are in the document."""

    scopes: tuple[Scope, ...] = ()
    """The outermost is the last; an inner one stands before what holds it."""
    calls: tuple[Called, ...] = ()
    types: tuple[ObjectName, ...] = ()
    """The types named in casts and column definitions, as far as they may be a user's own."""
    problem: str = ""
    """Why it could not be taken apart; then all else is empty."""

    @property
    def top(self) -> Scope | None:
        return self.scopes[-1] if self.scopes else None


Place = Literal[
    "query", "view", "table-as", "write", "function", "procedure", "block", "trigger", "trigger-when", "rule", "policy", "check", "default",
    "generated", "index",
]  # fmt: skip
"""Where a query stands. `query` is a statement of its own, `write` one that changes rows, `block` a DO or anonymous block."""


class Embedded(NamedTuple):
    """A query inside a statement, and what else its names may mean there."""

    place: Place
    query: Query
    span: Span
    """The query's text."""
    variables: frozenset[str] = frozenset()
    """Folded names that are no columns: parameters, declared variables, loop records, cursors. A qualifier may be one, too."""
    rows: tuple[tuple[str, ObjectName], ...] = ()
    """Names that stand for a row of a table: `new` and `old` in a trigger, `excluded`, `inserted` and `deleted`, variables
    declared as a table's row type."""
    late: bool = False
    """The server looks at the names only when it runs: the body of PL/pgSQL, routines and triggers of most servers."""
    exact: bool = True
    """False where not all names in reach are known (text that is put together, a body half understood): an unqualified name that
    is nothing else may still be one of them."""
    temporary: frozenset[str] = frozenset()
    """Tables that the same body makes, folded."""
    given: bool = True
    """Its rows go to whoever runs the statement; False where a body keeps them in variables or a cursor of its own."""


NameKind = Literal["table", "column", "function", "type", "sequence", "schema"]


class NameFault(NamedTuple):
    """A name in a statement that means nothing at that step."""

    kind: NameKind
    name: str
    """Folded; with its schema where one is written."""
    span: Span
    late: bool = False
    """The server accepts the statement and fails when it runs."""
    relation: Ref | None = None
    """Of a column, the table or view that lacks it, where there is just one it could belong to; of anything else, the key it
    would have."""
    reason: Literal["missing", "ambiguous", "arguments", "hidden"] = "missing"
    """`arguments`: the function exists, but not with that many; `hidden`: the table is there, but an alias took its name, or
    it stands outside the reach of the name."""
    near: str = ""
    """The nearest name that exists."""
    place: Place = "query"
