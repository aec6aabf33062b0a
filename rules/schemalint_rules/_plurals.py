"""English nouns in the singular and in the plural, as far as their endings tell."""

from __future__ import annotations

SAME = frozenset(
    {
        "data", "metadata", "news", "series", "species", "information", "equipment", "staff", "media", "history", "feedback", "status",
        "inventory", "info", "analysis", "basis", "address", "access", "process", "progress", "business", "class", "bus", "gas", "alias",
        "canvas", "campus", "bonus", "virus", "census", "lens", "diagnosis", "audit", "stock", "cache", "config", "auth", "stuff",
    }
)  # fmt: skip
"""Nouns that are alike, that have no plural, or whose singular ends like one."""
ODD = {
    "people": "person", "children": "child", "men": "man", "women": "woman", "mice": "mouse", "feet": "foot", "teeth": "tooth",
    "indices": "index", "vertices": "vertex", "matrices": "matrix", "criteria": "criterion", "analyses": "analysis", "bases": "basis",
    "statuses": "status", "addresses": "address", "aliases": "alias", "buses": "bus", "viruses": "virus", "movies": "movie",
    "cookies": "cookie", "caches": "cache",
}  # fmt: skip


def singular(word: str) -> str:
    """A noun in the singular."""
    if word in ODD:
        return ODD[word]
    if word in SAME:
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def is_plural(word: str) -> bool | None:
    """Whether a noun is in the plural; None where its ending does not tell."""
    if word in SAME or len(word) < 3 or not word.isalpha():
        return None
    return singular(word) != word


def plural(word: str) -> str:
    """A noun in the plural."""
    for many, one in ODD.items():
        if one == word:
            return many
    if word in SAME or singular(word) != word:
        return word
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh", "z")) else "s")
