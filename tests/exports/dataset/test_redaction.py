"""What is handed on: nothing that isn't ours to give, unless it is asked for; whole tables, whatever the row order."""

from typing import Any

import pandas as pd
import pytest

from annotation.errors import DataError
from annotation.tables.frames import to_frame, to_rows
from annotation.tables.schema import ANSWERS, GOLD, SENTENCES
from exports.dataset.pseudonyms import pseudonyms
from exports.dataset.redaction import TABLES, WITHHELD, Release, ReleaseOptions, redact, text_digest

TEXTS = {"s1": "It rose.", "s2": "Nobody knew."}


def answer(sentence: str, annotator: str, label: str | None = "up", **fields: object) -> dict[str, Any]:
    """One row as `pull` writes it, with everything that an answer can say."""
    decision = {"question": "mood" if label else None, "label": label, "status": "answered" if label else "skipped"}
    carried = {"article": "a/1", "target": "Ines Calloway", "text": TEXTS[sentence], "outlet": "Courier"}
    pace = {"comment": f"{annotator} wonders", "seconds": 7.5, "answered_at": "2026-01-02T03:04:05Z"}
    under = {"codebook": "moods 1 0123456789ab", "round": "first", "arm": "prelabeled", "audit": False}
    pre_label = {"shown_label": "up", "shown_probability": 0.75, "model": "mood-1", "note": "secret"}
    return {"sentence": sentence, "annotator": annotator, **decision, **carried, **pace, **under, **pre_label, **fields}


GIVEN = [
    answer("s2", "bob", "down"),
    answer("s1", "ann"),
    answer("s1", "ann", "cue", question="words", start=3, end=7, span_text="rose"),
    answer("s1", "bob", "down", status="superseded"),
    answer("s1", "bob", None),
]
ANSWERS_GIVEN = to_frame(GIVEN, ANSWERS)
SENTENCES_GIVEN = to_frame(
    [
        {"sentence": s, "text": TEXTS[s], "article": "a/1", "position": p, "start": 9 * p, "end": 9 * p + 8}
        | {"kind": "sentence", "before": "Before.", "after": "After.", "title": "Headline", "mine": 1}
        for p, s in enumerate(("s2", "s1"))
    ],
    SENTENCES,
)
GOLD_GIVEN = to_frame(
    [
        {"sentence": s, "question": "mood", "label": label, "share": 1.0, "answers": 1, "decided_by": "unanimous"}
        for s, label in (("s1", "up"), ("s2", "down"))
    ],
    GOLD,
)


def handed(**fields: Any) -> Release:
    return redact(ANSWERS_GIVEN, **{"sentences": SENTENCES_GIVEN, "gold": GOLD_GIVEN, **fields})


