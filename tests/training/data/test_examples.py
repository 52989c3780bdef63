"""Labeled sentences as a model learns from them."""

from collections.abc import Mapping
from typing import Any

import pytest

from annotation.codebook.codebook import Codebook, Label, Question
from annotation.errors import DataError
from annotation.tables.schema import Row
from training.data.examples import Examples, Source, make_examples, question_columns
from training.masking.passages import Passage


def rows(*values: Mapping[str, Any]) -> list[Row]:
    return [Row(row, f"gold.csv:{number}") for number, row in enumerate(values, start=2)]


def label(name: str, train_as: str | None = None) -> Label:
    return Label(name, name[0], "#000000", name, train_as=train_as)


VIEW = Question(
    "view", "choice", "View", "?", (label("pro"), label("con"), label("both", ""), label("very pro", "pro"))
)
TONE = Question("tone", "choice", "Tone", "?", (label("calm"), label("loud")))
ABOUT = Question("about", "choice", "About", "{target}?", (label("yes"), label("no")), target=True)
BOOK = Codebook("test", "1", "Test", "", (VIEW, TONE, ABOUT), "0" * 64)


def test_labels_without_a_codebook_are_those_in_the_data_sorted() -> None:
    examples = make_examples(
        rows({"text": "A.", "view": "pro"}, {"text": "B.", "view": "con"}, {"text": "C."}), "view", None
    )
    assert examples == Examples(
        question="view",
        labels=("con", "pro"),
        untrained_labels=(),
        about_target=False,
        passages=(Passage("A."), Passage("B.")),
        answers=("pro", "con"),
        groups=("text A.", "text B."),
        with_article=False,
        left_out={},
        sources=(Source("row 2"), Source("row 3")),
    )


def test_labels_with_a_codebook_are_its_own_in_its_order_and_trained_as_it_says() -> None:
    labeled = rows(
        {"text": "A.", "article": "x", "view": "con"},
        {"text": "B.", "article": "x", "view": "very pro"},
        {"text": "C.", "article": "y", "view": "both"},
    )
    examples = make_examples(labeled, "view", BOOK)
    assert (examples.labels, examples.untrained_labels) == (("pro", "con"), ("both", "very pro"))
    assert examples.answers == ("con", "pro")
    assert examples.groups == ("article x", "article x")
    assert examples.left_out == {"both (not trained on)": 1}
    assert examples.with_article


def test_an_unknown_label_names_line_value_and_the_allowed() -> None:
    with pytest.raises(DataError) as caught:
        make_examples(rows({"text": "A.", "view": "pro"}, {"text": "B.", "view": "Pro"}), "view", BOOK)
    assert str(caught.value) == (
        "gold.csv:3: 'view' is 'Pro', which the codebook doesn't have (it has: pro, con, both, very pro)"
    )


def test_a_question_nobody_answered_names_the_columns_there_are() -> None:
    with pytest.raises(DataError, match=r"no row has a label for 'stance'; columns with text: view$"):
        make_examples(rows({"text": "A.", "view": "pro", "stance": ""}), "stance", None)


def test_a_question_the_codebook_does_not_ask() -> None:
    with pytest.raises(DataError, match=r"'test' asks no question 'mood' with labels \(it asks: view, tone, about\)"):
        make_examples(rows({"text": "A.", "mood": "good"}), "mood", BOOK)


def test_a_list_is_no_label() -> None:
    with pytest.raises(DataError, match=r"gold\.csv:2: 'view' is \[3\], not a label"):
        make_examples(rows({"text": "A.", "view": [3]}), "view", None)


def test_one_sentence_with_two_labels_is_refused() -> None:
    labeled = rows({"sentence": "s", "text": "A.", "view": "pro"}, {"sentence": "s", "text": "A.", "view": "con"})
    with pytest.raises(DataError) as caught:
        make_examples(labeled, "view", None)
    assert str(caught.value) == (
        "gold.csv:3 and gold.csv:2 are the same sentence 's', but 'view' is 'con' in one and 'pro' in the other; "
        "keep one row per sentence and target"
    )


def test_one_sentence_about_two_targets_may_have_two_labels() -> None:
    labeled = rows(
        {"sentence": "s", "text": "Ann beat Bo.", "target": "Ann", "about": "yes"},
        {"sentence": "s", "text": "Ann beat Bo.", "target": "Bo", "about": "no"},
    )
    assert sorted(make_examples(labeled, "about", BOOK).answers) == ["no", "yes"]


def test_one_sentence_twice_counts_once() -> None:
    labeled = rows(
        {"sentence": "s", "text": "A.", "view": "pro"},
        {"sentence": "s", "text": "A.", "view": "pro", "note": "again"},
        {"sentence": "s", "text": "A."},
        {"text": "A.", "view": "pro"},
        {"text": "A.", "view": "pro"},
    )
    assert len(make_examples(labeled, "view", None).answers) == 3  # rows without an id are different sentences


def test_only_a_question_about_the_target_sees_it() -> None:
    labeled = rows({"text": "Bo won.", "target": "Bo", "tone": "calm", "about": "yes"})
    about_bo = Passage("Bo won.", ((0, 2),), target_name="Bo", target_words=("bo",))
    assert make_examples(labeled, "about", BOOK).passages == (about_bo,)
    assert make_examples(labeled, "tone", BOOK).passages == (Passage("Bo won."),)


@pytest.mark.parametrize(("targets", "about"), [(["Bo", "Bo", ""], True), (["Bo", "", ""], False)])
def test_without_a_codebook_a_question_is_about_the_target_where_most_rows_have_one(
    targets: list[str], about: bool
) -> None:
    labeled = rows(*({"text": f"{n}", "target": target, "view": "pro"} for n, target in enumerate(targets)))
    examples = make_examples(labeled, "view", None)
    assert examples.about_target is about
    assert examples.left_out == ({"no target": 1} if about else {})


def test_nothing_left_says_what_was_left_out() -> None:
    with pytest.raises(DataError, match=r"no sentence is left to learn 'about' from: 2 no target$"):
        make_examples(rows({"text": "A.", "about": "yes"}, {"text": "B.", "about": "no"}), "about", BOOK)


def test_row_order_changes_nothing() -> None:
    labeled = rows(
        *({"text": f"{n % 7}.", "article": f"{n % 5}", "view": "pro" if n % 3 else "con"} for n in range(20))
    )
    assert make_examples(labeled[::-1], "view", None) == make_examples(labeled, "view", None)


def test_the_digest_changes_with_what_is_learned_from_and_with_nothing_else() -> None:
    row = {"text": "Bo won.", "article": "x", "view": "pro", "target": "Bo"}
    digests = [
        make_examples(rows({**row, **change}), "view", None).digest
        for change in ({}, {"note": "n"}, {"view": "con"}, {"text": "Bo lost."}, {"article": "y"}, {"target": "won"})
    ]
    assert digests[0] == digests[1]
    assert len(set(digests)) == 5


def test_columns_that_could_be_questions() -> None:
    table: list[dict[str, Any]] = [{"text": "A.", "article": "x", "view": "pro", "votes": 3, "tone": None}]
    table.append({"tone": "calm", "spans": []})
    assert question_columns(table) == ["view", "tone"]
