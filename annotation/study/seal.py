"""The handout's seal: keyed digests (HMAC-SHA256) of its rows, which show whether somebody edited the handout.

All figures about pre-labels depend on the record of what each annotator was shown. The seal is on the rows, not on
the file's bytes: a spreadsheet that saves the same rows with other quotation marks has changed nothing.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from annotation.errors import DataError
from annotation.io.files import write_text
from annotation.io.json_text import read_json
from annotation.io.shapes import has_shape

Rows = Mapping[tuple[str, str, str], Mapping[str, Any]]  # by round, annotator, sentence
RowDigests = dict[str, str]  # of a row's values, by the digest of its round, annotator and sentence
_MAX_SHOWN_ROWS: Final = 3  # in a message
_DIGEST_LENGTH: Final = 8  # bytes
_MAX_BYTES: Final = 1_000_000_000  # of a seal, which has some 40 for each row
_JSON: Final = json.JSONEncoder(sort_keys=True, ensure_ascii=False)
_RESTORE: Final = "bring {file} and {seal} back from the same backup of the study"


def seal_file(handout: Path) -> Path:
    """Return the path of a handout's seal."""
    return handout.parent / ".newsstance" / "handout.seal"


def row_digests(rows: Rows, key: bytes) -> RowDigests:
    """Compute a digest of each row, by a digest of its key, so that nobody can read the handout from its seal.

    Empty and false values do not count, so that a column that a later version adds leaves the seal valid.
    """
    return {
        _digest(key, "row", list(row_key)): _digest(key, "says", _stated_values(row)) for row_key, row in rows.items()
    }


def write_seal(handout: Path, versions: Iterable[RowDigests]) -> None:
    """Write the digests of all accepted versions: the new one, and the old one while the handout is being replaced."""
    write_text(seal_file(handout), json.dumps(list(versions)), private=True)


def read_seal(handout: Path) -> list[RowDigests]:
    """Read the digests of all accepted versions; empty if the handout was never sealed.

    Raises DataError if the seal is damaged.
    """
    path = seal_file(handout)
    try:
        versions: list[RowDigests] = read_json(path, _MAX_BYTES)
    except FileNotFoundError:
        return []
    except (ValueError, OSError) as error:
        raise DataError(f"{path} was changed and cannot be read; {_restore_advice(handout)}") from error
    if not has_shape(versions, list[RowDigests]):
        raise DataError(f"{path} was changed and cannot be read; {_restore_advice(handout)}")
    return versions


def study_key(handout: Path) -> bytes | None:
    """Return the key of the study that a handout belongs to; None if there is no study in its folder."""
    with suppress(OSError, ValueError, LookupError, TypeError):
        return bytes.fromhex(read_json(handout.parent / ".newsstance" / "study.json")["key"])
    return None


def check_seal(handout: Path, rows: Rows, key: bytes, *, old_rows: Rows) -> None:
    """Raise DataError, naming the rows, if a handout was edited since newsstance wrote it.

    Args:
        handout: The path of the handout.
        rows: The rows as they were read.
        key: The study's key.
        old_rows: The same rows with the column names of version 0.1, whose seals are valid until the next push.
    """
    accepted_versions = read_seal(handout)
    digests = row_digests(rows, key)
    if not accepted_versions or digests in accepted_versions or row_digests(old_rows, key) in accepted_versions:
        return
    raise DataError(
        f"{handout} was edited since newsstance wrote it: {_differences(rows, digests, accepted_versions[-1], key)}; "
        f"{_restore_advice(handout)}, or remove the seal if the edit is to count"
    )


def refuse_missing_handout(handout: Path) -> None:
    """Raise DataError if sentences were handed out according to the seal, but the handout is missing."""
    accepted_versions = read_seal(handout)
    # A version without any row means that the first push was interrupted before it wrote the handout.
    if accepted_versions and all(accepted_versions):
        raise DataError(f"{handout} is gone, though sentences were handed out; {_restore_advice(handout)}")


def unreadable_handout(handout: Path, error: DataError) -> DataError:
    """Return the error of a handout that cannot be read, with advice on how to restore it."""
    return DataError(f"{error}; the handout is newsstance's own and was edited: {_restore_advice(handout)}")


def _stated_values(row: Mapping[str, Any]) -> dict[str, Any]:
    return {column: value for column, value in row.items() if value is not None and value is not False}


def _differences(rows: Rows, digests: RowDigests, sealed: RowDigests, key: bytes) -> str:
    """Name the rows that were changed or added, and the number of rows that are gone."""
    row_keys = {_digest(key, "row", list(row_key)): row_key for row_key in rows}
    changed = [_row_name(row_keys[row]) for row in digests if row in sealed and digests[row] != sealed[row]]
    added = [_row_name(row_keys[row]) for row in digests if row not in sealed]
    removed = len(sealed.keys() - digests.keys())
    parts = [f"{change} {_first_names(names)}" for change, names in (("changed:", changed), ("added:", added)) if names]
    if removed:
        parts.append(f"{removed:,} {'row is' if removed == 1 else 'rows are'} gone")
    return "; ".join(parts)


def _row_name(row_key: tuple[str, str, str]) -> str:
    round, annotator, sentence = row_key
    return f"{annotator} on {sentence} in {round}"


def _first_names(names: list[str]) -> str:
    """List the first few names, and say how many more there are."""
    ending = f" and {len(names) - _MAX_SHOWN_ROWS:,} more" if len(names) > _MAX_SHOWN_ROWS else ""
    return ", ".join(names[:_MAX_SHOWN_ROWS]) + ending


def _restore_advice(handout: Path) -> str:
    return _RESTORE.format(file=handout.name, seal=seal_file(handout).relative_to(handout.parent))


def _digest(key: bytes, purpose: str, content: object) -> str:
    return hmac.digest(key, _JSON.encode([purpose, content]).encode(), hashlib.sha256)[:_DIGEST_LENGTH].hex()
