"""`key-set`: is there a key at all, where the vendor's SDK will look for it?"""

from collections.abc import Iterator

from preflight import Credential, Credentials, Provider, Section, Vendor, Verdict, check, failed, passed, warned
from preflight.words import listed

PRODUCTION = frozenset({"production", "prod", "live"})
"""What people call the environment that customers use."""


@check("key-set", section=Section.USAGE, required=True)
def key_set(credentials: Credentials, provider: Provider) -> Iterator[Verdict]:
    """A key is set where the vendor's SDK looks for it, and has the documented form.

    Why
        A deployment without its key fails at the first request, and one with a key that was cut off or wrapped in
        quotes while pasting fails the same way, with an error that blames something else. SDKs do not check the key
        when they start. A key that the vendor made for development has other limits than launch day needs.

    How to fix
        Set the variable that the SDK reads (Runway: `RUNWAYML_API_SECRET`) in the process environment from your
        secret manager, or in a `.env` file that git ignores. The process environment wins over `.env`. Create keys in
        the vendor's portal; they are shown once. Where the config lists several `keys:`, each is judged by its name.

    References
        - https://docs.dev.runwayml.com/guides/setup
        - https://docs.dev.runwayml.com/errors/troubleshooting
    """
    for credential in credentials.keys:
        yield from _judge(credential, provider.vendor)
    yield from _twins(credentials)


def _judge(credential: Credential, vendor: Vendor) -> Iterator[Verdict]:
    name = credential.name
    shape = vendor.key_shape.words if vendor.key_shape else ""
    set_it = f"set {credential.variable} in the environment of this run, or in a .env file that git ignores"
    if credential.key is None:
        yield failed(_missing(credential), remedy=_rename(credential) or f"{set_it}; {_create(vendor)}", subject=name)
        return
    if not credential.well_shaped:
        yield failed(
            f"{credential.variable} from {credential.source} is not of the documented form: "
            f"{credential.length} characters, expected {shape}",
            remedy=f"copy the whole key again: {set_it}; {_create(vendor)}",
            subject=name,
            data={"source": credential.source, "length": credential.length},
        )
        return
    data = {"source": credential.source, "key": str(credential.key)}
    warnings = list(_warnings(credential))
    for message, remedy in warnings:
        yield warned(message, remedy=remedy, subject=name, data=data)
    if not warnings:
        form = " and has the documented form" if vendor.key_shape else ""
        saw = f"{credential.variable} is set by {credential.source}{form} ({credential.key})"
        yield passed(saw, subject=name, data=data)


def _twins(credentials: Credentials) -> Iterator[Verdict]:
    """Two names for one key: one of them was meant to be another."""
    set_ones = [credential for credential in credentials.keys if credential.key]
    for place, credential in enumerate(set_ones):
        twin = next((one for one in set_ones[:place] if one.key == credential.key), None)
        if twin:
            yield warned(
                f"{credential.variable} holds the same key as {twin.variable}, which is {twin.name}",
                remedy=f"set {credential.variable} to the key of {credential.name}, or take it out of `keys:`",
                subject=credential.name,
            )


def _missing(credential: Credential) -> str:
    if credential.empty:
        return f"{credential.variable} is set by {credential.source}, to an empty value"
    message = f"{credential.variable} is not set; looked in {listed(credential.places)}"
    if credential.lookalikes:
        message += f"; found {listed([str(s) for s in credential.lookalikes])}, which the SDKs ignore"
    if credential.unreadable:
        message += f"; could not read {listed(credential.unreadable)}"
    return message


def _rename(credential: Credential) -> str | None:
    if not credential.lookalikes:
        return None
    return f"rename {credential.lookalikes[0]} to {credential.variable}"


def _create(vendor: Vendor) -> str:
    return f"keys are made at {vendor.portal}" if vendor.portal else "keys are made in the vendor's portal"


def _warnings(credential: Credential) -> Iterator[tuple[str, str]]:
    """Message and remedy of everything odd about a key that would otherwise do."""
    if credential.oddities:
        yield (
            f"{credential.variable} from {credential.source} has {listed(credential.oddities)} in its value",
            f"set {credential.variable} again without {listed(credential.oddities, 'or')}: SDKs send it as it is",
        )
    if credential.development and credential.environment in PRODUCTION:
        yield (
            f"{credential.variable} from {credential.source} holds a development key ({credential.key}), and the "
            f"environment is {credential.environment}",
            f"set {credential.variable} to a live key; or say `environment: staging` in .preflight.yml, if that is "
            "what this is",
        )
    if credential.lookalikes:
        yield (
            f"{listed([str(s) for s in credential.lookalikes])} is set too, and the SDKs ignore it",
            f"delete it, so that nobody rotates the wrong variable; the SDKs read {credential.variable}",
        )
    if credential.differing:
        yield (
            f"{credential.variable} differs between {credential.source} (which wins) and "
            f"{listed(credential.differing)}",
            "make them equal, or delete the one that should not be used here",
        )
    if credential.unreadable:
        yield (
            f"could not read {listed(credential.unreadable)}",
            "mend the file: it may hold a key that differs from the one in use",
        )
