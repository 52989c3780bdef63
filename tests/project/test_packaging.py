"""The wheel holds the three packages and the command line, whole, and nothing else; what it holds runs."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import CONFIGS

ROOT = CONFIGS.parent
ROOMS = ("annotation", "exports", "training")
LEFT_BY_TOOLS = (".*", "__pycache__", "build", "dist", "*.egg-info", "demo", "studio", "models")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the project: building leaves files behind, some of which end up in the next."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT, folder / "source", ignore=shutil.ignore_patterns(*LEFT_BY_TOOLS))
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(folder),
        str(folder / "source"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_packages_and_the_command_line_and_nothing_else(wheel: Path) -> None:
    """Every file of the three folders, templates and `py.typed` among them; no tests, no configs."""
    files = (path for room in ROOMS for path in (ROOT / room).rglob("*") if path.is_file())
    ours = {path.relative_to(ROOT).as_posix() for path in files if "__pycache__" not in path.parts}
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == {*ours, "newsstance.py"}
    assert {
        "annotation/codebook/manual.html.j2",
        "annotation/py.typed",
        "exports/py.typed",
        "training/py.typed",
        "exports/pages/templates/page.css",
        "training/language/english.toml",
    } <= held


def test_the_wheel_names_the_license_the_command_and_that_it_is_private(wheel: Path) -> None:
    held = zipfile.ZipFile(wheel)
    about = {name.split(".dist-info/")[1]: name for name in held.namelist() if ".dist-info/" in name}
    assert held.read(about["licenses/LICENSE"]) == (ROOT / "LICENSE").read_bytes()
    assert held.read(about["entry_points.txt"]).decode().split() == [
        *("[console_scripts]", "newsstance", "=", "newsstance:main")
    ]
    assert "Classifier: Private :: Do Not Upload" in held.read(about["METADATA"]).decode()


def test_what_the_wheel_holds_runs_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """Checks a codebook and writes its manual, with the wheel's own template; without one it says how to name one."""
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "newsstance", *words]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    where = "import annotation, newsstance, sys; sys.stdout.write(annotation.__file__ + newsstance.__file__)"
    found = subprocess.run([sys.executable, "-c", where], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert found.stdout.count(str(tmp_path / "installed")) == 2
    codebook = str(CONFIGS / "stance_sourcing.toml")
    assert run("codebook", "check", codebook).stdout.startswith("stance_sourcing, version ")
    assert run("codebook", "manual", codebook, "-o", "manual.html").returncode == 0
    assert "<html" in (tmp_path / "manual.html").read_text(encoding="utf-8")
    missing = run("codebook", "check")
    assert missing.returncode == 1
    assert missing.stderr.startswith("newsstance: no codebook at configs/stance_sourcing.toml or ")
