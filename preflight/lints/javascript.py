"""JavaScript and TypeScript as lints see them, through tree-sitter, which comes with the extra `js`."""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Final

from preflight.lints.code import Asked, Call, EnvRead, Language, Module, Num, Other, Place, Rec, Ref, Seq, Str, Value
from preflight.lints.collected import Collected, joined, listed_items
from preflight.lints.flow import (
    All,
    Always,
    Among,
    Cases,
    Choice,
    Condition,
    Either,
    Guarded,
    Holds,
    Inner,
    Jump,
    Loop,
    Not,
    Statement,
    Step,
    Unclear,
    Within,
)
from preflight.tree.model import File

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_ENVIRONMENTS: Final = ("process.env.", "import.meta.env.", "Bun.env.")
_WRAPPERS: Final = frozenset(
    {"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression", "type_assertion"}
)
_FUNCTIONS: Final = frozenset(
    {
        "function_declaration",
        "function_expression",
        "generator_function",
        "generator_function_declaration",
        "arrow_function",
        "method_definition",
    }
)
_JUMPS: Final = {
    "return_statement": Step.END,
    "throw_statement": Step.END,
    "break_statement": Step.LEAVE,
    "continue_statement": Step.AGAIN,
}
_NAMES: Final = frozenset({"identifier", "this", "property_identifier", "private_property_identifier", "super"})
_TYPES: Final = frozenset({"type_annotation", "type_arguments", "interface_declaration", "type_alias_declaration"})


def read_javascript(file: File, code: str) -> Module | None:
    """`code`: the file's text, or of a page with markup its scripts in their places. None without tree-sitter."""
    parser = _parser(file.suffix)
    if parser is None:
        return None
    tree = parser.parse(code.encode("utf-8", "surrogateescape"))
    reader = _Reader(file, code)
    try:
        reader.block(tree.root_node.named_children)
    except RecursionError:
        return None
    return reader.collected.module()


def is_readable() -> bool:
    """Whether tree-sitter and its grammars are installed."""
    return _parser(".js") is not None and _parser(".ts") is not None


@cache
def _parser(suffix: str) -> "Parser | None":
    try:
        import tree_sitter
        import tree_sitter_javascript
        import tree_sitter_typescript
    except ImportError:
        return None
    if suffix in {".js", ".jsx", ".mjs", ".cjs", ".html", ".htm"}:
        language = tree_sitter_javascript.language()
    elif suffix == ".tsx":
        language = tree_sitter_typescript.language_tsx()
    else:
        language = tree_sitter_typescript.language_typescript()
    return tree_sitter.Parser(tree_sitter.Language(language))


