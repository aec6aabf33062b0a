"""What a run is about: the projects that the paths name, their files as they are now, and what of them is released.

All that a run's answer depends on is here, before anything is read as SQL, so that a cache can tell whether it is the same.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from schemalint import config as configuration
from schemalint import plugins
from schemalint.config import Config, Options, UsageError
from schemalint.model.document import Document
from schemalint.model.record import NamedTuple
from schemalint.sources.discover import Project, discover, included, linked, source_of, with_sources
from schemalint.sources.read import decoded, read
from schemalint.sources.released import Released, Unknown, released


class Survey(NamedTuple):
    """One project before it is read."""

    project: Project
    config: Config
    texts: tuple[Document, ...]
    """The project's files, what its documents link and the file that lists the documents, with first guesses of their roles."""
    released: Released | Unknown
    notes: tuple[str, ...]


def surveys(
    paths: Sequence[str], options: Options, entries: dict[str, plugins.RuleEntry] | None = None
) -> Iterator[Survey]:
    """The projects that the paths name, with their files. Raises ConfigError and UsageError."""
    cwd = os.getcwd()
    named = (options.stdin_filename,) if options.stdin is not None else tuple(paths) or (".",)
    if options.stdin is not None and not os.path.exists(named[0]):
        yield survey(_on_its_own(named[0], cwd), _configured(cwd, options, entries), options)
        return
    more = plugins.sources()
    discovery = discover(named, cwd=cwd, more=more)
    if discovery.missing:
        raise UsageError("\n".join(f"the path {path} does not exist" for path in discovery.missing))
    done: dict[str, tuple[Project, Config]] = {}
    for project in discovery.projects:
        home = project.folders[0] if project.folders else os.path.dirname(next(iter(project.sources)).file)
        config = _configured(home, options, entries)
        if not config.file:
            done[f"{home}\n{len(done)}"] = (project, config)
        elif (key := f"{config.file}\n{config.root}") in done:
            before = done[key][0]
            done[key] = (
                before._replace(asked=before.asked | project.asked, named=(*before.named, *project.named)),
                config,
            )
        else:
            whole = discover([config.root], cwd=cwd, exclude=config.exclude, more=more).projects[0]
            wanted = configuration.matcher(config.include) if config.include else None
            kept = [one for one in whole.sources if wanted is None or wanted(os.path.relpath(one.file, config.root))]
            if not options.force_exclude:
                # Who names a file wants it read, whatever configuration leaves out.
                files = {os.path.abspath(path) for path in named if os.path.isfile(path)} - {one.file for one in kept}
                kept += [one for one in project.sources if one.file in files]
            done[key] = (
                whole._replace(sources=tuple(kept), asked=project.asked, named=project.named),
                config,
            )
    if not done and discovery.notes:
        done[""] = (Project(cwd, False, (), (), frozenset()), _configured(cwd, options, entries))
    for project, config in done.values():
        yield survey(project, config, options, discovery.notes)


def survey(
    project: Project,
    config: Config,
    options: Options,
    notes: tuple[str, ...] = (),
    laid_over: Mapping[str, str] | None = None,
) -> Survey:
    """Reads the files of one project. `laid_over` are texts, by printed path, that stand in for those of files, or for files
    that do not exist yet. Raises UsageError."""
    cwd = os.getcwd()
    tell = options.progress or (lambda words: None)
    tell(f"reading {len(project.sources)} files")
    texts = [read(source) for source in project.sources]
    if laid_over:
        texts = [text._replace(text=laid_over[text.path]) if text.path in laid_over else text for text in texts]
        new = [source_of(os.path.join(cwd, path), cwd) for path in laid_over.keys() - {text.path for text in texts}]
        texts += [Document(source, laid_over[source.path]) for source in sorted(new)]
    if options.stdin is not None:
        texts = [_from_stdin(document, options, cwd) for document in texts]
    more = included(texts, project, cwd=cwd)
    while more:
        project = with_sources(project, more)
        read_now = [read(source) for source in more]
        texts += read_now
        more = included(read_now, project, cwd=cwd)
    if not config.file:
        for text in [text for text in texts if text.path.endswith((".md", ".markdown"))]:
            texts.extend(read(source) for source in linked(text.text, text.source.file, project, cwd=cwd))
    if any(text.path.endswith((".md", ".markdown")) for text in texts):
        tracking = config.documents.tracking_file(config.root)
        if os.path.isfile(tracking) and all(text.source.file != tracking for text in texts):
            texts.append(read(source_of(tracking, cwd)))
    since = options.since or config.since
    known = released(project.root if project.in_git else "", since or None)
    if isinstance(known, Unknown):
        if known.wrong:
            raise UsageError(known.reason)
        notes = (*notes, known.reason) if known.reason else notes
    return Survey(project, config, tuple(texts), known, notes)


def _on_its_own(name: str, cwd: str) -> Project:
    """Standard input under a name that no file has."""
    source = source_of(os.path.abspath(os.path.join(cwd, name)), cwd)
    return Project(os.path.dirname(source.file), False, (), (source,), frozenset({source.path}))


def _from_stdin(document: Document, options: Options, cwd: str) -> Document:
    if document.source.file != os.path.abspath(os.path.join(cwd, options.stdin_filename)):
        return document
    return decoded(document.source, options.stdin or b"")


def _configured(folder: str, options: Options, entries: dict[str, plugins.RuleEntry] | None) -> Config:
    return configuration.load(folder, isolated=options.isolated, explicit=options.config, entries=entries)
