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
SEEN: Final = "seen.txt"
READABLE: Final = "MODELCARD.md"
SUMS: Final = "SHA256SUMS"
FILES: Final = (PIPELINE, CARD, READABLE, EVALUATION, SEEN, TERMS, WEIGHTS, SUMS)
SCORING: Final = (CARD, TERMS, WEIGHTS, SEEN)  # all that is read to score with a model
AGAIN: Final = "copy it again from where it came, or train it again"
_MOST: Final = 256_000_000  # bytes of a file: a stranger's model must not fill the memory,
_MOST_JSON: Final = 64_000_000  # where JSON can take some 25 times its size


def read_files(folder: Path, names: Sequence[str] = FILES) -> dict[str, bytes]:
    """Read a model's files."""
    return {name: _file(folder, name) for name in names}


def read_checked(folder: Path, names: Sequence[str]) -> dict[str, bytes]:
    """Read some of a model's files, and refuse those that aren't what training wrote.

    This notices damage, a cut copy or a careless edit, not malice: who changes a file can change its digest too.
    """
    contents = read_files(folder, (SUMS, *names))
    written = _sums(contents.pop(SUMS))
    damaged = [name for name in names if written.get(name) != file_digest(contents[name])]
    if damaged:
        raise ModelError(
            f"{folder}: {', '.join(damaged)} is not what training wrote (its digest is not the one in {SUMS}), so it "
            f"was damaged or edited; {AGAIN}"
        )
    return contents


def check_sizes(contents: Mapping[str, bytes]) -> None:
    """Refuse to write a model that could not be read again."""
    for name, content in contents.items():
        if len(content) > _most(name):
            raise ModelError(
                f"the model's {name} would take {len(content):,} bytes, and none larger than {_most(name):,} is ever "
                "opened; learn from fewer sentences, or leave out a group of features (--without characters)"
            )


def checksums(contents: Mapping[str, bytes]) -> bytes:
    """Write the files' digests as the program `sha256sum` does; the card to read is for its owner to complete.

    >>> checksums({"a": b"", "MODELCARD.md": b""}).decode().split()[1:]
    ['a']
    """
    told = (f"{file_digest(content)}  {name}\n" for name, content in sorted(contents.items()) if name != READABLE)
    return "".join(told).encode()


def file_digests(contents: Mapping[str, bytes]) -> dict[str, str]:
    """Give each file's digest."""
    return {name: file_digest(content) for name, content in contents.items()}


def file_digest(content: bytes) -> str:
    """Give a file's SHA-256."""
    return sha256(content).hexdigest()


def find_model(which: str | Path, shelf: Path) -> Path:
    """Find a model's folder, or name those on the shelf."""
    for folder in (Path(which), shelf / which):
        if folder.is_dir() and folder != Path():
            return folder
    names = ", ".join(folder.name for folder in model_folders(shelf)) or "none; newsstance train makes one"
    raise ModelError(f"there is no model {str(which)!r}, neither as a folder nor on the shelf {shelf} (there: {names})")


def model_folders(shelf: Path) -> list[Path]:
    """Name the models on a shelf, sorted."""
    return sorted(card.parent for card in shelf.glob(f"[!.]*/{CARD}"))


def _file(folder: Path, name: str) -> bytes:
    try:
        with (folder / name).open("rb") as file:
            content = file.read(_most(name) + 1)
    except OSError as error:
        raise ModelError(
            f"{folder} is no whole model: {name}: {error.strerror or error} (a model has {', '.join(FILES)}); {AGAIN}"
        ) from error
    if len(content) > _most(name):
        raise ModelError(
            f"{folder / name} is larger than any model's ({_most(name):,} bytes at most); it is not opened"
        )
    return content


def _most(name: str) -> int:
    return _MOST_JSON if name.endswith(".json") else _MOST


def _sums(content: bytes) -> dict[str, str]:
    lines: Iterable[str] = content.decode("utf-8", errors="replace").splitlines()
    return {name: told for told, _, name in (line.partition("  ") for line in lines)}
