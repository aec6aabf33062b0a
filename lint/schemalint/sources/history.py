"""From the documents of a project to histories, snapshots, pages and the rest."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence

from schemalint.dialects.stores import STORES
from schemalint.frameworks import Framework, named
from schemalint.frameworks.custom import Shape
from schemalint.frameworks.forms import SUFFIXES
from schemalint.model.document import Dialect, Document, Role
from schemalint.model.lazy import Lazy
from schemalint.model.project import Form, History, Migration, Script, Snapshot
from schemalint.model.record import NamedTuple
from schemalint.sources import evidence as told
from schemalint.sources import stores
from schemalint.sources.discover import MARKDOWN, shown
from schemalint.sources.evidence import Evidence
from schemalint.sources.pairing import Paired, pair, stem
from schemalint.sources.recognise import Claim, Member, recognise
from schemalint.sources.released import Released, Unknown
from schemalint.sources.roles import markdown_role, nature
from schemalint.sources.snapshots import Item, group
from schemalint.sources.surroundings import Surroundings


class Arrangement(NamedTuple):
    """What a project consists of. Paths are as printed."""

    documents: tuple[Document, ...]
    """All that is judged or needed for it, by path, their sources complete: role, dialect, evidence, released, frozen. A file
    that serves several dialects carries the first; the history says which one it is read in."""
    histories: tuple[History, ...]
    snapshots: tuple[Snapshot, ...]
    pages: tuple[str, ...]
    """The schema documents."""
    seeds: tuple[str, ...]
    queries: tuple[str, ...]
    around: Surroundings | None = None
    """What was looked at besides the documents."""


_CODE = (
    ".go", ".java", ".kt", ".groovy", ".js", ".cjs", ".mjs", ".ts", ".py", ".rb", ".rs", ".php", ".cs", ".exs", ".fizz",
)  # fmt: skip
"""Endings of files that frameworks run as migrations beside those in SQL."""


class _Place(NamedTuple):
    role: Role
    dialect: Dialect
    evidence: str


def arrange(
    documents: Sequence[Document],
    *,
    root: str,
    cwd: str,
    in_git: bool = False,
    asked: frozenset[str] | None = None,
    released: Released | Unknown | None = None,
    dialect_for: Callable[[str], tuple[Dialect, str] | None] | None = None,
    framework_for: Callable[[str], str] | None = None,
    shapes: Sequence[Shape] = (),
    home: str = "",
    is_frozen: Callable[[str], bool] | None = None,
    assume_transaction: bool | None = None,
    may_hold_migrations: Callable[[str], bool] | None = None,
    is_document: Callable[[str], bool] | None = None,
    in_sql: Callable[[Document, Dialect | None], Document] | None = None,
    steps_of: Callable[[Document], tuple[str, tuple[Migration, ...]]] | None = None,
) -> Arrangement:
    """Arrange the documents of one project.

    `root` and `in_git` are the project's; settings files are looked for up to `root`, outside git two folders further.
    `asked` are the printed paths that the arguments cover: what is neither asked nor in a history with something asked
    is left out. `dialect_for` gives the configured dialect of a printed path and how that is said, or None. `framework_for`
    gives the configured framework of a printed directory, or nothing; `shapes` are layouts of the user's own, for paths
    relative to the folder `home`. `is_frozen` is asked with printed paths.
    `assume_transaction` is for plain numbered files.
    `may_hold_migrations` is asked with printed paths of SQL files when configuration names the directories of
    migrations, `is_document` with those of Markdown files when it names the schema documents. `in_sql` gives migrations in other languages
    as the SQL they mean, in a dialect where it is known; without it they are left out. `steps_of` gives the framework and the
    migrations that a file of a document store holds, if it does.
    """
    work = _Work(root, cwd, in_git, released, dialect_for, is_frozen, assume_transaction)
    settings = [document for document in documents if document.path.endswith((".conf", ".toml"))]
    for document in settings:
        work.around.lay(document.source.file, document.text)  # nobody names such; a repair may bring one
    rest, of_stores = stores.parted([one for one in documents if one not in settings] if settings else documents)
    steps = [one for one in of_stores if stores.is_step(one)]
    documents = [*work.said_in_sql(rest, in_sql), *of_stores]
    of_stores = [one for one in of_stores if one not in steps]
    sql = [document for document in documents if not _is_page(document) and document not in of_stores]
    pages = [document for document in documents if _is_page(document)]
    inside = [one for one in sql if may_hold_migrations(one.path)] if may_hold_migrations else sql
    chosen = framework_for and (lambda folder: framework_for(shown(folder, cwd)))
    claims = recognise(inside, work.around, chosen, shapes, home)
    claimed: set[str] = set()
    for claim in claims:
        files = {member.file for member in claim.members} | {hook.source.file for hook in claim.hooks}
        if asked is not None and not any(member.document.path in asked for member in claim.members):
            # It came along for something else, and nobody asked about it.
            claimed |= files
            continue
        claimed |= files
        work.add_claim(claim)
    loose = [
        document
        for document in sql
        if (document.source.file not in claimed or document.source.file in work.stray_files)
        and (asked is None or document.path in asked or document.source.file in work.stray_files)
    ]
    work.add_loose([one for one in loose if one not in steps], chosen)
    of_stores += [one for one in steps if one.source.file not in claimed]
    work.add_stores([one for one in of_stores if asked is None or one.path in asked], steps_of)
    work.add_pages([page for page in pages if asked is None or page.path in asked], is_document)
    return work.arrangement(documents)


def _form(framework: Framework) -> Form | None:
    """How new files are written where settings or the configuration have changed that."""
    if framework is named(framework.name):
        return None
    back = framework.rollback
    new = tuple((one.path, one.text) for one in framework.new)
    return Form(framework.pattern, new, (back.path, back.text) if back else None, framework.opt_out_text)


def _is_page(document: Document) -> bool:
    return document.source.file.lower().endswith(MARKDOWN)


def _own_dialect(documents: Sequence[Document]) -> Evidence:
    """What translated documents say of their dialect: outright, else by the SQL they hold."""
    for document in documents:
        if document.source.evidence:
            return Evidence(document.source.dialect, document.source.evidence, 100)
    found = told.of_texts((os.path.basename(one.source.file), one.text) for one in documents)
    # The lines are those of the SQL, which nobody sees.
    return found._replace(words=re.sub(r" on line \d+", "", found.words))


def _told(document: Document, found: Evidence) -> Document:
    return document._replace(source=document.source._replace(dialect=found.dialect, evidence=found.words))


class _Work:
    """The state of one arranging."""

    def __init__(
        self,
        root: str,
        cwd: str,
        in_git: bool,
        released: Released | Unknown | None,
        dialect_for: Callable[[str], tuple[Dialect, str] | None] | None,
        is_frozen: Callable[[str], bool] | None,
        assume_transaction: bool | None,
    ) -> None:
        self.root = root
        self.cwd = os.path.abspath(cwd)
        limit = root
        if not in_git:
            # Whoever names the folder of migrations has the settings beside it or one further up.
            for _ in range(2):
                above = os.path.dirname(limit)
                limit = above if above != os.path.dirname(above) else limit
        self.around = Surroundings(limit)
        self.released = released if isinstance(released, Released) else None
        self.dialect_for = dialect_for or (lambda _path: None)
        self.config_frozen = is_frozen or (lambda _path: False)
        self.assume_transaction = assume_transaction
        self.places: dict[str, _Place] = {}
        self.histories: list[History] = []
        self.snapshots: list[Snapshot] = []
        self.pages: list[str] = []
        self.seeds: list[str] = []
        self.queries: list[str] = []
        self.stray_files: set[str] = set()
        self.frozen_files: set[str] = set()

    # --- migrations in other languages -----------------------------------------------------------------------------

    def said_in_sql(
        self, documents: Sequence[Document], in_sql: Callable[[Document, Dialect | None], Document] | None
    ) -> list[Document]:
        """The documents with the SQL that they mean; without those that mean none. Where nothing but the texts tells the
        dialect, what they say in one folder counts for all in it, and for the folders that say nothing."""
        kept = [document for document in documents if not document.source.file.lower().endswith(SUFFIXES)]
        others = [document for document in documents if document.source.file.lower().endswith(SUFFIXES)]
        if in_sql is None or not others:
            return kept
        unknown: dict[str, list[Document]] = {}
        said: set[Dialect] = set()
        for document in others:
            told_here = self._dialect_before(document)
            said_here = in_sql(document, told_here)
            if not said_here.original:
                continue
            if told_here is None:
                unknown.setdefault(os.path.dirname(document.source.file), []).append(document)
            else:
                said.add(told_here)
                kept.append(said_here)
        silent: list[Document] = []
        for members in unknown.values():
            found = _own_dialect([in_sql(document, None) for document in members])
            if not found.words:
                upward = self.around.upward(os.path.dirname(members[0].source.file))
                found = told.of_settings(upward, self.around.text, told.SETTINGS)
            if found.words:
                said.add(found.dialect)
                kept += [_told(in_sql(document, found.dialect), found) for document in members]
            else:
                silent += members
        only = next(iter(said)) if len(said) == 1 else None
        kept += [in_sql(document, only) for document in silent]
        return kept

    def _dialect_before(self, document: Document) -> Dialect | None:
        """What configuration, the path or the settings above say, before the text is understood."""
        own = self.dialect_for(document.path)
        if own:
            return own[0]
        place = told.of_path(document.source.file, self.root)
        if place.words:
            return place.dialect
        upward = self.around.upward(os.path.dirname(document.source.file))
        beside = told.of_settings(upward, self.around.text)
        return beside.dialect if beside.words else None

    def is_released(self, file: str) -> bool:
        return self.released is not None and file in self.released.unchanged

    def is_frozen(self, file: str) -> bool:
        """Applied somewhere: released, or released and edited since, or so said by configuration."""
        held = self.released is not None and (file in self.released.unchanged or file in self.released.edited)
        return held or self.config_frozen(shown(file, self.cwd))

    # --- histories ------------------------------------------------------------------------------------------------

    def add_claim(self, claim: Claim) -> None:
        strays = {document.source.file: document for document in claim.strays}
        first = len(self.histories)
        for word, members in _by_dialect(claim.members):
            found = self._dialect_of_history(claim, word, members)
            paired = pair(
                claim,
                members,
                found.dialect,
                self.around,
                is_released=self.is_released,
                is_frozen=self.is_frozen,
                assume_transaction=self.assume_transaction,
            )
            strays.update((document.source.file, document) for document in paired.strays)
            self._place(paired, members, found)
            for document in claim.hooks:
                self.places[document.source.file] = _Place("query", found.dialect, found.words)
                self.queries.append(document.path)
            for document in claim.backs:
                self.places[document.source.file] = _Place("rollback", found.dialect, found.words)
            for document in paired.baselines:
                self._snapshot([document], document.path, found, framework=claim.framework.name)
            if paired.migrations:
                self.histories.append(
                    History(
                        shown(claim.folder, self.cwd),
                        claim.framework.name,
                        found.dialect,
                        found.words,
                        paired.migrations,
                        claim.framework.forward_only,
                        (),
                        claim.framework.words,
                        form=_form(claim.framework),
                        tie=claim.tie,
                        code=self._in_code(claim.folder),
                    )
                )
        paths = tuple(sorted(document.path for document in strays.values()))
        self.histories[first:] = [history._replace(strays=paths) for history in self.histories[first:]]
        self.stray_files.update(strays)

    def _in_code(self, folder: str) -> tuple[str, ...]:
        return self.around.ending(folder, *_CODE)

    def _place(self, paired: Paired, members: Sequence[Member], found: Evidence) -> None:
        aside = {document.source.file for document in paired.aside}
        strays = {document.source.file for document in paired.strays}
        baselines = {document.source.file for document in paired.baselines}
        for member in members:
            file = member.file
            if file in strays or file in self.places:
                continue
            role: Role = "migration"
            if file in aside:
                role = "query"
                self.queries.append(member.document.path)
            elif file in paired.rollbacks:
                role = "rollback"
            elif file in baselines:
                role = "schema"
            own = None if found.dialect in STORES else self.dialect_for(member.document.path)
            self.places[file] = _Place(role, *(own or (found.dialect, found.words)))

    def _dialect_of_history(self, claim: Claim, word: str, members: Sequence[Member]) -> Evidence:
        for member in members:
            source = member.document.source
            own = (source.dialect, source.evidence) if source.dialect in STORES else self.dialect_for(source.path)
            if own:
                return Evidence(*own, 100)
        if word:
            return Evidence(told.WORDS[word], f"{word} in the file names", 100)
        if claim.framework.dialect:
            return Evidence(claim.framework.dialect, f"framework {claim.framework.name}", 100)
        translated = next(
            (one.document.source for one in members if one.document.original and one.document.source.evidence), None
        )
        if translated is not None:
            return Evidence(translated.dialect, translated.evidence, 100)
        suffixes = {os.path.splitext(member.file)[1].lower() for member in members} & set(told.SUFFIXES)
        if len(suffixes) == 1:
            suffix = suffixes.pop()
            return Evidence(told.SUFFIXES[suffix], f"file name {suffix}", 100)
        upward = self.around.upward(claim.folder)
        beside = told.of_settings(upward, self.around.text)
        if beside.words:
            return beside
        place = told.of_path(f"{claim.folder}/x.sql", self.root)
        text = told.of_texts((os.path.basename(m.file), m.document.text) for m in members)
        found = told.settled(place, text)
        return found if found.words else told.of_settings(upward, self.around.text, told.SETTINGS)

    # --- all that is no history -----------------------------------------------------------------------------------

    def add_loose(self, documents: Sequence[Document], chosen: Callable[[str], str] | None = None) -> None:
        by_folder: dict[str, list[Document]] = {}
        for document in documents:
            by_folder.setdefault(os.path.dirname(document.source.file), []).append(document)
        items: list[Item] = []
        for folder, members in by_folder.items():
            found = {document.source.file: self._dialect_of_file(document) for document in members}
            pooled = self._pooled(folder, found)
            for document in members:
                what = found[document.source.file]
                if not what.words:
                    what = pooled
                kind = nature(document.text, document.source.file)
                self.places[document.source.file] = _Place(kind.role, what.dialect, what.words)
                if kind.role == "seed":
                    self.seeds.append(document.path)
                if kind.role == "query":
                    self.queries.append(document.path)
                if kind.role in ("schema", "seed"):
                    is_stray = document.source.file in self.stray_files
                    standalone = kind.standalone or is_stray or kind.role == "seed"
                    items.append(Item(document, what.dialect, what.words, standalone))
        for found_group in group(items, self.around, chosen):
            if all(self.places[item.document.source.file].role == "seed" for item in found_group.items):
                continue
            first = found_group.items[0]
            path = shown(found_group.folder, self.cwd) if found_group.folder else first.document.path
            self._snapshot(
                [item.document for item in found_group.items],
                path,
                Evidence(first.dialect, first.evidence),
                found_group.framework,
                found_group.standalone,
                found_group.beside,
                found_group.keyed,
            )

    def add_stores(
        self,
        documents: Sequence[Document],
        steps_of: Callable[[Document], tuple[str, tuple[Migration, ...]]] | None = None,
    ) -> None:
        """The schemas of document stores: what their files say is not asked of configuration, which speaks of SQL."""
        histories: dict[tuple[str, str], list[tuple[Document, tuple[Migration, ...]]]] = {}
        rest: list[Document] = []
        for document in sorted(documents, key=lambda one: one.source.file):
            framework, steps = steps_of(document) if steps_of is not None else ("", ())
            if steps:
                folder = os.path.dirname(document.source.file)
                histories.setdefault((folder, framework), []).append((document, steps))
            else:
                rest.append(document)
        for (folder, framework), held in histories.items():
            self._history_of_store(folder, framework, held)
        for members in stores.schemas(rest):
            source = members[0].source
            found = Evidence(source.dialect, source.evidence, 100)
            for document in members:
                self.places[document.source.file] = _Place("schema", found.dialect, found.words)
            path = shown(os.path.dirname(source.file), self.cwd) if len(members) > 1 else source.path
            self._snapshot(members, path, found)

    def _history_of_store(
        self, folder: str, framework: str, members: Sequence[tuple[Document, tuple[Migration, ...]]]
    ) -> None:
        found: list[Migration] = []
        source = members[0][0].source
        for document, steps in members:
            file = document.source.file
            released = self.is_released(file)
            frozen = released or self.is_frozen(file)
            self.places[file] = _Place("migration", source.dialect, source.evidence)
            found += [
                one._replace(released=released, frozen=frozen, order=len(found) + at) for at, one in enumerate(steps)
            ]
        described = named(framework)
        self.histories.append(
            History(
                shown(folder, self.cwd),
                framework,
                source.dialect,
                source.evidence,
                tuple(found),
                False,
                (),
                described.words if described is not None else "",
            )
        )

    def _dialect_of_file(self, document: Document) -> Evidence:
        own = self.dialect_for(document.path)
        if own:
            return Evidence(*own, 100)
        place = told.of_path(document.source.file, self.root)
        if place.weight >= 40:
            return place
        return told.settled(place, told.of_text(document.text))

    def _pooled(self, folder: str, found: dict[str, Evidence]) -> Evidence:
        """For a file that says nothing: what all its neighbours say that say anything, else the settings above."""
        spoken = {what.dialect for what in found.values() if what.words}
        if len(spoken) == 1:
            name = min(file for file, what in found.items() if what.words)
            return Evidence(spoken.pop(), f"like {os.path.basename(name)} beside it", 1)
        if spoken:
            return told.NOTHING
        upward = self.around.upward(folder)
        beside = told.of_settings(upward, self.around.text)
        return beside if beside.words else told.of_settings(upward, self.around.text, told.SETTINGS)

    def _snapshot(
        self,
        documents: Sequence[Document],
        path: str,
        found: Evidence,
        framework: str = "",
        standalone: bool = False,
        beside: bool = False,
        keyed: frozenset[str] = frozenset(),
    ) -> None:
        scripts = tuple(Script(document.path, 0, len(document.text), None) for document in documents)
        self.snapshots.append(Snapshot(path, found.dialect, scripts, standalone, framework, found.words, beside, keyed))

    def add_pages(self, pages: Sequence[Document], is_document: Callable[[str], bool] | None) -> None:
        def role(page: Document) -> Role:
            if is_document:
                return "document" if is_document(page.path) else "ignored"
            return markdown_role(page.text, page.source.file)

        by_folder: dict[str, list[Document]] = {}
        for page in pages:
            by_folder.setdefault(os.path.dirname(page.source.file), []).append(page)
        for folder, members in by_folder.items():
            roles = {page.source.file: role(page) for page in members}
            found = {
                page.source.file: self._dialect_of_page(page)
                for page in members
                if roles[page.source.file] == "document"
            }
            silent = any(not what.words for what in found.values())
            pooled = self._pooled(folder, found) if silent else told.NOTHING
            if silent and not pooled.words:
                pooled = self._of_project()
            for page in members:
                what = found.get(page.source.file, told.NOTHING)
                if page.source.file in found:
                    self.pages.append(page.path)
                    what = what if what.words else pooled
                self.places[page.source.file] = _Place(roles[page.source.file], what.dialect, what.words)

    def _of_project(self) -> Evidence:
        """For a page that says nothing: the dialect of the project's SQL, when there is only one."""
        sql = [place for place in self.places.values() if place.role not in ("document", "ignored")]
        spoken = {place.dialect for place in sql if place.evidence and place.dialect not in STORES}
        return Evidence(spoken.pop(), "the SQL of the project", 1) if len(spoken) == 1 else told.NOTHING

    def _dialect_of_page(self, page: Document) -> Evidence:
        own = self.dialect_for(page.path)
        if own:
            return Evidence(*own, 100)
        return told.settled(told.of_path(page.source.file, self.root), told.of_page(page.text))

    def arrangement(self, documents: Sequence[Document]) -> Arrangement:
        kept = tuple(
            document._replace(
                source=document.source._replace(
                    role=place.role,
                    dialect=place.dialect,
                    evidence=place.evidence,
                    released=self.is_released(document.source.file),
                    frozen=place.role in ("migration", "rollback") and self.is_frozen(document.source.file),
                )
            )
            for document in sorted(documents, key=lambda document: document.path)
            for place in [self.places.get(document.source.file)]
            if place is not None
        )
        return Arrangement(
            kept,
            tuple(sorted(self.histories, key=lambda history: history.path)),
            tuple(sorted(self.snapshots, key=lambda snapshot: snapshot.path)),
            tuple(sorted(self.pages)),
            tuple(sorted(set(self.seeds))),
            tuple(sorted(set(self.queries))),
            self.around,
        )


