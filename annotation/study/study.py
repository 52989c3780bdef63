"""The study: the working folder, what is secret in it, and the lock that keeps two pushes apart."""

import json
import secrets
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from annotation.codebook.codebook import Codebook
from annotation.errors import DataError
from annotation.io.files import write_text
from annotation.io.locks import locked

_LOCK: Final = "lock"


@dataclass(frozen=True)
class Study:
    """A study's folder, the name its projects are found by, and the key that decides who is shown what."""

    folder: Path
    id: str
    key: bytes

    @property
    def handout(self) -> Path:
        """Where the handout stands."""
        return self.folder / "handout.csv"

    @property
    def codebooks(self) -> Path:
        """Where every codebook that was ever handed out is kept as it was."""
        return self.folder / ".newsstance" / "codebooks"


def open_study(folder: Path, *, new: bool = False) -> Study:
    """Open the study in a folder; `new` makes one where there is none.

    The key is owner-only: with it, anybody could tell which sentences are blind.
    """
    path = folder / ".newsstance" / "study.json"
    if new and not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(path)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Study(folder, found["id"], bytes.fromhex(found["key"]))
    except FileNotFoundError as error:
        raise DataError(
            f"nothing was pushed from {folder.absolute()}: it has no .newsstance/study.json; "
            "run this in the folder you pushed from"
        ) from error
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise DataError(f"{path} was changed and cannot be read; bring it back from a backup of the study") from error


def _make(path: Path) -> None:
    """Make a study, unless somebody else made it at this very moment: there must be one."""
    kept = {"id": secrets.token_hex(4), "key": secrets.token_hex(16)}
    with locked(path.with_name(_LOCK)):
        if not path.exists():
            write_text(path, json.dumps(kept), private=True)


def keep_codebook(study: Study, codebook: Codebook, path: Path) -> None:
    """Keep a codebook as it was handed out: its answers are read by it even after the file was edited."""
    kept = study.codebooks / f"{codebook.digest[:12]}.toml"
    if not kept.exists():
        write_text(kept, path.read_text(encoding="utf-8-sig"))


def pushing(study: Study) -> AbstractContextManager[None]:
    """Keep every other push of this study out."""
    busy = f"another newsstance is at work in {study.folder.absolute()}; wait for it to end"
    return locked(study.folder / ".newsstance" / _LOCK, busy=busy)
