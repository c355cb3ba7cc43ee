"""The files of a repository → what its integration of a vendor does, and which traps are in it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from preflight.lints.catalogue import BY_ID, LINTS
from preflight.lints.code import Language, Module
from preflight.lints.languages import is_code, read
from preflight.lints.lockfiles import Installed, installed_in, is_lock, versions_for
from preflight.lints.model import Hit, Lint, Look, Severity
from preflight.lints.requests import model_records
from preflight.model_table import ModelTable
from preflight.printable import veiled
from preflight.providers.base import Vendor
from preflight.tree.model import File, Tree, numbered
from preflight.tree.names import shipped_root
from preflight.verdict import Confidence, Finding

_MOST: Final = 50
"""Findings of one lint in one file."""
_SHOWN: Final = 80
"""Characters of what stands in a place."""
MOST_PARSED: Final = 16 << 20
"""Bytes of all files together that are parsed; the rest is read as text."""
_Found = tuple[Lint, Hit, Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """One thing that is wrong, in all its places."""

    rule: str
    """The lint's id."""
    what: str
    title: str
    fix: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """A fact: what a repository's code does with a vendor's API."""

    provider: str
    table: ModelTable | None
    """None for a vendor of which nothing is published: then nothing was looked at."""
    traps: tuple[Trap, ...] = ()
    files: int = 0
    """Files of code that call the vendor."""
    models: tuple[str, ...] = ()
    """Ids in calls of the API."""
    installed: tuple[Installed, ...] = ()
    """The SDKs that lock files name."""
    as_text: tuple[str, ...] = ()
    """Files of Python, JavaScript or TypeScript that were not parsed, so that only some lints judged them."""
    needs_js: bool = False
    """Whether the extra `js` would have some of them parsed."""
    unread: tuple[str, ...] = ()
    """What could not be read of the files that may be code, in words."""


def review(
    tree: Tree, vendor: Vendor, table: ModelTable | None, own_variables: frozenset[str] = frozenset()
) -> Integration:
    """Reads the files that speak of the vendor; `own_variables`: those that the config names for its key."""
    if table is None:
        return Integration(provider=vendor.name, table=None)
    installed = installed_in(tree.kept(), table)
    words = _gate(vendor, table)
    calling = 0
    models: set[str] = set()
    plain: list[Module] = []
    found: list[_Found] = []
    left = MOST_PARSED
    for file in tree.kept():
        if is_code(file) and file.mentions(*words):
            left -= len(file.content or b"")
            about = partial(
                Look.at, vendor=vendor, table=table, installed=versions_for(file.path, installed), own=own_variables
            )
            look, hits = _looked(file, about, parse=left >= 0)
            found += hits
            if look.calls_vendor:
                calling += 1
                models |= set(_models(look))
            if not look.module.parsed and look.module.language is not Language.OTHER:
                plain.append(look.module)
    return Integration(
        provider=vendor.name,
        table=table,
        traps=tuple(_grouped(found)),
        files=calling,
        models=tuple(sorted(models)),
        installed=installed,
        as_text=tuple(module.file.path for module in plain),
        needs_js=any(map(_would_be_parsed, plain)),
        unread=tree.gaps(_matters),
    )


def _matters(path: str) -> bool:
    """Whether a file that could not be read may be code; for what a build has put out its sources speak."""
    return is_lock(path) or (shipped_root(path) is None and is_code(File(path=path, content=b"")))


def _looked(file: File, about: Callable[[Module], Look], *, parse: bool) -> tuple[Look, list[_Found]]:
    """A file, and what is found in it; one that is nested more deeply than any hand would is read as text."""
    look = about(read(file, parse=parse))
    try:
        return look, list(findings_in(look))
    except RecursionError:
        look = about(read(file, parse=False))
        return look, list(findings_in(look))


def findings_in(look: Look, lints: Iterable[Lint] = LINTS) -> Iterator[_Found]:
    """What `lints` find in one module; a place is told once for each lint."""
    for lint in lints:
        if lint.needs_parser and not look.module.parsed:
            continue
        seen: set[int] = set()
        for hit in lint.find(look):
            if hit.at not in seen and len(seen) < _MOST:
                seen.add(hit.at)
                yield lint, hit, _finding(look.module, lint, hit)


def _finding(module: Module, lint: Lint, hit: Hit) -> Finding:
    certain = lint.severity is Severity.FAIL and not hit.doubtful
    confidence = Confidence.CERTAIN if certain else Confidence.POSSIBLE
    what = veiled(hit.what, limit=_SHOWN)
    found = module.file.finding(lint.id, hit.at, what=what, confidence=confidence, note=hit.note)
    return replace(found, set_aside=_set_aside(found, lint))


def _set_aside(finding: Finding, lint: Lint) -> str | None:
    """Why it does not count: `preflight: allow REASON`, or `preflight: allow LINT REASON` for this lint alone."""
    if finding.set_aside is None:
        return None
    head, _, reason = finding.set_aside.partition(": ")
    first, _, rest = reason.partition(" ")
    if first not in BY_ID:
        return finding.set_aside
    rest = rest.strip(" :,-")
    return f"{head}: {rest}" if first == lint.id and len(rest) > 2 else None


def _gate(vendor: Vendor, table: ModelTable) -> Sequence[bytes]:
    """What has to stand in a file before it is worth parsing."""
    words = (table.sdks["python"].package, table.version_header, *table.retired, *vendor.code_words)
    return tuple(word.encode() for word in words if word not in _COMMON) + tuple(h.encode() for h in vendor.hosts)


_COMMON: Final = frozenset({"veo3"})
"""Names of models that stand in files of every other vendor as well."""


def _grouped(found: Iterable[_Found]) -> Iterator[Trap]:
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for lint, hit, finding in found:
        groups.setdefault((lint.id, finding.redacted, hit.fix or lint.fix), []).append(finding)
    for (rule, what, fix), findings in groups.items():
        lint = BY_ID[rule]
        yield Trap(rule=rule, what=what, title=lint.title, fix=fix, findings=numbered(findings))


def _models(look: Look) -> Iterator[str]:
    for body, _ in model_records(look.requests):
        if "model" in body.entries and (text := look.module.text(body.entries["model"])) and "{}" not in text.text:
            yield text.text


def _would_be_parsed(module: Module) -> bool:
    from preflight.lints.javascript import is_readable

    return module.language is Language.NODE and not is_readable()
