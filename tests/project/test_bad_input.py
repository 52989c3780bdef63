"""Bad input: one clear line that starts with `newsstance: `, status 1, and every file as it was.

A server whose legacy tokens are switched off is in test_studio.py.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.examples.bad_input import ANSWERS, ARTICLE, DEFAULT, SENTENCES, Refused, files, write

ONE_LINE: Mapping[str, tuple[Mapping[str, str | bytes], str, str]] = {
    "not a codebook, but a table": (
        {"book.toml": "sentence,label\n"},
        "codebook check book.toml",
        "book.toml is not a codebook: it is not TOML: "
        "Expected '=' after a key in a key/value pair (at line 1, column 9)",
    ),
    "not a codebook, but other settings": (
        {"book.toml": "[tool]\nx = 1\n"},
        "codebook check book.toml",
        "book.toml is not a codebook: it has neither a name nor questions",
    ),
    "an address in place of a codebook": (
        {},
        "codebook check https://example.org/book.toml",
        "no codebook at https://example.org/book.toml",
    ),
    "a folder that is no model": (
        {"folder/": "", **ARTICLE},
        "score a.txt --model folder -o s.csv",
        "folder is no model: it has none of a model's files, such as card.json; name a model's folder",
    ),
    "no answers": (
        {"a.jsonl": ""},
        "agree a.jsonl",
        "a.jsonl holds no answers; fetch them with `newsstance pull -o answers.csv`",
    ),
    "no labeled sentences": (
        {"a.jsonl": ""},
        "train a.jsonl --question tone",
        "a.jsonl has no rows; newsstance gold ANSWERS --labeled FILE makes labeled sentences",
    ),
    "answers in place of labeled sentences": (
        {"answers.jsonl": ANSWERS},
        "train answers.jsonl --question tone",
        "answers.jsonl:1 is a table of answers, a row for each annotator; newsstance gold ANSWERS --labeled "
        "labeled.jsonl makes it a row for each sentence, ready for training",
    ),
    "UTF-16 in a verb that has no --encoding": (
        {"a.csv": "sentence,annotator,question,label\r\n".encode("utf-16")},
        "gold a.csv",
        "a.csv is not a text file (it has NUL bytes); save it again as UTF-8 (spreadsheets call that CSV UTF-8)",
    ),
    "no codebook": ({}, "codebook check book.toml", "no codebook at book.toml"),
    "an empty folder": (
        {"empty/": ""},
        "split empty -o s.jsonl",
        "there are no articles (.txt .md .html) in the folder empty; it is empty",
    ),
    "a binary file": (
        {"a.txt": b"\x7fELF\x02\x01\x00\x00"},
        "split a.txt -o s.jsonl",
        "a.txt is not a text file (it has NUL bytes)",
    ),
    "Windows-1252 in a verb that has no --encoding": (
        {"a.csv": "sentence,annotator,question,label,comment\r\ns1,ann,mood,up,Zürich\r\n".encode("cp1252")},
        "gold a.csv",
        "a.csv:2 is not utf-8: byte 0xfc at position 16; save it again as UTF-8 (spreadsheets call that CSV UTF-8)",
    ),
    "a number of 5,000 digits": (
        {"a.jsonl": '{"sentence": ' + "9" * 5_000 + "}\n"},
        "gold a.jsonl",
        "a.jsonl:1 holds a number of thousands of digits; each line is one JSON object",
    ),
    "Latin-1": (
        {"a.txt": b"Caf\xe9 closes."},
        "split a.txt -o s.jsonl",
        "a.txt:1 is not utf-8: byte 0xe9 at position 3; name the encoding it is in, such as --encoding cp1252 "
        "(Windows)",
    ),
    "broken JSON on line 17": (
        {"a.jsonl": "".join(f'{{"id": "{n}", "text": "He won."}}\n' for n in range(16)) + '{"id": \n'},
        "split a.jsonl -o s.jsonl",
        "a.jsonl:17 is not JSON: it ends in the middle (with '{{\"id\":'); the line is cut off",
    ),
    "a table without text": (
        {"a.csv": "id,body\n1,He won.\n"},
        "split a.csv -o s.jsonl",
        "a.csv has no column 'text' (it has: id, body); a table of articles needs 'id', 'text'",
    ),
    "one id for two texts": (
        {"a.jsonl": '{"id": "a", "text": "He won."}\n{"id": "a", "text": "He lost."}\n'},
        "split a.jsonl -o s.jsonl",
        "the article id 'a' is given twice with different text: a.jsonl:1 and a.jsonl:2; give each article its own id "
        "(a file's is its path, or 'id' in its front matter)",
    ),
    "a path that doesn't exist": ({}, "split nowhere -o s.jsonl", "there is no file or folder nowhere"),
    "a table that doesn't exist": ({}, "agree answers.csv", "there is no file answers.csv"),
    "a model that doesn't exist": (
        ARTICLE,
        "score a.txt --model m -o s.csv",
        "there is no model 'm', neither as a folder nor on the shelf models (there: none; newsstance train makes one)",
    ),
    "a folder where nobody can write": (
        ARTICLE,
        "split a.txt -o /proc/s.jsonl",
        "cannot write /proc/s.jsonl: No such file or directory",
    ),
    "a file where a folder should be": (
        ARTICLE,
        "split a.txt -o a.txt/s.jsonl",
        "cannot write {here}/a.txt/s.jsonl: the folder it should be in is a file; name another path",
    ),
    "an unknown ending, told before the articles are looked for": (
        {},
        "split nowhere -o s.txt",
        "s.txt: a table's name ends in .jsonl, .csv, .parquet (or is - for JSON lines)",
    ),
    "an unknown ending of a second file, before the first is written": (
        {"answers.jsonl": ANSWERS},
        "gold answers.jsonl -o gold.csv --labeled labeled.txt",
        "labeled.txt: a table's name ends in .jsonl, .csv, .parquet (or is - for JSON lines)",
    ),
    "an unknown ending, before Label Studio is asked": (
        {},
        "pull -o answers.xls",
        "answers.xls: a table's name ends in .jsonl, .csv, .parquet (or is - for JSON lines)",
    ),
    "nobody's alias": (
        ARTICLE,
        "split a.txt --alias Lovelace",
        "--alias 'Lovelace' needs a target that it is another name of; name it with --target NAME",
    ),
    "no Label Studio environment": (
        {},
        "studio --environment nowhere",
        "Label Studio's environment is missing: no bin/label-studio in nowhere; `make setup` makes it, or: "
        "python3 -m venv nowhere && nowhere/bin/pip install -c constraints-studio.txt label-studio; an environment "
        "elsewhere is named by --environment or NEWSSTANCE_STUDIO_VENV",
    ),
    "no Label Studio running": (
        {"s.jsonl": SENTENCES},
        "push s.jsonl --annotators ann",
        "no Label Studio runs on studio; start it with `newsstance studio`, or name another server in "
        "LABEL_STUDIO_URL and its key in LABEL_STUDIO_API_KEY",
    ),
    "another server without a key": (
        {"s.jsonl": SENTENCES},
        "push s.jsonl --annotators ann --url http://127.0.0.1:9",
        "there is no key for http://127.0.0.1:9; put a personal access token or a legacy token of that server into "
        "the environment variable LABEL_STUDIO_API_KEY",
    ),
    "a pull where nothing was pushed": (
        {},
        "pull -o answers.csv",
        "nothing was pushed from {here}: it has no .newsstance/study.json; run this in the folder you pushed from",
    ),
    "an annotator named twice": (
        {"s.jsonl": SENTENCES},
        "push s.jsonl --annotators ann,bob,ann",
        "--annotators names ann twice; name each annotator once",
    ),
    "an overlap above 1": (
        {"s.jsonl": SENTENCES},
        "push s.jsonl --annotators ann,bob --overlap 1.5",
        "--overlap 1.5 is no share; it is between 0 (no sentence) and 1 (every sentence)",
    ),
    "an audit share that doesn't fit into the overlap": (
        {"s.jsonl": SENTENCES},
        "push s.jsonl --annotators ann,bob --overlap 0.3 --audit 0.4",
        "--audit 0.4 does not fit into --overlap 0.3: audit sentences go to everybody and count there; give a larger "
        "--overlap or a smaller --audit",
    ),
    "more answers a sentence than annotators": (
        {"s.jsonl": SENTENCES},
        "push s.jsonl --annotators ann,bob --per-sentence 3",
        "--per-sentence 3 is not possible with 2 (ann, bob); it is between 1 and the number of annotators",
    ),
    "an unknown setting": (
        {"newsstance.toml": "rounds = 'pilot'\n", **ARTICLE},
        "split a.txt -o s.jsonl",
        "newsstance.toml: 'rounds' is no setting (there are: codebook, round, annotators, target, alias, not, model, "
        "models, seed, studio, port, public_address, url)",
    ),
    "a secret in the settings": (
        {"newsstance.toml": "api_key = 'abc'\n", **ARTICLE},
        "split a.txt -o s.jsonl",
        "newsstance.toml: 'api_key' is a secret and belongs in the environment (LABEL_STUDIO_API_KEY), not in a file "
        "that is shared",
    ),
}


def test_a_codebook_with_several_problems_has_a_line_for_each(run: Callable[..., tuple[int, str]]) -> None:
    keys = 'name = "x"\nversion = "1"\ntitle = "A"\nintroduction = "B"\nfoo = 1\n'
    write({"book.toml": f'{keys}[[questions]]\nname = "q"\n'})
    status, said = run("codebook", "check", "book.toml")
    assert (status, said.splitlines()) == (
        1,
        [
            "newsstance: book.toml has 5 problems:",
            "  'foo' is an unknown key (known keys: name, version, title, introduction, questions, target, aliases, "
            "not_aliases, language, words)",
            "  question 'q': 'kind' is missing",
            "  question 'q': 'title' is missing",
            "  question 'q': 'text' is missing",
            "  question 'q': 'labels' is missing",
        ],
    )


@pytest.mark.parametrize("case", ONE_LINE)
def test_bad_input_is_one_clear_line_and_nothing_is_lost(case: str, refused: Refused) -> None:
    contents, words, line = ONE_LINE[case]
    write(contents)
    assert refused(*words.split()) == line.format(here=Path.cwd())


def test_two_labels_with_one_hotkey(refused: Refused) -> None:
    write({"book.toml": DEFAULT.replace('hotkey = "2"', 'hotkey = "1"', 1)})
    said = refused("codebook", "check", "book.toml")
    assert said.startswith("book.toml: ")
    assert "hotkey" in said
    assert "'1'" in said


@pytest.mark.parametrize("scored", [True, False])
def test_shares_that_add_up_to_more_than_everything(scored: bool, refused: Refused) -> None:
    """Said before a server is asked for, and also where nothing is pre-labeled."""
    score = {"sourcing": "named", "sourcing_probability": 0.5, "model": "m"} if scored else {}
    write({"s.jsonl": json.dumps({**json.loads(SENTENCES), **score}) + "\n", "book.toml": DEFAULT})
    push = ("push", "s.jsonl", "--annotators", "ann", "--codebook", "book.toml")
    assert refused(*push, "--audit", "0.6", "--blind", "0.5") == (
        "--blind 0.5 and --audit 0.6 add up to more than everything: both are shares of the new sentences, and no "
        "sentence is in both; give smaller ones"
    )


def test_one_class_only(refused: Refused) -> None:
    rows = [{"text": f"He won {n} times.", "article": str(n), "tone": "calm"} for n in range(9)]
    write({"labeled.jsonl": "".join(json.dumps(row) + "\n" for row in rows)})
    assert refused("train", "labeled.jsonl", "--question", "tone", "-o", "models") == (
        "'tone' is 'calm' for all 9 sentences: a model needs at least two different labels to tell apart; label more, "
        "or leave the question out (--question names those to train)"
    )


@pytest.fixture
def model(run: Callable[..., tuple[int, str]]) -> Path:
    """A small model on the shelf of the working folder."""
    rows = [
        {"text": f"{who} spoke {n} times.", "article": f"{who}{n}", "tone": tone}
        for who, tone in (("Ada", "calm"), ("Bo", "loud"))
        for n in range(8)
    ]
    write({"labeled.jsonl": "".join(json.dumps(row) + "\n" for row in rows), **ARTICLE})
    assert run("train", "labeled.jsonl", "--question", "tone", "-o", "models")[0] == 0
    (folder,) = Path("models").iterdir()
    return folder


@pytest.mark.parametrize("name", ["card.json", "terms.json", "weights.npz", "seen.txt"])
def test_a_model_folder_with_a_missing_or_a_damaged_file(name: str, model: Path, refused: Refused) -> None:
    score = ("score", "a.txt", "--model", str(model), "-o", "scores.csv")
    whole = (model / name).read_bytes()
    (model / name).write_bytes(whole + b"\n")
    assert refused(*score) == (
        f"{model}: {name} is not what training wrote (its digest is not the one in SHA256SUMS), so it was damaged or "
        "edited; copy it again from where it came, or train it again"
    )
    (model / name).unlink()
    assert refused(*score) == (
        f"{model} is not a complete model: {name}: No such file or directory (a model has pipeline.joblib, card.json, "
        "MODELCARD.md, evaluation.json, seen.txt, terms.json, weights.npz, SHA256SUMS); copy it again from where it "
        "came, or train it again"
    )


@pytest.mark.parametrize("words", ["split a.txt --bogus", "split", "score a.txt", "train x.jsonl --seed one", "sing"])
def test_a_wrong_command_line_is_status_2(words: str, run: Callable[..., tuple[int, str]]) -> None:
    write(ARTICLE)
    status, said = run(*words.split())
    assert status == 2
    assert said.startswith("Usage: newsstance")
    assert files() == {"a.txt": ARTICLE["a.txt"].encode()}
