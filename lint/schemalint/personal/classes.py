"""Which columns hold personal data, of which class, and what says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Literal

from schemalint.model.name import likenesses
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Replay
from schemalint.model.schema import Catalog, Column, Table
from schemalint.personal.declared import class_of
from schemalint.personal.words import (
    ENDS_ALONE,
    NOT_IT,
    NOT_PERSONAL,
    OF_PERSONS,
    PEOPLE,
    PHRASES,
    SAID,
    SAID_OF,
    THINGS,
    UNREADABLE,
    named_class,
)

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

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+|\d+")
_ACCENTS = str.maketrans("áàâãäéèêëíìîïóòôõöúùûüçñåøžšłćńśźżęą", "aaaaaeeeeiiiiooooouuuucnaozslcnszzea")


@lru_cache(maxsize=65536)
def _words(written: str, name: str) -> tuple[str, ...]:
    plain = (written[1:-1] if written[:1] in ('"', "`", "[") and len(written) > 1 else written) or name
    plain = plain.replace("ß", "ss").translate(_ACCENTS) if not plain.isascii() else plain
    if plain.isupper() or plain.islower():
        return tuple(word for word in re.split(r"[^a-z0-9]+", plain.lower()) if word)
    return tuple(word.lower() for word in _WORD.findall(plain))


def words_of(thing: Table | Column) -> tuple[str, ...]:
    """The words of its name in lower case, as it was written, without accents."""
    return _words(thing.written.rpartition(".")[2] if isinstance(thing, Table) else thing.written, thing.name)


_BY_PHRASE = {phrase: kind for kind, phrases in PHRASES.items() for phrase in phrases}
_BY_PERSON = {phrase: kind for kind, phrases in OF_PERSONS.items() for phrase in phrases}
_FRONT = frozenset({
    "user", "customer", "patient", "employee", "contact", "person", "member", "home", "work", "private", "business", "primary", "secondary", "billing", "shipping",
    "emergency", "guest", "owner", "recipient", "receiver", "sender", "author", "applicant", "parent", "guardian", "legal", "my", "old", "new",
    "alternate", "alternative", "backup", "recovery", "last", "delivery", "client", "buyer", "student", "staff", "invitee", "invited", "from", "to",
    "main", "current", "kunden", "kunde", "privat", "mitarbeiter", "unconfirmed", "pending", "remote", "login",
})  # fmt: skip
_TEXTUAL = frozenset({"char", "varchar", "text", "user", "other", "json", "jsonb", "xml"})
_FITTING: dict[str, frozenset[str]] = {
    "email": _TEXTUAL,
    "phone": _TEXTUAL | {"integer", "decimal"},
    "birth-date": _TEXTUAL | {"date", "timestamp", "timestamptz"},
    "name": _TEXTUAL,
    "address": _TEXTUAL | {"integer"},
    "national-id": _TEXTUAL | {"integer", "decimal", "binary"},
    "ip": _TEXTUAL | {"network", "integer", "binary"},
    "health": _TEXTUAL | {"enum", "boolean"},
    "biometric": _TEXTUAL | {"binary", "vector"},
    "payment": _TEXTUAL | {"integer", "decimal", "binary"},
    "location": _TEXTUAL | {"geometry", "float", "decimal"},
    "special": _TEXTUAL | {"enum"},
}
_CODES = {phrase: kind for phrase, kind in _BY_PERSON.items() if phrase.rpartition("_")[2] in NOT_IT}
_LONGEST = 4


def about_things(table: Table) -> bool:
    """Whether the table's name says that its rows are things or firms."""
    words = words_of(table)
    return not THINGS.isdisjoint(words) and PEOPLE.isdisjoint(words)


def class_by_name(column: Column, table: Table) -> str:
    """The class that the name of a column tells, with its type and its table; empty where it tells none for sure."""
    words = words_of(column)
    if not words or column.type is None or column.generated is not None:
        return ""
    if words[-1] in NOT_IT and not _by_ending(words, _CODES):
        return ""
    if not UNREADABLE.isdisjoint(words):
        return ""
    kind = _by_ending(words, _BY_PHRASE)
    if kind and kind in ("email", "phone", "address", "ip", "location", "payment") and about_things(table):
        return ""
    if not kind:
        kind = _by_ending(words, _BY_PERSON)
        if kind and not _personal_ground(table, kind):
            return ""
        if kind == "address" and not _EMAILS.isdisjoint(words_of(table)):
            kind = "email"
    if not kind:
        return ""
    family = column.type.family
    if family not in _FITTING[kind]:
        return ""
    if kind in ("email", "address", "name") and family in _TEXTUAL and (column.type.length or 99) < 4:
        return ""
    return kind


