"""A stream of sentences in, the same sentences with labels and probabilities out."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from annotation.codebook.codebook import Codebook, Condition, Label, Question
from annotation.errors import DataError
from annotation.tables.read import read_rows
from annotation.tables.schema import SCORES, Row
from annotation.tables.write import write_rows
from training.models.model import Model
from training.scoring import score
from training.scoring.score import Tally, result_columns, score_rows
from training.train import train_models


def labels(*names: str) -> tuple[Label, ...]:
    return tuple(Label(name, name[0], "#000000", name) for name in names)


BOOK = Codebook(
    "test",
    "1",
    "Test",
    "",
    (
        Question("view", "choice", "View", "Of {target}?", labels("pro", "con", "none"), target=True),
        Question("voice", "choice", "Voice", "?", labels("own", "other"), only_if=Condition("view", ("pro", "con"))),
        Question("tone", "choice", "Tone", "?", labels("calm", "loud")),
    ),
    "0" * 64,
)
WHO = ("Ann", "Bo", "Cy", "Di", "Ed", "Flo")
SAID = (("was praised", "pro", "own"), ("was blamed, they said", "con", "other"), ("met on a monday", "none", None))


@pytest.fixture(scope="module")
def model() -> Model:
    rows = [
        Row(
            {
                "text": f"{who} {what}{end}",
                "article": who,
                "target": who,
                "view": view,
                "voice": voice,
                "tone": "loud" if end == "!" else "calm",
            },
            "gold.csv:2",
        )
        for who in WHO
        for what, view, voice in SAID
        for end in ".!"
    ]
    trained = train_models(rows, ["view", "voice", "tone"], BOOK, precision=0.0)
    return Model(trained.card, trained.linear_models, trained.fingerprints)


def sentence(text: str, **more: Any) -> Row:
    return Row({"sentence": text[:8], "text": text, **more}, "new.csv:2")


def answers(rows: Iterator[dict[str, Any]], *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in rows]


def test_every_sentence_gets_its_labels_and_keeps_its_columns(model: Model) -> None:
    [found] = score_rows([sentence("Zoe was praised!", target="Zoe", note=7)], model)
    assert list(found) == ["sentence", "text", "target", "note", *result_columns(model)[:-1], "model"]
    assert (found["view"], found["voice"], found["tone"]) == ("pro", "own", "loud")
    assert (found["note"], found["model"]) == (7, model.card.id)


def test_words_in_letters_that_look_alike_get_the_same_answer_and_keep_their_letters(model: Model) -> None:
    plain, odd = "Zoe was praised, they said.", "Zoe wa\u00ads praised, t\u200bhey ｓaid."
    rows = [sentence(text, target="Zoe", before="Ofﬁcials left.") for text in (plain, odd)]
    same, in_odd_letters = ({**row, "text": ""} for row in score_rows(rows, model, explain=True))
    assert in_odd_letters == {**same, "sentence": odd[:8]}
    assert [row["text"] for row in score_rows(rows, model)] == [plain, odd]


def test_the_probability_is_that_of_the_best_label_and_all_add_up_to_one(model: Model) -> None:
    [found] = score_rows([sentence("Zoe was blamed, they said.", target="Zoe")], model)
    probabilities = {name: found[f"view_probability_{name}"] for name in ("pro", "con", "none")}
    assert found["view"] == max(probabilities, key=probabilities.__getitem__) == "con"
    assert found["view_probability"] == probabilities["con"]
    assert sum(probabilities.values()) == pytest.approx(1, abs=1e-5)


def test_without_a_target_the_question_about_it_stays_empty_and_so_does_what_hangs_on_it(model: Model) -> None:
    tally = Tally()
    [found] = score_rows([sentence("Zoe was praised!")], model, tally=tally)
    empty = [column for column in result_columns(model) if column.startswith(("view", "voice"))]
    assert {found[column] for column in empty} == {None}
    assert found["tone"] == "loud"
    assert tally.without_target == {"view": 1}


@pytest.mark.parametrize("unnamed", [None, 0, 29, 30])
def test_a_sentence_that_does_not_name_its_target_is_answered_where_such_were_learned(
    model: Model, unnamed: int | None
) -> None:
    cards = tuple(replace(question, unnamed=unnamed) for question in model.card.questions)
    taught = replace(model, card=replace(model.card, questions=cards))
    rows = [sentence("She was praised!", target="Zoe"), sentence("Zoe was praised!", target="Zoe")]
    tally = Tally()
    she, zoe = score_rows(rows, taught, tally=tally)
    is_taught = unnamed in (None, 30)
    assert (she["view"] is not None) is is_taught
    assert she["view_probability"] is not None
    assert (zoe["view"], she["tone"], zoe["tone"]) == ("pro", "loud", "loud")
    assert (tally.not_named["view"], tally.untaught["view"]) == ((1, 0) if is_taught else (0, 1))
    assert tally.abstained["view"] == 0
    assert next(score_rows(rows, taught, abstain=False))["view"] is not None


def test_a_model_knows_how_many_of_its_sentences_did_not_name_their_target(model: Model) -> None:
    assert [question.unnamed for question in model.card.questions] == [0, 0, 0]


def test_a_question_is_answered_only_where_its_condition_is_predicted(model: Model) -> None:
    rows = [sentence("Zoe was praised.", target="Zoe"), sentence("Zoe met on a monday.", target="Zoe")]
    columns = ("view", "voice", "voice_probability", "voice_probability_own", "voice_probability_other")
    praised, met = answers(score_rows(rows, model), *columns)
    assert praised[:2] == ("pro", "own")
    assert met == ("none", None, None, None, None)


def test_below_its_threshold_the_model_abstains_but_gives_its_probabilities(model: Model) -> None:
    shy = _with_threshold(model, 1.1)
    tally = Tally()
    [found] = score_rows([sentence("Zoe was praised.", target="Zoe")], shy, tally=tally)
    assert (found["view"], found["tone"]) == (None, None)
    assert found["view_probability"] == found["view_probability_pro"] > 0.34
    assert (found["voice"], found["voice_probability"]) == (None, None)  # the condition isn't shown, so it isn't met
    assert tally.abstained == {"view": 1, "tone": 1}
    [told] = score_rows([sentence("Zoe was praised.", target="Zoe")], shy, abstain=False)
    assert (told["view"], told["voice"], told["tone"]) == ("pro", "own", "calm")


def test_a_question_whose_precision_was_never_reached_is_always_left_open(model: Model) -> None:
    [found] = score_rows([sentence("Zoe was praised.", target="Zoe")], _with_threshold(model, None))
    assert found["view"] is None


def _with_threshold(model: Model, threshold: float | None) -> Model:
    from dataclasses import replace

    questions = tuple(replace(question, threshold=threshold) for question in model.card.questions)
    return Model(replace(model.card, questions=questions), model.linear_models, model.fingerprints)


def test_headings_are_left_out_and_counted(model: Model) -> None:
    tally = Tally()
    rows = [sentence("The talks", kind="heading"), sentence("They talked.", kind="sentence")]
    assert answers(score_rows(rows, model, tally=tally), "text") == [("They talked.",)]
    assert (tally.sentences, tally.headings) == (1, 1)


@pytest.mark.parametrize("column", ["view", "tone_probability", "view_probability_pro", "model"])
def test_a_column_that_scoring_would_overwrite_is_refused(model: Model, column: str) -> None:
    with pytest.raises(DataError) as caught:
        list(score_rows([sentence("They talked."), sentence("So what.", **{column: "mine"})], model))
    assert str(caught.value) == (
        f"new.csv:2 already has a column '{column}', which this would overwrite; rename it, or score a table without it"
    )


def test_a_bad_row_stops_scoring_unless_somebody_takes_it(model: Model) -> None:
    rows = [
        sentence("They talked."),
        sentence("Zoe won.", target="Zoe", target_start=5, target_end=50),
        sentence("So what."),
    ]
    with pytest.raises(DataError, match=r"new\.csv:2: the target's offsets"):
        list(score_rows(rows, model))
    errors: list[DataError] = []
    assert answers(score_rows(rows, model, report_error=errors.append), "text") == [("They talked.",), ("So what.",)]
    assert len(errors) == 1


def test_a_stream_is_taken_chunk_by_chunk(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(score, "CHUNK_SENTENCES", 10)
    taken = []

    def endless() -> Iterator[Row]:
        while True:
            taken.append(1)
            yield sentence("They talked.")

    assert len(list(islice(score_rows(endless(), model), 15))) == 15
    assert len(taken) == 21  # the one after tells the neighbor of the last


def test_the_chunk_size_changes_nothing(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [sentence(f"{who} {what}.", target=who) for who in WHO for what, _, _ in SAID]
    whole = list(score_rows(rows, model))
    monkeypatch.setattr(score, "CHUNK_SENTENCES", 4)
    assert list(score_rows(rows, model)) == whole


def test_all_formats_hold_the_same(model: Model, tmp_path: Path) -> None:
    rows = [sentence("Zoe was praised.", target="Zoe"), sentence("They talked, he said.", note="mine")]
    found = []
    for name in ("s.jsonl", "s.csv", "s.parquet"):
        write_rows(tmp_path / name, score_rows(rows, model), SCORES)
        found.append([_filled(row) for row in read_rows(tmp_path / name, SCORES)])
    assert found[0] == found[1] == found[2] == [_filled(row) for row in score_rows(rows, model)]


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    return {column: value for column, value in row.items() if value is not None}


def test_nothing_in_gives_nothing_out(model: Model) -> None:
    assert list(score_rows([], model)) == []
