"""A small study to export, and what stands in the folder afterwards."""

from pathlib import Path

import pandas as pd
from typer.testing import CliRunner, Result

from newsstance import app
from tests.conftest import CONFIGS

CODEBOOK = CONFIGS / "climate_framing.toml"


ARTICLE = "The sea wall quokka cost a million.\n\nNobody at the numbat ministry knew. It rained.\n"


PEOPLE = ("wilhelmina", "bartholomew", "cleopatra")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def exported(*more: str, answers: str = "answers.csv", folder: str = "out") -> Result:
    given = ["--gold", "gold.csv", "--sentences", "sentences.jsonl", "--codebook", str(CODEBOOK)]
    return run("export", answers, *given, "-o", folder, *more)


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def words(folder: Path) -> str:
    """Everything that can be read in a folder, whatever the format."""
    tables = [pd.read_parquet(path).to_csv() for path in sorted(folder.rglob("*.parquet"))]
    others = [text.decode() for name, text in contents(folder).items() if not name.endswith(".parquet")]
    return "\n".join([*tables, *others])
