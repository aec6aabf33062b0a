"""Whose the rows of a table are: people's, or things'."""

from __future__ import annotations

from functools import cached_property

from schemalint.model.schema import Column, Table
from schemalint.personal.phrases import BY_PHRASE, FRONT, by_ending, words_of
from schemalint.personal.words import BARE_NAMES, NO_NAMES, NOT_IT, PEOPLE, THINGS

TEXTUAL = frozenset({"char", "varchar", "text", "user", "other", "json", "jsonb", "xml"})
FITTING: dict[str, frozenset[str]] = {
    "email": TEXTUAL,
    "phone": TEXTUAL | {"integer", "decimal"},
    "birth-date": TEXTUAL | {"date", "timestamp", "timestamptz"},
    "name": TEXTUAL,
    "address": TEXTUAL | {"integer"},
    "national-id": TEXTUAL | {"integer", "decimal", "binary"},
    "ip": TEXTUAL | {"network", "integer", "binary"},
    "health": TEXTUAL | {"enum", "boolean"},
    "biometric": TEXTUAL | {"binary", "vector"},
    "payment": TEXTUAL | {"integer", "decimal", "binary"},
    "location": TEXTUAL | {"geometry", "float", "decimal"},
    "special": TEXTUAL | {"enum", "boolean"},
}
"""By class the families of types that hold such a thing."""

_PLACE = frozenset({"city", "zip", "zipcode", "postcode", "postal", "street", "country", "town", "plz", "ort", "ville", "ciudad", "cidade"})  # fmt: skip
_TRACE = frozenset({"log", "logs", "audit", "audits", "event", "events", "visit", "visits", "comment", "comments", "vote", "votes", "request", "requests", "attempt", "attempts", "ban", "bans", "activity", "consent", "consents"})  # fmt: skip
_ADDRESSES = frozenset({"address", "addresses", "adresse", "adressen", "direccion", "direcciones", "endereco", "enderecos", "indirizzo", "indirizzi"})  # fmt: skip
_ACTORS = frozenset({"user", "users", "account", "member", "updater", "creator"})
_EMAILS = frozenset({"email", "emails", "mail", "mails"})
_CARE = frozenset({"medical", "clinical", "health", "treatment", "treatments", "behandlung", "behandlungen", "consultation", "consultations", "consulta", "consultas", "anamnesis", "anamnese", "visite", "visites"})  # fmt: skip
"""A table with such a word is about what somebody was treated for."""
_OF_ONE = frozenset({"full", "display", "preferred"})
"""Before `name` these make it a name of its own."""
_OF_FIRMS = frozenset({"email", "phone", "address", "ip", "location", "payment"})
_WRITE_IN = frozenset({"account", "accounts", "lead", "leads", "form", "forms", "order", "orders", "booking", "bookings", "reservation", "reservations", "registration", "registrations", "application", "applications", "request", "requests", "message", "messages", "inquiry", "inquiries", "enquiry", "ticket", "tickets", "submission", "submissions", "invoice", "invoices", "comment", "comments", "address", "addresses"})  # fmt: skip
"""A row of such a table somebody leaves with his name."""
_LOG_IN = frozenset(
    {
        "password",
        "passwd",
        "pwd",
        "passwort",
        "wachtwoord",
        "contrasena",
        "senha",
        "haslo",
        "username",
        "login",
        "user",
        "member",
        "gender",
        "sex",
    }
)
"""A column with such a word tells of somebody."""
_STANDS_FOR_ANOTHER = FRONT | PEOPLE | {"card", "cardholder", "consignee", "kontoinhaber", "ansprechpartner", "notfallkontakt", "next"}  # fmt: skip
"""A column that begins so names somebody whom the row has to do with."""


class Ground:
    """What the names of a table and of its columns tell about whose data they hold."""

    def __init__(self, table: Table) -> None:
        self._columns = table.columns
        self._words = words_of(table)
        self.things = not THINGS.isdisjoint(self._words) and PEOPLE.isdisjoint(self._words)
        """The rows are things or firms, whose address and telephone are nobody's own."""
        self.emails = not _EMAILS.isdisjoint(self._words)

    def lets_go(self, kind: str) -> bool:
        """Whether what is of this class by its name is here no person's: the telephone of a shop."""
        if kind not in _OF_FIRMS:
            return False
        if self.things:
            return True
        return kind in ("phone", "address", "email") and self._is_place and (kind != "email" or self._addressed)

    @cached_property
    def _is_place(self) -> bool:
        """The rows have a name that is no person's, and nobody logs in with them or writes by them."""
        words = [words_of(column) for column in self._columns]
        return (
            any(len(own) == 1 and own[0] in BARE_NAMES for own in words)
            and not self._people
            and self._beside.isdisjoint(("name", "birth-date", "national-id", "health"))
            and _WRITE_IN.isdisjoint(self._words)
            and not any(_LOG_IN.intersection(own) for own in words)
        )

    @cached_property
    def _addressed(self) -> bool:
        return "address" in self._beside or self._places

    @cached_property
    def _people(self) -> bool:
        return not PEOPLE.isdisjoint(self._words)

    @cached_property
    def _beside(self) -> frozenset[str]:
        """The classes that columns have whatever the table is."""
        return frozenset(kind for column in self._columns if (kind := _by_phrase(column)))

    @cached_property
    def _named_itself(self) -> bool:
        """Each row is a person, or was called by a name."""
        last = next((word for word in reversed(self._words) if not word.isdigit()), "")
        if last in PEOPLE and NO_NAMES.isdisjoint(self._words) and NOT_IT.isdisjoint(self._words):
            return True
        return any(
            _by_phrase(column) in ("name", "birth-date") and words_of(column)[0] not in _STANDS_FOR_ANOTHER
            for column in self._columns
        )

    @cached_property
    def _places(self) -> bool:
        return any(not _PLACE.isdisjoint(words_of(column)) for column in self._columns)

    @cached_property
    def _actors(self) -> bool:
        return any(not _ACTORS.isdisjoint(words_of(column)) for column in self._columns)

    def holds(self, kind: str, words: tuple[str, ...]) -> bool:
        """Whether a column of these words, which may mean anything, means a person's datum of a class here."""
        if self.things:
            return False
        if words[-1] in BARE_NAMES and _OF_ONE.isdisjoint(words):
            return self._named_itself
        if self._people or not self._beside.isdisjoint(("name", "birth-date")):
            return True
        match kind:
            case "address":
                reached = not self._beside.isdisjoint(("email", "phone"))
                return self.emails or not _ADDRESSES.isdisjoint(self._words) or (reached and self._places)
            case "ip":
                return self._actors and not _TRACE.isdisjoint(self._words)
            case "health":
                return not _CARE.isdisjoint(self._words)
        return False


def _by_phrase(column: Column) -> str:
    """The class that the name of a column tells whatever the table is, where its type fits."""
    words = words_of(column)
    kind = by_ending(words, BY_PHRASE) if words and column.type is not None else ""
    return kind if kind and column.type is not None and column.type.family in FITTING[kind] else ""
