"""The verb `export`: what stands in the folder, what doesn't, and whom it refuses; nothing is written half."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from annotation.codebook.codebook import read_codebook
from annotation.errors import DataError
from annotation.tables.frames import read_frame, to_frame
from annotation.tables.read import read_rows
from annotation.tables.schema import ANSWERS, GOLD, SENTENCES, Table, check_row
from annotation.tables.write import write_rows
from exports.agreement.agreement import agreements
from exports.dataset.export import ExportOptions, gather_inputs, write_export
from exports.dataset.output_folder import atomic_folder, file_digests
from exports.dataset.redaction import ReleaseOptions
from tests.examples.export import ARTICLE, CODEBOOK, PEOPLE, contents, exported, run, words

SECRETS = (*PEOPLE, "quokka", "numbat", "rained", "wombat", "19.25", "2026-01-02")
FORMS = ("csv", "parquet", "huggingface")


def known(path: str, table: Table) -> pd.DataFrame:
    """A table's contract columns, sorted; an empty text is none."""
    key = [column for column in ("sentence", "question") if column in table.columns]
    rows = ({column: None if value == "" else value for column, value in row.items()} for row in read_rows(path, table))
    return to_frame(rows, table)[list(table.columns)].sort_values(key).reset_index(drop=True)


@pytest.mark.parametrize("form", FORMS)
def test_the_folder_holds_tables_card_codebook_and_a_list_of_all(study: Path, form: str) -> None:
    ran = exported("--as", form, "--license", "cc-by-4.0")
    tables = {"csv": "{}.csv", "parquet": "{}.parquet", "huggingface": "data/{}.parquet"}[form]
    wanted = {"README.md", "codebook.qdc", "codebook.toml", *map(tables.format, ("answers", "gold", "sentences"))}
    listed = json.loads((study / "out" / "export.json").read_text())
    assert set(contents(study / "out")) == {*wanted, "export.json"}
    assert listed["files"] == file_digests(study / "out")
    questions = sum(question.kind == "choice" for question in read_codebook(CODEBOOK).questions)
    assert listed["rows"] == {"answers": 3 * 3 * questions, "gold": len(read_frame("gold.csv", GOLD)), "sentences": 3}
    assert (study / "out" / "codebook.toml").read_bytes() == CODEBOOK.read_bytes()
    assert [line.split()[0] for line in ran.stdout.splitlines()] == ["file", *sorted(wanted)]
    assert ran.stderr.splitlines() == [
        "left out: after, before, text (--with-text hands them on)",
        "left out: comment (--with-comments hands it on)",
        "left out: answered_at, seconds (--with-pace hands them on)",
    ]


@pytest.mark.parametrize("form", FORMS)
def test_no_word_of_the_articles_no_name_no_time_is_in_it(study: Path, form: str) -> None:
    exported("--as", form)
    assert [secret for secret in SECRETS if secret in words(study / "out")] == []
    assert "own pseudonyms: they are called `a1`" in words(study / "out")


@pytest.mark.parametrize("form", FORMS)
def test_all_of_it_is_in_it_when_it_is_asked_for(study: Path, form: str) -> None:
    exported("--as", form, "--with-text", "--with-comments", "--with-pace", "--with-names")
    assert [secret for secret in SECRETS if secret not in words(study / "out")] == []
    assert "Putting the texts back" not in words(study / "out")
    assert "own pseudonyms" not in words(study / "out")


@pytest.mark.parametrize("form", FORMS)
def test_the_same_answers_give_the_same_bytes_whatever_the_row_order(study: Path, form: str) -> None:
    exported("--as", form)
    for name, table in (("answers.csv", ANSWERS), ("gold.csv", GOLD), ("sentences.jsonl", SENTENCES)):
        rows = list(read_rows(name, table))
        write_rows(name, rows[::-1], table)
    exported("--as", form, folder="again")
    assert contents(study / "out") == contents(study / "again")


