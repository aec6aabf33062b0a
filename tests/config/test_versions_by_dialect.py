"""A version of its own for each server of a repository."""

from __future__ import annotations

from pathlib import Path

from schemalint.config import Options
from schemalint.study import studies


def test_each_replay_has_the_version_of_its_dialect(tmp_path: Path) -> None:
    (tmp_path / "schemalint.toml").write_text('[server-version]\npostgres = "16"\nmysql = "8.4"\n', encoding="utf-8")
    (tmp_path / "a.pgsql").write_text("CREATE TABLE a (id int);\n", encoding="utf-8")
    (tmp_path / "b.sql").write_text(
        "CREATE TABLE b (id int AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;\n", encoding="utf-8"
    )
    (one,) = studies([str(tmp_path)], Options(no_cache=True))
    found = {replay.dialect: replay.version for replay in one.replays}
    assert found["postgres"] == "16"
    assert found["mysql"] == "8.4"
    (told,) = studies([str(tmp_path)], Options(no_cache=True, server_version="14"))
    assert {replay.version for replay in told.replays} == {"14"}
