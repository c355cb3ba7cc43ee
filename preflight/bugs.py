"""What a bug of ours leaves behind: a report that is ready to be pasted."""

import platform
from collections.abc import Sequence

from preflight._version import __version__
from preflight.redact import scrub


def bug_report(trace: str, arguments: Sequence[str]) -> str:
    """The text for stderr; nothing in it is secret."""
    return (
        "preflight: this is a bug in preflight. Please report it with the text below (no key is in it).\n\n"
        f"version:  preflight {__version__}, Python {platform.python_version()}, {platform.platform()}\n"
        f"command:  preflight {scrub(' '.join(arguments))}\n\n{scrub(trace)}\n"
    )
