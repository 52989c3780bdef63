"""Accounts on a Label Studio that isn't ours: an invitation and addresses in an owner-only file."""

import json
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from annotation.codebook.codebook import Codebook
from annotation.errors import ConfigError, LabelStudioError
from annotation.labelstudio.client import Studio
from annotation.labelstudio.projects import find_projects
from annotation.labelstudio.remote_accounts import (
    REMOTE_ACCOUNTS_FILE,
    RemoteAccounts,
    annotators_by_user,
    invite,
    read_remote_accounts,
)
from annotation.labelstudio.tasks import choice
from annotation.study.study import open_study
from newsstance import app
from tests.conftest import CONFIGS
from tests.examples.odd_server import OddServer, always, response

NO_STUDIO = Path("studio")


def write(text: str, mode: int = 0o600) -> None:
    REMOTE_ACCOUNTS_FILE.write_text(text, encoding="utf-8")
    REMOTE_ACCOUNTS_FILE.chmod(mode)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_file_that_others_can_read_is_refused(mode: int) -> None:
    write('server = "https://x"\n', mode)
    with pytest.raises(ConfigError, match=rf"others can read it \(its mode is {mode:o}\); chmod 600 accounts\.toml"):
        read_remote_accounts(REMOTE_ACCOUNTS_FILE)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("server", "accounts.toml cannot be read: Expected '='"),
        (
            "[accounts]\nann = 'a@x'\n",
            'accounts.toml: it has server = "URL" and, below [accounts], lines such as ann =',
        ),
        ("server = 'https://x'\n[accounts]\nann = 3\n", 'accounts.toml: it has server = "URL"'),
        ("server = 'https://x'\naccounts = 'ann'\n", 'accounts.toml: it has server = "URL"'),
        (
            "server = 'https://x'\n[accounts]\nann = 'a@x'\nbob = 'A@x'\n",
            "accounts.toml gives a@x to two annotators, ann is one of them",
        ),
    ],
)
def test_what_is_wrong_with_the_file_is_said(text: str, problem: str) -> None:
    write(text)
    with pytest.raises(ConfigError) as refused:
        read_remote_accounts(REMOTE_ACCOUNTS_FILE)
    assert str(refused.value).startswith(problem)


def test_no_file_says_nothing_about_anybody() -> None:
    assert read_remote_accounts(REMOTE_ACCOUNTS_FILE) is None


@pytest.mark.studio
def test_the_file_is_its_owners_keeps_what_was_filled_in_and_gets_a_line_for_who_is_new(studio: Studio) -> None:
    assert invite(studio, REMOTE_ACCOUNTS_FILE, ["ann", "b.b"]) == ["ann", "b.b"]
    assert REMOTE_ACCOUNTS_FILE.stat().st_mode & 0o777 == 0o600
    made = read_remote_accounts(REMOTE_ACCOUNTS_FILE)
    assert made == RemoteAccounts(studio.url, studio.invitation(), {"ann": "", "b.b": ""})
    assert made.invitation.startswith(f"{studio.url}/user/signup/?token=")
    write(REMOTE_ACCOUNTS_FILE.read_text(encoding="utf-8").replace('"ann" = ""', '"ann" = "ann@x.org"'))
    before = REMOTE_ACCOUNTS_FILE.read_bytes()
    assert invite(studio, REMOTE_ACCOUNTS_FILE, ["ann"]) == []
    assert REMOTE_ACCOUNTS_FILE.read_bytes() == before
    assert invite(studio, REMOTE_ACCOUNTS_FILE, ["ann", "cleo"]) == ["cleo"]
    assert tomllib.loads(REMOTE_ACCOUNTS_FILE.read_text(encoding="utf-8"))["accounts"] == {
        "ann": "ann@x.org",
        "b.b": "",
        "cleo": "",
    }


