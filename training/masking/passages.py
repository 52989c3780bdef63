"""A sentence as a model gets it: in plain letters, with the places that name its target and its outlet."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple
from unicodedata import normalize

from annotation.errors import DataError
from annotation.text.letter_forms import plain_letters, plain_text
from annotation.text.targets import Span, Target, mentions, row_target, split_names
from training.language.word_lists import word_lists
from training.masking.forenames import spans_with_forenames
from training.masking.outlets import outlet_mentions, outlet_names
from training.masking.plain_rows import plain_row
from training.masking.pronouns import pronoun_spans

TARGET: Final = "<target>"  # stands where the target of a question about a target is named
OUTLET: Final = "<outlet>"  # stands where a sentence's own outlet or author is named
MASKS: Final = frozenset((TARGET, OUTLET))
_WORD: Final = re.compile(r"\w+")
_MASK_LOOKALIKE: Final = re.compile(rf"<(?={TARGET[1:]}|{OUTLET[1:]})", re.IGNORECASE)


class Passage(NamedTuple):
    """A sentence with the spans (code points) of what is masked in it, and the texts around it, masked already.

    All texts are in plain letters, and spans count in them (`training/masking/plain_rows.py`). For a question that is
    not about a target, `target_spans`, `target_name` and `target_words` are empty.
    """

    text: str
    target_spans: tuple[Span, ...] = ()
    before: str = ""
    after: str = ""
    target_name: str = ""
    outlet_spans: tuple[Span, ...] = ()
    target_words: tuple[str, ...] = ()  # the words of all the target's names, in lower case


class _OutletSpans(NamedTuple):
    """Where the three texts of a row name its outlet or author."""

    text: Sequence[Span] = ()
    before: Sequence[Span] = ()
    after: Sequence[Span] = ()


def make_passage(row: Mapping[str, Any], *, about_target: bool, see_outlet: bool = False) -> Passage:
    """Turn a sentence's row into a passage, for a question that is about the row's target or is not.

    With `see_outlet`, mentions of the row's own outlet and author are not masked. Raises DataError if the text is
    blank, if the row names several targets, or if its offsets lie outside the text.

    >>> make_passage({"text": "Ann saw Bo.", "after": "Bo left.", "target": "Bo"}, about_target=True)
    Passage(text='Ann saw Bo.', target_spans=((8, 10),), before='', after='<target> left.', target_name='Bo',
            outlet_spans=(), target_words=('bo',))
    """
    row = _readable_row(row, about_target=about_target)
    target = row_target(row) if about_target else None
    if target:
        _check_single_target(row, target)
    target_spans = find_target_spans(row, target) if about_target else ()
    return _passage(row, target, target_spans, _find_outlets(row, see_outlet=see_outlet))


def make_passages(
    row: Mapping[str, Any], target: Target | None, *, see_outlet: bool = False
) -> tuple[Passage, Passage | None]:
    """Turn a row into two passages: for questions without a target, and for those about its target, if it has one.

    They are what two calls of `make_passage` give, and raise the same errors; the target is parsed, and the outlet
    looked for, only once.

    >>> row = {"text": "Ann saw Bo.", "target": "Bo"}
    >>> [passage.target_spans for passage in make_passages(row, row_target(row))]
    [(), ((8, 10),)]
    """
    row = _readable_row(row, about_target=target is not None)
    outlets = _find_outlets(row, see_outlet=see_outlet)
    without_target = _passage(row, None, (), outlets)
    if not target:
        return without_target, None
    _check_single_target(row, target)
    return without_target, _passage(row, target, find_target_spans(row, target), outlets)


def find_target_spans(row: Mapping[str, Any], target: Target | None) -> tuple[Span, ...]:
    """Give the spans of the row's text that name its target: the row's own offsets, and every name and alias.

    Where there are neither, they are the pronouns that plainly refer to the target. Raises DataError if the offsets
    lie outside the text.
    """
    spans = mentions(row["text"], target.names, target.not_aliases) if target else []
    offsets = _target_offsets(row)
    if offsets:
        spans = _merge_offsets(offsets, spans)
    if target and not spans:
        return pronoun_spans(row["text"], row.get("before") or "", target.names, target.not_aliases)
    return tuple(spans_with_forenames(row["text"], sorted(spans), target.names if target else ()))


def has_misplaced_offsets(row: Mapping[str, Any], target: Target | None) -> bool:
    """Whether a row's offsets hold no word of its target's names and no pronoun, so that they may count bytes, say.

    >>> row, bo = {"text": "😀 Bo won.", "target_start": 2, "target_end": 4}, Target("Bo")
    >>> has_misplaced_offsets(row, bo), has_misplaced_offsets({**row, "target_start": 3, "target_end": 5}, bo)
    (False, True)
    """
    offsets = _target_offsets(row)
    if not offsets or not target:
        return False
    texts = (row["text"][slice(*offsets)], " ".join(target.names))
    marked_words, name_words = ({*_WORD.findall(normalize("NFC", plain_text(text).text).casefold())} for text in texts)
    return not marked_words & (name_words | word_lists()["pronouns"])


def _passage(
    row: Mapping[str, Any], target: Target | None, target_spans: tuple[Span, ...], outlets: _OutletSpans
) -> Passage:
    names = [plain_letters(name).text for name in target.names] if target else ()
    return Passage(
        row["text"],
        target_spans,
        _mask_neighbor(row.get("before") or "", target, outlets.before),
        _mask_neighbor(row.get("after") or "", target, outlets.after),
        target.name if target else "",
        _without_overlaps(target_spans, outlets.text),
        tuple(sorted({word for name in names for word in _WORD.findall(name.lower())})),
    )


def _find_outlets(row: Mapping[str, Any], *, see_outlet: bool) -> _OutletSpans:
    names = () if see_outlet else outlet_names(row)
    if not names:
        return _OutletSpans()
    texts = (row["text"], row.get("before") or "", row.get("after") or "")
    return _OutletSpans(*(outlet_mentions(text, names) for text in texts))


def _readable_row(row: Mapping[str, Any], *, about_target: bool) -> Mapping[str, Any]:
    """Give the row in plain letters; raises DataError if its text is blank, or the target's offsets lie outside it."""
    if about_target:
        _target_offsets(row)  # before they are turned into offsets in plain letters
    row = plain_row(row)
    if not row["text"].strip():
        raise DataError(f"{_location(row)}: its text is only white space; take the row out")
    return row


