"""The part that a target plays."""

from collections.abc import Collection

import pytest

from training.features.role import role_features
from training.masking.passages import make_passage
from training.syntax.tokens import make_document


def features_of(text: str) -> list[str]:
    """Say what part Bo plays."""
    return list(role_features(make_document(make_passage({"text": text, "target": "Bo"}, about_target=True))))


def among(text: str, these: Collection[str]) -> list[str]:
    return [one for one in features_of(text) if one in these]


PARTS = ("speaks", "acts", "spoken of", "acted on", "speaks after")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("They blamed Bo.", ["spoken of", "speaks after"]),  # "blamed" is a cue; "speaks after" is how "said Bo" looks
        ("Bo blamed them.", ["speaks"]),
        ("They hit Bo.", ["acted on"]),
        ("Bo hit them.", ["acts"]),
        ("Bo has been very ill.", []),  # being and having is no act
        ("Bo, the mayor, won.", ["acts"]),
        ("Bo: they won.", []),  # another clause
        ("“No,” said Bo.", ["spoken of", "speaks after"]),
        ("“No,” said the liar Bo.", ["spoken of"]),
        ("They won; then Bo", []),
        ("They won a seat in the city council of Bo.", []),  # too far
        ("They hit a man and Bo hit them.", ["acts", "acted on"]),
    ],
)
def test_who_acts_or_speaks_is_told_from_who_is_acted_on_or_spoken_of(text: str, parts: list[str]) -> None:
    assert among(text, PARTS) == parts


def test_a_whole_short_sentence() -> None:
    assert features_of("Shameless Bo won.") == [
        *("1 mentions", "place 1", "nothing quoted"),
        *("c shameless", "c< shameless", "c blame/", "c won", "c> won"),
        *("c=", "else", "acts", "v won", "v++", "prev JJ/", "next VBD/"),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Bo is great, Ann is terrible.", ["c+", "else-"]),
        ("Ann is great but Bo is terrible.", ["c-", "else+"]),
        ("Bo is great and Ann met them.", ["c+", "else"]),
        ("Bo is great, Ann is great or terrible.", ["c+", "else="]),
        ("Bo is not great, it rained.", ["c-", "else"]),
        ("Bo met Ann.", ["c", "else"]),
    ],
)
def test_the_tone_of_its_clause_is_told_from_the_tone_elsewhere(text: str, told: list[str]) -> None:
    assert among(text, [part + sign for part in ("c", "else") for sign in ("", "+", "-", "=")]) == told


def test_only_the_first_three_mentions_are_looked_at() -> None:
    three = "Bo met. Bo ran. Bo left."
    verbs = [one for one in features_of(f"{three} Bo lied.") if one.startswith("v ")]
    assert verbs == ["v met", "v ran", "v left"]
    assert features_of(f"{three} Bo lied.")[0] == features_of(three)[0] == "3 mentions"
    assert features_of("Nobody met.") == ["not named"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Bo", ["place 0", "prev ^/", "next $/"]),
        ("Bo won", ["place 0", "prev ^/", "next VBD/"]),
        ("They won with Bo", ["place 3", "prev IN/", "next $/", "prep with"]),
        ("Friends of Bo: none", ["place 1", "prev IN/", "next :/", "prep of"]),
    ],
)
def test_a_mention_may_stand_at_either_end_and_after_a_preposition(text: str, told: list[str]) -> None:
    assert [one for one in features_of(text) if one.startswith(("place", "prev", "next", "prep"))] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("They met Bo.", ["nothing quoted"]),
        ("“They met Bo.”", ["inside"]),
        ("“They met,” Bo said.", ["outside"]),
        ("Bo said: “They met Bo.", ["outside", "inside"]),
    ],
)
def test_a_mention_in_a_quotation_is_told_from_one_outside(text: str, told: list[str]) -> None:
    assert among(text, ("nothing quoted", "inside", "outside")) == told
