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
from exports.anchoring.power import Design, study_size
from exports.anchoring.power import expected_difference as expected
from exports.statistics.arrays import Flags, Ints
from exports.statistics.estimate import Clusters, Estimate, mean_difference_estimate

Numbers = Ints

STUDIES: Final = 2000
RESAMPLES: Final = 600
FOLLOW: Final = 0.3
FOUND: Final = (0.77, 0.90)
FALSE_ALARM: Final = 0.06
_TRUTH: Final = 20_000  # articles that stand for all there are


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
    # The plan's rule was found in worlds like those above; the ones below it had not seen.
    "3 labels, half blind": World((0.5, 0.3, 0.2), 0.7, (0.85, 0.8), blind=0.5),
    "2 labels, one seldom": World((0.85, 0.15), 0.75, (0.85, 0.8)),
    "4 labels, two unlike people": World((0.4, 0.3, 0.2, 0.1), 0.65, (0.92, 0.6)),
    "5 labels, four people": World((0.3, 0.25, 0.2, 0.15, 0.1), 0.6, (0.9, 0.8, 0.75, 0.7), 2.5, 1.0),
    "3 labels, six careless people": World((0.5, 0.3, 0.2), 0.55, (0.6,) * 6),
}


class Study(NamedTuple):
    """What came in: the article and arm of each sentence, what the model says, and each annotator's answer (or -1)."""

    article: Numbers
    blind: Flags
    said: Numbers
    given: Numbers


def drawn(world: World, sentences: int, follow: float, rng: np.random.Generator) -> Study:
    """Draw a study of so many sentences; the last article is cut."""
    article = np.repeat(np.arange(sentences), 1 + rng.negative_binomial(1, 1 / 8, sentences))[:sentences]
    labels = len(world.labels)
    likely = rng.dirichlet(np.array(world.labels) * world.alike, article[-1] + 1)[article].cumsum(axis=1)
    meant = np.minimum((likely < rng.random((sentences, 1))).sum(axis=1), labels - 1)
    ease = rng.normal(size=sentences)[article] * world.spread + rng.normal(size=sentences) * world.hard
    probabilities = np.array([world.model, *world.right])
    right = rng.random((sentences, len(probabilities))) < 1 / (
        1 + np.exp(-np.log(probabilities / (1 - probabilities)) - ease[:, None])
    )
    wrong = (meant[:, None] + rng.integers(1, labels, right.shape)) % labels
    found = np.where(right, meant[:, None], wrong)
    said, given = found[:, 0], found[:, 1:]
    key = rng.bytes(8)
    chosen = systematic_sample([str(sentence) for sentence in range(sentences)], world.blind, key)
    blind = np.isin(np.arange(sentences), [int(sentence) for sentence in chosen])
    follows = (rng.random(given.shape) < follow) & ~blind[:, None]
    return Study(article, blind, said, np.where(follows, said[:, None], given))


def measured(study: Study, seed: int, resamples: int = RESAMPLES) -> Estimate:
    """Compare the arms as `newsstance anchoring` does."""
    people = study.given.shape[1]
    agrees = (study.given == study.said[:, None]).ravel()
    parts = arm_parts(agrees, study.blind.repeat(people), np.arange(len(study.said)).repeat(people))
    return mean_difference_estimate(parts, Clusters(study.article, "articles", seed, resamples))


def design(world: World, rng: np.random.Generator) -> Design:
    """Know what a pilot without pre-labels would tell: how often people agree with the model, and with each other."""
    pilot = drawn(world, _TRUTH, 0, rng)
    counts = (pilot.given[:, :, None] == np.arange(len(world.labels))).sum(axis=1)
    alpha = float(nominal_alpha(nominal_parts(counts).sum(axis=0))) if len(world.right) > 1 else 0.0
    agree = float((pilot.given == pilot.said[:, None]).mean())
    return Design(agree, len(world.right), alpha, world.blind)


def studies(world: World, number: int, seed: int) -> dict[str, float]:
    """Simulate studies of the planned size: how many verdicts find it, and how many find it where nobody follows."""
    rng = np.random.default_rng(seed)
    known = design(world, rng)
    planned = study_size(expected(FOLLOW, known.agree), known)
    told = {}
    for name, follow in (("found", FOLLOW), ("false alarm", 0.0)):
        found = [measured(drawn(world, planned.sentences, follow, rng), seed + study) for study in range(number)]
        given = [one for one in found if one.low is not None and one.high is not None]
        told[name] = sum(one.low > 0 or (name == "false alarm" and one.high < 0) for one in given) / number  # type: ignore[operator]
        told[f"{name} given"] = len(given) / number
        truth = planned.difference if follow else 0.0
        told[f"{name} covered"] = sum(one.low <= truth <= one.high for one in given) / number  # type: ignore[operator]
    return {**told, "difference": planned.difference, "blind": planned.blind, "sentences": planned.sentences}


def main() -> None:
    """Print the table, and fail where a verdict finds too little, or what isn't there."""
    print(f"verdicts of {STUDIES:,} studies of the size asked for at 80 % power, 30 % following the model or none")
    rows = list(_table())
    bad = [name for name, one in rows if not FOUND[0] <= one["found"] <= FOUND[1] or one["false alarm"] > FALSE_ALARM]
    if bad:
        sys.exit(f"77 to 90 % should find it, and at most 6 % what isn't there: not so with {', '.join(bad)}")


def _table() -> Iterator[tuple[str, dict[str, float]]]:
    run = Parallel(n_jobs=-1, return_as="generator")  # a world's draws hang on its seed alone, wherever it runs
    for name, one in zip(WORLDS, run(delayed(_one)(name) for name in WORLDS), strict=True):
        planned = f"{one['difference']:.3f} in {one['sentences']:.0f} sentences, {one['blind']:.0f} blind"
        print(
            f"  {name}: {planned}: found {one['found']:.1%}, covered {one['found covered']:.1%}; "
            f"false alarm {one['false alarm']:.1%}",
            flush=True,
        )
        yield name, one


def _one(name: str) -> dict[str, float]:
    with threadpool_limits(1):  # small matrices: threads that wait for each other take thrice as long
        return studies(WORLDS[name], STUDIES, seed=0)


if __name__ == "__main__":
    main()
