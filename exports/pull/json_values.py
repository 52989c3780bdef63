"""Values of Label Studio's JSON as they may come: every annotator can send any JSON, so each value is checked.

Nothing here raises an error, whatever the value is.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from reprlib import Repr
from typing import Any, Final

Account = int | str | None  # an account's number on the server; None if it was deleted; what was there, if no number

DELETED_ACCOUNT: Final = "an account that was deleted"
NO_TIME: Final = datetime.min.replace(tzinfo=UTC)  # earlier than every time
LATEST_TIME: Final = datetime.max.replace(tzinfo=UTC)  # later than every time
_BULK_SECONDS: Final = 1.0  # what is made in bulk is updated within less
MAX_SECONDS: Final = 366 * 24 * 3600.0  # a longer time in front of a sentence is a mistake of some program
_SHOWN_CHARACTERS: Final = 60
_REPR: Final = Repr()
_REPR.maxstring = _REPR.maxother = _REPR.maxlong = _SHOWN_CHARACTERS


def shown_value(value: object) -> str:
    """Write a value for a message, in at most 60 characters.

    >>> shown_value("no"), len(shown_value("a" * 100))
    ("'no'", 60)
    """
    text = _REPR.repr(value)
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"


def writable_text(value: object) -> str | None:
    r"""Give a text that can be written to a file, also of a number; None for all other values and for an empty text.

    >>> writable_text("yes"), writable_text(3), writable_text([3]), writable_text(True), writable_text("half \ud83d")
    ('yes', '3', None, None, 'half ?')
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = shown_value(value)
    if not isinstance(value, str):
        return None
    return value.encode("utf-8", "replace").decode("utf-8") or None


def whole_number(value: object) -> int | None:
    """Give a whole number, also one written as 3.0; None for all other values.

    >>> whole_number(3), whole_number(3.0), whole_number(True), whole_number("3"), whole_number(float("nan"))
    (3, 3, None, None, None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, float) and value.is_integer() else None


def seconds_of(value: object) -> float | None:
    """Give a number of seconds that can be true; None for all other values.

    >>> seconds_of(2), seconds_of(-1), seconds_of(1e308), seconds_of(float("nan")), seconds_of("2")
    (2.0, None, None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= MAX_SECONDS else None


def time_of(value: object) -> datetime | None:
    """Give an ISO time with its zone, which is UTC if it names none; None if the value is no time.

    >>> time_of("2025-01-01T00:00:00Z") < time_of("2025-01-01T00:00:00.5Z"), time_of("soon"), time_of(None)
    (True, None, None)
    """
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def account_of(value: object) -> Account:
    """Give the account that a value names: by its number, or by an object with the number or the e-mail address.

    >>> account_of(7), account_of({"id": 7, "email": "a@x.org"}), account_of(None), account_of([7])
    (7, 7, None, '[7]')
    """
    if isinstance(value, Mapping):
        number = whole_number(value.get("id"))
        return number if number is not None else writable_text(value.get("email")) or shown_value(value)
    if value is None:
        return None
    number = whole_number(value)
    return number if number is not None else shown_value(value)


def mapping_of(value: object) -> Mapping[str, Any]:
    """Give an object as it is, and an empty one in place of anything else."""
    return value if isinstance(value, Mapping) else {}


def list_of(value: object) -> list[Any]:
    """Give a list as it is, and an empty one in place of anything else."""
    return value if isinstance(value, list) else []


def was_imported(annotation: Mapping[str, Any]) -> bool:
    """Whether an annotation came with a file: it had a number there, or no account ever submitted it on this server.

    The page names who submits an annotation in `updated_by`; an import leaves that empty.

    >>> was_imported({"import_id": 3}), was_imported({"import_id": None, "updated_by": 7})
    (True, False)
    """
    if annotation.get("import_id") is not None:
        return True
    made, changed = time_of(annotation.get("created_at")), time_of(annotation.get("updated_at"))
    if made is None or changed is None or annotation.get("completed_by") is None:
        return False
    is_submitted = annotation.get("updated_by", 0) is not None
    return not is_submitted and abs((changed - made).total_seconds()) < _BULK_SECONDS
