"""`key-storage`: does production get its key from a place that is made for secrets?"""

from collections.abc import Iterator

from preflight import (
    Attestations,
    Clock,
    KeyStores,
    Provider,
    Question,
    Section,
    Verdict,
    attested,
    check,
    passed,
    unknown,
)
from preflight.words import listed


@check("key-storage", section=Section.SECURITY, required=False)
def key_storage(provider: Provider, stores: KeyStores, attestations: Attestations, clock: Clock) -> Iterator[Verdict]:
    """Production gets its key from a secret manager, or from the secrets of its platform.

    Why
        A key in a file on a server, in an image or in a wiki is copied with it, outlives whoever put it there, and
        cannot be replaced everywhere at once. A secret manager says who read it, and a new key is one change.

    How to fix
        Keep the key in Vault, AWS Secrets Manager, Google Secret Manager, Azure Key Vault, Doppler, 1Password or the
        secrets of your platform (Render, Heroku, GitHub, GitLab), and refer to it in the deployment's files. Where no
        file of the repository tells, look where production has it and record it:
        `preflight attest key-storage --provider runway --by YOU --evidence LINK`

    References
        - https://docs.dev.runwayml.com/guides/go-live
        - https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
    """
    question = Question(
        check="key-storage",
        provider=provider.vendor.name,
        what=f"where production gets {provider.vendor.title}'s key",
        look="look where production has it",
    )
    answer = attested(attestations, clock.today, question)
    stated = attestations.of("key-storage", provider.vendor.name)
    if stores.stores and not (stated and stated.failed):
        names = [str(store) for store in stores.stores]
        yield passed(
            f"the repository's files get it from {listed(names)}",
            data={"stores": {store.system: f"{store.path}:{store.line}" for store in stores.stores}},
        )
    elif stores.unread and stated is None:
        yield unknown(
            f"no file that could be read tells where production gets the key: {'; '.join(stores.unread)}",
            remedy=f"mend what could not be read; or {question.record}",
        )
    elif stated is None:
        yield unknown(
            "no file of the repository tells where production gets the key, and nobody has attested it",
            remedy=question.record,
        )
    else:
        yield answer.verdict
