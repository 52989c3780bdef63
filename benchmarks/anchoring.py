"""Does `newsstance anchoring` find who follow the model, and only those? Simulated studies of the planned size."""

import sys
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import numpy as np
from joblib import Parallel, delayed
from threadpoolctl import threadpool_limits

from annotation.assignment.randomization import systematic_sample
from exports.agreement.alpha import nominal_alpha, nominal_parts
from exports.anchoring.anchoring import arm_parts
from exports.anchoring.power import Design, expected_difference, study_size
from exports.statistics.arrays import Flags, Ints
from exports.statistics.estimate import Clusters, Estimate, mean_difference_estimate

STUDIES: Final = 2000
RESAMPLES: Final = 600
FOLLOW: Final = 0.3
POWER_RANGE: Final = (0.77, 0.90)
HIGHEST_FALSE_ALARM: Final = 0.06
_PILOT_SENTENCES: Final = 20_000  # so many that what a pilot tells counts as the truth


class World(NamedTuple):
    """Articles, a model, and people who answer."""

    labels: tuple[float, ...]  # how frequent each is
    model: float  # how often the model finds the label, where there is no luck
    right: tuple[float, ...]  # how often each annotator does
    alike: float = 4  # how alike an article's sentences are (small: very)
    spread: float = 0.8  # how much easier some articles are, for people and the model (log odds)
    hard: float = 1.0  # how much easier some sentences are, for people and the model (log odds)
    blind: float = 0.2


WORLDS: Final[Mapping[str, World]] = {
    "3 labels, three people": World((0.5, 0.3, 0.2), 0.7, (0.85, 0.8, 0.75)),
    "3 labels, one person": World((0.5, 0.3, 0.2), 0.7, (0.8,)),
    "2 labels, weak model": World((0.6, 0.4), 0.6, (0.85, 0.7)),
    "6 labels, strongly clustered": World((0.4, 0.25, 0.15, 0.1, 0.06, 0.04), 0.6, (0.8, 0.75, 0.7), 1.5, 1.5),
    "6 labels, five people": World((0.4, 0.25, 0.15, 0.1, 0.06, 0.04), 0.65, (0.9, 0.85, 0.8, 0.75, 0.6)),
    "3 labels, a good model": World((0.5, 0.3, 0.2), 0.85, (0.85, 0.8, 0.75)),
    "3 labels, a tenth blind": World((0.5, 0.3, 0.2), 0.7, (0.85, 0.8), blind=0.1),
    # The plan's rule was found in worlds like those above; the worlds below were not used to make it.
    "3 labels, half blind": World((0.5, 0.3, 0.2), 0.7, (0.85, 0.8), blind=0.5),
    "2 labels, one seldom": World((0.85, 0.15), 0.75, (0.85, 0.8)),
    "4 labels, two unlike people": World((0.4, 0.3, 0.2, 0.1), 0.65, (0.92, 0.6)),
    "5 labels, four people": World((0.3, 0.25, 0.2, 0.15, 0.1), 0.6, (0.9, 0.8, 0.75, 0.7), 2.5, 1.0),
    "3 labels, six careless people": World((0.5, 0.3, 0.2), 0.55, (0.6,) * 6),
}


class Study(NamedTuple):
    """What came in: the article and arm of each sentence, what the model says, and each annotator's answer (or -1)."""

    article: Ints
    blind: Flags
    model_labels: Ints
    answers: Ints


def drawn(world: World, sentences: int, follow: float, rng: np.random.Generator) -> Study:
    """Draw a study of so many sentences; the last article is cut."""
    article = np.repeat(np.arange(sentences), 1 + rng.negative_binomial(1, 1 / 8, sentences))[:sentences]
    labels = len(world.labels)
    likely = rng.dirichlet(np.array(world.labels) * world.alike, article[-1] + 1)[article].cumsum(axis=1)
    correct = np.minimum((likely < rng.random((sentences, 1))).sum(axis=1), labels - 1)
    ease = rng.normal(size=sentences)[article] * world.spread + rng.normal(size=sentences) * world.hard
    probabilities = np.array([world.model, *world.right])
    right = rng.random((sentences, len(probabilities))) < 1 / (
        1 + np.exp(-np.log(probabilities / (1 - probabilities)) - ease[:, None])
    )
    wrong = (correct[:, None] + rng.integers(1, labels, right.shape)) % labels
    labels_given = np.where(right, correct[:, None], wrong)
    model_labels, answers = labels_given[:, 0], labels_given[:, 1:]
    key = rng.bytes(8)
    chosen = systematic_sample([str(sentence) for sentence in range(sentences)], world.blind, key)
    blind = np.isin(np.arange(sentences), [int(sentence) for sentence in chosen])
    follows = (rng.random(answers.shape) < follow) & ~blind[:, None]
    return Study(article, blind, model_labels, np.where(follows, model_labels[:, None], answers))


