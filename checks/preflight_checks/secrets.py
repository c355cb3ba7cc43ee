"""`secrets`: is there a key in the repository, or in its history?"""

from collections.abc import Iterator, Mapping, Sequence

from preflight import (
    Confidence,
    Finding,
    Json,
    Live,
    Scope,
    SecretScan,
    Section,
    Since,
    Verdict,
    check,
    failed,
    passed,
    unknown,
    warned,
)
from preflight.words import count, listed
from preflight_checks._leaks import stop

ACCEPT_THE_DEAD = (
    "the key is disabled already: see that no program needs it, then record it with `preflight scan --write-baseline`"
)
NOT_COMMITTED_YET = (
    "do not commit: move the key into the environment or a secret manager, and `git add` the file again; "
    "if anyone but you has seen it, disable it in the portal"
)
_NAMED = 3  # places, or entries, that a message names
READ_IT_ALL = "make readable what could not be read, and run again"
LOOK_AT_EACH = (
    "look at each: a key is disabled in the portal first; what is none gets a comment on its line, "
    "`preflight: allow` and why"
)


@check("secrets", section=Section.SECURITY, required=True)
def secrets(scan: SecretScan) -> Iterator[Verdict]:
    """No key stands in the repository: not in its files, not in its index, not in its history.

    Why
        Whoever can read the source can spend your credits, and so can whoever reads an old commit: deleting the line
        does not delete the key from history, forks, clones and CI caches.

    How to fix
        Disable the key in the portal at once. Make a new one, and load it from the environment or a secret manager.
        Rewriting history comes last, and helps only those who have not cloned yet. A key that has been disabled and
        stays in history is recorded with `preflight scan --write-baseline`. What is no key at all is marked on its
        line with a comment, `preflight: allow` and the reason.

    References
        - https://docs.dev.runwayml.com/guides/go-live
        - https://git-scm.com/book/en/v2/Git-Tools-Rewriting-History
    """
    answer = _judged(scan)
    yield Verdict(
        status=answer.status,
        message="; ".join((answer.message, *_besides(scan))),
        remedy=answer.remedy,
        data=_data(scan),
        findings=(*scan.findings, *scan.set_aside),
        waivable=answer.waivable,
    )


def _judged(scan: SecretScan) -> Verdict:
    """The first answer that holds; `passed` is the last."""
    active = _keys(finding for finding in scan.findings if finding.live is Live.ACTIVE)
    certain = [finding for finding in scan.findings if finding.confidence is Confidence.CERTAIN]
    lowered = [finding for finding in scan.set_aside if finding.confidence is Confidence.CERTAIN]
    looked = scan.looked_at
    if active:
        return failed(
            f"ACTIVE, the vendor accepts {listed(list(active))}: {_leaked(scan.findings)}; looked at {looked}",
            remedy=stop(scan.findings, scan.patterns),
            waivable=False,
        )
    if certain:
        dead = all(finding.live is Live.INACTIVE for finding in certain)
        rejected = ", rejected by the vendor" if dead else ""
        return failed(f"{_leaked(certain)}{rejected}; looked at {looked}", remedy=_remedy(scan, dead=dead))
    if scan.incomplete:
        return unknown(
            f"not everything could be read: {'; '.join(scan.incomplete)}; looked at {looked}",
            remedy=listed(scan.remedies) or READ_IT_ALL,
        )
    if scan.nothing_read and not scan.empty:
        return unknown(f"nothing was read, so nothing is known: {looked}", remedy="scan everything: preflight scan")
    if scan.findings:
        strings = count(len(_keys(scan.findings)), "string")
        return warned(
            f"{strings} that may be a key, in {_places(scan.findings)}; looked at {looked}", remedy=LOOK_AT_EACH
        )
    if lowered:
        return warned(
            f"no key that counts in {looked}", remedy="look at what is set aside; --strict counts it as a failure"
        )
    if scan.all_excluded:
        return warned(
            f"every file lies below an exclude, so no key would count; looked at {looked}",
            remedy="take out of `secrets.exclude` what covers everything",
        )
    return passed(_nothing(scan) if scan.empty else f"no key in {looked}")


def _nothing(scan: SecretScan) -> str:
    match scan.scope:
        case Scope.STAGED:
            return "nothing is staged that could hold a key"
        case Since(revision):
            return f"nothing new since {revision}"
    return "the repository is empty: there is nothing to scan"


def _remedy(scan: SecretScan, *, dead: bool) -> str:
    if scan.scope is Scope.STAGED:
        return NOT_COMMITTED_YET
    return ACCEPT_THE_DEAD if dead else stop(scan.findings, scan.patterns)


def _leaked(findings: Sequence[Finding]) -> str:
    """`2 keys in 3 places`."""
    return f"{count(len(_keys(findings)), 'key')} in {_places(findings)}"


def _besides(scan: SecretScan) -> Iterator[str]:
    """What a person has to know beside the answer: above all, what was set aside."""
    if scan.own:
        yield f"{listed(sorted(scan.own))} is what this environment uses"
    if scan.incomplete and any(finding.confidence is Confidence.CERTAIN for finding in scan.findings):
        yield f"there may be more, as not everything could be read: {'; '.join(scan.incomplete)}"
    yield from _set_aside(scan)
    for what, words in (
        (_named(scan.unreasoned), "`preflight: allow` without a reason does not count"),
        (_some(scan.expired), "expired in the baseline"),
        (_some(scan.stale), "no longer found, yet in the baseline"),
        ("; ".join(scan.unanswered), "not every key could be asked about"),
    ):
        if what:
            yield f"{words}: {what}"


def _set_aside(scan: SecretScan) -> Iterator[str]:
    for hidden in scan.hidden:
        if hidden.findings:
            exclude = hidden.exclude
            yield f"{count(len(hidden.findings), 'finding')} hidden by the exclude {exclude.glob} ({exclude.origin})"
    if scan.accepted:
        yield f"{_leaked(scan.accepted)} accepted by the baseline"
    if scan.new_places:
        yield f"of these {count(len(scan.new_places), 'new place')}: {_named(scan.new_places)}"
    if scan.allowed:
        yield f"{count(len(scan.allowed), 'finding')} allowed in place: {_named(scan.allowed)}"


def _data(scan: SecretScan) -> Mapping[str, Json]:
    return {
        "scope": scan.scope if isinstance(scan.scope, Scope) else f"since {scan.scope.revision}",
        "objects": scan.coverage.objects,
        "bytes": scan.coverage.bytes,
        "files": scan.coverage.files,
        "refs": scan.coverage.refs,
        "incomplete": list(scan.incomplete),
        "hidden": {hidden.exclude.glob: len(hidden.findings) for hidden in scan.hidden},
        "allowed": len(scan.allowed),
        "accepted": len(scan.accepted),
        "stale": list(scan.stale),
        "expired": list(scan.expired),
    }


def _keys(findings: Iterator[Finding] | Sequence[Finding]) -> dict[str, None]:
    """Distinct keys, in order of appearance."""
    return dict.fromkeys(finding.redacted for finding in findings)


def _places(findings: Sequence[Finding]) -> str:
    return count(len(findings), "place")


def _named(findings: Sequence[Finding]) -> str:
    return _some([f"{finding.path or finding.where}:{finding.line}" for finding in findings])


def _some(words: Sequence[str]) -> str:
    """`src/app.py:3, docs/x.md:7, README:1 and 4 more`."""
    more = len(words) - _NAMED
    return ", ".join(words[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")
