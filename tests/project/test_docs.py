"""The documents are true: README's commands run, in order, and nothing that a user can say is missing from it.

`make` can't run inside its own tests: the commands in README's `sh` blocks are checked to exist, and `.ci/run` runs
`make setup`, `make check`, `make test` and `make demo` on a clean clone, the latter with `newsstance demo`.
"""

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import typer

from annotation.cli.settings import SETTINGS
from annotation.codebook.codebook import read_codebook
from annotation.labelstudio import server
from annotation.labelstudio.connection import connect_local
from annotation.labelstudio.projects import find_projects
from annotation.labelstudio.tasks import choice
from annotation.study.study import open_study
from newsstance import app
from tests.conftest import CONFIGS
from training import demo as circle

ROOT = CONFIGS.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ANYTHING = "…"  # stands in shown output for what differs from run to run


@dataclass
class Command:
    """A command of a console block, and the output that is shown below it."""

    line: str
    shown: list[str] = field(default_factory=list)


def blocks(kind: str) -> Iterator[list[str]]:
    """The lines of README's blocks of a kind, in order; a block may stand in a list."""
    for indent, lines in re.findall(rf"^( *)```{kind}\n(.*?)^ *```$", README, re.MULTILINE | re.DOTALL):
        yield [line.removeprefix(indent) for line in lines.splitlines()]


def commands() -> list[Command]:
    """Every command of README's console blocks."""
    found: list[Command] = []
    for block in blocks("console"):
        assert block[0].startswith("$ ")
        for line in block:
            if line.startswith("$ "):
                found.append(Command(line.removeprefix("$ ")))
            else:
                found[-1].shown.append(line)
    return found


def verbs() -> dict[str, Any]:
    """Every verb by its full name (Typer's own type), such as `codebook check`."""

    def walk(command: Any, name: str) -> Iterator[tuple[str, Any]]:
        for part, below in command.commands.items():
            full = f"{name} {part}".strip()
            yield from walk(below, full) if hasattr(below, "commands") else [(full, below)]

    return dict(walk(typer.main.get_command(app), ""))


VERBS = verbs()


def is_shown(line: str, printed: str) -> bool:
    """Whether a line of shown output was printed."""
    pattern = ".*".join(re.escape(part.strip()) for part in line.split(ANYTHING))
    return re.search(rf"^\s*{pattern}\s*$", printed, re.MULTILINE) is not None


