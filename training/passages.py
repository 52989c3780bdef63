"""A sentence as a model gets it: its text, where it names the target, and what stands around it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from annotation.errors import DataError
from annotation.targets import mentions, row_target, split_names

Span = tuple[int, int]


class Passage(NamedTuple):
    """A sentence; `spans` are where it names the target of a question that has one, `hidden` where its outlet."""

    text: str
    spans: tuple[Span, ...] = ()
    before: str = ""
    after: str = ""
    topic: str = ""  # the target's name, where a question is about it
    hidden: tuple[Span, ...] = ()


def passage(row: Mapping[str, Any], *, about_target: bool, see_outlet: bool = False) -> Passage:
    """Give a sentence's row as a passage.

    >>> passage({"text": "Ann saw Bo.", "target": "Bo"}, about_target=True)
    Passage(text='Ann saw Bo.', spans=((8, 10),), before='', after='', topic='Bo', hidden=())
    """
    spans = target_spans(row) if about_target else ()
    return Passage(
        row["text"],
        spans,
        row.get("before") or "",
        row.get("after") or "",
        (row.get("target") or "") if about_target else "",
        () if see_outlet else _hidden(row, spans),
    )


def target_spans(row: Mapping[str, Any]) -> tuple[Span, ...]:
    """Where the row's text names its target: the given offsets first, then its name and aliases elsewhere."""
    target = row_target(row)
    found = mentions(row["text"], target.names) if target else []
    given = _given(row)
    if given:
        found = [given, *(span for span in found if _apart(span, given))]
    return tuple(sorted(found))


def _given(row: Mapping[str, Any]) -> Span | None:
    start, end = row.get("target_start"), row.get("target_end")
    if start is None or end is None:
        return None
    if not 0 <= start < end <= len(row["text"]):
        where = getattr(row, "where", "a row")
        length = len(row["text"])
        raise DataError(
            f"{where}: the target's offsets {start} to {end} are no part of its text (0 to {length}); "
            "they count code points of the row's own text"
        )
    return int(start), int(end)


def _hidden(row: Mapping[str, Any], spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Where the text names its own outlet or author: who wrote it would give away what its label tends to be."""
    names = [form for name in _names(row) for form in {name, name.title()}]
    if not names:
        return ()
    return tuple(span for span in mentions(row["text"], names) if all(_apart(span, one) for one in spans))


def _names(row: Mapping[str, Any]) -> tuple[str, ...]:
    return (*split_names(row.get("outlet") or "", ";"), *split_names(row.get("author") or "", ";"))


def _apart(one: Span, other: Span) -> bool:
    return one[1] <= other[0] or other[1] <= one[0]
