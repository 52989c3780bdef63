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


def given(copies: int, *, about_target: bool = False) -> Examples:
    rows = [
        (who, Passage(f"{who} {what} {n} times.", ((0, len(who)),) if about_target else ()), label)
        for n in range(copies)
        for who in WHO
        for what, label in SAID
    ]
    groups, passages, answers = zip(*sorted(rows), strict=True)
    sources = tuple(Source(f"s{n}", article=group) for n, group in enumerate(groups))
    return Examples("view", ("pro", "con", "odd"), (), about_target, passages, answers, groups, True, {}, sources)


def split(one: Examples) -> Split:
    made = article_split(one.answers, [WHO.index(group) for group in one.groups], seed=0)
    assert isinstance(made, Split)
    return made


@pytest.mark.parametrize("about_target", [True, False])
@pytest.mark.parametrize("copies", [3, 25])  # few sentences keep what was seen once, many don't
def test_probabilities_are_those_of_refitting_all_from_scratch_on_each_fold(copies: int, about_target: bool) -> None:
    one = given(copies, about_target=about_target)
    folds = split(one).folds
    counts = DesignMatrix(one.passages, FeatureSelection(about_target))
    for (train, test), quick in zip(folds, fit_folds(counts, one, folds, seed=0), strict=True):
        passages = [one.passages[at] for at in train]
        pipeline = model.fit(passages, one.truth.subset(train), FeatureSelection(about_target), seed=0)
        slow = model.pipeline_probabilities(pipeline, [one.passages[at] for at in test], one.labels)
        np.testing.assert_allclose(quick, slow, rtol=0, atol=1e-9)


def test_the_judged_sentences_decide_nothing_about_the_features() -> None:
    """Judged or not, a sentence with a thousand new words changes no feature of those learned from."""
    one = given(20)
    train = np.arange(0, 550)
    plain, _ = DesignMatrix(one.passages, FeatureSelection()).fold(train, np.arange(550, 600))
    odd = (*one.passages[:550], *(Passage(" ".join(f"word{n}x{m}" for m in range(20))) for n in range(50)))
    changed, _ = DesignMatrix(odd, FeatureSelection()).fold(train, np.arange(550, 600))
    assert (plain != changed).nnz == 0


def test_a_folds_temperature_is_not_fitted_on_the_fold() -> None:
    """Turning one fold's labels around changes the other folds' probabilities, and not its own."""
    one = given(4)
    made = split(one)
    parts = fit_folds(DesignMatrix(one.passages, FeatureSelection()), one, made.folds, seed=0)
    everyone = np.ones(len(one.answers), dtype=bool)
    test = made.folds[0][1]
    turned = list(one.answers)
    for at in test:
        turned[at] = {"pro": "con", "con": "odd", "odd": "pro"}[turned[at]]
    other = Examples(**{**vars(one), "answers": tuple(turned)})
    before, after = (gather(some, made, parts, everyone) for some in (one, other))
    np.testing.assert_array_equal(before.calibrated[test], after.calibrated[test])
    rest = np.setdiff1d(np.arange(len(one.answers)), test)
    assert np.abs(before.calibrated[rest] - after.calibrated[rest]).max() > 0.01


def test_a_label_no_fold_could_learn_has_no_probability() -> None:
    one = given(2)
    answers = list(one.answers)
    answers[0] = "rare"
    one = Examples(**{**vars(one), "answers": tuple(answers), "labels": (*one.labels, "rare")})
    made = shuffled_split(one.answers, seed=0)
    assert isinstance(made, Split)
    parts = fit_folds(DesignMatrix(one.passages, FeatureSelection()), one, made.folds, seed=0)
    result = gather(one, made, parts, np.ones(len(answers), dtype=bool))
    assert result.calibrated[0, 3] == 0
    np.testing.assert_allclose(result.calibrated.sum(axis=1), 1)


def test_leaving_features_out_afterwards_is_as_if_they_were_never_counted() -> None:
    one = given(3)
    less = FeatureSelection(without=("words", "tone"))
    [(train, test), *_] = split(one).folds
    cut = DesignMatrix(one.passages, FeatureSelection()).only(list(feature_kinds(less))).fold(train, test)
    for mine, fresh in zip(cut, DesignMatrix(one.passages, less).fold(train, test), strict=True):
        assert (mine != fresh).nnz == 0
