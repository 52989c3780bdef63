"""Who or what says something."""

import pytest

from training.features.speech import cue_features, source_features
from training.masking.passages import Passage
from training.syntax.speech_cues import USES_BY_PREFERENCE
from training.syntax.tokens import make_document


def features_of(text: str) -> set[str]:
    document = make_document(Passage(text))
    return {*cue_features(document), *source_features(document)}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Then Ann Lee said it rained.", {"says b name", "says who a name", "says direct a name"}),
        ("Then she said it rained.", {"says b pronoun he", "says who head she"}),
        ("Two officials said it rained.", {"says b people", "says who people", "says who det two"}),
        ("The report said it rained.", {"says b papers", "says who papers"}),
        ("It rained, said Ann Lee.", {"says b mark ,", "says a name", "says after a name"}),
        ("It rained, according to the report.", {"according who papers", "according after"}),
        ("He was told that it rained.", {"says aux passive", "no agent", "says next that"}),
        ("He was told by Ann that it rained.", {"says aux passive", "agent", "says by a name", "says next other"}),
        ("“It rained,” she said.", {"says plain", "2 quotes", "opens quoted", "ends plain"}),
        ("“They said it rained.”", {"says quoted"}),
    ],
)
def test_the_subject_of_a_cue_is_told_apart(text: str, kinds: set[str]) -> None:
    assert kinds <= features_of(text)


def test_a_sentence_without_a_cue_has_none() -> None:
    assert not {
        one for one in features_of("It rained on Monday.") if one.startswith((*USES_BY_PREFERENCE, "acc", "wb ", "wa "))
    }
