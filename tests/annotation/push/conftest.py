"""A study on the session's Label Studio, and a function that pushes to it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotation.assignment.plan import HandOutOptions
from annotation.assignment.queue import make_queue
from annotation.codebook.codebook import Codebook
from annotation.labelstudio.client import Studio
from annotation.push.pushed import Pushed
from annotation.push.sync import sync_projects
from annotation.study.study import Study, open_study
from annotation.tables.schema import SENTENCES, check_row
from tests.examples.pushing import Push


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return open_study(tmp_path, new=True)


@pytest.fixture
def hand_out(study: Study, studio: Studio, codebook: Codebook) -> Push:
    def run(rows: Iterator[dict[str, Any]], **options: Any) -> list[Pushed]:
        queue = make_queue((check_row(SENTENCES, values, "x") for values in rows), codebook)
        settings = {"annotators": ("ann",), "round": "pilot", "blind": 0.2, "codebook": codebook, **options}
        book = settings.pop("codebook")
        return sync_projects(queue, study, studio, book, HandOutOptions(**settings))

    return run
