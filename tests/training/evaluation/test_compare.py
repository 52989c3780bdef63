"""Judging models by data they never saw, alone and in pairs; with the verbs evaluate, compare and train's options."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotation.errors import DataError, ModelError
from annotation.tables.schema import ANSWERS, LABELED
from annotation.tables.write import write_rows
from tests.examples.compared_models import SAID, rows, run, trained
from training.evaluation.compare import comparison_verdict, macro_f1_difference
from training.metrics.judged_sentences import JudgedSentences


def test_a_model_is_judged_by_new_sentences(good: str, new: Path) -> None:
    evaluation = json.loads(run("evaluate", good, new, "--json").stdout)
    assert (evaluation["kind"], evaluation["model"], evaluation["rows"]) == ("held out", good, 90)
    split = evaluation["questions"]["view"]["splits"]["held out"]
    assert (split["sentences"], split["articles"]) == (90, 30)
    assert split["accuracy"]["value"] == 0.8
    assert split["accuracy"]["low"] < 0.8 < split["accuracy"]["high"]
    assert evaluation["questions"]["view"]["baselines"]["majority"]["accuracy"]["value"] == pytest.approx(
        1 / 3, abs=1e-6
    )


def test_what_a_model_was_trained_on_is_taken_out_whatever_its_id_and_its_whole_article(good: str) -> None:
    copies = [{**row, "sentence": f"copy {row['sentence']}", "article": "other"} for row in rows(range(3))]
    same_article = [{"sentence": "x", "text": "Something else was said.", "article": "a7", "view": "pro"}]
    write_rows("mixed.jsonl", [*copies, *same_article, *rows(range(100, 110))], LABELED)
    result = run("evaluate", good, "mixed.jsonl", "--json")
    question = json.loads(result.stdout)["questions"]["view"]
    assert question["left_out"] == {"learned from by the model": 9, "of an article the model learned from": 1}
    assert question["splits"]["held out"]["sentences"] == 30
    assert (
        "10 sentences taken out: it saw them, their article, or a copy of it" in question["splits"]["held out"]["how"]
    )
    assert "view: 9 sentences left out: learned from by the model" in result.stderr


def long_sentences(*articles: tuple[str, tuple[str, ...]]) -> list[dict[str, Any]]:
    """Longer sentences: of two articles that end alike, one may be a copy of the other."""
    return [
        {
            "text": f"{person} {what} in the city hall on {day} evening.",
            "article": article,
            "view": dict(SAID)[what],
        }
        for article, days in articles
        for person in ("The mayor", "A baker")
        for what, _ in SAID
        for day in days
    ]


def test_what_is_edited_in_a_copy_of_a_known_article_is_no_judge_either() -> None:
    model = trained("wire.jsonl", long_sentences(*((f"w{n}", (f"May {n}", f"June {n}")) for n in range(4))))
    copied = ("copy", ("May 1", "late May 1", "early May 1"))  # a third of it is the old text
    quoting = ("quoting", ("May 2", *(f"day {n}" for n in range(4))))  # a fifth
    write_rows("new.jsonl", long_sentences(copied, quoting, ("new", ("July 1",))), LABELED)
    question = json.loads(run("evaluate", model, "new.jsonl", "--json").stdout)["questions"]["view"]
    assert question["left_out"] == {
        "learned from by the model": 12,
        "of a copy of what the model learned from": 12,
    }
    assert question["splits"]["held out"]["sentences"] == 24 + 6


def test_labels_that_nothing_is_judged_by_are_named(good: str) -> None:
    write_rows("new.jsonl", [row for row in rows(range(100, 130)) if row["view"] != "odd"], LABELED)
    remarks = run("evaluate", good, "new.jsonl").stderr
    assert "view: no sentence here is odd, so macro-F1 is over the other labels\n" in remarks
    write_rows("new.jsonl", rows(range(100, 101))[:1], LABELED)
    result = run("evaluate", good, "new.jsonl")
    assert result.stdout.startswith("view: judged on the only sentence, which is no random sample: ")
    assert "view: no sentence here is con or odd, so" in result.stderr


def test_a_short_phrase_known_makes_no_article_a_copy(good: str) -> None:
    write_rows("new.jsonl", [{**row, "article": "new"} for row in [*rows(range(2)), *rows(range(100, 102))]], LABELED)
    question = json.loads(run("evaluate", good, "new.jsonl", "--json").stdout)["questions"]["view"]
    assert question["left_out"] == {"learned from by the model": 6}


def test_a_model_is_no_judge_of_itself(good: str) -> None:
    error = run("evaluate", good, "good.jsonl", fails=True).exception
    assert isinstance(error, DataError)
    assert str(error).startswith("no sentence is left to judge 'view' by: 60 learned from by the model")


def test_labels_that_are_not_the_models_are_refused_with_line_and_value(good: str) -> None:
    write_rows("new.csv", [{"text": "He won.", "view": "favorable"}], LABELED)
    error = run("evaluate", good, "new.csv", fails=True).exception
    assert isinstance(error, ModelError)
    assert str(error).startswith(f"new.csv:2: 'view' is 'favorable', which is no label of {Path(good).name} (it")
    assert "it answers: con, odd, pro" in str(error)


def test_an_empty_question_column_is_an_error_that_names_the_columns(good: str) -> None:
    write_rows("new.csv", [{"text": "He won.", "view": "", "tone": "calm"}], LABELED)
    error = run("evaluate", good, "new.csv", fails=True).exception
    assert str(error) == f"no row has a label for what {good} answers (view); columns with text: tone"


def test_evaluate_writes_figures_page_and_mistakes(good: str, new: Path) -> None:
    result = run("evaluate", good, new, "-o", "folder")
    assert sorted(path.name for path in Path("folder").iterdir()) == [
        "evaluation.html",
        "evaluation.json",
        "mistakes.jsonl",
    ]
    assert json.loads(Path("folder/evaluation.json").read_text())["model"] == good
    first = json.loads(Path("folder/mistakes.jsonl").read_text().splitlines()[0])
    assert first["text"].startswith("Person1")
    assert first["text"] not in Path("folder/evaluation.json").read_text()
    lines = [line.split() for line in result.stdout.splitlines()]
    assert lines[0][:4] == ["view:", "judged", "on", "all"]
    assert next(line for line in lines if line[:2] == ["held", "out"])[2] == "0.800"


def test_pre_labeled_answers_only_are_said_loudly(good: str) -> None:
    write_rows("pre.jsonl", rows(range(100, 120), arm="prelabeled"), LABELED)
    result = run("evaluate", good, "pre.jsonl")
    assert "view: ALL labels were given with a model's suggestion in view" in result.stderr
    training = run("train", "pre.jsonl", "--question", "view")
    assert "view: ALL labels were given with a model's suggestion in view" in training.stderr


def test_a_better_model_is_shown_to_be_better(good: str, bad: str, new: Path) -> None:
    comparison = json.loads(run("compare", good, bad, new, "--json").stdout)["questions"]["view"]
    assert comparison["difference"]["low"] > 0
    assert re.fullmatch(rf"{good} is better: it has \.\d+ more macro-F1 \(\.\d+ to \.\d+\)", comparison["verdict"])
    back = json.loads(run("compare", bad, good, new, "--json").stdout)["questions"]["view"]
    assert back["difference"]["value"] == -comparison["difference"]["value"]
    assert run("compare", good, bad, new).stdout.splitlines()[0] == f"view: {comparison['verdict']}"


def test_two_models_that_answer_alike_have_no_difference(good: str, new: Path) -> None:
    twin = trained("twin.jsonl", rows(range(20, 40)))
    comparison = json.loads(run("compare", good, twin, new, "--json").stdout)["questions"]["view"]
    assert (comparison["difference"]["value"], comparison["alike"]) == (0, 1)
    assert comparison["verdict"].startswith("Not shown that either is better: on these sentences ")
    assert "have the same macro-F1, and how far chance moves that can't be said (nearly all" in comparison["verdict"]


def by_outlet(articles: range) -> list[dict[str, Any]]:
    """Sentences whose label is given away by their own outlet's name, and by nothing else."""
    outlets = (("Herald", "pro"), ("Post", "con"))
    return [
        {"sentence": f"s{n}", "text": f"The {name} wrote {n}.", "article": f"a{n}", "outlet": name, "view": view}
        for n in articles
        for name, view in outlets[n % 2 :][:1]
    ]


