"""What changed between two codebooks."""

from dataclasses import replace

from annotation.codebook.codebook import Codebook, Label, Question
from annotation.codebook.diff import Change, changes

UP = Label("up", "1", "#112233", "It rises.")
DOWN = Label("down", "2", "#332211", "It falls.")
MOOD = Question("mood", "choice", "Mood", "Which way?", (UP, DOWN))
OLD = Codebook("tone", "1", "Tone", "", (MOOD,), "old")


def test_nothing_changed_is_no_change() -> None:
    assert changes(OLD, replace(OLD, version="2", digest="new")) == []


def test_questions_that_came_and_went() -> None:
    pace = replace(MOOD, name="pace")
    assert changes(OLD, replace(OLD, questions=(pace,))) == [
        Change("pace", "is new", True),
        Change("mood", "is no longer asked", True),
    ]


def test_each_part_is_named_and_whether_answers_still_fit() -> None:
    """A color is how it looks; a definition decides which answer is right."""
    flat = Label("flat", "3", "#445566", "It stays.")
    labels = (replace(UP, color="#000000", definition="It rises, or stays high. " * 5), flat)
    assert changes(OLD, replace(OLD, questions=(replace(MOOD, text="Whither?", labels=labels),))) == [
        Change("mood", "text changed: 'Which way?' -> 'Whither?'", True),
        Change("mood", "color of label 'up' changed: '#112233' -> '#000000'", False),
        Change("mood", "definition of label 'up' changed", True),
        Change("mood", "label 'flat' is new", True),
        Change("mood", "label 'down' is gone", True),
    ]


def test_another_order_is_told_and_answers_still_fit() -> None:
    turned = replace(OLD, questions=(replace(MOOD, labels=(DOWN, UP)),))
    assert changes(OLD, turned) == [Change("mood", "the labels are in another order: down, up", False)]
