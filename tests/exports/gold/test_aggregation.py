"""Gold from answers: whole outcomes, ties named, versions never mixed, nothing decided by row order."""

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from annotation.errors import DataError
from annotation.tables.frames import to_frame
from annotation.tables.read import read_rows
from annotation.tables.schema import GOLD, LABELED, SENTENCES
from exports.answers.valid import sentences_in_answers
from exports.gold.aggregation import decision_counts, drop_unasked, majority_vote
from exports.gold.training_rows import training_rows
from newsstance import app
from tests.examples.gold import ANSWERS_GIVEN, BOOK, outcome, rows


def test_majority_unanimity_and_ties() -> None:
    assert outcome(majority_vote(ANSWERS_GIVEN, codebook=BOOK)) == [
        ["s1", "mood", None, 0.5, 2, "tie", "up|down"],
        ["s1", "why", "rain", 1.0, 2, "unanimous", None],
        ["s2", "mood", "up", 2 / 3, 3, "majority", None],
        ["s2", "why", "sun", 1.0, 1, "unanimous", None],
        ["s3", "mood", "flat", 1.0, 2, "unanimous", None],
        ["s3", "why", "sun", 1.0, 1, "unanimous", None],
    ]


def test_a_plurality_is_enough_and_any_tie_at_the_top_is_a_tie() -> None:
    given = rows(
        *("s1 a mood up", "s1 b mood up", "s1 c mood down", "s1 d mood flat"),
        *("s2 a mood up", "s2 b mood up", "s2 c mood down", "s2 d mood down", "s2 e mood flat"),
    )
    assert outcome(majority_vote(given)) == [
        ["s1", "mood", "up", 0.5, 4, "majority", None],
        ["s2", "mood", None, 0.4, 5, "tie", "down|up"],
    ]


def test_gold_is_in_the_contract() -> None:
    gold = majority_vote(ANSWERS_GIVEN)
    assert list(gold)[: len(GOLD.columns)] == list(GOLD.columns)
    assert gold[["article", "target"]].drop_duplicates().to_numpy().tolist() == [["a/1", "Ines Calloway"]]


@pytest.mark.parametrize("seed", range(5))
def test_row_order_changes_nothing(seed: int) -> None:
    shuffled = ANSWERS_GIVEN.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(majority_vote(shuffled, codebook=BOOK), majority_vote(ANSWERS_GIVEN, codebook=BOOK))


def test_the_given_table_is_left_as_it_was() -> None:
    before = ANSWERS_GIVEN.copy(deep=True)
    majority_vote(ANSWERS_GIVEN, codebook=BOOK)
    pd.testing.assert_frame_equal(ANSWERS_GIVEN, before)


def test_gold_of_a_question_that_should_not_have_been_asked_is_left_out() -> None:
    """s1's mood is a tie and s3's is flat, so neither has a why; without a rainy why there is no how."""
    given = pd.concat([ANSWERS_GIVEN, rows("s1 ann how very", "s2 ann how very")])
    assert outcome(drop_unasked(majority_vote(given, codebook=BOOK), BOOK)) == [
        ["s1", "mood", None, 0.5, 2, "tie", "up|down"],
        ["s2", "mood", "up", 2 / 3, 3, "majority", None],
        ["s2", "why", "sun", 1.0, 1, "unanimous", None],
        ["s3", "mood", "flat", 1.0, 2, "unanimous", None],
    ]


def test_arm_and_audit_are_kept_only_where_all_answers_share_them() -> None:
    given = pd.concat(
        [
            rows("s1 ann mood up", "s1 bob mood up", arm="blind", audit=True),
            rows("s2 ann mood up", arm="blind", audit=False),
            rows("s2 bob mood up", arm="prelabeled", audit=False),
            rows("s3 ann mood up", arm="blind", audit=True),
            rows("s3 bob mood up"),
        ]
    )
    gold = majority_vote(given)[["sentence", "arm", "audit"]].astype(object)
    assert gold.where(gold.notna(), None).to_numpy().tolist() == [
        ["s1", "blind", True],
        ["s2", None, False],
        ["s3", None, None],
    ]


