"""The proposed config is a valid one, whatever was seen, and `.preflight.yml.example` is what it looks like.

`python -m tests.proposal.test_text` writes the example anew.
"""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.config.load import parse_config
from preflight.proposal.model import EXAMPLE, NUMBERS, Proposal, ProposedModel, ProposedProvider
from preflight.proposal.text import text
from tests.serial.values import TEXTS

PLACE = Path(__file__).parents[2] / ".preflight.yml.example"


def config(written):
    return parse_config(written, ".preflight.yml", known_checks=None, known_providers=None)


def test_the_example_is_what_init_writes():
    assert PLACE.read_text(encoding="utf-8") == text(EXAMPLE)


def test_the_example_is_valid_and_says_what_it_was_given():
    read = config(text(EXAMPLE))
    loads = read.providers["runway"].workload
    assert {name: load.per_day for name, load in loads.items()} == {"gen4.5": 600, "veo3.1": 40}
    assert read.providers["runway"].key.env == "RUNWAYML_API_SECRET"


def test_its_comments_are_settings_once_they_are_uncommented():
    """Whoever takes the marks away gets what the comment promises."""
    lines = text(Proposal(environment="production", providers=(
        ProposedProvider(name="runway", variable="RUNWAYML_API_SECRET", models=(
            ProposedModel(name="gen4.5", seen="src/app.py:3"),)),))).splitlines()  # fmt: skip
    opened = [
        line.replace("# ", "", 1)
        if line.lstrip().startswith("# ") and (":" in line or "- {" in line) and not line.endswith(".")
        else line
        for line in lines
    ]
    read = config("\n".join(opened) + "\n")
    assert read.providers["runway"].workload["gen4.5"].per_day == 600
    assert set(read.environments) == {"production", "staging"}
    assert read.secrets.rules
    assert read.monitoring.requests
    assert read.checks.skip
    assert read.waivers[0].subject == "veo3.1"


def test_numbers_that_nobody_told_are_not_made_up():
    seen = ProposedModel(name="gen4.5", seen="src/app.py:3")
    told = ProposedModel(name="veo3.1", numbers={"per_day": 40})
    written = text(
        Proposal(environment="production", providers=(
            ProposedProvider(name="runway", variable="X", models=(seen, told)),))
    )  # fmt: skip
    assert list(config(written).providers["runway"].workload) == ["veo3.1"]
    assert "gen4.5:  # seen in src/app.py:3" in written


@given(
    environment=TEXTS.filter(lambda text: text.strip() and text.isprintable()),
    files=st.lists(st.sampled_from([".env", ".env.local", "a b", "on", "1", "xx:y", "#x"]), min_size=1, max_size=3),
    environments=st.dictionaries(
        st.sampled_from(["staging", "no", "1.5", "a: b", "#", "eu-west"]),
        st.sampled_from([{"file": ".env.x"}, {"env": "X"}]),
    ),
    numbers=st.dictionaries(st.sampled_from(list(NUMBERS)), st.integers(1, 10**6), max_size=3),
    model=st.sampled_from(["gen4.5", "kling3.0_4k", "123", "yes", "a/b", "x: y"]),
)
def test_whatever_it_is_given_it_reads_back(environment, files, environments, numbers, model):
    proposal = Proposal(
        environment=environment,
        providers=(
            ProposedProvider(
                name="runway",
                variable="RUNWAYML_API_SECRET",
                files=tuple(files),
                models=(ProposedModel(name=model, numbers=numbers, seen="src/app.py:1"),),
                seen="requirements.txt:1",
            ),
        ),
        environments=environments,
    )
    read = config(text(proposal))
    assert read.environment == environment
    assert read.providers["runway"].key.files == tuple(files)
    assert set(read.environments) == set(environments)
    assert list(read.providers["runway"].workload) == ([model] if numbers else [])


@pytest.mark.parametrize("line", text(EXAMPLE).splitlines())
def test_no_line_is_too_long_to_read(line):
    assert len(line) <= 120


if __name__ == "__main__":
    PLACE.write_text(text(EXAMPLE), encoding="utf-8")
