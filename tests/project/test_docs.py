"""Nothing that a user can say is missing from the documents, and what they name is there."""

import ast
import re
import shlex
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import typer

from annotation.cli.settings import SETTINGS
from annotation.codebook.codebook import read_codebook
from newsstance import app
from tests.examples.documentation import (
    CONTRIBUTING,
    DOCS,
    EVERYTHING,
    PAGES,
    PROJECT,
    README,
    ROOT,
    all_commands,
    blocks,
    verbs,
)

VERBS = verbs()
PACKAGES = ("annotation", "exports", "training")
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
PATH = re.compile(rf"\b(?:{'|'.join((*PACKAGES, 'tests', 'configs', 'docs', 'benchmarks'))})/[\w/.-]*\w")


def test_readme_is_short() -> None:
    assert len(README.splitlines()) <= 160


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_has_help_that_ends_in_an_example_that_parses(name: str) -> None:
    *description, example = VERBS[name].help.strip().split("\n\n")
    assert description
    program, *words = shlex.split(" ".join(example.split()).removeprefix("Example: "))
    verb = name.split()
    assert (program, words[: len(verb)]) == ("newsstance", verb)
    VERBS[name].make_context(name, words[len(verb) :])


@pytest.mark.parametrize("name", VERBS)
def test_every_option_has_a_help_text(name: str) -> None:
    assert [parameter.name for parameter in VERBS[name].params if not getattr(parameter, "help", None)] == []


def test_every_group_of_verbs_has_help() -> None:
    groups = [group for group in typer.main.get_command(app).commands.values() if hasattr(group, "commands")]  # type: ignore[attr-defined]
    assert len(groups) == 3
    assert [group.name for group in groups if not group.help] == []


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_is_in_the_documentation(name: str) -> None:
    """As a command that is run; `demo` is what `make demo` runs, and some need the net or an encoder's folder."""
    if name == "demo":
        assert "\t.venv/bin/newsstance demo\n" in (ROOT / "Makefile").read_text(encoding="utf-8")
        assert "`newsstance demo`" in README
    elif name in ("encoders get", "encoders check", "encoders export"):
        lines = [line for block in blocks(PAGES["how-to/add-an-encoder"], "sh") for line in block]
        assert any(line.startswith(f"newsstance {name} ") for line in lines)
    else:
        assert any(command.line.startswith(f"newsstance {name}") for command in all_commands())


def variables() -> Iterator[str]:
    """Every environment variable of ours that the code reads, as `envvar=` or from `os.environ`."""
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    for path in [ROOT / "newsstance.py", *paths]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "envvar":
                yield ast.literal_eval(node.value)
            elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("os.environ.get", "os.getenv"):
                yield ast.literal_eval(node.args[0])


def test_every_environment_variable_has_its_row_in_the_settings() -> None:
    read_by_code = {*variables(), "NEWSSTANCE_NO_BROWSER"}
    assert {"LABEL_STUDIO_URL", "NEWSSTANCE_TRUST", "NEWSSTANCE_ROUND"} <= read_by_code
    rows = re.findall(r"^\| `(\w+)` \| \S", PAGES["reference/settings"], re.MULTILINE)
    documented = {name for name in rows if name.isupper()}
    assert {name for name in read_by_code if name.startswith(("NEWSSTANCE_", "LABEL_STUDIO_"))} == documented
    assert {name for name in read_by_code if f"`{name}`" not in PAGES["reference/settings"]} == set()
    named = set(re.findall(r"`((?:NEWSSTANCE|LABEL_STUDIO)_\w+)`", EVERYTHING))
    assert named - read_by_code == set()


def test_the_settings_of_the_documentation_are_all_there_are_and_are_valid() -> None:
    (block,) = blocks(PAGES["reference/settings"], "toml")
    shown = tomllib.loads("\n".join(block))
    assert set(shown) == set(SETTINGS)
    assert all(isinstance(value, SETTINGS[key]) for key, value in shown.items())


def test_the_question_of_the_documentation_is_one_that_a_codebook_can_ask(tmp_path: Path) -> None:
    block, german = blocks(PAGES["how-to/write-a-codebook"], "toml")
    default = (ROOT / "configs" / "stance_sourcing.toml").read_text(encoding="utf-8")
    (tmp_path / "codebook.toml").write_text("\n".join((default, *block)), encoding="utf-8")
    book = read_codebook(tmp_path / "codebook.toml")
    assert book.questions[-1].label_names == ("calm", "heated")
    start = ('name = "mine"', 'version = "1"', 'title = "Meines"', 'introduction = "Lesen."')
    (tmp_path / "german.toml").write_text("\n".join((*start, *german)), encoding="utf-8")
    (label,) = read_codebook(tmp_path / "german.toml").questions[0].labels
    assert (label.name, label.shown) == ("not_biased", "nicht voreingenommen")


def test_every_dependency_has_its_one_line_in_contributing() -> None:
    project = PROJECT["project"]
    wanted = {
        re.split(r"[<>=~!\[]", wish)[0]
        for wish in (
            *project["dependencies"],
            *(wish for extra in project["optional-dependencies"].values() for wish in extra),
            *PROJECT["build-system"]["requires"],
        )
    }
    described = re.findall(r"^- \*\*([\w-]+)\*\*: \S", CONTRIBUTING, re.MULTILINE)
    assert sorted(described) == sorted(wanted)


def test_every_link_between_documents_leads_to_a_file() -> None:
    """Sphinx checks those within docs/ and their headings; README and CONTRIBUTING are read on their own."""
    for text in (README, CONTRIBUTING):
        links = [link for link in LINK.findall(text) if "://" not in link]
        assert links
        assert [link for link in links if not (ROOT / link).is_file()] == []


def test_every_path_that_contributing_names_is_there() -> None:
    paths = set(PATH.findall(CONTRIBUTING)) - {"docs/_build"}  # there only once the documentation was built
    assert len(paths) > 30
    assert sorted(path for path in paths if not (ROOT / path).exists()) == []


def test_every_import_that_the_documents_name_works() -> None:
    imports = re.findall(r"`from ([\w.]+) import (\w+)`", EVERYTHING + CONTRIBUTING)
    assert imports
    assert [name for module, name in imports if not hasattr(import_module(module), name)] == []


def test_every_page_is_in_the_menu() -> None:
    written = {
        path.relative_to(DOCS).with_suffix("").as_posix() for path in DOCS.rglob("*.md") if "_build" not in path.parts
    }
    assert written == set(PAGES)
