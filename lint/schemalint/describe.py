"""Describing a schema: a complete document from what a project holds, or one that is there brought up to date.

A new document is filled section by section, one that exists is mended as `fix` mends it; either way the text is then held
against the schema by the rules about documents, until they find nothing more that can be mended.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import cast

from schemalint import plugins
from schemalint.config import Config, Options, UsageError
from schemalint.generating.beginning import Answers, beginning
from schemalint.generating.document import fill_sections, schema_of
from schemalint.generating.operations import PRODUCTS
from schemalint.generating.restating import restated
from schemalint.generating.subject import Subject
from schemalint.generating.titles import shown_name, title_of
from schemalint.model.diagnostic import Diagnostic, FillSection
from schemalint.model.document import Dialect, Document
from schemalint.model.page import TEMPLATES
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Replay, beside, foremost
from schemalint.repair import material, mend
from schemalint.replay.compare import table_differences
from schemalint.sources import git
from schemalint.sources.discover import Project, shown, source_of
from schemalint.sources.read import bytes_for, read
from schemalint.study import Study, studies, study

GROUP = "documents"
"""The group of the rules that hold documents against schemas."""


KEPT = frozenset({"recommended", "strict"})
"""The presets whose rules a document is brought up to date by: facts and sections; what only a policy asks for is left."""


class Described(NamedTuple):
    """A document that was written."""

    path: str
    """As printed; where nothing is written, the place it would have."""
    text: str
    document: Document | None
    """What stood there; None for a new document."""
    schema: Replay | None
    left: tuple[Diagnostic, ...]
    """What the rules about documents still find in it."""
    notes: tuple[str, ...]
    failures: tuple[str, ...]
    project: Project
    config: Config

    @property
    def places(self) -> int:
        """How many places only people can fill."""
        return sum(one.rule == "unfilled-placeholder" for one in self.left)

    @property
    def data(self) -> bytes:
        """The text in the encoding that stood there."""
        return bytes_for(self.document, self.text) if self.document else self.text.encode("utf-8")


def describe(
    paths: Sequence[str],
    options: Options,
    *,
    template: str = "",
    name: str = "",
    out: str = "",
    answers: Answers | None = None,
    over: Mapping[str, str] | None = None,
    files: Mapping[str, str] | None = None,
) -> Described:
    """The document about the schema that the paths define: a new one, or, where `out` exists, that one brought up to date.
    `template` is the name of a template or the path of a template's file. With `answers` a document is written also where
    nothing defines a table. `over` are texts, by printed path, of files that are yet to be written, `files` the paths of
    those to link, by the title of the section. Nothing is written to disk. Raises ConfigError and UsageError."""
    entries = plugins.rules(plugins.manager())
    cwd = os.getcwd()
    there = bool(out) and os.path.isfile(out) and answers is None
    first, schema, notes = _schema(paths, options, entries, os.path.abspath(out) if there else "", over or {})
    if schema is None and not there and answers is None:
        raise UsageError(f"nothing in {' '.join(paths) or 'this folder'} defines a table")
    wanted = template_named(template) or first.config.documents.template
    called = name or _name_in(out) or title_of(schema.path if schema is not None else (*paths, ".")[0])
    file = os.path.abspath(out or place(first.config, wanted or "schema-document", called))
    path = shown(file, cwd)
    existing = read(source_of(file, cwd)) if there else None
    if existing is not None:
        text = existing.text
    else:
        wanted = wanted or template_for(path)
        text = _fresh(path, called, wanted, first, schema, options, answers or Answers(), files or {})
    config = _aimed(first, path, schema, wanted)
    base = study(first.project, config, options, laid_over={**(over or {}), path: text}, before=first)
    base = base._replace(asked=frozenset({path}))
    if existing is not None:
        text = _restated(base, path, text)
        base = study(first.project, config, options, laid_over={**(over or {}), path: text}, before=base)
        base = base._replace(asked=frozenset({path}))
    chosen = options._replace(select=rules_of_documents(entries, config, options), extend_select=(), baseline="")
    outcome = mend(base, entries, chosen, unsafe=False, within=(path,), over=over)
    text = outcome.texts.get(path, text)
    left = tuple(one for one in outcome.findings if not one.suppressed)
    return Described(path, text, existing, schema, left, notes, outcome.failures, first.project, config)


def place(config: Config, template: str, name: str) -> str:
    """Where configuration wants a document of this template about the system `name`: an absolute path."""
    slug = re.sub(r"[^\w]+", "-", name.casefold()).strip("-_") or "schema"
    return os.path.join(
        config.root, config.documents.folder, config.documents.name_for(template).replace("{name}", slug)
    )


def template_for(path: str) -> str:
    """The template that a file's name stands for."""
    return "database-spec" if re.search(r"database[-_]spec", os.path.basename(path), re.I) else "schema-document"


# --- what is described ----------------------------------------------------------------------------------------------


