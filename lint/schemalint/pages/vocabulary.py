"""The words in use: the built-in ones of all languages, and those that a configuration adds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from functools import lru_cache

from schemalint.pages import words
from schemalint.settings import WORD_KINDS

Added = tuple[tuple[str, tuple[str, ...]], ...]
"""Kind, or title of a template's section, to words."""


class Vocabulary:
    """Every word the reader knows, lower case."""

    __slots__ = (
        "bare_names", "columns_words", "foreign_titles", "generic_titles", "headers", "index_titles", "metadata_keys",
        "metric_titles", "metrics", "migration", "no", "nothing", "rollback", "sections", "table_words", "yes",
    )  # fmt: skip

    def __init__(self, added: Added = ()) -> None:
        more = {kind.casefold(): tuple(word.casefold() for word in listed) for kind, listed in added}

        def also(kind: str, known: Iterable[str]) -> tuple[str, ...]:
            return (*known, *more.get(kind, ()))

        kinds: dict[str, list[str]] = {}
        for kind, known in words.HEADERS.items():
            for word in also(kind, known):
                kinds.setdefault(word, []).append(kind)
        self.headers: Mapping[str, tuple[str, ...]] = {word: tuple(meant) for word, meant in kinds.items()}
        """What the head of a column may mean."""
        self.bare_names = words.BARE_NAMES
        self.foreign_titles = words.FOREIGN_TITLES
        self.generic_titles = frozenset(also("columns-title", words.GENERIC_TITLES))
        self.index_titles = also("index-title", words.INDEX_TITLES)
        self.rollback = also("rollback", words.ROLLBACK)
        self.migration = also("migration", words.MIGRATION)
        self.yes = frozenset(also("yes", words.YES))
        self.no = frozenset(also("no", words.NO))
        self.nothing = frozenset(also("nothing", words.NOTHING))
        self.metadata_keys = frozenset(also("metadata", words.METADATA_KEYS))
        self.metrics = frozenset(also("metric", words.METRICS))
        self.metric_titles = also("metrics-title", words.METRIC_TITLES)
        self.table_words = also("table", words.HEADERS["table"])
        single = frozenset(word for word in words.HEADERS["name"] if word[0] < words.NO_PLURALS) - {"columns"}
        self.columns_words = tuple(word for word in also("indexed", words.HEADERS["indexed"]) if word not in single)
        """Words for several columns, as sentences use them."""
        self.sections: Mapping[str, tuple[str, ...]] = {
            title: listed for title, listed in more.items() if title not in WORD_KINDS
        }
        """Further titles of the templates' sections, by their title in lower case."""


_current: ContextVar[Added] = ContextVar("words", default=())


@lru_cache(maxsize=8)
def _vocabulary(added: Added) -> Vocabulary:
    return Vocabulary(added)


def spoken() -> Vocabulary:
    """The words in use now."""
    return _vocabulary(_current.get())


def speak(added: Added) -> None:
    """From now on the words of `added` count too, and those that were added before no longer."""
    _current.set(added)
