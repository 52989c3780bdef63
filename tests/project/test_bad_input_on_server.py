"""Bad input to verbs that speak to Label Studio: one clear line, status 1, and nothing is lost."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from annotation.codebook.codebook import read_codebook
from annotation.labelstudio.client import Studio
from annotation.labelstudio.projects import find_projects
from annotation.labelstudio.tasks import choice
from annotation.study.study import open_study
from tests.examples.bad_input import ANSWERS, DEFAULT, OTHER, SENTENCES, Refused, write


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
