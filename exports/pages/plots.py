"""The pictures of an evaluation; each is told in words for those who don't see it, and has its numbers in a table."""

import math
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from exports.pages.svg import ACCENT, BAND, INK, LINE, PAPER, SOFT, WARN, canvas, inline, look
from exports.statistics.formatting import value_low_high, with_interval

Figures = Mapping[str, Any]
WIDTH: Final = 6.4
_LETTER, _ROW = 0.077, 0.27  # inches, as all of these
_HEAD, _FOOT, _EDGE, _BETWEEN = 0.3, 0.25, 0.1, 0.35


@dataclass(frozen=True)
class Dot:
    """One row of a dot plot: a figure or None for each panel."""

    name: str
    figures: Sequence[Figures | float | None]
    kind: str = "plain"  # main, plain, flatters, guess
    wanted: float | None = None  # a value it should reach


@dataclass(frozen=True)
class _Mark:
    color: str
    fill: str
    shape: str


_MARKS: Final = {
    "main": _Mark(ACCENT, ACCENT, "o"),
    "plain": _Mark(ACCENT, PAPER, "o"),
    "flatters": _Mark(WARN, PAPER, "X"),
    "guess": _Mark(SOFT, SOFT, "D"),
}


def dot_plot(name: str, panels: Sequence[str], rows: Sequence[Dot], marks: Sequence[float] = ()) -> str:
    """Draw figures with their intervals, one row each, one panel for each kind of figure; `marks` are dashed lines."""
    names = [textwrap.fill(" ".join(row.name.split()), 26, max_lines=2, placeholder=" …") for row in rows]
    left = max(0.8, _LETTER * max(len(line) for each in names for line in each.splitlines())) + 0.25
    heights = [_ROW * (1 + 0.45 * each.count("\n")) for each in names]
    tops = [sum(heights[:at]) + _gap(rows, at) for at in range(len(rows))]
    tall = tops[-1] + heights[-1]
    places = [top + each / 2 for top, each in zip(tops, heights, strict=True)]
    ends = _ends([*marks, *(figure for row in rows for figure in row.figures if figure is not None)])
    with look():
        figure = canvas(WIDTH, tall + _HEAD + _FOOT)
        room = (WIDTH - left + _BETWEEN - _EDGE) / len(panels)
        axes = [figure.add_axes(_box(left + at * room, room - _BETWEEN, tall)) for at in range(len(panels))]
        for at, ax in enumerate(axes):
            _frame(ax, panels[at], tall, ends)
            for mark in marks:
                ax.axvline(mark, color=SOFT, linewidth=1, linestyle=(0, (4, 3)))
            for place, row in zip(places, rows, strict=True):
                _wanted(ax, place, row.wanted)
                _dot(ax, place, row.figures[at], _MARKS[row.kind])
        for place, each, row in zip(places, names, rows, strict=True):
            color = WARN if row.kind == "flatters" else INK
            up = 1 - (_HEAD + place) / (tall + _HEAD + _FOOT)
            figure.text(0, up, each, color=color, va="center", linespacing=1.05)
        return inline(figure, name, _told(panels, rows))


def reliability_plot(name: str, points: Sequence[Figures]) -> str:
    """Draw how often answers were right against how sure the model was."""
    with look():
        figure, ax = _square("The model's probability", "Share that was right")
        most = max(point["sentences"] for point in points)
        ax.plot([0, 1], [0, 1], color=SOFT, linewidth=1, linestyle=(0, (4, 3)))
        probability, right = _columns(points, "probability", "right")
        ax.plot(probability, right, color=ACCENT, linewidth=1.2)
        sizes = [12 + 50 * point["sentences"] / most for point in points]
        ax.scatter(probability, right, s=sizes, color=ACCENT, zorder=3)
        ax.set(xlim=(0, 1), ylim=(0, 1.02))
        worst = max(points, key=lambda point: abs(point["probability"] - point["right"]))
        alt = (
            f"Reliability over {len(points)} groups of sentences; the points of an honest model lie on the diagonal. "
            f"Farthest from it: probability {worst['probability']:.2f}, right {worst['right']:.2f}."
        )
        return inline(figure, name, alt)


def coverage_plot(name: str, points: Sequence[Figures]) -> str:
    """Draw how often the surest answers are right, by how many of them are taken."""
    with look():
        figure, ax = _square("Share of sentences answered, surest first", "Share of the answers that is right")
        share, precision = _columns(points, "share", "precision")
        ax.plot(share, precision, color=ACCENT, linewidth=1.6)
        ax.set(xlim=(0, 1.01), ylim=(min(0.5, *precision), 1.01))
        first, last = points[0], points[-1]
        alt = (
            f"Coverage against precision: {first['precision']:.2f} right when {first['share']:.0%} of the sentences "
            f"are answered, {last['precision']:.2f} when {last['share']:.0%} are."
        )
        return inline(figure, name, alt)


