"""The rules that ship with preflight as they are written, `preflight/data/rules.json`; what they mean is in `rules`."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

_FILE: Final = Path(__file__).parent.parent / "data" / "rules.json"


@cache
def text() -> str:
    """The file."""
    return _FILE.read_text(encoding="utf-8")


def entries() -> list[dict[str, Any]]:
    """One entry per rule."""
    rules: list[dict[str, Any]] = json.loads(text())["rules"]
    return rules


def words(entry: dict[str, Any]) -> tuple[bytes, ...]:
    """The words of which one must stand near a key of a rule; empty where its shape says enough."""
    return tuple(word.encode("ascii") for word in entry.get("context", ()))


def context_words() -> list[bytes]:
    """All such words."""
    return [word for entry in entries() for word in words(entry)]
