"""Which strength, and how much of which part."""

import numpy as np
import pytest

from training.data.examples import Examples, Source
from training.learning.fit import Blend, blend_probabilities
from training.learning.logistic import STRENGTH, STRENGTHS
from training.learning.probabilities import Probabilities
from training.learning.tuning import blend_factors, pick_blend
from training.masking.passages import Passage


def examples_of(answers: str) -> Examples:
    names = tuple(str(number) for number in range(len(answers)))
    labels = tuple({"n": "no", "y": "yes"}[letter] for letter in answers)
    passages = tuple(map(Passage, names))
    return Examples("q", ("no", "yes"), (), False, passages, labels, names, True, {}, tuple(map(Source, names)))


def table(*yes: float) -> Probabilities:
    return np.array([[1 - share, share] for share in yes])


def positions(examples: Examples) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    return np.arange(len(examples.answers))


DULL = [table(0.5, 0.5, 0.5, 0.5)] * (len(STRENGTHS) - 1)


@pytest.mark.parametrize("best", range(len(STRENGTHS)))
def test_the_strength_that_surprises_least_is_picked(best: int) -> None:
    examples = examples_of("yynn")
    count_tables = [*DULL[:best], table(0.9, 0.8, 0.2, 0.1), *DULL[best:]]
    assert pick_blend(count_tables, [], positions(examples), examples) == Blend(STRENGTHS[best], (1.0,))


def test_of_strengths_as_good_the_first_is_picked() -> None:
    examples = examples_of("yynn")
    assert pick_blend([DULL[0]] * len(STRENGTHS), [], positions(examples), examples).strength == STRENGTHS[0]


def test_each_label_counts_alike_however_rare() -> None:
    """One table is right on the only yes and modest on twenty no, another sure of the twenty and wrong on the one."""
    examples = examples_of("y" + "n" * 20)
    for_many, for_each = table(0.2, *[0.1] * 20), table(0.9, *[0.4] * 20)
    rest = [table(0.01, *[0.99] * 20)] * (len(STRENGTHS) - 2)
    assert pick_blend([for_many, for_each, *rest], [], positions(examples), examples).strength == STRENGTHS[1]


def test_only_the_sentences_named_decide() -> None:
    examples = examples_of("yynnyn")
    first, second = table(0.9, 0.9, 0.1, 0.1, 0.1, 0.9), table(0.1, 0.1, 0.9, 0.9, 0.9, 0.1)
    count_tables = [first, second, *[table(*[0.5] * 6)] * (len(STRENGTHS) - 2)]
    assert pick_blend(count_tables, [], np.array([0, 1, 2, 3]), examples).strength == STRENGTHS[0]
    assert pick_blend(count_tables, [], np.array([4, 5]), examples).strength == STRENGTHS[1]


def test_where_no_answer_was_possible_nothing_is_picked() -> None:
    examples = examples_of("yy")
    impossible = [table(0.0, 0.0)] * len(STRENGTHS)
    assert pick_blend(impossible, [], positions(examples), examples) == Blend(STRENGTH, (1.0,))
    assert pick_blend(impossible, [table(0.5, 0.5)], positions(examples), examples) == Blend(STRENGTH, (1.0, 1.0))


def test_a_part_that_is_wrong_counts_nothing_and_one_that_is_right_counts() -> None:
    truth, weight = np.array([1, 1, 0, 0]), np.ones(4)
    right, wrong = table(0.8, 0.7, 0.4, 0.2), table(0.2, 0.4, 0.7, 0.9)
    counts, vectors = blend_factors([right, wrong], truth, weight)
    assert (counts > 1, vectors) == (True, 0.0)
    assert blend_factors([wrong, right], truth, weight) == pytest.approx((0.0, counts), abs=1e-3)


def test_no_other_factors_surprise_less() -> None:
    rng = np.random.default_rng(0)
    truth, weight = rng.integers(0, 2, 60), rng.random(60)
    parts = [table(*np.clip(0.5 + (truth - 0.5) * 0.3 + rng.normal(0, 0.25, 60), 0.02, 0.98)) for _ in range(2)]

    def surprise(factors: tuple[float, ...]) -> float:
        return float(-(weight * np.log(blend_probabilities(parts, factors)[np.arange(60), truth])).sum() / weight.sum())

    best = blend_factors(parts, truth, weight)
    grid = [(counts, vectors) for counts in np.linspace(0, 3, 31) for vectors in np.linspace(0, 3, 31)]
    assert surprise(best) <= min(map(surprise, grid)) + 1e-6
