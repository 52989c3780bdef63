"""Sentence boundaries within a paragraph of news text."""

import re
from collections.abc import Iterator
from typing import Final

from annotation.text.abbreviations import continues, is_known, is_ordinary
from annotation.text.quotations import Pair, pairs
from annotation.text.repetitions import repeated_passages
from annotation.text.speakers import names_speaker
from annotation.text.targets import Span

LONG_QUOTATION: Final = 60  # code points from which on a quotation is cut into its sentences
_LONG_BRACKET: Final = 100  # code points from which on a bracket within a sentence is cut into its sentences
_CONTEXT_LENGTH: Final = 80  # code points before a mark that decide whether a sentence ends there
_FOLLOWING_LENGTH: Final = 200  # code points after it
_ENDING: Final = re.compile(
    r"(?<![.!?…‼⁇⁈⁉])(?P<mark>[.!?…‼⁇⁈⁉]++(?:[ \u00a0]\.(?=[ \u00a0]?[.\s”\"’)])[.!?]*)*)(?P<closing>[\"”’'»)\]“]*+)"
    r"(?P<apart>(?:[ \u00a0\u2009\u202f][”’»)\]\"'](?=[\s”’»)\]\"']))*)"
    r"(?P<notes>(?:\s?\[(?:\w{1,20}|[a-z ]{1,30}\sneeded)\]\.?)*)"
    r"(?=\s|$|(?P<close>[A-Z][a-z]*['’]?[a-z]*(?=[\s,])))"
    r"|(?P<wide>[。！？｡।॥؟۔]+[”’」』）)\"]*)"
)
_WORD_BEFORE: Final = re.compile(r"[^\s\"“”„«»()\[\]<>—–/…]*$")
_LIST_NUMBER: Final = re.compile(r"[\"“(\[‘']*(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivx]{1,4}|[IVX]{1,4})$")
_LABELED_NUMBER: Final = re.compile(
    r"[:;]\s1$|^(?:Fig(?:ure)?|Table|Listing|Chapter|Section|Step|Box|Part|Appendix|Note)\.?\s[\w.]{1,4}$"
)
_OPENING: Final = re.compile(r"[\"“”„«‘’'(\[¿¡—–*•·-]*\s?")
_NAMES_WITH_MARKS: Final = re.compile(r"\b(?:Yahoo|Jeopardy|Yum)$")
_SMALL_FIRST_LETTER: Final = re.compile(r"[a-z]{1,2}[A-Z]|https?://|www\.")  # iPhone, eBay
_DATELINE: Final = re.compile(r"\s*(?:\([A-Z][^()]{1,40}\)|[—–-]{1,2}\s)")  # "(AP) —" after "SALEM, Ore."
_DOMAINS: Final = frozenset(("Com", "Org", "Net", "Co", "Gov", "Edu"))


def sentence_spans(paragraph: str) -> list[Span]:
    """Cut a paragraph into sentences, as spans without white space at their ends.

    >>> [slice(*span) for span in sentence_spans('“Will he go?” Ms. Hill asked. Nobody knew.')]
    [slice(0, 29, None), slice(30, 42, None)]
    """
    spans: list[Span] = []
    start = 0
    for cut in _cuts_and_ends(paragraph):
        span = _without_outer_space(paragraph, start, cut)
        start = cut
        if span[0] < span[1]:
            _add(spans, span, paragraph)
    return spans


def _cuts_and_ends(paragraph: str) -> Iterator[int]:
    """Yield the places where a sentence ends; no sentence ends within a passage that repeats itself."""
    start = 0
    for passage_start, passage_end in repeated_passages(paragraph):
        yield from (start + cut for cut in _cuts(paragraph[start:passage_start]))
        yield from (passage_start, passage_end)
        start = passage_end
    yield from (start + cut for cut in _cuts(paragraph[start:]))
    yield len(paragraph)


def _cuts(text: str) -> Iterator[int]:
    """Yield the places where a sentence ends and another one follows."""
    closed = sorted(pairs(text))
    enclosing: list[Pair] = []
    begun = 0  # of the pairs in `closed`
    start = 0
    for match in _ENDING.finditer(text):
        cut = match.end()
        if match["wide"]:
            yield (start := cut)
            continue
        place = match.start()
        while begun < len(closed) and closed[begun].opening < place:
            enclosing.append(closed[begun])
            begun += 1
        enclosing = [pair for pair in enclosing if pair.closing >= place]
        if _ends_sentence(text, match, start, enclosing):
            yield (start := cut)


