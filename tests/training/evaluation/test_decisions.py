"""A model answers from the probability that keeps its precision on other articles, outlets and times."""

from typing import Any

import numpy as np
import pytest

from training.data.examples import Examples, Source
from training.evaluation.cross_validation import CrossValidation
from training.evaluation.decisions import decide_answering
from training.learning.fit import Blend
from training.learning.out_of_fold import FoldProbabilities
from training.masking.passages import Passage

SENTENCES = 400
LABELS = ("no", "yes")
PROBABILITIES = np.linspace(0.99, 0.51, SENTENCES)  # of the likelier label


def examples(right: Any) -> Examples:
    """Sentences, one to an article, of which the model says yes; it is right in some."""
    answers = tuple("yes" if each else "no" for each in right)
    names = tuple(f"a{number}" for number in range(SENTENCES))
    sources = tuple(Source(name, article=name) for name in names)
    passages = tuple(Passage(name) for name in names)
    return Examples("view", LABELS, (), False, passages, answers, names, True, {}, sources)


def fold_probabilities(likelier: Any, judged: Any = True) -> FoldProbabilities:
    raw = np.stack([1 - likelier, likelier], axis=1)
    every = np.full(SENTENCES, True) & judged
    return FoldProbabilities(raw, raw, every, np.where(every, 0, -1))


def evaluated(**splits: FoldProbabilities) -> CrossValidation:
    summary: Any = {}
    return CrossValidation(summary, splits, np.full(SENTENCES, True), 5, Blend())


@pytest.fixture
def right() -> Any:
    """The model is right as often as its probabilities say."""
    return np.random.default_rng(0).random(SENTENCES) < PROBABILITIES


def test_the_threshold_keeps_the_precision(right: Any) -> None:
    decided = decide_answering(examples(right), evaluated(article=fold_probabilities(PROBABILITIES)), 0.8)
    assert decided["threshold"] is not None
    assert 0.5 < decided["threshold"] < 0.75
    assert decided["accepted"] is not None
    assert decided["accepted"]["precision"] > 0.8
    assert decided["not_kept"] == ()


def test_new_outlets_and_times_may_ask_for_more(right: Any) -> None:
    surer = np.sqrt(PROBABILITIES)  # of outlets that it does not know it is surer than it ought to be
    by_article = decide_answering(examples(right), evaluated(article=fold_probabilities(PROBABILITIES)), 0.8)
    splits = {"article": fold_probabilities(PROBABILITIES), "outlet": fold_probabilities(surer)}
    both = decide_answering(examples(right), evaluated(**splits), 0.8)
    assert both["threshold"] > by_article["threshold"]  # type: ignore[operator]
    shuffled = decide_answering(examples(right), evaluated(article=splits["article"], shuffled=splits["outlet"]), 0.8)
    assert shuffled["threshold"] == by_article["threshold"]  # sentences of one article on both sides promise nothing


def test_a_split_in_which_nothing_keeps_the_precision_is_named(right: Any) -> None:
    splits = {"article": fold_probabilities(PROBABILITIES), "time": fold_probabilities(np.full(SENTENCES, 0.9))}
    decided = decide_answering(examples(right & (np.arange(SENTENCES) < 290)), evaluated(**splits), 0.8)
    assert decided["not_kept"] == ("time",)
    assert decided["threshold"] is not None


def test_only_what_a_split_judged_counts(right: Any) -> None:
    early = np.arange(SENTENCES) < SENTENCES // 2
    splits = {"article": fold_probabilities(PROBABILITIES), "time": fold_probabilities(PROBABILITIES, early)}
    assert decide_answering(examples(right), evaluated(**splits), 0.8)["not_kept"] == ()


def test_without_a_split_nothing_is_decided(right: Any) -> None:
    assert decide_answering(examples(right), evaluated(), 0.8) == {
        "temperature": 1.0,
        "threshold": None,
        "accepted": None,
        "not_kept": (),
    }
