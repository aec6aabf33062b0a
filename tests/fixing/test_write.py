from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from schemalint.fixing import write as writing
from schemalint.fixing.write import ChangedError, Target, write


def test_mode_and_bytes_are_kept_and_nothing_is_left_behind(tmp_path: Path) -> None:
    file = tmp_path / "a.sql"
    file.write_bytes(b"\xef\xbb\xbfold\r\n")
    file.chmod(0o640)
    write({str(file): Target(b"\xef\xbb\xbfold\r\n", b"\xef\xbb\xbfnew\r\n")}, str(tmp_path))
    assert file.read_bytes() == b"\xef\xbb\xbfnew\r\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["a.sql"]


def test_a_file_that_changed_meanwhile_is_left_alone_and_so_are_the_others(tmp_path: Path) -> None:
    one, two = tmp_path / "1.sql", tmp_path / "2.sql"
    one.write_bytes(b"1")
    two.write_bytes(b"somebody was here")
    with pytest.raises(ChangedError, match="changed by somebody else"):
        write({str(one): Target(b"1", b"x"), str(two): Target(b"2", b"y")}, str(tmp_path))
    assert (one.read_bytes(), two.read_bytes()) == (b"1", b"somebody was here")
    assert sorted(os.listdir(tmp_path)) == ["1.sql", "2.sql"]


def test_new_files_and_folders_come_together_or_not_at_all(tmp_path: Path) -> None:
    taken = tmp_path / "migrations" / "2.down.sql"
    write(
        {str(tmp_path / "migrations" / "2.up.sql"): Target(None, b"up"), str(taken): Target(None, b"down")},
        str(tmp_path),
    )
    assert taken.read_bytes() == b"down"
    fresh = tmp_path / "more" / "3.up.sql"
    with pytest.raises(ChangedError, match="exists already"):
        write({str(fresh): Target(None, b"up"), str(taken): Target(None, b"other")}, str(tmp_path))
    assert not fresh.parent.exists()
    assert taken.read_bytes() == b"down"


def test_a_crash_in_the_middle_undoes_what_was_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [tmp_path / f"{number}.sql" for number in range(3)]
    for file in files:
        file.write_bytes(b"old")
    moves = 0
    replace = os.replace

    def failing(source: str, target: str) -> None:
        nonlocal moves
        moves += 1
        if moves == 3:
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(writing.os, "replace", failing)
    with pytest.raises(OSError, match="No space"):
        write({str(file): Target(b"old", b"new") for file in files}, str(tmp_path))
    assert [file.read_bytes() for file in files] == [b"old"] * 3
    assert len(os.listdir(tmp_path)) == 3


def test_a_link_is_followed_inside_and_refused_outside(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    real, far = root / "real.sql", tmp_path / "far.sql"
    real.write_bytes(b"old")
    far.write_bytes(b"old")
    (root / "near.sql").symlink_to(real)
    (root / "out.sql").symlink_to(far)
    write({str(root / "near.sql"): Target(b"old", b"new")}, str(root))
    assert real.read_bytes() == b"new"
    assert (root / "near.sql").is_symlink()
    with pytest.raises(ChangedError, match="leads out of"):
        write({str(root / "out.sql"): Target(b"old", b"new")}, str(root))
    assert far.read_bytes() == b"old"


def test_a_place_where_nothing_may_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    def refused(**_: object) -> tuple[int, str]:
        raise PermissionError(13, "Permission denied", f"{tmp_path}/.schemalint-x")

    (tmp_path / "a.sql").write_bytes(b"old")
    monkeypatch.setattr(tempfile, "mkstemp", refused)
    with pytest.raises(ChangedError, match=r"a\.sql cannot be written: Permission denied$"):
        write({str(tmp_path / "a.sql"): Target(b"old", b"new")}, str(tmp_path))
