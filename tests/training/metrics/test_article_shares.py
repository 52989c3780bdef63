"""How far the shares of labels in an article are off, each article counted once."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from exports.statistics.arrays import Floats, Ints
from training.metrics.article_shares import area_under_curve, article_shares
from training.metrics.judged_sentences import JudgedSentences


def judged(truth: Ints, articles: Ints) -> JudgedSentences:
    return JudgedSentences(
        ("no", "yes"), truth, articles, articles, resampled="articles", named_labels=(), resamples=200, seed=0
    )


def sure_of(labels: Ints) -> Floats:
    return np.eye(2)[labels]


def test_an_article_counts_once_however_long_it_is() -> None:
    truth = np.array([1] + [0] * 9 + [1, 1])
    articles = np.array([0] * 10 + [1] * 2)
    shares = article_shares(judged(truth, articles), sure_of(np.zeros(12, dtype=int)), [""] * 12)
    assert shares["articles"] == 2
    assert shares["most_frequent"] == "no"
    yes = shares["labels"]["yes"]
    assert yes["share"] == pytest.approx((0.1 + 1) / 2)
    assert yes["error"]["value"] == pytest.approx((0.1 + 1) / 2)
    assert yes["constant_error"] == pytest.approx((0.1 + 1) / 2)
    assert yes["error"]["low"] is None  # of two articles


def test_errors_within_an_article_cancel_out_and_targets_are_kept_apart() -> None:
    truth, predicted = np.array([1, 0, 1, 0]), np.array([0, 1, 1, 0])
    articles = np.zeros(4, dtype=int)
    together = article_shares(judged(truth, articles), sure_of(predicted), ["Bo"] * 4)
    assert together["labels"]["yes"]["error"]["value"] == 0
    apart = article_shares(judged(truth, articles), sure_of(predicted), ["Ann", "Bo", "Ann", "Bo"])
    assert (apart["articles"], apart["labels"]["yes"]["error"]["value"]) == (2, 0.5)


def test_with_enough_articles_the_error_has_an_interval() -> None:
    rng = np.random.default_rng(0)
    truth, articles = rng.integers(0, 2, 600), np.repeat(np.arange(60), 10)
    predicted = np.where(rng.random(600) < 0.8, truth, 1 - truth)
    error = article_shares(judged(truth, articles), sure_of(predicted), [""] * 600)["labels"]["yes"]["error"]
    assert error["low"] is not None
    assert error["high"] is not None
    assert error["low"] < error["value"] < error["high"]


def test_the_area_under_the_curve_is_that_of_scikit_learn() -> None:
    rng = np.random.default_rng(1)
    scores, is_label = rng.random(300).round(2), rng.random(300) < 0.3  # with ties
    assert area_under_curve(scores, is_label) == pytest.approx(roc_auc_score(is_label, scores))
    assert area_under_curve(scores, np.zeros(300, dtype=bool)) is None
