"""A file that lacks columns says which, what it may be, and how the table is made."""

import pytest

from annotation.errors import DataError
from annotation.tables.column_checks import check_columns
from annotation.tables.schema import ANSWERS, ARTICLES, LABELED, SCORES, SENTENCES, Table


def test_a_table_needs_its_columns() -> None:
    check_columns(LABELED, ["bias", "text"], "l.csv")
    with pytest.raises(DataError) as error:
        check_columns(ARTICLES, ["name", "body"], "a.csv")
    message = "a.csv has no column 'id', 'text' (it has: name, body); a table of articles needs 'id', 'text'"
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("columns", "old", "new", "number"),
    [
        (["stance", "stance_chance", "stance_chance_neutral"], "stance_chance", "stance_probability", 2),
        (["shown_label", "shown_chance"], "shown_chance", "shown_probability", 1),
        (["stance", "stance_chance_neutral"], "stance_chance_neutral", "stance_probability_neutral", 1),
    ],
)
def test_columns_of_version_0_1_are_refused_with_their_new_name(
    columns: list[str], old: str, new: str, number: int
) -> None:
    with pytest.raises(DataError) as refused:
        check_columns(SCORES, ["sentence", "text", *columns], "scores.csv")
    assert str(refused.value) == (
        f"scores.csv has the column {old!r} of newsstance 0.1, which is called {new!r} now; rename such columns "
        f"({number} in all), or make the table again"
    )


def test_a_column_of_somebody_else_may_be_called_chance() -> None:
    check_columns(SCORES, ["sentence", "text", "rain_chance", "chance", "last_chance_saloon"], "scores.csv")


LABELING = "newsstance gold ANSWERS --labeled labeled.jsonl makes it a row for each sentence, ready for training"


@pytest.mark.parametrize(
    ("table", "columns", "ending"),
    [
        (
            SENTENCES,
            ["id", "text"],
            "; it looks like a table of articles, and newsstance split makes sentences of articles",
        ),
        (
            ANSWERS,
            ["sentence", "text"],
            "; it looks like a table of sentences, and newsstance pull fetches answers from Label Studio",
        ),
        (LABELED, ["sentence", "question", "label"], f"; it looks like a table of gold, and {LABELING}"),
        (ARTICLES, ["ID", " Text"], "; rename 'ID' to 'id', ' Text' to 'text'"),
    ],
)
def test_another_table_than_is_needed_says_how_that_is_made(table: Table, columns: list[str], ending: str) -> None:
    with pytest.raises(DataError) as error:
        check_columns(table, columns, "a.csv")
    assert str(error.value).endswith(ending)


def test_nothing_is_learned_from_answers_one_by_one() -> None:
    columns = ["sentence", "annotator", "question", "label", "text"]
    with pytest.raises(DataError) as error:
        check_columns(LABELED, columns, "answers.csv")
    assert str(error.value) == f"answers.csv is a table of answers, a row for each annotator; {LABELING}"
