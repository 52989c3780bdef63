"""The attitude that words show, and where they stand."""

from collections import Counter

from training.features.attitude import attitude_features, words_with_attitude
from training.masking.passages import make_passage
from training.syntax.tokens import Document, make_document


def about(text: str) -> Document:
    """Cut a sentence about Bo."""
    return make_document(make_passage({"text": text, "target": "Bo"}, about_target=True))


def of(text: str) -> Counter[str]:
    return Counter(attitude_features(about(text)))


def sided(text: str) -> list[str]:
    """Say where the words that blame stand."""
    return [
        one.removesuffix(" blame") for one in attitude_features(about(text)) if one[0] in "<>" and one.endswith("blame")
    ]


def test_a_word_in_a_quotation_is_told_from_the_same_word_outside() -> None:
    assert of("It was shameless.") == Counter(["blame", "out blame"])
    assert of("“It was shameless.”") == of('"It was shameless.') == Counter(["blame", "in blame"])
    assert of("A liar said: “A liar!”") == Counter({"blame": 2, "in blame": 1, "out blame": 1, "2 blame": 1, "!": 1})


def test_a_word_stands_before_or_after_the_nearest_mention_so_far_away() -> None:
    assert sided("Bo was so shameless.") == [">3", ">6", ">"]
    assert sided("Bo was so very shameless.") == [">6", ">"]
    assert sided("Bo was, as it were, shameless.") == [">"]
    assert sided("The liar Bo won.") == ["<3", "<6", "<"]
    assert sided("Bo met a liar; shameless Ann met Bo.") == [">3", ">6", ">", "<3", "<6", "<"]


def test_without_the_target_no_word_has_a_side() -> None:
    assert of("Shameless!") == Counter(["blame", "out blame", "!"])


def test_a_sentence_without_praise_blame_or_charge_is_cool() -> None:
    assert of("It rained.") == Counter(["cool"])
    assert of("Did 3 judges meet?") == Counter(["law", "out law", "cool", "?", "digits"])
    assert of("It was wonderful.") == Counter(["praise", "out praise"])


def test_many_words_of_a_list_count_as_two_and_as_three() -> None:
    assert of("A liar.") == Counter({"blame": 1, "out blame": 1})
    assert of("A liar, a cheat.") == Counter({"blame": 2, "out blame": 2, "2 blame": 1})
    assert of("A cheat, a liar, a cheat, a liar.") == Counter(
        {"blame": 4, "out blame": 4, "2 blame": 1, "3 blame": 1},
    )
    assert of("A wonderful liar.") == Counter(["praise", "out praise", "blame", "out blame"])  # one of each list


def test_a_feature_stands_for_the_words_of_its_list() -> None:
    found = about("A liar, a wonderful liar, a cheat met Bo.")
    for term in ("blame", "out blame", "2 blame", "<3 blame"):
        assert words_with_attitude(found, term) == Counter({"liar": 2, "cheat": 1})
    assert words_with_attitude(found, "cool") == words_with_attitude(found, "digits") == Counter()