def test_our_own_readers_read_it_back_and_agreement_is_the_same(study: Path) -> None:
    exported("--with-names", "--with-text")
    book = read_codebook(CODEBOOK)
    before, after = read_frame("answers.csv", ANSWERS), read_frame("out/answers.csv", ANSWERS)
    found = [
        [(one.question, one.alpha, one.percent, one.confused) for one in agreements(t, book)] for t in (before, after)
    ]
    assert found[0] == found[1] != []
    assert run("agree", "out/answers.csv", "--codebook", "out/codebook.toml").exit_code == 0
    for name, read, table in (("gold.csv", "out/gold.csv", GOLD), ("sentences.jsonl", "out/sentences.csv", SENTENCES)):
        pd.testing.assert_frame_equal(known(read, table), known(name, table))


def test_parquet_has_whole_numbers_numbers_truth_and_text_and_csv_says_the_same(study: Path) -> None:
    exported("--as", "parquet", "--with-pace", "--with-text", folder="p")
    exported("--with-pace", "--with-text", folder="c")
    types = {field.name: str(field.type) for field in pq.read_schema("p/answers.parquet")}
    kinds = {str: "string", int: "int64", float: "double", bool: "bool"}
    assert {name: types[name] for name in ANSWERS.columns if name in types} == {
        name: kinds[ANSWERS.kind(name) or str] for name in ANSWERS.columns if name not in ("comment",)
    }
    for name, table in (("answers", ANSWERS), ("gold", GOLD), ("sentences", SENTENCES)):
        pd.testing.assert_frame_equal(read_frame(f"p/{name}.parquet", table), read_frame(f"c/{name}.csv", table))
    assert list(pd.read_parquet("p/answers.parquet")["audit"].unique()) == [True, False]