@pytest.mark.studio
def test_whose_addresses_are_missing_or_wrong_is_said_and_another_servers_file_is_left_alone(studio: Studio) -> None:
    admin = str(studio.whoami()["email"])
    write(f'server = "{studio.url}"\n[accounts]\nann = "{admin.upper()}"\nbob = ""\ncleo = "nobody@x.org"\n')
    assert annotators_by_user(studio, NO_STUDIO) == (
        {studio.whoami()["id"]: "ann"},
        [
            "accounts.toml has no address of bob yet: whoever answers in bob's project counts as bob",
            f"accounts.toml says that cleo is nobody@x.org, and {studio.url} has no such account",
        ],
    )
    write('server = "https://elsewhere.example.org"\n[accounts]\nann = "ann@x.org"\n')
    before = REMOTE_ACCOUNTS_FILE.read_bytes()
    unchecked = "whose answers are whose is not checked: accounts.toml is about https://elsewhere.example.org"
    assert annotators_by_user(studio, NO_STUDIO) == ({}, [unchecked])
    assert invite(studio, REMOTE_ACCOUNTS_FILE, ["ann", "bob"]) == []
    assert REMOTE_ACCOUNTS_FILE.read_bytes() == before
    REMOTE_ACCOUNTS_FILE.unlink()
    assert annotators_by_user(studio, NO_STUDIO) == (
        {},
        ["whose answers are whose is not checked: there is no accounts.toml"],
    )


def run(*words: str) -> Result:
    ran = CliRunner().invoke(app, words)
    assert ran.exit_code == 0, ran.exception
    return ran


@pytest.mark.studio
def test_an_answer_from_somebody_elses_account_is_named_when_it_is_pulled(
    studio: Studio, studio_data: Path, codebook: Codebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ann's own answer is ann's; the administrator's in her project counts as hers, and is named."""
    monkeypatch.setenv("LABEL_STUDIO_URL", studio.url)
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", json.loads((studio_data / "admin.json").read_text())["token"])
    rows = [{"sentence": f"s{n}", "text": f"He won {n} times.", "article": "a", "target": "Ada"} for n in range(3)]
    Path("s.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    book = ("--codebook", str(CONFIGS / "stance_sourcing.toml"))
    pushed = run("push", "s.jsonl", "--annotators", "ann,bob", *book)
    assert (
        "accounts.toml (only you can read it) has the invitation to send, and waits for the addresses of ann, bob, so "
        "that pull can tell whose answers are whose"
    ) in pushed.stderr
    assert "token=" not in pushed.output
    studio.sign_up("elsewhere-ann@x.org", "a long password")
    write(REMOTE_ACCOUNTS_FILE.read_text(encoding="utf-8").replace('"ann" = ""', '"ann" = "elsewhere-ann@x.org"'))
    (project,) = [made for m, made in find_projects(studio, open_study(Path())).items() if m.annotator == "ann"]
    first, second, _ = [task["id"] for task in studio.tasks(project.id)]
    named = [choice(codebook.question("sourcing"), "named")]
    with studio.log_in("elsewhere-ann@x.org", "a long password") as door:
        door.answer(first, named, seconds=3)
    studio.answer(second, named, seconds=3)
    said = run("pull", "-o", "answers.jsonl", *book).stderr
    admin = studio.whoami()["email"]
    assert f"1 sentence in ann's project answered by {admin}, which is not ann's account; counted as ann's" in said
    assert "accounts.toml has no address of bob yet: whoever answers in bob's project counts as bob" in said
    answers = [json.loads(line) for line in Path("answers.jsonl").read_text().splitlines()]
    assert [(row["annotator"], row["sentence"]) for row in answers] == [("ann", "s0"), ("ann", "s1")]


def test_an_invitation_that_could_not_be_fetched_is_fetched_the_next_time(tmp_path: Path) -> None:
    """Where the server refuses it, the file is written without; a fault of the connection is none of these."""
    path = tmp_path / "accounts.toml"
    refused = response(b'{"detail": "no"}', "application/json", "403 Forbidden")
    with OddServer(always(refused)) as odd, Studio(odd.url, "0" * 40) as studio:
        assert invite(studio, path, ["ann"]) == ["ann"]
        odd.answer = always(response(b"<html>", "text/html", "502 Bad Gateway"))
        with pytest.raises(LabelStudioError, match="said 502"):
            invite(studio, path, ["ann"])
        odd.answer = always(response(b'{"invite_url": "/user/signup/?token=abc"}'))
        assert invite(studio, path, ["ann"]) == ["ann"]
        accounts = read_remote_accounts(path)
    assert accounts is not None
    assert accounts.invitation == f"{odd.url}/user/signup/?token=abc"
