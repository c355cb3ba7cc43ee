import json

import pytest

from preflight.commands.schema import command
from tests.commands.runner import run


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ([], "environment"),
        (["config"], "environment"),
        (["report"], "verdict"),
        (["plan"], "what_if"),
        (["account"], "accounts"),
    ],
)
def test_each_schema_is_printed_as_json(arguments, name):
    schema = json.loads(run(command, *arguments).output)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert name in schema["properties"]


def test_other_schemas_do_not_exist():
    assert "'reports' is not one of" in run(command, "reports").error
