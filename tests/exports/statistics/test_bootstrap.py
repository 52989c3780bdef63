"""Intervals by resampling: what they rest on, and that they cover the truth in simulated studies."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from exports.agreement.alpha import nominal_alpha, nominal_parts
from exports.statistics.arrays import Ints
from exports.statistics.bootstrap import FISHER_SCALE, IDENTITY_SCALE, LOG_ODDS_SCALE, bootstrap_interval
from exports.statistics.estimate import Clusters, chance_corrected_agreement, percentage, percentage_change

SIMULATED = runpy.run_path(str(Path(__file__).parents[3] / "benchmarks" / "agreement.py"))


def drawn(articles: int, seed: int = 0) -> Ints:
    """Ten sentences an article, two labels, three answers each."""
    rng = np.random.default_rng(seed)
    first_label = rng.binomial(3, rng.random(articles * 10))
    return np.stack([first_label, 3 - first_label], axis=1)


def test_more_articles_make_it_narrower() -> None:
    """Four times the articles, about half the width."""
    widths = []
    for articles in (50, 200):
        counts = drawn(articles)
        clusters = Clusters(np.arange(articles).repeat(10), "articles", 0)
        alpha = chance_corrected_agreement(nominal_parts(counts), counts, clusters, nominal_alpha)
        assert alpha.low is not None
        assert alpha.high is not None
        assert alpha.value is not None
        assert alpha.low < alpha.value < alpha.high
        widths.append(alpha.high - alpha.low)
    assert 1.5 < widths[0] / widths[1] < 2.7


@pytest.mark.parametrize("scale", [FISHER_SCALE, LOG_ODDS_SCALE, IDENTITY_SCALE])
def test_the_order_of_rows_changes_nothing(scale: object) -> None:
    parts = nominal_parts(drawn(3)).astype(float)
    first, reversed_rows = (bootstrap_interval(rows, nominal_alpha, scale, 0) for rows in (parts, parts[::-1]))  # type: ignore[arg-type]
    assert first is not None
    assert first == reversed_rows


def test_there_is_none_of_too_few_articles_or_labels() -> None:
    """Eight articles will do for a share; alpha needs twelve that have more than the most frequent label."""
    clusters = Clusters(np.arange(20), "articles", 0)
    counts = np.array([[3, 0]] * 11 + [[1, 2]] * 9)
    alpha = chance_corrected_agreement(nominal_parts(counts), counts, clusters, nominal_alpha)
    assert (alpha.low, alpha.why) == (
        None,
        "an interval needs at least 12 articles with another label than the most frequent, and there are 9",
    )
    seven = percentage(np.ones(7), np.full(7, 2.0), Clusters(np.arange(7), "articles", 0))
    assert (seven.value, seven.why) == (50.0, "an interval needs at least 8 articles, and there are 7")


def test_there_is_none_where_all_articles_say_the_same() -> None:
    same = percentage(np.ones(50), np.ones(50), Clusters(np.arange(50), "articles", 0))
    assert (same.value, same.low) == (100.0, None)
    assert same.why == "nearly all articles say the same, so resampling them shows nothing"


def test_articles_that_agree_by_chance_make_no_interval_narrower_than_the_binomial() -> None:
    """12 articles of 30 sentences, each right in 24 or 25 of them: their own variation is next to none."""
    right = np.concatenate([(np.arange(30) < 24 + article % 2).astype(float) for article in range(12)])
    share = percentage(right, np.ones(360), Clusters(np.arange(12).repeat(30), "articles", 0))
    assert share.low is not None
    assert share.high is not None
    assert (share.high - share.low) / 2 == pytest.approx(
        100 * 1.96 * np.sqrt(right.mean() * (1 - right.mean()) / 360), rel=0.02
    )


def test_a_change_is_the_second_share_less_the_first() -> None:
    parts = np.tile([[1.0, 2.0, 2.0, 2.0], [0.0, 1.0, 1.0, 2.0]], (20, 1))
    difference = percentage_change(parts, Clusters(np.arange(40), "articles", 0))
    assert difference.low is not None
    assert difference.high is not None
    assert [difference.value, (difference.low + difference.high) / 2] == pytest.approx([100 * (3 / 4 - 1 / 3)] * 2)


@pytest.mark.parametrize(("world", "articles"), [("3 labels, gaps", 20), ("3 labels, strongly clustered", 30)])
def test_in_simulated_studies_the_truth_is_covered(world: str, articles: int) -> None:
    """Of 200 intervals of 95 %, 180 to 199 cover: what probability allows in all but one of a thousand suites."""
    coverage = SIMULATED["studies"](SIMULATED["WORLDS"][world], articles, 200, seed=1)
    assert {name: 0.9 <= share <= 0.995 for name, (share, _) in coverage.items()} == dict.fromkeys(coverage, True)


def test_intervals_of_sentences_would_not_cover_it() -> None:
    """The check above can fail: as if no two sentences shared an article."""
    world = SIMULATED["WORLDS"]["3 labels, strongly clustered"]
    rng = np.random.default_rng(1)
    truth = SIMULATED["_truth"](world, rng)["alpha"].value
    covered = 0
    for study in range(100):
        article_of_sentence, labels = SIMULATED["drawn"](world, 30, rng)
        alpha = SIMULATED["figures"](np.arange(len(article_of_sentence)), labels, 3, study)["alpha"]
        covered += alpha.low <= truth <= alpha.high
    assert covered < 90
