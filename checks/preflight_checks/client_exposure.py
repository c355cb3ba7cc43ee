"""`client-exposure`: does a server's key get to where browsers or apps could read it?"""

from collections.abc import Iterator, Sequence

from preflight import (
    ClientExposure,
    Confidence,
    Finding,
    Section,
    Verdict,
    check,
    failed,
    passed,
    skipped,
    unknown,
    warned,
)
from preflight.words import count, listed

CALL_YOUR_SERVER = "call the vendor in a route of your own server, and that route from the client"
DISABLE_IT = "if it was ever deployed, disable the key in the portal and make a new one"
_ANSWERS = {
    "public-variable": (
        "{what} has a public prefix: frameworks copy its value into what browsers get",
        "rename it to {variable} and read it in server code alone; {server}; {disable}",
    ),
    "inlined-variable": (
        "the build puts the value of {what} into the code of the client",
        "take {what} out of the bundler's config; {server}; {disable}",
    ),
    "sdk-in-client": ("{what} is imported by code that runs at the user's, where its key is no secret", "{server}"),
    "call-from-client": ("code that runs at the user's sends the key to {what}", "{server}; {disable}"),
    "key-in-build": (
        "{what} stands in the output of a build",
        "if this build left your machine, disable the key in the portal now; then keep it out of builds: {server}",
    ),
    "call-in-build": ("the output of a build sends the key to {what}", "{server}; {disable}"),
    "sdk-in-build": ("{what} is bundled into the output of a build, for the client to call with the key", "{server}"),
}


@check("client-exposure", section=Section.SECURITY, required=True)
def client_exposure(exposure: ClientExposure) -> Iterator[Verdict]:
    """No server's key gets to where browsers or apps could read it.

    Why
        Whatever is shipped to a browser or an app can be read there, minified or not. A key under `NEXT_PUBLIC_`,
        `VITE_`, `EXPO_PUBLIC_` and the like is copied into the bundle by the framework; a client that calls the vendor
        itself has to send the key. Source maps show the very lines. Anybody can then spend your credits.

    How to fix
        Keep the key on a server: rename the variable to one without a public prefix, call the vendor in a route of
        your own (with your own sign-in and limits), and let the client call that route. Build again, and run this
        where the build's output is: outputs that git ignores are looked at as well. A key that was ever shipped is to
        be disabled. What is no exposure is marked on its line with a comment, `preflight: allow` and the reason.

    References
        - https://docs.dev.runwayml.com/guides/go-live
        - https://nextjs.org/docs/app/guides/environment-variables
        - https://vite.dev/guide/env-and-mode
        - https://docs.expo.dev/guides/environment-variables/
    """
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in exposure.findings:
        groups.setdefault((finding.rule, finding.redacted), []).append(finding)
    for found in groups.values():
        yield _judged(found, exposure)
    if exposure.unread:
        yield unknown(
            f"not every file that may expose a key could be read: {'; '.join(exposure.unread)}",
            remedy="mend what could not be read and run again",
        )
    elif not groups:
        yield _well(exposure)


def _judged(found: Sequence[Finding], exposure: ClientExposure) -> Verdict:
    """One thing that is wrong, in all its places."""
    first = found[0]
    message, remedy = _ANSWERS[first.rule]
    message = f"{message.format(what=first.redacted)}: {_places(found)}"
    remedy = remedy.format(what=first.redacted, variable=exposure.variable, server=CALL_YOUR_SERVER, disable=DISABLE_IT)
    counted = [finding for finding in found if finding.set_aside is None]
    if not counted:
        return warned(
            f"{message}, allowed in place",
            remedy="look at it; --strict counts it as a failure",
            subject=first.redacted,
            findings=tuple(found),
        )
    certain = any(finding.confidence is Confidence.CERTAIN for finding in counted)
    verdict = failed if certain else warned
    return verdict(
        message if certain else f"it may be that {message}",
        remedy=remedy,
        subject=first.redacted,
        findings=tuple(found),
    )


def _places(found: Sequence[Finding]) -> str:
    """`src/a.ts:3`, or how many places there are."""
    return f"{found[0].path}:{found[0].line}" if len(found) == 1 else count(len(found), "place")


def _well(exposure: ClientExposure) -> Verdict:
    sources = f"{count(exposure.client_files, 'client-side source file')} that the vendor is named in"
    if exposure.builds:
        return passed(f"no key, and no call that carries one, in {listed(exposure.builds)} and {sources}")
    if exposure.client_files:
        return passed(f"no key gets into {sources}; no output of a build is here to look at")
    return skipped("no client-side code names the vendor, and no output of a build is here")
