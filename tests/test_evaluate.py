"""Out-of-fold chances, and from which chance on a model answers."""

import numpy as np
import pytest

from training.dataset import Examples, Source
from training.evaluate import accepted, best_labels, out_of_fold, threshold
from training.features import Passage


def given(answers: list[str], articles: list[str], passages: list[Passage]) -> Examples:
    sources = tuple(Source(f"s{n}", article=article) for n, article in enumerate(articles))
    parts = (tuple(passages), tuple(answers), tuple(articles))
    return Examples("view", ("pro", "con"), (), False, *parts, True, {}, sources)


def test_what_only_the_own_article_could_teach_is_not_known() -> None:
    """Each article has its own word and label; seen twice, a leak would be right everywhere."""
    labels = [label for label in ["pro", "con"] * 10 for _ in range(2)]
    passages = [Passage(chr(ord("a") + n) * 6) for n in range(20) for _ in range(2)]
    one = given(labels, [f"a{n // 2}" for n in range(40)], passages)
    found, number = out_of_fold(one, seed=0)
    assert number == 5
    right = [best == answer for best, answer in zip(best_labels(found, one.labels), one.answers, strict=True)]
    assert np.mean(right) <= 0.5


def test_one_article_gives_no_folds() -> None:
    assert out_of_fold(given(["pro", "con"], ["a", "a"], [Passage("x"), Passage("y")]), seed=0)[1] == 0


@pytest.mark.parametrize(
    ("right", "precision", "least"),
    [
        ("yyyyy", 0.8, 0.0),
        ("yyyyn", 0.8, 0.0),  # all together are right enough: nothing to abstain from
        ("yyynn", 0.8, 0.7),
        ("nyyyy", 0.8, 0.0),  # however wrong the surest answer was
        ("nyyyn", 0.8, None),
        ("nnnnn", 0.1, None),
        ("nnnnn", 0.0, 0.0),
    ],
)
def test_the_threshold_is_the_smallest_that_keeps_the_precision(right: str, precision: float, least: float) -> None:
    best = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    shuffled = np.random.default_rng(0).permutation(5)
    marks = np.array([mark == "y" for mark in right])
    assert threshold(best[shuffled], marks[shuffled], precision) == least


def test_answers_of_one_chance_are_taken_or_left_together() -> None:
    assert threshold(np.array([0.9, 0.9]), np.array([True, False]), 1.0) is None


def test_accepted_counts_what_the_threshold_lets_through() -> None:
    best, right = np.array([0.9, 0.8, 0.3]), np.array([True, False, True])
    assert accepted(best, right, 0.8) == {"sentences": 2, "share": pytest.approx(2 / 3), "precision": 0.5}
    assert accepted(best, right, None) is None
