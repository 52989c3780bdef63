"""Labels worth another look: planted mistakes come first, and copies labeled otherwise are found."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from annotation.assignment.queue import make_queue
from annotation.codebook.codebook import Codebook
from annotation.errors import DataError
from annotation.tables.read import read_rows
from annotation.tables.schema import LABELED, SENTENCES, Row
from annotation.tables.write import write_rows
from newsstance import app
from training.selection.label_errors import find_label_errors

WHO = ("Ann", "Bo", "Cy", "Di", "Ed", "Flo", "Gus", "Hal")
SAID = (("praised the new plan", "pro"), ("blamed the new plan", "con"), ("met us on a monday", "calm"))
WIRE = "The council will vote on the plan for the harbor on Tuesday, the mayor said."


def rows(*more: dict[str, Any], changed: dict[str, str] | None = None) -> list[Row]:
    given = [
        {"sentence": f"{who} {what}", "text": f"{who} {what}.", "article": who, "position": at, "view": view}
        for who in WHO
        for at, (what, view) in enumerate(SAID)
    ]
    wrong = changed or {}
    marked = [{**row, "view": wrong.get(str(row["sentence"]), row["view"])} for row in (*given, *more)]
    return [Row(row, f"gold.csv:{number}") for number, row in enumerate(marked, start=2)]


def wire(article: str, view: str, **more: object) -> dict[str, Any]:
    return {"sentence": f"{article}-wire", "text": WIRE, "article": article, "view": view, **more}


def test_the_planted_mistakes_come_first() -> None:
    planted = {"Ann praised the new plan": "con", "Gus met us on a monday": "pro"}
    label_errors = find_label_errors(rows(changed=planted), "view")
    first = [(row["sentence"], row["gold"], row["said"]) for row in label_errors.rows[:2]]
    assert sorted(first) == [("Ann praised the new plan", "con", "pro"), ("Gus met us on a monday", "pro", "calm")]
    assert (label_errors.examined, label_errors.copied) == (24, 0)
    doubts = [row["doubt"] for row in label_errors.rows]
    assert doubts == sorted(doubts, reverse=True)
    assert doubts[1] > 0.5


def test_nothing_is_doubted_where_nothing_speaks_against_it() -> None:
    assert find_label_errors(rows(), "view").rows == []


def test_the_same_text_with_another_label_is_found_and_the_majority_among_copies_is_doubted_less() -> None:
    copies = [wire("one", "calm"), wire("two", "calm"), {**wire("three", "pro"), "text": WIRE.replace(",", " -")}]
    label_errors = find_label_errors(rows(*copies), "view", most=3)
    assert label_errors.copied == 3
    odd = label_errors.rows[0]
    assert (odd["sentence"], odd["gold"], odd["said"], odd["doubt"]) == ("three-wire", "pro", "calm", 1.0)
    assert odd["why"].startswith("labeled otherwise than nearly the same text: one-wire is calm, two-wire is calm")
    others = {row["sentence"]: row for row in label_errors.rows[1:]}
    assert others.keys() == {"one-wire", "two-wire"}
    assert all(row["doubt"] >= 0.5 for row in others.values())
    assert all("three-wire is pro" in row["why"] for row in others.values())


def test_the_same_text_about_another_target_may_have_another_label() -> None:
    named = [Row({**row, "target": row["article"]}, row.where) for row in rows()]
    about = [Row(wire("one", view, target=who), "gold.csv:99") for who, view in (("Ann", "pro"), ("Bo", "con"))]
    assert find_label_errors([*named, *about], "view").copied == 0


def test_rows_can_be_pushed_again_without_a_label_in_view(codebook: Codebook) -> None:
    given = rows(changed={"Ann praised the new plan": "con"})
    given = [Row({**row, "view_probability": 0.9, "before": "Hm."}, row.where) for row in given]
    (first, *_) = find_label_errors(given, "view").rows
    assert first.keys() == {*("sentence", "text", "article", "position", "before"), "question", "gold", "said"} | {
        *("doubt", "why")
    }
    (asked,) = make_queue([Row(first, "doubtful.jsonl:1")], codebook).sentences
    assert (asked.sentence, asked.scored, asked.prelabels) == ("Ann praised the new plan", False, {})


def test_a_row_without_an_id_is_named_by_its_line() -> None:
    given = [Row({**row, "sentence": None}, row.where) for row in rows(changed={"Ann praised the new plan": "con"})]
    assert find_label_errors(given, "view", most=1).rows[0]["sentence"] == "row 2"


def test_one_article_is_too_few_and_an_unknown_question_names_those_there_are() -> None:
    with pytest.raises(DataError, match=r"'view': no label can be doubted .* article"):
        find_label_errors(rows()[:3], "view")
    with pytest.raises(DataError, match="no row has a label for 'tone'; columns with text: view"):
        find_label_errors(rows(), "tone")


def test_labels_that_are_never_trained_on_are_told_and_not_doubted(codebook: Codebook) -> None:
    stances = ("favorable", "unfavorable", "mixed")
    texts = [(f"{who} {what[0]}.", stance) for who in WHO for what, stance in zip(SAID, stances, strict=True)]
    given = [
        Row({"text": text, "article": text[:3], "target": "plan", "stance": stance}, f"g.csv:{number}")
        for number, (text, stance) in enumerate(texts)
    ]
    label_errors = find_label_errors(given, "stance", codebook)
    assert (label_errors.examined, dict(label_errors.left_out)) == (16, {"mixed (not trained on)": 8})


def test_the_verb_writes_the_rows_and_says_how_many(tmp_path: Path) -> None:
    labeled, output = tmp_path / "labeled.jsonl", tmp_path / "doubtful.jsonl"
    write_rows(labeled, rows(changed={"Ann praised the new plan": "con"}), LABELED)
    arguments = ["doubtful", str(labeled), "--question", "view", "-o", str(output), "-n", "1"]
    ran = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert ran.stderr.startswith(f"1 doubtful label of 24 in {output}\n")
    assert [row["sentence"] for row in read_rows(output, SENTENCES)] == ["Ann praised the new plan"]


def test_the_verb_takes_the_codebook_that_the_rows_name_as_training_does(tmp_path: Path, codebook: Codebook) -> None:
    labeled = tmp_path / "labeled.jsonl"
    stances = ("favorable", "unfavorable", "mixed")
    texts = [(f"{who} {what[0]}.", stance) for who in WHO for what, stance in zip(SAID, stances, strict=True)]
    given = [
        {"text": text, "article": text[:3], "target": "plan", "stance": stance, "codebook": codebook.stamp}
        for text, stance in texts
    ]
    write_rows(labeled, given, LABELED)
    ran = CliRunner().invoke(app, ["doubtful", str(labeled), "--question", "stance"], catch_exceptions=False)
    assert "not looked at: 8 mixed (not trained on)" in ran.stderr


def test_labels_of_several_questions_are_ranked_together() -> None:
    planted = rows(changed={"Ann praised the new plan": "con"})
    table = [{**row, "mood": "down" if row["view"] == "con" else "up"} for row in planted]
    write_rows("gold.jsonl", table, LABELED)
    words = ["doubtful", "gold.jsonl", "-n", "3"]
    joined = CliRunner().invoke(app, [*words, "--question", "view,mood"])
    assert joined.exit_code == 0
    found = [json.loads(line) for line in joined.stdout.splitlines()]
    assert {(row["sentence"], row["question"]) for row in found[:2]} == {
        ("Ann praised the new plan", "view"),
        ("Ann praised the new plan", "mood"),
    }
    assert "2 doubtful labels of 48" in joined.stderr
    assert CliRunner().invoke(app, [*words, "--question", "mood", "--question", "view"]).stderr == joined.stderr
    with pytest.raises(DataError, match=r"^'text' is a column of every table of sentences, no question"):
        CliRunner().invoke(app, [*words, "--question", "view,text"], catch_exceptions=False)
