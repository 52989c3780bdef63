"""Speakers by kind, and whom a pronoun, a last name or a role points back to in the sentences before."""

import pytest

from training.features.speakers import speaker_features
from training.masking.passages import Passage
from training.syntax.tokens import make_document


def features_of(text: str, before: str = "") -> set[str]:
    return {*speaker_features(make_document(Passage(text, before=before)))}


@pytest.mark.parametrize(
    ("text", "before", "carried"),
    [
        ("He said it rained.", "The baker was late. Ann Lee said so.", "he back full name"),
        ("She said it rained.", "The mayor said no. She left.", "she back role"),
        ("He said it rained.", "An aide told reporters so. He said he knew.", "he back role"),
        ("They said it rained.", "Two officials said the road was closed.", "they back people"),
        ("It said the road was closed.", "The Pentagon has expressed concern.", "it back organization"),
        ("Lee said it rained.", "Ann Lee, a baker, said no.", "name back full name"),
        ("The mayor said it rained.", "Mayor Ann Lee said no.", "role back titled name"),
        ("He said it rained.", "It was late.", "he back nobody"),
        ("He said it rained.", "", "he back nobody"),
    ],
)
def test_the_kind_of_an_earlier_speaker_is_carried_over(text: str, before: str, carried: str) -> None:
    assert carried in features_of(text, before)


def test_a_pronoun_means_a_speaker_of_its_own_sentence_rather_than_an_earlier_one() -> None:
    features = features_of("The report said no, but it noted that it rained.", "Ann Lee said so.")
    assert {"pronoun here paper", "all paper"} <= features
    assert not any("full name" in feature for feature in features)


def test_a_full_name_points_back_to_nobody() -> None:
    assert not any(" back " in feature for feature in features_of("Ann Lee said it rained.", "The mayor said no."))


def test_several_speakers_are_told_together() -> None:
    features = features_of("Two officials said it rained, and Ann Lee said it did not.")
    assert {"first people", "last full name", "all full name + people", "2 speakers"} <= features


def test_a_sentence_without_a_speaker_has_none() -> None:
    assert features_of("It rained on Monday.", "Ann Lee said so.") == set()
    assert features_of("The train was reportedly late.") == {"hearsay is nobody"}
