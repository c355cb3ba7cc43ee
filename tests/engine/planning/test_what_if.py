"""`--what-if`: what can be typed, whose model it is, and what is wrong with the rest."""

from decimal import Decimal

import pytest

from preflight.config.model import ModelLoad
from preflight.engine.planning.what_if import WhatIf, apply, parse
from preflight.errors import UsageError
from preflight.vendor_data import NONE
from preflight.workload import Workload
from tests.facts_builders import RUNWAY_DATA, workload
from tests.keys import runway_key


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("gen4.5.per_day=1500", WhatIf("gen4.5", "per_day", 1500)),
        ("gen4.5.per_day=1_500", WhatIf("gen4.5", "per_day", 1500)),
        ("veo3.1.generation_seconds=7.5", WhatIf("veo3.1", "generation_seconds", Decimal("7.5"))),
        ("agent.max_daily=0", WhatIf("agent", "max_daily", 0)),
    ],
)
def test_a_model_a_setting_and_a_number(text, parsed):
    assert parse(text) == parsed


@pytest.mark.parametrize(
    ("text", "says", "hint"),
    [
        ("gen4.5.per_day", "expected MODEL.FIELD=VALUE", "for example"),
        ("per_day=3", "expected MODEL.FIELD=VALUE", "for example"),
        (".per_day=3", "expected MODEL.FIELD=VALUE", "for example"),
        ("", "expected MODEL.FIELD=VALUE", "for example"),
        ("gen4.5.perday=3", "a workload has no `perday`", 'did you mean "per_day"?'),
        ("gen4.5.position=3", "a workload has no `position`", "a workload has per_day, "),
        ("gen4.5.per_day=x", "expected a whole number in digits", "for example"),
        ("gen4.5.per_day=7.5", "expected a whole number in digits", "for example"),
        ("gen4.5.per_day=-1", "at least 0 is expected", "for example"),
        ("gen4.5.generation_seconds=0", "more than 0 is expected", "for example"),
        ("gen4.5.per_day=" + "9" * 20, "too large", "for example"),
    ],
)
def test_what_cannot_be_tried_is_said_with_what_to_type(text, says, hint):
    with pytest.raises(UsageError) as caught:
        parse(text)
    assert says in caught.value.message
    assert hint in caught.value.hint


def test_a_key_that_was_typed_is_not_repeated():
    with pytest.raises(UsageError) as caught:
        parse(f"{runway_key()}.perday=3")
    assert runway_key() not in caught.value.message


def test_the_workload_has_the_number_in_place_of_its_own():
    tried, words = apply([WhatIf("gen4.5", "per_day", 1500)], {"runway": workload(per_day=600)}, {"runway": NONE})
    assert tried["runway"] == workload(per_day=1500)
    assert words == ["gen4.5.per_day = 1,500 instead of 600"]


def test_a_model_that_the_vendor_offers_may_be_new_to_the_workload():
    tried, words = apply([WhatIf("veo3.1", "per_day", 5)], {"runway": workload(per_day=600)}, {"runway": RUNWAY_DATA})
    assert tried["runway"].models["veo3.1"] == ModelLoad(per_day=5)
    assert words == ["veo3.1.per_day = 5 instead of none"]


def test_later_changes_add_to_earlier_ones():
    both = [WhatIf("gen4.5", "per_day", 5), WhatIf("gen4.5", "peak_per_hour", 2)]
    tried, _ = apply(both, {"runway": workload(per_day=600)}, {"runway": RUNWAY_DATA})
    assert tried["runway"] == workload(per_day=5, peak_per_hour=2)


@pytest.mark.parametrize("model", ["gen45", "nonsense"])
def test_a_model_that_nobody_has_is_an_error_not_a_guess(model):
    with pytest.raises(UsageError, match=f"there is no model `{model}`"):
        apply([WhatIf(model, "per_day", 5)], {"runway": workload(per_day=600)}, {"runway": RUNWAY_DATA})


def test_a_vendor_that_publishes_no_models_may_have_any():
    tried, _ = apply([WhatIf("my-agent", "per_day", 5)], {"gptbots": Workload({})}, {"gptbots": NONE})
    assert tried["gptbots"].models == {"my-agent": ModelLoad(per_day=5)}


def test_the_provider_that_expects_the_model_is_meant_and_two_are_one_too_many():
    workloads = {"runway": workload(per_day=1), "runtools": Workload({"agent": ModelLoad(per_day=1)})}
    tables = {"runway": RUNWAY_DATA, "runtools": NONE}
    tried, _ = apply([WhatIf("agent", "per_day", 5)], workloads, tables)
    assert tried["runtools"].models["agent"].per_day == 5
    both = {"runway": workload(per_day=1), "runtools": workload(per_day=1)}
    with pytest.raises(UsageError, match=r"runway and runtools have a model `gen4\.5`"):
        apply([WhatIf("gen4.5", "per_day", 5)], both, tables)
