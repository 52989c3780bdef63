"""The verb `score`: new text in, labels and probabilities out."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from annotation.cli.options import (
    SHELF,
    Alias,
    CodebookFile,
    Encoding,
    ForSpreadsheets,
    Models,
    NoAbstain,
    NoHeadings,
    NotAlias,
    Output,
    PriorShares,
    Target,
    WhichModel,
)
from annotation.io.console import plural, remark

if TYPE_CHECKING:
    from training.scoring.score import Tally

STATUS_ROWS_LEFT_OUT: Final = 3  # the exit status of a score that is finished but not complete
Explain = Annotated[
    bool, typer.Option("--explain", help="Add a column per question: the words that speak for its likeliest label.")
]
Sources = Annotated[
    list[str], typer.Argument(metavar="SOURCES...", help="Files, folders, or tables of articles or sentences.")
]


def score(
    sources: Sources,
    model: WhichModel,
    output: Output = "-",
    no_abstain: NoAbstain = False,
    prior: PriorShares = "auto",
    target: Target = None,
    alias: Alias = None,
    not_alias: NotAlias = None,
    explain: Explain = False,
    no_headings: NoHeadings = False,
    codebook: CodebookFile = None,
    encoding: Encoding = "utf-8",
    models: Models = SHELF,
    for_spreadsheets: ForSpreadsheets = False,
) -> None:
    """Label new sentences with a model, however many; rows it can't read are put in a file beside the scores.

    Example: newsstance score articles/ --model models/stance-sourcing-3f2a9c1b -o scores.parquet
    """
    from annotation.codebook.codebook import codebook_targets
    from annotation.text.targets import targets_from_options
    from training.models.prior_option import read_prior
    from training.persistence.load import open_model
    from training.scoring.score_files import check_paths, score_files

    check_paths(sources, output, encoding)
    opened = open_model(model, models)
    targets = targets_from_options(target or (), alias or (), not_alias or ()) or codebook_targets(codebook)
    scored = score_files(
        sources,
        output,
        opened,
        targets=targets,
        no_headings=no_headings,
        encoding=encoding,
        abstain=not no_abstain,
        explain=explain,
        for_spreadsheets=for_spreadsheets,
        prior=read_prior(prior, opened.card),
    )
    for text in scored.remarks:
        remark(text)
    _remark_scored(scored.tally)
    if scored.left_out:
        remark(f"{plural(scored.left_out, 'row')} left out, with the reasons in {scored.left_out_path}")
        raise typer.Exit(STATUS_ROWS_LEFT_OUT)


def _remark_scored(tally: "Tally") -> None:
    remark(f"scored {plural(tally.sentences, 'sentence')}, left out {plural(tally.headings, 'heading')}")
    if tally.headings > tally.sentences:
        from annotation.articles.sentences import NO_HEADINGS_ADVICE

        remark(f"headings are lines without a final period; {NO_HEADINGS_ADVICE}")
    if tally.misplaced:
        remark(
            f"{plural(tally.misplaced, 'sentence')} with offsets that hold no word of the target's name, nor a "
            "pronoun: they count code points of the row's own text, from 0 (not bytes, nor UTF-16)"
        )
    for question, number in tally.without_target.items():
        remark(f"{question}: {plural(number, 'sentence')} without a target stay empty (--target names one)")
    counts_and_texts = (
        (tally.not_named, "{} answered that don't name the target"),
        (tally.unknown, "the model knows no word of {}"),
        (tally.untaught, "left open since it learned from few sentences that don't name the target: {}"),
        (tally.abstained, "the model abstained on {} (--no-abstain answers all)"),
    )
    for counts, text in counts_and_texts:
        for question, number in counts.items():
            if number:
                remark(f"{question}: {text.format(plural(number, 'sentence'))}")
