"""The verbs about the shelf of models."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from annotation.cli.options import SHELF, Json, Models, OneModel
from annotation.io.console import plural, remark, result

if TYPE_CHECKING:
    from training.models.card import Card

models = typer.Typer(
    name="models",
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Look after the shelf of models.\n\nExample: newsstance models list",
)


@models.command("list")
def list_models(models: Models = SHELF, as_json: Json = False) -> None:
    """List the models on the shelf: what they answer, how well, and whether their pipelines are trusted here.

    Example: newsstance models list
    """
    import json

    from exports.terminal.table import table_lines
    from training.persistence.folder import model_folders

    found = [_about(folder) for folder in model_folders(models)]
    if as_json:
        result(json.dumps(found, ensure_ascii=False, indent=1))
    elif not found:
        remark(f"no model on the shelf {models}; newsstance train makes one")
    else:
        header = ("model", "figures", "rows", "trusted")
        for line in table_lines([header, *[tuple(str(one[name]) for name in header) for one in found]], (0, 1)):
            result(line)


@models.command("trust")
def trust_one(model: OneModel, models: Models = SHELF) -> None:
    """Let this machine open a model's pipelines from now on, which runs the code in them; scoring needs no trust.

    A trusted model may also say in which folder its encoder is.

    Example: newsstance models trust models/stance-sourcing-3f2a9c1b
    """
    from training.cli.tables import question_headline
    from training.persistence.folder import find_model
    from training.persistence.store import trust_model
    from training.persistence.trust import trust_list

    folder = find_model(model, models)
    card = trust_model(folder)
    result(f"{folder}: {card.id}, made {card.created} from {card.data['source']} ({plural(card.data['rows'], 'row')})")
    for question in card.questions:
        result(f"  {question_headline(question)}")
    remark(
        "its pipelines are trusted on this machine from now on: they are a joblib pickle, and opening it runs whatever "
        f"code is in it (scoring opens plain arrays, and needs no trust); the list is {trust_list()}"
    )


def _about(folder: Path) -> dict[str, Any]:
    from annotation.errors import ModelError
    from training.persistence.load import read_card
    from training.persistence.store import trusted

    try:
        told = {**_told(read_card(folder)), "model": folder.name}
    except ModelError as error:
        return {"model": folder.name, "rows": "-", "trusted": "no", "figures": str(error)}
    with suppress(ModelError):  # who only scores with a model needn't have its pipelines
        told["trusted"] = "yes" if trusted(folder) else "no"
    return told


def _told(card: "Card") -> dict[str, Any]:
    from training.cli.tables import question_headline

    return {
        "model": card.id,
        "questions": [question.name for question in card.questions],
        "rows": card.data["rows"],
        "trusted": "no",
        "figures": ", ".join(question_headline(question) for question in card.questions),
    }
