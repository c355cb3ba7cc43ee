"""A secret never appears: not whole, not cut off, not inside other text."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.redact import Secret, redact, scrub
from tests.keys import runway_key


@given(st.integers(0, 10**6), st.text(max_size=30), st.text(max_size=30), st.integers(24, 132))
def test_a_key_in_any_text_is_scrubbed_whole_or_cut_off(seed, before, after, length):
    key = runway_key(seed)[:length]
    assert key[:20] not in scrub(f"{before}{key}{after}")


def test_the_redaction_tells_keys_apart():
    assert redact(runway_key(1)).startswith("key_…")
    assert len({redact(runway_key(seed)) for seed in range(50)}) == 50


def test_a_secret_of_any_shape_is_scrubbed_once_it_is_known():
    odd = "correct horse" + " battery staple"
    secret = Secret(odd)
    assert odd not in scrub(f"got {odd}!")
    assert odd not in f"{secret} {secret!r} {[secret]} {vars(type(secret))}"


def test_identifiers_are_left_alone():
    text = "key_id api_key_name key_points_of_the_meeting rt_live_view key_…1a2b3c4d"
    assert scrub(text) == text


def test_secrets_compare_by_value():
    assert Secret("aaaaaaaa") == Secret("aaaaaaaa")
    assert Secret("aaaaaaaa") != Secret("bbbbbbbb")
    assert len({Secret("aaaaaaaa"), Secret("aaaaaaaa")}) == 1


def test_a_secret_cannot_be_written_down():
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(Secret("correct horse" + " battery"))
