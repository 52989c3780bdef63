"""The verb `doubtful`: labels that look wrong, for another look."""

from typing import TYPE_CHECKING, Annotated

import typer

from annotation.cli.options import CodebookFile, ForSpreadsheets, Labeled, Output, Seed
from annotation.io.console import plural, remark
from annotation.io.files import STDIO

if TYPE_CHECKING:
    from training.selection.label_errors import LabelErrors

QuestionName = Annotated[
    list[str],
    typer.Option(
        "--question", metavar="COLUMN", help="The question whose labels are looked at; several are a,b or repeated."
    ),
]
MaxRows = Annotated[int, typer.Option("-n", min=1, metavar="NUMBER", help="How many rows to give at most.")]


def doubtful(
    labeled: Labeled,
    question: QuestionName,
    output: Output = "-",
    most: MaxRows = 100,
    codebook: CodebookFile = None,
    seed: Seed = 0,
    for_spreadsheets: ForSpreadsheets = False,
) -> None:
    """Rank labels that look wrong: a model contradicts them, or nearly the same text is labeled otherwise.

    The rows can be pushed again, in a round of their own, for another look at them.

    Example: newsstance doubtful labeled.jsonl --question stance -o doubtful.jsonl
    """
    from annotation.tables.read import table_format
    from annotation.tables.schema import SENTENCES
    from annotation.tables.write import write_rows
    from training.cli.inputs import read_labeled, remark_labels
    from training.data.questions import requested_questions
    from training.selection.label_errors import find_label_errors, join_label_errors

    table_format(output)
    rows, rows_codebook = read_labeled(labeled, codebook)
    names = requested_questions(rows, question)
    remark_labels(rows, names, rows_codebook)
    by_question = {name: find_label_errors(rows, name, rows_codebook, most=most, seed=seed) for name in names}
    label_errors = join_label_errors(by_question, most)
    write_rows(output, label_errors.rows, SENTENCES, for_spreadsheets=for_spreadsheets)
    _remark_label_errors(label_errors, output)


def _remark_label_errors(label_errors: "LabelErrors", output: str) -> None:
    from training.data.examples import left_out_text

    place = "" if output == STDIO else f" in {output}"
    remark(f"{plural(len(label_errors.rows), 'doubtful label')} of {label_errors.examined:,}{place}")
    remark(
        f"a model contradicts {plural(label_errors.contradicted, 'label')}, and it is often the model that is wrong; "
        f"{plural(label_errors.copied, 'sentence')} with another label than a copy has"
    )
    if label_errors.left_out:
        remark(f"not looked at: {left_out_text(label_errors.left_out)}")
