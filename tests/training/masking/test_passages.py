"""A sentence's row as a model gets it."""

from typing import Any

import pytest

from annotation.errors import DataError
from annotation.tables.schema import Row
from annotation.text.targets import row_target
from training.masking.passages import TARGET, Passage, find_target_spans, has_misplaced_offsets, make_passage
from training.syntax.tokens import make_document, neighbor_tokens

ROW = {"text": "Lee told the Post: Ann Lee and LEE won.", "target": "Ann Lee", "aliases": "Lee|A. Lee"}


def texts(row: dict[str, Any]) -> list[str]:
    return [row["text"][start:end] for start, end in find_target_spans(row, row_target(row))]


def test_names_and_aliases_are_found_in_the_text_s_order() -> None:
    assert texts(ROW) == ["Lee", "Ann Lee", "LEE"]
    assert texts({**ROW, "target": ""}) == []


def test_given_offsets_are_made_whole_by_the_names_that_they_overlap() -> None:
    given = {**ROW, "target_start": 9, "target_end": 22}
    assert texts(given) == ["Lee", "the Post: Ann Lee", "LEE"]
    assert texts({**given, "target_end": 17}) == ["Lee", "the Post", "Ann Lee", "LEE"]
    assert texts({**given, "target_start": 2, "target_end": 17}) == ["Lee told the Post", "Ann Lee", "LEE"]
    assert texts({**given, "target_start": 3, "target_end": 19}) == ["Lee", " told the Post: ", "Ann Lee", "LEE"]
    assert texts({**given, "target_start": 1, "target_end": 34}) == ["Lee told the Post: Ann Lee and LEE"]


def test_offsets_of_a_part_of_a_name_leave_nothing_of_it_visible() -> None:
    row = {"text": "Elon Musk spoke.", "target": "Elon Musk", "target_start": 5, "target_end": 9}
    assert make_document(make_passage(row, about_target=True)).tokens == [TARGET, "spoke", "."]


def test_a_question_that_is_not_about_a_target_sees_none() -> None:
    assert make_passage(ROW, about_target=False) == Passage(ROW["text"])


def test_the_words_of_all_its_names_are_kept_to_be_left_out() -> None:
    passage = make_passage(ROW, about_target=True)
    assert (passage.target_name, passage.target_words) == ("Ann Lee", ("a", "ann", "lee"))


def test_an_outlet_that_is_the_target_is_masked_as_the_target() -> None:
    row = {"text": "The Post and the Herald won.", "target": "Post", "outlet": "post; herald"}
    passage = make_passage(row, about_target=True)
    assert [row["text"][start:end] for start, end in passage.target_spans] == ["Post"]
    assert [row["text"][start:end] for start, end in passage.outlet_spans] == ["Herald"]
    assert len(make_passage(row, about_target=False).outlet_spans) == 2


@pytest.mark.parametrize(
    ("before", "masked"),
    [
        ("", ""),
        ("Lee", "<target>"),
        ("Lee, Lee.", "<target>, <target>."),
        ("Al Lee of The Post", "Al <target> of The <outlet>"),
        ("Al and Posts", "Al and Posts"),
    ],
)
def test_neighbors_get_the_same_masks(before: str, masked: str) -> None:
    row = {**ROW, "before": before, "after": before, "outlet": "Post", "author": "Al Lee"}
    passage = make_passage(row, about_target=True)
    assert (passage.before, passage.after) == (masked, masked)


@pytest.mark.parametrize("about_target", [True, False])
def test_what_a_neighbor_says_itself_is_no_mask(about_target: bool) -> None:
    said = "A <target>, <OUTLET> and <<Target>> won."
    passage = make_passage({**ROW, "before": said, "after": f"Lee: {said} Lee"}, about_target=about_target)
    assert neighbor_tokens(passage.before) == make_document(Passage(said)).lowered
    assert neighbor_tokens(passage.after)[1:-1] == [":", *make_document(Passage(said)).lowered]
    assert (TARGET in neighbor_tokens(passage.after)) is about_target


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"text": "\u2003\n"}, "s.csv:3: its text is only white space; take the row out"),
        (
            {"target": "Ann;Bo;Cy"},
            "s.csv:3: its target is 'Ann;Bo;Cy', which names 3; a row is about one of them: give each a row of its "
            "own, as newsstance split does",
        ),
    ],
)
def test_a_row_that_cannot_be_asked_about_is_named(change: dict[str, Any], told: str) -> None:
    with pytest.raises(DataError) as caught:
        make_passage(Row({**ROW, **change}, "s.csv:3"), about_target=True)
    assert str(caught.value) == told


def test_several_targets_do_not_matter_to_a_question_about_none() -> None:
    assert make_passage({**ROW, "target": "Ann; Bo"}, about_target=False).target_spans == ()


def test_a_long_mention_whose_place_is_told_may_hold_a_semicolon() -> None:
    text = "The two -- Ann, 47; Bo, 26 -- left."
    row = {"text": text, "target": text[:29], "target_start": 0, "target_end": 29}
    assert make_passage(row, about_target=True).target_spans == ((0, 29),)


def test_offsets_of_a_name_with_an_invisible_character_are_not_misplaced() -> None:
    row = {"text": "Mr. Oka\u00adfor left.", "target": "Okafor", "target_start": 4, "target_end": 11}
    assert not has_misplaced_offsets(row, row_target(row))
    passage = make_passage(row, about_target=True)
    assert (passage.text, passage.target_spans) == ("Mr. Okafor left.", ((4, 10),))


def test_somebody_elses_name_stays_visible() -> None:
    row = {"text": "Ben Okafor met Okafor.", "before": "Ben Okafor rose.", "after": "Okafor sat."}
    row |= {"target": "Ada Okafor", "aliases": "Okafor", "not_aliases": "Ben Okafor"}
    passage = make_passage(row, about_target=True)
    assert (passage.target_spans, passage.before, passage.after) == (((15, 21),), "Ben Okafor rose.", "<target> sat.")
    assert make_passage({**row, "text": "He sat."}, about_target=True).target_spans == ()  # he is Ben
