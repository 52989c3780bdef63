"""What a model sees of a sentence."""

import pickle

import numpy as np
import pytest

from annotation.errors import DataError
from annotation.tables import Row
from training.features import (
    TARGET,
    Characters,
    Passage,
    features,
    passage,
    pieces,
    target_spans,
    tokens,
    windows,
    words,
)


def test_the_given_mention_comes_first_and_names_and_aliases_are_found_elsewhere() -> None:
    row = {"text": "She lied. Ann Lee and Lee's lawyer lied.", "target": "Ann Lee", "aliases": "Lee"}
    assert target_spans(row) == ((10, 17), (22, 25))
    assert target_spans({**row, "target_start": 0, "target_end": 3}) == ((0, 3), (10, 17), (22, 25))


def test_a_mention_inside_the_given_one_is_not_masked_twice() -> None:
    row = {"text": "The Lee camp won.", "target": "Lee", "target_start": 0, "target_end": 12}
    assert tokens([passage(row, about_target=True)]) == [[TARGET, "won", "."]]


def test_the_target_is_masked_only_for_a_question_about_it() -> None:
    row = {"text": "Musk won.", "target": "Musk"}
    assert passage(row, about_target=True) == Passage("Musk won.", ((0, 4),))
    assert passage(row, about_target=False) == Passage("Musk won.")


def test_offsets_count_code_points() -> None:
    row = {"text": "😀 Musk won.", "target": "Musk", "target_start": 2, "target_end": 6}
    assert tokens([passage(row, about_target=True)]) == [["😀", TARGET, "won", "."]]


@pytest.mark.parametrize(("start", "end"), [(5, 5), (7, 3), (-1, 4), (0, 10)])
def test_offsets_outside_the_text_are_refused_with_the_line(start: int, end: int) -> None:
    row = Row({"text": "Musk won.", "target": "Musk", "target_start": start, "target_end": end}, "s.csv:7")
    with pytest.raises(DataError, match=rf"^s\.csv:7: the target's offsets {start} to {end} .*0 to 9"):
        target_spans(row)


def test_the_same_words_on_different_sides_of_the_target_are_different_features() -> None:
    [before], [after] = tokens([Passage("x hit y", ((6, 7),))]), tokens([Passage("x hit y", ((0, 1),))])
    assert "<2 hit" in set(windows(before))
    assert "<2 hit" not in set(windows(after))
    assert ">2 hit" in set(windows(after))


def test_a_far_word_is_no_near_word() -> None:
    found = set(windows([TARGET, "a", "b", "c", *"defghijk"]))
    assert {">2 b", ">5 c", ">10 j"} <= found
    assert not {">2 c", ">5 f", ">10 k"} & found


def test_a_sentence_that_does_not_name_the_target_says_so() -> None:
    assert list(windows(["Nobody", "knew"])) == ["not named"]


def test_the_target_s_own_name_is_in_no_feature() -> None:
    """What is learned about one person must not come from the name."""
    documents = [Passage("Musk won.", ((0, 4),)), Passage("Musk lost.", ((0, 4),))]
    pipeline = features(about_target=True, min_df=1).fit(documents)
    blocks = dict(pipeline.named_steps["blocks"].transformer_list)
    known = {*blocks["words"].named_steps["count"].vocabulary_, *blocks["windows"].named_steps["count"].vocabulary_}
    known |= set(blocks["characters"].named_steps["count"].pieces_.vocabulary_)
    assert not [term for term in known if "mu" in term]


def test_characters_are_those_of_each_word_counted_together() -> None:
    """Cutting each distinct word once gives what cutting every word would."""
    documents = [["go", "on", "go"], ["on", TARGET]]
    block = Characters().fit(documents)
    table = block.transform(documents).toarray()
    at = block.pieces_.vocabulary_
    assert table[0][at["go"]] == 2
    assert table[1][at["on"]] == 1
    assert sorted(at) == sorted({piece for word in ("go", "on") for piece in pieces(word)})
    assert np.array_equal(table, Characters().fit_transform(documents).toarray())


def test_features_can_be_pickled_and_give_the_same_numbers() -> None:
    documents = [Passage("He won."), Passage("She lost, he said.")]
    pipeline = features(about_target=False, min_df=1).fit(documents)
    again = pickle.loads(pickle.dumps(pipeline))  # noqa: S301 - our own
    assert (pipeline.transform(documents) != again.transform(documents)).nnz == 0


def test_a_sentence_of_unknown_words_has_no_features_but_a_start() -> None:
    pipeline = features(about_target=False, min_df=1).fit([Passage("He won."), Passage("She lost.")])
    assert pipeline.transform([Passage("日本")]).nnz == 1  # the start


def test_words_do_not_depend_on_case() -> None:
    assert list(words(["HE", "Won"])) == list(words(["he", "won"]))
