"""The verb `demo`: the whole way from articles to scores, and where to look afterwards."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotation.cli.options import Environment
from annotation.io.console import result
from annotation.io.visible import visible_line

if TYPE_CHECKING:
    from annotation.codebook.codebook import Codebook

Keep = Annotated[bool, typer.Option("--keep", help="Leave Label Studio running, to look around in it.")]
DemoFolder = Annotated[Path, typer.Option("--folder", metavar="FOLDER", help="Where the demo keeps everything.")]


def demo(keep: Keep = False, folder: DemoFolder = Path("demo"), environment: Environment = None) -> None:
    """Go the whole way with sample articles on a real Label Studio: label, agree, train, pre-label, score.

    Example: newsstance demo --keep
    """
    from annotation.codebook.codebook import find_configs, read_codebook
    from annotation.labelstudio import server
    from annotation.tables.read import read_rows
    from annotation.tables.schema import SCORES
    from training.demo import Demo, make_folder_anew, run_demo

    server.find_program(environment)
    make_folder_anew(folder)
    run = Demo(folder.absolute(), find_configs().absolute() / "samples", result)
    try:
        run_demo(run, environment)
        print_scores(read_rows(folder / "scores.jsonl", SCORES), read_codebook())
        _print_where_to_look(folder, run.data, keep)
    finally:
        if not keep:
            server.stop(run.data)


def print_scores(rows: "Iterable[Mapping[str, Any]]", codebook: "Codebook") -> None:
    """Print rows of the table `scores` with their labels in the codebook's colors, and each label's probability."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    for row in rows:
        line = Text("  ")
        for question in codebook.questions:
            name = row.get(question.name)
            if name:
                color = {label.name: label.color for label in question.labels}[name]
                line.append(f" {name} ", style=f"bold #ffffff on {color}")
                line.append(f" {row[f'{question.name}_probability']:.0%}   ", style="dim")
        console.print(Text(f"\n{visible_line(row['text'])}"))
        console.print(line)


def _print_where_to_look(folder: Path, data: Path, keep: bool) -> None:
    from annotation.labelstudio import server

    result("\nEverything that was answered came back, and the whole way is done. Where to look:")
    result(f"  {folder}/answers.csv, gold.csv, labeled.jsonl   what people answered, and what was settled")
    result(f"  {folder}/models/                                the model, with its card in MODELCARD.md")
    result(f"  {folder}/scores.jsonl                           the new article, scored")
    running = server.running_server(data)
    if keep and running is not None:
        result(f"  {running.url}   log in as {server.ADMIN}, password in {data / 'admin.json'}")
        result(f"  stop it with: newsstance studio --data {data} --stop")
    else:
        result(f"  Label Studio was stopped; look around in it with: newsstance studio --data {data}")
    result("The articles and people are fictional, and far too few to say anything about the model.")
