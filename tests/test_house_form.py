"""The form of the house: what every rule file, module and name looks like, so that nobody has to argue about it."""

from __future__ import annotations

import ast
import builtins
import io
import os
import re
import tokenize
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest

import schemalint_rules
from schemalint import plugins
from schemalint.dialects.stores import STORES
from schemalint.model.change import Change
from schemalint.plugins import RuleEntry
from schemalint.rule import ALL_DIALECTS, Bad, Good, Preset

ROOT = Path(__file__).resolve().parent.parent
ENGINE = ROOT / "lint" / "schemalint"
RULES = ROOT / "rules" / "schemalint_rules"
ENTRIES = plugins.rules_in(schemalint_rules)
NAMES = {entry.name for entry in ENTRIES}

PARTS = ("What it does", "Why is this bad", "Fix", "References")
SUBJECTS = {
    "DocumentRule", "StatementRule", "StepRule", "TableRule", "CatalogRule", "MigrationRule", "PageRule", "RunRule"
}  # fmt: skip
NO_ROOMS = {"utils", "util", "common", "helpers", "helper", "base", "misc", "core", "manager", "tools"}
PARSERS = {"sqlglot", "sqlfluff", "markdown_it"}
HOMES = {"sqlglot": ("sql",), "sqlfluff": ("sql",), "markdown_it": ("pages",)}
"""The rooms that may import each parser."""
APART = ENGINE / "sql" / "apart"
"""What runs in a process of its own, beside sqlglot, and is imported by that program alone."""

PROMISE = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")

CHANGES = {one.__name__ for one in get_args(Change)}

each_rule = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _path(entry: RuleEntry) -> Path:
    return RULES / entry.group / f"{entry.module.rpartition('.')[2]}.py"


