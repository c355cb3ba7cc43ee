"""docs/capacity.md: every example in it is what preflight says, and every sum in it is right.

`python -m tests.test_worked_examples` prints what preflight says of each example, to be pasted there.
"""

import ast
import math
import operator
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from preflight.account import Account, Unit
from preflight.capacity.tiers import in_tier
from preflight.config.model import ModelLoad
from preflight.engine.planning.make import make
from preflight.parts import Known, NotReadable
from preflight.reports._plan_words import binding, money_lines, tier_words
from preflight.vendor_data import NONE
from preflight.workload import Workload
from tests.facts_builders import NONE_ATTESTED, RUNWAY_DATA, TODAY, account, attestations, usage
from tests.plan_builders import PLANNED, facts

PAGE = Path(__file__).parent.parent / "docs" / "capacity.md"
_SECTION = re.compile(r"^### (\d+)\. (.+)$", re.MULTILINE)
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_GONE = NotReadable("this vendor's API does not tell")


@dataclass(frozen=True)
class Example:
    number: int
    title: str
    given: dict[str, Any]
    says: list[str]
    sums: list[str]


def examples() -> list[Example]:
    """Every numbered section of the page, with its blocks."""
    parts = _SECTION.split(PAGE.read_text(encoding="utf-8"))[1:]
    found = []
    for number, title, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        blocks = dict(_BLOCK.findall(body))
        found.append(
            Example(
                number=int(number),
                title=title,
                given=yaml.safe_load(blocks["yaml"]),
                says=blocks["text"].splitlines(),
                sums=blocks["calc"].splitlines(),
            )
        )
    return found


EXAMPLES = examples()


def load_of(row):
    numbers = {name: Decimal(str(value)) if name in {"generation_seconds", "output_seconds", "credits_each"} else value
               for name, value in row.items()}  # fmt: skip
    return ModelLoad(**numbers)


def facts_of(given):
    """An example's `yaml` as facts: an account of a published tier, or one in cents that tells no limits."""
    workload = Workload({model: load_of(row) for model, row in given.get("workload", {}).items()})
    attested = attestations(**given["autobilling"]) if "autobilling" in given else NONE_ATTESTED
    past = given.get("past", [])
    made = facts(workload, attested=attested, used=usage(*past), balance=Known(given["balance"]))
    whole = made[Account]
    if "tier" in given:
        tier = next(tier for tier in RUNWAY_DATA.tiers if tier.name == str(given["tier"]))
        whole = in_tier(replace(whole, limits=Known({})), tier, workload, RUNWAY_DATA)
        used = {model: Known(count) for model, count in given.get("used_24h", {}).items()}
        return made.changed(replace(whole, used=Known(used)))
    silent = replace(account(), unit=Unit.CENTS, balance=whole.balance, limits=_GONE, used=_GONE, monthly_cap=_GONE)
    return facts(workload, data=NONE, used=usage(unit=Unit.CENTS)).changed(silent)


def said(example: Example) -> Iterator[str]:
    """All that the plan says, in the page's notation."""
    plan = make(facts_of(example.given), PLANNED, title="Runway")
    for line in plan.lines:
        yield f"{line.verdict.status} {line.label}: {line.verdict.message}"
        for change in plan.changes.get(line.label, ()):
            yield f"  change: {change.words}"
    if plan.taken:
        yield f"binds: {binding(plan.taken)}"
    yield f"tier: {tier_words(plan.tiers)}"
    yield from (f"money: {line}" for line in money_lines(plan.money))


def test_there_are_ten_examples_in_order():
    assert [example.number for example in EXAMPLES] == list(range(1, 11))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_preflight_says_what_the_page_says(example):
    all_of_it = list(said(example))
    missing = [line for line in example.says if line not in all_of_it]
    assert missing == [], "\n".join(all_of_it)
    assert example.says, "an example without an answer shows nothing"


_OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_FUNCTIONS = {"ln": math.log, "min": min, "max": max, "ceil": math.ceil, "floor": math.floor}


def value(node):
    """A sum of numbers, worked out; anything else is an error."""
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATORS[type(op)](value(left), value(right))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -value(operand)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return _FUNCTIONS[name](*map(value, arguments))
    raise ValueError(ast.dump(node))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_every_sum_on_the_page_is_right(example):
    assert example.sums
    for line in example.sums:
        left, result = line.partition("#")[0].split("=")
        shown = result.strip().replace("_", "")
        digits = len(shown.partition(".")[2])
        worked = value(ast.parse(left.strip(), mode="eval").body)
        assert abs(worked - float(shown)) <= 0.5 * 10**-digits + 1e-9, line


def test_the_page_is_of_the_day_that_the_examples_say():
    assert str(TODAY) in PAGE.read_text(encoding="utf-8")


if __name__ == "__main__":
    for one in EXAMPLES:
        print(f"### {one.number}. {one.title}", *said(one), "", sep="\n")