def said(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows without their empty cells."""
    return [{k: v for k, v in row.items() if v is not None} for row in to_rows(table)]


def test_answers_go_without_text_comment_pace_and_names_in_the_order_of_the_text() -> None:
    names = pseudonyms(ANSWERS_GIVEN)
    same: dict[str, Any]
    same = {"article": "a/1", "target": "Ines Calloway", "outlet": "Courier", "codebook": "moods 1 0123456789ab"}
    same |= {"round": "first", "arm": "prelabeled", "audit": False}
    same |= {"shown_label": "up", "shown_probability": 0.75, "model": "mood-1"}
    by_name: list[dict[str, Any]] = [
        {"sentence": "s2", "annotator": "bob", "question": "mood", "label": "down", "status": "answered"},
        {"sentence": "s1", "annotator": "ann", "question": "mood", "label": "up", "status": "answered"},
        {"sentence": "s1", "annotator": "ann", "question": "words", "label": "cue", "status": "answered"}
        | {"start": 3, "end": 7},
        {"sentence": "s1", "annotator": "bob", "status": "skipped"},
        {"sentence": "s1", "annotator": "bob", "question": "mood", "label": "down", "status": "superseded"},
    ]
    expected = [{**row, "annotator": names[row["annotator"]], **same} for row in by_name]
    expected.sort(key=lambda row: (row["sentence"] == "s1", row["annotator"]))
    assert sorted(names.values()) == ["a1", "a2"]
    assert said(handed().tables["answers"]) == expected


def test_sentences_go_as_places_and_digests_and_gold_as_it_is() -> None:
    tables = handed().tables
    carried = {"article": "a/1", "kind": "sentence", "target": "Ines Calloway", "outlet": "Courier"}
    assert said(tables["sentences"]) == [
        {"sentence": "s2", "position": 0, "start": 0, "end": 8, **carried, "digest": text_digest("Nobody knew.")},
        {"sentence": "s1", "position": 1, "start": 9, "end": 17, **carried, "digest": text_digest("It rose.")},
    ]
    assert [(row["sentence"], row["label"]) for row in said(tables["gold"])] == [("s2", "down"), ("s1", "up")]


def test_what_the_table_of_sentences_leaves_open_comes_from_the_answers() -> None:
    """`push` may have been told the target; the table of sentences then knows none."""
    assert set(SENTENCES_GIVEN["target"].dropna()) == set()
    assert set(handed().tables["sentences"]["target"]) == {"Ines Calloway"}


def test_what_was_left_out_is_named() -> None:
    assert handed().left_out == {
        "text": ("after", "before", "span_text", "text", "title"),
        "comments": ("comment",),
        "pace": ("answered_at", "seconds"),
        "unknown": ("mine", "note"),
    }


@pytest.mark.parametrize("what", WITHHELD)
def test_each_wish_brings_its_columns_and_no_others(what: str) -> None:
    plain, wished = handed(), handed(options=ReleaseOptions(**{what: True}))  # type: ignore[arg-type]
    assert {k: v for k, v in plain.left_out.items() if k != what} == wished.left_out
    for name, table in wished.tables.items():
        brought = set(table) - set(plain.tables[name])
        assert brought == WITHHELD[what] & set(TABLES[name].columns)


def test_names_and_further_columns_go_when_they_are_asked_for() -> None:
    found = handed(options=ReleaseOptions(names=True, columns=("note",)))
    assert list(found.tables["answers"]["annotator"]) == ["bob", "ann", "ann", "bob", "bob"]
    assert set(found.tables["answers"]["note"]) == {"secret"}
    assert found.left_out["unknown"] == ("mine",)


def test_a_column_that_nobody_decided_about_stays_behind() -> None:
    with_login = ANSWERS_GIVEN.assign(login="ann@example.org")
    assert "login" not in redact(with_login).tables["answers"]
    with pytest.raises(DataError, match=r"no column 'text' is among those .* \(they are: login, note\)"):
        redact(with_login, options=ReleaseOptions(columns=("text",)))


@pytest.mark.parametrize("seed", range(6))
def test_row_order_changes_nothing(seed: int) -> None:
    shuffled = ANSWERS_GIVEN.sample(frac=1, random_state=seed)
    expected, found = handed().tables, redact(shuffled, sentences=SENTENCES_GIVEN[::-1], gold=GOLD_GIVEN[::-1]).tables
    for name, table in found.items():
        pd.testing.assert_frame_equal(table, expected[name])


def test_new_names_do_not_follow_the_alphabet() -> None:
    """In forty studies of ann and bob, she is sometimes a1 and sometimes a2."""
    first = [pseudonyms(ANSWERS_GIVEN.assign(answered_at=str(moment)))["ann"] for moment in range(40)]
    assert set(first) == {"a1", "a2"}


def test_ten_annotators_have_names_of_one_length() -> None:
    ten = to_frame([answer("s1", f"person {number}") for number in range(10)], ANSWERS)
    assert sorted(pseudonyms(ten).values()) == [f"a{number:02}" for number in range(1, 11)]


def test_without_a_table_the_sentences_are_those_that_were_answered() -> None:
    carried = {"article": "a/1", "target": "Ines Calloway", "outlet": "Courier"}
    assert said(redact(ANSWERS_GIVEN).tables["sentences"]) == [
        {"sentence": s, **carried, "digest": text_digest(TEXTS[s])} for s in ("s1", "s2")
    ]


def test_what_was_withheld_from_the_blind_arm_goes_along_as_text_and_number() -> None:
    blind = to_frame([answer("s1", "ann", withheld_label="up", withheld_probability="0.5")], ANSWERS)
    found = redact(blind).tables["answers"]
    assert found[["withheld_label", "withheld_probability"]].to_numpy().tolist() == [["up", 0.5]]


def test_a_text_that_nobody_has_gets_no_digest() -> None:
    bare = ANSWERS_GIVEN.assign(text=None)
    assert redact(bare).tables["sentences"]["digest"].isna().all()


def test_the_tables_given_are_not_changed() -> None:
    before = ANSWERS_GIVEN.copy(), SENTENCES_GIVEN.copy(), GOLD_GIVEN.copy()
    handed()
    for copy, table in zip(before, (ANSWERS_GIVEN, SENTENCES_GIVEN, GOLD_GIVEN), strict=True):
        pd.testing.assert_frame_equal(copy, table)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"sentences": SENTENCES_GIVEN[:1]},
            r"1 of the answered sentences are missing from the table of sentences \(first: s1\)",
        ),
        ({"sentences": pd.concat([SENTENCES_GIVEN, SENTENCES_GIVEN[:1]])}, "has sentence s2 twice"),
        ({"sentences": SENTENCES_GIVEN.assign(text="It fell.")}, "sentence s2 has another text in the table"),
        ({"gold": GOLD_GIVEN.assign(sentence=["s1", "s7"])}, "nobody answered sentence s7, which has gold"),
        ({"gold": pd.concat([GOLD_GIVEN, GOLD_GIVEN[:1]])}, "the gold has sentence s1 twice for one question"),
        ({"options": ReleaseOptions(columns=("mime",))}, r"no column 'mime' .* \(they are: mine, note\)"),
    ],
)
def test_what_does_not_fit_together_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError, match=message):
        handed(**fields)
