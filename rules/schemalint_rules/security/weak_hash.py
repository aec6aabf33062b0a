from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from schemalint import (
    Bad,
    Catalog,
    CatalogRule,
    Column,
    Diagnostic,
    Good,
    Ref,
    Replay,
    Span,
    Step,
    Subject,
    Table,
    WriteRows,
)
from schemalint_rules._comments import told
from schemalint_rules._proposals import about
from schemalint_rules._secrets import PASSWORDS
from schemalint_rules._tables import own_columns, stored
from schemalint_rules._vocabulary import named
from schemalint_rules._vocabulary import words as split_words

_MARKS = (
    "md5",
    "'md",
    "sha1",
    "sha(",
    "sha (",
    "hash_sh1",
    "gen_salt",
    "old_password",
    "'des",
    "des_",
    "_des",
    "_toolkit",
    "algorithm",
)
"""One of these stands, in lower case, wherever something may be found."""
_SAID = re.compile(r"\b(?P<what>MD5|SHA-?1|DES|3DES|ROT13)\b", re.I)
_DENIED = re.compile(r"\b(?:not?|never|instead of|rather than|formerly|was|old|legacy|nicht|kein\w*)\b", re.I)


@cache
def _always() -> re.Pattern[str]:
    return re.compile(
        r"\bgen_salt\s*\(\s*'(?:des|xdes|md5)'|\bPASSWORD\s+'md5[0-9a-f]{32}'|\b(?:DES_ENCRYPT|OLD_PASSWORD)\s*\(|\b(?:ENCRYPT|DECRYPT)\s*\([^;()]{0,200},\s*'des(?:-\w+)?(?:/[\w:]+)*'\s*\)|\bDBMS_CRYPTO\s*\.\s*(?:ENCRYPT_DES|DES_CBC_PKCS5)\b|"
        r"\bDBMS_OBFUSCATION_TOOLKIT\s*\.\s*DES\w*|\bWITH\s+ALGORITHM\s*=\s*(?:DES|TRIPLE_DES|RC[24]\w*)\b",
        re.I,
    )


@cache
def _of_secrets() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:MD5|SHA1|SHA)\s*\((?P<one>(?:[^();]|\([^();]*\)){0,300})\)|\bHASHBYTES\s*\(\s*N?'(?:MD[245]|SHA1?)'\s*,(?P<two>[^;]{0,200})|"
        r"\bDIGEST\s*\((?P<three>[^;]{0,200}?),\s*'(?:md5|sha1)'|\bSTANDARD_HASH\s*\((?P<four>[^;]{0,200}?),\s*'(?:MD5|SHA1)'|\bDBMS_CRYPTO\s*\.\s*HASH\s*\((?P<five>[^;]{0,200}?)HASH_(?:MD[45]|SH1)\b",
        re.I,
    )


_SECRET = re.compile(
    r"pass(?:word|wd|phrase|wort)?(?:\b|_)|\bpwd|_pwd|passw|\bpin\b|secret|\bssn\b|credential|kennwort|contrase|senha",
    re.I,
)


