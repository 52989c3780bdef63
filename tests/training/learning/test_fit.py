"""One calibrated linear model per question."""

import numpy as np
import pytest

from training.data.examples import Truth
from training.features.registry import FeatureSelection
from training.learning.calibration import apply_temperature, temperature
from training.learning.fit import fit, pipeline_probabilities, temper
from training.masking.passages import Passage

GOOD, BAD, DULL = "praised the brave plan", "blamed the cruel plan", "met on a monday"
PASSAGES = [Passage(f"Number {n} {words}.") for n in range(6) for words in (GOOD, BAD, DULL)]
ANSWERS = ["pro", "con", "none"] * 6


def truth(answers: list[str]) -> Truth:
    return Truth(np.array(answers, dtype=object), tuple(sorted(set(answers))))


def test_probabilities_stand_in_the_order_asked_for_whatever_the_order_of_the_classes() -> None:
    """Taking columns by position would give alphabetical order: con, none, pro."""
    pipeline = fit(PASSAGES, truth(ANSWERS), FeatureSelection(), seed=0)
    labels = ["pro", "none", "unheard", "con"]
    [row] = pipeline_probabilities(pipeline, [Passage(f"They {GOOD}.")], labels)
    assert labels[row.argmax()] == "pro"
    assert row[2] == 0.0
    assert row.sum() == pytest.approx(1)
    [turned] = pipeline_probabilities(pipeline, [Passage(f"They {GOOD}.")], labels[::-1])
    assert turned.tolist() == row[::-1].tolist()


def test_two_labels_work_as_three_do() -> None:
    pipeline = fit(
        PASSAGES, truth(["yes" if answer == "pro" else "no" for answer in ANSWERS]), FeatureSelection(), seed=0
    )
    table = pipeline_probabilities(pipeline, [Passage(GOOD), Passage(BAD)], ["yes", "no"])
    assert table.argmax(axis=1).tolist() == [0, 1]


def test_the_same_data_and_seed_give_the_same_probabilities_to_the_bit() -> None:
    first, second = (fit(PASSAGES, truth(ANSWERS), FeatureSelection(), seed=3) for _ in range(2))
    labels = ["con", "none", "pro"]
    assert np.array_equal(
        pipeline_probabilities(first, PASSAGES, labels), pipeline_probabilities(second, PASSAGES, labels)
    )


def test_a_rare_label_is_still_found() -> None:
    passages = [*[Passage(f"Number {n} {DULL}.") for n in range(40)], Passage(f"He {GOOD}."), Passage(f"She {GOOD}.")]
    pipeline = fit(passages, truth(["none"] * 40 + ["pro"] * 2), FeatureSelection(), seed=0)
    assert pipeline_probabilities(pipeline, [Passage(f"Ann {GOOD}.")], ["none", "pro"]).argmax() == 1


def test_who_is_hit_depends_on_which_side_of_the_verb_the_target_stands() -> None:
    names = ["Ann", "Bo", "Cy", "Di", "Ed", "Flo", "Gus", "Hal"]
    pairs = [(a, b) for a in names for b in names if a != b]
    passages = [Passage(f"{a} attacked {b}.", (spans,)) for a, b in pairs for spans in _ends(a, b)]
    pipeline = fit(passages, truth(["doer", "done to"] * len(pairs)), FeatureSelection(about_target=True), seed=0)
    new = [Passage("Zed attacked Yan.", (span,)) for span in _ends("Zed", "Yan")]
    assert pipeline_probabilities(pipeline, new, ["doer", "done to"]).argmax(axis=1).tolist() == [0, 1]


def _ends(first: str, second: str) -> list[tuple[int, int]]:
    start = len(f"{first} attacked ")
    return [(0, len(first)), (start, start + len(second))]


def test_tempering_the_weights_is_tempering_every_probability() -> None:
    labels = ["con", "none", "pro"]
    pipeline = fit(PASSAGES, truth(ANSWERS), FeatureSelection(), seed=0)
    before = pipeline_probabilities(pipeline, PASSAGES, labels)
    temper(pipeline, 2.0)
    assert np.allclose(pipeline_probabilities(pipeline, PASSAGES, labels), apply_temperature(before, 2.0))


def test_the_temperature_makes_the_sure_modest_and_the_modest_sure() -> None:
    """Nine in ten right at a probability of .99 is too sure; at .7 it is too modest."""
    answers = ["yes"] * 9 + ["no"]
    for probability in (0.99, 0.7):
        probabilities = np.array([[probability, 1 - probability]] * 10)
        degrees = temperature(probabilities, answers, ["yes", "no"])
        assert apply_temperature(probabilities, degrees)[0, 0] == pytest.approx(0.9, abs=0.01)


def test_the_temperature_ignores_labels_that_could_not_be_learned() -> None:
    assert temperature(np.array([[1.0, 0.0]]), ["no"], ["yes", "no"]) == 1.0
