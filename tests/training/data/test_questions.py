"""Which questions a model is trained for, and by which codebook."""

import pytest

from annotation.codebook.codebook import Codebook, Condition, Label, Question
from annotation.errors import ConfigError, DataError
from training.data.questions import check_stamps, choose_questions, codebook_stamps

LABELS = tuple(Label(name, name[0], "#000000", name) for name in ("yes", "no"))
BOOK = Codebook(
    "b",
    "1",
    "B",
    "",
    (
        Question("view", "choice", "V", "?", LABELS),
        Question("voice", "choice", "V", "?", LABELS, only_if=Condition("view", ("yes",))),
        Question("tone", "choice", "T", "?", LABELS),
        Question("words", "spans", "W", "?", LABELS),
    ),
    "0123456789abcdef",
)
ROWS = [{"text": "A.", "tone": "yes", "words": "x"}, {"text": "B.", "voice": "no", "view": "yes", "mood": "no"}]


def test_by_default_all_choice_questions_of_the_codebook_with_labels_in_its_order() -> None:
    assert choose_questions(ROWS, [], BOOK) == ["view", "voice", "tone"]
    assert choose_questions(ROWS[:1], [], BOOK) == ["tone"]


def test_named_questions_come_once_and_in_codebook_order() -> None:
    assert choose_questions(ROWS, ["tone", "view", "tone"], BOOK) == ["view", "tone"]
    assert choose_questions(ROWS, ["tone", "mood", "tone"], None) == ["tone", "mood"]


def test_names_may_be_joined_by_commas() -> None:
    assert choose_questions(ROWS, ["tone,view"], BOOK) == ["view", "tone"]
    assert choose_questions(ROWS, ["tone, mood", "view"], None) == ["tone", "mood", "view"]
    assert choose_questions([{"text": "A.", "a,b": "x"}], ["a,b"], None) == ["a,b"]


def test_numbers_are_labels_of_a_question_too() -> None:
    assert choose_questions([{"text": "A.", "tone": 0}], [], BOOK) == ["tone"]


def test_without_a_codebook_they_must_be_named() -> None:
    with pytest.raises(DataError, match=r"columns with text: tone, words, voice, view, mood$"):
        choose_questions(ROWS, [], None)


def test_rows_without_any_label_are_refused() -> None:
    with pytest.raises(DataError, match=r"no row has a label for any question of the codebook \(view, voice, tone\)"):
        choose_questions([{"text": "A."}], [], BOOK)


def test_a_question_that_hangs_on_another_needs_it() -> None:
    with pytest.raises(
        DataError, match=r"'voice' is asked only where 'view' is yes.* --question view --question voice$"
    ):
        choose_questions(ROWS, ["voice"], BOOK)


def test_rows_of_another_codebook_need_it_named() -> None:
    check_stamps(codebook_stamps([{"codebook": BOOK.stamp}]), BOOK)
    with pytest.raises(ConfigError, match=r"labeled under b 0 ab, but the codebook at hand is b 1 0123456789ab"):
        check_stamps(codebook_stamps([{"codebook": BOOK.stamp}, {"codebook": "b 0 ab"}]), BOOK)