# --- dialects in file names -----------------------------------------------------------------------------------------

_SAME = {
    "sqlite3": "sqlite",
    "postgresql": "postgres",
    "pg": "postgres",
    "pgsql": "postgres",
    "psql": "postgres",
    "cockroachdb": "cockroach",
    "crdb": "cockroach",
    "yugabytedb": "yugabyte",
    "sqlserver": "mssql",
}
_LAST_WORD = Lazy(r"[._-]([A-Za-z]+[0-9]?)$")


def _word(member: Member) -> str:
    """The dialect word at the end of a file's stem: `x.postgres.up.sql`, `001_x_mysql.sql`; empty when there is none."""
    named = member.match.groupdict().get("db")
    if named is None:
        last = _LAST_WORD.search(stem(member))
        named = last[1] if last else ""
    word = (named or "").lower()
    return _SAME.get(word, word) if word in told.WORDS else ""


def _by_dialect(members: Sequence[Member]) -> Iterator[tuple[str, list[Member]]]:
    """One set of files for each dialect that file names tell apart. A file without a word serves every dialect that has
    no file of its own for that step. When even the first step has such a file, the files without a word are a history by
    themselves too: they are for the dialects nobody names."""
    words = {member.file: _word(member) for member in members}
    names = sorted(set(words.values()) - {""})
    plain = [member for member in members if not words[member.file]]
    # One word in all names, or in few of them, is a word of the description: `0007_move_to_postgres`.
    twins = _twins(members, words)
    if not names or (not twins and len(names) < 2) or (not twins and plain):
        yield "", list(members)
        return
    for name in names:
        own = [member for member in members if words[member.file] == name]
        have = {_slot(member) for member in own}
        yield name, own + [member for member in plain if _slot(member) not in have]
    if plain and min(_order(member) for member in plain) <= min(_order(member) for member in members):
        yield "", plain


def _slot(member: Member) -> tuple[str, str, str]:
    """Which step and direction a file is for, whatever its dialect."""
    groups = member.match.groupdict()
    description = _without_word(groups.get("d") or "")
    return groups.get("v") or "", description, groups.get("dir") or groups.get("k") or "up"


def _without_word(description: str) -> str:
    last = _LAST_WORD.search(description)
    return description[: last.start()] if last and last[1].lower() in told.WORDS else description


def _order(member: Member) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", member.match.groupdict().get("v") or ""))


def _twins(members: Sequence[Member], words: dict[str, str]) -> bool:
    """Whether any step comes in several dialects."""
    seen: dict[tuple[str, str, str], str] = {}
    for member in members:
        word = words[member.file]
        if seen.setdefault(_slot(member), word) != word:
            return True
    return False
