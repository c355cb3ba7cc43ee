"""Which line of the config a verdict is about."""

from dataclasses import replace

import pytest

from preflight.config.load import load_config
from preflight.config.model import DEFAULT
from preflight.engine.expected import config_path, expected_at
from preflight.verdict import passed
from tests.report_builders import result

CONFIG = """\
version: 1
providers:
  runway:
    workload:
      gen4.5:
        per_day: 600
  gptbots:
    region: sg
environments:
  staging: {file: .env.staging}
checks:
  skip: [attribution]
  required: [metrics]
"""


@pytest.fixture
def config(tmp_path):
    (tmp_path / ".preflight.yml").write_text(CONFIG, encoding="utf-8")
    return load_config(tmp_path / ".preflight.yml", known_checks=None, known_providers=None, root=tmp_path)


@pytest.mark.parametrize(
    ("check", "provider", "subject", "line"),
    [
        ("daily-volume", "runway", "gen4.5", 6),
        ("daily-volume", "runway", "veo3.1", 4),
        ("credits", "runway", None, 4),
        ("providers", None, "gptbots", 8),
        ("shared-keys", None, "staging", 10),
        ("attribution", None, None, 12),
        ("metrics", None, None, 13),
        ("secrets", None, None, None),
        ("credits", "runtools", None, None),
    ],
)
def test_the_most_telling_line(config, check, provider, subject, line):
    place = expected_at(result(check, passed("x", subject=subject), provider=provider), config)
    assert (place and place.line) == line


def test_without_a_config_there_is_no_line():
    assert expected_at(result("credits", passed("x")), DEFAULT) is None


@pytest.mark.parametrize(
    ("file", "name"),
    [("app/.preflight.yml", ".preflight.yml"), ("app/ops/p.yml", "ops/p.yml"), ("elsewhere/.preflight.yml", None)],
)
def test_the_config_is_named_as_seen_from_the_root(tmp_path, file, name):
    assert config_path(replace(DEFAULT, path=tmp_path / file), tmp_path / "app") == name
    assert config_path(DEFAULT, tmp_path) is None
