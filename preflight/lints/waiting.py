"""Defects of the official SDKs' wait helpers, where code is exposed to them."""

import re
from collections.abc import Iterator
from typing import Final

from preflight.lints.code import Call, Language, Module, Ref
from preflight.lints.model import Hit, Lint, Look, Severity
from preflight.posture.javascript import blanked

CHAINED: Final = "chained-wait"
SYNC: Final = "sync-wait"


def exposed(look: Look, flaw: str) -> bool:
    """Whether the module runs with a release of its SDK that has a defect; one that is not known is a recent one."""
    sdk = look.sdk
    return sdk is not None and sdk.has(flaw, look.installed.get(look.module.language))


def _blamed(look: Look, flaw: str) -> str:
    """The SDK and its releases that have the defect."""
    sdk = look.sdk
    if sdk is None:
        return ""
    since, fixed = sdk.flaws[flaw]
    until = f"before {fixed}" if fixed else f"up to {sdk.newest} at least"
    version = look.installed.get(look.module.language)
    return f"a defect of {sdk.package} from {since}, {until}" + (f"; installed: {version}" if version else "")


def _chained(look: Look) -> Iterator[Hit]:
    if not exposed(look, CHAINED) or not look.calls_vendor:
        return
    note = _blamed(look, CHAINED)
    if not look.module.parsed and look.module.language is Language.NODE:
        yield from (Hit(at, "waitForTaskOutput", note=note) for at in _chains(look.module))
    for call in look.module.calls:
        if call.last == "waitForTaskOutput" and _is_begun(look.module, _of(look.module, call)):
            yield Hit(call.at, "waitForTaskOutput", note=note)


def _of(module: Module, call: Call) -> Call | None:
    """The call whose answer is waited for: written before it, or kept under a name."""
    if call.receiver is not None or len(call.path) != 2:
        return call.receiver
    kept = module.resolve(Ref(call.path[0], call.at, call.scope))
    return kept if isinstance(kept, Call) else None


def _is_begun(module: Module, call: Call | None) -> bool:
    """Whether a call makes a task, and its answer was not waited for."""
    return call is not None and not call.awaited and call.last not in {"retrieve", "get"} and call.path != ()


def _chains(module: Module) -> Iterator[int]:
    """`create(…).waitForTaskOutput(` in text: the bracket before it closes that of `create`."""
    code = blanked(module.file.text)
    for match in re.finditer(r"\)\s*\.\s*(waitForTaskOutput)\s*\(", code):
        depth, at = 1, match.start() - 1
        while at >= 0 and depth:
            depth += (code[at] == ")") - (code[at] == "(")
            at -= 1
        if re.search(r"\.\s*create\s*\Z", code[max(0, at - 50) : at + 1]):
            yield match.start(1)


def _sync(look: Look) -> Iterator[Hit]:
    if look.module.language is not Language.PYTHON or not exposed(look, SYNC) or not look.calls_vendor:
        return
    if look.module.mentions("AsyncRunwayML"):
        return
    note = _blamed(look, SYNC)
    for call in look.module.calls:
        if call.last == "wait_for_task_output" and not call.awaited:
            yield Hit(call.at, "wait_for_task_output", note=note)


LINTS: Final = (
    Lint(
        id="node-chained-wait",
        severity=Severity.FAIL,
        title="`create(…).waitForTaskOutput()` ends the process when create fails",
        why="the SDK's helper sleeps before it looks at the create call, whose refusal (400, 401, 429, 503) is then "
        "unhandled: Node ends the process, and every other request in it.",
        fix="two steps: `const task = await client.imageToVideo.create(…)`, then "
        "`await client.tasks.retrieve(task.id).waitForTaskOutput()`",
        example='import RunwayML from "@runwayml/sdk";\nawait client.imageToVideo.create(body).waitForTaskOutput();',
        near_miss='import RunwayML from "@runwayml/sdk";\nconst task = await client.imageToVideo.create(body);\n'
        "await client.tasks.retrieve(task.id).waitForTaskOutput();",
        find=_chained,
        file="app.ts",
        needs_parser=False,
        flaw=CHAINED,
    ),
    Lint(
        id="python-sync-wait",
        severity=Severity.WARN,
        title="the synchronous `wait_for_task_output()` does not end at CANCELLED",
        why="a task that is cancelled is polled until the helper's own timeout, and then reported as one: ten minutes "
        "of a worker, or for ever with timeout=None.",
        fix="use AsyncRunwayML, whose helper ends at CANCELLED; or a loop of your own around client.tasks.retrieve",
        example="from runwayml import RunwayML\ntask = client.image_to_video.create(**body).wait_for_task_output()",
        near_miss="from runwayml import AsyncRunwayML\n"
        "task = await client.image_to_video.create(**body).wait_for_task_output()",
        find=_sync,
        flaw=SYNC,
    ),
)
