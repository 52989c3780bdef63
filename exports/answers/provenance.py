"""Answers that are not ours: Label Studio's own exports, other codebooks, other studies."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

import pandas as pd

from annotation.codebook.codebook import Codebook
from annotation.errors import DataError
from annotation.io.files import STDIO
from exports.answers.valid import NO_CODEBOOK, codebook_counts

_PEEK: Final = 1 << 16
_COLUMNS: Final = (b"annotation_id", b"lead_time")  # stand in every table that Label Studio exports
_WHAT_TO_DO: Final = (
    "it says neither what was asked nor what people were shown; the answers of a project that newsstance handed out "
    "come with `newsstance pull -o answers.csv`, and other projects can't be read"
)


def refuse_label_studio(path: str | Path) -> None:
    """Refuse a file that Label Studio itself exported, whoever's project it is of."""
    if str(path) == STDIO or not Path(path).is_file():
        return
    with Path(path).open("rb") as file:
        start = file.read(_PEEK)
    if _is_export(start):
        raise DataError(f"{path} is an export from Label Studio itself, not a table of answers: {_WHAT_TO_DO}")


def refuse_other_codebook(versions: Mapping[str, int], codebook: Codebook | None) -> None:
    """Refuse answers under another codebook than the one given."""
    other = sorted(versions.keys() - {codebook.stamp, NO_CODEBOOK}) if codebook else []
    if codebook and other:
        raise DataError(
            f"{versions[other[0]]:,} answers were given under the codebook {other[0]}, and this is {codebook.stamp}; "
            "name the one they were given under (.newsstance/codebooks keeps it), or pass --any-codebook"
        )


def never_handed_out(sentences: Collection[str], handed_out: Collection[str]) -> list[str]:
    """Name the answered sentences that this study never handed out; if it is all of them, they are another study's."""
    if not handed_out:
        return []  # no study here, or one that handed nothing out
    strange = sorted(set(sentences) - set(handed_out))
    if len(strange) == len(set(sentences)):
        raise DataError(
            f"none of the {len(strange):,} answered sentences was handed out from this folder (handout.csv): the "
            "answers are of another study; run this in that study's folder, or in a folder that is no study"
        )
    return strange


def _is_export(start: bytes) -> bool:
    """Whether a file starts like one of Label Studio's: a list of tasks, tasks line by line, or one of its tables."""
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    first = text.split(b"\n", 1)[0]
    if text.startswith(b"["):
        return any(b'"%b"' % word in text for word in (b"annotations", b"completions", *_COLUMNS))
    if text.startswith(b"{"):
        return _is_task(first)
    return all(word in first for word in _COLUMNS)


def _is_task(line: bytes) -> bool:
    try:
        found = json.loads(line)
    except ValueError:
        return False
    return (
        isinstance(found, dict) and isinstance(found.get("annotations"), list) and isinstance(found.get("data"), dict)
    )


def refuse_mixed_codebooks(answers: pd.DataFrame) -> None:
    """Refuse answers given under several codebook versions: their labels may not mean the same."""
    versions = codebook_counts(answers)
    if len(versions) > 1:
        named = ", ".join(f"{stamp}: {count}" for stamp, count in versions.items())
        raise DataError(
            f"the answers were given under {len(versions)} codebook versions ({named}); "
            "keep those of one version, or count them together with --any-codebook"
        )
