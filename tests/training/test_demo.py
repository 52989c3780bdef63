"""The demo checks its own counts, and the checks can fail."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotation.articles.split_files import split_files
from annotation.codebook.codebook import Codebook
from annotation.errors import DataError, NewsstanceError
from annotation.tables.schema import ANSWERS
from annotation.tables.write import write_rows
from tests.conftest import CONFIGS
from training.demo import Demo, answer_keys, check_pulled, make_folder_anew, sample_answers

Rows = list[dict[str, Any]]


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    new_demo = Demo(tmp_path, CONFIGS / "samples", lambda words: None)
    table = str(tmp_path / "sentences.jsonl")
    split_files([str(new_demo.samples / "articles")], table, articles="", targets=(), encoding="utf-8")
    return new_demo


def pulled(demo: Demo, codebook: Codebook) -> Rows:
    """What `pull` would write if everything came back."""
    rows: Rows = []
    for annotator, sentences in sample_answers(demo).items():
        for sentence, answer_of_sample in sentences.items():
            base = {"sentence": sentence, "annotator": annotator}
            if "skipped" in answer_of_sample:
                rows.append({**base, "question": None, "label": None, "status": "skipped"})
            for _, question, label, start, end in answer_keys(sentence, answer_of_sample, codebook):
                answer = {"question": question, "label": label, "start": start, "end": end}
                rows.append({**base, **answer, "status": "answered"})
    return rows


def check(demo: Demo, rows: Rows) -> None:
    write_rows(demo.folder / "answers.csv", rows, ANSWERS)
    check_pulled(demo)


def test_what_came_back_whole_passes(demo: Demo, codebook: Codebook) -> None:
    check(demo, pulled(demo, codebook))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: rows[1:],  # one is lost
        lambda rows: [*rows, rows[0]],  # one came twice
        lambda rows: [{**rows[0], "label": "unclear"}, *rows[1:]],
        lambda rows: [{**rows[0], "annotator": "bob"}, *rows[1:]],
        lambda rows: [{**row, "start": row["start"] + 1} if row.get("start") else row for row in rows],
    ],
)
def test_anything_that_is_off_stops_the_demo(demo: Demo, codebook: Codebook, spoil: Callable[[Rows], Rows]) -> None:
    with pytest.raises(DataError, match=r"gave \d+ answers, \d+ came back; one is"):
        check(demo, spoil(pulled(demo, codebook)))


def test_a_skip_that_got_lost_stops_the_demo(demo: Demo, codebook: Codebook) -> None:
    without_skips = [row for row in pulled(demo, codebook) if row["status"] != "skipped"]
    with pytest.raises(DataError, match="skipped other sentences than came back"):
        check(demo, without_skips)


def test_a_folder_that_no_demo_made_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(DataError, match="is not empty, and no demo made it"):
        make_folder_anew(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_demo_starts_anew_in_its_own_folder(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    make_folder_anew(folder)
    (folder / "answers.csv").touch()
    make_folder_anew(folder)
    assert [path.name for path in folder.iterdir()] == ["demo.json"]


def test_a_verb_that_fails_stops_the_demo(demo: Demo) -> None:
    with pytest.raises(NewsstanceError, match="`newsstance gold` ended with status 1"):
        demo.run_verb("gold", "no-such-file.csv")
