"""Figures about sentences the model didn't learn from."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from training.dataset import Examples
from training.evaluate import accepted, best_labels, figures, folds, out_of_fold, threshold
from training.features import Passage


def given(answers: Sequence[str], articles: Sequence[str], **changes: Any) -> Examples:
    parts: dict[str, Any] = {
        "question": "view",
        "labels": ("pro", "con", "none"),
        "never": (),
        "about_target": False,
        "passages": tuple(Passage(f"Sentence {n}.") for n in range(len(answers))),
        "answers": tuple(answers),
        "groups": tuple(articles),
        "with_article": True,
        "left_out": {},
    }
    return Examples(**{**parts, **changes})


def test_no_article_is_on_both_sides_and_every_sentence_is_judged_once() -> None:
    one = given(["pro", "con", "none"] * 20, [f"a{n // 4}" for n in range(60)])
    dealt = folds(one, seed=0)
    assert len(dealt) == 5
    assert sorted(place for _, test in dealt for place in test) == list(range(60))
    for train, test in dealt:
        assert not {one.groups[place] for place in train} & {one.groups[place] for place in test}


def test_the_seed_decides_the_folds() -> None:
    one = given(["pro", "con"] * 20, [f"a{n}" for n in range(40)])
    tests = [[test.tolist() for _, test in folds(one, seed)] for seed in (1, 1, 2)]
    assert tests[0] == tests[1] != tests[2]


@pytest.mark.parametrize(
    ("answers", "articles", "number"),
    [
        (["pro", "con"] * 4, "aaaaaaaa", 0),  # one article
        (["pro", "con"] * 4, "aabbaabb", 2),
        (["pro", "con"] * 4, "aabbccdd", 4),
        (["pro", "con"], "ab", 0),  # either side would know one label only
        (["pro", "pro", "con", "con"], "aabb", 0),  # each article has a label of its own
        (["pro", "pro", "pro", "con", "con"], "abcde", 3),  # no more folds than sentences of the most frequent label
    ],
)
def test_few_articles_give_fewer_folds_or_none(answers: list[str], articles: str, number: int) -> None:
    dealt = folds(given(answers, list(articles)), seed=0)
    assert len(dealt) == number
    assert all(len({answers[place] for place in train}) > 1 for train, _ in dealt)


def test_what_only_the_own_article_could_teach_is_not_known() -> None:
    """Each article has its own word and label; seen twice, a leak would be right everywhere."""
    labels = ["pro", "con"] * 10
    passages = tuple(Passage(chr(ord("a") + n) * 6) for n in range(20) for _ in range(2))
    one = given([label for label in labels for _ in range(2)], [f"a{n // 2}" for n in range(40)], passages=passages)
    found, number = out_of_fold(one, seed=0)
    assert number == 5
    right = [best == answer for best, answer in zip(best_labels(found, one.labels), one.answers, strict=True)]
    assert np.mean(right) <= 0.5


def test_figures_by_hand() -> None:
    """Answers pro pro pro con, found pro pro con con: precision, recall and F1 are easy fractions."""
    one = given(["pro", "pro", "pro", "con"], ["a", "a", "b", "b"])
    found = np.array([[0.9, 0.1, 0], [0.7, 0.3, 0], [0.4, 0.6, 0], [0.2, 0.8, 0]])
    assert figures(one, found) == {
        "sentences": 4,
        "articles": 2,
        "macro_f1": pytest.approx((0.8 + 2 / 3) / 2),
        "accuracy": 0.75,
        "majority": {"label": "pro", "macro_f1": pytest.approx((6 / 7) / 2), "accuracy": 0.75},
        # sureness .9 .7 .6 .8, each alone in its band: |1-.9| |1-.7| |0-.6| |1-.8|
        "calibration_error": pytest.approx((0.1 + 0.3 + 0.6 + 0.2) / 4),
        "labels": {
            "pro": {"precision": 1.0, "recall": pytest.approx(2 / 3), "f1": 0.8, "sentences": 3, "articles": 2},
            "con": {"precision": 0.5, "recall": 1.0, "f1": pytest.approx(2 / 3), "sentences": 1, "articles": 1},
        },
    }


def test_a_tie_for_the_most_frequent_label_goes_to_the_first_of_the_codebook() -> None:
    one = given(["none", "con"], ["a", "b"])
    assert figures(one, np.eye(3)[[2, 1]])["majority"]["label"] == "con"


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
