"""Which database a call of a script speaks of, where a script makes collections in several."""

from __future__ import annotations

from bisect import bisect_right

from schemalint.stores.literals import Literals, Value

_MAKERS = frozenset({"createCollection", "createView", "createIndex", "createIndexes", "ensureIndex", "insertOne", "insertMany"})  # fmt: skip


class Databases:
    """What `db = db.getSiblingDB("shop")`, `use("shop")` and `client.db("shop")` say in a script."""

    def __init__(self, literals: Literals) -> None:
        self.literals = literals
        self.handles: dict[str, Value] = {}
        """Names that a database was given to, other than `db`."""
        self._switched: list[int] = []
        self._to: list[Value] = []
        self._told: set[str] = set()
        for at, word in enumerate(literals.words):
            if word in ("getSiblingDB", "db", "use"):
                self._learn(at, word)
        self.several = len(self._told) > 1 and len({self._text(at) for at in self._makers()}) > 1
        """Collections are made in more than one, so that a name alone does not tell which is meant."""

    def of_call(self, at: int) -> Value | None:
        """The database that a call speaks of, whose name is the token; None where the script does not say."""
        literals = self.literals
        first = literals.chain(at)
        for token in range(first, at):
            given = self._given(token)
            if given is not None:
                return given
        if literals.words[first] in self.handles:
            return self.handles[literals.words[first]]
        number = bisect_right(self._switched, at)
        return self._to[number - 1] if number else None

    def is_database(self, at: int) -> bool:
        """Whether what ends at a token is a database: `db`, a name that one was given to, `client.db("shop")`."""
        word = self.literals.words[at]
        if word == ")":
            return self._given(self.literals.opening.get(at, 0) - 1) is not None
        return word == "db" or word in self.handles

    def _given(self, at: int) -> Value | None:
        """The name that `getSiblingDB("shop")` or `.db("shop")` at a token gives."""
        words = self.literals.words
        if (
            at < 1
            or words[at] not in ("getSiblingDB", "db")
            or words[at + 1 : at + 2] != ["("]
            or words[at - 1 : at] != ["."]
        ):
            return None
        arguments = self.literals.arguments(at + 1)
        return arguments[0] if arguments and arguments[0].kind == "string" else None

    def _learn(self, at: int, word: str) -> None:
        literals, words = self.literals, self.literals.words
        if word == "use":
            named = (
                literals.value(at + 2)[0] if words[at + 1 : at + 2] == ["("] and words[at - 1 : at] != ["."] else None
            )
            if named is not None and named.kind == "string":
                self._switch(at, named)
            return
        given = self._given(at)
        if given is None:
            return
        self._told.add(given.text)
        first = literals.chain(at)
        if first < 2 or words[first - 1] != "=" or words[literals.past[at + 1] + 1 :][:1] == ["."]:
            return
        if words[first - 2] == "db" and words[first - 3 : first - 2] not in (["const"], ["let"], ["var"]):
            self._switch(at, given)
        else:
            self.handles[words[first - 2]] = given

    def _switch(self, at: int, to: Value) -> None:
        self._told.add(to.text)
        self._switched.append(at)
        self._to.append(to)

    def _makers(self) -> list[int]:
        words = self.literals.words
        return [
            at
            for at in range(1, len(words) - 1)
            if words[at] in _MAKERS and words[at - 1] == "." and words[at + 1] == "("
        ]

    def _text(self, at: int) -> str:
        found = self.of_call(at)
        return found.text if found is not None else ""
