"""Intervals by resampling articles."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from exports.statistics.arrays import Ints
from training.metrics.classification import macro_f1_and_accuracy
from training.metrics.confidence import NO_CALIBRATION_INTERVAL, calibration_error
from training.metrics.intervals import Ratios, mean_per_sentence, ratio_interval, resample_counts, sum_by_cluster
from training.metrics.judged_sentences import JudgedSentences
from training.metrics.metrics_json import Interval

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"
SIMULATED = runpy.run_path(str(BENCHMARKS / "intervals.py"))
LONG_ARTICLES = "2 labels, articles differ, a few have nearly all sentences"
SLICES = runpy.run_path(str(BENCHMARKS / "slice_intervals.py"))


def judged(truth: list[int], units: list[int], resamples: int = 2000) -> JudgedSentences:
    return JudgedSentences(
        ("no", "yes"), np.array(truth), np.array(units), np.array(units), "articles", resamples=resamples
    )


def ends(figure: Interval) -> tuple[float, float]:
    """The ends of an interval that must be there."""
    assert figure["low"] is not None
    assert figure["high"] is not None
    return figure["low"], figure["high"]


def clustered(articles: int, each: int, seed: int = 0) -> tuple[JudgedSentences, Ints]:
    """Articles are right or wrong as a whole, mostly."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 2, articles * each)
    right = np.repeat(rng.random(articles) < 0.75, each)
    return judged(truth.tolist(), np.repeat(np.arange(articles), each).tolist()), np.where(right, truth, 1 - truth)


def test_the_interval_holds_the_value_and_the_seed_decides_it() -> None:
    sentences, predicted = clustered(40, 10)
    figures = [macro_f1_and_accuracy(sentences, predicted)["macro_f1"] for _ in range(2)]
    assert figures[0] == figures[1]
    low, high = ends(figures[0])
    assert 0 < low < figures[0]["value"] < high < 1


def test_sentences_of_one_article_are_no_further_evidence() -> None:
    """Ten times the sentences, all of the same articles, make the interval no narrower; more articles do."""
    widths = []
    for articles, each in ((40, 1), (40, 10), (400, 1)):
        sentences, predicted = clustered(articles, each)
        low, high = ends(macro_f1_and_accuracy(sentences, predicted)["accuracy"])
        widths.append(high - low)
    assert widths[1] == pytest.approx(widths[0], rel=0.2)
    assert widths[2] < widths[0] / 2


def test_the_interval_of_a_mean_is_nearly_the_textbooks() -> None:
    """One sentence an article, 300 articles, 225 right: .75 +- 1.96 * sqrt(.75 * .25 / 300) = .701 to .799."""
    right = np.array([1.0] * 225 + [0.0] * 75)
    figure = ratio_interval(mean_per_sentence(right, np.arange(300)), 2000, 0)
    assert figure["value"] == 0.75
    low, high = ends(figure)
    assert low == pytest.approx(0.698, abs=0.006)
    assert high == pytest.approx(0.796, abs=0.006)


def test_few_articles_and_articles_that_all_agree_give_a_reason_in_place_of_an_interval() -> None:
    few = ratio_interval(mean_per_sentence(np.tile([1.0, 0.0], 9), np.arange(9).repeat(2)), 2000, 0)
    assert few == {
        "value": 0.5,
        "low": None,
        "high": None,
        "why": "an interval needs at least 10 articles, and there are 9",
    }
    perfect = ratio_interval(mean_per_sentence(np.ones(50), np.arange(50)), 2000, 0, "sentences")
    assert perfect["why"] == "nearly all sentences say the same, so resampling them shows nothing"
    assert (perfect["value"], perfect["low"]) == (1.0, None)
    # one wrong in a thousand: in most resamples that matter it isn't there
    low, _ = ends(ratio_interval(mean_per_sentence(np.minimum(np.arange(1000.0), 1), np.arange(1000)), 500, 0))
    assert low < 0.999


