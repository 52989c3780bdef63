"""A statistic with what it rests on: the number of sentences, and a 95 % interval by resampling articles."""

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
    IndependentSentences,
    Scale,
    Statistic,
    bootstrap_interval,
    independent_error,
    standard_error,
)
from exports.statistics.formatting import too_few
from exports.statistics.mixed_effects import combined_difference

ONE_LABEL_USED: Final = "undefined: only one label was ever used"
NOTHING_TO_COMPARE: Final = "nothing to compare"
ONE_CONDITION_EACH: Final = "nobody answered in both arms, so that people and arms cannot be told apart"


@dataclass(frozen=True)
class Estimate:
    """A value, the ends of its 95 % interval, and the number of sentences it rests on.

    `value` is None where it is undefined, `low` and `high` are None where there is no interval; `why` gives the reason.
    """

    value: float | None
    low: float | None
    high: float | None
    sentences: int
    why: str = ""


@dataclass(frozen=True)
class Clusters:
    """What is resampled: the number of each sentence's article, shape (sentences,), and what the clusters are called.

    `kind` is "articles", or "sentences" where the answers name no articles and each sentence is a cluster of its own.
    """

    ids: Ints
    kind: str
    seed: int
    resamples: int = RESAMPLES

    def count(self, sentences: Ints) -> int:
        """Count the distinct clusters among the sentences at these positions, shape (selected sentences,).

        >>> Clusters(np.array([0, 0, 1]), "articles", seed=0).count(np.array([0, 1]))
        1
        """
        return len(np.unique(self.ids[sentences]))


@dataclass(frozen=True)
class _Requirement:
    """The clusters with a label other than the most frequent one: how many there are, and how many are needed."""

    clusters: int
    needed: int


def chance_corrected_agreement(
    parts: Floats,
    label_counts: Ints | Floats,
    clusters: Clusters,
    statistic: Statistic,
    min_articles: int = MIN_ARTICLES_OTHER_LABELS,
) -> Estimate:
    """Give an alpha or a kappa with its interval.

    There is no interval where fewer than `min_articles` articles have a label other than the most frequent one: the
    coefficient is then about as uncertain as if there were no other articles.

    Args:
        parts: What each sentence adds to the coefficient, shape (sentences, parts).
        label_counts: How often each sentence was given each label, shape (sentences, labels).
        clusters: The article of each sentence.
        statistic: The coefficient, from summed parts.
        min_articles: The smallest number of articles with a label other than the most frequent one.
    """
    most_frequent = label_counts.sum(axis=0).argmax() if label_counts.size else 0
    of_most_frequent = label_counts[:, most_frequent : most_frequent + 1].sum(axis=1)
    with_other_label = np.flatnonzero(label_counts.sum(axis=1) > of_most_frequent)
    requirement = _Requirement(clusters.count(with_other_label), min_articles)
    return _estimate(parts, clusters, statistic, FISHER_SCALE, requirement)


def percentage(numerators: Floats, denominators: Floats, clusters: Clusters) -> Estimate:
    """Give a share in percent, from the numerator and the denominator of each sentence, both of shape (sentences,).

    >>> percentage(np.array([1.0, 0.0]), np.array([1.0, 1.0]), Clusters(np.array([0, 1]), "articles", 0))
    Estimate(value=50.0, low=None, high=None, sentences=2, why='an interval needs at least 8 articles, and there are 2')
    """
    return _in_percent(_estimate(np.stack([numerators, denominators], axis=1), clusters, _ratio, LOG_ODDS_SCALE))


def percentage_change(parts: Floats, clusters: Clusters) -> Estimate:
    """Give the difference of two shares in percentage points: the second share less the first.

    `parts` has the shape (sentences, 4): numerator and denominator of the first share, then those of the second.
    """
    return _in_percent(_estimate(parts, clusters, _share_difference, IDENTITY_SCALE, undefined=NOTHING_TO_COMPARE))


