"""The verb doubtful."""

from typing import TYPE_CHECKING, Annotated

import typer

from annotation.cli.options import CodebookFile, Labeled, Output, Seed
from annotation.io.console import plural, remark
from annotation.io.files import STDIO

if TYPE_CHECKING:
    from training.selection.label_errors import LabelErrors

OneQuestion = Annotated[str, typer.Option("--question", metavar="COLUMN", help="Whose labels to look at.")]
Most = Annotated[int, typer.Option("-n", min=1, metavar="NUMBER", help="How many to give at most.")]


def doubtful(
    labeled: Labeled,
    question: OneQuestion,
    output: Output = "-",
    most: Most = 100,
    codebook: CodebookFile = None,
    seed: Seed = 0,
) -> None:
    """Rank labels that look wrong: a model contradicts them, or nearly the same text is labeled otherwise.

    The rows can be pushed again, in a round of their own, for another look at them.

    Example: newsstance doubtful labeled.jsonl --question stance -o doubtful.jsonl
    """
    from annotation.tables.read import table_format
    from annotation.tables.schema import SENTENCES
    from annotation.tables.write import write_rows
    from training.cli.inputs import read_labeled
    from training.selection.label_errors import find_label_errors as ranked

    table_format(output)
    rows, book = read_labeled(labeled, codebook)
    found = ranked(rows, question, book, most=most, seed=seed)
    write_rows(output, found.rows, SENTENCES)
    _remark(found, output)


def _remark(found: "LabelErrors", output: str) -> None:
    from training.data.examples import left_out_text

    where = "" if output == STDIO else f" in {output}"
    remark(f"{plural(len(found.rows), 'doubtful label')} of {found.examined:,}{where}")
    remark(
        f"a model contradicts {plural(found.contradicted, 'label')}, and it is often the model that is wrong; "
        f"{plural(found.copied, 'sentence')} labeled otherwise than a copy"
    )
    if found.left_out:
        remark(f"not looked at: {left_out_text(found.left_out)}")
