"""A local Label Studio: started, recognized, stopped, and reset."""

import fcntl
import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import newsstance
from annotation.errors import ConfigError, DataError, LabelStudioError
from annotation.labelstudio import server
from annotation.labelstudio.accounts import read_annotators
from annotation.labelstudio.client import Studio
from annotation.labelstudio.connection import connect
from annotation.labelstudio.passwords import reset_password
from annotation.labelstudio.transport import accepts_key
from tests.examples.odd_server import OddServer, always, response


def test_a_missing_environment_names_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"Label Studio's environment is missing: .* `make setup` makes it"):
        server.find_program(tmp_path / "nowhere")


def test_a_folder_without_a_server_says_so(tmp_path: Path) -> None:
    assert server.running_server(tmp_path) is None
    assert server.stop(tmp_path) is False
    with pytest.raises(LabelStudioError, match="holds no Label Studio of ours"):
        server.read_login(tmp_path)


def test_what_a_crash_left_behind_is_no_running_server(tmp_path: Path) -> None:
    """The lock went with the process, so an address in the folder means nothing."""
    (tmp_path / "lock").touch()
    (tmp_path / "running.json").write_text(json.dumps({"url": "http://127.0.0.1:1", "pid": os.getpid()}))
    assert server.running_server(tmp_path) is None


def test_no_program_of_the_working_folder_is_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It may be somebody else's study; the administrator's password would be in the program's environment."""
    foreign = Path(".venv-studio/bin/label-studio")
    foreign.parent.mkdir(parents=True)
    foreign.write_text("#!/bin/sh\n")
    foreign.chmod(0o755)
    assert server.find_program() != foreign.absolute()
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "elsewhere" / ".venv"))
    with pytest.raises(ConfigError, match=r"no bin/label-studio in .*elsewhere/\.venv-studio; "):
        server.find_program()
    assert server.find_program(Path(".venv-studio")) == foreign.absolute()


def test_a_variable_that_means_another_folder_everywhere_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEWSSTANCE_STUDIO_VENV", ".venv-studio")
    monkeypatch.setattr(sys, "argv", ["newsstance", "studio"])
    with pytest.raises(SystemExit, match="1"):
        newsstance.main()
    assert "NEWSSTANCE_STUDIO_VENV is '.venv-studio', which is another folder wherever you" in capsys.readouterr().err


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A program of somebody else, in a process group of its own; something else holds the lock of the studio folder."""
    with (tmp_path / "lock").open("w") as lock, subprocess.Popen(["sleep", "60"], start_new_session=True) as process:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield process
        process.kill()


STALE = [
    {},
    {"started": ""},
    {"started": "1"},
    {"started": "b7c 123"},
    {"pid": 0, "started": ""},
    {"pid": -1},
    {"pid": 1},
    {"pid": True},
    {"pid": "7"},
    {"pid": 2**70},
    {"url": "http://labels.example.org"},
    {"url": 7},
]


@pytest.mark.parametrize("fields", STALE, ids=str)
def test_a_stale_address_neither_stops_a_stranger_nor_gets_a_token(
    fields: dict[str, object], stranger: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    """The process id and the port of yesterday's server belong to others today, while a new one is being started."""
    server.save_login(tmp_path, server.Login("a@b", "secret", "0" * 40))
    with OddServer(always(response(b"{}"))) as listener:
        address = {"url": listener.url, "pid": stranger.pid, **fields}
        (tmp_path / "running.json").write_text(json.dumps(address))
        assert server.running_server(tmp_path) is None
        with pytest.raises(LabelStudioError, match="nothing was stopped: a server may be starting"):
            server.stop(tmp_path)
        with pytest.raises(LabelStudioError, match="no Label Studio runs on"):
            connect(studio_folder=tmp_path)
        assert listener.requests == []
    assert stranger.poll() is None


