"""What numbers come to that code calculates: between which two they lie, chance included."""

from collections.abc import Callable, Mapping
from typing import Final

from preflight.lints.code import Calc, Call, Module, Num, Value

_DEEPEST: Final = 8
Bounds = tuple[float, float]
"""The least and the greatest that a number can be."""


def bounds(value: Value, module: Module, depth: int = _DEEPEST) -> Bounds | None:
    """None for what cannot be told from the code."""
    match module.resolve(value):
        case Num(number):
            return number, number
        case Call(path=(*_, "random"), positional=()):
            return 0.0, 1.0
        case Call(path=(*_, "uniform"), positional=(low, high)) if depth:
            ends = bounds(low, module, depth - 1), bounds(high, module, depth - 1)
            return (ends[0][0], ends[1][1]) if ends[0] and ends[1] else None
        case Calc(operator, left, right) if depth:
            first, second = bounds(left, module, depth - 1), bounds(right, module, depth - 1)
            return _calculated(operator, first, second) if first and second else None
    return None


def _calculated(operator: str, first: Bounds, second: Bounds) -> Bounds | None:
    if operator == "/" and second[0] <= 0 <= second[1]:
        return None
    found = [_OPERATORS[operator](one, other) for one in first for other in second]
    return min(found), max(found)


_OPERATORS: Final[Mapping[str, Callable[[float, float], float]]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "/": lambda one, other: one / other,
}
