from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preflight.attestations.model import Attestation, Attestations
from preflight.attestations.store import PLACE, dump, load, save
from preflight.config.model import Position
from preflight.errors import ConfigError
from preflight.files import FileError
from preflight.slugs import CONTRACT_CHECKS
from tests.keys import runway_key

BILLING = Attestation(
    check="autobilling",
    provider="runway",
    by="owner@example.com",
    on=date(2026, 11, 20),
    expires=date(2027, 2, 18),
    evidence="https://example.com/shot.png",
    note='says "on"',
    values={"threshold": Decimal(5000), "amount": Decimal(20000)},
)
EMAILS = Attestation(
    check="emails", provider="runtools", by="Ana", on=date(2026, 1, 2), expires=None, evidence="inbox: 3 mails"
)
TEXT = """\
# What people have seen that no API tells. Written by `preflight attest`, which keeps no comments;
# commit it beside the code.
version: 1
attestations:
  - check: autobilling
    provider: runway
    by: "owner@example.com"
    date: 2026-11-20
    expires: 2027-02-18
    evidence: "https://example.com/shot.png"
    note: "says \\"on\\""
    values:
      amount: 20000
      threshold: 5000

  - check: emails
    provider: runtools
    by: "Ana"
    date: 2026-01-02
    evidence: "inbox: 3 mails"
"""


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / PLACE


def write(path, text: str) -> None:
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")


def errors(path, text: str) -> str:
    write(path, text)
    with pytest.raises(ConfigError) as caught:
        load(path, known_checks=CONTRACT_CHECKS)
    return caught.value.message


def test_no_file_is_no_attestation(path):
    assert load(path) == Attestations()


def test_the_file_is_stable_and_says_what_was_attested(path):
    save(path, Attestations((BILLING, EMAILS)))
    assert path.read_text(encoding="utf-8") == TEXT
    read = load(path, known_checks=CONTRACT_CHECKS)
    assert read == Attestations((BILLING, EMAILS))
    assert read.entries[1].position == Position(".preflight/attestations.yml", 16, 5)
    save(path, read)
    assert path.read_text(encoding="utf-8") == TEXT


NOT_SO = Attestation(
    check="autobilling",
    provider="runtools",
    by="Ana",
    on=date(2026, 1, 2),
    expires=date(2026, 3, 2),
    evidence="billing tab",
    note="no card",
    failed=True,
    bound="sha256:0123",
    signature="U1NI" * 20,
)


def test_a_statement_that_it_is_not_so_needs_no_values_and_a_signature_stands_beside_it(path):
    save(path, Attestations((NOT_SO,)))
    assert path.read_text(encoding="utf-8").endswith(
        '    note: "no card"\n'
        "    result: failed\n"
        '    bound: "sha256:0123"\n'
        "    signature:\n"
        f'      - "{"U1NI" * 19}"\n'
        '      - "U1NI"\n'
    )
    assert load(path, known_checks=CONTRACT_CHECKS).entries == (NOT_SO,)


def test_taking_back_the_last_one_leaves_a_file_that_is_read(path):
    save(path, Attestations())
    assert load(path) == Attestations()


@pytest.mark.parametrize(
    "written", ["soon", "2027-02-30", "90d", "''", "' '", "2027-02-18T00:00:00Z", "~", "", "[]", "{}"]
)
def test_an_expiry_that_is_no_date_counts_as_expired_and_is_kept(path, written):
    text = TEXT.replace("expires: 2027-02-18", f"expires: {written}")
    write(path, text)
    one = load(path).entries[0]
    assert one.expires is None
    assert not one.valid(date(2026, 11, 20))
    assert one.unreadable_expiry == (written if written[:1].isalnum() else None)
    save(path, load(path))
    assert load(path).entries[0] == one


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("version: 1\n", "", 'attestations.yml:3:1: "version" is required'),
        ("version: 1", "version: 2", "reads version 1"),
        ("    provider: runway\n", "", '5:5: "provider" is required'),
        ("note:", "notes:", '11:5: unknown name "notes"'),
        ("check: emails", "check: email", 'did you mean "emails"?'),
        ("date: 2026-11-20", "date: yesterday", "8:11: "),
        ("      amount: 20000\n", "", "5:5: autobilling: amount must be given under `values:`"),
        ("amount: 20000", "amuont: 20000", 'did you mean "amount"?'),
        ("amount: 20000", "amount: -5", "amount -5: more than 0 is expected"),
        ("amount: 20000", "amount: 0x10", 'amount "0x10": expected a whole number'),
        (
            "check: emails\n    provider: runtools",
            "check: autobilling\n    provider: runway",
            "attested twice; first at",
        ),
        ('"inbox: 3 mails"', '"inbox: 3 mails"\n    result: maybe', '21:13: unknown value "maybe"'),
        ('"inbox: 3 mails"', '"inbox: 3 mails"\n    signature: AAAA', "21:16: expected a list"),
        ("    values:\n", "    values: &a\n", "12:13: anchors"),
    ],
)
def test_problems_have_a_place(path, old, new, says):
    assert old in TEXT
    assert says in errors(path, TEXT.replace(old, new))


def test_a_pasted_key_is_refused_and_not_echoed(path):
    message = errors(path, TEXT.replace("inbox: 3 mails", runway_key()))
    assert "names, never values" in message
    assert runway_key()[4:20] not in message


def test_symlinks_do_not_lead_out(path, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "attestations.yml").write_text(TEXT, encoding="utf-8")
    root = tmp_path / "root"
    root.mkdir()
    (root / ".preflight").symlink_to(outside)
    with pytest.raises(ConfigError, match="leads out of"):
        load(root / PLACE)
    with pytest.raises(FileError, match="leads out of"):
        save(root / PLACE, Attestations())
    assert (outside / "attestations.yml").read_text(encoding="utf-8") == TEXT


line = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=30).filter(str.strip)


@settings(max_examples=50, deadline=None)
@given(
    st.builds(
        Attestation,
        check=st.just("emails"),
        provider=st.just("runway"),
        by=line,
        on=st.dates(),
        expires=st.dates(),
        evidence=line,
        note=st.none() | line,
        failed=st.booleans(),
        bound=st.none() | line,
        signature=st.none() | st.text("+/=AZaz09", min_size=1, max_size=200),
    )
)
def test_any_text_is_read_back(tmp_path_factory, one):
    path = tmp_path_factory.mktemp("r") / PLACE
    save(path, Attestations((one,)))
    assert load(path).of("emails", "runway") == one
    assert dump(load(path)) == path.read_text(encoding="utf-8")
