"""Where an option gets its value: the command line, else the environment, else newsstance.toml, else our default."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from annotation.cli.settings import SETTINGS, defaults, read_settings
from annotation.errors import ConfigError, LabelStudioError
from annotation.labelstudio.connection import connect
from newsstance import app
from tests.conftest import CONFIGS

Parsed = dict[str, Any]
ROOT = typer.main.get_command(app)
ALL = """
codebook = "book.toml"
round = "pilot"
annotators = ["ann", "bob"]
target = ["Ada"]
alias = ["The Countess", "Lovelace"]
not = ["Lord Lovelace"]
model = "stance-1"
models = "shelf"
seed = 7
studio = "server"
port = 8391
public_address = "https://labels.example.org"
url = "http://127.0.0.1:9"
"""


def parse(*words: str) -> Parsed:
    """What a verb gets for these words, in this working folder and environment."""
    context = typer.Context(ROOT, info_name="newsstance", default_map=defaults(ROOT))
    for place, name in enumerate(words, 1):
        command = context.command.commands[name]  # type: ignore[attr-defined]  # a group of verbs has them
        if not hasattr(command, "commands"):
            return dict(command.make_context(name, list(words[place:]), parent=context).params)
        context = typer.Context(command, info_name=name, parent=context)
    raise AssertionError(f"no verb in {words}")


@pytest.fixture
def settings() -> Callable[[str], None]:
    """Write the settings of the working folder."""

    def write(text: str) -> None:
        Path("newsstance.toml").write_text(text, encoding="utf-8")

    return write


def test_every_setting_reaches_the_verbs_that_have_it(settings: Callable[[str], None]) -> None:
    settings(ALL)
    push, prelabel, train = parse("push", "s.jsonl"), parse("prelabel", "articles"), parse("train", "labeled.jsonl")
    assert (push["annotators"], push["round"], push["codebook"]) == ("ann,bob", "pilot", Path("book.toml"))
    studio = parse("studio")
    assert (studio["port"], studio["public_address"]) == (8391, "https://labels.example.org")
    assert (push["studio_folder"], push["url"]) == (Path("server"), "http://127.0.0.1:9")
    assert (prelabel["model"], prelabel["models"]) == ("stance-1", Path("shelf"))
    assert (list(prelabel["target"]), list(prelabel["alias"])) == (["Ada"], ["The Countess", "Lovelace"])
    assert list(prelabel["not_alias"]) == ["Lord Lovelace"]
    assert (train["seed"], train["codebook"]) == (7, Path("book.toml"))
    assert parse("studio")["studio_folder"] == Path("server")
    assert parse("models", "list")["models"] == Path("shelf")
    assert parse("codebook", "check")["file"] == Path("book.toml")


def test_each_setting_is_tested_above() -> None:
    assert {line.split(" = ")[0] for line in ALL.strip().splitlines()} == set(SETTINGS)


PLACES = [
    ("round", "push s.jsonl --annotators ann", "--round", "NEWSSTANCE_ROUND", "main"),
    ("url", "push s.jsonl --annotators ann", "--url", "LABEL_STUDIO_URL", ""),
    ("model", "score articles", "--model", "NEWSSTANCE_MODEL", None),
]


@pytest.mark.parametrize(("setting", "verb", "option", "variable", "ours"), PLACES)
def test_options_come_before_the_environment_before_settings_before_defaults(
    setting: str,
    verb: str,
    option: str,
    variable: str,
    ours: str | None,
    settings: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = verb.split()
    if ours is not None:
        assert parse(*words)[setting] == ours
    settings(f'{setting} = "from the file"')
    assert parse(*words)[setting] == "from the file"
    monkeypatch.setenv(variable, "from the environment")
    assert parse(*words)[setting] == "from the environment"
    assert parse(*words, option, "from the line")[setting] == "from the line"


def test_a_server_named_on_the_command_line_is_the_one_that_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where the environment names another."""
    monkeypatch.setenv("LABEL_STUDIO_URL", "http://127.0.0.1:10")
    with pytest.raises(LabelStudioError, match=r"there is no key for http://127\.0\.0\.1:9;"):
        connect("http://127.0.0.1:9")
    with pytest.raises(LabelStudioError, match=r"there is no key for http://127\.0\.0\.1:10;"):
        connect()


def test_another_target_on_the_command_line_does_not_get_the_settings_aliases(
    settings: Callable[[str], None],
) -> None:
    """Else everything said of Ada's aliases would count as said of Bo."""
    settings('target = ["Ada"]\nalias = ["Lovelace"]\nnot = ["Lord Lovelace"]')
    own = parse("split", "articles")
    assert (list(own["target"]), list(own["alias"])) == (["Ada"], ["Lovelace"])
    other = parse("split", "articles", "--target", "Bo")
    assert (list(other["target"]), list(other["alias"] or [])) == (["Bo"], [])
    assert (list(own["not_alias"]), list(other["not_alias"] or [])) == (["Lord Lovelace"], [])
    both = parse("split", "articles", "--target", "Bo", "--alias", "B.")
    assert (list(both["target"]), list(both["alias"])) == (["Bo"], ["B."])


def test_a_relative_path_counts_from_the_folder_of_the_settings(settings: Callable[[str], None]) -> None:
    """The verb itself is run: the codebook below the working folder is the one that is checked."""
    Path("books").mkdir()
    Path("books/mine.toml").write_bytes((CONFIGS / "climate_framing.toml").read_bytes())
    settings('codebook = "books/mine.toml"')
    done = CliRunner().invoke(app, ["codebook", "check", "--json"])
    assert json.loads(done.stdout)["name"] == "climate_framing"


def test_all_problems_are_told_at_once() -> None:
    Path("newsstance.toml").write_text('rond = "a"\nseed = true\nannotators = [1]\ntoken = "x"\nurl = ["a"]')
    with pytest.raises(ConfigError) as told:
        read_settings(Path())
    assert str(told.value) == (
        "newsstance.toml: 'rond' is no setting (there are: codebook, round, annotators, target, alias, not, model, "
        "models, seed, studio, port, public_address, url); 'seed' is True, not a whole number; 'annotators' is [1], "
        "not a list of texts; 'token' is a secret and belongs in the environment (LABEL_STUDIO_API_KEY), not in a file "
        "that is shared; 'url' is ['a'], not text"
    )


@pytest.mark.parametrize("content", [b"round = ", b"round = 'caf\xe9'"])
def test_what_is_not_toml_is_said_to_be_so(content: bytes) -> None:
    Path("newsstance.toml").write_bytes(content)
    with pytest.raises(ConfigError, match=r"^newsstance\.toml: it is not (TOML: |UTF-8 text)"):
        read_settings(Path())


def test_no_file_is_no_settings() -> None:
    assert read_settings(Path()) == {}
