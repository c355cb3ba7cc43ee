"""`preflight list`: the checks."""

import os
import sys

import click

from preflight.commands import _options
from preflight.commands._output import emit
from preflight.engine.discovery import Installed, discover
from preflight.slugs import CONTRACT_CHECKS
from preflight.terminal import wants_color


@click.command("list", short_help="List the checks.")
@_options.plugins
def command(no_plugins: bool) -> int:
    """List the checks: section, slug, whether the gate needs it by default, and what it asks."""
    installed = discover(plugins=not no_plugins)
    lines = []
    section = ""
    for row in rows(installed):
        if row[0] != section:
            section = row[0]
            heading = section.capitalize()
            lines.append(click.style(heading, bold=True) if wants_color(sys.stdout, "auto", os.environ) else heading)
        lines.append(f"  {row[1]:<17}{row[2]:<10}{row[3]}")
    lines += [f"could not load the pack `{pack.name}`: {pack.reason}" for pack in installed.broken]
    emit("\n".join(lines) + "\n")
    return 0


def rows(installed: Installed) -> list[tuple[str, str, str, str]]:
    """Section, slug, `required` or `advised`, summary: in checklist order."""
    built = {check.slug: check for check in installed.checks}
    table = []
    for slug in installed.slugs:
        check, slot = built.get(slug), CONTRACT_CHECKS.get(slug)
        section = check.section if check else slot.section if slot else None
        required = check.required if check else bool(slot and slot.required)
        summary = check.documentation.partition("\n")[0] if check else "(not in this version)"
        if origin := installed.origins.get(slug, "built-in").removeprefix("built-in"):
            summary += f" [{origin}]"
        table.append((str(section), slug, "required" if required else "advised", summary))
    sections = [str(slot.section) for slot in CONTRACT_CHECKS.values()]
    return sorted(table, key=lambda row: sections.index(row[0]))
