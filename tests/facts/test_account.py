"""One key or several: all are asked at the same time, within one budget, and one account comes of it."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from preflight.account import Access
from preflight.config.model import DEFAULT
from preflight.facts.account import Reading, Readings, readings
from preflight.facts.asking import Asking
from preflight.facts.credential import Credentials
from preflight.facts.inputs import Inputs
from preflight.facts.usage import KeyUsage, Usages, usage
from preflight.parts import Known, NotReadable
from preflight.providers.endpoint import resolve
from preflight.providers.runway import RUNWAY
from preflight.providers.together import together
from preflight.redact import Secret
from tests.facts_builders import account, credential
from tests.keys import runway_key
from tests.servers import answer, hang, playing
from tests.test_usage import DAY
from tests.test_usage import usage as consumed

GOOD = {"creditBalance": 4200}


def ask(url, *names, timeout=5.0, **parts):
    keys = Credentials(tuple(credential(name=name, key=Secret(runway_key(20 + n))) for n, name in enumerate(names)))
    if parts:
        keys = Credentials(tuple(replace(key, **parts) for key in keys.keys))
    inputs = Inputs(root=Path(), base=Path(), config=DEFAULT, environ={}, timeout=timeout)
    endpoint = resolve(RUNWAY.vendor, {"RUNWAYML_BASE_URL": url}, ())
    return readings.gather(RUNWAY, keys, endpoint, inputs)


def test_each_key_is_asked_once():
    with playing(answer(200, GOOD), answer(401)) as vendor:
        told = ask(vendor.url, "one", "two")
    assert {reading.account.access for reading in told.each} == {Access.ACCEPTED, Access.REJECTED}
    assert [reading.credential.name for reading in told.each] == ["one", "two"]
    assert len(vendor.heads) == 2


def test_all_keys_share_one_budget():
    with playing(hang) as vendor:
        began = time.monotonic()
        told = ask(vendor.url, *(f"key {number}" for number in range(9)), timeout=0.4)
        assert time.monotonic() - began < 3
    assert {reading.account.access for reading in told.each} == {Access.UNDECIDED}
    assert "no time was left" in told.each[-1].account.detail


@pytest.mark.parametrize(
    ("parts", "says"), [({"key": None}, "no key to ask with"), ({"well_shaped": False}, "documented form")]
)
def test_nothing_is_asked_without_a_usable_key(parts, says):
    with playing(hang) as vendor:
        (reading,) = ask(vendor.url, None, **parts).each
    assert (reading.account.access, vendor.heads) == (Access.NOT_ASKED, [])
    assert says in reading.account.detail


def test_the_account_is_that_of_the_first_key_that_is_accepted():
    bad, good = account(access=Access.REJECTED), account(balance=Known(7))
    keys = Readings((Reading(credential(name="a"), bad), Reading(credential(name="b"), good)))
    assert keys.account == good
    assert Readings((Reading(credential(), bad),)).account == bad


def test_consumption_is_summed_only_where_each_key_opens_a_part_of_its_own():
    both = Usages((KeyUsage("a", consumed(NotReadable("HTTP 503"))), KeyUsage("b", consumed(Known({DAY: {"x": 1}})))))
    assert usage.gather(RUNWAY, both).days == Known({DAY: {"x": 1}})

    class Separate:
        vendor = replace(RUNWAY.vendor, separate_keys=True)

    assert usage.gather(Separate(), both).days == NotReadable("a: HTTP 503")


def test_a_bug_in_one_question_is_not_hidden():
    def fails() -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        together([lambda: 1, fails, lambda: 3])
    assert together([lambda: 1, lambda: 2]) == [1, 2]


def test_the_reason_not_to_ask_is_what_is_returned():
    inputs = Inputs(root=Path(), base=Path(), config=DEFAULT, environ={}, offline=True)
    endpoint = resolve(RUNWAY.vendor, {}, ())
    keys = Credentials((credential(),))
    assert Asking(RUNWAY, keys, endpoint, inputs).each(lambda client: "asked", instead=str) == [
        "offline: no vendor was asked"
    ]
