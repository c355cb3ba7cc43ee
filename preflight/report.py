"""A run's outcome as one value: what every report format prints, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from preflight.attestations.model import Attestation
from preflight.config.model import Position, Waiver
from preflight.exit_codes import ExitCode
from preflight.parts import Part
from preflight.verdict import Section, Status, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What was judged."""

    root: str
    """Name of the directory, not its path: reports travel."""
    commit: str | None
    environment: str
    sandbox: str | None
    """Name of the sandbox scenario; None for a real run."""
    offline: bool
    branch: str | None = None
    """None where HEAD is detached, or nobody asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived:
    """The decision that lets a verdict pass without changing it."""

    reason: str
    by: str
    expires: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One verdict in its place in the list."""

    check: str
    section: Section
    provider: str | None
    required: bool
    verdict: Verdict
    docs: str | None
    duration_ms: int
    waived: Waived | None = None
    expected_at: Position | None = None
    """Where the config states what is expected; None where the verdict is about no line of it."""

    @property
    def status(self) -> Status:
        """The verdict's status; a failing advised check is a warning."""
        if self.verdict.status is Status.FAIL and not self.required:
            return Status.WARN
        return self.verdict.status


@dataclass(frozen=True, slots=True, kw_only=True)
class Lowered:
    """Something the config makes less strict; listed in every report."""

    what: str
    effect: str
    position: Position | None
    core: str | None = None
    """The check that the gate needs by default and that this turns off or down: a failure under `--strict`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All results of a run, in checklist order, and the overall answer."""

    generated_at: datetime
    target: Target
    results: Sequence[Result]
    strict: bool = False
    narrowed: bool = False
    """Whether `--only`, `--skip` or `--provider` left questions out: then "ready" answers the rest alone."""
    lowered: Sequence[Lowered] = ()
    not_built: Sequence[str] = ()
    """Checks of the list that this version does not have."""
    bugs: Sequence[str] = ()
    """Tracebacks of checks or facts that crashed; scrubbed."""
    attestations: Part[Sequence[Attestation]] | None = None
    """What people have attested, lapsed or not; None where nobody asked."""
    waivers: Sequence[Waiver] = ()
    """All that the config has, whether or not they cover a result."""
    documentation: Mapping[str, str] = field(default_factory=dict)
    """Slug of a check → its docstring, for every check that has one and a result here."""
    config_path: str | None = None
    """The config as seen from the root, slash-separated; None where there is none below it."""

    @property
    def today(self) -> date:
        """The UTC day of the run."""
        return self.generated_at.date()

    def count(self, status: Status) -> int:
        """Results of `status` that no waiver covers."""
        return sum(result.status is status and not result.waived for result in self.results)

    @property
    def waived(self) -> int:
        """Results that a waiver covers."""
        return sum(result.waived is not None for result in self.results)

    @property
    def closed_by(self) -> Sequence[Result]:
        """What keeps the gate shut, worst first: failures (with `strict` also warnings), then required unknowns."""
        failing = {Status.FAIL, Status.WARN} if self.strict else {Status.FAIL}
        open_results = [result for result in self.results if not result.waived]
        failures = [result for result in open_results if result.status in failing]
        failures.sort(key=lambda result: result.status is Status.WARN)
        return failures + [r for r in open_results if r.status is Status.UNKNOWN and r.required]

    @property
    def exit_code(self) -> ExitCode:
        """70, 1, 3, 0: the first that holds."""
        if self.bugs:
            return ExitCode.BUG
        if not self.closed_by:
            return ExitCode.READY
        if self.closed_by[0].status is Status.UNKNOWN:
            return ExitCode.UNDETERMINED
        return ExitCode.NOT_READY

    @property
    def verdict(self) -> str:
        """`ready`, `not-ready` or `undetermined`."""
        if not self.closed_by:
            return "undetermined" if self.bugs else "ready"
        return "undetermined" if self.closed_by[0].status is Status.UNKNOWN else "not-ready"
