from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from schemalint import Bad, Diagnostic, Dialect, Document, DocumentRule, Good, Lazy, Span, Subject, fold, split_name
from schemalint.model.record import NamedTuple
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
_SHOWN = Lazy(r"(?:^|[/_.\-])(?:tests?|specs?|fixtures?|samples?|examples?|demo|mocks?)(?:[/_.\-]|$)", re.I)


_ACCOUNTS = (
    r"(?:create|alter)\s+(?:or\s+replace\s+)?(?P<kind>user|role|login|group|server|subscription|database\s+link|application\s+role|credential|user\s+mapping|master\s+key|"
    r"symmetric\s+key|certificate)\b[^;]{0,600}?\b(?:identified\s+(?:(?:with|via)\s+\S{1,60}\s+)?(?:by|using|as)\s+(?:password\s+)?|password\s*=?\s*|secret\s*=\s*)\(?\s*n?"
    r"(?:'(?P<one>(?:[^'\n]|''){1,200})'|\"(?P<two>[^\"\n]{1,200})\")",
    r"(?:create|alter)\s+user\s+[^\s;]{1,100}\s+identified\s+by\s+(?P<one>(?!password\b|values\b|random\b|as\b)[a-z][\w$#]{2,60})(?![\w$#.(])",
    r"grant\b[^;]{0,400}?\bidentified\s+by\s+'(?P<one>[^'\n]{1,200})'",
    r"set\s+password\b[^;]{0,100}?=\s*(?:password\s*\(\s*)?'(?P<one>[^'\n]{1,200})'",
)
"""Statements that give an account its password, in small letters."""


@cache
def _accounts() -> tuple[re.Pattern[str], ...]:
    spread = [one.replace("(?:create|alter)", word) for one in _ACCOUNTS for word in ("create", "alter")]
    return tuple(re.compile(one) for one in dict.fromkeys(spread))


_WHO = Lazy(r"\b(?:user|role|login|group|server|subscription|link)\s+(?:if\s+not\s+exists\s+)?([^\s;@(]{1,100})", re.I)


@cache
def _link() -> re.Pattern[str]:
    return re.compile(r"://(?P<user>[^\s:/@'\"<>]{1,80}):(?P<text>[^\s/@'\"]{3,100})@(?P<host>[\w.\-]{1,200})")


_SCHEME = Lazy(r"[A-Za-z][A-Za-z0-9+.]{1,20}\Z")


@cache
def _default() -> re.Pattern[str]:
    return re.compile(r"default[ \t]+\(?n?'(?P<text>[^'\n]{3,200})'")


_COLUMN = Lazy(
    r"(?:[,(\n]|\bADD\s+COLUMN\b|\bADD\b)\s*[\"`\[]?(?P<name>[A-Za-z_]\w{1,63})[\"`\]]?[ \t]+\w[^,\n]{0,80}$", re.I
)
"""The column whose clause ends here."""
_BEFORE = 200


@cache
def _insert() -> re.Pattern[str]:
    return re.compile(r"into\s+(?P<table>[\w.\"`\[\]]{1,160})\s*(?:\((?P<columns>[^()]{1,4000})\)\s*)?values\s*(?=\()")


_NAMED = ("password", "passwd", "passwort", "api[ _-]?key", "secret[ _-]?key", "access[ _-]?token")


@cache
def _said() -> tuple[re.Pattern[str], ...]:
    rest = r"\b(?:\s+is|\s*[:=])?\s*\"(?P<text>[^\"'`\s]{5,80})\""
    return tuple(re.compile(name + rest) for name in _NAMED)


_REMARK = Lazy(r"--|#|/\*|^\s*\*|\bCOMMENT\b|\bIS\b", re.I | re.M)


@cache
def _setting() -> re.Pattern[str]:
    return re.compile(r"(?:password|pwd)\s?=\s?(?P<text>[^\s;'\"`&,)(]{3,80})")


_SET = ("password=", "password =", "pwd=", "pwd =")
_NAMES_SERVER = Lazy(r"(?:\bhost(?:addr|name)?|\bserver|\bdata source|\bdbname|\binitial catalog)\s?=\s?[\w\[(.\\-]")
"""What stands beside a password in the settings of a connection: `host=db password=…`, `Server=db;Password=…`."""


