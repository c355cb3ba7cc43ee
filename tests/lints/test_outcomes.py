"""What a loop does at each status, told from its code."""

import pytest

from preflight.lints.flow import Step
from preflight.lints.outcomes import NO_STATUS, outcomes
from tests.lints.builders import module

STATUSES = ("SUCCEEDED", "FAILED", "CANCELLED", "RUNNING", "THROTTLED", NO_STATUS)
GOES, ENDS = frozenset({Step.AGAIN}), frozenset({Step.END})
EITHER = GOES | ENDS


def told(body, head="while True", before=""):
    code = f"{before}\n{head}:\n" + "\n".join(f"    {line}" for line in body.splitlines())
    read = module(code)
    (loop,) = read.loops
    return {status: outcomes(loop, status, read) for status in STATUSES}


def ending(**exceptions):
    """All go on, but for these."""
    return {status: exceptions.get(status if status != NO_STATUS else "none", GOES) for status in STATUSES}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("pass", ending()),
        ("if s == 'SUCCEEDED':\n    break", ending(SUCCEEDED=ENDS)),
        ("if s == 'succeeded':\n    break", ending(SUCCEEDED=ENDS)),
        ("if s == 'SUCCEEDED':\n    return\nelif s in ('FAILED', 'CANCELLED'):\n    raise E",
         ending(SUCCEEDED=ENDS, FAILED=ENDS, CANCELLED=ENDS)),
        ("if s == 'SUCCEEDED' and out:\n    break", ending(SUCCEEDED=EITHER)),
        ("if s == 'SUCCEEDED' or s == 'FAILED':\n    break", ending(SUCCEEDED=ENDS, FAILED=ENDS)),
        ("if not (s == 'SUCCEEDED'):\n    continue\nbreak", ending(SUCCEEDED=ENDS)),
        ("if s in ('RUNNING', 'THROTTLED'):\n    continue\nbreak",
         ending(SUCCEEDED=ENDS, FAILED=ENDS, CANCELLED=ENDS, none=ENDS)),
        ("if late():\n    raise E", dict.fromkeys(STATUSES, EITHER)),
        ("try:\n    if s == 'FAILED':\n        raise E\nexcept E:\n    pass", ending(FAILED=EITHER)),
        ("try:\n    if s == 'FAILED':\n        raise E\nfinally:\n    close()", ending(FAILED=ENDS)),
        ("for x in y:\n    if s == 'FAILED':\n        break", ending()),
        ("with a:\n    if s == 'FAILED':\n        break", ending(FAILED=ENDS)),
        ("if s == 'FAILED':\n    sys.exit(1)", ending(FAILED=ENDS)),
        ("match s:\n    case 'FAILED':\n        break\n    case _:\n        continue", ending(FAILED=ENDS)),
        ("if color == 'red':\n    break", dict.fromkeys(STATUSES, EITHER)),
        ("if 0 < n < 3:\n    break", dict.fromkeys(STATUSES, EITHER)),
    ],
)  # fmt: skip
def test_bodies(body, expected):
    assert told(body) == expected


def test_conditions_of_the_loop():
    assert told("pass", head="while s not in DONE", before='DONE = ["SUCCEEDED", "FAILED"]') == ending(
        SUCCEEDED=ENDS, FAILED=ENDS
    )
    assert told("pass", head="while s in ('RUNNING', 'THROTTLED')") == {
        status: GOES if status in {"RUNNING", "THROTTLED"} else ENDS for status in STATUSES
    }


def test_a_set_that_grows_elsewhere_is_not_taken_at_its_first_word():
    before = 'DONE = {"SUCCEEDED"}\nDONE = DONE | {"FAILED"}'
    assert told("if s in DONE:\n    break", before=before) == dict.fromkeys(STATUSES, EITHER)
