"""What `schemalint` itself offers to rules: the same to type checkers as at run time, and nothing else is loaded for it."""

from __future__ import annotations

import ast
from pathlib import Path

import schemalint

ROOT = Path(__file__).resolve().parent.parent.parent


def _declared() -> tuple[dict[str, str], set[str]]:
    """What type checkers are told: single names with their modules, and modules of which all names are meant."""
    tree = ast.parse((ROOT / "lint" / "schemalint" / "__init__.py").read_text(encoding="utf-8"))
    [block] = [one for one in tree.body if isinstance(one, ast.If)]
    single: dict[str, str] = {}
    whole: set[str] = set()
    for line in block.body:
        assert isinstance(line, ast.ImportFrom) and line.module
        module = line.module.removeprefix("schemalint.")
        for alias in line.names:
            if alias.name == "*":
                whole.add(module)
            else:
                single[alias.name] = module
    return single, whole


def test_type_checkers_are_told_what_there_is() -> None:
    single, whole = _declared()
    assert single == schemalint._FACTS
    assert whole == set(schemalint._ROOMS)


def test_every_name_is_there() -> None:
    for name in schemalint._FACTS:
        assert getattr(schemalint, name) is not None


def test_modules_that_are_asked_for_are_known_as_such() -> None:
    """Else every room would be loaded to find no such name in it."""
    asked: set[str] = set()
    for folder in ("lint", "rules", "tests"):
        for path in (ROOT / folder).rglob("*.py"):
            for one in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(one, ast.ImportFrom) and one.module == "schemalint":
                    asked.update(alias.name for alias in one.names)
    places = (ROOT / "lint" / "schemalint").iterdir()
    modules = {one.stem for one in places if one.suffix == ".py" or (one / "__init__.py").is_file()}
    assert asked & modules <= set(schemalint._MODULES)
