"""The files that a source names: the file itself, or all articles in a folder."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from annotation.errors import DataError
from annotation.io.console import plural
from annotation.io.files import STDIO

TABLE_ENDINGS: Final = (".jsonl", ".csv", ".parquet")
ARTICLE_ENDINGS: Final = (".txt", ".md", ".html", ".markdown", ".htm")
PAGE_ENDINGS: Final = (".html", ".htm")
_MAX_SHOWN_ENDINGS: Final = 5  # in a remark about files that are left out


def is_table(source: str | Path) -> bool:
    """Decide whether a source is a table; `-`, standard input, is a table in JSON lines.

    >>> is_table("articles.csv"), is_table("-"), is_table("article.txt")
    (True, True, False)
    """
    return str(source) == STDIO or (Path(source).suffix.lower() in TABLE_ENDINGS and not Path(source).is_dir())


def refuse_source(outputs: Iterable[str | Path], sources: Iterable[str | Path]) -> None:
    """Raise DataError if an output is also a source: what is not copied from it would be lost."""
    source_paths = {os.path.realpath(source) for source in sources if str(source) != STDIO}
    for output in outputs:
        if str(output) != STDIO and os.path.realpath(output) in source_paths:
            raise DataError(
                f"{output} is one of the files that are read, and would be overwritten; name another output"
            )


def text_files(path: Path, report_remark: Callable[[str], None]) -> Iterator[tuple[Path, str]]:
    """Yield the article files of a folder, or a single file, each with its id.

    The id is the path below the folder, or the single file's name, without the ending. `report_remark` is called with
    a remark about other files in the folder. Raises DataError if there is no article.
    """
    if not path.is_dir():
        yield _checked_file(path), path.stem
        return
    left_out: Counter[str] = Counter()  # files that are no articles, by their ending
    has_articles = False
    for file in _files_below(path):
        if file.suffix.lower() in ARTICLE_ENDINGS:
            has_articles = True
            yield file, file.relative_to(path).with_suffix("").as_posix()
        else:
            left_out[file.suffix.lower() or "no ending"] += 1
    most_frequent = sorted(left_out, key=lambda ending: (-left_out[ending], ending))[:_MAX_SHOWN_ENDINGS]
    endings = ", ".join(f"{ending} ({left_out[ending]})" for ending in most_frequent)
    left_out_text = f"{plural(left_out.total(), 'other file')}: {endings}" if left_out else ""
    if not has_articles:
        contents = f"it holds {left_out_text}" if left_out else "it is empty"
        raise DataError(f"there are no articles ({' '.join(ARTICLE_ENDINGS[:3])}) in the folder {path}; {contents}")
    if left_out:
        report_remark(f"{path}: left out {left_out_text}")


def _checked_file(path: Path) -> Path:
    if not path.exists():
        raise DataError(f"there is no file or folder {path}")
    if path.suffix.lower() not in ARTICLE_ENDINGS:
        raise DataError(
            f"{path} is neither an article ({' '.join(ARTICLE_ENDINGS[:3])}) nor a table ({' '.join(TABLE_ENDINGS)}); "
            "rename it with the ending of its format"
        )
    return path


def _files_below(folder: Path) -> Iterator[Path]:
    """Yield all files in order, without hidden ones; links to folders are not followed, as they may form a circle."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise DataError(f"cannot read the folder {folder}: {error.strerror or error}") from error
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files_below(Path(entry.path))
        elif entry.is_file():
            yield Path(entry.path)
