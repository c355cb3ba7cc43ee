"""The SDKs' releases, out of every kind of lock file."""

import pytest

from preflight.lints.code import Language
from preflight.lints.lockfiles import installed_in, versions_for
from preflight.tree.model import Tree
from tests.lints.builders import TABLE


def told(files, **flags):
    return [(one.sdk.package, one.version, one.place) for one in installed_in(Tree.of(files, **flags).kept(), TABLE)]


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("requirements.txt", "httpx==0.28\nrunwayml==5.13.0  # pinned\n", ("5.13.0", 2)),
        ("requirements-dev.txt", "runwayml[aiohttp] == 5.13.0 ; python_version > '3.9'\n", ("5.13.0", 1)),
        ("deploy/requirements/constraints.txt", "runwayml==5.13.0 \\\n    --hash=sha256:00\n", ("5.13.0", 1)),
        ("uv.lock", '[[package]]\nname = "runwayml"\nversion = "5.24.0"\nsource = {}\n', ("5.24.0", 3)),
        ("poetry.lock", '[[package]]\nname = "runwayml"\nversion = "5.24.0"\ndescription = "x"\n', ("5.24.0", 3)),
        ("pdm.lock", '[[package]]\nname = "runwayml"\nversion = "5.24.0"\n', ("5.24.0", 3)),
        ("Pipfile.lock", '{"default": {\n"runwayml": {\n"hashes": ["a"],\n"version": "==5.1.0"\n}}}', ("5.1.0", 4)),
        ("package-lock.json", '{"packages": {\n"node_modules/@runwayml/sdk": {\n"version": "4.20.1"}}}', ("4.20.1", 3)),
        ("package-lock.json", '{"dependencies": {\n"@runwayml/sdk": {\n"version": "2.0.1"}}}', ("2.0.1", 3)),
        ("pnpm-lock.yaml", "packages:\n\n  '@runwayml/sdk@4.20.1':\n    resolution: {}\n", ("4.20.1", 3)),
        ("pnpm-lock.yaml", "packages:\n  /@runwayml/sdk/2.0.1:\n", ("2.0.1", 2)),
        ("pnpm-lock.yaml", "packages:\n  /@runwayml/sdk@2.0.1(zod@3.0.0):\n", ("2.0.1", 2)),
        ("yarn.lock", '"@runwayml/sdk@^4.0.0":\n  version "4.20.1"\n', ("4.20.1", 2)),
        ("yarn.lock", '"@runwayml/sdk@npm:^4.0.0":\n  version: 4.20.1\n', ("4.20.1", 2)),
        ("pylock.toml", '[[packages]]\nname = "runwayml"\nversion = "5.24.0"\n', ("5.24.0", 3)),
        ("pylock.prod.toml", '[[packages]]\r\nname = "runwayml"\r\nversion = "5.24.0"\r\n', ("5.24.0", 3)),
        ("pixi.lock", "- pypi: https://a/b.whl\n  name: runwayml\n  version: 5.24.0\n", ("5.24.0", 3)),
        ("requirements/prod.txt", "-r base.txt\nrunwayml==5.13.0\n", ("5.13.0", 2)),
        ("environment.yml", "dependencies:\n- pip:\n  - runwayml==5.13.0\n", ("5.13.0", 3)),
        ("deno.lock", '{"npm": {\n"@runwayml/sdk@4.20.1": {"integrity": "x"}}}', ("4.20.1", 2)),
        ("yarn.lock", '"@runwayml/sdk@^4.0.0":\r\n  version "4.20.1"\r\n', ("4.20.1", 2)),
        ("bun.lock", '{"packages": {\n"@runwayml/sdk": ["@runwayml/sdk@4.20.1", ""]}}', ("4.20.1", 2)),
    ],
)
def test_kinds(path, content, expected):
    version, line = expected
    package = "@runwayml/sdk" if "@runwayml" in content else "runwayml"
    assert told({path: content}) == [(package, version, f"{path}:{line}")]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("requirements.txt", "runwayml>=5\n"),
        ("docs/prod.txt", "runwayml==5.13.0\n"),
        ("deno.lock", '{"specifiers": {"npm:@runwayml/sdk@^4.0.0": "x"}}'),
        ("requirements.txt", "runwayml-extras==1.0\n"),
        ("uv.lock", 'name = "runwayml-extras"\nversion = "1.0"\n'),
        (
            "uv.lock",
            '[[package]]\nname = "runwayml"\nsource = { editable = "." }\n\n[[package]]\nname = "x"\nversion = "1"\n',
        ),
        ("package.json", '{"dependencies": {"@runwayml/sdk": "^4.0.0"}}'),
        ("pnpm-lock.yaml", "  '@runwayml/sdk-extras@1.0.0':\n"),
        ("README.md", "runwayml==5.13.0\n"),
    ],
)
def test_what_is_no_installed_release(path, content):
    assert told({path: content}) == []


def test_ignored_files_are_not_the_repositorys():
    assert told({"requirements.txt": "runwayml==5.13.0\n"}, ignored=["requirements.txt"]) == []


def test_the_innermost_lock_file_holds():
    files = {"requirements.txt": "runwayml==5.13.0\n", "api/requirements.txt": "runwayml==5.24.0\n"}
    installed = installed_in(Tree.of(files).kept(), TABLE)
    assert versions_for("app.py", installed) == {Language.PYTHON: "5.13.0"}
    assert versions_for("api/v2/app.py", installed) == {Language.PYTHON: "5.24.0"}
    assert versions_for("apis/app.py", installed) == {Language.PYTHON: "5.13.0"}


def test_a_folder_of_requirements_holds_for_what_is_beside_it():
    installed = installed_in(Tree.of({"api/requirements/prod.txt": "runwayml==5.13.0\n"}).kept(), TABLE)
    assert versions_for("api/app.py", installed) == {Language.PYTHON: "5.13.0"}
    assert versions_for("app.py", installed) == {}
