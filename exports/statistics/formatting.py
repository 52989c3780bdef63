"""Figures in print: numbers without a leading zero, an estimate as .62 (.58 to .66), whole sentences."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

Figures = Mapping[str, Any]  # a part of evaluation.json


_THERE: Final = re.compile(r"(.*, and there are )(\d+)")


def decimal(value: float | None, digits: int = 2) -> str:
    """Write a figure as tables do, without its leading zero.

    >>> decimal(0.6249), decimal(1.0), decimal(-0.02), decimal(-0.001), decimal(0.0314, 3), decimal(None)
    ('.62', '1.00', '-.02', '.00', '.031', '–')
    """
    if value is None:
        return "–"
    written = f"{round(value, digits) + 0.0:.{digits}f}"  # + 0.0 makes a positive zero of a negative one
    sign, figure = ("-", written[1:]) if written.startswith("-") else ("", written)
    return sign + (figure[1:] if figure.startswith("0.") else figure)


def with_interval(figure: Figures | float, digits: int = 2) -> str:
    """Write a figure with its 95 % interval; a plain number is one that intervals are not asked for.

    >>> with_interval({"value": 0.62, "low": 0.58, "high": 0.66}), with_interval({"value": 0.62, "low": None, "high": None})
    ('.62 (.58 to .66)', '.62 (no interval)')
    >>> with_interval(0.62)
    '.62'
    """
    if not isinstance(figure, Mapping):
        return decimal(figure, digits)
    value, *ends = value_low_high(figure)
    if None in ends:
        return f"{decimal(value, digits)} (no interval)"
    return f"{decimal(value, digits)} ({interval_ends(ends[0], ends[1], lambda end: decimal(end, digits))})"


def interval_ends(low: float | None, high: float | None, write: Callable[[float], str]) -> str:
    """Write the ends of an interval, each as `write` writes a number; a dash where there is no interval.

    >>> interval_ends(0.58, 0.664, decimal), interval_ends(58, 66, "{:.0f}".format), interval_ends(None, None, decimal)
    ('.58 to .66', '58 to 66', '-')
    """
    return "-" if low is None or high is None else f"{write(low)} to {write(high)}"


def value_low_high(figure: Figures | float) -> tuple[float | None, float | None, float | None]:
    """Give a figure and the ends of its interval, where it has one."""
    if not isinstance(figure, Mapping):
        return figure, None, None
    return figure["value"], figure.get("low"), figure.get("high")


def with_full_stop(sentence: str) -> str:
    """End a sentence that has no end.

    >>> with_full_stop("no dates"), with_full_stop("None!")
    ('no dates.', 'None!')
    """
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def as_sentence(sentence: str) -> str:
    """Make a sentence of one that has no beginning and no end.

    >>> as_sentence("no dates")
    'No dates.'
    """
    return with_full_stop(sentence[:1].upper() + sentence[1:])


def has_figures(part: Figures | None) -> bool:
    """Whether there are figures, and not a sentence that says why there are none."""
    return bool(part) and not (part.keys() <= {"why"} if part else True)


def reasons(part: object) -> list[str]:
    """Gather why intervals are missing, each reason once, in the order of the page.

    Those that differ only in how many there are become one.

    >>> need = "an interval needs at least 8 articles, and there are"
    >>> reasons([{"value": 0.5, "why": f"{need} {number}"} for number in (7, 3, 7, 5)])
    ['an interval needs at least 8 articles, and there are 3, 5, 7']
    """
    found: dict[str, set[int]] = {}
    for why in _missing(part):
        counted = _THERE.fullmatch(why)
        found.setdefault(counted[1] if counted else why, set()).update([int(counted[2])] if counted else [])
    return [need + ", ".join(map(str, sorted(numbers))) for need, numbers in found.items()]


def _missing(part: object) -> Iterator[str]:
    if isinstance(part, Mapping):
        if part.get("why") and "value" in part:
            yield part["why"]
        for inner in part.values():
            yield from _missing(inner)
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from _missing(inner)


def signed_decimal(value: float) -> str:
    """Write a difference with its sign.

    >>> signed_decimal(0.12), signed_decimal(-0.12), signed_decimal(0.001)
    ('+.12', '-.12', '+.00')
    """
    written = decimal(value)
    return written if written.startswith("-") else f"+{written}"
