"""Loops that wait for a task: too fast, without an end, or blind to a status."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from preflight.lints.code import Call, Language, Ref
from preflight.lints.flow import Loop, Step
from preflight.lints.model import Hit, Lint, Look, Severity
from preflight.lints.numbers import bounds
from preflight.lints.outcomes import NO_STATUS, outcomes
from preflight.words import listed, number

_PAUSE: Final = re.compile(r"sleep|wait|delay|pause|backoff|timer|timeout|tick|interval|schedule", re.IGNORECASE)
# These speak of time and wait for nothing: an error, the limit of one request, a look at the clock.
_NO_PAUSE: Final = re.compile(
    r"(?:\w+\.)?(?:\w*(?:Error|Exception)|(?:Client)?Timeout|_*check_?[tT]ime\w*|clear(?:Timeout|Interval))"
    r"|(?:AbortSignal|asyncio|anyio|async_timeout)\.timeout"
)
# What may raise at a status that the loop itself says nothing of.
_DECIDES: Final = re.compile(r"fail|raise|throw|check|assert|terminal|final", re.IGNORECASE)
# What a loop that ends some day speaks of. `timeout=30` is an argument of one request.
_BOUND: Final = re.compile(
    r"deadline|(?<!\w)time_?out(?!\s*[=:][^=])|timed_?out|elapsed|expire|max_|(?<=[a-z_])max|max[A-Z]|attempt|tries|retries"
    r"|monotonic|time\.time|perf_counter|Date\.now|performance\.now|start|abort|cancel_|limit|remaining|count",
    re.IGNORECASE,
)
_BOUND_AROUND: Final = re.compile(
    r"wait_for\(|asyncio\.timeout|fail_after|move_on_after|Promise\.race|AbortController|AbortSignal\.timeout|maxDuration"
)
_MOST_TIMERS: Final = 200
_LONGEST_BODY: Final = 20_000
"""Characters of a function that is looked through."""
_SHORTEST_MILLISECONDS: Final = 50
"""A smaller number for a JavaScript function of somebody's own may be one of seconds."""


def polls(look: Look) -> Iterator[Loop]:
    """The loops that ask again and again how a task is, themselves or through a function of the module."""
    readers = _readers(look)
    for loop in look.module.loops:
        if any(look.requests.reads_task(call) or call.last in readers for call in loop.calls):
            yield loop


def _readers(look: Look) -> frozenset[str]:
    """The functions of the module that ask how a task is."""
    functions = look.module.functions.items()
    return frozenset(name for name, calls in functions if any(map(look.requests.reads_task, calls)))


def _name(look: Look, loop: Loop) -> str:
    """The function that the loop is in."""
    return look.module.names[loop.scope] or "a loop"


def _pauses(look: Look, loop: Loop) -> Sequence[Call]:
    """The calls that wait, those in functions of the module that the loop calls as well."""
    inner = [call for one in loop.calls for call in look.module.functions.get(one.last, ())]
    return [
        call
        for call in (*loop.calls, *inner)
        if _PAUSE.search(call.last) and not _NO_PAUSE.fullmatch(".".join(call.path[-2:]))
    ]


def _without_pause(look: Look) -> Iterator[Hit]:
    for loop in polls(look):
        if not _pauses(look, loop):
            yield Hit(loop.at, _name(look, loop))


def _too_fast(look: Look) -> Iterator[Hit]:
    for loop in polls(look):
        seconds = [_seconds(look, call) for call in _pauses(look, loop) if call in loop.calls]
        known = [one for one in seconds if one is not None]
        if known and len(known) == len(seconds) and 0 < max(known) < look.table.poll_seconds:
            yield Hit(loop.at, _name(look, loop), note=_too_short(look, max(known)))
    timers = [call for call in look.module.calls if call.last in {"setInterval", "setTimeout"}][:_MOST_TIMERS]
    readers = _readers(look) if timers else frozenset()
    for timer in timers:
        pause = _seconds(look, timer)
        if pause and pause < look.table.poll_seconds and _asks_again(look, timer, readers):
            yield Hit(timer.at, timer.last, note=_too_short(look, pause))


def _too_short(look: Look, seconds: float) -> str:
    return f"it waits {number(seconds)} s at most; the API asks for {look.table.poll_seconds} s or more"


def _asks_again(look: Look, timer: Call, readers: frozenset[str]) -> bool:
    """Whether a timer asks how a task is again and again: at each interval, or in a function that it calls anew."""
    inner = [call for call in look.module.calls if timer.at < call.at < timer.end]
    called = {call.last for call in inner} | {value.last for value in timer.positional if isinstance(value, Ref)}
    asking = called & readers
    if timer.last == "setInterval":
        return bool(asking) or any(map(look.requests.reads_task, inner))
    return any(start <= timer.at < end for name in asking for start, end in look.module.spans.get(name, ()))


def _seconds(look: Look, call: Call) -> float | None:
    """How long a call waits at most; None where that is not written down."""
    known = [found for one in call.positional if (found := bounds(one, look.module))]
    if len(known) != 1:
        return None
    longest = known[0][1]
    if look.module.language is Language.PYTHON:
        return longest
    exact = call.last in {"setTimeout", "setInterval"}
    return longest / 1000 if exact or longest >= _SHORTEST_MILLISECONDS else None


