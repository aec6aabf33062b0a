"""What servers bring along: functions, types, operators, casts, keywords, system relations and their columns, by version.

The lists stand beside this file, one compressed text a dialect, as `bench/builtins.py` gathered them from running servers (or,
where no server could be had, wrote them down from the manual). An entry carries the versions that have it as a bit mask.
Nothing is loaded before it is asked for, and a line is taken apart only when its name is looked up.
"""

from functools import lru_cache

from schemalint.dialects.builtins.lists import Lists, lists
from schemalint.model.document import Dialect
from schemalint.model.record import NamedTuple

KINDS = {"f": "function", "a": "aggregate", "w": "window", "p": "procedure"}
VOLATILITIES = {"i": "immutable", "s": "stable", "v": "volatile", "": ""}


class Signature(NamedTuple):
    """One way to call a function."""

    arguments: tuple[str, ...]
    """The types of what goes in, canonical. `any` where the server takes anything or the type is not known."""
    defaults: int
    """How many of the last arguments may be left out."""
    variadic: bool
    """The last argument may come any number of times; where its type is not known (`any`), also not at all."""
    returns: str
    """The canonical type it gives; empty where that is not known."""
    returns_set: bool
    volatility: str
    """`immutable`, `stable` or `volatile`; empty where that is not known."""
    kind: str
    """`function`, `aggregate`, `window` or `procedure`."""
    columns: tuple[str, ...] = ()
    """The names of what comes out, where it has several."""

    def takes(self, count: int) -> bool:
        """Whether it can be called with that many arguments."""
        most = len(self.arguments)
        least = most - self.defaults
        if self.variadic:
            return count >= least - (self.arguments[-1] == "any")
        return least <= count <= most


class Operator(NamedTuple):
    """An operator for two types. `left` is empty for one that stands in front of its operand."""

    left: str
    right: str
    returns: str
    volatility: str


class Cast(NamedTuple):
    """A conversion from one type to another by a function, or of the same bytes."""

    target: str
    context: str
    """`implicit`, `assignment` or `explicit`: how much of it the server does by itself."""
    volatility: str


class TypeFacts(NamedTuple):
    """What is known of a type besides its name."""

    name: str
    """Canonical."""
    category: str
    """The server's letter for the group of types it belongs to: `N` numbers, `S` strings, `D` dates and times …"""
    input: str
    """The volatility of reading it from text."""
    output: str
    """The volatility of writing it as text."""


class OperatorClass(NamedTuple):
    """How an index method deals with a type."""

    method: str
    type: str
    default: bool


CONTEXTS = {"i": "implicit", "a": "assignment", "e": "explicit"}


