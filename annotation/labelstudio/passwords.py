"""New passwords for accounts of the local Label Studio, saved where the old ones were."""

import secrets
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Final

from annotation.errors import LabelStudioError
from annotation.labelstudio.accounts import Account, accounts_file, annotator_email, read_accounts, write_accounts
from annotation.labelstudio.connection import connect_local
from annotation.labelstudio.server import (
    Login,
    find_program,
    login_file,
    read_login,
    save_login,
)
from annotation.labelstudio.server_process import server_environment

ADMINISTRATOR: Final = "admin"  # the name for which `studio --reset-password` changes the administrator's password


def save_new_password(studio_folder: Path, name: str, environment: Path | None) -> Path:
    """Give an annotator or the administrator (`admin`) a new password and return the file that holds it.

    Args:
        studio_folder: the data folder of the local Label Studio.
        name: the annotator's pseudonym, or `admin`.
        environment: Label Studio's own virtual environment, if it is not in a usual place.

    Raises:
        LabelStudioError: if the server has no such account.
        ConfigError: if Label Studio is not installed.
    """
    program = find_program(environment)
    if name == ADMINISTRATOR:
        reset_password(studio_folder, program, read_login(studio_folder).email)
        return login_file(studio_folder)
    path = accounts_file(studio_folder)
    accounts = read_accounts(path)
    password = reset_password(studio_folder, program, annotator_email(name))
    if name in accounts:
        account = replace(accounts[name], email=annotator_email(name), password=password)
    else:
        with connect_local(studio_folder) as studio:
            account = Account(annotator_email(name), password, studio.accounts()[annotator_email(name)])
    write_accounts(path, accounts | {name: account})
    return path


def reset_password(studio_folder: Path, program: Path, email: str) -> str:
    """Give an account a new password and return it; the administrator's is saved in the studio folder too.

    Raises:
        LabelStudioError: if the server has no account with this e-mail address.
    """
    password = secrets.token_urlsafe(12)
    environment = server_environment(studio_folder)
    # Without a terminal the program reads the password from standard input; `ps` would show an argument.
    process = subprocess.run(
        [program, "reset_password", "--username", email],
        input=password + "\n",
        env=environment,
        capture_output=True,
        text=True,
        start_new_session=True,
        check=False,
    )
    if "successfully changed" not in process.stdout:
        last_line = (process.stdout.strip().splitlines() or ["nothing"])[-1]
        raise LabelStudioError(f"Label Studio did not change the password of {email}: {last_line}")
    login = read_login(studio_folder)
    if email == login.email:
        save_login(studio_folder, Login(email, password, login.token))
    return password
