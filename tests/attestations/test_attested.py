"""What a person's word is worth: every standing of a statement, and the verdict it gives."""

from dataclasses import replace
from datetime import timedelta

import pytest

from preflight.attestations.attested import Question, attested
from preflight.attestations.model import SOON_DAYS, Attestation, Attestations, Proof
from preflight.verdict import Status, failed, passed, unknown, warned
from tests.facts_builders import TODAY

QUESTION = Question(
    check="emails", provider="runway", what="whether mails are read", look="look at the mailbox", values="--set a=N"
)
RECORD = "look at the mailbox, then `preflight attest emails --provider runway --by YOU --evidence LINK --set a=N`"
RENEW = "look again, then `preflight attest renew emails --provider runway --by YOU --evidence LINK`"
GOOD = Attestation(
    check="emails",
    provider="runway",
    by="ana@example.com",
    on=TODAY - timedelta(days=1),
    expires=TODAY + timedelta(days=90),
    evidence="https://example.com/1",
)
DATA = {"by": "ana@example.com", "on": "2026-11-19", "days_left": 90, "signed": False}
WITH = "attested by ana@example.com on 2026-11-19"


def answer(one: Attestation | None, proof: Proof | None = None):
    return attested(Attestations((replace(one, proven=proof),) if one else ()), TODAY, QUESTION)


def lasting(days: int) -> Attestation:
    return replace(GOOD, expires=TODAY + timedelta(days=days))


def test_nobody_has_attested_it():
    message = "no API tells whether mails are read, and nobody has attested it"
    assert answer(None).verdict == unknown(message, remedy=RECORD)
    assert answer(replace(GOOD, check="moderation")).statement is None
    assert answer(replace(GOOD, provider="runtools")).verdict.status is Status.UNKNOWN


def test_a_statement_that_counts():
    found = answer(GOOD)
    assert found.verdict == passed(
        "attested by ana@example.com until 2027-02-18: https://example.com/1", data=DATA
    )  # fmt: skip
    assert (found.statement, found.caveats) == (GOOD, ())
    assert answer(replace(GOOD, note="the team's list")).verdict.message.endswith("/1 (the team's list)")


@pytest.mark.parametrize(
    ("days", "status", "caveats"),
    [
        (SOON_DAYS + 1, Status.PASS, ()),
        (SOON_DAYS, Status.WARN, ("the attestation lapses in 14 days",)),
        (1, Status.WARN, ("the attestation lapses in 1 day",)),
        (0, Status.WARN, ("today is the attestation's last day",)),
    ],
)
def test_its_end_is_said_before_it_comes(days, status, caveats):
    found = answer(lasting(days))
    assert (found.verdict.status, found.caveats) == (status, caveats)
    assert found.statement is not None
    assert found.verdict.message.endswith("; ".join(caveats))
    assert found.verdict.remedy == (RENEW if caveats else None)
    assert found.verdict.data["days_left"] == days


@pytest.mark.parametrize(
    ("one", "proof", "says"),
    [
        (lasting(-1), None, "which lapsed on 2026-11-19"),
        (replace(GOOD, expires=None, unreadable_expiry="soon"), None, "which has no readable expiry date"),
        (GOOD, Proof(void="but it is signed by a stranger"), "but it is signed by a stranger"),
        (replace(GOOD, signature="AAAA"), None, "but its signature or what it is bound to was not looked at"),
        (replace(GOOD, bound="sha256:0"), None, "but its signature or what it is bound to was not looked at"),
    ],
)
def test_a_statement_that_does_not_count_is_unknown_with_who_and_when(one, proof, says):
    found = answer(one, proof)
    assert found.statement is None
    assert found.verdict.status is Status.UNKNOWN
    assert found.verdict.message.startswith(f"{WITH}, {says}")
    assert found.verdict.remedy.startswith(RENEW[:-1])


def test_a_signature_is_said_and_so_is_its_lack_where_one_is_asked_for():
    signed = replace(GOOD, signature="AAAA")
    found = answer(signed, Proof(signed=True, asked=True))
    assert found.verdict.message.startswith("attested and signed by ana@example.com until")
    assert (found.verdict.status, found.verdict.data["signed"]) == (Status.PASS, True)
    missing = answer(GOOD, Proof(asked=True)).verdict
    assert missing == warned(
        "attested by ana@example.com until 2027-02-18: https://example.com/1; the attestation is not signed, yet "
        ".preflight/allowed_signers says who may sign",
        remedy=f"{RENEW[:-1]} --sign`",
        data=DATA,
    )


NOT_SO = replace(GOOD, failed=True, note="the mailbox bounces")


@pytest.mark.parametrize(
    ("one", "proof"),
    [
        (NOT_SO, None),
        (replace(NOT_SO, expires=TODAY - timedelta(days=400)), None),
        (replace(NOT_SO, expires=None), None),
        (replace(NOT_SO, signature="AAAA"), Proof(void="but it is signed by a stranger", asked=True)),
    ],
    ids=["valid", "long lapsed", "no expiry", "badly signed"],
)
def test_a_statement_that_it_is_not_so_counts_whatever_else_is_wrong_with_it(one, proof):
    found = answer(one, proof)
    assert found.statement is None
    assert found.verdict == failed(
        "ana@example.com stated on 2026-11-19 that it is not so: the mailbox bounces",
        remedy=f"mend it, {RECORD}",
        data={**DATA, "days_left": one.days_left(TODAY)},
    )


def test_the_subject_is_the_questions():
    question = replace(QUESTION, subject="runway")
    for one in (GOOD, NOT_SO, lasting(-1), lasting(1)):
        assert attested(Attestations((one,)), TODAY, question).verdict.subject == "runway"
    assert attested(Attestations(), TODAY, question).verdict.subject == "runway"
