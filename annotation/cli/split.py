"""The verb `split`: articles into sentences."""

from typing import Annotated

import typer

from annotation.cli.options import Alias, CodebookFile, Encoding, ForSpreadsheets, NoHeadings, NotAlias, Output, Target

Articles = Annotated[
    list[str],
    typer.Argument(metavar="ARTICLES...", help="Files (.txt .md .html), folders, tables (.jsonl .csv .parquet), or -."),
]


ArticlesFile = Annotated[
    str,
    typer.Option("--articles", metavar="FILE", help="Also write the articles' texts, in which offsets count."),
]


def split(
    articles: Articles,
    output: Output = "-",
    articles_file: ArticlesFile = "",
    target: Target = None,
    alias: Alias = None,
    not_alias: NotAlias = None,
    codebook: CodebookFile = None,
    no_headings: NoHeadings = False,
    encoding: Encoding = "utf-8",
    for_spreadsheets: ForSpreadsheets = False,
) -> None:
    """Cut ARTICLES into sentences, with their places, headings, context and mentions of the target.

    Example: newsstance split articles/ -o sentences.jsonl --target "Elon Musk" --alias Musk
    """
    from annotation.articles.split_files import split_files
    from annotation.codebook.codebook import codebook_targets
    from annotation.io.console import remark
    from annotation.text.targets import targets_from_options

    targets = targets_from_options(target or (), alias or (), not_alias or ()) or codebook_targets(codebook)
    counts = split_files(
        articles,
        output,
        articles=articles_file,
        targets=targets,
        no_headings=no_headings,
        encoding=encoding,
        for_spreadsheets=for_spreadsheets,
    )
    for line in counts.remarks():
        remark(line)
