"""Asking again what a change of the codebook touches: those answers, of those people, and nothing else. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from annotation.assignment.queue import Queue
from annotation.codebook.codebook import Codebook, Question
from annotation.codebook.diff import changes, still_fits
from annotation.errors import DataError

_CARRIED: Final = ("article", "target", "text", "outlet", "published", "codebook", "round")
Answer = Mapping[str, Any]
Key = tuple[str, str, str]  # sentence, annotator, question


@dataclass(frozen=True)
class Reannotation:
    """Who is asked which sentences again, and with which questions."""

    codebook: Codebook
    assignees: Mapping[str, frozenset[str]]

    @property
    def annotators(self) -> tuple[str, ...]:
        """Everybody who is asked."""
        return tuple(sorted({who for people in self.assignees.values() for who in people}))


def affected_answers(old: Codebook, new: Codebook, answers: Iterable[Answer]) -> list[dict[str, Any]]:
    """Give the answers under the old codebook that may no longer fit, and those the new one would ask for besides.

    One row for a sentence, annotator and question; `change` says what changed, and where nothing was answered `label`
    is empty. What was answered anew in the meantime is left out, and so is what no longer is asked.
    """
    standing = list(filter(_stands, answers))
    anew = {_key(answer) for answer in standing if answer.get("codebook") == new.stamp}
    known = [answer for answer in standing if answer.get("codebook") in (None, "", old.stamp, new.stamp)]
    # A question that was answered anew counts as it stands now: it decides whether others are asked.
    current = [answer for answer in known if answer.get("codebook") == new.stamp or _key(answer) not in anew]
    whys = _whys(old, new)
    found: dict[Key, dict[str, Any]] = {}
    for given in _by_person(current).values():
        for question in new.questions:
            for row in _rows(question, old, given, whys):
                found.setdefault(_key(row), row)
    return [found[key] for key in sorted(found) if key not in anew]


def other_codebooks(old: Codebook, new: Codebook, answers: Iterable[Answer]) -> dict[str, int]:
    """Count the answers under codebooks that are neither the old nor the new one."""
    found: dict[str, int] = defaultdict(int)
    for answer in filter(_stands, answers):
        stamp = answer.get("codebook")
        if stamp and stamp not in (old.stamp, new.stamp):
            found[stamp] += 1
    return dict(found)


def plan_reannotation(changed: Iterable[Answer], codebook: Codebook, only: Sequence[str] = ()) -> Reannotation:
    """Say who is asked what, by a table of touched answers: each person only what that person had answered.

    Asked are the questions named there, with those they hang on and those that hang on them: an answer to one decides
    whether the other is asked. `only` names the annotators who are meant, if not all.
    """
    names = [question.name for question in codebook.questions]
    whose: dict[str, set[str]] = defaultdict(set)
    wanted: set[str] = set()
    for row in changed:
        if row["question"] not in names:
            where = getattr(row, "where", row["sentence"])
            raise DataError(
                f"{where}: the codebook {codebook.stamp} asks no question {row['question']!r} (it asks: "
                f"{', '.join(names)}); name the new codebook with --codebook"
            )
        wanted.add(row["question"])
        if not only or row["annotator"] in only:
            whose[row["sentence"]].add(row["annotator"])
    return Reannotation(_with(codebook, wanted), {sentence: frozenset(people) for sentence, people in whose.items()})


def reannotation_queue(queue: Queue, again: Reannotation) -> Queue:
    """Keep of a queue what is asked again; a model's labels are left out, as people answered for themselves before."""
    kept = [
        replace(asked, scored=False, shown={}, model="") for asked in queue.items if again.assignees.get(asked.sentence)
    ]
    missing = sorted(set(again.assignees) - {asked.sentence for asked in kept})
    if missing:
        raise DataError(
            f"{len(missing)} of the {len(again.assignees)} sentences to be asked again are not among the sentences given "
            f"(such as {missing[0]}); give the table they were pushed from"
        )
    return Queue(kept)


def _with(codebook: Codebook, wanted: set[str]) -> Codebook:
    """The codebook with the wanted questions only, those they hang on, and those that hang on them."""
    asked = set(wanted)
    for question in reversed(codebook.questions):
        if question.name in asked and question.only_if:
            asked.add(question.only_if.question)
    for question in codebook.questions:
        if question.only_if and question.only_if.question in asked:
            asked.add(question.name)
    return replace(codebook, questions=tuple(question for question in codebook.questions if question.name in asked))


def _whys(old: Codebook, new: Codebook) -> dict[str, str]:
    found: dict[str, list[str]] = defaultdict(list)
    for change in changes(old, new):
        if change.meaning:
            found[change.question].append(change.what)
    return {question: "; ".join(what) for question, what in found.items()}


def _rows(
    question: Question, old: Codebook, given: Sequence[Answer], whys: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """The rows of one question, of what one person answered about one sentence."""
    if question.name not in whys or not _asks(question, given):
        return
    before = {asked.name: asked for asked in old.questions}.get(question.name)
    mine = [answer for answer in given if answer["question"] == question.name]
    for answer in mine:
        if not still_fits(before, question, answer["label"]):
            yield _row(answer, question.name, answer["label"], whys[question.name])
    if not mine and (before is None or not _asks(before, given)):
        yield _row(given[0], question.name, None, whys[question.name])


def _asks(question: Question, given: Sequence[Answer]) -> bool:
    """Whether a person who gave these answers is asked the question."""
    if question.target and not given[0].get("target"):
        return False
    condition = question.only_if
    if condition is None:
        return True
    return any(answer["question"] == condition.question and answer["label"] in condition.labels for answer in given)


def _row(answer: Answer, question: str, label: str | None, why: str) -> dict[str, Any]:
    row = {"sentence": answer["sentence"], "annotator": answer["annotator"], "question": question, "label": label}
    return {**row, **{column: answer.get(column) for column in _CARRIED}, "change": why}


def _by_person(answers: Iterable[Answer]) -> dict[tuple[str, str], list[Answer]]:
    found: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    for answer in answers:
        found[answer["sentence"], answer["annotator"]].append(answer)
    return found


def _stands(answer: Answer) -> bool:
    return bool(answer.get("label")) and answer.get("status") in (None, "", "answered")


def _key(answer: Answer) -> Key:
    return answer["sentence"], answer["annotator"], answer["question"]
