"""Does a limit carry the busiest hour, and what would: inverted, and the inversion is the edge."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.capacity.concurrency import SHARE, Bearable, Fit
from preflight.capacity.queueing import Queue

TEN_MINUTES = Bearable(600)
BEARABLES = st.sampled_from([TEN_MINUTES, Bearable(None), Bearable(60)])
QUEUES = st.builds(
    Queue, st.integers(1, 5_000), st.decimals("0.1", "900", places=1), st.integers(1, 200)
)  # fmt: skip


@pytest.mark.parametrize(
    ("queue", "fit"),
    [
        (Queue(90, Decimal(75), 10), Fit.FITS),
        (Queue(90, Decimal(75), 4), Fit.FITS),
        (Queue(90, Decimal(75), 3), Fit.WAITS),
        (Queue(90, Decimal(75), 2), Fit.WAITS),
        (Queue(90, Decimal(75), 1), Fit.OVERFLOWS),
        (Queue(96, Decimal(75), 2), Fit.OVERFLOWS),
        (Queue(0, Decimal(75), 1), Fit.FITS),
    ],
)
def test_fits_waits_overflows(queue, fit):
    assert TEN_MINUTES.fit(queue) is fit


@pytest.mark.parametrize(
    ("generation", "client", "seconds"),
    [(75, None, 75), (75, 600, 75), (400, 600, 200), (600, 600, 0), (900, 600, 0)],
)
def test_a_wait_is_bearable_as_long_as_the_generation_and_as_the_client_waits(generation, client, seconds):
    assert Bearable(client).seconds(Decimal(generation)) == seconds


@given(QUEUES, BEARABLES)
def test_the_servers_needed_are_the_least_that_fit(queue, bearable):
    needed = bearable.servers_needed(queue)
    assert bearable.fit(replace(queue, servers=needed)) is Fit.FITS
    assert bearable.fit(replace(queue, servers=needed - 1)) is not Fit.FITS


@given(QUEUES, BEARABLES)
def test_the_busiest_hour_is_the_greatest_that_fits(queue, bearable):
    count = bearable.most_per_hour(queue)
    assert bearable.fit(replace(queue, per_hour=count)) is Fit.FITS
    assert bearable.fit(replace(queue, per_hour=count + 1)) is not Fit.FITS


@given(QUEUES, BEARABLES)
def test_the_longest_generation_is_the_greatest_tenth_that_fits(queue, bearable):
    seconds = bearable.longest_seconds(queue)
    if seconds is not None:
        assert bearable.fit(replace(queue, seconds=seconds)) is Fit.FITS
    assert bearable.fit(replace(queue, seconds=(seconds or 0) + Decimal("0.1"))) is not Fit.FITS


@given(QUEUES, BEARABLES, st.integers(0, 500), st.decimals("0", "300", places=1))
def test_more_load_never_needs_less(queue, bearable, more, longer):
    worse = replace(queue, per_hour=queue.per_hour + more, seconds=queue.seconds + longer)
    assert bearable.servers_needed(worse) >= bearable.servers_needed(queue)


def test_no_load_needs_no_place():
    assert TEN_MINUTES.servers_needed(Queue(0, Decimal(75), 0)) == 0
    assert TEN_MINUTES.longest_seconds(Queue(0, Decimal(75), 1)) == 75


def test_one_in_twenty_may_wait_longer():
    assert SHARE == 0.95


def test_absurd_numbers_take_no_time():
    queue = Queue(10**12, Decimal(10**12), 10**12)
    assert TEN_MINUTES.servers_needed(queue) > queue.load
    assert TEN_MINUTES.most_per_hour(queue) >= 0
