"""Whatever stands in a configuration, it is read or its mistakes are told."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from schemalint import config, plugins
from schemalint.config import ConfigError
from schemalint.settings import DOCUMENTS, MIGRATIONS, OVERRIDE, POLICY, TOP

ENTRIES = plugins.rules(plugins.manager(isolated=True))
WORDS = sorted({*TOP, *OVERRIDE, *POLICY, *MIGRATIONS, *DOCUMENTS, "missing-primary-key", "keys", "each", "mysql"})

KEY = st.sampled_from(WORDS) | st.text(max_size=4)
VALUE = st.recursive(
    st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(WORDS) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEY, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=300)
@given(st.dictionaries(KEY, VALUE, max_size=4))
def test_any_values(values: dict[str, Any]) -> None:
    with contextlib.suppress(ConfigError):
        config.from_values(values, entries=ENTRIES)


@settings(max_examples=300)
@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(['"', "'", "[", "]", "{", "}", "=", "\n", "#", "a", ".", '"""', ",", "1"])).map("".join)
)
def test_any_text(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "schemalint.toml"
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            config.load(folder, explicit=str(file), entries=ENTRIES)
        except ConfigError as error:
            assert all(1 <= mistake.line <= text.count("\n") + 2 for mistake in error.mistakes)


@given(st.text(alphabet="ab/*?[]!\\.-", max_size=12), st.text(alphabet="ab/.", max_size=12))
def test_any_pattern(pattern: str, path: str) -> None:
    with contextlib.suppress(ValueError):
        config.matcher([pattern])(path)
