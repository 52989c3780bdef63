"""Which words a feature holds."""

import pytest

from training.scoring.feature_words import words_in_feature


@pytest.mark.parametrize(
    ("kind", "term", "words"),
    [
        ("words", "we", ["we"]),
        ("words", "^ we", ["^", "we"]),
        ("shapes", "said : we", ["said", ":", "we"]),
        ("shapes", "N paid 0", ["N", "paid"]),
        ("grammar", "to VB", ["to", "VB"]),
        ("windows", "there", []),
        ("windows", "not there", []),
        ("windows", "<2 there", ["there"]),
        ("windows", "> not there", ["not", "there"]),
        ("others", "> not there", ["not", "there"]),
        ("others", "none>", []),
        ("others", "<++", []),
        ("speakers", "she back role", []),
        ("role", "not named", []),
        ("role", "nothing quoted", []),
        ("role", "2 mentions", []),
        ("role", "spoken of", []),
        ("role", "acted on", []),
        ("role", "speaks after", []),
        ("role", "prev IN/", []),
        ("role", "c-", []),
        *(("role", f"{sign} of", ["of"]) for sign in ("c", "c<", "c>", "v", "o", "prep")),
        ("words by topic", "Coal: a mine", ["a", "mine"]),
        ("words by topic", "Coal: :", [":"]),
        ("words by topic", "Coal", []),
        ("characters by topic", "Coal:  mi", []),
        ("earlier", "we", []),
        ("called", "as thug", []),
    ],
)
def test_words_of_ours_are_no_words_of_the_sentence(kind: str, term: str, words: list[str]) -> None:
    assert list(words_in_feature(kind, term, "Coal")) == words


def test_a_topic_may_have_a_colon_and_be_called_as_a_word_of_the_sentence() -> None:
    assert words_in_feature("words by topic", "Brexit: the deal: a farce", "Brexit: the deal") == ["a", "farce"]
    assert words_in_feature("words by topic", "faith", "faith") == []
