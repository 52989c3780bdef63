"""The verb `studio`: a local Label Studio, from its start to its end."""

import json
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotation.cli.options import Environment, Json, StudioFolder
from annotation.io.console import remark, result

if TYPE_CHECKING:
    from annotation.labelstudio.server import Running

Port = Annotated[int | None, typer.Option("--port", help="Where to listen; a free port if left out.")]
Stop = Annotated[bool, typer.Option("--stop", help="Stop the server that runs on the folder.")]
Background = Annotated[bool, typer.Option("--background", help="Come back once it answers, and leave it running.")]
Reset = Annotated[
    str, typer.Option("--reset-password", metavar="WHO", help="Give an annotator, or `admin`, a new password.")
]


def studio(
    data: StudioFolder = Path("studio"),
    port: Port = None,
    stop: Stop = False,
    background: Background = False,
    reset_password: Reset = "",
    environment: Environment = None,
    as_json: Json = False,
) -> None:
    """Run a local Label Studio on SQLite, reachable from this machine only, until Ctrl-C.

    Example: newsstance studio --data studio
    """
    if stop:
        stop_server(data)
    elif reset_password:
        new_password(data, reset_password, environment)
    else:
        found = start_server(data, port, environment)
        _tell(found, data, as_json)
        if not background:
            _stay(found, data)


def start_server(data: Path, port: int | None, environment: Path | None) -> "Running":
    """Start the server, telling how far it is."""
    from annotation.labelstudio import server
    from annotation.labelstudio.client import accepts_key

    program = server.find_program(environment)
    first = not (data / "label_studio.sqlite3").exists()
    remark("starting Label Studio" + (" for the first time, which takes half a minute" if first else ""))
    said = [0]

    def watch(steps: int) -> None:
        if first and steps >= said[0] + 100:
            said[0] = steps - steps % 100
            remark(f"  making the database: step {said[0]}")

    return server.start(data, program, port=port, answers=accepts_key, watch=watch)


def stop_server(data: Path) -> None:
    """Stop the server that runs on a folder, and say whether there was one."""
    from annotation.labelstudio import server

    remark(f"stopped Label Studio on {data}" if server.stop(data) else f"no Label Studio runs on {data}")


def new_password(data: Path, who: str, environment: Path | None) -> None:
    """Give somebody a new password, and say where it stands."""
    from annotation.labelstudio import server
    from annotation.labelstudio.accounts import Account, accounts_file, email, read_accounts, write_accounts
    from annotation.labelstudio.connection import local

    program = server.find_program(environment)
    if who == "admin":
        server.reset_password(data, program, server.read_login(data).email)
        remark(f"the administrator has a new password; it stands in {data / 'admin.json'}")
        return
    path = accounts_file(data)
    accounts = read_accounts(path)
    password = server.reset_password(data, program, email(who))
    if who in accounts:
        user = accounts[who].user
    else:
        with local(data) as studio:
            user = studio.accounts()[email(who)]
    write_accounts(path, accounts | {who: Account(email(who), password, user)})
    remark(f"{who} has a new password; it stands in {path}")


def _tell(found: "Running", data: Path, as_json: bool) -> None:
    from annotation.labelstudio.server import read_login

    login = read_login(data)
    if as_json:
        result(json.dumps({"url": found.url, "email": login.email, "secret": str(data / "admin.json")}))
        return
    result(found.url)
    remark(f"log in as {login.email}; the password stands in {data / 'admin.json'} (only you can read it)")
    remark("stop it with Ctrl-C, or with: newsstance studio --stop")


def _stay(found: "Running", data: Path) -> None:
    """Stay until the server ends, or until we are asked to; then nothing of it is left running."""
    from annotation.errors import LabelStudioError
    from annotation.labelstudio import server

    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, _interrupt)
    try:
        status = server.wait(found)
    except KeyboardInterrupt:
        remark("\nstopping Label Studio")
        server.stop(data)
        raise
    if status > 0:
        raise LabelStudioError(f"Label Studio ended with status {status}; see {data / 'studio.log'}")
    remark("Label Studio was stopped")


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
