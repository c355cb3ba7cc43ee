"""Examples of keys and decoys, made at run time from the templates of the rules."""

import random
import re
from collections.abc import Callable

HEX = "0123456789abcdef"
ALNUM = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

_FIELD = re.compile(r"\{(hex|HEX|alnum|alpha|same|period):(\d+)\}")


def expand(template: str, *, seed: int = 1) -> str:
    """The example that `template` describes, e.g. `key_{hex:128}`; the same for the same seed."""
    rng = random.Random(f"{template} {seed}")
    return _FIELD.sub(lambda field: _FILLERS[field[1]](rng, int(field[2])), template)


def _drawn(alphabet: str) -> Callable[[random.Random, int], str]:
    return lambda rng, size: "".join(rng.choices(alphabet, k=size))


_FILLERS: dict[str, Callable[[random.Random, int], str]] = {
    "hex": _drawn(HEX),
    "HEX": _drawn(HEX.upper()),
    "alnum": _drawn(ALNUM),
    "alpha": _drawn(ALNUM[10:]),
    "same": lambda rng, size: rng.choice("0123456789abcdefx") * size,
    "period": lambda rng, size: ("".join(rng.sample(HEX, 12)) * size)[:size],
}
