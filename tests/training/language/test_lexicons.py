"""Lists of words that packages bring: found, missing, changed."""

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from annotation.errors import ConfigError
from training.language import word_lists as english
from training.language.lexicons import TAG_LEXICON, VALENCE_LEXICON, lexicon_lines, lexicons_digest

ROOT = Path(english.__file__).parents[2]
CODE = (
    *("annotation/__init__.py", "annotation/errors.py"),
    *(
        "training/__init__.py",
        "training/language/__init__.py",
        "training/language/word_lists.py",
        "training/language/lexicons.py",
    ),
)
LISTS = ("training/language/english.toml", "training/language/attitudes.toml")


def run(first: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python where a folder's packages go before all others."""
    path = os.pathsep.join((str(first), str(ROOT)))
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path},
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with our lists and those of the packages, to be changed."""
    for file in (*CODE, *LISTS):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    for package, file in (VALENCE_LEXICON, TAG_LEXICON):
        (tmp_path / package / file).parent.mkdir(parents=True)
        (tmp_path / package / "__init__.py").write_text("raise SystemExit('imported')", encoding="utf-8")
        shutil.copy(installed(package) / file, tmp_path / package / file)
    return tmp_path


def told(copy: Path) -> str:
    """Give the digest that a new process finds."""
    result = run(copy, "-c", "from training.language.lexicons import lexicons_digest; print(lexicons_digest())")
    assert result.stderr == ""
    return result.stdout.strip()


def change(path: Path, old: str, new: str) -> None:
    """Replace a few words, and leave each other byte."""
    content = path.read_bytes()
    assert old.encode() in content
    path.write_bytes(content.replace(old.encode(), new.encode(), 1))


def installed(package: str) -> Path:
    spec = find_spec(package)
    assert spec
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0])


def test_lists_are_read_as_they_are_and_the_packages_never_imported(tmp_path: Path) -> None:
    (tmp_path / "words_of_bo").mkdir()
    (tmp_path / "words_of_bo" / "__init__.py").write_text("raise SystemExit('imported')", encoding="utf-8")
    (tmp_path / "words_of_bo" / "list.txt").write_text("naïve\t1\nbad\t-1\n", encoding="utf-8")
    code = "from training.language.lexicons import lexicon_lines; print(list(lexicon_lines('words_of_bo', 'list.txt')))"
    result = run(tmp_path, "-X", "utf8", "-c", code)
    assert (result.stdout, result.stderr) == ("['naïve\\t1', 'bad\\t-1']\n", "")


@pytest.mark.parametrize(
    ("package", "file"), [("words_of_nobody", "list.txt"), ("textblob", "en/none.txt"), ("re", "x")]
)
def test_a_list_that_is_missing_is_one_clear_line(package: str, file: str) -> None:
    said = f"the package {package} with its list {file} is not installed: pip install {package}"
    with pytest.raises(ConfigError, match=f"^{re.escape(said)}$"):
        list(lexicon_lines(package, file))


def test_a_verb_that_needs_a_missing_list_says_so_and_stops(tmp_path: Path) -> None:
    (tmp_path / "textblob").mkdir()
    (tmp_path / "textblob" / "__init__.py").touch()
    result = run(tmp_path, "-m", "newsstance", "train", "none.jsonl", "--question", "stance")
    said = "the package textblob with its list en/en-lexicon.txt is not installed: pip install textblob"
    assert (result.returncode, result.stdout, result.stderr) == (1, "", f"newsstance: {said}\n")


def test_the_digest_is_of_the_words(copy: Path) -> None:
    assert told(copy) == lexicons_digest()
    for file in LISTS:
        change(copy / file, "# English", "#  English")
    change(copy / "training/language/attitudes.toml", "shady sham shame", "sham shady\nshame")
    assert told(copy) == lexicons_digest()  # not of comments and order


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("training/language/attitudes.toml", " shady ", " "),
        ("training/language/english.toml", "say says", "says"),
        ("training/language/english.toml", "passive =", "passives ="),
        ("/".join(VALENCE_LEXICON), "good\t1.9", "good\t1.8"),
        ("/".join(TAG_LEXICON), "lied VBD", "lied VBN"),
    ],
)
def test_the_digest_changes_with_any_list(copy: Path, file: str, old: str, new: str) -> None:
    change(copy / file, old, new)
    assert told(copy) not in {"", lexicons_digest()}
