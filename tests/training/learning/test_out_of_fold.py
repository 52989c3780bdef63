"""What is decided about a fold's model rests on the other folds."""

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from training.data.examples import Examples, Source
from training.data.splits import Split
from training.features.registry import FeatureSelection
from training.learning import out_of_fold
from training.learning.design_matrix import DesignMatrix
from training.learning.logistic import STRENGTHS, fit_vectors
from training.learning.out_of_fold import pick_blends
from training.learning.probabilities import Probabilities
from training.masking.passages import Passage

FOLDS, EACH = 3, 4
SIZE = FOLDS * EACH
ALL = np.ones(SIZE, dtype=bool)
TESTS = np.arange(SIZE).reshape(FOLDS, EACH)
SPLIT = Split(tuple((np.setdiff1d(TESTS, test), test) for test in TESTS), "")


def examples_of(answers: Sequence[str]) -> Examples:
    names = tuple(str(number) for number in range(SIZE))
    passages = tuple(map(Passage, names))
    return Examples("q", ("no", "yes"), (), False, passages, tuple(answers), names, True, {}, tuple(map(Source, names)))


def says(yes: float) -> Probabilities:
    """Probabilities of a fold's four sentences: the first two are yes, the last two no, more or less sure."""
    return np.array([[1 - yes, yes]] * 2 + [[yes, 1 - yes]] * 2)


RIGHT, WRONG = ["yes", "yes", "no", "no"], ["no", "no", "yes", "yes"]
# The weakest strength is wrong, the next one right, the others say nothing.
PARTS = [says(0.45), says(0.9), *[says(0.5)] * (len(STRENGTHS) - 2)]
FOLD_PARTS = [list(PARTS) for _ in range(FOLDS)]


@pytest.mark.parametrize("turned", range(FOLDS))
def test_a_folds_strength_never_rests_on_its_own_labels(turned: int) -> None:
    """One fold's labels are turned around, and it speaks loudest: all together it wins, but not about itself."""
    loud = [says(0.01), *PARTS[1:]]
    fold_parts = [loud if number == turned else PARTS for number in range(FOLDS)]
    answers = RIGHT * turned + WRONG + RIGHT * (FOLDS - 1 - turned)
    blends, every = pick_blends(fold_parts, examples_of(answers), SPLIT, ALL)
    assert blends[turned].strength == STRENGTHS[1]
    assert {blend.strength for blend in (*blends, every) if blend is not blends[turned]} == {STRENGTHS[0]}
    same, _ = pick_blends(fold_parts, examples_of(RIGHT * FOLDS), SPLIT, ALL)
    assert same[turned] == blends[turned]


def test_how_much_vectors_count_in_a_fold_never_rests_on_its_own_labels() -> None:
    fold_parts = [[*PARTS, says(0.8)] for _ in range(FOLDS)]
    blends, _ = pick_blends(fold_parts, examples_of(WRONG + RIGHT + RIGHT), SPLIT, ALL)
    alone, _ = pick_blends(fold_parts, examples_of(RIGHT * 3), SPLIT, ALL)
    assert blends[0] == alone[0]
    assert blends[1] != alone[1]


def test_sentences_that_cannot_be_trusted_decide_nothing_while_others_can() -> None:
    trusted = ALL.copy()
    trusted[:EACH] = False
    blends, every = pick_blends(FOLD_PARTS, examples_of(WRONG + RIGHT + RIGHT), SPLIT, trusted)
    assert [blend.strength for blend in (*blends, every)] == [STRENGTHS[1]] * 4
    _, nobody = pick_blends(FOLD_PARTS, examples_of(WRONG * 3), SPLIT, ~ALL)
    assert nobody.strength == STRENGTHS[0]


@pytest.mark.parametrize("turned", range(FOLDS))
def test_a_label_that_no_strength_gives_a_probability_decides_nothing(turned: int) -> None:
    fold_parts = [[part.copy() for part in parts] for parts in FOLD_PARTS]
    for part in fold_parts[turned]:
        part[:] = [1.0, 0.0]  # this fold's model never learned of yes
    blends, _ = pick_blends(fold_parts, examples_of(RIGHT * 3), SPLIT, ALL)
    assert blends[turned].strength == STRENGTHS[1]


def test_many_vectors_are_learned_from_one_fold_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each fold has a copy of them: with room for one alone, no two are there at once, and the figures are the same."""
    examples, at_once, most = examples_of(RIGHT * FOLDS), 0, 0
    material = DesignMatrix(examples.passages, FeatureSelection())
    material.vectors = np.random.default_rng(0).normal(size=(SIZE, 5)).astype(np.float32)

    def counted(*arguments: Any) -> Any:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        time.sleep(0.1)
        at_once -= 1
        return fit_vectors(*arguments)

    monkeypatch.setattr(out_of_fold, "fit_vectors", counted)
    side_by_side = out_of_fold.fit_folds(material, examples, SPLIT.folds, 0)
    monkeypatch.setattr(out_of_fold, "_VECTOR_MEMORY", 1)
    most = 0
    in_turn = out_of_fold.fit_folds(material, examples, SPLIT.folds, 0)
    assert most == 1
    assert [part.tolist() for part in in_turn] == [part.tolist() for part in side_by_side]
