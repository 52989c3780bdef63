"""The files and lines that several verbs give about an evaluation."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotation.io.console import remark, result

if TYPE_CHECKING:
    from training.data.examples import Examples


def write_report(folder: Path, evaluation: Mapping[str, Any], texts: Mapping[str, str]) -> None:
    """Write the figures, the page that shows them, and the texts of the worst mistakes."""
    from annotation.io.files import write_text
    from exports.reports.evaluation import write_evaluation_page
    from training.evaluation.mistakes import mistake_lines
    from training.evaluation.options import evaluation_to_json

    write_text(folder / "evaluation.json", evaluation_to_json(evaluation))
    write_evaluation_page(folder / "evaluation.html", evaluation, texts)
    write_text(folder / "mistakes.jsonl", mistake_lines(evaluation, texts))
    remark(f"figures, page and worst mistakes are in {folder}")


def remark_judged(evaluation: Mapping[str, Any], learned: "tuple[Examples, ...]") -> None:
    """Say beside the figures what must be known before they are believed."""
    for one in learned:
        _remark_question(one.question, evaluation["questions"][one.question])


def _remark_question(name: str, question: Mapping[str, Any]) -> None:
    from annotation.io.console import plural
    from training.cli.remarks import evaluation_remarks

    for told in evaluation_remarks(question):
        remark(f"{name}: {told}")
    for why, number in question["left_out"].items():
        remark(f"{name}: {plural(number, 'sentence')} left out: {why}")


def _print(as_text: str, lines: Any, *, as_json: bool) -> None:  # noqa: ANN401 - an iterator of lines
    if as_json:
        result(as_text.rstrip("\n"))
        return
    for line in lines:
        result(line)
