"""Known findings are known by what they are about; the file can be reviewed and never grows by itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from schemalint.config import UsageError
from schemalint.linting.baseline import Known, apply, counted, load, shrunk, store
from schemalint.model.diagnostic import Diagnostic, Subject
from schemalint.model.document import Document, Source
from schemalint.model.text import Span

TEXT = "CREATE TABLE  a (x int);\nCREATE TABLE b (x int);\n"


def _documents(text: str = TEXT) -> dict[str, Document]:
    return {"db/x.sql": Document(Source("db/x.sql", "/project/db/x.sql", "schema", "postgres", ""), text)}


def _finding(word: str, name: str, text: str = TEXT, rule: str = "one") -> Diagnostic:
    start = text.index(word)
    subject = Subject("table", "public", None, name)
    return Diagnostic(rule, "warning", "x", Span("db/x.sql", start, start + len(word)), subject)


def test_a_finding_is_known_after_it_moved_and_was_respaced() -> None:
    known = counted([_finding("TABLE  a", "a")], _documents(), "/project")
    assert known == {Known("one", "db/x.sql", "table public.a", "TABLE a"): 1}
    moved = "-- new line\n\n" + TEXT.replace("TABLE  a", "TABLE\n a")
    told, mended = apply([_finding("TABLE\n a", "a", moved)], known, _documents(moved), "/project")
    assert [one.suppressed for one in told] == ["baseline"]
    assert mended == {}


def test_no_more_than_are_counted_are_known() -> None:
    known = counted([_finding("x int", "a")], _documents(), "/project")
    told, _ = apply([_finding("x int", "a"), _finding("x int", "a")], known, _documents(), "/project")
    assert [one.suppressed for one in told] == ["baseline", ""]


def test_another_object_or_rule_is_new() -> None:
    known = counted([_finding("x int", "a")], _documents(), "/project")
    fresh = [_finding("x int", "b"), _finding("x int", "a", rule="two")]
    assert [one.suppressed for one in apply(fresh, known, _documents(), "/project")[0]] == ["", ""]


def test_what_a_comment_silences_uses_up_nothing_and_is_not_accepted() -> None:
    quiet = _finding("x int", "a")._replace(suppressed="inline")
    assert counted([quiet], _documents(), "/project") == {}
    known = counted([_finding("x int", "a")], _documents(), "/project")
    told, _ = apply([quiet, _finding("x int", "a")], known, _documents(), "/project")
    assert [one.suppressed for one in told] == ["inline", "baseline"]


def test_what_is_mended_is_told_where_its_rule_spoke_and_its_file_was_read() -> None:
    known = {
        Known("one", "db/x.sql", "table public.gone", "x"): 2,
        Known("silent", "db/x.sql", "table public.gone", "x"): 1,
        Known("one", "deleted.sql", "table public.gone", "x"): 1,
    }
    _, mended = apply([_finding("x int", "a")], known, _documents(), "/project")
    assert mended == {entry: count for entry, count in known.items() if entry.rule == "one"}


def test_shrinking_takes_out_and_never_adds() -> None:
    a, b, c = (Known("one", "x", name, "") for name in "abc")
    assert shrunk({a: 3, b: 1}, {a: 2, c: 9}) == {a: 2}
    assert shrunk({a: 1}, {a: 5}) == {a: 1}


def test_the_file_is_sorted_one_entry_a_line_and_read_back(tmp_path: Path) -> None:
    file = tmp_path / "known.json"
    known = {Known("b", "x.sql", "", 'quo"te'): 1, Known("a", "ü.sql", "table t", "é"): 2, Known("z", "", "", ""): 0}
    store(str(file), known)
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0] == '{"version": 1, "findings": [' and lines[-1] == "]}"
    assert [json.loads(line.rstrip(","))["rule"] for line in lines[1:-1]] == ["a", "b"]
    assert load(str(file)) == {entry: count for entry, count in known.items() if count}
    before = file.read_bytes()
    store(str(file), load(str(file)))
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["known.json"]
    store(str(file), {})
    assert load(str(file)) == {}


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"version": 1}', '{"version": 1, "findings": [{}]}', '{"version": 1, "findings": 3}']
)
def test_a_broken_file_is_wrong_usage(tmp_path: Path, text: str) -> None:
    file = tmp_path / "known.json"
    file.write_text(text)
    with pytest.raises(UsageError, match="is not valid"):
        load(str(file))


def test_a_later_version_says_so(tmp_path: Path) -> None:
    (tmp_path / "known.json").write_text('{"version": 2, "findings": []}')
    with pytest.raises(UsageError, match="version 2"):
        load(str(tmp_path / "known.json"))


def test_long_texts_are_told_apart_by_more_than_their_beginning() -> None:
    texts = ["x" * 500 + end for end in "ab"]
    entries = set()
    for text in texts:
        found = Diagnostic("one", "info", "m", Span("db/x.sql", 0, len(text)))
        entries |= set(counted([found], _documents(text), "/project"))
    assert len(entries) == 2 and all(len(entry.text) < 230 for entry in entries)
