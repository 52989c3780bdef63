"""The verb `score`: new text in, labels out, and rows that can't be used beside them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from annotation.tables.read import read_rows
from annotation.tables.schema import LABELED, SCORES, SENTENCES
from annotation.tables.write import write_rows
from tests.examples.training import ROWS, run


def test_score_tables_of_sentences(model: Path) -> None:
    write_rows("new.csv", [{"sentence": "n", "text": "Zoe blamed the plan."}], SENTENCES)
    run("score", "new.csv", "--model", model.name, "-o", "scores.parquet")
    [printed] = read_rows("scores.parquet", SCORES)
    assert (printed["view"], printed["tone"], printed["model"]) == ("con", "loud", model.name)


def test_score_an_article_to_standard_output_without_its_headings(model: Path) -> None:
    Path("article.txt").write_text("The plan\n\nZoe praised the plan. Yan met on a monday.\n")
    result = run("score", "article.txt", "--model", model)
    printed = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(row["text"], row["view"]) for row in printed] == [
        ("Zoe praised the plan.", "pro"),
        ("Yan met on a monday.", "none"),
    ]
    assert "scored 2 sentences, left out 1 heading" in result.stderr


def test_score_goes_on_over_bad_rows_and_ends_with_status_3(model: Path) -> None:
    Path("new.jsonl").write_text(
        '{"sentence": "a", "text": "Zoe praised the plan."}\n'
        '{"sentence": "b", "text": }\n'
        '{"sentence": "c", "text": ""}\n'
        '{"sentence": "d", "text": "Yan blamed the plan."}\n'
    )
    result = run("score", "new.jsonl", "--model", model, "-o", "out.csv")
    assert result.exit_code == 3
    assert [row["sentence"] for row in read_rows("out.csv", SCORES)] == ["a", "d"]
    left_out = [json.loads(line) for line in Path("out.csv.left-out.jsonl").read_text().splitlines()]
    assert [row["where"] for row in left_out] == ["new.jsonl:2", "new.jsonl:3"]
    assert "is not JSON" in left_out[0]["why"]
    assert "2 rows left out, with the reasons in out.csv.left-out.jsonl" in result.stderr


def test_score_removes_the_left_out_rows_of_an_earlier_run(model: Path) -> None:
    Path("new.jsonl").write_text('{"sentence": "a", "text": ""}\n')
    assert run("score", "new.jsonl", "--model", model, "-o", "out.csv").exit_code == 3
    Path("new.jsonl").write_text('{"sentence": "a", "text": "Zoe won."}\n')
    assert run("score", "new.jsonl", "--model", model, "-o", "out.csv").exit_code == 0
    assert not Path("out.csv.left-out.jsonl").exists()


@pytest.mark.parametrize("output", ["new.jsonl", "./new.jsonl", "link.jsonl"])
def test_score_writes_over_nothing_that_it_reads(model: Path, output: str) -> None:
    """Rows that were left out, and headings, would be in no file any more."""
    Path("new.jsonl").write_text('{"sentence": "a", "text": ""}\n')
    Path("link.jsonl").symlink_to("new.jsonl")
    error = run("score", "new.jsonl", "--model", model, "-o", output, fails=True).exception
    assert str(error) == f"{output} is one of the files that are read, and would be overwritten; name another output"
    Path("z.jsonl.left-out.jsonl").write_text('{"sentence": "a", "text": "Zoe won."}\n')
    error = run("score", "z.jsonl.left-out.jsonl", "--model", model, "-o", "z.jsonl", fails=True).exception
    assert str(error).startswith("z.jsonl.left-out.jsonl is one of the files that are read")


def test_score_goes_on_over_what_is_wrong_with_one_row_or_article(model: Path) -> None:
    Path("new.jsonl").write_bytes(
        b'{"sentence": "a", "text": "Zoe praised the plan."}\n'
        b'{"sentence": "b", "text": "Zo\xeb"}\n'
        b'{"sentence": "c", "text": "Zoe won.", "note": 1e999}\n'
        b'{"sentence": "d", "text": "Yan blamed the plan.", "note": 1e9}\n'
    )
    Path("articles.csv").write_text("id,text\na,Zoe won.\na,Zoe lost.\nb,Zoe slept.\n")
    result = run("score", "new.jsonl", "articles.csv", "--model", model, "-o", "out.jsonl")
    assert result.exit_code == 3
    assert [row["text"] for row in read_rows("out.jsonl", SCORES)] == [
        "Zoe praised the plan.",
        "Yan blamed the plan.",
        "Zoe won.",
        "Zoe slept.",
    ]
    why = [json.loads(line)["why"] for line in Path("out.jsonl.left-out.jsonl").read_text().splitlines()]
    assert why[0].startswith("new.jsonl:2 is not utf-8: byte 0xeb at position 29")
    assert why[1] == "new.jsonl:3 holds a number that is larger than 1.8e308, the largest possible"
    assert why[2].startswith("the article id 'a' is given twice with different text")
    assert "Infinity" not in Path("out.jsonl").read_text()


def test_an_unknown_encoding_is_a_wrong_option_and_no_bad_file(model: Path) -> None:
    Path("article.txt").write_text("Zoe won.")
    error = run("score", "article.txt", "--model", model, "--encoding", "nope", fails=True).exception
    assert str(error).startswith("no encoding is called 'nope'")


def test_a_target_of_white_space_is_none(model: Path) -> None:
    Path("new.jsonl").write_text('{"sentence": "a", "text": "Zoe praised it.", "target": "  "}\n')
    printed = json.loads(run("score", "new.jsonl", "--model", model, "--target", "Zoe").stdout)
    assert (printed["target"], printed["target_start"]) == ("Zoe", 0)


def test_a_score_that_fails_leaves_no_file(model: Path) -> None:
    write_rows("new.jsonl", [{"sentence": "n", "text": "Zoe won.", "view": "mine"}], SENTENCES)
    error = run("score", "new.jsonl", "--model", model, "-o", "out.csv", fails=True).exception
    assert "new.jsonl:1 already has a column 'view'" in str(error)
    assert not Path("out.csv").exists()


def test_score_to_an_unknown_format_fails_before_the_work(model: Path) -> None:
    assert "ends in .jsonl, .csv, .parquet" in str(
        run("score", "x", "--model", model, "-o", "o.xml", fails=True).exception
    )


def test_score_with_a_target_named_on_the_command_line() -> None:
    gold_rows = [{**row, "target": row["article"]} for row in ROWS]
    write_rows("about.jsonl", gold_rows, LABELED)
    trained = run("train", "about.jsonl", "--question", "view")
    folder = trained.stdout.splitlines()[-1]
    assert "view: taken to be about the target, since the rows have one" in trained.stderr
    Path("article.txt").write_text("Zoe praised the plan.")
    without = run("score", "article.txt", "--model", folder, "--no-abstain")
    assert json.loads(without.stdout).get("view") is None
    assert "view: 1 sentence without a target stay empty" in without.stderr
    printed = json.loads(run("score", "article.txt", "--model", folder, "--no-abstain", "--target", "Zoe").stdout)
    assert (printed["target"], printed["view"]) == ("Zoe", "pro")


def test_status_3_and_one_line_errors_reach_the_shell(model: Path) -> None:
    Path("new.jsonl").write_text('{"sentence": "a", "text": ""}\n')
    command = [sys.executable, "-m", "newsstance", "score", "new.jsonl", "-o", "out.csv", "--model"]
    assert subprocess.run([*command, str(model)], capture_output=True, check=False).returncode == 3
    failed = subprocess.run([*command, "nix"], capture_output=True, check=False, text=True)
    assert (failed.returncode, failed.stderr.count("\n")) == (1, 1)
    assert failed.stderr.startswith("newsstance: there is no model 'nix'")


def test_a_missing_target_is_no_matter_where_the_model_has_no_question_about_one(model: Path, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "a", "text": "Ann praised the plan."}\n')
    ran = run("score", str(tmp_path / "a.jsonl"), "--model", str(model), "-o", "s.jsonl")
    assert "scored 1 sentence" in ran.stderr
    assert "target" not in ran.stderr


def test_score_names_the_way_out_where_all_are_headings(model: Path) -> None:
    rows = [{"sentence": name, "text": "Zoe blamed the plan", "kind": "heading"} for name in ("a", "b")]
    write_rows("new.csv", [*rows, {"sentence": "c", "text": "* * *", "kind": "heading"}], SENTENCES)
    told = run("score", "new.csv", "--model", model.name, "-o", "scores.csv").stderr.splitlines()
    assert told[0] == "scored 0 sentences, left out 3 headings"
    assert told[1].startswith("headings are lines without a final period; --no-headings counts each of them as ")
    told = run("score", "new.csv", "--model", model.name, "-o", "scores.csv", "--no-headings").stderr.splitlines()
    assert told[0] == "scored 2 sentences, left out 1 heading"
