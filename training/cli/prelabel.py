"""The verb `prelabel`: split, score and push in one."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from annotation.assignment.allocation import Allocation, QueueOrder
from annotation.cli.options import (
    SHELF,
    Alias,
    AllowMissing,
    Annotators,
    ArmsBy,
    Audit,
    Blind,
    CodebookFile,
    Encoding,
    Insecure,
    Json,
    Models,
    NoAbstain,
    NoHeadings,
    NotAlias,
    Ordering,
    Overlap,
    PerSentence,
    PriorShares,
    Round,
    StudioFolder,
    Target,
    Url,
    WhichModel,
)
from annotation.cli.push_report import report_push
from annotation.io.console import remark, result
from annotation.push.hand_out import PushOptions, push_rows

Sources = Annotated[
    list[str], typer.Argument(metavar="ARTICLES...", help="Files, folders, or tables of articles or sentences.")
]


def prelabel(
    sources: Sources,
    model: WhichModel,
    annotators: Annotators,
    round: Round = "main",
    overlap: Overlap = None,
    per_sentence: PerSentence = None,
    audit: Audit = 0.0,
    blind: Blind = None,
    arms: ArmsBy = None,
    order: Ordering = QueueOrder.READING,
    no_abstain: NoAbstain = False,
    prior: PriorShares = "auto",
    target: Target = None,
    alias: Alias = None,
    not_alias: NotAlias = None,
    no_headings: NoHeadings = False,
    encoding: Encoding = "utf-8",
    codebook: CodebookFile = None,
    models: Models = SHELF,
    allow_missing: AllowMissing = False,
    studio_folder: StudioFolder = Path("studio"),
    url: Url = "",
    insecure: Insecure = False,
    as_json: Json = False,
) -> None:
    """Hand out new ARTICLES with a model's labels shown beforehand, except for the blind share and the audit.

    Example: newsstance prelabel articles/ --model stance-3f2a9c1b --annotators ann,bob --round next
    """
    from annotation.articles.sentences import read_sentences
    from annotation.codebook.codebook import codebook_targets
    from annotation.text.targets import targets_from_options
    from training.cli.remarks import prelabeler_remarks
    from training.models.prior_option import read_prior
    from training.models.priors import decide_shares
    from training.persistence.load import open_model
    from training.scoring.prelabels import prelabel_rows

    opened = open_model(model, models)
    targets = targets_from_options(target or (), alias or (), not_alias or ()) or codebook_targets(codebook)
    for text in prelabeler_remarks(opened.card):
        remark(text)
    rows = list(read_sentences(sources, targets=targets, no_headings=no_headings, encoding=encoding))
    shares = decide_shares(read_prior(prior, opened.card), rows, opened)
    for text in shares.remarks:
        remark(text)
    pushed = push_rows(
        prelabel_rows(rows, opened, abstain=not no_abstain, shares=shares),
        PushOptions(
            annotators,
            round,
            codebook=codebook,
            studio_folder=studio_folder,
            url=url,
            insecure=insecure,
            blind=blind,
            allocation=Allocation(overlap, per_sentence, audit, order),
            allow_missing=allow_missing,
            arms=arms,
        ),
    )
    if as_json:
        result(json.dumps([asdict(project) for project in pushed], indent=1))
    else:
        report_push(pushed)
