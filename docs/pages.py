"""A page per check, and their index: the checks' docstrings as Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from preflight.documentation import read
from preflight.engine.discovery import Installed, discover
from preflight.engine.gather import Gatherer
from preflight.facts.gatherers import GATHERERS
from preflight.registry import Check, needs
from preflight.reports._help import joined
from preflight.slugs import CONTRACT_CHECKS

FOLDER: Final = Path(__file__).parent / "checks"
INDEX: Final = "README.md"
_MADE: Final = "<!-- Made by `python -m docs` from {source}: change that, and run it again. -->"


def pages() -> Mapping[str, str]:
    """Name of each file in `FOLDER` → its text."""
    installed = discover(plugins=False)
    checks = {check.slug: check for check in installed.checks}
    return {INDEX: _index(installed), **{f"{slug}.md": _page(check) for slug, check in checks.items()}}


def _page(check: Check) -> str:
    documentation = read(check.documentation)
    source = f"checks/{check.judge.__module__.replace('.', '/')}.py"
    parts = [_MADE.format(source=source), f"# `{check.slug}`", documentation.title, _table(_traits(check))]
    for chapter in documentation.chapters:
        parts.append(f"## {chapter.heading}\n\n{joined(chapter.blocks)}" if chapter.heading else joined(chapter.blocks))
    parts.append(f"[All checks]({INDEX}) · `preflight explain {check.slug}` prints this page.")
    return "\n\n".join(parts) + "\n"


def _traits(check: Check) -> Iterator[Sequence[str]]:
    per_provider = Gatherer(GATHERERS, {}).per_provider(check.judge)
    yield "Section", str(check.section)
    yield "By default", _weight(check.required)
    yield "Asked", "once per provider" if per_provider else "once"
    yield "Judged from", ", ".join(f"`{kind.__name__}`" for kind in needs(check.judge).values())


def _index(installed: Installed) -> str:
    parts = [
        _MADE.format(source="the checks"),
        "# The checks",
        "In the order of the vendor's go-live list. A required check that fails, or that cannot be decided, keeps the "
        "gate shut; an advised one only warns.",
    ]
    built = {check.slug: check for check in installed.checks}
    for section in dict.fromkeys(slot.section for slot in CONTRACT_CHECKS.values()):
        rows = [
            _row(slug, built.get(slug), required=slot.required)
            for slug, slot in CONTRACT_CHECKS.items()
            if slot.section is section
        ]
        parts += [f"## {section.capitalize()}", _table(rows, heading=("Check", "By default", "Question"))]
    return "\n\n".join(parts) + "\n"


def _row(slug: str, check: Check | None, *, required: bool) -> Sequence[str]:
    if check is None:
        return f"`{slug}`", _weight(required), "not in this version"
    return f"[`{slug}`]({slug}.md)", _weight(check.required), read(check.documentation).title


def _weight(required: bool) -> str:
    return "required" if required else "advised"


def _table(rows: Iterator[Sequence[str]] | Sequence[Sequence[str]], heading: Sequence[str] = ("", "")) -> str:
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
