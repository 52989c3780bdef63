"""The command line as tests of the whole project run it."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import newsstance
from tests.conftest import Once
from tests.examples.bad_input import Refused, files
from tests.examples.small_model import forget, learned


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Run the command line as its script does; gives the status and standard error."""

    def main(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["newsstance", *words])
        capsys.readouterr()
        try:
            newsstance.main()
        except SystemExit as end:
            return int(end.code or 0), capsys.readouterr().err
        return 0, capsys.readouterr().err

    return main


@pytest.fixture
def refused(run: Callable[..., tuple[int, str]]) -> Refused:
    """Run a verb that must be refused; gives its one line."""

    def refuse(*words: str) -> str:
        before = files()
        status, said = run(*words)
        assert status == 1
        assert files() == before
        (line,) = said.splitlines()
        assert line.startswith("newsstance: ")
        return line.removeprefix("newsstance: ")

    return refuse


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what encoders computed out of every other test."""
    monkeypatch.setenv("NEWSSTANCE_CACHE", str(tmp_path / "cache"))
    forget()


@pytest.fixture
def model(once: Once) -> str:
    """The folder of the small model, trained once."""
    return once(learned)
