"""Asking others about document stores: a server that speaks MongoDB's protocol, a JavaScript engine, and the tools of AWS."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
CORPUS = os.environ.get("SCHEMALINT_CORPUS", "")
_FENCE = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```", re.M | re.S)


def asked(what: str, given: Any) -> Any:
    """What `asked.py` answers. Skips the test where its environment is not there."""
    folder = os.environ.get("SCHEMALINT_STORES", "")
    if not folder:
        pytest.skip(
            "SCHEMALINT_STORES names no environment with SecantusDB, moto, cfn-lint, the SAM translator and python-hcl2"
        )
    return _answer([os.path.join(folder, "bin", "python"), str(HERE / "asked.py"), what], given)


def recorded(scripts: list[str]) -> list[dict[str, Any]]:
    """The commands that scripts of MongoDB's shell send when a JavaScript engine runs them. Skips the test without Node."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no Node to run scripts with")
    return _answer([node, str(HERE / "recorded.mjs")], scripts)  # type: ignore[no-any-return]


def refused(requests: list[dict[str, Any]]) -> list[str]:
    """Why Dynalite refuses each request of `create-table`, or an empty text. Skips the test where it is not installed."""
    node, folder = shutil.which("node"), os.environ.get("SCHEMALINT_DYNALITE", "")
    if node is None or not folder:
        pytest.skip("SCHEMALINT_DYNALITE names no folder where `npm install dynalite` was run")
    return _answer([node, str(HERE / "refusing.mjs"), folder], requests)  # type: ignore[no-any-return]


def _answer(command: list[str], given: Any) -> Any:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        command, input=json.dumps(given), capture_output=True, text=True, timeout=300, env=environment
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def corpus(folder: str, *endings: str) -> list[tuple[str, str]]:
    """The files of a folder of the corpus with these endings, each with its text. Skips the test without the corpus."""
    if not CORPUS:
        pytest.skip("SCHEMALINT_CORPUS names no folder")
    files = sorted(path for path in (Path(CORPUS) / folder).rglob("*") if path.name.endswith(endings))
    assert files, f"nothing in {folder}"
    return [(str(path.relative_to(CORPUS)), path.read_text(encoding="utf-8")) for path in files]


def fences(text: str, *languages: str) -> list[str]:
    """What stands in the fences of a document."""
    return [match[2] for match in _FENCE.finditer(text) if match[1].lower() in languages]
