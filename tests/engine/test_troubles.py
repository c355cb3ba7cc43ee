"""Cause and fix of what stands in the way: facts in, troubles out."""

import pytest

from preflight.account import Access, Account, AutoBilling, Unit
from preflight.engine.troubles import troubles
from preflight.facts.account import Reading, Readings
from preflight.parts import Known, NotReadable
from preflight.providers.endpoint import EndpointKind
from preflight.providers.gptbots import GPTBOTS
from preflight.providers.runtools import RUNTOOLS
from preflight.providers.runway import RUNWAY
from preflight.vendor_data import load
from tests.facts_builders import account, credential, endpoint, limits, readings


def of(facts, *, provider=RUNWAY, where=None, key=None):
    return list(troubles(provider.vendor, readings(facts, key), where or endpoint(), load(provider.vendor.name)))


def only(facts, **more):
    (one,) = of(facts, **more)
    return one


def test_a_good_account_has_none():
    assert of(account()) == []


def test_401_names_every_cause_in_turn():
    told = only(Account.unread("runway", Access.REJECTED, "HTTP 401"))
    assert "is rejected: HTTP 401" in told.cause
    for cause in ("copy the key again", "disabled", "suspended", "belongs to api.dev.runwayml.com"):
        assert cause in told.fix


def test_a_vendor_that_knows_better_says_what_to_do():
    told = only(Account.unread("gptbots", Access.REJECTED, "code 40378", cure="use another key"), provider=GPTBOTS)
    assert told.fix == "use another key"


@pytest.mark.parametrize(
    ("access", "fix"), [(Access.UNDECIDED, "run again; `-v` shows"), (Access.NOT_ASKED, "run again, online")]
)
def test_what_was_not_answered(access, fix):
    told = only(Account.unread("runway", access, "HTTP 503; 3 tries"))
    assert (told.cause, fix in told.fix) == ("HTTP 503; 3 tries", True)


@pytest.mark.parametrize(
    ("parts", "says"), [({"key": None}, "is not set; looked in"), ({"well_shaped": False}, "documented form")]
)
def test_a_missing_or_mis_shaped_key(parts, says):
    told = only(account(access=Access.NOT_ASKED, detail="x"), key=credential(name="support", **parts))
    assert (told.subject, says in told.cause) == ("support", True)


def test_a_wrong_host_is_all_that_is_said():
    parts = {"source": "RUNWAYML_BASE_URL", "host": "api.runwayml.com", "reason": "it is not the host"}
    wrong = endpoint(EndpointKind.WRONG, **parts)
    told = only(Account.unread("runway", Access.NOT_ASKED, "not sent"), where=wrong)
    assert told.cause == "RUNWAYML_BASE_URL points at api.runwayml.com: it is not the host"
    assert told.fix == "unset RUNWAYML_BASE_URL, or set it to https://api.dev.runwayml.com"


@pytest.mark.parametrize("balance", [0, -12])
def test_no_credits(balance):
    told = only(account(balance=Known(balance)))
    assert f"the balance is {balance} credits" in told.cause
    assert "HTTP 400, not 402" in told.cause
    assert "credits of the web app do not count" in told.fix


def test_no_credits_in_cents_and_by_the_vendors_word():
    assert "the balance is $0" in only(account(balance=Known(0), unit=Unit.CENTS), provider=RUNTOOLS).cause
    gone = NotReadable("no endpoint")
    told = only(account(balance=gone, limits=gone, out_of_credits=True), provider=GPTBOTS)
    assert "not enough credits" in told.cause


@pytest.mark.parametrize(("used", "told"), [(999, 0), (1_000, 1), (1_200, 1)])
def test_a_daily_limit_that_is_reached(used, told):
    found = of(account(used=Known({"gen4.5": Known(used)})))
    assert len(found) == told
    for one in found:
        assert (one.subject, f"{used:,} of 1,000 in the past 24 hours" in one.cause) == ("gen4.5", True)
        assert "HTTP 429" in one.cause
        assert "or unlock tier 4: it unlocks once $1,000" in one.fix


def test_a_limit_that_there_is_not_is_never_reached():
    assert of(account(limits=Known({"m": limits(daily=None)}), used=Known({"m": Known(10**6)}))) == []


def test_all_limits_zero_is_one_trouble():
    zero = {"gen4.5": limits(daily=0), "veo3.1": limits(concurrent=0)}
    told = only(account(limits=Known(zero), used=Known({"gen4.5": Known(3)})))
    assert "all limits are 0" in told.cause
    assert "suspended" in told.fix


def test_one_limit_of_zero_among_others_is_not_all():
    assert of(account(limits=Known({"gen4.5": limits(daily=0), "veo3.1": limits()}))) == []
    assert of(account(limits=Known({}))) == []


def topup(**parts):
    whole = dict.fromkeys(("threshold", "amount"), Known(1)) | {"enabled": Known(True), "payment_method": Known(True)}
    told = AutoBilling(**{**whole, "last_charge": Known(None), **parts})
    return account(provider="runtools", unit=Unit.CENTS, autobilling=Known(told))


def test_measured_autobilling():
    assert of(topup(), provider=RUNTOOLS) == []
    assert "is off" in only(topup(enabled=Known(False)), provider=RUNTOOLS).cause
    assert "no saved payment method" in only(topup(payment_method=Known(False)), provider=RUNTOOLS).cause


def test_each_key_has_its_own_troubles():
    bad = Account.unread("gptbots", Access.REJECTED, "code 40127", cure="copy it again")
    both = Readings((Reading(credential(name="a"), account()), Reading(credential(name="b"), bad)))
    (told,) = troubles(GPTBOTS.vendor, both, endpoint(), load("gptbots"))
    assert told.subject == "b"
