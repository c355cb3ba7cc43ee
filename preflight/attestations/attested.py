"""What a person's word is worth today: the one answer of every check that asks for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from preflight.attestations.model import Attestation, Attestations, Proof, Validity
from preflight.verdict import Json, Verdict, failed, passed, unknown, warned
from preflight.words import count

_COMMAND = "preflight attest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person is asked, in words that fit into the messages."""

    check: str
    provider: str
    what: str
    """`whether autobilling is set up`; fits after "no API tells"."""
    unread: str = ""
    """Why an API that could tell did not."""
    look: str
    """`look in the portal's billing tab`: how a person finds out."""
    values: str = ""
    """The numbers to state, as typed: `--set threshold=CREDITS --set amount=CREDITS`."""
    subject: str | None = None
    """Of the verdict."""

    @property
    def record(self) -> str:
        """How to answer for the first time."""
        words = (_COMMAND, self.check, "--provider", self.provider, "--by YOU --evidence LINK", self.values)
        return f"{self.look}, then `{' '.join(word for word in words if word)}`"

    def renew(self, *, sign: bool = False) -> str:
        """How to say that it still stands."""
        words = (_COMMAND, "renew", self.check, "--provider", self.provider, "--by YOU --evidence LINK")
        return f"look again, then `{' '.join(words)}{' --sign' if sign else ''}`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attested:
    """The answer, and what a check needs that has more to ask of it."""

    verdict: Verdict
    """The answer where nothing but the statement is judged."""
    statement: Attestation | None = None
    """What was stated, where it counts and says that it is so; else `verdict` is all there is to say."""
    caveats: tuple[str, ...] = ()
    """What turns a pass into a warning: `the attestation lapses in 3 days`."""
    remedy: str = ""
    """What to type about the caveats."""


def attested(attestations: Attestations, today: date, question: Question) -> Attested:
    """Judges what was stated about `question` as of `today` (UTC).

    Nobody has: unknown. Stated that it is not so: a failure, which no lapse makes better. Lapsed, or not proven:
    unknown, with who and when. Else a pass, or a warning while it lapses soon or lacks a signature that is asked for.
    """
    one = attestations.of(question.check, question.provider)
    subject = question.subject
    if one is None:
        untold = f"not readable: {question.unread};" if question.unread else f"no API tells {question.what},"
        message = f"{untold} and nobody has attested it"
        return Attested(verdict=unknown(message, remedy=question.record, subject=subject))
    proof = one.proof
    data: Mapping[str, Json] = {
        "by": one.by,
        "on": one.on.isoformat(),
        "days_left": one.days_left(today),
        "signed": proof.signed,
    }
    if one.failed:
        message = f"{_said(one, proof)} that it is not so: {one.note or one.evidence}"
        remedy = f"mend it, {question.record}"
        return Attested(verdict=failed(message, remedy=remedy, subject=subject, data=data))
    sign = proof.asked or one.signature is not None
    renew = question.renew(sign=sign)
    if not one.valid(today):
        gone = proof.void or _lapse(one)
        message = f"attested by {one.by} on {one.on}, {gone}"
        return Attested(verdict=unknown(message, remedy=renew, subject=subject, data=data))
    caveats = tuple(_caveats(one, proof, today))
    said = f"attested{' and signed' if proof.signed else ''} by {one.by} until {one.expires}: {_evidence(one)}"
    if caveats:
        verdict = warned("; ".join((said, *caveats)), remedy=renew, subject=subject, data=data)
    else:
        verdict = passed(said, subject=subject, data=data)
    return Attested(verdict=verdict, statement=one, caveats=caveats, remedy=renew)


def _said(one: Attestation, proof: Proof) -> str:
    return f"{one.by} stated{' and signed' if proof.signed else ''} on {one.on}"


def _lapse(one: Attestation) -> str:
    if one.expires is None:
        return "which has no readable expiry date, so it has lapsed"
    return f"which lapsed on {one.expires}"


def _caveats(one: Attestation, proof: Proof, today: date) -> Iterator[str]:
    if one.status(today) is Validity.EXPIRES_SOON:
        left = one.days_left(today)
        yield f"the attestation lapses in {count(left, 'day')}" if left else "today is the attestation's last day"
    if proof.asked and not proof.signed:
        yield "the attestation is not signed, yet .preflight/allowed_signers says who may sign"


def _evidence(one: Attestation) -> str:
    return f"{one.evidence} ({one.note})" if one.note else one.evidence