def _ends_sentence(text: str, ending: re.Match[str], start: int, enclosing: list[Pair]) -> bool:
    place, cut = ending.start(), ending.end()
    following = text[cut : cut + _FOLLOWING_LENGTH].lstrip()
    if not following:
        return False
    opening = _OPENING.match(following)
    after = following[opening.end() :] if opening else following
    before = text[max(start, place - _CONTEXT_LENGTH) : place]
    if ending["close"] and not _ends_without_space(before, ending):
        return False
    if after[:1].islower() and not _begins_small(before, after, ending, text[start : start + _CONTEXT_LENGTH]):
        return False
    if any(pair.closing >= cut and _keeps_together(text, pair, start) for pair in enclosing):
        return False
    mark = ending["mark"]
    if mark == ".":
        return not _is_abbreviation(before, after, ending, text, start, enclosing)
    has_closing = ending["closing"] or ending["apart"]
    if has_closing and names_speaker(following.lstrip("—–- ")):
        return False
    if mark == "!" and _NAMES_WITH_MARKS.search(before):
        return False
    return not (following[0] == "(" and not _is_sentence_in_brackets(following))


def _begins_small(before: str, after: str, ending: re.Match[str], sentence: str) -> bool:
    """Decide whether a sentence begins with a small letter: a name such as iPhone, or a text without capitals."""
    if _SMALL_FIRST_LETTER.match(after):
        return True
    if ending["closing"] or ending["apart"]:
        return False
    if ending["mark"] == ".":
        return is_ordinary(_word_before(before))
    is_informal = sentence.lstrip()[:1].islower() or after.startswith(("i ", "i'", "i’"))
    return is_informal and set(ending["mark"]) <= {"?", "!"}


def _ends_without_space(before: str, ending: re.Match[str]) -> bool:
    """Decide whether a sentence ends where the space after its end was lost, as in "They left.Nobody knew"."""
    word = _word_before(before)
    return is_ordinary(word) and ending["close"] not in _DOMAINS


def _word_before(before: str) -> str:
    match = _WORD_BEFORE.search(before)
    return match[0].strip("'’‘") if match else ""


def _is_abbreviation(
    before: str, after: str, ending: re.Match[str], text: str, start: int, enclosing: list[Pair]
) -> bool:
    """Decide whether a period belongs to an abbreviation or to the number of a list, and ends no sentence."""
    stripped = before.lstrip()
    if _LIST_NUMBER.match(stripped) or _LABELED_NUMBER.search(stripped):
        return True
    word = _word_before(before)
    if ending["closing"] or ending["apart"]:
        # A sentence that ends after a bracket has its period behind it: "(R-Ore.)." ends, "(R-Ore.)" does not.
        closes_bracket = any(pair.is_bracket and not _begins_sentence(text, pair, start) for pair in enclosing)
        return closes_bracket and is_known(word)
    rest = before[: before.rindex(word)]
    if _DATELINE.match(text[ending.end() : ending.end() + _CONTEXT_LENGTH]) and is_known(word):
        return True
    return continues(word, rest, after, at_start=not rest.strip())


def _keeps_together(text: str, pair: Pair, start: int) -> bool:
    """Decide whether the sentences within a pair of marks stay one."""
    length = pair.closing - pair.opening
    if pair.is_bracket:
        return not _begins_sentence(text, pair, start) and length < _LONG_BRACKET
    return length < LONG_QUOTATION


def _begins_sentence(text: str, pair: Pair, start: int) -> bool:
    """Decide whether nothing of the sentence stands before a pair of marks."""
    return pair.opening - start < _CONTEXT_LENGTH and not text[start : pair.opening].strip()


def _is_sentence_in_brackets(following: str) -> bool:
    closing = following.find(")")
    return closing == -1 or following[closing - 1] in '.!?…”"'


def _without_outer_space(text: str, start: int, end: int) -> Span:
    """Shorten a span by the white space at its ends."""
    passage = text[start:end]
    start += len(passage) - len(passage.lstrip())
    return start, max(start, start + len(passage.strip()))


def _add(spans: list[Span], span: Span, text: str) -> None:
    """Add a sentence; a piece without any letter or digit (a stray quote, an ellipsis) is joined to its neighbor."""
    if spans and not any(map(str.isalnum, text[span[0] : span[1]])):
        spans[-1] = (spans[-1][0], span[1])
    elif len(spans) == 1 and not any(map(str.isalnum, text[spans[0][0] : spans[0][1]])):
        spans[0] = (spans[0][0], span[1])
    else:
        spans.append(span)
