"""Which columns hold personal data, of which class, and what says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from schemalint.model.name import likenesses
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Replay
from schemalint.model.schema import Catalog, Column, Table
from schemalint.personal.declared import class_of
from schemalint.personal.ground import FITTING, TEXTUAL, Ground
from schemalint.personal.phrases import BY_PERSON, BY_PHRASE, FRONT, LONGEST, by_ending, words_in, words_of
from schemalint.personal.words import NOT_IT, NOT_PERSONAL, SAID, SAID_OF, UNREADABLE, named_class

By = Literal["configuration", "comment", "document", "name", "wording"]


class Personal(NamedTuple):
    """A column that holds personal data."""

    table: Table
    column: Column
    kind: str
    """Of `CLASSES`, or a class of the user's own."""
    by: By
    """What says so; where nothing declares it, `name` for what it is called and `wording` for what its comment says it holds."""

    @property
    def declared(self) -> bool:
        """Whether somebody said that it is personal."""
        return self.by in ("configuration", "comment", "document")


_MARK = re.compile(
    r"(?:\b(?:non[- ]?pii|not[- ](?:personal|pii)|no personal data|nicht personenbezogen)\b)(?P<none>)"
    r"|@(?:pii|personal)\s*(?:\(\s*(?P<call>[\w -]{1,40})\s*\))?"
    r"|\b(?:pii|personal[- _]data|data[- _]class(?:ification)?|classification|privacy(?:[- _]class)?|gdpr|sensitivity|personenbezogen|datenklasse|"
    r"donn[ée]es? personnelles?|datos? personal(?:es)?|dati personali|dados? pessoa(?:l|is)|persoonsgegevens|dane osobowe)\s*[:=(]\s*(?P<word>[\w-]{1,40}(?: (?:address|number|date|id|data)\b)?)"
    r"|(?P<plain>\bPII\b|\bPHI\b|\bpersonal data\b|\bpersonally identif\w+|\bpersonenbezogen\w*|\bdonn[ée]es? (?:[àa] caract[èe]re )?personnel\w*|\bdatos personales\b|"
    r"\bdati personali\b|\bdados pessoais\b|\bpersoonsgegevens\b|\bdane osobowe\b|персональн\w+ данн\w+|个人信息|個人情報|개인정보)",
    re.I,
)
_SPOKEN = (
    "pii", "phi", "personal", "person", "class", "privacy", "gdpr", "sensitiv", "personenbezogen", "personnel", "pessoa", "dane osobowe",
    "персональн", "个人信息", "個人情報", "개인정보",
)  # fmt: skip
"""One of these stands wherever `_MARK` finds something, in lower case."""
_ENDINGS = frozenset({"class", "data"})


def class_in(text: str | None) -> str:
    """The class that a comment or a description declares: of `CLASSES`, `none`, or empty where it declares nothing."""
    if not text:
        return ""
    folded = text.lower()
    if not any(word in folded for word in _SPOKEN):
        return ""
    for found in _MARK.finditer(text):
        if found["none"] is not None:
            return NOT_PERSONAL
        word = found["call"] or found["word"]
        if word:
            kind = named_class(word)
            if kind:
                return kind
            continue
        if found["plain"] or found[0].startswith("@"):
            return "health" if found[0] == "PHI" else "personal"
    return ""


# --- by name --------------------------------------------------------------------------------------------------------

_CODES = {phrase: kind for phrase, kind in (BY_PERSON | BY_PHRASE).items() if phrase.rpartition("_")[2] in NOT_IT}
"""Phrases that end in a word that else says something about the datum."""


def class_by_name(column: Column, ground: Ground) -> str:
    """The class that the name of a column tells, with its type and its table; empty where it tells none for sure."""
    words = words_of(column)
    if not words or column.type is None or column.generated is not None:
        return ""
    if words[-1] in NOT_IT and not by_ending(words, _CODES):
        return ""
    if not UNREADABLE.isdisjoint(words) and "_".join(words) not in BY_PHRASE:
        return ""
    kind = by_ending(words, BY_PHRASE)
    if kind and ground.lets_go(kind):
        return ""
    if not kind:
        kind = by_ending(words, BY_PERSON)
        if kind and not ground.holds(kind, words):
            return ""
        if kind == "address" and ground.emails:
            kind = "email"
    if not kind:
        return ""
    family = column.type.family
    if family not in FITTING[kind]:
        return ""
    if kind in ("email", "address", "name") and family in TEXTUAL and (column.type.length or 99) < 4:
        return ""
    return kind


