"""Words of speech and thought, and how each is used."""

import pytest

from training.language.word_lists import word_lists
from training.masking.passages import Passage
from training.syntax.speech_cues import HEARSAY, MAY_SAY, SAYING, SAYS, find_cues, speech_spans
from training.syntax.tokens import make_document


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ("Ann said so.", {"said": SAYS}),
        ("Ann wants it.", {"wants": SAYS}),
        ("It rained, according to Ann.", {"according": SAYS}),
        ("They say so.", {"say": MAY_SAY}),
        ("Critics say so.", {"say": SAYS}),
        ("The claim is odd.", {"claim": SAYING}),
        ("Two claims are odd.", {"claims": SAYING}),
        ("He made a statement.", {"statement": SAYING}),
        ("Frank Lee reports that it rained.", {"reports": SAYS}),
        ("Now he plans it.", {"plans": SAYS}),
        ("Critics support Bo.", {"support": MAY_SAY}),
        ("The bank will report next week.", {"report": MAY_SAY}),
        ("It is to report next week.", {"report": MAY_SAY}),
        ("The United States won.", {}),
        ("The Washington Post closed.", {}),
        ("Ann Lee Lambastes Bo", {"lambastes": SAYS}),
        ("The accused left.", {"accused": SAYING}),
        ("It rained.", {}),
    ],
)
def test_a_word_of_speech_is_a_verb_or_a_noun_by_what_stands_before_it(text: str, uses: dict[str, str]) -> None:
    assert {cue.word: cue.use for cue in find_cues(make_document(Passage(text)))} == uses


@pytest.mark.parametrize(
    "forms",
    [
        *(
            "say says said saying",
            "agree agrees agreed agreeing",
            "slam slams slammed slamming",
            "dub dubs dubbed dubbing",
        ),
        *("echo echoes echoed echoing", "guarantee guarantees guaranteed guaranteeing", "aver avers averred averring"),
        *(
            "deny denies denied denying",
            "relay relays relayed relaying",
            "foresee foresees foresaw foreseen foreseeing",
        ),
    ],
)
def test_a_verb_of_speech_is_known_in_all_its_forms(forms: str) -> None:
    assert {*forms.split()} <= word_lists()["speech"]


@pytest.mark.parametrize(
    ("text", "passive"),
    [
        ("He was told that it rained.", "passive"),
        ("It was often reported.", "passive"),
        ("He is saying so.", "copula"),
        ("He told Ann.", ""),
        ("There is criticism.", ""),
        ("She is ill, he said.", ""),
    ],
)
def test_a_passive_is_told_from_other_forms(text: str, passive: str) -> None:
    [found] = find_cues(make_document(Passage(text)))
    assert found.passive == passive


@pytest.mark.parametrize("marks", ["“”", '""', ("''", "''"), ("``", "''"), "«»"])
def test_a_word_of_speech_stands_in_a_quotation_or_not(marks: tuple[str, str]) -> None:
    opens, closes = marks
    found = find_cues(make_document(Passage(f"{opens}They say so,{closes} she said.")))
    assert [(cue.word, cue.quoted) for cue in found] == [("say", True), ("said", False)]


@pytest.mark.parametrize(
    ("text", "said", "speaks"),
    [
        ("Then Ann Lee said it rained.", ["said"], ["Lee"]),
        ("The 😀 critics often say so.", ["say"], ["critics"]),
        ("“It rained,” said Ann Lee.", ["said"], ["Lee"]),
        ("It rained, according to two officials.", ["according"], ["officials"]),
        ("A spokesman said in a statement that Bo lied.", ["said", "statement"], ["spokesman"]),
        ("Ann’s claim is odd.", ["claim"], ["Ann’s"]),
        ("''It rained,'' said Ann Lee.", ["said"], ["Lee"]),
        ("Ann’s claim is odd, Bo Lee said.", ["claim", "said"], ["Lee"]),
        ("She said Bo lied, and officials say he didn’t.", ["said", "say"], ["She", "officials"]),
        ("“It rained,” he said", ["said"], ["he"]),
        ("“It rained,” said", ["said"], []),
        ("It rained.", [], []),
    ],
)
def test_words_of_speech_and_speakers_are_told_by_their_places(text: str, said: list[str], speaks: list[str]) -> None:
    places = speech_spans(text)
    assert [[text[start:end] for start, end in spans] for spans in places] == [said, speaks]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The plant continues to run at night.", []),
        ("The company added a factory in Ohio.", []),
        ("The bank noted a rise in prices.", []),
        ("They found a wallet and saw the man who lost it.", []),
        ("He pointed at the map and began to walk.", []),
        ("The show went on for an hour.", []),
        ("The film shows a village in the hills.", []),
        ("We feel good, and we remember the day.", []),
        ("She added that it rained.", ["added"]),
        ("The bank noted on Monday that prices rose.", ["noted"]),
        ("Officials found most people were tired.", ["found"]),
        ("“It rained,” Ann Lee added.", ["added"]),
        ("“It rained,” continued Ann Lee, a baker.", ["continued"]),
        ("''It rained,'' Mr. Lee went on.", ["went"]),
        ("She continued: “It rained.”", ["continued"]),
        ("She began in a low tone, “It rained.”", ["began"]),
        ("It rained, she added.", ["added"]),
        ("As Mr. Lee noted, it rained.", ["noted"]),
        ("He pointed out that it rained.", ["pointed"]),
        ("She said so and added the U.S. must act.", ["said", "added"]),
        ("The census showed a rise, and two studies of it found none.", ["showed"]),
        ("New data show a rise.", ["show"]),
        ("The mayor reportedly left.", ["reportedly"]),
        ("Allegedly it rained.", ["allegedly"]),
    ],
)
def test_verbs_that_report_only_with_a_clause_or_a_quotation_count_only_then(text: str, words: list[str]) -> None:
    assert [cue.word for cue in find_cues(make_document(Passage(text)))] == words


def test_what_is_said_by_nobody_in_particular_is_hearsay() -> None:
    [cue] = find_cues(make_document(Passage("The mayor reportedly left.")))
    assert (cue.use, cue.speaker) == (HEARSAY, None)
    assert speech_spans("The mayor reportedly left.") == (((10, 20),), ())
