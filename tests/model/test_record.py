"""Our `NamedTuple` and the standard library's make the same classes."""

from __future__ import annotations

import copy
import pickle
import typing

import pytest

from schemalint.model import record


class Standard(typing.NamedTuple):
    """A place."""

    path: str
    start: int = 0
    rest: tuple[str, ...] = ()

    @property
    def end(self) -> int:
        return self.start + 1


class Ours(record.NamedTuple):
    """A place."""

    path: str
    start: int = 0
    rest: tuple[str, ...] = ()

    @property
    def end(self) -> int:
        return self.start + 1


class Nothing(record.NamedTuple):
    pass


class Later(Ours):
    """A subclass of a record is a class like any other."""

    def shout(self) -> str:
        return self.path.upper()


BOTH = pytest.mark.parametrize("cls", (Standard, Ours))


@BOTH
def test_made_by_place_or_by_name(cls: type[Standard]) -> None:
    assert cls("a") == ("a", 0, ())
    assert cls(path="a", rest=("b",)) == ("a", 0, ("b",))
    assert cls("a", 4).end == 5
    assert cls._make(["a", 1, ()]) == ("a", 1, ())


@BOTH
@pytest.mark.parametrize("wrong", ((), ("a", 1, (), 2)))
def test_wrong_number_of_values(cls: typing.Any, wrong: tuple[object, ...]) -> None:
    with pytest.raises(TypeError, match="argument"):
        cls(*wrong)
    with pytest.raises(TypeError, match="Expected 3 arguments"):
        cls._make(wrong)


@BOTH
def test_unknown_names(cls: typing.Any) -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'length'"):
        cls("a", length=2)
    with pytest.raises((TypeError, ValueError), match=r"unexpected field names.*length"):
        cls("a")._replace(length=2)


@BOTH
def test_values_cannot_be_set(cls: typing.Any) -> None:
    made = cls("a")
    with pytest.raises(AttributeError):
        made.start = 3
    with pytest.raises(AttributeError):
        made.other = 3


@BOTH
def test_copies(cls: typing.Any) -> None:
    made = cls("a", 1)
    assert type(made._replace(start=2)) is cls and made._replace(start=2) == ("a", 2, ())
    assert pickle.loads(pickle.dumps(made)) == made and type(copy.deepcopy(made)) is cls
    assert made._asdict() == {"path": "a", "start": 1, "rest": ()}


def test_the_same_face() -> None:
    for name in ("_fields", "__match_args__", "__doc__", "__module__"):
        assert getattr(Ours, name) == getattr(Standard, name)
    assert dict(Ours._field_defaults) == Standard._field_defaults
    assert repr(Ours("a")) == repr(Standard("a")).replace("Standard", "Ours")
    assert hash(Ours("a")) == hash(Standard("a")) and not hasattr(Ours("a"), "__dict__")
    match Ours("a", 7):
        case Ours(path, start, _):
            assert (path, start) == ("a", 7)


def test_no_fields_and_subclasses() -> None:
    assert Nothing() == () and repr(Nothing()) == "Nothing()"
    assert Later("a").shout() == "A" and type(Later("a")._replace(start=1)) is Later


def test_a_default_before_a_field_without_one() -> None:
    with pytest.raises(TypeError, match="without a default"):

        class Wrong(record.NamedTuple):
            start: int = 0
            path: str  # type: ignore[misc]
