"""What is written as `--prior` is a word, shares or a file, and everything else is one clear line."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from annotation.errors import NewsstanceError
from tests.examples.card import CARD, VIEW
from training.models.prior_option import read_prior
from training.models.priors import Prior

TONE = replace(VIEW, name="tone", labels=("calm", "loud"), only_if=None, counts={"calm": 2, "loud": 1})
TWO = replace(CARD, questions=(VIEW, TONE))
OTHER = replace(CARD, questions=(VIEW, replace(TONE, labels=VIEW.labels)))


def test_words() -> None:
    assert [read_prior(word, CARD) for word in ("auto", "natural", "trained")] == list(Prior)


def test_shares_belong_to_the_question_with_these_labels() -> None:
    assert read_prior("calm=.9, loud=0.1", TWO) == {"tone": {"calm": 0.9, "loud": 0.1}}


def test_shares_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "shares.json"
    path.write_text(json.dumps({"view": {"pro": 0.25, "con": 0.75}}))
    assert read_prior(str(path), TWO) == {"view": {"pro": 0.25, "con": 0.75}}


def test_shares_of_labeled_sentences(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    labels = ["pro", "con", "con", "con", "both", None]
    path.write_text("".join(json.dumps({"text": "He won.", "view": label}) + "\n" for label in labels))
    assert read_prior(str(path), TWO) == {"view": {"pro": 0.25, "con": 0.75}}


@pytest.mark.parametrize(
    ("text", "content", "problem"),
    [
        ("natrual", None, "neither a word nor a file"),
        ("pro=.5,con=.6", None, "the shares of view sum to 1.1, not to 1"),
        ("pro=.5,con=much", None, "'con=much' is no label with a number"),
        ("pro=-.5,con=1.5", None, "pro is -0.5, which is no share from 0 to 1"),
        ("pro=nan,con=.5", None, "pro is nan, which is no share"),
        ("pro=.5,kon=.5", None, "no question has the labels pro, kon"),
        ("s.json", '{"view": {"pro": 1}}', "'con' needs a share if it is a label of view"),
        ("s.json", '{"view": {"pro": 0.5, "con": true}}', "con is True, which is no share"),
        ("s.json", '{"veiw": {"pro": 0.5, "con": 0.5}}', "the model answers no question 'veiw'"),
        ("s.json", '{"view": [0.5, 0.5]}', "'view' has no object of labels and shares"),
        ("s.json", "[]", "holds no shares by question"),
        ("s.json", "{", "is not JSON"),
        ("s.jsonl", '{"text": "He won.", "mood": "good"}\n', "has no label of a question of the model (view, tone)"),
    ],
)
def test_all_else_is_one_clear_line(
    text: str, content: str | None, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if content is not None:
        Path(text).write_text(content)
    with pytest.raises(NewsstanceError) as error:
        read_prior(text, TWO)
    assert problem in str(error.value)
    assert "\n" not in str(error.value)


def test_shares_that_fit_two_questions_are_refused() -> None:
    with pytest.raises(NewsstanceError, match="several questions have the labels pro, con"):
        read_prior("pro=.5,con=.5", OTHER)
