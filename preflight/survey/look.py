"""Looks at the files of a repository: a few thousand, small ones, for a few seconds. What was left out is told."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic
from typing import Final

from preflight.config.find import NAME
from preflight.errors import GitError, PreflightError
from preflight.files import MIB, read_bytes
from preflight.git import Git
from preflight.gitdir import find_git_dir
from preflight.printable import printable
from preflight.providers.base import Provider
from preflight.secrets.disk import plain_files
from preflight.secrets.gaps import Gaps
from preflight.survey.env_files import env_files, environment_of
from preflight.survey.model import Place, Sight, Survey
from preflight.survey.words import Words, is_code, is_manifest, models_in
from preflight.vendor_data import load
from preflight.words import count

MOST_FILES: Final = 20_000
LARGEST: Final = 2 * MIB
SECONDS: Final = 20.0
_LISTED: Final = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")
_NOBODYS: Final = frozenset(
    {"node_modules", "vendor", ".venv", "venv", "site-packages", "dist", "build", "target", ".preflight"}
)
"""Folders of other people's code, of what is built, and of what preflight itself keeps."""
_TESTS: Final = frozenset({"test", "tests", "__tests__", "spec", "fixtures", "examples", "docs"})


def look(root: Path, base: Path, providers: Sequence[Provider]) -> Survey:
    """What the repository at `root` tells of `providers`; `.env` files are those in `base`. Never raises."""
    words = {provider.vendor.name: _words(provider) for provider in providers}
    looked = _Looked(root, words, {name: Sight() for name in words})
    looked.read_all()
    for name, variables in env_files(base, root):
        looked.note_env_file(name, variables)
    return Survey(sights=looked.sights, files=looked.files, gaps=tuple(looked.gaps))


def _words(provider: Provider) -> Words:
    data = load(provider.vendor.name)
    return Words(provider.vendor, frozenset((*data.modality, *data.prices, *data.retired)))


@dataclass(slots=True)
class _Looked:
    """A look in progress."""

    root: Path
    words: Mapping[str, Words]
    sights: dict[str, Sight]
    files: int = 0
    gaps: list[str] = field(default_factory=list)

    def read_all(self) -> None:
        """Reads what may speak of a provider: the code before the tests, so that the better place is told."""
        began = monotonic()
        for path in sorted(self._listed(), key=lambda path: (_is_test(path), path)):
            if self.files >= MOST_FILES or monotonic() - began > SECONDS:
                self.gaps.append(f"only the first {count(self.files, 'file')} were looked at")
                return
            if is_manifest(path) or is_code(path):
                self._read(path)

    def _listed(self) -> Iterator[str]:
        try:
            found = find_git_dir(self.root)
            if found is None:
                names: Iterator[bytes] = plain_files(self.root, Gaps())
            else:
                with Git(found).stream(*_LISTED, seconds=SECONDS) as process:
                    names = iter(list(process.records()))
        except GitError as error:
            self.gaps.append(error.message)
            return
        for name in names:
            path = os.fsdecode(name)
            parts = path.split("/")
            if not _NOBODYS & set(parts[:-1]) and parts[-1] != NAME:
                yield path

    def _read(self, path: str) -> None:
        try:
            content = read_bytes(self.root / path, limit=LARGEST, within=self.root)
        except PreflightError:
            return  # gone, a submodule, too large, or a symlink that leads out: nothing to learn there
        self.files += 1
        shown = printable(path)
        for name, words in self.words.items():
            self.sights[name] = self._noted(self.sights[name], words, content, shown)

    def _noted(self, sight: Sight, words: Words, content: bytes, path: str) -> Sight:
        def place(offset: int | None) -> Place | None:
            return None if offset is None else Place(path, content.count(b"\n", 0, offset) + 1)

        if is_manifest(path):
            sight = replace(sight, sdk=sight.sdk or place(words.sdk(content)))
        if not is_code(path):
            return sight
        new = {model: place(at) for model, at in models_in(content) if model in words.models}
        models = {model: where for model, where in new.items() if where and model not in sight.models}
        others = {name: Place(path, line) for name, line in words.others(content)}
        return replace(
            sight,
            others={**others, **sight.others},
            variable=sight.variable or place(words.variable(content)),
            host=sight.host or place(words.host(content)),
            models={**sight.models, **models},
        )

    def note_env_file(self, name: str, variables: frozenset[str]) -> None:
        """A file that sets a provider's variable is where its key is found."""
        for provider, words in self.words.items():
            sight = self.sights[provider]
            if not variables.isdisjoint((words.vendor.key_variable, *sight.others)):
                environment = environment_of(name)
                if environment is None:
                    self.sights[provider] = replace(sight, files=(*sight.files, name))
                else:
                    kept = {environment: name, **sight.environments}
                    self.sights[provider] = replace(sight, environments=kept)


def _is_test(path: str) -> bool:
    return bool(_TESTS & set(path.lower().split("/")[:-1]))
