"""The verb `train`: labeled rows in, a model on the shelf."""

import json
from pathlib import Path

import pytest

from tests.examples.training import run


def test_train_prints_figures_with_counts_and_the_folder_last(labeled: Path) -> None:
    result = run("train", labeled, "--question", "view", "-o", "shelf")
    lines = result.stdout.splitlines()
    assert [line.split() for line in lines[:4]] == [
        ["view:", "18", "sentences", "of", "6", "articles"],
        ["precision", "recall", "F1", "accuracy", "sentences", "articles"],
        ["all", "(macro-F1)", "1.000", "1.000", "18", "6"],
        ["always", "con", "0.167", "0.333", "18", "6"],
    ]
    assert Path(lines[-1]).parent == Path("shelf")
    assert (Path(lines[-1]) / "pipeline.joblib").exists()


def test_train_prints_json_and_nothing_else(labeled: Path) -> None:
    printed = json.loads(run("train", labeled, "--question", "view", "--json").stdout)
    assert printed["folder"] == f"models/{printed['id']}"
    assert printed["questions"][0]["figures"]["sentences"] == 18


def test_train_again_says_that_the_model_is_there(labeled: Path, model: Path) -> None:
    result = run("train", labeled, "--question", "view", "--question", "tone", "--precision", 0)
    assert result.stdout.splitlines()[-1] == str(model)
    assert f"{model} was there already" in result.stderr


def test_train_without_a_question_lists_the_columns(labeled: Path) -> None:
    error = run("train", labeled, fails=True).exception
    assert str(error).endswith("columns with text: view, tone")


def test_the_model_card_says_what_people_must_know(model: Path) -> None:
    text = (model / "MODELCARD.md").read_text()
    for line in (
        "## What for",
        "## What not for",
        "labeled.csv, 18 rows",
        "Rests on 18 sentences of 6 articles",
        "no random sample",
        "opening it runs code",
        "`weights.npz`",
        "## License",
    ):
        assert line in text


@pytest.mark.parametrize("option", ["-o", "--report"])
def test_where_nothing_can_be_written_is_told_before_anything_is_learned(model: Path, option: str) -> None:
    Path("file").write_text("")
    error = run("train", "missing.jsonl", "--question", "view", option, "file", fails=True).exception
    assert str(error) == "cannot write file: this path, or a folder on it, is a file; name another folder"


def test_a_column_of_sentences_is_no_question(labeled: Path) -> None:
    error = run("train", labeled, "--question", "text", fails=True).exception
    assert str(error) == "'text' is a column of every table of sentences, no question; --question names one"


def test_the_shelf_is_the_same_setting_for_train_and_score(labeled: Path) -> None:
    Path("newsstance.toml").write_text('models = "shelf"\n')
    folder = Path(run("train", labeled, "--question", "view").stdout.splitlines()[-1])
    assert folder.parent == Path("shelf")
    Path("x.txt").write_text("Zoe praised the plan.")
    assert run("score", "x.txt", "--model", folder.name).exit_code == 0
