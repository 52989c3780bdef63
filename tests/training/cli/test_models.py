"""The verbs of `models`: what is on the shelf, and what is trusted."""

import json
from pathlib import Path

import pytest

from annotation.errors import ModelError
from tests.examples.card import MODEL_OF_VERSION_0_1
from tests.examples.training import run
from training.persistence.store import open_pipelines


def test_models_are_listed_with_their_figures_and_trust(model: Path) -> None:
    figures = "view macro-F1 1.000 (18 sentences), tone macro-F1 1.000 (18 sentences)"
    assert [" ".join(line.split()) for line in run("models", "list").stdout.splitlines()] == [
        "model figures rows trusted",
        f"{model.name} {figures} 18 yes",
    ]
    [printed] = json.loads(run("models", "list", "--json").stdout)
    assert (printed["model"], printed["questions"], printed["rows"], printed["trusted"]) == (
        model.name,
        ["view", "tone"],
        18,
        "yes",
    )


def test_a_model_to_score_with_alone_is_listed_with_its_figures(model: Path) -> None:
    (model / "pipeline.joblib").unlink()
    [printed] = json.loads(run("models", "list", "--json").stdout)
    assert (printed["rows"], printed["trusted"]) == (18, "no")
    assert printed["figures"].startswith("view macro-F1")


def test_an_empty_shelf_says_so() -> None:
    result = run("models", "list", "--models", "nowhere")
    assert (result.stdout, result.stderr) == ("", "no model on the shelf nowhere; newsstance train makes one\n")


def test_a_broken_model_is_listed_as_such(model: Path) -> None:
    (model / "card.json").write_text("{}")
    assert "card.json is not the card of a model" in run("models", "list").stdout


def test_a_stranger_s_card_with_figures_in_words_is_listed_as_such_and_not_trusted(model: Path) -> None:
    card = json.loads((model / "card.json").read_text())
    card["questions"][0]["figures"] = {"macro_f1": "the best"}
    (model / "card.json").write_text(json.dumps(card))
    text = "question 'view': it doesn't say how many sentences it learned from"
    assert text in run("models", "list").stdout
    with pytest.raises(ModelError, match=text):
        run("models", "trust", model.name)
    [printed] = json.loads(run("models", "list", "--json").stdout)
    assert printed["trusted"] == "no"


def test_one_bad_card_does_not_keep_the_others_from_being_listed(model: Path) -> None:
    card = json.loads((model / "card.json").read_text())
    for number, labels in enumerate(([{}, "b"], None, "ab", 3)):
        (model.parent / f"bad{number}").mkdir()
        card["questions"][0]["labels"] = labels
        (model.parent / f"bad{number}" / "card.json").write_text(json.dumps(card))
    card = json.loads((model / "card.json").read_text())
    for number, settings in enumerate(("x", {**card["settings"], "encoder": "x"}), start=4):
        (model.parent / f"bad{number}").mkdir()
        (model.parent / f"bad{number}" / "card.json").write_text(json.dumps({**card, "settings": settings}))
    lines = run("models", "list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["model", *(f"bad{number}" for number in range(6)), model.name]
    assert "macro-F1 1.000" in lines[-1]


def test_a_card_can_not_rewrite_the_line_by_which_one_decides_on_trust(model: Path) -> None:
    card = json.loads((model / "card.json").read_text())
    card["data"]["source"] = "evil\x1b[2K\rgood.csv\n\u202e"
    (model / "card.json").write_text(json.dumps(card))
    first, *_ = run("models", "trust", model.name).stdout.splitlines()
    assert first.endswith(r"from evil\u001b[2K\rgood.csv\n\u202e (18 rows)")


def test_models_trust_says_what_it_is_and_that_opening_a_pipeline_runs_code(model: Path, tmp_path: Path) -> None:
    (tmp_path / "config" / "newsstance" / "trust.json").unlink()
    with pytest.raises(ModelError) as error:
        open_pipelines(model, Path("models"))
    command = str(error.value).rpartition("newsstance ")[2]
    result = run(*command.split())
    assert result.stdout.splitlines()[0].startswith(f"{model}: {model.name}, made 20")
    assert "opening it runs whatever code is in it" in result.stderr
    assert list(open_pipelines(model, Path("models"))) == ["view", "tone"]


def test_a_stranger_s_model_scores_without_being_trusted_and_its_pipeline_stays_shut(
    model: Path, tmp_path: Path
) -> None:
    (tmp_path / "config" / "newsstance" / "trust.json").unlink()
    (model / "pipeline.joblib").write_bytes(b"whatever a stranger put here")
    Path("x.txt").write_text("Zoe praised the plan.")
    assert json.loads(run("score", "x.txt", "--model", model).stdout)["view"] == "pro"


def test_trusting_a_model_of_version_0_1_says_that_it_must_be_trained_again() -> None:
    trusted = run("models", "trust", MODEL_OF_VERSION_0_1)
    assert trusted.stdout.startswith(f"{MODEL_OF_VERSION_0_1}: {MODEL_OF_VERSION_0_1.name}, made ")
    last_remark = trusted.stderr.splitlines()[-1]
    assert last_remark.startswith(f"{MODEL_OF_VERSION_0_1}: its pipelines were made by newsstance 0.1.0, and ")
    assert "train the model again to open them" in last_remark


def test_a_shelf_is_no_model_and_names_those_on_it(model: Path) -> None:
    with pytest.raises(ModelError) as error:
        run("models", "trust", str(model.parent))
    assert str(error.value) == f"{model.parent} is a shelf, not a model; name one of the models on it: {model}"
