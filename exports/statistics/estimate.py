"""A figure with what it rests on: a number of sentences, and a 95 % interval by resampling articles."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from exports.statistics.arrays import Floats, Ints
from exports.statistics.bootstrap import (
    FISHER_SCALE,
    IDENTITY_SCALE,
    LOG_ODDS_SCALE,
    MIN_ARTICLES,
    MIN_ARTICLES_OTHER_LABELS,
    MIN_ARTICLES_PER_SIDE,
    RESAMPLES,
    Scale,
    Statistic,
    bootstrap_interval,
    standard_error,
)

ONE_LABEL_USED: Final = "undefined: only one label was ever used"
NOTHING_TO_COMPARE: Final = "nothing to compare"


@dataclass(frozen=True)
class Estimate:
    """A value, its interval, and the sentences it rests on; `why` says what is missing."""

    value: float | None
    low: float | None
    high: float | None
    sentences: int
    why: str = ""


@dataclass(frozen=True)
class Clusters:
    """What is resampled: the article of each sentence, by number, and what they are called."""

    ids: Ints
    kind: str
    seed: int
    resamples: int = RESAMPLES

    def number(self, kept: Ints) -> int:
        """How many there are, among the sentences at these places."""
        return len(np.unique(self.ids[kept]))


def chance_corrected_agreement(
    parts: Floats, answers: Ints | Floats, units: Clusters, of: Statistic, fewest: int = MIN_ARTICLES_OTHER_LABELS
) -> Estimate:
    """Give an alpha or a kappa; `answers` are each sentence's by label.

    A label that stands in a few articles only makes it as unsure as if there were no others: no interval then.
    """
    most = answers.sum(axis=0).argmax() if answers.size else 0
    rare = np.flatnonzero(answers.sum(axis=1) > answers[:, most : most + 1].sum(axis=1))
    return _figure(parts, units, of, FISHER_SCALE, beside=(units.number(rare), fewest))


def percentage(part: Floats, whole: Floats, units: Clusters) -> Estimate:
    """Give a share in percent, from each sentence's numerator and denominator.

    >>> percentage(np.array([1.0, 0.0]), np.array([1.0, 1.0]), Clusters(np.array([0, 1]), "articles", 0))
    Estimate(value=50.0, low=None, high=None, sentences=2, why='an interval needs at least 8 articles, and there are 2')
    """
    return _in_percent(_figure(np.stack([part, whole], axis=1), units, _ratio, LOG_ODDS_SCALE))


def percentage_change(parts: Floats, units: Clusters) -> Estimate:
    """Give a difference of two shares in percentage points: the second less the first (part, whole, part, whole)."""
    return _in_percent(_figure(parts, units, mean_difference, IDENTITY_SCALE, both=True))


def mean_difference_estimate(parts: Floats, units: Clusters) -> Estimate:
    """Give a difference of two means, both of which rest on enough articles; see `mean_difference`."""
    fewest = min(units.number(np.flatnonzero(parts[:, column::4].any(axis=1))) for column in (1, 3))
    found = _figure(parts, units, mean_difference, IDENTITY_SCALE, both=True)
    if found.value is None or fewest >= MIN_ARTICLES_PER_SIDE:
        return found
    why = f"an interval needs at least {MIN_ARTICLES_PER_SIDE} {units.kind} on each side, and there are {fewest} on one"
    return Estimate(found.value, None, None, found.sentences, why)


def mean_difference_error(parts: Floats, units: Clusters) -> float | None:
    """Give the standard error of a difference; None where it has no interval."""
    return (
        None
        if mean_difference_estimate(parts, units).low is None
        else standard_error(_summed(parts, units.ids), mean_difference)
    )


def mean_difference(total: Floats) -> Floats:
    """Give the second mean less the first from summed parts (last axis): part, whole, part, whole.

    Further fours are further rounds: each is compared within itself, and weighs what it holds.

    >>> float(mean_difference(np.array([1.0, 2.0, 3.0, 4.0])))
    0.25
    >>> float(mean_difference(np.array([0.0, 10.0, 5.0, 10.0, 0.0, 10.0, 0.0, 10.0])))
    0.25
    """
    rounds = total.reshape(*total.shape[:-1], -1, 4)
    found = _ratio(rounds[..., 2:]) - _ratio(rounds[..., :2])
    weights = np.where(np.isnan(found), 0.0, rounds[..., 1] + rounds[..., 3])
    with np.errstate(divide="ignore", invalid="ignore"):
        mean: Floats = (np.nan_to_num(found) * weights).sum(axis=-1) / weights.sum(axis=-1)
    return mean


def _ratio(total: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.where(total[..., 1] > 0, total[..., 0] / total[..., 1], np.nan)
    return found


def _figure(
    parts: Floats,
    units: Clusters,
    of: Statistic,
    scale: Scale,
    beside: tuple[int, int] | None = None,
    both: bool = False,
) -> Estimate:
    kept = np.flatnonzero(parts.any(axis=1))
    sentences = len(kept)
    value = float(of(parts.sum(axis=0))) if sentences else np.nan
    if np.isnan(value):
        return Estimate(None, None, None, sentences, ONE_LABEL_USED if sentences and not both else NOTHING_TO_COMPARE)
    why = _too_few(units, units.number(kept), beside)
    found = (
        None
        if why
        else bootstrap_interval(_summed(parts[kept], units.ids[kept]), of, scale, units.seed, units.resamples)
    )
    if found is None:
        why = why or f"nearly all {units.kind} say the same, so resampling them shows nothing"
        return Estimate(value, None, None, sentences, why)
    return Estimate(value, *found, sentences)


def _too_few(units: Clusters, number: int, beside: tuple[int, int] | None) -> str:
    """Say why there is no interval, where there are too few to resample."""
    if number < MIN_ARTICLES:
        return f"an interval needs at least {MIN_ARTICLES} {units.kind}, and there are {number}"
    if beside is not None and beside[0] < beside[1]:
        return (
            f"an interval needs at least {beside[1]} {units.kind} with another label than the most frequent, "
            f"and there are {beside[0]}"
        )
    return ""


def _summed(parts: Floats, of: Ints) -> Floats:
    known, number = np.unique(of, return_inverse=True)
    total = np.zeros((len(known), parts.shape[1]))
    np.add.at(total, number.reshape(-1), parts)
    return total


def _in_percent(found: Estimate) -> Estimate:
    value, low, high = (None if x is None else 100 * x for x in (found.value, found.low, found.high))
    return Estimate(value, low, high, found.sentences, found.why)
