"""The pictures of pages. Each is described in words for readers who don't see it; tables beside it have its numbers."""

import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from exports.pages.svg import ACCENT, BAND, INK, LINE, PAPER, SOFT, WARN, inline_svg, new_figure, page_style
from exports.statistics.formatting import Figures, value_low_high, with_interval

WIDTH: Final = 6.4  # inches, as all lengths below
_LETTER_WIDTH: Final = 0.077
_ROW_HEIGHT: Final = 0.27
_HEADER_HEIGHT: Final = 0.3  # room for the panels' titles
_FOOTER_HEIGHT: Final = 0.25  # room for the axes' numbers
_RIGHT_MARGIN: Final = 0.1
_PANEL_GAP: Final = 0.35


@dataclass(frozen=True)
class DotRow:
    """One row of a dot plot: an estimate (as JSON holds it), a plain number, or None for each panel."""

    name: str
    figures: Sequence[Figures | float | None]
    kind: str = "plain"  # a key of _MARKERS
    target: float | None = None  # the value to be reached, drawn as a short upright stroke


@dataclass(frozen=True)
class _Marker:
    color: str
    fill: str
    shape: str


_MARKERS: Final = {
    "main": _Marker(ACCENT, ACCENT, "o"),  # the figure that the headline quotes
    "plain": _Marker(ACCENT, PAPER, "o"),
    "flatters": _Marker(WARN, PAPER, "X"),  # a figure that is higher than it should be
    "guess": _Marker(SOFT, SOFT, "D"),  # a baseline
}


def dot_plot(name: str, panels: Sequence[str], rows: Sequence[DotRow], reference_lines: Sequence[float] = ()) -> str:
    """Draw figures with their intervals, one row each, as SVG; each panel has one kind of figure and its title.

    `name` makes the SVG's ids unique on the page; dashed lines stand at the values of `reference_lines`.
    """
    names = [textwrap.fill(" ".join(row.name.split()), 26, max_lines=2, placeholder=" …") for row in rows]
    left = max(0.8, _LETTER_WIDTH * max(len(line) for wrapped in names for line in wrapped.splitlines())) + 0.25
    heights = [_ROW_HEIGHT * (1 + 0.45 * wrapped.count("\n")) for wrapped in names]
    tops = [sum(heights[:index]) + _gap_above(rows, index) for index in range(len(rows))]
    plot_height = tops[-1] + heights[-1]
    centers = [top + height / 2 for top, height in zip(tops, heights, strict=True)]
    limits = _axis_limits([*reference_lines, *(figure for row in rows for figure in row.figures if figure is not None)])
    with page_style():
        figure = new_figure(WIDTH, plot_height + _HEADER_HEIGHT + _FOOTER_HEIGHT)
        panel_width = (WIDTH - left + _PANEL_GAP - _RIGHT_MARGIN) / len(panels)
        for index, title in enumerate(panels):
            ax = figure.add_axes(_axes_box(left + index * panel_width, panel_width - _PANEL_GAP, plot_height))
            _draw_frame(ax, title, plot_height, limits)
            for value in reference_lines:
                ax.axvline(value, color=SOFT, linewidth=1, linestyle=(0, (4, 3)))
            for center, row in zip(centers, rows, strict=True):
                _draw_target(ax, center, row.target)
                _draw_dot(ax, center, row.figures[index], _MARKERS[row.kind])
        for center, wrapped, row in zip(centers, names, rows, strict=True):
            color = WARN if row.kind == "flatters" else INK
            height_share = 1 - (_HEADER_HEIGHT + center) / (plot_height + _HEADER_HEIGHT + _FOOTER_HEIGHT)
            figure.text(0, height_share, wrapped, color=color, va="center", linespacing=1.05)
        return inline_svg(figure, name, _description(panels, rows))


def reliability_plot(name: str, points: Sequence[Figures]) -> str:
    """Draw how often answers were right (`right`) against the model's mean `probability`, in groups of `sentences`."""
    with page_style():
        figure, ax = _square_plot("The model's probability", "Share that was right")
        largest_group = max(point["sentences"] for point in points)
        ax.plot([0, 1], [0, 1], color=SOFT, linewidth=1, linestyle=(0, (4, 3)))
        probability, right = _columns(points, "probability", "right")
        ax.plot(probability, right, color=ACCENT, linewidth=1.2)
        sizes = [12 + 50 * point["sentences"] / largest_group for point in points]
        ax.scatter(probability, right, s=sizes, color=ACCENT, zorder=3)
        ax.set(xlim=(0, 1), ylim=(0, 1.02))
        farthest = max(points, key=lambda point: abs(point["probability"] - point["right"]))
        alt = (
            f"Reliability over {len(points)} groups of sentences; the points of an honest model lie on the diagonal. "
            f"Farthest from it: probability {farthest['probability']:.2f}, right {farthest['right']:.2f}."
        )
        return inline_svg(figure, name, alt)


def coverage_plot(name: str, points: Sequence[Figures]) -> str:
    """Draw how often the surest answers are right (`precision`) by the `share` of sentences that are answered."""
    with page_style():
        figure, ax = _square_plot("Share of sentences answered, surest first", "Share of the answers that is right")
        share, precision = _columns(points, "share", "precision")
        ax.plot(share, precision, color=ACCENT, linewidth=1.6)
        ax.set(xlim=(0, 1.01), ylim=(min(0.5, *precision), 1.01))
        first, last = points[0], points[-1]
        alt = (
            f"Coverage against precision: {first['precision']:.2f} right when {first['share']:.0%} of the sentences "
            f"are answered, {last['precision']:.2f} when {last['share']:.0%} are."
        )
        return inline_svg(figure, name, alt)


