"""YAML and JSON as elements with places."""

from __future__ import annotations

from schemalint import yamlplaces
from schemalint.translating.tree import Element, Value
from schemalint.yamlplaces import Group, Scalar

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


def parse(text: str, json: bool = False) -> Element:
    """The document as one element without a name. Raises UnreadableError."""
    root = yamlplaces.parse(text, json)
    return _element("", root.start, root.start, root, text)


def _value(one: Scalar) -> Value | None:
    return None if one.plain and one.value.text in _NULLS else one.value


def _element(name: str, start: int, head_end: int, node: Scalar | Group, text: str) -> Element:
    """The element that a node makes, and those in it; as deep as `DEPTH` allows."""
    values: dict[str, Value] = {}
    children: list[Element] = []
    if isinstance(node, Scalar):
        return Element(name, start, node.end, head_end, {}, (), _value(node))
    if node.is_list:
        for item in node.items:
            children += _item(name, item, text)
    else:
        for key, one in node.pairs:
            word = key.value.text
            if word == "<<" and isinstance(one, Group) and not one.is_list:
                merged = _element("", key.start, key.end, one, text)
                values = {**merged.values, **values}
                children += merged.children
            elif isinstance(one, Scalar):
                found = _value(one)
                if found is not None:
                    values[word] = found
                else:
                    children.append(Element(word, key.start, one.end, key.end, {}, ()))
            elif one.is_list and word in _FLAT:
                for item in one.items:
                    children += _item(word, item, text)
            else:
                children.append(_element(word, key.start, key.end, one, text))
    return Element(name, start, max(node.end, head_end), head_end, values, tuple(children))


_FLAT = frozenset({"databaseChangeLog", "changes", "columns", "params", "whereParams"})
"""Lists that YAML has and XML has not: there, what they hold stands in the element itself."""


def _item(name: str, item: Scalar | Group, text: str) -> list[Element]:
    """The element that an item of a list makes: named by its only key, or like the list."""
    if isinstance(item, Group) and not item.is_list and len(item.pairs) == 1:
        key, one = item.pairs[0]
        return [_element(key.value.text, key.start, key.end, one, text)]
    return [_element(_SINGULAR.get(name, name), item.start, item.start, item, text)]


_SINGULAR = {"columns": "column", "params": "param", "whereParams": "param"}
