"""Files of migrations that include one another: which belong together, and in which order they run.

A change log says `-- translated: include PATH`, `include all FOLDER` or, for the SQL of one change, `file PATH`, with `relative`
before a path that starts at its own folder; the framework's expressions find these lines.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from schemalint.frameworks import Framework
from schemalint.model.document import Document
from schemalint.model.project import Migration, Script


@lru_cache(maxsize=8)
def _lines(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.M)


class Files:
    """The files there are, found by what an include calls them."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents = {document.source.file: document for document in documents}
        self._by_name: dict[str, list[str]] = {}
        self._below: dict[str, list[str]] = {}
        for file in sorted(self.documents):
            folder, _, name = file.rpartition("/")
            self._by_name.setdefault(name, []).append(file)
            self._below.setdefault(folder, []).append(file)

    def file(self, path: str, relative: bool, beside: str) -> str:
        """The file that `path` names in the file `beside`; empty where there is none. A path that does not start at the folder is
        looked for on a class path nobody knows, so the file counts whose path ends with it and begins most like `beside`."""
        path = _plain(path)
        here = os.path.normpath(f"{os.path.dirname(beside)}/{path}")
        if here in self.documents:
            return here
        if relative:
            return ""
        ending = "/" + path.lstrip("./")
        fitting = [file for file in self._by_name.get(path.rpartition("/")[2], ()) if file.endswith(ending)]
        return max(fitting, key=lambda file: len(os.path.commonpath([file, beside])), default="")

    def below(self, path: str, relative: bool, beside: str) -> list[str]:
        """The files in the folder that `path` names in the file `beside`, and below it, in the order of their paths."""
        path = _plain(path).rstrip("/")
        here = os.path.normpath(f"{os.path.dirname(beside)}/{path}")
        homes = [folder for folder in self._below if folder == here or folder.startswith(f"{here}/")]
        if not homes and not relative:
            fitting = [f"{folder}/" for folder in self._below]
            ending = f"/{path.lstrip('./')}/"
            tops = {folder[: folder.index(ending) + len(ending)] for folder in fitting if ending in folder}
            top = max(tops, key=lambda folder: len(os.path.commonpath([folder, beside])), default="")
            homes = [folder for folder in self._below if top and f"{folder}/".startswith(top)]
        return sorted(file for folder in homes for file in self._below[folder] if file != beside)


def _plain(path: str) -> str:
    return path.strip().replace("\\", "/").removeprefix("classpath:").removeprefix("file:").lstrip("/")


def included(framework: Framework, document: Document, files: Files) -> Iterator[tuple[int, str]]:
    """Where a file includes others, and those, in its order."""
    if not document.original:
        return
    for match in _lines(framework.includes).finditer(document.text):
        whole, relative = bool(match["all"]), bool(match["relative"])
        named = files.below if whole else files.file
        found = named(match["path"], relative, document.source.file)
        for file in found if isinstance(found, list) else [found]:
            if file:
                yield match.start(), file


def read_in(framework: Framework, document: Document, files: Files) -> Iterator[tuple[re.Match[str], str]]:
    """Where the SQL of a change stands in a file of its own, and that file, empty where it is not there."""
    if document.original:
        for match in _lines(framework.includes_sql).finditer(document.text):
            yield match, files.file(match["path"], bool(match["relative"]), document.source.file)


def groups(framework: Framework, documents: Sequence[Document]) -> list[list[str]]:
    """The files that belong together because one includes another, those that include first and every group by path."""
    if not any(document.original for document in documents):
        return []
    files = Files(documents)
    leader: dict[str, str] = {}

    def top(file: str) -> str:
        while leader.get(file, file) != file:
            leader[file] = leader.get(leader[file], leader[file])
            file = leader[file]
        return file

    inner: set[str] = set()
    for document in documents:
        file = document.source.file
        own = [other for _, other in included(framework, document, files)]
        own += [other for _, other in read_in(framework, document, files) if other]
        for other in own:
            inner.add(other)
            leader.setdefault(file, file)
            leader.setdefault(other, other)
            leader[top(other)] = top(file)
    found: dict[str, list[str]] = {}
    for file in sorted(leader, key=lambda file: (file in inner, file)):
        found.setdefault(top(file), []).append(file)
    return sorted(found.values())


def in_order(
    framework: Framework, documents: Sequence[Document], found: Sequence[tuple[str, int, Migration]]
) -> list[Migration]:
    """The migrations, each with its file and where it stands there, in the order in which they run: where a file is included, its
    own stand. Each file runs once."""
    files = Files(documents)
    entries: dict[str, list[tuple[int, Migration | str]]] = {}
    inner: set[str] = set()
    for file, at, migration in found:
        entries.setdefault(file, []).append((at, migration))
    for document in documents:
        for at, other in included(framework, document, files):
            entries.setdefault(document.source.file, []).append((at, other))
            inner.add(other)
    ordered: list[Migration] = []
    begun: set[str] = set()
    for root in sorted(files.documents, key=lambda file: (file in inner, file)):
        if root in begun:
            continue
        begun.add(root)
        stack = [iter(sorted(entries.get(root, ()), key=lambda one: one[0]))]
        while stack:
            entry = next(stack[-1], None)
            if entry is None:
                stack.pop()
            elif isinstance(entry[1], Migration):
                ordered.append(entry[1])
            elif entry[1] not in begun:
                begun.add(entry[1])
                stack.append(iter(sorted(entries.get(entry[1], ()), key=lambda one: one[0])))
    return [migration._replace(order=order) for order, migration in enumerate(ordered)]


def with_files(framework: Framework, script: Script, document: Document, files: Files) -> tuple[Script, ...]:
    """A script cut where the SQL of a change stands in another file, with that file in the place of what stood for it."""
    parts: list[Script] = []
    start = script.start
    for match, file in read_in(framework, document, files):
        if not script.start <= match.start() < script.end or not file:
            continue
        other = files.documents[file]
        if document.text[start : match.start()].strip():
            parts.append(script._replace(start=start, end=match.start()))
        parts.append(script._replace(path=other.path, start=0, end=len(other.text)))
        # Behind the line stands what is read where the file is missing: one statement, one line.
        start = document.text.find("\n", match.end() + 1) + 1 or len(document.text)
    if not parts:
        return (script,)
    if start < script.end and document.text[start : script.end].strip():
        parts.append(script._replace(start=start))
    return tuple(parts)
