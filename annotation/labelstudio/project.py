"""A project on a Label Studio, as its API describes it."""

from dataclasses import dataclass

from annotation.labelstudio.answer_fields import Fields


@dataclass(frozen=True)
class Project:
    """A project on a Label Studio."""

    id: int
    title: str
    description: str
    interface: str
    prediction_version: str  # the version of the predictions that the project shows
    creator: int | None = None  # the user id of the account that created it
    instructions: str = ""  # in HTML; empty in a list of projects, which does not have them


def read_project(fields: Fields) -> Project:
    """Read a project from the server's answer, whose fields must have the right types."""
    return Project(
        id=fields.whole("id"),
        title=fields.text("title"),
        description=fields.text("description"),
        interface=fields.text("label_config"),
        prediction_version=fields.text("model_version"),
        creator=fields.json_object("created_by").get("id") if fields.all.get("created_by") else None,
        instructions=fields.text("expert_instruction") if fields.all.get("expert_instruction") else "",
    )
