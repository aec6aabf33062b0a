from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay, Span, Subject
from schemalint_rules._proposals import about
from schemalint_rules._secrets import PASSWORDS
from schemalint_rules._tables import own_columns, stored
from schemalint_rules._vocabulary import named

_MARKS = ("md5", "sha", "des", "password(")
_SAID = re.compile(r"\b(?P<what>MD5|SHA-?1|DES|3DES|ROT13)\b", re.I)
_DENIED = re.compile(r"\b(?:not?|never|instead of|rather than|formerly|was|old|legacy|nicht|kein\w*)\b", re.I)


@cache
def _always() -> re.Pattern[str]:
    return re.compile(
        r"\bgen_salt\s*\(\s*'(?:des|xdes|md5)'|\b(?:DES_ENCRYPT|OLD_PASSWORD)\s*\(|\b(?:ENCRYPT|DECRYPT)\s*\([^;()]{0,200},\s*'des(?:-\w+)?(?:/[\w:]+)*'\s*\)|\bDBMS_CRYPTO\s*\.\s*(?:ENCRYPT_DES|DES_CBC_PKCS5)\b|"
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
    anywhere, and columns for passwords whose comment or documentation says that they hold such hashes. Hashes of what is no
    secret, for checksums and index keys, are left alone.

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
        for table in stored(catalog):
            for column in own_columns(table):
                words = named(column)
                if PASSWORDS.isdisjoint(words):
                    continue
                said = _SAID.search(column.comment or "")
                if said is not None and not _DENIED.search(column.comment or ""):
                    yield self.found(
                        column.span,
                        f"{table.ref.text}.{column.name} is said to hold {said['what']}, which gives the passwords away to whoever gets "
                        "the table.",
                        subject=about(table, column.name),
                        repair="keep a salted hash by Argon2id, scrypt or bcrypt",
                    )
