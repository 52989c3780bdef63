"""Forenames that belong to a mention."""

import pytest

from annotation.text.targets import row_target
from training.masking.passages import find_target_spans, make_passage
from training.syntax.tokens import make_document, neighbor_tokens


def texts(text: str, target: str, aliases: str = "") -> list[str]:
    row = {"text": text, "target": target, "aliases": aliases}
    spans = find_target_spans(row, row_target(row))
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Joe Biden won.", "Joe Biden"),
        ("In October Biden won.", "Biden"),
        ("So Joe\n R. Biden won.", "Joe\n R. Biden"),
        ("So Recep Tayyip Biden won.", "Recep Tayyip Biden"),
        ("So Zoe Recep Tayyip Biden won.", "Recep Tayyip Biden"),
        ("Then Biden won.", "Biden"),
        ("So President Biden won.", "Biden"),
        ("On Thursday Biden won.", "Biden"),
        ("On Thursday. Biden won.", "Biden"),
        ("Said Joe, Biden won.", "Biden"),
        ("Then joe Biden won.", "Biden"),
        ("Then JOE Biden won.", "Biden"),
        ("Then Joe-Biden won.", "Biden"),
        ("Then Al-Joe Biden won.", "Biden"),
        ("Then Joe's Biden won.", "Biden"),
        ("Then B. Biden won.", "Biden"),
        ("Then CEO Biden won.", "Biden"),
        ("Then Sen Biden won.", "Biden"),
        ("Then Q Biden won.", "Biden"),
    ],
)
def test_a_forename_is_a_word_in_title_case_that_is_no_common_word(text: str, told: str) -> None:
    assert texts(text, "Biden") == [told]


def test_another_s_forename_is_left_where_the_target_s_own_is_known() -> None:
    text = "Chelsea Clinton, Hillary Rodham Clinton, Hillary Clinton, Clinton"
    whole = ["Clinton", "Hillary Rodham Clinton", "Hillary Clinton", "Clinton"]
    assert texts(text, "Hillary Clinton", "Clinton") == whole
    assert texts("Zoe Clinton", "Mrs. Clinton", "Clinton") == ["Zoe Clinton"]


def test_what_begins_with_a_title_a_pronoun_or_in_small_letters_has_no_forename() -> None:
    assert texts("In Paris President Biden won.", "President Biden") == ["President Biden"]
    assert texts("In Paris She won.", "She") == ["She"]
    assert texts("In Paris the thug won.", "the thug") == ["the thug"]
    assert texts("In Paris thugs won.", "thugs") == ["thugs"]


def test_two_mentions_beside_each_other_stay_two() -> None:
    assert texts("Zoe Zoe won.", "Zoe") == ["Zoe", "Zoe"]


def test_nothing_of_a_forename_is_in_the_sentence_or_around_it() -> None:
    row = {
        "text": "Joe Biden won.",
        "before": "So Joe Biden ran.",
        "target": "Biden",
        "target_start": 4,
        "target_end": 9,
    }
    passage = make_passage(row, about_target=True)
    assert make_document(passage).tokens == ["<target>", "won", "."]
    assert neighbor_tokens(passage.before) == ["so", "<target>", "ran", "."]
    row = {"text": "He won.", "before": "At last Joe Biden ran.", "target": "Biden"}
    assert make_document(make_passage(row, about_target=True)).tokens == ["<target>", "won", "."]
