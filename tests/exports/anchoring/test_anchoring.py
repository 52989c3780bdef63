"""The blind arm against the pre-labeled arm."""

import json
import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from annotation.assignment.arms import Arms
from annotation.codebook.codebook import read_codebook
from annotation.errors import DataError
from exports.anchoring.anchoring import anchorings
from exports.anchoring.arms import answers_in_both_arms
from exports.anchoring.pace import arm_pace
from exports.anchoring.power import study_size
from exports.anchoring.verdict import anchoring_verdict
from newsstance import app

SIMULATED = runpy.run_path(str(Path(__file__).parents[3] / "benchmarks" / "anchoring.py"))
WORLD = SIMULATED["WORLDS"]["3 labels, three people"]
MODEL_LABEL_COLUMNS = {"blind": "withheld_label", "prelabeled": "shown_label"}


def answer(sentence: str, annotator: str, label: str, arm: str, model_label: str, **columns: Any) -> dict[str, Any]:
    """One answer, with what the model says of it."""
    shared = {"question": "mood", "article": f"a{sentence[1:]}", "round": "one", "audit": False}
    return {
        "sentence": sentence,
        "annotator": annotator,
        "label": label,
        "arm": arm or None,
        **shared,
        **({MODEL_LABEL_COLUMNS[arm]: model_label} if arm else {}),
        **columns,
    }


def study(
    sentences: int, follow: float, seed: int = 0, articles: bool = True, arms: Arms = Arms.SENTENCE
) -> pd.DataFrame:
    """A simulated study as `pull` gives it."""
    drawn = SIMULATED["drawn"](WORLD, sentences, follow, np.random.default_rng(seed), arms)
    rows = [
        answer(
            f"s{place:04}",
            annotator,
            "xyz"[label],
            "blind" if drawn.blind[place][number] else "prelabeled",
            "xyz"[drawn.model_labels[place]],
            article=f"a{drawn.article[place]}" if articles else None,
            seconds=8.0 if drawn.blind[place][number] else 6.0,
        )
        for place, labels in enumerate(drawn.answers)
        for number, (annotator, label) in enumerate(zip(("ann", "bob", "cleo"), labels, strict=True))
    ]
    return pd.DataFrame(rows)


SMALL = pd.DataFrame(
    [
        answer("s1", "ann", "up", "blind", "up"),
        answer("s1", "bob", "down", "blind", "up"),
        answer("s2", "ann", "down", "prelabeled", "down"),
        answer("s2", "bob", "down", "prelabeled", "down"),
        answer("s3", "ann", "up", "prelabeled", "down"),
        answer("s3", "bob", "down", "prelabeled", "down"),
        answer("s4", "ann", "up", "blind", "up", audit=True),
        answer("s5", "ann", "up", "", ""),
        answer("s6", "ann", "up", "prelabeled", ""),
        answer("s7", "ann", "up", "prelabeled", "up", round="two"),
    ]
)


def test_shares_by_hand() -> None:
    """Blind one of two answers agrees, pre-labeled three of four: .75 - .5. Audit sentences are no blind ones here."""
    (comparison,) = anchorings(SMALL)
    assert [comparison.blind.percent.value, comparison.prelabeled.percent.value, comparison.difference.value] == [
        50,
        75,
        pytest.approx(0.25),
    ]
    assert [(arm.answers, arm.sentences) for arm in (comparison.blind, comparison.prelabeled)] == [(2, 1), (4, 2)]
    assert [(share.label, share.model, share.blind, share.prelabeled) for share in comparison.shares] == [
        ("down", 4 / 6, 0.5, 0.75),
        ("up", 2 / 6, 0.5, 0.25),
    ]
    assert anchoring_verdict(comparison) == (
        "Not shown that pre-labels moved answers: +.25; an interval needs at least 10 articles on each side, and "
        "there is 1 on one"
    )


def test_what_stays_out_is_counted_by_its_reason() -> None:
    assert answers_in_both_arms(SMALL).left_out == {
        "to audit sentences, drawn at random": 1,
        "in a round without the other arm": 1,
        "in no arm": 1,
        "where the model says nothing": 1,
    }


