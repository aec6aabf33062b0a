"""Files beside and above what is read: settings, sentinels, side files. Read once each, small ones only."""

from __future__ import annotations

import os
from collections.abc import Mapping

from schemalint.model.text import digest

_LARGEST = 1024 * 1024


class Surroundings:
    """Answers what lies in a folder, up to a root that is never left. Listings and texts are kept for one run."""

    __slots__ = ("_held", "_names", "_texts", "root")

    def __init__(self, root: str) -> None:
        self.root = root
        self._held: dict[tuple[str, str, str], str | None] = {}
        self._names: dict[str, frozenset[str]] = {}
        self._texts: dict[str, str | None] = {}

    def lay(self, path: str, text: str) -> None:
        """Take a file for there that was not written yet, where the disk has none of that name."""
        folder, name = os.path.split(path)
        if not self.has(path):
            self._names[folder] = self.names(folder) | {name}
            self._texts[path] = text

    def names(self, folder: str) -> frozenset[str]:
        """What a folder holds; nothing when it cannot be listed."""
        found = self._names.get(folder)
        if found is None:
            try:
                found = frozenset(os.listdir(folder))
            except OSError:
                found = frozenset()
            self._names[folder] = found
        return found

    def has(self, path: str) -> bool:
        folder, name = os.path.split(path)
        return name in self.names(folder)

    def text(self, path: str) -> str | None:
        """The text of a small file; empty for a folder; None when there is nothing of that name."""
        if not self.has(path):
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

    def seen(self) -> dict[str, str]:
        """What was looked at so far: a hash for every file, for the names in every folder, which ends in `/`, and for what a
        revision holds, which is told by NUL characters."""
        held = {"\0".join(asked): "" if text is None else digest(text) for asked, text in self._held.items()}
        found = {f"{folder}/": digest("\n".join(sorted(names))) for folder, names in self._names.items()}
        return found | {path: digest(text or "") for path, text in self._texts.items()} | held

    def same(self, seen: Mapping[str, str]) -> bool:
        """Whether what was looked at in another run still is as it was."""
        for path in seen:
            if "\0" in path:
                root, revision, name = path.split("\0")
                self.held(root, revision, name)
            elif path.endswith("/"):
                self.names(path[:-1])
            else:
                self.text(path)
        found = self.seen()
        return all(found.get(path) == known for path, known in seen.items())
