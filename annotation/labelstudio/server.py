"""Starting and stopping a local Label Studio on SQLite, in its own environment and on loopback only.

All its files are in one data folder, the studio folder: the database, `admin.json` (the administrator's login, for its
owner only), `running.json` (address and process id) and `lock`, which the server process itself holds, so that it is
free again after a crash.
"""

import fcntl
import json
import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from annotation.errors import ConfigError, LabelStudioError
from annotation.io.files import write_text

HOST: Final = "127.0.0.1"
ADMIN: Final = "admin@newsstance.localhost"
START_SECONDS: Final = 300.0
STOP_SECONDS: Final = 20.0
_CHILD_PROCESSES: Final[dict[int, "subprocess.Popen[bytes]"]] = {}  # the servers that this process started, by id
_INHERITED_VARIABLES: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ")
# The server sends nothing to others, creates accounts only by invitation, and refuses invalid predictions.
_SERVER_VARIABLES: Final = {
    "LABEL_STUDIO_COLLECT_ANALYTICS": "false",
    "LABEL_STUDIO_LATEST_VERSION_CHECK": "false",
    "LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK": "true",
    "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
    "SENTRY_DSN": "",
    "FRONTEND_SENTRY_DSN": "",
    "fflag_feat_utc_210_prediction_validation_15082025": "true",
    "PYTHONUNBUFFERED": "1",
}


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
    return _database(studio_folder).exists()


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
        free_port = _free_port(port)
        log = studio_folder / "studio.log"
        process = _launch(program, studio_folder, login, free_port, log, lock)
        server = RunningServer(f"http://{HOST}:{free_port}", process.pid)
        try:
            _wait_for_answer(process, lambda: answers(server.url, login.token), log, watch)
        except BaseException:
            _end_process(process.pid, lambda: process.poll() is None)
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
    _end_process(server.pid, lambda: child.poll() is None if child else _is_locked(studio_folder))
    _address_file(studio_folder).unlink(missing_ok=True)
    return True


def _read_or_create_login(studio_folder: Path) -> Login:
    if not login_file(studio_folder).exists():
        save_login(studio_folder, Login(ADMIN, secrets.token_urlsafe(12), secrets.token_hex(20)))
    return read_login(studio_folder)


def save_login(studio_folder: Path, login: Login) -> None:
    """Save the administrator's login where only the owner of the folder can read it."""
    write_text(login_file(studio_folder), json.dumps(asdict(login), indent=1), private=True)


def _address_file(studio_folder: Path) -> Path:
    return studio_folder / "running.json"


def _database(studio_folder: Path) -> Path:
    return studio_folder / "label_studio.sqlite3"


def _launch(
    program: Path, studio_folder: Path, login: Login, port: int, log: Path, lock: int
) -> "subprocess.Popen[bytes]":
    # The login is passed in the environment, because everybody on the machine can read a process's arguments.
    environment = server_environment(studio_folder) | {
        "LABEL_STUDIO_USERNAME": login.email,
        "LABEL_STUDIO_PASSWORD": login.password,
        "LABEL_STUDIO_USER_TOKEN": login.token,
    }
    address = ["--internal-host", HOST, "--port", str(port)]
    command = [str(program), "start", "--no-browser", *address, "--log-level", "WARNING"]
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            env=environment,
            cwd=studio_folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=(lock,),
        )


def server_environment(studio_folder: Path) -> dict[str, str]:
    """The server's environment variables, with few of ours: Label Studio reads common names such as HOST and PORT."""
    inherited = {name: os.environ[name] for name in _INHERITED_VARIABLES if name in os.environ}
    return inherited | _SERVER_VARIABLES | {"LABEL_STUDIO_BASE_DATA_DIR": str(studio_folder.absolute())}


def _wait_for_answer(
    process: "subprocess.Popen[bytes]", answers: Callable[[], bool], log: Path, watch: Callable[[int], None]
) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers():
        if process.poll() is not None:
            raise LabelStudioError(f"Label Studio ended with status {process.returncode}; {_last_line(log)}")
        if time.monotonic() > deadline:
            raise LabelStudioError(f"Label Studio did not answer within {START_SECONDS:.0f} s; see {log}")
        watch(_migration_steps(log.parent))
        time.sleep(0.2)


def _migration_steps(studio_folder: Path) -> int:
    """The number of finished steps of the database's migration; the server itself reports no progress."""
    try:
        with closing(sqlite3.connect(f"file:{_database(studio_folder)}?mode=ro", uri=True)) as database:
            return int(database.execute("SELECT count(*) FROM django_migrations").fetchone()[0])
    except sqlite3.OperationalError:  # the database does not exist yet, or it is locked
        return 0


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return f"its last line was: {lines[-1].strip()} (all in {log})" if lines else f"{log} is empty"


def _end_process(pid: int, is_alive: Callable[[], bool]) -> None:
    """End a process group, with stronger signals if it does not end in time."""
    for signal_number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(pid, signal_number)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + STOP_SECONDS / 3
        while is_alive() and time.monotonic() < deadline:
            time.sleep(0.05)
        if not is_alive():
            return
    raise LabelStudioError(f"Label Studio (process {pid}) does not stop; end it with: kill -9 {pid}")


def _free_port(port: int | None) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port or 0))
        except OSError as error:
            raise LabelStudioError(f"port {port} is taken; leave --port out to get a free one") from error
        return int(probe.getsockname()[1])


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
