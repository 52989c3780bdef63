"""Do the 95 % intervals of small slices cover the truth? Ten to twenty articles of very unequal length.

`python benchmarks/slice_intervals.py [--studies N] [--seed S]`. A study is one outlet's slice: articles with some 30
sentences each (as in PolNeAR, from 4 to 200), labels that are unequally frequent, a model that is better on some
articles than on others, and three people who answer. Each world is drawn with sentences that are alike within an
article, and with sentences that are not, where an interval of few articles is narrow by chance most easily.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Final, NamedTuple

import numpy as np
from joblib import Parallel, delayed
from threadpoolctl import threadpool_limits

from exports.agreement.alpha import nominal_alpha, nominal_parts
from exports.agreement.kappa import kappa, kappa_parts
from exports.statistics.arrays import Floats, Ints
from exports.statistics.estimate import Clusters, chance_corrected_agreement, percentage
from training.evaluation.compare import macro_f1_difference
from training.metrics.classification import macro_f1_and_accuracy
from training.metrics.confidence import calibration_error
from training.metrics.judged_sentences import JudgedSentences

STUDIES: Final = 2000
RESAMPLES: Final = 600
ARTICLES: Final = (10, 12, 15, 20)
LOWEST_COVERAGE: Final = 0.92
HIGHEST_COVERAGE: Final = 0.98
_TRUTH_ARTICLES: Final = 8_000  # so many that their figures count as the truth
_PEOPLE: Final = 3

Ends = tuple[float | None, float | None]


class World(NamedTuple):
    """Articles, a model and people."""

    labels: tuple[float, ...]  # how frequent each is
    right: tuple[float, ...]  # how often the model and people find it
    alike: float  # how alike an article's labels are (small: very)
    spread: float  # how much easier some articles are (log odds)
    sizes: float  # the spread of the articles' lengths (their logarithm)


WORLDS: Final[Mapping[str, World]] = {
    "2 labels, articles alike": World((0.6, 0.4), (0.85, 0.75), 1000, 0.0, 0.5),
    "2 labels, articles differ": World((0.6, 0.4), (0.85, 0.75), 6, 0.5, 0.7),
    "2 labels, articles differ, a few have nearly all sentences": World((0.6, 0.4), (0.85, 0.75), 6, 0.4, 1.3),
    "2 unequal labels, articles alike": World((0.8, 0.2), (0.92, 0.65), 1000, 0.0, 0.7),
    "2 unequal labels, articles differ": World((0.8, 0.2), (0.92, 0.65), 5, 0.5, 0.9),
    "4 unequal labels, articles alike": World((0.6, 0.25, 0.09, 0.06), (0.88, 0.75, 0.6, 0.55), 1000, 0.0, 0.5),
    "4 unequal labels, articles differ": World((0.6, 0.25, 0.09, 0.06), (0.88, 0.75, 0.6, 0.55), 6, 0.5, 0.7),
}


class Study(NamedTuple):
    """The sentences of a slice; all but `people` have the shape (sentences,)."""

    article: Ints
    truth: Ints
    predicted: Ints
    rival: Ints  # what another model predicted
    confidence: Floats
    people: Ints  # shape (sentences, people)


def drawn(world: World, articles: int, rng: np.random.Generator) -> Study:
    """Draw the sentences of one slice."""
    sizes = np.clip(np.exp(rng.normal(3.4, world.sizes, articles)), 4, 200).astype(np.int64)
    article = np.repeat(np.arange(articles), sizes)
    mixes = rng.dirichlet(np.array(world.labels) * world.alike, articles).cumsum(axis=1)
    truth = np.minimum((mixes[article] < rng.random((len(article), 1))).sum(axis=1), len(world.labels) - 1)
    right = np.array(world.right)[truth]
    odds = np.log(right / (1 - right)) + (rng.normal(size=articles) * world.spread)[article]
    shares = 1 / (1 + np.exp(-odds))
    predicted, rival, *people = (_answers(world, truth, shares, rng) for _ in range(2 + _PEOPLE))
    confidence = np.clip(0.55 + 0.4 * shares + rng.normal(0, 0.05, len(article)), 0.5, 0.99)
    return Study(article, truth, predicted, rival, confidence, np.stack(people, axis=1))


def intervals(study: Study, labels: int, seed: int) -> dict[str, tuple[float | None, Ends]]:
    """Measure a slice with what `evaluate`, `compare` and `agree` use: the value and the ends of each figure."""
    names = tuple(map(str, range(labels)))
    judged = JudgedSentences(names, study.truth, study.article, study.article, "articles", (), RESAMPLES, seed)
    probabilities = np.repeat((1 - study.confidence)[:, None] / (labels - 1), labels, axis=1)
    probabilities[np.arange(len(study.article)), study.predicted] = study.confidence
    overall = macro_f1_and_accuracy(judged, study.predicted)
    figures = {
        "macro-F1": overall["macro_f1"],
        "accuracy": overall["accuracy"],
        "difference": macro_f1_difference(judged, study.predicted, study.rival),
        "calibration": calibration_error(judged, probabilities),
    }
    counts = (study.people[:, :, None] == np.arange(labels)).sum(axis=1)
    clusters, size = Clusters(study.article, "articles", seed, RESAMPLES), counts.sum(axis=1)
    pair = kappa_parts(study.people[:, 0], study.people[:, 1], labels)
    agreement = {
        "alpha": chance_corrected_agreement(nominal_parts(counts), counts, clusters, nominal_alpha),
        "kappa": chance_corrected_agreement(pair, pair[:, :labels] + pair[:, labels:-1], clusters, kappa),
        "percent": percentage(
            (counts * (counts - 1)).sum(axis=1).astype(float), (size * (size - 1)).astype(float), clusters
        ),
    }
    return {name: (figure["value"], (figure["low"], figure["high"])) for name, figure in figures.items()} | {
        name: (estimate.value, (estimate.low, estimate.high)) for name, estimate in agreement.items()
    }


def studies(world: World, articles: int, number: int, seed: int) -> dict[str, tuple[float, float]]:
    """Simulate slices; gives for each figure how many intervals cover the truth, and how many slices have one."""
    rng = np.random.default_rng([seed, articles, sum(map(ord, repr(world)))])
    large = drawn(world, _TRUTH_ARTICLES, rng)
    one_article = large._replace(article=np.zeros_like(large.article))  # so that no interval is made
    truth = {name: value or 0.0 for name, (value, _) in intervals(one_article, len(world.labels), 0).items()}
    truth["difference"] = 0.0
    covered: dict[str, list[bool]] = {name: [] for name in truth}
    for study in range(number):
        measured = intervals(drawn(world, articles, rng), len(world.labels), seed + study)
        for name, (_, (low, high)) in measured.items():
            if low is not None and high is not None:
                covered[name].append(low <= truth[name] <= high)
    return {name: (float(np.mean(hits)) if hits else np.nan, len(hits) / number) for name, hits in covered.items()}


def main() -> None:
    """Print the table, and fail where an interval doesn't cover what it says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=STUDIES)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print(f"95 % intervals of small slices, {options.studies:,} of each kind, SEED {options.seed}: how many cover the")
    print("truth (and how many slices get an interval, where not all do)")
    bad = [cell for cell, share in _table(options.studies, options.seed) if not _is_honest(share)]
    if bad:
        sys.exit(f"95 % intervals should cover in 92 to 98 %: not so with {'; '.join(bad)}")


