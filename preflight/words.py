"""Numbers as people read them."""

from collections.abc import Sequence

TYPE_CHECKING = False  # what type checkers take for true: a commit hook should not wait for typing and decimal
if TYPE_CHECKING:
    from decimal import Decimal


def number(value: "Decimal | int | float") -> str:
    """`1,234` or `1,234.5`: thousands separated, one decimal at most, none where it is whole."""
    text = f"{value:,.1f}"
    return text.removesuffix(".0")


def count(value: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{value:,} {noun if value == 1 else noun + 's'}"


def listed(words: Sequence[str], last: str = "and") -> str:
    """`a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def dollars(credits: "Decimal | int") -> str:
    """Credits in dollars: a credit is a cent."""
    return f"${credits / 100:,.2f}".removesuffix(".00")


def size(value: int) -> str:
    """Bytes: `17 bytes`, `3.1 kB`, `2.4 GB`."""
    if value < 1000:
        return count(value, "byte")
    for power, unit in enumerate(("kB", "MB"), start=1):
        if value < 1000 ** (power + 1):
            return f"{value / 1000**power:,.1f} {unit}"
    return f"{value / 1000**3:,.1f} GB"
