"""One run: gather, judge, report."""

import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any

from preflight.attestations.model import Attestation, Attestations
from preflight.engine import own, upkeep, waivers
from preflight.engine.clean import clean
from preflight.engine.discovery import Installed
from preflight.engine.expected import config_path, expected_at
from preflight.engine.gather import Gathered, Gatherer, Key
from preflight.engine.selection import Chosen, Selection, is_core
from preflight.engine.stale import stale_tables
from preflight.errors import PreflightError
from preflight.facts.gatherers import GATHERERS
from preflight.facts.inputs import Clock, Inputs
from preflight.facts.repository import Repository
from preflight.parts import Known, NotReadable, Part
from preflight.providers.base import Provider
from preflight.redact import scrub
from preflight.registry import needs
from preflight.report import Report, Result, Target
from preflight.secrets.model import SecretScan
from preflight.vendor_data import VendorData
from preflight.verdict import Verdict, unknown
from preflight.workload import Workload


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything a run depends on."""

    inputs: Inputs
    clock: Clock
    installed: Installed
    selection: Selection
    providers: Sequence[Provider]
    unjudged_providers: Sequence[str] = ()
    """Names in the config that no installed provider answers to."""
    target: Target
    given: Mapping[Key, object] = field(default_factory=dict)
    """Facts that are not gathered but given: by the sandbox, by an earlier run, or by a replay."""
    closed: str | None = None
    """Of a replay: what is said of a fact that is not given; nothing is read from the world."""
    strict: bool = False
    narrowed: bool = False
    """Whether some configured provider is left out."""
    honour_waivers: bool = True


def gatherer_of(plan: Plan) -> Gatherer:
    """What reads the facts of a run, nothing asked for yet."""
    given: dict[Key, object] = {
        (Inputs, None): plan.inputs,
        (Clock, None): plan.clock,
        (tuple[Provider, ...], None): tuple(plan.providers),
        **plan.given,
    }
    return Gatherer(GATHERERS, given, closed=plan.closed)


def run(plan: Plan, gatherer: Gatherer | None = None) -> Report:
    """Starts every fact that a chosen check needs, then judges the checks in checklist order.

    `gatherer` is the plan's own, for a caller who wants to know afterwards what was gathered.
    """
    gatherer = gatherer or gatherer_of(plan)
    repository, attested = gatherer.ask(Repository), gatherer.ask(Attestations)
    asked = [_Asked.start(gatherer, chosen, provider) for chosen, provider in _questions(gatherer, plan)]
    bugs: list[str] = []
    results = [result for one in asked for result in one.results(plan, bugs)]
    results += own.about_run(plan.installed, plan.unjudged_providers, plan.selection, strict=plan.strict)
    stale = stale_tables(plan.selection.chosen, plan.providers, _tables(gatherer), plan.clock.today)
    results += [own.own("vendor-data", verdict) for verdict in stale]
    outlived = list(_upkeep(plan, results, gatherer))
    config = plan.inputs.config
    if plan.honour_waivers:
        results = waivers.apply(results, config.waivers, plan.clock.today, refused=_refused(plan))
    results = [replace(result, expected_at=expected_at(result, config)) for result in results] + outlived
    return Report(
        generated_at=plan.clock.now,
        target=clean(_checked_out(plan.target, repository)),
        results=clean(results),
        strict=plan.strict,
        narrowed=plan.narrowed or plan.selection.narrowed,
        lowered=clean(plan.selection.lowered),
        not_built=plan.installed.not_built,
        bugs=bugs,
        attestations=clean(_attested(attested)),
        waivers=clean(config.waivers),
        documentation=_documentation(plan, results),
        config_path=clean(config_path(config, plan.inputs.root)),
    )


def _refused(plan: Plan) -> Callable[[str], bool]:
    """Under `--strict` no core check takes a waiver: it comes from the config, which may lower none."""
    return lambda slug: plan.strict and is_core(plan.installed, slug)


def _tables(gatherer: Gatherer) -> Mapping[Key, object]:
    """The published tables that were judged by."""
    read = {key: future for key, future in gatherer.asked.items() if key[0] is VendorData and future.done()}
    return {key: future.result().value for key, future in read.items() if not future.exception()}


def _checked_out(target: Target, repository: Future[Gathered]) -> Target:
    """With commit and branch; a repository that git refuses has none to show, and `secrets` says why."""
    try:
        shown: Repository = repository.result().value
    except PreflightError:
        return target
    return replace(target, commit=shown.head, branch=shown.branch)


def _attested(attestations: Future[Gathered]) -> Part[Sequence[Attestation]]:
    try:
        kept: Attestations = attestations.result().value
    except PreflightError as error:
        return NotReadable(error.brief)
    return Known(kept.entries)


def _documentation(plan: Plan, results: Sequence[Result]) -> Mapping[str, str]:
    """What explains the results: the checks' own words, and ours for verdicts about the run itself."""
    words = {**own.WORDS, **{check.slug: scrub(check.documentation) for check in plan.installed.checks}}
    return {slug: words[slug] for slug in dict.fromkeys(result.check for result in results) if slug in words}


