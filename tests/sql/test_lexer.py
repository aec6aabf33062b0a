"""Every character belongs to one piece, and every piece is of the kind its dialect says."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemalint.model.document import Dialect
from schemalint.sql import lexer, patterns

DIALECTS: tuple[Dialect, ...] = get_args(Dialect)

SNIPPETS = st.sampled_from(
    [
        "'", '"', "`", "[", "]", "$$", "$a$", "$1", "/*", "*/", "/*!40101 ", "--", "#", "\n", "\r\n", " ", ";", "\\", "\\.",
        "E'", "N'", "q'[", "]'", "q'!", "!'", "U&\"", "COPY t FROM stdin;\n", "\nGO\n", "\n/\n", "\nDELIMITER $$\n", "BEGIN",
        "END", "CREATE FUNCTION f", "PROMPT it's\n", "\nREM x\n", "@a.sql\n", ":setvar a b\n", "{{", "}}", "{%", "%}", "${x}",
        "$(x)", ":x", "&x", "?", "%s", "...", "1.5e3", "0xFF", "é", "\u00a0", "IF", "CASE", "(", ")", "SELECT", "x", "$", "%",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(SNIPPETS, max_size=30).map("".join))


@pytest.mark.parametrize("dialect", DIALECTS)
@settings(max_examples=150)
@given(text=TEXTS)
def test_pieces_join_back(dialect: Dialect, text: str) -> None:
    pieces = lexer.pieces(text, dialect)
    assert "".join(pieces) == text
    assert all(pieces)
    for piece in pieces:
        assert lexer.kind(piece, dialect) in get_args(lexer.Kind)


@pytest.mark.parametrize("dialect", DIALECTS)
@settings(max_examples=60)
@given(before=TEXTS, text=TEXTS, after=TEXTS)
def test_a_region_is_cut_by_itself(dialect: Dialect, before: str, text: str, after: str) -> None:
    whole = before + text + after
    assert "".join(lexer.pieces(whole, dialect, len(before), len(before) + len(text))) == text


def kinds(text: str, dialect: Dialect) -> list[tuple[str, str]]:
    return [(p, k) for p in lexer.pieces(text, dialect) if (k := lexer.kind(p, dialect)) != "space"]


ONE = [
    ("postgres", "'it''s'", "string"),
    ("postgres", r"E'it\'s'", "string"),
    ("postgres", "'ends with \\'", "string"),
    ("postgres", "$$ a ' b; $$", "string"),
    ("postgres", "$body$ $$ ; ' $body$", "string"),
    ("postgres", "U&'d\\0061t'", "string"),
    ("postgres", 'U&"d\\0061t"', "quoted"),
    ("postgres", 'B\'01\'', "string"),
    ("postgres", '"a""b"', "quoted"),
    ("postgres", "$1", "word"),
    ("postgres", "a$b$c", "word"),
    ("postgres", "Ünïcode", "word"),
    ("postgres", "gro\u0308ße", "word"),
    ("postgres", "हिन्दी", "word"),
    ("postgres", "us\u200bers", "word"),
    ("postgres", "/* a /* b */ c */", "comment"),
    ("postgres", "-- x ' y", "comment"),
    ("postgres", "{{ index .Options \"Namespace\" }}", "template"),
    ("postgres", "{{- /* it's */ -}}", "template"),
    ("postgres", "{% if a %}", "template"),
    ("postgres", "${schema}", "template"),
    ("postgres", ":name", "template"),
    ("postgres", ":'name'", "template"),
    ("postgres", "[Name]", "template"),
    ("postgres", "<table_name>", "template"),
    ("postgres", "{TABLE}", "template"),
    ("postgres", "...", "template"),
    ("postgres", "%s", "template"),
    ("postgres", "?", "symbol"),
    ("postgres", "\\connect db", "client"),
    ("mysql", '"text"', "string"),
    ("mysql", r"'it\'s'", "string"),
    ("mysql", "`a``b`", "quoted"),
    ("mysql", "@var", "word"),
    ("mysql", "2fa_codes", "word"),
    ("mysql", "1.5e3", "number"),
    ("mysql", "0xFF", "number"),
    ("mysql", "# x ' y", "comment"),
    ("mysql", "#", "comment"),
    ("mysql", "/*!40101", "comment"),
    ("mariadb", "/*M!100100", "comment"),
    ("mysql", "?", "template"),
    ("sqlite", "[a b]", "quoted"),
    ("sqlite", "`a`", "quoted"),
    ("sqlite", "x'00'", "string"),
    ("tsql", "[a]]b]", "quoted"),
    ("tsql", "N'x'", "string"),
    ("tsql", "@@ERROR", "word"),
    ("tsql", "##temporary", "word"),
    ("tsql", "$(Database)", "template"),
    ("tsql", "<table_name, sysname, sample>", "template"),
    ("tsql", "/* a /* b */ c */", "comment"),
    ("oracle", "q'[it's]'", "string"),
    ("oracle", "nq'{it's}'", "string"),
    ("oracle", "Q'!it's!'", "string"),
    ("oracle", "&tablespace", "template"),
    ("oracle", "&&tablespace.", "template"),
    ("oracle", ":NEW", "word"),
    ("oracle", ":bind", "template"),
    ("oracle", "sys$user#1", "word"),
    ("standard", "[dbo]", "quoted"),
    ("standard", "[Table Name]", "quoted"),
    ("postgres", "1e10", "number"),
    ("postgres", "1_000_000", "number"),
    ("postgres", "0b01", "number"),
    ("postgres", "0o17", "number"),
    ("postgres", "0xFF", "number"),
    ("postgres", "x'1F'", "string"),
    ("postgres", "$a$ $b$ $a$", "string"),
    ("postgres", "a$$b", "word"),
    ("postgres", "/*+ SeqScan(t) */", "comment"),
    ("postgres", "?", "symbol"),
    ("postgres", "\x00", "symbol"),
    ("mysql", "0b01", "number"),
    ("mysql", "1_000", "word"),
    ("mysql", "2x", "word"),
    ("mysql", "@@global.sql_mode", "word"),
    ("mysql", "/* a /* b */", "comment"),
    ("mysql", "/*+ NO_INDEX(t) */", "comment"),
    ("mysql", "/*!999999\\- enable the sandbox mode */", "comment"),
    ("mariadb", "/*M!999999 x */", "comment"),
    ("tsql", "$1.50", "number"),
    ("tsql", "$action", "word"),
    ("tsql", "/*! x */", "comment"),
    ("oracle", "q'(it's)'", "string"),
    ("oracle", "q'<it's>'", "string"),
    ("oracle", "q'\"it's\"'", "string"),
    ("oracle", "q'|it's|'", "string"),
    ("oracle", "q'XitsX'", "string"),
    ("oracle", "/*+ INDEX(t) */", "comment"),
    ("oracle", "/* a /* b */", "comment"),
    ("oracle", ":1", "template"),
    ("sqlite", "?1", "template"),
    ("standard", "`a`", "quoted"),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "text", "kind"), ONE, ids=[f"{d}-{t}" for d, t, _ in ONE])
def test_one_token(dialect: Dialect, text: str, kind: str) -> None:
    assert kinds(f"a {text}\n, b", dialect)[1] == (text, kind)


OPERATORS = [
    "::", ":=", "<=", ">=", "<>", "!=", "||", "->", "->>", "#>", "#>>", "@>", "<@", "&&", "~*", "!~*", "=>", "?|", "?&", "@@", "<->", "**", "..",
    "@@@", "||/", "|/", "!!", "@-@", "##", "?-|", "?||", "?-", "?#", "~<=~", "~>=~", "~<~", "~>~", "~=", "^@", "<%", "%>", "<<%",
    "%>>", "<~>", "<#>", "<=>", "<+>", "-|-", "&<|", "|&>", "<<|", "|>>", "&<", "&>", "@?", "#-", "!~~*",
]  # fmt: skip


@pytest.mark.parametrize("operator", OPERATORS)
def test_an_operator_is_one_token(operator: str) -> None:
    assert kinds(f"a {operator} b", "postgres") == [("a", "word"), (operator, "symbol"), ("b", "word")]


def test_what_is_no_placeholder() -> None:
    assert not [
        p for p, k in kinds("x::int, a[1:n], ARRAY[a], int[], a <b, c> d, 1..10, n%2", "postgres") if k == "template"
    ]
    assert not [p for p, k in kinds("SCHEMA::dbo, [Name], @x", "tsql") if k == "template"]


def test_template_and_name() -> None:
    found = kinds('{{ index .Options "Namespace" }}.users', "postgres")
    assert [k for _, k in found] == ["template", "symbol", "word"]


def test_mysql_comments() -> None:
    assert kinds("5--1", "mysql") == [("5", "number"), ("-", "symbol"), ("-", "symbol"), ("1", "number")]
    assert kinds("/*!40101 SET a=1 */;", "mysql") == [
        ("/*!40101", "comment"), ("SET", "word"), ("a", "word"), ("=", "symbol"), ("1", "number"), ("*/", "comment"),
        (";", "symbol"),
    ]  # fmt: skip


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    "odd", ["\u00a0", "\u3000", "\u200b", "\ufeff", "\u202e", "\xad", "\f", "\v", "\r", " \u200b "]
)
def test_what_cannot_be_seen_between_words_is_white_space(odd: str, dialect: Dialect) -> None:
    assert [p for p, _ in kinds(f"{odd}CREATE{odd} TABLE {odd}a{odd};{odd}", dialect)] == ["CREATE", "TABLE", "a", ";"]


def test_the_invisible_are_listed_alike() -> None:
    listed = re.compile(f"[{patterns.INVISIBLE}]")
    assert [c for c in map(chr, range(0x110000)) if listed.match(c)] == sorted(lexer._INVISIBLE)


def test_signs_that_only_some_dialects_take_for_comments() -> None:
    assert [k for _, k in kinds("1 --1\n # 2\n", "postgres")] == ["number", "comment", "symbol", "number"]
    assert [k for _, k in kinds("1 --1\n # 2\n", "mysql")] == ["number", "symbol", "symbol", "number", "comment"]
    assert [k for _, k in kinds("/*! SELECT /* a */ 1 */", "mysql")] == [
        "comment",
        "word",
        "comment",
        "number",
        "comment",
    ]
    assert [k for _, k in kinds("/*! SELECT /* a */ 1 */", "postgres")] == ["comment"]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_line_commands_after_every_line_break(line_break: str) -> None:
    def marks(text: str, dialect: Dialect) -> list[str]:
        found = lexer.cut(text.replace("\n", line_break), dialect)
        return [found.pieces[index] for index, _ in found.marks]

    assert marks("SELECT 1\nGO\n-- GO\n'\nGO\n' /*\nGO\n*/ [\nGO\n]\ngo 2\n", "tsql") == ["GO", "go 2"]
    assert marks("PROMPT it's\nSELECT 1\n/\nREM it's\n", "oracle") == ["PROMPT it's", "/", "REM it's"]
    assert marks("DELIMITER //\nSELECT 1//\n", "mysql") == ["DELIMITER //", "//"]


def test_comments() -> None:
    def found(text: str, dialect: Dialect, start: int = 0) -> list[str]:
        return [text[a:b] for a, b in lexer.comments(text, dialect, start)]

    assert found("-- a\nSELECT '-- b' /* c /* d */ */; -- e", "postgres", 4) == ["/* c /* d */ */", "-- e"]
    assert found("COPY t FROM stdin;\n-- no\n\\.\n", "postgres") == []
    assert found("REM a\nSELECT rem FROM b;\n", "oracle") == ["REM a"]
    assert found("SELECT 1 # a\n-- b\n", "mysql") == ["# a", "-- b"]


@pytest.mark.parametrize("opening", ["'a", '"a', "$$a", "$x$a", "/*a", "E'a", "/* /* */ a"])
def test_what_stays_open_runs_to_the_end(opening: str) -> None:
    text = f"SELECT {opening} ; CREATE"
    pieces = lexer.pieces(text, "postgres")
    assert pieces == ["SELECT", " ", f"{opening} ; CREATE"]


class Counting:
    """A compiled expression that adds up how many characters its searches went over."""

    def __init__(self, inner: re.Pattern[str], total: list[int]) -> None:
        self.inner, self.total = inner, total

    def findall(self, text: str, pos: int, end: int) -> list[Any]:
        self.total[0] += end - pos
        return self.inner.findall(text, pos, end)

    def match(self, text: str, pos: int, end: int) -> re.Match[str] | None:
        found = self.inner.match(text, pos, end)
        self.total[0] += found.end() - pos if found else end - pos
        return found

    def search(self, text: str, pos: int, end: int) -> re.Match[str] | None:
        found = self.inner.search(text, pos, end)
        self.total[0] += found.end() - pos if found else end - pos
        return found


REPEATED = [
    ("postgres", "/* a /* b */ c */ x;\n"),
    ("postgres", "'/*' $a$ /* $a$ -- /*\n"),
    ("postgres", "/*"),
    ("postgres", "$a$ x $b$ '"),
    ("postgres", "COPY t FROM stdin;\n1\n\\.\n"),
    ("postgres", "COPY t -- \\.\n"),
    ("mysql", "DELIMITER $$\nx$$\n"),
    ("mysql", "DELIMITER $$\n'$$\n"),
    ("oracle", "PROMPT it's\nREM x\n"),
    ("oracle", "x\nSET ECHO ON\n/\n"),
    ("oracle", "q'!a!' q'"),
    ("tsql", "SELECT 1\nGO\n"),
    ("tsql", "'\nGO\n"),
    ("standard", "{{ /* '\nGO\n"),
]


@pytest.mark.parametrize(("dialect", "part"), REPEATED, ids=[f"{d}-{p!r}" for d, p in REPEATED])
def test_work_grows_with_the_text(dialect: Dialect, part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    total = [0]
    token, stops = patterns.token, patterns.stops

    def counted(found: Any) -> Any:
        return found and Counting(found, total)

    monkeypatch.setattr(patterns, "token", lambda *given: counted(token(*given)))
    monkeypatch.setattr(patterns, "stops", lambda *given: counted(stops(*given)))
    work = []
    for times in (200, 400):
        total[0] = 0
        lexer.pieces(part * times, dialect)
        work.append(total[0])
    assert work[1] <= 2.2 * work[0]
