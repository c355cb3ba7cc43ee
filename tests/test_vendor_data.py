"""The dated tables: well formed, ascending, priced as published."""

from dataclasses import astuple
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from preflight.config.model import ModelLoad
from preflight.vendor_data import NONE, load
from tests.facts_builders import RUNWAY_DATA

VENDORS = ("runway", "runtools", "gptbots")


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_table_is_dated_and_names_its_sources(vendor):
    data = load(vendor)
    assert isinstance(data.as_of, date)
    assert data.sources
    assert all(source.startswith("https://") for source in data.sources)


def test_a_vendor_without_tables():
    assert load("moon") == NONE
    assert not NONE.stale(date(2100, 1, 1))


@pytest.mark.parametrize("vendor", ["runtools", "gptbots"])
def test_what_is_not_published_is_absent(vendor):
    data = load(vendor)
    assert (data.tiers, data.prices, data.autobilling) == ((), {}, None)


def test_a_larger_tier_never_allows_less():
    for smaller, larger in pairwise(RUNWAY_DATA.tiers):
        assert smaller.monthly_cap < larger.monthly_cap
        assert smaller.bought_dollars < larger.bought_dollars
        for modality in smaller.daily:
            assert smaller.daily[modality] <= larger.daily[modality]
            assert smaller.concurrent[modality] <= larger.concurrent[modality]


def test_every_tier_knows_every_modality():
    for tier in RUNWAY_DATA.tiers:
        assert set(tier.daily) == set(tier.concurrent) == set(RUNWAY_DATA.modality.values())


def test_what_is_priced_has_a_modality_and_what_is_retired_has_neither():
    assert set(RUNWAY_DATA.prices) <= set(RUNWAY_DATA.modality)
    assert not set(RUNWAY_DATA.retired) & (set(RUNWAY_DATA.modality) | set(RUNWAY_DATA.prices))


def test_a_replacement_is_a_model_that_works():
    for retired in RUNWAY_DATA.retired.values():
        assert retired.instead is None or retired.instead in RUNWAY_DATA.modality


def test_no_price_is_nothing_or_less():
    for price in RUNWAY_DATA.prices.values():
        assert price.per in {"second", "character", "generation"}
        amounts = [amount for amount in astuple(price) if isinstance(amount, Decimal)]
        assert all(amount >= 0 for amount in amounts)
        assert price.credits > 0


@pytest.mark.parametrize(
    ("model", "load", "credits"),
    [
        ("gen4.5", {"output_seconds": Decimal(8)}, 96),
        ("gen4.5", {"output_seconds": Decimal("7.5")}, 90),
        ("gen4.5", {"characters": 8}, None),
        ("gen4.5", {}, None),
        ("seedance2_mini", {"output_seconds": Decimal(2)}, 64),
        ("seedance2_mini", {"output_seconds": Decimal(5)}, 80),
        ("gen4_image", {}, 8),
        ("gen4_image", {"output_seconds": Decimal(60)}, 8),
        ("eleven_v3", {"characters": 100}, 2),
        ("eleven_v3", {"characters": 101}, 3),
        ("eleven_v3", {"output_seconds": Decimal(5)}, None),
        ("eleven_voice_isolation", {"output_seconds": Decimal(6)}, 1),
        ("eleven_voice_isolation", {"output_seconds": Decimal("6.1")}, 2),
        ("eleven_text_to_sound_v2", {"output_seconds": Decimal(1)}, 2),
        ("seed_audio", {"output_seconds": Decimal(30)}, Decimal("7.5")),
        ("gwm1_avatars", {"output_seconds": Decimal(60)}, 22),
        ("product_ad", {"output_seconds": Decimal(4)}, 216),
        ("product_ad", {"output_seconds": Decimal(6)}, 296),
        ("product_campaign_image", {}, 144),
    ],
)
def test_prices_as_published(model, load, credits):
    assert RUNWAY_DATA.prices[model].of(ModelLoad(**load)) == credits


@pytest.mark.parametrize(("days", "stale"), [(-1, False), (180, False), (181, True)])
def test_tables_are_stale_after_180_days(days, stale):
    assert RUNWAY_DATA.stale(RUNWAY_DATA.as_of + timedelta(days=days)) is stale


@pytest.mark.parametrize(
    ("model", "at_once", "tier"), [("gen4.5", 1, "1"), ("gen4.5", 4, "3"), ("gen4_image", 2, "1"), ("gen4.5", 21, None)]
)
def test_the_smallest_tier_for_so_many_at_once(model, at_once, tier):
    found = RUNWAY_DATA.tier_for_concurrent(model, at_once)
    assert (found and found.name) == tier