def _check_single_target(row: Mapping[str, Any], target: Target) -> None:
    names = split_names(target.name, ";")
    if len(names) > 1 and row.get("target_start") is None:  # with an offset it is one mention, however long
        raise DataError(
            f"{_location(row)}: its target is {target.name!r}, which names {len(names)}; a row is about one of them: "
            "give each a row of its own, as newsstance split does"
        )


def _target_offsets(row: Mapping[str, Any]) -> Span | None:
    start, end = row.get("target_start"), row.get("target_end")
    if start is None and end is None:
        return None
    if start is None or end is None:
        raise DataError(
            f"{_location(row)}: the target's offsets are {_offset_text(start)} to {_offset_text(end)}; "
            "give both or neither"
        )
    if not 0 <= start < end <= len(row["text"]):
        length = len(row["text"])
        raise DataError(
            f"{_location(row)}: the target's offsets {start} to {end} are no part of its text (0 to {length}); "
            "they count code points of the row's own text"
        )
    return int(start), int(end)


def _location(row: Mapping[str, Any]) -> str:
    """Give the file and line of a row, for messages."""
    return str(getattr(row, "where", "a row"))


def _offset_text(offset: int | None) -> str:
    return "(missing)" if offset is None else str(offset)


def _merge_offsets(offsets: Span, spans: Sequence[Span]) -> list[Span]:
    """Add the row's own offsets, joined with all mentions they overlap, so that no part of a name stays visible."""
    start, end = offsets
    overlapping = [offsets, *(span for span in spans if span[0] < end and start < span[1])]
    joined = min(first for first, _ in overlapping), max(last for _, last in overlapping)
    return [joined, *_without_overlaps([joined], spans)]


def _mask_neighbor(text: str, target: Target | None, outlet_spans: Iterable[Span]) -> str:
    """Give the text before or after a sentence with masks where it names the target or the outlet."""
    spans = mentions(text, target.names, target.not_aliases) if target else []
    target_spans = spans_with_forenames(text, spans, target.names if target else ())
    masks = [(*span, TARGET) for span in target_spans]
    masks += [(*span, OUTLET) for span in _without_overlaps(target_spans, outlet_spans)]
    parts, position = [], 0
    for start, end, mask in sorted(masks):
        parts += [_defuse_mask_lookalikes(text[position:start]), mask]
        position = end
    return "".join([*parts, _defuse_mask_lookalikes(text[position:])])


def _defuse_mask_lookalikes(text: str) -> str:
    """Change text that looks like a mask ("<target>" in an article), so that it is not read as one."""
    return _MASK_LOOKALIKE.sub("< ", text)


def _without_overlaps(spans: Sequence[Span], candidates: Iterable[Span]) -> tuple[Span, ...]:
    """Give the candidates that overlap none of the spans, which are in order and do not overlap."""
    ends = [end for _, end in spans]
    indexed = ((span, bisect_right(ends, span[0])) for span in candidates)  # the first span that ends later
    return tuple(span for span, index in indexed if index == len(spans) or span[1] <= spans[index][0])
