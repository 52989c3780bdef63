"""Whole files are scored in a stream, and what cannot be read is written beside the scores."""

import json
from pathlib import Path

import pytest

from annotation.errors import NewsstanceError
from annotation.tables.read import read_rows
from annotation.tables.schema import SCORES
from tests.conftest import Once
from tests.examples.eight_sentences import eight_sentence_model
from training.persistence.load import open_model
from training.scoring.score_files import check_paths, score_files


def test_articles_and_sentences_are_scored_and_bad_rows_written_beside(once: Once) -> None:
    model = open_model(Path(once(eight_sentence_model)), Path("models"))
    Path("article.txt").write_text("The plan\n\nZoe praised it. Yan blamed it.\n")
    Path("new.jsonl").write_text('{"sentence": "a", "text": "Zoe praised it."}\n{"sentence": "b", "text": ""}\n')
    scored = score_files(["article.txt", "new.jsonl"], "scores.csv", model, abstain=False)
    assert [row["view"] for row in read_rows("scores.csv", SCORES)] == ["pro", "con", "pro"]
    assert (scored.tally.sentences, scored.tally.headings) == (3, 1)
    assert (scored.left_out, scored.left_out_path) == (1, Path("scores.csv.left-out.jsonl"))
    [left_out] = map(json.loads, scored.left_out_path.read_text().splitlines())
    assert left_out["where"] == "new.jsonl:2"


def test_reasons_for_an_answer_that_was_left_open_say_which_label_they_argue_for(once: Once) -> None:
    """No word of the second sentence is known, so it gets no label; pieces of its words argue for one all the same."""
    model = open_model(Path(once(eight_sentence_model)), Path("models"))
    Path("new.jsonl").write_text(
        '{"sentence": "a", "text": "Zoe praised it."}\n{"sentence": "b", "text": "Praises, praises!"}\n'
    )
    score_files(["new.jsonl"], "scores.jsonl", model, explain=True)
    answered, left_open = read_rows("scores.jsonl", SCORES)
    assert answered["view"] == "pro"
    assert answered["view_why"].startswith("praised +")
    assert "view" not in left_open
    assert left_open["view_why"].startswith("for pro: praises +")


@pytest.mark.parametrize(
    ("output", "encoding", "message"),
    [
        ("scores.xml", "utf-8", "ends in .jsonl, .csv, .parquet"),
        ("scores.csv", "nope", "no encoding is called 'nope'"),
        ("new.jsonl", "utf-8", "new.jsonl is one of the files that are read"),
    ],
)
def test_what_cannot_be_written_or_read_is_refused_before_the_work(output: str, encoding: str, message: str) -> None:
    Path("new.jsonl").write_text("")
    with pytest.raises(NewsstanceError) as caught:
        check_paths(["new.jsonl"], output, encoding)
    assert message in str(caught.value)
