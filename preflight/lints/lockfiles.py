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
# `requirements.txt`, `dev-requirements.in`, `requirements/prod.txt`, `environment.yml`.
_REQUIREMENTS: Final = re.compile(
    r"(?:.*/)?(?:(?:[^/]*[._-])?(?:requirements|constraints)(?:[._-][^/]*)?\.(?:txt|in|lock)"
    r"|requirements/[^/]+\.(?:txt|in)|(?:conda-)?environment(?:[._-][^/]*)?\.ya?ml)"
)
_TOML_LOCK: Final = re.compile(r"(?:.*/)?(?:(?:poetry|uv|pdm)\.lock|pylock(?:\.[^/]+)?\.toml)")
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
        folder = re.sub(r"(?:^|/)requirements\Z", "", one.path.rpartition("/")[0])
        if not folder or path.startswith(f"{folder}/"):
            language = Language(one.sdk.language)
            if language not in nearest or len(folder) >= nearest[language][0]:
                nearest[language] = (len(folder), one.version)
    return {language: version for language, (_, version) in nearest.items()}


def is_lock(path: str) -> bool:
    """Whether a file may name an installed release."""
    others = {"pnpm-lock.yaml", "yarn.lock", "bun.lock", "deno.lock", "Pipfile.lock", "pixi.lock"}
    patterns = (_TOML_LOCK, _REQUIREMENTS)
    return base(path) in _NPM_LOCKS | others or any(pattern.fullmatch(path) for pattern in patterns)


def _in_file(file: File, table: ModelTable) -> Iterator[Installed]:
    if file.content is None or not is_lock(file.path):
        return
    for sdk in table.sdks.values():
        pattern = _pattern(file.path, sdk)
        match = pattern.search(file.text) if pattern else None
        if match:
            line, _ = file.place(match.start("version"))
            yield Installed(sdk=sdk, version=match["version"], path=file.path, line=line)


def _pattern(path: str, sdk: Sdk) -> re.Pattern[str] | None:
    """Where a lock file of that name has the version of the SDK; None where it is of another language."""
    package = re.escape(sdk.package)
    return _of_python(path, package) if sdk.language == Language.PYTHON else _of_node(base(path), package)


def _of_python(path: str, package: str) -> re.Pattern[str] | None:
    name = base(path)
    if _TOML_LOCK.fullmatch(path):
        return re.compile(rf'^name = "{package}"[ \t\r]*\n(?:.+\n){{0,3}}?version = "{_VERSION}"', re.MULTILINE)
    if name == "pixi.lock":
        return re.compile(rf"^[ \t]*name: {package}[ \t\r]*\n(?:.+\n){{0,3}}?[ \t]*version: {_VERSION}", re.MULTILINE)
    if name == "Pipfile.lock":
        return re.compile(rf'"{package}"\s*:\s*\{{[^{{}}]{{0,4000}}?"version"\s*:\s*"==\s*{_VERSION}"')
    if _REQUIREMENTS.fullmatch(path):
        return re.compile(
            rf"^[ \t]*(?:-[ \t]*)?{package}(?:\[[^\]\n]{{0,100}}\])?[ \t]*===?[ \t]*{_VERSION}",
            re.MULTILINE | re.IGNORECASE,
        )
    return None


def _of_node(name: str, package: str) -> re.Pattern[str] | None:
    if name in _NPM_LOCKS:
        return re.compile(rf'"(?:node_modules/)?{package}"\s*:\s*\{{\s*"version"\s*:\s*"{_VERSION}"')
    if name == "pnpm-lock.yaml":
        return re.compile(rf"^[ \t]*['\"]?/?{package}[@/]{_VERSION}", re.MULTILINE)
    if name == "yarn.lock":
        return re.compile(rf'^"?{package}@[^\n]*:\r?\n\s+version:? "?{_VERSION}', re.MULTILINE)
    if name == "bun.lock":
        return re.compile(rf'\["{package}@{_VERSION}"')
    if name == "deno.lock":
        return re.compile(rf'"{package}@{_VERSION}(?:_[^"]*)?"')
    return None
