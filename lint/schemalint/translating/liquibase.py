"""Liquibase change logs in XML, YAML and JSON, said as formatted SQL."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from schemalint.model.document import Dialect, Document, Translation
from schemalint.translating.liquibase_changes import Changes
from schemalint.translating.liquibase_parts import DBMS, Said, applies
from schemalint.translating.text import DOWN, Writer
from schemalint.translating.tree import Element, UnreadableError, Value

HEADING = "-- liquibase formatted sql"
INCLUDE = "-- translated: include "
INCLUDE_ALL = "-- translated: include all "
FILE = "-- translated: file "

_ASIDE = frozenset({"rollback", "preConditions", "comment", "validCheckSum", "modifySql", "property"})
"""What a change set holds besides changes."""


Property = tuple[str, str, str]
"""The name, the value, and the products that it is limited to."""


def translate(text: str, path: str, dialect: Dialect | None, shared: Sequence[Property] = ()) -> Translation | None:
    """The change sets of a change log, and what it includes, in its order. `shared` are properties of the logs that include
    others, for placeholders that the log does not fill in itself."""
    writer = Writer()
    writer.marker(HEADING)
    try:
        root = parsed(text, path)
    except UnreadableError as error:
        writer.marker("-- changeset unknown:unreadable")
        writer.opaque(f"the change log, which cannot be read: {error}", 0, len(text))
        return writer.translation()
    evidence = ""
    own = None
    if dialect is None:
        own, evidence = _dialect_in(root)
    log = _Log(writer, text, own or dialect, _properties((*_defined(root), *shared), own or dialect))
    log.write(root)
    return writer.translation(own, evidence)


def parsed(text: str, path: str) -> Element:
    """The root of a change log in XML, YAML or JSON. Raises UnreadableError."""
    lower = path.lower()
    if lower.endswith(".xml"):
        from schemalint.translating.xml_tree import parse as parse_xml

        return parse_xml(text)
    from schemalint.translating.yaml_tree import parse as parse_yaml

    return parse_yaml(text, lower.endswith(".json"))


def _dialect_in(root: Element) -> tuple[Dialect | None, str]:
    """What `dbms` says most often of those servers we know."""
    told: Counter[str] = Counter()
    for one in _walk(root):
        for word in one.get("dbms").lower().split(","):
            if word.strip() in DBMS:
                told[word.strip()] += 1
    if not told:
        return None, ""
    word = told.most_common(1)[0][0]
    return DBMS[word], f"dbms {word}"


def _walk(root: Element) -> Iterator[Element]:
    """Change sets and the changes in them."""
    for one in root.children:
        yield one
        if one.name == "changeSet":
            yield from one.children


def shared_properties(documents: Iterable[Document]) -> list[Property]:
    """The properties of the change logs that include others."""
    found: list[Property] = []
    for document in documents:
        if "property" in document.text and "include" in document.text:
            try:
                root = parsed(document.text, document.path)
            except UnreadableError:
                continue
            if any(one.name in ("include", "includeAll") for one in root.children):
                found += _defined(root)
    return found


def _defined(root: Element) -> list[Property]:
    return [
        (one.get("name"), one.values["value"].text, one.get("dbms"))
        for one in root.named("property")
        if one.get("name") and "value" in one.values
    ]


def _properties(defined: Iterable[Property], dialect: Dialect | None) -> dict[str, str]:
    """What `${…}` stands for; the first that applies counts."""
    found: dict[str, str] = {}
    for name, value, dbms in defined:
        if applies(dbms, dialect):
            found.setdefault(name, value)
    return found


class _Log:
    """One change log on its way into SQL."""

    def __init__(self, writer: Writer, text: str, dialect: Dialect | None, properties: dict[str, str]) -> None:
        self.writer = writer
        self.dialect = dialect
        self.properties = properties
        self.comments = [
            (match.start(), match.end(), match["body"])
            for match in re.finditer(r"(?:<!--\s*|#[ \t]*)(?P<body>schemalint:(?:(?!-->)[^\n])*)(?:-->)?", text)
        ]
        self.sets: dict[tuple[str, str], Element] = {}

    def write(self, root: Element) -> None:
        for one in root.named("changeSet"):
            self.sets.setdefault((one.get("author"), one.get("id")), one)
        for one in root.children:
            if one.name == "changeSet":
                self._change_set(one)
            elif one.name in ("include", "includeAll"):
                target = one.get("file") if one.name == "include" else one.get("path")
                relative = "relative " if one.get("relativeToChangelogFile").lower() == "true" else ""
                if target:
                    marker = INCLUDE if one.name == "include" else INCLUDE_ALL
                    self.writer.marker(f"{marker}{relative}{self._filled(target)}")

    def _change_set(self, one: Element) -> None:
        if one.get("ignore").lower() == "true" or not applies(one.get("dbms"), self.dialect):
            return
        if not all(_may_hold(condition, self.dialect) for condition in one.named("preConditions")):
            return
        author, identity = (_identity(one.get(key)) for key in ("author", "id"))
        switch = " runInTransaction:false" if one.get("runInTransaction").lower() == "false" else ""
        self.writer.marker(f"-- changeset {author}:{identity}{switch}")
        conditions = [*one.named("preConditions")]
        guards = frozenset(word for condition in conditions for word in _guards(condition, False))
        changes = Changes(self.dialect, guards)
        own = [self._substituted(child) for child in one.children if child.name not in _ASIDE]
        appended = [*one.named("modifySql")]
        for change in own:
            for said in changes.forward(change):
                self._say(said, appended)
        back = self._back(one, own)
        if back is None:
            return
        self.writer.marker(DOWN)
        for said in back:
            self._say(said, ())

    def _back(self, one: Element, own: list[Element]) -> list[Said] | None:
        """The rollback that is written, else the one that Liquibase knows by itself; None where there is neither."""
        changes = Changes(self.dialect)
        written = [*one.named("rollback")]
        scalar = one.values.get("rollback")
        if written or scalar is not None:
            found: list[Said] = []
            for rollback in written:
                found += self._rollback(rollback, changes)
            if scalar is not None and not _nothing(scalar.text):
                found.append(Said(scalar.pieces))
            return found
        automatic: list[Said] = []
        for change in reversed(own):
            back = changes.backward(change)
            if back is None:
                return None
            automatic += back
        return automatic if own else None

    def _rollback(self, rollback: Element, changes: Changes) -> Iterator[Said]:
        identity = rollback.get("changeSetId")
        if identity:
            other = self.sets.get((rollback.get("changeSetAuthor"), identity))
            if other is None:
                yield Said(opaque=f"rollback by change set {identity}", origin=(rollback.start, rollback.end))
                return
            for child in other.children:
                if child.name not in _ASIDE:
                    for said in changes.forward(self._substituted(child)):
                        yield _at(said, rollback)
            return
        if rollback.text is not None and not _nothing(rollback.text.text):
            yield Said(rollback.text.pieces)
        for child in rollback.children:
            if child.name not in _ASIDE:
                yield from changes.forward(self._substituted(child))

    # --- writing --------------------------------------------------------------------------------------------------------

    def _say(self, said: Said, appended: Iterable[Element]) -> None:
        start = said.pieces[0][1] if said.pieces else said.origin[0]
        while self.comments and self.comments[0][0] < start:
            at, end, body = self.comments.pop(0)
            self.writer.comment(body, at, end)
        if said.file:
            self.writer.marker(f"{FILE}{'relative ' if said.relative else ''}{self._filled(said.file)}")
        if said.opaque:
            self.writer.opaque(said.opaque, *said.origin, touches=said.touches, data=said.data)
            return
        pieces = [piece for one in said.pieces for piece in self._filled_piece(one)]
        for one in appended:
            if applies(one.get("dbms"), self.dialect):
                for child in one.named("append"):
                    value = child.values.get("value")
                    if value is not None:
                        pieces += value.pieces
        self.writer.pieces(pieces)

    def _filled(self, text: str) -> str:
        if "${" not in text:
            return text
        return re.sub(r"\$\{([^${}]+)\}", lambda match: self.properties.get(match[1].strip(), match[0]), text)

    def _filled_piece(self, piece: tuple[str, int, int, bool]) -> Iterator[tuple[str, int, int, bool]]:
        """A piece with its placeholders filled in; what stands around them keeps its place."""
        text, origin, origin_end, exact = piece
        if "${" not in text or not self.properties:
            yield piece
            return
        at = 0
        for match in re.finditer(r"\$\{([^${}]+)\}", text):
            known = self.properties.get(match[1].strip())
            if known is None:
                continue
            place = (origin + at, origin + match.start()) if exact else (origin, origin_end)
            if match.start() > at:
                yield text[at : match.start()], *place, exact
            yield known, *((origin + match.start(), origin + match.end()) if exact else (origin, origin_end)), False
            at = match.end()
        if at < len(text):
            yield text[at:], *((origin + at, origin_end) if exact else (origin, origin_end)), exact

    def _substituted(self, change: Element) -> Element:
        """The change with the placeholders in its values filled in, where any are."""
        if not self.properties or not _holds_placeholder(change):
            return change
        values = {key: self._value(value) for key, value in change.values.items()}
        children = tuple(self._substituted(child) for child in change.children)
        return change._replace(values=values, children=children)

    def _value(self, value: Value) -> Value:
        if "${" not in value.text:
            return value
        pieces = tuple(piece for one in value.pieces for piece in self._filled_piece(one))
        return Value("".join(piece[0] for piece in pieces), pieces)


def _holds_placeholder(change: Element) -> bool:
    return any("${" in value.text for value in change.values.values()) or any(map(_holds_placeholder, change.children))


def _identity(word: str) -> str:
    plain = " ".join(word.replace('"', "'").split()) or "unknown"
    return plain if re.fullmatch(r"[^\s:\"]+", plain) else f'"{plain}"'


def _nothing(text: str) -> bool:
    """Whether a rollback says that there is nothing to do."""
    return re.fullmatch(r"(?i)\s*(?:empty|not\s+required)?\s*;?\s*", text) is not None


def _at(said: Said, place: Element) -> Said:
    """What is said elsewhere, told of as standing here."""
    pieces = tuple((text, place.start, place.end, False) for text, *_ in said.pieces)
    return said._replace(pieces=pieces, origin=(place.start, place.end))


def _may_hold(condition: Element, dialect: Dialect | None) -> bool:
    """Whether a precondition can be met on a server of the dialect, by the products that it names; others may always."""
    if dialect is None or dialect == "standard":
        return True
    products = [child.get("type") for child in condition.named("dbms")]
    others = [child.get("type") for inner in condition.named("not") for child in inner.named("dbms")]
    return all(applies(one, dialect) for one in products) and not any(one and applies(one, dialect) for one in others)


_ASKED = {
    "tableExists": ("table", "tableName", ""), "columnExists": ("column", "tableName", "columnName"),
    "indexExists": ("index", "indexName", ""), "viewExists": ("view", "viewName", ""),
    "sequenceExists": ("sequence", "sequenceName", ""), "foreignKeyConstraintExists": ("key", "foreignKeyName", ""),
}  # fmt: skip


def _guards(condition: Element, negated: bool) -> Iterator[str]:
    """What must be there, or must not, for the change set to run: `table t`, `no column t.c`."""
    for child in condition.children:
        if child.name == "not":
            yield from _guards(child, not negated)
        elif child.name in ("and", "or"):
            yield from _guards(child, negated)
        elif child.name in _ASKED:
            kind, first, second = _ASKED[child.name]
            name = ".".join(child.get(key) for key in (first, second) if key and child.get(key))
            yield f"{'no ' if negated else ''}{kind} {name}".lower()