def _modules(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*.py") if "__pycache__" not in path.parts)


# --- rules ----------------------------------------------------------------------------------------------------------


def test_there_are_rules() -> None:
    files = [path for path in RULES.glob("*/*.py") if not path.name.startswith("_")]
    assert len(files) == len(ENTRIES) == len(NAMES) > 40


@each_rule
def test_a_rule_is_one_class_named_like_its_file(entry: RuleEntry) -> None:
    path = _path(entry)
    classes = [node for node in _tree(path).body if isinstance(node, ast.ClassDef)]
    rules = [node for node in classes if any(isinstance(base, ast.Name) and base.id in SUBJECTS for base in node.bases)]
    called = "".join(word.capitalize() for word in path.stem.split("_"))
    assert len(rules) == 1
    assert rules[0].name == called or hasattr(builtins, called)
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", entry.name)
    assert entry.name == path.stem.replace("_", "-")


@each_rule
def test_a_rule_says_what_it_needs_to(entry: RuleEntry) -> None:
    page = entry.load().page()
    lead, *rest = re.split(r"^## ", page, flags=re.M)
    assert [part.partition("\n")[0].strip() for part in rest] == list(PARTS)
    assert lead.strip().endswith("."), "the first sentence stands alone"
    assert len(lead.strip()) <= 120 and "\n" not in lead.strip(), "it is the summary that lists show"
    for part in rest:
        title, _, body = part.partition("\n")
        assert len(body.strip()) >= 12, f"{title} says nothing"
    references = [line for line in rest[-1].splitlines()[1:] if line.strip()]
    assert references and references[0].startswith("- ")


@each_rule
def test_a_rule_has_good_and_bad_examples(entry: RuleEntry) -> None:
    rule = entry.load()
    assert rule.good and all(isinstance(one, Good) for one in rule.good)
    assert rule.bad and all(isinstance(one, Bad) for one in rule.bad)
    texts = [
        (one.text, one.given, one.dialect, one.version, one.path, str(one.options), one.files)
        for one in (*rule.good, *rule.bad)
    ]
    assert len(set(texts)) == len(texts), "the same example twice"
    spoken = {one.dialect for one in (*rule.good, *rule.bad)}
    assert spoken <= set(entry.dialects), "an example in a dialect the rule does not speak"


@each_rule
def test_a_rule_describes_itself_in_literals_that_hold(entry: RuleEntry) -> None:
    rule = entry.load()
    assert (rule.severity, rule.on, rule.fixes) == (entry.severity, entry.on, entry.fixes)
    assert (rule.convention, rule.new_only, tuple(rule.yields_to)) == (
        entry.convention,
        entry.new_only,
        entry.yields_to,
    )
    assert (tuple(rule.changes), tuple(rule.needs), tuple(rule.only_with), tuple(rule.asks)) == (
        entry.changes,
        entry.needs,
        entry.only_with,
        entry.asks,
    )
    assert set(entry.changes) <= CHANGES, "a change that does not exist"
    assert all(word and word == word.lower() for word in entry.only_with)
    assert set(entry.asks) <= rule.options.keys() and (rule.on == "policy" or not entry.asks)
    assert entry.severity in ("error", "warning", "info")
    assert entry.on in get_args(Preset)
    assert entry.fixes in ("safe", "unsafe", None)
    assert entry.dialects and set(entry.dialects) <= {*ALL_DIALECTS, *STORES}
    assert set(entry.yields_to) <= NAMES - {entry.name}, "it yields to a rule that does not exist"
    assert all(option.help.endswith((".", "`")) for option in rule.options.values()), "an option's help is a sentence"


@each_rule
def test_a_rule_that_mends_builds_a_fix(entry: RuleEntry) -> None:
    """Whether it does so rightly is what `fixed=` and the scenarios ask; here only that promise and file agree."""
    text = _path(entry).read_text(encoding="utf-8")
    builds = re.search(r"\bfix=|\bFix\(", text) is not None
    assert builds == (entry.fixes is not None), "`fixes` and the code disagree"


@each_rule
def test_a_rule_prints_nothing_and_meets_no_parser(entry: RuleEntry) -> None:
    imported = _facts(_path(entry)).imports
    assert not imported & PARSERS
    outside = {name for name in imported if name.startswith("schemalint.") and not name.startswith("schemalint.model.")}
    assert not outside, "a rule takes what it needs from `schemalint` itself"


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("root", [ENGINE, RULES], ids=["engine", "rules"])
def test_no_room_is_called_after_what_it_is_not_about(root: Path) -> None:
    named = {path.stem.strip("_") for path in _modules(root)} | {path.parent.name for path in _modules(root)}
    assert not named & NO_ROOMS


def test_test_modules_have_names_of_their_own() -> None:
    """pytest imports them by their base names."""
    names = Counter(path.name for path in _modules(ROOT / "tests") if path.name != "conftest.py")
    assert [name for name, count in names.items() if count > 1] == []


def test_no_test_imports_a_conftest() -> None:
    """There is one in many folders, and which of them the name stands for depends on the order of the folders."""
    asking = [path.name for path in _modules(ROOT / "tests") if "conftest" in _facts(path).imports]
    assert asking == [], "what tests share is in a module with a name of its own"


def test_scenarios_are_named_after_rules() -> None:
    pages = {path.stem for path in (ROOT / "fixtures" / "scenarios").glob("*.md")}
    assert pages <= NAMES


# --- modules ----------------------------------------------------------------------------------------------------------


def _ids(paths: list[Path]) -> list[Any]:
    return [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in paths]


@pytest.mark.parametrize("path", _ids([*_modules(ENGINE), *_modules(RULES)]))
def test_a_module_is_in_form(path: Path) -> None:
    facts = _facts(path)
    text = path.read_text(encoding="utf-8")
    if ENGINE / "model" not in path.parents and path.name != "__init__.py":
        # The model does without: its classes are made from their annotations, at every start.
        assert "from __future__ import annotations" in text or not facts.annotated
    if PROMISE.search(text):
        assert not PROMISE.search(_comments(text)), "a promise instead of work"
    if ENGINE in path.parents:
        assert not facts.prints or path.name == "__main__.py", "commands write through `emit`, the rest not at all"
        assert facts.explained, "a module says what it is for"
        for name in facts.imports & PARSERS:
            room = path.relative_to(ENGINE).parts[0]
            assert room in HOMES[name], f"{name} may be imported in {HOMES[name]} alone"
        if path.parent == APART:
            return
        if path.name != "query_worker.py":
            assert not any(name.startswith("schemalint.sql.apart") for name in facts.imports), "the worker's alone"
        late = {*PARSERS, "yaml", "dataclasses", "inspect"}
        assert not facts.at_top & late, "imported where it is needed, not at the top"


@pytest.mark.parametrize("path", _ids([path for path in _modules(ENGINE) if "cli" not in path.parts]))
def test_public_functions_say_what_they_mean(path: Path) -> None:
    """But those that apply one change, which says it already."""
    assert _facts(path).silent == ()


class Facts(NamedTuple):
    """What is asked of a module, so that it is parsed once."""

    imports: frozenset[str]
    """`schemalint` and its submodules in full, of others the top-level name."""
    at_top: frozenset[str]
    """Of these what is imported with the module."""
    annotated: bool
    prints: bool
    explained: bool
    """Whether it is empty or says what it is for."""
    silent: tuple[str, ...]
    """Its public functions without a word."""


@cache
def _facts(path: Path) -> Facts:
    tree = _tree(path)
    nodes = list(ast.walk(tree))
    return Facts(
        imports=frozenset(name for node in nodes for name in _imported(node)),
        at_top=frozenset(name for node in tree.body for name in _imported(node)),
        annotated=any(isinstance(node, (ast.AnnAssign, ast.FunctionDef)) for node in nodes),
        prints=any(isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print" for node in nodes),
        explained=bool(ast.get_docstring(tree) or not tree.body),
        silent=tuple(node.name for node in tree.body if isinstance(node, ast.FunctionDef) and _is_silent(node)),
    )


def _is_silent(function: ast.FunctionDef) -> bool:
    return (
        not function.name.startswith("_")
        and not ast.get_docstring(function)
        and "change" not in {argument.arg for argument in function.args.args}
        and not any(isinstance(one, ast.Name) and one.id == "overload" for one in function.decorator_list)
    )


def _comments(text: str) -> str:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return "\n".join(token.string for token in tokens if token.type == tokenize.COMMENT)


def _imported(node: ast.AST) -> Iterator[str]:
    names: list[str] = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module:
        names = [node.module]
    elif isinstance(node, ast.Call) and node.args:
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        first = node.args[0]
        if called == "import_module" and isinstance(first, ast.Constant) and isinstance(first.value, str):
            names = [first.value]
    for name in names:
        yield name if name.startswith("schemalint") else name.split(os.extsep)[0]
