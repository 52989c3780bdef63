"""A small model of two labels, trained on eight sentences of four articles by this version of newsstance."""

from pathlib import Path

from annotation.tables.schema import LABELED
from annotation.tables.write import write_rows
from tests.examples.training import run

ROWS = [
    {"sentence": f"{name} {said}", "text": f"{name} {said} it.", "article": name, "view": view}
    for name in ("Ann", "Bo", "Cy", "Di")
    for said, view in (("praised", "pro"), ("blamed", "con"))
]


def eight_sentence_model() -> str:
    """Train the model in the working folder; gives its folder."""
    write_rows(Path("eight.jsonl"), ROWS, LABELED)
    return run("train", "eight.jsonl", "--question", "view", "--precision", 0).stdout.splitlines()[-1]
