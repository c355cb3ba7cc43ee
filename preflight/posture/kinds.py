"""What a file of settings is for, told from its name: this decides what to write in it in place of a key."""

import re
from enum import StrEnum
from typing import Final

from preflight.tree.names import base, holds_settings, is_compose, is_dotenv, suffix


class FileKind(StrEnum):
    """The kinds of files that set variables for programs."""

    SETTINGS = "settings"
    """Exists to hold values of one machine or environment: `.env`, `terraform.tfvars`."""
    COMPOSE = "compose"
    GITHUB = "GitHub workflow"
    GITLAB = "GitLab pipeline"
    CI = "CI pipeline"
    DOCKERFILE = "Dockerfile"
    DEPLOYMENT = "deployment file"
    """Anything else that says how a program is run: Kubernetes, Helm, Render, ECS, shell."""


_DOCKERFILE: Final = re.compile(r"(?:.+\.)?(?:Dockerfile|Containerfile)(?:\..+)?", re.IGNORECASE)
_GITHUB: Final = re.compile(r"(?:.*/)?\.github/(?:workflows|actions)/.*\.ya?ml")
_GITLAB: Final = re.compile(r"(?:.*/)?\.gitlab-ci\.yml|(?:.*/)?\.gitlab/.*\.ya?ml|.*\.gitlab-ci\.ya?ml")
_CI: Final = re.compile(
    r"(?:.*/)?(?:\.circleci/.*\.yml|azure-pipelines[\w.-]*\.ya?ml|bitbucket-pipelines\.yml|\.travis\.yml|\.drone\.ya?ml"
    r"|buildspec[\w.-]*\.ya?ml|cloudbuild[\w.-]*\.ya?ml|\.buildkite/.*\.ya?ml|\.woodpecker(?:/.*)?\.ya?ml|appveyor\.yml"
    r"|Jenkinsfile[\w.-]*|\.teamcity/.*|codemagic\.yaml|eas\.json)"
)
_DEPLOYMENT: Final = frozenset(
    {
        ".yml", ".yaml", ".json", ".jsonc", ".json5", ".toml", ".ini", ".cfg", ".conf", ".properties", ".tf", ".hcl",
        ".nomad", ".service", ".tpl", ".tmpl", ".j2", ".jinja", ".gotmpl", ".sh", ".bash", ".zsh", ".fish", ".ps1",
        ".bat", ".cmd", ".mk", ".bicep", ".bicepparam", ".xcconfig", ".plist", ".gradle", ".kts", ".config",
    }
)  # fmt: skip
_BY_NAME: Final = frozenset({"Procfile", "Makefile", "justfile", "Justfile", "Tiltfile", "Vagrantfile", ".npmrc"})
_NO_SETTINGS: Final = frozenset(
    {
        "package.json",
        "package-lock.json",
        "pnpm-lock.yaml",
        "composer.lock",
        "tsconfig.json",
        "Cargo.toml",
        "openapi.json",
    }
)
# `.env.example` is written to be committed: what stands in it is there to be replaced.
_EXAMPLE: Final = re.compile(r"(?:^|[.\-_])(?:example|sample|template|tmpl|tpl|dist|defaults?|schema|test)(?:[.\-_]|$)")


def kind_of(path: str) -> FileKind | None:
    """What the file is for; None for one that sets nothing for programs: source code, prose, lock files."""
    name = base(path)
    if holds_settings(path):
        return FileKind.SETTINGS
    if name in _NO_SETTINGS:
        return None
    for pattern, kind in ((_GITHUB, FileKind.GITHUB), (_GITLAB, FileKind.GITLAB), (_CI, FileKind.CI)):
        if pattern.fullmatch(path):
            return kind
    if is_compose(path):
        return FileKind.COMPOSE
    if _DOCKERFILE.fullmatch(name):
        return FileKind.DOCKERFILE
    return FileKind.DEPLOYMENT if suffix(path) in _DEPLOYMENT or name in _BY_NAME else None


def is_template(path: str) -> bool:
    """A file that shows which settings there are, to be copied and filled in."""
    return _EXAMPLE.search(base(path).lower()) is not None


def sets_for_loaders(path: str) -> bool:
    """A dotenv file that programs load as it is."""
    return is_dotenv(path) and not is_template(path)
