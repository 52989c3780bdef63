"""What an adjudicator is asked: sentences that annotators left open, with all they said and nobody's name. Pure.

Counts stand in the codebook's order of labels, marks in the order of their words, comments in that of the alphabet:
no order tells who said what.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from annotation.assignment.queue import Queue, QueueItem
from annotation.codebook.codebook import Codebook, Question
from annotation.codebook.interface_adjudication import AGREED_PREFIX, COMMENTS_FIELD, MARKED_PREFIX, OPEN_PREFIX
from annotation.labelstudio.tasks import task_digest

ROUND: Final = "adjudication"
_TOGETHER: Final = "\N{NO-BREAK SPACE}"
_LONGEST: Final = 300  # characters of all marks, or all comments: the rest would push the answers off the screen
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class PriorAnswers:
    """What annotators said of a sentence: how often each label, which marks and comments, and what is to be settled."""

    open: frozenset[str]
    labels: Counts
    marks: Mapping[str, Mapping[tuple[str, str], int]] = field(default_factory=dict)
    comments: tuple[str, ...] = ()


def to_queue(said: Mapping[str, PriorAnswers], shown: Mapping[str, Mapping[str, Any]], codebook: Codebook) -> Queue:
    """Make what is to be settled a queue; `shown` is what the sentences' own tasks show. Articles stay together."""
    asked = [_asked(sentence, {**shown[sentence], **fields(said[sentence], codebook)}) for sentence in said]
    return Queue(sorted(asked, key=lambda one: (one.article, one.target, one.data.get("position", 0), one.sentence)))


def fields(said: PriorAnswers, codebook: Codebook) -> dict[str, str]:
    """Give the fields of a task that hold what was said, empty where nothing was.

    >>> from annotation.codebook.codebook import Label, Question
    >>> mood = Question("mood", "choice", "Mood", "", tuple(Label(name, "x", "", "") for name in ("up", "down")))
    >>> book = Codebook("moods", "1", "", "", (mood,), "")
    >>> found = fields(PriorAnswers(frozenset({"mood"}), {"mood": {"down": 1, "up": 1}}), book)
    >>> {name: text.replace("\N{NO-BREAK SPACE}", " ") for name, text in found.items()}
    {'open_mood': 'To settle: 1 × up, 1 × down', 'agreed_mood': '', 'comments': ''}
    """
    found: dict[str, str] = {}
    for question in codebook.questions:
        if question.kind == "spans":
            found[MARKED_PREFIX + question.name] = _marks(said.marks.get(question.name, {}), question)
            continue
        counts = _counts(said.labels.get(question.name, {}), question)
        is_open = question.name in said.open
        found[OPEN_PREFIX + question.name] = _line("To settle", counts, question) if is_open else ""
        found[AGREED_PREFIX + question.name] = "" if is_open else _line(_how(counts), counts, question)
    found[COMMENTS_FIELD] = _short("Comments: ", [f"“{comment}”" for comment in sorted(said.comments)])
    return found


def _asked(sentence: str, data: Mapping[str, Any]) -> QueueItem:
    return QueueItem(
        sentence, data["article"], data["target"], data, task_digest(data), scored=False, shown={}, model=""
    )


def _counts(given: Mapping[str, int], question: Question) -> list[tuple[str, int]]:
    return [(label, given[label]) for label in question.label_names if given.get(label)]


def _how(counts: list[tuple[str, int]]) -> str:
    """One answer alone is no agreement."""
    return "Agreed" if len(counts) == 1 and counts[0][1] > 1 else "Said"


def _line(how: str, counts: list[tuple[str, int]], question: Question) -> str:
    """One line for a question; one that hangs on another is named, since it stands beside that other."""
    if not counts:
        return ""
    start = f"{question.title}, {how.lower()}" if question.only_if else how
    return f"{start}: " + ", ".join(_times(number, label) for label, number in counts)


def _times(number: int, label: str) -> str:
    """How often something was said, kept on one line."""
    return f"{number}{_TOGETHER}×{_TOGETHER}{label}"


def _marks(given: Mapping[tuple[str, str], int], question: Question) -> str:
    place = {label: number for number, label in enumerate(question.label_names)}
    ordered = sorted(given.items(), key=lambda mark: (place[mark[0][0]], mark[0][1]))
    return _short("Marked: ", [f"{_times(number, label)} “{words}”" for (label, words), number in ordered])


def _short(start: str, parts: list[str]) -> str:
    """Join what fits; the first always does, cut where it is too long."""
    if not parts:
        return ""
    whole = start + ", ".join(parts)
    return whole if len(whole) <= _LONGEST else whole[: _LONGEST - 1].rstrip() + "…"
