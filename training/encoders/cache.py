"""A cache of computed vectors on disk: one SQLite file for each encoder, bounded, and safe with several processes.

The file holds nothing that cannot be computed again. Whatever is wrong with it, the vectors are computed instead.
"""

import os
import sqlite3
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final, TypeVar

from annotation.io.console import remark

MAX_BYTES: Final = 1 << 30  # of one encoder's vectors; beyond that, the older half is dropped
_TIMEOUT: Final = 30.0  # seconds to wait for another process that has locked the file
_KEYS_PER_QUERY: Final = 500
_SCHEMA: Final = "CREATE TABLE IF NOT EXISTS vectors (key BLOB UNIQUE, vector BLOB NOT NULL, crc INTEGER NOT NULL)"
_UNAVAILABLE_CODES: Final = (  # the file is undamaged, but cannot be used now: it must not be deleted
    *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM),
    *(sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR),
)
_DAMAGE: Final = (sqlite3.Error, TypeError)  # TypeError: the checksum of a value that is not bytes
T = TypeVar("T")


def cache_folder() -> Path:
    """Give the folder of the cached vectors: NEWSSTANCE_CACHE, else a folder in the user's own cache folder."""
    from_environment = os.environ.get("NEWSSTANCE_CACHE")
    user_cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(from_environment).expanduser() if from_environment else Path(user_cache) / "newsstance" / "vectors"


def encoders_folder() -> Path:
    """Give the folder of the encoders that were downloaded: in NEWSSTANCE_CACHE, else beside the vectors' folder."""
    vectors = cache_folder()
    return (vectors if os.environ.get("NEWSSTANCE_CACHE") else vectors.parent) / "encoders"


class VectorCache:
    """Vectors as bytes, each under a key, in one file.

    A file that cannot be used is no error: nothing is found in it, and the user is told once.
    """

    def __init__(self, path: Path, max_bytes: int = MAX_BYTES) -> None:
        self.path = path
        self.max_bytes = max_bytes
        self._has_warned = False

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Look up the vectors that are stored under these keys; one whose checksum is wrong is left out."""
        if not self.path.exists():
            return {}

        def read(connection: sqlite3.Connection) -> dict[bytes, bytes]:
            vectors: dict[bytes, bytes] = {}
            for start in range(0, len(keys), _KEYS_PER_QUERY):
                batch = keys[start : start + _KEYS_PER_QUERY]
                query = f"SELECT key, vector, crc FROM vectors WHERE key IN ({','.join('?' * len(batch))})"  # noqa: S608
                rows = connection.execute(query, batch)
                vectors |= {key: vector for key, vector, crc in rows if zlib.crc32(key + vector) == crc}
            return vectors

        return self._use(read, {})

    def put(self, vectors: Mapping[bytes, bytes]) -> None:
        """Store vectors; where the file grows beyond `max_bytes`, its older half is dropped."""
        rows = [(key, vector, zlib.crc32(key + vector)) for key, vector in vectors.items()]

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
            if _used_bytes(connection) > self.max_bytes:
                middle = "SELECT rowid FROM vectors ORDER BY rowid LIMIT 1 OFFSET (SELECT COUNT(*) / 2 FROM vectors)"
                connection.execute(f"DELETE FROM vectors WHERE rowid < ({middle})")  # noqa: S608

        if rows:
            self._use(write, None)

    def _use(self, work: Callable[[sqlite3.Connection], T], fallback: T) -> T:
        """Do some work with the file: a damaged file is replaced, and an unavailable one gives the fallback."""
        try:
            return self._connect_and(work)
        except OSError as error:
            return self._do_without(error, fallback)
        except _DAMAGE as error:
            unavailable = getattr(error, "sqlite_errorcode", 0) & 0xFF in _UNAVAILABLE_CODES
            return self._do_without(error, fallback) if unavailable else self._replace_and(work, fallback)

    def _replace_and(self, work: Callable[[sqlite3.Connection], T], fallback: T) -> T:
        try:
            self.path.unlink(missing_ok=True)
            return self._connect_and(work)
        except (sqlite3.Error, OSError) as error:
            return self._do_without(error, fallback)

    def _connect_and(self, work: Callable[[sqlite3.Connection], T]) -> T:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.path, timeout=_TIMEOUT)) as connection, connection:
            connection.execute(_SCHEMA)
            return work(connection)

    def _do_without(self, error: Exception, fallback: T) -> T:
        if not self._has_warned:
            remark(f"vectors cannot be stored in {self.path} ({error}), so they are computed each time")
            self._has_warned = True
        return fallback


def _used_bytes(connection: sqlite3.Connection) -> int:
    pages, free_pages, page_size = (
        int(connection.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free_pages) * page_size
