"""Somebody else's study, unpacked and worked in: every verb is tried; nothing of it runs, and no key leaves."""

import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from newsstance import app
from tests.conftest import CONFIGS
from tests.examples.eight_sentences import eight_sentence_model
from tests.examples.odd_server import OddServer, always, response

ROOT = Path(__file__).parent.parent.parent
KEY = "0123456789" * 4
MODEL = "models/theirs"
RAN = "ran.txt"  # in the study's folder: what of the study was run
CODE = f"open({RAN!r}, 'a').write(__name__ + '\\n')\n"
SHADOWS = ("json", "typing", "numpy", "pandas", "joblib", "httpx", "typer", "annotation", "newsstance", "usercustomize")
NAMES = (
    "=cmd|' #C calc'!A0.txt",
    "a\x1b[2J\u202etxt.txt",
    "-rf.txt",
    "[red]b[/red].txt",
    "l\nm.txt",
    "n" * 200 + ".txt",
)
TEXT = "=1+1 \x1b[31mRed\u202e [bold]Ada[/bold] said so. \x07"
VERBS = {
    "studio": "--background",
    "studio ": "--stop",
    "studio  ": "--reset-password ann",
    "push": "sentences.jsonl --annotators ann,bob",
    "split": "articles",
    "codebook check": "",
    "codebook interface": "",
    "codebook manual": "-o manual.html",
    "codebook diff": "book.toml book.toml --answers answers.csv",
    "pull": "-o answers.csv",
    "rounds": "",
    "agree": "answers.csv",
    "anchoring": "answers.csv",
    "gold": "answers.csv",
    "adjudicate": "answers.csv --adjudicator dana",
    "export": "answers.csv -o handed-on",
    "prelabel": "articles --annotators ann",
    "demo": "",
    "evaluate": f"{MODEL} labeled.jsonl",
    "compare": f"{MODEL} {MODEL} labeled.jsonl",
    "doubtful": "labeled.jsonl --question sourcing",
    "train": "labeled.jsonl --question sourcing",
    "score": "articles",
    "models list": "",
    "models trust": MODEL,
    "encoders list": "",
    "encoders get": "models/theirs",
    "encoders export": "models/bad",
    "encoders check": "models/bad",
}


class Evil:
    """Runs when it is unpickled."""

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str, str]]:
        return open, (RAN, "a")


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[OddServer]:
    """Where the study's files send us; the user has a key, and newsstance is installed elsewhere."""
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", KEY)
    monkeypatch.setattr(sys, "prefix", str(Path("elsewhere/.venv").absolute()))
    with OddServer(always(response(b'{"email": "evil@example.org", "id": 1}'))) as server:
        yield server


@pytest.fixture
def foreign(listener: OddServer) -> Path:
    """The study, in the working folder."""
    here = Path()
    lines = ('codebook = "book.toml"', 'models = "models"', f'model = "{MODEL}"', f'url = "{listener.url}"')
    contents: dict[str, str | bytes] = {
        "newsstance.toml": "\n".join(lines),
        "book.toml": (CONFIGS / "stance_sourcing.toml").read_bytes(),
        ".venv-studio/bin/label-studio": f"#!/bin/sh\necho program >> {here.absolute() / RAN}\n",
        ".newsstance/study.json": '{"id": "0a1b2c3d", "key": "00112233445566778899aabbccddeeff"}',
        "studio/admin.json": json.dumps({"email": "a@b", "password": "p", "token": KEY}),
        "studio/accounts.json": '{"ann": {"email": "ann@x.org", "password": "p", "user": 2}}',
        "studio/running.json": json.dumps({"url": listener.url, "pid": os.getpid(), "started": "x"}),
        "studio/lock": "",
        "studio/.env": "POSTGRE_HOST=db.example.org\n",
        "accounts.toml": f'server = "{listener.url}"\n[accounts]\nann = "ann@x.org"\n',
        "sentences.jsonl": json.dumps(row("s1")) + "\n",
        "labeled.jsonl": "".join(json.dumps(labeled(n)) + "\n" for n in range(40)),
        "answers.csv": f'sentence,annotator,question,label,text\ns1,ann,stance,favorable,"{TEXT}"\n',
        "models/bad/card.json": "[" * 10_000,
        "models/\x1b[2J/card.json": '{"id": "\x1b[2J"}',
        **{f"articles/{name}": TEXT for name in NAMES},
        **{f"{name}.py": CODE for name in SHADOWS},
    }
    shutil.copytree(eight_sentence_model(), MODEL)
    for name, content in contents.items():
        path = here / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (here / ".venv-studio/bin/label-studio").chmod(0o755)
    (here / "accounts.toml").chmod(0o600)
    (here / MODEL / "pipeline.joblib").write_bytes(pickle.dumps(Evil()))
    return here


def row(sentence: str) -> dict[str, object]:
    return {"sentence": sentence, "text": TEXT, "article": "=a", "position": 0, "target": "Ada"}


def labeled(number: int) -> dict[str, object]:
    answers = {"view": ("con", "pro")[number % 2], "sourcing": ("named", "unattributed")[number % 2]}
    text = f"Ada {'won' if number % 2 else 'lost'} the vote on tram {number}."
    return {**row(f"s{number}"), "text": text, "article": f"a{number}", **answers}


def verbs(command: Any = None, *words: str) -> Iterator[str]:
    """Every verb of the command line."""
    for name, verb in getattr(command or typer.main.get_command(app), "commands", {}).items():
        inner = list(verbs(verb, *words, name)) if hasattr(verb, "commands") else []
        yield from inner or [" ".join((*words, name))]


def test_every_verb_is_tried() -> None:
    assert sorted({verb.strip() for verb in VERBS}) == sorted(verbs())


@pytest.mark.parametrize("verb", VERBS)
def test_nothing_of_it_runs_and_no_key_leaves(
    verb: str, foreign: Path, listener: OddServer, run: Callable[..., tuple[int, str]]
) -> None:
    """A bug's traceback would come through here."""
    status, _ = run(*verb.split(), *VERBS[verb].split())
    assert status in (0, 1, 3)
    assert listener.requests == []
    assert not (foreign / RAN).exists()


@pytest.mark.parametrize("option", ["url", "data"])
def test_the_server_is_not_asked_for_its_answers(
    option: str, foreign: Path, listener: OddServer, run: Callable[..., tuple[int, str]]
) -> None:
    """Neither the one that the settings name, nor the one that its studio folder says is running."""
    if option == "data":
        (foreign / "newsstance.toml").write_text('codebook = "book.toml"')
    status, line = run("pull", "-o", "pulled.csv")
    expected = (
        f"newsstance.toml names {listener.url}, and the key" if option == "url" else "no Label Studio runs on studio"
    )
    assert (status, expected in line) == (1, True)
    assert listener.requests == []


def test_its_modules_are_not_imported(foreign: Path) -> None:
    """A process of its own, as the command starts one; learning on several cores starts more."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    train = f"train {VERBS['train']} -o mine --resamples 100"
    for words in ("codebook check", train):
        command = [sys.executable, str(ROOT / "newsstance.py"), *words.split()]
        process = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
        assert "Traceback" not in process.stderr
        assert process.returncode == 0, process.stderr
    assert not (foreign / RAN).exists()
