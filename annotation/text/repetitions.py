"""Long passages that say the same again and again: ruled lines, damaged files, a key that was held down."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from annotation.text.letter_forms import Span

MIN_LENGTH: Final = 5_000  # code points; a chant or a form that is filled in is shorter
MAX_PERIOD: Final = 500  # code points that come again, such as a line
_PROBES: Final = 4  # in a passage of the least length, of which at least one lies in it with all that it needs
_STAND_INS: Final = [chr(code) for code in range(0xE000, 0xE100)]  # for private use: no text needs them
_MAX_COMPARED: Final = 1 << 20  # code points at once, which bounds the memory


def repeated_passages(text: str) -> Iterator[Span]:
    """Yield the passages of at least 5,000 code points in which the same 500 code points or fewer come again and again.

    A passage begins and ends at white space, if there is any in what comes again.

    >>> list(repeated_passages("She left. " + "Hi! " * 5000 + "He stayed."))
    [(10, 20009)]
    """
    done = place = 0
    while place + 2 * MAX_PERIOD <= len(text):
        probe = text[place : place + MAX_PERIOD]
        period = text.find(probe, place + 1, place + 2 * MAX_PERIOD) - place
        if period > 0:
            start = max(done, place - _same_before(text, place, place + period))
            end = place + period + _same_after(text, place, place + period)
            if end - start >= MIN_LENGTH:
                yield _at_white_space(text, start, end, period)
                done = place = end
                continue
        place += MIN_LENGTH // _PROBES


def repeats_itself(text: str) -> bool:
    """Decide whether a text is one such passage and nothing else.

    >>> [repeats_itself(text) for text in ("Hi! " * 5000, "Hi! " * 5000 + "He stayed.", "Hi! " * 5)]
    [True, False, False]
    """
    passage = next(repeated_passages(text), None)
    return passage is not None and not (text[: passage[0]].strip() or text[passage[1] :].strip())


def with_blanks(text: str) -> str:
    """Put blanks in place of such passages; all else keeps its place."""
    parts = []
    done = 0
    for start, end in repeated_passages(text):
        parts += [text[done:start], " " * (end - start)]
        done = end
    return "".join(parts) + text[done:] if parts else text


def without_repetitions(text: str) -> tuple[str, dict[str, str]]:
    r"""Put a stand-in, one rare character, in place of each such passage; a passage of several lines is a paragraph.

    It is for readers of a format, whose time grows with the square of marks that come again and again. Returns the text
    and what each stand-in stands for, which `with_repetitions` puts back.

    >>> text, stand_ins = without_repetitions("She left. " + "[" * 5000)
    >>> text, len(stand_ins["\ue000"])
    ('She left. \ue000', 5000)
    """
    passages = list(islice(repeated_passages(text), len(_STAND_INS)))
    if not passages:
        return text, {}
    unused = (character for character in _STAND_INS if character not in text)
    stand_ins: dict[str, str] = {}
    parts = []
    done = 0
    for (start, end), character in zip(passages, unused, strict=False):
        stand_ins[character] = text[start:end]
        has_lines = len(text[start : start + 2 * MAX_PERIOD].splitlines()) > 1
        parts += [text[done:start], f"\n\n{character}\n\n" if has_lines else character]
        done = end
    return "".join(parts) + text[done:], stand_ins


def with_repetitions(text: str, stand_ins: Mapping[str, str]) -> str:
    """Put the passages that `without_repetitions` took out back in their places."""
    for character, passage in stand_ins.items():
        text = text.replace(character, passage)
    return text


def _same_after(text: str, first: int, second: int) -> int:
    """Count the code points that are the same from two places on."""
    same, size = 0, MAX_PERIOD
    while size:
        if text[first + same : first + same + size] == text[second + same : second + same + size]:
            same += size
            size = min(2 * size, _MAX_COMPARED)
        else:
            size //= 2
    return same


def _same_before(text: str, first: int, second: int) -> int:
    """Count the code points that are the same before two places, of which `first` is the smaller one."""
    same, size = 0, MAX_PERIOD
    while size:
        begin = first - same - size
        if begin >= 0 and text[begin : first - same] == text[begin + second - first : second - same]:
            same += size
            size = min(2 * size, _MAX_COMPARED)
        else:
            size //= 2
    return same


def _at_white_space(text: str, start: int, end: int, period: int) -> Span:
    """Move the ends of a passage inward to white space, so that no word beside it is cut."""
    if start:
        start += next((index for index in range(period) if text[start + index - 1].isspace()), 0)
    if end < len(text):
        end -= next((index for index in range(period) if text[end - index - 1].isspace()), 0)
        end -= next((index for index in range(period) if not text[end - index - 1].isspace()), 0)
    return start, end
