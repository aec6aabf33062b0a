from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from schemalint import Bad, Diagnostic, Document, DocumentRule, Good, Span
from schemalint_rules._secrets import HASHED, PLACEHOLDER, is_password, is_random, known_secrets, secret_column
from schemalint_rules._vocabulary import words

_SPOKEN = (
    "pass",
    "pwd",
    "secret",
    "identified",
    "key",
    "token",
    "senha",
    "contrase",
    "kennwort",
    "://",
    "haslo",
    "wachtwoord",
)
_SHOWN = re.compile(r"(?:^|[/_.\-])(?:tests?|specs?|fixtures?|samples?|examples?|demo|mocks?)(?:[/_.\-]|$)", re.I)


@cache
def _account() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:create|alter)\s+(?:or\s+replace\s+)?(?:user|role|login|group|server|subscription|database\s+link|application\s+role|credential|user\s+mapping|master\s+key|symmetric\s+key|"
        r"certificate)\b[^;]{0,600}?\b(?:identified\s+(?:(?:with|via)\s+\S{1,60}\s+)?(?:by|using|as)\s+(?:password\s+)?|password\s*=?\s*|secret\s*=\s*)\(?\s*n?"
        r"(?:'(?P<one>(?:[^'\n]|''){1,200})'|\"(?P<two>[^\"\n]{1,200})\")"
        r"|\bgrant\b[^;]{0,400}?\bidentified\s+by\s+'(?P<three>[^'\n]{1,200})'"
        r"|\bset\s+password\b[^;]{0,100}?=\s*(?:password\s*\(\s*)?'(?P<four>[^'\n]{1,200})'"
    )


@cache
def _link() -> re.Pattern[str]:
    return re.compile(r"://(?P<user>[^\s:/@'\"<>]{1,80}):(?P<text>[^\s/@'\"]{3,100})@(?P<host>[\w.\-]{1,200})")


_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.]{1,20}\Z")


@cache
def _default() -> re.Pattern[str]:
    return re.compile(r"default[ \t]+\(?n?'(?P<text>[^'\n]{3,200})'")


_COLUMN = re.compile(
    r"(?:[,(\n]|\bADD\s+COLUMN\b|\bADD\b)\s*[\"`\[]?(?P<name>[A-Za-z_]\w{1,63})[\"`\]]?[ \t]+\w[^,\n]{0,80}$", re.I
)
"""The column whose clause ends here."""
_BEFORE = 200


@cache
def _insert() -> re.Pattern[str]:
    return re.compile(r"into\s+(?P<table>[\w.\"`\[\]]{1,160})\s*\((?P<columns>[^()]{1,4000})\)\s*values\s*(?=\()")


@cache
def _said() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:password|passwd|passwort|api[ _-]?key|secret[ _-]?key|access[ _-]?token)\b(?:\s+is|\s*[:=])?\s*\"(?P<text>[^\"'`\s]{5,80})\""
    )


_REMARK = re.compile(r"--|#|/\*|^\s*\*|\bCOMMENT\b|\bIS\b", re.I | re.M)


