"""What a bound attestation speaks of: the meaning of the provider's section, workload included."""

import hashlib

import pytest

from preflight.attestations.binding import digest
from preflight.config.load import parse_config

SECTION = """\
version: 1
providers:
  runway:
    key: {env: RUNWAYML_API_SECRET}
    workload:
      gen4.5: {per_day: 600, generation_seconds: 75, credits_each: 60}
      veo3.1: {per_day: 40, output_seconds: 8}
"""


def of(text: str, provider: str = "runway") -> str:
    return digest(parse_config(text, ".preflight.yml", known_checks=None, known_providers=None), provider)


def test_has_a_form_that_is_kept():
    meaning = (
        '{"key": {"env": "RUNWAYML_API_SECRET", "files": [".env"]}, "workload": {'
        '"gen4.5": {"credits_each": "60", "generation_seconds": "75", "per_day": "600"}, '
        '"veo3.1": {"output_seconds": "8", "per_day": "40"}}}'
    )
    assert of(SECTION) == f"sha256:{hashlib.sha256(meaning.encode()).hexdigest()}"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  runway:", "  # a remark\n  runway:"),
        ("generation_seconds: 75", "generation_seconds: 75.0"),
        ("{per_day: 40, output_seconds: 8}", "{output_seconds: 8, per_day: 40}"),
        ("version: 1\n", "version: 1\nenvironment: staging\nchecks: {skip: [drill]}\n"),
        ("version: 1\n", "version: 1\nwaivers: []\nenvironments: {}\n"),
    ],
    ids=["comment", "same number", "order", "elsewhere", "empty"],
)
def test_another_text_of_the_same_meaning_changes_nothing(old, new):
    assert old in SECTION
    assert of(SECTION.replace(old, new)) == of(SECTION)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("per_day: 600", "per_day: 601"),
        ("per_day: 600, ", ""),
        ("output_seconds: 8}", "output_seconds: 8, peak_per_hour: 0}"),
        ("RUNWAYML_API_SECRET", "OTHER"),
        ("veo3.1", "veo3"),
    ],
)
def test_another_meaning_changes_it(old, new):
    assert old in SECTION
    assert of(SECTION.replace(old, new)) != of(SECTION)


def test_a_provider_that_the_config_does_not_mention_has_one_too():
    assert of("version: 1\n") == of("version: 1\nproviders: {runway: }\n") == of(SECTION, "runtools")
