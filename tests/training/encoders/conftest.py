"""Each test of encoders has a cache of its own."""

from pathlib import Path

import pytest


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NEWSSTANCE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("NEWSSTANCE_ENCODER", raising=False)
    return tmp_path / "cache"
