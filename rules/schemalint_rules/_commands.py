"""What the commands of a shell fence name: databases, tables, secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from schemalint import Fence, Page, Span


class Word(NamedTuple):
    """An argument of a database command."""

    kind: Literal["database", "table", "secret"]
    text: str
    span: Span
    command: str


_COMMAND = re.compile(
    r"(?:(?<=\s)|(?<=[|;&(`])|^)(?:\S{0,200}/)?(?P<name>psql|pg_dump|pg_restore|pg_basebackup|pgbench|vacuumdb|reindexdb|createdb|dropdb|mysql|mysqldump|mariadb|"
    r"mariadb-dump|mysqladmin|mysqlimport|mongodump|mongorestore|sqlcmd|openssl)(?=\s|$)",
    re.M,
)
_DATABASE = re.compile(
    r"(?:\s-d[ =]?|\s--(?:dbname|database|db)[ =])(?P<quote>['\"]?)(?P<text>[^\s'\"|;&<>]+)(?P=quote)"
)
_TABLE = re.compile(r"(?:\s-t[ =]?|\s--table[ =])(?P<quote>['\"]?)(?P<text>[^\s'\"|;&<>]+)(?P=quote)")
_SECRETS = (
    re.compile(r"(?:\bPGPASSWORD|\bMYSQL_PWD|\bMYSQL_ROOT_PASSWORD|\bPOSTGRES_PASSWORD|\bSQLCMDPASSWORD|\bMONGO_PASSWORD|\bDB_PASSWORD|\bDATABASE_PASSWORD)=(?P<quote>['\"]?)(?P<text>[^\s'\";|&]+)"),
    re.compile(r"\b[A-Za-z][\w+.]{1,20}://[^\s:/@'\"]+:(?P<text>[^\s:/@'\"]+)@"),
)  # fmt: skip
_BY_COMMAND = {
    "mysql": re.compile(r"\s(?:-p|--password=)(?P<quote>['\"]?)(?P<text>[^\s'\"|;&]+)"),
    "openssl": re.compile(r"\s(?:-k\s+|-K\s+|-pass\s+pass:|-passin\s+pass:|-passout\s+pass:)(?P<quote>['\"]?)(?P<text>[^\s'\"|;&]+)"),
    "sqlcmd": re.compile(r"\s-P\s*(?P<quote>['\"]?)(?P<text>[^\s'\"|;&]+)"),
    "mongodump": re.compile(r"\s(?:-p\s+|--password[ =])(?P<quote>['\"]?)(?P<text>[^\s'\"|;&]+)"),
}  # fmt: skip
_KEY = re.compile(
    r"(?mi)^[ \t>]*(?:export\s+|-\s+)?[\"']?(?P<key>[\w.\-]{0,60}?(?:password|passwd|pwd|secret|api_?key|access_?key|private_?key|auth_?token)[\w.\-]{0,60})[\"']?[ \t]*[:=][ \t]*"
    r"(?P<quote>['\"]?)(?P<text>[^\s'\"#,;]+)(?P=quote)[ \t]*,?[ \t]*(?:#[^\n]*)?\r?$"
)
_INSIDE = re.compile(r"\bpassword=(?P<text>[^\s'\";]+)", re.I)
_OPEN = re.compile(
    r"[\[\]{}<>$*]|\.{3}|…|^x+$|^(?:your|my|the|some|change|replace|insert|enter|example|dummy|sample)[-_ ]?\w*|^(?:true|false|yes|no|on|off|none|null|never|required|prompt|scram-sha-256|md5|string|text|str|varchar.*)$|"
    r"^\d{1,4}$|^/|^env[:(]|^file:|^vault:|^secret:|^ENC\(",
    re.I,
)
"""What stands for a secret, or is none: a placeholder, a variable, a switch, a path, a method."""
_DUMMIES = frozenset({"password", "pass", "pwd", "passwd", "secret", "user_password", "db_password", "changeme", "***"})
_END = re.compile(r"[\n|;]|&&|\$\(")
"""What ends a command."""
_LONGEST = 2000
_VALUED = frozenset({"-h", "-u", "-p", "-P", "-S", "-F", "-f", "-U", "-j", "-n", "-N", "-T", "-Z", "-e", "-w", "-r"})


def words(page: Page, fence: Fence) -> Iterator[Word]:
    """The databases, tables and secrets that the commands of a shell fence name, in order of the commands."""
    text = page.content(fence)
    plain = (
        re.sub(r"(?m)^[ \t]*#[^\n]*", lambda found: " " * len(found[0]), text)
        .replace("\\\n", "  ")
        .replace("\\\r\n", "   ")
    )
    base = fence.content.start

    def word(kind: Literal["database", "table", "secret"], start: int, end: int, command: str) -> Word:
        return Word(kind, plain[start:end], Span(page.path, base + start, base + end), command)

    for secret in _SECRETS:
        for found in secret.finditer(plain):
            if not _OPEN.search(found["text"]) and not ("://" in found[0] and found["text"].lower() in _DUMMIES):
                yield word("secret", *found.span("text"), "")
    commands = list(_COMMAND.finditer(plain))
    for command in commands:
        name = command["name"]
        most = min(command.end() + _LONGEST, len(plain))
        stop = _END.search(plain, command.end(), most)
        end = stop.start() if stop is not None else most
        family = "mysql" if name.startswith(("mysql", "mariadb")) else "mongodump" if name.startswith("mongo") else name
        if family in _BY_COMMAND:
            for found in _BY_COMMAND[family].finditer(plain, command.end(), end):
                if not _OPEN.search(found["text"]):
                    yield word("secret", *found.span("text"), name)
        if name == "openssl":
            continue
        for found in _DATABASE.finditer(plain, command.end(), end):
            if family != "mysql" and "=" not in found["text"] and "://" not in found["text"]:
                yield word("database", *found.span("text"), name)
        if name in ("pg_dump", "pg_restore"):
            for found in _TABLE.finditer(plain, command.end(), end):
                yield word("table", *found.span("text"), name)
        if name in ("mysqldump", "mariadb-dump", "createdb", "dropdb"):
            yield from _positional(plain[command.end() : end], command.end(), name, word)


def _positional(line: str, start: int, name: str, word: object) -> Iterator[Word]:
    """The database, and behind it the tables, of mysqldump; the database of createdb."""
    make = word
    assert callable(make)
    several = re.search(r"\s(?:-B|-A|--databases|--all-databases)\b", line)
    before = ""
    seen = 0
    for found in re.finditer(r"\S+", line):
        text = found[0]
        if text.startswith((">", "<")):
            break
        if not text.startswith("-") and before not in _VALUED:
            kind = "database" if seen == 0 or name in ("createdb", "dropdb") else "table"
            if not several and re.fullmatch(r"\w+", text):
                yield make(kind, start + found.start(), start + found.end(), name)
            seen += 1
        before = text


def secrets(page: Page, fence: Fence) -> Iterator[Span]:
    """The secrets in a fence of settings: values of keys called password, token and the like, and those in connection strings."""
    text = page.content(fence)
    base = fence.content.start
    for found in _KEY.finditer(text):
        if not _OPEN.search(found["text"]) and not re.search(
            r"encryption|policy|length|lifetime|history|reuse|interval|file|path|check|valid|timeout|expire|hash",
            found["key"],
            re.I,
        ):
            yield Span(page.path, base + found.start("text"), base + found.end("text"))
    for pattern in (_INSIDE, _SECRETS[1]):
        for found in pattern.finditer(text):
            if not _OPEN.search(found["text"]) and found["text"].lower() not in _DUMMIES:
                yield Span(page.path, base + found.start("text"), base + found.end("text"))
