"""Bad input: one clear line that starts with `newsstance: `, status 1, and every file as it was.

A server whose legacy tokens are switched off is in test_studio.py.
"""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import newsstance
from annotation.codebook.codebook import read_codebook
from annotation.labelstudio.client import Studio
from annotation.labelstudio.projects import find_projects
from annotation.labelstudio.tasks import choice
from annotation.study.study import open_study
from tests.conftest import CONFIGS

Refused = Callable[..., str]
ARTICLE = {"a.txt": "He won. She lost."}
SENTENCES = '{"sentence": "s1", "text": "He won.", "article": "a", "position": 0, "target": "Ada"}\n'
ANSWERS = '{"sentence": "s1", "annotator": "ann", "question": "tone", "label": "calm"}\n'
DEFAULT = (CONFIGS / "stance_sourcing.toml").read_text(encoding="utf-8")
OTHER = (CONFIGS / "climate_framing.toml").read_text(encoding="utf-8")


def files() -> dict[str, bytes]:
    """Every file below the working folder, but the user's trust list and what a study knows of itself."""
    found = (path for path in Path().rglob("*") if path.is_file() and path.parts[0] not in ("config", ".newsstance"))
    return {path.as_posix(): path.read_bytes() for path in found}


def write(contents: Mapping[str, str | bytes]) -> None:
    """Write files below the working folder; a name that ends in a slash is a folder."""
    for name, content in contents.items():
        path = Path(name)
        if name.endswith("/"):
            path.mkdir(parents=True)
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Run the command line as its script does; gives the status and standard error."""

    def main(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["newsstance", *words])
        capsys.readouterr()
        try:
            newsstance.main()
        except SystemExit as end:
            return int(end.code or 0), capsys.readouterr().err
        return 0, capsys.readouterr().err

    return main


@pytest.fixture
def refused(run: Callable[..., tuple[int, str]]) -> Refused:
    """Run a verb that must be refused; gives its one line."""

    def refuse(*words: str) -> str:
        before = files()
        status, said = run(*words)
        assert status == 1
        assert files() == before
        (line,) = said.splitlines()
        assert line.startswith("newsstance: ")
        return line.removeprefix("newsstance: ")

    return refuse


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
    "Latin-1": (
        {"a.txt": b"Caf\xe9 closes."},
        "split a.txt -o s.jsonl",
        "a.txt:1 is not utf-8: byte 0xe9 at position 3; name the encoding it is in, such as --encoding cp1252 or "
        "--encoding latin-1",
    ),
    "broken JSON on line 17": (
        {"a.jsonl": "".join(f'{{"id": "{n}", "text": "He won."}}\n' for n in range(16)) + '{"id": \n'},
        "split a.jsonl -o s.jsonl",
        "a.jsonl:17 is not JSON: Expecting value at character 1; each line is one JSON object",
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
        "cannot write {here}/a.txt/s.jsonl: what should be its folder is a file",
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
        "--alias 'Lovelace' is another name of nobody; say whose with --target NAME",
    ),
    "no Label Studio environment": (
        {},
        "studio --environment nowhere",
        "Label Studio's environment is missing: no bin/label-studio in nowhere; `make setup` makes it, or: "
        "python3 -m venv .venv-studio && .venv-studio/bin/pip install -c constraints-studio.txt label-studio",
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
        "newsstance.toml: 'rounds' is no setting (there are: codebook, round, annotators, target, alias, model, "
        "models, seed, studio, url)",
    ),
    "a secret in the settings": (
        {"newsstance.toml": "api_key = 'abc'\n", **ARTICLE},
        "split a.txt -o s.jsonl",
        "newsstance.toml: 'api_key' is a secret and belongs in the environment (LABEL_STUDIO_API_KEY), not in a file "
        "that is shared",
    ),
}


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


def test_no_server_where_one_is_named(refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", "0" * 40)
    write({"s.jsonl": SENTENCES})
    said = refused("push", "s.jsonl", "--annotators", "ann", "--url", "http://127.0.0.1:9")
    assert said.startswith("no answer from Label Studio at http://127.0.0.1:9 (")
    assert said.endswith("); is it running? `newsstance studio` starts one")


@pytest.mark.studio
def test_a_wrong_key(refused: Refused, studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABEL_STUDIO_URL", studio.url)
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", "0" * 40)
    write({"s.jsonl": SENTENCES})
    assert refused("push", "s.jsonl", "--annotators", "ann") == (
        f"Label Studio at {studio.url} does not take the key in LABEL_STUDIO_API_KEY (401: Invalid token.)"
    )


@pytest.fixture
def elsewhere(studio: Studio, studio_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reach the session's Label Studio as a server of somebody else's, so that no accounts are made."""
    monkeypatch.setenv("LABEL_STUDIO_URL", studio.url)
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", json.loads((studio_data / "admin.json").read_text())["token"])


@pytest.mark.studio
@pytest.mark.usefixtures("elsewhere")
def test_a_project_title_over_50_characters(refused: Refused) -> None:
    write({"s.jsonl": SENTENCES})
    assert refused("push", "s.jsonl", "--annotators", "ann", "--round", "r" * 45) == (
        f"the project's title '{'r' * 45} · ann' has 51 characters and Label Studio takes 3 to 50; give a shorter "
        "--round or a shorter name"
    )


