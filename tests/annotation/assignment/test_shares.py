"""What annotators were dealt of each article."""

from annotation.assignment.shares import articles_in_parts
from annotation.study.handout import HandoutRow


def rows(article: str, dealt: dict[str, str], *, round: str = "pilot") -> list[HandoutRow]:
    """The rows of an article's sentences, each with the first letters of its annotators."""
    names = {"a": "ann", "b": "bob", "c": "cleo"}
    return [
        HandoutRow(f"{article}-{sentence}", names[letter], round, article=article, dealt=True)
        for sentence, letters in dealt.items()
        for letter in letters
    ]


def test_only_articles_in_parts_are_counted_without_what_everybody_has() -> None:
    handout = [
        *rows("long", {"1": "abc", "2": "a", "3": "a", "4": "b", "5": "c"}),
        *rows("short", {"1": "abc", "2": "b", "3": "b"}),
        *rows("other", {"1": "a", "2": "b"}, round="main"),
    ]
    assert articles_in_parts(handout, "pilot") == {"long": {"ann": 2, "bob": 1, "cleo": 1}}
    assert articles_in_parts(handout, "main") == {"other": {"ann": 1, "bob": 1}}
    assert articles_in_parts([], "main") == {}


def test_pairs_of_annotators_are_parts_too() -> None:
    assert articles_in_parts(rows("x", {"1": "ab", "2": "ac"}), "pilot") == {"x": {"ann": 2, "bob": 1, "cleo": 1}}
