"""Numbers as people read them."""

from decimal import Decimal

import pytest

from preflight.words import amount, dollars, figure, money, price, quantity, span


@pytest.mark.parametrize(
    ("value", "in_credits", "of_credits", "both", "in_cents"),
    [
        (123_456, "123,456", "123,456 credits", "123,456 credits ($1,234.56)", "$1,234.56"),
        (1, "1", "1 credit", "1 credit ($0.01)", "$0.01"),
        (0, "0", "0 credits", "0 credits ($0)", "$0"),
        (-40, "-40", "-40 credits", "-40 credits (-$0.40)", "-$0.40"),
        (Decimal("7.5"), "7.5", "7.5 credits", "7.5 credits ($0.08)", "$0.08"),
        (Decimal(200_000), "200,000", "200,000 credits", "200,000 credits ($2,000)", "$2,000"),
    ],
)
def test_money_reads_in_the_accounts_unit(value, in_credits, of_credits, both, in_cents):
    assert (figure(value, "credits"), amount(value, "credits"), money(value, "credits")) == (
        in_credits,
        of_credits,
        both,
    )
    assert figure(value, "cents") == amount(value, "cents") == money(value, "cents") == dollars(value) == in_cents


@pytest.mark.parametrize(
    ("value", "in_credits", "in_cents"),
    [
        ("6.66", "6.66", "$0.0666"),
        ("60", "60", "$0.60"),
        ("60.00", "60", "$0.60"),
        ("2.5", "2.5", "$0.025"),
        ("1200", "1,200", "$12"),
        ("0", "0", "$0"),
    ],
)
def test_a_price_is_told_exactly(value, in_credits, in_cents):
    assert (price(Decimal(value), "credits"), price(Decimal(value), "cents")) == (in_credits, in_cents)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (4.6, "5 s"),
        (119.4, "119 s"),
        (120, "2 min"),
        (3150, "52.5 min"),
        (7_199, "120 min"),
        (7_200, "2 h"),
        (172_800, "2 days"),
    ],
)
def test_spans(seconds, words):
    assert span(seconds) == words


@pytest.mark.parametrize(("value", "shown"), [(0, "0"), (0.267, "0.27"), (1, "1"), (1.875, "1.9"), (5_000, "5,000")])
def test_quantities_below_one_have_two_decimals(value, shown):
    assert quantity(value) == shown
