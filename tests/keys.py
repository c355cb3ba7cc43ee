"""Test keys, built from parts at run time so that no scanner (ours included) trips on this repository."""

import random
import string


def runway_key(seed: int = 1) -> str:
    """A full-shape, plausible Runway key; the same for the same seed."""
    return "key" + "_" + "".join(random.Random(seed).choices("0123456789abcdef", k=128))


def runtools_key(seed: int = 1, *, kind: str = "live") -> str:
    """A full-shape, plausible RunTools key; the same for the same seed."""
    return "rt" + f"_{kind}_" + "".join(random.Random(seed).choices(string.ascii_letters + string.digits, k=32))
