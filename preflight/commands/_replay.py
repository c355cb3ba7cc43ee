"""`preflight check --from BUNDLE`: the facts of a review, judged again without the world."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from preflight.errors import UsageError
from preflight.printable import veiled
from preflight.report import Report


def refuse(given: Mapping[str, Any]) -> None:
    """Raises UsageError for what makes no sense with --from: option as typed → its value."""
    wrong = [option for option, value in given.items() if value]
    if wrong:
        raise UsageError(
            f"--from judges what is in the bundle: {wrong[0]} has no place beside it",
            hint="with --from, only --only, --skip, --strict, --no-waivers and the options of output make sense",
        )


def judged_again(
    path: Path, *, only: Sequence[str], skip: Sequence[str], strict: bool, honour_waivers: bool, plugins: bool
) -> Report:
    """The report on the facts in the bundle at `path`; says on stderr what it was made from. Raises BundleError."""
    from preflight.bundle.archive import unpack
    from preflight.bundle.replay import Closer, plan_of, run_in
    from preflight.engine.discovery import discover
    from preflight.engine.run import run

    bundle = unpack(path)
    asked = run_in(bundle)
    installed = discover(plugins=plugins and asked.plugins)
    closer = Closer(only=only, skip=skip, strict=strict, honour_waivers=honour_waivers)
    report = run(plan_of(bundle, asked, installed, closer))
    manifest = bundle.manifest
    signature = "its signature was not verified" if bundle.signed else "not signed"
    when, tool = f"{asked.now:%Y-%m-%d %H:%M} UTC", veiled(manifest.tool, limit=40)
    click.echo(f"judged again from {bundle.name}: facts of {when}, kept by {tool}; {signature}", err=True)
    if manifest.verdict != report.verdict:
        said = veiled(manifest.verdict, limit=20)
        click.echo(f"  the review itself said {said}; this says {report.verdict}", err=True)
    return report
