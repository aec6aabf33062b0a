"""From the files of a recognised directory to migrations: ordered, paired with their rollbacks, with their transaction."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from schemalint.frameworks import Framework, Region
from schemalint.frameworks.cutting import cuts
from schemalint.frameworks.framework import ASIDE_WORDS, DOWN_WORDS
from schemalint.model.document import Dialect, Document
from schemalint.model.lazy import Lazy
from schemalint.model.project import Migration, Script
from schemalint.model.record import NamedTuple
from schemalint.sources.includes import Files, in_order, included, read_in, with_files
from schemalint.sources.recognise import Claim, Member, letter
from schemalint.sources.script import heads, is_empty, regions
from schemalint.sources.surroundings import Surroundings


class Paired(NamedTuple):
    """What the files of one history are."""

    migrations: tuple[Migration, ...]
    baselines: tuple[Document, ...]
    """They stand for the migrations up to their version, which are there as well."""
    aside: tuple[Document, ...]
    """Files that belong to the layout and define nothing: verify scripts."""
    strays: tuple[Document, ...]
    """Files with a fitting name that the framework does not run as they are."""
    rollbacks: frozenset[str]
    """Absolute paths of files that hold a down part alone."""


def pair(
    claim: Claim,
    members: Sequence[Member],
    dialect: Dialect,
    around: Surroundings,
    *,
    is_released: Callable[[str], bool],
    is_frozen: Callable[[str], bool],
    assume_transaction: bool | None = None,
) -> Paired:
    """The migrations that `members` make. `is_released` and `is_frozen` are asked with absolute paths;
    `assume_transaction` is used where nothing says whether there is a transaction."""
    framework = claim.framework
    runner = _Runner(framework, dialect, around, assume_transaction)
    if framework.many:
        return _changesets(framework, members, runner, is_released, is_frozen)
    steps: dict[object, _Step] = {}
    aside: list[Document] = []
    strays: list[Document] = []
    rollbacks: set[str] = set()
    ups = [member for member in members if _direction(member) == "up"]
    shared = _shared_versions(ups) if framework.paired_by == "version" else frozenset()
    within = _within_folders(framework, members, around)
    for member in sorted(members, key=lambda member: (within.get(member.file, 0), member.file)):
        direction = _direction(member)
        if within.get(member.file) == _UNLISTED:
            strays.append(member.document)
            continue
        if direction == "aside":
            aside.append(member.document)
            continue
        key = _key(framework, member, shared)
        step = steps.get(key)
        if step is None:
            step = steps[key] = _Step(framework, claim.folder)
        parts = runner.scripts(member, direction)
        if not parts:
            strays.append(member.document)
            if not step.members:
                del steps[key]
            continue
        step.add(member, direction, parts)
        if direction == "down":
            rollbacks.add(member.file)
    baselines, kept = _baselines([step for step in steps.values() if step.members])
    migrations = [
        step.migration(order, is_released, is_frozen)
        for order, step in enumerate(_ordered(framework, claim.folder, kept, around))
    ]
    if claim.backs:
        migrations = _with_backs(migrations, claim, runner, rollbacks)
    return Paired(tuple(migrations), tuple(baselines), tuple(aside), tuple(strays), frozenset(rollbacks))


_UNLISTED = 1_000_000


def _within_folders(framework: Framework, members: Sequence[Member], around: Surroundings) -> dict[str, int]:
    """The place of each file in the list that its folder holds; those the list leaves out are `_UNLISTED`."""
    name, key = framework.group_listing
    found: dict[str, int] = {}
    lists: dict[str, list[str]] = {}
    for member in members if name and key else ():
        if _direction(member) != "up":
            continue
        folder, _, file = member.file.rpartition("/")
        if folder not in lists:
            lists[folder] = _named_in(around.text(f"{folder}/{name}"), key)
        if lists[folder]:
            found[member.file] = lists[folder].index(file) if file in lists[folder] else _UNLISTED
    return found


def _named_in(text: str | None, key: str) -> list[str]:
    """The names in a list of a JSON text; none when there is no such list."""
    import json

    try:
        listed = json.loads(text or "{}").get(key, [])
        return [str(one).rpartition("/")[2] for one in listed] if isinstance(listed, list) else []
    except (ValueError, AttributeError, RecursionError):
        return []


def _with_backs(migrations: list[Migration], claim: Claim, runner: _Runner, rollbacks: set[str]) -> list[Migration]:
    """The migrations with the rollbacks that lie outside their directory."""
    backs = {os.path.basename(document.source.file): document for document in claim.backs}
    found = []
    for migration in migrations:
        document = backs.get(os.path.basename(migration.up[0].path)) if migration.up and not migration.down else None
        if document is not None:
            rollbacks.add(document.source.file)
            script = Script(document.path, 0, len(document.text), migration.up[0].transaction)
            empty = is_empty(document.text, 0, len(document.text))
            migration = migration._replace(down=(script,), empty_down=empty)
        found.append(migration)
    return found


# --- several migrations in one file ---------------------------------------------------------------------------------


def _changesets(
    framework: Framework,
    members: Sequence[Member],
    runner: _Runner,
    is_released: Callable[[str], bool],
    is_frozen: Callable[[str], bool],
) -> Paired:
    """Each section is a migration, with its down part inside it."""
    found: list[tuple[str, int, Migration]] = []
    strays: list[Document] = []
    opening = re.compile(framework.up)
    documents = [member.document for member in members]
    files = Files(documents)
    inner = {file for document in documents for _, file in included(framework, document, files)}
    read_elsewhere = {file for document in documents for _, file in read_in(framework, document, files)}
    for member in sorted(members, key=lambda member: member.file):
        text, path = member.document.text, member.document.path
        released = is_released(member.file)
        frozen = released or is_frozen(member.file)
        found_regions = regions(framework, text)
        sections = [at for at, region in enumerate(found_regions) if region.kind == "up"]
        if not sections and member.file in inner:
            _, up, _ = runner.part("up", member, Region("up", 0, len(text), ""))
            # A rollback in it would be a comment: only change logs have places for one.
            raw = Migration(stem(member), "raw", (up,), (), released, True, len(found))
            found.append((member.file, 0, raw))
        elif not sections and member.file not in read_elsewhere and not member.document.original:
            strays.append(member.document)
        for at in sections:
            region = found_regions[at]
            _, up, _ = runner.part("up", member, region)
            pieces, nothing = _inner_downs(framework, text, region)
            behind = found_regions[at + 1] if at + 1 < len(found_regions) else None
            if behind is not None and behind.kind == "down":
                pieces, nothing = [(behind.start, behind.end)], is_empty(text, behind.start, behind.end)
            downs = tuple(up._replace(start=start, end=end, cuts=None) for start, end in pieces)
            head = opening.match(region.marker)
            version = head["id"].strip('"') if head else ""
            name = f"{stem(member)}:{version}"
            made = Migration(
                name,
                version,
                with_files(framework, up._replace(path=path), member.document, files),
                tuple(part for down in downs for part in with_files(framework, down, member.document, files)),
                released,
                frozen,
                len(found),
                False,
                nothing,
            )
            found.append((member.file, region.start, made))
    migrations = in_order(framework, documents, found) if framework.includes else [one for *_, one in found]
    return Paired(tuple(migrations), (), (), tuple(strays), frozenset())


def _inner_downs(framework: Framework, text: str, region: Region) -> tuple[list[tuple[int, int]], bool]:
    """Where the SQL of the down part stands inside the up part, and whether it says that there is nothing to undo."""
    begin, end = framework.down_block
    pattern = _multiline(rf"^{framework.down_line}(?P<line>[^\r\n]*)|{begin}(?P<block>(?s:.*?)){end}")
    pieces: list[tuple[int, int]] = []
    for match in pattern.finditer(text, region.start, region.end):
        kind = match.lastgroup or "line"
        if re.fullmatch(framework.down_none, match[kind]):
            return [(match.start(kind), match.start(kind))], True
        pieces.append(match.span(kind))
    return pieces, bool(pieces) and all(is_empty(text, *piece) for piece in pieces)


# --- names --------------------------------------------------------------------------------------------------------


def _group(member: Member, name: str) -> str:
    return (member.match.groupdict().get(name) or "") if name in member.match.re.groupindex else ""


def _direction(member: Member) -> str:
    if "undo" in member.match.re.groupindex:
        return "down"
    word = _group(member, "dir") or _group(member, "folder") or letter(member.match)
    if word in ASIDE_WORDS:
        return "aside"
    return "down" if word in DOWN_WORDS or word.startswith("rollback") else "up"


def _number(version: str) -> tuple[int, ...]:
    """A version part by part, trailing zeros left out: `1.0` is `1`."""
    parts = [int(part) for part in re.findall(r"\d+", version)]
    while len(parts) > 1 and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def _shared_versions(ups: Sequence[Member]) -> frozenset[tuple[int, ...]]:
    """Versions that several files have; they are told apart by their names."""
    seen: set[tuple[int, ...]] = set()
    twice: set[tuple[int, ...]] = set()
    for member in ups:
        if letter(member.match) == "B":
            continue
        number = _number(_group(member, "v"))
        (twice if number in seen else seen).add(number)
    return frozenset(twice)


def _key(framework: Framework, member: Member, shared: frozenset[tuple[int, ...]]) -> object:
    version = _group(member, "v")
    if letter(member.match) == "B":
        return ("B", _number(version))
    number = _number(version)
    if framework.grouped:
        return (number, stem(member))
    if framework.paired_by == "version" and version and number not in shared:
        return number
    return (number, _description(member))


def _description(member: Member) -> str:
    """The description without a direction that stands in it."""
    return _group(member, "d").rstrip("._-")


def stem(member: Member) -> str:
    """The file's stem or the folder's name, without the direction and the dialect: `0007_add_email`, `V3__users`."""
    match = member.match
    if "step" in match.re.groupindex:
        return str(match["step"])
    if "app" in match.re.groupindex:
        return f"{match['app']}.{match['d'].rpartition('/')[2]}"
    path = match.string[match.start() : match.end()].lstrip("/")
    folder, _, name = path.rpartition("/")
    if name.lower() in ("up.sql", "down.sql", "migration.sql") and folder:
        return folder.rsplit("/", 1)[-1]
    if "/" in path and (_group(member, "dir") or _group(member, "folder")):
        name = path.split("/", 1)[1] if path.split("/", 1)[0] in _SIDES else name
    name = name.rsplit(".", 1)[0]
    for part in (_group(member, "dir"), _group(member, "db")):
        if part and re.search(rf"[._-]{re.escape(part)}$", name):
            name = name[: -len(part) - 1]
    return name.removesuffix(".tx")


_SIDES = frozenset({"deploy", "revert", "verify", "sqls", "down", "undo", "rollback", "rollbacks"})


class _Step:
    """One migration in the making."""

    __slots__ = ("downs", "empty", "folder", "framework", "members", "ups")

    def __init__(self, framework: Framework, folder: str) -> None:
        self.framework = framework
        self.folder = folder
        self.members: list[Member] = []
        self.ups: list[Script] = []
        self.downs: list[Script] = []
        self.empty: list[bool] = []

    def add(self, member: Member, direction: str, parts: list[tuple[str, Script, bool]]) -> None:
        # The up file comes first: it names the step.
        self.members.insert(0 if direction == "up" else len(self.members), member)
        for kind, script, empty in parts:
            if kind == "down":
                self.downs.append(script)
                self.empty.append(empty)
            else:
                self.ups.append(script)

    @property
    def head(self) -> Member:
        return self.members[0]

    @property
    def name(self) -> str:
        return stem(self.head)

    @property
    def version(self) -> str:
        return _group(self.head, "v")

    @property
    def repeatable(self) -> bool:
        return bool(_group(self.head, "repeatable"))

    def migration(self, order: int, is_released: Callable[[str], bool], is_frozen: Callable[[str], bool]) -> Migration:
        files = [m.file for m in self.members if _direction(m) == "up"] or [m.file for m in self.members]
        released = all(is_released(file) for file in files)
        frozen = released or any(is_frozen(file) for file in files)
        empty = bool(self.empty) and all(self.empty)
        return Migration(
            self.name,
            self.version,
            tuple(self.ups),
            tuple(self.downs),
            released,
            frozen,
            order,
            self.repeatable,
            empty,
        )


def _baselines(steps: list[_Step]) -> tuple[list[Document], list[_Step]]:
    """A baseline stands for all versions up to its own. With those at hand it is left out of the history; without them
    it is where the history begins."""
    if steps and steps[0].framework.baseline:
        return _checkpoints(steps, _multiline(steps[0].framework.baseline))
    versioned = [_number(step.version) for step in steps if step.version and letter(step.head.match) != "B"]
    found: list[Document] = []
    kept: list[_Step] = []
    for step in steps:
        if letter(step.head.match) == "B" and any(number <= _number(step.version) for number in versioned):
            found.extend(member.document for member in step.members)
        else:
            kept.append(step)
    return found, kept


# --- order --------------------------------------------------------------------------------------------------------


def _checkpoints(steps: list[_Step], says: re.Pattern[str]) -> tuple[list[Document], list[_Step]]:
    """The same where a comment tells a baseline."""
    marked = {id(step) for step in steps if says.search(step.head.document.text)}
    if len(marked) == len(steps):
        return [], steps
    found = [member.document for step in steps if id(step) in marked for member in step.members]
    return found, [step for step in steps if id(step) not in marked]


def _ordered(framework: Framework, folder: str, steps: list[_Step], around: Surroundings) -> list[_Step]:
    order = framework.order
    if order == "listed":
        listed = _listed(framework, folder, around)
        if not listed:
            return _by_requirement(sorted(steps, key=lambda step: (_number(step.version), step.name)))
        place = {name: index for index, name in enumerate(listed)}
        return sorted(steps, key=lambda step: (place.get(step.name, len(place)), step.name))
    if order == "required":
        return _by_graph(framework, sorted(steps, key=lambda step: step.name))
    if order == "dotted":
        return sorted(steps, key=lambda step: (step.repeatable, _padded(step.version), step.name))
    if order == "text":
        return sorted(steps, key=lambda step: step.name)
    if order == "times":
        return sorted(steps, key=lambda step: (_milliseconds(step.version), step.name))
    if order == "dashless":
        return sorted(steps, key=lambda step: (step.version.replace("-", ""), step.name))
    if order == "numbered-first":
        return sorted(steps, key=lambda step: (not step.version, _number(step.version), step.name))
    return sorted(steps, key=lambda step: (_number(step.version), step.name))


def _milliseconds(version: str) -> int:
    """A version as a number, one of 17 digits as the milliseconds of the date and time of day that it is."""
    if len(version) != 17:
        return int(version or 0)
    from calendar import timegm

    year, *rest = (int(version[:4]), *(int(version[at : at + 2]) for at in (4, 6, 8, 10, 12)))
    if not (rest[0] in range(1, 13) and rest[1] in range(1, 32)):
        return int(version)
    return timegm((year, *rest)) * 1000 + int(version[14:])


def _padded(version: str) -> tuple[int, ...]:
    return _number(version)


def _listed(framework: Framework, folder: str, around: Surroundings) -> list[str]:
    """The names in the order of the framework's index file; empty when there is none or it says nothing."""
    text = around.text(f"{folder}/{framework.listing}")
    if not text:
        return []
    if framework.listing.endswith(".json"):
        import json

        try:
            entries = json.loads(text).get("entries", [])
            return [str(entry["tag"]) for entry in entries]
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return []
    return _planned(text)


