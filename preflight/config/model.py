"""The shape of `.preflight.yml`. These dataclasses are the loader's grammar and the JSON Schema's source.

A field's type says what is accepted, its `setting(...)` metadata what it means and which values are possible.
`position` fields are not settings: the loader fills them with the place where the mapping stood.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

VERSION = 1
LONGEST = 1000
"""Characters of a string, at most: a report shows all of them."""
LARGEST = 10**12
"""Numbers beyond this are slips of the finger."""
SLUG = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
"""The form of a check's name."""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a file; line and column count from 1."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Setting:
    """What a field means, and which values are possible; carried in the field's metadata."""

    about: str
    minimum: int | None = None
    """Smallest number allowed."""
    above: int | None = None
    """Numbers must be greater than this."""
    pattern: str | None = None
    """Regular expression that a string must match in full."""
    pattern_words: str | None = None
    """The pattern in words, for error messages."""
    choices: tuple[str, ...] = ()
    names_only: bool = False
    """A long run of letters and digits here is a pasted key, not a name."""
    forgiving: bool = False
    """Text that cannot be used counts as absent, and is no problem."""
    key_pattern: bool = False
    """The string is a pattern of keys, in the language of `preflight.pattern`."""
    checks: bool = False
    """The strings are check slugs: validated against the checks that exist."""
    providers: bool = False
    """The mapping's keys are provider names: validated against the providers that exist."""
    only: tuple[str, ...] = ()
    """The providers that have this setting; empty for all of them."""


def setting(about: str, *, default: Any = None, **limits: Any) -> Any:
    """A dataclass field with a default and its meaning; a mutable default is given as a factory (`dict`)."""
    metadata = {"setting": Setting(about, **limits)}
    if isinstance(default, type):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


def required(about: str, **limits: Any) -> Any:
    """A dataclass field that the file must give."""
    return field(metadata={"setting": Setting(about, **limits)})