class Builtins:
    """What one version of a server brings along, or what one extension adds to it. Names are asked for in lower case."""

    __slots__ = ("_data", "_found", "_prefix", "_wanted", "known")

    def __init__(self, data: Lists, wanted: int, known: bool, prefix: str = "") -> None:
        self._data = data
        self._wanted = wanted
        self._prefix = prefix
        self._found: dict[str, tuple[Signature, ...]] = {}
        self.known = known
        """Whether the lists are complete for this dialect and version. Where they are not, no name is unknown."""

    def functions(self, name: str) -> tuple[Signature, ...]:
        """The ways to call a function; a schema in front only where it is not the one that is always searched. Empty where
        this version has none."""
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = tuple(_signature(entry) for entry in self._entries("functions", name))
        return found

    def is_function(self, name: str) -> bool:
        """Whether something can be called by that name; in PostgreSQL a type can, for it then is a cast."""
        return bool(self.functions(name)) or (self._data.dialect == "postgres" and self.is_type(name))

    def is_type(self, name: str) -> bool:
        """Whether there is a type of that name or alias. A system view is a type, too, in PostgreSQL; SQLite takes any word."""
        if self._data.dialect == "sqlite":
            return True
        if self._has("types", name) or self._has("aliases", name):
            return True
        if self._data.dialect != "postgres":
            return False
        schema, _, last = name.rpartition(".")
        element = last.removeprefix("_")  # the type of an array is called like its elements
        return (schema in ("", "pg_catalog") and self._has("types", element)) or (
            self.relation(schema, last) is not None or self.relation(schema, element) is not None
        )

    def type(self, name: str) -> TypeFacts | None:
        """The facts about a type by its name or alias; None where there is none of that name or nothing more is known."""
        for alias in self._entries("aliases", name)[:1]:
            name = alias[0]
        for entry in self._entries("types", name)[:1]:
            if len(entry) > 1:
                return TypeFacts(entry[0] or name, entry[1], VOLATILITIES[entry[2]], VOLATILITIES[entry[3]])
        return None

    def operators(self, name: str) -> tuple[Operator, ...]:
        """The operand types that an operator takes."""
        return tuple(
            Operator(left, right, returns, VOLATILITIES[volatility])
            for left, right, returns, volatility in self._entries("operators", name)
        )

    def casts(self, source: str) -> tuple[Cast, ...]:
        """The conversions from a type; besides these a PostgreSQL server takes any type through its text."""
        return tuple(
            Cast(target, CONTEXTS[context], VOLATILITIES[volatility])
            for target, context, volatility in self._entries("casts", source)
        )

    def operator_classes(self, name: str) -> tuple[OperatorClass, ...]:
        """The operator classes of that name, for the index methods that have one."""
        return tuple(
            OperatorClass(method, type_, default == "d")
            for method, type_, default in self._entries("operator classes", name)
        )

    def relation(self, schema: str, name: str) -> tuple[str, ...] | None:
        """The columns of a system table or view, folded, or None. An empty schema is what is found without one."""
        for entry in self._entries("relations", f"{schema}.{name}" if schema else name):
            return tuple(self._columns(entry[0]))
        if schema == "pg_catalog":
            return self.relation("", name)
        return None

    def is_schema(self, name: str) -> bool:
        """Whether the server brings that schema along."""
        return self._has("schemas", name)

    def keywords(self, category: str = "") -> frozenset[str]:
        """The words of the grammar. In PostgreSQL by the server's category: `R` reserved, `T` reserved but for functions and
        types, `C` no function or type, `U` unreserved; else `R` and `U`. All of them for an empty one."""
        return frozenset(
            word
            for word in self._data.names(self._prefix + "keywords")
            for entry in self._entries("keywords", word)
            if not category or entry[0] == category
        )

    def extension(self, name: str) -> "Builtins | None":
        """What CREATE EXTENSION (or a plug-in) of that name brings; None where the name is not known to us."""
        if self._prefix or not self._has("extensions", name):
            return None
        return _extension(self._data.dialect, self._wanted, self.known, name)

    def extensions_of(self, kind: str, name: str) -> tuple[str, ...]:
        """The extensions that bring a function (`functions`), type (`types`), relation (`relations`) or operator class
        (`operator classes`) of that name."""
        return tuple(
            extension
            for extension in self._data.names("extensions")
            if (brought := self.extension(extension)) is not None and brought._has(kind, name)
        )

    def _entries(self, section: str, name: str) -> list[list[str]]:
        line = self._data.line(self._prefix + section, name)
        if line is None:
            return []
        found = []
        for entry in line.split(";"):
            mask, _, rest = entry.partition("|")
            if not mask or int(mask, 16) & self._wanted:
                found.append(rest.split("|"))
        return found

    def _has(self, section: str, name: str) -> bool:
        return bool(self._entries(section, name))

    def _columns(self, text: str) -> list[str]:
        found = []
        for column in text.split(","):
            name, _, mask = column.partition("@")
            if not mask or int(mask, 16) & self._wanted:
                found.append(name)
        return found


def _signature(entry: list[str]) -> Signature:
    letters, arguments, returns, *columns = entry
    defaults = letters[2:].strip("*+")
    return Signature(
        tuple(arguments.split(",")) if arguments else (),
        int(defaults) if defaults else 0,
        "*" in letters,
        returns,
        "+" in letters,
        VOLATILITIES[letters[1].strip("-")],
        KINDS[letters[0]],
        tuple(columns[0].split(",")) if columns else (),
    )


@lru_cache(maxsize=64)
def _extension(dialect: Dialect, wanted: int, known: bool, name: str) -> Builtins:
    return Builtins(lists(dialect), wanted, known, f"{name} ")


@lru_cache(maxsize=32)
def builtins(dialect: Dialect, version: str = "") -> Builtins:
    """What a server of that version brings along. Without a version that is all that any version we know brings, so that
    nothing is taken for unknown that one of them has; the same holds for a version outside of what we know, and there
    `known` is false."""
    data = lists(dialect)
    wanted = data.mask(version)
    every = (1 << len(data.versions)) - 1
    return Builtins(data, wanted or every, data.complete and (not version or wanted != 0))


def versions_of(dialect: Dialect, kind: str, name: str) -> tuple[str, ...]:
    """The versions we know that have a name: `kind` is `functions`, `types`, `relations`, `keywords` …, and for the column of
    a system relation `columns`, with `relation.column` for a name. Oldest first; empty where none has it."""
    data = lists(dialect)
    found = []
    for at, version in enumerate(data.versions):
        one = Builtins(data, 1 << at, data.complete)
        if kind == "columns":
            relation, _, column = name.rpartition(".")
            schema, _, table = relation.rpartition(".")
            if column in (one.relation(schema, table) or ()):
                found.append(version)
        elif one._has(kind, name):
            found.append(version)
    return tuple(found)
