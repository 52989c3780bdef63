"""The verb `compare`: two models on the same sentences."""

from typing import Annotated

import typer

from annotation.cli.options import SHELF, CodebookFile, Json, Labeled, Models, Seed
from training.cli.inputs import Resamples, evaluation_options, read_labeled
from training.cli.outputs import _print, _remark_question

First = Annotated[str, typer.Argument(metavar="A", help="A model: a folder, or an id on the shelf.")]


Second = Annotated[str, typer.Argument(metavar="B", help="The model it is compared with.")]


def compare(
    a: First,
    b: Second,
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

    one, other = open_model(a, models), open_model(b, models)
    rows, book = read_labeled(labeled, codebook)
    found = compare_models(one, other, rows, book, evaluation_options(seed, resamples, None, None, None, book, models))
    for name, question in found["questions"].items():
        _remark_question(name, question)
    _print(evaluation_to_json(found), comparison_lines(found), as_json=as_json)