def measured(study: Study, seed: int, resamples: int = RESAMPLES) -> Estimate:
    """Compare the arms as `newsstance anchoring` does."""
    annotators = study.answers.shape[1]
    agrees = (study.answers == study.model_labels[:, None]).ravel()
    parts = arm_parts(agrees, study.blind.repeat(annotators), np.arange(len(study.model_labels)).repeat(annotators))
    return mean_difference_estimate(parts, Clusters(study.article, "articles", seed, resamples))


def design(world: World, rng: np.random.Generator) -> Design:
    """Know what a pilot without pre-labels would tell: how often people agree with the model, and with each other."""
    pilot = drawn(world, _PILOT_SENTENCES, 0, rng)
    counts = (pilot.answers[:, :, None] == np.arange(len(world.labels))).sum(axis=1)
    alpha = float(nominal_alpha(nominal_parts(counts).sum(axis=0))) if len(world.right) > 1 else 0.0
    agree = float((pilot.answers == pilot.model_labels[:, None]).mean())
    return Design(agree, len(world.right), alpha, world.blind)


def studies(world: World, number: int, seed: int) -> dict[str, float]:
    """Simulate studies of the planned size: how many verdicts find it, and how many find it where nobody follows."""
    rng = np.random.default_rng(seed)
    pilot_design = design(world, rng)
    planned = study_size(expected_difference(FOLLOW, pilot_design.agree), pilot_design)
    rates = {}
    for name, follow in (("found", FOLLOW), ("false alarm", 0.0)):
        estimates = [measured(drawn(world, planned.sentences, follow, rng), seed + study) for study in range(number)]
        intervals = [(each.low, each.high) for each in estimates if each.low is not None and each.high is not None]
        rates[name] = sum(low > 0 or (name == "false alarm" and high < 0) for low, high in intervals) / number
        rates[f"{name} given"] = len(intervals) / number
        truth = planned.difference if follow else 0.0
        rates[f"{name} covered"] = sum(low <= truth <= high for low, high in intervals) / number
    return {**rates, "difference": planned.difference, "blind": planned.blind, "sentences": planned.sentences}


def main() -> None:
    """Print the table, and fail where a verdict finds too little, or what isn't there."""
    print(f"verdicts of {STUDIES:,} studies of the size asked for at 80 % power, 30 % following the model or none")
    rows = list(_table())
    bad = [
        name
        for name, rates in rows
        if not POWER_RANGE[0] <= rates["found"] <= POWER_RANGE[1] or rates["false alarm"] > HIGHEST_FALSE_ALARM
    ]
    if bad:
        sys.exit(f"77 to 90 % should find it, and at most 6 % what isn't there: not so with {', '.join(bad)}")


def _table() -> Iterator[tuple[str, dict[str, float]]]:
    run = Parallel(n_jobs=-1, return_as="generator")  # a world's draws depend on its seed alone, wherever it runs
    for name, rates in zip(WORLDS, run(delayed(_world_rates)(name) for name in WORLDS), strict=True):
        planned = f"{rates['difference']:.3f} in {rates['sentences']:.0f} sentences, {rates['blind']:.0f} blind"
        print(
            f"  {name}: {planned}: found {rates['found']:.1%}, covered {rates['found covered']:.1%}; "
            f"false alarm {rates['false alarm']:.1%}",
            flush=True,
        )
        yield name, rates


def _world_rates(name: str) -> dict[str, float]:
    with threadpool_limits(1):  # small matrices: threads that wait for each other take three times as long
        return studies(WORLDS[name], STUDIES, seed=0)


if __name__ == "__main__":
    main()
