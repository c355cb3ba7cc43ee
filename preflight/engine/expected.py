"""Where the config states what a verdict is about: the line that a report can point at."""

from collections.abc import Iterator
from os.path import relpath
from pathlib import Path

from preflight.config.model import Config, Position
from preflight.report import Result


def expected_at(result: Result, config: Config) -> Position | None:
    """The most telling line: of the model's workload, of the provider, of the environment, of the check."""
    return next((position for position in _places(result, config) if position), None)


def config_path(config: Config, root: Path) -> str | None:
    """The config as seen from `root`, slash-separated; None where there is none, or it lies elsewhere."""
    if config.path is None:
        return None
    path = Path(relpath(config.path, root))
    return None if path.is_absolute() or ".." in path.parts else path.as_posix()


def _places(result: Result, config: Config) -> Iterator[Position | None]:
    subject = result.verdict.subject
    provider = config.providers.get(result.provider or subject or "")
    if provider:
        load = provider.workload.get(subject or "")
        yield load.position if load else None
        yield provider.position
    if environment := config.environments.get(subject or ""):
        yield environment.position
    for named in (*config.checks.skip, *config.checks.required, *config.checks.advised):
        if named.value == result.check:
            yield named.position
