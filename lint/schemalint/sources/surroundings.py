"""Files beside and above what is read: settings, sentinels, side files. Read once each, small ones only."""

from __future__ import annotations

import os
from collections.abc import Sequence

from schemalint.model.text import digest

_LARGEST = 1024 * 1024


class Surroundings:
    """Answers what lies in a folder, up to a root that is never left. Listings and texts are kept for one run, and so are the
    questions: another run may ask them again."""

    __slots__ = ("_asked", "_held", "_names", "_texts", "root")

    def __init__(self, root: str) -> None:
        self.root = root
        self._asked: dict[tuple[str, ...], None] = {}
        self._held: dict[tuple[str, str, str], str | None] = {}
        self._names: dict[str, frozenset[str]] = {}
        self._texts: dict[str, str] = {}

    def lay(self, path: str, text: str) -> None:
        """Take a file for there that was not written yet, where the disk has none of that name."""
        folder, name = os.path.split(path)
        if name not in self._in(folder):
            self._names[folder] = self._in(folder) | {name}
            self._texts[path] = text

    def names(self, folder: str) -> frozenset[str]:
        """What a folder holds; nothing when it cannot be listed. Who asks hears of every file that comes or goes there."""
        self._note("names", folder)
        return self._in(folder)

    def ending(self, folder: str, *endings: str) -> tuple[str, ...]:
        """The names in a folder with one of these endings, sorted."""
        self._note("ending", folder, *endings)
        return tuple(sorted(name for name in self._in(folder) if name.endswith(endings)))

    def has(self, path: str) -> bool:
        """Whether there is anything of that name."""
        self._note("has", path)
        folder, name = os.path.split(path)
        return name in self._in(folder)

    def text(self, path: str) -> str | None:
        """The text of a small file; empty for a folder; None when there is nothing of that name."""
        self._note("text", path)
        folder, name = os.path.split(path)
        if name not in self._in(folder):
            return None
        if path not in self._texts:
            text = ""
            try:
                if os.path.isfile(path) and os.path.getsize(path) <= _LARGEST:
                    with open(path, encoding="utf-8", errors="replace") as stream:
                        text = stream.read()
            except OSError:
                pass
            self._texts[path] = text
        return self._texts[path]

    def held(self, root: str, revision: str, name: str) -> str | None:
        """The text that a revision of the repository at `root` has of the file `name`, relative to it; None when it has none."""
        asked = (root, revision, name)
        self._note("held", *asked)
        if asked not in self._held:
            from schemalint.sources import git

            [(found, _)] = git.ask(root, ("show", "--no-textconv", "--end-of-options", f"{revision}:{name}"))
            self._held[asked] = None if found is None else found.decode("utf-8-sig", "replace")
        return self._held[asked]

    def upward(self, folder: str) -> list[str]:
        """The folder and those above it, to the root; a folder that is not below the root has none above it."""
        found = [folder]
        while folder != self.root and folder.startswith(self.root.rstrip("/") + "/"):
            folder = os.path.dirname(folder)
            found.append(folder)
        return found

    def seen(self) -> tuple[tuple[str, ...], ...]:
        """What was asked so far: the kind of each question, what it was about, and a hash of the answer, empty for none."""
        return tuple((*asked, self._answer(asked)) for asked in tuple(self._asked))

    def same(self, seen: Sequence[tuple[str, ...]]) -> bool:
        """Whether all that was asked in another run is still answered as it was then."""
        return all(self._answer(asked) == answer for *asked, answer in seen)

    def _answer(self, asked: Sequence[str]) -> str:
        kind, *about = asked
        if kind == "has":
            return "there" if self.has(*about) else ""
        if kind in ("text", "held"):
            text = self.text(*about) if kind == "text" else self.held(*about)
            return "" if text is None else digest(text)
        return digest("\n".join(self.ending(*about) if kind == "ending" else sorted(self.names(*about))))

    def _note(self, *question: str) -> None:
        self._asked[question] = None

    def _in(self, folder: str) -> frozenset[str]:
        found = self._names.get(folder)
        if found is None:
            try:
                found = frozenset(os.listdir(folder))
            except OSError:
                found = frozenset()
            self._names[folder] = found
        return found
