"""The burn-down as SVG: data in, text out, to be put into a page as it is.

It takes the page's colours: lines and text are `currentColor`, and each part can be told otherwise by a CSS variable
(`--plot-area`, `--plot-band`, `--plot-line`, `--plot-threshold`). Nothing is told by colour alone. A title and a
description say the same in words to whoever cannot see.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from html import escape

from preflight.capacity.picture import BurnDown, Rate
from preflight.words import amount, figure

_WIDTH, _HEIGHT = 640, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 16, 16, 58
_TEXT = 'font-family="inherit" font-size="12" fill="currentColor"'


def burn_down_svg(plot: BurnDown, *, ident: str = "burn-down") -> str:
    """The balance over the days to come; `ident` makes the ids of title and description unique in a page."""
    frame = _Frame(plot)
    body = [
        *frame.axes(),
        *frame.area(plot.rates[0]),
        *(frame.line(rate, dashed=at > 0) for at, rate in enumerate(plot.rates)),
        *frame.threshold(),
        *frame.legend(),
    ]
    return _svg(ident, "How long the balance lasts", _burning(plot), body, height=_HEIGHT)


@dataclass(frozen=True, slots=True)
class _Frame:
    """The plane of a burn-down."""

    plot: BurnDown

    def x(self, day: int | Fraction) -> str:
        return _n(_LEFT + (_WIDTH - _LEFT - _RIGHT) * Fraction(day) / self.plot.days)

    def y(self, value: int | Fraction) -> str:
        height = _HEIGHT - _TOP - _BOTTOM
        return _n(_TOP + height * (1 - min(Fraction(1), Fraction(value) / self.plot.balance)))

    def axes(self) -> Iterator[str]:
        plot, right = self.plot, _n(_WIDTH - _RIGHT)
        for quarter in range(5):
            value = Fraction(plot.balance * quarter, 4)
            yield (
                f'<line x1="{_LEFT}" y1="{self.y(value)}" x2="{right}" y2="{self.y(value)}" stroke="currentColor" '
                f'stroke-opacity="{0.6 if not quarter else 0.15}"/>'
            )
            yield _text(_LEFT - 8, self.y(value), figure(int(value), plot.unit), anchor="end", dy="0.35em")
        for part, anchor in ((0, "start"), (Fraction(1, 2), "middle"), (1, "end")):
            day = int(plot.days * part)
            date = (plot.today + timedelta(days=day)).isoformat()
            yield _text(self.x(day), _n(_HEIGHT - _BOTTOM + 18), date, anchor=anchor)

    def area(self, rate: Rate) -> Iterator[str]:
        """What is left, and the range around it."""
        band = [*self._points(rate.low), *reversed(self._points(rate.high))]
        yield _shape(band, "var(--plot-band,currentColor)", "0.14")
        ground = [f"{self.x(0)},{self.y(0)}", *self._points(rate.per_day), f"{self.x(self.plot.days)},{self.y(0)}"]
        yield _shape(ground, "var(--plot-area,currentColor)", "0.18")

    def line(self, rate: Rate, *, dashed: bool) -> str:
        dashes = ' stroke-dasharray="2 4" stroke-linecap="round"' if dashed else ""
        points = " ".join(self._points(rate.per_day))
        return (
            f'<polyline points="{points}" fill="none" stroke="currentColor" '
            f'style="stroke:var(--plot-line,currentColor)" stroke-width="2"{dashes}/>'
        )

    def threshold(self) -> Iterator[str]:
        value = self.plot.threshold
        if value is None or value > self.plot.balance:
            return
        yield (
            f'<line x1="{_LEFT}" y1="{self.y(value)}" x2="{_n(_WIDTH - _RIGHT)}" y2="{self.y(value)}" '
            'stroke="currentColor" style="stroke:var(--plot-threshold,currentColor)" stroke-dasharray="8 4"/>'
        )
        label = f"threshold {figure(value, self.plot.unit)}"
        yield _text(_n(_WIDTH - _RIGHT), self.y(value), label, anchor="end", dy="-0.4em")

    def legend(self) -> Iterator[str]:
        x = _LEFT
        for at, rate in enumerate(self.plot.rates):
            dashes = ' stroke-dasharray="2 4" stroke-linecap="round"' if at else ""
            yield (
                f'<line x1="{x}" y1="{_HEIGHT - 14}" x2="{x + 24}" y2="{_HEIGHT - 14}" stroke="currentColor" '
                f'style="stroke:var(--plot-line,currentColor)" stroke-width="2"{dashes}/>'
            )
            yield _text(x + 30, str(_HEIGHT - 14), rate.label, dy="0.35em")
            x += 60 + 7 * len(rate.label)
        yield _text(x, str(_HEIGHT - 14), f"shaded: the range of {self.plot.rates[0].label}", dy="0.35em")

    def _points(self, per_day: Fraction) -> list[str]:
        """Straight down to nothing, and on along the ground."""
        plot, gone = self.plot, self.plot.gone(per_day)
        days = [Fraction(0), Fraction(plot.days)] if gone is None else [Fraction(0), gone, Fraction(plot.days)]
        return [f"{self.x(day)},{self.y(plot.left(per_day, day) * plot.balance)}" for day in days]


def _burning(plot: BurnDown) -> str:
    """The plot in words."""
    told = []
    for rate in plot.rates:
        gone = plot.gone(rate.per_day)
        left = amount(int(plot.left(rate.per_day, Fraction(plot.days)) * plot.balance), plot.unit)
        when = (
            f"is gone on {plot.today + timedelta(days=int(gone))}"
            if gone is not None
            else f"still has {left} after {plot.days} days"
        )
        told.append(f"at the rate of {rate.label} it {when}")
    return f"A balance of {amount(plot.balance, plot.unit)} on {plot.today}: {'; '.join(told)}"


def _svg(ident: str, title: str, description: str, body: Sequence[str], *, height: int) -> str:
    ident = escape(ident)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="100%" role="img" '
        f'aria-labelledby="{ident}-title {ident}-desc">'
    )
    words = f'<title id="{ident}-title">{escape(title)}</title><desc id="{ident}-desc">{escape(description)}</desc>'
    return "\n".join([head, words, *body, "</svg>"]) + "\n"


def _shape(points: Sequence[str], color: str, opacity: str) -> str:
    return f'<polygon points="{" ".join(points)}" fill="currentColor" style="fill:{color}" fill-opacity="{opacity}"/>'


def _text(x: int | str, y: str, text: str, *, anchor: str = "start", dy: str = "0") -> str:
    return f'<text x="{x}" y="{y}" dy="{dy}" text-anchor="{anchor}" {_TEXT}>{escape(text)}</text>'


def _n(value: Fraction | float) -> str:
    """A coordinate, to a tenth."""
    return f"{float(value):.1f}".removesuffix(".0")
