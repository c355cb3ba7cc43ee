"""`emails`: does anybody read what the vendor writes about money? Attested by a person."""

from collections.abc import Iterator

from preflight import Attestations, Clock, Provider, Question, Section, Verdict, attested, check


@check("emails", section=Section.MONITORING, required=False)
def emails(provider: Provider, attestations: Attestations, clock: Clock) -> Iterator[Verdict]:
    """Mails about charges and failed charges reach a mailbox that somebody watches.

    Why
        Runway writes to the address that registered the portal account: about every automatic charge, and about every
        charge that fails. After a third failure autobilling stops until a person starts it again, and
        generations fail once the balance is gone. When that address belongs to someone who has left, or to a list
        that nobody reads, the first to notice are your users. No API tells which address it is.

    How to fix
        Find out which address registered the account. Let its mails reach a mailbox or an alerting channel that the
        team on call watches, and see one such mail arrive there. Then record what you saw:
        `preflight attest emails --provider runway --by YOU --evidence LINK`

    References
        - https://docs.dev.runwayml.com/guides/go-live
        - https://docs.dev.runwayml.com/usage/autobilling
    """
    vendor = provider.vendor
    question = Question(
        check="emails",
        provider=vendor.name,
        what=f"whether {vendor.title}'s mails about charges and failed charges reach a mailbox that somebody watches",
        look="see such a mail arrive where the team on call looks",
    )
    yield attested(attestations, clock.today, question).verdict
