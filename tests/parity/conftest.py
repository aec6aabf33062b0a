"""The private server of the tests that compare with the real thing, for a tool that asks one."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

SERVERS = Path(__file__).resolve().parents[1] / "server"


def _servers() -> object:
    sys.path.append(str(SERVERS))
    try:
        spec = importlib.util.spec_from_file_location("parity_servers", SERVERS / "conftest.py")
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    finally:
        sys.path.remove(str(SERVERS))


postgres = _servers().postgres  # type: ignore[attr-defined]