def learning_curve_plot(name: str, points: Sequence[Figures]) -> str:
    """Draw `macro_f1` with its interval by the number of `sentences` that the model learned from."""
    with page_style():
        figure, ax = _square_plot("Sentences learned from", "Macro-F1 by article")
        sentences = [point["sentences"] for point in points]
        value, low, high = zip(*(value_low_high(point["macro_f1"]) for point in points), strict=True)
        if None not in low and None not in high:
            ax.fill_between(sentences, low, high, color=BAND, linewidth=0)
        ax.plot(sentences, value, color=ACCENT, linewidth=1.6, marker="o", markersize=4)
        ax.set_xlim(0, max(sentences) * 1.04)
        ax.xaxis.set_major_locator(_integer_ticks(5))
        ax.xaxis.set_major_formatter(lambda number, _: f"{number:,.0f}")
        ends = (points[0], points[-1])
        alt = "Learning curve: macro-F1 " + ", ".join(
            f"{with_interval(point['macro_f1'])} with {point['sentences']:,} sentences" for point in ends
        )
        return inline_svg(figure, name, f"{alt}.")


def _gap_above(rows: Sequence[DotRow], index: int) -> float:
    """Give the room in inches above a row: baselines stand a little apart from the figures before them."""
    kinds = [row.kind for row in rows]
    return _ROW_HEIGHT / 2 if kinds[index] == "guess" and kinds[0] != "guess" else 0.0


def _axes_box(left: float, width: float, plot_height: float) -> tuple[float, float, float, float]:
    """Give left, bottom, width and height of a panel as shares of the whole figure, from lengths in inches."""
    height = plot_height + _HEADER_HEIGHT + _FOOTER_HEIGHT
    return (left / WIDTH, _FOOTER_HEIGHT / height, width / WIDTH, plot_height / height)


def _axis_limits(figures: Iterable[Figures | float]) -> tuple[int, int]:
    """Give the tenths between which all figures and their intervals lie, at least four; below 0 only if one does."""
    values = [value for figure in figures for value in value_low_high(figure) if value is not None]
    low, high = math.ceil(10 * min(values, default=0)) - 1, math.floor(10 * max(values, default=1)) + 1
    high = min(10, high)
    floor = 0 if min(values, default=0) >= 0 else -10
    return max(floor, min(low, high - 4)), max(high, 4)


def _draw_frame(ax: Axes, title: str, plot_height: float, limits: tuple[int, int]) -> None:
    low, high = limits
    ax.set(xlim=(low / 10, high / 10), ylim=(plot_height, 0), yticks=[])
    ax.set_title(title, loc="left", pad=6)
    tenths = [tenth for tenth in range(low, high + 1) if high - low <= 6 or tenth % 2 == 0]
    ax.set_xticks([tenth / 10 for tenth in tenths], [_tick_label(tenth / 10) for tenth in tenths])
    ax.grid(axis="x")
    ax.set_axisbelow(True)
    ax.spines["left"].set_visible(False)
    ax.tick_params(length=0)


def _draw_dot(ax: Axes, center: float, figure: Figures | float | None, marker: _Marker) -> None:
    value, low, high = (None, None, None) if figure is None else value_low_high(figure)
    if value is None:
        ax.text(0.02, center, "no figure", color=SOFT, va="center", fontsize=8, transform=ax.get_yaxis_transform())
        return
    if low is not None and high is not None:
        ax.plot([low, high], [center, center], color=marker.color, linewidth=2)
    ax.plot(
        [value],
        [center],
        color=marker.color,
        marker=marker.shape,
        markersize=7,
        markerfacecolor=marker.fill,
        markeredgecolor=marker.color,
        markeredgewidth=1.5,
        clip_on=False,
    )


def _draw_target(ax: Axes, center: float, value: float | None) -> None:
    if value is not None:
        ends = [center - _ROW_HEIGHT / 3, center + _ROW_HEIGHT / 3]
        ax.plot([value, value], ends, color=WARN, linewidth=2.4, solid_capstyle="butt")


def _description(panels: Sequence[str], rows: Sequence[DotRow]) -> str:
    """Describe a dot plot in words: every row with its figures."""
    descriptions = []
    for row in rows:
        figures = [
            f"{panel.lower()} {with_interval(figure) if figure is not None else 'no figure'}"
            for panel, figure in zip(panels, row.figures, strict=True)
        ]
        descriptions.append(f"{row.name}: {', '.join(figures)}")
    return "; ".join(descriptions) + "."


def _square_plot(x_label: str, y_label: str) -> tuple[Figure, Axes]:
    figure = new_figure(4.4, 3.5)
    ax = figure.add_axes((0.15, 0.16, 0.82, 0.8))
    ax.set(xlabel=x_label, ylabel=y_label)
    ax.grid()
    ax.set_axisbelow(True)
    ax.tick_params(length=0)
    ax.spines["left"].set_color(LINE)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(lambda value, _: _tick_label(value))
    return figure, ax


def _tick_label(value: float) -> str:
    label = f"{value:.2f}".rstrip("0").rstrip(".")
    return label.removeprefix("0") or "0"


def _integer_ticks(number: int) -> Any:  # noqa: ANN401 - matplotlib's locator
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(number, integer=True)


def _columns(points: Sequence[Figures], *names: str) -> list[list[float]]:
    return [[point[name] for point in points] for name in names]
