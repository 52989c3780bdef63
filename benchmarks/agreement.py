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

Numbers = Ints

STUDIES: Final = 2000
RESAMPLES: Final = 600
ARTICLES: Final = (12, 20, 50, 200)
AT_LEAST: Final = 0.93
AT_MOST: Final = 0.97
_TRUTH: Final = 40_000  # articles that stand for all there are


class World(NamedTuple):
    """Articles, and people who answer."""

    labels: tuple[float, ...]  # how frequent each is
    alike: float  # how alike an article's sentences are (small: very)
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


def drawn(world: World, articles: int, rng: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Draw sentences: the article of each, and each person's label (-1 where there is none)."""
    of = np.repeat(np.arange(articles), 1 + rng.negative_binomial(1, 1 / 8, articles))
    labels = len(world.labels)
    likely = rng.dirichlet(np.array(world.labels) * world.alike, articles)[of].cumsum(axis=1)
    meant = np.minimum((likely < rng.random((len(of), 1))).sum(axis=1), labels - 1)
    odds = np.log(world.right / (1 - world.right)) + rng.normal(size=articles)[of] * world.spread
    size = (len(of), world.people)
    found = rng.random(size) < 1 / (1 + np.exp(-odds[:, None]))
    given = np.where(found, meant[:, None], rng.integers(0, labels, size))
    return of, np.where(rng.random(size) < world.gaps, -1, given)


def figures(of: Numbers, given: Numbers, labels: int, seed: int) -> dict[str, Estimate]:
    """Measure one study with what `newsstance agree` uses; the last label is the rarest."""
    counts = (given[:, :, None] == np.arange(labels)).sum(axis=1)
    units, size = Clusters(of, "articles", seed, RESAMPLES), counts.sum(axis=1)
    rarest = np.stack([counts[:, -1], size - counts[:, -1]], axis=1)
    both = (given[:, 0] >= 0) & (given[:, 1] >= 0)
    pair, pair_units = (
        kappa_parts(given[both, 0], given[both, 1], labels),
        Clusters(of[both], "articles", seed, RESAMPLES),
    )
    equal, pairs = (counts * (counts - 1)).sum(axis=1), size * (size - 1)
    return {
        "alpha": chance_corrected_agreement(nominal_parts(counts), counts, units, nominal_alpha),
        "as a scale": chance_corrected_agreement(coincidence_parts(counts), counts, units, ordinal_alpha),
        "rarest label": chance_corrected_agreement(
            label_parts(counts, labels - 1), rarest, units, nominal_alpha, MIN_ARTICLES_ONE_LABEL
        ),
        "kappa": chance_corrected_agreement(pair, pair[:, :labels] + pair[:, labels:-1], pair_units, kappa),
        "percent": percentage(equal.astype(float), pairs.astype(float), units),
    }


def studies(world: World, articles: int, number: int, seed: int) -> dict[str, tuple[float, float]]:
    """Simulate studies; gives for each figure how many intervals cover the truth, and how many studies have one."""
    rng = np.random.default_rng(seed)
    truth = {name: figure.value or 0.0 for name, figure in _truth(world, rng).items()}
    covered: dict[str, list[bool]] = {name: [] for name in truth}
    for study in range(number):
        for name, found in figures(*drawn(world, articles, rng), len(world.labels), seed + study).items():
            if found.low is not None and found.high is not None:
                covered[name].append(found.low <= truth[name] <= found.high)
    return {name: (float(np.mean(told)) if told else np.nan, len(told) / number) for name, told in covered.items()}


def main() -> None:
    """Print the table, and fail where an interval doesn't cover what it says."""
    print(f"95 % intervals of agreement, {STUDIES:,} studies each: how many cover the truth (and are given at all)")
    bad = [f"{name} ({place})" for place, name, share in _table() if not AT_LEAST <= share <= AT_MOST]
    if bad:
        sys.exit(f"95 % intervals should cover in 93 to 97 %: not so with {', '.join(bad)}")


def _table() -> Iterator[tuple[str, str, float]]:
    cells = list(product(WORLDS, ARTICLES))
    run = Parallel(n_jobs=-1, return_as="generator")  # a cell's draws hang on its seed alone, wherever it runs
    for (called, articles), found in zip(cells, run(delayed(_cell)(*cell) for cell in cells), strict=True):
        shown = (f"{name} {share:.1%} ({given:.0%})" for name, (share, given) in found.items())
        print(f"  {called}, {articles} articles: {', '.join(shown)}", flush=True)
        # where most studies give no interval, those that do are no fair sample of studies
        yield from ((f"{called}, {articles}", name, share) for name, (share, given) in found.items() if given > 0.5)


def _cell(called: str, articles: int) -> dict[str, tuple[float, float]]:
    with threadpool_limits(1):  # small matrices: threads that wait for each other take thrice as long
        return studies(WORLDS[called], articles, STUDIES, seed=0)


def _truth(world: World, rng: np.random.Generator) -> dict[str, Any]:
    of, given = drawn(world, _TRUTH, rng)
    return figures(np.zeros_like(of), given, len(world.labels), 0)  # one article: no interval is made


if __name__ == "__main__":
    main()
