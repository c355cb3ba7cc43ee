"""Plots for a terminal, in characters; every one has a twin in ASCII."""

from datetime import timedelta
from fractions import Fraction

from preflight.capacity.picture import Bar, BurnDown
from preflight.reports import Style
from preflight.words import figure

ROWS = 8
_EIGHTHS = " ▁▂▃▄▅▆▇█"
_PLAIN = "   ...:##"  # the same eight steps on a console that knows only ASCII
_WIDEST = 72


def bar(one: Bar, width: int, style: Style) -> str:
    """`██████░░░░░░` of `width` columns; what is over the limit ends in a mark."""
    full, empty, over = "#.!" if style.ascii else "█░▶"
    if one.share is None or one.share > 1:
        return full * (width - 1) + over
    filled = round(one.share * width)
    if one.share > 0:
        filled = max(1, filled)
    return full * filled + empty * (width - filled)


def burn_down(plot: BurnDown, style: Style) -> list[str]:
    """A balance as it burns down: at the first rate as an area with its range, at others as dots."""
    labels = [figure(plot.balance, plot.unit), figure(plot.balance // 2, plot.unit), figure(0, plot.unit)]
    margin = max(map(len, labels)) + 1
    width = max(20, min(_WIDEST, style.width - margin - 4))
    rows = [_row(plot, row, width, style) for row in reversed(range(ROWS))]
    named = {0: labels[0], ROWS // 2: labels[1]}
    side, corner, floor = ("|", "+", "-") if style.ascii else ("┤", "└", "─")
    lines = [f"{named.get(at, ''):>{margin}} {side}{row}".rstrip() for at, row in enumerate(rows)]
    lines.append(f"{labels[2]:>{margin}} {corner}{floor * width}")
    lines.append(" " * (margin + 2) + _dates(plot, width))
    return lines


def legend(plot: BurnDown, style: Style) -> list[str]:
    """What the characters stand for."""
    area, shade, dot, line = "#:o-" if style.ascii else "█░•┄"
    words = [f"{area} {plot.rates[0].label}", f"{shade} at the low end of its range"]
    words += [f"{dot} {other.label}" for other in plot.rates[1:]]
    if plot.threshold is not None and plot.threshold <= plot.balance:
        words.append(f"{line} autobilling's threshold")
    return words


def _row(plot: BurnDown, row: int, width: int, style: Style) -> str:
    """One line of the plot; row 0 is the lowest."""
    steps = _PLAIN if style.ascii else _EIGHTHS
    shade, dot, line = ":o-" if style.ascii else "░•┄"
    first, *others = plot.rates
    cells = []
    for column in range(width):
        at = Fraction(column * plot.days, width - 1)
        filled = _height(plot, first.per_day, at) - row
        heights = [_height(plot, other.per_day, at) for other in others]
        if filled >= 1:
            cells.append(steps[8])
        elif row in [min(int(height), ROWS - 1) for height in heights if height]:
            cells.append(dot)
        elif filled > 0:
            cells.append(steps[max(1, int(filled * 8))])
        elif _height(plot, first.low, at) - row > Fraction(1, 2):
            cells.append(shade)
        else:
            cells.append(line if _is_threshold(plot, row) else " ")
    return "".join(cells).rstrip()


def _height(plot: BurnDown, per_day: Fraction, at: Fraction) -> Fraction:
    """What is left after `at` days, in rows."""
    return plot.left(per_day, at) * ROWS


def _is_threshold(plot: BurnDown, row: int) -> bool:
    return plot.threshold is not None and int(Fraction(plot.threshold * ROWS, plot.balance)) == row


def _dates(plot: BurnDown, width: int) -> str:
    """First, middle and last day under their columns."""
    first, middle, last = ((plot.today + timedelta(days=days)).isoformat() for days in (0, plot.days // 2, plot.days))
    if width < 3 * len(first) + 4:
        return first + last.rjust(width - len(first))
    left = width // 2 - len(middle) // 2
    return first + middle.rjust(left + len(middle) - len(first)) + last.rjust(width - left - len(middle))
