"""The verb that judges a model."""

from pathlib import Path

from annotation.tables.schema import LABELED
from annotation.tables.write import write_rows
from tests.examples.training import run

TEXTS = (("praised the bridge", "pro"), ("blamed the bridge", "con"), ("met on a friday", "none"))


def write_new(folder: Path, step: int) -> Path:
    """Ten articles of six sentences each, about people that the model never saw."""
    rows = [
        {
            "text": f"Person{article} {text} {number}.",
            "article": f"new{article}",
            "position": step * number,
            "view": view,
        }
        for article in range(10)
        for number, (text, view) in enumerate(TEXTS * 2)
    ]
    path = folder / f"new{step}.csv"
    write_rows(path, rows, LABELED)
    return path


def test_whole_articles_are_judged_by_their_shares_and_selected_sentences_are_refused(
    model: Path, tmp_path: Path
) -> None:
    whole, selected = write_new(tmp_path, step=1), write_new(tmp_path, step=3)
    judged = run("evaluate", model, whole, "--whole-articles", "--resamples", "100")
    assert "shares in 10 articles" in judged.stdout
    assert "AUC" in judged.stdout
    assert "shares in" not in run("evaluate", model, selected, "--resamples", "100").stdout
    refused = run("evaluate", model, selected, "--whole-articles", "--resamples", "100", fails=True)
    assert "view: the 60 sentences to judge by are not whole articles" in str(refused.exception)