def _without_end(look: Look) -> Iterator[Hit]:
    for loop in polls(look):
        if not _is_bounded(look, loop):
            yield Hit(loop.at, _name(look, loop))


def _is_bounded(look: Look, loop: Loop) -> bool:
    text = look.module.file.text
    return loop.counted or bool(_BOUND.search(text, loop.at, loop.end)) or bool(_BOUND_AROUND.search(text))


def _blind_to_end(look: Look) -> Iterator[Hit]:
    final = look.table.final
    for loop in polls(look):
        at_none = outcomes(loop, NO_STATUS, look.module)
        if Step.AGAIN in outcomes(loop, "SUCCEEDED", look.module) or Step.AGAIN not in at_none:
            continue  # it does not tell what ends it by these words
        blind = sorted(status for status in final if outcomes(loop, status, look.module) == at_none)
        if blind and not _speaks_elsewhere(look, loop, blind):
            misspelt = "CANCELLED" in blind and "CANCELED" in look.module.file.text[loop.at : loop.end]
            note = f"it goes on at {listed(blind)}" + (" (CANCELED is spelt with two L here)" if misspelt else "")
            doubtful = _is_bounded(look, loop) or any(
                _DECIDES.search(call.last) and call.positional for call in loop.calls
            )
            yield Hit(loop.at, _name(look, loop), note=note, doubtful=doubtful)


def _speaks_elsewhere(look: Look, loop: Loop, statuses: Sequence[str]) -> bool:
    """Whether a function of the module that the loop calls speaks of one of `statuses`: it may raise at it."""
    text = look.module.file.text
    spans = {span for call in loop.calls for span in look.module.spans.get(call.last, ())}
    words = re.compile(rf"""["'`.](?:{"|".join(statuses)})\b""", re.IGNORECASE)
    bodies = ((start, min(end, start + _LONGEST_BODY)) for start, end in spans if not start <= loop.at < end)
    return any(words.search(text, start, end) for start, end in bodies)


def _ends_early(look: Look) -> Iterator[Hit]:
    for loop in polls(look):
        going = {status: Step.AGAIN in outcomes(loop, status, look.module) for status in sorted(look.table.going)}
        if any(going.values()) and not all(going.values()):
            ended = [status for status, goes_on in going.items() if not goes_on]
            yield Hit(loop.at, _name(look, loop), note=f"it ends at {listed(ended)}, though the task is not done")


_LOOP: Final = """
def wait(client, task_id, deadline):  # runwayml
    while time.monotonic() < deadline:
        task = client.tasks.retrieve(task_id)
        if task.status == "SUCCEEDED":
            return task
        if task.status in ("FAILED", "CANCELLED"):
            raise Failed(task)
        time.sleep(6 + random.random() * 3)
"""
_WHILE: Final = """
task = client.tasks.retrieve(task_id)  # runwayml
while time.monotonic() < deadline and task.status in ("PENDING", "RUNNING"):
    time.sleep(6)
    task = client.tasks.retrieve(task_id)
"""

LINTS: Final = (
    Lint(
        id="poll-no-sleep",
        severity=Severity.FAIL,
        title="a task is asked about again and again without a pause",
        why="the API asks for five seconds between two reads of a task, and limits who does not wait.",
        fix="wait 6 s and a random part of it more before each read",
        example=_LOOP.replace("        time.sleep(6 + random.random() * 3)\n", ""),
        near_miss=_LOOP,
        find=_without_pause,
    ),
    Lint(
        id="poll-too-fast",
        severity=Severity.WARN,
        title="a task is asked about more often than the API wants",
        why="reads that come faster than every five seconds tell nothing new, and count against the limits.",
        fix="wait 6 s and a random part of it more before each read",
        example=_LOOP.replace("6 + random.random() * 3", "2"),
        near_miss=_LOOP.replace("6 + random.random() * 3", "6"),
        find=_too_fast,
    ),
    Lint(
        id="poll-no-deadline",
        severity=Severity.WARN,
        title="nothing ends the wait for a task that never ends",
        why="a task that hangs keeps a worker or a request for ever; launch day has enough of them to use up all.",
        fix="give up after a time that suits the model, and keep the task's id to look at it later",
        example=_LOOP.replace(", deadline", "").replace("time.monotonic() < deadline", "True"),
        near_miss=_LOOP,
        find=_without_end,
    ),
    Lint(
        id="poll-final-status",
        severity=Severity.FAIL,
        title="the wait for a task does not end at every final status",
        why="a task that is CANCELLED or FAILED is waited for until the deadline (then this warns), or for ever.",
        fix="end at SUCCEEDED, FAILED and CANCELLED (two L)",
        example=_LOOP.replace('in ("FAILED", "CANCELLED")', '== "FAILED"'),
        near_miss=_LOOP,
        find=_blind_to_end,
    ),
    Lint(
        id="poll-going-status",
        severity=Severity.FAIL,
        title="the wait for a task ends before the task does",
        why="beyond the tier's concurrency tasks are THROTTLED, which is no error: they start later, and are paid for.",
        fix="go on at PENDING, THROTTLED and RUNNING alike",
        example=_WHILE,
        near_miss=_WHILE.replace('"PENDING", ', '"PENDING", "THROTTLED", '),
        find=_ends_early,
    ),
)
