"""`preflight scan`: one look at the repository, judged by the one check `secrets`, in the same report as ever."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from preflight.engine import waivers
from preflight.engine.clean import clean
from preflight.engine.discovery import built_in_check
from preflight.engine.expected import config_path, expected_at
from preflight.engine.lowered import lowered_for
from preflight.errors import GitError
from preflight.facts.inputs import Clock, Inputs
from preflight.git import Git
from preflight.gitdir import find_git_dir
from preflight.providers.base import Provider
from preflight.report import Report, Result, Target
from preflight.secrets.model import ScanRequest, SecretScan

if TYPE_CHECKING:
    from preflight.secrets.baseline import Baseline


CHECK = "secrets"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanPlan:
    """Everything that a scan depends on."""

    inputs: Inputs
    clock: Clock
    providers: tuple[Provider, ...]
    request: ScanRequest
    target: Target
    baseline: "Baseline | None" = None
    live: bool = False
    """Whether vendors are asked if the keys that are found still work."""
    strict: bool = False
    honour_waivers: bool = True


def look(plan: ScanPlan, *, seen: SecretScan | None = None) -> SecretScan:
    """Scans, unless all is `seen` already, and asks the vendors about what is found, if that is wanted."""
    from preflight.secrets.scan import scan

    found = seen.of(plan.request) if seen else scan(plan.request)
    if plan.live and found.keys:
        from preflight.facts.live import ask_vendors

        found = ask_vendors(found, plan.providers, plan.inputs)
    return found


def report_on(scan: SecretScan, plan: ScanPlan) -> Report:
    """The report of a scan: one verdict, with all findings under it."""
    if plan.baseline:
        from preflight.secrets.baseline import accept

        scan = accept(scan, plan.baseline, plan.clock.today)
    check = built_in_check(CHECK)
    (verdict,) = check(scan)
    result = Result(
        check=check.slug,
        section=check.section,
        provider=None,
        required=True,
        verdict=verdict,
        docs=check.link,
        duration_ms=round(scan.coverage.seconds * 1000),
    )
    config, today = plan.inputs.config, plan.clock.today
    result = replace(result, expected_at=expected_at(result, config))
    results = waivers.apply(
        [result], config.waivers if plan.honour_waivers else (), today, refused=lambda _: plan.strict
    )
    return Report(
        generated_at=plan.clock.now,
        target=clean(replace(plan.target, commit=_head(plan))),
        results=clean(results),
        strict=plan.strict,
        narrowed=True,
        lowered=clean(lowered_for(CHECK, config, today, strict=plan.strict)),
        waivers=clean(tuple(waiver for waiver in config.waivers if waiver.check == CHECK)),
        documentation={CHECK: check.documentation},
        config_path=clean(config_path(config, plan.inputs.root)),
    )


def _head(plan: ScanPlan) -> str | None:
    """The commit under review; without GitPython, which a commit hook should not wait for."""
    try:
        found = find_git_dir(plan.inputs.root)
        name = Git(found).run("rev-parse", "--verify", "--quiet", "HEAD^{commit}", accept=(0, 1)) if found else b""
    except GitError:
        return None
    return name.decode("ascii").strip() or None