def test_the_texts_come_back_by_the_recipe_in_the_card(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The articles are cut again, one of them changed in the meantime; the card's own lines are run."""
    for form in FORMS:
        exported("--as", form, folder=form)
        (study / "articles" / "wall.txt").write_text(ARTICLE.replace("It rained.", "It snowed."), encoding="utf-8")
        given = [word for target in read_codebook(CODEBOOK).targets for word in ("--target", target.name)]
        assert run("split", "articles", "-o", f"{form}/sentences.jsonl", *given).exit_code == 0
        recipe = (study / form / "README.md").read_text().split("```python\n")[1].split("```")[0]
        found: dict[str, Any] = {}
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(study / form)
            exec(recipe, found)  # noqa: S102 - the lines of our own card
        assert capsys.readouterr().out == "2 of 3 sentences are back, to the letter\n"
        assert found["sentences"]["text"].fillna("").tolist() == [
            "The sea wall quokka cost a million.",
            "Nobody at the numbat ministry knew.",
            "",
        ]


def test_json_is_alone_on_standard_output(study: Path) -> None:
    told = json.loads(exported("--json").stdout)
    assert told == {"folder": "out", **json.loads((study / "out" / "export.json").read_text())}


def test_without_gold_and_license_that_is_said(study: Path) -> None:
    ran = run("export", "answers.csv", "-o", "out", "--codebook", str(CODEBOOK))
    assert ran.stderr.splitlines()[-2:] == [
        "no gold: give it with --gold FILE",
        "no license: without one nobody may use this; give it with --license NAME",
    ]
    assert "gold.csv" not in contents(study / "out")


def test_the_codebook_is_found_where_the_study_keeps_it(study: Path) -> None:
    kept = study / ".newsstance" / "codebooks" / f"{read_codebook(CODEBOOK).digest[:12]}.toml"
    kept.parent.mkdir(parents=True)
    shutil.copy(CODEBOOK, kept)
    run("export", "answers.csv", "-o", "out")
    assert (study / "out" / "codebook.toml").read_bytes() == CODEBOOK.read_bytes()


def test_without_its_codebook_the_answers_go_and_the_card_names_the_labels(study: Path) -> None:
    run("export", "answers.csv", "-o", "out")
    assert "codebook.toml" not in contents(study / "out")
    question = read_codebook(CODEBOOK).questions[0]
    assert f"- `{question.name}`: `" in (study / "out" / "README.md").read_text()


TASKS = [{"id": 1, "data": {"text": "It rose."}, "annotations": [{"id": 2, "lead_time": 3.0, "result": []}]}]
FOREIGN = {
    "tasks.json": json.dumps(TASKS, indent=2),
    "bom.json": "\ufeff" + json.dumps(TASKS),
    "lines.jsonl": json.dumps(TASKS[0]) + "\n",
    "min.json": json.dumps([{"text": "It rose.", "id": 1, "annotation_id": 2, "lead_time": 3.0}]),
    "table.csv": "annotation_id,annotator,created_at,id,lead_time,mood,text\n2,1,2026-01-01,1,3.0,up,It rose.\n",
    "named.csv": "\ufeffannotation_id,annotator,id,lead_time,text\n",
}


@pytest.mark.parametrize("verb", ["export", "agree", "gold"])
@pytest.mark.parametrize("name", FOREIGN)
def test_an_export_of_label_studio_itself_is_told_from_a_table_of_answers(tmp_path: Path, name: str, verb: str) -> None:
    (tmp_path / name).write_text(FOREIGN[name], encoding="utf-8")
    ran = run(verb, name, *(["-o", "out"] if verb == "export" else []))
    assert str(ran.exception) == (
        f"{name} is an export from Label Studio itself, not a table of answers: it says neither what was asked nor "
        "what people were shown; the answers of a project that newsstance handed out come with `newsstance pull -o "
        "answers.csv`, and other projects can't be read"
    )
    assert isinstance(ran.exception, DataError)
    assert not (tmp_path / "out").exists()


def handout(study: Path, sentences: Sequence[str]) -> None:
    rows = "".join(f"{sentence},ann,first\n" for sentence in sentences)
    (study / "handout.csv").write_text(f"sentence,annotator,round\n{rows}")


def test_answers_of_another_study_are_refused(study: Path) -> None:
    handout(study, ["s1", "s2"])
    assert str(exported().exception).startswith("none of the 3 answered sentences was handed out from this folder")
    assert not (study / "out").exists()


def test_an_answer_to_a_sentence_that_was_never_handed_out_is_named(study: Path) -> None:
    known = sorted(read_frame("sentences.jsonl", SENTENCES)["sentence"])
    handout(study, known[1:])
    assert f"1 answered sentence never handed out from this folder (first: {known[0]})" in exported().stderr
    handout(study, known)
    assert "never handed out" not in exported(folder="again").stderr


def test_answers_under_another_codebook_are_refused(study: Path) -> None:
    (study / "other.toml").write_text(CODEBOOK.read_text().replace('version = "', 'version = "9'))
    ran = exported("--codebook", "other.toml")
    assert "answers were given under the codebook climate_framing" in str(ran.exception)
    assert exported("--codebook", "other.toml", "--any-codebook").exit_code == 0


def test_answers_under_two_codebooks_are_refused(study: Path) -> None:
    rows = list(read_rows("answers.csv", ANSWERS))
    write_rows("mixed.csv", [{**rows[0], "codebook": "moods 1 0123456789ab"}, *rows[1:]], ANSWERS)
    with pytest.raises(DataError, match="under 2 codebook versions"):
        gather_inputs(Path("mixed.csv"), None, None, None, ReleaseOptions())


def test_gold_with_a_label_that_the_codebook_lacks_is_refused(study: Path) -> None:
    gold = read_frame("gold.csv", GOLD)
    gold.assign(label="splendid").to_csv("gold.csv", index=False)
    assert "gold.csv:2: 'splendid' is no label of" in str(exported().exception)


@pytest.mark.parametrize("words", [["--license", "CC BY 4.0"], ["--language", "English"], ["--as", "xlsx"]])
def test_words_that_are_none_are_a_wrong_command_line(study: Path, words: list[str]) -> None:
    assert exported(*words).exit_code == 2
    assert not (study / "out").exists()


def test_no_answers_are_refused(study: Path) -> None:
    (study / "none.csv").write_text("sentence,annotator,question,label\n")
    assert str(exported(answers="none.csv").exception).startswith("none.csv holds no answers; fetch them with")


def test_an_earlier_export_is_replaced_as_a_whole(study: Path) -> None:
    exported("--as", "huggingface")
    assert exported("--as", "csv").exit_code == 0
    assert "data/answers.parquet" not in contents(study / "out")
    assert sorted(p.name for p in study.iterdir() if p.name.startswith(".")) == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("README.md", "out is an earlier export that holds README.md, which was changed since; move that away"),
        ("notes.txt", "out is an earlier export that holds notes.txt, which no export wrote; move that away"),
        (".git/HEAD", "out is an earlier export that holds .git/HEAD, which no export wrote; move that away"),
    ],
)
def test_an_earlier_export_with_somebodys_work_in_it_is_left_alone(study: Path, name: str, told: str) -> None:
    exported()
    (study / "out" / name).parent.mkdir(exist_ok=True)
    (study / "out" / name).write_text("mine")
    before = contents(study / "out")
    assert str(exported("--as", "parquet").exception).startswith(told)
    assert contents(study / "out") == before


