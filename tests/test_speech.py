"""Who or what says something."""

import pytest

from training.passages import Passage
from training.speech import cues, sources, speech_spans
from training.tokens import document


def of(text: str) -> set[str]:
    found = document(Passage(text))
    return {*cues(found), *sources(found)}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Then Ann Lee said it rained.", {"b name", "says L a name"}),
        ("Then she said it rained.", {"b pronoun he", "says L head she"}),
        ("Two officials said it rained.", {"b people", "says L people", "says L det two"}),
        ("The report said it rained.", {"b papers", "says L papers"}),
        ("It rained, said Ann Lee.", {"b mark ,", "a name", "says R a name"}),
        ("It rained, according to the report.", {"acc R papers"}),
        ("He was told that it rained.", {"aux passive", "no agent", "next that"}),
        ("He was told by Ann that it rained.", {"aux passive", "agent", "next other"}),
        ("“It rained,” she said.", {"says plain", "2 quotes", "opens quoted", "ends plain"}),
        ("“They said it rained.”", {"says quoted"}),
    ],
)
def test_the_subject_of_a_cue_is_told_apart(text: str, kinds: set[str]) -> None:
    assert kinds <= of(text)


def test_a_sentence_without_a_cue_has_none() -> None:
    assert not {one for one in of("It rained on Monday.") if one.startswith(("says", "b ", "acc"))}


@pytest.mark.parametrize(
    ("text", "said", "speaks"),
    [
        ("Then Ann Lee said it rained.", ["said"], ["Lee"]),
        ("The 😀 critics often say so.", ["say"], ["critics"]),
        ("“It rained,” said Ann Lee.", ["said"], ["Lee"]),
        ("It rained, according to two officials.", ["according"], ["officials"]),
        ("She said Bo lied, and officials say he didn’t.", ["said", "say"], ["She", "officials"]),
        ("“It rained,” he said", ["said"], ["he"]),
        ("“It rained,” said", ["said"], []),
        ("It rained.", [], []),
    ],
)
def test_words_of_speech_and_speakers_are_told_by_their_places(text: str, said: list[str], speaks: list[str]) -> None:
    places = speech_spans(text)
    assert [[text[start:end] for start, end in spans] for spans in places] == [said, speaks]
