"""No text, whatever it repeats, takes much more work to split than news does, and Ctrl-C ends it at once."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from annotation.articles.front_matter import split_front_matter
from annotation.articles.sentences import read_sentences
from annotation.text.targets import Target

LENGTH = 30_000
UNITS = [
    *(
        "“",
        '"',
        "'",
        "‘",
        "(",
        "1. ",
        "a\n",
        "a.\n",
        ". ",
        "Mr. ",
        "…",
        "\t",
        "\n",
        "# ",
        "- ",
        "> ",
        "[",
        "![",
        "|-|-|\n",
    ),
    *(
        "“The mayor left the town. ",
        "“?” ",
        "A? ",
        "Hi! ",
        "[1]",
        "ﬁ",
        "\u00ad",
        "e\u0301",
        "\u2028",
        "。",
        "Bo ",
        "- a\n",
    ),
]
SEED = 14


def calls(path: Path, text: str) -> int:
    """Count the functions that are called while a file is read and split: work that no other process slows down."""
    number = 0

    def count(_frame: object, event: str, _argument: Any) -> None:
        nonlocal number
        number += event in ("call", "c_call")

    path.write_text(text, newline="")
    sys.setprofile(count)
    try:
        list(read_sentences([path], targets=[Target("Bo Hale", ("Bo",))], report_remark=lambda _: None))
    finally:
        sys.setprofile(None)
    return number


@pytest.mark.parametrize("ending", [".txt", ".md"])
def test_repeated_text_takes_no_more_work_than_news(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"text{ending}"
    dice = random.Random(SEED)  # noqa: S311 - the same texts again
    words = ["the", "mayor", "of", "a", "town", "met", "people", "and", "said", "that", "it", "will", "cost", "more"]
    sentences = (" ".join(dice.choices(words, k=20)).capitalize() + ".\n\n"[: dice.randint(1, 3)] for _ in range(2000))
    news = " ".join(sentences)[:LENGTH]
    calls(path, "Die Stadt ist klein. " * 9)  # modules and the model of languages are read at the first use
    allowed = 3 * calls(path, news)
    for unit in [*UNITS, *("".join(dice.choices(UNITS, k=2)) for _ in range(15))]:
        text = "A\n" + unit * (LENGTH // len(unit)) + "\nB"
        assert calls(path, text) <= allowed, unit


def test_a_line_of_blanks_in_front_matter_takes_no_square_of_time() -> None:
    blanks = " " * 2_000_000
    text = f"---\ntitle: A{blanks}\n{blanks}\noutlet{blanks}:{blanks}B\n---\nShe left."
    assert split_front_matter(text, "a.md") == ({"title": "A", "outlet": "B"}, "She left.")


def hear_ctrl_c() -> None:
    """Take Ctrl-C as a terminal's programs do: who is started in the background ignores it otherwise."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("unit", ["“", "a{}\n", "He met {} people. ", "ﬁ{} "])
def test_ctrl_c_ends_the_split_of_a_huge_file(tmp_path: Path, unit: str) -> None:
    text = "".join(unit.format(number) for number in range(40_000))
    (tmp_path / "a.txt").write_text(text * (20_000_000 // len(text)))
    command = [sys.executable, "-m", "newsstance", "split", "a.txt", "-o", "a.jsonl", "--target", "Bo"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, preexec_fn=hear_ctrl_c) as process:
        while not list(tmp_path.glob(".*part*")) and process.poll() is None:
            time.sleep(0.01)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
    assert not (tmp_path / "a.jsonl").exists()