def test_a_folder_of_somebody_else_is_left_alone(study: Path) -> None:
    assert str(exported(folder="articles").exception).startswith("articles is a folder with files that no export wrote")
    assert str(exported(folder="gold.csv").exception) == "cannot write gold.csv: it is a file; name a folder"
    assert str(exported(folder="gold.csv/below").exception).startswith("cannot write gold.csv/below: ")


def test_what_fails_half_way_leaves_the_earlier_export_as_it_was(study: Path) -> None:
    exported()
    before = contents(study)
    with pytest.raises(DataError), atomic_folder(study / "out") as beside:
        write_rows(beside / "answers.csv", iter(lambda: check_row(ANSWERS, {}, "row 1"), None), ANSWERS)
    assert contents(study) == before
    assert [path.name for path in study.iterdir() if path.name.startswith(".")] == []


def test_an_empty_folder_is_filled(study: Path) -> None:
    (study / "out").mkdir()
    assert exported().exit_code == 0


def test_spans_alone_are_handed_on_too(tmp_path: Path) -> None:
    span = {"sentence": "s1", "annotator": "ann", "question": "words", "label": "cue", "text": "It rose."}
    write_rows(tmp_path / "spans.jsonl", [{**span, "start": 0, "end": 2}], ANSWERS)
    found = gather_inputs(tmp_path / "spans.jsonl", None, None, None, ReleaseOptions())
    listed = write_export(tmp_path / "out", found, ExportOptions("csv", "", "unknown", "en", 0))
    assert listed["rows"] == {"answers": 1, "sentences": 1}
    assert "there is nothing to compare" in (tmp_path / "out" / "README.md").read_text()


@pytest.mark.parametrize("label", ["NA", "None", 'a "b", c\nd', "=1+1", "ü", "01", "1.50", "T", "true"])
def test_labels_that_look_like_something_else_come_back_as_they_were(tmp_path: Path, label: str) -> None:
    row = {"sentence": "0123e4", "annotator": "007", "question": "mood", "label": label, "text": "It rose."}
    write_rows(tmp_path / "a.jsonl", [{**row, "article": "2024"}], ANSWERS)
    run("export", "a.jsonl", "-o", "out", "--with-names")
    assert read_frame("out/answers.csv", ANSWERS)["label"].tolist() == [label]
    reading = (tmp_path / "out" / "README.md").read_text().split("```python\n")[2].split("```")[0]
    found: dict[str, Any] = {"pd": pd}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path / "out")
        exec(reading, found)  # noqa: S102 - the lines of our own card
    columns = ["sentence", "annotator", "label", "article"]
    assert found["answers"][columns].to_numpy().tolist() == [["0123e4", "007", label, "2024"]]
