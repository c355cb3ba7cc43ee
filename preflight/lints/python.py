"""Python as lints see it, through the standard library's own parser; nothing is run."""

import ast
import warnings
from collections.abc import Iterable
from typing import Final

from preflight.lints.code import Call, Module, Other, Place, Str, Value
from preflight.lints.flow import (
    All,
    Always,
    Among,
    Cases,
    Choice,
    Condition,
    Either,
    Guarded,
    Inner,
    Jump,
    Loop,
    Statement,
    Step,
    Unclear,
    Within,
)
from preflight.lints.python_values import Values, dotted, expressions_in
from preflight.tree.model import File

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_COUNTERS: Final = frozenset({"range", "trange"})


def read_python(file: File) -> Module | None:
    """None for what this version of Python does not take for a program."""
    text = file.text
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
        reader = _Reader(file)
        reader.block(tree.body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return reader.collected.module()


class _Reader(Values):
    """Walks through a file once."""

    def block(self, body: Iterable[ast.stmt]) -> tuple[Statement, ...]:
        """Statements one after the other, and what of them decides where to go on."""
        return tuple(step for statement in body if (step := self._statement(statement)))

    def _statement(self, node: ast.stmt) -> Statement | None:  # noqa: C901, PLR0912 - one case for each kind
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._function(node)
            case ast.ClassDef(bases=bases, keywords=keywords, body=body, decorator_list=decorators):
                self.values((*bases, *(keyword.value for keyword in keywords), *decorators))
                self.block(body)
            case ast.Expr(value=ast.Constant()):
                pass  # a docstring
            case ast.Expr(value=value):
                return Jump(Step.END) if _ends_program(self.value(value)) else None
            case ast.Return(value=value):
                self.values((value,))
                return Jump(Step.END)
            case ast.Raise(exc=error, cause=cause):
                self.values((error, cause))
                return Jump(Step.END)
            case ast.Break():
                return Jump(Step.LEAVE)
            case ast.Continue():
                return Jump(Step.AGAIN)
            case ast.If(test=test, body=body, orelse=otherwise):
                return Choice(self.condition(test), self.block(body), self.block(otherwise))
            case ast.While() | ast.For() | ast.AsyncFor():
                return self._loop(node)
            case ast.Try() | ast.TryStar():
                handlers = tuple(self.block(handler.body) for handler in node.handlers)
                return Guarded(self.block((*node.body, *node.orelse)), handlers, self.block(node.finalbody))
            case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
                self.values(item.context_expr for item in items)
                return Within(self.block(body))
            case ast.Match():
                return self._match(node)
            case ast.Import(names=names):
                self.collected.imports |= {alias.name for alias in names}
            case ast.ImportFrom(module=module, names=names):
                self.collected.imports |= {module or "", *(f"{module}.{alias.name}" for alias in names)}
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                self._assignment(node)
            case _:
                self.values(expressions_in(node))
        return None

    def _function(self, node: _Function) -> None:
        collected = self.collected
        self.values(node.decorator_list)
        arguments = node.args
        plain = [*arguments.posonlyargs, *arguments.args]
        defaults: list[tuple[ast.arg, ast.expr | None]] = [
            *zip(plain[::-1], arguments.defaults[::-1], strict=False),
            *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
        ]
        given = [(name.arg, self.value(value)) for name, value in defaults if value is not None]
        outer = collected.enter(node.name)
        with_default = {name for name, _ in given}
        for name, value in given:
            collected.bind(name, value, Place.DEFAULT)
        for argument in (*plain, *arguments.kwonlyargs):
            if argument.arg not in with_default:
                collected.bindings.setdefault((collected.scope, argument.arg), []).append(Other(self.at(argument)))
        before = len(collected.calls)
        self.block(node.body)
        collected.leave(node.name, outer, before, (self.at(node), self.end_of(node)))

    def _assignment(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> None:
        value = self.value(node.value) if node.value else Other(self.at(node))
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            match target:
                case ast.Name() | ast.Attribute() if name := dotted(target):
                    known = Other(self.at(node)) if isinstance(node, ast.AugAssign) else value
                    if node.value is not None:
                        self.collected.bind(name, known, Place.ASSIGNED)
                case ast.Subscript(value=inner, slice=index):
                    name = (dotted(inner) or "").rpartition(".")[2]
                    self.collected.mutated.add(name)
                    key = self.value(index)
                    if isinstance(key, Str):
                        self.collected.bind(f"{name}[].{key.text}", value, Place.ASSIGNED)
                case _:
                    self._unpack(target)

    def _unpack(self, target: ast.expr) -> None:
        for part in ast.walk(target):
            if isinstance(part, ast.Name):
                self.collected.bindings.setdefault((self.collected.scope, part.id), []).append(Other(self.at(part)))

    def _loop(self, node: ast.While | ast.For | ast.AsyncFor) -> Statement:
        collected = self.collected
        before = len(collected.calls)
        counted = False
        if isinstance(node, ast.While):
            condition = self.condition(node.test)
        else:
            condition = Unclear()
            over = self.value(node.iter)
            counted = isinstance(over, Call) and over.last in _COUNTERS
            endless = isinstance(over, Call) and over.last in {"count", "cycle"}
            self._unpack(node.target)
            if not counted and not endless:
                return Inner(self.block((*node.body, *node.orelse)))
        body = self.block(node.body)
        collected.loops.append(
            Loop(
                at=self.at(node),
                end=self.end_of(node),
                scope=collected.scope,
                condition=condition,
                tested_first=True,
                counted=counted,
                body=body,
                calls=tuple(collected.calls[before:]),
            )
        )
        self.block(node.orelse)
        return Inner(body)

    def _match(self, node: ast.Match) -> Statement:
        self.value(node.subject)
        cases = []
        for case in node.cases:
            condition = self._pattern(case.pattern)
            if case.guard:
                condition = All((condition, self.condition(case.guard)))
            cases.append((condition, self.block(case.body)))
        return Cases(tuple(cases))

    def _pattern(self, pattern: ast.pattern) -> Condition:
        match pattern:
            case ast.MatchValue(value=value):
                return Among((self.value(value),))
            case ast.MatchOr(patterns=patterns):
                return Either(tuple(self._pattern(one) for one in patterns))
            case ast.MatchAs(pattern=None):
                return Always(True)
        return Unclear()


def _ends_program(value: Value) -> bool:
    return isinstance(value, Call) and value.path in {("sys", "exit"), ("exit",), ("os", "_exit")}