_VARIABLE: dict[str, Any] = {
    "pattern": r"[A-Za-z_][A-Za-z0-9_]*",
    "pattern_words": "the name of an environment variable",
    "names_only": True,
}
# The config is part of the repository under review: it must not have us read or write elsewhere, or in .git.
_FILE = {
    "pattern": r"(?![/~]|[A-Za-z]:)(?!.*\\)(?!(.*/)?(\.\.|\.[gG][iI][tT])(/|$)).+",
    "pattern_words": "a file below the config's directory (no `..`, no absolute path, nothing in `.git`)",
}
SERIES = r"[A-Za-z_:][A-Za-z0-9_:]*"
"""The form of a series' name in Prometheus."""
_SERIES = {"pattern": SERIES, "pattern_words": "the name of a Prometheus series"}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySource:
    """Where a key is found. Names only: a key itself never stands in the config."""

    env: str | None = setting("Environment variable that holds the key.", **_VARIABLE)
    files: tuple[str, ...] = setting(
        ".env files that may hold it, relative to the config's directory; the process environment wins.",
        default=(".env",),
        **_FILE,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelLoad:
    """What launch day asks of one model."""

    SOME: ClassVar[bool] = True
    """At least one of the settings must be given."""

    per_day: int | None = setting("Generations expected per day.", minimum=0)
    peak_per_hour: int | None = setting("Generations in the busiest hour.", minimum=0)
    generation_seconds: Decimal | None = setting("Seconds one generation takes to finish.", above=0)
    output_seconds: Decimal | None = setting(
        "Seconds of output per generation; prices it from the dated table.", above=0
    )
    characters: int | None = setting(
        "Characters of text per generation; prices speech from the dated table.", minimum=1
    )
    credits_each: Decimal | None = setting(
        "What one generation costs, in the vendor's unit (credits or cents); overrides the dated table.", minimum=0
    )
    max_daily: int | None = setting(
        "Generations that the vendor allows in 24 hours, declared by hand where its API does not tell.", minimum=0
    )
    max_concurrent: int | None = setting(
        "Generations that the vendor allows at one time, declared by hand where its API does not tell.", minimum=0
    )
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderConfig:
    """One vendor that is judged."""

    AT_MOST_ONE: ClassVar[tuple[str, ...]] = ("key", "keys")
    """No two of these can be given."""

    key: KeySource | None = setting("Where the key is found; by default the vendor's own variable and .env.")
    keys: Mapping[str, KeySource] = setting("Several named keys (GPTBots: one per agent or workflow).", default=dict)
    region: str | None = setting("GPTBots region.", choices=("sg", "jp", "th"), only=("gptbots",))
    auth: str | None = setting(
        "How RunTools is given the key: in its own header (the default), or as a bearer token.",
        choices=("x-api-key", "bearer"),
        only=("runtools",),
    )
    workload: Mapping[str, ModelLoad] = setting("What launch day asks, by model id.", default=dict)
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentSource:
    """Where one environment's key is found: a variable of this process, or a file."""

    ONE_OF: ClassVar[tuple[str, ...]] = ("env", "file")
    """Exactly one of these must be given."""

    env: str | None = setting("Environment variable that holds the key.", **_VARIABLE)
    file: str | None = setting(".env file that holds it, relative to the config's directory.", **_FILE)
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Located:
    """A string of the config and where it stood."""

    value: str
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRule:
    """A kind of key that the project looks for beside the vendors' own."""

    pattern: str = required(
        "What the keys look like: fixed characters, a class, a count, as in acme_[0-9A-Za-z]{40}.", key_pattern=True
    )
    confidence: str = setting(
        "Whether a match is certainly a key, and fails, or possibly, and warns.",
        default="certain",
        choices=("certain", "possible"),
    )
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretsConfig:
    """How the repository is scanned for keys."""

    exclude: tuple[Located, ...] = setting(
        "Globs of paths whose findings do not count; the report lists what each one hid.", default=()
    )
    rules: Mapping[str, OwnRule] = setting("Kinds of keys to look for beside the vendors', by name.", default=dict)
    baseline: Located | None = setting("File of accepted findings, relative to the config's directory.", **_FILE)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringConfig:
    """Names of the series that the vendor recommends watching; names only, never a server."""

    error_rate: str | None = setting("Series of failed API calls.", **_SERIES)
    requests: str | None = setting("Series of API calls.", **_SERIES)
    throttled: str | None = setting("Series of tasks that were THROTTLED.", **_SERIES)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleInput:
    """An input as generations will get it: a file or a URL, and the model that it is for."""

    ONE_OF: ClassVar[tuple[str, ...]] = ("file", "url")
    """Exactly one of these must be given."""

    file: str | None = setting("A file, relative to the config's directory.", **_FILE)
    url: str | None = setting(
        "Where an input is served; one HEAD goes there, without any key.",
        pattern=r"https://.+",
        pattern_words="a URL that begins with https://",
    )
    model: str | None = setting("The model that it is for; some have rules of their own.")
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecksConfig:
    """Which checks count."""

    DISJOINT: ClassVar[tuple[str, ...]] = ("skip", "required", "advised")

    skip: tuple[Located, ...] = setting("Checks that are not run.", default=(), checks=True)
    required: tuple[Located, ...] = setting("Advised checks that must pass.", default=(), checks=True)
    advised: tuple[Located, ...] = setting("Required checks whose failure only warns.", default=(), checks=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A dated, reasoned decision to launch in spite of a verdict; the verdict is still shown."""

    check: str = required("The check that is waived.", checks=True)
    reason: str = required("Why it is right to launch all the same.")
    by: str = required("Who decided.")
    expires: date = required("Last day on which the waiver holds, YYYY-MM-DD.")
    subject: str | None = setting("Only this subject (a model, a key); without it every subject.")
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A whole `.preflight.yml`. Its defaults are what holds without a file."""

    version: int = required("Version of this format.", choices=(str(VERSION),))
    environment: str = setting("The environment that is about to launch.", default="production")
    providers: Mapping[str, ProviderConfig] = setting(
        "The vendors that are judged; without this key, runway.", default=dict, providers=True
    )
    environments: Mapping[str, EnvironmentSource] = setting(
        "Where each environment's key is found; equal keys fail `shared-keys`.", default=dict
    )
    secrets: SecretsConfig = setting("How the repository is scanned.", default=SecretsConfig)
    inputs: tuple[SampleInput, ...] = setting("Sample inputs to look at before the vendor does.", default=())
    monitoring: MonitoringConfig = setting("Series to look for in Prometheus.", default=MonitoringConfig)
    checks: ChecksConfig = setting("Which checks count.", default=ChecksConfig)
    waivers: tuple[Waiver, ...] = setting("Decisions to launch in spite of a verdict.", default=())
    path: Path | None = field(default=None, compare=False)
    """The file it was read from; None for the defaults."""


DEFAULT = Config(version=VERSION)
