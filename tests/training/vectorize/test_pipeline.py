"""What a model sees of a sentence."""

import pickle
from typing import Any

import numpy as np
import pytest

from annotation.errors import ConfigError, DataError
from annotation.tables.schema import Row
from annotation.text.targets import row_target
from training.features.mentions import window_features
from training.features.ngrams import character_ngrams, word_features
from training.features.registry import FeatureSelection, check_without
from training.masking.passages import OUTLET, TARGET, Passage, find_target_spans, make_passage
from training.syntax.tokens import Document, make_document, make_documents
from training.vectorize.pipeline import feature_steps
from training.vectorize.transformers import CharacterCounter


def tokens(passages: list[Passage]) -> list[list[str]]:
    return [found.tokens for found in make_documents(passages)]


def make_test_document(*given: str) -> Document:
    return Document(list(given), [token.lower() for token in given], Passage(" ".join(given)))


def test_the_given_mention_comes_first_and_names_and_aliases_are_found_elsewhere() -> None:
    row = {"text": "She lied. Ann Lee and Lee's lawyer lied.", "target": "Ann Lee", "aliases": "Lee"}
    assert find_target_spans(row, row_target(row)) == ((10, 17), (22, 25))
    with_offsets = {**row, "target_start": 0, "target_end": 3}
    assert find_target_spans(with_offsets, row_target(row)) == ((0, 3), (10, 17), (22, 25))


def test_a_mention_inside_the_given_one_is_not_masked_twice() -> None:
    row = {"text": "The Lee camp won.", "target": "Lee", "target_start": 0, "target_end": 12}
    assert tokens([make_passage(row, about_target=True)]) == [[TARGET, "won", "."]]


def test_the_target_is_masked_only_for_a_question_about_it() -> None:
    row = {"text": "Musk won.", "target": "Musk"}
    assert make_passage(row, about_target=True) == Passage(
        "Musk won.", ((0, 4),), target_name="Musk", target_words=("musk",)
    )
    assert make_passage(row, about_target=False) == Passage("Musk won.")


def test_offsets_count_code_points() -> None:
    row = {"text": "😀 Musk won.", "target": "Musk", "target_start": 2, "target_end": 6}
    assert tokens([make_passage(row, about_target=True)]) == [["😀", TARGET, "won", "."]]


@pytest.mark.parametrize(("start", "end"), [(5, 5), (7, 3), (-1, 4), (0, 10)])
def test_offsets_outside_the_text_are_refused_with_the_line(start: int, end: int) -> None:
    row = Row({"text": "Musk won.", "target": "Musk", "target_start": start, "target_end": end}, "s.csv:7")
    with pytest.raises(DataError, match=rf"^s\.csv:7: the target's offsets {start} to {end} .*0 to 9"):
        find_target_spans(row, row_target(row))


def test_the_same_words_on_different_sides_of_the_target_are_different_features() -> None:
    before, after = make_document(Passage("x hit y", ((6, 7),))), make_document(Passage("x hit y", ((0, 1),)))
    assert "<2 hit" in set(window_features(before))
    assert "<2 hit" not in set(window_features(after))
    assert ">2 hit" in set(window_features(after))


def test_a_far_word_is_no_near_word() -> None:
    found = set(window_features(make_test_document(TARGET, "a", "b", "c", *"defghijk")))
    assert {">2 b", ">5 c", ">10 j"} <= found
    assert not {">2 c", ">5 f", ">10 k"} & found


def test_a_sentence_that_does_not_name_the_target_says_so() -> None:
    assert list(window_features(make_test_document("Nobody", "knew"))) == ["not there"]


def test_the_target_s_own_name_is_in_no_feature() -> None:
    """What is learned about one person must not come from the name."""
    given = [Passage("Musk won.", ((0, 4),), target_name="Musk"), Passage("Musk lost.", ((0, 4),), target_name="Musk")]
    assert not [
        term for term in terms(feature_steps(FeatureSelection(about_target=True), min_df=1).fit(given)) if "mu" in term
    ]


def test_a_sentence_s_own_outlet_and_author_are_hidden_unless_wanted() -> None:
    row = {"text": "Bo Lee of the Herald saw it, the Post said.", "outlet": "herald", "author": "Bo Lee"}
    assert tokens([make_passage(row, about_target=False)])[0][:4] == [OUTLET, "of", "the", OUTLET]
    assert make_passage(row, about_target=False, see_outlet=True).outlet_spans == ()
    hidden = terms(feature_steps(FeatureSelection(), min_df=1).fit([make_passage(row, about_target=False)]))
    assert not [term for term in hidden if "heral" in term]


def test_groups_left_out_leave_no_feature_behind() -> None:
    given = [Passage("He said a good thing.", before="They won.")]
    whole = {name for name, _ in feature_steps(FeatureSelection(), 1).named_steps["blocks"].transformer_list}
    some = {
        name
        for name, _ in feature_steps(FeatureSelection(without=("tone", "speech")), 1)
        .named_steps["blocks"]
        .transformer_list
    }
    assert whole - some == {"tone", "cues", "sources", "speakers"}
    assert feature_steps(FeatureSelection(without=("context",)), 1).fit(given).transform(given).shape[0] == 1


def test_a_group_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigError, match="'tune' is no group of features; the groups are words, "):
        check_without(["tune"])
    assert check_without(["tone,speech", "tone"]) == ("tone", "speech")
    with pytest.raises(ConfigError, match="leaves no features"):
        check_without(["words", "characters", "tone", "attitude", "context", "speech", "shapes", "grammar"])


def test_characters_are_those_of_each_word_counted_together() -> None:
    """Cutting each distinct word once gives what cutting every word would."""
    given = [make_test_document("good", "only", "good"), make_test_document("only", TARGET)]
    block = CharacterCounter().fit(given)
    table = block.transform(given).toarray()
    at = block.vocabulary_.columns
    assert table[0][at["goo"]] == 2
    assert table[1][at["onl"]] == 1
    assert sorted(at) == sorted({piece for word in ("good", "only") for piece in character_ngrams(word)})
    assert np.array_equal(table, CharacterCounter().fit_transform(given).toarray())


def test_features_can_be_pickled_and_give_the_same_numbers() -> None:
    given = [Passage("He won."), Passage("She lost, he said.")]
    pipeline = feature_steps(FeatureSelection(), min_df=1).fit(given)
    again = pickle.loads(pickle.dumps(pipeline))  # noqa: S301 - our own
    assert (pipeline.transform(given) != again.transform(given)).nnz == 0


def test_a_sentence_of_unknown_words_has_no_word_but_a_start() -> None:
    pipeline = feature_steps(FeatureSelection(), min_df=1).fit([Passage("He won."), Passage("She lost.")])
    count = dict(pipeline.named_steps["blocks"].transformer_list)["words"].named_steps["count"]
    assert count.transform([make_document(Passage("日本"))]).nnz == 1


def test_words_do_not_depend_on_case() -> None:
    assert list(word_features(make_test_document("HE", "Won"))) == list(word_features(make_test_document("he", "won")))


def terms(pipeline: Any) -> set[str]:
    """Give all that a pipeline looks for."""
    found: set[str] = set()
    for _, block in pipeline.named_steps["blocks"].transformer_list:
        found |= set(block.named_steps["count"].vocabulary_.columns)
    return found
