"""The verb `studio`: a local Label Studio, from its start to its end."""

import json
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypedDict

import typer

from annotation.cli.options import Environment, Json, StudioFolder
from annotation.io.console import remark, result

if TYPE_CHECKING:
    from annotation.labelstudio.server import RunningServer

Port = Annotated[
    int | None,
    typer.Option(
        "--port",
        min=0,
        max=65535,
        metavar="N",
        help="Where to listen: as at the last start, or a free port at the first, if left out.",
    ),
]
PublicAddress = Annotated[
    str | None,
    typer.Option(
        "--public-address",
        metavar="URL",
        help="What annotators type, if a proxy passes it on to this server; remembered, '' forgets it.",
    ),
]
Stop = Annotated[bool, typer.Option("--stop", help="Stop the server that runs on the folder.")]
Background = Annotated[
    bool, typer.Option("--background", help="Come back once it answers, and leave it running; also if it runs already.")
]
Reset = Annotated[
    str, typer.Option("--reset-password", metavar="WHO", help="Give an annotator, or `admin`, a new password.")
]
_STEPS_PER_REMARK: Final = 100  # migration steps of the database between two remarks on progress


class ServerJson(TypedDict):
    """What `studio --json` prints: the address, the administrator's e-mail address, and the file with the password.

    `public` is the address for annotators, which differs from `url` where a proxy passes it on.
    """

    url: str
    public: str
    email: str
    secret: str


def studio(
    studio_folder: StudioFolder = Path("studio"),
    port: Port = None,
    stop: Stop = False,
    background: Background = False,
    public_address: PublicAddress = None,
    reset_password: Reset = "",
    environment: Environment = None,
    as_json: Json = False,
) -> None:
    """Run a local Label Studio on SQLite, reachable from this machine only, until Ctrl-C.

    It has the same address at every start.

    Example: newsstance studio --data studio
    """
    if stop:
        _stop_server(studio_folder)
    elif reset_password:
        _reset_password(studio_folder, reset_password, environment)
    else:
        _run_server(studio_folder, port, public_address, environment, background=background, as_json=as_json)


def _run_server(
    studio_folder: Path,
    port: int | None,
    public_address: str | None,
    environment: Path | None,
    *,
    background: bool,
    as_json: bool,
) -> None:
    """Start the server and report it; with `background`, report one that runs already."""
    from annotation.labelstudio.server import running_server
    from annotation.labelstudio.server_address import checked_public_address, kept_address

    public = checked_public_address(public_address) if public_address else public_address
    running = running_server(studio_folder) if background else None
    if running is None:
        public = kept_address(studio_folder).public if public is None else public
        server = _start_server(studio_folder, port, public, environment)
    else:
        _check_same_address(running, studio_folder, port, public)
        remark(f"Label Studio runs already on {studio_folder}")
        server = running
    _report_server(server, studio_folder, as_json, in_background=background)
    if not background:
        _wait_for_end(server, studio_folder)


def _check_same_address(running: "RunningServer", studio_folder: Path, port: int | None, public: str | None) -> None:
    """Refuse to report a server at another address than the one asked for: only a new start changes it."""
    from annotation.errors import LabelStudioError
    from annotation.labelstudio.server_address import kept_address

    other_port = port and not running.url.endswith(f":{port}")
    if other_port or public not in (None, kept_address(studio_folder).public):
        option = f"--port {port}" if other_port else f"--public-address {public!r}"
        raise LabelStudioError(
            f"a Label Studio on {studio_folder} runs already at {running.url}, and {option} counts only when it is "
            f"started; stop it with: newsstance studio --data {studio_folder} --stop"
        )


def _start_server(studio_folder: Path, port: int | None, public: str, environment: Path | None) -> "RunningServer":
    """Start the server and report the progress of the database's first migration."""
    from annotation.labelstudio import server
    from annotation.labelstudio.transport import accepts_key

    program = server.find_program(environment)
    first_time = not server.has_database(studio_folder)
    remark("starting Label Studio" + (" for the first time, which takes half a minute" if first_time else ""))
    reported_steps = 0

    def watch(steps: int) -> None:
        nonlocal reported_steps
        if first_time and steps >= reported_steps + _STEPS_PER_REMARK:
            reported_steps = steps - steps % _STEPS_PER_REMARK
            remark(f"  making the database: step {reported_steps}")

    return server.start(studio_folder, program, port=port, public_address=public, answers=accepts_key, watch=watch)


def _stop_server(studio_folder: Path) -> None:
    """Stop the server that runs on a folder, and say whether one ran."""
    from annotation.labelstudio import server

    stopped = server.stop(studio_folder)
    remark(f"stopped Label Studio on {studio_folder}" if stopped else f"no Label Studio runs on {studio_folder}")


def _reset_password(studio_folder: Path, name: str, environment: Path | None) -> None:
    """Give an annotator or the administrator a new password, and say which file holds it."""
    from annotation.labelstudio.passwords import ADMINISTRATOR, save_new_password

    path = save_new_password(studio_folder, name, environment)
    account = "the administrator" if name == ADMINISTRATOR else name
    remark(f"{account} has a new password; it is in {path}")


def _report_server(server: "RunningServer", studio_folder: Path, as_json: bool, *, in_background: bool) -> None:
    from annotation.labelstudio.server import login_file, read_login
    from annotation.labelstudio.server_address import kept_address

    public = kept_address(studio_folder).public
    login, path = read_login(studio_folder), login_file(studio_folder)
    if as_json:
        facts: ServerJson = {
            "url": server.url,
            "public": public or server.url,
            "email": login.email,
            "secret": str(path),
        }
        result(json.dumps(facts))
        return
    result(public or server.url)
    if public:
        remark(f"this is what annotators type; the proxy must pass it on to {server.url}")
    remark(f"log in as {login.email}; the password is in {path} (only you can read it)")
    stop = f"newsstance studio --data {studio_folder} --stop"
    remark(f"it goes on running; stop it with: {stop}" if in_background else f"stop it with Ctrl-C, or with: {stop}")


def _wait_for_end(running_server: "RunningServer", studio_folder: Path) -> None:
    """Wait until the server ends; when this process is interrupted or told to end, stop the server first."""
    from annotation.errors import LabelStudioError
    from annotation.labelstudio import server

    for signal_number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(signal_number, _interrupt)
    try:
        status = server.wait(running_server)
    except KeyboardInterrupt:
        remark("")
        remark("stopping Label Studio")
        server.stop(studio_folder)
        raise
    if status > 0:
        raise LabelStudioError(f"Label Studio ended with status {status}; see {studio_folder / 'studio.log'}")
    remark("Label Studio was stopped")


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
