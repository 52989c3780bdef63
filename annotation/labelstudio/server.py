"""Starting and stopping a local Label Studio on SQLite, in its own environment and on loopback only.

All its files are in one data folder, the studio folder: the database, `admin.json` (the administrator's login, for its
owner only), `address.json` (the address to keep), `running.json` (address and process) and `lock`, which the server
process itself holds, so that it is free again after a crash.
"""

import fcntl
import json
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from annotation.errors import ConfigError, DataError, LabelStudioError
from annotation.io.files import make_folder, write_text
from annotation.io.json_files import are_texts, read_json_file
from annotation.labelstudio.server_address import (
    HOST,
    KeptAddress,
    choose_port,
    keep_address,
    kept_address,
    public_variables,
)
from annotation.labelstudio.server_log import finish_log
from annotation.labelstudio.server_process import (
    check_environment_file,
    database_file,
    end_process,
    has_open,
    is_process_id,
    launch,
    process_start,
    wait_for_answer,
)

_LOCAL_ADDRESS: Final = re.compile(r"http://127\.0\.0\.1:[0-9]{1,5}")
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
    """A running server's address, its process id, and when that process started (see `process_start`)."""

    url: str
    pid: int
    started: str


def find_program(environment: Path | None = None) -> Path:
    """Find the program `label-studio` in its own virtual environment.

    Without a given environment this is `.venv-studio` beside newsstance's own environment. The working folder is not
    looked into: it may be somebody else's study, with a program of the same name in it.

    Raises:
        ConfigError: if the program is not there.
    """
    folder = environment or Path(sys.prefix).parent / ".venv-studio"
    program = folder / "bin" / "label-studio"
    if program.is_file():
        return program.absolute()
    raise ConfigError(
        f"Label Studio's environment is missing: no bin/label-studio in {folder}; `make setup` makes it, or: "
        f"python3 -m venv {folder} && {folder}/bin/pip install -c constraints-studio.txt label-studio; an environment "
        "elsewhere is named by --environment or NEWSSTANCE_STUDIO_VENV"
    )


def login_file(studio_folder: Path) -> Path:
    """The file with the administrator's login."""
    return studio_folder / "admin.json"


def has_database(studio_folder: Path) -> bool:
    """Whether a server ran on a studio folder before, so that its database is there."""
    return database_file(studio_folder).exists()


def read_login(studio_folder: Path) -> Login:
    """Read the administrator's login.

    Raises:
        LabelStudioError: if the folder holds none.
        DataError: if the file is damaged.
    """
    path = login_file(studio_folder)
    try:
        fields = read_json_file(path)
    except FileNotFoundError as error:
        raise LabelStudioError(
            f"{studio_folder} holds no Label Studio of ours; `newsstance studio` makes one"
        ) from error
    if isinstance(fields, dict) and fields.keys() == {"email", "password", "token"} and are_texts(*fields.values()):
        return Login(**fields)
    raise DataError(
        f"{path} is damaged: it holds the administrator's email, password and token as texts; bring it back from a "
        "backup"
    )


def running_server(studio_folder: Path) -> RunningServer | None:
    """The server that runs on a studio folder; None if none runs, also after a crash.

    The lock alone would not do: it may be that of a server that is only starting, beside an address from yesterday,
    whose process id and port belong to other programs today. So the process must be the very one that was started.
    """
    if not _is_locked(studio_folder):
        return None
    server = _read_address(studio_folder)
    if server is None:
        return None
    if not server.started:  # version 0.2.0 did not write when the process started
        return server if has_open(server.pid, studio_folder / "lock") else None
    return server if server.started == process_start(server.pid) else None


def _read_address(studio_folder: Path) -> RunningServer | None:
    """The address in the folder; None if there is none, or none that we wrote."""
    try:
        fields = read_json_file(_address_file(studio_folder))
    except (FileNotFoundError, DataError):
        return None
    if (
        isinstance(fields, dict)
        and fields.keys() | {"started"} == {"url", "pid", "started"}
        and are_texts(fields["url"], fields.get("started", "0"))
        and _LOCAL_ADDRESS.fullmatch(fields["url"])
        and is_process_id(fields["pid"])
    ):
        return RunningServer(fields["url"], fields["pid"], fields.get("started", ""))
    return None


