"""Refusing answers of another kind or another origin: Label Studio's own exports, other codebooks, other studies."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

import pandas as pd

from annotation.codebook.codebook import Codebook
from annotation.errors import DataError
from annotation.io.files import STDIO
from annotation.io.json_text import parse_json
from exports.answers.valid import NO_CODEBOOK, codebook_counts

_BYTES_READ: Final = 1 << 16  # enough to recognize an export without reading all of it
_LABEL_STUDIO_COLUMNS: Final = (b"annotation_id", b"lead_time")  # in every table that Label Studio exports
_WHAT_TO_DO: Final = (
    "it says neither what was asked nor what people were shown; the answers of a project that newsstance handed out "
    "come with `newsstance pull -o answers.csv`, and other projects can't be read"
)


def refuse_label_studio(path: str | Path) -> None:
    """Refuse a file that Label Studio itself exported, from any project; standard input is not looked at.

    Raises:
        DataError: If the file starts like an export from Label Studio.
    """
    if str(path) == STDIO or not Path(path).is_file():
        return
    with Path(path).open("rb") as file:
        start = file.read(_BYTES_READ)
    if _is_export(start):
        raise DataError(f"{path} is an export from Label Studio itself, not a table of answers: {_WHAT_TO_DO}")


def refuse_other_codebook(versions: Mapping[str, int], codebook: Codebook | None) -> None:
    """Refuse answers given under another codebook than this one; without a codebook nothing is refused.

    `versions` is how many answers carry each codebook version (`codebook_counts`).

    Raises:
        DataError: If any answer was given under another codebook.
    """
    if codebook is None:
        return
    other_stamps = sorted(versions.keys() - {codebook.stamp, NO_CODEBOOK})
    if other_stamps:
        stamp = other_stamps[0]
        raise DataError(
            f"{versions[stamp]:,} answers were given under the codebook {stamp}, and this is {codebook.stamp}; give "
            "theirs with --codebook (a copy is in .newsstance/codebooks), or count them together with --any-codebook"
        )


def refuse_mixed_codebooks(answers: pd.DataFrame) -> None:
    """Refuse answers given under several codebook versions: their labels may not mean the same.

    `answers` has the columns of the answers table; an answer's version is in the column codebook.

    Raises:
        DataError: If the answers carry more than one codebook version.
    """
    versions = codebook_counts(answers)
    if len(versions) > 1:
        counts = ", ".join(f"{stamp}: {count}" for stamp, count in versions.items())
        raise DataError(
            f"the answers were given under {len(versions)} codebook versions ({counts}); "
            "keep those of one version, or count them together with --any-codebook"
        )


def never_handed_out(sentences: Collection[str], handed_out: Collection[str]) -> list[str]:
    """Name the answered sentences that this study never handed out, sorted.

    `handed_out` is empty where there is no study, or where it handed out nothing; then no sentence is named.

    >>> never_handed_out(["s1", "s3"], ["s1", "s2"])
    ['s3']

    Raises:
        DataError: If none of the answered sentences was handed out: the answers are another study's.
    """
    if not handed_out:
        return []
    unknown = sorted(set(sentences) - set(handed_out))
    if len(unknown) == len(set(sentences)):
        raise DataError(
            f"none of the {len(unknown):,} answered sentences was handed out from this folder (handout.csv): the "
            "answers are of another study; run this in that study's folder, or in a folder that is no study"
        )
    return unknown


def _is_export(start: bytes) -> bool:
    """Whether a file starts like one of Label Studio's: a list of tasks, tasks line by line, or one of its tables."""
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    first_line = text.split(b"\n", 1)[0]
    if text.startswith(b"["):
        return any(b'"%b"' % key in text for key in (b"annotations", b"completions", *_LABEL_STUDIO_COLUMNS))
    if text.startswith(b"{"):
        return _is_task(first_line)
    return all(column in first_line for column in _LABEL_STUDIO_COLUMNS)


def _is_task(line: bytes) -> bool:
    """Whether a line is a task of Label Studio as JSON: an object with the task's data and its annotations."""
    try:
        task = parse_json(line)
    except ValueError:
        return False
    return isinstance(task, dict) and isinstance(task.get("annotations"), list) and isinstance(task.get("data"), dict)
