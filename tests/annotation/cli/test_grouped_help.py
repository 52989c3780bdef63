"""The help names every verb once, in the order of work, and cuts nothing; the version is said."""

import re
from importlib.metadata import version

import typer
from typer.testing import CliRunner

from newsstance import Verbs, app


def test_every_verb_has_its_section() -> None:
    verbs = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]  # a group of verbs has them
    assert sorted(name for names in Verbs.sections.values() for name in names) == verbs
    shown = CliRunner().invoke(app, ["--help"]).stdout
    assert "Others" not in shown
    places = [shown.index(f"  {name} ") for names in Verbs.sections.values() for name in names]
    assert places == sorted(places)


def test_no_description_is_cut() -> None:
    for words in (["--help"], ["codebook", "--help"], ["models", "--help"]):
        shown = CliRunner().invoke(app, words, env={"COLUMNS": "80"}).stdout
        assert "..." not in shown.partition("\n")[2]  # the first line has ARGS...
        assert max(map(len, shown.splitlines())) <= 80
    assert "Run a local Label Studio on SQLite, reachable from this machine only, until Ctrl-C." in re.sub(
        r"\s+", " ", CliRunner().invoke(app, ["--help"]).stdout
    )


def test_the_version_is_said() -> None:
    assert CliRunner().invoke(app, ["--version"]).stdout == f"newsstance {version('newsstance')}\n"
