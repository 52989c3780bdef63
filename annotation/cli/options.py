"""The options that mean the same in every verb."""

from pathlib import Path
from typing import Annotated, Final

import typer

from annotation.assignment.allocation import QueueOrder
from annotation.assignment.arms import Arms
from annotation.errors import ConfigError
from annotation.labelstudio.addresses import TypedAddress


def _without_settings_names(
    ctx: typer.Context, parameter: typer.CallbackParam, names: list[str] | None
) -> list[str] | None:
    """Leave out the settings' aliases if the command line names a target: they may belong to another target."""
    sources = _source(ctx, "target"), _source(ctx, parameter.name or "")
    return None if sources == ("COMMANDLINE", "DEFAULT_MAP") else names


def _typed_address(ctx: typer.Context, url: str) -> str:
    """Tell an address that was typed from one of the settings, which may be somebody else's: the key goes by it."""
    return TypedAddress(url) if url and _source(ctx, "url") == "COMMANDLINE" else url


def _own_environment(ctx: typer.Context, environment: Path | None) -> Path | None:
    """Refuse a variable that names whatever folder stands in the working folder: its program would be run."""
    if environment and _source(ctx, "environment") == "ENVIRONMENT" and not environment.is_absolute():
        raise ConfigError(
            f"NEWSSTANCE_STUDIO_VENV is {str(environment)!r}, which is another folder wherever you work, and a program "
            "in it is run; give the whole path"
        )
    return environment


def _source(ctx: typer.Context, name: str) -> str:
    source = ctx.get_parameter_source(name)
    return source.name if source is not None else ""


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
        callback=_without_settings_names,
        help="Another name of the target; repeat it for several.",
    ),
]
NotAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--not",
        metavar="NAME",
        callback=_without_settings_names,
        help="A name that is not the target's, such as a relative's; repeat it for several.",
    ),
]
NoHeadings = Annotated[
    bool, typer.Option("--no-headings", help="Count lines without a final period as sentences too, as in tweets.")
]
Encoding = Annotated[
    str,
    typer.Option("--encoding", metavar="NAME", help="The encoding of files that are not UTF-8; pages name their own."),
]
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
AllowMissing = Annotated[
    bool,
    typer.Option("--allow-missing", help="Hand out again what stood in a project that is gone from the server."),
]
Url = Annotated[
    str,
    typer.Option(
        "--url",
        metavar="URL",
        envvar="LABEL_STUDIO_URL",
        callback=_typed_address,
        help="Another Label Studio; its key is in LABEL_STUDIO_API_KEY.",
    ),
]
Insecure = Annotated[
    bool, typer.Option("--insecure", help="Send the key over plain http to another machine, readable on the way.")
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
ArmsBy = Annotated[
    Arms | None,
    typer.Option(
        "--arms", help="What is drawn as blind: a sentence for a person (usual where several answer it), or for all."
    ),
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
    typer.Option(
        "--environment",
        metavar="FOLDER",
        envvar="NEWSSTANCE_STUDIO_VENV",
        callback=_own_environment,
        help="Label Studio's own venv.",
    ),
]
