"""A figure with what it rests on: a number of sentences, and a 95 % interval by resampling articles."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from exports.resampled import CHANCE, FEWEST, FEWEST_BESIDE, PLAIN, RESAMPLES, SHARE, Scale, Statistic, interval

Table = NDArray[np.float64]
Numbers = NDArray[np.int64]

ONE_LABEL: Final = "undefined: only one label was ever used"
NOTHING: Final = "nothing to compare"


@dataclass(frozen=True)
class Figure:
    """A value, its interval, and the sentences it rests on; `why` says what is missing."""

    value: float | None
    low: float | None
    high: float | None
    sentences: int
    why: str = ""


@dataclass(frozen=True)
class Units:
    """What is resampled: the article of each sentence, by number, and what they are called."""

    of: Numbers
    called: str
    seed: int
    resamples: int = RESAMPLES

    def number(self, kept: Numbers) -> int:
        """How many there are, among the sentences at these places."""
        return len(np.unique(self.of[kept]))


def chance_corrected(parts: Table, answers: Numbers | Table, units: Units, of: Statistic) -> Figure:
    """Give an alpha or a kappa; `answers` are each sentence's by label.

    A label that stands in a few articles only makes it as unsure as if there were no others: no interval then.
    """
    most = answers.sum(axis=0).argmax() if answers.size else 0
    rare = np.flatnonzero(answers.sum(axis=1) > answers[:, most : most + 1].sum(axis=1))
    return _figure(parts, units, of, CHANCE, beside=units.number(rare))


def percentage(part: Table, whole: Table, units: Units) -> Figure:
    """Give a share in percent, from each sentence's numerator and denominator.

    >>> percentage(np.array([1.0, 0.0]), np.array([1.0, 1.0]), Units(np.array([0, 1]), "articles", 0))
    Figure(value=50.0, low=None, high=None, sentences=2, why='an interval needs at least 8 articles, and there are 2')
    """
    return _in_percent(_figure(np.stack([part, whole], axis=1), units, _ratio, SHARE))


def change(parts: Table, units: Units) -> Figure:
    """Give a difference of two shares in percentage points: the second less the first (part, whole, part, whole)."""
    return _in_percent(_figure(parts, units, lambda t: _ratio(t[..., 2:]) - _ratio(t[..., :2]), PLAIN, both=True))


def _ratio(total: Table) -> Table:
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Table = np.where(total[..., 1] > 0, total[..., 0] / total[..., 1], np.nan)
    return found


def _figure(
    parts: Table, units: Units, of: Statistic, scale: Scale, beside: int | None = None, both: bool = False
) -> Figure:
    kept = np.flatnonzero(parts.any(axis=1))
    sentences = len(kept)
    value = float(of(parts.sum(axis=0))) if sentences else np.nan
    if np.isnan(value):
        return Figure(None, None, None, sentences, ONE_LABEL if sentences and not both else NOTHING)
    why = _too_few(units, units.number(kept), beside)
    found = None if why else interval(_summed(parts[kept], units.of[kept]), of, scale, units.seed, units.resamples)
    if found is None:
        why = why or f"nearly all {units.called} say the same, so resampling them shows nothing"
        return Figure(value, None, None, sentences, why)
    return Figure(value, *found, sentences)


def _too_few(units: Units, number: int, beside: int | None) -> str:
    """Say why there is no interval, where there are too few to resample."""
    if number < FEWEST:
        return f"an interval needs at least {FEWEST} {units.called}, and there are {number}"
    if beside is not None and beside < FEWEST_BESIDE:
        return (
            f"an interval needs at least {FEWEST_BESIDE} {units.called} with another label than the most frequent, "
            f"and there are {beside}"
        )
    return ""


def _summed(parts: Table, of: Numbers) -> Table:
    known, number = np.unique(of, return_inverse=True)
    total = np.zeros((len(known), parts.shape[1]))
    np.add.at(total, number.reshape(-1), parts)
    return total


def _in_percent(found: Figure) -> Figure:
    value, low, high = (None if x is None else 100 * x for x in (found.value, found.low, found.high))
    return Figure(value, low, high, found.sentences, found.why)
