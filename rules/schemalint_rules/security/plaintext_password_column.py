from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Column, Diagnostic, Good, Replay, Table
from schemalint_rules._comments import told
from schemalint_rules._proposals import about
from schemalint_rules._secrets import secret_column
from schemalint_rules._tables import own_columns, stored
from schemalint_rules._vocabulary import named

_PLAIN = re.compile(
    r"\bplain[- ]?text|\bclear[- ]?text|\bin clear\b|\bin plain\b|\bunencrypted|\bunhashed|\bnot hashed|\bklartext|\ben clair\b|\btexto plano|\btexto claro|\bin chiaro\b|明文|平文",
    re.I,
)
_HASHED = re.compile(
    r"hash|bcrypt|argon|scrypt|pbkdf|sha-?\d|md5|encrypt|crypt|verschlüssel|chiffr|cifrad|hach|加密|哈希|ハッシュ|not? (?:in )?(?:plain|clear)|never",
    re.I,
)
_OTHERWISE = frozenset({"hash", "hashed", "digest", "encrypted", "enc", "crypt", "crypted", "cipher", "salt", "reset", "hint", "old", "default", "ref"})  # fmt: skip
_LEAST = 60
"""The length of a hash by bcrypt, the shortest in use."""


class PlaintextPasswordColumn(CatalogRule):
    """A column for passwords should be made for hashes.

    ## What it does
    Reports a column called password, pwd, passwort … that is too short for a salted hash (60 characters for bcrypt), and one whose
    comment or documentation says that it holds clear text. Unbounded text, 60 characters and more, binary types, and what a
    comment calls hashed or encrypted are left alone.

    ## Why is this bad
    Who reads the table, a backup or a replica once, can log in as anybody, here and wherever else the password is used.

    ## Fix
    Store a salted, slow hash (Argon2id, scrypt, bcrypt) in a column of 255 characters. Not done by itself: the values must be
    made anew.

    ## References
    - OWASP Password Storage Cheat Sheet; NIST SP 800-63B, 5.1.1.2
    """

    name = "plaintext-password-column"
    severity = "info"
    on = "strict"
    yields_to = ("weak-hash",)
    good = (
        Good("CREATE TABLE users (id int PRIMARY KEY, password varchar(60), password_hash varchar(20));"),
        Good("CREATE TABLE users (id int PRIMARY KEY, password text, password_changed_at timestamptz);"),
        Good("CREATE TABLE users (id int PRIMARY KEY, pwd varchar(32) COMMENT 'MD5 hash');", dialect="mysql"),
    )
    bad = (
        Bad("CREATE TABLE users (id int PRIMARY KEY, password varchar(20));", at="password"),
        Bad(
            "CREATE TABLE users (id int PRIMARY KEY, passwort varchar(255) COMMENT 'Kennwort im Klartext');",
            at="passwort",
            dialect="mysql",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in stored(catalog):
            for column in own_columns(table):
                why = _why(table, column, replay)
                if why:
                    yield self.found(
                        column.span,
                        f"{table.ref.text}.{column.name} {why}: who reads the table once can log in as anybody.",
                        subject=about(table, column.name),
                        repair="keep a salted hash (Argon2id, scrypt, bcrypt) in a column of 255 characters",
                    )


def _why(table: Table, column: Column, replay: Replay) -> str:
    words = named(column)
    if secret_column(words) != "password" or column.type is None or column.unknown or not _OTHERWISE.isdisjoint(words):
        return ""
    if column.type.family not in ("char", "varchar", "text"):
        return ""
    described = told(replay, table, column.name)
    for text in (column.comment or "", described.text if described is not None else ""):
        if _PLAIN.search(text) and not re.search(r"\b(?:not?|never|nicht|kein\w*|jamais|nunca)\b", text, re.I):
            return "is said to hold passwords in clear text"
        if _HASHED.search(text):
            return ""
    length = column.type.length
    if column.type.family in ("char", "varchar") and length is not None and 1 < length < _LEAST:
        return f"has {length} characters, too few for a salted hash, so it holds passwords or weak hashes of them"
    return ""
