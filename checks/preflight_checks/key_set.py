"""`key-set`: is there a key at all, where the vendor's SDK will look for it?"""

from collections.abc import Iterator

from preflight import Credential, Provider, Section, Vendor, Verdict, check, failed, passed, warned
from preflight.words import listed


@check("key-set", section=Section.USAGE, required=True)
def key_set(credential: Credential, provider: Provider) -> Iterator[Verdict]:
    """A key is set where the vendor's SDK looks for it, and has the documented form.

    Why
        A deployment without its key fails at the first request, and one with a key that was cut off or wrapped in
        quotes while pasting fails the same way, with an error that blames something else. SDKs do not check the key
        when they start.

    How to fix
        Set the variable that the SDK reads (Runway: `RUNWAYML_API_SECRET`) in the process environment from your
        secret manager, or in a `.env` file that git ignores. The process environment wins over `.env`. Create keys in
        the vendor's portal; they are shown once.

    References
        - https://docs.dev.runwayml.com/guides/setup
        - https://docs.dev.runwayml.com/errors/troubleshooting
    """
    vendor = provider.vendor
    shape = vendor.key_shape.words if vendor.key_shape else ""
    set_it = f"set {credential.variable} in the environment of this run, or in a .env file that git ignores"
    if credential.key is None:
        yield failed(_missing(credential), remedy=_rename(credential) or f"{set_it}; {_create(vendor)}")
        return
    if not credential.well_shaped:
        yield failed(
            f"{credential.variable} from {credential.source} is not of the documented form: "
            f"{credential.length} characters, expected {shape}",
            remedy=f"copy the whole key again: {set_it}; {_create(vendor)}",
            data={"source": credential.source, "length": credential.length},
        )
        return
    data = {"source": credential.source, "key": str(credential.key)}
    warnings = list(_warnings(credential))
    for message, remedy in warnings:
        yield warned(message, remedy=remedy, data=data)
    if not warnings:
        form = " and has the documented form" if vendor.key_shape else ""
        yield passed(f"{credential.variable} is set by {credential.source}{form} ({credential.key})", data=data)


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
            f"{credential.variable} from {credential.source} has {listed(credential.oddities)} around the key",
            f"set {credential.variable} again without {listed(credential.oddities, 'or')}: SDKs send it as it is",
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
