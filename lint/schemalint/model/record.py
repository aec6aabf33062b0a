"""`NamedTuple`, made quickly. The classes are what `typing.NamedTuple` makes; only the way there is shorter.

The standard library compiles a constructor for every class and every annotation that is a string: 0.15 ms a class, and a run
needs two hundred of them. Here classes with the same number of fields share one compiled constructor whose argument names
are replaced, and annotations stay strings: 0.03 ms a class.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING or sys.version_info >= (3, 14):  # 3.14 keeps annotations elsewhere
    from typing import NamedTuple
else:
    from types import CodeType, FunctionType, MappingProxyType

    try:
        from _collections import _tuplegetter as getter
    except ImportError:
        from operator import itemgetter

        def getter(position: int, text: str | None) -> property:
            return property(itemgetter(position), doc=text)

    _CODES: dict[int, CodeType] = {}
    """Constructors by number of fields."""
    _GLOBALS = {"new": tuple.__new__, "__name__": "schemalint.model.record", "__builtins__": {}}

    class _Record(tuple):
        """What all records can do."""

        __slots__ = ()
        _fields = ()
        _field_defaults = MappingProxyType({})

        @classmethod
        def _make(cls, values: Any) -> Any:
            made = tuple.__new__(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, /, **changes: Any) -> Any:
            made = tuple.__new__(type(self), map(changes.pop, self._fields, self))
            if changes:
                raise ValueError(f"Got unexpected field names: {list(changes)!r}")
            return made

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

        def __repr__(self) -> str:
            inner = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({inner})"

    def _constructor(owner: str, fields: tuple[str, ...], defaults: tuple[Any, ...]) -> FunctionType:
        count = len(fields)
        code = _CODES.get(count)
        if code is None:
            names = "".join(f"_{at}, " for at in range(count))
            code = _CODES[count] = eval(f"lambda _cls, {names}: new(_cls, ({names}))").__code__
        made = FunctionType(
            code.replace(co_varnames=("_cls", *fields), co_name="__new__"), _GLOBALS, "__new__", defaults
        )
        made.__qualname__ = f"{owner}.__new__"
        return made

    class _Maker(type):
        """Turns the body of a class into a plain subclass of tuple; is not the type of what it makes."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body.pop(field) for field in fields if field in body}
            if tuple(defaults) != fields[len(fields) - len(defaults) :]:
                raise TypeError(f"{name}: a field without a default follows one that has a default")
            for at, field in enumerate(fields):
                body[field] = getter(at, None)
            body["__slots__"] = ()
            body["__match_args__"] = body["_fields"] = fields
            body["_field_defaults"] = defaults
            body["__new__"] = _constructor(name, fields, tuple(defaults.values()))
            return type(name, (_Record,), body)

    _BASE = type.__new__(_Maker, "NamedTuple", (), {})

    class _NamedTuple:
        def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type, ...]:
            return (_BASE,)

    NamedTuple = _NamedTuple()

__all__ = ["NamedTuple"]
