"""What every format calls things."""

from typing import Final

from preflight.report import Report
from preflight.verdict import Status

VERDICTS: Final = {"ready": "READY", "not-ready": "NOT READY", "undetermined": "UNDETERMINED"}
TITLES: Final = {"preflight": "This run"}
"""Of sections whose name is not their title."""


def tally(report: Report) -> str:
    """`9 pass, 1 warn, 1 waived`."""
    counts = [f"{report.count(status)} {status}" for status in Status if report.count(status)]
    return ", ".join([*counts, f"{report.waived} waived"] if report.waived else counts)


def caveats(report: Report) -> list[str]:
    """What makes the verdict say less than it seems to."""
    words = []
    if report.target.sandbox:
        words.append(f"sandbox `{report.target.sandbox}`: the account is not a real one")
    if report.target.offline:
        words.append("offline: no vendor was asked")
    if report.narrowed:
        words.append("not the whole list: options left questions out")
    if report.not_built:
        words.append(f"not in this version: {', '.join(report.not_built)}")
    if report.bugs:
        words.append("a check crashed, which is a bug in preflight: the text for a report is on stderr")
    return words
