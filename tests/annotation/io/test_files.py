"""Files are there whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from annotation.errors import DataError
from annotation.io.files import atomic_write, write_text


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def fail_half_way(path: Path, failure: BaseException) -> None:
    with atomic_write(path) as file:
        file.write("half")
        file.flush()
        raise failure


def test_a_write_that_fails_half_way_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "gold.csv"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError):
        fail_half_way(path, ZeroDivisionError())
    assert {each.name: each.read_text() for each in tmp_path.iterdir()} == {"gold.csv": "old"}


def test_a_first_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        fail_half_way(tmp_path / "gold.csv", KeyboardInterrupt())
    assert list(tmp_path.iterdir()) == []


def test_the_old_file_is_there_until_the_new_one_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "gold.csv"
    path.write_text("old")
    with atomic_write(path) as file:
        file.write("new")
        file.flush()
        assert path.read_text() == "old"
    assert path.read_text() == "new"


def test_text_is_written_as_it_is(tmp_path: Path) -> None:
    write_text(tmp_path / "a.txt", "eins\r\nzwei\n“drei” 😀")
    assert (tmp_path / "a.txt").read_bytes() == "eins\r\nzwei\n“drei” 😀".encode()


def test_a_private_file_is_its_owners_from_the_first_byte(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        with atomic_write(tmp_path / "key", private=True) as file:
            file.write("secret")
            file.flush()
            assert [mode(each) for each in tmp_path.iterdir()] == [0o600]
    finally:
        os.umask(old)
    assert mode(tmp_path / "key") == 0o600


def test_a_private_file_that_was_readable_no_longer_is(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("old")
    path.chmod(0o644)
    write_text(path, "new", private=True)
    assert mode(path) == 0o600


def test_a_result_is_as_readable_as_the_users_other_files(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write_text(tmp_path / "gold.csv", "")
    finally:
        os.umask(old)
    assert mode(tmp_path / "gold.csv") == 0o640


def test_a_replaced_file_keeps_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "gold.csv"
    path.write_text("old")
    path.chmod(0o660)
    write_text(path, "new")
    assert (path.read_text(), mode(path)) == ("new", 0o660)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    write_text(tmp_path / "link.csv", "new")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text() == "new"


def test_folders_on_the_way_are_made(tmp_path: Path) -> None:
    write_text(tmp_path / "a" / "b" / "c.txt", "here")
    assert (tmp_path / "a" / "b" / "c.txt").read_text() == "here"


def test_a_long_name_leaves_room_for_the_one_beside_it(tmp_path: Path) -> None:
    write_text(tmp_path / ("a" * 250), "here")
    assert [len(each.name) for each in tmp_path.iterdir()] == [250]


def test_a_device_is_written_to() -> None:
    write_text("/dev/null", "gone")
    assert Path("/dev/null").is_char_device()


def test_a_full_disk_is_one_line() -> None:
    with pytest.raises(DataError, match=r"^cannot write /dev/full: No space left on device$"):
        write_text("/dev/full", "x" * 100_000)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"it is a folder; name a file$"):
        write_text(tmp_path, "x")


def test_a_file_in_the_way_of_a_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    with pytest.raises(DataError, match=r"^cannot write .*/a/b\.txt: "):
        write_text(tmp_path / "a" / "b.txt", "x")


def test_a_dash_is_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    write_text("-", "here\n")
    assert capsys.readouterr().out == "here\n"


def test_a_link_that_leads_to_itself_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(DataError, match=r"^cannot write .*/a: it is a symbolic link that leads to itself$"):
        write_text(tmp_path / "a", "x")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]
