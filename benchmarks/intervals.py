"""Do the 95 % intervals of macro-F1 cover the truth? Simulated studies whose articles are alike within and differ."""

import sys
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from exports.statistics.arrays import Ints
from training.metrics.intervals import Ratios, ratio_interval, resample_counts

STUDIES: Final = 2000
ARTICLES: Final = (10, 20, 50, 200)  # ten are the fewest that get an interval
LOWEST_COVERAGE: Final = 0.93
HIGHEST_COVERAGE: Final = 0.97
_TRUTH_ARTICLES: Final = 400_000  # so many that their figure counts as the truth


class Setting(NamedTuple):
    """A world of articles and a model in it."""

    labels: tuple[float, ...]  # how frequent each is
    right: tuple[float, ...]  # how often the model finds it
    alike: float  # how alike an article's labels are (small: very)
    spread: float  # how much better the model is on some articles (log odds)
    sizes: float  # 0: eight sentences an article or so; else lognormal with this spread


SETTINGS: Final[Mapping[str, Setting]] = {
    "2 labels": Setting((0.55, 0.45), (0.8, 0.75), 4, 0.8, 0),
    "2 labels, strongly clustered": Setting((0.7, 0.3), (0.85, 0.6), 1.5, 1.2, 0),
    "3 labels": Setting((0.5, 0.3, 0.2), (0.75, 0.7, 0.6), 4, 0.8, 0),
    "3 labels, strongly clustered, some articles huge": Setting((0.5, 0.3, 0.2), (0.75, 0.7, 0.6), 1.5, 1.2, 1.3),
    "5 labels, one rare": Setting((0.4, 0.25, 0.2, 0.11, 0.04), (0.75, 0.7, 0.6, 0.55, 0.4), 4, 0.8, 0),
    "3 labels, a good model": Setting((0.5, 0.3, 0.2), (0.95, 0.95, 0.9), 4, 0.8, 0),
}


def studies(setting: Setting, *, articles: int, number: int, resamples: int, seed: int) -> dict[str, float]:
    """Simulate studies; gives how many intervals, ours and the plain percentile one, cover the truth."""
    rng = np.random.default_rng(seed)
    truth = _figure(*_drawn(setting, _TRUTH_ARTICLES, rng)).value()
    covered = plain = missing = 0
    width = 0.0
    for study in range(number):
        figure = _figure(*_drawn(setting, articles, rng))
        interval = ratio_interval(figure, resamples, seed + study)
        if interval["low"] is None:
            missing += 1
            continue
        covered += interval["low"] <= truth <= interval["high"]
        width += interval["high"] - interval["low"]
        low, high = _percentile(figure, resamples, seed + study)
        plain += low <= truth <= high
    intervals = max(1, number - missing)
    return {
        "covered": covered / intervals,
        "percentile": plain / intervals,
        "missing": missing,
        "width": width / intervals,
    }


def main() -> None:
    """Print the table, and fail where an interval doesn't cover what it says."""
    rows = list(_table())
    bad = [name for name, _, rates in rows if not LOWEST_COVERAGE <= rates["covered"] <= HIGHEST_COVERAGE]
    if bad:
        sys.exit(f"95 % intervals should cover in 93 to 97 %: not so with {', '.join(dict.fromkeys(bad))}")


def _table() -> Iterator[tuple[str, int, dict[str, float]]]:
    print(f"95 % intervals of macro-F1, {STUDIES:,} studies each: how many cover the truth")
    for name, setting in SETTINGS.items():
        for articles in ARTICLES:
            rates = studies(setting, articles=articles, number=STUDIES, resamples=600, seed=0)
            ours, plain, width = (rates[key] for key in ("covered", "percentile", "width"))
            print(f"  {name}, {articles} articles: {ours:.1%} (percentile {plain:.1%}), width {width:.3f}", flush=True)
            yield name, articles, rates


def _drawn(setting: Setting, articles: int, rng: np.random.Generator) -> tuple[NDArray[Any], NDArray[Any]]:
    """Draw for each article, by label, the right predictions, and the gold labels plus the predicted ones."""
    base, right = np.array(setting.labels), np.array(setting.right)
    gold = rng.multinomial(_sizes(setting, articles, rng), rng.dirichlet(base * setting.alike, articles))
    luck = rng.normal(size=(articles, 1)) * setting.spread
    hits = rng.binomial(gold, 1 / (1 + np.exp(-(np.log(right / (1 - right)) + luck))))
    predicted = hits.copy()
    for label in range(len(base)):
        confusable = np.sqrt(base) * (np.arange(len(base)) != label)
        predicted += rng.multinomial(gold[:, label] - hits[:, label], confusable / confusable.sum())
    return hits.astype(float), (gold + predicted).astype(float)


def _sizes(setting: Setting, articles: int, rng: np.random.Generator) -> Ints:
    if setting.sizes:
        return np.minimum(1 + np.exp(rng.normal(2.5, setting.sizes, articles)), 3000).astype(np.int64)
    return 1 + rng.negative_binomial(1, 1 / 8, articles)


def _figure(hits: NDArray[Any], occurrences: NDArray[Any]) -> Ratios:
    occurs = occurrences.sum(axis=0) > 0
    weights, articles = np.full(occurs.sum(), 1 / occurs.sum()), np.arange(len(hits))  # each row sums up an article
    return Ratios(2 * hits[:, occurs], occurrences[:, occurs], weights, articles)


def _percentile(figure: Ratios, resamples: int, seed: int) -> tuple[float, float]:
    """Give the interval that most programs print."""
    drawn = np.vstack(list(resample_counts(len(figure.numerators), resamples, seed)))
    with np.errstate(invalid="ignore"):
        values = np.nanmean((drawn @ figure.numerators) / (drawn @ figure.denominators), axis=1)
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


if __name__ == "__main__":
    main()
