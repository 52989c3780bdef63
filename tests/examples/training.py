"""Small labeled rows, and the command line that learns from them."""

from typing import Any

from typer.testing import CliRunner, Result

from annotation.errors import NewsstanceError
from annotation.tables.schema import Row
from newsstance import app

NAMES = ("Ann", "Bo", "Cy", "Di", "Ed", "Flo")


STATEMENTS = (
    ("praised the plan", "pro", "loud"),
    ("blamed the plan", "con", "loud"),
    ("met on a monday", "none", "calm"),
)


ROWS = [
    {"sentence": f"{name} {what}", "text": f"{name} {what}.", "article": name, "view": view, "tone": tone}
    for name in NAMES
    for what, view, tone in STATEMENTS
]


def rows(*gold_rows: dict[str, Any]) -> list[Row]:
    return [Row(row, f"gold.csv:{number}") for number, row in enumerate(gold_rows, start=2)]


def run(*arguments: object, fails: bool = False) -> Result:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if fails:
        assert isinstance(result.exception, NewsstanceError), result.exception
    elif result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def learn() -> str:
    result = run("train", "labeled.csv", "--question", "view", "--question", "tone", "--precision", 0)
    return result.stdout.splitlines()[-1]
