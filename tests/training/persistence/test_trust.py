"""Which models this machine trusts."""

import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from annotation.errors import ModelError
from training.persistence import trust as trust_module
from training.persistence.trust import altered_files, files_digest, is_trusted, trust, trust_list

FILES = {"pipeline.joblib": "aa", "card.json": "bb"}


@pytest.fixture(autouse=True)
def own_trust_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "deep" / "trust.json"
    monkeypatch.setenv("NEWSSTANCE_TRUST", str(path))
    return path


def test_nothing_is_trusted_at_first() -> None:
    assert not is_trusted(FILES)
    assert altered_files("m", FILES) == []


def test_a_trusted_model_stays_trusted_when_another_one_joins() -> None:
    trust("m", FILES)
    trust("n", {**FILES, "card.json": "cc"})
    assert is_trusted(FILES)
    assert not is_trusted({**FILES, "card.json": "dd"})


def test_altered_files_are_named_against_the_nearest_trusted_version() -> None:
    trust("m", {"pipeline.joblib": "old", "card.json": "old"})
    trust("m", FILES)
    assert altered_files("m", {**FILES, "pipeline.joblib": "changed"}) == ["pipeline.joblib"]


def test_the_list_is_its_owner_s_only(own_trust_list: Path) -> None:
    trust("m", FILES)
    assert stat.S_IMODE(own_trust_list.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", ["{", "[]", '{"digest": {"id": "m"}}', '{"digest": 3}', "\\xff"])
def test_a_broken_list_is_named_and_trusts_nothing(own_trust_list: Path, content: str) -> None:
    own_trust_list.parent.mkdir()
    own_trust_list.write_text(content)
    with pytest.raises(ModelError, match=r"trust\.json.*move it away"):
        is_trusted(FILES)


def test_where_the_list_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSSTANCE_TRUST")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/config")
    assert trust_list() == Path("/config/newsstance/trust.json")
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setenv("HOME", "/home/ann")
    assert trust_list() == Path("/home/ann/.config/newsstance/trust.json")


def test_the_digest_depends_on_names_and_contents() -> None:
    assert files_digest({"a": "1"}) != files_digest({"b": "1"}) != files_digest({"b": "2"})


def test_two_processes_lose_nothing_of_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each reads the list, adds to it and writes it whole: without a lock the slower one forgets the other's."""
    started: list[subprocess.Popen[bytes]] = []
    read = trust_module.read_trust_list

    def read_slowly() -> dict[str, Any]:
        models = read()
        if not started:
            code = "from training.persistence.trust import trust; trust('n', {'a': 'b'})"
            started.append(subprocess.Popen([sys.executable, "-c", code]))
            with suppress(subprocess.TimeoutExpired):
                started[0].wait(timeout=2)
        return models

    monkeypatch.setattr(trust_module, "read_trust_list", read_slowly)
    trust("m", FILES)
    assert started[0].wait(timeout=60) == 0
    assert is_trusted(FILES)
    assert is_trusted({"a": "b"})
