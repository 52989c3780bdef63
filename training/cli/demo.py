"""The verb `demo`: the whole circle, and where to look afterwards."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotation.cli.options import Environment
from annotation.io.console import result

if TYPE_CHECKING:
    from annotation.codebook.codebook import Codebook

Keep = Annotated[bool, typer.Option("--keep", help="Leave Label Studio running, to look around in it.")]
Folder = Annotated[Path, typer.Option("--folder", metavar="FOLDER", help="Where the demo keeps everything.")]


def demo(keep: Keep = False, folder: Folder = Path("demo"), environment: Environment = None) -> None:
    """Go the whole way with sample articles on a real Label Studio: label, agree, train, pre-label, score.

    Example: newsstance demo --keep
    """
    from annotation.codebook.codebook import find_configs, read_codebook
    from annotation.labelstudio import server
    from annotation.tables.read import read_rows
    from annotation.tables.schema import SCORES
    from training import demo as circle

    server.find_program(environment)
    circle.fresh(folder)
    run = circle.Demo(folder.absolute(), find_configs().absolute() / "samples", result)
    try:
        circle.run(run, environment)
        show(read_rows(folder / "scores.jsonl", SCORES), read_codebook())
        _say_where(folder, run.data, keep)
    finally:
        if not keep:
            server.stop(run.data)


def show(rows: "Iterable[Mapping[str, Any]]", codebook: "Codebook") -> None:
    """Print scored sentences with their labels in the codebook's colors, and the probability of each."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    for row in rows:
        line = Text("  ")
        for question in codebook.questions:
            label = row.get(question.name)
            if label:
                color = {known.name: known.color for known in question.labels}[label]
                line.append(f" {label} ", style=f"bold #ffffff on {color}")
                line.append(f" {row[f'{question.name}_probability']:.0%}   ", style="dim")
        console.print(Text(f"\n{row['text']}"))
        console.print(line)


def _say_where(folder: Path, data: Path, keep: bool) -> None:
    from annotation.labelstudio import server

    result("\nEverything that was given came back, and the circle is closed. Where to look:")
    result(f"  {folder}/answers.csv, gold.csv, labeled.jsonl   what people said, and what was settled")
    result(f"  {folder}/models/                                the model, with its card in MODELCARD.md")
    result(f"  {folder}/scores.jsonl                           the new article, scored")
    found = server.running_server(data)
    if keep and found is not None:
        result(f"  {found.url}   log in as {server.ADMIN}, password in {data / 'admin.json'}")
        result(f"  stop it with: newsstance studio --data {data} --stop")
    else:
        result(f"  Label Studio was stopped; look around in it with: newsstance studio --data {data}")
    result("The articles and people are fictional, and far too few to say anything about the model.")