def _by_ending(words: tuple[str, ...], known: Mapping[str, str]) -> str:
    """The class of the longest phrase that the words end in; a number behind it does not count."""
    if words[-1][-1:].isdigit() and "_".join(words) not in known:
        last = words[-1].rstrip("0123456789")
        words = (*words[:-1], last) if last else words[:-1] or words
    for length in range(min(_LONGEST, len(words)), 0, -1):
        phrase = "_".join(words[-length:])
        if phrase in known:
            before = words[:-length]
            if before and not THINGS.isdisjoint(before):
                return ""
            if phrase in ENDS_ALONE and before and _FRONT.isdisjoint(before):
                return ""
            return known[phrase]
    return ""


_EMAILS = frozenset({"email", "emails", "mail", "mails"})
_PLACE = frozenset({"city", "zip", "zipcode", "postcode", "postal", "street", "country", "town", "plz", "ort", "ville", "ciudad", "cidade"})  # fmt: skip
_TRACE = frozenset({"log", "logs", "audit", "audits", "event", "events", "visit", "visits", "comment", "comments", "vote", "votes", "request", "requests", "attempt", "attempts", "ban", "bans", "activity", "consent", "consents"})  # fmt: skip
_ADDRESSES = frozenset({"address", "addresses", "adresse", "adressen", "direccion", "direcciones", "endereco", "enderecos", "indirizzo", "indirizzi"})  # fmt: skip


def _personal_ground(table: Table, kind: str) -> bool:
    """Whether the table is about people, so that a name which may mean anything means a person's."""
    words = words_of(table)
    if about_things(table):
        return False
    if not PEOPLE.isdisjoint(words):
        return True
    beside = [words_of(one) for one in table.columns]
    named = any(_by_ending(one, _BY_PHRASE) in ("name", "birth-date", "email", "phone") for one in beside if one)
    match kind:
        case "address":
            if not _ADDRESSES.isdisjoint(words):
                return True
            return named and any(not _PLACE.isdisjoint(one) for one in beside)
        case "ip":
            return any(
                {"user", "users", "account", "member", "updater", "creator"} & {*one} for one in beside
            ) and not _TRACE.isdisjoint(words)
        case "email" | "phone" | "national-id" | "special" | "name":
            return named and any(_by_ending(one, _BY_PHRASE) in ("name", "birth-date") for one in beside if one)
    return False


_FIRST_CLAUSE = re.compile(r"[^.,;:(（，。；：\n]{1,80}")
_SCRIPTS = {phrase: kind for kind, phrases in SAID.items() for phrase in phrases}
_SCRIPTS_LONGEST = max(map(len, _SCRIPTS))


def class_by_wording(text: str | None, column: Column, table: Table) -> str:
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
    kind = _by_words(_words(said.replace("e-mail", "email"), said)) if latin else _in_other_scripts(said)
    if not kind or column.type.family not in _FITTING[kind]:
        return ""
    return "" if about_things(table) and kind in ("email", "phone", "address", "ip", "location", "payment") else kind


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
        for length in range(min(_LONGEST, end), 0, -1):
            kind = _BY_PHRASE.get("_".join(phrase[-length:]), "")
            # What stands before it says whose it is: a whole sentence that ends in the word is about something else.
            if kind and all(word in _FRONT or word in SAID_OF for word in phrase[:-length]):
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
        for column in table.columns:
            if column.unknown:
                continue
            kind, by = declared_class(table, column, replay)
            if not kind:
                kind, by = class_by_name(column, table), "name"
            if not kind:
                kind, by = (
                    class_by_wording(column.comment or described(table, column, replay), column, table),
                    "wording",
                )
            if kind and kind != NOT_PERSONAL:
                found.append(Personal(table, column, kind, by))
    return found
