"""The wheel holds the three packages and the command line, whole, and nothing else; installed elsewhere, it works."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import CONFIGS

ROOT = CONFIGS.parent
PACKAGES = ("annotation", "exports", "training")
LEFT_BY_TOOLS = (".*", "__pycache__", "build", "dist", "*.egg-info", "_build")
LEFT_BY_STUDIES = {"demo", "studio", "models"}  # at the top only: `training/models` is ours
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def not_ours(folder: str, names: list[str]) -> set[str]:
    """What of a folder is no part of the project."""
    left = LEFT_BY_STUDIES & set(names) if Path(folder) == ROOT else set()
    return left | shutil.ignore_patterns(*LEFT_BY_TOOLS)(folder, names)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the project: building leaves files behind, some of which end up in the next."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    shutil.copytree(ROOT, source, ignore=not_ours)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(source)]
    build = subprocess.run(command, capture_output=True, text=True, check=False)
    assert build.returncode == 0, build.stdout + build.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the wheel was installed into, apart from the checkout."""
    target = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target)]
    subprocess.run([*command, str(wheel)], check=True, capture_output=True)
    return target


@pytest.fixture
def run(installed: Path, tmp_path: Path) -> Run:
    """Run the installed command line in another folder."""
    environment = {**os.environ, "PYTHONPATH": str(installed)}

    def run_newsstance(*words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "newsstance", *words]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    return run_newsstance


def test_the_wheel_holds_the_packages_and_the_command_line_and_nothing_else(wheel: Path) -> None:
    """Every file of the three packages, templates and `py.typed` among them; no tests, no configs."""
    files = (path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file())
    ours = {path.relative_to(ROOT).as_posix() for path in files if "__pycache__" not in path.parts}
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packed == {*ours, "newsstance.py"}
    assert {
        *("annotation/codebook/manual.html.j2", "annotation/codebook/interface.css", "annotation/py.typed"),
        *("exports/pages/templates/page.css", "exports/dataset/card.md.j2", "exports/py.typed"),
        *("training/language/english.toml", "training/language/attitudes.toml", "training/py.typed"),
    } <= packed


def test_the_wheel_names_the_license_the_command_and_that_it_is_private(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    metadata = {name.split(".dist-info/")[1]: name for name in archive.namelist() if ".dist-info/" in name}
    assert archive.read(metadata["licenses/LICENSE"]) == (ROOT / "LICENSE").read_bytes()
    assert archive.read(metadata["entry_points.txt"]).decode().split() == [
        *("[console_scripts]", "newsstance", "=", "newsstance:main")
    ]
    assert "Classifier: Private :: Do Not Upload" in archive.read(metadata["METADATA"]).decode()


def test_what_runs_is_the_installed_wheel(installed: Path, tmp_path: Path) -> None:
    """The tests below would say nothing if the checkout's own files were imported."""
    places = "import annotation, newsstance, sys; sys.stdout.write(annotation.__file__ + newsstance.__file__)"
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    printed = subprocess.run([sys.executable, "-c", places], cwd=tmp_path, env=environment, capture_output=True)
    assert printed.stdout.decode().count(str(installed)) == 2


def test_an_installed_wheel_checks_a_codebook_and_writes_its_manual(run: Run, tmp_path: Path) -> None:
    """The manual is made with the wheel's own template; without a codebook the message says how to name one."""
    codebook = str(CONFIGS / "stance_sourcing.toml")
    assert run("codebook", "check", codebook).stdout.startswith("stance_sourcing, version ")
    assert run("codebook", "manual", codebook, "-o", "manual.html").returncode == 0
    assert "<html" in (tmp_path / "manual.html").read_text(encoding="utf-8")
    assert "<Style>" in run("codebook", "interface", codebook).stdout
    missing = run("codebook", "check")
    assert missing.returncode == 1
    assert missing.stderr.startswith("newsstance: no codebook at configs/stance_sourcing.toml or ")


def test_an_installed_wheel_splits_trains_and_scores(run: Run, tmp_path: Path) -> None:
    """From articles to a trained model with its report and to scores, in a folder that has nothing of the checkout."""
    shutil.copytree(CONFIGS / "samples" / "articles", tmp_path / "articles")
    split = run("split", "articles", "-o", "sentences.jsonl")
    assert split.returncode == 0, split.stderr
    sentences = [json.loads(line) for line in (tmp_path / "sentences.jsonl").read_text(encoding="utf-8").splitlines()]
    labeled = [
        {**sentence, "has_quote": "yes" if "“" in sentence["text"] or '"' in sentence["text"] else "no"}
        for sentence in sentences
        if sentence["kind"] == "sentence"
    ]
    (tmp_path / "labeled.jsonl").write_text("".join(json.dumps(row) + "\n" for row in labeled), encoding="utf-8")
    train = run(
        "train", "labeled.jsonl", "--question", "has_quote", "--resamples", "100", "-o", "models", "--report", "r"
    )
    assert train.returncode == 0, train.stderr
    assert "<html" in (tmp_path / "r" / "evaluation.html").read_text(encoding="utf-8")
    model = train.stdout.splitlines()[-1]
    score = run("score", "articles", "--model", model, "--no-abstain", "-o", "scores.jsonl")
    assert score.returncode == 0, score.stderr
    scores = [json.loads(line) for line in (tmp_path / "scores.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(scores) == len(labeled)
    assert {row["has_quote"] for row in scores} == {"yes", "no"}
