"""What the answers leave open, and what an adjudicator is told of it."""

import pandas as pd
import pytest

from annotation.assignment.adjudication import PriorAnswers, fields, to_queue
from exports.gold.open_cases import answered_by_adjudicator, open_cases, prior_answers
from tests.examples.gold import ANSWERS_GIVEN, BOOK, rows


def test_what_ends_in_a_tie_is_open() -> None:
    """s1 ties on mood; whether why is asked then, nobody knows. s2 has a majority."""
    assert open_cases(ANSWERS_GIVEN, BOOK) == {"s1": frozenset({"mood"})}


def test_what_only_a_majority_settled_is_open_where_that_is_wanted() -> None:
    assert open_cases(ANSWERS_GIVEN, BOOK, disagreed=True) == {"s1": frozenset({"mood"}), "s2": frozenset({"mood"})}


def test_a_tie_on_a_question_that_gold_does_not_ask_is_not_open() -> None:
    """Both say flat, so nobody asks why."""
    lines = ("s1 ann mood flat", "s1 bob mood flat", "s1 ann why sun", "s1 bob why rain")
    assert open_cases(rows(*lines), BOOK) == {}
    assert open_cases(rows(*(line.replace("flat", "up") for line in lines)), BOOK) == {"s1": frozenset({"why"})}


def test_what_was_settled_before_is_not_open_and_what_it_opens_is() -> None:
    """Dana says up: now why is asked, and there ann and bob differ."""
    answers = rows("s1 ann mood up", "s1 bob mood down", "s1 ann why sun", "s1 bob why rain")
    assert open_cases(answers, BOOK, settled=rows("s1 dana mood flat")) == {}
    assert open_cases(answers, BOOK, settled=rows("s1 dana mood up")) == {"s1": frozenset({"why"})}


def plain(fields_of_task: dict[str, str]) -> dict[str, str]:
    """Spaces that keep a count on one line are spaces."""
    return {name: text.replace("\xa0", " ") for name, text in fields_of_task.items()}


def test_labels_marks_and_comments_are_counted_without_names() -> None:
    spans = rows("s1 ann words sun", "s1 bob words sun", "s1 bob words rain", start=0, end=2, span_text="It")
    answers = pd.concat([ANSWERS_GIVEN, spans], ignore_index=True)
    answers["comment"] = answers["annotator"].where(answers["sentence"] == "s1").map({"ann": "Why?", "bob": "Hm."})
    assert prior_answers(answers, BOOK, {"s1": frozenset({"mood"})}) == {
        "s1": PriorAnswers(
            frozenset({"mood"}),
            {"mood": {"up": 1, "down": 1}, "why": {"rain": 2}},
            {"words": {("sun", "It"): 2, ("rain", "It"): 1}},
            ("Hm.", "Why?"),
        )
    }


@pytest.mark.parametrize("seed", range(3))
def test_who_said_what_cannot_be_told_from_the_order(seed: int) -> None:
    """The same answers in any order, and under exchanged names, give the same fields."""
    open_questions = {"s1": frozenset({"mood"}), "s2": frozenset({"mood"})}
    expected = [plain(fields(prior, BOOK)) for prior in prior_answers(ANSWERS_GIVEN, BOOK, open_questions).values()]
    exchanged = ANSWERS_GIVEN.sample(frac=1, random_state=seed).replace({"annotator": {"ann": "bob", "bob": "ann"}})
    assert [plain(fields(prior, BOOK)) for prior in prior_answers(exchanged, BOOK, open_questions).values()] == expected
    assert expected[1] == {
        "open_mood": "To settle: 2 × up, 1 × down",
        "agreed_mood": "",
        "open_why": "",
        "agreed_why": "why, said: 1 × sun",
        "open_how": "",
        "agreed_how": "",
        "comments": "",
    }


def test_comments_that_would_fill_the_screen_are_cut() -> None:
    long = fields(PriorAnswers(frozenset(), {}, comments=("x" * 500,)), BOOK)["comments"]
    assert (len(long), long[-1]) == (300, "…")


def test_a_queue_keeps_articles_together_in_the_order_of_the_text() -> None:
    data = {
        name: {"sentence": name, "article": article, "target": "Ada", "position": position}
        for name, article, position in (("s2", "a", 10), ("s1", "b", 0), ("s3", "a", 9))
    }
    queue = to_queue({name: PriorAnswers(frozenset(), {}) for name in data}, data, BOOK)
    assert [item.sentence for item in queue.items] == ["s3", "s2", "s1"]
    assert not queue.scored
    assert queue.items[0].data["agreed_mood"] == ""


def test_the_adjudicators_own_answers_are_counted() -> None:
    assert (
        answered_by_adjudicator(ANSWERS_GIVEN, "ann", ["s1", "s2"]),
        answered_by_adjudicator(ANSWERS_GIVEN, "dana", ["s1"]),
    ) == (2, 0)
