"""What in a config has outlived its use, or never had one: waivers, excludes, expectations of nothing."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from preflight.config.model import Config, Waiver
from preflight.config.problems import nearest
from preflight.engine.lowered import loads, zeros_of
from preflight.engine.own import own
from preflight.engine.waivers import covers, is_about
from preflight.report import Result
from preflight.secrets.model import Exclude, Scope, SecretScan
from preflight.verdict import Status, warned
from preflight.words import listed


def waivers(
    config: Config, results: Sequence[Result], *, asked: Collection[str], judged: Collection[str], today: date
) -> Iterator[Result]:
    """A warning for each waiver of the `judged` checks that has lapsed, or that covers none of the `results`.

    `asked`: the checks that ran; of those that did not, only the caller knows whether a whole run would ask them.
    """
    for waiver in config.waivers:
        if waiver.check not in judged:
            continue
        subject = waiver.check + (f" {waiver.subject}" if waiver.subject else "")
        if waiver.expires < today:
            lapsed = warned(
                f'lapsed on {waiver.expires}, so it no longer counts: "{waiver.reason}", by {waiver.by} '
                f"({waiver.position})",
                remedy=f"delete it from {waiver.position}, or decide anew: `preflight waive {waiver.check}`",
                subject=subject,
            )
            yield own("waivers", lapsed, waiver.position)
        elif not any(covers(waiver, result) for result in results):
            idle = warned(
                f"covers nothing: {_idle(waiver, results, asked)} ({waiver.position})",
                remedy=f"delete it from {waiver.position}",
                subject=subject,
            )
            yield own("waivers", idle, waiver.position)


def excludes(config: Config, scan: SecretScan) -> Iterator[Result]:
    """A warning for each exclude that hid nothing, or one for all of them where they leave no file to look at."""
    given = {Exclude(item.value, str(item.position or "the config")): item for item in config.secrets.exclude}
    if scan.all_excluded:
        named = listed([f"`{one.glob}` ({one.origin})" for one in given])
        everything = warned(
            f"every file lies below {named}: whatever key is found, it does not count",
            remedy="name the few files that need it, or allow single lines: `preflight explain secrets`",
        )
        yield own("excludes", everything, next(iter(given.values())).position)
    elif scan.scope is Scope.EVERYTHING and not scan.incomplete:
        used = {hidden.exclude for hidden in scan.hidden if hidden.findings}
        for one, item in given.items():
            if one not in used:
                idle = warned(f"hid nothing ({one.origin})", remedy=f"delete it from {one.origin}", subject=one.glob)
                yield own("excludes", idle, item.position)


def workloads(config: Config, providers: Collection[str]) -> Iterator[Result]:
    """A warning for each expectation of nothing: it passes, whatever the account allows."""
    for name, model, load in loads(config):
        if name in providers and (zeros := zeros_of(load)):
            empty = warned(
                f"`{zeros}` at {load.position} asks for nothing: what is judged by it passes in any case",
                remedy=f"say what launch day needs, or delete {model} from {load.position}",
                subject=f"{name} {model}",
            )
            yield own("workload", empty, load.position)


def _idle(waiver: Waiver, results: Sequence[Result], asked: Collection[str]) -> str:
    """Why a waiver covers none of the results."""
    about = [result for result in results if is_about(waiver, result)]
    if waiver.check not in asked:
        return f"`{waiver.check}` did not run"
    if not about:
        subjects = [r.verdict.subject for r in results if r.check == waiver.check and r.verdict.subject]
        hint = nearest(waiver.subject or "", subjects)
        return f"there is no verdict about {waiver.subject}" + (f" ({hint})" if hint else "")
    if any(result.status not in {Status.PASS, Status.SKIP} for result in about):
        return "what was found is not to be waived"
    return "there is nothing to waive any more"
