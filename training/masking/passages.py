"""A sentence as a model gets it: its text, where it names the target, and what stands around it."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple
from unicodedata import normalize

from annotation.errors import DataError
from annotation.text.targets import Span, mentions, row_target, split_names
from training.language.word_lists import word_lists
from training.masking.forenames import spans_with_forenames
from training.masking.outlets import outlet_mentions, outlet_names
from training.masking.pronouns import pronoun_spans

TARGET: Final = "<target>"  # stands where the target of a question that has one is named
OUTLET: Final = "<outlet>"  # stands where a sentence's own outlet or author is named
MASKS: Final = frozenset((TARGET, OUTLET))
_WORD: Final = re.compile(r"\w+")
_MASK_LOOKALIKE: Final = re.compile(rf"<(?={TARGET[1:]}|{OUTLET[1:]})", re.IGNORECASE)


class Passage(NamedTuple):
    """A sentence; `spans` are where it names the target of a question that has one, `hidden` where its outlet.

    In the text before and after it both are replaced. `names` are the words of the target's names, in small letters.
    """

    text: str
    spans: tuple[Span, ...] = ()
    before: str = ""
    after: str = ""
    topic: str = ""  # the target's name, where a question is about it
    hidden: tuple[Span, ...] = ()
    names: tuple[str, ...] = ()


def make_passage(row: Mapping[str, Any], *, about_target: bool, see_outlet: bool = False) -> Passage:
    """Give a sentence's row as a passage.

    >>> make_passage({"text": "Ann saw Bo.", "after": "Bo left.", "target": "Bo"}, about_target=True)
    Passage(text='Ann saw Bo.', spans=((8, 10),), before='', after='<target> left.', topic='Bo', hidden=(),
            names=('bo',))
    """
    _check_row(row, about_target=about_target)
    spans = find_target_spans(row) if about_target else ()
    target = row_target(row) if about_target else None
    names, own = target.names if target else (), () if see_outlet else outlet_names(row)
    return Passage(
        row["text"],
        spans,
        _mask_neighbor(row.get("before") or "", names, own),
        _mask_neighbor(row.get("after") or "", names, own),
        target.name if target else "",
        _without_overlaps(spans, outlet_mentions(row["text"], own)),
        tuple(sorted({word for name in names for word in _WORD.findall(name.lower())})),
    )


def find_target_spans(row: Mapping[str, Any]) -> tuple[Span, ...]:
    """Where the row's text names its target: at the given offsets, and wherever its name or an alias stands.

    Where it does neither, the pronouns that plainly refer to it.
    """
    target = row_target(row)
    found = mentions(row["text"], target.names) if target else []
    given = _target_offsets(row)
    if given:
        found = _merge_offsets(given, found)
    if target and not found:
        return pronoun_spans(row["text"], row.get("before") or "", target.names)
    return tuple(spans_with_forenames(row["text"], sorted(found), target.names if target else ()))


def has_misplaced_offsets(row: Mapping[str, Any]) -> bool:
    """Whether a row's offsets hold no word of its target's names, and no pronoun: they may count something else.

    >>> has_misplaced_offsets({"text": "😀 Bo won.", "target": "Bo", "target_start": 2, "target_end": 4})
    False
    >>> has_misplaced_offsets({"text": "😀 Bo won.", "target": "Bo", "target_start": 3, "target_end": 5})
    True
    """
    given, target = _target_offsets(row), row_target(row)
    if not given or not target:
        return False
    told = (row["text"][slice(*given)], " ".join(target.names))
    pointed_at, known = ({*_WORD.findall(normalize("NFC", part).casefold())} for part in told)
    return not pointed_at & (known | word_lists()["pronouns"])


def _check_row(row: Mapping[str, Any], *, about_target: bool) -> None:
    where = getattr(row, "where", "a row")
    if not row["text"].strip():
        raise DataError(f"{where}: its text is only white space; take the row out")
    several = split_names(row.get("target") or "", ";") if about_target else ()
    if len(several) > 1 and row.get("target_start") is None:  # with its place told, it is one mention, however long
        raise DataError(
            f"{where}: its target is {row['target']!r}, which names {len(several)}; a row is about one of them: "
            "give each a row of its own, as newsstance split does"
        )


def _target_offsets(row: Mapping[str, Any]) -> Span | None:
    start, end = row.get("target_start"), row.get("target_end")
    if start is None and end is None:
        return None
    where = getattr(row, "where", "a row")
    if start is None or end is None:
        raise DataError(
            f"{where}: the target's offsets are {_offset_text(start)} to {_offset_text(end)}; give both or neither"
        )
    if not 0 <= start < end <= len(row["text"]):
        length = len(row["text"])
        raise DataError(
            f"{where}: the target's offsets {start} to {end} are no part of its text (0 to {length}); "
            "they count code points of the row's own text"
        )
    return int(start), int(end)


def _merge_offsets(given: Span, found: Sequence[Span]) -> list[Span]:
    """Add a span, together with all that it overlaps: of a name that is pointed at in part nothing may stay visible."""
    start, end = given
    one = [given, *(span for span in found if span[0] < end and start < span[1])]
    whole = min(first for first, _ in one), max(last for _, last in one)
    return [whole, *_without_overlaps([whole], found)]


def _offset_text(offset: int | None) -> str:
    return "(missing)" if offset is None else str(offset)


def _mask_neighbor(text: str, names: Sequence[str], own: Sequence[str]) -> str:
    """Give a neighbor's text as the sentence's own is seen: with placeholders where names stand."""
    targets = spans_with_forenames(text, mentions(text, names), names)
    masks = [(*span, TARGET) for span in targets]
    masks += [(*span, OUTLET) for span in _without_overlaps(targets, outlet_mentions(text, own))]
    told, at = [], 0
    for start, end, mask in sorted(masks):
        told += [_defuse_mask_lookalikes(text[at:start]), mask]
        at = end
    return "".join([*told, _defuse_mask_lookalikes(text[at:])])


def _defuse_mask_lookalikes(text: str) -> str:
    """Keep what a neighbor says itself from being read as a placeholder."""
    return _MASK_LOOKALIKE.sub("< ", text)


def _without_overlaps(spans: Sequence[Span], found: Iterable[Span]) -> tuple[Span, ...]:
    """Give those that touch none of the spans, which stand in order and apart from each other."""
    ends = [end for _, end in spans]
    after = ((span, bisect_right(ends, span[0])) for span in found)  # the first span that ends later
    return tuple(span for span, at in after if at == len(spans) or span[1] <= spans[at][0])
