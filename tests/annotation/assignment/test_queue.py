"""Sentences and scores as what is to be asked."""

from typing import Any

import pytest

from annotation.assignment.queue import make_queue
from annotation.codebook.codebook import Codebook
from annotation.errors import DataError
from annotation.study.handout import PreLabel
from annotation.tables.schema import SENTENCES, Row, check_row


def row(sentence: str, **values: Any) -> Row:
    return check_row(SENTENCES, {"sentence": sentence, "text": f"Text of {sentence}.", **values}, f"s.jsonl:{sentence}")


def test_headings_are_counted_and_not_asked_about(codebook: Codebook) -> None:
    queue = make_queue([row("a"), row("h", kind="heading"), row("b", kind="sentence")], codebook)
    assert [asked.sentence for asked in queue.sentences] == ["a", "b"]
    assert queue.headings == 1
    assert not queue.scored


def test_a_sentence_twice_is_asked_once(codebook: Codebook) -> None:
    assert len(make_queue([row("a"), row("a")], codebook).sentences) == 1


def test_a_sentence_twice_with_another_text_is_refused(codebook: Codebook) -> None:
    with pytest.raises(DataError, match="'a' has another text here than in an earlier row"):
        make_queue([row("a"), row("a", text="Another.")], codebook)


def test_labels_with_their_probabilities_are_shown_in_codebook_order(codebook: Codebook) -> None:
    scored = row(
        "a", target="Ada", sourcing="named", sourcing_probability=0.9, stance="neutral", stance_probability=0.6
    )
    asked = make_queue([scored], codebook).sentences[0]
    assert dict(asked.prelabels) == {"stance": PreLabel("neutral", 0.6), "sourcing": PreLabel("named", 0.9)}
    assert list(asked.prelabels) == ["stance", "sourcing"]


def test_an_abstention_shows_nothing_but_counts_as_scored(codebook: Codebook) -> None:
    queue = make_queue([row("a", sourcing=None, sourcing_probability=0.4)], codebook)
    assert queue.scored
    assert queue.sentences[0].prelabels == {}


def test_stance_is_not_shown_without_a_target(codebook: Codebook) -> None:
    assert make_queue([row("a", stance="neutral", stance_probability=0.6)], codebook).sentences[0].prelabels == {}


@pytest.mark.parametrize(("stance", "shown"), [("favorable", ["stance", "holder"]), ("neutral", ["stance"])])
def test_an_answer_is_shown_only_where_its_question_is_asked(codebook: Codebook, stance: str, shown: list[str]) -> None:
    scored = row("a", target="Ada", stance=stance, stance_probability=0.6, holder="author", holder_probability=0.9)
    assert list(make_queue([scored], codebook).sentences[0].prelabels) == shown


def test_an_unknown_label_is_refused_with_the_allowed_ones(codebook: Codebook) -> None:
    for columns, who in (({}, "s.jsonl:a"), ({"model": "sourcing-3f2a9c1b"}, "the model sourcing-3f2a9c1b")):
        problem = rf"^{who} answers sourcing with 'nobody', .* \(they are: named, .*\); use a model that was trained"
        with pytest.raises(DataError, match=problem):
            make_queue([row("a", sourcing="nobody", sourcing_probability=0.9, **columns)], codebook)


def test_a_probability_outside_0_to_1_is_refused(codebook: Codebook) -> None:
    with pytest.raises(DataError, match=r"sourcing_probability is 1\.5, not between 0 and 1"):
        make_queue([row("a", sourcing="named", sourcing_probability=1.5)], codebook)


def test_somebodys_label_column_without_probabilities_is_no_prediction(codebook: Codebook) -> None:
    queue = make_queue([row("a", sourcing="whatever")], codebook)
    assert (queue.scored, queue.sentences[0].prelabels) == (False, {})


@pytest.mark.parametrize(
    ("rows", "whole"),
    [
        ([("a", 0, "b"), ("b", 1, None)], True),
        ([("a", 0, "b"), ("b", 1, "c")], False),  # something comes after the last
        ([("b", 1, None)], False),  # the first is missing
    ],
)
def test_an_article_is_whole_from_its_first_sentence_to_its_last(
    codebook: Codebook, rows: list[tuple[str, int, str | None]], whole: bool
) -> None:
    """Only then can a sentence that was pushed before be said to be gone."""
    table = [row(name, article="x", target="Ada", position=at, after=after) for name, at, after in rows]
    assert (("x", "Ada") in make_queue(table, codebook).complete_articles) is whole
