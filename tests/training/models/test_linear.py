"""Plain arrays say what the pipeline says, through files and back, for every kind of model."""

import json
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotation.errors import ModelError
from annotation.tables.schema import Row
from tests.examples.encoders import encoder, static
from training.data.options import LearningOptions
from training.evaluation.options import EvaluationOptions
from training.masking.passages import Passage, make_passage
from training.models.linear import LinearModel, from_pipeline
from training.persistence.load import open_model
from training.persistence.store import save
from training.scoring.explanation import Explainer
from training.train import train_models

WHO = ("Ann", "Bo", "Cy", "Di", "Ed", "Flo")
SAID = (("praised the good plan", "pro"), ("blamed the bad plan", "con"), ("met, they said, on a monday", "odd"))
ODD = ("😀 praised!", "قال praised", "then " * 3000 + "Bo", "BO praised bo", "half \ud83d pair", "日本")
Shape = tuple[list[Row], LearningOptions]


def labeled(**columns: Any) -> list[Row]:
    return [
        Row({"text": f"{name} {what}.", "article": name, "before": "They won.", "view": view, **columns}, "g.csv:2")
        for name in WHO
        for what, view in SAID
    ]


def three_labels(_: Path) -> Shape:
    return labeled(), LearningOptions()


def two_labels(_: Path) -> Shape:
    return [
        Row({**row, "view": "pro" if row["view"] == "pro" else "con"}, row.where) for row in labeled()
    ], LearningOptions()


def about_a_target(_: Path) -> Shape:
    return [Row({**row, "target": row["article"]}, row.where) for row in labeled()], LearningOptions()


def soft(_: Path) -> Shape:
    shares: tuple[dict[str, float], ...] = ({"view_share_pro": 0.5, "view_share_con": 0.5}, {"view_share_odd": 1.0}, {})
    return [Row({**row, **shares[index % 3]}, row.where) for index, row in enumerate(labeled())], LearningOptions()


def features_left_out(_: Path) -> Shape:
    return labeled(), LearningOptions(without=("characters", "tone", "context"))


def on_topics(_: Path) -> Shape:
    rows = labeled()
    return [
        Row(
            {
                **rows[index % 18],
                "text": f"{index} {rows[index % 18]['text']}",
                "article": f"a{index}",
                "target": topic,
            },
            "g.csv:2",
        )
        for topic in ("Coal", "Wind")
        for index in range(100)
    ], LearningOptions()


def a_static_table(folder: Path) -> Shape:
    return labeled(), LearningOptions(encoder=str(static(folder / "table")))


def an_encoder(folder: Path) -> Shape:
    return about_a_target(folder)[0], LearningOptions(encoder=str(encoder(folder / "encoder")))


def an_encoder_on_topics(folder: Path) -> Shape:
    return on_topics(folder)[0], LearningOptions(encoder=str(encoder(folder / "encoder")))


SHAPES = (three_labels, two_labels, about_a_target, soft, features_left_out, on_topics)
ENCODED = (a_static_table, an_encoder, an_encoder_on_topics)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSSTANCE_CACHE", str(tmp_path / "cache"))


def asked_of(rows: Sequence[Row], *, about_target: bool) -> list[Passage]:
    odd = [{"text": text, "target": "Bo" if about_target else ""} for text in ODD]
    return [Passage(""), *(make_passage(row, about_target=about_target) for row in (*rows[:30], *odd))]


@pytest.mark.parametrize("shape", [*SHAPES, *ENCODED])
def test_plain_arrays_say_what_the_pipeline_says_to_the_last_digits(
    shape: Callable[[Path], Shape], tmp_path: Path
) -> None:
    rows, options = shape(tmp_path)
    trained = train_models(rows, ["view"], options=EvaluationOptions(resamples=100, how=options))
    pipeline, card = trained.pipelines["view"], trained.card.question("view")
    opened = open_model(save(trained, tmp_path / "models")[0], tmp_path)
    passages = asked_of(rows, about_target=card.about_target)
    expected = pipeline.predict_proba(passages)
    probabilities = opened.probabilities("view", passages)
    labels = list(card.labels)
    np.testing.assert_allclose(
        probabilities[:, [labels.index(label) for label in pipeline.classes_]], expected, rtol=0, atol=1e-12
    )
    best = [labels[index] for index in probabilities.argmax(axis=1)]
    assert best == list(pipeline.classes_[expected.argmax(axis=1)])
    from_fit, from_disk = (Explainer(model) for model in (from_pipeline(pipeline), opened.linear_models["view"]))
    assert list(from_fit.reasons(passages, best)) == list(from_disk.reasons(passages, best))
    assert from_disk.strongest("pro") == from_fit.strongest("pro") == list(card.strongest["pro"])