def learning_curve_plot(name: str, points: Sequence[Figures]) -> str:
    """Draw macro-F1 by how many sentences the model learned from."""
    with look():
        figure, ax = _square("Sentences learned from", "Macro-F1 by article")
        number = [point["sentences"] for point in points]
        value, low, high = zip(*(value_low_high(point["macro_f1"]) for point in points), strict=True)
        if None not in low and None not in high:
            ax.fill_between(number, low, high, color=BAND, linewidth=0)
        ax.plot(number, value, color=ACCENT, linewidth=1.6, marker="o", markersize=4)
        ax.set_xlim(0, max(number) * 1.04)
        ax.xaxis.set_major_locator(_few(5))
        ax.xaxis.set_major_formatter(lambda number, _: f"{number:,.0f}")
        ends = (points[0], points[-1])
        alt = "Learning curve: macro-F1 " + ", ".join(
            f"{with_interval(point['macro_f1'])} with {point['sentences']:,} sentences" for point in ends
        )
        return inline(figure, name, f"{alt}.")


def _gap(rows: Sequence[Dot], at: int) -> float:
    """Leave some room above what figures are only held against."""
    kinds = [row.kind for row in rows]
    return _ROW / 2 if kinds[at] == "guess" and kinds[0] != "guess" else 0.0


def _box(left: float, wide: float, tall: float) -> tuple[float, float, float, float]:
    height = tall + _HEAD + _FOOT
    return (left / WIDTH, _FOOT / height, wide / WIDTH, tall / height)


def _ends(figures: Iterable[Figures | float]) -> tuple[int, int]:
    """Give the tenths between which all figures and their intervals lie, at least four; below 0 only if one does."""
    known = [end for figure in figures for end in value_low_high(figure) if end is not None]
    low, high = math.ceil(10 * min(known, default=0)) - 1, math.floor(10 * max(known, default=1)) + 1
    high = min(10, high)
    floor = 0 if min(known, default=0) >= 0 else -10
    return max(floor, min(low, high - 4)), max(high, 4)


def _frame(ax: Axes, title: str, tall: float, ends: tuple[int, int]) -> None:
    low, high = ends
    ax.set(xlim=(low / 10, high / 10), ylim=(tall, 0), yticks=[])
    ax.set_title(title, loc="left", pad=6)
    tenths = [tenth for tenth in range(low, high + 1) if high - low <= 6 or tenth % 2 == 0]
    ax.set_xticks([tenth / 10 for tenth in tenths], [_tick(tenth / 10) for tenth in tenths])
    ax.grid(axis="x")
    ax.set_axisbelow(True)
    ax.spines["left"].set_visible(False)
    ax.tick_params(length=0)


def _dot(ax: Axes, place: float, figure: Figures | float | None, mark: _Mark) -> None:
    value, low, high = (None, None, None) if figure is None else value_low_high(figure)
    if value is None:
        ax.text(0.02, place, "no figure", color=SOFT, va="center", fontsize=8, transform=ax.get_yaxis_transform())
        return
    if low is not None and high is not None:
        ax.plot([low, high], [place, place], color=mark.color, linewidth=2)
    ax.plot(
        [value],
        [place],
        color=mark.color,
        marker=mark.shape,
        markersize=7,
        markerfacecolor=mark.fill,
        markeredgecolor=mark.color,
        markeredgewidth=1.5,
        clip_on=False,
    )


def _wanted(ax: Axes, place: float, value: float | None) -> None:
    if value is not None:
        ax.plot([value, value], [place - _ROW / 3, place + _ROW / 3], color=WARN, linewidth=2.4, solid_capstyle="butt")


def _told(panels: Sequence[str], rows: Sequence[Dot]) -> str:
    told = []
    for row in rows:
        figures = [
            f"{panel.lower()} {with_interval(figure) if figure is not None else 'no figure'}"
            for panel, figure in zip(panels, row.figures, strict=True)
        ]
        told.append(f"{row.name}: {', '.join(figures)}")
    return "; ".join(told) + "."


def _square(across: str, up: str) -> tuple[Figure, Axes]:
    figure = canvas(4.4, 3.5)
    ax = figure.add_axes((0.15, 0.16, 0.82, 0.8))
    ax.set(xlabel=across, ylabel=up)
    ax.grid()
    ax.set_axisbelow(True)
    ax.tick_params(length=0)
    ax.spines["left"].set_color(LINE)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(lambda value, _: _tick(value))
    return figure, ax


def _tick(value: float) -> str:
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return written.removeprefix("0") or "0"


def _few(number: int) -> Any:  # noqa: ANN401 - matplotlib's locator
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(number, integer=True)


def _columns(points: Sequence[Figures], *names: str) -> list[list[float]]:
    return [[point[name] for point in points] for name in names]
