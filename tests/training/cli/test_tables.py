"""Figures of an evaluation as tables of text."""

from tests.examples.evaluation import LABELS, question
from training.cli.tables import share_lines


def test_shares_of_whole_articles_are_a_table() -> None:
    _, header, first, second = share_lines(question())
    assert header.split()[:3] == ["shares", "in", "80"]
    assert header.endswith("AUC")
    assert first.startswith(LABELS[0])
    assert "0.080" in first
    assert "0.060 to 0.100" in first
    assert second.endswith("-")


def test_where_there_are_no_whole_articles_there_is_no_table() -> None:
    assert share_lines({**question(), "article_shares": {"why": "no positions"}}) == []
