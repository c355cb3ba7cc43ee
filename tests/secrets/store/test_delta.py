"""Deltas: git's instructions, and where the new text of a result can be."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.secrets.store.delta import pieces, seams, target_size
from preflight.secrets.store.model import CorruptError
from tests.secrets.store.stores import copy, delta, insert

BASE = random.Random(3).randbytes(5000)


@given(
    st.lists(
        st.one_of(
            st.tuples(st.integers(0, 4000), st.integers(1, 1000)),
            st.binary(min_size=1, max_size=400),
        ),
        max_size=8,
    )
)
def test_copies_and_inserts_make_the_result(instructions):
    expected, raw = b"", []
    for one in instructions:
        if isinstance(one, bytes):
            expected += one
            raw.append(insert(one))
        else:
            expected += BASE[one[0] : one[0] + one[1]]
            raw.append(copy(*one))
    made = delta(len(BASE), len(expected), *raw)

    assert b"".join(pieces(BASE, made)) == expected
    assert target_size(made) == len(expected)


@given(st.binary(max_size=60))
def test_nonsense_is_corrupt_or_harmless(raw):
    try:
        made = b"".join(pieces(BASE, raw))
    except CorruptError:
        return
    assert len(made) == target_size(raw)


def test_a_copy_without_a_size_is_64_kib():
    base = bytes(0x10000)

    assert b"".join(pieces(base, delta(0x10000, 0x10000, b"\x80"))) == base


@pytest.mark.parametrize("gap", [0, 1, 40])
def test_text_across_a_seam_is_in_the_seams(gap):
    """Half of a text comes from one place of the base, half from another, with an insert between."""
    raw = delta(len(BASE), 2000 + gap, copy(1000, 1000), insert(b"-" * gap), copy(3000, 1000))
    across = BASE[1900:2000] + b"-" * gap + BASE[3000:3100]

    shown = seams(pieces(BASE, raw))

    assert across in shown
    assert len(shown) < 1100 + gap


def test_ends_of_a_copy_do_not_touch_in_the_seams():
    raw = delta(len(BASE), 4000, copy(0, 4000))

    assert BASE[200:256] + BASE[3744:3800] not in seams(pieces(BASE, raw))
