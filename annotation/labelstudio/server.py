"""A local Label Studio on SQLite, in its own environment, on loopback only: started, watched, stopped.

Everything it keeps stands in one data folder: the database, `admin.json` (the login, owner-only), `running.json`
(address and process) and `lock`, which the server process itself holds, so that no crash leaves it behind.
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
_CHILDREN: Final[dict[int, "subprocess.Popen[bytes]"]] = {}  # started by this process, so ours to wait for
_KEPT_ENVIRONMENT: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ")
# Nothing leaves the machine, accounts are made only by invitation, and bad predictions are refused.
_SETTINGS: Final = {
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
    """The administrator of a local Label Studio; a secret."""

    email: str
    password: str
    token: str


@dataclass(frozen=True)
class Running:
    """A server that answers: where, and which process it is."""

    url: str
    pid: int


def find_program(environment: Path | None = None) -> Path:
    """Find Label Studio's own environment: the one given, else `.venv-studio` here or beside ours."""
    beside = Path(sys.prefix).parent / ".venv-studio"
    places = [environment] if environment else [Path(".venv-studio"), beside]
    for place in places:
        program = place / "bin" / "label-studio"
        if program.is_file():
            return program.absolute()
    raise ConfigError(
        f"Label Studio's environment is missing: no bin/label-studio in {' or '.join(map(str, places))}; "
        "`make setup` makes it, or: python3 -m venv .venv-studio && "
        ".venv-studio/bin/pip install -c constraints-studio.txt label-studio"
    )


def read_login(data: Path) -> Login:
    """Read the login that belongs to a data folder."""
    try:
        return Login(**json.loads((data / "admin.json").read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise LabelStudioError(f"{data} holds no Label Studio of ours; `newsstance studio` makes one") from error


def running(data: Path) -> Running | None:
    """The server that runs on a data folder; None if none does, whatever a crash left in the folder."""
    if not _locked(data):
        return None
    try:
        return Running(**json.loads((data / "running.json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None  # it holds the lock but has not answered yet


def start(
    data: Path,
    program: Path,
    *,
    port: int | None = None,
    answers: Callable[[str, str], bool],
    watch: Callable[[int], None] = lambda steps: None,
) -> Running:
    """Start the server and wait until it answers to its own token; `watch` is told of every migration step.

    `answers(url, token)` asks whether a Label Studio at that address takes that token: another server on the
    port does not, and Label Studio moves to another port by itself when its own is taken.
    """
    data.mkdir(parents=True, exist_ok=True)
    data.chmod(0o700)  # the database holds the texts and everybody's answers
    lock = _take_lock(data)
    try:
        login = _login(data)
        chosen = _free_port(port)
        log = data / "studio.log"
        process = _launch(program, data, login, chosen, log, lock)
        found = Running(f"http://{HOST}:{chosen}", process.pid)
        try:
            _wait(process, lambda: answers(found.url, login.token), log, watch)
        except BaseException:
            _end(process.pid, lambda: process.poll() is None)
            raise
    finally:
        os.close(lock)  # the server process has its own copy; when it ends, the lock is free
    write_text(data / "running.json", json.dumps(asdict(found)))
    _CHILDREN[found.pid] = process
    return found


def wait(found: Running) -> int:
    """Wait for a server that this process started to end; gives its exit status."""
    return _CHILDREN[found.pid].wait()


def stop(data: Path) -> bool:
    """Stop the server of a data folder; False if none ran."""
    found = running(data)
    if found is None:
        return False
    child = _CHILDREN.pop(found.pid, None)
    _end(found.pid, lambda: child.poll() is None if child else _locked(data))
    (data / "running.json").unlink(missing_ok=True)
    return True


def reset_password(data: Path, program: Path, email: str) -> str:
    """Give an account a new password and return it; the administrator's is kept in the data folder too."""
    password = secrets.token_urlsafe(12)
    environment = _environment(data)
    # Without a terminal the password is read from standard input; as an argument, `ps` would show it.
    done = subprocess.run(
        [program, "reset_password", "--username", email],
        input=password + "\n",
        env=environment,
        capture_output=True,
        text=True,
        start_new_session=True,
        check=False,
    )
    if "successfully changed" not in done.stdout:
        said = (done.stdout.strip().splitlines() or ["nothing"])[-1]
        raise LabelStudioError(f"Label Studio did not change the password of {email}: {said}")
    login = read_login(data)
    if email == login.email:
        _keep_login(data, Login(email, password, login.token))
    return password


def _login(data: Path) -> Login:
    if not (data / "admin.json").exists():
        _keep_login(data, Login(ADMIN, secrets.token_urlsafe(12), secrets.token_hex(20)))
    return read_login(data)


def _keep_login(data: Path, login: Login) -> None:
    write_text(data / "admin.json", json.dumps(asdict(login), indent=1), private=True)


def _launch(program: Path, data: Path, login: Login, port: int, log: Path, lock: int) -> "subprocess.Popen[bytes]":
    # The login goes through the environment: arguments can be read by everybody on the machine.
    environment = _environment(data) | {
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
            cwd=data,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=(lock,),
        )


def _environment(data: Path) -> dict[str, str]:
    """Build the server's environment anew: Label Studio reads bare names such as HOST and PORT too."""
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    return kept | _SETTINGS | {"LABEL_STUDIO_BASE_DATA_DIR": str(data.absolute())}


def _wait(
    process: "subprocess.Popen[bytes]", answers: Callable[[], bool], log: Path, watch: Callable[[int], None]
) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers():
        if process.poll() is not None:
            raise LabelStudioError(f"Label Studio ended with status {process.returncode}; {_last_words(log)}")
        if time.monotonic() > deadline:
            raise LabelStudioError(f"Label Studio did not answer within {START_SECONDS:.0f} s; see {log}")
        watch(_migrated(log.parent))
        time.sleep(0.2)


def _migrated(data: Path) -> int:
    """How many steps of the database's migration are done; the server itself says nothing while it migrates."""
    try:
        with closing(sqlite3.connect(f"file:{data / 'label_studio.sqlite3'}?mode=ro", uri=True)) as database:
            return int(database.execute("SELECT count(*) FROM django_migrations").fetchone()[0])
    except sqlite3.OperationalError:  # not there yet, or busy
        return 0


def _last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return f"its last line was: {lines[-1].strip()} (all in {log})" if lines else f"{log} is empty"


def _end(pid: int, alive: Callable[[], bool]) -> None:
    """Ask a process group to end, and insist after a while."""
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(pid, sign)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + STOP_SECONDS / 3
        while alive() and time.monotonic() < deadline:
            time.sleep(0.05)
        if not alive():
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


def _take_lock(data: Path) -> int:
    lock = os.open(data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(lock)
        found = running(data)
        where = f"runs already at {found.url}" if found else "is being started already"
        raise LabelStudioError(f"a Label Studio on {data} {where}; stop it with: newsstance studio --stop") from error
    return lock


def _locked(data: Path) -> bool:
    """Whether a living process holds the data folder."""
    try:
        lock = os.open(data / "lock", os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False
