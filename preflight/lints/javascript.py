"""JavaScript and TypeScript as lints see them, through tree-sitter, which comes with the extra `js`."""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Final

from preflight.lints.code import Call, Module, Str
from preflight.lints.flow import (
    Always,
    Among,
    Cases,
    Choice,
    Condition,
    Guarded,
    Inner,
    Jump,
    Loop,
    Statement,
    Step,
    Within,
)
from preflight.lints.javascript_bindings import Bindings
from preflight.tree.model import File

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_JUMPS: Final = {
    "return_statement": Step.END,
    "throw_statement": Step.END,
    "break_statement": Step.LEAVE,
    "continue_statement": Step.AGAIN,
}


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


class _Reader(Bindings):
    """Walks through a file once."""

    def block(self, nodes: Iterable["Node"]) -> tuple[Statement, ...]:
        """Statements one after the other, and what of them decides where to go on."""
        return tuple(step for node in nodes if (step := self._statement(node)))

    def _statement(self, node: "Node") -> Statement | None:  # noqa: C901 - one case for each kind
        match node.type:
            case "if_statement":
                otherwise = node.child_by_field_name("alternative")
                return Choice(
                    self.condition(node.child_by_field_name("condition")),
                    self._body(node.child_by_field_name("consequence")),
                    self.block(otherwise.named_children) if otherwise else (),
                )
            case "while_statement" | "do_statement" | "for_statement":
                return self._loop(node)
            case "for_in_statement":
                self.value(node.child_by_field_name("right"))
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
                call = self.value(node.named_children[0]) if node.named_children else None
                return Jump(Step.END) if isinstance(call, Call) and call.path == ("process", "exit") else None
            case kind if kind in _JUMPS:
                self.values(node.named_children)
                return Jump(_JUMPS[kind])
            case _:
                self.value(node)
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
        self.values([part for part in (first, node.child_by_field_name("increment")) if part])
        tested = test is not None and test.type not in {"empty_statement", ";"}
        condition = self.condition(test) if tested else Always(True)
        body = self._body(node.child_by_field_name("body"))
        collected.loops.append(
            Loop(
                at=self.at(node),
                end=self.end_of(node),
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
        self.value(node.child_by_field_name("value"))
        body = node.child_by_field_name("body")
        labels: list[Condition] = []
        blocks: list[tuple[Statement, ...]] = []
        for case in body.named_children if body else ():
            if case.type not in {"switch_case", "switch_default"}:
                continue
            value = case.child_by_field_name("value")
            labels.append(Among((self.value(value),)) if value else Always(True))
            blocks.append(self.block(case.children_by_field_name("body")))
        return Cases(tuple(zip(labels, blocks, strict=True)), runs_on=True)

    def _try(self, node: "Node") -> Statement:
        body = self._body(node.child_by_field_name("body"))
        handler = node.child_by_field_name("handler")
        final = node.child_by_field_name("finalizer")
        handlers = (self._body(handler.child_by_field_name("body")),) if handler else ()
        return Guarded(body, handlers, self._body(final.child_by_field_name("body")) if final else ())

    def _import(self, node: "Node") -> None:
        source = node.child_by_field_name("source")
        value = self.value(source) if source else None
        if isinstance(value, Str):
            self.collected.imports.add(value.text)
