"""The study: its folder, its secret key, its stored codebooks, and the lock that lets only one push run at a time."""

import json
import re
import secrets
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypedDict

from annotation.codebook.codebook import Codebook, read_codebook
from annotation.errors import DataError
from annotation.io.files import write_text
from annotation.io.json_files import are_texts, read_json_file
from annotation.io.locks import locked

_LOCK: Final = "lock"
_KEY: Final = re.compile(r"(?:[0-9a-fA-F]{2})+")


class StudyFile(TypedDict):
    """The content of `.newsstance/study.json`."""

    id: str
    key: str  # 32 hexadecimal digits


@dataclass(frozen=True)
class Study:
    """A study: its folder, the id that its projects on the server carry, and the key that randomizes its arms."""

    folder: Path
    id: str
    key: bytes

    @property
    def name(self) -> str:
        """The name of the study, which is that of its folder."""
        return self.folder.absolute().name

    @property
    def handout(self) -> Path:
        """The path of the handout."""
        return self.folder / "handout.csv"

    @property
    def codebooks(self) -> Path:
        """The folder with a copy of every codebook that was handed out."""
        return self.folder / ".newsstance" / "codebooks"


def open_study(folder: Path, *, new: bool = False) -> Study:
    """Open the study in a folder; `new` creates one if there is none.

    Only the owner can read the file with the key, because the key tells which sentences are blind. Raises DataError
    if there is no study or its file is damaged.
    """
    path = folder / ".newsstance" / "study.json"
    try:
        if new and not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _create_study(path)
        content = read_json_file(path)
    except FileNotFoundError as error:
        raise DataError(
            f"nothing was pushed from {folder.absolute()}: it has no .newsstance/study.json; "
            "run this in the folder you pushed from"
        ) from error
    except OSError as error:
        raise DataError(f"cannot write {path}: {error.strerror or error}") from error
    fields = content if isinstance(content, dict) else {}
    if not are_texts(fields.get("id"), fields.get("key")) or not _KEY.fullmatch(fields["key"]):
        raise DataError(f"{path} was changed and cannot be read; bring it back from a backup of the study")
    return Study(folder, fields["id"], bytes.fromhex(fields["key"]))


def _create_study(path: Path) -> None:
    """Create a study, unless another process created it in the meantime."""
    content: StudyFile = {"id": secrets.token_hex(4), "key": secrets.token_hex(16)}
    with locked(path.with_name(_LOCK)):
        if not path.exists():
            write_text(path, json.dumps(content), private=True)


def kept_codebook(study: Study, stamp: str, codebook: Codebook) -> Codebook:
    """Read the study's copy of the codebook with that stamp; without a copy take this codebook."""
    copy = study.codebooks / f"{stamp.rpartition(' ')[2]}.toml"
    return read_codebook(copy) if stamp != codebook.stamp and copy.exists() else codebook


def keep_codebook(study: Study, codebook: Codebook, path: Path) -> None:
    """Store a copy of a codebook, so that answers can be read by it even after its own file was edited."""
    copy = study.codebooks / f"{codebook.digest[:12]}.toml"
    if not copy.exists():
        write_text(copy, path.read_text(encoding="utf-8-sig"))


def push_lock(study: Study) -> AbstractContextManager[None]:
    """Return a lock that lets only one push of this study run; to enter it raises DataError while another one runs."""
    busy_message = f"another newsstance is at work in {study.folder.absolute()}; wait for it to end"
    return locked(study.folder / ".newsstance" / _LOCK, busy_message=busy_message)