def _schema(
    paths: Sequence[str],
    options: Options,
    entries: Mapping[str, plugins.RuleEntry],
    existing: str,
    over: Mapping[str, str],
) -> tuple[Study, Replay | None, tuple[str, ...]]:
    """The project that is described, and of its schemas the one that has most tables; a document that exists describes
    the one it shares most with, which its own rules find out."""
    found = list(studies(paths, options, dict(entries)))
    if over:
        found[:1] = [study(found[0].project, found[0].config, options, found[0].notes, over)]
    here = [(one, foremost(one.replays)) for one in found]
    around = [entry for entry in here if existing and _covers(entry[0], existing)]
    filled = [entry for entry in around or here if entry[1]]
    if not filled:
        if not found:
            raise UsageError("there is nothing to read")
        return (around or here)[0][0], None, found[0].notes
    chosen, replays = max(filled, key=lambda entry: max(len(one.catalog.tables) for one in entry[1]))
    best = max(replays, key=lambda one: (one.path in over, len(one.catalog.tables), one.kind == "history"))
    told = {id(one) for one in (best, *beside(best, chosen.replays))}
    others = [one.path for _, rest in filled for one in rest if id(one) not in told]
    notes = chosen.notes
    if others and not existing and not over:
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        notes = (*notes, f"described is {best.path}; to describe {', '.join(others[:3])}{more}, name it instead")
    return chosen, None if existing else best, notes


def _covers(one: Study, file: str) -> bool:
    root = one.project.root.rstrip(os.sep) + os.sep
    return file.startswith(root) or any(source.file == file for source in one.project.sources)


def _aimed(first: Study, path: str, schema: Replay | None, template: str) -> Config:
    """The configuration with this document as the only one, held against the schemas that it describes."""
    config = first.config
    documents = config.documents._replace(patterns=(_pattern(config, path),))
    if template:
        documents = documents._replace(template=template)
    against = config.check_against
    if schema is not None and schema.kind in ("history", "snapshot"):
        against = tuple(_pattern(config, one.path) for one in (schema, *beside(schema, first.replays)))
    return config._replace(documents=documents, check_against=against)


def _pattern(config: Config, path: str) -> str:
    """A pattern that only this path fits."""
    relative = os.path.relpath(os.path.abspath(path), config.root).replace(os.sep, "/")
    plain = re.sub(r"([\\*?\[\]!])", r"\\\1", relative)
    return plain if "/" in plain else f"./{plain}"


def rules_of_documents(entries: Mapping[str, plugins.RuleEntry], config: Config, options: Options) -> tuple[str, ...]:
    """The rules that a document is brought up to date by."""
    off = {*config.ignore, *options.ignore}
    return tuple(
        sorted(
            one.name
            for one in entries.values()
            if one.group == GROUP and not KEPT.isdisjoint(one.presets) and one.name not in off
        )
    )


def _restated(base: Study, path: str, text: str) -> str:
    """The text with the definitions that differ from the schema's written anew."""
    from schemalint.fixing.edits import applied

    for page, against in base.pages:
        own = next((one for one in base.replays if one.kind == "document" and one.path == path), None)
        held = schema_of(page, against)
        if page.path == path and own is not None and held is not None:
            subject = Subject(page, held, 2, {}, material(base, held))
            edits = restated(subject, own, lambda wanted, found: any(table_differences(wanted, found)))
            return applied({path: text}, edits).get(path, text)
    return text


# --- a new document -------------------------------------------------------------------------------------------------


def _fresh(
    path: str,
    name: str,
    wanted: str,
    first: Study,
    schema: Replay | None,
    options: Options,
    answers: Answers,
    files: Mapping[str, str],
) -> str:
    from schemalint.fixing.edits import applied
    from schemalint.pages.page import read as read_page
    from schemalint.pages.templates import load

    try:
        template = load(wanted)
    except ValueError as error:
        raise UsageError(f"the template {wanted} cannot be read: {error}") from error

    version = schema.catalog.version if schema else ""
    author = answers.author or first.config.documents.author or _author(first)
    told = schema.dialect if schema is not None else cast(Dialect, options.dialect or "standard")
    servers = [told, *(one.dialect for one in (beside(schema, first.replays) if schema is not None else ()))]
    if len(set(servers)) > 1 and not answers.database:
        answers = answers._replace(database=", ".join(dict.fromkeys(PRODUCTS[one] for one in servers)))
    text = beginning(template, name, told, version, _today(options), answers._replace(author=author))
    source = source_of(os.path.abspath(path), os.getcwd())._replace(dialect=told)
    page = read_page(Document(source, text), wanted)
    against = (schema,) if schema else ()
    # Sample rows are written at once: as a fix they would cost another look at the whole document.
    samples = "missing-sample-data" not in {*first.config.ignore, *options.ignore}
    quoted = material(first, schema)._replace(entities=answers.entities, files=files, samples=samples)
    edits = fill_sections(page, (FillSection(path, template.name, ""),), against, quoted, whole=True)
    return applied({path: text}, edits).get(path, text)


def template_named(template: str) -> str:
    """The name of a template, or the absolute path of its file. Raises UsageError where there is no such file."""
    if not template or template in TEMPLATES:
        return template
    if not os.path.isfile(template):
        raise UsageError(f"no template is called {template}, and no file; there are {' and '.join(TEMPLATES)}")
    return os.path.abspath(template)


def _name_in(out: str) -> str:
    """The system's name in the name of a document's file."""
    found = re.search(r"database[-_](?:schema|spec)[-_]([^/\\]+)\.\w+\Z", out, re.I)
    return shown_name(found[1]) if found else ""


def _author(first: Study) -> str:
    """Who git says is at work; empty where it does not."""
    answer, _ = git.ask(
        first.project.root if os.path.isdir(first.project.root) else os.curdir, ("config", "user.name")
    )[0]
    return answer.decode("utf-8", "replace").strip() if answer else ""


def _today(options: Options) -> str:
    import time

    return options.today or time.strftime("%Y-%m-%d %H:%M")