@pytest.mark.studio
@pytest.mark.usefixtures("elsewhere")
def test_a_codebook_edited_in_the_middle_of_a_round(refused: Refused, run: Callable[..., tuple[int, str]]) -> None:
    """Nothing more is handed out under the round's name; what was handed out stays."""
    write({"s.jsonl": SENTENCES, "book.toml": DEFAULT})
    push = ("push", "s.jsonl", "--annotators", "ann", "--codebook", "book.toml", "--round", "pilot")
    assert run(*push)[0] == 0
    write({"book.toml": DEFAULT.replace('version = "1.0"', 'version = "1.1"', 1)})
    said = refused(*push)
    assert said.startswith("round 'pilot' was handed out with the codebook stance_sourcing 1.0 ")
    assert " and this is stance_sourcing 1.1 " in said
    assert "start another round (--round NAME), or push with the codebook as it was" in said


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


@pytest.mark.studio
@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("name", ["", " ", "pilot ", "pi\nlot"])
def test_a_round_without_a_name_or_with_one_that_nobody_can_type_again(name: str, refused: Refused) -> None:
    write({"s.jsonl": SENTENCES, "book.toml": DEFAULT})
    assert refused("push", "s.jsonl", "--annotators", "ann", "--codebook", "book.toml", "--round", name) == (
        f"{name!r} is no name of a round: it needs a letter or more, and no spaces at its ends; give --round NAME"
    )


@pytest.mark.studio
@pytest.mark.usefixtures("elsewhere")
def test_a_round_name_taken_with_another_codebook(refused: Refused, run: Callable[..., tuple[int, str]]) -> None:
    write({"s.jsonl": SENTENCES, "book.toml": DEFAULT, "other.toml": OTHER})
    push = ("push", "s.jsonl", "--annotators", "ann", "--round", "taken", "--codebook")
    assert run(*push, "book.toml")[0] == 0
    said = refused(*push, "other.toml")
    assert said.startswith("round 'taken' was handed out with the codebook stance_sourcing 1.0 ")
    assert " and this is climate_framing 0.2 " in said


@pytest.mark.studio
@pytest.mark.usefixtures("elsewhere")
def test_a_handout_that_was_edited_is_used_by_nobody(refused: Refused, run: Callable[..., tuple[int, str]]) -> None:
    """A value changed, a line broken, a file gone: each verb says so, and the backup brings everything back."""
    write({"s.jsonl": SENTENCES, "book.toml": DEFAULT, "a.jsonl": ANSWERS})
    push = ("push", "s.jsonl", "--annotators", "ann", "--codebook", "book.toml")
    pull = ("pull", "-o", "answers.csv", "--codebook", "book.toml")
    assert run(*push)[0] == 0
    backup = Path("handout.csv").read_bytes()
    restore = "bring handout.csv and .newsstance/handout.seal back from the same backup of the study"
    for verb in (push, pull, ("rounds",), ("export", "a.jsonl", "-o", "out")):
        write({"handout.csv": backup.replace(b"s1,ann,main,", b"s1,ann,other,")})
        assert refused(*verb) == (
            "handout.csv was edited since newsstance wrote it: added: ann on s1 in other; 1 row is gone; "
            f"{restore}, or remove the seal if the edit is to count"
        )
        write({"handout.csv": backup.replace(b"s1,ann,main,", b"s1,ann,")})
        said = refused(*verb)
        assert said.startswith("handout.csv:2 has ")
        assert said.endswith(f"; the handout is newsstance's own and was edited: {restore}")
        Path("handout.csv").unlink()
        assert refused(*verb) == f"handout.csv is gone, though sentences were handed out; {restore}"
    write({"handout.csv": backup})
    assert run(*push)[0] == run(*pull)[0] == 0
    assert Path("handout.csv").read_bytes() == backup


@pytest.mark.studio
@pytest.mark.usefixtures("elsewhere")
def test_an_answer_to_a_task_that_was_never_pushed_is_named_and_kept(
    studio: Studio, run: Callable[..., tuple[int, str]]
) -> None:
    """Somebody made a task by hand in ann's project and answered it; a repeated push leaves it alone."""
    write({"s.jsonl": SENTENCES, "book.toml": DEFAULT})
    push = ("push", "s.jsonl", "--annotators", "ann", "--codebook", "book.toml", "--round", "by-hand")
    assert run(*push)[0] == 0
    (project,) = find_projects(studio, open_study(Path())).values()
    (first,) = studio.tasks(project.id)
    (made,) = studio.import_tasks(project.id, [{"data": {**first["data"], "sentence": "mine", "text": "By hand."}}])
    studio.answer(made, [choice(read_codebook(Path("book.toml")).question("sourcing"), "named")], seconds=3)
    status, said = run("pull", "-o", "answers.jsonl", "--codebook", "book.toml")
    assert status == 0
    assert "1 sentence answered, but never pushed: ann on mine" in said
    (answer,) = [json.loads(line) for line in Path("answers.jsonl").read_text().splitlines()]
    assert (answer["sentence"], answer["text"], answer["label"], answer.get("arm")) == (
        "mine",
        "By hand.",
        "named",
        None,
    )
    assert run(*push)[0] == 0
    assert [task["id"] for task in studio.tasks(project.id)] == [first["id"], made]


@pytest.mark.studio
@pytest.mark.usefixtures("elsewhere")
def test_somebody_elses_projects_are_not_ours_to_pull(studio: Studio, refused: Refused) -> None:
    """A project without our marker, and one of another study."""
    studio.create_project("Not ours", "by hand", '<View><Text name="text" value="$text"/></View>', "")
    open_study(Path(), new=True)
    write({"book.toml": DEFAULT})
    assert refused("pull", "-o", "answers.csv", "--codebook", "book.toml") == (
        f"{studio.url} holds nothing of this study; push something first"
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
        f"{model} is no whole model: {name}: No such file or directory (a model has pipeline.joblib, card.json, "
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
