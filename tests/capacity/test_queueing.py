"""Waiting for a place: against exact sums, published examples and a simulation; monotone; nothing overflows."""

import heapq
import math
import random
import statistics
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from preflight.capacity.queueing import MOST_SERVERS, Queue, erlang_b, erlang_c, least, most, offered_load

COUNTS = st.integers(1, 20_000)
SECONDS = st.decimals("0.1", "1000", places=1)
SERVERS = st.integers(1, 300)


def by_the_sum(load: Fraction, servers: int) -> Fraction:
    """Erlang C as textbooks write it, in exact fractions: powers and factorials, no recursion."""
    terms = [load**k / math.factorial(k) for k in range(servers)]
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (sum(terms, Fraction(0)) + last)


@pytest.mark.parametrize("servers", [1, 2, 3, 5, 10, 20, 60])
@pytest.mark.parametrize("percent", [1, 25, 60, 90, 99])
def test_erlang_c_is_the_textbooks_sum(servers, percent):
    load = Fraction(percent * servers, 100)
    assert erlang_c(load, servers) == pytest.approx(float(by_the_sum(load, servers)), rel=1e-12)


@pytest.mark.parametrize("share", [Fraction(1, 10), Fraction(1, 2), Fraction(99, 100)])
def test_closed_forms_for_one_and_two_places(share):
    assert erlang_c(share, 1) == pytest.approx(float(share))
    assert erlang_c(2 * share, 2) == pytest.approx(float(2 * share**2 / (1 + share)))


@pytest.mark.parametrize(
    ("per_hour", "seconds", "servers", "waits", "mean"),
    [
        # 360 calls in half an hour of 4 minutes, 55 agents: the example with which Mitan Ltd. explains the formula
        (720, 240, 55, 0.239, 8.2),
        # 200 calls an hour of 3 minutes, 14 agents: the usual example for call centres
        (200, 180, 14, 0.174, 7.8),
        # 120 customers an hour of 3 minutes, 10 assistants: read from a printed curve as "about 0.10"
        (120, 180, 10, 0.10, None),
        # two thirds of three places: 4/9 exactly
        (40, 180, 3, 0.444, None),
    ],
)
def test_published_examples(per_hour, seconds, servers, waits, mean):
    queue = Queue(per_hour, Decimal(seconds), servers)
    assert queue.wait_probability == pytest.approx(waits, abs=0.002)
    if mean is not None:
        assert queue.mean_wait == pytest.approx(mean, abs=0.05)


def simulate(queue: Queue, *, arrivals: int, seed: int) -> list[float]:
    """The wait of each arrival at a first come, first served queue, event by event."""
    chance = random.Random(seed)
    free_at = [0.0] * queue.servers
    now, waits = 0.0, []
    for _ in range(arrivals):
        now += chance.expovariate(queue.per_hour / 3600)
        start = max(now, heapq.heappop(free_at))
        heapq.heappush(free_at, start + chance.expovariate(1 / float(queue.seconds)))
        waits.append(start - now)
    return waits[arrivals // 20 :]  # the queue began empty


@pytest.mark.parametrize(
    "queue",
    [Queue(90, Decimal(75), 3), Queue(115, Decimal(75), 3), Queue(40, Decimal(75), 1), Queue(800, Decimal(75), 20)],
)
def test_a_simulation_agrees(queue):
    waits = simulate(queue, arrivals=120_000, seed=7)
    assert sum(wait > 0 for wait in waits) / len(waits) == pytest.approx(queue.wait_probability, abs=0.015)
    assert statistics.fmean(waits) == pytest.approx(queue.mean_wait, rel=0.08, abs=0.3)
    assert sum(wait <= queue.wait_at(0.95) for wait in waits) / len(waits) == pytest.approx(0.95, abs=0.01)


@pytest.mark.parametrize(
    ("per_hour", "seconds", "load"),
    [(90, "75", Fraction(15, 8)), (0, "75", Fraction(0)), (3600, "0.1", Fraction(1, 10)), (1, "3600", Fraction(1))],
)
def test_littles_law_is_exact(per_hour, seconds, load):
    assert offered_load(per_hour, Decimal(seconds)) == load


@pytest.mark.parametrize("load", [Fraction(1, 10**9), Fraction(1), Fraction(9_999), Fraction(99_999, 10)])
@pytest.mark.parametrize("servers", [10_000, 10_001, 10**6, 10**12])
def test_nothing_overflows(load, servers):
    assert 0 <= erlang_c(load, servers) <= 1


def test_beyond_ten_thousand_places_the_answer_joins_up():
    below, above = (erlang_c(Fraction(995, 1000) * c, c) for c in (MOST_SERVERS, MOST_SERVERS + 1))
    assert above == pytest.approx(below, rel=1e-3)


def test_too_few_places_never_keep_up():
    queue = Queue(90, Decimal(80), 2)  # exactly 2 at a time: still unstable
    assert (queue.stable, queue.wait_probability) == (False, 1.0)
    assert queue.mean_wait == queue.wait_at(0.95) == math.inf
    assert (queue.backlog, queue.drain) == (0, 0.0)


def test_what_is_left_when_the_hour_ends():
    queue = Queue(90, Decimal(75), 1)  # one place does 48 an hour
    assert queue.backlog == 42
    assert queue.drain == 42 * 75
    assert Queue(90, Decimal(75), 0).drain == math.inf


def test_an_idle_hour_waits_for_nothing():
    queue = Queue(0, Decimal(75), 0)
    assert queue.stable
    assert (queue.wait_probability, queue.mean_wait, queue.wait_at(0.95)) == (0.0, 0.0, 0.0)


@given(COUNTS, SECONDS, SERVERS)
def test_more_load_never_waits_less(per_hour, seconds, servers):
    queue = Queue(per_hour, seconds, servers)
    busier, slower = replace(queue, per_hour=per_hour + 1), replace(queue, seconds=seconds + 1)
    for worse in (busier, slower):
        assert worse.wait_probability >= queue.wait_probability - 1e-9
        assert worse.mean_wait >= queue.mean_wait - 1e-9
        assert worse.wait_at(0.95) >= queue.wait_at(0.95) * (1 - 1e-9)
        assert worse.backlog >= queue.backlog


@given(COUNTS, SECONDS, SERVERS)
@example(10_000, Decimal(3600), MOST_SERVERS)
def test_more_places_never_wait_longer(per_hour, seconds, servers):
    queue = Queue(per_hour, seconds, servers)
    roomier = replace(queue, servers=servers + 1)
    assert roomier.wait_probability <= queue.wait_probability + 1e-9
    assert roomier.wait_at(0.95) <= queue.wait_at(0.95) * (1 + 1e-9)
    assert roomier.backlog <= queue.backlog


@given(st.fractions(0, 50), st.integers(1, 100))
def test_more_wait_than_would_be_turned_away(load, servers):
    assert 0 <= erlang_b(float(load), servers) <= erlang_c(load, servers) + 1e-12 <= 1 + 1e-12


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_search_finds_the_edge(low, edge):
    assert least(low, lambda number: number >= edge) == max(low, edge)
    assert most(10**6, lambda number: number <= edge) == edge
    assert most(10**6, lambda number: False) is None
