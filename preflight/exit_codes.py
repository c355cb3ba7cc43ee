"""What the process says to the one that started it."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes, stable; where several hold, the first of 130, 70, 2, 1, 3, 0 wins."""

    READY = 0
    NOT_READY = 1
    USAGE = 2
    UNDETERMINED = 3
    BUG = 70
    INTERRUPTED = 130
