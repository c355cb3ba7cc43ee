"""Imports point down only: commands → reports → engine → facts → foundation; checks see the public names alone."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = (
    # Foundation: values and the files they come from. Knows nothing of the world or of a run.
    {
        "_version", "account", "attestations", "bugs", "capacity", "clock", "config", "data", "documentation",
        "errors", "exit_codes", "files", "model_table", "monitoring", "parts", "pattern", "printable", "promql",
        "proposal", "redact", "registry", "report", "serial", "slugs", "text", "usage", "vendor_data", "verdict",
        "words", "workload",
    },
    # Facts: everything that touches the world.
    {
        "assets", "facts", "git", "git_process", "git_python", "gitdir", "lints", "posture", "prometheus", "providers",
        "secrets", "ssh_signature", "survey", "tree",
    },
    {"engine", "bundle", "comparing"},
    {"reports"},
    {"terminal", "sandbox"},
    {"commands"},
    {"__main__"},
)  # fmt: skip
HEAVY = {"httpx", "rich", "git", "yaml", "dotenv", "jinja2"}


def layer_of(part: str) -> int:
    return next(height for height, parts in enumerate(LAYERS) if part in parts)


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


MODULES = sorted((ROOT / "preflight").rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path):
    parts = path.relative_to(ROOT / "preflight").with_suffix("").parts
    if parts == ("__init__",):
        return
    height = layer_of(parts[0])
    for name in imports(path):
        assert not name.startswith("preflight_checks"), f"{path}: the engine must not know the checks"
        if name.startswith("preflight."):
            assert layer_of(name.split(".")[1]) <= height, f"{path} imports {name}"


@pytest.mark.parametrize("path", sorted((ROOT / "checks").rglob("*.py")), ids=lambda path: path.name)
def test_checks_see_facts_and_verdicts_alone(path):
    for name in imports(path):
        top = name.split(".")[0]
        assert top not in HEAVY | {"os", "pathlib", "subprocess", "socket", "time"}, f"{path} imports {name}"
        if top == "preflight":
            assert name in {"preflight", "preflight.words"}, f"{path} imports {name}"
