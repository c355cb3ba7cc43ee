"""`key-valid`: does the vendor accept the key?"""

from collections.abc import Iterator
from dataclasses import replace

from preflight import (
    Access,
    Endpoint,
    EndpointKind,
    Provider,
    Reading,
    Readings,
    Section,
    Verdict,
    check,
    failed,
    passed,
    skipped,
    unknown,
    warned,
)


@check("key-valid", section=Section.USAGE, required=True)
def key_valid(readings: Readings, endpoint: Endpoint, provider: Provider) -> Iterator[Verdict]:
    """The vendor accepts the key, on the vendor's own production host.

    Why
        A disabled or mistyped key, a suspended account and a wrong host all look alike from the client: HTTP 401. A
        base URL left on a staging host works in every test and fails the launch.

    How to fix
        On 401 go through the causes in turn: (1) the key is mistyped or cut off: copy it again; (2) it was disabled
        in the portal: make a new one; (3) the account is suspended (too many moderated requests, or billing): look at
        the portal's notices and the mail of the address that registered it; (4) the host is wrong: the production host
        of Runway is `api.dev.runwayml.com`, and nothing else. Keys of the web app are not API keys.

    References
        - https://docs.dev.runwayml.com/errors/troubleshooting
        - https://docs.dev.runwayml.com/errors/errors
    """
    for reading in readings.each:
        yield replace(_judge(reading, endpoint, provider), subject=reading.credential.name)


def _judge(reading: Reading, endpoint: Endpoint, provider: Provider) -> Verdict:
    account, credential, title = reading.account, reading.credential, provider.vendor.title
    data = {"host": endpoint.host, "base_url_from": endpoint.source, "access": account.access}
    if endpoint.kind is EndpointKind.WRONG or not endpoint.sendable:
        return failed(
            f"{endpoint.source} points at {endpoint.host or 'no host'}: {endpoint.reason}",
            remedy=f"unset {provider.vendor.base_url_variable}, or set it to {provider.vendor.base_url}",
            data=data,
        )
    if credential.key is None or not credential.well_shaped:
        return skipped("nothing was asked: see `key-set`")
    if account.access is Access.REJECTED and account.cure:
        return failed(f"{title} refuses the key {credential.key}: {account.detail}", remedy=account.cure, data=data)
    if account.access is Access.REJECTED:
        return failed(
            f"{title} rejects the key {credential.key} ({account.detail}): it is mistyped, or disabled, or its "
            f"account is suspended, or {endpoint.host} is not the host it belongs to",
            remedy=f"copy the key again from {provider.vendor.portal or 'the portal'}; if it is the right one, look "
            "there whether it was disabled and whether the account is suspended",
            data=data,
        )
    if account.access is not Access.ACCEPTED:
        again = "run again; `-v` shows each request" if account.access is Access.UNDECIDED else "run again, online"
        return unknown(account.detail, remedy=account.cure or again, data=data)
    if endpoint.kind is EndpointKind.LOOPBACK and endpoint.source != "the sandbox":
        return warned(
            f"{endpoint.host} accepts the key {credential.key}, but {endpoint.source} points at this machine, "
            f"not at {title}",
            remedy=f"unset {provider.vendor.base_url_variable} to ask {title} itself",
            data=data,
        )
    if endpoint.kind is EndpointKind.ALLOWED:
        return warned(
            f"{endpoint.host}, allowed by --allow-host, accepts the key {credential.key}; it is not {title}'s own host",
            remedy=f"make sure that production uses it on purpose, or unset {provider.vendor.base_url_variable}",
            data=data,
        )
    return passed(f"{endpoint.host} accepts the key {credential.key}", data=data)
