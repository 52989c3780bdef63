"""The small files that newsstance keeps, damaged in every way: one clear line, never a bug's traceback."""

import json
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotation.errors import NewsstanceError
from annotation.labelstudio.accounts import read_accounts
from annotation.labelstudio.confirmed_servers import confirmed_file, is_confirmed
from annotation.labelstudio.remote_accounts import read_remote_accounts
from annotation.labelstudio.server import read_login

READERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "admin.json": (
        '{"email": "admin@x.org", "password": "a password", "token": "0123"}',
        lambda path: read_login(path.parent),
    ),
    "accounts.json": ('{"ann": {"email": "ann@x.org", "password": "p", "user": 2}}', read_accounts),
    "accounts.toml": (
        'server = "https://x.org"\ninvitation = ""\n[accounts]\nann = "ann@x.org"\n',
        read_remote_accounts,
    ),
    "servers.json": ('{"https://x.org": "00"}', lambda path: is_confirmed("https://x.org", "k")),
}
HUGE = "9" * 5000
ODD = ("", "null", "[]", "7", "{", HUGE, "[" * 100_000, "\udcff", "\x00", '{"a": 1}', "a = " + "[" * 5000, "a." * 5000)
ODD_VALUES = ("null", "7", "[]", "{}", '""', '"a\\u0000"', '"\\u202e"', HUGE, "1e999", "-1", "true", "NaN", '"\\ud800"')


def place(name: str) -> Path:
    """Where a file stands: each in a folder of its own."""
    path = confirmed_file() if name == "servers.json" else Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def read(name: str, content: str) -> str:
    """Read a file with a content; gives the one line that refuses it, or nothing."""
    path = place(name)
    path.write_bytes(content.encode("utf-8", errors="surrogateescape"))
    path.chmod(0o600)
    line = ""
    try:
        READERS[name][1](path)
    except NewsstanceError as error:
        line = str(error)
    assert "\n" not in line
    assert len(line) < 500
    return line


@pytest.mark.parametrize("name", READERS)
def test_what_is_whole_is_read(name: str) -> None:
    assert read(name, READERS[name][0]) == ""


@pytest.mark.parametrize("name", READERS)
def test_what_is_no_such_file_is_one_line(name: str) -> None:
    refused = [read(name, content) for content in ODD]
    harmless = {"accounts.json": {""}, "servers.json": {""}}.get(name, set())
    assert all(line or harmless for line in refused)
    assert sum(map(bool, refused)) >= len(ODD) - 2


@pytest.mark.parametrize("name", ["admin.json", "accounts.json"])
def test_a_value_of_another_kind_is_one_line(name: str) -> None:
    """Each value in its turn is each odd one; an account's user may be the number 7."""
    whole = json.loads(READERS[name][0])
    fields = whole["ann"] if name == "accounts.json" else whole
    for field in fields:
        for value in ODD_VALUES:
            spoiled = json.dumps({**fields, field: "HERE"}).replace('"HERE"', value)
            content = f'{{"ann": {spoiled}}}' if name == "accounts.json" else spoiled
            assert bool(read(name, content)) != (field == "user" and value == "7"), (field, value)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(sorted(READERS)), seed=st.integers(0, 2**32))
def test_no_mutation_is_a_traceback(name: str, seed: int) -> None:
    """A part of the file is repeated, taken out, or replaced."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    content = READERS[name][0]
    for _ in range(dice.randint(1, 4)):
        start, end = sorted(dice.choices(range(len(content) + 1), k=2))
        part = dice.choice([*ODD_VALUES, "", content[start:end] * 50, "\udcff", "[" * 2000, "'" * 40])
        content = content[:start] + part + content[end:]
    read(name, content)


@pytest.mark.parametrize("name", READERS)
def test_what_is_no_file_does_not_keep_us_waiting(name: str) -> None:
    """A pipe that nobody writes to, and a folder."""
    path = place(name)
    for make in (os.mkfifo, Path.mkdir):
        make(path)
        with pytest.raises(NewsstanceError, match=r"cannot (be )?read"):
            READERS[name][1](path)
        path.unlink() if path.is_fifo() else path.rmdir()
