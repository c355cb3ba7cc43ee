"""What a review asks of people: a table of reports, and the questions that are left."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from preflight.attestations.model import Attestation, Attestations
from preflight.config.model import Waiver
from preflight.engine.unattested import to_attest, waivers_to_renew
from preflight.parts import Known, NotReadable
from preflight.registry import check
from preflight.report import Waived
from preflight.verdict import Section, Verdict, failed, passed, unknown, warned
from tests.facts_builders import TODAY, attestations
from tests.report_builders import report, result


@check("emails", section=Section.MONITORING, required=False)
def emails(attested: Attestations) -> Iterator[Verdict]:
    """Somebody reads the vendor's mails.

    How to fix
        Look in the portal.
        Then say so.
    """
    yield passed("")


@check("credits", section=Section.USAGE, required=True)
def credits(balance: int) -> Iterator[Verdict]:
    """Nobody's word counts here."""
    yield passed("")


@check("broken", section=Section.USAGE, required=True)
def broken(fact: "NoSuchType") -> Iterator[Verdict]:  # type: ignore[name-defined] # noqa: F821
    """Its fact does not exist."""
    yield passed("")


CHECKS = [emails, credits, broken]
ASKS = unknown("nobody has attested it", remedy="look, then `preflight attest emails --provider runway --by YOU`")


def stated(days):
    one = attestations(expires=TODAY + timedelta(days=days)).entries[0]
    return replace(one, check="emails", by="ops@example.com")


def asked(verdict, *entries: Attestation, slug="emails"):
    return to_attest(report(result(slug, verdict), attestations=Known(entries)), CHECKS)


@pytest.mark.parametrize(
    ("verdict", "entries", "why"),
    [
        (ASKS, [], "nobody has attested it"),
        (warned("hm", remedy="`preflight attest emails`"), [], "hm"),
        (passed("measured: it is on"), [], None),
        (failed("measured: it is off", remedy="turn it on"), [], None),
        (unknown("HTTP 503", remedy="try again"), [], None),
        (unknown("x", remedy="`preflight attest autobilling`"), [], None),
        (passed("attested"), [stated(90)], None),
        (passed("attested"), [stated(14)], "stated by ops@example.com on 2026-11-19, lapses in 14 days"),
        (passed("attested"), [stated(15)], None),
        (warned("not signed", remedy="`preflight attest renew emails --sign`"), [stated(90)], "not signed"),
        (failed("stated that it is not so", remedy="mend it, `preflight attest emails`"), [stated(90)], "stated that"),
        (unknown("x", remedy="`preflight attest emails-of-others`"), [], None),
        (ASKS, [stated(-1)], "stated by ops@example.com on 2026-11-19, lapsed on 2026-11-19"),
        (ASKS, [replace(stated(0), expires=None)], "stated by ops@example.com on 2026-11-19, lapsed on a day"),
        (ASKS, [replace(stated(90), provider="gptbots")], "nobody has attested it"),
    ],
)
def test_what_is_asked(verdict, entries, why):
    points = asked(verdict, *entries)
    if why is None:
        assert points == []
    else:
        (point,) = points
        assert point.why.startswith(why)
        assert (str(point), point.title) == ("emails for runway", "Somebody reads the vendor's mails.")
        assert point.how == "Look in the portal. Then say so."
        assert point.command.startswith("preflight attest ")
        assert point.renews is (" renew " in point.command)


def test_a_check_that_takes_no_statements_is_not_asked_about():
    assert asked(unknown("x", remedy="`preflight attest credits`"), slug="credits") == []
    assert asked(unknown("x", remedy="`preflight attest broken`"), slug="broken") == []


def test_each_check_and_provider_is_asked_about_once():
    rows = [result("emails", ASKS), result("emails", ASKS), result("emails", ASKS, provider="gptbots")]
    points = to_attest(report(*rows, attestations=NotReadable("garbled")), CHECKS)
    assert [str(point) for point in points] == ["emails for runway", "emails for gptbots"]


@pytest.mark.parametrize(
    ("days", "used", "words"),
    [
        (-1, False, "lapsed on 2026-11-19"),
        (0, True, "lapses on 2026-11-20, in 0 days"),
        (14, True, "lapses on 2026-12-04, in 14 days"),
        (15, True, None),
        (3, False, None),  # nothing needs it
    ],
)
def test_waivers_to_decide_anew(days, used, words):
    waiver = Waiver(check="credits", reason="soft launch", by="me", expires=TODAY + timedelta(days=days))
    waived = Waived(reason="soft launch", by="me", expires=waiver.expires) if used else None
    made = report(result("credits", failed("bad", remedy="mend"), waived=waived), waivers=(waiver,))
    assert [said for _, said in waivers_to_renew(made)] == ([words] if words else [])