class HardcodedSecret(DocumentRule):
    """Passwords, keys and tokens do not belong into schemas, migrations and documents.

    ## What it does
    Reports the literal password of CREATE and ALTER USER, ROLE and LOGIN and of links to other servers, connection strings that hold
    one, the default and the seed rows of columns for passwords, keys and tokens, passwords quoted in comments, and what its own form
    gives away: keys of AWS, Google and Stripe, tokens of GitHub, GitLab and Slack, private keys. Variables, templates, words that
    ask for a value (`change_me`, `<password>`) and hashes are left alone; so are made-up passwords (`secret`, `test1234`) in documents
    and below folders named for tests, examples and fixtures. Keys in seed rows count when they are long and look random. As a
    secret may stand anywhere, every file is searched as a whole, which takes some hundredths of a run.

    ## Why is this bad
    Whoever may read the repository, a backup of it or the server's log has the secret, and it is in the history for good.

    ## Fix
    Take the value from a variable or a store of secrets, and change the secret that was there. Not done by itself.

    ## References
    - CWE-798, Use of Hard-coded Credentials; OWASP Secrets Management Cheat Sheet
    - PostgreSQL 17 manual, CREATE ROLE: the password may be logged in clear text
    """

    name = "hardcoded-secret"
    severity = "error"
    good = (
        Good("CREATE ROLE app LOGIN PASSWORD NULL;"),
        Good("CREATE ROLE app LOGIN PASSWORD :'app_password';"),
        Good("CREATE ROLE app LOGIN PASSWORD '${APP_PASSWORD}';"),
        Good("CREATE USER app IDENTIFIED BY '<password>';", dialect="mysql"),
        Good("CREATE USER hr IDENTIFIED BY \"&pass\";", dialect="oracle"),
        Good(
            "INSERT INTO users (id, password) VALUES (1, '$2a$10$NZ5o7r2E.ayT2ZoxgjlI.eJ6OEYqjH7INR/F.mXDbjZJi9HF0YCVG');",
            given="CREATE TABLE users (id int PRIMARY KEY, password varchar(60));",
        ),
        Good("CREATE TABLE client (id int PRIMARY KEY, token_type varchar(20) DEFAULT 'bearer', secret_kind text DEFAULT 'opaque');"),
    )  # fmt: skip
    bad = (
        Bad("CREATE ROLE app LOGIN PASSWORD 'Tr0ub4dor&3';", at="Tr0ub4dor&3"),
        Bad("CREATE USER app IDENTIFIED BY 'Tr0ub4dor&3';", dialect="mysql", at="Tr0ub4dor&3"),
        Bad("CREATE LOGIN app WITH PASSWORD = N'Tr0ub4dor&3';", dialect="tsql", at="Tr0ub4dor&3"),
        Bad('CREATE USER hr IDENTIFIED BY "Tr0ub4dor3";', dialect="oracle", at="Tr0ub4dor3"),
        Bad(
            "CREATE TABLE users (id int PRIMARY KEY, password varchar(60) DEFAULT 'Winter2024');",
            at="Winter2024",
            message="users.password",
        ),
        Bad(
            "INSERT INTO users (id, password) VALUES (1, 'Winter2024');",
            given="CREATE TABLE users (id int PRIMARY KEY, password varchar(60));",
            at="Winter2024",
        ),
        Bad(
            "COMMENT ON TABLE feed IS 'Filled from https://feed:Kq9wLm2x@data.acme.net/v1';",
            given="CREATE TABLE feed (id int PRIMARY KEY);",
            at="Kq9wLm2x",
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        text = document.text
        folded = _folded(text)
        found: dict[int, tuple[int, str]] = {}
        for secret in known_secrets(text):
            found[secret.start] = secret.end, secret.what
        if any(word in folded for word in _SPOKEN):
            markdown = document.path.lower().endswith((".md", ".markdown"))
            shown = markdown or bool(_SHOWN.search(document.path))
            for start, end, what in _written(text, folded, shown):
                found.setdefault(start, (end, what))
        last = -1
        for start, (end, what) in sorted(found.items()):
            if start < last:
                continue
            last = end
            yield self.found(
                Span(document.path, start, end),
                f"Here stands {what}: whoever may read this file, its history or a log of what was run has it.",
                repair="take it from a variable or a store of secrets, and change the one that was here",
            )


def _folded(text: str) -> str:
    """The text in small letters, each at its place; patterns of small letters are found several times faster than those that
    take either."""
    folded = text.lower()
    return folded if len(folded) == len(text) else "".join(char.lower() if char.isascii() else char for char in text)


_GIVEN = re.compile(r"password\s*=?\s*\(?\s*n?['\"]|password\s*=\s*password")


def _gives_password(folded: str) -> bool:
    """A quick look whether any statement may give an account its password."""
    return "identified" in folded or "secret=" in folded or "secret =" in folded or bool(_GIVEN.search(folded))


def _written(text: str, folded: str, shown: bool) -> Iterator[tuple[int, int, str]]:
    """The secrets that what stands around them gives away."""
    for found in _account().finditer(folded) if _gives_password(folded) else ():
        start, end = found.span(found.lastgroup or "one")
        if is_password(text[start:end], shown=shown) and text[start] != "&":
            yield start, end, "the password of an account"
    for found in _link().finditer(text) if "://" in text else ():
        password = found["text"]
        local = found["host"].lower() in ("localhost", "127.0.0.1", "db", "postgres", "mysql", "host", "hostname")
        if (
            _SCHEME.search(text, max(0, found.start() - 21), found.start())
            and is_password(password, shown=True)
            and not (local and password == found["user"])
            and password != found["user"]
        ):
            yield *found.span("text"), f"the password of {found['user']} in a connection string"
    for found in _default().finditer(folded):
        column = _COLUMN.search("\n" + text[max(0, found.start() - _BEFORE) : found.start()])
        kind = secret_column(words(column["name"])) if column is not None else ""
        start, end = found.span("text")
        value = text[start:end]
        if (kind == "password" and is_password(value, shown=shown)) or (kind == "key" and _is_key(value)):
            name = column["name"] if column is not None else ""
            yield start, end, f"the {kind} that {_table_of(text, found.start())}{name} has by default"
    for found in _insert().finditer(folded):
        yield from _seeded(text, found, shown)
    for found in _said().finditer(folded) if '"' in text else ():
        line = text[max(text.rfind("\n", 0, found.start()) + 1, found.start() - _BEFORE) : found.start()]
        start, end = found.span("text")
        mixed = any(char.isdigit() for char in found["text"])
        if mixed and is_password(text[start:end], shown=shown) and _REMARK.search(line):
            yield start, end, "a password in a comment"


def _is_key(value: str) -> bool:
    return is_random(value) and not PLACEHOLDER.search(value) and not HASHED.search(value)


@cache
def _making() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:CREATE\s+TABLE(?:\s+IF\s+NOT\s+EXISTS)?|ALTER\s+TABLE(?:\s+IF\s+EXISTS)?(?:\s+ONLY)?)\s+([\w.\"`\[\]]{1,160})",
        re.I,
    )


def _table_of(text: str, at: int) -> str:
    """The table whose statement stands around a place, with a dot behind it."""
    last = ""
    for found in _making().finditer(text, max(0, at - 20_000), at + 1):
        last = found[1]
    return re.sub(r"[\"`\[\]]", "", last) + "." if last else ""


_VALUE = re.compile(r"\s*(?:(?P<null>NULL|DEFAULT)\b|N?'(?P<text>(?:[^'\\]|''|\\.)*)'(?=\s*[,)])|(?P<other>(?:[^(),']|'(?:[^'\\]|''|\\.)*'|\([^()]*\))*))", re.I | re.S)  # fmt: skip
_ROWS = 200


def _seeded(text: str, insert: re.Match[str], shown: bool) -> Iterator[tuple[int, int, str]]:
    """The first secret of each column that an INSERT brings."""
    start, end = insert.span("columns")
    names = [one.strip().strip('"`[]') for one in text[start:end].split(",")]
    wanted = {at: kind for at, name in enumerate(names) if (kind := secret_column(words(name)))}
    at = insert.end()
    for _ in range(_ROWS if wanted else 0):
        if text[at : at + 1] != "(":
            return
        at += 1
        for place in range(len(names)):
            value = _VALUE.match(text, at)
            if value is None:
                return
            kind = wanted.get(place, "")
            if (
                kind
                and value["text"]
                and (is_password(value["text"], shown=shown) if kind == "password" else _is_key(value["text"]))
            ):
                owner = re.sub(r"[\"`\[\]]", "", text[slice(*insert.span("table"))])
                yield *value.span("text"), f"a {kind} for {owner}.{names[place]}, in a row that is put in"
                del wanted[place]
            at = value.end()
            while text[at : at + 1].isspace():
                at += 1
            if text[at : at + 1] != ",":
                break
            at += 1
        if text[at : at + 1] != ")":
            return
        at += 1
        while text[at : at + 1] and text[at] in ", \t\r\n":
            at += 1
