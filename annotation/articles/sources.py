"""What the user named: a file, or a folder with everything below it."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from annotation.errors import DataError
from annotation.io.console import plural
from annotation.io.files import STDIO

TABLES: Final = (".jsonl", ".csv", ".parquet")
FILES: Final = (".txt", ".md", ".html", ".markdown", ".htm")


def is_table(source: str | Path) -> bool:
    """Say whether a source is a table (`-` is one, of JSON lines)."""
    return str(source) == STDIO or (Path(source).suffix.lower() in TABLES and not Path(source).is_dir())


def refuse_source(written: Iterable[str | Path], sources: Iterable[str | Path]) -> None:
    """Refuse to write over a file that is read: what isn't carried over would be lost."""
    read = {Path(source).resolve(): source for source in sources if str(source) != STDIO}
    for path in written:
        if str(path) != STDIO and Path(path).resolve() in read:
            raise DataError(f"{path} is one of the files that are read, and would be written over; name another one")


def text_files(path: Path, tell: Callable[[str], None]) -> Iterator[tuple[Path, str]]:
    """Give article files and their ids: the path below the folder, or a lone file's name, without the ending."""
    if not path.is_dir():
        yield _lone(path), path.stem
        return
    left_out: Counter[str] = Counter()
    found = False
    for file in _below(path):
        if file.suffix.lower() in FILES:
            found = True
            yield file, file.relative_to(path).with_suffix("").as_posix()
        else:
            left_out[file.suffix.lower() or "no ending"] += 1
    most = sorted(left_out.items(), key=lambda each: (-each[1], each[0]))
    endings = ", ".join(f"{ending} ({number})" for ending, number in most[:5])
    others = f"{plural(left_out.total(), 'other file')}: {endings}" if left_out else ""
    if not found:
        holds = f"it holds {others}" if others else "it is empty"
        raise DataError(f"there are no articles ({' '.join(FILES[:3])}) in the folder {path}; {holds}")
    if left_out:
        tell(f"{path}: left out {others}")


def _lone(path: Path) -> Path:
    if not path.exists():
        raise DataError(f"there is no file or folder {path}")
    if path.suffix.lower() not in FILES:
        raise DataError(
            f"{path} is neither an article ({' '.join(FILES[:3])}) nor a table ({' '.join(TABLES)}); "
            "give it the ending of what it is"
        )
    return path


def _below(folder: Path) -> Iterator[Path]:
    """Give all files in order, hidden ones left out; links to folders aren't followed: they may lead in a circle."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise DataError(f"cannot read the folder {folder}: {error.strerror or error}") from error
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _below(Path(entry.path))
        elif entry.is_file():
            yield Path(entry.path)
