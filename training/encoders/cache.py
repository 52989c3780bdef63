"""Vectors computed once are kept on disk: one file for each encoder, bounded, and safe with several processes.

The file holds nothing that can't be computed again: whatever is wrong with it, the answer is to compute.
"""

import os
import sqlite3
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final, TypeVar

from annotation.io.console import remark

LIMIT: Final = 1 << 30  # bytes for one encoder; beyond, the older half is dropped
_PATIENCE: Final = 30.0  # seconds another process may keep the file to itself
_AT_ONCE: Final = 500  # keys in one question
_SETUP: Final = "CREATE TABLE IF NOT EXISTS vectors (key BLOB UNIQUE, vector BLOB NOT NULL, crc INTEGER NOT NULL)"
_HELD: Final = (  # the file is well, and can't be had
    *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM),
    *(sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR),
)
_BROKEN: Final = (sqlite3.Error, TypeError)  # with the latter a value of another kind than ours fails its checksum
T = TypeVar("T")


def cache_folder() -> Path:
    """Where vectors are kept: NEWSSTANCE_CACHE, else the user's cache folder."""
    named = os.environ.get("NEWSSTANCE_CACHE")
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(named).expanduser() if named else Path(home) / "newsstance" / "vectors"


class Cache:
    """Bytes by key, in one file."""

    def __init__(self, path: Path, limit: int = LIMIT) -> None:
        self.path = path
        self.limit = limit
        self._told = False

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Look up what is known; a value whose checksum is wrong is not."""
        if not self.path.exists():
            return {}

        def read(connection: sqlite3.Connection) -> dict[bytes, bytes]:
            found: dict[bytes, bytes] = {}
            for start in range(0, len(keys), _AT_ONCE):
                some = keys[start : start + _AT_ONCE]
                asked = f"SELECT key, vector, crc FROM vectors WHERE key IN ({','.join('?' * len(some))})"  # noqa: S608
                rows = connection.execute(asked, some)
                found |= {key: vector for key, vector, crc in rows if zlib.crc32(key + vector) == crc}
            return found

        return self._with(read, {})

    def put(self, vectors: Mapping[bytes, bytes]) -> None:
        """Keep more."""
        rows = [(key, vector, zlib.crc32(key + vector)) for key, vector in vectors.items()]

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
            if _used(connection) > self.limit:
                middle = "SELECT rowid FROM vectors ORDER BY rowid LIMIT 1 OFFSET (SELECT COUNT(*) / 2 FROM vectors)"
                connection.execute(f"DELETE FROM vectors WHERE rowid < ({middle})")  # noqa: S608

        if rows:
            self._with(write, None)

    def _with(self, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """Do something with the file; a broken one is thrown away, and one that can't be used is done without."""
        try:
            return self._opened(work)
        except OSError as error:
            return self._without(error, otherwise)
        except _BROKEN as error:
            held = getattr(error, "sqlite_errorcode", 0) & 0xFF in _HELD
            return self._without(error, otherwise) if held else self._again(work, otherwise)

    def _again(self, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        try:
            self.path.unlink(missing_ok=True)
            return self._opened(work)
        except (sqlite3.Error, OSError) as error:
            return self._without(error, otherwise)

    def _opened(self, work: Callable[[sqlite3.Connection], T]) -> T:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.path, timeout=_PATIENCE)) as connection, connection:
            connection.execute(_SETUP)
            return work(connection)

    def _without(self, error: Exception, otherwise: T) -> T:
        if not self._told:
            remark(f"vectors can't be kept in {self.path} ({error}), so they are computed each time")
            self._told = True
        return otherwise


def _used(connection: sqlite3.Connection) -> int:
    pages, free, size = (
        int(connection.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size
