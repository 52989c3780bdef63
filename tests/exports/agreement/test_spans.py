"""Spans: counts and token F1, worked out by hand."""

import pandas as pd
import pytest

from annotation.tables.frames import to_frame
from annotation.tables.schema import ANSWERS
from exports.agreement.spans import SpanAgreement, SpanPair, span_agreements

TEXT = {"s1": "Critics say he lied.", "s2": "He won.", "s3": "They left."}


def span(sentence: str, annotator: str, label: str, words: str) -> dict[str, object]:
    start = TEXT[sentence].index(words)
    shared = {"sentence": sentence, "annotator": annotator, "text": TEXT[sentence], "span_text": words}
    return {**shared, "question": "words", "label": label, "start": start, "end": start + len(words)}


def chosen(sentence: str, annotator: str) -> dict[str, object]:
    shared = {"sentence": sentence, "annotator": annotator, "text": TEXT[sentence]}
    return {**shared, "question": "mood", "label": "up"}


# ann marks 2 + 1 words, bob 3, and they share 2; s2 is marked by ann alone, s3 by nobody, cleo never saw s1.
ANSWER_ROWS = [
    span("s1", "ann", "who", "Critics say"),
    span("s1", "bob", "who", "Critics say he"),
    span("s1", "bob", "loaded", "ied."),  # part of a word counts as the word
    span("s2", "ann", "loaded", "won"),
    *(chosen(s, annotator_name) for s in TEXT for annotator_name in ("ann", "bob")),
    chosen("s2", "cleo"),
]


def outcome(pair: SpanPair) -> tuple[object, ...]:
    return (*pair.annotators, pair.label, pair.f1.value and round(pair.f1.value, 1), pair.f1.sentences)


def test_words_marked_by_two_annotators() -> None:
    (agreement,) = span_agreements(to_frame(ANSWER_ROWS, ANSWERS))
    assert (agreement.question, agreement.spans, agreement.labels, agreement.annotators, agreement.why) == (
        *("words", 4, {"loaded": 2, "who": 2}, {"ann": 2, "bob": 2, "cleo": 0}),
        "",
    )
    assert list(map(outcome, agreement.pairs)) == [
        ("ann", "bob", "", 57.1, 2),  # 2 x 2 / (2 + 1 + 3 + 1)
        ("ann", "bob", "loaded", 0, 2),
        ("ann", "bob", "who", 80.0, 1),  # 2 x 2 / (2 + 3)
        ("ann", "cleo", "", 0, 1),
        ("ann", "cleo", "loaded", 0, 1),
        ("ann", "cleo", "who", None, 0),
        ("bob", "cleo", "", None, 0),
        ("bob", "cleo", "loaded", None, 0),
        ("bob", "cleo", "who", None, 0),
    ]


@pytest.mark.parametrize("seed", range(3))
def test_row_order_changes_nothing(seed: int) -> None:
    answers = to_frame(ANSWER_ROWS, ANSWERS)
    assert span_agreements(answers.sample(frac=1, random_state=seed)) == span_agreements(answers)


def test_without_texts_spans_are_counted_and_it_is_said_that_no_words_are() -> None:
    bare = pd.DataFrame(ANSWER_ROWS).drop(columns="text")
    assert span_agreements(bare) == [
        SpanAgreement(
            "words",
            4,
            {"loaded": 2, "who": 2},
            {"ann": 2, "bob": 2, "cleo": 0},
            [],
            "the answers carry no texts to find words in",
        )
    ]


def test_without_spans_there_is_nothing() -> None:
    assert span_agreements(to_frame([chosen("s1", "ann")], ANSWERS)) == []