_FIRST_CLAUSE = re.compile(r"[^.,;:(（，。；：\n]{1,80}")
_SCRIPTS = {phrase: kind for kind, phrases in SAID.items() for phrase in phrases}
_SCRIPTS_LONGEST = max(map(len, _SCRIPTS))


def class_by_wording(text: str | None, column: Column, ground: Ground) -> str:
    """The class of what a comment or a description says that a column holds, in its first clause; empty where that is nothing
    personal for sure."""
    if not text or column.type is None or column.generated is not None:
        return ""
    words = words_of(column)
    if (words and words[-1] in NOT_IT) or not UNREADABLE.isdisjoint(words):
        return ""
    clause = _FIRST_CLAUSE.match(text.strip())
    said = clause[0].strip().lower() if clause is not None else ""
    latin = not any(char > "\u02ff" for char in said)
    kind = _by_words(words_in(said.replace("e-mail", "email"), said)) if latin else _in_other_scripts(said)
    if not kind or column.type.family not in FITTING[kind]:
        return ""
    return "" if ground.lets_go(kind) else kind


def _in_other_scripts(said: str) -> str:
    """The class of what a clause ends in, or in Russian begins with: `收货人姓名`, `дата рождения клиента`."""
    if said.startswith(_WHETHER):
        return ""
    for length in range(min(_SCRIPTS_LONGEST, len(said)), 1, -1):
        ending, before = said[-length:], said[-length - 1 : -length]
        if ending in _SCRIPTS and not _is_cyrillic(before):
            return _SCRIPTS[ending]
        if said[:length] in _SCRIPTS and said[length : length + 1] == " ":
            return _SCRIPTS[said[:length]]
    return ""


_WHETHER = ("是否", "有无", "有無")


def _is_cyrillic(char: str) -> bool:
    return "\u0400" <= char <= "\u04ff"


_MOST_WORDS = 6


def _by_words(words: tuple[str, ...]) -> str:
    """The class of a short phrase, with or without whose it is behind it: `date of birth`, `e-mail address of the customer`."""
    if len(words) > _MOST_WORDS:
        return ""
    ends = [len(words), *(at for at in range(len(words) - 1, 0, -1) if words[at] in SAID_OF)]
    for end in ends:
        phrase = words[:end]
        for length in range(min(LONGEST, end), 0, -1):
            kind = BY_PHRASE.get("_".join(phrase[-length:]), "")
            # What stands before it says whose it is: a whole sentence that ends in the word is about something else.
            if kind and all(word in FRONT or word in SAID_OF for word in phrase[:-length]):
                return kind
    return ""


# --- over a schema --------------------------------------------------------------------------------------------------


def declared_class(table: Table, column: Column, replay: Replay) -> tuple[str, By]:
    """The class that configuration, a comment or a document declares for a column, and which of them does; empty where none
    does."""
    configured = class_of(replay.privacy, table, column)
    if configured:
        return configured, "configuration"
    kind = class_in(column.comment)
    if kind:
        return kind, "comment"
    kind = class_in(described(table, column, replay))
    return (kind, "document") if kind else ("", "name")


def described(table: Table, column: Column, replay: Replay) -> str:
    """What a document says about a column; empty where none does."""
    if replay.descriptions:
        own = likenesses(f'"{column.name}"')[0]
        for likeness in likenesses(f'"{table.name}"'):
            told = replay.descriptions.get((likeness, own))
            if told is not None and told.text:
                return told.text
    return ""


def tables_of(catalog: Catalog) -> Iterator[Table]:
    """The tables that were made and understood, in the order they stand in the text."""
    clear = [
        table
        for ref, table in catalog.tables.items()
        if not (table.unknown or table.assumed or catalog.is_muted(ref)) and table.kind != "temporary"
    ]
    return iter(sorted(clear, key=lambda one: (one.span, one.ref)))


def personal_columns(replay: Replay) -> list[Personal]:
    """All columns with personal data, declared or by name, table after table. Partitions are left to their parents."""
    found: list[Personal] = []
    for table in tables_of(replay.catalog):
        if table.partition_of:
            continue
        ground = Ground(table)
        for column in table.columns:
            if column.unknown:
                continue
            kind, by = declared_class(table, column, replay)
            if not kind:
                kind, by = class_by_name(column, ground), "name"
            if not kind:
                kind, by = (
                    class_by_wording(column.comment or described(table, column, replay), column, ground),
                    "wording",
                )
            if kind and kind != NOT_PERSONAL:
                found.append(Personal(table, column, kind, by))
    return found
