"""What annotators read when they answered, for asking about the same sentences again."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import pandas as pd

from annotation.errors import DataError
from annotation.labelstudio.client import Studio
from annotation.labelstudio.projects import find_projects
from annotation.labelstudio.tasks import task_data
from annotation.study.study import Study
from annotation.tables.frames import to_rows
from exports.answers.valid import sentences_of

TaskText = dict[str, Mapping[str, Any]]


def shown_texts(wanted: Collection[str], answers: pd.DataFrame, study: Study, studio: Studio) -> TaskText:
    """Give what the sentences' tasks show: as they stand on the server, context and all, else as the answers carry."""
    found: TaskText = {}
    for marker, project in find_projects(studio, study).items():
        if not marker.adjudication and set(wanted) - found.keys():
            tasks = (task["data"] for task in studio.tasks(project.id))
            found |= {data["sentence"]: data for data in tasks if data.get("sentence") in wanted}
    missing = set(wanted) - found.keys()
    carried = sentences_of(answers[answers["sentence"].isin(list(missing))]) if missing else pd.DataFrame()
    return found | {row["sentence"]: task_data(row) for row in to_rows(carried)}


def from_table(wanted: Collection[str], rows: Iterable[Mapping[str, Any]], name: str) -> TaskText:
    """Give what the sentences of a table would show."""
    found: TaskText = {row["sentence"]: task_data(row) for row in rows if row["sentence"] in wanted}
    missing = sorted(set(wanted) - found.keys())
    if missing:
        raise DataError(
            f"{name} has no sentence {missing[0]} ({len(missing)} such), which the answers leave open; give the table "
            "that was pushed, or leave --sentences out"
        )
    return found
