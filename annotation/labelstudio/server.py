"""Starting and stopping a local Label Studio on SQLite, in its own environment and on loopback only.

All its files are in one data folder, the studio folder: the database, `admin.json` (the administrator's login, for its
owner only), `running.json` (address and process id) and `lock`, which the server process itself holds, so that it is
free again after a crash.
"""

import fcntl
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from annotation.errors import ConfigError, LabelStudioError
from annotation.io.files import write_text
from annotation.labelstudio.server_process import HOST, database_file, end_process, free_port, launch, wait_for_answer

ADMIN: Final = "admin@newsstance.localhost"
_CHILD_PROCESSES: Final[dict[int, "subprocess.Popen[bytes]"]] = {}  # the servers that this process started, by id


@dataclass(frozen=True)
class Login:
    """The administrator's login on a local Label Studio; it is secret."""

    email: str
    password: str
    token: str


@dataclass(frozen=True)
class RunningServer:
    """A running server's address and process id."""

    url: str
    pid: int


def find_program(environment: Path | None = None) -> Path:
    """Find the program `label-studio` in its own virtual environment.

    Without a given environment this is `.venv-studio` in the working folder or beside newsstance's own environment.

    Raises:
        ConfigError: if the program is in none of these places.
    """
    beside_ours = Path(sys.prefix).parent / ".venv-studio"
    folders = [environment] if environment else [Path(".venv-studio"), beside_ours]
    for folder in folders:
        program = folder / "bin" / "label-studio"
        if program.is_file():
            return program.absolute()
    raise ConfigError(
        f"Label Studio's environment is missing: no bin/label-studio in {' or '.join(map(str, folders))}; "
        "`make setup` makes it, or: python3 -m venv .venv-studio && "
        ".venv-studio/bin/pip install -c constraints-studio.txt label-studio"
    )


def login_file(studio_folder: Path) -> Path:
    """The file with the administrator's login."""
    return studio_folder / "admin.json"


def has_database(studio_folder: Path) -> bool:
    """Whether a server ran on a studio folder before, so that its database is there."""
    return database_file(studio_folder).exists()


def read_login(studio_folder: Path) -> Login:
    """Read the administrator's login; raises LabelStudioError if the folder holds none."""
    try:
        return Login(**json.loads(login_file(studio_folder).read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise LabelStudioError(
            f"{studio_folder} holds no Label Studio of ours; `newsstance studio` makes one"
        ) from error


def running_server(studio_folder: Path) -> RunningServer | None:
    """The server that runs on a studio folder; None if none runs, also after a crash."""
    if not _is_locked(studio_folder):
        return None
    try:
        return RunningServer(**json.loads(_address_file(studio_folder).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None  # the server holds the lock but does not answer yet


def start(
    studio_folder: Path,
    program: Path,
    *,
    port: int | None = None,
    answers: Callable[[str, str], bool],
    watch: Callable[[int], None] = lambda steps: None,
) -> RunningServer:
    """Start the server and wait until it answers.

    Args:
        studio_folder: the folder for all files of the server.
        program: the program `label-studio`.
        port: the port to listen on; a free one if left out.
        answers: says whether a Label Studio at a URL accepts a token. Another server on the port would not accept the
            token, and Label Studio moves to another port by itself if its own is taken.
        watch: called with the number of migration steps done so far while the database is created.

    Raises:
        LabelStudioError: if the port is taken, a server runs on the folder already, or the server ends or does not
            answer in time.
    """
    studio_folder.mkdir(parents=True, exist_ok=True)
    studio_folder.chmod(0o700)  # the database holds the texts and everybody's answers
    lock = _take_lock(studio_folder)
    try:
        login = _read_or_create_login(studio_folder)
        chosen_port = free_port(port)
        log = studio_folder / "studio.log"
        process = launch(program, studio_folder, _login_variables(login), chosen_port, log, lock)
        server = RunningServer(f"http://{HOST}:{chosen_port}", process.pid)
        try:
            wait_for_answer(process, lambda: answers(server.url, login.token), log, watch)
        except BaseException:
            end_process(process.pid, lambda: process.poll() is None)
            raise
    finally:
        os.close(lock)  # the server process has its own copy; when the process ends, the lock is free
    write_text(_address_file(studio_folder), json.dumps(asdict(server)))
    _CHILD_PROCESSES[server.pid] = process
    return server


def wait(server: RunningServer) -> int:
    """Wait until a server that this process started ends, and return its exit status."""
    return _CHILD_PROCESSES[server.pid].wait()


def stop(studio_folder: Path) -> bool:
    """Stop the server of a studio folder; returns whether one ran."""
    server = running_server(studio_folder)
    if server is None:
        return False
    child = _CHILD_PROCESSES.pop(server.pid, None)
    end_process(server.pid, lambda: child.poll() is None if child else _is_locked(studio_folder))
    _address_file(studio_folder).unlink(missing_ok=True)
    return True


def _read_or_create_login(studio_folder: Path) -> Login:
    if not login_file(studio_folder).exists():
        save_login(studio_folder, Login(ADMIN, secrets.token_urlsafe(12), secrets.token_hex(20)))
    return read_login(studio_folder)


def save_login(studio_folder: Path, login: Login) -> None:
    """Save the administrator's login where only the owner of the folder can read it."""
    write_text(login_file(studio_folder), json.dumps(asdict(login), indent=1), private=True)


def _login_variables(login: Login) -> dict[str, str]:
    return {
        "LABEL_STUDIO_USERNAME": login.email,
        "LABEL_STUDIO_PASSWORD": login.password,
        "LABEL_STUDIO_USER_TOKEN": login.token,
    }


def _address_file(studio_folder: Path) -> Path:
    return studio_folder / "running.json"


def _take_lock(studio_folder: Path) -> int:
    lock = os.open(studio_folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(lock)
        server = running_server(studio_folder)
        state = f"runs already at {server.url}" if server else "is being started already"
        raise LabelStudioError(
            f"a Label Studio on {studio_folder} {state}; stop it with: newsstance studio --stop"
        ) from error
    return lock


def _is_locked(studio_folder: Path) -> bool:
    """Whether a running process holds the lock of a studio folder."""
    try:
        lock = os.open(studio_folder / "lock", os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False
