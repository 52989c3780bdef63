"""The process of a local Label Studio: launched with few environment variables, waited for, and ended."""

import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from annotation.errors import LabelStudioError
from annotation.labelstudio.server_address import HOST
from annotation.labelstudio.server_log import finish_log, server_log

_START_TIME: Final = 19  # the place of field 22 of /proc/PID/stat, counted after the process's name
_MAX_PROCESS_ID: Final = 2**22  # the largest on Linux
START_SECONDS: Final = 300.0
STOP_SECONDS: Final = 20.0
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


def launch(
    program: Path, studio_folder: Path, login: Mapping[str, str], port: int, log: Path, lock: int
) -> "subprocess.Popen[bytes]":
    """Start the program in a process group of its own.

    Args:
        program: the program `label-studio`.
        studio_folder: the folder for all files of the server.
        login: environment variables with the administrator's login. They are no arguments, because everybody on the
            machine can read a process's arguments.
        port: the port to listen on.
        log: the file for what the program prints.
        lock: the descriptor of the lock, which the process keeps until it ends.
    """
    environment = server_environment(studio_folder) | dict(login)
    address = ["--internal-host", HOST, "--port", str(port)]
    command = [str(program), "start", "--no-browser", *address, "--log-level", "WARNING"]
    with server_log(log) as output:
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


def wait_for_answer(
    process: "subprocess.Popen[bytes]", answers: Callable[[], bool], log: Path, watch: Callable[[int], None]
) -> None:
    """Wait until the server answers, and tell `watch` how many steps of the migration are done.

    Raises:
        LabelStudioError: if the process ends or does not answer in time.
    """
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
        address = f"{database_file(studio_folder).absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as database:
            return int(database.execute("SELECT count(*) FROM django_migrations").fetchone()[0])
    except sqlite3.DatabaseError:  # the database does not exist yet, it is locked, or it is none
        return 0


def _last_line(log: Path) -> str:
    finish_log(log)
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return f"its last line was: {lines[-1].strip()} (all in {log})" if lines else f"{log} is empty"


def end_process(pid: int, is_alive: Callable[[], bool]) -> None:
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


def process_start(pid: int) -> str:
    """When a process started, to the hundredth of a second since the machine did; empty text if there is none.

    Together with the process id this names one process: ids are used again, also after a restart of the machine.
    """
    try:
        status = Path(f"/proc/{pid}/stat").read_bytes()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""
    fields_after_name = status.rpartition(b")")[2].split()  # the name itself may hold brackets and spaces
    return f"{boot} {fields_after_name[_START_TIME].decode()}"


def has_open(pid: int, path: Path) -> bool:
    """Whether a process holds a file open; False where that can't be told, such as for another user's process."""
    try:
        return any(descriptor.samefile(path) for descriptor in Path(f"/proc/{pid}/fd").iterdir() if descriptor.exists())
    except OSError:
        return False


def is_process_id(value: object) -> bool:
    """Whether a value can be the id of a process that is not the machine's first: 0 and -1 would mean whole groups."""
    return isinstance(value, int) and not isinstance(value, bool) and 1 < value <= _MAX_PROCESS_ID


def check_environment_file(studio_folder: Path) -> None:
    """Refuse a `.env` with more than the server's own secret: the server would take settings of a stranger from it.

    Raises:
        LabelStudioError: if there is more in it.
    """
    path = studio_folder / ".env"
    try:
        if path.exists() and not path.is_file():
            raise LabelStudioError(f"{path} is no file; take it away")
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return
    except OSError as error:
        raise LabelStudioError(f"cannot read {path}: {error.strerror or error}") from error
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.startswith(("SECRET_KEY=", "#")):
            raise LabelStudioError(
                f"{path}:{number} sets something besides SECRET_KEY, which newsstance's server does not need; if the "
                "folder is yours, take the line out, else do not start a server on it"
            )


def database_file(studio_folder: Path) -> Path:
    """The file of the server's SQLite database."""
    return studio_folder / "label_studio.sqlite3"
