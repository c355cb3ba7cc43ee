"""The numbers that an attestation must hold, by check, and how they are read."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from preflight.config import scalars
from preflight.config.problems import nearest, quoted
from preflight.words import listed

VALUES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "autobilling": {
            "threshold": "balance below which a recharge starts",
            "amount": "what one recharge buys",
        },
        "credits": {"balance": "what is left on the account"},
    }
)
"""Check → name of a value → its meaning. All are required, whole, positive, in the vendor's unit (credits or
cents); a check that is not here takes none."""


def read_values(check: str, given: Mapping[str, str]) -> tuple[dict[str, Decimal], Sequence[str]]:
    """The values of `check` sorted by name, and what is wrong with them; missing ones are not told here."""
    names = VALUES.get(check, {})
    values: dict[str, Decimal] = {}
    wrong = []
    for name, text in sorted(given.items()):
        if name not in names:
            wrong.append(f"{quoted(name)} is not a value of {check}: {nearest(name, names) or _takes(check)}")
            continue
        try:
            number = scalars.integer(text)
        except ValueError as error:
            wrong.append(f"{name} {quoted(text)}: {error}")
            continue
        if number <= 0:
            wrong.append(f"{name} {number}: more than 0 is expected")
        else:
            values[name] = Decimal(number)
    return values, wrong


def missing_values(check: str, given: Mapping[str, object]) -> list[str]:
    """Names of values that `check` needs and that are not given."""
    return [name for name in VALUES.get(check, {}) if name not in given]


def _takes(check: str) -> str:
    names = list(VALUES.get(check, {}))
    return f"it takes {listed(names)}" if names else "it takes none"
