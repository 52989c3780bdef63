"""How figures are written: numbers without a leading zero, estimates as .62 (.58 to .66), reasons as sentences."""

import re
from collections.abc import Callable, Iterator, Mapping, Set
from typing import Any, Final

Figures = Mapping[str, Any]  # a part of evaluation.json, or of what `--json` gives; an estimate has value, low, high

_REASON_WITH_COUNT: Final = re.compile(r"(.*, and there) (?:is|are) (\d+)(.*)")


def decimal(value: float | None, digits: int = 2) -> str:
    """Write a figure as tables do, without its leading zero; a dash stands for a figure that is missing.

    >>> decimal(0.6249), decimal(1.0), decimal(-0.02), decimal(-0.001), decimal(0.0314, 3), decimal(None)
    ('.62', '1.00', '-.02', '.00', '.031', '–')
    """
    if value is None:
        return "–"
    text = f"{round(value, digits) + 0.0:.{digits}f}"  # + 0.0 makes a positive zero of a negative one
    sign, number = ("-", text[1:]) if text.startswith("-") else ("", text)
    return sign + (number[1:] if number.startswith("0.") else number)


def with_interval(figure: Figures | float, digits: int = 2, missing: str = " (no interval)") -> str:
    """Write a figure with its 95 % interval; a plain number, for which no interval was computed, stands alone.

    >>> with_interval({"value": 0.62, "low": 0.58, "high": 0.66})
    '.62 (.58 to .66)'
    >>> with_interval({"value": 0.62, "low": None, "high": None}), with_interval(0.62)
    ('.62 (no interval)', '.62')
    """
    if not isinstance(figure, Mapping):
        return decimal(figure, digits)
    value, low, high = value_low_high(figure)
    if low is None or high is None:
        return decimal(value, digits) + missing
    return f"{decimal(value, digits)} ({interval_ends(low, high, lambda end: decimal(end, digits))})"


def calibration_in_words(figure: Figures) -> str:
    """Write a calibration error beside the one that exact probabilities would show; old evaluations do not hold that.

    >>> calibration_in_words({"value": 0.019, "by_chance": 0.021}), calibration_in_words({"value": 0.019})
    ('.019 (exact probabilities would show .021 by chance)', '.019')
    """
    value = decimal(figure["value"], 3)
    if "by_chance" not in figure:
        return value
    return f"{value} (exact probabilities would show {decimal(figure['by_chance'], 3)} by chance)"


def interval_ends(low: float | None, high: float | None, write: Callable[[float], str]) -> str:
    """Write the ends of an interval, each with the function `write`; a dash stands for an interval that is missing.

    >>> interval_ends(0.58, 0.664, decimal), interval_ends(58, 66, "{:.0f}".format), interval_ends(None, None, decimal)
    ('.58 to .66', '58 to 66', '-')
    """
    return "-" if low is None or high is None else f"{write(low)} to {write(high)}"


def value_low_high(figure: Figures | float) -> tuple[float | None, float | None, float | None]:
    """Give a figure's value and the ends of its interval; the ends are None where it has none."""
    if not isinstance(figure, Mapping):
        return figure, None, None
    return figure["value"], figure.get("low"), figure.get("high")


def with_full_stop(sentence: str) -> str:
    """Put a full stop behind a sentence that has no final punctuation.

    >>> with_full_stop("no dates"), with_full_stop("None!")
    ('no dates.', 'None!')
    """
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def as_sentence(sentence: str) -> str:
    """Begin a sentence with a capital letter and end it with a full stop.

    >>> as_sentence("no dates")
    'No dates.'
    """
    return with_full_stop(sentence[:1].upper() + sentence[1:])


def has_figures(part: Figures | None) -> bool:
    """Whether a part holds figures, and not only the sentence that says why there are none.

    >>> has_figures({"accuracy": 0.8}), has_figures({"why": "no sentences"}), has_figures(None)
    (True, False, False)
    """
    return part is not None and not part.keys() <= {"why"}


def reasons(part: object) -> list[str]:
    """Gather the reasons why intervals are missing, each reason once, in the order of the page.

    Reasons that differ only in how many clusters there are become one reason with all the numbers.

    >>> need = "an interval needs at least 8 articles, and there are"
    >>> reasons([{"value": 0.5, "why": f"{need} {number}"} for number in (7, 3, 7, 5)])
    ['an interval needs at least 8 articles, and there are 3, 5, 7']
    """
    counts_by_reason: dict[tuple[str, str], set[int]] = {}
    for why in _missing_intervals(part):
        match = _REASON_WITH_COUNT.fullmatch(why)
        reason = (match[1], match[3]) if match else (why, "")
        counts_by_reason.setdefault(reason, set()).update([int(match[2])] if match else [])
    return [
        f"{start} {_is_or_are(counts)} {', '.join(map(str, sorted(counts)))}{end}" if counts else start
        for (start, end), counts in counts_by_reason.items()
    ]


def too_few(needed: int, kind: str, number: int, where: str = "") -> str:
    """Say why so few articles, or sentences, give no interval.

    >>> too_few(8, "articles", 1), too_few(10, "articles on each side", 3, " on one")
    ('an interval needs at least 8 articles, and there is 1', \
'an interval needs at least 10 articles on each side, and there are 3 on one')
    """
    return f"an interval needs at least {needed} {kind}, and there {_is_or_are({number})} {number}{where}"


def _is_or_are(numbers: Set[int]) -> str:
    return "is" if numbers == {1} else "are"


def _missing_intervals(part: object) -> Iterator[str]:
    """Give the reason of every estimate without an interval, from parts nested as deeply as they are."""
    if isinstance(part, Mapping):
        if part.get("why") and "value" in part:
            yield part["why"]
        for nested in part.values():
            yield from _missing_intervals(nested)
    elif isinstance(part, list | tuple):
        for nested in part:
            yield from _missing_intervals(nested)


def signed_decimal(value: float) -> str:
    """Write a difference with its sign.

    >>> signed_decimal(0.12), signed_decimal(-0.12), signed_decimal(0.001)
    ('+.12', '-.12', '+.00')
    """
    text = decimal(value)
    return text if text.startswith("-") else f"+{text}"
