"""A better and a worse model of one question, trained through the verb."""

from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from annotation.errors import NewsstanceError
from annotation.tables.schema import LABELED
from annotation.tables.write import write_rows
from newsstance import app

SAID = (("praised the plan", "pro"), ("blamed the plan", "con"), ("met on a monday", "odd"))


def rows(articles: range, **changes: Any) -> list[dict[str, Any]]:
    """Three sentences an article; with `wrong`, every so many articles have their labels turned around."""
    wrong, arm = changes.get("wrong", 0), changes.get("arm", "")
    turned = {"pro": "con", "con": "odd", "odd": "pro"}
    return [
        {
            "sentence": f"s{n}-{place}",
            "text": f"Person{n} {what}.",
            "article": f"a{n}",
            "arm": arm,
            "view": turned[view] if wrong and n % wrong == 0 else view,
        }
        for n in articles
        for place, (what, view) in enumerate(SAID)
    ]


def run(*arguments: object, fails: bool = False) -> Result:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if fails:
        assert isinstance(result.exception, NewsstanceError), result.exception
    elif result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def trained(name: str, labeled: list[dict[str, Any]], *options: object) -> str:
    write_rows(name, labeled, LABELED)
    return Path(run("train", name, "--question", "view", *options).stdout.splitlines()[-1]).name


def learn_well() -> str:
    return trained("good.jsonl", rows(range(20)))


def learn_badly() -> str:
    return trained("bad.jsonl", rows(range(20), wrong=1)[:33] + rows(range(11, 20)))
