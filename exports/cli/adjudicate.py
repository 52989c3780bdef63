"""The verb `adjudicate`: what the answers leave open goes to somebody who settles it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from annotation.cli.options import AllowMissing, CodebookFile, Insecure, Json, StudioFolder, Url
from annotation.io.console import remark, result
from exports.cli.options import Answers, AnyCodebook

Adjudicator = Annotated[
    str, typer.Option("--adjudicator", metavar="dana", help="Pseudonym of the one person who settles.")
]
# This --round doesn't read the environment or the settings: the round named there is the annotators' own.
OwnRound = Annotated[str, typer.Option("--round", metavar="NAME", help="A round of its own, for `pull --round`.")]
Adjudicated = Annotated[
    Path | None, typer.Option("--adjudicated", metavar="FILE", help="What was settled before: not asked again.")
]
Disagreed = Annotated[bool, typer.Option("--disagreed", help="Also what only a majority settled.")]
Sentences = Annotated[
    Path | None,
    typer.Option("--sentences", metavar="FILE", help="The sentences, where the server no longer has them."),
]


def adjudicate(
    answers: Answers,
    adjudicator: Adjudicator,
    own_round: OwnRound = "adjudication",
    adjudicated: Adjudicated = None,
    disagreed: Disagreed = False,
    sentences: Sentences = None,
    codebook: CodebookFile = None,
    any_codebook: AnyCodebook = False,
    allow_missing: AllowMissing = False,
    studio_folder: StudioFolder = Path("studio"),
    url: Url = "",
    insecure: Insecure = False,
    as_json: Json = False,
) -> None:
    """Hand the sentences that ANSWERS leave open (a tie) to an adjudicator, with all answers given and no names.

    They stand in a project of their own; `pull --round adjudication -o settled.csv` fetches what was settled, and
    `gold ANSWERS --adjudicated settled.csv` goes by it. Running it again adds only what is newly open.

    Example: newsstance adjudicate answers.csv --adjudicator dana
    """
    from annotation.cli.push_report import report_push
    from annotation.labelstudio.accounts import read_annotators
    from exports.gold.adjudication_round import AdjudicationOptions, push_open_cases

    names = read_annotators(adjudicator)
    if len(names) > 1:
        raise typer.BadParameter(f"--adjudicator is one person, and {adjudicator!r} names {len(names)}")
    options = AdjudicationOptions(
        adjudicator=names[0],
        round=own_round,
        adjudications=adjudicated,
        disagreed=disagreed,
        sentences=sentences,
        codebook=codebook,
        any_codebook=any_codebook,
        studio_folder=studio_folder,
        url=url,
        allow_missing=allow_missing,
        insecure=insecure,
    )
    push = push_open_cases(answers, options)
    if not push.open_sentences:
        remark("the answers leave nothing open: there is nothing to adjudicate")
    if as_json:
        result(json.dumps([asdict(pushed) for pushed in push.pushed], indent=1))
    else:
        report_push(push.pushed)
    if push.answered_before:
        remark(
            f"{names[0]} answered {push.answered_before:,} of these sentences as an annotator, and settles a tie of "
            "their own making"
        )
