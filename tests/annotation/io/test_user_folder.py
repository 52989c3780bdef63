"""The user's own settings folder is never one that somebody else brought."""

from pathlib import Path

import pytest

from annotation.io.user_folder import user_folder


@pytest.mark.parametrize("relative", ["", ".", "config", "../config"])
def test_a_relative_folder_is_not_the_users(relative: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", relative)
    assert user_folder() == Path.home() / ".config" / "newsstance"


def test_an_absolute_folder_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert user_folder() == tmp_path / "newsstance"
