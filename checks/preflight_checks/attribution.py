"""`attribution`: is the vendor named where its output is shown? Attested by a person."""

from collections.abc import Iterator

from preflight import Attestations, Clock, Provider, Question, Section, Verdict, attested, check, skipped

WANTED_BY = frozenset({"runway"})
"""Vendors that are known to ask for it."""


@check("attribution", section=Section.MONITORING, required=False)
def attribution(provider: Provider, attestations: Attestations, clock: Clock) -> Iterator[Verdict]:
    """What users see says "Powered by Runway", with a link.

    Why
        An older copy of the vendor's go-live list asks for it, the present one does not; the page on attribution and
        the terms still do. It takes a minute before launch, and a change of a published product after it.

    How to fix
        Show "Powered by Runway" with a link to the vendor where its output is shown. Then record where:
        `preflight attest attribution --provider runway --by YOU --evidence LINK`. Where your contract says otherwise,
        attest that, with the contract as evidence, or skip the check: `checks: {skip: [attribution]}`

    References
        - https://docs.dev.runwayml.com/usage/attribution
        - https://docs.dev.runwayml.com/guides/go-live
    """
    vendor = provider.vendor
    if vendor.name not in WANTED_BY:
        yield skipped(f"no attribution that {vendor.title} asks for is known")
        return
    question = Question(
        check="attribution",
        provider=vendor.name,
        what=f'whether users see "Powered by {vendor.title}"',
        look="look at a page that shows its output",
    )
    yield attested(attestations, clock.today, question).verdict
