"""The rules of a scan at work: which content they see, and by what name a cache knows them."""

import sys
from random import Random
from subprocess import run

import pytest

from preflight.config.model import OwnRule
from preflight.secrets.content import Examiner
from preflight.secrets.examine import examine
from preflight.secrets.rules import builtin
from tests.keys import runway_key
from tests.secrets.wrappings import WRAPPINGS, Wrapping

PATTERN = "acme_[0-9a-f]{40}"


def version(**rules: OwnRule) -> str:
    return Examiner(rules).version


def test_the_version_changes_with_the_rules() -> None:
    versions = {
        version(),
        version(acme=OwnRule(pattern=PATTERN)),
        version(other=OwnRule(pattern=PATTERN)),
        version(acme=OwnRule(pattern="acme_[0-9a-f]{41}")),
        version(acme=OwnRule(pattern=PATTERN, confidence="possible")),
    }
    assert len(versions) == 5
    assert version(acme=OwnRule(pattern=PATTERN)) in versions


NARROW = {"base64_narrow", "hex_narrow"}
"""Encoded text in lines too short to be told from other text: only `--exhaustive` reads it."""


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("wrapping", WRAPPINGS, ids=lambda wrapping: wrapping.name)
def test_the_prefilter_passes_over_nothing_that_the_full_rules_find(wrapping: Wrapping, seed: int) -> None:
    content = wrapping.wrap(runway_key(seed), Random(f"{wrapping.name} {seed}"))
    expected = examine(content, builtin())

    told = Examiner({}, exhaustive=wrapping.name in NARROW).look_at(content)

    assert [(hit.key, hit.offset) for hit in told.hits] == [(hit.key, hit.offset) for hit in expected.hits]
    assert told.incomplete == expected.incomplete


def test_nothing_that_finds_keys_is_loaded_for_content_without_any() -> None:
    program = """
import sys
from preflight.secrets.content import Examiner
assert not Examiner({}).look_at(b"ordinary text, key_id and all\\n" * 1000)
print([name for name in sys.modules if name.startswith("preflight.secrets.") and "decode" in name or "rules" in name])
"""
    assert run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout == "[]\n"
