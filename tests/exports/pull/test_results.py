"""One annotation's result: what is used of it, and what is named."""

from typing import Any

import pytest

from annotation.codebook.codebook import Codebook
from annotation.labelstudio.tasks import choice, span
from exports.pull.results import ReadResult, read_result

TEXT = "😀 Ada said no."


def region(name: Any, **value: Any) -> dict[str, Any]:
    return {"from_name": name, "value": value}


def read(codebook: Codebook, *result: Any) -> ReadResult:
    return read_result(list(result), codebook, TEXT)


def answers(reading: ReadResult) -> list[tuple[str, str]]:
    return [(answer["question"], answer["label"]) for answer in reading.answers]


def test_answers_the_codebook_does_not_know_are_named_one_by_one(codebook: Codebook) -> None:
    reading = read(
        codebook,
        region("stance", choices=["great"]),
        region("mood", choices=["great"]),
        region("sure", rating=3),
        region("sourcing", choices=["named"]),
    )
    assert answers(reading) == [("sourcing", "named")]
    asked = "which the codebook doesn't ask (it asks: stance, holder, sourcing, bias, evidence)"
    assert reading.left_out[0].startswith("stance is 'great', which is not one of its labels (favorable")
    assert reading.left_out[1:] == [
        f"answered 'mood' with {{'choices': ['great']}}, {asked}",
        f"answered 'sure' with {{'rating': 3}}, {asked}",
    ]


def test_the_hidden_control_is_no_answer(codebook: Codebook) -> None:
    """Label Studio hands it in with the answers, where a pre-label was shown."""
    reading = read(codebook, region("suggestion_shown", choices=["yes"]), region("sourcing", choices=["named"]))
    assert (answers(reading), reading.left_out) == ([("sourcing", "named")], [])


@pytest.mark.parametrize(
    ("odd", "named"),
    [
        (5, "a part of the result is 5, not an object"),
        (None, "a part of the result is None, not an object"),
        ({"type": "relation", "from_id": "a"}, "a part of the result names no question ('relation': 'relation')"),
        (region(["stance"], choices=["mixed"]), "answered ['stance'] with "),
        ({"from_name": "stance"}, "stance is answered with None, which has no list of choices"),
        ({"from_name": "stance", "value": "mixed"}, "stance is answered with 'mixed', which has no list of choices"),
        (
            region("stance", choices={"mixed": 1}),
            "stance is answered with {'choices': {'mixed': 1}}, which has no list",
        ),
        (region("stance", choices=[3]), "stance is 3, which is not one of its labels"),
        (region("stance", choices=[["mixed"]]), "stance is ['mixed'], which is not one of its labels"),
        (region("stance", choices=[]), "stance is answered with no label"),
        (region("stance", labels=["mixed"], start=0, end=1), "stance is answered with {'end': 1, 'labels': ['mixed']"),
        (region("stance", choices=["mixed", "neutral"]), "stance has 2 labels where one is asked (mixed, neutral)"),
        (region("evidence", start=0, end=1), "evidence has a mark without a label: {'end': 1, 'start': 0}"),
        (region("evidence", start=0, end=1, labels=[]), "evidence has a mark without a label"),
        (region("evidence", start=0, end=1, labels=["x"]), "evidence is 'x', which is not one of its labels"),
        (region("evidence", labels=["cue"]), "evidence has a mark from None to None, which is no place"),
        (region("evidence", start=3, end=3, labels=["cue"]), "evidence has a mark from 3 to 3, which is no place"),
        (region("evidence", start=5, end=3, labels=["cue"]), "evidence has a mark from 5 to 3, which is no place"),
        (region("evidence", start=-1, end=3, labels=["cue"]), "evidence has a mark from -1 to 3, which is no place"),
        (region("evidence", start=0, end=15, labels=["cue"]), "evidence has a mark from 0 to 15, which is no place"),
        (region("evidence", start="0", end="3", labels=["cue"]), "evidence has a mark from '0' to '3', which is no"),
        (region("evidence", start=0, end=float("nan"), labels=["cue"]), "evidence has a mark from 0 to nan, which is"),
        (region("evidence", start=0, end=10**40, labels=["cue"]), "evidence has a mark from 0 to 1000"),
        (region("comment", text={"a": 1}), "a comment is {'a': 1}, not text"),
        (region("comment"), "a comment is {}, not text"),
        (region("comment", text=[["a"]]), "a comment is ['a'], not text"),
    ],
)
def test_what_cannot_be_used_is_named(codebook: Codebook, odd: Any, named: str) -> None:
    reading = read(codebook, odd, region("sourcing", choices=["named"]))
    assert answers(reading) == [("sourcing", "named")]
    assert reading.comment is None
    (left_out,) = reading.left_out
    assert left_out.startswith(named)