def test_a_server_that_version_0_2_started_is_known_by_its_lock(tmp_path: Path) -> None:
    """Its address doesn't say when the process started; a process that holds the folder's lock is the server."""
    lock = tmp_path / "lock"
    holder = ["sh", "-c", 'exec 9>"$0" && flock -n 9 && echo held && exec sleep 60', str(lock)]
    with subprocess.Popen(holder, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        address = {"url": "http://127.0.0.1:8080", "pid": process.pid}
        (tmp_path / "running.json").write_text(json.dumps(address))
        assert server.running_server(tmp_path) == server.RunningServer("http://127.0.0.1:8080", process.pid, "")
        process.kill()


DAMAGED = [b"", b"null", b"[]", b"7", b"{", b"\xff", b"[" * 100_000, b'{"pid": ' + b"9" * 5000 + b"}"]


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize("content", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_address_is_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "running.json").write_bytes(content)
    assert server.running_server(tmp_path) is None


def fake_program(folder: Path, *lines: str) -> Path:
    """A program in the place of Label Studio."""
    program = folder / "label-studio"
    program.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    program.chmod(0o755)
    return program


def test_the_very_process_is_stopped_and_its_log_is_for_the_owner_and_without_queries(tmp_path: Path) -> None:
    """Also where an older newsstance left a log that others can read, and an address."""
    line = "GET /user/signup/?token=FZII HTTP/1.1"
    program, data = fake_program(tmp_path, f"echo '\"{line}\" 200'", "exec sleep 60"), tmp_path / "data"
    data.mkdir()
    (data / "studio.log").touch(0o644)
    (data / "running.json").write_text("{}")
    addresses = []

    def answers(url: str, token: str) -> bool:
        addresses.append((data / "running.json").exists())
        return (data / "studio.log").stat().st_size > 0

    started = server.start(data, program, answers=answers)
    assert not any(addresses)
    assert server.running_server(data) == started
    assert os.getpgid(started.pid) == started.pid
    assert server.stop(data)
    assert server.running_server(data) is None
    assert (data / "studio.log").read_text() == '"GET /user/signup/ HTTP/1.1" 200\n'
    assert stat.S_IMODE((data / "studio.log").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["studio.log", "lock"])
def test_what_stands_in_the_way_is_one_line(name: str, tmp_path: Path) -> None:
    (tmp_path / "data" / name).mkdir(parents=True)
    with pytest.raises(LabelStudioError, match=rf"cannot (write|open) .*{name}: Is a directory"):
        server.start(tmp_path / "data", fake_program(tmp_path), answers=accepts_key)


def test_a_log_that_leads_elsewhere_is_not_followed(tmp_path: Path) -> None:
    """Else somebody else's studio folder could empty any file of the user's."""
    mine = tmp_path / "mine.txt"
    mine.write_text("my work")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "studio.log").symlink_to(mine)
    with pytest.raises(LabelStudioError, match=r"cannot write .*studio\.log: .*; take it away"):
        server.start(tmp_path / "data", fake_program(tmp_path), answers=accepts_key)
    assert mine.read_text() == "my work"


def test_settings_of_a_stranger_are_not_taken(tmp_path: Path) -> None:
    """Label Studio reads settings from `.env`; ours writes only its secret there."""
    (tmp_path / ".env").write_text("# ours\nSECRET_KEY=abc\n\nPOSTGRE_HOST=db.example.org\n")
    with pytest.raises(LabelStudioError, match=r"\.env:4 sets something besides SECRET_KEY"):
        server.start(tmp_path, fake_program(tmp_path), answers=accepts_key)


