"""What a workload costs: an unknown price is unknown, not zero."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.capacity.cost import Burn, daily_burn, peak_hour_burn, price
from preflight.config.model import ModelLoad
from preflight.vendor_data import NONE
from preflight.workload import Workload
from tests.facts_builders import RUNWAY_DATA, workload

UNLISTED = "kling_4"


def burn(**models):
    return daily_burn(Workload({name.replace("__", "."): load for name, load in models.items()}), RUNWAY_DATA)


def test_the_sum_over_models_of_count_times_price():
    both = burn(
        gen4__5=ModelLoad(per_day=600, credits_each=Decimal(60)),
        veo3__1=ModelLoad(per_day=40, output_seconds=Decimal(8)),
    )
    assert both == Burn(Decimal(48_800))
    assert both.complete


def test_the_configs_own_price_wins_over_the_table():
    load = ModelLoad(output_seconds=Decimal(8), credits_each=Decimal("1.5"))
    assert price("gen4.5", load, RUNWAY_DATA) == Decimal("1.5")


@pytest.mark.parametrize(
    ("model", "load", "untold", "unpriced", "missing"),
    [
        ("gen4.5", {"per_day": 3}, True, False, "workload.gen4.5: output_seconds or credits_each"),
        ("gen4.5", {"output_seconds": Decimal(5)}, True, False, "workload.gen4.5: per_day"),
        ("gen4.5", {"peak_per_hour": 3}, True, False, "workload.gen4.5: per_day and output_seconds or credits_each"),
        ("eleven_v3", {"per_day": 3}, True, False, "workload.eleven_v3: characters or credits_each"),
        (UNLISTED, {"per_day": 3}, False, True, "workload.kling_4: credits_each (no published price)"),
        (
            UNLISTED,
            {"peak_per_hour": 1},
            True,
            False,
            "workload.kling_4: per_day and credits_each (no published price)",
        ),
        (UNLISTED, {"per_day": 0}, False, False, ""),
        ("gen4_image", {"per_day": 3}, False, False, ""),
    ],
)
def test_what_is_missing_is_named(model, load, untold, unpriced, missing):
    found = daily_burn(Workload({model: ModelLoad(**load)}), RUNWAY_DATA)
    assert (found.untold, found.unpriced) == ((model,) * untold, (model,) * unpriced)
    assert found.missing == missing
    assert found.complete is (not missing)


def test_without_a_table_only_the_configs_prices_count():
    found = daily_burn(workload(per_day=3, output_seconds=Decimal(5)), NONE)
    assert found.unpriced == ("gen4.5",)


def test_the_peak_hour_is_at_least_the_average_one():
    load = workload(per_day=2400, peak_per_hour=1, credits_each=Decimal(10))
    assert peak_hour_burn(load, RUNWAY_DATA).credits == 1000


LOADS = st.builds(
    ModelLoad,
    per_day=st.one_of(st.none(), st.integers(0, 10**6)),
    peak_per_hour=st.one_of(st.none(), st.integers(0, 10**5)),
    output_seconds=st.one_of(st.none(), st.decimals("0.1", "60", places=1)),
    credits_each=st.one_of(st.none(), st.decimals("0", "500", places=2)),
)


@given(st.dictionaries(st.sampled_from([*RUNWAY_DATA.modality, UNLISTED]), LOADS, max_size=4), st.integers(1, 1000))
def test_more_load_never_costs_less(models, more):
    for model, load in models.items():
        heavier = {
            **models,
            model: ModelLoad(
                per_day=None if load.per_day is None else load.per_day + more,
                peak_per_hour=None if load.peak_per_hour is None else load.peak_per_hour + more,
                output_seconds=None if load.output_seconds is None else load.output_seconds + more,
                credits_each=None if load.credits_each is None else load.credits_each + more,
            ),
        }
        for cost in (daily_burn, peak_hour_burn):
            assert cost(Workload(heavier), RUNWAY_DATA).credits >= cost(Workload(models), RUNWAY_DATA).credits