@pytest.mark.parametrize("result", [{}, "mixed", 3, True])
def test_a_result_that_is_no_list_is_named(codebook: Codebook, result: Any) -> None:
    assert read_result(result, codebook, TEXT) == ReadResult(left_out=[f"the result is {result!r}, not a list"])


def test_one_label_as_text_is_taken_and_said(codebook: Codebook) -> None:
    reading = read(codebook, region("stance", choices="mixed"), region("evidence", labels="cue", start=6, end=10))
    assert answers(reading) == [("stance", "mixed"), ("evidence", "cue")]
    assert reading.changed == [
        "stance: the choices are the text 'mixed', taken as one label",
        "evidence: the labels are the text 'cue', taken as one label",
    ]


def test_the_same_answer_twice_is_one(codebook: Codebook) -> None:
    mark, mixed = span(codebook.question("evidence"), "cue", 6, 10, TEXT), choice(codebook.question("stance"), "mixed")
    assert answers(read(codebook, mark, mixed, mark, mixed)) == [("stance", "mixed"), ("evidence", "cue")]


def test_a_marks_words_are_those_of_the_sentence(codebook: Codebook) -> None:
    reading = read(codebook, region("evidence", start=6, end=10.0, text="denied", labels=["cue"]))
    assert [answer["span_text"] for answer in reading.answers] == ["said"]
    assert reading.changed == [
        "evidence has a mark from 6 to 10 that says 'denied', where the sentence has 'said'; the sentence's words are "
        "taken"
    ]
    assert not read(codebook, region("evidence", start=6, end=10, labels=["cue"])).changed


@pytest.mark.parametrize(
    ("written", "comment", "changed"),
    [
        ("odd one", "odd one", []),
        (["one", "two"], "one\ntwo", []),
        ([], None, []),
        ("", None, []),
        (5, "5", ["a comment is the number 5, taken as text"]),
        (["half \ud83d"], "half ?", []),
    ],
)
def test_a_comment_is_taken_as_text_or_a_list(
    codebook: Codebook, written: Any, comment: str | None, changed: list[str]
) -> None:
    reading = read(codebook, region("comment", text=written))
    assert (reading.comment, reading.changed, reading.left_out) == (comment, changed, [])


@pytest.mark.parametrize(("stances", "stance"), [(["neutral"], "neutral"), (["mixed", "neutral"], "not usable")])
def test_a_follow_up_that_its_own_annotation_does_not_ask_falls(
    codebook: Codebook, stances: list[str], stance: str
) -> None:
    chosen = [region("stance", choices=[label]) for label in stances]
    reading = read(codebook, *chosen, region("holder", choices=["source"]))
    assert answers(reading) == ([("stance", "neutral")] if stance == "neutral" else [])
    assert reading.left_out[-1].startswith(
        f"holder is source, though stance is {stance}, and holder is asked only where it is "
    )


def test_a_follow_up_alone_stays(codebook: Codebook) -> None:
    """An adjudicator settles the holder where the annotators agreed on the stance."""
    reading = read(codebook, region("holder", choices=["source"]))
    assert (answers(reading), reading.left_out) == ([("holder", "source")], [])
