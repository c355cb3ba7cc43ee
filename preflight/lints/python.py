"""Python as lints see it, through the standard library's own parser; nothing is run."""

import ast
import re
import warnings
from collections.abc import Iterable, Iterator
from typing import Final

from preflight.lints.code import Asked, Call, Language, Module, Num, Other, Place, Rec, Ref, Str, Value
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

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_COUNTERS: Final = frozenset({"range", "trange"})
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
"""As the parser counts lines: nothing else ends one."""


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


class _Reader:
    """Walks through a file once."""

    def __init__(self, file: File) -> None:
        self.collected = Collected(file, Language.PYTHON)
        self._lines = _LINE.findall(file.text)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))

    def block(self, body: Iterable[ast.stmt]) -> tuple[Statement, ...]:
        """Statements one after the other, and what of them decides where to go on."""
        return tuple(step for statement in body if (step := self._statement(statement)))

    def _statement(self, node: ast.stmt) -> Statement | None:  # noqa: C901, PLR0912 - one case for each kind
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._function(node)
            case ast.ClassDef(bases=bases, keywords=keywords, body=body, decorator_list=decorators):
                self._values((*bases, *(keyword.value for keyword in keywords), *decorators))
                self.block(body)
            case ast.Expr(value=ast.Constant()):
                pass  # a docstring
            case ast.Expr(value=value):
                return Jump(Step.END) if _ends_program(self._value(value)) else None
            case ast.Return(value=value):
                self._values((value,))
                return Jump(Step.END)
            case ast.Raise(exc=error, cause=cause):
                self._values((error, cause))
                return Jump(Step.END)
            case ast.Break():
                return Jump(Step.LEAVE)
            case ast.Continue():
                return Jump(Step.AGAIN)
            case ast.If(test=test, body=body, orelse=otherwise):
                return Choice(self._condition(test), self.block(body), self.block(otherwise))
            case ast.While() | ast.For() | ast.AsyncFor():
                return self._loop(node)
            case ast.Try() | ast.TryStar():
                handlers = tuple(self.block(handler.body) for handler in node.handlers)
                return Guarded(self.block((*node.body, *node.orelse)), handlers, self.block(node.finalbody))
            case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
                self._values(item.context_expr for item in items)
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
                self._values(_inner(node))
        return None

    def _function(self, node: _Function) -> None:
        collected = self.collected
        self._values(node.decorator_list)
        arguments = node.args
        plain = [*arguments.posonlyargs, *arguments.args]
        defaults: list[tuple[ast.arg, ast.expr | None]] = [
            *zip(plain[::-1], arguments.defaults[::-1], strict=False),
            *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
        ]
        given = [(name.arg, self._value(value)) for name, value in defaults if value is not None]
        outer = collected.enter(node.name)
        with_default = {name for name, _ in given}
        for name, value in given:
            collected.bind(name, value, Place.DEFAULT)
        for argument in (*plain, *arguments.kwonlyargs):
            if argument.arg not in with_default:
                collected.bindings.setdefault((collected.scope, argument.arg), []).append(Other(self._at(argument)))
        before = len(collected.calls)
        self.block(node.body)
        collected.leave(node.name, outer, before)

    def _assignment(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> None:
        value = self._value(node.value) if node.value else Other(self._at(node))
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            match target:
                case ast.Name() | ast.Attribute() if name := _dotted(target):
                    known = Other(self._at(node)) if isinstance(node, ast.AugAssign) else value
                    if node.value is not None:
                        self.collected.bind(name, known, Place.ASSIGNED)
                case ast.Subscript(value=inner, slice=index):
                    name = (_dotted(inner) or "").rpartition(".")[2]
                    self.collected.mutated.add(name)
                    key = self._value(index)
                    if isinstance(key, Str):
                        self.collected.bind(f"{name}[].{key.text}", value, Place.ASSIGNED)
                case _:
                    self._unpack(target)

    def _unpack(self, target: ast.expr) -> None:
        for part in ast.walk(target):
            if isinstance(part, ast.Name):
                self.collected.bindings.setdefault((self.collected.scope, part.id), []).append(Other(self._at(part)))

    def _loop(self, node: ast.While | ast.For | ast.AsyncFor) -> Statement:
        collected = self.collected
        before = len(collected.calls)
        counted = False
        if isinstance(node, ast.While):
            condition = self._condition(node.test)
        else:
            condition = Unclear()
            over = self._value(node.iter)
            counted = isinstance(over, Call) and over.last in _COUNTERS
            endless = isinstance(over, Call) and over.last in {"count", "cycle"}
            self._unpack(node.target)
            if not counted and not endless:
                return Inner(self.block((*node.body, *node.orelse)))
        body = self.block(node.body)
        collected.loops.append(
            Loop(
                at=self._at(node),
                end=self._end(node),
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
        self._value(node.subject)
        cases = []
        for case in node.cases:
            condition = self._pattern(case.pattern)
            if case.guard:
                condition = All((condition, self._condition(case.guard)))
            cases.append((condition, self.block(case.body)))
        return Cases(tuple(cases))

    def _pattern(self, pattern: ast.pattern) -> Condition:
        match pattern:
            case ast.MatchValue(value=value):
                return Among((self._value(value),))
            case ast.MatchOr(patterns=patterns):
                return Either(tuple(self._pattern(one) for one in patterns))
            case ast.MatchAs(pattern=None):
                return Always(True)
        return Unclear()

    def _condition(self, node: ast.expr) -> Condition:
        match node:
            case ast.BoolOp(op=operator, values=values):
                parts = tuple(self._condition(value) for value in values)
                return All(parts) if isinstance(operator, ast.And) else Either(parts)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self._condition(operand))
            case ast.Constant(value=bool() | int() as truth):
                return Always(bool(truth))
            case ast.Compare(left=left, ops=[operator], comparators=[right]):
                sides = (self._value(left), self._value(right))
                return _comparison(operator, sides)
            case ast.Compare(left=left, comparators=others):
                self._values((left, *others))
                return Unclear()
        return Holds(self._value(node))

    def _values(self, nodes: Iterable[ast.expr | None]) -> None:
        for node in nodes:
            if node is not None:
                self._value(node)

    def _value(self, node: ast.expr, *, listed: bool = False) -> Value:  # noqa: C901, PLR0912 - one case for each kind
        at = self._at(node)
        match node:
            case ast.Constant(value=str() as text):
                found = Str(text, at)
                self.collected.strings.append(found)
                return found
            case ast.Constant(value=(int() | float()) as number) if not isinstance(number, bool):
                return Num(float(number), at)
            case ast.JoinedStr(values=pieces):
                return self._text(pieces, at)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._sum(left, right, at)
            case ast.Name() | ast.Attribute() if name := _dotted(node):
                return Ref(name, at, self.collected.scope)
            case ast.Call():
                return self._call(node, awaited=False)
            case ast.Await(value=ast.Call() as call):
                return self._call(call, awaited=True)
            case ast.Dict():
                return self._mapping(node, listed=listed)
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                return self.collected.sequence(tuple(self._value(item, listed=True) for item in items), at)
            case ast.BoolOp(op=ast.Or(), values=values) if not any(isinstance(v, ast.Compare) for v in values):
                parts = [self._value(value) for value in values]
                return parts[-1] if isinstance(parts[-1], Str) else Other(at)
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                return Asked(self._condition(node), at)
            case ast.NamedExpr(target=target, value=value):
                given = self._value(value)
                self.collected.bind(target.id, given, Place.ASSIGNED)
                return given
            case ast.Subscript(value=inner, slice=index):
                return self._subscript(inner, index, at)
        self._values(_inner(node))
        return Other(at)

    def _subscript(self, inner: ast.expr, index: ast.expr, at: int) -> Value:
        name, key = _dotted(inner), self._value(index)
        if name is None:
            self._value(inner)
        elif isinstance(key, Str) and name.rpartition(".")[2] == "environ":
            self.collected.call(_environment_read(key, at, self.collected.scope))
        return Other(at)

    def _text(self, pieces: Iterable[ast.expr], at: int) -> Value:
        values = [
            Str(str(piece.value), at) if isinstance(piece, ast.Constant) else self._value(piece.value)
            for piece in pieces
            if isinstance(piece, ast.Constant | ast.FormattedValue)
        ]
        found = joined(values, at)
        if isinstance(found, Str):
            self.collected.strings.append(found)
        return found

    def _sum(self, left: ast.expr, right: ast.expr, at: int) -> Value:
        found = joined((self._value(left), self._value(right)), at)
        if isinstance(found, Str):
            self.collected.strings.append(found)
        return found

    def _mapping(self, node: ast.Dict, *, listed: bool) -> Rec:
        found: dict[str, Value] = {}
        is_open = False
        for key, inner in zip(node.keys, node.values, strict=True):
            name = self._value(key) if key else None
            value = self._value(inner, listed=True)
            if isinstance(name, Str) and not name.holes:
                found[name.text] = value
            else:
                is_open = True
        return self.collected.record(Rec(found, self._at(node), is_open), listed=listed)

    def _call(self, node: ast.Call, *, awaited: bool) -> Value:
        path, receiver = self._callee(node.func)
        at = self._place_of_name(node.func)
        positional = tuple(self._value(argument) for argument in node.args)
        named = {keyword.arg: self._value(keyword.value) for keyword in node.keywords if keyword.arg}
        for keyword in node.keywords:
            if keyword.arg is None:
                self._value(keyword.value)
        is_open = any(keyword.arg is None for keyword in node.keywords)
        call = Call(
            path=path,
            positional=positional,
            named=Rec(named, self._at(node), is_open),
            at=at,
            scope=self.collected.scope,
            end=self._end(node),
            receiver=receiver,
            awaited=awaited,
        )
        if path[-1:] in {("update",), ("setdefault",)} and len(path) > 1:
            self.collected.mutated.add(path[-2])
        self.collected.call(call)
        return listed_items(call) or call

    def _callee(self, node: ast.expr) -> tuple[tuple[str, ...], Call | None]:
        """The path of names from the innermost call or name on."""
        names: list[str] = []
        while isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
        if isinstance(node, ast.Name):
            return (node.id, *reversed(names)), None
        inner = self._value(node)
        return tuple(reversed(names)), inner if isinstance(inner, Call) else None

    def _place_of_name(self, node: ast.expr) -> int:
        """Where the last name of a callee stands."""
        end = self._end(node)
        return end - len(node.attr) if isinstance(node, ast.Attribute) else self._at(node)

    def _at(self, node: ast.expr | ast.stmt | ast.arg) -> int:
        return self._offset(node.lineno, node.col_offset)

    def _end(self, node: ast.expr | ast.stmt) -> int:
        return self._offset(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def _offset(self, line: int, column: int) -> int:
        words = self._lines[line - 1] if line <= len(self._lines) else ""
        if not words.isascii():
            column = len(words.encode("utf-8", "surrogateescape")[:column].decode("utf-8", "surrogateescape"))
        return self._starts[min(line - 1, len(self._starts) - 1)] + column


def _comparison(operator: ast.cmpop, sides: tuple[Value, Value]) -> Condition:
    match operator:
        case ast.Eq():
            return Among(sides)
        case ast.NotEq():
            return Not(Among(sides))
        case ast.In():
            return Among((sides[1],))
        case ast.NotIn():
            return Not(Among((sides[1],)))
    return Unclear()


def _environment_read(key: Str, at: int, scope: int) -> Call:
    return Call(("os", "environ", "get"), (key,), Rec({}, at), at, scope, at)


def _ends_program(value: Value) -> bool:
    return isinstance(value, Call) and value.path in {("sys", "exit"), ("exit",), ("os", "_exit")}


def _dotted(node: ast.expr) -> str | None:
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return ".".join((node.id, *reversed(names))) if isinstance(node, ast.Name) else None


def _inner(node: ast.AST) -> Iterator[ast.expr]:
    """The expressions right below, also those of a comprehension."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield child
        else:
            yield from _inner(child)
