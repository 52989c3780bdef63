"""What is unusual about articles is said."""

from annotation.articles.articles import Article
from annotation.articles.diagnostics import Diagnostics
from annotation.articles.sentences import split_article


def test_lines_without_a_period_are_headings_only_of_something() -> None:
    diagnostics = Diagnostics()
    kinds = [row["kind"] for row in split_article(Article("a", "Hale lied\n* * *\nMoss won"), diagnostics)]
    assert kinds == ["sentence", "heading", "sentence"]
    assert list(diagnostics.remarks()) == [
        "1 article has no line with a final period (a): each line counts as a sentence, none as a heading"
    ]
    mixed = Article("a", "Hale lied\nShe left.")
    assert [row["kind"] for row in split_article(mixed)] == ["heading", "sentence"]
    assert [row["kind"] for row in split_article(mixed, no_headings=True)] == ["sentence", "sentence"]