class WeakHash(CatalogRule):
    """MD5, SHA-1 and DES protect nothing.

    ## What it does
    Reports MD5 and SHA-1 of passwords and other secrets in statements, defaults and bodies of routines, DES, RC4 and `gen_salt('md5')`
    anywhere, and columns for passwords that hold such hashes: their comment or their name says so (`password_md5`), rows that are put
    in do, or, as an information, their type has just that width (`char(32)`, `char(40)`). Also an UPDATE that writes a hash, an
    encrypted or a base64 value to a column too short for any. Hashes of what is no secret, for checksums and index keys, are left
    alone.

    ## Why is this bad
    Graphics cards try thousands of millions of MD5 and SHA-1 sums a second, and DES keys are found within a day.

    ## Fix
    Argon2id, scrypt or bcrypt (`crypt(…, gen_salt('bf'))`) for passwords, AES for what is to be read again. Not done by itself: the
    values must be made anew.

    ## References
    - OWASP Password Storage Cheat Sheet; NIST SP 800-131A Rev. 2; PostgreSQL 17 manual, F.26.2 Password Hashing Functions
    """

    name = "weak-hash"
    severity = "warning"
    only_with = (
        "md5",
        "sha",
        "des",
        "rot13",
        "crypt",
        "base64",
        "pass",
        "pw",
        "kennwort",
        "contrase",
        "senha",
        "wachtwoord",
        "haslo",
    )
    good = (
        Good("CREATE TABLE page (id int PRIMARY KEY, body text);\nCREATE INDEX page_body_idx ON page (md5(body));"),
        Good(
            "UPDATE users SET password = crypt('x', gen_salt('bf')) WHERE id = 1;",
            given="CREATE TABLE users (id int PRIMARY KEY, password text);",
        ),
    )
    bad = (
        Bad(
            "UPDATE users SET password = md5(password) WHERE id = 1;",
            given="CREATE TABLE users (id int PRIMARY KEY, password text);",
            at="md5(password)",
        ),
        Bad("CREATE TABLE users (id int PRIMARY KEY, password char(32) COMMENT 'MD5 of the password');", at="password", dialect="mysql"),
        Bad("CREATE TABLE users (id int PRIMARY KEY, passwd varchar(100));\nINSERT INTO users VALUES (1, '5f4dcc3b5aa765d61d8327deb882cf99');", at="passwd", message="MD5"),
        Bad(
            "UPDATE users SET ssn = TO_BASE64(AES_ENCRYPT(ssn, @k)) WHERE id = 1;",
            given="CREATE TABLE users (id int PRIMARY KEY, ssn varchar(11));",
            at="ssn = TO_BASE64(AES_ENCRYPT(",
            message="24",
            dialect="mysql",
        ),
        Bad(
            "CREATE FUNCTION f(p text) RETURNS text LANGUAGE sql AS $$ SELECT crypt(p, gen_salt('md5')) $$;",
            at="gen_salt('md5'",
        ),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for reading in replay.readings:
            statement = reading.statement
            text = statement.text
            folded = text.lower()
            if statement.kind == "data" or not any(mark in folded for mark in _MARKS):
                continue
            start = statement.span.start
            hits = [found.span() for found in _always().finditer(text)]
            hits += [found.span() for found in _of_secrets().finditer(text) if _SECRET.search(found[0])]
            for first, end in sorted(hits)[:1]:
                yield self.found(
                    Span(statement.path, start + first, start + end),
                    "This hash or cipher is broken: what it is to protect is read by whoever gets the values.",
                    subject=Subject("other", None, None, ""),
                    repair="use bcrypt, scrypt or Argon2id for passwords, AES for what is to be read again",
                )
        seeded = _seeded(replay)
        for table in stored(catalog):
            for column in own_columns(table):
                why, sure = _of_column(table, column, seeded, replay)
                if why:
                    yield self.found(
                        column.span,
                        f"{table.ref.text}.{column.name} {why}, which gives the passwords away to whoever gets the table.",
                        subject=about(table, column.name),
                        repair="keep a salted hash by Argon2id, scrypt or bcrypt",
                        severity="warning" if sure else "info",
                    )
        for step in replay.steps:
            if isinstance(step.change, WriteRows) and step.change.verb == "update":
                yield from self._too_short(step, step.change)

    def _too_short(self, step: Step, change: WriteRows) -> Iterator[Diagnostic]:
        text = step.statement.text
        if not _MADE_QUICKLY.search(text):
            return
        table = step.before.tables.get(step.before.resolve(change.tables[0])) if len(change.tables) == 1 else None
        for found in _MADE.finditer(text) if table is not None and not table.unknown else ():
            column = (
                table.column(found["column"].lower()) or table.column(found["column"]) if table is not None else None
            )
            length = column.type.length if column is not None and column.type is not None else None
            least = next((size for pattern, size in _SIZES if re.match(pattern, found["made"], re.I)), 0)
            if table is None or column is None or column.type is None or length is None or length >= least:
                continue
            if column.type.family not in ("char", "varchar", "binary"):
                continue
            start = step.statement.span.start
            yield self.found(
                Span(step.statement.path, start + found.start(), start + found.end()),
                f"{table.ref.text}.{column.name} has room for {length}, and this makes at least {least}: the server refuses the value or "
                "cuts it, and it cannot be read or compared again.",
                subject=about(table, column.name),
                repair=f"make the column {least} or longer before it is written",
            )


_MADE_QUICKLY = re.compile(r"encrypt|base64|sha|md5|crypt|digest|hashbytes", re.I)
_MADE = re.compile(
    r"(?<![\w.])[\"`\[]?(?P<column>[A-Za-z_]\w*)[\"`\]]?\s*=\s*(?P<made>(?:[A-Za-z_]\w*\s*\(\s*){1,3})",
)
_SIZES: tuple[tuple[str, int], ...] = (
    (r"to_base64\s*\(\s*aes_encrypt", 24),
    (r"hex\s*\(\s*aes_encrypt", 32),
    (r"aes_encrypt", 16),
    (r"encode\s*\(\s*pgp_sym_encrypt", 88),
    (r"armor\s*\(\s*pgp_sym_encrypt", 150),
    (r"pgp_sym_encrypt", 60),
    (r"encode\s*\(\s*sha256", 44),
    (r"encode\s*\(\s*sha512", 88),
    (r"to_base64\s*\(\s*(?:md5|sha1?|sha2)\b", 44),
    (r"sha2\b", 56),
    (r"sha1?\b", 40),
    (r"md5\b", 32),
    (r"password\b", 41),
    (r"sha256", 32),
    (r"sha512", 64),
)
"""What a call writes at least, in characters or bytes; the first that fits."""
_WEAK = {32: "MD5", 40: "SHA-1"}
_WIDTHS = {("char", 32): "MD5", ("char", 40): "SHA-1", ("binary", 16): "MD5", ("binary", 20): "SHA-1"}
_CALLED = (("_md5_", "MD5"), ("_md_5_", "MD5"), ("_sha1_", "SHA-1"), ("_sha_1_", "SHA-1"))
_SUM = re.compile(r"[0-9a-f]{32}\Z|[0-9a-f]{40}\Z|\*[0-9A-F]{40}\Z")
_BETTER = re.compile(
    r"bcrypt|argon|scrypt|pbkdf|sha-?(?:2|3|5)|hmac|encrypt|verschlüssel|chiffr|cifrad|token|crypt", re.I
)
_HELD = PASSWORDS | {"pass", "pw", "passhash"}


def _of_column(table: Table, column: Column, seeded: dict[tuple[Ref, str], str], replay: Replay) -> tuple[str, bool]:
    """What shows that a column holds weak hashes of passwords, in words for a message; whether that is sure."""
    words = named(column)
    if _HELD.isdisjoint(words) or column.type is None:
        return "", False
    described = told(replay, table, column.name)
    comment = f"{column.comment or ''} {described.text if described is not None else ''}"
    said = _SAID.search(comment)
    if said is not None and not _DENIED.search(comment):
        return f"is said to hold {said['what']}", True
    joined = f"_{'_'.join(words)}_"
    called = next((kind for spelled, kind in _CALLED if spelled in joined), "")
    if called:
        return f"holds {called} by its name", True
    if (table.ref, column.name) in seeded:
        return f"is filled with {seeded[(table.ref, column.name)]}", True
    last = words[-1] if words[-1] not in ("hash", "hashed", "digest") or len(words) < 2 else words[-2]
    kind = "char" if column.type.family == "char" else column.type.name
    width = _WIDTHS.get((kind, column.type.length or 0))
    if width and last in _HELD and not _BETTER.search(comment):
        return f"has just the width of {width} ({column.type.text})", False
    return "", False


def _seeded(replay: Replay) -> dict[tuple[Ref, str], str]:
    """The columns for passwords into which a statement puts a sum of MD5 or SHA-1."""
    found: dict[tuple[Ref, str], str] = {}
    for step in replay.steps:
        change = step.change
        if not isinstance(change, WriteRows) or not change.rows or len(change.tables) != 1:
            continue
        ref = step.after.resolve(change.tables[0])
        columns = [column.value for column in change.columns]
        if not columns:
            table = step.after.tables.get(ref)
            columns = [column.name for column in table.columns] if table is not None else []
        for at, name in enumerate(columns):
            if (ref, name) in found or _HELD.isdisjoint(split_words(name)):
                continue
            for row in change.rows:
                value = row[at] if at < len(row) else None
                if value is not None and _SUM.match(value):
                    found[(ref, name)] = (
                        "sums of MySQL's PASSWORD()" if value[0] == "*" else f"{_WEAK[len(value)]} sums"
                    )
                    break
    return found
