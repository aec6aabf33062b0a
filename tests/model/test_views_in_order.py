"""Views come behind those that they read, however many there are."""

from __future__ import annotations

from schemalint.model.name import Ref
from schemalint.model.schema import View
from schemalint.replay.draft import empty_catalog

CASES: list[tuple[dict[str, tuple[str, ...]], str]] = [
    ({"a": ("b", "c"), "b": (), "c": ("b",)}, "b c a"),
    ({"a": ("t",), "b": ("a",), "c": ("b", "a")}, "a b c"),
    ({"a": ("b",), "b": ("a",), "c": ("c",)}, "b a c"),
]


def _order(reads: dict[str, tuple[str, ...]]) -> list[str]:
    views = {Ref("", name): View("", name, reads=tuple(Ref("", one) for one in read)) for name, read in reads.items()}
    return [view.name for view in empty_catalog("postgres")._replace(views=views).views_in_order()]


def test_each_comes_behind_those_it_reads() -> None:
    for reads, wanted in CASES:
        assert " ".join(_order(reads)) == wanted


def test_a_long_chain_is_no_deep_one() -> None:
    chain: dict[str, tuple[str, ...]] = {f"v{at:05}": (f"v{at + 1:05}",) for at in range(20_000)}
    assert _order(chain) == sorted(chain, reverse=True)
