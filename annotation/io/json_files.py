"""Small JSON files of ours, read so that a damaged one is one clear error, whatever is in it."""

from pathlib import Path
from typing import Final

from annotation.errors import DataError
from annotation.io.json_text import read_json

MAX_BYTES: Final = 10_000_000  # of a file of accounts, an address, a login: far more than any has


def read_json_file(path: Path) -> object:
    """Read a JSON file.

    Raises:
        FileNotFoundError: if there is no file.
        DataError: if it cannot be read, or is no JSON that can be.
    """
    try:
        value: object = read_json(path, MAX_BYTES)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror or error}") from error
    except ValueError as error:
        raise DataError(f"{path} is damaged: {error}; bring it back from a backup") from error
    return value


def are_texts(*values: object) -> bool:
    r"""Whether all values are texts of one line that are not empty.

    >>> are_texts("ann", "pass word"), are_texts("ann", ""), are_texts("a\x00"), are_texts(7)
    (True, False, False, False)
    """
    return all(isinstance(value, str) and value != "" and value.isprintable() for value in values)
