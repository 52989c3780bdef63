"""The handout's seal: digests of its rows, made with the study's key, by which a change from outside is noticed.

Every figure rests on who was shown what. The seal is on the rows, not on the file's bytes: a spreadsheet that saves
the same rows in other quotes has changed nothing.
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

Rows = Mapping[tuple[str, str, str], Mapping[str, Any]]  # by round, annotator, sentence
Digests = dict[str, str]  # of a row's name: of what it says
_NAMED: Final = 3
_JSON: Final = json.JSONEncoder(sort_keys=True, ensure_ascii=False)
_RESTORE: Final = "bring {file} and {seal} back from the same backup of the study"


def seal_file(handout: Path) -> Path:
    """Where the seal of a handout stands."""
    return handout.parent / ".newsstance" / "handout.seal"


def row_digests(rows: Rows, key: bytes) -> Digests:
    """Digest each row under a digest of its name, so that the seal itself tells nobody anything.

    What is empty or false doesn't count: a column that a later version adds changes no seal.
    """
    return {_digest(key, "row", list(name)): _digest(key, "says", _said(row)) for name, row in rows.items()}


def write_seal(handout: Path, versions: Iterable[Digests]) -> None:
    """Keep what the handout may say: the new digests, and the old ones while it is being replaced."""
    write_text(seal_file(handout), json.dumps(list(versions)), private=True)


def read_seal(handout: Path) -> list[Digests]:
    """Read what the handout may say; nothing where it was never sealed."""
    path = seal_file(handout)
    try:
        found: list[Digests] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except (ValueError, OSError) as error:
        raise DataError(f"{path} was changed and cannot be read; {_restore(handout)}") from error
    return found


def study_key(handout: Path) -> bytes | None:
    """The key of the study that a handout is of; None where there is no study (a handout by itself)."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        return bytes.fromhex(json.loads((handout.parent / ".newsstance" / "study.json").read_text())["key"])
    return None


def check_seal(handout: Path, rows: Rows, key: bytes, *, old_rows: Rows) -> None:
    """Refuse a handout that doesn't say what newsstance wrote into it.

    `old_rows` are the same rows with the columns' names of version 0.1: its seals count until the next push.
    """
    sealed = read_seal(handout)
    now = row_digests(rows, key)
    if not sealed or now in sealed or row_digests(old_rows, key) in sealed:
        return
    raise DataError(
        f"{handout} was edited since newsstance wrote it: {_what(rows, now, sealed[-1], key)}; {_way_out(handout)}"
    )


def refuse_missing(handout: Path) -> None:
    """Refuse to begin anew where something was handed out and only its file is gone."""
    sealed = read_seal(handout)
    if sealed and all(sealed):  # an empty one among them: the first push was cut short before it wrote anything
        raise DataError(f"{handout} is gone, though sentences were handed out; {_restore(handout)}")


def unreadable(handout: Path, error: DataError) -> DataError:
    """Say of a handout that can't even be read what to do about it."""
    return DataError(f"{error}; the handout is newsstance's own and was edited: {_restore(handout)}")


def _said(row: Mapping[str, Any]) -> dict[str, Any]:
    return {column: value for column, value in row.items() if value is not None and value is not False}


def _what(rows: Rows, now: Digests, before: Digests, key: bytes) -> str:
    names = {_digest(key, "row", list(name)): name for name in rows}
    changed = [_named(names[row]) for row in now if row in before and now[row] != before[row]]
    added = [_named(names[row]) for row in now if row not in before]
    gone = len(before.keys() - now.keys())
    parts = [f"{what} {_some(found)}" for what, found in (("changed:", changed), ("added:", added)) if found]
    return "; ".join([*parts, *([f"{gone:,} {'row is' if gone == 1 else 'rows are'} gone"] if gone else [])])


def _named(name: tuple[str, str, str]) -> str:
    round, annotator, sentence = name
    return f"{annotator} on {sentence} in {round}"


def _some(found: list[str]) -> str:
    more = f" and {len(found) - _NAMED:,} more" if len(found) > _NAMED else ""
    return ", ".join(found[:_NAMED]) + more


def _restore(handout: Path) -> str:
    return _RESTORE.format(file=handout.name, seal=seal_file(handout).relative_to(handout.parent))


def _way_out(handout: Path) -> str:
    return f"{_restore(handout)}, or remove the seal if the edit is to count"


def _digest(key: bytes, purpose: str, said: object) -> str:
    return hmac.digest(key, _JSON.encode([purpose, said]).encode(), hashlib.sha256)[:8].hex()
