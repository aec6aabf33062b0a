"""What the words of a name say that it stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from schemalint.model.schema import Column, Table
from schemalint.personal.words import BARE_NAMES, BEHIND, ENDS_ALONE, NO_NAMES, OF_PERSONS, PEOPLE, PHRASES, THINGS

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+|\d+")
_ACCENTS = str.maketrans("áàâãäéèêëíìîïóòôõöúùûüçñåøžšłćńśźżęą", "aaaaaeeeeiiiiooooouuuucnaozslcnszzea")


@lru_cache(maxsize=65536)
def words_in(written: str, name: str) -> tuple[str, ...]:
    """The words of a name as it was written, in lower case and without accents; of `name` where nothing is written."""
    plain = (written[1:-1] if written[:1] in ('"', "`", "[") and len(written) > 1 else written) or name
    plain = plain.replace("ß", "ss").translate(_ACCENTS) if not plain.isascii() else plain
    if plain.isupper() or plain.islower():
        return tuple(word for word in re.split(r"[^a-z0-9]+", plain.lower()) if word)
    return tuple(word.lower() for word in _WORD.findall(plain))


def words_of(thing: Table | Column) -> tuple[str, ...]:
    """The words of its name in lower case, as it was written, without accents; of a field of a document behind those of the object that
    it stands in, where they tell whose it is: `receiver.name`."""
    if isinstance(thing, Table):
        return words_in(thing.written.rpartition(".")[2], thing.name)
    own = words_in(thing.written, thing.name)
    if "." not in thing.name or not thing.name.endswith(f".{thing.written}"):
        return own
    around = thing.name.split(".")[-2]
    owner = words_in(around, around)
    return own if _OWNERS.isdisjoint(owner) else owner + own


BY_PHRASE = {phrase: kind for kind, phrases in PHRASES.items() for phrase in phrases}
BY_PERSON = {phrase: kind for kind, phrases in OF_PERSONS.items() for phrase in phrases}
FRONT = frozenset({
    "user", "customer", "patient", "employee", "contact", "person", "member", "home", "work", "private", "business", "primary", "secondary", "billing", "shipping",
    "emergency", "guest", "owner", "recipient", "receiver", "sender", "author", "applicant", "parent", "guardian", "legal", "my", "old", "new",
    "alternate", "alternative", "backup", "recovery", "last", "delivery", "client", "buyer", "student", "staff", "invitee", "invited", "from", "to",
    "main", "current", "kunden", "kunde", "privat", "mitarbeiter", "unconfirmed", "pending", "remote", "login",
})  # fmt: skip
"""Words in front of what a thing is: whose it is, which one is meant."""
_OWNERS = FRONT | PEOPLE | THINGS
LONGEST = 4
"""Words of a phrase at most."""


_NUMBER = frozenset({"nr", "no", "num", "number", "numero", "nummer", "numer"})
_NUMBERED = frozenset({"phone", "national-id", "payment"})
"""The classes of what is a number anyway, whether the name says so or not."""
_PERSON = PEOPLE - NO_NAMES - {"user", "users", "profile", "profiles", "account", "accounts"}


def by_ending(words: tuple[str, ...], known: Mapping[str, str]) -> str:
    """The class of the longest phrase that the words end in, or begin with where what follows only says which one is meant; a
    number behind it does not count, nor the word for one. `donor_name` is the name of a person whatever the person is called."""
    if words[-1][-1:].isdigit() and "_".join(words) not in known:
        last = words[-1].rstrip("0123456789")
        words = (*words[:-1], last) if last else words[:-1] or words
    for length in range(min(LONGEST, len(words)), 0, -1):
        phrase = "_".join(words[-length:])
        if phrase in known:
            before = words[:-length]
            if before and not THINGS.isdisjoint(before):
                return ""
            if phrase in ENDS_ALONE and before and FRONT.isdisjoint(before):
                break
            return known[phrase]
    if words[-1] in _NUMBER and words[-2:-1] and words[-2] not in _NUMBER:
        kind = by_ending(words[:-1], known)
        if kind in _NUMBERED:
            return kind
    if known is BY_PHRASE and words[-1] in BARE_NAMES and words[-2:-1] and words[-2] in _PERSON:
        return "name"
    for length in range(min(LONGEST, len(words) - 1), 0, -1):
        phrase = "_".join(words[:length])
        if phrase in known and BEHIND.issuperset(words[length:]):
            return known[phrase]
    return ""
