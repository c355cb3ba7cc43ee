"""`preflight check`: the main job."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from preflight import clock
from preflight.commands import _options
from preflight.commands._output import deliver, parse_outputs
from preflight.commands._progress import progress
from preflight.config.find import find_config, find_root
from preflight.config.load import load_config
from preflight.config.model import DEFAULT, Config
from preflight.engine.discovery import Installed, discover
from preflight.engine.gather import Key
from preflight.engine.run import Plan, run
from preflight.engine.selection import nearest, select
from preflight.errors import UsageError
from preflight.facts.inputs import DEFAULT_TIMEOUT, Clock, Inputs
from preflight.report import Target
from preflight.terminal import style_for

DEFAULT_PROVIDERS = ("runway",)
DEFAULT_SCENARIO = "healthy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options, as given."""

    path: str | None
    config: Path | None
    only: tuple[str, ...]
    skip: tuple[str, ...]
    names: tuple[str, ...]
    format: str
    outputs: tuple[str, ...]
    color: str
    quiet: bool
    verbose: int
    offline: bool
    sandbox: str | None
    strict: bool
    no_waivers: bool
    no_plugins: bool
    timeout: float
    allow_host: tuple[str, ...]
    include_ignored: bool


@click.command("check", short_help="Run every check, print the report, set the exit code.")
@click.argument("path", required=False)
@_options.config
@click.option("--only", multiple=True, metavar="CHECK", help="Only this check or section; repeatable.")
@click.option("--skip", multiple=True, metavar="CHECK", help="Not this check or section; repeatable.")
@click.option("--provider", "names", multiple=True, metavar="NAME", help="Only this provider; repeatable.")
@_options.report
@click.option("--offline", is_flag=True, help="Ask no vendor; account checks are unknown.")
@click.option(
    "--sandbox",
    is_flag=False,
    flag_value=DEFAULT_SCENARIO,
    metavar="[SCENARIO]",
    help="Judge a fake account, served on loopback with a key of its own, instead of yours.",
)
@click.option("--strict", is_flag=True, help="Warnings, and core checks that the config lowers, count as failures.")
@click.option("--no-waivers", is_flag=True, help="Show what the verdict would be without waivers.")
@_options.plugins
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1, max=600),
    default=DEFAULT_TIMEOUT,
    metavar="SECONDS",
    help="For all reads of one vendor together. [default: 20]",
)
@click.option("--allow-host", multiple=True, metavar="HOST", help="Also send the key to this host; repeatable.")
@click.option("--include-ignored", is_flag=True, help="Also scan files that git ignores.")
def command(**options: Any) -> int:
    """Run every check on the repository at PATH (default: here) and the accounts it uses.

    \b
    preflight check                      this repository, your account
    preflight check --sandbox            a try-out: no account, no key
    preflight check --only security      the repository alone
    preflight check --output json=r.json
    """
    asked = Asked(**options)
    outputs = parse_outputs(asked.outputs)
    path, scenario = _path_and_scenario(asked)
    if asked.verbose:
        _log_to_stderr()
    with _sandbox(scenario) as given, progress(enabled=not asked.quiet):
        plan = make_plan(asked, path, scenario, given)
        report = run(plan)
    style = style_for(sys.stdout, color=asked.color, verbose=-1 if asked.quiet else asked.verbose, environ=os.environ)
    deliver(report, asked.format, outputs, style)
    if report.bugs:
        from preflight.bugs import bug_report

        sys.stderr.write(bug_report("\n".join(report.bugs), sys.argv[1:]))
    return report.exit_code


def make_plan(asked: Asked, path: Path, scenario: str | None, given: Mapping[Key, object]) -> Plan:
    """Everything the run depends on, from the options and the files they name."""
    root = find_root(path)
    installed = discover(plugins=not asked.no_plugins)
    file = asked.config or find_config(path, root)
    config = _load(file, root, installed) if file else DEFAULT
    base = file.absolute().parent if file else (root or path)
    wanted = _wanted_providers(config, installed, asked.names, sandbox=scenario is not None)
    return Plan(
        inputs=Inputs(
            root=root or path,
            base=base,
            config=config,
            environ=dict(os.environ),
            offline=asked.offline,
            timeout=asked.timeout,
            allow_hosts=asked.allow_host,
            include_ignored=asked.include_ignored,
        ),
        clock=Clock(clock.now()),
        installed=installed,
        selection=select(
            installed,
            config,
            only=asked.only,
            skip=asked.skip,
            strict=asked.strict,
            today=clock.today(),
        ),
        providers=[installed.providers[name] for name in wanted if name in installed.providers],
        unjudged_providers=[name for name in wanted if name not in installed.providers],
        target=Target(
            root=(root or path).absolute().name,
            commit=None,
            environment=config.environment,
            sandbox=scenario,
            offline=asked.offline,
        ),
        given=given,
        strict=asked.strict,
        honour_waivers=not asked.no_waivers,
    )


def _load(file: Path, root: Path | None, installed: Installed) -> Config:
    return load_config(
        file,
        root=root,
        known_checks=installed.slugs if installed.complete else None,
        known_providers=[*installed.providers, *VENDORS],
    )


VENDORS = ("runway", "runtools", "gptbots")
"""Providers that the contract names: valid in the config from the first version on, judged or not."""


def _wanted_providers(config: Config, installed: Installed, names: Sequence[str], *, sandbox: bool) -> Sequence[str]:
    """The providers to judge: those of the config, narrowed by `--provider`."""
    configured = DEFAULT_PROVIDERS if sandbox else tuple(config.providers) or DEFAULT_PROVIDERS
    for name in names:
        if name not in configured:
            known = name in installed.providers or name in VENDORS
            raise UsageError(
                f"--provider: `{name}` is not among the providers to judge: {', '.join(configured)}",
                hint=f"add `{name}:` under `providers:` in .preflight.yml" if known else nearest(name, configured),
            )
    return [name for name in configured if not names or name in names]


def _path_and_scenario(asked: Asked) -> tuple[Path, str | None]:
    """PATH and the sandbox scenario. `--sandbox .` reads "." as its value: put right what can only be a path."""
    path, scenario = asked.path, asked.sandbox
    if scenario is not None:
        from preflight.sandbox.scenarios import SCENARIOS

        if scenario not in SCENARIOS and path is None and Path(scenario).is_dir():
            path, scenario = scenario, DEFAULT_SCENARIO
        elif scenario not in SCENARIOS:
            raise UsageError(
                f"--sandbox: there is no scenario `{scenario}`",
                hint=nearest(scenario, list(SCENARIOS)) or f"choose one of {', '.join(SCENARIOS)}",
            )
    place = Path(path or ".")
    if not place.is_dir():
        raise UsageError(
            f"{place} is not a directory" if place.exists() else f"{place} does not exist",
            hint="give the directory of the repository to check",
        )
    return place, scenario


@contextmanager
def _sandbox(scenario: str | None) -> Iterator[Mapping[Key, object]]:
    """The facts that a sandbox run is given in place of the user's own."""
    if scenario is None:
        yield {}
        return
    from preflight.sandbox.demo import facts
    from preflight.sandbox.scenarios import SCENARIOS
    from preflight.sandbox.server import serve

    with serve(SCENARIOS[scenario]) as sandbox:
        yield facts(sandbox, clock.today())


def _log_to_stderr() -> None:
    import logging

    from preflight.redact import scrub

    class Scrubbed(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return scrub(super().format(record))

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Scrubbed("%(asctime)s %(message)s", "%H:%M:%S"))
    logger = logging.getLogger("preflight")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