def _is_honest(share: float) -> bool:
    return bool(np.isnan(share)) or LOWEST_COVERAGE <= share <= HIGHEST_COVERAGE


def _table(number: int, seed: int) -> Iterator[tuple[str, float]]:
    cells = list(product(WORLDS, ARTICLES))
    run = Parallel(n_jobs=-1, return_as="generator")  # a cell's draws depend on its seed alone, wherever it runs
    measured = run(delayed(_cell)(world, articles, number, seed) for world, articles in cells)
    for (world, articles), coverage in zip(cells, measured, strict=True):
        print(f"  {world}, {articles} articles: {', '.join(map(_in_words, coverage.items()))}", flush=True)
        yield from ((f"{world}, {articles} articles, {name}", share) for name, (share, _) in coverage.items())


def _in_words(figure: tuple[str, tuple[float, float]]) -> str:
    name, (share, frequency) = figure
    if not frequency:
        return f"{name} none"
    return f"{name} {share:.1%}" + (f" ({frequency:.0%})" if frequency < 1 else "")


def _cell(world: str, articles: int, number: int, seed: int) -> dict[str, tuple[float, float]]:
    with threadpool_limits(1):  # small matrices: threads that wait for each other take three times as long
        return studies(WORLDS[world], articles, number, seed)


def _answers(world: World, truth: Ints, shares: Floats, rng: np.random.Generator) -> Ints:
    """Draw an answer to each sentence: the true label in a share of the cases, else another one."""
    labels = len(world.labels)
    others = np.sqrt(np.array(world.labels))[None, :] * (np.arange(labels) != truth[:, None])
    limits = (others / others.sum(axis=1, keepdims=True)).cumsum(axis=1)
    other = np.minimum((limits < rng.random((len(truth), 1))).sum(axis=1), labels - 1)
    answers: Ints = np.where(rng.random(len(truth)) < shares, truth, other)
    return answers


if __name__ == "__main__":
    main()
