"""Which series an expression in Prometheus's language speaks of: enough of its grammar, and no more.

https://prometheus.io/docs/prometheus/latest/querying/basics/
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

_TOKEN: Final = re.compile(
    r"""(?P<comment>\#[^\n]*)
      | (?P<string>"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|'(?:[^'\\]|\\.)*+(?:'|\\?\Z)|`[^`]*+(?:`|\Z))
      | (?P<name>(?<![\w:.])[A-Za-z_:][A-Za-z0-9_:]*)
      | (?P<sign>=~|!~|!=|[{},=])""",
    re.VERBOSE | re.ASCII | re.DOTALL,
)  # a string that does not end takes the rest, so that no text is looked at twice
_NAME: Final = "__name__"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that a server evaluates."""

    name: str
    """Of the alert, or of the series that it records."""
    names: frozenset[str]
    """Series that its expression speaks of."""
    alerting: bool
    broken: bool = False


def names_in(expression: str) -> frozenset[str]:
    """Names of series in `expression`; among them words of the language, which no series is called by."""
    found: set[str] = set()
    before, last, braces = "", "", 0
    for token in _TOKEN.finditer(expression):
        text = token.group()
        match token.lastgroup:
            case "comment":
                continue
            case "name" if not braces:
                found.add(text)
            case "string" if last == "=" and before == _NAME:
                found.add(text[1:-1])
            case "string" if last == "=~" and before == _NAME:
                found.update(text[1:-1].split("|"))  # a choice of names; any other pattern names none
            case "string" if braces and last in {"{", ","}:
                found.add(text[1:-1])
            case "sign":
                braces = max(0, braces + (text == "{") - (text == "}"))
            case _:
                pass
        before, last = last, text
    return frozenset(found)


def alerting_on(series: str, rules: Collection[Rule]) -> list[Rule]:
    """The alerting rules that depend on `series`, directly or through what recording rules make of it."""
    recorded_from: dict[str, list[str]] = {}
    for rule in rules:
        if not rule.alerting:
            for name in rule.names:
                recorded_from.setdefault(name, []).append(rule.name)
    reached, waiting = {series}, [series]
    while waiting:
        for name in recorded_from.get(waiting.pop(), ()):
            if name not in reached:
                reached.add(name)
                waiting.append(name)
    return [rule for rule in rules if rule.alerting and rule.names & reached]
