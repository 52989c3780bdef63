"""A local Label Studio: started, recognized, stopped, and reset."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from annotation.errors import ConfigError, DataError, LabelStudioError
from annotation.labelstudio import server
from annotation.labelstudio.accounts import read_annotators
from annotation.labelstudio.client import Studio
from annotation.labelstudio.passwords import reset_password
from annotation.labelstudio.transport import accepts_key


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


def test_a_taken_port_is_refused(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(LabelStudioError, match=f"port {port} is taken"):
            server.start(tmp_path, server.find_program(), port=port, answers=accepts_key)
    assert server.running_server(tmp_path) is None


def test_a_server_that_fails_at_once_tells_its_last_words(tmp_path: Path) -> None:
    program = tmp_path / "label-studio"
    program.write_text("#!/bin/sh\necho the database is from tomorrow\nexit 3\n")
    program.chmod(0o755)
    with pytest.raises(LabelStudioError, match="ended with status 3; its last line was: the database is from tomorrow"):
        server.start(tmp_path / "data", program, answers=accepts_key)


@pytest.mark.studio
def test_a_second_server_on_the_folder_is_refused(studio_data: Path) -> None:
    with pytest.raises(LabelStudioError, match=r"runs already at http://127\.0\.0\.1:\d+; stop it with"):
        server.start(studio_data, server.find_program(), answers=accepts_key)


@pytest.mark.studio
def test_secrets_are_for_their_owner_only(studio_data: Path) -> None:
    assert stat.S_IMODE((studio_data / "admin.json").stat().st_mode) == 0o600
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