def test_codebook_versions_are_never_mixed_silently() -> None:
    given = pd.concat(
        [
            rows("s1 ann mood up", codebook="moods 1 aa"),
            rows("s1 bob mood up", "s2 bob mood up", codebook="moods 2 bb"),
        ]
    )
    message = r"2 codebook versions \(moods 1 aa: 1, moods 2 bb: 2\); keep those of one version, or .* --any-codebook"
    with pytest.raises(DataError, match=message):
        majority_vote(given)
    assert majority_vote(given, any_codebook=True)["codebook"].to_list() == ["moods 1 aa; moods 2 bb", "moods 2 bb"]


def test_answers_without_a_codebook_among_others_are_another_version() -> None:
    given = pd.concat([rows("s1 ann mood up", codebook="moods 1 aa"), rows("s1 bob mood up")])
    with pytest.raises(DataError, match=r"\(\(no codebook named\): 1, moods 1 aa: 1\)"):
        majority_vote(given)


def test_a_sentence_of_two_articles_is_an_error() -> None:
    given = pd.concat([rows("s1 ann mood up", article="a/1"), rows("s1 bob mood up", article="b/2")])
    with pytest.raises(DataError, match="sentence s1 more than one article: 'a/1', 'b/2'"):
        majority_vote(given)


def test_decisions_are_counted_per_question() -> None:
    assert decision_counts(majority_vote(ANSWERS_GIVEN), BOOK).reset_index().to_dict("records") == [
        {"question": "mood", "unanimous": 1, "majority": 1, "ties": 1, "total": 3},
        {"question": "why", "unanimous": 3, "majority": 0, "ties": 0, "total": 3},
    ]


SENTENCES_GIVEN = to_frame(
    [
        {"sentence": s, "text": f"Text of {s}.", "article": "a/1", "position": p, "target_start": 3, "topic": "sea"}
        for s, p in (("s9", 0), ("s3", 1), ("s1", 2), ("s2", 10))
    ],
    SENTENCES,
)


def full(rows: object) -> list[dict[str, object]]:
    return [{k: v for k, v in row.items() if v is not None} for row in rows]  # type: ignore[attr-defined]


def test_labeled_rows_have_texts_labels_and_travelers_in_the_order_of_the_text() -> None:
    given = ANSWERS_GIVEN.assign(codebook=BOOK.stamp, arm="blind")
    gold = drop_unasked(majority_vote(given, codebook=BOOK), BOOK)
    same = {"article": "a/1", "target_start": 3, "topic": "sea", "arm": "blind", "codebook": "moods 1 0123456789ab"}
    assert full(training_rows(gold, SENTENCES_GIVEN, BOOK)) == [
        {"text": "Text of s3.", "sentence": "s3", "position": 1, "mood": "flat", **same},
        {"text": "Text of s1.", "sentence": "s1", "position": 2, **same},
        {"text": "Text of s2.", "sentence": "s2", "position": 10, "mood": "up", "why": "sun", **same},
    ]


def test_labeled_rows_have_a_column_for_every_choice_question() -> None:
    columns = list(next(training_rows(majority_vote(ANSWERS_GIVEN), SENTENCES_GIVEN, BOOK)))
    assert [c for c in columns if c not in LABELED.columns] == ["topic", "mood", "why", "how", "codebook"]


def test_texts_can_come_from_the_answers() -> None:
    assert full(training_rows(majority_vote(ANSWERS_GIVEN), sentences_in_answers(ANSWERS_GIVEN)))[0] == {
        "text": "It rose.",
        "sentence": "s1",
        "article": "a/1",
        "target": "Ines Calloway",
        "why": "rain",
    }


