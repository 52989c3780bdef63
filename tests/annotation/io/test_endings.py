"""A name that promises another format than the one that is written is refused."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from annotation.errors import DataError
from annotation.io.endings import PAGE, check_ending, check_folder_name
from newsstance import app


@pytest.mark.parametrize("name", ["x.pdf", "x.docx", "x", "x.html.bak"])
def test_another_ending_is_refused_before_anything_is_read(name: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="name the file so"):
        check_ending(tmp_path / name, PAGE, "the page")
    for words in (("codebook", "manual"), ("codebook", "interface"), ("agree", "missing.csv", "--page")):
        output = [*words, str(tmp_path / name)] if "--page" in words else [*words, "-o", str(tmp_path / name)]
        with pytest.raises(DataError, match=r"and newsstance writes (the manual|an interface|the page) as"):
            CliRunner().invoke(app, output, catch_exceptions=False)
    assert list(tmp_path.iterdir()) == []


def test_what_is_written_may_be_named_so() -> None:
    for name in ("-", "a.html", "a.HTM"):
        check_ending(name, PAGE, "the page")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"report.pdf ends like a file, and this writes a folder with a page"):
        check_folder_name("report.pdf", "a page")
    check_folder_name("stance-1.0", "a page")
    (tmp_path / "old.csv").mkdir()
    check_folder_name(tmp_path / "old.csv", "a page")
