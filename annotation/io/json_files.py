"""Small JSON files of ours, read so that a damaged one is one clear error, whatever is in it."""

import json
from pathlib import Path
from typing import Final

from annotation.errors import DataError

MAX_BYTES: Final = 10_000_000  # of a file of accounts, an address, a login: far more than any has


def read_json_file(path: Path) -> object:
    """Read a JSON file.

    Raises:
        FileNotFoundError: if there is no file.
        DataError: if it cannot be read, or is no JSON that can be.
    """
    try:
        if path.exists() and not path.is_file():  # a pipe would wait for somebody to write
            raise DataError(f"cannot read {path}: it is no file")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise DataError(f"{path} has more than {MAX_BYTES // 1_000_000} MB, so it is none of newsstance's files")
        value: object = json.loads(content.decode("utf-8"))
    except FileNotFoundError:
        raise
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:  # no UTF-8, no JSON, a number of thousands of digits, or too nested
        raise DataError(f"{path} is damaged: it is no JSON that can be read; bring it back from a backup") from error
    return value


def are_texts(*values: object) -> bool:
    r"""Whether all values are texts of one line that are not empty.

    >>> are_texts("ann", "pass word"), are_texts("ann", ""), are_texts("a\x00"), are_texts(7)
    (True, False, False, False)
    """
    return all(isinstance(value, str) and value != "" and value.isprintable() for value in values)
