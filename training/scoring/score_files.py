"""Scoring whole files: articles or sentences in, a table of scores out, and beside it the rows that were left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from annotation.articles.sentences import read_sentences
from annotation.articles.sources import refuse_source
from annotation.io.encodings import codec_name
from annotation.io.progress import progress
from annotation.tables.read import table_format
from annotation.tables.schema import SCORES
from annotation.tables.write import write_rows
from annotation.text.targets import Target
from training.models.model import Model
from training.models.priors import SAMPLE_ROWS, GivenShares, Prior, decide_shares
from training.scoring.rejected_rows import RejectedRows
from training.scoring.score import Tally, score_rows


@dataclass(frozen=True)
class ScoredFiles:
    """What happened: a tally of the sentences, and how many rows are in the file of those that were left out."""

    tally: Tally
    left_out: int
    left_out_path: Path
    remarks: Sequence[str]  # on how frequent the labels are taken to be


def check_paths(sources: Sequence[str], output: str, encoding: str) -> None:
    """Refuse an output that cannot be written, or an encoding that is not known, before any work is done.

    Raises DataError or ConfigError if the output's format or the encoding is unknown, or a source would be overwritten.
    """
    table_format(output)
    codec_name(encoding)
    refuse_source([output, RejectedRows(output).path], sources)


def score_files(
    sources: Sequence[str],
    output: str,
    model: Model,
    *,
    targets: Sequence[Target] = (),
    no_headings: bool = False,
    encoding: str = "utf-8",
    abstain: bool = True,
    explain: bool = False,
    for_spreadsheets: bool = False,
    prior: Prior | GivenShares = Prior.AUTO,
) -> ScoredFiles:
    """Score all sentences of some files, in a stream; a bad row is left out, and written beside the scores.

    Args:
        sources: files, folders, or tables of articles or sentences.
        output: the table of scores that is written; `-` is standard output.
        model: the model that scores.
        targets: the targets of articles that name none.
        no_headings: whether a line without a final period counts as a sentence.
        encoding: of text files.
        abstain: whether an answer stays empty where the model is not sure enough.
        explain: whether each question gets a column with the words that speak for its likeliest label.
        for_spreadsheets: whether cells of CSV that a spreadsheet would run are written as text.
        prior: how frequent the labels are taken to be.
    """
    tally = Tally()
    with RejectedRows(output) as left_out:
        rows = iter(
            read_sentences(
                sources,
                targets=targets,
                no_headings=no_headings,
                encoding=encoding,
                expects_targets=False,
                report_error=left_out.add,
            )
        )
        sample = list(islice(rows, SAMPLE_ROWS))
        shares = decide_shares(prior, sample, model)
        scores = score_rows(
            progress(chain(sample, rows), "scoring"),
            model,
            abstain=abstain,
            explain=explain,
            report_error=left_out.add,
            tally=tally,
            shares=shares,
        )
        write_rows(output, scores, SCORES, for_spreadsheets=for_spreadsheets)
    return ScoredFiles(tally, left_out.count, left_out.path, shares.remarks)