def combined_difference_estimate(parts: Floats, answers: Floats, clusters: Clusters) -> Estimate:
    """Give the difference of two conditions with its interval; both must rest on enough articles.

    Args:
        parts: What each sentence adds, shape (sentences, 5 * rounds), as `combined_parts` gives it.
        answers: How many answers each sentence has in each of the two conditions, shape (sentences, 2).
        clusters: The article of each sentence.
    """
    difference = _estimate(
        parts, clusters, combined_difference, IDENTITY_SCALE, undefined=ONE_CONDITION_EACH, is_difference=True
    )
    fewest = min(clusters.count(np.flatnonzero(column)) for column in answers.T)
    if difference.value is None or fewest >= MIN_ARTICLES_PER_SIDE:
        return difference
    why = too_few(MIN_ARTICLES_PER_SIDE, f"{clusters.kind} on each side", fewest, " on one")
    return Estimate(difference.value, None, None, difference.sentences, why)


def combined_difference_error(parts: Floats, clusters: Clusters) -> float:
    """Give the jackknife's standard error of a difference of two conditions.

    `parts` has the shape (sentences, 5 * rounds), as `combined_parts` gives it.
    """
    return standard_error(_sum_by_cluster(parts, clusters.ids), combined_difference)


def _ratio(total: Floats) -> Floats:
    """Divide numerators by denominators, shape (..., 2); NaN where a denominator is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios: Floats = np.where(total[..., 1] > 0, total[..., 0] / total[..., 1], np.nan)
    return ratios


def _share_difference(total: Floats) -> Floats:
    """Give the second share less the first, from numerator and denominator of each, shape (..., 4)."""
    return _ratio(total[..., 2:]) - _ratio(total[..., :2])


def _estimate(
    parts: Floats,
    clusters: Clusters,
    statistic: Statistic,
    scale: Scale,
    requirement: _Requirement | None = None,
    undefined: str = ONE_LABEL_USED,
    *,
    is_difference: bool = False,
) -> Estimate:
    """Compute a statistic of summed parts, and its interval where there are enough clusters that vary.

    The interval is not narrower than that of independent sentences, except of a difference of conditions: sentences of
    one article are in both conditions, so that the plain interval covers in 94 to 96 % (`benchmarks/anchoring.py`).

    `undefined` is the reason given where there are sentences to compare, but the statistic of them has no value.
    """
    compared = np.flatnonzero(parts.any(axis=1))
    value = float(statistic(parts.sum(axis=0))) if len(compared) else np.nan
    if np.isnan(value):
        return Estimate(None, None, None, len(compared), undefined if len(compared) else NOTHING_TO_COMPARE)
    why = _too_few(clusters, clusters.count(compared), requirement)
    if why:
        return Estimate(value, None, None, len(compared), why)
    sums = _sum_by_cluster(parts[compared], clusters.ids[compared])
    sentences = None
    if not is_difference:
        sentences = IndependentSentences(independent_error(parts[compared], statistic), len(compared) / len(sums))
    interval = bootstrap_interval(sums, statistic, scale, clusters.seed, clusters.resamples, sentences=sentences)
    if interval is None:
        why = f"nearly all {clusters.kind} say the same, so resampling them shows nothing"
        return Estimate(value, None, None, len(compared), why)
    return Estimate(value, *interval, len(compared))


def _too_few(clusters: Clusters, compared: int, requirement: _Requirement | None) -> str:
    """Say why there is no interval where there are too few clusters to resample; empty where there are enough."""
    if compared < MIN_ARTICLES:
        return too_few(MIN_ARTICLES, clusters.kind, compared)
    if requirement is not None and requirement.clusters < requirement.needed:
        with_other_label = f"{clusters.kind} with another label than the most frequent"
        return too_few(requirement.needed, with_other_label, requirement.clusters)
    return ""


def _sum_by_cluster(parts: Floats, cluster_ids: Ints) -> Floats:
    """Add up the sentences of each cluster, shape (clusters, parts)."""
    distinct, positions = np.unique(cluster_ids, return_inverse=True)
    total = np.zeros((len(distinct), parts.shape[1]))
    np.add.at(total, positions.reshape(-1), parts)
    return total


def _in_percent(share: Estimate) -> Estimate:
    value, low, high = (None if end is None else 100 * end for end in (share.value, share.low, share.high))
    return Estimate(value, low, high, share.sentences, share.why)
