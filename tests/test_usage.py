"""The usage of several keys as one: what is summed, and what is not readable then."""

from datetime import date
from decimal import Decimal

from preflight.account import Unit
from preflight.parts import Known, NotReadable
from preflight.usage import Usage, total_of

DAY, NEXT = date(2026, 11, 1), date(2026, 11, 2)


def usage(days, **parts):
    whole = {"provider": "gptbots", "unit": Unit.CREDITS, "start": DAY, "before": date(2026, 11, 20), "days": days}
    return Usage(**{**whole, **parts})


def test_a_series_is_called_after_its_key():
    one = usage(Known({DAY: {"runs": Decimal(3)}}))
    two = usage(Known({DAY: {"chat": Decimal(1), "asr": Decimal("0.5")}, NEXT: {"chat": Decimal(2)}}))
    assert total_of({"support": one, "sales": two}).days == Known(
        {
            DAY: {"support": Decimal(3), "sales: chat": Decimal(1), "sales: asr": Decimal("0.5")},
            NEXT: {"sales: chat": Decimal(2)},
        }
    )


def test_only_days_that_every_key_covers_are_told():
    long = usage(Known({DAY: {"a": Decimal(1)}, NEXT: {"a": Decimal(2)}}))
    short = usage(Known({NEXT: {"b": Decimal(4)}}), start=NEXT, notes=("30 days at most",))
    both = total_of({"x": long, "y": short})
    assert (both.start, both.days) == (NEXT, Known({NEXT: {"x": Decimal(2), "y": Decimal(4)}}))
    assert both.notes == ("y: 30 days at most",)


def test_no_sum_over_keys_of_which_one_is_not_readable():
    both = total_of({"x": usage(Known({})), "y": usage(NotReadable("HTTP 503"))})
    assert both.days == NotReadable("y: HTTP 503")
