"""Pictures of matplotlib as SVG inside a page: in the page's colors, and the same bytes for the same figures."""

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Any, Final

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

# These colors stand for the page's own, light or dark, and are replaced by them; nobody would choose them to draw with.
INK, SOFT, LINE, ACCENT, WARN, BAND, PAPER = (f"#0{number}0{number}0{number}" for number in range(1, 8))
_CSS_VARIABLES: Final = {
    INK: "ink",
    SOFT: "soft",
    LINE: "line",
    ACCENT: "accent",
    WARN: "warn",
    BAND: "band",
    PAPER: "paper",
}
_STYLE: Final[dict[Any, Any]] = {
    "svg.fonttype": "none",
    "text.parse_math": False,  # a label may hold a dollar sign
    "font.family": ["DejaVu Sans"],
    "font.size": 9.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": LINE,
    "axes.labelcolor": SOFT,
    "axes.titlesize": 9.5,
    "axes.titlecolor": SOFT,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "text.color": INK,
    "xtick.color": LINE,
    "ytick.color": LINE,
    "xtick.labelcolor": SOFT,
    "ytick.labelcolor": SOFT,
    "grid.color": LINE,
    "grid.linewidth": 0.6,
}


@contextmanager
def page_style() -> Iterator[None]:
    """Draw in the style of our pages, whatever settings of matplotlib the user has."""
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", message="Glyph"
        )  # the font here need not have every letter: the browser draws the text
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        yield


def new_figure(width: float, height: float) -> Figure:
    """Give an empty figure; width and height are in inches."""
    figure = Figure(figsize=(width, height))
    FigureCanvasSVG(figure)
    return figure


def inline_svg(figure: Figure, name: str, alt: str) -> str:
    """Give a figure as one <svg> element; its ids begin with `name`, so that no other picture of the page has them.

    `alt` is the description that screen readers read out.
    """
    mpl.rcParams["svg.hashsalt"] = name
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    drawing = buffer.getvalue()
    width, height = (float(size) for size in re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing)[0])
    body = drawing[drawing.index("<defs>") : drawing.rindex("</svg>")]
    body = re.sub(r"<style.*?</style>|<!--.*?-->", "", body, flags=re.DOTALL)  # a <style> would apply to the whole page
    opening = f'<svg role="img" aria-label="{escape(alt)}" viewBox="0 0 {width:g} {height:g}" style="--w: {width:g}"'
    return f"{opening}>\n{_without_blank_lines(_with_page_colors(_with_unique_ids(body, name)))}\n</svg>"


def _with_unique_ids(body: str, name: str) -> str:
    """Put `name` before the ids that something points at, and drop the others."""
    referenced = set(re.findall(r"#([\w-]+)[\")]", body))
    body = re.sub(r'\s+id="([^"]+)"', lambda match: f' id="{name}-{match[1]}"' if match[1] in referenced else "", body)
    return re.sub(r'(href="#|url\(#)', rf"\g<1>{name}-", body)


def _with_page_colors(body: str) -> str:
    """Replace the stand-in colors by the page's CSS variables, and leave out the font: the page has its own."""
    body = re.sub(r" font-family: [^;\"]*;", "", body)
    for color, variable in _CSS_VARIABLES.items():
        body = body.replace(color, f"var(--{variable})")
    return body


def _without_blank_lines(body: str) -> str:
    return "\n".join(line for line in body.splitlines() if line.strip())
