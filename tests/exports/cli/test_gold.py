"""The verb `gold`: what it writes, prints, and refuses."""

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from annotation.errors import DataError
from annotation.tables.frames import to_frame
from annotation.tables.read import read_rows
from annotation.tables.schema import GOLD
from exports.gold.aggregation import majority_vote
from newsstance import app
from tests.examples.gold import ANSWERS_GIVEN, SENTENCES_GIVEN, outcome, rows


@pytest.fixture
def answers_file(tmp_path: Path) -> str:
    path = tmp_path / "answers.csv"
    ANSWERS_GIVEN.to_csv(path, index=False)
    return str(path)


def test_the_verb_writes_gold_and_labeled_and_prints_a_table(answers_file: str, tmp_path: Path) -> None:
    out, ready = tmp_path / "gold.parquet", tmp_path / "labeled.jsonl"
    ran = CliRunner().invoke(app, ["gold", answers_file, "-o", str(out), "--labeled", str(ready)])
    assert ran.stdout == (
        "question  unanimous  majority  ties  total\n"
        "mood              1         1     1      3\n"
        "why               3         0     0      3\n"
    )
    assert ran.stderr == f"3 labeled sentences in {ready}\ntie on sentence s1 (It rose.), mood: down or up\n"
    assert outcome(to_frame(read_rows(out, GOLD), GOLD)) == outcome(majority_vote(ANSWERS_GIVEN))
    assert [json.loads(line).get("mood") for line in ready.read_text().splitlines()] == [None, "up", "flat"]


def test_a_tie_shows_the_beginning_of_its_sentence(tmp_path: Path) -> None:
    text = "The mayor left the town with her people, and nobody knew for how long she would be away."
    answers = ANSWERS_GIVEN.assign(text=[text if sentence == "s1" else "x" for sentence in ANSWERS_GIVEN["sentence"]])
    answers.to_csv(tmp_path / "a.csv", index=False)
    ran = CliRunner().invoke(app, ["gold", str(tmp_path / "a.csv")])
    assert ran.stderr == (
        "tie on sentence s1 (The mayor left the town with her people, and nobody knew …), mood: down or up\n"
    )


def test_gold_on_standard_output_is_alone_there(answers_file: str) -> None:
    ran = CliRunner().invoke(app, ["gold", answers_file, "-o", "-"])
    assert [json.loads(line)["label"] for line in ran.stdout.splitlines()] == [
        None,
        "rain",
        "up",
        "sun",
        "flat",
        "sun",
    ]
    assert "unanimous" in ran.stderr


def test_json_is_alone_on_standard_output(answers_file: str) -> None:
    assert json.loads(CliRunner().invoke(app, ["gold", answers_file, "--json"]).stdout)[0] == {
        "question": "mood",
        "unanimous": 1,
        "majority": 1,
        "ties": 1,
        "total": 3,
    }


@pytest.mark.parametrize("options", [["-o", "-", "--json"], ["--labeled", "-", "-o", "-"], ["--sentences", "s.csv"]])
def test_options_that_cannot_stand_together_are_a_wrong_command_line(answers_file: str, options: list[str]) -> None:
    assert CliRunner().invoke(app, ["gold", answers_file, *options]).exit_code == 2


