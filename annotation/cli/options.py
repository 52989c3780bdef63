"""The options that mean the same in every verb."""

from pathlib import Path
from typing import Annotated, Final

import typer

from annotation.assignment.allocation import QueueOrder


def _without_settings_aliases(ctx: typer.Context, alias: list[str] | None) -> list[str] | None:
    """Leave out the settings' aliases if the command line names a target: they may belong to another target."""
    sources = [ctx.get_parameter_source(name) for name in ("target", "alias")]
    target_source, alias_source = (source is not None and source.name for source in sources)
    return None if (target_source, alias_source) == ("COMMANDLINE", "DEFAULT_MAP") else alias


Output = Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Where to write (- is standard output).")]
ForSpreadsheets = Annotated[
    bool, typer.Option("--for-spreadsheets", help="In CSV, write cells that a spreadsheet would run as text ('=1).")
]
CodebookFile = Annotated[
    Path | None,
    typer.Option("--codebook", metavar="FILE", envvar="NEWSSTANCE_CODEBOOK", help="The codebook (.toml)."),
]
Round = Annotated[str, typer.Option("--round", metavar="NAME", envvar="NEWSSTANCE_ROUND", help="The round of work.")]
Seed = Annotated[int, typer.Option("--seed", envvar="NEWSSTANCE_SEED", help="Decides every random choice.")]
Json = Annotated[bool, typer.Option("--json", help="JSON and nothing else on standard output.")]
Target = Annotated[
    list[str] | None,
    typer.Option("--target", metavar="NAME", help="Whom stance is about; repeat it for several."),
]
Alias = Annotated[
    list[str] | None,
    typer.Option(
        "--alias",
        metavar="NAME",
        callback=_without_settings_aliases,
        help="Another name of the target; repeat it for several.",
    ),
]
Encoding = Annotated[str, typer.Option("--encoding", metavar="NAME", help="The encoding of text files.")]
Models = Annotated[
    Path,
    typer.Option("--models", metavar="FOLDER", envvar="NEWSSTANCE_MODELS", help="The shelf of models."),
]
SHELF: Final = Path("models")
OneModel = Annotated[str, typer.Argument(metavar="MODEL", help="A folder, or an id on the shelf.")]
Labeled = Annotated[
    Path, typer.Argument(metavar="LABELED", help="Labeled sentences (.jsonl, .csv, .parquet, - is JSON lines).")
]
StudioFolder = Annotated[
    Path,
    typer.Option("--data", metavar="FOLDER", envvar="NEWSSTANCE_STUDIO", help="The local Label Studio's data."),
]
Url = Annotated[
    str,
    typer.Option(
        "--url",
        metavar="URL",
        envvar="LABEL_STUDIO_URL",
        help="Another Label Studio; its key is in LABEL_STUDIO_API_KEY.",
    ),
]
Annotators = Annotated[
    str,
    typer.Option(
        "--annotators", metavar="ann,bob", envvar="NEWSSTANCE_ANNOTATORS", help="Pseudonyms of those who will answer."
    ),
]
Blind = Annotated[
    float | None,
    typer.Option("--blind", metavar="SHARE", help="The share without a pre-label (0.2 where there are scores)."),
]
Overlap = Annotated[
    float | None,
    typer.Option("--overlap", metavar="SHARE", help="The share for everybody; each other sentence goes to one."),
]
PerSentence = Annotated[
    int | None, typer.Option("--per-sentence", metavar="N", help="How many annotators get each sentence.")
]
Audit = Annotated[
    float,
    typer.Option("--audit", metavar="SHARE", help="The share drawn at random for figures: blind, for everybody."),
]
Ordering = Annotated[
    QueueOrder, typer.Option("--order", help="Whole articles in reading order, or single sentences shuffled.")
]
WhichModel = Annotated[
    str, typer.Option("--model", metavar="MODEL", envvar="NEWSSTANCE_MODEL", help="A folder, or an id on the shelf.")
]
NoAbstain = Annotated[bool, typer.Option("--no-abstain", help="Answer however unsure the model is.")]
Environment = Annotated[
    Path | None,
    typer.Option("--environment", metavar="FOLDER", envvar="NEWSSTANCE_STUDIO_VENV", help="Label Studio's own venv."),
]
