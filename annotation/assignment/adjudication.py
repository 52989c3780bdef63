"""The queue of an adjudicator: the sentences that annotators left open, with all their answers and without names.

Labels are listed in the codebook's order, marked words and comments alphabetically, so that no order tells which
annotator gave which answer. The functions read no file and call no server.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from annotation.assignment.queue import Queue, QueuedSentence
from annotation.codebook.codebook import Codebook, Question
from annotation.codebook.interface_adjudication import AGREED_PREFIX, COMMENTS_FIELD, MARKED_PREFIX, OPEN_PREFIX
from annotation.labelstudio.tasks import task_digest, with_safe_marks

_NO_BREAK_SPACE: Final = "\N{NO-BREAK SPACE}"
_MAX_LINE_CHARACTERS: Final = 300  # a longer line of marks or comments would push the answers off the screen
LabelCounts = Mapping[str, Mapping[str, int]]  # by question and label


@dataclass(frozen=True)
class PriorAnswers:
    """What annotators answered about a sentence, and which questions the adjudicator has to settle.

    Attributes:
        open_questions: the names of the questions to settle.
        labels: how often each label was given, by question and label.
        marks: how often words were marked, by question and by label and words.
        comments: all comments.
    """

    open_questions: frozenset[str]
    labels: LabelCounts
    marks: Mapping[str, Mapping[tuple[str, str], int]] = field(default_factory=dict)
    comments: tuple[str, ...] = ()


def adjudication_queue(
    answers: Mapping[str, PriorAnswers], task_data: Mapping[str, Mapping[str, Any]], codebook: Codebook
) -> Queue:
    """The queue of all sentences to settle, sorted so that the sentences of an article stay together.

    Args:
        answers: the annotators' answers, by sentence.
        task_data: what the annotators' own tasks show, by sentence.
        codebook: the codebook of the answers.
    """
    sentences = [
        _queued_sentence(
            sentence, {**with_safe_marks(task_data[sentence]), **prior_answer_fields(answers[sentence], codebook)}
        )
        for sentence in answers
    ]
    sentences.sort(
        key=lambda queued: (queued.article, queued.target, queued.task_data.get("position", 0), queued.sentence)
    )
    return Queue(sentences)


def prior_answer_fields(answers: PriorAnswers, codebook: Codebook) -> dict[str, str]:
    """The fields of a task that show the annotators' answers; a field is empty where there is nothing to show.

    >>> from annotation.codebook.codebook import Label, Question
    >>> mood = Question("mood", "choice", "Mood", "", tuple(Label(name, "x", "", "") for name in ("up", "down")))
    >>> codebook = Codebook("moods", "1", "", "", (mood,), "")
    >>> fields = prior_answer_fields(PriorAnswers(frozenset({"mood"}), {"mood": {"down": 1, "up": 1}}), codebook)
    >>> {name: text.replace("\N{NO-BREAK SPACE}", " ") for name, text in fields.items()}
    {'open_mood': 'To settle: 1 × up, 1 × down', 'agreed_mood': '', 'comments': ''}
    """
    fields: dict[str, str] = {}
    words = codebook.fixed_words
    for question in codebook.questions:
        if question.kind == "spans":
            fields[MARKED_PREFIX + question.name] = _marks_line(answers.marks.get(question.name, {}), question, words)
            continue
        counts = _ordered_counts(answers.labels.get(question.name, {}), question)
        is_open = question.name in answers.open_questions
        fields[OPEN_PREFIX + question.name] = _labels_line(words["to_settle"], counts, question) if is_open else ""
        fields[AGREED_PREFIX + question.name] = (
            "" if is_open else _labels_line(_heading(counts, words), counts, question)
        )
    fields[COMMENTS_FIELD] = _shortened(
        f"{words['comments']}: ", [f"“{comment}”" for comment in sorted(answers.comments)]
    )
    return fields


def _queued_sentence(sentence: str, task_data: Mapping[str, Any]) -> QueuedSentence:
    return QueuedSentence(
        sentence,
        task_data["article"],
        task_data["target"],
        task_data,
        task_digest(task_data),
        scored=False,
        prelabels={},
        model="",
    )


def _ordered_counts(counts: Mapping[str, int], question: Question) -> list[tuple[str, int]]:
    """The labels that were given, with their counts, in the codebook's order."""
    return [(label, counts[label]) for label in question.label_names if counts.get(label)]


def _heading(counts: list[tuple[str, int]], words: Mapping[str, Any]) -> str:
    """The heading of a question that is not open: a single answer is no agreement."""
    return str(words["agreed"] if len(counts) == 1 and counts[0][1] > 1 else words["said"])


def _labels_line(heading: str, counts: list[tuple[str, int]], question: Question) -> str:
    """A line about a question; a dependent question is named, because the line stands beside its parent question."""
    if not counts:
        return ""
    titles = {label.name: label.shown for label in question.labels}
    start = f"{question.title}, {heading.lower()}" if question.only_if else heading
    return f"{start}: " + ", ".join(_count_and_label(count, titles[label]) for label, count in counts)


def _count_and_label(count: int, label: str) -> str:
    """A label and how often it was given, joined so that no line break separates them."""
    return f"{count}{_NO_BREAK_SPACE}×{_NO_BREAK_SPACE}{label}"


def _marks_line(counts: Mapping[tuple[str, str], int], question: Question, words: Mapping[str, Any]) -> str:
    positions = {label: position for position, label in enumerate(question.label_names)}
    ordered = sorted(counts.items(), key=lambda mark: (positions[mark[0][0]], mark[0][1]))
    titles = {label.name: label.shown for label in question.labels}
    marks = [f"{_count_and_label(count, titles[label])} “{marked}”" for (label, marked), count in ordered]
    return _shortened(f"{words['marked']}: ", marks)


def _shortened(start: str, parts: list[str]) -> str:
    """The parts joined into one line, cut with an ellipsis where the line would be too long."""
    if not parts:
        return ""
    line = start + ", ".join(parts)
    return line if len(line) <= _MAX_LINE_CHARACTERS else line[: _MAX_LINE_CHARACTERS - 1].rstrip() + "…"
