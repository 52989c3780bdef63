"""Names with accents are understood in every locale."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ASCII_ONLY = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def split(*arguments: str | bytes, **variables: str) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "newsstance", "split", *arguments]
    return subprocess.run(command, env={**os.environ, **variables}, capture_output=True, check=False, timeout=60)


@pytest.mark.parametrize(
    "variables",
    [
        ASCII_ONLY,
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0"},
        {"LANG": "C", "PYTHONIOENCODING": "ascii"},
        {**ASCII_ONLY, "PYTHONIOENCODING": "ascii"},
    ],
    ids=str,
)
def test_a_name_with_accents_is_the_same_in_every_locale(variables: dict[str, str]) -> None:
    Path("Zürich.txt").write_text("Café Müller closed.", encoding="utf-8")
    done = split("Zürich.txt", "--target", "Café Müller", **variables)
    assert (done.returncode, done.stderr.decode()) == (0, "1 article: 1 sentence, 0 headings\n")
    row = json.loads(done.stdout.decode())
    assert (row["article"], row["text"], row["target"], row["target_end"]) == (
        "Zürich",
        "Café Müller closed.",
        "Café Müller",
        11,
    )


@pytest.mark.parametrize("variables", [ASCII_ONLY, {"LC_ALL": "C.UTF-8"}], ids=str)
def test_a_name_that_is_no_text_is_one_clear_line(variables: dict[str, str]) -> None:
    Path("a.txt").write_text("Café Müller closed.", encoding="utf-8")
    done = split("a.txt", "--target", b"Caf\xe9", **variables)
    assert (done.returncode, done.stderr.decode()) == (
        1,
        "newsstance: the argument b'Caf\\xe9' is not text in UTF-8, as names must be; type it in a terminal that uses "
        "UTF-8\n",
    )