def test_answers_without_texts_ask_for_the_sentences() -> None:
    with pytest.raises(DataError, match=r"don't carry the sentences' texts; .* --sentences FILE"):
        sentences_in_answers(rows("s1 ann mood up"))


def test_gold_of_a_sentence_that_is_not_there_is_an_error() -> None:
    with pytest.raises(DataError, match=r"1 of 3 sentences with gold are missing .* \(first: s2\)"):
        next(training_rows(majority_vote(ANSWERS_GIVEN), SENTENCES_GIVEN[:3]))


def test_a_sentence_that_is_there_twice_is_an_error() -> None:
    with pytest.raises(DataError, match=r"has sentence s1 twice \(1 such rows\)"):
        next(training_rows(majority_vote(ANSWERS_GIVEN), pd.concat([SENTENCES_GIVEN, SENTENCES_GIVEN[2:3]])))


def test_a_scores_table_is_not_taken_for_sentences() -> None:
    with pytest.raises(DataError, match="already has a column 'mood'"):
        next(training_rows(majority_vote(ANSWERS_GIVEN), SENTENCES_GIVEN.assign(mood="up")))


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
    assert ran.stderr == f"3 labeled sentences in {ready}\ntie on sentence s1, mood: down or up\n"
    assert outcome(to_frame(read_rows(out, GOLD), GOLD)) == outcome(majority_vote(ANSWERS_GIVEN))
    assert [json.loads(line).get("mood") for line in ready.read_text().splitlines()] == [None, "up", "flat"]


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
    rows(*(f"s{n:02} {who} mood {label}" for n in range(12) for who, label in (("ann", "up"), ("bob", "down")))).to_csv(
        path, index=False
    )
    named = CliRunner().invoke(app, ["gold", str(path)]).stderr.splitlines()
    assert named == [*(f"tie on sentence s{n:02}, mood: down or up" for n in range(10)), "and 2 more ties"]


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
    given = rows("s1 ann mood up", "s1 bob mood down", "s1 ann why sun", "s2 ann mood up", "s2 ann why rain")
    given.to_csv(path, index=False)
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


def test_an_adjudicated_label_of_another_codebook_is_told_by_its_version(tmp_path: Path) -> None:
    book = tmp_path / "weather.toml"
    book.write_text(BOOK_FILE, encoding="utf-8")
    given, settled = tmp_path / "answers.csv", tmp_path / "adjudicated.csv"
    rows("s1 ann mood up", codebook="weather 1 aa").to_csv(given, index=False)
    rows("s1 dana mood wild", codebook="weather 2 bb").to_csv(settled, index=False)
    words = ["gold", str(given), "--codebook", str(book), "--adjudicated", str(settled)]
    assert str(CliRunner().invoke(app, words).exception) == (
        "1 adjudications were given under another codebook (weather 2 bb) than the answers (weather 1 aa); "
        "adjudicate again under that one, or count them together with --any-codebook"
    )
    told = str(CliRunner().invoke(app, [*words, "--any-codebook"]).exception)
    assert told == f"{settled}:2: 'wild' is no label of 'mood' in the codebook (its labels: up, down)"


def test_the_method_that_is_right_more_often_is_recommended(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    rows(*(f"s{n} {who} mood {'up' if n else 'down'}" for n in range(3) for who in "abcde")).to_csv(path, index=False)
    told = "5.0 answers a sentence on average: --method dawid-skene is usually right more often"
    assert told in CliRunner().invoke(app, ["gold", str(path)]).stderr
    ran = CliRunner().invoke(app, ["gold", str(path), "--method", "dawid-skene"])
    assert ran.stderr == ""
    assert ran.stdout.splitlines() == [
        "question  unanimous  majority  ties  dawid-skene  total",
        "mood              0         0     0            3      3",
    ]


def test_few_answers_are_better_counted(answers_file: str) -> None:
    told = CliRunner().invoke(app, ["gold", answers_file, "--method", "dawid-skene"]).stderr
    assert "1.8 answers a sentence on average: --method majority is usually right more often" in told
