"""`secrets`: is there a key in the repository, or in its history?"""

from collections.abc import Iterator

from preflight import (
    Confidence,
    Coverage,
    Finding,
    Json,
    SecretScan,
    Section,
    Verdict,
    check,
    failed,
    passed,
    unknown,
    warned,
)
from preflight.words import count, listed, size

STOP_THE_LEAK = (
    "disable the key in the portal first, then make a new one and roll it out; only then, if you must, rewrite history "
    "(`git filter-repo --replace-text`): whoever has a clone has the key"
)


@check("secrets", section=Section.SECURITY, required=True)
def secrets(scan: SecretScan) -> Iterator[Verdict]:
    """No key stands in the repository: not in its files, not in its index, not in its history.

    Why
        Whoever can read the source can spend your credits, and so can whoever reads an old commit: deleting the line
        does not delete the key from history, forks, clones and CI caches.

    How to fix
        Disable the key in the portal at once. Make a new one, and load it from the environment or a secret manager.
        Rewriting history comes last, and helps only those who have not cloned yet.

    References
        - https://docs.dev.runwayml.com/guides/go-live
        - https://git-scm.com/book/en/v2/Git-Tools-Rewriting-History
    """
    certain = tuple(finding for finding in scan.findings if finding.confidence is Confidence.CERTAIN)
    possible = tuple(finding for finding in scan.findings if finding.confidence is Confidence.POSSIBLE)
    looked = describe(scan.coverage)
    data: dict[str, Json] = {
        "objects": scan.coverage.objects,
        "bytes": scan.coverage.bytes,
        "files": scan.coverage.files,
        "refs": scan.coverage.refs,
        "incomplete": list(scan.incomplete),
        "hidden": {hidden.exclude.glob: len(hidden.findings) for hidden in scan.hidden},
    }
    if certain:
        keys = {finding.redacted for finding in certain}
        own = f", {listed(sorted(scan.own & keys))} being the one this environment uses" if scan.own & keys else ""
        yield failed(
            f"{count(len(keys), 'key')} in {_places(certain)}{own}; looked at {looked}",
            remedy=STOP_THE_LEAK,
            data=data,
            findings=certain + possible,
        )
    elif scan.incomplete:
        yield unknown(
            f"not everything could be read: {'; '.join(scan.incomplete)}; looked at {looked}",
            remedy="mend what could not be read and run again (`git fetch --unshallow` for a shallow clone)",
            data=data,
            findings=possible,
        )
    elif possible:
        yield warned(
            f"{count(len(possible), 'string')} that may be a key, in {_places(possible)}; looked at {looked}",
            remedy="look at each; if it is a key, disable it in the portal first",
            data=data,
            findings=possible,
        )
    elif scan.empty:
        yield passed("the repository is empty: there is nothing to scan", data=data)
    else:
        yield passed(f"no key in {looked}", data=data)
    for hidden in scan.hidden:
        if hidden.findings:
            yield warned(
                f"{count(len(hidden.findings), 'finding')} hidden by the exclude {hidden.exclude.glob}",
                subject=hidden.exclude.glob,
                remedy=f"look at each, then narrow or delete the exclude at {hidden.exclude.origin}",
                findings=hidden.findings,
            )


def _places(findings: tuple[Finding, ...]) -> str:
    return count(len(findings), "place")


def describe(coverage: Coverage) -> str:
    """What was looked at: `1,204 objects, 88 files (3.1 MB) of 4 refs in 0.2 s`."""
    return (
        f"{count(coverage.objects, 'object')} and {count(coverage.files, 'file')} "
        f"({size(coverage.bytes)}), {count(coverage.refs, 'ref')}, in {coverage.seconds:.1f} s"
    )
