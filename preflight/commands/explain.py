"""`preflight explain CHECK`: one check's documentation, from its docstring; or that of one of the lints of `models`."""

import os
import re
import sys
import textwrap

import click

from preflight.commands import _complete, _options
from preflight.commands._output import emit
from preflight.config.problems import nearest
from preflight.engine.discovery import discover
from preflight.errors import UsageError
from preflight.slugs import CONTRACT_CHECKS
from preflight.terminal import style_for

_TERM = re.compile(r"\s+[a-z_]+: ")  # a line of a Values section: "    threshold: …"


@click.command("explain", short_help="Print one check's documentation.")
@click.argument("slug", metavar="CHECK", shell_complete=_complete.checks)
@_options.plugins
def command(slug: str, no_plugins: bool) -> int:
    """Print what CHECK asks, why it matters, and how to turn it green. CHECK may be a lint, as findings name it."""
    from preflight.lints.catalogue import BY_ID

    installed = discover(plugins=not no_plugins)
    width = style_for(sys.stdout, color="never", verbose=0, environ=os.environ).width
    for check in installed.checks:
        if check.slug == slug:
            weight = "required" if check.required else "advised"
            emit(f"{slug}  ({check.section}, {weight})\n\n{reflow(check.documentation, width)}\n")
            return 0
    if slug in BY_ID:
        lint = BY_ID[slug]
        emit(f"{slug}  (models, {lint.severity})\n\n{reflow(lint.documentation, width)}\n")
        return 0
    if slug in CONTRACT_CHECKS:
        raise UsageError(f"`{slug}` is not in this version", hint="`preflight list` shows what is")
    raise UsageError(
        f"there is no check `{slug}`",
        hint=nearest(slug, [*installed.slugs, *BY_ID]) or "`preflight list` shows all of them",
    )


def reflow(text: str, width: int) -> str:
    """`text` with each paragraph wrapped at `width`; a line that begins with a dash begins a paragraph."""
    lines: list[str] = []
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip())
        joins = (
            bool(lines and lines[-1] and line.strip())
            and indent > 0
            and len(lines[-1]) - len(lines[-1].lstrip()) == indent
            and not line.lstrip().startswith(("- ", "| ", "`preflight"))
            and not _TERM.match(line)
        )
        if joins:
            lines[-1] += " " + line.strip()
        else:
            lines.append(line.rstrip())
    return "\n".join(_wrap(line, width) for line in lines)


def _wrap(line: str, width: int) -> str:
    indent = " " * (len(line) - len(line.lstrip()))
    if line.startswith(f"{indent}| "):
        return line  # code
    return textwrap.fill(
        line,
        width,
        subsequent_indent=indent + ("  " if line.lstrip().startswith("- ") or _TERM.match(line) else ""),
        break_long_words=False,
        break_on_hyphens=False,
    )
