"""Functions of JavaScript and TypeScript, and how names in them come to their values."""

from typing import TYPE_CHECKING, Final

from preflight.lints.code import Other, Place, Str, Value
from preflight.lints.javascript_nodes import FUNCTIONS, NAMES, TYPES, dotted, last, words
from preflight.lints.javascript_values import Values

if TYPE_CHECKING:
    from tree_sitter import Node

_SHORT: Final = "shorthand_property_identifier_pattern"


class Bindings(Values):
    """Reads what gives names their values."""

    def function(self, node: "Node", name: str = "") -> None:
        """A function, under the name that it is given."""
        collected = self.collected
        own = node.child_by_field_name("name")
        name = words(own) if own else name
        outer = collected.enter(name)
        before = len(collected.calls)
        parameters = node.child_by_field_name("parameters") or node.child_by_field_name("parameter")
        self._parameters(parameters)
        body = node.child_by_field_name("body")
        if body is not None and body.type == "statement_block":
            self.block(body.named_children)
        else:
            self.value(body)
        collected.leave(name, outer, before, (self.at(node), self.end_of(node)))

    def _parameters(self, node: "Node | None") -> None:
        """The names of parameters, those in patterns too, with their defaults."""
        if node is None or node.type in TYPES:
            return
        match node.type:
            case "assignment_pattern" | "object_assignment_pattern" | "required_parameter" | "optional_parameter":
                name = node.child_by_field_name("left") or node.child_by_field_name("pattern")
                default = node.child_by_field_name("right") or node.child_by_field_name("value")
                if name is not None and default is not None and name.type in NAMES | {_SHORT}:
                    self.collected.bind(words(name), self.value(default), Place.DEFAULT)
                else:
                    self._parameters(name)
                    self.value(default) if default is not None else None
            case "identifier" | "shorthand_property_identifier_pattern":
                key = (self.collected.scope, words(node))
                self.collected.bindings.setdefault(key, []).append(Other(self.at(node)))
            case _:
                for child in node.named_children:
                    self._parameters(child)

    def declarator(self, node: "Node") -> None:
        """A name that is given a value where it is declared."""
        name = node.child_by_field_name("name") or node.child_by_field_name("property")
        given = node.child_by_field_name("value")
        if name is None:
            return
        if given is not None and given.type in FUNCTIONS:
            self.function(given, words(name))
        elif name.type in {"object_pattern", "array_pattern"}:
            self.value(given)
            self._parameters(name)
        elif given is not None:
            prefix = "this." if node.type.endswith("field_definition") else ""
            self.collected.bind(prefix + words(name), self.value(given), Place.ASSIGNED)

    def assignment(self, node: "Node") -> Value:
        """A name that is given another."""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if right is not None and right.type in FUNCTIONS and left is not None:
            self.function(right, last(words(left)))
            return Other(self.at(node))
        value = self.value(right)
        if left is None:
            return value
        known = value if node.type == "assignment_expression" else Other(self.at(node))
        holder = left.child_by_field_name("object")
        if left.type == "subscript_expression":
            key = self.value(left.child_by_field_name("index"))
            self.collected.mutated.add(last(dotted(holder) or "") if holder else "")
            if isinstance(key, Str):
                self.collected.bind(f"[].{key.text}", known, Place.ASSIGNED)
        elif name := dotted(left):
            if holder is not None:
                self.collected.mutated.add(last(dotted(holder) or ""))
            self.collected.bind(name, known, Place.ASSIGNED)
        else:
            self._parameters(left)
        return value
