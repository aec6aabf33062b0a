"""`schemalint init`: a configuration from what the repository holds. Nothing that exists is overwritten."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

import click

from schemalint import __version__
from schemalint.cli.options import emit, options, server
from schemalint.config import FILES, UsageError, find
from schemalint.generating.conventions import conventions, is_analytic, proposals
from schemalint.model.schema import Catalog
from schemalint.sources.discover import shown
from schemalint.study import Study, studies

HOOK = f"""\
- repo: local
  hooks:
    - id: schemalint
      name: schemalint
      entry: schemalint check --force-exclude
      language: python
      additional_dependencies: ["schemalint=={__version__}"]
      types_or: [sql, markdown]
      require_serial: true
"""

WORKFLOW = f"""\
name: schemalint
on:
  pull_request:
permissions:
  contents: read
jobs:
  schemalint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0 # what is released is told from the default branch
      - uses: actions/setup-python@v5
        with:
          python-version: "3.x"
      - run: python -m pip install schemalint=={__version__}
      - run: schemalint check --format github
"""
HOOKS = ".pre-commit-config.yaml"
WORKFLOWS = ".github/workflows"


@click.command("init", help="Write a schemalint.toml from what the folder PATH holds, and offer a hook and a workflow.")
@click.argument("path", required=False)
@click.option("--print", "only_print", is_flag=True, help="Print everything, write nothing.")
@server
def command(path: str | None, only_print: bool, **given: Any) -> int:
    root = os.path.abspath(path or ".")
    if not os.path.isdir(root):
        raise UsageError(f"{path} is not a folder")
    named, asked = options((root,), {**given, "isolated": True})
    found = list(studies(named, asked))
    text = _settings(found, root, asked.dialect, asked.server_version, asked.edition)
    wanted = [
        (FILES[0], text, find(root)),
        (HOOKS, *_hooks(os.path.join(root, HOOKS))),
        (f"{WORKFLOWS}/schemalint.yml", WORKFLOW, _workflow(root)),
    ]
    if only_print:
        emit("\n".join(f"# {name}\n{body}" for name, body, _ in wanted))
        return 0
    for name, body, there in wanted:
        file = os.path.join(root, name)
        if there:
            click.echo(f"{name}: left alone, {shown(there, os.getcwd())} is there; it would be\n\n{body}", err=True)
        elif os.path.isdir(os.path.dirname(file)):
            _write(file, body)
            click.echo(f"{name}: written", err=True)
        else:
            click.echo(f"{name}: for GitHub, this would do\n\n{body}", err=True)
    return 0


def _write(file: str, text: str) -> None:
    try:
        with open(file, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror or error}") from None


# --- settings -------------------------------------------------------------------------------------------------------


_VERSIONS = {"postgres": "16", "mysql": "8.4", "mariadb": "11.4", "sqlite": "3.45", "tsql": "2022", "oracle": "19"}
"""What a version looks like, by dialect."""


def _settings(found: Sequence[Study], root: str, dialect: str, version: str, edition: str) -> str:
    """The text of the configuration file."""
    histories = [history for study in found for history in study.arrangement.histories]
    pages = [_below(study.documents[path].source.file, root) for study in found for path in study.arrangement.pages]
    frameworks = {history.framework for history in histories}
    catalogs = [replay.catalog for study in found for replay in study.replays]
    told = _dialects(found, root)
    spoken = {name for _, name in told}
    # One dialect for all would overrule what tells the others apart.
    usual = dialect or (spoken.pop() if len(spoken) == 1 else "")
    lines = [
        "# `schemalint rules` lists the rules, `schemalint explain NAME` tells about one.",
        _preset(frameworks, catalogs),
    ]
    lines.append(f'dialect = "{usual}"' if usual else '# dialect = "postgres"')
    lines.append(
        f'server-version = "{version}"'
        if version
        else f'# server-version = "{_VERSIONS.get(usual, "16")}"  # locks and features depend on it'
    )
    if edition:
        lines.append(f'edition = "{edition}"')
    if not usual and told:
        plain = Counter(folder for folder, _ in told)
        apart = sorted((folder, name) for folder, name in told if folder and plain[folder] == 1)
        lines += (
            ["", "[dialects]", *(f'{_quoted(folder + "/**")} = "{name}"' for folder, name in apart)] if apart else []
        )
    if histories:
        lines += ["", "[migrations]"]
        lines.append(f"directories = {_listed([_below(os.path.abspath(one.path), root) for one in histories])}")
        if len(frameworks) == 1:
            lines.append(f'framework = "{frameworks.pop()}"')
    if pages:
        lines += ["", "[documents]", f"patterns = {_listed(pages)}"]
    lines += proposals(conventions(catalogs))
    return "\n".join(lines) + "\n"


def _preset(frameworks: Collection[str], catalogs: Sequence[Catalog]) -> str:
    """The line that chooses the preset: by purpose where what is there tells one."""
    if "supabase" in frameworks:
        return 'preset = "supabase"  # "recommended", and row security on all that the API serves'
    if is_analytic(catalogs):
        return 'preset = "analytics"  # "recommended", without what only many small writers need'
    return 'preset = "recommended"'


def _dialects(found: Sequence[Study], root: str) -> Counter[tuple[str, str]]:
    """Files by the folder they are in and the dialect that something told."""
    return Counter(
        (os.path.dirname(_below(document.source.file, root)), document.source.dialect)
        for study in found
        for document in study.documents.values()
        if document.source.dialect != "standard"
    )


def _below(file: str, root: str) -> str:
    return os.path.relpath(file, root).replace(os.sep, "/")


def _listed(paths: Sequence[str]) -> str:
    return "[" + ", ".join(_quoted(path) for path in dict.fromkeys(paths)) + "]"


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)


# --- hook and workflow ------------------------------------------------------------------------------------------------


def _hooks(file: str) -> tuple[str, str]:
    """The text for the file of hooks, with ours added to those there are; and the file, when it is to be left alone."""
    try:
        with open(file, encoding="utf-8", newline="") as stream:
            held = stream.read()
    except FileNotFoundError:
        return f"repos:\n{HOOK}", ""
    except (OSError, ValueError):
        return HOOK, file
    if re.search(r"\bid:\s*schemalint\b", held):
        return HOOK, file
    head = re.search(r"^repos:[ \t]*(?:#.*)?\r?\n", held, re.M)
    if head is None:
        return HOOK, file
    after = re.compile(r"^[^\s#-]", re.M).search(held, head.end())
    at = after.start() if after else len(held)
    block = held[head.end() : at]
    first = re.search(r"^([ \t]*)- ", block, re.M)
    indent = first[1] if first else ""
    end = head.end() + len(block.rstrip())
    ours = "".join(f"{indent}{line}\n" for line in HOOK.splitlines())
    if "\r\n" in held:
        ours = ours.replace("\n", "\r\n")
    line_end = "\r\n" if "\r\n" in held else "\n"
    rest = held[end:].lstrip("\r\n")
    return held[:end] + line_end + ours + (line_end + rest if rest else ""), ""


def _workflow(root: str) -> str:
    """The workflow that runs us already, or holds our name."""
    folder = os.path.join(root, WORKFLOWS)
    if not os.path.isdir(folder):
        return ""
    for name in sorted(os.listdir(folder)):
        file = os.path.join(folder, name)
        if name == "schemalint.yml":
            return file
        try:
            with open(file, encoding="utf-8") as stream:
                if "schemalint check" in stream.read():
                    return file
        except (OSError, ValueError):
            continue
    return ""
