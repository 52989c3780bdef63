"""Two models trained once, and new sentences to judge them by."""

from pathlib import Path

import pytest

from annotation.tables.schema import LABELED
from annotation.tables.write import write_rows
from tests.conftest import Once
from tests.examples.compared_models import learn_badly, learn_well, rows


@pytest.fixture
def good(once: Once) -> str:
    return once(learn_well)


@pytest.fixture
def bad(once: Once) -> str:
    """Learned from as many articles, most of them with wrong labels."""
    return once(learn_badly)


@pytest.fixture
def new() -> Path:
    write_rows("new.jsonl", rows(range(100, 130), wrong=5), LABELED)
    return Path("new.jsonl")
