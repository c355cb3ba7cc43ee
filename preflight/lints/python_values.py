"""Expressions of Python as values."""

import ast
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from preflight.lints.code import Asked, Call, Language, Num, Other, Place, Rec, Ref, Str, Value
from preflight.lints.collected import Collected, calculated, joined, listed_items
from preflight.lints.flow import All, Always, Among, Condition, Either, Holds, Not, Unclear
from preflight.lints.places import Places

if TYPE_CHECKING:
    from preflight.tree.model import File

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
"""As the parser counts lines: nothing else ends one."""
_OPERATORS: Final[dict[type[ast.operator], str]] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


class Values:
    """Reads expressions, and gathers what is in them."""

    def __init__(self, file: "File") -> None:
        self.collected = Collected(file, Language.PYTHON)
        self._places = Places(_LINE.findall(file.text))

    def condition(self, node: ast.expr) -> Condition:
        """What decides where a program goes on."""
        match node:
            case ast.BoolOp(op=operator, values=values):
                parts = tuple(self.condition(value) for value in values)
                return All(parts) if isinstance(operator, ast.And) else Either(parts)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.condition(operand))
            case ast.Constant(value=bool() | int() as truth):
                return Always(bool(truth))
            case ast.Compare(left=left, ops=[operator], comparators=[right]):
                sides = (self.value(left), self.value(right))
                return _comparison(operator, sides)
            case ast.Compare(left=left, comparators=others):
                self.values((left, *others))
                return Unclear()
        return Holds(self.value(node))

    def values(self, nodes: Iterable[ast.expr | None]) -> None:
        """Reads expressions of which nothing more is wanted."""
        for node in nodes:
            if node is not None:
                self.value(node)

    def value(self, node: ast.expr, *, listed: bool = False) -> Value:  # noqa: C901, PLR0912 - one case for each kind
        """What an expression is; `listed`: it is an item of something."""
        at = self.at(node)
        match node:
            case ast.Constant(value=str() as text):
                found = Str(text, at)
                self.collected.strings.append(found)
                return found
            case ast.Constant(value=(int() | float()) as number) if not isinstance(number, bool):
                return _number(number, at)
            case ast.JoinedStr(values=pieces):
                return self._text(pieces, at)
            case ast.BinOp(left=left, op=(ast.Add() | ast.Sub() | ast.Mult() | ast.Div()) as operator, right=right):
                return self._operation(_OPERATORS[type(operator)], self.value(left), self.value(right), at)
            case ast.Name() | ast.Attribute() if name := dotted(node):
                return Ref(name, at, self.collected.scope)
            case ast.Call():
                return self._call(node, awaited=False)
            case ast.Await(value=ast.Call() as call):
                return self._call(call, awaited=True)
            case ast.Dict():
                return self._mapping(node, listed=listed)
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                return self.collected.sequence(tuple(self.value(item, listed=True) for item in items), at)
            case ast.BoolOp(op=ast.Or(), values=values) if not any(isinstance(v, ast.Compare) for v in values):
                parts = [self.value(value) for value in values]
                return parts[-1] if isinstance(parts[-1], Str) else Other(at)
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                return Asked(self.condition(node), at)
            case ast.NamedExpr(target=target, value=value):
                given = self.value(value)
                self.collected.bind(target.id, given, Place.ASSIGNED)
                return given
            case ast.Subscript(value=inner, slice=index):
                return self._subscript(inner, index, at)
        self.values(expressions_in(node))
        return Other(at)

    def _subscript(self, inner: ast.expr, index: ast.expr, at: int) -> Value:
        name, key = dotted(inner), self.value(index)
        if name is None:
            self.value(inner)
        elif isinstance(key, Str) and name.rpartition(".")[2] == "environ":
            self.collected.call(_environment_read(key, at, self.collected.scope))
        return Other(at)

    def _text(self, pieces: Iterable[ast.expr], at: int) -> Value:
        values: list[Value] = [Str("", at)]  # it is a text even when nothing but names is in it
        values += [
            Str(str(piece.value), at) if isinstance(piece, ast.Constant) else self.value(piece.value)
            for piece in pieces
            if isinstance(piece, ast.Constant | ast.FormattedValue)
        ]
        found = joined(values, at)
        if isinstance(found, Str):
            self.collected.strings.append(found)
        return found

    def _operation(self, operator: str, left: Value, right: Value, at: int) -> Value:
        found = joined((left, right), at) if operator == "+" else Other(at)
        if isinstance(found, Str):
            self.collected.strings.append(found)
            return found
        return calculated(operator, left, right, at)

    def _mapping(self, node: ast.Dict, *, listed: bool) -> Rec:
        found: dict[str, Value] = {}
        is_open = False
        for key, inner in zip(node.keys, node.values, strict=True):
            name = self.value(key) if key else None
            value = self.value(inner, listed=True)
            if isinstance(name, Str) and not name.holes:
                found[name.text] = value
            else:
                is_open = True
        return self.collected.record(Rec(found, self.at(node), is_open), listed=listed)

    def _call(self, node: ast.Call, *, awaited: bool) -> Value:
        path, receiver = self._callee(node.func)
        at = self._place_of_name(node.func)
        positional = tuple(self.value(argument) for argument in node.args)
        named = {keyword.arg: self.value(keyword.value) for keyword in node.keywords if keyword.arg}
        for keyword in node.keywords:
            if keyword.arg is None:
                self.value(keyword.value)
        is_open = any(keyword.arg is None for keyword in node.keywords)
        call = Call(
            path=path,
            positional=positional,
            named=Rec(named, self.at(node), is_open),
            at=at,
            scope=self.collected.scope,
            end=self.end_of(node),
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
        inner = self.value(node)
        return tuple(reversed(names)), inner if isinstance(inner, Call) else None

    def _place_of_name(self, node: ast.expr) -> int:
        """Where the last name of a callee stands."""
        end = self.end_of(node)
        return end - len(node.attr) if isinstance(node, ast.Attribute) else self.at(node)

    def at(self, node: ast.expr | ast.stmt | ast.arg) -> int:
        """Where a node begins."""
        return self._places.offset(node.lineno - 1, node.col_offset)

    def end_of(self, node: ast.expr | ast.stmt) -> int:
        """Where it ends."""
        return self._places.offset((node.end_lineno or node.lineno) - 1, node.end_col_offset or 0)


def _number(number: float, at: int) -> Value:
    """Something else for a whole number that is beyond all others, such as the modulus of a key."""
    try:
        return Num(float(number), at)
    except OverflowError:
        return Other(at)


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


def dotted(node: ast.expr) -> str | None:
    """`a.b.c`; None for what is no path of names."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return ".".join((node.id, *reversed(names))) if isinstance(node, ast.Name) else None


def expressions_in(node: ast.AST) -> Iterator[ast.expr]:
    """The expressions right below, also those of a comprehension."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield child
        else:
            yield from expressions_in(child)
