"""Terraform's language in JSON, as programs write it (`cdk.tf.json`), taken for the blocks that it would be in HCL."""

from __future__ import annotations

from collections.abc import Iterator

from schemalint.stores.hcl import Attribute, Block, Literal
from schemalint.stores.nodes import Node, absent, word
from schemalint.yamlplaces import Group, Scalar

COMMENT = "//"


def parse(root: Group) -> Block:
    """The file as a block without a name: of its resources those of DynamoDB."""
    whole = Block("", [], root.start, root.start)
    for kinds in _each(root.get("resource")):
        for resources in _each(kinds.get("aws_dynamodb_table")):
            for key, node in resources.pairs:
                label = (key.value.text, key.value.start, key.value.end)
                whole.blocks += [
                    _block("resource", [("aws_dynamodb_table", key.start, key.start), label], key, body)
                    for body in _each(node)
                ]
    return whole


def _each(node: Node | None) -> Iterator[Group]:
    """A mapping, or the mappings of a list: both stand for blocks."""
    for one in node.items if isinstance(node, Group) and node.is_list else (node,):
        if isinstance(one, Group) and not one.is_list:
            yield one


def _block(name: str, labels: list[tuple[str, int, int]], key: Scalar, group: Group) -> Block:
    found = Block(name, labels, key.value.start, group.start + 1)
    found.end = group.end
    found.group = group
    found.listed = True
    for inner, node in group.pairs:
        said = inner.value.text
        nested = list(_each(node))
        if said == "dynamic":
            for one in nested:
                found.blocks += [
                    Block(said, [(kind.value.text, kind.start, kind.end)], inner.start, inner.end)
                    for kind, _ in one.pairs
                ]
        elif nested:
            found.blocks += [_block(said, [], inner, one) for one in nested]
        elif said != COMMENT and not absent(node):
            found.attributes[said] = Attribute(said, _literal(node), inner.value.start, node.end)
    return found


def _literal(node: Node) -> Literal:
    if isinstance(node, Scalar):
        if node.plain:
            return Literal(node.value.text, node.start, node.end)
        return Literal(word(node), node.value.start, node.value.end)
    items = None
    if node.is_list and all(isinstance(one, Scalar) and word(one) is not None for one in node.items):
        items = tuple(_literal(one) for one in node.items)
    return Literal(None, node.start, node.end, items)