def _planned(text: str) -> list[str]:
    """The changes of a Sqitch plan. One that comes again behind a tag was reworked: its earlier script is called after that tag,
    `users@v1`."""
    changes: list[list[str]] = []
    tags: list[str] = []
    seen: dict[str, tuple[int, int]] = {}
    for line in map(str.strip, text.splitlines()):
        word = re.split(r"[\s\[]", line, maxsplit=1)[0]
        if not word or word[0] in "%#":
            continue
        if word[0] == "@":
            tags.append(word)
            continue
        if word in seen:
            at, before = seen[word]
            changes[at] = [f"{word}{tag}" for tag in tags[before:]]
        seen[word] = (len(changes), len(tags))
        changes.append([word])
    return [name for names in changes for name in names]


_DEPLOYS = Lazy(r"^--[ \t]*Deploy[ \t]+([^\s:]+):", re.M)
_REQUIRES = Lazy(r"^--[ \t]*requires:(.+)$", re.M)


def _required(text: str) -> list[str]:
    """The changes of the same project that a Sqitch script requires."""
    own = _DEPLOYS.search(text)
    found: list[str] = []
    for line in _REQUIRES.findall(text):
        for word in re.split(r"[\s,]+", line.strip()):
            project, colon, change = word.rpartition(":")
            if not colon or (own and project == own[1]):
                found.append(change)
    return found


