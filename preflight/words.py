"""Numbers as people read them."""

from collections.abc import Sequence

TYPE_CHECKING = False  # what type checkers take for true: a commit hook should not wait for typing and decimal
if TYPE_CHECKING:
    from decimal import Decimal


def number(value: "Decimal | int | float") -> str:
    """`1,234` or `1,234.5`: thousands separated, one decimal at most, none where it is whole."""
    text = f"{value:,.1f}"
    return text.removesuffix(".0")


def quantity(value: "Decimal | int | float") -> str:
    """Like `number`, with two decimals below one: `600`, `1.9`, `0.27`."""
    return f"{value:.2f}" if 0 < value < 1 else number(value)


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
    return f"${credits / 100:,.2f}".removesuffix(".00").replace("$-", "-$")


def figure(value: "Decimal | int", unit: str) -> str:
    """Money of an account whose unit was named before: `1,234`; cents in dollars, `$12.34`."""
    return dollars(value) if unit == "cents" else number(value)


def amount(value: "Decimal | int", unit: str) -> str:
    """Money in an account's unit: `1,234 credits`; cents in dollars, `$12.34`."""
    return dollars(value) if unit == "cents" else f"{number(value)} {'credit' if value == 1 else 'credits'}"


def money(value: "Decimal | int", unit: str) -> str:
    """An amount and what that is in dollars: `1,234 credits ($12.34)`; cents in dollars alone."""
    return dollars(value) if unit == "cents" else f"{amount(value, unit)} ({dollars(value)})"


def price(value: "Decimal | int", unit: str) -> str:
    """What one of something costs, exactly: `6.66`; cents in dollars, `$0.025`."""
    from decimal import Decimal

    exact = Decimal(value) / (100 if unit == "cents" else 1)
    text = f"{exact.normalize():,f}"
    if unit != "cents":
        return text
    whole, dot, cents = text.partition(".")
    return f"${whole}.{cents:0<2}" if dot else f"${whole}"


def span(seconds: float) -> str:
    """How long something takes: `75 s`, `4.5 min`, `2.5 h`, `3 days`; two of a unit at least."""
    for size, noun in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{number(seconds / size)} {noun}"
    return f"{number(round(seconds))} s"


def size(value: int) -> str:
    """Bytes: `17 bytes`, `3.1 kB`, `2.4 GB`."""
    if value < 1000:
        return count(value, "byte")
    for power, unit in enumerate(("kB", "MB"), start=1):
        if value < 1000 ** (power + 1):
            return f"{value / 1000**power:,.1f} {unit}"
    return f"{value / 1000**3:,.1f} GB"
