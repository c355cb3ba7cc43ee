"""Nodes of tree-sitter's trees of JavaScript and TypeScript: their kinds, names and texts."""

from typing import TYPE_CHECKING, Final

from preflight.lints.code import Num, Other, Value

if TYPE_CHECKING:
    from tree_sitter import Node

WRAPPERS: Final = frozenset(
    {"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression", "type_assertion"}
)
FUNCTIONS: Final = frozenset(
    {
        "function_declaration",
        "function_expression",
        "generator_function",
        "generator_function_declaration",
        "arrow_function",
        "method_definition",
    }
)
NAMES: Final = frozenset({"identifier", "this", "property_identifier", "private_property_identifier", "super"})
TYPES: Final = frozenset({"type_annotation", "type_arguments", "interface_declaration", "type_alias_declaration"})


def unwrapped(node: "Node") -> "Node":
    """Without brackets, and without what only tells the compiler a type."""
    while node.type in WRAPPERS and node.named_children:
        node = node.named_children[0]
    return node


def dotted(node: "Node") -> str | None:
    """`a.b.c`; None for what is no path of names."""
    node = unwrapped(node)
    if node.type in NAMES or node.type == "meta_property":
        return words(node)
    if node.type != "member_expression":
        return None
    holder, name = node.child_by_field_name("object"), node.child_by_field_name("property")
    before = dotted(holder) if holder is not None else None
    return f"{before}.{words(name)}" if before and name is not None else None


def last(name: str) -> str:
    """`c` of `a.b.c`."""
    return name.rpartition(".")[2]


def words(node: "Node") -> str:
    """The text of a node."""
    return (node.text or b"").decode("utf-8", "surrogateescape")


def unquoted(node: "Node") -> str:
    """The text of a string, as it is written."""
    return words(node)[1:-1]


def operator(node: "Node") -> str:
    """`===`, `||`; empty where there is none."""
    operator = node.child_by_field_name("operator")
    return words(operator) if operator is not None else ""


def number(node: "Node", at: int) -> Value:
    """A number; something else where it is one of a special kind."""
    try:
        return Num(float(words(node).replace("_", "")), at)
    except ValueError:
        return Other(at)
