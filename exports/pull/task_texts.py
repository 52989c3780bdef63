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
from exports.answers.valid import sentences_in_answers
from exports.pull.json_values import mapping_of, writable_text

TaskTexts = dict[str, Mapping[str, Any]]  # by sentence: the data of its task, which Label Studio shows


def shown_texts(sentences: Collection[str], answers: pd.DataFrame, study: Study, studio: Studio) -> TaskTexts:
    """Give what the tasks of sentences show: from the server with their context, else as the answers carry it.

    Args:
        sentences: The ids of the sentences.
        answers: The answers table, with the column text; read for sentences that are not on the server.
        study: The study whose projects are read; those of adjudication are not.
        studio: The server.

    Raises:
        DataError: If a sentence is not on the server, and its text not in the answers.
    """
    texts: TaskTexts = {}
    for marker, project in find_projects(studio, study).items():
        if not marker.adjudication and set(sentences) - texts.keys():
            tasks = (mapping_of(task["data"]) for task in studio.tasks(project.id))
            texts_by_sentence = ((writable_text(data.get("sentence")), data) for data in tasks)
            texts |= {
                sentence: data for sentence, data in texts_by_sentence if sentence is not None and sentence in sentences
            }
    missing = set(sentences) - texts.keys()
    carried = sentences_in_answers(answers[answers["sentence"].isin(list(missing))]) if missing else pd.DataFrame()
    return texts | {row["sentence"]: task_data(row) for row in to_rows(carried)}


def texts_from_table(sentences: Collection[str], rows: Iterable[Mapping[str, Any]], table_name: str) -> TaskTexts:
    """Give what the tasks of sentences would show, from the rows of a sentences table.

    Raises:
        DataError: If a sentence is not in the table, by the name the user gave it.
    """
    texts: TaskTexts = {row["sentence"]: task_data(row) for row in rows if row["sentence"] in sentences}
    missing = sorted(set(sentences) - texts.keys())
    if missing:
        raise DataError(
            f"{table_name} has no sentence {missing[0]} ({len(missing)} such), which the answers leave open; give the "
            "table that was pushed, or leave --sentences out"
        )
    return texts
