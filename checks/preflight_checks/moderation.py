"""`moderation`: is the use case one that the vendor accepts? Attested by a person."""

from collections.abc import Iterator

from preflight import Attestations, Clock, Provider, Question, Section, Verdict, attested, check


@check("moderation", section=Section.MONITORING, required=False)
def moderation(provider: Provider, attestations: Attestations, clock: Clock) -> Iterator[Verdict]:
    """The use case lies outside the moderated categories, and what users bring is moderated before it is sent.

    Why
        Every part of a request is judged: text, images, what comes out. A refusal is no HTTP error but a task that
        ends as FAILED with a code that begins with SAFETY, and an input that is refused is paid for. Too many refused
        requests suspend the account; from then on every key is answered with 401, production's too. So whoever lets
        strangers type the prompt needs a check of their own in front of it.

    How to fix
        Read the moderated categories against what your product invites people to make. Where users bring prompts or
        images, moderate them before they are sent, count tasks that fail with SAFETY, and keep who sent them. Then
        record what you decided: `preflight attest moderation --provider runway --by YOU --evidence LINK`

    References
        - https://docs.dev.runwayml.com/api-details/moderation
        - https://docs.dev.runwayml.com/guides/go-live
    """
    vendor = provider.vendor
    question = Question(
        check="moderation",
        provider=vendor.name,
        what=f"whether the use case lies outside what {vendor.title} moderates, or is moderated by your own means",
        look="read the moderated categories against what your product invites people to make",
    )
    yield attested(attestations, clock.today, question).verdict
