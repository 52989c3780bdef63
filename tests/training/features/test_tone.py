"""Good and bad words, and where they stand."""

from training.features.tone import tone_features, valences
from training.masking.passages import Passage
from training.syntax.tokens import make_document


def features_of(text: str, *spans: tuple[int, int]) -> list[str]:
    return list(tone_features(make_document(Passage(text, spans))))


def test_a_negation_turns_a_word_around() -> None:
    assert valences()["great"] > 1.8
    assert features_of("It is great.") == ["++", "+", "more +"]
    assert features_of("It isn't great.") == ["--", "-", "more -"]
    assert features_of("Not that it was ever in any way great.") == ["++", "+", "more +"]  # too far away


def test_a_word_counts_by_the_nearest_mention_and_its_side() -> None:
    found = features_of("Bo met a terrible man, and Bo left.", (0, 2), (27, 29))
    assert {"> -", "> --@3", ">3 -"} <= set(found)
    assert not [one for one in found if one.startswith("<")]


def test_a_sentence_without_such_words_is_even() -> None:
    assert features_of("It rained.") == ["more ="]
