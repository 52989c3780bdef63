"""Asking again after a change of the codebook: the answers that the change affects, and nothing else.

The functions take tables of answers; they read no file and call no server.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypedDict

from annotation.assignment.queue import Queue
from annotation.codebook.codebook import Codebook, Question
from annotation.codebook.diff import changes, still_fits
from annotation.errors import DataError
from annotation.tables.schema import ANSWERED

_CARRIED_COLUMNS: Final = ("article", "target", "text", "outlet", "published", "codebook", "round")
Answer = Mapping[str, Any]
AnswerKey = tuple[str, str, str]  # sentence, annotator, question


class AffectedCounts(TypedDict):
    """One question's affected answers, counted: a value of `touched` in `codebook diff --json`."""

    answers: int
    annotators: int
    sentences: int


@dataclass(frozen=True)
class Reannotation:
    """The annotators who are asked again about each sentence, and the codebook with the questions they are asked."""

    codebook: Codebook
    assignees: Mapping[str, frozenset[str]]

    @property
    def annotators(self) -> tuple[str, ...]:
        """All annotators who are asked again, in alphabetical order."""
        return tuple(sorted({annotator for annotators in self.assignees.values() for annotator in annotators}))


def affected_answers(old: Codebook, new: Codebook, answers: Iterable[Answer]) -> list[dict[str, Any]]:
    """The answers under the old codebook that may no longer fit, and the answers that the new one requires besides.

    One row per sentence, annotator and question; the column `change` says what changed, and `label` is empty where
    nothing was answered. Answers already given again under the new codebook are left out, and so are answers to
    questions that are no longer asked.
    """
    valid = list(filter(_is_valid, answers))
    new_keys = {_answer_key(answer) for answer in valid if answer.get("codebook") == new.stamp}
    comparable = [answer for answer in valid if answer.get("codebook") in (None, "", old.stamp, new.stamp)]
    # An answer given again under the new codebook replaces the old one: it decides whether other questions are asked.
    latest = [
        answer for answer in comparable if answer.get("codebook") == new.stamp or _answer_key(answer) not in new_keys
    ]
    reasons = _reasons(old, new)
    rows: dict[AnswerKey, dict[str, Any]] = {}
    for answers_of_one in _by_sentence_and_annotator(latest).values():
        for question in new.questions:
            for row in _affected_rows(question, old, answers_of_one, reasons):
                rows.setdefault(_answer_key(row), row)
    return [rows[key] for key in sorted(rows) if key not in new_keys]


def affected_counts(affected: Sequence[Answer]) -> dict[str, AffectedCounts]:
    """How many affected answers, annotators and sentences each question has."""
    counts: dict[str, AffectedCounts] = {}
    for question in dict.fromkeys(answer["question"] for answer in affected):
        answers = [answer for answer in affected if answer["question"] == question]
        counts[question] = {
            "answers": len(answers),
            "annotators": len({answer["annotator"] for answer in answers}),
            "sentences": len({answer["sentence"] for answer in answers}),
        }
    return counts


def other_codebooks(old: Codebook, new: Codebook, answers: Iterable[Answer]) -> dict[str, int]:
    """How many answers were given under each codebook that is neither the old nor the new one."""
    counts: dict[str, int] = defaultdict(int)
    for answer in filter(_is_valid, answers):
        stamp = answer.get("codebook")
        if stamp and stamp not in (old.stamp, new.stamp):
            counts[stamp] += 1
    return dict(counts)


def plan_reannotation(affected: Iterable[Answer], codebook: Codebook, only: Sequence[str] = ()) -> Reannotation:
    """Plan who is asked what again, from a table of affected answers: annotators get only what they had answered.

    They are asked the questions named in the table, the questions on which those depend, and the questions that
    depend on them, since an answer to one question decides whether another is asked. `only` names the annotators who
    are asked; if it is empty, all are.

    Raises:
        DataError: if the table names a question that the codebook does not ask.
    """
    names = [question.name for question in codebook.questions]
    assignees: dict[str, set[str]] = defaultdict(set)
    questions: set[str] = set()
    for row in affected:
        if row["question"] not in names:
            place = getattr(row, "where", row["sentence"])
            raise DataError(
                f"{place}: the codebook {codebook.stamp} asks no question {row['question']!r} (it asks: "
                f"{', '.join(names)}); name the new codebook with --codebook"
            )
        questions.add(row["question"])
        if not only or row["annotator"] in only:
            assignees[row["sentence"]].add(row["annotator"])
    return Reannotation(
        _partial_codebook(codebook, questions),
        {sentence: frozenset(annotators) for sentence, annotators in assignees.items()},
    )


