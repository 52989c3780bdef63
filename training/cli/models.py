"""The verbs about the shelf of models."""

import typer

from annotation.cli.grouped_help import GroupedHelp
from annotation.cli.options import SHELF, Json, Models, OneModel
from annotation.io.console import plural, remark, result
from annotation.io.visible import visible_line

models = typer.Typer(
    name="models",
    cls=GroupedHelp,
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

    from training.cli.tables import shelf_lines
    from training.persistence.shelf import shelf_entries

    entries = shelf_entries(models)
    if as_json:
        result(json.dumps(entries, ensure_ascii=False, indent=1))
    elif not entries:
        remark(f"no model on the shelf {models}; newsstance train makes one")
    else:
        for line in shelf_lines(entries):
            result(visible_line(line))


@models.command("trust")
def trust_one(model: OneModel, models: Models = SHELF) -> None:
    """Let this machine open a model's pipelines from now on, which runs the code in them; scoring needs no trust.

    A trusted model may also say in which folder its encoder is.

    Example: newsstance models trust models/stance-sourcing-3f2a9c1b
    """
    from training.models.card_markdown import question_headline
    from training.persistence.folder import find_model
    from training.persistence.store import trust_model, why_pipelines_are_outdated
    from training.persistence.trust import trust_list

    folder = find_model(model, models)
    card = trust_model(folder)
    origin = f"made {card.created} from {card.data['source']} ({plural(card.data['rows'], 'row')})"
    result(visible_line(f"{folder}: {card.id}, {origin}"))
    for question in card.questions:
        result(visible_line(f"  {question_headline(question)}"))
    remark(
        "its pipelines are trusted on this machine from now on: they are a joblib pickle, and opening it runs whatever "
        f"code is in it (scoring opens plain arrays, and needs no trust); the list is {trust_list()}"
    )
    if outdated := why_pipelines_are_outdated(card):
        remark(f"{folder}: {outdated}")
