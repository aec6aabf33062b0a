"""The text inside a string literal as tokens of its own, each at its place in the document."""

from __future__ import annotations

from schemalint.model.document import Dialect, Tokens


def inner_tokens(word: str, begin: int, dialect: Dialect, template: bool = False) -> Tokens | None:
    """The tokens inside the literal `word`, which stands at character `begin`; None where it holds other escapes than doubled
    quotes. `template`: it is one of PostgreSQL's format(), whose `%L` stands for a value; None where it takes names, too."""
    from schemalint.sql.lexer import kind, pieces

    doubled = False
    if word[0] == "$":
        lead = word.find("$", 1) + 1
        text = word[lead : len(word) - lead]
    elif word[0] == "'" or word[:2] in ("N'", "n'"):
        lead = word.find("'") + 1
        text = word[lead:-1]
        doubled = "''" in text
        if dialect in ("mysql", "mariadb") and "\\" in text:
            return None
    else:
        return None
    if doubled:
        text = text.replace("''", "'")
    if template:
        text = text.replace("%%", " %").replace("%L", " 0")
        if any(text[at + 1 : at + 2] in ("I", "s", "-", *"0123456789") for at, char in enumerate(text) if char == "%"):
            return None
    words: list[str] = []
    places: list[int] = []
    place = begin + lead
    for piece in pieces(text, dialect):
        if kind(piece, dialect) not in ("space", "comment"):
            words.append(piece)
            places.append(place)
        place += len(piece) + (piece.count("'") if doubled else 0)
    return Tokens(tuple(words), tuple(word.upper() for word in words), tuple(places))
