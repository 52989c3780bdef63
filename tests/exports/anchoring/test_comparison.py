"""The arms where a sentence is blind for one annotator and pre-labeled for another."""

import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from annotation.assignment.arms import Arms
from exports.anchoring.anchoring import anchorings
from exports.anchoring.arms import answers_in_both_arms
from exports.anchoring.pace import arm_pace
from exports.anchoring.verdict import anchoring_verdict

SIMULATED = runpy.run_path(str(Path(__file__).parents[3] / "benchmarks" / "anchoring.py"))
PEOPLE = ("ann", "bob", "cleo")


def study(sentences: int, follow: float, arms: Arms, seed: int = 0) -> pd.DataFrame:
    """A simulated study as `pull` gives it; cleo takes twice as long as the others, and a label shown saves a tenth."""
    world = SIMULATED["WORLDS"]["3 labels, three people"]
    drawn = SIMULATED["drawn"](world, sentences, follow, np.random.default_rng(seed), arms)
    rows: list[dict[str, Any]] = []
    for place, number in np.ndindex(drawn.answers.shape):
        blind, model_label = drawn.blind[place, number], "xyz"[drawn.model_labels[place]]
        rows.append(
            {
                "sentence": f"s{place:04}",
                "annotator": PEOPLE[number],
                "question": "mood",
                "label": "xyz"[drawn.answers[place, number]],
                "article": f"a{drawn.article[place]}",
                "round": "one",
                "audit": False,
                "arm": "blind" if blind else "prelabeled",
                "withheld_label" if blind else "shown_label": model_label,
                "seconds": (10.0 + place % 30) * (2 if number == 2 else 1) * (1.0 if blind else 0.9),
            }
        )
    return pd.DataFrame(rows)


def test_a_pull_is_found_with_fewer_sentences() -> None:
    (by_person,), (by_sentence,) = (anchorings(study(400, 0.4, arms)) for arms in Arms)
    assert [by_person.arms, by_sentence.arms] == [Arms.PERSON, Arms.SENTENCE]
    assert by_person.findable is not None
    assert by_sentence.findable is not None
    assert by_person.findable < 0.85 * by_sentence.findable
    assert anchoring_verdict(by_person).startswith("Pre-labels pulled answers toward the model: +.1")
    (straight,) = anchorings(study(250, 0.0, Arms.PERSON))
    assert "moved answers" in anchoring_verdict(straight)


def test_pace_compares_people_with_themselves_and_on_the_same_sentence() -> None:
    """Sentences of ten to forty seconds and one slow reader hide nothing of a tenth less."""
    pace = arm_pace(study(60, 0.0, Arms.PERSON), 0)
    assert pace.times.value == pytest.approx(0.9, abs=0.005)


def test_agreement_without_a_label_in_view_is_that_of_the_audit_sample() -> None:
    """With three annotators and a fifth blind no sentence is blind for two: nothing to compare but the audit."""
    rows = study(250, 0.2, Arms.PERSON)
    audited = rows["sentence"].isin([f"s{place:04}" for place in range(40)])
    withheld = rows["withheld_label"].fillna(rows["shown_label"])
    audit = rows[audited].assign(arm="blind", audit=True, withheld_label=withheld[audited], shown_label=None)
    (comparison,) = anchorings(pd.concat([rows[~audited], audit]))
    assert (comparison.blind.alpha.value, comparison.blind.alpha.sentences) == (None, 0)
    assert comparison.audit_alpha is not None
    assert comparison.audit_alpha.sentences == 40
    assert len(answers_in_both_arms(pd.concat([rows[~audited], audit])).audit) == 3 * 40
    assert anchorings(rows)[0].audit_alpha is None


def test_row_order_changes_nothing() -> None:
    rows = study(120, 0.3, Arms.PERSON)
    shuffled = rows.sample(frac=1, random_state=1)
    assert anchorings(shuffled) == anchorings(rows)
    assert arm_pace(shuffled, 0) == arm_pace(rows, 0)


def test_somebody_who_joined_with_another_blind_share_does_not_pull() -> None:
    """Cleo agrees less with the model than the others, and most of her answers are blind: that is no pull."""
    rng = np.random.default_rng(3)
    rows: list[dict[str, Any]] = []
    for place in range(400):
        for who, share, agree in (("ann", 0.2, 0.8), ("bob", 0.2, 0.8), ("cleo", 0.8, 0.4)):
            arm = "blind" if rng.random() < share else "prelabeled"
            label = "up" if rng.random() < agree else "down"
            column = "withheld_label" if arm == "blind" else "shown_label"
            rows.append({"sentence": f"s{place}", "annotator": who, "question": "mood", "label": label, "arm": arm})
            rows[-1] |= {"article": f"a{place // 8}", "round": "one", "audit": False, column: "up"}
    (comparison,) = anchorings(pd.DataFrame(rows))
    blind, prelabeled = comparison.blind.percent.value, comparison.prelabeled.percent.value
    assert blind is not None
    assert prelabeled is not None
    assert prelabeled - blind > 15
    assert comparison.difference.low is not None
    assert comparison.difference.high is not None
    assert comparison.difference.low < 0 < comparison.difference.high
