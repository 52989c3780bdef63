"""Out-of-fold probabilities, and from which probability on a model answers."""

import numpy as np
import pytest

from training.data.examples import Examples, Source
from training.data.splits import Split, article_split
from training.features.registry import FeatureSelection
from training.learning.abstention import abstention_threshold, accepted_answers, best_labels
from training.learning.design_matrix import DesignMatrix
from training.learning.out_of_fold import try_strengths
from training.masking.passages import Passage


def test_what_only_the_own_article_could_teach_is_not_known() -> None:
    """Each article has its own word and label; seen twice, a leak would be right everywhere."""
    labels = tuple(label for label in ["pro", "con"] * 10 for _ in range(2))
    passages = tuple(Passage(chr(ord("a") + n) * 6) for n in range(20) for _ in range(2))
    articles = tuple(f"a{n // 2}" for n in range(40))
    sources = tuple(Source(f"s{n}", article=article) for n, article in enumerate(articles))
    examples = Examples("view", ("pro", "con"), (), False, passages, labels, articles, True, {}, sources)
    split = article_split(labels, [n // 2 for n in range(40)], 0)
    assert isinstance(split, Split)
    tried_out = try_strengths(DesignMatrix(passages, FeatureSelection()), examples, split, 0, np.ones(40, dtype=bool))
    right = [
        best == labels[position]
        for (_, test), part in zip(split.folds, tried_out.parts, strict=True)
        for best, position in zip(best_labels(part, examples.labels), test, strict=True)
    ]
    assert len(right) == 40
    assert np.mean(right) <= 0.5


@pytest.mark.parametrize(
    ("right", "precision", "least"),
    [
        ("yyyyy", 0.8, 0.0),
        ("yyyyn", 0.7, 0.0),  # all together are right enough: nothing to abstain from
        ("yyyyn", 0.8, 0.6),  # on these sentences all together are right just so often, so on others by luck
        ("yyynn", 0.8, 0.7),
        ("nyyyy", 0.7, 0.0),  # however wrong the surest answer was
        ("nyyyn", 0.8, None),
        ("nnnnn", 0.1, None),
        ("nnnnn", 0.0, 0.0),
    ],
)
def test_the_threshold_is_the_smallest_that_keeps_the_precision(right: str, precision: float, least: float) -> None:
    best = np.repeat([0.9, 0.8, 0.7, 0.6, 0.5], 20)
    shuffled = np.random.default_rng(0).permutation(100)
    marks = np.repeat([mark == "y" for mark in right], 20)
    assert abstention_threshold(best[shuffled], marks[shuffled], np.arange(100), precision) == least


def test_a_few_lucky_answers_decide_nothing() -> None:
    best, articles = np.linspace(0.9, 0.5, 60).astype(np.float64), np.arange(60)
    assert abstention_threshold(best, np.arange(60) < 29, articles, 0.94) is None
    assert abstention_threshold(best, np.arange(60) < 30, articles, 0.94) == best[29]
    assert abstention_threshold(best[:20], np.arange(20) < 20, articles[:20], 0.9) == 0.0  # these are all there are
    random = np.random.default_rng(0)
    lucky = sum(abstention_threshold(best, random.random(60) < 0.6, articles, 0.8) is not None for _ in range(200))
    assert lucky < 5  # two thirds of them, if one answer were enough


def test_a_precision_that_is_asked_for_is_kept_on_other_articles() -> None:
    """By the point estimate it would be missed in half of all studies."""
    random = np.random.default_rng(1)
    kept = []
    for _ in range(300):
        ease = np.repeat(random.normal(size=80), 10)  # sentences of one article are alike
        probability = 1 / (1 + np.exp(-(1.2 + ease + random.normal(size=800))))
        best, correct = 0.5 + probability / 2, random.random(800) < probability
        threshold = abstention_threshold(best[:400], correct[:400], np.repeat(np.arange(40), 10), 0.8)
        if threshold is not None:
            kept.append(threshold <= 0.9 and correct[400:][best[400:] >= threshold].mean() >= 0.77)
    assert len(kept) > 250
    assert np.mean(kept) > 0.85


def test_answers_that_go_together_count_for_fewer() -> None:
    """Forty answers of which nine in ten are right prove a precision of .8; four articles of ten answers do not."""
    best, correct = np.full(40, 0.9), np.arange(40) >= 4
    assert abstention_threshold(best, correct, np.arange(40), 0.8) == 0.0
    assert abstention_threshold(best, correct, np.arange(40) // 10, 0.8) is None


def test_answers_of_one_probability_are_taken_or_left_together() -> None:
    assert abstention_threshold(np.array([0.9, 0.9]), np.array([True, False]), np.array([0, 1]), 1.0) is None


def test_accepted_counts_what_the_threshold_lets_through() -> None:
    best, right = np.array([0.9, 0.8, 0.3]), np.array([True, False, True])
    assert accepted_answers(best, right, 0.8) == {"sentences": 2, "share": pytest.approx(2 / 3), "precision": 0.5}
    assert accepted_answers(best, right, None) is None
