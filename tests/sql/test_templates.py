"""Templates, clients' variables and frameworks' separators leave the statements around them whole."""

from __future__ import annotations

import pytest

from schemalint.model.document import Dialect
from schemalint.sql import lexer, splitter, templates
from schemalint.sql.reader import read


def tokens(text: str, dialect: Dialect = "postgres") -> list[str]:
    return [piece for piece in lexer.pieces(text, dialect) if not piece.isspace()]


QUOTED: list[tuple[Dialect, str]] = [
    ("postgres", '"{{ index .Options "Namespace" }}"'),
    ("postgres", '"a_{{ f "b" "c" }}_d"'),
    ("postgres", "'{{ var('start') }}'"),
    ("postgres", "E'{{ var('start') }}'"),
    ("standard", '"{{ index .Options "Namespace" }}"'),
    ("mysql", "`{{ index .Options `Namespace` }}`"),
    ("mysql", '"{{ index .Options "Namespace" }}"'),
    ("sqlite", '"{{- .Options "Namespace" -}}"'),
]


@pytest.mark.parametrize(("dialect", "token"), QUOTED, ids=[token for _, token in QUOTED])
def test_a_marker_with_quotes_inside_a_quote(dialect: Dialect, token: str) -> None:
    assert tokens(f"ALTER TABLE {token}.users", dialect) == ["ALTER", "TABLE", token, ".", "users"]
    (found,) = splitter.split(f"ALTER TABLE {token}.users ADD a int;", dialect, "x.sql")
    assert found.masked


@pytest.mark.parametrize(
    "token", ["'{{1,2},{3,4}}'", "'{{1,2}}'", "'{{'", "'}}'", '"a{{"', '\'{"a": {"b": {}}}\'', "'{{}}'"]
)
def test_braces_that_are_no_marker(token: str) -> None:
    assert tokens(f"SELECT {token}, 'it''s' || {token} || 'b' -- {{{{ x }}}}")[1] == token
    (found,) = splitter.split(f"SELECT {token}, 'a' || {token};", "postgres", "x.sql")
    assert not found.masked


def test_control_tags_between_statements() -> None:
    text = (
        "{% if a == 'x;' %}\nCREATE TABLE a (b int);\n{% else %}\n{{- /* it's */ -}}\n{{ if .x }} CREATE TABLE c (d int);\n{{ end }}"
        "\n{% endif %}\n{# it's #}\n{{ .prologue }}\nCREATE TABLE e (f int);"
    )
    found = splitter.split(text, "postgres", "x.sql")
    assert [(s.kind, s.verb) for s in found] == [
        ("client", "{%"), ("ddl", "CREATE TABLE"), ("client", "{%"), ("client", "{{"), ("client", "{{"), ("ddl", "CREATE TABLE"),
        ("client", "{{"), ("client", "{%"), ("client", "{#"), ("client", "{{"), ("ddl", "CREATE TABLE"),
    ]  # fmt: skip
    assert [read(s).unread for s in found] == [()] * 11


def test_control_tags_inside_a_statement() -> None:
    (found,) = splitter.split("CREATE TABLE a (b int {% if c %}, d int {% endif %});", "postgres", "x.sql")
    assert found.masked
    assert found.tokens.words.count("{% if c %}") == 1


PLACEHOLDERS: list[tuple[Dialect, str, str]] = [
    ("postgres", "ALTER TABLE ${schema}.users ADD a int", "${schema}"),
    ("postgres", 'ALTER TABLE :"schema".users ADD a int', ':"schema"'),
    ("postgres", "COMMENT ON TABLE t IS :'value'", ":'value'"),
    ("postgres", "SELECT :name", ":name"),
    ("postgres", "CREATE TABLE <name> (id int)", "<name>"),
    ("postgres", "INSERT INTO t VALUES (?, ?)", "?"),
    ("postgres", "UPDATE t SET a = ? WHERE b = ?", "?"),
    ("mysql", "INSERT INTO t VALUES (?, ?)", "?"),
    ("oracle", "INSERT INTO t VALUES (:1, :name)", ":1"),
    ("sqlite", "INSERT INTO t VALUES (?1, ?2)", "?1"),
    ("tsql", "ALTER TABLE $(schema).users ADD a int", "$(schema)"),
]


