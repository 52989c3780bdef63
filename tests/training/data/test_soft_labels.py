"""How many of a sentence's annotators gave each label."""

from typing import Any

import pytest

from annotation.codebook.codebook import Codebook, Label, Question
from annotation.errors import DataError
from annotation.tables.schema import Row
from training.data.examples import make_examples
from training.data.options import LearningOptions
from training.data.soft_labels import row_label_shares


def labeled_rows(*rows: tuple[dict[str, Any], str]) -> list[tuple[Row, str]]:
    return [(Row(row, f"gold.jsonl:{number}"), label) for number, (row, label) in enumerate(rows, 1)]


def with_answers(*labels: str) -> dict[str, Any]:
    return {"answers": [{"annotator": str(number), "label": label} for number, label in enumerate(labels)]}


def test_shares_stand_in_columns() -> None:
    labeled = labeled_rows(
        ({"mood_share_up": "0.75", "mood_share_down": 0.25, "other_share_up": 1}, "up"), ({}, "down")
    )
    assert row_label_shares(labeled, "mood", None) == [(("down", 0.25), ("up", 0.75)), ()]


def test_shares_of_numbers_belong_to_the_same_labels_as_cells() -> None:
    labeled = labeled_rows(({"mood_share_1.0": 0.75, "mood_share_0": 0.25}, "1"), ({"mood_share_0": 1.0}, "0"))
    assert row_label_shares(labeled, "mood", None) == [(("0", 0.25), ("1", 0.75)), (("0", 1.0),)]
    answers: list[dict[str, Any]] = [{"label": 1}, {"label": 1.0}, {"label": 0}, {"label": None}]
    labeled = labeled_rows(({"answers": answers}, "1"), ({"answers": [{"label": False}, {"label": "0 "}]}, "0"))
    assert row_label_shares(labeled, "mood", None) == [(("0", 1 / 3), ("1", 2 / 3)), (("0", 1.0),)]


def test_shares_are_counted_from_answers() -> None:
    labeled = labeled_rows((with_answers("up", "up", "down"), "up"), ({"answers": '[{"label": "Down"}]'}, "down"))
    assert row_label_shares(labeled, "mood", None) == [(("down", 1 / 3), ("up", 2 / 3)), (("down", 1.0),)]


def test_an_answer_spelled_otherwise_is_known_by_the_sentences_on_which_all_agree() -> None:
    labeled = labeled_rows(
        (with_answers("Non-up", "Non-up"), "down"),
        (with_answers("Up", "Up"), "up"),
        (with_answers("Up", "Non-up"), "up"),
    )
    assert row_label_shares(labeled, "mood", None)[2] == (("down", 0.5), ("up", 0.5))


def test_an_answer_that_stands_for_no_label_is_left_out() -> None:
    labeled = labeled_rows(
        (with_answers("odd", "up"), "up"), (with_answers("odd", "odd"), "up"), (with_answers("odd", "odd"), "down")
    )
    assert row_label_shares(labeled, "mood", None) == [(("up", 1.0),), (), ()]


def test_a_label_settled_against_the_most_frequent_answer_counts_alone() -> None:
    settled = with_answers("up", "up", "down")
    assert row_label_shares(labeled_rows((settled, "down"), (settled, "up")), "mood", None) == [
        (),
        (("down", 1 / 3), ("up", 2 / 3)),
    ]
    columns = {"mood_share_up": 0.7, "mood_share_down": 0.3}
    assert (
        row_label_shares(labeled_rows((columns, "down"), ({**columns, "text": "Fell."}, "up")), "mood", None)[0] == ()
    )


def test_a_tie_stays_one_whichever_label_was_settled_on() -> None:
    third = {"mood_share_up": 1 / 3 + 1e-12, "mood_share_down": 1 / 3, "mood_share_level": 1 / 3}
    labeled = labeled_rows((with_answers("up", "down"), "down"), (with_answers("up", "down"), "up"))
    assert row_label_shares(labeled, "mood", None) == [(("down", 0.5), ("up", 0.5))] * 2
    assert all(row_label_shares(labeled_rows((third, "down"), (third, "up"), (third, "level")), "mood", None))


@pytest.mark.parametrize("share", ["much", -0.1, 1.5])
def test_a_share_that_is_none_is_refused_with_the_line(share: object) -> None:
    with pytest.raises(DataError, match=r"^gold\.jsonl:1: 'mood_share_up' is .*not a share"):
        row_label_shares(labeled_rows(({"mood_share_up": share}, "up")), "mood", None)


def test_a_share_of_a_label_that_is_not_learned_is_refused_with_line_and_labels() -> None:
    labeled = [
        Row({"text": "A.", "mood": "up", "mood_share_up": 0.6, "mood_share_odd": 0.4}, "gold.csv:2"),
        Row({"text": "B.", "mood": "down"}, "gold.csv:3"),
    ]
    with pytest.raises(DataError) as caught:
        make_examples(labeled, "mood", None)
    assert str(caught.value) == (
        "gold.csv:2: 'mood_share_odd' is 0.4, but 'odd' is no label that is learned (these are: down, up); take that "
        "column out, name the codebook that says what 'odd' counts as (--codebook), or learn from gold alone (--hard)"
    )
    assert make_examples(labeled, "mood", None, LearningOptions(soft=False)).truth.shares is None


def test_a_share_of_nothing_needs_no_label() -> None:
    labeled = [
        Row(
            {"text": f"{label}.", "mood": label, "mood_share_up": up, "mood_share_down": 1 - up, "mood_share_odd": 0},
            "g:1",
        )
        for label, up in (("up", 0.75), ("down", 0.25))
    ]
    truth = make_examples(labeled, "mood", None).truth
    assert truth.shares is not None
    assert truth.shares.tolist() == [[0.75, 0.25], [0.25, 0.75]]


def test_with_a_codebook_a_share_counts_as_its_label_is_trained() -> None:
    labels = (("up", None), ("high", "up"), ("down", None), ("odd", ""))
    codebook_labels = tuple(Label(name, name[0], "#000000", name, train_as=trained) for name, trained in labels)
    book = Codebook("b", "1", "B", "", (Question("mood", "choice", "M", "?", codebook_labels),), "0" * 64)
    shares = {"mood_share_up": 0.25, "mood_share_high": 0.25, "mood_share_down": 0.25, "mood_share_odd": 0.25}
    labeled = [Row({"text": f"{label}.", "mood": label, **shares}, "g:1") for label in ("up", "high", "down")]
    truth = make_examples(labeled, "mood", book).truth
    assert truth.shares is not None
    assert truth.shares.tolist() == [[0.0, 1.0], *[[pytest.approx(2 / 3), pytest.approx(1 / 3)]] * 2]
    with pytest.raises(DataError, match=r"^g:1: 'mood_share_low' is 0\.5, but 'low' is no label .*: up, down\)"):
        make_examples([Row({**row, "mood_share_low": 0.5}, row.where) for row in labeled], "mood", book)


def test_soft_needs_shares_and_hard_ignores_them() -> None:
    plain = [Row({"text": f"{label}.", "mood": label}, "g:1") for label in ("up", "down")]
    with pytest.raises(DataError, match="no row tells how its annotators were divided"):
        make_examples(plain, "mood", None, LearningOptions(soft=True))
    divided = [Row({**row, **with_answers("up", "down")}, "g:1") for row in plain]
    truth = make_examples(divided, "mood", None).truth
    assert truth.shares is not None
    assert truth.shares.tolist() == [[0.5, 0.5], [0.5, 0.5]]
    assert make_examples(divided, "mood", None, LearningOptions(soft=False)).truth.shares is None
