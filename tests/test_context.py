"""What stands around a sentence."""

import pytest

from annotation.tables import Row
from training.context import earlier, later, standing, with_neighbors, with_neighbors_near
from training.passages import Passage
from training.tokens import document

TEXTS = ["One.", "Two.", "Three.", "Four."]
WANTED = [("", "Two."), ("One.", "Three."), ("One. Two.", "Four."), ("Two. Three.", "")]


def rows() -> list[Row]:
    found = [{"article": "a", "position": at, "text": text} for at, text in enumerate(TEXTS)]
    return [Row(row, f"t:{at}") for at, row in enumerate(found)]


def around(found: list[Row]) -> list[tuple[str, str]]:
    return [(row["before"], row["after"]) for row in found]


def test_neighbors_are_those_of_the_same_article_whatever_the_order() -> None:
    other = Row({"article": "b", "position": 1, "text": "Else."}, "t:9")
    found = with_neighbors([other, *rows()[::-1]])
    assert around(found[:0:-1]) == WANTED
    assert around(found[:1]) == [("", "")]
    assert found[0].where == "t:9"


def test_a_stream_in_order_gives_the_same() -> None:
    assert around(list(with_neighbors_near(iter(rows())))) == WANTED
    assert list(with_neighbors_near(iter([]))) == []


def test_what_a_row_says_itself_stands() -> None:
    given = [Row({**row, "before": "Mine."}, "t:1") for row in rows()]
    assert with_neighbors(given) == given == list(with_neighbors_near(iter(given)))


@pytest.mark.parametrize(
    ("before", "state"),
    [
        ("“We won.", "open"),
        ("“We won,” he said.", "closed"),
        ('"We won.', "open"),
        ('"We" "won"', "closed"),
        ("", "closed"),
    ],
)
def test_a_quotation_may_be_open_from_before(before: str, state: str) -> None:
    assert next(iter(standing(document(Passage("So.", before=before))))) == state


def test_words_around_are_no_words_of_the_sentence() -> None:
    found = document(Passage("So.", before="He won.", after="They Left!"))
    assert (earlier(found), later(found)) == (["he", "won", "."], ["they", "left", "!"])
