"""Every check's docstring is its documentation: it has the headings and at least one link."""

import pytest

from preflight.engine.discovery import discover

CHECKS = discover(plugins=False).checks


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.slug)
def test_has_every_heading_and_a_link(check):
    lines = check.documentation.splitlines()
    assert lines[0].endswith(".")
    headings = [line for line in lines[1:] if line and not line.startswith(" ")]
    assert [heading for heading in headings if heading != "Values"] == ["Why", "How to fix", "References"]
    assert "https://" in check.documentation.partition("References")[2]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.slug)
def test_its_file_is_named_after_it_and_has_a_test_of_that_name(check, request):
    name = check.slug.replace("-", "_")
    assert check.judge.__module__ == f"preflight_checks.{name}"
    assert (request.config.rootpath / "tests" / "checks" / f"test_{name}.py").is_file()
