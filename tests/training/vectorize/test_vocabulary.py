"""Counting terms."""

from training.vectorize.transformers import TermCounter
from training.vectorize.vocabulary import count_terms


def test_terms_count_in_alphabetical_order_and_drop_the_rare() -> None:
    documents = [["b", "a", "b"], ["b", "c"]]
    assert TermCounter(list).fit_transform(documents).toarray().tolist() == [[1, 2, 0], [0, 1, 1]]
    rare = TermCounter(list, min_df=2).fit(documents)
    assert rare.vocabulary_.columns == {"b": 0}
    assert rare.transform([["b", "b", "new"], []]).toarray().tolist() == [[2], [0]]


def test_a_document_without_known_terms_is_a_row_of_zeros() -> None:
    assert count_terms([[], [1, 1], []], 2).toarray().tolist() == [[0, 0], [0, 2], [0, 0]]
    assert count_terms([], 2).shape == (0, 2)
