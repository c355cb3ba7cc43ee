"""How long a wait for a task pauses: numbers that code calculates, timers, and what only sounds like a pause."""

import pytest

from preflight.lints.numbers import bounds
from preflight.lints.review import findings_in
from preflight.verdict import Confidence
from tests.lints.builders import found, ids, look, module

LOOP = """
{before}
def wait(client, task_id):  # runwayml
    while time.monotonic() < deadline:
        task = client.tasks.retrieve(task_id)
        {tests}
        {pause}
"""
ENDS = 'if task.status in ("SUCCEEDED", "FAILED", "CANCELLED"):\n            return task'


def loop(pause, before="", tests=ENDS):
    return LOOP.format(before=before, pause=pause, tests=tests)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("2 + random.random()", (2, 3)),
        ("2 + random.random() * 3 - 0.5 / 2", (1.75, 4.75)),
        ("random.uniform(2, 4) * 2", (4, 8)),
        ("POLL / 2", (1, 1)),
        ("-1", None),
        ("2 ** attempt", None),
        ("2 * attempt", None),
        ("1 / 0", None),
        ("1 / random.random()", None),
        ("max(2, x)", None),
        ("'a' + b", None),
    ],
)
def test_bounds(code, expected):
    read = module(f"POLL = 2\nsleep({code})")
    (call,) = (call for call in read.calls if call.last == "sleep")
    assert bounds(call.positional[0], read) == expected


def test_a_number_beyond_all_others_is_none():
    read = module("MODULUS = 0x" + "f" * 600 + "\nsleep(MODULUS)")
    assert read.parsed
    (call,) = read.calls
    assert bounds(call.positional[0], read) is None


@pytest.mark.parametrize(
    ("pause", "before", "expected"),
    [
        ("time.sleep(POLL + random.random() * 0.5 - 0.25)", "POLL = 1", ["poll-too-fast"]),
        ("time.sleep(random.uniform(2, 4))", "", ["poll-too-fast"]),
        ("time.sleep(random.uniform(4, 8))", "", []),
        ("time.sleep(POLL)\n        POLL *= 2", "POLL = 2", []),
        ("time.sleep(min(2 ** attempt, 30))", "", []),
        ("check_timeout(start)\n        time.sleep(2)", "", ["poll-too-fast"]),
        ("pause()\n        time.sleep(2)", "", []),
        ("client.get(url, timeout=httpx.Timeout(30))", "", ["poll-no-sleep"]),
        ("raise_if(TimeoutError)\n        time.sleep(6)", "", []),
    ],
)
def test_pauses_in_python(pause, before, expected):
    assert ids(loop(pause, before)) == expected


NODE = "import RunwayML from '@runwayml/sdk';\n"
READ = "const task = await client.tasks.retrieve(id);"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (f"const t = setInterval(async () => {{ {READ} }}, 2000);", ["poll-too-fast 2 setInterval"]),
        (f"const t = setInterval(async () => {{ {READ} }}, 6000);", []),
        (f"const t = setInterval(async () => {{ {READ} }}, EVERY);", []),
        ("setInterval(() => refresh(), 2000);", []),
        (f"async function poll() {{ {READ} setTimeout(poll, 1000); }}", ["poll-too-fast 2 setTimeout"]),
        (f"async function poll(id) {{ {READ} setTimeout(() => poll(id), 1000); }}", ["poll-too-fast 2 setTimeout"]),
        (f"async function poll(id) {{ {READ} setTimeout(() => poll(id), 1000 * tries); }}", []),
        (f"async function poll(id) {{ {READ} }}\nsetTimeout(() => poll(id), 1000);", []),
        (f"async function poll(id) {{ setTimeout(done, 1000); {READ} }}", []),
    ],
)
def test_timers(code, expected):
    assert found(NODE + code, "app.ts") == expected


HELPER = 'def {name}(task):\n    if task["status"] in {bad}:\n        raise Failed\n'
SUCCEEDED = 'if task.status == "SUCCEEDED":\n            return task\n        {name}(task)'


@pytest.mark.parametrize(
    ("name", "before", "expected"),
    [
        ("judge", HELPER.format(name="judge", bad='("FAILED", "CANCELLED")'), None),
        ("judge", HELPER.format(name="judge", bad='("cancelled", "failed")'), None),
        ("judge", HELPER.format(name="judge", bad="BAD"), Confidence.CERTAIN),
        ("raise_if_failed", "from elsewhere import raise_if_failed", Confidence.POSSIBLE),
        ("log", "from elsewhere import log", Confidence.CERTAIN),
    ],
)
def test_a_function_that_the_loop_calls_may_end_it(name, before, expected):
    code = loop("time.sleep(6)", before, SUCCEEDED.format(name=name))
    told = {
        lint.id: f.confidence for lint, _, f in findings_in(look(code.replace("time.monotonic() < deadline", "True")))
    }
    assert told.get("poll-final-status") is expected
