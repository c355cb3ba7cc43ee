"""What a shell offers on the tab key. Nothing is loaded for it: a person waits for every key."""

import click

from preflight.slugs import CONTRACT_CHECKS
from preflight.verdict import Section


def checks(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Slugs of built-in checks; those of other packs would have to be loaded."""
    return [slug for slug in CONTRACT_CHECKS if slug.startswith(incomplete)]


def checks_and_sections(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Sections too."""
    sections = [section for section in Section if section is not Section.TOOL and section.startswith(incomplete)]
    return [*map(str, sections), *checks(context, parameter, incomplete)]


def scenarios(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """What the sandbox plays."""
    from preflight.sandbox.scenarios import SCENARIOS

    return [name for name in SCENARIOS if name.startswith(incomplete)]
