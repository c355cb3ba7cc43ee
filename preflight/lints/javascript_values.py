"""Expressions of JavaScript and TypeScript as values."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from preflight.lints.code import Asked, Call, EnvRead, Language, Num, Other, Rec, Ref, Seq, Str, Value
from preflight.lints.collected import Collected, calculated, joined, listed_items
from preflight.lints.flow import All, Always, Among, Condition, Either, Holds, Not, Statement, Unclear
from preflight.lints.javascript_nodes import (
    FUNCTIONS,
    NAMES,
    TYPES,
    WRAPPERS,
    dotted,
    last,
    number,
    operator,
    unquoted,
    unwrapped,
    words,
)
from preflight.lints.places import Places

if TYPE_CHECKING:
    from tree_sitter import Node

    from preflight.tree.model import File

_ENVIRONMENTS: Final = ("process.env.", "import.meta.env.", "Bun.env.")


class Values(ABC):
    """Reads expressions, and gathers what is in them; functions and what names are given come with a subclass."""

    def __init__(self, file: "File", code: str) -> None:
        self.collected = Collected(file, Language.NODE)
        self._places = None if code.isascii() else Places([f"{line}\n" for line in code.split("\n")])

    @abstractmethod
    def block(self, nodes: "Iterable[Node]") -> tuple[Statement, ...]:
        """Statements one after the other."""

    @abstractmethod
    def function(self, node: "Node", name: str = "") -> None:
        """A function, under the name that it is given."""

    @abstractmethod
    def declarator(self, node: "Node") -> None:
        """A name that is given a value where it is declared."""

    @abstractmethod
    def assignment(self, node: "Node") -> Value:
        """A name that is given another."""

    def condition(self, node: "Node | None") -> Condition:
        """What decides where a program goes on."""
        if node is None:
            return Unclear()
        match node.type:
            case kind if kind in WRAPPERS and node.named_children:
                return self.condition(node.named_children[0])
            case "true":
                return Always(True)
            case "false":
                return Always(False)
            case "number":
                return Always(node.text != b"0")
            case "unary_expression" if operator(node) == "!":
                return Not(self.condition(node.child_by_field_name("argument")))
            case "binary_expression":
                return self._binary(node)
            case "call_expression":
                if found := self._membership(node):
                    return found
        return Holds(self.value(node))

    def _binary(self, node: "Node") -> Condition:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        match operator(node):
            case "&&":
                return All((self.condition(left), self.condition(right)))
            case "||":
                return Either((self.condition(left), self.condition(right)))
            case "===" | "==":
                return Among((self.value(left), self.value(right)))
            case "!==" | "!=":
                return Not(Among((self.value(left), self.value(right))))
        self.value(left)
        self.value(right)
        return Unclear()

    def _membership(self, node: "Node") -> Condition | None:
        """`DONE.includes(status)`, `DONE.has(status)`."""
        function = node.child_by_field_name("function")
        if function is None or function.type != "member_expression":
            return None
        name, holder = function.child_by_field_name("property"), function.child_by_field_name("object")
        if name is None or name.text not in {b"includes", b"has"}:
            return None
        found = self.value(holder)
        self.value(node.child_by_field_name("arguments"))
        return Among((found,)) if isinstance(found, Seq | Ref) else Unclear()

    def values(self, nodes: Iterable["Node"]) -> None:
        """Reads expressions of which nothing more is wanted."""
        for node in nodes:
            self.value(node)

    def value(self, node: "Node | None", *, listed: bool = False) -> Value:  # noqa: C901, PLR0912 - as many kinds
        """What an expression is; `listed`: it is an item of something."""
        if node is None:
            return Other(0)
        at = self.at(node)
        match node.type:
            case "string":
                return self._kept(Str(unquoted(node), at))
            case "template_string":
                return self._template(node, at)
            case "number":
                return number(node, at)
            case "identifier" | "this":
                return Ref(words(node), at, self.collected.scope)
            case "member_expression":
                return self._member(node, at)
            case "subscript_expression":
                return self._subscript(node, at)
            case "call_expression" | "new_expression":
                return self._call(node, awaited=False)
            case "await_expression":
                inner = unwrapped(node.named_children[0]) if node.named_children else None
                if inner is not None and inner.type == "call_expression":
                    return self._call(inner, awaited=True)
                return self.value(inner)
            case "object":
                return self._object(node, listed=listed)
            case "array":
                items = tuple(self.value(item, listed=True) for item in node.named_children)
                return self.collected.sequence(items, at)
            case "binary_expression":
                return self._operation(node, at)
            case "unary_expression" if operator(node) == "!":
                return Asked(self.condition(node), at)
            case kind if kind in WRAPPERS and node.named_children:
                return self.value(node.named_children[0], listed=listed)
            case kind if kind in FUNCTIONS:
                self.function(node)
            case "variable_declarator" | "public_field_definition" | "field_definition":
                self.declarator(node)
            case "assignment_expression" | "augmented_assignment_expression":
                return self.assignment(node)
            case kind if kind in TYPES or kind == "comment":
                pass
            case _:
                self.block(node.named_children)
        return Other(at)

    def _kept(self, text: Str) -> Str:
        self.collected.strings.append(text)
        return text

    def _template(self, node: "Node", at: int) -> Value:
        pieces: list[Value] = [Str("", at)]  # it is a text even when nothing but names is in it
        for child in node.named_children:
            if child.type == "template_substitution":
                pieces.append(self.value(child.named_children[0]) if child.named_children else Other(at))
            else:
                pieces.append(Str(words(child), at))
        found = joined(pieces, at)
        return self._kept(found) if isinstance(found, Str) else found

    def _member(self, node: "Node", at: int) -> Value:
        name = dotted(node)
        if name is None:
            self.value(node.child_by_field_name("object"))
            return Other(at)
        for prefix in _ENVIRONMENTS:
            if name.startswith(prefix):
                self.collected.env.append(EnvRead(name.removeprefix(prefix), self.end_of(node) - len(last(name))))
        return Ref(name, at, self.collected.scope)

    def _subscript(self, node: "Node", at: int) -> Value:
        holder, index = node.child_by_field_name("object"), node.child_by_field_name("index")
        key = self.value(index)
        if isinstance(key, Str) and holder is not None and f"{dotted(holder)}." in _ENVIRONMENTS:
            self.collected.env.append(EnvRead(key.text, key.at + 1))
        else:
            self.value(holder)
        return Other(at)

    def _operation(self, node: "Node", at: int) -> Value:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        match operator(node):
            case "+" | "-" | "*" | "/" as sign:
                one, other = self.value(left), self.value(right)
                found = joined((one, other), at) if sign == "+" else Other(at)
                return self._kept(found) if isinstance(found, Str) else calculated(sign, one, other, at)
            case "||" | "??":
                first, second = self.value(left), self.value(right)
                return second if isinstance(second, Str | Num) else Asked(Unclear(), first.at)
        return Asked(self.condition(node), at)

    def _object(self, node: "Node", *, listed: bool) -> Rec:
        found: dict[str, Value] = {}
        is_open = False
        for child in node.named_children:
            match child.type:
                case "pair":
                    key, inner = child.child_by_field_name("key"), child.child_by_field_name("value")
                    value = self.value(inner, listed=True)
                    if key is None or key.type == "computed_property_name":
                        is_open = True
                        self.values(key.named_children if key else ())
                    else:
                        found[unquoted(key) if key.type == "string" else words(key)] = value
                case "shorthand_property_identifier":
                    name = words(child)
                    found[name] = Ref(name, self.at(child), self.collected.scope)
                case "comment":
                    pass
                case _:
                    is_open = True
                    self.value(child)
        return self.collected.record(Rec(found, self.at(node), is_open), listed=listed)

    def _call(self, node: "Node", *, awaited: bool) -> Value:
        callee = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        path, receiver, at = self._callee(callee, node)
        arguments = node.child_by_field_name("arguments")
        given = [child for child in (arguments.named_children if arguments else ()) if child.type != "comment"]
        positional = tuple(self.value(child) for child in given)
        call = Call(
            path=path,
            positional=positional,
            named=Rec({}, at),
            at=at,
            scope=self.collected.scope,
            end=self.end_of(node),
            receiver=receiver,
            awaited=awaited,
        )
        if path == ("Object", "assign") and positional and isinstance(positional[0], Ref):
            self.collected.mutated.add(positional[0].last)
        if path in {("require",), ("import",)} and positional and isinstance(positional[0], Str):
            self.collected.imports.add(positional[0].text)
        self.collected.call(call)
        return listed_items(call) or call

    def _callee(self, node: "Node | None", call: "Node") -> tuple[tuple[str, ...], Call | None, int]:
        """The path of names from the innermost call or name on, and where its last name stands."""
        if node is None or node.type == "import":
            return ("import",), None, self.at(call)
        names: list[str] = []
        at = self.at(node)
        while node is not None and (node := unwrapped(node)).type == "member_expression":
            name = node.child_by_field_name("property")
            if name is not None and not names:
                at = self.at(name)
            names.append(words(name) if name is not None else "")
            node = node.child_by_field_name("object")
        if node is not None and node.type in NAMES:
            return (words(node), *reversed(names)), None, at
        inner = self.value(node)
        return tuple(reversed(names)), inner if isinstance(inner, Call) else None, at

    def at(self, node: "Node") -> int:
        """Where a node begins."""
        if self._places is None:  # a byte is a character
            return node.start_byte
        return self._places.offset(node.start_point.row, node.start_point.column)

    def end_of(self, node: "Node") -> int:
        """Where it ends."""
        if self._places is None:
            return node.end_byte
        return self._places.offset(node.end_point.row, node.end_point.column)