def _questions(gatherer: Gatherer, plan: Plan) -> Iterator[tuple[Chosen, Provider | None]]:
    """A check that takes anything of a provider is asked once per provider."""
    for chosen in plan.selection.chosen:
        if gatherer.per_provider(chosen.check.judge):
            for provider in plan.providers:
                yield chosen, provider
        else:
            yield chosen, None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A check whose facts are being read."""

    chosen: Chosen
    provider: Provider | None
    facts: Mapping[str, Future[Gathered]] | Exception

    @classmethod
    def start(cls, gatherer: Gatherer, chosen: Chosen, provider: Provider | None) -> "_Asked":
        try:
            return cls(chosen, provider, gatherer.start(chosen.check.judge, provider))
        except (LookupError, NameError, TypeError) as error:  # a pack names a type that is no fact
            return cls(chosen, provider, error)

    def results(self, plan: Plan, bugs: list[str]) -> list[Result]:
        began = time.monotonic()
        seconds = 0.0
        try:
            facts = self._wait(plan)
            seconds = max((gathered.seconds for gathered in facts.values()), default=0.0)
            verdicts = list(self.chosen.check(**{name: fact.value for name, fact in facts.items()}))
        except PreflightError as error:
            verdicts = [unknown(error.brief, remedy=error.hint or "mend this and run again")]
        except Exception as error:
            verdicts = [self._crashed(error, plan, bugs)]
        milliseconds = round((seconds or time.monotonic() - began) * 1000)
        return [self._result(verdict, milliseconds) for verdict in verdicts]

    def _wait(self, plan: Plan) -> Mapping[str, Gathered]:
        if isinstance(self.facts, Exception):
            raise self.facts
        return {name: future.result() for name, future in self.facts.items()}

    def _crashed(self, error: Exception, plan: Plan, bugs: list[str]) -> Verdict:
        """A crash of our own is a bug (exit 70); one of a third party's pack is that pack's unknown."""
        what = scrub(f"{type(error).__name__}: {error}")
        if plan.closed is not None:  # of a bundle, somebody may have made them up
            return unknown(f"the check cannot judge these facts: {what}", remedy="gather them anew: `preflight review`")
        origin = plan.installed.origins[self.chosen.check.slug]
        if origin != "built-in":
            return unknown(
                f"the check crashed: {what}",
                remedy=f"report it to the makers of the pack `{origin}`, or --skip it",
            )
        bugs.append(scrub("".join(traceback.format_exception(error))))
        return unknown(f"the check crashed: {what}", remedy="report the bug: the text is on stderr")

    def _result(self, verdict: Verdict, milliseconds: int) -> Result:
        check = self.chosen.check
        return Result(
            check=check.slug,
            section=check.section,
            provider=self.provider.vendor.name if self.provider else None,
            required=self.chosen.required,
            verdict=verdict,
            docs=check.link,
            duration_ms=milliseconds,
        )


def _upkeep(plan: Plan, results: Sequence[Result], gatherer: Gatherer) -> Iterator[Result]:
    """Verdicts about what in the config has outlived its use; a sandbox says nothing of the real account's."""
    config, sandbox = plan.inputs.config, plan.target.sandbox is not None
    asked = {chosen.check.slug: chosen.check for chosen in plan.selection.chosen}
    if plan.honour_waivers and not (sandbox or plan.narrowed):
        judged = asked if plan.selection.narrowed else plan.installed.slugs
        yield from upkeep.waivers(config, results, asked=asked, judged=judged, today=plan.clock.today)
    if (scan := _known(gatherer.started(SecretScan))) is not None:
        yield from upkeep.excludes(config, scan)
    if not sandbox and any(Workload in needs(check.judge).values() for check in asked.values()):
        yield from upkeep.workloads(config, [provider.vendor.name for provider in plan.providers])


def _known(fact: Future[Gathered] | None) -> Any:
    """A fact that a check has asked for; None where none has, or where it could not be read, as the check says."""
    return fact.result().value if fact and fact.exception() is None else None