def test_ten_ties_are_named_and_the_rest_counted(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    rows(
        *(
            f"s{n:02} {annotator} mood {label}"
            for n in range(12)
            for annotator, label in (("ann", "up"), ("bob", "down"))
        )
    ).to_csv(path, index=False)
    remarks = CliRunner().invoke(app, ["gold", str(path)]).stderr.splitlines()
    assert remarks == [*(f"tie on sentence s{n:02}, mood: down or up" for n in range(10)), "and 2 more ties"]


def test_spans_give_no_gold_and_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    spans = rows("s1 ann words sad", "s1 ann words sad", start=0, end=2, span_text="It")
    pd.concat([ANSWERS_GIVEN, spans]).to_csv(path, index=False)
    ran = CliRunner().invoke(app, ["gold", str(path)])
    assert "words" not in ran.stdout
    assert ran.stderr.splitlines()[-1] == "words: 2 spans, which give no gold yet"


BOOK_FILE = """
name = "weather"
version = "1"
title = "Weather"
introduction = "A sentence about the weather."

[[questions]]
name = "mood"
kind = "choice"
title = "Mood"
text = "Which mood?"

  [[questions.labels]]
  name = "up"
  hotkey = "1"
  color = "#2e7d32"
  definition = "It lifts."

  [[questions.labels]]
  name = "down"
  hotkey = "2"
  color = "#c62828"
  definition = "It lowers."

[[questions]]
name = "why"
kind = "choice"
title = "Why"
text = "Why so?"
only_if = { question = "mood", labels = ["down"] }

  [[questions.labels]]
  name = "rain"
  hotkey = "3"
  color = "#1565c0"
  definition = "It rains."

  [[questions.labels]]
  name = "sun"
  hotkey = "4"
  color = "#f9a825"
  definition = "It shines."
"""


def test_with_a_codebook_ties_are_in_its_order_and_answers_never_asked_for_are_counted(tmp_path: Path) -> None:
    path, book = tmp_path / "answers.csv", tmp_path / "weather.toml"
    book.write_text(BOOK_FILE, encoding="utf-8")
    answers = rows("s1 ann mood up", "s1 bob mood down", "s1 ann why sun", "s2 ann mood up", "s2 ann why rain")
    answers.to_csv(path, index=False)
    ran = CliRunner().invoke(app, ["gold", str(path), "--codebook", str(book)])
    assert ran.stdout.splitlines()[1:] == ["mood              1         0     1      2"]
    assert ran.stderr.splitlines() == [
        "tie on sentence s1, mood: up or down",
        "why: 2 sentences left out: the gold doesn't meet its condition (only_if)",
    ]


def test_nothing_is_written_where_the_sentences_do_not_fit(answers_file: str, tmp_path: Path) -> None:
    sentences = tmp_path / "sentences.csv"
    SENTENCES_GIVEN[:2].to_csv(sentences, index=False)
    out, ready = tmp_path / "gold.csv", tmp_path / "labeled.csv"
    ran = CliRunner().invoke(
        app, ["gold", answers_file, "-o", str(out), "--labeled", str(ready), "--sentences", str(sentences)]
    )
    assert isinstance(ran.exception, DataError)
    assert not out.exists()
    assert not ready.exists()


def test_an_unknown_method_is_a_wrong_command_line(answers_file: str) -> None:
    ran = CliRunner().invoke(app, ["gold", answers_file, "--method", "vote"])
    assert ran.exit_code == 2
    assert "'vote' is no method; the methods are majority, dawid-skene" in ran.stderr


def test_soft_labels_without_training_rows_are_a_wrong_command_line(answers_file: str) -> None:
    ran = CliRunner().invoke(app, ["gold", answers_file, "--soft"])
    assert ran.exit_code == 2
    assert "--soft adds columns to --labeled FILE, which isn't given" in ran.stderr


def test_the_verb_writes_soft_labels(answers_file: str, tmp_path: Path) -> None:
    ready = tmp_path / "labeled.jsonl"
    CliRunner().invoke(app, ["gold", answers_file, "--labeled", str(ready), "--soft"], catch_exceptions=False)
    first = json.loads(ready.read_text().splitlines()[0])
    assert {key: value for key, value in first.items() if "_share_" in key} == {
        "mood_share_down": 0.5,
        "mood_share_flat": 0.0,
        "mood_share_up": 0.5,
        "why_share_rain": 1.0,
        "why_share_sun": 0.0,
    }


def test_the_verb_settles_by_what_the_adjudicator_says(answers_file: str, tmp_path: Path) -> None:
    settled = tmp_path / "adjudicated.csv"
    rows("s1 dana mood up", article="a/1", target="Ines Calloway", text="It rose.").to_csv(settled, index=False)
    out = tmp_path / "gold.csv"
    ran = CliRunner().invoke(app, ["gold", answers_file, "--adjudicated", str(settled), "-o", str(out)])
    assert ran.stdout == (
        "question  unanimous  majority  ties  adjudicated  total\n"
        "mood              1         1     0            1      3\n"
        "why               3         0     0            0      3\n"
    )
    assert "tie" not in ran.stderr
    assert outcome(to_frame(read_rows(out, GOLD), GOLD))[0] == ["s1", "mood", "up", 0.5, 2, "adjudicated", None]


def test_the_verb_names_where_the_adjudicator_overrode_all_annotators(answers_file: str, tmp_path: Path) -> None:
    settled = tmp_path / "adjudicated.csv"
    rows("s1 dana mood up", "s1 dana why sun", "s3 dana mood flat", text="It rose.").to_csv(settled, index=False)
    ran = CliRunner().invoke(app, ["gold", answers_file, "--adjudicated", str(settled)])
    assert "the adjudicator overrode all 2 annotators on sentence s1, why: sun instead of rain\n" in ran.stderr
    assert ran.stderr.count("overrode") == 1


def test_an_adjudicated_label_of_another_codebook_is_told_by_its_version(tmp_path: Path) -> None:
    book = tmp_path / "weather.toml"
    book.write_text(BOOK_FILE, encoding="utf-8")
    answers, settled = tmp_path / "answers.csv", tmp_path / "adjudicated.csv"
    rows("s1 ann mood up", codebook="weather 1 aa").to_csv(answers, index=False)
    rows("s1 dana mood wild", codebook="weather 2 bb").to_csv(settled, index=False)
    words = ["gold", str(answers), "--codebook", str(book), "--adjudicated", str(settled)]
    assert str(CliRunner().invoke(app, words).exception) == (
        "1 of the adjudications were given under the codebook weather 2 bb, and the answers under weather 1 aa; "
        "adjudicate again under that one, or count them together with --any-codebook"
    )
    message = str(CliRunner().invoke(app, [*words, "--any-codebook"]).exception)
    assert message == f"{settled}:2: 'wild' is no label of 'mood' in the codebook (its labels: up, down)"


def test_the_method_that_is_right_more_often_is_recommended(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    rows(*(f"s{n} {annotator} mood {'up' if n else 'down'}" for n in range(3) for annotator in "abcde")).to_csv(
        path, index=False
    )
    remark = "5.0 answers a sentence on average: --method dawid-skene is usually right more often"
    assert remark in CliRunner().invoke(app, ["gold", str(path)]).stderr
    ran = CliRunner().invoke(app, ["gold", str(path), "--method", "dawid-skene"])
    assert ran.stderr == ""
    assert ran.stdout.splitlines() == [
        "question  unanimous  majority  ties  dawid-skene  total",
        "mood              0         0     0            3      3",
    ]


def test_few_answers_are_better_counted(answers_file: str) -> None:
    remarks = CliRunner().invoke(app, ["gold", answers_file, "--method", "dawid-skene"]).stderr
    assert "1.8 answers a sentence on average: --method majority is usually right more often" in remarks
