"""The arms against gold."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from annotation.errors import DataError
from exports.anchoring.accuracy import GoldComparison, GoldReport, compare_with_gold
from exports.anchoring.arms import answers_in_both_arms
from newsstance import app

MODEL_LABEL_COLUMNS = {"blind": "withheld_label", "prelabeled": "shown_label"}


def answer(sentence: str, annotator: str, label: str, arm: str, model_label: str, **columns: Any) -> dict[str, Any]:
    """One answer, with what the model says of it."""
    same = {"question": "mood", "article": f"a{sentence[1:]}", "round": "one", "audit": False}
    of_model = {MODEL_LABEL_COLUMNS[arm]: model_label}
    return {"sentence": sentence, "annotator": annotator, "label": label, "arm": arm, **same, **of_model, **columns}


SMALL = pd.DataFrame(
    [
        answer("s1", "ann", "up", "blind", "down"),
        answer("s1", "bob", "down", "prelabeled", "down"),
        answer("s2", "ann", "up", "prelabeled", "down"),
        answer("s2", "bob", "down", "blind", "down"),
        answer("s3", "ann", "up", "prelabeled", "up"),
        answer("s3", "bob", "down", "prelabeled", "up"),
        answer("s4", "ann", "up", "blind", "up", audit=True),
        answer("s4", "bob", "up", "blind", "up", audit=True),
        answer("s5", "ann", "up", "blind", "down", audit=True),
    ]
)
GOLD = pd.DataFrame(
    [
        ("s1", "mood", "up", "adjudicated"),
        ("s2", "mood", "up", "adjudicated"),
        ("s3", "mood", "up", "adjudicated"),
        ("s4", "mood", "up", "unanimous"),
        ("s5", "mood", "up", "unanimous"),
    ],
    columns=["sentence", "question", "label", "decided_by"],
)


def compared(answers: pd.DataFrame = SMALL, gold: pd.DataFrame = GOLD) -> GoldReport:
    return compare_with_gold(answers_in_both_arms(answers), gold, None, seed=0)


def shares(comparison: GoldComparison) -> dict[str, tuple[float | None, int, float | None, int]]:
    return {
        outcome.outcome: (
            outcome.blind.value,
            outcome.blind_answers,
            outcome.prelabeled.value,
            outcome.prelabeled_answers,
        )
        for outcome in comparison.outcomes
    }


def test_outcomes_by_hand() -> None:
    """Wrong labels stand on s1 and s2: one of two takes them over blind, one of two shown. That of s3 is right."""
    report = compared()
    (comparison,) = report.questions
    assert shares(comparison) == {
        "right": (50, 2, 50, 4),
        "took a wrong label": (50, 2, 50, 2),
        "refused a right label": (None, 0, 50, 2),
    }
    assert (comparison.sentences, report.adjudicated, report.left_out) == (3, 3, {})


def test_the_model_itself_is_judged_on_audit_sentences() -> None:
    """Of two audit sentences it is right about one; each counts once, whoever answered it."""
    (comparison,) = compared().questions
    assert comparison.audit_model is not None
    assert (comparison.audit_model.value, comparison.audit_model.sentences) == (50, 2)


def test_gold_of_the_audit_alone_judges_the_model_and_no_arm() -> None:
    (comparison,) = compared(gold=GOLD[3:]).questions
    assert (comparison.sentences, comparison.outcomes) == (0, [])
    assert comparison.audit_model is not None


def test_gold_that_the_answers_decided_themselves_is_left_out() -> None:
    report = compared(gold=GOLD.assign(decided_by=["adjudicated", "majority", "unanimous", "unanimous", "unanimous"]))
    assert report.questions[0].sentences == 1
    assert report.left_out == {"decided by the answers themselves": 2}


def test_gold_of_ones_own_says_nothing_of_who_decided() -> None:
    own = pd.concat([GOLD.drop(columns="decided_by"), pd.DataFrame([("s9", "mood", "up")], columns=GOLD.columns[:3])])
    report = compared(gold=own)
    assert (report.questions[0].sentences, report.adjudicated) == (3, 0)
    assert report.left_out == {"on sentences without answers to compare": 1}


@pytest.mark.parametrize(
    ("gold", "message"),
    [
        (GOLD.assign(decided_by="majority")[:3], r"^no gold to compare the arms with \(3 decided by the answers them"),
        (
            GOLD.assign(label=None),
            r"^no gold to compare the arms with \(the table has no label\); it takes adjudicated",
        ),
        (pd.concat([GOLD, GOLD[:1]]), r"^the gold has sentence s1 twice for the question 'mood' \(1 such row\)"),
    ],
)
def test_gold_that_tells_nothing_is_refused(gold: pd.DataFrame, message: str) -> None:
    with pytest.raises(DataError, match=message):
        compared(gold=gold)


def study(take_over: float, seed: int = 1) -> pd.DataFrame:
    """Answers of three to 200 sentences; the model is wrong in three of ten, which people see unless they take it."""
    rng = np.random.default_rng(seed)
    rows = []
    for place in range(200):
        model_label = "down" if rng.random() < 0.3 else "up"
        for number, annotator in enumerate(("ann", "bob", "cleo")):
            arm = "blind" if (place + number) % 5 == 0 else "prelabeled"
            own = "up" if rng.random() < 0.8 else "down"
            takes = arm == "prelabeled" and rng.random() < take_over
            label = model_label if takes else own
            rows.append(answer(f"s{place:03}", annotator, label, arm, model_label, article=f"a{place // 6}"))
    return pd.DataFrame(rows)


OWN_GOLD = pd.DataFrame({"sentence": [f"s{place:03}" for place in range(200)], "question": "mood", "label": "up"})


def test_who_takes_labels_over_takes_wrong_ones_and_refuses_fewer_right_ones() -> None:
    """By .4 of the answers to wrong labels that are not the model's anyway: .32; and of the .2 refused, .08 fewer."""
    (comparison,) = compared(study(0.4), OWN_GOLD).questions
    right, took_wrong, refused_right = (outcome.difference for outcome in comparison.outcomes)
    assert took_wrong.low is not None
    assert took_wrong.high is not None
    assert 0 < took_wrong.low < 0.32 < took_wrong.high
    assert refused_right.low is not None
    assert refused_right.high is not None
    assert refused_right.low < -0.08 < refused_right.high
    assert right.value is not None
    (nobody,) = compared(study(0.0), OWN_GOLD).questions
    assert all(outcome.difference.low < 0 < outcome.difference.high for outcome in nobody.outcomes)  # type: ignore[operator]


def run(*words: str) -> Any:
    return CliRunner().invoke(app, ["anchoring", *words])


def test_the_verb_prints_outcomes_and_says_what_adjudication_misses(tmp_path: Path) -> None:
    answers, gold = tmp_path / "answers.csv", tmp_path / "gold.csv"
    study(0.4).to_csv(answers, index=False)
    OWN_GOLD.assign(decided_by="adjudicated").to_csv(gold, index=False)
    done = run(str(answers), "--gold", str(gold))
    assert done.exit_code == 0, done.exception
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert [line.split(" 120 ")[0] for line in lines if line.startswith("mood are")] == ["mood are right 75 %"]
    assert [line.split(" %")[0] for line in lines if "wrong" in line] == ["mood took a wrong label 20"]
    assert [line.split(" %")[0] for line in lines if "refused" in line] == ["mood refused a right label 27"]
    assert "200 gold labels are an adjudicator's, on sentences where people disagreed: what all" in done.stderr
    assert "arms by person: differences compare people within sentences first" in done.stderr
    plan = run("--plan", "--agree", ".6", "--gold", str(gold))
    assert str(plan.exception) == "--gold goes with answers; a plan has none"
