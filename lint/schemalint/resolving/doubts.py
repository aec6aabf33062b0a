"""What may exist although nothing that was read makes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Literal

from schemalint.model.change import Change, CreateTable, Execute
from schemalint.model.lazy import Lazy
from schemalint.model.replay import Replay
from schemalint.model.schema import Catalog

Kind = Literal["object", "routine", "column"]
Promised = Callable[[Replay], Collection[tuple[str, str]]]
"""The folded names, each with its kind (`object`, `column` …), that some statement of a replay makes."""

_INCLUDES = Lazy(r"@@?|\\i\b|\\ir\b|\\include|source\s|\\\.|:r\b|start\s", re.IGNORECASE)
"""Client commands that run another file, which may make what this one goes on with."""
_MAKES = Lazy(r"create|add|rename|import|attach|into|execute|perform|call|exec\b|select")
"""Words of a block that may make something; one without them only changes or drops what is there."""
_TEMPLATES = Lazy(r"[{}$<>%&?@]|\.\.\.|…")


class Doubts:
    """Tells, for the steps of a replay in order, whether a name that seems to be missing may be there all the same."""

    def __init__(self, replay: Replay, promised: Promised) -> None:
        self._replay = replay
        self._promised = promised
        self._names: Collection[tuple[str, str]] | None = None
        self._bodies: list[str] = []
        self.inside = ""
        """The body of the statement that is looked at, lower case: what it makes on its way is there for what follows in it."""
        self._written: tuple[object, list[str]] = (None, [])
        """The routines of the last catalogue that was asked about, and those bodies of theirs that create something."""
        self.postgres = replay.dialect in ("postgres", "standard")
        several = replay.kind == "snapshot" and len({one.statement.path for one in replay.readings}) > 1
        self._unordered = several
        self._part = not replay.catalog.complete
        self._elsewhere = any(
            one.statement.kind == "client" and _INCLUDES.match(one.statement.text) for one in replay.readings
        )
        if replay.kind == "document":
            made = sum(not table.assumed for table in replay.catalog.tables.values())
            self._elsewhere = self._elsewhere or made < 2
        elif replay.kind == "snapshot":
            # A script that makes only what it drops again at its end works on a schema that was made elsewhere.
            makes = (step.change for step in replay.steps if isinstance(step.change, CreateTable))
            self._elsewhere = self._elsewhere or all(change.kind == "temporary" for change in makes)

    def hear(self, change: Change) -> None:
        """Remember the text of a block: it may make whatever it mentions."""
        if isinstance(change, Execute):
            body = (change.body or (change.name.value if change.name else "")).lower()
            if not change.body or _MAKES.search(body):
                self._bodies.append(body)

    @property
    def loose(self) -> bool:
        """Documents show parts of a schema: what extensions bring is taken to be there."""
        return self._replay.kind == "document"

    def about(self, name: str, catalog: Catalog, kind: Kind = "object") -> bool:
        """Whether an object of that folded name may be there. Of columns only blocks make doubtful: which columns a relation has
        is known or not."""
        if _TEMPLATES.search(name):
            return True
        if kind != "column":
            if self._elsewhere or not catalog.complete:
                return True
            if (self._part or self._unordered) and (("object", name) in self._made_somewhere()) is self._unordered:
                return True
        return self.mentioned(name, catalog, kind)

    def mentioned(self, name: str, catalog: Catalog, kind: Kind = "object") -> bool:
        """Whether a block, or a routine that may have been called, seems to make something of that folded name."""
        word = name.lower()
        if self.inside and re.search(rf"\b(?:add|create|rename)\b[^;]*?\b{re.escape(word)}\b", self.inside):
            return True
        if kind == "routine":
            # Blocks call functions without end; only what they create counts.
            made = re.compile(rf"\b(?:create|replace|function|procedure)\b[^;]*?\b{re.escape(word)}\b")
            return any(made.search(body) for body in self._bodies)
        return any(word in body for body in self._bodies) or (kind == "object" and self._made_by_routine(word, catalog))

    def _made_somewhere(self) -> Collection[tuple[str, str]]:
        if self._names is None:
            self._names = self._promised(self._replay)
        return self._names

    def _made_by_routine(self, word: str, catalog: Catalog) -> bool:
        """Whether the body of a routine creates something of that name; it may have been called."""
        if catalog.routines is not self._written[0]:
            bodies = [one.body.lower() for overloads in catalog.routines.values() for one in overloads if one.body]
            self._written = (catalog.routines, [body for body in bodies if "create" in body])
        # The word is looked for first: an expression of its own for each name costs far more.
        near = [body for body in self._written[1] if word in body]
        return bool(near) and any(re.search(rf"\bcreate\b[^;']*\b{re.escape(word)}\b", body) for body in near)
