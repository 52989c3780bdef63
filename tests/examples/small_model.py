"""A small model of three labels, trained and asked through the verbs."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from annotation.errors import NewsstanceError
from newsstance import app
from training.encoders.encoder import files_and_digest, opened_encoder

WHO = ("Ann", "Bo", "Cy", "Di", "Ed", "Flo")


SAID = (("praised the good plan", "pro"), ("blamed the bad plan", "con"), ("met on a monday", "odd"))


KNOWN = [{"text": f"{who} {what}.", "article": who, "target": who, "view": view} for who in WHO for what, view in SAID]


COLUMNS = ("view", "view_probability", "view_probability_con", "view_probability_odd", "view_probability_pro")


Answer = tuple[str | None, ...]


def forget() -> None:
    """Know no encoder, as a new process does."""
    files_and_digest.cache_clear()
    opened_encoder.cache_clear()


def write(name: str, *rows: Mapping[str, Any]) -> str:
    Path(name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return name


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit | NewsstanceError):
        raise result.exception
    return result


def refusal(*arguments: object) -> str:
    """Run a verb that must be refused; gives its one line."""
    error = run(*arguments).exception
    assert isinstance(error, NewsstanceError)
    assert "\n" not in str(error)
    return str(error)


def learn(*more: Mapping[str, Any], options: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Train on known sentences and some more."""
    labeled = write("labeled.jsonl", *KNOWN, *more)
    return ("train", labeled, "--question", "view", "--precision", "0", *options)


def learned() -> str:
    return run(*learn()).stdout.splitlines()[-1]


def score(model: str, *rows: Mapping[str, Any], options: tuple[str, ...] = ()) -> tuple[Result, list[dict[str, Any]]]:
    given = write("new.jsonl", *({"sentence": f"s{at}", **row} for at, row in enumerate(rows)))
    result = run("score", given, "--model", model, "--explain", *options)
    return result, [json.loads(line) for line in result.stdout.splitlines()]


def left_out() -> list[str]:
    path = Path("scores.left-out.jsonl")
    return [json.loads(line)["why"] for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
