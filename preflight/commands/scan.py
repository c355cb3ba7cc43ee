"""`preflight scan`: keys in the repository, and nothing else."""

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from preflight import clock
from preflight.commands import _baseline_options, _options
from preflight.commands._output import deliver, log_to_stderr, parse_outputs
from preflight.commands._progress import meter
from preflight.commands._settings import Names, Settings, names_in, read_settings
from preflight.config.find import find_config, find_root
from preflight.engine.discovery import built_in_provider, discover
from preflight.engine.scanning import ScanPlan, look, report_on
from preflight.errors import UsageError
from preflight.facts.inputs import DEFAULT_TIMEOUT, Clock, Inputs
from preflight.facts.leaks import baseline_path, request_for
from preflight.facts.own_keys import own_keys
from preflight.report import Report, Target
from preflight.reports import PLAIN, Style, _scan_text, render
from preflight.secrets.model import Scope, Since
from preflight.terminal import style_for

if TYPE_CHECKING:
    from preflight.commands._baseline import Writing
    from preflight.providers.base import Provider
    from preflight.secrets.baseline import Baseline
    from preflight.secrets.model import SecretScan


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(_baseline_options.Asked):
    """The options, as given."""

    path: str | None
    staged: bool
    since: str | None
    worktree: bool
    config: Path | None
    format: str
    outputs: tuple[str, ...]
    color: str
    quiet: bool
    verbose: int
    strict: bool
    no_waivers: bool
    no_plugins: bool
    no_cache: bool
    exhaustive: bool
    include_ignored: bool
    live: bool
    allow_host: tuple[str, ...]
    timeout: float

    @property
    def scope(self) -> Scope | Since:
        """The part of the repository that is looked at. Raises UsageError for two at once."""
        given: list[Scope | Since] = [Since(self.since)] if self.since is not None else []
        given += [Scope.STAGED] if self.staged else []
        given += [Scope.WORKTREE] if self.worktree else []
        if len(given) > 1:
            raise UsageError("--staged, --since and --worktree exclude each other", hint="give one of them")
        return given[0] if given else Scope.EVERYTHING


@click.command("scan", short_help="Look for keys in the repository and its history.")
@click.argument("path", required=False)
@click.option("--staged", is_flag=True, help="Only what a commit would add: for a commit hook.")
@click.option("--since", metavar="REV", help="Only what HEAD has and REV has not: for a pull request.")
@click.option("--worktree", is_flag=True, help="Only the files on disk.")
@_options.config
@_options.report
@click.option("--strict", is_flag=True, help="What may be a key, and keys that are set aside, count as failures.")
@click.option("--no-waivers", is_flag=True, help="Show what the verdict would be without waivers.")
@_options.plugins
@click.option("--no-cache", is_flag=True, help="Do not take an earlier scan's word for what has not changed.")
@click.option("--exhaustive", is_flag=True, help="Read every object in full, however long it takes.")
@click.option("--include-ignored", is_flag=True, help="Also scan files that git ignores.")
@click.option("--live", is_flag=True, help="Ask the vendor whether the keys still work; costs nothing.")
@click.option(
    "--allow-host", multiple=True, metavar="HOST", help="With --live, also send keys to this host; repeatable."
)
@click.option(
    "--timeout",
    type=_options.Seconds(min=0.1, max=600),
    default=DEFAULT_TIMEOUT,
    metavar="SECONDS",
    help="With --live, for all questions to one vendor together. [default: 20]",
)
@_baseline_options.options
@click.pass_obj
def command(seen: "SecretScan | None", /, **options: Any) -> int:
    """Look for keys in the repository at PATH (default: here): its files, its index, its whole history.

    \b
    preflight scan                       everything
    preflight scan --staged              before a commit
    preflight scan --since origin/main   before a merge
    preflight scan --live                and do the keys still work?

    Exit codes: 0 clean, 1 a key, 2 usage or configuration error, 3 not everything could be read.
    """
    asked = Asked(**options)
    outputs = parse_outputs(asked.outputs)
    path, file = _baseline_options.path_and_file(asked.path, asked.write_baseline)
    if asked.verbose:
        log_to_stderr()
    plan = make_plan(asked, path)
    writing = _writing(replace(asked, write_baseline=file), path, plan)
    with meter(enabled=not asked.quiet) as progress:
        scan = look(replace(plan, request=replace(plan.request, progress=progress)), seen=seen)
    if writing:
        plan = replace(plan, baseline=writing.write(scan, plan.clock.today))
    report = report_on(scan, plan)
    verbose = -1 if asked.quiet else asked.verbose
    style = style_for(sys.stdout, color=asked.color, verbose=verbose, environ=os.environ)
    deliver(report, asked.format, outputs, style, render=_render)
    return report.exit_code


def make_plan(asked: Asked, path: Path) -> ScanPlan:
    """Everything the scan depends on, from the options and the files they name."""
    here, providers = _settings(asked, path)
    root = here.root or path
    inputs = Inputs(
        root=root,
        base=here.base,
        config=here.config,
        environ=dict(os.environ),
        timeout=asked.timeout,
        allow_hosts=asked.allow_host,
        include_ignored=asked.include_ignored,
    )
    index = os.environ.get("GIT_INDEX_FILE")  # a commit hook is given the index that is being committed
    request = replace(
        request_for(inputs, own_keys.gather(inputs, providers)),
        scope=asked.scope,
        exhaustive=asked.exhaustive,
        use_cache=not asked.no_cache,
        index_file=Path(index) if index else None,
    )
    target = Target(
        root=root.absolute().name,
        commit=None,
        environment=here.config.environment,
        sandbox=None,
        offline=False,
    )
    return ScanPlan(
        inputs=inputs,
        clock=Clock(clock.now()),
        providers=providers,
        request=request,
        target=target,
        baseline=_baseline(baseline_path(inputs)),
        live=asked.live,
        strict=asked.strict,
        honour_waivers=not asked.no_waivers,
    )


def _settings(asked: Asked, path: Path) -> tuple[Settings, tuple["Provider", ...]]:
    """The config, and the providers whose keys matter.

    What else is installed takes as long to find as a small scan: without a config and without vendors to ask, nothing
    depends on it.
    """
    if asked.config is None and not asked.live and find_config(path, find_root(path)) is None:
        here = read_settings(path, None, Names(None, ()))
        return here, tuple(map(built_in_provider, here.providers))
    installed = discover(plugins=not asked.no_plugins)
    here = read_settings(path, asked.config, names_in(installed))
    return here, tuple(installed.providers[name] for name in here.providers if name in installed.providers)


def _baseline(path: Path) -> "Baseline | None":
    if not os.path.lexists(path):
        return None
    from preflight.secrets.baseline_file import load

    return load(path)


def _writing(asked: Asked, path: Path, plan: ScanPlan) -> "Writing | None":
    if asked.write_baseline is None and asked.reason is None and asked.by is None:
        return None
    from preflight.commands._baseline import writing

    return writing(asked, path, baseline_path(plan.inputs))


def _render(format: str, report: Report, style: Style = PLAIN) -> str:
    """Every format as for `check`, but for people: they get the keys one by one."""
    return _scan_text.render(report, style) if format == "text" else render(format, report, style)
