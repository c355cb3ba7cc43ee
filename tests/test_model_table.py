"""The table of models: whole, and the same as the types of the SDK that it was made from."""

import ast
import importlib.metadata
from pathlib import Path

import pytest

from preflight.model_table import Ratio, load_models, release
from tests.lints.builders import TABLE

_FILES = {"avatar_videos": "avatar_video", "realtime_sessions": "realtime_session", "voices": "voice"}


def literals(node):
    for part in ast.walk(node):
        if isinstance(part, ast.Subscript) and getattr(part.value, "id", "") == "Literal":
            items = part.slice.elts if isinstance(part.slice, ast.Tuple) else [part.slice]
            yield from (item.value for item in items)


def typed(endpoint):
    """Model → ratio, as the SDK's own types tell."""
    import runwayml

    name = f"{_FILES.get(endpoint, endpoint)}_create_params.py"
    tree = ast.parse((Path(runwayml.__file__).parent / "types" / name).read_text(encoding="utf-8"))
    told = {}
    for record in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        fields = {part.target.id: part.annotation for part in record.body if isinstance(part, ast.AnnAssign)}
        for model in literals(fields["model"]) if "model" in fields else ():
            ratio = fields.get("ratio")
            told[model] = ratio and Ratio(required="Required" in ast.unparse(ratio), allowed=frozenset(literals(ratio)))
    return told


@pytest.mark.skipif(
    importlib.metadata.version("runwayml") != TABLE.sdks["python"].newest,
    reason="another release of the SDK is installed than the one that the table was made from",
)
@pytest.mark.parametrize("endpoint", TABLE.models)
def test_models_and_ratios_are_those_of_the_sdk(endpoint):
    assert typed(endpoint) == dict(TABLE.models[endpoint])


def test_no_model_is_both_taken_and_retired():
    assert not TABLE.known & TABLE.retired.keys()
    assert {gone.instead for gone in TABLE.retired.values()} - {None} <= TABLE.known


def test_no_endpoint_is_both_real_and_invented():
    assert [path for path in TABLE.invented if TABLE.has_endpoint(path)] == []


def test_a_vendor_without_a_table():
    assert load_models("gptbots") is None


@pytest.mark.parametrize(
    ("name", "endpoint", "nearest"),
    [
        ("gen4-turbo", "image_to_video", "gen4_turbo"),
        ("gen4.5-turbo", None, "gen4_turbo"),
        ("Gen-4.5", "text_to_video", "gen4.5"),
        ("qqqqqqqq", None, None),
    ],
)
def test_nearest(name, endpoint, nearest):
    assert TABLE.nearest(name, endpoint) == nearest


def test_releases_are_compared_as_numbers():
    assert release("5.9.0") < release("5.10.0") < release("5.10.1rc1")
    assert release("5.24.0+local.7") == release("5.24.0")


def test_defects_and_releases():
    sdk = TABLE.sdks["python"]
    assert [sdk.has("sync-wait", version) for version in ("3.4.0", "3.5.0", "5.24.0", None)] == [
        False,
        True,
        True,
        True,
    ]
    assert not sdk.has("chained-wait", None)
