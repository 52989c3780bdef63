"""Do the 95 % intervals of agreement cover the truth? Simulated studies whose articles are alike within and differ."""

import sys
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, Final, NamedTuple

import numpy as np
from joblib import Parallel, delayed
from threadpoolctl import threadpool_limits

from exports.agreement.alpha import coincidence_parts, label_parts, nominal_alpha, nominal_parts, ordinal_alpha
from exports.agreement.kappa import kappa, kappa_parts
from exports.statistics.arrays import Ints
from exports.statistics.bootstrap import MIN_ARTICLES_ONE_LABEL
from exports.statistics.estimate import Clusters, Estimate, chance_corrected_agreement, percentage

STUDIES: Final = 2000
RESAMPLES: Final = 600
ARTICLES: Final = (12, 20, 50, 200)
LOWEST_COVERAGE: Final = 0.93
HIGHEST_COVERAGE: Final = 0.97
_TRUTH_ARTICLES: Final = 40_000  # so many that their figures count as the truth


class World(NamedTuple):
    """Articles, and people who answer."""

    labels: tuple[float, ...]  # how frequent each is
    alike: float  # how alike an article's sentences are (a small number: very)
    right: float  # how often a person finds the label
    spread: float  # how much easier some articles are (log odds)
    people: int = 3
    gaps: float = 0.0  # the share of answers that are missing


WORLDS: Final[Mapping[str, World]] = {
    "2 labels": World((0.5, 0.5), 4, 0.8, 0.8),
    "2 labels, one seldom": World((0.9, 0.1), 2, 0.85, 0.8),
    "3 labels, strongly clustered": World((0.5, 0.3, 0.2), 1.5, 0.75, 1.2),
    "3 labels, gaps": World((0.5, 0.3, 0.2), 4, 0.8, 0.8, gaps=0.4),
    "3 labels, careful people": World((0.5, 0.3, 0.2), 4, 0.95, 0.8),
    "6 labels, some rare": World((0.4, 0.25, 0.15, 0.1, 0.06, 0.04), 4, 0.75, 0.8),
}


def drawn(world: World, articles: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Draw sentences: the article of each, and each person's label (-1 where there is none)."""
    article = np.repeat(np.arange(articles), 1 + rng.negative_binomial(1, 1 / 8, articles))
    labels = len(world.labels)
    likely = rng.dirichlet(np.array(world.labels) * world.alike, articles)[article].cumsum(axis=1)
    correct = np.minimum((likely < rng.random((len(article), 1))).sum(axis=1), labels - 1)
    odds = np.log(world.right / (1 - world.right)) + rng.normal(size=articles)[article] * world.spread
    size = (len(article), world.people)
    right = rng.random(size) < 1 / (1 + np.exp(-odds[:, None]))
    labels_given = np.where(right, correct[:, None], rng.integers(0, labels, size))
    return article, np.where(rng.random(size) < world.gaps, -1, labels_given)


def figures(article: Ints, answers: Ints, labels: int, seed: int) -> dict[str, Estimate]:
    """Measure one study with what `newsstance agree` uses; the last label is the rarest."""
    counts = (answers[:, :, None] == np.arange(labels)).sum(axis=1)
    clusters, size = Clusters(article, "articles", seed, RESAMPLES), counts.sum(axis=1)
    rarest = np.stack([counts[:, -1], size - counts[:, -1]], axis=1)
    both_answered = (answers[:, 0] >= 0) & (answers[:, 1] >= 0)
    pair, pair_clusters = (
        kappa_parts(answers[both_answered, 0], answers[both_answered, 1], labels),
        Clusters(article[both_answered], "articles", seed, RESAMPLES),
    )
    equal, pairs = (counts * (counts - 1)).sum(axis=1), size * (size - 1)
    return {
        "alpha": chance_corrected_agreement(nominal_parts(counts), counts, clusters, nominal_alpha),
        "as a scale": chance_corrected_agreement(coincidence_parts(counts), counts, clusters, ordinal_alpha),
        "rarest label": chance_corrected_agreement(
            label_parts(counts, labels - 1), rarest, clusters, nominal_alpha, MIN_ARTICLES_ONE_LABEL
        ),
        "kappa": chance_corrected_agreement(pair, pair[:, :labels] + pair[:, labels:-1], pair_clusters, kappa),
        "percent": percentage(equal.astype(float), pairs.astype(float), clusters),
    }


def studies(world: World, articles: int, number: int, seed: int) -> dict[str, tuple[float, float]]:
    """Simulate studies; gives for each figure how many intervals cover the truth, and how many studies have one."""
    rng = np.random.default_rng(seed)
    truth = {name: figure.value or 0.0 for name, figure in _truth(world, rng).items()}
    covered: dict[str, list[bool]] = {name: [] for name in truth}
    for study in range(number):
        for name, estimate in figures(*drawn(world, articles, rng), len(world.labels), seed + study).items():
            if estimate.low is not None and estimate.high is not None:
                covered[name].append(estimate.low <= truth[name] <= estimate.high)
    return {name: (float(np.mean(hits)) if hits else np.nan, len(hits) / number) for name, hits in covered.items()}


def main() -> None:
    """Print the table, and fail where an interval doesn't cover what it says."""
    print(f"95 % intervals of agreement, {STUDIES:,} studies each: how many cover the truth (and are given at all)")
    bad = [
        f"{name} ({setting})" for setting, name, share in _table() if not LOWEST_COVERAGE <= share <= HIGHEST_COVERAGE
    ]
    if bad:
        sys.exit(f"95 % intervals should cover in 93 to 97 %: not so with {', '.join(bad)}")


def _table() -> Iterator[tuple[str, str, float]]:
    cells = list(product(WORLDS, ARTICLES))
    run = Parallel(n_jobs=-1, return_as="generator")  # a cell's draws depend on its seed alone, wherever it runs
    for (world_name, articles), coverage in zip(cells, run(delayed(_cell)(*cell) for cell in cells), strict=True):
        cells_text = (f"{name} {share:.1%} ({frequency:.0%})" for name, (share, frequency) in coverage.items())
        print(f"  {world_name}, {articles} articles: {', '.join(cells_text)}", flush=True)
        # where most studies give no interval, those that do are no fair sample of studies
        yield from (
            (f"{world_name}, {articles}", name, share)
            for name, (share, frequency) in coverage.items()
            if frequency > 0.5
        )


def _cell(world_name: str, articles: int) -> dict[str, tuple[float, float]]:
    with threadpool_limits(1):  # small matrices: threads that wait for each other take three times as long
        return studies(WORLDS[world_name], articles, STUDIES, seed=0)


def _truth(world: World, rng: np.random.Generator) -> dict[str, Any]:
    article, answers = drawn(world, _TRUTH_ARTICLES, rng)
    return figures(np.zeros_like(article), answers, len(world.labels), 0)  # one article: no interval is made


if __name__ == "__main__":
    main()
