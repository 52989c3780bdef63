"""Rows to hand out, with a model's labels as pre-labels."""

from pathlib import Path

import pytest

from annotation.errors import DataError
from annotation.tables.schema import Row
from tests.conftest import Once
from tests.examples.eight_sentences import eight_sentence_model
from training.models.model import Model
from training.persistence.load import open_model
from training.scoring.prelabels import prelabel_rows


@pytest.fixture
def model(once: Once) -> Model:
    return open_model(Path(once(eight_sentence_model)), Path("models"))


def row(sentence: str, text: str, **columns: object) -> Row:
    return Row({"sentence": sentence, "text": text, **columns}, f"sentences.jsonl:{sentence}")


def test_sentences_come_with_labels_and_headings_come_last_without(model: Model) -> None:
    heading = row("h", "The plan", kind="heading")
    rows = [heading, row("a", "Zoe praised it."), row("b", "Yan blamed it.")]
    *scored, last = prelabel_rows(rows, model, abstain=False)
    assert [(scored_row["sentence"], scored_row["view"]) for scored_row in scored] == [("a", "pro"), ("b", "con")]
    assert all(scored_row["view_probability"] > 0.9 and scored_row["model"] == model.card.id for scored_row in scored)
    assert last is heading


def test_where_the_model_abstains_there_is_no_label(model: Model) -> None:
    [scored] = prelabel_rows([row("a", "Nobody knew.")], model)
    assert scored["view"] is None
    assert scored["view_probability"] is not None


def test_a_column_that_the_labels_would_fill_is_refused(model: Model) -> None:
    with pytest.raises(DataError, match=r"sentences\.jsonl:a already has a column 'view'"):
        prelabel_rows([row("a", "Zoe won.", view="mine")], model)
