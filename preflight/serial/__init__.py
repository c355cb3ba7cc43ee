"""Frozen dataclasses as JSON and back, by their type hints alone: the facts of an evidence bundle, reports to compare.

    dataclass                    an object of its fields; with "$": its name where a union leaves the choice
    Mapping                      an object; a list of pairs where its keys are no strings
    tuple, Sequence, frozenset   a list
    Decimal, date, datetime      a string; of a timedelta the seconds
    Path                         its last name: what is written travels
    Secret                       its redacted form, read back as `Forgotten`
    bytes                        nothing: they are salts, or files' content

What is read is nobody's friend: every value is checked against its type, and numbers have bounds.
"""

from preflight.serial.reading import Mismatch as Mismatch
from preflight.serial.reading import read as read
from preflight.serial.writing import write as write