class HardcodedSecret(DocumentRule):
    """Passwords, keys and tokens do not belong into schemas, migrations and documents.

    ## What it does
    Reports the literal password of CREATE and ALTER USER, ROLE and LOGIN and of links to other servers, connection strings that hold
    one, the default and the rows (INSERT, and those behind COPY) of columns for passwords, keys and tokens, passwords quoted in
    comments, and what its own form gives away: keys of AWS, Azure, Google, Stripe and OpenAI, tokens of GitHub, GitLab, Slack and
    others, JSON web tokens but the one that Supabase shows everybody, private keys. Variables, templates, words that
    ask for a value (`change_me`, `<password>`) and hashes are left alone; so are made-up passwords (`secret`, `test1234`) in documents
    and below folders named for tests, examples and fixtures. Keys in seed rows count when they are long and look random. As a
    secret may stand anywhere, every file is searched as a whole, which takes a hundredth of a run or two.

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
        Good("CREATE SUBSCRIPTION orders CONNECTION 'host=db passfile=/etc/pass password=$PW' PUBLICATION orders;"),
        Good("CREATE USER app IDENTIFIED BY '<password>';", dialect="mysql"),
        Good("CREATE USER hr IDENTIFIED BY \"&pass\";", dialect="oracle"),
        Good("CREATE USER oe IDENTIFIED BY &pass;", dialect="oracle"),
        Good("CREATE USER ops IDENTIFIED EXTERNALLY;", dialect="oracle"),
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
        Bad("CREATE USER hr IDENTIFIED BY Tr0ub4dor3 DEFAULT TABLESPACE users;", dialect="oracle", at="Tr0ub4dor3"),
        Bad(
            "CREATE TABLE users (id int PRIMARY KEY, password varchar(60) DEFAULT 'Winter2024');",
            at="Winter2024",
            message="users.password",
        ),
        Bad(
            "CREATE SUBSCRIPTION orders CONNECTION 'host=db user=rep password=Kq9wLm2x dbname=shop' PUBLICATION orders;",
            at="Kq9wLm2x",
            message="connection string",
        ),
        Bad(
            "INSERT INTO users (id, password) VALUES (1, 'Winter2024');",
            given="CREATE TABLE users (id int PRIMARY KEY, password varchar(60));",
            at="Winter2024",
        ),
        Bad(
            "COPY users (id, password) FROM stdin;\n1\t\\N\n2\tWinter2024\n\\.\n",
            given="CREATE TABLE users (id int PRIMARY KEY, password varchar(60));",
            at="Winter2024",
            message="users.password",
        ),
        Bad(
            "INSERT INTO `users` VALUES (1,'root','Winter2024'),(2,'guest','Summer2024');",
            given="CREATE TABLE `users` (\n  `id` int PRIMARY KEY,\n  `login` varchar(20) DEFAULT 'a,b',\n  `password` varchar(60)\n);",
            at="Winter2024",
            dialect="mysql",
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
        dialect = document.source.dialect
        found: dict[int, Found] = {}
        for secret in known_secrets(text):
            found[secret.start] = Found(secret.start, secret.end, secret.what)
        if any(word in folded for word in _SPOKEN):
            markdown = document.path.lower().endswith((".md", ".markdown"))
            shown = markdown or bool(_SHOWN.search(document.path))
            for one in _written(text, folded, shown):
                found.setdefault(one.start, one)
        last = -1
        for start, one in sorted(found.items()):
            if start < last:
                continue
            last = one.end
            yield self.found(
                Span(document.path, start, one.end),
                f"Here stands {one.what}: whoever may read this file, its history or a log of what was run has it.",
                subject=_subject(one, dialect),
                repair="take it from a variable or a store of secrets, and change the one that was here",
            )


def _folded(text: str) -> str:
    """The text in small letters, each at its place; patterns of small letters are found several times faster than those that
    take either."""
    folded = text.lower()
    return folded if len(folded) == len(text) else "".join(char.lower() if char.isascii() else char for char in text)


_GIVEN = Lazy(r"password\s*=?\s*\(?\s*n?['\"]|password\s*=\s*password")


def _gives_password(folded: str) -> bool:
    """A quick look whether any statement may give an account its password."""
    return "identified" in folded or "secret=" in folded or "secret =" in folded or bool(_GIVEN.search(folded))


class Found(NamedTuple):
    """A secret in a text, and whose it is."""

    start: int
    end: int
    what: str
    table: str = ""
    """As written; empty where it is of no column."""
    name: str = ""
    """Of the column, or of the role; as written."""


def _subject(one: Found, dialect: Dialect) -> Subject | None:
    if not one.name:
        return None
    schema, name = split_name(one.table)
    column = fold(one.name, dialect)
    if not name:
        return Subject("role", None, None, column)
    return Subject("column", fold(schema, dialect) if schema else None, fold(name, dialect), column, (column,))


def _written(text: str, folded: str, shown: bool) -> Iterator[Found]:
    """The secrets that what stands around them gives away."""
    for pattern in _accounts() if _gives_password(folded) else ():
        for found in pattern.finditer(folded):
            start, end = found.span("two" if found.groupdict().get("two") else "one")
            if _begins(folded, found.start()) and is_password(text[start:end], shown=shown) and text[start] != "&":
                who = _WHO.search(text, found.start(), start)
                yield Found(start, end, "the password of an account", "", who[1].strip("'\"`[]") if who else "")
    for found in _link().finditer(text) if "://" in text else ():
        password = found["text"]
        local = found["host"].lower() in ("localhost", "127.0.0.1", "db", "postgres", "mysql", "host", "hostname")
        if (
            _SCHEME.search(text, max(0, found.start() - 21), found.start())
            and is_password(password, shown=True)
            and not (local and password == found["user"])
            and password != found["user"]
        ):
            yield Found(*found.span("text"), f"the password of {found['user']} in a connection string")
    for found in _setting().finditer(folded) if any(one in folded for one in _SET) else ():
        first, last = text.rfind("\n", 0, found.start()) + 1, text.find("\n", found.end())
        line = folded[max(first, found.start() - _BEFORE) : (last if last >= 0 else len(text))][: 2 * _BEFORE]
        start, end = found.span("text")
        if _NAMES_SERVER.search(line) and is_password(text[start:end], shown=True):
            yield Found(start, end, "a password in a connection string")
    for found in _default().finditer(folded):
        column = _COLUMN.search("\n" + text[max(0, found.start() - _BEFORE) : found.start()])
        kind = secret_column(words(column["name"])) if column is not None else ""
        start, end = found.span("text")
        if kind and column is not None and _is_secret(kind, text[start:end], shown):
            table = _table_of(text, found.start())
            owner = f"{table}." if table else ""
            yield Found(start, end, f"the {kind} that {owner}{column['name']} has by default", table, column["name"])
    made: dict[str, list[str]] = {}
    for found in _insert().finditer(folded):
        table = _unquoted(text[slice(*found.span("table"))])
        listed = found["columns"]
        if listed is None and table not in made:
            made[table] = _columns_of(text, folded, table, found.start())
        yield from _seeded(text, found, table, made[table] if listed is None else listed.split(","), shown)
    copy = _copy().search(folded) if "stdin" in folded else None
    while copy is not None:
        end = text.find("\n\\.", copy.end() - 1)
        yield from _copied(text, copy, shown)
        copy = _copy().search(folded, end) if end >= 0 else None
    for pattern in _said() if '"' in text else ():
        for found in pattern.finditer(folded):
            line = text[max(text.rfind("\n", 0, found.start()) + 1, found.start() - _BEFORE) : found.start()]
            start, end = found.span("text")
            mixed = any(char.isdigit() for char in found["text"])
            if (
                mixed
                and _begins(folded, found.start())
                and is_password(text[start:end], shown=shown)
                and _REMARK.search(line)
            ):
                yield Found(start, end, "a password in a comment")


def _begins(text: str, at: int) -> bool:
    """Whether a word begins there."""
    return not at or not (text[at - 1].isalnum() or text[at - 1] == "_")


def _is_secret(kind: str, value: str, shown: bool) -> bool:
    if kind == "password":
        return is_password(value, shown=shown)
    return is_random(value) and not PLACEHOLDER.search(value) and not HASHED.search(value)


@cache
def _making() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:CREATE\s+TABLE(?:\s+IF\s+NOT\s+EXISTS)?|ALTER\s+TABLE(?:\s+IF\s+EXISTS)?(?:\s+ONLY)?)\s+([\w.\"`\[\]]{1,160})",
        re.I,
    )


def _table_of(text: str, at: int) -> str:
    """The table whose statement stands around a place."""
    last = ""
    for found in _making().finditer(text, max(0, at - 20_000), at + 1):
        last = found[1]
    return _unquoted(last)


def _unquoted(name: str) -> str:
    return re.sub(r"[\"`\[\]]", "", name)


_VALUE = Lazy(r"\s*(?:(?P<null>NULL|DEFAULT)\b|N?'(?P<text>(?:[^'\\]|''|\\.)*)'(?=\s*[,)])|(?P<other>(?:[^(),']|'(?:[^'\\]|''|\\.)*'|\([^()]*\))*))", re.I | re.S)  # fmt: skip
_ROWS = 200
"""So many rows of one statement are looked at."""


def _wanted(names: list[str]) -> dict[int, str]:
    """The places of the columns that hold secrets, and of which kind."""
    return {at: kind for at, name in enumerate(names) if (kind := secret_column(words(name)))}


def _seeded(text: str, insert: re.Match[str], table: str, listed: list[str], shown: bool) -> Iterator[Found]:
    """The first secret of each column that an INSERT brings."""
    names = [one.strip().strip('"`[]') for one in listed]
    wanted = _wanted(names)
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
            if kind and value["text"] and _is_secret(kind, value["text"], shown):
                what = f"a {kind} for {table}.{names[place]}, in a row that is put in"
                yield Found(*value.span("text"), what, table, names[place])
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


_FAR = 200_000
_LONGEST = 20_000
_NO_COLUMNS = frozenset({"primary", "key", "unique", "constraint", "foreign", "check", "index", "fulltext", "spatial", "exclude", "like", "period"})  # fmt: skip


def _columns_of(text: str, folded: str, table: str, before: int) -> list[str]:
    """The columns of a table as its CREATE TABLE in the same text lists them; none where it is not there, or nothing in them can
    be a secret."""
    name = table.rpartition(".")[2]
    at = before
    for _ in range(50):
        at = folded.rfind("create table", max(0, before - _FAR), at)
        if at < 0:
            return []
        made = _making().match(text, at)
        if made is not None and _unquoted(made[1]).rpartition(".")[2].lower() == name.lower():
            break
    else:
        return []
    columns: list[str] = []
    level, start = 0, made.end()
    for found in re.finditer(r"'(?:[^'\\]|''|\\.)*'|[(),;]|--[^\n]*", text[made.end() : made.end() + _LONGEST]):
        mark = found[0]
        if mark == "(":
            level += 1
            start = made.end() + found.end() if level == 1 else start
        elif mark in (",", ")") and level == 1:
            first = re.match(r"(?:\s|--[^\n]*)*([\"`\[]?[\w ]+?[\"`\]]?)[\s(]", text[start : made.end() + found.end()])
            if first is not None and first[1].lower() not in _NO_COLUMNS:
                columns.append(first[1])
            start = made.end() + found.end()
        if mark == ")":
            level -= 1
        if (mark == ")" and not level) or mark == ";":
            return columns
    return []


@cache
def _copy() -> re.Pattern[str]:
    return re.compile(
        r"copy\s+(?P<table>[\w.\"]{1,160})\s*\((?P<columns>[^()]{1,4000})\)\s*from\s+stdin\b[^\n;]{0,200};[^\n]*\n"
    )


def _copied(text: str, copy: re.Match[str], shown: bool) -> Iterator[Found]:
    """The first secret of each column in the rows behind a COPY."""
    names = [one.strip().strip('"') for one in text[slice(*copy.span("columns"))].split(",")]
    table = _unquoted(text[slice(*copy.span("table"))])
    wanted = _wanted(names)
    at = copy.end()
    for _ in range(_ROWS if wanted else 0):
        end = text.find("\n", at)
        line = text[at : end if end >= 0 else len(text)].rstrip("\r")
        if line == "\\." or end < 0:
            return
        fields = line.split("\t")
        for place, kind in list(wanted.items()):
            value = fields[place] if place < len(fields) else ""
            if value and value != "\\N" and _is_secret(kind, value, shown):
                start = at + sum(len(one) + 1 for one in fields[:place])
                what = f"a {kind} for {table}.{names[place]}, in a row that is put in"
                yield Found(start, start + len(value), what, table, names[place])
                del wanted[place]
        at = end + 1