def _by_requirement(steps: list[_Step]) -> list[_Step]:
    """Where no index file lists them: each after what its `-- requires:` lines name."""
    return _sorted_out({step.name: step for step in steps}, lambda step: _required(step.head.document.text))


def _by_graph(framework: Framework, steps: list[_Step]) -> list[_Step]:
    """Each after those that its text names; by what each calls itself where none names others."""
    identity, requires = _multiline(framework.identity), _multiline(framework.requires)
    named: dict[str, _Step] = {}
    for step in steps:
        own = identity.search(step.head.document.text) if framework.identity else None
        name = own[1].strip() if own else step.name
        named[name if name not in named else f"{name}\n{step.name}"] = step
    if not framework.requires:
        return [named[name] for name in sorted(named)]
    return _sorted_out(
        named, lambda step: [word for line in requires.findall(step.head.document.text) for word in line.split()]
    )


def _sorted_out(by_name: dict[str, _Step], required: Callable[[_Step], list[str]]) -> list[_Step]:
    """Each after what it requires, otherwise in the order given. A circle is cut where it is met."""
    done: dict[str, None] = {}
    for first in by_name:
        stack = [(first, False)]
        open_names: set[str] = set()
        while stack:
            name, leaving = stack.pop()
            if leaving:
                done[name] = None
                continue
            if name in done or name in open_names:
                continue
            open_names.add(name)
            stack.append((name, True))
            names = required(by_name[name])
            stack.extend((word, False) for word in reversed(names) if word in by_name and word not in done)
    return [by_name[name] for name in done]


