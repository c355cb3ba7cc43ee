"""Which releases of the official SDKs are installed, as lock files tell."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from preflight.lints.code import Language
from preflight.model_table import ModelTable, Sdk, release
from preflight.tree.model import File
from preflight.tree.names import base

_VERSION: Final = r"(?P<version>[0-9][0-9A-Za-z.+!-]{0,40})"
_REQUIREMENTS: Final = re.compile(r"(?:.*[._-])?(?:requirements|constraints)(?:[._-].*)?\.(?:txt|in|lock)")
_TOML_LOCKS: Final = frozenset({"poetry.lock", "uv.lock", "pdm.lock"})
_NPM_LOCKS: Final = frozenset({"package-lock.json", "npm-shrinkwrap.json"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """A release of an SDK that a lock file names."""

    sdk: Sdk
    version: str
    path: str
    line: int

    @property
    def place(self) -> str:
        """`uv.lock:12`."""
        return f"{self.path}:{self.line}"

    @property
    def behind(self) -> bool:
        """Whether the table knows a newer release."""
        return release(self.version) < release(self.sdk.newest)

    @property
    def far_behind(self) -> bool:
        """Whether a major release has come out since."""
        return release(self.version)[:1] < release(self.sdk.newest)[:1]


def installed_in(files: Iterable[File], table: ModelTable) -> tuple[Installed, ...]:
    """What the lock files of a repository name, in the order of their paths."""
    return tuple(found for file in files if not file.ignored for found in _in_file(file, table))


def versions_for(path: str, installed: Iterable[Installed]) -> Mapping[Language, str]:
    """The releases that hold for a module: those of the innermost folder with a lock file."""
    nearest: dict[Language, tuple[int, str]] = {}
    for one in installed:
        folder = one.path.rpartition("/")[0]
        if not folder or path.startswith(f"{folder}/"):
            language = Language(one.sdk.language)
            if language not in nearest or len(folder) >= nearest[language][0]:
                nearest[language] = (len(folder), one.version)
    return {language: version for language, (_, version) in nearest.items()}


def is_lock(path: str) -> bool:
    """Whether a file may name an installed release."""
    name = base(path)
    others = {"pnpm-lock.yaml", "yarn.lock", "bun.lock", "Pipfile.lock"}
    return name in _TOML_LOCKS | _NPM_LOCKS | others or _REQUIREMENTS.fullmatch(name) is not None


def _in_file(file: File, table: ModelTable) -> Iterator[Installed]:
    if file.content is None or not is_lock(file.path):
        return
    for sdk in table.sdks.values():
        pattern = _pattern(base(file.path), sdk)
        match = pattern.search(file.text) if pattern else None
        if match:
            line, _ = file.place(match.start("version"))
            yield Installed(sdk=sdk, version=match["version"], path=file.path, line=line)


def _pattern(name: str, sdk: Sdk) -> re.Pattern[str] | None:
    """Where a lock file of that name has the version of the SDK; None where it is of another language."""
    package = re.escape(sdk.package)
    if sdk.language == Language.PYTHON:
        if name in _TOML_LOCKS:
            return re.compile(rf'^name = "{package}"[ \t\r]*\n(?:.+\n){{0,3}}?version = "{_VERSION}"', re.MULTILINE)
        if name == "Pipfile.lock":
            return re.compile(rf'"{package}"\s*:\s*\{{[^{{}}]{{0,4000}}?"version"\s*:\s*"==\s*{_VERSION}"')
        if _REQUIREMENTS.fullmatch(name):
            return re.compile(
                rf"^[ \t]*{package}(?:\[[^\]\n]{{0,100}}\])?[ \t]*===?[ \t]*{_VERSION}", re.MULTILINE | re.IGNORECASE
            )
        return None
    if name in _NPM_LOCKS:
        return re.compile(rf'"(?:node_modules/)?{package}"\s*:\s*\{{\s*"version"\s*:\s*"{_VERSION}"')
    if name == "pnpm-lock.yaml":
        return re.compile(rf"^[ \t]*['\"]?/?{package}[@/]{_VERSION}", re.MULTILINE)
    if name == "yarn.lock":
        return re.compile(rf'^"?{package}@[^\n]*:\n\s+version:? "?{_VERSION}', re.MULTILINE)
    if name == "bun.lock":
        return re.compile(rf'\["{package}@{_VERSION}"')
    return None