def test_rounds_are_compared_within_themselves() -> None:
    """In the hard round nobody agrees, in the easy one all do; only the shares of blind sentences differ."""
    rows = [
        answer(f"s{hard}{place}", "ann", "down" if hard else "up", "blind" if place < number else "prelabeled", "up")
        | {"round": f"round {hard}"}
        for hard, number in ((0, 5), (1, 20))
        for place in range(30)
    ]
    (comparison,) = anchorings(pd.DataFrame(rows))
    assert comparison.rounds == ["round 0", "round 1"]
    assert comparison.difference.value == 0
    assert [comparison.blind.percent.value, comparison.prelabeled.percent.value] == [20, pytest.approx(100 * 25 / 35)]


def test_the_verdict_finds_people_who_follow_and_no_others() -> None:
    (bent,), (straight,) = (anchorings(study(900, follow)) for follow in (0.4, 0.0))
    assert anchoring_verdict(bent).startswith("Pre-labels pulled answers toward the model: +.1")
    assert anchoring_verdict(straight).startswith("No sign that pre-labels moved answers: ")
    assert straight.findable is not None
    assert straight.findable < 0.1


def test_row_order_changes_nothing() -> None:
    rows = study(300, 0.3)
    shuffled = rows.sample(frac=1, random_state=1)
    assert anchorings(shuffled) == anchorings(rows)
    assert arm_pace(shuffled, 0) == arm_pace(rows, 0)


@pytest.mark.parametrize("arms", Arms)
def test_what_the_data_ask_for_is_what_was_planned(arms: Arms) -> None:
    """Sentences needed by the error measured in a study, beside those a plan asks for: within a quarter."""
    design = SIMULATED["design"](WORLD, np.random.default_rng(0))
    planned = [study_size(difference, design, arms).sentences for difference in (0.05, 0.1)]
    studies = [anchorings(study(600, 0, seed, arms=arms), differences=(0.05, 0.1)) for seed in range(3)]
    needed = np.mean([[size.sentences for size in comparison.needed] for (comparison,) in studies], axis=0)
    assert needed == pytest.approx(planned, rel=0.25)


@pytest.mark.parametrize(
    ("world", "arms"),
    [
        ("3 labels, three people", Arms.SENTENCE),
        ("3 labels, three people", Arms.PERSON),
        ("6 labels, five people", Arms.PERSON),
        ("3 labels, two of four people", Arms.PERSON),
    ],
)
def test_simulated_studies_of_the_planned_size(world: str, arms: Arms) -> None:
    """Of 150 studies at 80 % power, and 150 where nobody follows: four standard errors of chance either way."""
    rates = SIMULATED["studies"](SIMULATED["WORLDS"][world], 150, 5, arms)
    assert 0.67 <= rates["found"] <= 0.96
    assert rates["false alarm"] <= 0.12
    assert min(rates["found covered"], rates["false alarm covered"]) >= 0.88


def test_a_difference_needs_articles_in_both_arms() -> None:
    """Twenty articles, of which nine have a blind sentence."""
    rows = [
        answer(f"s{place}", annotator, "up" if place % 3 else "down", "blind" if place < 9 else "prelabeled", "up")
        for place in range(20)
        for annotator in ("ann", "bob")
    ]
    (comparison,) = anchorings(pd.DataFrame(rows))
    assert (comparison.difference.low, comparison.findable, comparison.needed) == (None, None, [])
    assert comparison.difference.why == "an interval needs at least 10 articles on each side, and there are 9 on one"


def test_pace_is_that_of_all_together_and_never_of_one() -> None:
    rows = study(300, 0.3)
    pace = arm_pace(rows, 0)
    assert pace.seconds == {"blind": 8.0, "prelabeled": 6.0}
    assert pace.sentences == {"blind": 3 * 60, "prelabeled": 3 * 240}
    assert pace.times.value == pytest.approx(0.75)
    twice = pd.concat([rows, rows.assign(question="weather")])
    assert arm_pace(twice, 0) == pace  # one page, two questions: its seconds count once
    alone = arm_pace(rows[rows["annotator"] == "ann"], 0)
    assert (alone.seconds, alone.times.value) == ({}, None)
    assert alone.why == "pace is shown where at least 2 annotators were timed in each arm, so that it is nobody's own"


