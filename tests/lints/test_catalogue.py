"""Each lint finds its own example, is silent about its near miss, and is documented."""

import pytest

from preflight.engine.discovery import built_in_check
from preflight.lints.catalogue import BY_ID, LINTS
from preflight.lints.review import findings_in
from tests.lints.builders import ids, look


@pytest.mark.parametrize("lint", LINTS, ids=lambda lint: lint.id)
def test_finds_its_example(lint):
    assert list(lint.find(look(lint.example, lint.file)))
    assert lint.id in ids(lint.example, lint.file)


@pytest.mark.parametrize("lint", LINTS, ids=lambda lint: lint.id)
def test_nothing_at_all_is_found_in_its_near_miss(lint):
    assert ids(lint.near_miss, lint.file) == []


@pytest.mark.parametrize("lint", LINTS, ids=lambda lint: lint.id)
def test_the_place_that_it_names_is_in_the_code(lint):
    for _, hit, finding in findings_in(look(lint.example, lint.file), [lint]):
        assert 0 <= hit.at < len(lint.example)
        assert finding.line is not None
        assert finding.line <= lint.example.count("\n") + 1


def test_ids_are_unique():
    assert len(BY_ID) == len(LINTS)


def test_the_check_lists_every_lint_in_its_documentation():
    words = " ".join(built_in_check("models").documentation.split())
    listed = [f"- {lint.id} ({lint.severity}): {lint.title}" for lint in LINTS]
    places = [words.find(line) for line in listed]
    assert [line for line, place in zip(listed, places, strict=True) if place < 0] == []
    assert places == sorted(places)


@pytest.mark.parametrize("lint", LINTS, ids=lambda lint: lint.id)
def test_its_documentation_shows_example_near_miss_and_comment(lint):
    text = lint.documentation
    for line in (*lint.example.strip().splitlines(), *lint.near_miss.strip().splitlines()):
        assert line in text
    assert f"preflight: allow {lint.id} REASON" in text
    assert lint.why[1:] in text
