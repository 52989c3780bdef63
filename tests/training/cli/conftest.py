"""Labeled rows on disk, and a model trained on them once."""

from pathlib import Path

import pytest

from annotation.tables.schema import LABELED
from annotation.tables.write import write_rows
from tests.conftest import Once
from tests.examples.training import ROWS, learn


@pytest.fixture
def labeled(tmp_path: Path) -> Path:
    write_rows(tmp_path / "labeled.csv", ROWS, LABELED)
    return tmp_path / "labeled.csv"


@pytest.fixture
def model(labeled: Path, once: Once) -> Path:
    return Path(once(learn))
