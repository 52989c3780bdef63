"""Every command in the documents runs and prints what is shown below it.

The pages form one chain in the order of the menu: the tutorial makes a study, and the pages after it go on in it.
README shows an excerpt of the tutorial.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from annotation.codebook.codebook import read_codebook
from annotation.labelstudio import server
from annotation.labelstudio.connection import connect_local
from annotation.labelstudio.projects import find_projects
from annotation.labelstudio.tasks import choice
from annotation.study.study import open_study
from tests.conftest import CONFIGS
from tests.examples.documentation import (
    CONTRIBUTING,
    EVERYTHING,
    PAGES,
    PROJECT,
    README,
    ROOT,
    all_commands,
    blocks,
    commands,
    verbs,
)
from training import demo as circle

ANYTHING = "…"  # stands in shown output for what differs from run to run
VERBS = verbs()


def is_shown(line: str, printed: str) -> bool:
    """Whether a line of shown output was printed."""
    pattern = ".*".join(re.escape(part.strip()) for part in line.split(ANYTHING))
    return re.search(rf"^\s*{pattern}\s*$", printed, re.MULTILINE) is not None


@pytest.mark.studio
def test_every_command_of_the_documentation_runs_and_prints_what_is_shown(tmp_path: Path) -> None:
    """In one folder, on the Label Studio that it starts itself; before `pull`, people answer once through the API."""
    shutil.copytree(CONFIGS, tmp_path / "newsstance" / "configs")
    folder = tmp_path / "newsstance"
    answered = False
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    try:
        for command in all_commands():
            if command.line.startswith("newsstance pull --round adjudication"):
                settle(folder)
            elif command.line.startswith("newsstance pull") and not answered:
                answered = True
                circle.answer_as_people(circle.Demo(folder, folder / "samples", lambda line: None))
            if command.line.startswith("cd "):
                folder = (folder / command.line.removeprefix("cd ")).resolve()
                continue
            done = subprocess.run(
                ["bash", "-c", command.line], cwd=folder, env=environment, capture_output=True, text=True, check=False
            )
            where = f"{command.page}: $ {command.line}\n{done.stdout}\n{done.stderr}"
            assert done.returncode == 0, where
            missing = [line for line in command.shown if not is_shown(line, f"{done.stdout}\n{done.stderr}")]
            assert missing == [], where
        assert server.running_server(folder / "studio") is None
        check_model_files(folder / "models")
    finally:
        server.stop(folder / "studio")


def settle(folder: Path) -> None:
    """Settle everything that waits for dana on the first of the labels that were given."""
    book = read_codebook()
    with connect_local(folder / "studio") as door:
        projects = find_projects(door, open_study(folder)).items()
        (project,) = [made for marker, made in projects if marker.adjudication]
        for task in list(door.tasks(project.id)):
            lines = {question.name: task["data"].get(f"open_{question.name}") for question in book.questions}
            names = {label.shown: label.name for question in book.questions for label in question.labels}
            first = {
                question: line.replace("\xa0", " ").split(" × ")[1].split(",")[0]
                for question, line in lines.items()
                if line
            }
            door.answer(
                task["id"], [choice(book.question(name), names[shown]) for name, shown in first.items()], seconds=9.0
            )


def check_model_files(shelf: Path) -> None:
    """The page on a model's files names exactly the files that training has written."""
    (model,) = (folder for folder in shelf.iterdir() if folder.is_dir())
    described = re.findall(r"^\| `(\S+)` \|", PAGES["reference/model-files"], re.MULTILINE)
    assert sorted(described) == sorted(path.name for path in model.iterdir())


def test_shown_output_must_be_printed() -> None:
    """The check above can fail."""
    assert is_shown("ann: 3 added …", "x\nann: 3 added; 0 before\n")
    assert not is_shown("ann: 3 added …", "x\nann: 4 added; 0 before\n")
    assert not is_shown("ann: 3", "ann: 34\n")


def test_readme_shows_ten_commands_of_the_tutorial_in_their_order() -> None:
    """So each of them is run by the chain above, with at least the output that README shows."""
    tutorial = iter(commands("tutorial", PAGES["tutorial"]))
    taste = commands("README", README)
    assert len(taste) == 10
    for command in taste:
        same = next((step for step in tutorial if step.line == command.line), None)
        assert same is not None, f"not in the tutorial, or out of its order: {command.line}"
        assert set(command.shown) <= set(same.shown), command.line


def test_commands_that_are_not_run_here_exist_and_are_run_by_ci() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", EVERYTHING + CONTRIBUTING, re.MULTILINE))
    assert {"demo", "test", "docs"} <= named <= targets
    assert {"make setup", "make check", "make test", "make demo"} <= set(run)
    for line in (line for block in blocks(EVERYTHING, "sh") for line in block):
        assert re.match(r"make |python3 -m venv |\.venv(-studio)?/bin/pip |\. |newsstance |export |read ", line), line


def test_verbs_that_are_not_run_here_parse() -> None:
    """They need another server, an encoder, or people's answers."""
    lines = [line for block in blocks(EVERYTHING, "sh") for line in block if line.startswith("newsstance ")]
    parsed = [line for line in lines if line != "newsstance --help"]
    assert len(parsed) >= 4
    for line in parsed:
        words = shlex.split(line)[1:]
        verb = next(name for name in (" ".join(words[:2]), words[0]) if name in VERBS)
        VERBS[verb].make_context(verb, words[len(verb.split()) :])


def test_the_installed_files_and_extras_that_the_documents_name_are_there() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    for line in (line for block in blocks(EVERYTHING, "sh") for line in block if "pip install" in line):
        assert all((ROOT / name).is_file() for name in re.findall(r"-c (\S+)", line))
        assert all(extra in extras for extra in re.findall(r"\[(\w+)\]", line))
    described = re.findall(r"^\| `(\w+)` \|", PAGES["how-to/install"], re.MULTILINE)
    assert sorted(described) == sorted(extras)