def test_the_table_is_the_one_that_the_pipeline_makes(tmp_path: Path) -> None:
    rows, options = an_encoder_on_topics(tmp_path)
    trained = train_models(rows, ["view"], options=EvaluationOptions(resamples=100, how=options))
    passages = asked_of(rows, about_target=True)
    ours, theirs = (
        trained.linear_models["view"].feature_matrix(passages),
        trained.pipelines["view"][:-1].transform(passages),
    )
    assert ours.shape == theirs.shape
    assert (ours != theirs).nnz == 0


def test_several_questions_keep_their_own_arrays(tmp_path: Path) -> None:
    rows = [Row({**row, "mood": "calm" if row["view"] == "odd" else "loud"}, row.where) for row in labeled()]
    trained = train_models(rows, ["view", "mood"])
    opened = open_model(save(trained, tmp_path / "models")[0], tmp_path)
    passages = [Passage("Zoe met, they said, on a monday.")]
    assert opened.probabilities("view", passages).argmax() == ["con", "odd", "pro"].index("odd")
    assert opened.probabilities("mood", passages).argmax() == ["calm", "loud"].index("calm")


def test_the_same_training_writes_the_same_bytes(tmp_path: Path) -> None:
    first, second = (save(train_models(labeled(), ["view"]), tmp_path / name)[0] for name in "ab")
    for name in ("weights.npz", "terms.json", "SHA256SUMS"):
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_terms_stand_in_the_order_of_their_columns_and_a_reader_needs_numpy_and_json_only(tmp_path: Path) -> None:
    folder = save(train_models(labeled(), ["view"]), tmp_path / "models")[0]
    terms = json.loads((folder / "terms.json").read_text())["questions"]["view"]
    with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
        assert arrays["0.coefs"].shape == (3, sum(len(kind["terms"]) for kind in terms["kinds"].values()))
        rare = arrays["0.rare.0"]
    words = terms["kinds"]["words"]["terms"]
    assert words == sorted(words)
    assert len(rare) == len(words)
    assert rare[words.index("praised")] > rare[words.index("^")]


def wide(folder: Path) -> LinearModel:
    """A model of three labels with 3,072 numbers of a static table."""
    table = np.random.default_rng(0).normal(size=(10, 512)).astype(np.float32)
    options = LearningOptions(encoder=str(static(folder / "wide", table=table)))
    return train_models(labeled(), ["view"], options=EvaluationOptions(resamples=100, how=options)).linear_models[
        "view"
    ]


def test_what_an_encoders_numbers_say_of_a_passage_hangs_on_no_other_to_the_last_bit(tmp_path: Path) -> None:
    """Else figures would change with the size of a chunk."""
    model = wide(tmp_path)
    of_vectors = np.where(np.arange(model.coefficients.shape[1]) < len(model.columns), 0, model.coefficients) / 100
    model, labels = replace(model, coefficients=of_vectors), ["pro", "con", "odd"]
    passages = asked_of(labeled(), about_target=False)
    one_by_one = [model.probabilities([passage], labels)[0].tolist() for passage in passages]
    assert model.probabilities(passages, labels).tolist() == one_by_one


def test_scoring_makes_no_sparse_table_of_an_encoders_numbers(tmp_path: Path) -> None:
    """It would take several times their room, and ten times as long."""
    model, passages = wide(tmp_path), [Passage("Bo praised")] * 2000
    assert model.passage_vectors
    size = model.passage_vectors.vectors(passages).nbytes
    tracemalloc.start()
    model.probabilities(passages, ["pro"])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * size  # the numbers, and once more in double precision


def test_an_encoder_that_gives_other_numbers_than_there_are_weights_for_is_refused(tmp_path: Path) -> None:
    rows, options = a_static_table(tmp_path)
    model = train_models(rows, ["view"], options=EvaluationOptions(resamples=100, how=options)).linear_models["view"]
    assert model.passage_vectors
    other_table = static(tmp_path / "other", mapping=np.zeros(10, dtype=np.int64), normalize=True)
    wide = model.__class__(
        model.blocks,
        model.passage_vectors._replace(topics=("Ann", "Bo")),
        model.classes,
        model.coefficients,
        model.intercepts,
    )
    with pytest.raises(ModelError, match=r"has weights for 12 numbers of its encoder, and .* gives 18"):
        wide.probabilities([Passage("Bo")], ["pro"])
    with pytest.raises(ModelError, match="trained with another encoder"):
        model.__class__(
            model.blocks,
            model.passage_vectors._replace(setting=str(other_table)),
            model.classes,
            model.coefficients,
            model.intercepts,
        ).probabilities([Passage("Bo")], ["pro"])