def test_a_ratio_that_a_resample_cannot_have_is_what_it_is_in_all() -> None:
    """Only one article has the second label: in a third of the resamples there is none, and no division by zero."""
    above = np.array([[1.0, 0.0]] * 19 + [[0.0, 1.0]])
    below = np.array([[2.0, 0.0]] * 19 + [[1.0, 2.0]])
    figure = ratio_interval(Ratios(above, below, np.array([0.5, 0.5]), np.arange(20)), 500, 0)
    if figure["low"] is not None:
        low, high = ends(figure)
        assert 0 <= low <= figure["value"] <= high <= 1


def test_draws_are_resamples_of_all_units() -> None:
    counts = np.vstack(list(resample_counts(10, 3000, 0)))
    assert counts.shape == (3000, 10)
    assert set(counts.sum(axis=1)) == {10.0}
    assert counts.mean() == 1
    assert counts.var(axis=0).mean() == pytest.approx(0.9, rel=0.05)  # binomial(10, 1/10)


def test_sums_by_unit() -> None:
    assert sum_by_cluster(np.array([[1.0], [2.0], [4.0]]), np.array([1, 0, 1]), 3).tolist() == [[2.0], [5.0], [0.0]]


def test_calibration_error_has_no_interval_and_stands_beside_what_chance_alone_shows() -> None:
    """Probabilities that are exactly right: 900 sentences in bins of 60 show an error all the same."""
    rng = np.random.default_rng(0)
    sure = rng.uniform(0.5, 1, 900)
    truth = (rng.random(900) < sure).astype(int)
    figure = calibration_error(judged(truth.tolist(), np.arange(900).tolist()), np.column_stack([1 - sure, sure]))
    assert (figure["low"], figure["high"], figure["why"]) == (None, None, NO_CALIBRATION_INTERVAL)
    assert figure["value"] == pytest.approx(figure["by_chance"], abs=0.015)
    assert 0.03 < figure["by_chance"] < 0.05


def test_articles_that_agree_by_chance_make_no_interval_narrower_than_independent_sentences_do() -> None:
    """As in a slice that was seen: 12 articles that are all right in 77 % or so, two of them with most sentences."""
    sizes = [174, 88, 38, 36, 23, 18, 16, 12, 9, 9, 8, 7]
    article = np.repeat(np.arange(12), sizes)
    right = np.concatenate([(np.arange(size) < round(0.773 * size)).astype(float) for size in sizes])
    figure = ratio_interval(mean_per_sentence(right, article), 2000, 0)
    binomial = 1.96 * np.sqrt(figure["value"] * (1 - figure["value"]) / len(right))
    low, high = ends(figure)
    assert (high - low) / 2 == pytest.approx(binomial, rel=0.02)
    truth = np.tile([0, 1], len(right))[: len(right)]
    sentences = judged(truth.tolist(), article.tolist())
    low, high = ends(macro_f1_and_accuracy(sentences, np.where(right, truth, 1 - truth))["macro_f1"])
    assert (high - low) / 2 > 0.95 * binomial


@pytest.mark.parametrize("name", SIMULATED["SETTINGS"])
def test_in_simulated_studies_the_interval_covers_the_truth(name: str) -> None:
    """300 studies of 30 articles: 95 % would be 285; four standard errors of chance either way."""
    simulated = SIMULATED["studies"](SIMULATED["SETTINGS"][name], articles=30, number=300, resamples=400, seed=3)
    assert simulated["missing"] == 0
    assert 0.90 <= simulated["covered"] <= 0.995
    assert simulated["covered"] > simulated["percentile"]


@pytest.mark.parametrize(("world", "articles"), [("2 unequal labels, articles alike", 12), (LONG_ARTICLES, 15)])
def test_in_simulated_slices_the_intervals_cover_the_truth(world: str, articles: int) -> None:
    """100 slices: 95 % would be 95; what probability allows in all but one of a thousand suites."""
    coverage = SLICES["studies"](SLICES["WORLDS"][world], articles, 100, seed=2)
    assert coverage.pop("calibration")[1] == 0
    assert {name: share >= 0.87 for name, (share, _) in coverage.items()} == dict.fromkeys(coverage, True)