def test_of_two_models_each_sees_outlets_as_it_learned_to() -> None:
    blind = trained("old.jsonl", by_outlet(range(40)))
    seeing = trained("old.jsonl", by_outlet(range(40)), "--see-outlet")
    write_rows("new.jsonl", by_outlet(range(100, 140)), LABELED)
    for a, b in ((blind, seeing), (seeing, blind)):
        comparison = json.loads(run("compare", a, b, "new.jsonl", "--json").stdout)["questions"]["view"]
        for side, model in (("a", a), ("b", b)):
            alone = json.loads(run("evaluate", model, "new.jsonl", "--json").stdout)["questions"]["view"]
            assert comparison[side]["accuracy"]["value"] == alone["splits"]["held out"]["accuracy"]["value"]
        assert comparison["a" if a == seeing else "b"]["accuracy"]["value"] == 1.0
        assert comparison["a" if a == blind else "b"]["accuracy"]["value"] < 0.8


def test_a_previous_model_that_sees_outlets_otherwise_does_not_stand_beside_the_new_one() -> None:
    seeing = trained("old.jsonl", by_outlet(range(40)), "--see-outlet")
    folder = Path("models") / trained("more.jsonl", by_outlet(range(100, 200)), "--previous", seeing)
    before = json.loads((folder / "evaluation.json").read_text())["questions"]["view"]["baselines"]["previous"]
    assert before == {"why": f"{seeing} sees a sentence's own outlet and author named, and here they are hidden"}


