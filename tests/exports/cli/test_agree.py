"""The verb `agree`: its tables, its JSON, and what it refuses."""

import json
from dataclasses import asdict
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from annotation.codebook.codebook import read_codebook
from exports.agreement.agreement import agreements
from exports.agreement.sample import Basis
from newsstance import app
from tests.examples.agreement import FEW, many, table

CODEBOOK = Path(__file__).parents[3] / "configs" / "stance_sourcing.toml"


def write_csv(path: Path, answers: pd.DataFrame) -> str:
    answers.to_csv(path, index=False)
    return str(path)


def test_agree_prints_tables(tmp_path: Path) -> None:
    """An annotator may be called None: that is a name, not a missing value."""
    path = write_csv(tmp_path / "answers.csv", table({"ann": "uud", "None": "udd"}))
    ran = CliRunner().invoke(app, ["agree", path])
    assert ran.stdout.splitlines() == [
        "question  alpha  95 % interval  sentences  answers  people  agree  reading",
        "mood      0.444              -          3        6       2   67 %  no verdict",
        "",
        "question  label  alpha  95 % interval  answers  agree",
        "mood      d      0.444              -        3   67 %",
        "mood      u      0.444              -        3   67 %",
        "",
        "question  annotators    kappa  95 % interval  sentences  agree",
        "mood      None and ann  0.400              -          3   67 %",
        "",
        "question  annotator  with the others  95 % interval  sentences  ties  first half  second half  labels",
        "mood      None                  67 %              -          3     0           -            -  d 67%, u 33%",
        "mood      ann                   67 %              -          3     0           -            -  d 33%, u 67%",
        "",
        "question  often confused  pairs",
        "mood      d and u             1",
    ]
    assert ".800 and more counts as reliable, .667 to .800 as tentative" in ran.stderr
    assert "the answers name no articles: intervals resample sentences" in ran.stderr
    assert ran.stderr.endswith("mood .444: no verdict, since an interval needs at least 8 sentences, and there are 3\n")


def test_agree_shows_targets_scales_and_merged_labels(tmp_path: Path) -> None:
    book = tmp_path / "book.toml"
    book.write_text(BOOK, encoding="utf-8")
    path = write_csv(tmp_path / "answers.csv", table({"ann": "udaa", "bob": "uuaa"}))
    lines = CliRunner().invoke(app, ["agree", path, "--codebook", str(book)]).stdout.splitlines()[:4]
    assert lines == [
        "question          alpha  95 % interval  sentences  answers  people  agree  reading     target",
        "mood              0.632              -          4        8       2   75 %",
        "mood, as a scale  0.900              -          4        8       2   75 %  no verdict  0.800: no verdict",
        "mood, merged      1.000              -          4        8       2  100 %  no verdict  0.900: no verdict",
    ]


def test_nobodys_pace_or_times_are_shown(tmp_path: Path) -> None:
    answers = many(1).assign(answered_at="2026-01-01T10:00:00Z", seconds="77.7")
    path = write_csv(tmp_path / "answers.csv", answers)
    for words in (["agree", path], ["agree", path, "--json"]):
        ran = CliRunner().invoke(app, words)
        assert not any(text in ran.output for text in ("2026", "77.7", 'second"', "seconds", "pace"))


def test_agree_says_in_words_where_there_is_no_alpha(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "answers.csv", table({"ann": "ud"}))
    assert CliRunner().invoke(app, ["agree", path]).stdout.splitlines()[1:] == [
        "mood          -              -          0        0       0      -  nothing to compare: only ann answered"
    ]


def test_agree_as_json_has_every_figure_and_names_the_versions_it_mixed(tmp_path: Path) -> None:
    answers = table({"ann": "uud", "bob": "udd"}).assign(codebook=["moods 1 aa"] * 3 + ["moods 2 bb"] * 3)
    ran = CliRunner().invoke(app, ["agree", write_csv(tmp_path / "answers.csv", answers), "--json", "--seed", "4"])
    output = json.loads(ran.stdout)
    (question,) = output.pop("questions")
    assert output == {
        "spans": [],
        "basis": asdict(Basis(2, 6, 3, 3, 0, [], audit=0, blind=0, prelabeled=0)),
        "codebooks": {"moods 1 aa": 3, "moods 2 bb": 3},
        "seed": 4,
        "resamples": 2000,
    }
    assert question == json.loads(json.dumps(asdict(agreements(answers, seed=4)[0])))
    assert question["alpha"] == {
        "value": pytest.approx(4 / 9),
        "low": None,
        "high": None,
        "sentences": 3,
        "why": FEW.format(3),
    }
    assert ran.stderr == "the answers were given under 2 codebook versions (moods 1 aa: 3, moods 2 bb: 3)\n"


BOOK = """
name = "moods"
version = "1"
title = "Moods"
introduction = "Read."

[[questions]]
name = "mood"
kind = "choice"
title = "Mood"
text = "Which mood?"
scale = true
agreement_target = 0.8
merged_agreement_target = 0.9
merge = { sure = ["u", "d"], rest = ["a"] }
labels = [
  { name = "u", hotkey = "1", color = "#0072b2", definition = "Up." },
  { name = "d", hotkey = "2", color = "#0072b2", definition = "Down." },
  { name = "a", hotkey = "3", color = "#0072b2", definition = "Away." },
]
"""


def test_an_answer_the_codebook_does_not_know_is_named_with_its_line(tmp_path: Path) -> None:
    question = read_codebook(CODEBOOK).questions[0]
    answers = table({"ann": "u"}, question.name)
    path = write_csv(tmp_path / "answers.csv", answers)
    ran = CliRunner().invoke(app, ["agree", path, "--codebook", str(CODEBOOK)])
    labels = ", ".join(question.label_names)
    assert str(ran.exception) == (
        f"{path}:2: 'u' is no label of {question.name!r} in the codebook (its labels: {labels})"
    )


def test_answers_of_the_default_codebook_are_checked_and_ordered_by_it(tmp_path: Path) -> None:
    book = read_codebook(CODEBOOK)
    choice_questions = [question for question in book.questions if question.kind == "choice"]
    rows = [
        {"sentence": "s1", "annotator": name, "question": q.name, "label": q.label_names[0], "codebook": book.stamp}
        for q in reversed(choice_questions)
        for name in ("ann", "bob")
    ]
    ran = CliRunner().invoke(app, ["agree", write_csv(tmp_path / "answers.csv", pd.DataFrame(rows))])
    lines = ran.stdout.split("\n\n")[0].splitlines()[1:]
    assert [line.split()[0] for line in lines if "merged" not in line] == [
        question.name for question in choice_questions
    ]