def test_a_question_that_depends_on_another_answer_gets_no_verdict() -> None:
    """Who follows the model is asked other questions: the arms hold other sentences."""
    book = read_codebook(None)
    conditional = next(question for question in book.questions if question.only_if)
    rows = study(600, 0.4).assign(question=conditional.name)
    labels = dict(zip("xyz", conditional.label_names, strict=False))
    columns = ["label", "shown_label", "withheld_label"]
    rows[columns] = rows[columns].apply(lambda column: column.map(labels))
    (comparison,) = anchorings(rows, book)
    assert comparison.difference.low is not None
    assert conditional.only_if is not None
    assert anchoring_verdict(comparison) == (
        f"No verdict: who is asked depends on the answer to {conditional.only_if.question}, "
        "which pre-labels may have moved"
    )


def test_answers_without_arms_or_with_strange_ones_are_refused() -> None:
    with pytest.raises(DataError, match=r"^no answers to compare: .* \(1 in no arm\); a scores table"):
        answers_in_both_arms(SMALL[SMALL["sentence"] == "s5"])
    with pytest.raises(DataError) as error:
        answers_in_both_arms(SMALL.assign(arm="Blind"))
    assert str(error.value) == "an answer's arm is 'Blind'; the arms are blind, prelabeled, or none"


def run(*words: str) -> Any:
    return CliRunner().invoke(app, ["anchoring", *words])


def test_the_verb_prints_verdicts_first_and_then_tables(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    study(500, 0.4, articles=False).to_csv(path, index=False)
    done = run(str(path), "--find", "0.08")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0].startswith("mood: Pre-labels pulled answers toward the model: +.")
    assert lines[1:3] == ["", "question  blind   of  pre-labeled    of   difference  95 % interval  sentences"]
    assert lines[3].split()[:4] == ["mood", "60", "%", "300"]
    assert any(line.startswith("pre-labeled") and "6.0" in line and "0.75" in line for line in lines)
    assert any(line.endswith("to find +.08") for line in lines)
    assert "the answers name no articles: intervals resample sentences" in done.stderr


def test_json_is_all_and_names_nobody(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text(study(500, 0.4).to_json(orient="records", lines=True), encoding="utf-8")
    done = run(str(path), "--json", "--seed", "3")
    output = json.loads(done.stdout)
    assert list(output) == ["questions", "gold", "pace", "left_out", "codebooks", "seed", "resamples"]
    assert output["questions"][0]["verdict"].startswith("Pre-labels pulled")
    assert [needed["difference"] for needed in output["questions"][0]["needed"]] == [0.05, 0.1, 0.15, 0.2]
    assert "ann" not in done.stdout.replace("annotators", "")


def test_a_plan_needs_no_answers() -> None:
    done = run("--plan", "--follow", "0.3", "--agree", "0.6", "--per-sentence", "3", "--alpha", "0.6")
    assert [line.split() for line in done.stdout.splitlines()[1:3]] == [
        ["+.12", "30", "%", "person", "217", "43", "651"],
        ["+.12", "30", "%", "sentence", "610", "122", "1,830"],
    ]
    output = json.loads(run("--plan", "--find", "0.1", "--agree", "0.7", "--json").stdout)
    assert output["design"] == {"agree": 0.7, "answers": 2, "correlation": 0.667, "blind": 0.2, "audit": 0.0}
    assert [(size["difference"], size["arms"]) for size in output["sizes"]] == [(0.1, "person"), (0.1, "sentence")]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "give the answers to compare, or --plan (without answers) to plan a study"),
        (("x.csv", "--plan"), "give the answers to compare, or --plan (without answers) to plan a study"),
        (("x.csv", "--agree", "0.5"), "--agree goes with --plan; answers tell it by themselves"),
        (("--plan",), "--plan needs --agree SHARE: how often answers that saw no pre-label agree with the model"),
        (
            ("--plan", "--agree", ".5", "--find", ".1", "--follow", ".1"),
            "--find and --follow say the same in two ways; give one",
        ),
    ],
)
def test_wrong_words_are_one_line(words: tuple[str, ...], message: str) -> None:
    assert str(run(*words).exception) == message
