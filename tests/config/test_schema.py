import json
import re

import jsonschema
import pytest
import yaml

from preflight.config.load import parse_config
from preflight.config.schema import config_schema
from preflight.errors import ConfigError
from preflight.slugs import CONTRACT_CHECKS
from tests.config.texts import PROVIDERS, VALID


class Core(yaml.SafeLoader):
    """YAML 1.2's core types, as editors read them: no dates, no octals, no yes and no."""


Core.yaml_implicit_resolvers = {}
Core.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(~|null|Null|NULL|)$"), None)
Core.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"-?[0-9]+$"), None)
Core.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"-?[0-9]+\.[0-9]+$"), None)

VALIDATOR = jsonschema.Draft202012Validator(
    config_schema(), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
)


def test_it_is_a_schema_and_describes_every_setting():
    jsonschema.Draft202012Validator.check_schema(config_schema())
    json.dumps(config_schema())

    def undescribed(schema, path=""):
        for name, inner in schema.get("properties", {}).items():
            if not inner.get("description"):
                yield path + name
            yield from undescribed(inner, f"{path}{name}.")

    assert list(undescribed(config_schema())) == []


@pytest.mark.parametrize("text", VALID.values(), ids=VALID)
def test_what_loads_is_valid(text):
    VALIDATOR.validate(yaml.load(text, Loader=Core))


@pytest.mark.parametrize(
    "text",
    [
        "environment: a\n",
        "version: 2\n",
        "version: '1'\n",
        "version: 1\nfoo: 1\n",
        "version: 1\nenvironment: ''\n",
        "version: 1\nenvironment: '  '\n",
        "version: 1\nenvironment: [a]\n",
        "version: 1\nwaivers: {}\n",
        "version: 1\nwaivers: [{check: drill, reason: r, by: b}]\n",
        "version: 1\nwaivers: [{check: Drill, reason: r, by: b, expires: 2027-01-15}]\n",
        "version: 1\nwaivers: [{check: drill, reason: r, by: b, expires: 2027-02-30}]\n",
        "version: 1\nwaivers: [{check: drill, reason: r, by: b, expires: tomorrow}]\n",
        "version: 1\nenvironments: {a: {env: A, file: b}}\n",
        "version: 1\nenvironments: {a: {}}\n",
        "version: 1\nenvironments: {a: }\n",
        "version: 1\nenvironments: {a: {env: A-B}}\n",
        "version: 1\nenvironments: {a: {file: ../b}}\n",
        "version: 1\nenvironments: {a: {file: x/.Git/b}}\n",
        "version: 1\nenvironments: {'': {env: A}}\n",
        "version: 1\nproviders: {gptbots: {region: us}}\n",
        "version: 1\nproviders: {gptbots: {key: {env: A}, keys: {b: {env: B}}}}\n",
        "version: 1\nproviders: {runway: {workload: {m: }}}\n",
        "version: 1\nproviders: {runway: {workload: {m: {per_day: -1}}}}\n",
        "version: 1\nproviders: {runway: {workload: {m: {per_day: 1.5}}}}\n",
        "version: 1\nproviders: {runway: {workload: {m: {per_day: '1'}}}}\n",
        "version: 1\nproviders: {runway: {workload: {m: {output_seconds: 0}}}}\n",
        "version: 1\nproviders: {runway: {workload: {m: {per_day: 1000000000001}}}}\n",
    ],
)
def test_what_is_refused_is_invalid(text):
    with pytest.raises(ConfigError):
        parse_config(text, "f", known_checks=CONTRACT_CHECKS, known_providers=PROVIDERS)
    assert not VALIDATOR.is_valid(yaml.load(text, Loader=Core))
