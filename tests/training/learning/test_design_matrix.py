"""Features counted once give each fold what it would have counted itself."""

import numpy as np
import pytest

from training.data.examples import Examples, Source
from training.data.splits import Split, article_split, shuffled_split
from training.features.registry import FeatureSelection, feature_kinds
from training.learning import fit as model
from training.learning.design_matrix import DesignMatrix
from training.learning.out_of_fold import fit_folds, gather
from training.masking.passages import Passage

WHO = ("Ann", "Bo", "Cy", "Di", "Ed", "Flo", "Gus", "Hal", "Ida", "Jo")
SAID = (("praised the new plan", "pro"), ("blamed old plans", "con"), ("met on monday, again", "odd"))


def examples_of(copies: int, *, about_target: bool = False) -> Examples:
    rows = [
        (who, Passage(f"{who} {what} {n} times.", ((0, len(who)),) if about_target else ()), label)
        for n in range(copies)
        for who in WHO
        for what, label in SAID
    ]
    groups, passages, answers = zip(*sorted(rows), strict=True)
    sources = tuple(Source(f"s{n}", article=group) for n, group in enumerate(groups))
    return Examples("view", ("pro", "con", "odd"), (), about_target, passages, answers, groups, True, {}, sources)


def split(examples: Examples) -> Split:
    article_folds = article_split(examples.answers, [WHO.index(group) for group in examples.groups], seed=0)
    assert isinstance(article_folds, Split)
    return article_folds


@pytest.mark.parametrize("about_target", [True, False])
@pytest.mark.parametrize("copies", [3, 25])  # few sentences keep what was seen once, many don't
def test_probabilities_are_those_of_refitting_all_from_scratch_on_each_fold(copies: int, about_target: bool) -> None:
    examples = examples_of(copies, about_target=about_target)
    folds = split(examples).folds
    counts = DesignMatrix(examples.passages, FeatureSelection(about_target))
    for (train, test), quick in zip(folds, fit_folds(counts, examples, folds, seed=0), strict=True):
        passages = [examples.passages[position] for position in train]
        pipeline = model.fit(passages, examples.truth.subset(train), FeatureSelection(about_target), seed=0)
        slow = model.pipeline_probabilities(
            pipeline, [examples.passages[position] for position in test], examples.labels
        )
        np.testing.assert_allclose(quick, slow, rtol=0, atol=1e-9)


def test_the_judged_sentences_decide_nothing_about_the_features() -> None:
    """Judged or not, a sentence with a thousand new words changes no feature of those learned from."""
    examples = examples_of(20)
    train = np.arange(0, 550)
    plain, _ = DesignMatrix(examples.passages, FeatureSelection()).fold(train, np.arange(550, 600))
    odd = (*examples.passages[:550], *(Passage(" ".join(f"word{n}x{m}" for m in range(20))) for n in range(50)))
    changed, _ = DesignMatrix(odd, FeatureSelection()).fold(train, np.arange(550, 600))
    assert (plain != changed).nnz == 0


def test_a_folds_temperature_is_not_fitted_on_the_fold() -> None:
    """Turning one fold's labels around changes the other folds' probabilities, and not its own."""
    examples = examples_of(4)
    article_folds = split(examples)
    parts = fit_folds(DesignMatrix(examples.passages, FeatureSelection()), examples, article_folds.folds, seed=0)
    everyone = np.ones(len(examples.answers), dtype=bool)
    test = article_folds.folds[0][1]
    turned = list(examples.answers)
    for position in test:
        turned[position] = {"pro": "con", "con": "odd", "odd": "pro"}[turned[position]]
    turned_examples = Examples(**{**vars(examples), "answers": tuple(turned)})
    before, after = (gather(variant, article_folds, parts, everyone) for variant in (examples, turned_examples))
    np.testing.assert_array_equal(before.calibrated[test], after.calibrated[test])
    rest = np.setdiff1d(np.arange(len(examples.answers)), test)
    assert np.abs(before.calibrated[rest] - after.calibrated[rest]).max() > 0.01


def test_a_label_no_fold_could_learn_has_no_probability() -> None:
    examples = examples_of(2)
    answers = list(examples.answers)
    answers[0] = "rare"
    examples = Examples(**{**vars(examples), "answers": tuple(answers), "labels": (*examples.labels, "rare")})
    article_folds = shuffled_split(examples.answers, seed=0)
    assert isinstance(article_folds, Split)
    parts = fit_folds(DesignMatrix(examples.passages, FeatureSelection()), examples, article_folds.folds, seed=0)
    result = gather(examples, article_folds, parts, np.ones(len(answers), dtype=bool))
    assert result.calibrated[0, 3] == 0
    np.testing.assert_allclose(result.calibrated.sum(axis=1), 1)


def test_leaving_features_out_afterwards_is_as_if_they_were_never_counted() -> None:
    examples = examples_of(3)
    less = FeatureSelection(without=("words", "tone"))
    [(train, test), *_] = split(examples).folds
    cut = DesignMatrix(examples.passages, FeatureSelection()).only(list(feature_kinds(less))).fold(train, test)
    for reduced, fresh in zip(cut, DesignMatrix(examples.passages, less).fold(train, test), strict=True):
        assert (reduced != fresh).nnz == 0