# --- transaction --------------------------------------------------------------------------------------------------


_REMARK = 2000
"""An up part of more characters than this is not only a remark, and is not searched for one."""


@lru_cache(maxsize=64)
def _multiline(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.M)


class _Runner:
    """How the framework runs each script of a history."""

    __slots__ = ("around", "assumed", "dialect", "framework", "out", "said")

    def __init__(self, framework: Framework, dialect: Dialect, around: Surroundings, assumed: bool | None) -> None:
        self.framework = framework
        self.dialect = dialect
        self.around = around
        self.assumed = assumed
        self.out: dict[str, bool] = {}
        self.said: dict[tuple[str, tuple[tuple[str, str], ...]], bool] = {}

    def scripts(self, member: Member, direction: str) -> list[tuple[str, Script, bool]]:
        """The parts of one file: direction, script, and whether it is empty. No part means that the framework does not
        run the file: it needs markers, and there are none."""
        text = member.document.text
        if direction == "down":
            return [self.part("down", member, Region("down", 0, len(text), ""))]
        return [
            self.part(region.kind, member, region) for region in regions(self.framework, text) if region.kind != "skip"
        ]

    def part(self, kind: str, member: Member, region: Region) -> tuple[str, Script, bool]:
        text = member.document.text
        transaction, implicit = self._transaction(member, region)
        script = Script(
            member.document.path,
            region.start,
            region.end,
            transaction,
            self.framework.opt_out_words,
            implicit,
            cuts=cuts(self.framework, text, region.start, region.end, region.marker) if self._cuts(member) else None,
        )
        long = kind != "down" and region.end - region.start > _REMARK
        if long or not is_empty(text, region.start, region.end):
            return kind, script, False
        return kind, script._replace(remark=text[region.start : region.end].strip()[:500]), True

    def _cuts(self, member: Member) -> bool:
        """Whether the framework cuts scripts in its own way here."""
        if member.document.original:
            return False  # it was cut where it was translated
        if not self.framework.cut or not self.framework.cut_where:
            return bool(self.framework.cut)
        return self._said(member, self.framework.cut_where)

    def _said(self, member: Member, where: tuple[tuple[str, str], ...]) -> bool:
        """Whether one of some settings files says what a regular expression finds."""
        if not where:
            return False
        key = (os.path.dirname(member.file), where)
        known = self.said.get(key)
        if known is None:
            texts = (
                (text, expression)
                for name, expression in where
                for file in self._beside(key[0], name)
                for text in [self.around.text(file)]
            )
            known = self.said[key] = any(text is not None and re.search(expression, text) for text, expression in texts)
        return known

    def _beside(self, folder: str, name: str) -> list[str]:
        if not name.startswith("../"):
            return [f"{place}/{name}" for place in self.around.upward(folder)]
        home, _, last = name[3:].rpartition("/")
        place = f"{os.path.dirname(folder)}/{home}"
        return [f"{place}/{one}" for one in self.around.ending(place, last.lstrip("*"))]

    def _transaction(self, member: Member, region: Region) -> tuple[bool | None, bool]:
        framework, text = self.framework, member.document.text
        if framework.transaction == "unknown":
            return self.assumed, False
        opens = framework.transaction == "each" or self.dialect in framework.transaction_in
        if self._said(member, framework.unwrapped_where if opens else framework.wrapped_where):
            opens = not opens
        if framework.opt_in and re.search(framework.opt_in, member.file):
            opens = True
        if opens and not self._opted_out(member, region) and not self._leaves_out(text, region):
            return True, False
        if framework.whole and self.dialect == "postgres":
            return len(heads(text, region.start, region.end)) > 1, True
        return False, False

    def _opted_out(self, member: Member, region: Region) -> bool:
        framework, text = self.framework, member.document.text
        path, off = framework.opt_out_file
        if path:
            settings = self.around.text(path.format(file=member.file, folder=os.path.dirname(member.file)))
            if settings is not None and re.search(off, settings):
                return True
        if not framework.opt_out:
            return False
        pattern = _multiline(framework.opt_out)
        if framework.opt_out_in == "marker":
            return pattern.search(region.marker) is not None
        if framework.opt_out_in == "section":
            return pattern.search(text, region.start, region.end) is not None
        if framework.opt_out_in == "start":
            # A byte order mark before it makes the framework miss it.
            return not member.document.bom and pattern.match(text) is not None
        # The answer is the same for every section of the file.
        known = self.out.get(member.file)
        if known is None:
            known = self.out[member.file] = pattern.search(text) is not None
        return known

    def _leaves_out(self, text: str, region: Region) -> bool:
        if not self.framework.unwrapped or self.dialect != "postgres":
            return False
        pattern = re.compile(self.framework.unwrapped, re.I)
        if pattern.search(text, region.start, region.end) is None:
            return False
        found = heads(text, region.start, region.end)
        return bool(found) and all(pattern.match(head) for head in found)
