"""Packs: the built-in one always, others by entry points; broken and contradictory ones are said."""

import sys
from importlib.metadata import EntryPoint

import pytest

from preflight.engine.discovery import discover
from preflight.errors import PackError
from preflight.slugs import CONTRACT_CHECKS

PACK = """
from preflight import Clock, Section, check, passed

@check("{slug}", section=Section.TESTING, required=False)
def judge(clock: Clock):
    '''Summary.'''
    yield passed("fine")
"""


@pytest.fixture
def pack(tmp_path, monkeypatch):
    """Installs a one-module pack under an entry point, as far as discovery can see."""
    points = []
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [p for p in points if p.group == group])
    monkeypatch.syspath_prepend(tmp_path)

    def install(module, text, group="preflight.checks", value=None):
        (tmp_path / f"{module}.py").write_text(text, encoding="utf-8")
        points.append(EntryPoint(module, value or module, group))

    yield install
    for point in points:
        sys.modules.pop(point.name, None)


def test_the_built_in_checks_come_in_checklist_order():
    slugs = [check.slug for check in discover(plugins=False).checks]
    assert slugs[:4] == ["key-set", "key-valid", "credits", "daily-volume"]
    assert slugs == [slug for slug in CONTRACT_CHECKS if slug in slugs]


def test_a_pack_is_found_and_kept_out_by_no_plugins(pack):
    pack("moon_pack", PACK.format(slug="moon"))
    assert "moon" in discover().slugs
    assert "moon" not in discover(plugins=False).slugs


def test_a_slug_that_two_packs_claim_stops_the_run(pack):
    pack("moon_pack", PACK.format(slug="credits"))
    with pytest.raises(PackError, match="`credits`: built-in and moon_pack"):
        discover()


@pytest.mark.parametrize("text", ["import nothing_of_that_name", "raise SystemError('x')", "def ("])
def test_a_pack_that_cannot_be_imported_is_broken_not_fatal(pack, text):
    pack("moon_pack", text)
    installed = discover()
    assert [broken.name for broken in installed.broken] == ["moon_pack"]
    assert not installed.complete


def test_a_provider_is_found(pack):
    pack(
        "lunar",
        "from types import SimpleNamespace\nLUNAR = SimpleNamespace(vendor=SimpleNamespace(name='lunar'))",
        group="preflight.providers",
        value="lunar:LUNAR",
    )
    assert list(discover().providers) == ["runway", "runtools", "gptbots", "lunar"]


def test_a_provider_without_the_shape_of_one_is_broken(pack):
    pack("lunar", "LUNAR = 3", group="preflight.providers", value="lunar:LUNAR")
    assert "AttributeError" in discover().broken[0].reason
