"""A vendor's terms, limits and prices, one by one in words: from the facts of a bundle, else from verdicts' numbers."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from preflight.comparing.document import Document
from preflight.parts import Known, NotReadable
from preflight.printable import veiled
from preflight.serial.kinds import TAG
from preflight.verdict import Section
from preflight.words import number

Path = tuple[str, ...]

GONE: Final = "not readable"
_FACTS: Final[Mapping[str, tuple[str, ...]]] = {
    "Account": ("limits", "monthly_cap", "plan", "unit"),
    "VendorData": (),
}
"""Fact → its fields that are terms; empty for all."""
_NAMES: Final = re.compile(r"(^|_)(max|cap|limits?|price|tier|concurrent|concurrency)(_|$)")
"""Of numbers in a verdict's data that are terms."""
_DEEPEST: Final = 12
_MOST: Final = 10_000


def of_facts(facts: Any) -> Mapping[str, str]:
    """`runway limits gen4.5 max daily` → `50`; `facts` is what a bundle keeps."""
    kept = facts.get("facts") if isinstance(facts, dict) else None
    terms: dict[str, str] = {}
    for fact in kept if isinstance(kept, list) else ():
        if isinstance(fact, dict) and fact.get("fact") in _FACTS and isinstance(fact.get("value"), dict):
            for path, value in _terms(fact["fact"], fact["value"]):
                words = " ".join((str(fact.get("provider")), *path)).replace("_", " ")
                terms[veiled(words, limit=120)] = veiled(value, limit=80)
                if len(terms) >= _MOST:
                    return terms
    return terms


def of_verdicts(report: Document) -> Mapping[str, str]:
    """The same from the numbers that verdicts on accounts carry."""
    return {
        f"{row.about} {name}".replace("_", " "): number(value)
        for row in report.results
        for name, value in row.data.items()
        if row.section is Section.USAGE and _NAMES.search(name) and isinstance(value, int | float)
    }


def _terms(fact: str, value: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    for name in _FACTS[fact] or value:
        for path, leaf in _leaves(value.get(name), 0):
            yield (name, *path), leaf


def _leaves(value: Any, depth: int) -> Iterator[tuple[Path, str]]:
    """Path and words of every value that holds no others."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict) and value.get(TAG) == Known.__name__:
        yield from _leaves(value.get("value"), depth + 1)
    elif isinstance(value, dict) and value.get(TAG) == NotReadable.__name__:
        yield (), GONE
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from (((str(name), *path), leaf) for path, leaf in _leaves(item, depth + 1))
    elif isinstance(value, list):
        for place, item in enumerate(value, start=1):
            label = str(item.get("name", place)) if isinstance(item, dict) else str(place)
            yield from (((label, *path), leaf) for path, leaf in _leaves(item, depth + 1))
    else:
        yield (), _word(value)


def _word(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(value)
    return "none" if value is None else str(value)
