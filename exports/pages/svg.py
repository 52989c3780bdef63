"""Pictures as SVG inside a page: matplotlib's, in the page's colors, and the same to the byte every time."""

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

# Colors nobody would choose: the page puts its own in their place, light or dark.
INK, SOFT, LINE, ACCENT, WARN, BAND, PAPER = (f"#0{place}0{place}0{place}" for place in range(1, 8))
_VARIABLES: Final = {
    INK: "ink",
    SOFT: "soft",
    LINE: "line",
    ACCENT: "accent",
    WARN: "warn",
    BAND: "band",
    PAPER: "paper",
}
_LOOK: Final[dict[Any, Any]] = {
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
def look() -> Iterator[None]:
    """Draw with our look alone, whatever settings of matplotlib the user has."""
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # the reader's browser has more letters than the font here
        mpl.rcdefaults()
        mpl.rcParams.update(_LOOK)
        yield


def canvas(width: float, height: float) -> Figure:
    """Give an empty picture of so many inches."""
    figure = Figure(figsize=(width, height))
    FigureCanvasSVG(figure)
    return figure


def inline(figure: Figure, name: str, alt: str) -> str:
    """Write a picture as one element of a page; `name` keeps its ids apart from those of other pictures."""
    mpl.rcParams["svg.hashsalt"] = name
    written = io.StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    drawing = written.getvalue()
    width, height = (float(size) for size in re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing)[0])
    body = drawing[drawing.index("<defs>") : drawing.rindex("</svg>")]
    body = re.sub(r"<style.*?</style>|<!--.*?-->", "", body, flags=re.DOTALL)  # its style would be the whole page's
    opening = f'<svg role="img" aria-label="{escape(alt)}" viewBox="0 0 {width:g} {height:g}" style="--w: {width:g}"'
    return f"{opening}>\n{_lines(_colored(_named(body, name)))}\n</svg>"


def _named(body: str, name: str) -> str:
    """Keep the ids that are pointed at, under a name of their own."""
    used = set(re.findall(r"#([\w-]+)[\")]", body))
    body = re.sub(r'\s+id="([^"]+)"', lambda found: f' id="{name}-{found[1]}"' if found[1] in used else "", body)
    return re.sub(r'(href="#|url\(#)', rf"\g<1>{name}-", body)


def _colored(body: str) -> str:
    body = re.sub(r" font-family: [^;\"]*;", "", body)  # the page's own font
    for color, variable in _VARIABLES.items():
        body = body.replace(color, f"var(--{variable})")
    return body


def _lines(body: str) -> str:
    return "\n".join(line for line in body.splitlines() if line.strip())
