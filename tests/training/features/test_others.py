"""What stands between the target and the other names of a sentence."""

import pytest

from training.features.mentions import window_features
from training.features.others import MAX_WORDS_BETWEEN, other_name_features
from training.masking.passages import make_passage
from training.syntax.tokens import Document, make_document


def document_of(text: str, target: str) -> Document:
    return make_document(make_passage({"text": text, "target": target}, about_target=True))


def features_of(text: str, target: str) -> list[str]:
    return list(other_name_features(document_of(text, target)))


def test_who_attacks_is_told_from_who_is_attacked() -> None:
    text = "Yesterday Lee attacked Bo."
    assert features_of(text, "Lee") == ["1 others", "none<", "> attacked", "> struggle/", ">--", ">-"]
    assert features_of(text, "Bo") == ["1 others", "< attacked", "< struggle/", "<--", "<-", "none>"]


def test_the_nearest_name_counts_on_each_side() -> None:
    features = features_of("Ann Lee met Bo and Al Ray and Cy.", "Bo")
    assert features == ["3 others", "< met", "> and"]


def test_a_target_alone_has_no_others_and_one_that_is_not_named_neither() -> None:
    assert features_of("Yesterday Bo won in May.", "Bo") == ["alone"]
    assert features_of("Lee won.", "Bo") == ["not named"]


@pytest.mark.parametrize(("words", "counted"), [(MAX_WORDS_BETWEEN, True), (MAX_WORDS_BETWEEN + 1, False)])
def test_names_far_away_have_no_words_between(words: int, counted: bool) -> None:
    features = features_of(f"Bo {'so ' * words}Lee", "Bo")
    assert ("> so" in features) is counted


def test_words_between_differ_where_windows_do_not() -> None:
    """What a window sees of "Bo" is the same whoever Lee is; that a name ends the words between is not."""
    named, unnamed = document_of("Bo blamed Lee for it.", "Bo"), document_of("Bo blamed rain for it.", "Bo")
    assert "> blamed" in {*other_name_features(named)} - {*other_name_features(unnamed)}
    assert ">2 blamed" in {*window_features(named)} & {*window_features(unnamed)}
