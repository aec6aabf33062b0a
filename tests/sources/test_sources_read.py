"""Bytes in, text out, and the same bytes back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from schemalint.model.document import Source
from schemalint.sources.read import bytes_for, decoded, read

SOURCE = Source("a.sql", "/a.sql", "schema", "standard", "")
TEXT = "CREATE TABLE t (name text DEFAULT 'é');\r\n"


@pytest.mark.parametrize(
    ("data", "encoding", "bom"),
    [
        (TEXT.encode(), "utf-8", False),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8", True),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le", True),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be", True),
    ],
)
def test_text_and_bytes(data: bytes, encoding: str, bom: bool) -> None:
    document = decoded(SOURCE, data)
    assert (document.text, document.encoding, document.bom, document.fault) == (TEXT, encoding, bom, "")
    assert bytes_for(document, document.text) == data


def test_empty_file() -> None:
    assert decoded(SOURCE, b"").text == ""
    assert decoded(SOURCE, b"").fault == ""


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"SELECT 1;\nSELECT '\xe9';", "not valid UTF-8: byte 0xE9 on line 2"),
        ("SELECT 1;".encode("utf-16-le"), "NUL character on line 1"),
        (b"\xff\xfe\x00", "not valid UTF-16"),
        (b"\xff\xfe" + "\ud800".encode("utf-16-le", "surrogatepass"), "not valid UTF-16"),
        ("SELECT 1;".encode("utf-32"), "UTF-32"),
        (b"SELECT 1;\n\x01", "control character U+0001 on line 2"),
    ],
)
def test_faults(data: bytes, words: str) -> None:
    document = decoded(SOURCE, data)
    assert words in document.fault
    with pytest.raises(ValueError, match=r"a\.sql"):
        bytes_for(document, "SELECT 1;")


def test_tabs_form_feeds_and_the_old_end_of_file_mark_are_no_fault() -> None:
    assert decoded(SOURCE, b"\tSELECT 1;\f\n\x1a").fault == ""


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    gone = SOURCE._replace(file=str(tmp_path / "gone.sql"))
    assert read(gone).fault.startswith("cannot be read")
    pipe = tmp_path / "pipe.sql"
    os.mkfifo(pipe)
    assert read(SOURCE._replace(file=str(pipe))).fault == "is not a regular file"


def test_a_large_file_is_named_not_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "large.sql"
    file.write_bytes(b" " * 2_000_000)
    document = read(SOURCE._replace(file=str(file)), largest=1_000_000)
    assert "MB large" in document.fault
    assert document.text == ""