def test_models_with_other_labels_or_questions_are_not_compared(good: str, new: Path) -> None:
    fewer = trained("fewer.jsonl", [row for row in rows(range(20)) if row["view"] != "odd"])
    error = run("compare", good, fewer, new, fails=True).exception
    assert str(error) == f"'view' has other labels in the two models: con, odd, pro in {good}, con, pro in {fewer}"
    write_rows("tone.jsonl", [{**row, "tone": row["view"]} for row in rows(range(20))], LABELED)
    another_question = run("train", "tone.jsonl", "--question", "tone").stdout.splitlines()[-1]
    assert "have no question in common" in str(run("compare", good, another_question, new, fails=True).exception)


def test_the_same_articles_are_resampled_for_both() -> None:
    """Both models are right on the same articles: paired, the difference is sure where the figures aren't."""
    rng = np.random.default_rng(0)
    units = np.repeat(np.arange(60), 10)
    truth = rng.integers(0, 2, 600)
    right = np.repeat(rng.random(60) < 0.7, 10)
    first = np.where(right, truth, 1 - truth)
    second = np.where(rng.random(600) < 0.05, 1 - first, first)
    judged = JudgedSentences(("no", "yes"), truth, units, units, "articles")
    difference = macro_f1_difference(judged, first, second)
    assert difference["low"] is not None
    assert difference["high"] is not None
    assert difference["high"] - difference["low"] < 0.05
    assert difference["low"] <= difference["value"] <= difference["high"]


@pytest.mark.parametrize(
    ("difference", "verdict"),
    [
        (
            (0.02, -0.01, 0.05),
            "Not shown that either is better: on these sentences A has .020 more macro-F1, but anything from .010 less "
            "to .050 more fits them",
        ),
        (
            (-0.02, -0.05, 0.01),
            "Not shown that either is better: on these sentences B has .020 more macro-F1, but anything from .010 less "
            "to .050 more fits them",
        ),
        ((0.02, 0.01, 0.03), "A is better: it has .020 more macro-F1 (.010 to .030)"),
        ((-0.02, -0.03, -0.01), "B is better: it has .020 more macro-F1 (.010 to .030)"),
        (
            (0.02, None, None),
            "Not shown that either is better: on these sentences A has .020 more macro-F1, and how far chance moves "
            "that can't be said (too few)",
        ),
    ],
)
def test_the_verdict_says_who_by_how_much_and_whether_it_is_shown(
    difference: tuple[float, float | None, float | None], verdict: str
) -> None:
    """The verdict stands first, and no part of the sentence can be read as another one."""
    value, low, high = difference
    assert comparison_verdict({"value": value, "low": low, "high": high, "why": "too few"}, "A", "B") == verdict


def test_train_stands_a_previous_model_beside_the_new_one_where_it_has_not_seen_the_sentences(good: str) -> None:
    write_rows("more.jsonl", rows(range(10, 40)), LABELED)
    folder = Path("models") / trained("more.jsonl", rows(range(10, 40)), "--previous", good, "--named", "pro")
    question = json.loads((folder / "evaluation.json").read_text())["questions"]["view"]
    before = question["baselines"]["previous"]
    assert (before["model"], before["sentences"], question["splits"]["article"]["sentences"]) == (good, 60, 90)
    assert before["this_model"]["value"] == 1.0
    assert question["named"] == ["pro"]
    only = Path("models") / trained("good.jsonl", rows(range(20)), "--previous", good)
    previous = json.loads((only / "evaluation.json").read_text())["questions"]["view"]["baselines"]["previous"]
    assert previous["why"].startswith(f"{good} can't be judged here: it was trained on 60 of these 60 sentences")


def test_train_measures_the_ceiling_by_single_annotators_answers() -> None:
    labeled = rows(range(20))
    answers = [
        {"sentence": row["sentence"], "annotator": annotator, "question": "view", "label": row["view"]}
        for row in labeled
        for annotator in ("ann", "bo", "cy")
    ]
    write_rows("answers.csv", answers, ANSWERS)
    folder = Path("models") / trained("gold.jsonl", labeled, "--answers", "answers.csv", "--report", "report")
    question = json.loads((folder / "evaluation.json").read_text())["questions"]["view"]
    ceiling = question["baselines"]["ceiling"]
    assert (ceiling["macro_f1"]["value"], ceiling["sentences"], list(ceiling["annotators"])) == (
        1.0,
        60,
        ["ann", "bo", "cy"],
    )
    assert Path("report/evaluation.json").read_bytes() == (folder / "evaluation.json").read_bytes()


def test_an_unknown_named_label_is_refused_before_the_work() -> None:
    write_rows("gold.jsonl", rows(range(5)), LABELED)
    error = run("train", "gold.jsonl", "--question", "view", "--named", "Pro", fails=True).exception
    assert str(error) == "--named 'Pro' is no label here (the labels: con, odd, pro)"
