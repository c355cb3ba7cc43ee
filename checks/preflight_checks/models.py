"""`models`: does the API take what the code asks of it, and does the code wait for it as it should?"""

from collections.abc import Iterator, Sequence

from preflight import (
    Confidence,
    Finding,
    Installed,
    Integration,
    ModelTable,
    Section,
    Trap,
    Verdict,
    Workload,
    check,
    failed,
    passed,
    skipped,
    unknown,
    warned,
)
from preflight.words import count, listed


@check("models", section=Section.TESTING, required=True)
def models(integration: Integration, workload: Workload) -> Iterator[Verdict]:
    """The code asks for models that the API still takes, and falls into none of the known traps.

    Why
        A retired model, a wrong host, a missing version header or ratio fails every call, and shows only when the first
        user comes. A wait for a task that knows no CANCELLED or no deadline, and two defects of the official SDKs, show
        only under load. All of it can be read in the code beforehand.

    How to fix
        Each finding says what to write instead. `preflight explain LINT` tells more of one, with an example. What is
        meant to be as it is, is marked on its line with a comment: `preflight: allow LINT REASON`. Python is parsed;
        JavaScript and TypeScript are, once `pip install golive-preflight[js]` has brought a parser, and read as text
        otherwise, where fewer lints apply. Tests, and files that git ignores, are not looked at. The lints:

        - retired-model (fails): the API refuses this model by now
        - unknown-model (warns): no published model of this endpoint has this id
        - ratio-missing (fails): the model needs a `ratio`, and none is given
        - ratio-misnamed (fails): the shape of the output is called `ratio` here
        - ratio-obsolete (fails): the model does not take this ratio
        - wrong-host (fails): requests go to a host that is not the production API
        - api-version-missing (fails): a call by hand lacks the header X-Runway-Version
        - api-version-outdated (fails): this version of the API is not the current one
        - invented-endpoint (fails): the API has no such endpoint
        - wrong-key-variable (fails): the SDK does not read this variable, and is given no key
        - http-asset (fails): an asset is named by an address without TLS
        - poll-no-sleep (fails): a task is asked about again and again without a pause
        - poll-too-fast (warns): a task is asked about more often than the API wants
        - poll-no-deadline (warns): nothing ends the wait for a task that never ends
        - poll-final-status (fails): the wait for a task does not end at every final status
        - poll-going-status (fails): the wait for a task ends before the task does
        - node-chained-wait (fails): `create(…).waitForTaskOutput()` ends the process when create fails
        - python-sync-wait (warns): the synchronous `wait_for_task_output()` does not end at CANCELLED

    References
        - https://docs.dev.runwayml.com/guides/go-live
        - https://docs.dev.runwayml.com/errors/troubleshooting
        - https://docs.dev.runwayml.com/errors/task-failures
    """
    table = integration.table
    if table is None:
        yield skipped(f"no list of models is published for {integration.provider}: nothing to compare with")
        return
    troubles = [_judged(trap) for trap in integration.traps if not _is_allowed(trap)]
    troubles += [verdict for model in workload.models if (verdict := _planned(model, workload, table))]
    troubles += [_outdated(one) for one in integration.installed if one.far_behind]
    yield from troubles
    if integration.unread:
        yield unknown(
            f"not every file of code could be read: {'; '.join(integration.unread)}",
            remedy="mend what could not be read and run again",
        )
    elif not troubles:
        yield _well(integration, table)


def _is_allowed(trap: Trap) -> bool:
    """Whether it would warn, and each of its places is marked as meant to be so."""
    return all(f.set_aside is not None and f.confidence is Confidence.POSSIBLE for f in trap.findings)


def _judged(trap: Trap) -> Verdict:
    """One trap, in all its places."""
    note = next((finding.note for finding in trap.findings if finding.note), "")
    message = f"{trap.what}: {trap.title}{f' ({note})' if note else ''}: {_places(trap.findings)}"
    counted = [finding for finding in trap.findings if finding.set_aside is None]
    if not counted:
        return warned(
            f"{message}, allowed in place",
            remedy=f"look at it again before launch; --strict counts it as a failure: {trap.fix}",
            subject=trap.what,
            findings=trap.findings,
        )
    certain = any(finding.confidence is Confidence.CERTAIN for finding in counted)
    verdict = failed if certain else warned
    return verdict(message, remedy=trap.fix, subject=trap.what, findings=trap.findings, data={"lint": trap.rule})


def _places(found: Sequence[Finding]) -> str:
    """`src/a.ts:3`, or how many places there are."""
    return f"{found[0].path}:{found[0].line}" if len(found) == 1 else count(len(found), "place")


def _planned(model: str, workload: Workload, table: ModelTable) -> Verdict | None:
    """A model of the workload that is gone, or that nobody knows."""
    position = workload.models[model].position
    place = f" ({position})" if position else ""
    near = table.nearest(model)
    if model in table.retired:
        gone = table.retired[model]
        since = f" since {gone.since}" if gone.since else ""
        other = gone.instead or (f"a model that is taken, such as {near}" if near else "a model that is taken")
        return failed(
            f"the workload expects {model}, which is retired{since}{place}",
            remedy=f"plan with {other}",
            subject=model,
        )
    if model in table.known:
        return None
    return warned(
        f"the workload expects {model}, which the table of {table.as_of} does not know{place}",
        remedy=f"did you mean {near}?" if near else "compare it with the list of models in the vendor's documentation",
        subject=model,
    )


def _outdated(one: Installed) -> Verdict:
    """An SDK that is a major release behind."""
    commands = {"python": f"pip install --upgrade {one.sdk.package}", "node": f"npm install {one.sdk.package}@latest"}
    return warned(
        f"{one.sdk.package} {one.version} is installed ({one.place}); {one.sdk.newest} is out since {one.sdk.released}",
        remedy=f"`{commands.get(one.sdk.language, 'upgrade it')}`, and read what the major release changed",
        subject=one.sdk.package,
        data={"installed": one.version, "newest": one.sdk.newest},
    )


def _well(integration: Integration, table: ModelTable) -> Verdict:
    if not integration.files and not integration.installed:
        return skipped("no code here calls the vendor")
    seen = f"{count(integration.files, 'file')} that {'calls' if integration.files == 1 else 'call'} the vendor"
    asked = f", models {listed(integration.models)}" if integration.models else ""
    sdks = [f"{one.sdk.package} {one.version} ({_age(one)})" for one in integration.installed]
    allowed = tuple(finding for trap in integration.traps for finding in trap.findings)
    aside = [f"{count(len(allowed), 'finding')} allowed in place"] if allowed else []
    words = (f"no trap in {seen}{asked}, by the table of {table.as_of}", *sdks, *_as_text(integration), *aside)
    return passed(
        "; ".join(words),
        data={"files": integration.files, "models": list(integration.models)},
        findings=allowed,
    )


def _age(one: Installed) -> str:
    flaws = [name for name in one.sdk.flaws if one.sdk.has(name, one.version)]
    known = f"{one.sdk.newest} is out" if one.behind else "the newest that the table knows"
    return f"{known}; known defect: {listed(flaws)}" if flaws else known


def _as_text(integration: Integration) -> Iterator[str]:
    """What was looked at less closely."""
    if integration.as_text:
        files = integration.as_text[0] if len(integration.as_text) == 1 else count(len(integration.as_text), "file")
        extra = ": `pip install golive-preflight[js]` reads them closely" if integration.needs_js else ""
        yield f"{files} read as text, where fewer lints apply{extra}"
