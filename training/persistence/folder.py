"""A model's folder on disk: which files it has, how they are read, and how damage to them is noticed."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from annotation.errors import ModelError

PIPELINE: Final = "pipeline.joblib"
CARD: Final = "card.json"
TERMS: Final = "terms.json"
WEIGHTS: Final = "weights.npz"
EVALUATION: Final = "evaluation.json"
FINGERPRINTS: Final = "seen.txt"
MODEL_CARD: Final = "MODELCARD.md"
CHECKSUMS: Final = "SHA256SUMS"
FILES: Final = (PIPELINE, CARD, MODEL_CARD, EVALUATION, FINGERPRINTS, TERMS, WEIGHTS, CHECKSUMS)
SCORING_FILES: Final = (CARD, TERMS, WEIGHTS, FINGERPRINTS)  # all that is read to score with a model
REMEDY: Final = "copy it again from where it came, or train it again"
_MAX_BYTES: Final = 256_000_000  # of a file: a stranger's model must not fill the memory
_MAX_READ_BYTES: Final = 32_000_000  # of a file that is read as text, which can take some 25 times its size in memory


def read_files(folder: Path, names: Sequence[str] = FILES) -> dict[str, bytes]:
    """Read some of a model's files; gives the content of each by its name.

    Raises ModelError if a file is missing, unreadable or larger than any model's.
    """
    return {name: _read_file(folder, name) for name in names}


def read_checked(folder: Path, names: Sequence[str]) -> dict[str, bytes]:
    """Read some of a model's files, and refuse those that are not what training wrote.

    This notices damage, a cut copy or a careless edit, but no malice: anybody who changes a file can change its
    checksum too.

    Raises ModelError if a file has another checksum than `SHA256SUMS` says, or cannot be read.
    """
    contents = read_files(folder, (CHECKSUMS, *names))
    expected = _parse_checksums(contents.pop(CHECKSUMS))
    damaged = [name for name in names if expected.get(name) != file_digest(contents[name])]
    if damaged:
        raise ModelError(
            f"{folder}: {', '.join(damaged)} is not what training wrote (its digest is not the one in {CHECKSUMS}), "
            f"so it was damaged or edited; {REMEDY}"
        )
    return contents


def check_sizes(contents: Mapping[str, bytes]) -> None:
    """Refuse to write a model that could not be read again.

    Raises ModelError, which names the file that is too large.
    """
    for name, content in contents.items():
        if len(content) > _max_bytes(name):
            raise ModelError(
                f"the model's {name} would take {len(content):,} bytes, and none larger than {_max_bytes(name):,} is "
                "ever opened; learn from fewer sentences, or leave out a group of features (--without characters)"
            )


def checksums(contents: Mapping[str, bytes]) -> bytes:
    """Write the files' digests as the program `sha256sum` does.

    MODELCARD.md has none, since it is for its owner to complete.

    >>> checksums({"a": b"", "MODELCARD.md": b""}).decode().split()[1:]
    ['a']
    """
    lines = (f"{file_digest(content)}  {name}\n" for name, content in sorted(contents.items()) if name != MODEL_CARD)
    return "".join(lines).encode()


def model_file_digests(contents: Mapping[str, bytes]) -> dict[str, str]:
    """Give the SHA-256 of each file's content."""
    return {name: file_digest(content) for name, content in contents.items()}


def file_digest(content: bytes) -> str:
    """Give the SHA-256 of a file's content."""
    return sha256(content).hexdigest()


def find_model(folder_or_id: str | Path, shelf: Path) -> Path:
    """Find a model's folder by its path, or by its id on the shelf.

    Raises ModelError, which names the models on the shelf, if there is none.
    """
    for folder in (Path(folder_or_id), shelf / folder_or_id):
        if folder.is_dir() and folder != Path():
            _refuse_other_folder(folder)
            return folder
    names = ", ".join(folder.name for folder in model_folders(shelf)) or "none; newsstance train makes one"
    raise ModelError(
        f"there is no model {str(folder_or_id)!r}, neither as a folder nor on the shelf {shelf} (there: {names})"
    )


def _refuse_other_folder(folder: Path) -> None:
    """Raise ModelError for a folder that is evidently no model's, such as a shelf."""
    if any((folder / name).exists() for name in FILES):
        return
    names = ", ".join(str(model) for model in model_folders(folder))
    if names:
        raise ModelError(f"{folder} is a shelf, not a model; name one of the models on it: {names}")
    raise ModelError(f"{folder} is no model: it has none of a model's files, such as {CARD}; name a model's folder")


def model_folders(shelf: Path) -> list[Path]:
    """Give the folders of the models on a shelf, sorted."""
    return sorted(card.parent for card in shelf.glob(f"[!.]*/{CARD}"))


def _read_file(folder: Path, name: str) -> bytes:
    try:
        with (folder / name).open("rb") as file:
            content = file.read(_max_bytes(name) + 1)
    except OSError as error:
        raise ModelError(
            f"{folder} is not a complete model: {name}: {error.strerror or error} "
            f"(a model has {', '.join(FILES)}); {REMEDY}"
        ) from error
    if len(content) > _max_bytes(name):
        raise ModelError(
            f"{folder / name} is larger than any model's ({_max_bytes(name):,} bytes at most); it is not opened"
        )
    return content


def _max_bytes(name: str) -> int:
    return _MAX_READ_BYTES if name.endswith((".json", ".txt")) else _MAX_BYTES


def _parse_checksums(content: bytes) -> dict[str, str]:
    lines: Iterable[str] = content.decode("utf-8", errors="replace").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