@pytest.mark.studio
def test_every_command_of_the_readme_runs_and_prints_what_is_shown(tmp_path: Path) -> None:
    """In one folder, on the Label Studio that it starts itself; before `pull`, people answer through the API."""
    shutil.copytree(CONFIGS, tmp_path / "newsstance" / "configs")
    folder = tmp_path / "newsstance"
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    try:
        for command in commands():
            if command.line.startswith("newsstance pull --round adjudication"):
                settle(folder)
            elif command.line.startswith("newsstance pull"):
                circle.answer_as_people(circle.Demo(folder, folder / "samples", lambda said: None))
            if command.line.startswith("cd "):
                folder = (folder / command.line.removeprefix("cd ")).resolve()
                continue
            done = subprocess.run(
                ["bash", "-c", command.line], cwd=folder, env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"$ {command.line}\n{done.stderr}"
            missing = [line for line in command.shown if not is_shown(line, f"{done.stdout}\n{done.stderr}")]
            assert not missing, f"$ {command.line}\n{done.stdout}\n{done.stderr}"
        assert server.running_server(folder / "studio") is None
    finally:
        server.stop(folder / "studio")


def settle(folder: Path) -> None:
    """Settle everything that waits for dana on the first of the labels that were given."""
    book = read_codebook()
    with connect_local(folder / "studio") as door:
        projects = find_projects(door, open_study(folder)).items()
        (project,) = [made for marker, made in projects if marker.adjudication]
        for task in list(door.tasks(project.id)):
            said = {q.name: task["data"].get(f"open_{q.name}") for q in book.questions}
            first = {q: line.replace("\xa0", " ").split(" × ")[1].split(",")[0] for q, line in said.items() if line}
            door.answer(task["id"], [choice(book.question(q), label) for q, label in first.items()], seconds=9.0)


def test_shown_output_must_be_printed() -> None:
    """The check above can fail."""
    assert is_shown("ann: 3 added …", "x\nann: 3 added; 0 before\n")
    assert not is_shown("ann: 3 added …", "x\nann: 4 added; 0 before\n")
    assert not is_shown("ann: 3", "ann: 34\n")


def test_commands_that_are_not_run_here_exist_and_are_run_by_ci() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", README + CONTRIBUTING, re.MULTILINE))
    assert {"demo", "test"} <= named <= targets
    assert {"make setup", "make check", "make test", "make demo"} <= set(run)
    for line in (line for block in blocks("sh") for line in block):
        assert re.match(r"make |python3 -m venv |\.venv(-studio)?/bin/pip |\. |newsstance |export |read ", line), line


def test_the_installed_files_and_extras_that_the_readme_names_are_there() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    for line in (line for block in blocks("sh") for line in block if "pip install" in line):
        assert all((ROOT / name).is_file() for name in re.findall(r"-c (\S+)", line))
        assert all(extra in extras for extra in re.findall(r"\[(\w+)\]", line))


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_has_help_that_ends_in_an_example_that_parses(name: str) -> None:
    *said, last = VERBS[name].help.strip().split("\n\n")
    assert said
    program, *words = shlex.split(" ".join(last.split()).removeprefix("Example: "))
    verb = name.split()
    assert (program, words[: len(verb)]) == ("newsstance", verb)
    VERBS[name].make_context(name, words[len(verb) :])


@pytest.mark.parametrize("name", VERBS)
def test_every_option_has_a_help_text(name: str) -> None:
    assert [parameter.name for parameter in VERBS[name].params if not getattr(parameter, "help", None)] == []


def test_every_group_of_verbs_has_help() -> None:
    groups = [group for group in typer.main.get_command(app).commands.values() if hasattr(group, "commands")]  # type: ignore[attr-defined]
    assert len(groups) == 2
    assert [group.name for group in groups if not group.help] == []


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_is_in_the_readme(name: str) -> None:
    """As a command that is run; `demo` is what `make demo` runs."""
    if name == "demo":
        assert "\t.venv/bin/newsstance demo\n" in (ROOT / "Makefile").read_text(encoding="utf-8")
        assert "`newsstance demo`" in README
    else:
        assert any(command.line.startswith(f"newsstance {name}") for command in commands())


def variables() -> Iterator[str]:
    """Every environment variable of ours that the code reads, as `envvar=` or from `os.environ`."""
    for path in [
        ROOT / "newsstance.py",
        *(p for room in ("annotation", "exports", "training") for p in (ROOT / room).rglob("*.py")),
    ]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "envvar":
                yield ast.literal_eval(node.value)
            elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("os.environ.get", "os.getenv"):
                yield ast.literal_eval(node.args[0])


def test_every_environment_variable_is_in_the_readme() -> None:
    found = {*variables(), "NEWSSTANCE_NO_BROWSER"}
    assert {"LABEL_STUDIO_URL", "NEWSSTANCE_TRUST", "NEWSSTANCE_ROUND"} <= found
    assert {name for name in found if f"`{name}`" not in README} == set()
    named = set(re.findall(r"`((?:NEWSSTANCE|LABEL_STUDIO)_\w+)`", README))
    assert named - found == set()


def test_the_settings_of_the_readme_are_all_there_are_and_are_valid() -> None:
    (block,) = blocks("toml")
    shown = tomllib.loads("\n".join(block))
    assert set(shown) == set(SETTINGS)
    assert all(isinstance(value, SETTINGS[key]) for key, value in shown.items())


def test_every_dependency_has_its_one_line_in_contributing() -> None:
    project = PROJECT["project"]
    wanted = {
        re.split(r"[<>=~!\[]", wish)[0]
        for wish in (
            *project["dependencies"],
            *(wish for extra in project["optional-dependencies"].values() for wish in extra),
            *PROJECT["build-system"]["requires"],
        )
    }
    found = re.findall(r"^- \*\*([\w-]+)\*\*: \S", CONTRIBUTING, re.MULTILINE)
    assert sorted(found) == sorted(wanted)
