"""The verb `split`."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from annotation.errors import NewsstanceError
from newsstance import app

TEXT = "Minister quits\nElon Musk met Ms. Hill. “We won,” he said.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text(TEXT)
    (tmp_path / "news" / "b.md").write_text("# Talks\n\nMusk *left*.\n")
    return tmp_path


def run(*arguments: str) -> tuple[int, str, list[str]]:
    result = CliRunner().invoke(app, ["split", *arguments])
    if isinstance(result.exception, NewsstanceError):
        return 1, result.stdout, [str(result.exception)]
    return result.exit_code, result.stdout, result.stderr.splitlines()


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_split_writes_sentences_and_the_texts_they_count_in(folder: Path) -> None:
    status, out, said = run("news", "-o", "s.jsonl", "--articles", "a.csv", "--target", "Elon Musk", "--alias", "Musk")
    assert (status, out, said) == (0, "", ["2 articles: 3 sentences, 2 headings"])
    with (folder / "a.csv").open(newline="") as file:
        texts = {row["id"]: row["text"] for row in csv.DictReader(file)}
    assert texts == {"a": TEXT, "b": "Talks\n\nMusk left."}
    rows = lines(folder / "s.jsonl")
    assert [(row["article"], row["kind"], row["text"], row.get("target_start")) for row in rows] == [
        ("a", "heading", "Minister quits", None),
        ("a", "sentence", "Elon Musk met Ms. Hill.", 0),
        ("a", "sentence", "“We won,” he said.", None),
        ("b", "heading", "Talks", None),
        ("b", "sentence", "Musk left.", 0),
    ]
    assert [texts[row["article"]][row["start"] : row["end"]] for row in rows] == [row["text"] for row in rows]


def test_a_name_that_is_not_the_targets_is_no_mention(folder: Path) -> None:
    (folder / "c.txt").write_text("Kimbal Musk left. Then Musk left the Musk Foundation.")
    options = ["--target", "Elon Musk", "--alias", "Musk", "--not", "Kimbal Musk", "--not", "Musk Foundation"]
    assert run("c.txt", "-o", "s.csv", "--articles", "a.csv", *options)[0] == 0
    with (folder / "s.csv").open(newline="") as file:
        rows = [(row["not_aliases"], row["target_start"]) for row in csv.DictReader(file)]
    assert rows == [("Kimbal Musk|Musk Foundation", ""), ("Kimbal Musk|Musk Foundation", "5")]
    run("a.csv", "-o", "again.csv")
    assert (folder / "again.csv").read_text() == (folder / "s.csv").read_text()


def test_the_written_articles_give_the_same_sentences(folder: Path) -> None:
    run("news", "-o", "s.jsonl", "--articles", "a.parquet", "--target", "Elon Musk; NASA")
    run("a.parquet", "-o", "again.jsonl")
    assert lines(folder / "again.jsonl") == lines(folder / "s.jsonl")
    run("news", "-o", "plain.jsonl", "--target", "Elon Musk", "--target", "NASA")
    assert lines(folder / "plain.jsonl") == lines(folder / "s.jsonl")
    assert [row["target"] for row in lines(folder / "s.jsonl")] == [
        *["Elon Musk"] * 3,
        *["NASA"] * 3,
        *["Elon Musk"] * 2,
        *["NASA"] * 2,
    ]


def test_standard_output_holds_rows_and_standard_error_the_rest(folder: Path) -> None:
    status, out, said = run("news/a.txt")
    assert status == 0
    assert [json.loads(line)["position"] for line in out.splitlines()] == [0, 1, 2]
    assert said == [
        "1 article: 2 sentences, 1 heading",
        "no target is given: questions about a target, such as stance, stay empty there; --target NAME names one",
    ]


def test_what_is_remarkable_is_said(folder: Path) -> None:
    german = "Die Ministerin trat am Dienstag zurück, weil sie das neue Gesetz nicht unterschreiben wollte."
    (folder / "news" / "c.txt").write_text(german)
    (folder / "news" / "d.pdf").write_text("")
    assert run("news", "-o", "s.csv", "--target", "Elon Musk")[2] == [
        "news: left out 1 other file: .pdf (1)",
        "3 articles: 4 sentences, 2 headings",
        "2 articles never mention their target (b: Elon Musk, c: Elon Musk); "
        "other names of it are given with --alias NAME",
        "1 article is not in English (c: German); sentences are cut by English rules",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gone.txt"], "there is no file or folder gone.txt"),
        (
            ["news", "--alias", "Musk"],
            "--alias 'Musk' needs a target that it is another name of; name it with --target NAME",
        ),
        (["news", "--articles", "-"], "--articles - would be mixed with the sentences; name another file"),
        (["news", "-o", "s.csv", "--articles", "s.csv"], "--articles s.csv would be mixed with the sentences"),
        (["news", "-o", "s.txt"], "s.txt: a table's name ends in .jsonl, .csv, .parquet (or is - for JSON lines)"),
        (
            ["bad.jsonl"],
            'bad.jsonl:17 is not JSON: it ends in the middle (with \'b", "text": "x", "":\'); the line is cut off',
        ),
        (["bad.csv"], "bad.csv has no column 'text' (it has: id, title); a table of articles needs 'id', 'text'"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_written(folder: Path, arguments: list[str], message: str) -> None:
    good = '{"id": "a", "text": "He won."}\n'
    (folder / "bad.jsonl").write_text(good * 16 + '{"id": "b", "text": "x", "": ')
    (folder / "bad.csv").write_text("id,title\na,b\n")
    before = sorted(folder.iterdir())
    status, _, said = run(*arguments, *([] if "-o" in arguments else ["-o", "s.jsonl"]))
    assert (status, len(said)) == (1, 1)
    assert said[0].startswith(message)
    assert sorted(folder.iterdir()) == before


def test_a_bad_article_leaves_an_earlier_result_as_it_was(folder: Path) -> None:
    run("news", "-o", "s.jsonl")
    before = (folder / "s.jsonl").read_bytes()
    (folder / "news" / "z.txt").write_bytes(b"\xff\xff")
    assert run("news", "-o", "s.jsonl")[2] == [
        "news/z.txt:1 is not utf-8: byte 0xff at position 0; "
        "name the encoding it is in, such as --encoding cp1252 (Windows)"
    ]
    assert (folder / "s.jsonl").read_bytes() == before
    assert sorted(each.name for each in folder.iterdir()) == ["news", "s.jsonl"]


def test_articles_come_through_a_pipe_in_any_locale(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "newsstance", "split", "-", "--target", "Musk"],
        input='{"id": "a", "text": "Musk won 😀."}\n'.encode(),
        capture_output=True,
        check=True,
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"},
    )
    assert json.loads(done.stdout)["text"] == "Musk won 😀."
    assert done.stderr == b"1 article: 1 sentence, 0 headings\n"


def test_lines_without_a_period_are_named_with_the_way_out(folder: Path) -> None:
    (folder / "tweets.csv").write_text("id,text\na1,Hale lied to us all #salem\na2,MOSS: Hale lied\n")
    assert run("tweets.csv", "-o", "all.jsonl")[2][:2] == [
        "2 articles: 2 sentences, 0 headings",
        "2 articles have no line with a final period (a1, a2): each line counts as a sentence, none as a heading",
    ]
    (folder / "mixed.txt").write_text("Hale lied\nMoss won\nShe left.\n")
    assert run("mixed.txt", "-o", "some.jsonl")[2][:2] == [
        "1 article: 1 sentence, 2 headings",
        "headings are lines without a final period; --no-headings counts each of them as a sentence, and so does a "
        "table with a column 'sentence', the id of each line",
    ]
    assert run("mixed.txt", "-o", "some.jsonl", "--no-headings")[2][0] == "1 article: 3 sentences, 0 headings"
