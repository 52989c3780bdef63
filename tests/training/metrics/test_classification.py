"""Figures by hand, and beside scikit-learn's."""

import numpy as np
import pytest
from sklearn.metrics import f1_score, precision_recall_fscore_support

from training.metrics.classification import all_metrics, confusion
from training.metrics.confidence import NO_CALIBRATION_INTERVAL, calibration_error, coverage, equal_bins, reliability
from training.metrics.judged_sentences import JudgedSentences

FEW = "an interval needs at least 10 articles, and there are 2"


def judged(truth: list[int], units: list[int], **changes: tuple[str, ...]) -> JudgedSentences:
    labels = changes.get("labels", ("pro", "con", "none"))
    return JudgedSentences(
        labels, np.array(truth), np.array(units), np.array(units), "articles", changes.get("named", ())
    )


def unsure(value: float) -> dict[str, object]:
    return {"value": pytest.approx(value), "low": None, "high": None, "why": FEW}


PROBABILITIES = np.array([[0.9, 0.1, 0], [0.7, 0.3, 0], [0.4, 0.6, 0], [0.2, 0.8, 0]])


def test_all_figures_by_hand() -> None:
    """Gold pro pro pro con, said pro pro con con: precision, recall and F1 are easy fractions."""
    assert all_metrics(judged([0, 0, 0, 1], [5, 5, 9, 9], named=("con",)), PROBABILITIES) == {
        "sentences": 4,
        "articles": 2,
        "resampled": "articles",
        "over": ["pro", "con"],
        "absent": ["none"],
        "macro_f1": unsure((0.8 + 2 / 3) / 2),
        "accuracy": unsure(0.75),
        "f_named": unsure(2 / 3),
        "brier": unsure((0.02 + 0.18 + 0.72 + 0.08) / 4),
        # probabilities .9 .7 .6 .8, each alone in its bin: |1-.9| |1-.7| |0-.6| |1-.8|
        # exact ones would show sqrt(2 / pi) times their standard deviations: sqrt(.9 * .1), sqrt(.7 * .3) ...
        "calibration_error": {
            **unsure((0.1 + 0.3 + 0.6 + 0.2) / 4),
            "why": NO_CALIBRATION_INTERVAL,
            "by_chance": pytest.approx(0.79788 * (0.3 + 0.45826 + 0.4899 + 0.4) / 4, abs=1e-5),
        },
        "labels": {
            "pro": {"precision": 1.0, "recall": pytest.approx(2 / 3), "f1": 0.8, "support": 3, "predicted": 2},
            "con": {"precision": 0.5, "recall": 1.0, "f1": pytest.approx(2 / 3), "support": 1, "predicted": 2},
        },
    }


def test_without_named_labels_there_is_no_mean_over_them_and_one_that_is_absent_gives_a_reason() -> None:
    assert all_metrics(judged([0, 1], [0, 1]), PROBABILITIES[:2])["f_named"] is None
    figures = all_metrics(judged([0, 1], [0, 1], named=("none",)), PROBABILITIES[:2])["f_named"]
    assert figures == {"value": None, "low": None, "high": None, "why": "no sentence here is none"}


def test_confusion_has_gold_in_rows() -> None:
    assert confusion(judged([0, 0, 0, 1], [0, 0, 1, 1]), PROBABILITIES.argmax(axis=1)) == {
        "labels": ["pro", "con", "none"],
        "counts": [[2, 1, 0], [0, 1, 0], [0, 0, 0]],
    }


def test_figures_are_scikit_learns() -> None:
    rng = np.random.default_rng(0)
    probabilities = rng.dirichlet(np.ones(4), 500)
    truth = rng.integers(0, 3, 500)  # the fourth label is said and never right
    sentences = judged(truth.tolist(), rng.integers(0, 60, 500).tolist(), labels=("a", "b", "c", "d"))
    figures, predicted = all_metrics(sentences, probabilities), probabilities.argmax(axis=1)
    assert figures["macro_f1"]["value"] == pytest.approx(f1_score(truth, predicted, labels=[0, 1, 2], average="macro"))
    expected = precision_recall_fscore_support(truth, predicted, labels=[0, 1, 2])
    for place, name in enumerate(("precision", "recall", "f1", "support")):
        assert [dict(label)[name] for label in figures["labels"].values()] == pytest.approx(expected[place])
    assert figures["brier"]["value"] == pytest.approx(((probabilities - np.eye(4)[truth]) ** 2).sum(axis=1).mean())


def test_bins_are_equally_full_and_probabilities_that_are_the_same_share_one() -> None:
    assert np.bincount(equal_bins(np.random.default_rng(0).random(1500))).tolist() == [100] * 15
    assert equal_bins(np.array([0.5] * 90)).tolist() == [0] * 90


def test_the_order_of_sentences_as_sure_as_each_other_does_not_decide_the_calibration_error() -> None:
    """All are .5 sure and half are right: nothing is wrong with that, in whatever order they stand."""
    sentences = judged([0] * 50 + [1] * 50, list(range(100)), labels=("a", "b"))
    assert calibration_error(sentences, np.full((100, 2), 0.5))["value"] == 0


def test_reliability_says_how_many_of_each_bin_are_right() -> None:
    bins = reliability(judged([0, 0, 0, 1], [0, 0, 1, 1]), PROBABILITIES)
    assert [(each["probability"], each["right"], each["sentences"]) for each in bins] == [
        (0.6, 0.0, 1),
        (0.7, 1.0, 1),
        (0.8, 1.0, 1),
        (0.9, 1.0, 1),
    ]


def test_coverage_takes_the_surest_first() -> None:
    points = coverage(judged([0, 0, 0, 1], [0, 0, 1, 1]), PROBABILITIES)
    assert [(point["share"], point["precision"], point["least"]) for point in points] == [
        (0.25, 1.0, 0.9),
        (0.5, 1.0, 0.8),
        (0.75, 1.0, 0.7),
        (1.0, 0.75, 0.6),
    ]


def test_the_order_of_sentences_as_sure_as_each_other_decides_nothing_of_coverage() -> None:
    alike = np.array([[0.9, 0.1], *[[0.6, 0.4]] * 4])
    curves = [coverage(judged(truth, [0, 0, 0, 0, 1]), alike) for truth in ([0, 0, 0, 1, 1], [0, 1, 1, 0, 0])]
    assert (
        curves[0]
        == curves[1]
        == [{"share": 0.2, "precision": 1.0, "least": 0.9}, {"share": 1.0, "precision": 0.6, "least": 0.6}]
    )
