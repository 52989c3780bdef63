"""The files and lines that several verbs give about an evaluation."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from annotation.io.console import plural, remark, result
from annotation.io.visible import visible_line


def write_report(folder: Path, evaluation: Mapping[str, Any], texts: Mapping[str, str]) -> None:
    """Write the figures, the page that shows them, and the texts of the worst mistakes: all of them or none.

    Args:
        folder: gets `evaluation.json`, `evaluation.html` and `mistakes.jsonl`; other files in it stay.
        evaluation: what `evaluation.json` holds.
        texts: the text of each sentence that is among the mistakes, by the sentence's name.
    """
    from annotation.io.folders import write_files
    from exports.reports.evaluation import evaluation_page
    from training.evaluation.mistakes import mistake_lines
    from training.evaluation.options import evaluation_to_json

    contents = {
        "evaluation.json": evaluation_to_json(evaluation),
        "evaluation.html": evaluation_page(evaluation, texts),
        "mistakes.jsonl": mistake_lines(evaluation, texts),
    }
    write_files(folder, contents)
    remark(f"figures, page and worst mistakes are in {folder}")


def remark_questions(questions: Mapping[str, Mapping[str, Any]]) -> None:
    """Remark what must be known about each question's figures before they are believed."""
    from training.cli.remarks import evaluation_remarks

    for name, question in questions.items():
        for text in evaluation_remarks(question):
            remark(f"{name}: {text}")
        for why, number in question["left_out"].items():
            remark(f"{name}: {plural(number, 'sentence')} left out: {why}")


def print_evaluation(as_text: str, lines: Iterable[str], *, as_json: bool) -> None:
    """Print an evaluation: its JSON where that was asked for, else its lines for people."""
    if as_json:
        result(as_text.rstrip("\n"))
        return
    for line in lines:
        result(visible_line(line))
