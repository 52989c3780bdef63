"""What stands around a sentence."""

from collections.abc import Iterator
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.tables.schema import Row
from training.data.neighbors import stream_with_neighbors, with_neighbors
from training.features.context import context_features, words_after, words_before
from training.features.registry import FeatureSelection
from training.masking.passages import Passage, make_passage
from training.syntax.positions import quotation_flags
from training.syntax.tokens import QUOTES, make_document
from training.vectorize.pipeline import feature_steps

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
    assert around(list(stream_with_neighbors(iter(rows())))) == WANTED
    assert list(stream_with_neighbors(iter([]))) == []


def test_a_sentence_that_stands_there_once_for_each_target_has_the_same_neighbors_every_time() -> None:
    several = [Row({**row, "target": target}, row.where) for row in rows() for target in ("Ann", "Bo", "Cy")]
    wanted = [around for around in WANTED for _ in range(3)]
    assert around(list(stream_with_neighbors(iter(several)))) == wanted == around(with_neighbors(several))
    one_by_one = [Row({**row, "target": target}, row.where) for target in ("Ann", "Bo") for row in rows()]
    assert around(list(stream_with_neighbors(iter(one_by_one)))) == WANTED * 2


def test_rows_of_one_sentence_beyond_number_are_not_gathered() -> None:
    taken = []

    def many() -> Iterator[Row]:
        for _ in range(20_000):
            taken.append(1)
            yield rows()[1]

    assert len(list(islice(stream_with_neighbors(many()), 5000))) == 5000
    assert len(taken) < 7000


def test_what_a_row_says_itself_stands() -> None:
    given = [Row({**row, "before": "Mine."}, "t:1") for row in rows()]
    assert with_neighbors(given) == given == list(stream_with_neighbors(iter(given)))


@pytest.mark.parametrize(
    ("before", "state"),
    [
        ("“We won.", "open"),
        ("“We won,” he said.", "closed"),
        ('"We won.', "open"),
        ("«Nous gagnons.", "open"),
        ("''We won.", "open"),
        ('"We" "won"', "closed"),
        ("", "closed"),
    ],
)
def test_a_quotation_may_be_open_from_before(before: str, state: str) -> None:
    assert next(iter(context_features(make_document(Passage("So.", before=before))))) == state


@given(st.text("“”\"„«»'’` a.", max_size=30))
def test_quotation_marks_are_those_that_its_tokens_have(before: str) -> None:
    marks = [token for token in make_document(Passage(before)).tokens if token in QUOTES]
    state = next(iter(context_features(make_document(Passage("So.", before=before)))))
    assert state == ("open" if quotation_flags(marks)[-1:] == [True] else "closed")


def test_words_around_are_no_words_of_the_sentence() -> None:
    document = make_document(Passage("So.", before="He won.", after="They Left!"))
    assert (words_before(document), words_after(document)) == (["he", "won", "."], ["they", "left", "!"])


BEFORE, AFTER = "Lee of the Herald spoke. Ann Lee left, BO LEE says.", "ann's friend Lee read the Post"
ROW = {"text": "She won.", "before": BEFORE, "after": AFTER, "target": "Ann Lee", "aliases": "Lee"}
PRESS = {"outlet": "herald; Post", "author": "Bo Lee"}


def test_the_target_is_masked_in_the_neighbors_of_a_question_about_it() -> None:
    document = make_document(make_passage(ROW, about_target=True))
    assert words_before(document)[:5] == ["<target>", "of", "the", "herald", "spoke"]
    assert words_before(document)[6:12] == ["<target>", "left", ",", "bo", "<target>", "says"]
    assert words_after(document) == ["ann's", "friend", "<target>", "read", "the", "post"]
    without = make_document(make_passage(ROW, about_target=False))
    assert words_before(without)[:2] == ["lee", "of"]
    assert "<target>" not in words_before(without) + words_after(without)


def test_outlet_and_author_are_hidden_in_the_neighbors_unless_wanted() -> None:
    document = make_document(make_passage({**ROW, **PRESS}, about_target=False))
    assert words_before(document) == [
        "lee",
        "of",
        "the",
        "<outlet>",
        "spoke",
        ".",
        "ann",
        "lee",
        "left",
        ",",
        "<outlet>",
        "says",
        ".",
    ]
    assert words_after(document) == ["ann's", "friend", "lee", "read", "the", "<outlet>"]
    both = make_document(make_passage({**ROW, **PRESS}, about_target=True))
    assert words_before(both) == [
        "<target>",
        "of",
        "the",
        "<outlet>",
        "spoke",
        ".",
        "<target>",
        "left",
        ",",
        "bo",
        "<target>",
        "says",
        ".",
    ]
    seen = make_document(make_passage({**ROW, **PRESS}, about_target=False, see_outlet=True))
    assert words_before(seen) == [
        "lee",
        "of",
        "the",
        "herald",
        "spoke",
        ".",
        "ann",
        "lee",
        "left",
        ",",
        "bo",
        "lee",
        "says",
        ".",
    ]


def test_no_name_that_is_masked_or_hidden_is_in_any_feature() -> None:
    row = {**ROW, **PRESS, "text": "Ann Lee of the Herald, Bo Lee says, won.", "after": "Lee reads the Post."}
    steps = feature_steps(FeatureSelection(about_target=True), min_df=1).fit([make_passage(row, about_target=True)])
    terms = {
        term
        for _, block in steps.named_steps["blocks"].transformer_list
        for term in block.named_steps["count"].vocabulary_.columns
    }
    assert [term for term in terms if any(name in term for name in ("ann", "lee", "heral", "post"))] == []
