"""Arguments and options that mean the same in every verb on answers."""

from pathlib import Path
from typing import Annotated, Any, Final

import typer

_ANSWERS: Final[Any] = typer.Argument(metavar="ANSWERS", help="The answers (.jsonl, .csv, .parquet, - is JSON lines).")

Answers = Annotated[Path, _ANSWERS]
OptionalAnswers = Annotated[Path | None, _ANSWERS]
OneRound = Annotated[str, typer.Option("--round", metavar="NAME", envvar="NEWSSTANCE_ROUND", help="Only this round.")]
AnyCodebook = Annotated[
    bool, typer.Option("--any-codebook", help="Count answers of several codebook versions together.")
]