def test_a_taken_port_is_refused(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(LabelStudioError, match=f"port {port} is taken"):
            server.start(tmp_path, server.find_program(), port=port, answers=accepts_key)
    assert server.running_server(tmp_path) is None


def test_a_server_that_fails_at_once_tells_its_last_words(tmp_path: Path) -> None:
    program = fake_program(tmp_path, "echo the database is from tomorrow", "exit 3")
    with pytest.raises(LabelStudioError, match="ended with status 3; its last line was: the database is from tomorrow"):
        server.start(tmp_path / "data", program, answers=accepts_key)


@pytest.mark.studio
def test_a_second_server_on_the_folder_is_refused(studio_data: Path) -> None:
    with pytest.raises(LabelStudioError, match=r"runs already at http://127\.0\.0\.1:\d+; stop it with"):
        server.start(studio_data, server.find_program(), answers=accepts_key)


@pytest.mark.studio
def test_secrets_are_for_their_owner_only(studio_data: Path) -> None:
    for name in ("admin.json", "studio.log", "running.json"):
        assert stat.S_IMODE((studio_data / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(studio_data.stat().st_mode) == 0o700
    found = server.running_server(studio_data)
    assert found is not None
    shown = subprocess.run(
        ["ps", "-ww", "-o", "args=", "-p", str(found.pid)], capture_output=True, text=True, check=True
    )
    login = server.read_login(studio_data)
    assert "label-studio" in shown.stdout
    assert login.password not in shown.stdout
    assert login.token not in shown.stdout


@pytest.mark.studio
def test_the_log_has_addresses_without_queries(studio: Studio, studio_data: Path) -> None:
    """The invitation's has a token with which anybody may join."""
    token = studio.invitation().rpartition("=")[2]
    studio.sign_up("invited@newsstance.localhost", "a long password")
    log = (studio_data / "studio.log").read_text()
    assert '"POST /user/signup/ HTTP/1.1" 302' in log
    assert token not in log
    assert "?" not in "".join(line for line in log.splitlines() if "HTTP/1.1" in line)


@pytest.mark.studio
def test_it_listens_on_this_machine_only(studio_data: Path) -> None:
    found = server.running_server(studio_data)
    assert found is not None
    port = int(found.url.rpartition(":")[2])
    listening = [line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines() if line.split()[3] == "0A"]
    assert [address for address in listening if address.endswith(f":{port:04X}")] == [f"0100007F:{port:04X}"]


@pytest.mark.studio
def test_a_forgotten_password_is_reset(studio: Studio, studio_data: Path) -> None:
    program = server.find_program()
    studio.sign_up("forgetful@newsstance.localhost", "first-password")
    password = reset_password(studio_data, program, "forgetful@newsstance.localhost")
    with studio.log_in("forgetful@newsstance.localhost", password) as door:
        assert door.whoami()["email"] == "forgetful@newsstance.localhost"
    with pytest.raises(LabelStudioError, match=r"does not let forgetful@newsstance\.localhost in"):
        studio.log_in("forgetful@newsstance.localhost", "first-password")
    with pytest.raises(
        LabelStudioError, match=r"did not change the password of nobody@newsstance\.localhost: .*not found"
    ):
        reset_password(studio_data, program, "nobody@newsstance.localhost")


@pytest.mark.studio
@pytest.mark.usefixtures("ctrl_c_counts")
def test_the_verb_from_start_to_ctrl_c(tmp_path: Path) -> None:
    """Prints the address and the login, never the secret; Ctrl-C stops it and gives status 130."""
    command = [sys.executable, "-m", "newsstance", "studio", "--data", str(tmp_path / "data")]
    venv = str(server.find_program().parent.parent)
    pipe = subprocess.PIPE
    with subprocess.Popen([*command, "--environment", venv], stdout=pipe, stderr=pipe, text=True) as running:
        assert running.stdout is not None
        url = running.stdout.readline().strip()
        login = server.read_login(tmp_path / "data")
        assert accepts_key(url, login.token)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "log in as admin@newsstance.localhost" in said
    assert login.password not in said
    assert login.token not in said
    assert not accepts_key(url, login.token)
    assert server.running_server(tmp_path / "data") is None
    again = subprocess.run([*command, "--stop"], capture_output=True, text=True, check=True)
    assert again.stderr.startswith("no Label Studio runs on ")


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        ("", "names nobody"),
        ("ann,bob,ann", "names ann twice; name each annotator once"),
        ("ann,bob,Ann", "names ann and Ann, who would share an account; give other pseudonyms"),
        ("ann@example.com", "'ann@example.com' is no pseudonym"),
    ],
)
def test_annotators_are_different_pseudonyms(names: str, problem: str) -> None:
    with pytest.raises(DataError, match=problem):
        read_annotators(names)
