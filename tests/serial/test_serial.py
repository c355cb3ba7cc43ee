"""What is written is read back as it was, keys apart; what somebody made up is refused, and never crashes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from preflight.bundle.snapshot import KEPT
from preflight.comparing.document import Document
from preflight.parts import Known, NotReadable, Part
from preflight.redact import Forgotten, Secret
from preflight.secrets.model import Scope, Since
from preflight.serial import Mismatch, read, write
from tests.bundle.bundles import outcome
from tests.facts_builders import account, credential, endpoint
from tests.keys import runway_key
from tests.serial.values import nodes, replaced, values, without_secrets

UNHURRIED = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


PART: Any = Known[int] | NotReadable


class Color(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Everything:
    whole: int
    share: float
    sure: bool
    text: str
    money: Decimal
    day: date
    instant: datetime
    color: Color
    place: Path
    key: Secret | None
    raw: bytes
    part: Part[int | None]
    scope: Scope | Since
    pair: tuple[str, int]
    many: tuple[Color, ...]
    set_of: frozenset[str]
    by_name: Mapping[str, Decimal]
    by_pair: Mapping[tuple[str, str], int]
    extra: str = "unless given"


EVERYTHING = Everything(
    1, 0.5, True, "naïve\n", Decimal("1E+3"), date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, tzinfo=UTC), Color.RED,
    Path("/home/me/app"), Secret(runway_key()), b"\x00\xff", Known(None), Since("main"), ("a", 1), (Color.RED,),
    frozenset({"b", "a"}), {"x": Decimal("0.10")}, {("a", "b"): 2},
)  # fmt: skip


def as_json(value, kind):
    return json.loads(json.dumps(write(value, kind)))


def test_every_kind_of_value():
    written = as_json(EVERYTHING, Everything)
    again = read(written, Everything)
    assert again.key == Forgotten(str(EVERYTHING.key))
    assert (again.place, again.raw) == (Path("app"), b"")
    assert (again.part, again.scope, again.by_pair) == (Known(None), Since("main"), {("a", "b"): 2})
    assert as_json(again, Everything) == written
    assert runway_key() not in json.dumps(written)
    assert "/home" not in json.dumps(written)


@pytest.mark.parametrize("kind", KEPT, ids=lambda kind: kind.__name__)
@UNHURRIED
@given(data=st.data())
def test_every_fact_of_a_bundle_comes_back_as_it_was(kind, data):
    value = data.draw(values(kind))
    assert read(as_json(value, kind), kind) == value


@pytest.mark.parametrize("value", [account(), credential(), credential(key=None), endpoint()])
def test_real_facts_come_back_without_their_keys(value):
    written = as_json(value, type(value))
    assert read(written, type(value)) == without_secrets(value)
    assert runway_key()[4:20] not in json.dumps(written)


@pytest.mark.parametrize("kind", [*KEPT, Document], ids=lambda kind: kind.__name__)
@UNHURRIED
@given(data=st.data())
def test_whatever_stands_in_a_document_is_read_or_refused(kind, data):
    """One value of a good document is replaced by any other: no exception but Mismatch, and no nonsense."""
    document = as_json(data.draw(values(kind)), kind) if kind is not Document else DOCUMENT
    path = data.draw(st.sampled_from(nodes(document)))
    strange = st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(max_size=5)
        | st.just("9" * 40)
        | st.just("1e9"),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
        max_leaves=4,
    )
    changed = replaced(document, path, data.draw(strange))
    match outcome(lambda: read(changed, kind, lenient=kind is Document)):
        case Mismatch() as error:
            assert str(error)
        case value:
            assert isinstance(value, kind)


DOCUMENT = {
    "schema_version": 1,
    "generated_at": "2026-11-20T11:00:00Z",
    "target": {"root": "app", "commit": None, "environment": "production", "sandbox": False, "offline": False},
    "verdict": "ready",
    "results": [
        {
            "check": "credits", "section": "usage", "provider": "runway", "subject": None, "required": True,
            "status": "pass", "waived": {"reason": "r", "by": "b", "expires": "2026-01-01"}, "message": "m",
            "remedy": None, "data": {"days": 2.0}, "findings": [],
        }
    ],
    "waivers": [{"check": "credits", "subject": None, "reason": "r", "by": "b", "expires": "2026-01-01"}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "kind", "says"),
    [
        ("1", int, "a whole number is expected"),
        (True, int, "a whole number"),
        (1.5, int, "a whole number"),
        (2**63, int, "a whole number"),
        (float("inf"), float, "a number"),
        (1, bool, "true or false"),
        (1, str, "a string"),
        ("1e999999999", Decimal, "a decimal number"),
        ("NaN", Decimal, "a decimal number"),
        ("9" * 31, Decimal, "a decimal number"),
        ("9" * 30, timedelta, "a decimal number of seconds"),
        ("2026-02-30", date, "a date"),
        ("20260101", date, "a date"),
        ("2026-01-01T00:00:00", datetime, "with its offset"),
        ("blue", Color, "one of red"),
        ("../x", Path, "a name"),
        ("key", Secret, "a redacted key"),
        ("00", bytes, "nothing is expected"),
        ({"$": "Nothing", "value": 1}, PART, "one of Known, NotReadable"),
        ({"value": 1}, PART, "one of Known, NotReadable"),
        (["a"], tuple[str, int], "a list of 2"),
        ({}, tuple[str, ...], "a list is expected"),
        ([["a"]], Mapping[tuple[str, str], int], "a list of pairs"),
        ([], Mapping[str, int], "an object"),
        ({"reason": "x", "more": 1}, NotReadable, "NotReadable has no field 'more'"),
        ({}, NotReadable, "reason: it is missing"),
        ({"reason": 1}, NotReadable, "reason: a string is expected"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(raw: Any, kind: Any, says: str):
    with pytest.raises(Mismatch, match=says):
        read(raw, kind)


def test_what_cannot_be_read_back_is_not_written():
    with pytest.raises(TypeError):
        write(object(), object)
    with pytest.raises(TypeError):
        write(float("nan"), float)
    with pytest.raises(TypeError):
        write(1, str | None)


def test_a_whole_number_is_a_float_too():
    assert read(as_json(5, float | None), float | None) == 5
    assert read(as_json(5, float), float) == 5


def test_a_forgotten_secret_reveals_nothing():
    forgotten = Forgotten("key_…1a2b3c4d")
    assert str(forgotten) == "key_…1a2b3c4d"
    assert "1a2b3c4d" in repr(forgotten)
    with pytest.raises(TypeError):
        forgotten.reveal()
    assert forgotten == Forgotten("key_…1a2b3c4d")
    assert forgotten != Secret(runway_key())
