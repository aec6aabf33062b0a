"""Beginning a database: its document, the script of its DDL, sample data, and a line in the list of documents."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from schemalint import config as configuration
from schemalint import plugins
from schemalint.config import Options, UsageError
from schemalint.describe import Described, describe, place, rules_of_documents
from schemalint.extract import script_of_page
from schemalint.fixing.write import Target, write
from schemalint.generating.beginning import DATABASES, Answers
from schemalint.generating.descriptions import described
from schemalint.generating.entities import entity_tables
from schemalint.generating.sample_data import sample_data
from schemalint.generating.titles import shown_name
from schemalint.model.diagnostic import NewFile
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Replay, foremost
from schemalint.repair import mend
from schemalint.sources.discover import shown
from schemalint.study import studies, study

_KEYS = {"sqlite": "PRAGMA foreign_keys = ON;\n\n"}
"""In front of a script: SQLite looks at foreign keys only where it is told to."""


class Begun(NamedTuple):
    """What a new database begins with."""

    files: tuple[NewFile, ...]
    """In the order in which people read them, the document first."""
    message: str
    """What a commit of these files may say."""
    notes: tuple[str, ...]
    root: str
    left: int
    """How many places of the document are left to people."""


def scaffold(name: str, options: Options, *, answers: Answers, template: str = "", force: bool = False) -> Begun:
    """The files of a new database, from the answers and from what the project here holds already; nothing is written.
    Raises ConfigError, and UsageError for files that are there already unless `force` says to replace them."""
    entries = plugins.rules(plugins.manager())
    config = configuration.load(".", isolated=options.isolated, explicit=options.config, entries=entries)
    wanted = template or config.documents.template or ("database-spec" if answers.focus else "schema-document")
    called = f"{name} {answers.focus}" if answers.focus and wanted == "database-spec" else name
    stem = os.path.splitext(place(config, wanted, called))[0]
    cwd = os.getcwd()
    path, script, sample = (shown(stem + ending, cwd) for ending in (".md", ".sql", "-sample-data.sql"))
    tracking = shown(os.path.join(config.root, config.documents.tracking), cwd)
    database, dialect = DATABASES.get(answers.database.casefold(), ("", ""))
    answers = answers._replace(database=database or answers.database)
    home = os.path.dirname(path)
    # What other documents came with is not what this one is about.
    held = [
        replay
        for replay in foremost(replay for one in studies((".",), options, entries) for replay in one.replays)
        if replay.kind == "history" or home in ("", ".") or not f"{replay.path}/".startswith(f"{home}/")
    ]
    notes: list[str] = []
    over: dict[str, str] = {}
    if not held:
        options = options._replace(dialect=options.dialect or dialect)
        ddl = _tables_for(answers, options)
        if ddl:
            over[script] = _KEYS.get(options.dialect, "") + ddl
        elif database and not dialect:
            notes.append(f"no script and no sample data were written: {database} has no DDL that is written here")
    elif answers.entities:
        notes.append(
            f"no tables were written for {', '.join(answers.entities)}: the project has the schema {held[0].path}"
        )
    first = describe(
        (".",), options, template=wanted, name=shown_name(name), out=path, answers=answers, over=over,
        files=_links(held, script if over else "", sample),
    )  # fmt: skip
    texts = {path: first.text, **over}
    if first.schema is not None:
        texts[sample] = _KEYS.get(first.schema.dialect, "") + sample_data(first.schema.catalog)
        if first.schema.kind == "history":
            texts[script] = _script(first, texts, options)
    texts.update(_tracked(first, texts, tracking, entries, options))
    there = [one for one in texts if one != tracking and os.path.lexists(one)]
    if there and not force:
        raise UsageError(
            f"{', '.join(there)} exists already; --force replaces it, `schemalint doc -o` brings it up to date"
        )
    files = tuple(NewFile(one, text) for one, text in texts.items())
    return Begun(files, _message(called, first, answers), (*notes, *first.failures), config.root, first.places)


def write_begun(begun: Begun) -> None:
    """Writes all the files or none of them. Raises UsageError where one cannot be written."""
    targets = {}
    for file in begun.files:
        full = os.path.abspath(file.path)
        before = None
        if os.path.lexists(full):
            with open(full, "rb") as stream:
                before = stream.read()
        targets[full] = Target(before, file.text.encode("utf-8"))
    try:
        write(targets, begun.root)
    except OSError as error:
        raise UsageError(str(error)) from error


def _tables_for(answers: Answers, options: Options) -> str:
    for dialect in ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle"):
        if dialect == options.dialect:
            return entity_tables(answers.entities, dialect, answers.use_case, answers.volume)
    return ""


def _links(held: Sequence[Replay], script: str, sample: str) -> dict[str, str]:
    found = {}
    if held or script:
        found["Sample Data"] = found["Development Test Data"] = sample
    if script or any(one.kind == "history" for one in held):
        found["Full DDL Script"] = script or sample.replace("-sample-data.sql", ".sql")
    return found


def _script(first: Described, texts: Mapping[str, str], options: Options) -> str:
    """The DDL that stands in the document, in the order a server accepts."""
    now = study(first.project, first.config, options, laid_over=texts)
    for page, _ in now.pages:
        own = next((one for one in now.replays if one.kind == "document" and one.path == page.path), None)
        if page.path == first.path and own is not None:
            return script_of_page(page, own, options).text
    return ""


def _tracked(
    first: Described, texts: Mapping[str, str], tracking: str, entries: dict[str, plugins.RuleEntry], options: Options
) -> dict[str, str]:
    """The list of documents with a line for this one."""
    now = study(first.project, first.config, options, laid_over=texts)._replace(asked=frozenset({first.path}))
    chosen = options._replace(select=rules_of_documents(entries, first.config, options), extend_select=(), baseline="")
    mended = mend(now, entries, chosen, unsafe=True, within=(tracking,), over=texts)
    return {path: text for path, text in mended.texts.items() if path == tracking}


def _message(name: str, first: Described, answers: Answers) -> str:
    tables = described(first.schema.catalog) if first.schema else ()
    product = answers.database or "not decided"
    lines = (
        f"Database Schema: {shown_name(name)}",
        "",
        f"- Tables: {len(tables)}",
        f"- Database: {product}",
        f"- Indexes: {sum(len(table.indexes) for table in tables)}",
    )
    return "\n".join(lines) + "\n"