@pytest.mark.parametrize(("dialect", "text", "marker"), PLACEHOLDERS, ids=[text for _, text, _ in PLACEHOLDERS])
def test_placeholders_mask_the_statement(dialect: Dialect, text: str, marker: str) -> None:
    (found,) = splitter.split(text, dialect, "x.sql")
    assert marker in found.tokens.words
    assert found.masked


@pytest.mark.parametrize("text", ["SELECT a ? 'b', (c) ? 'd', e ?| f, '?'", "SELECT a::int, b[1:2], x -> 'y' ?& z"])
def test_operators_mask_nothing(text: str) -> None:
    (found,) = splitter.split(text, "postgres", "x.sql")
    assert not found.masked


def test_a_name_in_brackets_is_an_identifier_where_no_dialect_is_known() -> None:
    (found,) = splitter.split(
        "CREATE TABLE [Table Name] (a int[], b int[3], c text DEFAULT ARRAY['x'])", "standard", "x.md"
    )
    assert "[Table Name]" in found.tokens.words
    assert lexer.kind("[Table Name]", "standard") == "quoted"
    assert found.tokens.words.count("[") == 3


def test_mysql_takes_a_double_quoted_name_where_only_a_name_can_stand() -> None:
    text = """SET sql_mode = 'ANSI_QUOTES';\nCREATE TABLE "x" ("a" int NOT NULL, b varchar(9) DEFAULT "c", PRIMARY KEY ("a"));"""
    _, table = splitter.split(text, "mysql", "x.sql")
    reading = read(table)
    assert not reading.unread
    made = reading.changes[0]
    assert getattr(made, "name").name.value == "x"  # noqa: B009 - the change's class is the reader's affair


SEPARATED = [
    ("CREATE TABLE a (b int)--> statement-breakpoint\nALTER TABLE a ADD c int\n--> statement-breakpoint\nSELECT 1", 3),
    ("CREATE TABLE a (b int);\n--> statement-breakpoint\nSELECT 1;", 2),
    ("CREATE TABLE a (b int)\n\n--bun:split\n\nSELECT 1", 2),
    ("-- atlas:delimiter \\n\\n\n\nCREATE TABLE a (b int)\n\nDROP TABLE b\n\n", 2),
    ("-- a\n-- atlas:delimiter -- end\n\nCREATE TABLE a (b int)\n-- end\nDROP TABLE b\n-- end\n", 2),
    ("SELECT '--bun:split\n--> statement-breakpoint'", 1),
]


@pytest.mark.parametrize(("text", "count"), SEPARATED)
def test_comments_that_part_statements(text: str, count: int) -> None:
    found = splitter.split(text, "postgres", "x.sql")
    assert len(found) == count
    assert splitter.lost(text, found, 0, len(text), "postgres") == 0
    assert found[0].text in ("CREATE TABLE a (b int)", text)


@pytest.mark.parametrize(
    ("dialect", "delimiter"), [("mysql", "@"), ("mysql", "//"), ("postgres", "@@"), ("standard", "\n\n")]
)
def test_another_delimiter(dialect: Dialect, delimiter: str) -> None:
    body = "CREATE TABLE a (b int) /* ;@ // */"
    text = f"{body}{delimiter}DROP TABLE c{delimiter}"
    found = splitter.split(text, dialect, "x.sql", delimiter=delimiter)
    assert [s.text for s in found] == ["CREATE TABLE a (b int)", "DROP TABLE c"]


def test_a_delimiter_keeps_a_body_whole() -> None:
    body = "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET @a = 1; SET @b = 2; END"
    found = splitter.split(f"{body}\n//\nDROP TABLE c\n//\n", "mysql", "x.sql", delimiter="//")
    assert [s.text for s in found] == [body, "DROP TABLE c"]


def test_markers_in_quotes_are_found() -> None:
    text = 'ALTER TABLE "{{ index .Options "Namespace" }}".a ADD b int'
    assert [text[a:b] for a, b in templates.markers(text, 0, len(text), "postgres")] == [
        '{{ index .Options "Namespace" }}'
    ]
