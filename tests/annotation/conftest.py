"""What tests of codebooks share."""

from pathlib import Path

import pytest

from tests.examples.codebook import Write


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> Path:
        path = tmp_path / "mine.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return written
