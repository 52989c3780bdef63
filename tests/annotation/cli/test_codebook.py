"""The verbs of `codebook`."""

import json

from typer.testing import CliRunner

from annotation.cli.codebook import codebook_verbs
from annotation.codebook.codebook import read_codebook
from annotation.errors import ConfigError
from tests.examples.codebook import GOOD, Write, changed


def run(*arguments: str) -> str:
    ran = CliRunner().invoke(codebook_verbs, list(arguments), catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return ran.stdout


def test_check_says_what_is_asked(write: Write) -> None:
    path = write(GOOD)
    digest = read_codebook(path).digest
    assert run("check", str(path)).splitlines() == [
        f"mine, version 1, digest {digest}",
        "  tone    choice  3 labels: warm, cold, odd",
        "  ground  choice  1 label: fact",
        "  words   spans   1 label: verb",
    ]
    assert json.loads(run("check", str(path), "--json")) == {
        "name": "mine",
        "version": "1",
        "digest": digest,
        "title": "Mine",
        "questions": [
            {"name": "tone", "kind": "choice", "labels": ["warm", "cold", "odd"]},
            {"name": "ground", "kind": "choice", "labels": ["fact"]},
            {"name": "words", "kind": "spans", "labels": ["verb"]},
        ],
    }


def test_check_of_a_bad_codebook_raises_our_error(write: Write) -> None:
    path = write(changed('version = "1"\n', ""))
    ran = CliRunner().invoke(codebook_verbs, ["check", str(path)])
    assert isinstance(ran.exception, ConfigError)
    assert str(ran.exception) == f"{path}: 'version' is missing"
