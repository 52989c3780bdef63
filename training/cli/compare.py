"""The verb `compare`: two models on the same sentences."""

from typing import Annotated

import typer

from annotation.cli.options import SHELF, CodebookFile, Json, Labeled, Models, Seed
from training.cli.inputs import Resamples, evaluation_options, read_labeled, remark_labels
from training.cli.outputs import print_evaluation, remark_questions

FirstModel = Annotated[str, typer.Argument(metavar="A", help="A model: a folder, or an id on the shelf.")]
SecondModel = Annotated[str, typer.Argument(metavar="B", help="The model it is compared with.")]


def compare(
    a: FirstModel,
    b: SecondModel,
    labeled: Labeled,
    codebook: CodebookFile = None,
    seed: Seed = 0,
    resamples: Resamples = 2000,
    models: Models = SHELF,
    as_json: Json = False,
) -> None:
    """Compare two models on labeled sentences that neither of them saw, and say whether a difference is shown.

    Example: newsstance compare stance-3f2a9c1b stance-77ab01c2 new.jsonl
    """
    from training.cli.tables import comparison_lines
    from training.evaluation.compare import compare_models
    from training.evaluation.options import evaluation_to_json
    from training.persistence.load import open_model

    first, second = open_model(a, models), open_model(b, models)
    rows, rows_codebook = read_labeled(labeled, codebook)
    remark_labels(rows, [question.name for question in first.card.questions], rows_codebook)
    options = evaluation_options(seed, resamples, codebook=rows_codebook, models=models)
    comparison = compare_models(first, second, rows, rows_codebook, options)
    remark_questions(comparison["questions"])
    print_evaluation(evaluation_to_json(comparison), comparison_lines(comparison), as_json=as_json)
