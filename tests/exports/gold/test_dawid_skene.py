"""Dawid and Skene: by hand, in a simulation whose truth is known, and through gold."""

import numpy as np
import pandas as pd
import pytest

from annotation.tables.frames import to_frame
from annotation.tables.schema import ANSWERS
from exports.gold.aggregation import DAWID_SKENE, decide
from exports.gold.dawid_skene import dawid_skene_probabilities
from exports.gold.soft_labels import label_shares


def table(labels: dict[str, str]) -> pd.DataFrame:
    """One answer for each character that is no gap."""
    rows = [
        {"sentence": f"s{number:03}", "annotator": annotator, "question": "mood", "label": label}
        for annotator, characters in labels.items()
        for number, label in enumerate(characters)
        if label != "."
    ]
    return to_frame(rows, ANSWERS)


# Three who agree on all of eight sentences, and two who always say the opposite; of the last two sentences only one of
# the three answered. By count d wins there; by what is known of the five, u.
FIVE = {"ann": "uuuuddddu.", "bob": "uuuudddd.u", "cleo": "uuuudddd..", "dana": "dddduuuudd", "eve": "dddduuuudd"}


def outcome(soft: pd.Series, answers: pd.DataFrame, method: str) -> list[tuple[object, ...]]:
    gold = decide(soft, answers, method=method)
    columns = gold[["label", "share", "answers", "decided_by"]].round(3)
    return list(columns.itertuples(index=False, name=None))


def test_who_always_says_the_opposite_is_understood() -> None:
    answers = table(FIVE)
    by_count, by_model = (
        outcome(soft_labels(answers), answers, method)
        for soft_labels, method in ((label_shares, "majority"), (dawid_skene_probabilities, DAWID_SKENE))
    )
    assert by_count == [
        *[("u", 0.6, 5, "majority")] * 4,
        *[("d", 0.6, 5, "majority")] * 4,
        *[("d", 0.667, 3, "majority")] * 2,
    ]
    expected = [("u", 1.0, 5, DAWID_SKENE)] * 4 + [("d", 1.0, 5, DAWID_SKENE)] * 4 + [("u", 1.0, 3, DAWID_SKENE)] * 2
    assert by_model == expected


def test_two_who_always_differ_are_a_tie_and_no_order_decides_it() -> None:
    answers = table({"ann": "ud", "bob": "du"})
    gold = decide(dawid_skene_probabilities(answers), answers, method=DAWID_SKENE)
    assert gold["label"].isna().all()
    assert gold[["tied", "share", "decided_by"]].to_numpy().tolist() == [["d|u", 0.5, "tie"]] * 2


@pytest.mark.parametrize("seed", range(5))
def test_row_order_changes_nothing_to_the_last_bit(seed: int) -> None:
    answers, _ = simulated(seed)
    shuffled = answers.sample(frac=1, random_state=seed)
    pd.testing.assert_series_equal(
        dawid_skene_probabilities(shuffled), dawid_skene_probabilities(answers), check_exact=True
    )


def test_names_of_annotators_change_nothing() -> None:
    answers, _ = simulated(0)
    renamed = answers.assign(annotator=answers["annotator"].map(lambda name: f"w{99 - int(name[1:])}"))
    pd.testing.assert_series_equal(dawid_skene_probabilities(renamed), dawid_skene_probabilities(answers), atol=1e-9)


def simulated(seed: int) -> tuple[pd.DataFrame, pd.Series]:
    """Three hundred sentences, seven people; three of them take one label for another most of the time."""
    rng = np.random.default_rng(seed)
    truth = rng.choice(3, 300, p=[0.5, 0.3, 0.2])
    careful = np.array([[0.85, 0.1, 0.05], [0.1, 0.8, 0.1], [0.05, 0.1, 0.85]])
    confusing = np.array([[0.3, 0.65, 0.05], [0.65, 0.3, 0.05], [0.1, 0.1, 0.8]])
    labels = {
        f"w{n}": "".join(str(rng.choice(3, p=(careful if n < 4 else confusing)[t])) for t in truth) for n in range(7)
    }
    answers = table(labels)
    return answers, pd.Series(map(str, truth), [f"s{n:03}" for n in range(300)])


@pytest.mark.parametrize("seed", range(3))
def test_where_the_truth_is_known_it_finds_more_of_it_than_counting_does(seed: int) -> None:
    answers, truth = simulated(seed)
    counting, model = (
        (decide(soft_labels(answers), answers).set_index("sentence")["label"].eq(truth)).mean()
        for soft_labels in (label_shares, dawid_skene_probabilities)
    )
    assert model > counting + 0.05
    assert model > 0.9


def test_probabilities_are_about_right() -> None:
    """Of the labels given a probability between .6 and .9, about three quarters are right."""
    unsure_labels = []
    for seed in range(10):
        answers, truth = simulated(seed)
        best = dawid_skene_probabilities(answers).reset_index().sort_values("share").groupby("sentence").last()
        unsure = best[best["share"].between(0.6, 0.9)]
        unsure_labels.append(
            pd.DataFrame({"said": unsure["share"], "right": unsure["label"].eq(truth.reindex(unsure.index))})
        )
    unsure_of_all = pd.concat(unsure_labels)
    assert len(unsure_of_all) > 100
    assert abs(unsure_of_all["said"].mean() - unsure_of_all["right"].mean()) < 0.1


def test_questions_are_settled_apart() -> None:
    answers = table(FIVE)
    two_questions = pd.concat([answers, table({"ann": "xy"}).assign(question="other")])
    probabilities = dawid_skene_probabilities(two_questions)
    assert (
        probabilities[probabilities.index.get_level_values("question") == "mood"].to_dict()
        == dawid_skene_probabilities(answers).to_dict()
    )
