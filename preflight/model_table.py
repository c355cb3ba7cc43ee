"""Dated facts about what a vendor's API takes: models, ratios, endpoints, SDKs, from `data/<vendor>-models.yml`."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from preflight.vendor_data import Retired, load


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """What a model says about the shape of its output."""

    required: bool
    allowed: frozenset[str]
    """Empty where any text is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sdk:
    """An official SDK, and the releases that have a defect."""

    language: str
    """`python`, `node`."""
    package: str
    newest: str
    """The newest release that the table knows."""
    released: date
    flaws: Mapping[str, tuple[str, str | None]]
    """By name of the defect: the first release that has it, and the first without; None while there is none."""

    def has(self, flaw: str, version: str | None) -> bool:
        """Whether `version` has the defect; one that is not known is taken for a recent one."""
        if flaw not in self.flaws:
            return False
        since, fixed = self.flaws[flaw]
        if version is None:
            return fixed is None
        return release(version) >= release(since) and (fixed is None or release(version) < release(fixed))


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTable:
    """A vendor's published models and endpoints."""

    as_of: date
    sources: tuple[str, ...]
    version_header: str
    version: str
    """The only value of that header that is current."""
    models: Mapping[str, Mapping[str, Ratio | None]]
    """Endpoint → model id → ratio; None for a model that takes none."""
    retired: Mapping[str, Retired]
    endpoints: frozenset[str]
    """All of them below the version, `{}` for anything: `tasks/{}`."""
    invented: Mapping[str, str]
    """What people call in their place: name → the endpoint that they mean."""
    poll_seconds: int
    """Between two reads of one task, at least."""
    going: frozenset[str]
    """Statuses of a task that is not done."""
    final: frozenset[str]
    """Statuses after which nothing more happens."""
    sdks: Mapping[str, Sdk]
    """By language."""

    @property
    def known(self) -> frozenset[str]:
        """All models that some endpoint takes."""
        return frozenset(model for models in self.models.values() for model in models)

    def nearest(self, name: str, endpoint: str | None = None) -> str | None:
        """The model whose name is most like `name`; None when none is like it."""
        names = sorted(self.models.get(endpoint or "", ()) or self.known)
        near = difflib.get_close_matches(name.lower()[:60], names, n=1, cutoff=0.5)
        return near[0] if near else None

    def has_endpoint(self, path: str) -> bool:
        """Whether `image_to_video` or `tasks/{}` is one; `{}` on either side is anything."""
        return any(_matches(path, known) for known in self.endpoints)

    def is_invented(self, path: str) -> bool:
        """Whether it is certain that there is no such endpoint."""
        return any(_matches(path, known) for known in self.invented) and not self.has_endpoint(path)

    def nearest_endpoint(self, path: str) -> str | None:
        """The endpoint that is surely meant by `path`, else the one whose name is most like it."""
        meant = next((real for name, real in self.invented.items() if _matches(path, name)), None)
        if meant:
            return meant
        folded = path.replace("-", "_").lower()
        near = difflib.get_close_matches(folded, sorted(self.endpoints), n=1, cutoff=0.6)
        return near[0] if near else None


def release(version: str) -> tuple[int, ...]:
    """`5.24.0` as numbers, to compare releases by; what follows the first three parts does not count."""
    return tuple(int(part) for part in re.findall(r"[0-9]{1,9}", version)[:3])


@cache
def load_models(vendor: str) -> ModelTable | None:
    """The table of `vendor`; None where there is none."""
    import yaml

    source = files("preflight.data").joinpath(f"{vendor}-models.yml")
    if not source.is_file():
        return None
    raw = yaml.load(source.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    models = {endpoint: {model: _ratio(row) for model, row in rows.items()} for endpoint, rows in raw["models"].items()}
    return ModelTable(
        as_of=raw["as_of"],
        sources=tuple(raw["sources"]),
        version_header=raw["version_header"],
        version=raw["version"],
        models=models,
        retired=load(vendor).retired,
        endpoints=frozenset((*models, *raw["endpoints"])),
        invented=raw["invented"],
        poll_seconds=raw["poll_seconds"],
        going=frozenset(raw["statuses"]["going"]),
        final=frozenset(raw["statuses"]["final"]),
        sdks={sdk.language: sdk for sdk in _sdks(raw["sdks"])},
    )


def _ratio(row: Mapping[str, Any]) -> Ratio | None:
    if "ratio" not in row:
        return None
    return Ratio(required=row["ratio"] == "required", allowed=frozenset(row.get("ratios", "").split()))


def _sdks(rows: Mapping[str, Any]) -> Iterator[Sdk]:
    for language, row in rows.items():
        flaws = {name: (flaw["since"], flaw.get("fixed")) for name, flaw in row["flaws"].items()}
        yield Sdk(
            language=language,
            package=row["package"],
            newest=row["newest"],
            released=row["released"],
            flaws=flaws,
        )


def _matches(path: str, known: str) -> bool:
    parts, theirs = path.split("/"), known.split("/")
    return len(parts) == len(theirs) and all(
        other in (mine, "{}") or (mine == "{}" and at > 0)
        for at, (mine, other) in enumerate(zip(parts, theirs, strict=True))
    )
