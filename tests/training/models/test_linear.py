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


def labeled(**more: Any) -> list[Row]:
    return [
        Row({"text": f"{who} {what}.", "article": who, "before": "They won.", "view": view, **more}, "g.csv:2")
        for who in WHO
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
    return [Row({**row, **shares[at % 3]}, row.where) for at, row in enumerate(labeled())], LearningOptions()


def features_left_out(_: Path) -> Shape:
    return labeled(), LearningOptions(without=("characters", "tone", "context"))


def on_topics(_: Path) -> Shape:
    rows = labeled()
    return [
        Row({**rows[at % 18], "text": f"{at} {rows[at % 18]['text']}", "article": f"a{at}", "target": topic}, "g.csv:2")
        for topic in ("Coal", "Wind")
        for at in range(100)
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
    rows, how = shape(tmp_path)
    trained = train_models(rows, ["view"], asked=EvaluationOptions(resamples=100, learning=how))
    pipeline, card = trained.pipelines["view"], trained.card.question("view")
    opened = open_model(save(trained, tmp_path / "models")[0], tmp_path)
    passages = asked_of(rows, about_target=card.about_target)
    expected = pipeline.predict_proba(passages)
    found = opened.probabilities("view", passages)
    labels = list(card.labels)
    np.testing.assert_allclose(found[:, [labels.index(one) for one in pipeline.classes_]], expected, rtol=0, atol=1e-12)
    best = [labels[at] for at in found.argmax(axis=1)]
    assert best == list(pipeline.classes_[expected.argmax(axis=1)])
    told, again = (Explainer(one) for one in (from_pipeline(pipeline), opened.linear_models["view"]))
    assert list(told.reasons(passages, best)) == list(again.reasons(passages, best))
    assert again.strongest("pro") == told.strongest("pro") == list(card.strongest["pro"])


def test_the_table_is_the_one_that_the_pipeline_makes(tmp_path: Path) -> None:
    rows, how = an_encoder_on_topics(tmp_path)
    trained = train_models(rows, ["view"], asked=EvaluationOptions(resamples=100, learning=how))
    passages = asked_of(rows, about_target=True)
    ours, theirs = trained.linear_models["view"].table(passages), trained.pipelines["view"][:-1].transform(passages)
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
    about = json.loads((folder / "terms.json").read_text())["questions"]["view"]
    with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
        assert arrays["0.coefs"].shape == (3, sum(len(kind["terms"]) for kind in about["kinds"].values()))
        rare = arrays["0.rare.0"]
    words = about["kinds"]["words"]["terms"]
    assert words == sorted(words)
    assert len(rare) == len(words)
    assert rare[words.index("praised")] > rare[words.index("^")]


def wide(folder: Path) -> LinearModel:
    """A model of three labels with 3,072 numbers of a static table."""
    table = np.random.default_rng(0).normal(size=(10, 512)).astype(np.float32)
    how = LearningOptions(encoder=str(static(folder / "wide", table=table)))
    return train_models(labeled(), ["view"], asked=EvaluationOptions(resamples=100, learning=how)).linear_models["view"]


def test_what_an_encoders_numbers_say_of_a_passage_hangs_on_no_other_to_the_last_bit(tmp_path: Path) -> None:
    """Else figures would change with the size of a chunk."""
    one = wide(tmp_path)
    of_vectors = np.where(np.arange(one.coefs.shape[1]) < len(one.columns), 0, one.coefs) / 100
    one, labels = replace(one, coefs=of_vectors), ["pro", "con", "odd"]
    passages = asked_of(labeled(), about_target=False)
    alone = [one.probabilities([passage], labels)[0].tolist() for passage in passages]
    assert one.probabilities(passages, labels).tolist() == alone


def test_scoring_makes_no_sparse_table_of_an_encoders_numbers(tmp_path: Path) -> None:
    """It would take several times their room, and ten times as long."""
    one, passages = wide(tmp_path), [Passage("Bo praised")] * 2000
    assert one.encoded
    size = one.encoded.vectors(passages).nbytes
    tracemalloc.start()
    one.probabilities(passages, ["pro"])
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 4 * size  # the numbers, and once more in double precision


def test_an_encoder_that_gives_other_numbers_than_there_are_weights_for_is_refused(tmp_path: Path) -> None:
    rows, how = a_static_table(tmp_path)
    one = train_models(rows, ["view"], asked=EvaluationOptions(resamples=100, learning=how)).linear_models["view"]
    assert one.encoded
    other = static(tmp_path / "other", mapping=np.zeros(10, dtype=np.int64), normalize=True)
    wide = one.__class__(one.blocks, one.encoded._replace(topics=("Ann", "Bo")), one.classes, one.coefs, one.starts)
    with pytest.raises(ModelError, match=r"has weights for 12 numbers of its encoder, and .* gives 18"):
        wide.probabilities([Passage("Bo")], ["pro"])
    with pytest.raises(ModelError, match="trained with another encoder"):
        one.__class__(
            one.blocks, one.encoded._replace(setting=str(other)), one.classes, one.coefs, one.starts
        ).probabilities([Passage("Bo")], ["pro"])
