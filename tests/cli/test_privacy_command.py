from __future__ import annotations

import json
from pathlib import Path

import pytest

from schemalint import cli

SCHEMA = """CREATE TABLE users (id int PRIMARY KEY, email text, phone text, visits int);
CREATE TABLE users_history (id int, at timestamptz);
COMMENT ON TABLE users IS 'Who signed up. Retention: 2 years.';
COMMENT ON COLUMN users.phone IS 'PII: phone';
CREATE VIEW contacts AS SELECT id, email FROM users;
CREATE VIEW mailing AS SELECT email FROM contacts;
GRANT SELECT ON mailing TO marketing;
GRANT SELECT ON users TO support, intern;
REVOKE SELECT ON users FROM intern;
"""


def _entry(tmp_path: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    file = tmp_path / "schema.sql"
    file.write_text(SCHEMA, encoding="utf-8")
    assert cli.run(["privacy", "--dialect", "postgres", *more, str(file)]) == 0
    return capsys.readouterr().out


def test_the_record_follows_views_and_grants(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (schema,) = json.loads(_entry(tmp_path, capsys, "--format", "json"))["schemas"]
    (users,) = schema["tables"]
    assert users["columns"] == [
        {"name": "email", "class": "email", "by": "name"},
        {"name": "phone", "class": "phone", "by": "comment"},
    ]
    assert users["seen_in"] == ["public.contacts", "public.mailing", "public.users_history"]
    assert users["readers"] == ["marketing", "support"]
    assert users["period"] == "2 years"


@pytest.mark.parametrize("shape", ["text", "markdown"])
def test_people_read_it_too(shape: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = _entry(tmp_path, capsys, "--format", shape)
    assert "public.users" in out and "2 years" in out and "marketing" in out