def start(
    studio_folder: Path,
    program: Path,
    *,
    port: int | None = None,
    public_address: str = "",
    answers: Callable[[str, str], bool],
    watch: Callable[[int], None] = lambda steps: None,
) -> RunningServer:
    """Start the server and wait until it answers.

    Args:
        studio_folder: the folder for all files of the server.
        program: the program `label-studio`.
        port: the port to listen on; if left out, the one of the last start, else a free one.
        public_address: the address at which others reach the server through a proxy; empty if there is none.
        answers: says whether a Label Studio at a URL accepts a token. Another server on the port would not accept the
            token, and Label Studio moves to another port by itself if its own is taken.
        watch: called with the number of migration steps done so far while the database is created.

    Raises:
        LabelStudioError: if the port is taken, a server runs on the folder already, or the server ends or does not
            answer in time.
    """
    make_folder(studio_folder)
    try:
        studio_folder.chmod(0o700)  # the database holds the texts and everybody's answers
    except OSError as error:
        raise LabelStudioError(f"{studio_folder} is somebody else's ({error.strerror}); name another folder") from error
    lock = _take_lock(studio_folder)
    try:
        _address_file(studio_folder).unlink(missing_ok=True)  # of a server that crashed
        check_environment_file(studio_folder)
        login = _read_or_create_login(studio_folder)
        chosen_port = choose_port(studio_folder, port)
        log = _log_file(studio_folder)
        variables = _login_variables(login) | public_variables(public_address)
        process = launch(program, studio_folder, variables, chosen_port, log, lock)
        server = RunningServer(f"http://{HOST}:{chosen_port}", process.pid, process_start(process.pid))
        try:
            wait_for_answer(process, lambda: answers(server.url, login.token), log, watch)
        except BaseException:
            end_process(process.pid, lambda: process.poll() is None)
            finish_log(log)
            raise
    finally:
        os.close(lock)  # the server process has its own copy; when the process ends, the lock is free
    write_text(_address_file(studio_folder), json.dumps(asdict(server)), private=True)
    keep_address(studio_folder, KeptAddress(chosen_port, public_address))
    _CHILD_PROCESSES[server.pid] = process
    return server


def wait(server: RunningServer) -> int:
    """Wait until a server that this process started ends, and return its exit status."""
    return _CHILD_PROCESSES[server.pid].wait()


def stop(studio_folder: Path) -> bool:
    """Stop the server of a studio folder; returns whether one ran.

    Raises:
        LabelStudioError: if something runs on the folder and nothing says which process it is.
    """
    server = running_server(studio_folder)
    if server is None:
        if _is_locked(studio_folder):
            raise LabelStudioError(
                f"something holds {studio_folder / 'lock'}, and {_address_file(studio_folder)} does not say which "
                "process it is, so nothing was stopped: a server may be starting (wait a moment, then try again), or "
                f"an older newsstance started it; `fuser -v {studio_folder / 'lock'}` names the process"
            )
        return False
    if kept_address(studio_folder).port is None:  # an older newsstance started it
        keep_address(studio_folder, KeptAddress(int(server.url.rpartition(":")[2])))
    child = _CHILD_PROCESSES.pop(server.pid, None)
    end_process(server.pid, lambda: child.poll() is None if child else _is_locked(studio_folder))
    finish_log(_log_file(studio_folder))
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


def _log_file(studio_folder: Path) -> Path:
    return studio_folder / "studio.log"


def _address_file(studio_folder: Path) -> Path:
    return studio_folder / "running.json"


def _take_lock(studio_folder: Path) -> int:
    lock = _open_lock(studio_folder, os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(lock)
        server = running_server(studio_folder)
        state = f"runs already at {server.url}" if server else "runs already, or is being started"
        raise LabelStudioError(
            f"a Label Studio on {studio_folder} {state}; stop it with: newsstance studio --data {studio_folder} --stop"
        ) from error
    return lock


def _open_lock(studio_folder: Path, options: int) -> int:
    path = studio_folder / "lock"
    try:
        return os.open(path, options, 0o600)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise LabelStudioError(f"cannot open {path}: {error.strerror or error}") from error


def _is_locked(studio_folder: Path) -> bool:
    """Whether a running process holds the lock of a studio folder."""
    try:
        lock = _open_lock(studio_folder, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False
