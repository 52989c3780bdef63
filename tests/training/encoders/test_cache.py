"""Vectors kept on disk: looked up, bounded, shared by processes, and thrown away where the file is broken."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from training.encoders.cache import VectorCache, cache_folder

ROOT = Path(__file__).parents[3]


def keys(number: int) -> list[bytes]:
    return [f"{index:016}".encode() for index in range(number)]


def test_what_was_kept_is_found_and_nothing_else(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path / "deep" / "v.sqlite")
    assert cache.get(keys(2)) == {}
    vectors = {key: key * 3 for key in keys(1200)}
    cache.put(vectors)
    assert VectorCache(cache.path).get(keys(1201)) == vectors
    cache.put({keys(1)[0]: b"new"})
    assert cache.get(keys(1)) == {keys(1)[0]: b"new"}


def test_the_older_half_goes_when_there_is_no_more_room(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path / "v.sqlite", max_bytes=100_000)
    for start in range(0, 400, 100):
        cache.put({key: bytes(500) for key in keys(400)[start : start + 100]})
    remaining = list(cache.get(keys(400)))
    assert 100 <= len(remaining) < 200
    assert sorted(remaining) == keys(400)[-len(remaining) :]
    assert cache.path.stat().st_size < 250_000


@pytest.mark.parametrize("start", [0, 20_000, -5000])
def test_a_broken_file_is_noticed_and_made_anew(start: int, tmp_path: Path) -> None:
    cache = VectorCache(tmp_path / "v.sqlite")
    vectors = {key: bytes([7]) * 700 for key in keys(100)}
    cache.put(vectors)
    content = bytearray(cache.path.read_bytes())
    content[start : start + 1000] = b"\xa5" * 1000
    cache.path.write_bytes(content)
    cached = cache.get(keys(100))
    assert len(cached) < 100
    assert cached.items() <= vectors.items()
    cache.put(vectors)
    assert cache.get(keys(100)) == vectors


def test_one_changed_value_is_noticed_and_the_others_stay(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path / "v.sqlite")
    vectors = {key: key[::-1] + b"-vector" for key in keys(3)}
    cache.put(vectors)
    first, *rest = keys(3)
    content = cache.path.read_bytes()
    assert content.count(vectors[first]) == 1
    cache.path.write_bytes(content.replace(vectors[first], vectors[first][::-1]))
    assert cache.get(keys(3)) == {key: vectors[key] for key in rest}


def test_a_value_of_another_kind_than_ours_is_thrown_away_with_its_file(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path / "v.sqlite")
    cache.put({key: b"v" for key in keys(2)})
    with sqlite3.connect(cache.path) as connection:
        connection.execute("UPDATE vectors SET vector = 'text' WHERE rowid = 1")
    connection.close()
    assert cache.get(keys(2)) == {}
    cache.put({keys(1)[0]: b"w"})
    assert cache.get(keys(1)) == {keys(1)[0]: b"w"}


def test_a_file_cut_short_and_one_of_another_kind_are_made_anew(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path / "v.sqlite")
    cache.put({key: bytes(700) for key in keys(100)})
    cache.path.write_bytes(cache.path.read_bytes()[:20_000])
    assert len(cache.get(keys(100))) < 100
    cache.path.write_text("no database at all, but text " * 40)
    assert cache.get(keys(1)) == {}
    cache.put({keys(1)[0]: b"v"})
    assert cache.get(keys(1)) == {keys(1)[0]: b"v"}
    with sqlite3.connect(cache.path) as connection:
        connection.execute("DROP TABLE vectors")
        connection.execute("CREATE TABLE vectors (other TEXT)")
    connection.close()
    cache.put({keys(1)[0]: b"w"})
    assert cache.get(keys(1)) == {keys(1)[0]: b"w"}


def test_where_nothing_can_be_kept_it_is_said_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    cache = VectorCache(tmp_path / "file" / "v.sqlite")
    cache.put({b"key": b"vector"})
    cache.put({b"key": b"vector"})
    assert cache.get([b"key"]) == {}
    stderr = capsys.readouterr().err
    assert stderr.count("computed each time") == 1
    assert len(stderr.splitlines()) == 1


WRITER = """
import sys
from pathlib import Path
from training.encoders.cache import VectorCache
for at in range(int(sys.argv[2]), int(sys.argv[2]) + 40):
    VectorCache(Path(sys.argv[1])).put({f"{at:016}".encode(): bytes([at]) * 800})
"""


def test_processes_that_keep_vectors_at_the_same_time_lose_none(tmp_path: Path) -> None:
    path = tmp_path / "v.sqlite"
    starts = ("0", "40", "80")
    workers = [subprocess.Popen([sys.executable, "-c", WRITER, path, start], cwd=ROOT) for start in starts]
    assert [worker.wait() for worker in workers] == [0, 0, 0]
    assert VectorCache(path).get(keys(120)) == {key: bytes([int(key)]) * 800 for key in keys(120)}


def test_the_folder_is_the_users_or_the_one_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert cache_folder() == Path("/somewhere/newsstance/vectors")
    monkeypatch.setenv("NEWSSTANCE_CACHE", "/else")
    assert cache_folder() == Path("/else")
    monkeypatch.delenv("NEWSSTANCE_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder() == Path.home() / ".cache/newsstance/vectors"