class _Reader:
    """Walks through a file once."""

    def __init__(self, file: File, code: str) -> None:
        self.collected = Collected(file, Language.NODE)
        self._lines = code.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def block(self, nodes: Iterable["Node"]) -> tuple[Statement, ...]:
        """Statements one after the other, and what of them decides where to go on."""
        return tuple(step for node in nodes if (step := self._statement(node)))

    def _statement(self, node: "Node") -> Statement | None:  # noqa: C901 - one case for each kind
        match node.type:
            case "if_statement":
                otherwise = node.child_by_field_name("alternative")
                return Choice(
                    self._condition(node.child_by_field_name("condition")),
                    self._body(node.child_by_field_name("consequence")),
                    self.block(otherwise.named_children) if otherwise else (),
                )
            case "while_statement" | "do_statement" | "for_statement":
                return self._loop(node)
            case "for_in_statement":
                self._value(node.child_by_field_name("right"))
                return Inner(self._body(node.child_by_field_name("body")))
            case "switch_statement":
                return self._switch(node)
            case "try_statement":
                return self._try(node)
            case "statement_block":
                return Within(self.block(node.named_children))
            case "labeled_statement":
                return Within(self._body(node.child_by_field_name("body")))
            case "import_statement":
                self._import(node)
            case "expression_statement":
                if node.named_child_count == 1 and node.named_children[0].type == "string":
                    return None  # a directive: "use strict"
                call = self._value(node.named_children[0]) if node.named_children else None
                return Jump(Step.END) if isinstance(call, Call) and call.path == ("process", "exit") else None
            case kind if kind in _JUMPS:
                self._values(node.named_children)
                return Jump(_JUMPS[kind])
            case _:
                self._value(node)
        return None

    def _body(self, node: "Node | None") -> tuple[Statement, ...]:
        if node is None:
            return ()
        return self.block(node.named_children if node.type == "statement_block" else [node])

    def _loop(self, node: "Node") -> Statement:
        collected = self.collected
        before = len(collected.calls)
        first = node.child_by_field_name("initializer")
        test = node.child_by_field_name("condition")
        self._values([part for part in (first, node.child_by_field_name("increment")) if part])
        tested = test is not None and test.type not in {"empty_statement", ";"}
        condition = self._condition(test) if tested else Always(True)
        body = self._body(node.child_by_field_name("body"))
        collected.loops.append(
            Loop(
                at=self._at(node),
                end=self._end(node),
                scope=collected.scope,
                condition=condition,
                tested_first=node.type != "do_statement",
                counted=first is not None and first.type.endswith("declaration") and tested,
                body=body,
                calls=tuple(collected.calls[before:]),
            )
        )
        return Inner(body)

    def _switch(self, node: "Node") -> Statement:
        self._value(node.child_by_field_name("value"))
        body = node.child_by_field_name("body")
        labels: list[Condition] = []
        blocks: list[tuple[Statement, ...]] = []
        for case in body.named_children if body else ():
            if case.type not in {"switch_case", "switch_default"}:
                continue
            value = case.child_by_field_name("value")
            labels.append(Among((self._value(value),)) if value else Always(True))
            blocks.append(self.block(case.children_by_field_name("body")))
        cases = [
            (label, tuple(step for block in blocks[at:] for step in block))  # one without `break` runs into the next
            for at, label in enumerate(labels)
        ]
        cases.sort(key=lambda case: isinstance(case[0], Always))
        return Cases(tuple(cases), breakable=True)

    def _try(self, node: "Node") -> Statement:
        body = self._body(node.child_by_field_name("body"))
        handler = node.child_by_field_name("handler")
        final = node.child_by_field_name("finalizer")
        handlers = (self._body(handler.child_by_field_name("body")),) if handler else ()
        return Guarded(body, handlers, self._body(final.child_by_field_name("body")) if final else ())

    def _import(self, node: "Node") -> None:
        source = node.child_by_field_name("source")
        value = self._value(source) if source else None
        if isinstance(value, Str):
            self.collected.imports.add(value.text)

    def _condition(self, node: "Node | None") -> Condition:
        if node is None:
            return Unclear()
        match node.type:
            case kind if kind in _WRAPPERS and node.named_children:
                return self._condition(node.named_children[0])
            case "true":
                return Always(True)
            case "false":
                return Always(False)
            case "number":
                return Always(node.text != b"0")
            case "unary_expression" if _operator(node) == "!":
                return Not(self._condition(node.child_by_field_name("argument")))
            case "binary_expression":
                return self._binary(node)
            case "call_expression":
                if found := self._membership(node):
                    return found
        return Holds(self._value(node))

    def _binary(self, node: "Node") -> Condition:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        match _operator(node):
            case "&&":
                return All((self._condition(left), self._condition(right)))
            case "||":
                return Either((self._condition(left), self._condition(right)))
            case "===" | "==":
                return Among((self._value(left), self._value(right)))
            case "!==" | "!=":
                return Not(Among((self._value(left), self._value(right))))
        self._value(left)
        self._value(right)
        return Unclear()

    def _membership(self, node: "Node") -> Condition | None:
        """`DONE.includes(status)`, `DONE.has(status)`."""
        function = node.child_by_field_name("function")
        if function is None or function.type != "member_expression":
            return None
        name, holder = function.child_by_field_name("property"), function.child_by_field_name("object")
        if name is None or name.text not in {b"includes", b"has"}:
            return None
        found = self._value(holder)
        self._value(node.child_by_field_name("arguments"))
        return Among((found,)) if isinstance(found, Seq | Ref) else Unclear()

    def _values(self, nodes: Iterable["Node"]) -> None:
        for node in nodes:
            self._value(node)

    def _value(self, node: "Node | None", *, listed: bool = False) -> Value:  # noqa: C901, PLR0912 - as many kinds
        if node is None:
            return Other(0)
        at = self._at(node)
        match node.type:
            case "string":
                return self._kept(Str(_unquoted(node), at))
            case "template_string":
                return self._template(node, at)
            case "number":
                return _number(node, at)
            case "identifier" | "this":
                return Ref(_words(node), at, self.collected.scope)
            case "member_expression":
                return self._member(node, at)
            case "subscript_expression":
                return self._subscript(node, at)
            case "call_expression" | "new_expression":
                return self._call(node, awaited=False)
            case "await_expression":
                inner = _unwrapped(node.named_children[0]) if node.named_children else None
                if inner is not None and inner.type == "call_expression":
                    return self._call(inner, awaited=True)
                return self._value(inner)
            case "object":
                return self._object(node, listed=listed)
            case "array":
                items = tuple(self._value(item, listed=True) for item in node.named_children)
                return self.collected.sequence(items, at)
            case "binary_expression":
                return self._operation(node, at)
            case "unary_expression" if _operator(node) == "!":
                return Asked(self._condition(node), at)
            case kind if kind in _WRAPPERS and node.named_children:
                return self._value(node.named_children[0], listed=listed)
            case kind if kind in _FUNCTIONS:
                self._function(node)
            case "variable_declarator" | "public_field_definition" | "field_definition":
                self._declarator(node)
            case "assignment_expression" | "augmented_assignment_expression":
                return self._assignment(node)
            case kind if kind in _TYPES or kind == "comment":
                pass
            case _:
                self.block(node.named_children)
        return Other(at)

    def _kept(self, text: Str) -> Str:
        self.collected.strings.append(text)
        return text

    def _template(self, node: "Node", at: int) -> Value:
        pieces: list[Value] = []
        for child in node.named_children:
            if child.type == "template_substitution":
                pieces.append(self._value(child.named_children[0]) if child.named_children else Other(at))
            else:
                pieces.append(Str(_words(child), at))
        found = joined(pieces, at) if pieces else Str("", at)
        return self._kept(found) if isinstance(found, Str) else found

    def _member(self, node: "Node", at: int) -> Value:
        name = _dotted(node)
        if name is None:
            self._value(node.child_by_field_name("object"))
            return Other(at)
        for prefix in _ENVIRONMENTS:
            if name.startswith(prefix):
                self.collected.env.append(EnvRead(name.removeprefix(prefix), self._end(node) - len(_last(name))))
        return Ref(name, at, self.collected.scope)

    def _subscript(self, node: "Node", at: int) -> Value:
        holder, index = node.child_by_field_name("object"), node.child_by_field_name("index")
        key = self._value(index)
        if isinstance(key, Str) and holder is not None and f"{_dotted(holder)}." in _ENVIRONMENTS:
            self.collected.env.append(EnvRead(key.text, key.at + 1))
        else:
            self._value(holder)
        return Other(at)

    def _operation(self, node: "Node", at: int) -> Value:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        match _operator(node):
            case "+":
                found = joined((self._value(left), self._value(right)), at)
                return self._kept(found) if isinstance(found, Str) else found
            case "||" | "??":
                first, second = self._value(left), self._value(right)
                return second if isinstance(second, Str | Num) else Asked(Unclear(), first.at)
        return Asked(self._condition(node), at)

    def _object(self, node: "Node", *, listed: bool) -> Rec:
        found: dict[str, Value] = {}
        is_open = False
        for child in node.named_children:
            match child.type:
                case "pair":
                    key, inner = child.child_by_field_name("key"), child.child_by_field_name("value")
                    value = self._value(inner, listed=True)
                    if key is None or key.type == "computed_property_name":
                        is_open = True
                        self._values(key.named_children if key else ())
                    else:
                        found[_unquoted(key) if key.type == "string" else _words(key)] = value
                case "shorthand_property_identifier":
                    name = _words(child)
                    found[name] = Ref(name, self._at(child), self.collected.scope)
                case "comment":
                    pass
                case _:
                    is_open = True
                    self._value(child)
        return self.collected.record(Rec(found, self._at(node), is_open), listed=listed)

    def _call(self, node: "Node", *, awaited: bool) -> Value:
        callee = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        path, receiver, at = self._callee(callee, node)
        arguments = node.child_by_field_name("arguments")
        given = [child for child in (arguments.named_children if arguments else ()) if child.type != "comment"]
        positional = tuple(self._value(child) for child in given)
        call = Call(
            path=path,
            positional=positional,
            named=Rec({}, at),
            at=at,
            scope=self.collected.scope,
            end=self._end(node),
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
            return ("import",), None, self._at(call)
        names: list[str] = []
        at = self._at(node)
        while node is not None and (node := _unwrapped(node)).type == "member_expression":
            name = node.child_by_field_name("property")
            if name is not None and not names:
                at = self._at(name)
            names.append(_words(name) if name is not None else "")
            node = node.child_by_field_name("object")
        if node is not None and node.type in _NAMES:
            return (_words(node), *reversed(names)), None, at
        inner = self._value(node)
        return tuple(reversed(names)), inner if isinstance(inner, Call) else None, at

    def _function(self, node: "Node", name: str = "") -> None:
        collected = self.collected
        own = node.child_by_field_name("name")
        name = _words(own) if own else name
        outer = collected.enter(name)
        before = len(collected.calls)
        parameters = node.child_by_field_name("parameters") or node.child_by_field_name("parameter")
        self._parameters(parameters)
        body = node.child_by_field_name("body")
        if body is not None and body.type == "statement_block":
            self.block(body.named_children)
        else:
            self._value(body)
        collected.leave(name, outer, before)

    def _parameters(self, node: "Node | None") -> None:
        """The names of parameters, those in patterns too, with their defaults."""
        if node is None or node.type in _TYPES:
            return
        match node.type:
            case "assignment_pattern" | "object_assignment_pattern" | "required_parameter" | "optional_parameter":
                name = node.child_by_field_name("left") or node.child_by_field_name("pattern")
                default = node.child_by_field_name("right") or node.child_by_field_name("value")
                if name is not None and default is not None and name.type in _NAMES | {_SHORT}:
                    self.collected.bind(_words(name), self._value(default), Place.DEFAULT)
                else:
                    self._parameters(name)
                    self._value(default) if default is not None else None
            case "identifier" | "shorthand_property_identifier_pattern":
                key = (self.collected.scope, _words(node))
                self.collected.bindings.setdefault(key, []).append(Other(self._at(node)))
            case _:
                for child in node.named_children:
                    self._parameters(child)

    def _declarator(self, node: "Node") -> None:
        name = node.child_by_field_name("name") or node.child_by_field_name("property")
        given = node.child_by_field_name("value")
        if name is None:
            return
        if given is not None and given.type in _FUNCTIONS:
            self._function(given, _words(name))
        elif name.type in {"object_pattern", "array_pattern"}:
            self._value(given)
            self._parameters(name)
        elif given is not None:
            prefix = "this." if node.type.endswith("field_definition") else ""
            self.collected.bind(prefix + _words(name), self._value(given), Place.ASSIGNED)

    def _assignment(self, node: "Node") -> Value:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if right is not None and right.type in _FUNCTIONS and left is not None:
            self._function(right, _last(_words(left)))
            return Other(self._at(node))
        value = self._value(right)
        if left is None:
            return value
        known = value if node.type == "assignment_expression" else Other(self._at(node))
        holder = left.child_by_field_name("object")
        if left.type == "subscript_expression":
            key = self._value(left.child_by_field_name("index"))
            self.collected.mutated.add(_last(_dotted(holder) or "") if holder else "")
            if isinstance(key, Str):
                self.collected.bind(f"[].{key.text}", known, Place.ASSIGNED)
        elif name := _dotted(left):
            if holder is not None:
                self.collected.mutated.add(_last(_dotted(holder) or ""))
            self.collected.bind(name, known, Place.ASSIGNED)
        else:
            self._parameters(left)
        return value

    def _at(self, node: "Node") -> int:
        return self._offset(node.start_point.row, node.start_point.column)

    def _end(self, node: "Node") -> int:
        return self._offset(node.end_point.row, node.end_point.column)

    def _offset(self, row: int, column: int) -> int:
        words = self._lines[row] if row < len(self._lines) else ""
        if not words.isascii():
            column = len(words.encode("utf-8", "surrogateescape")[:column].decode("utf-8", "surrogateescape"))
        return self._starts[min(row, len(self._starts) - 1)] + column


_SHORT: Final = "shorthand_property_identifier_pattern"


def _unwrapped(node: "Node") -> "Node":
    """Without brackets, and without what only tells the compiler a type."""
    while node.type in _WRAPPERS and node.named_children:
        node = node.named_children[0]
    return node


def _dotted(node: "Node") -> str | None:
    node = _unwrapped(node)
    if node.type in _NAMES or node.type == "meta_property":
        return _words(node)
    if node.type != "member_expression":
        return None
    holder, name = node.child_by_field_name("object"), node.child_by_field_name("property")
    before = _dotted(holder) if holder is not None else None
    return f"{before}.{_words(name)}" if before and name is not None else None


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _words(node: "Node") -> str:
    return (node.text or b"").decode("utf-8", "surrogateescape")


def _unquoted(node: "Node") -> str:
    return _words(node)[1:-1]


def _operator(node: "Node") -> str:
    operator = node.child_by_field_name("operator")
    return _words(operator) if operator is not None else ""


def _number(node: "Node", at: int) -> Value:
    try:
        return Num(float(_words(node).replace("_", "")), at)
    except ValueError:
        return Other(at)