def reannotation_queue(queue: Queue, reannotation: Reannotation) -> Queue:
    """The part of a queue that is asked again, without pre-labels, because the first answers were given without them.

    Raises:
        DataError: if a sentence that is asked again is not in the queue.
    """
    sentences = [
        replace(queued, scored=False, prelabels={}, model="")
        for queued in queue.sentences
        if reannotation.assignees.get(queued.sentence)
    ]
    missing = sorted(set(reannotation.assignees) - {queued.sentence for queued in sentences})
    if missing:
        raise DataError(
            f"{len(missing)} of the {len(reannotation.assignees)} sentences to be asked again are not among the "
            f"sentences given (such as {missing[0]}); give the table they were pushed from"
        )
    return Queue(sentences)


def _partial_codebook(codebook: Codebook, names: set[str]) -> Codebook:
    """The codebook with the named questions, those on which they depend, and those that depend on them."""
    included = set(names)
    for question in reversed(codebook.questions):
        if question.name in included and question.only_if:
            included.add(question.only_if.question)
    for question in codebook.questions:
        if question.only_if and question.only_if.question in included:
            included.add(question.name)
    return replace(codebook, questions=tuple(question for question in codebook.questions if question.name in included))


def _reasons(old: Codebook, new: Codebook) -> dict[str, str]:
    """What changed in the meaning of each question, in words."""
    descriptions: dict[str, list[str]] = defaultdict(list)
    for change in changes(old, new):
        if change.meaning:
            descriptions[change.question].append(change.what)
    return {question: "; ".join(parts) for question, parts in descriptions.items()}


def _affected_rows(
    question: Question, old: Codebook, answers: Sequence[Answer], reasons: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """The rows to ask again of one question, from all answers of one annotator about one sentence."""
    if question.name not in reasons or not _is_asked(question, answers):
        return
    old_question = {candidate.name: candidate for candidate in old.questions}.get(question.name)
    to_question = [answer for answer in answers if answer["question"] == question.name]
    for answer in to_question:
        if not still_fits(old_question, question, answer["label"]):
            yield _affected_row(answer, question.name, answer["label"], reasons[question.name])
    if not to_question and (old_question is None or not _is_asked(old_question, answers)):
        yield _affected_row(answers[0], question.name, None, reasons[question.name])


def _is_asked(question: Question, answers: Sequence[Answer]) -> bool:
    """Whether an annotator who gave these answers about a sentence is asked the question."""
    if question.target and not answers[0].get("target"):
        return False
    condition = question.only_if
    if condition is None:
        return True
    return any(answer["question"] == condition.question and answer["label"] in condition.labels for answer in answers)


def _affected_row(answer: Answer, question: str, label: str | None, reason: str) -> dict[str, Any]:
    row = {"sentence": answer["sentence"], "annotator": answer["annotator"], "question": question, "label": label}
    return {**row, **{column: answer.get(column) for column in _CARRIED_COLUMNS}, "change": reason}


def _by_sentence_and_annotator(answers: Iterable[Answer]) -> dict[tuple[str, str], list[Answer]]:
    groups: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    for answer in answers:
        groups[answer["sentence"], answer["annotator"]].append(answer)
    return groups


def _is_valid(answer: Answer) -> bool:
    """Whether a row is an answer that counts: not a skip, and not replaced by a later answer."""
    return bool(answer.get("label")) and answer.get("status") in (None, "", ANSWERED)


def _answer_key(answer: Answer) -> AnswerKey:
    return answer["sentence"], answer["annotator"], answer["question"]
