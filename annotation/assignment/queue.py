"""Sentences, scored or not, as what is to be asked: in order, each once, every shown label checked. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotation.codebook.codebook import Codebook, Question
from annotation.errors import DataError
from annotation.labelstudio.tasks import task_digest, to_data
from annotation.study.handout import PreLabel
from annotation.tables.schema import Row


@dataclass(frozen=True)
class QueueItem:
    """A sentence to be asked about: what its task shows, and which labels a model would show beforehand."""

    sentence: str
    article: str
    target: str
    data: Mapping[str, Any]
    digest: str
    scored: bool
    shown: Mapping[str, PreLabel]
    model: str


@dataclass
class Queue:
    """Everything to be asked, in order; `whole` names the articles (with target) that are here from first to last."""

    items: list[QueueItem] = field(default_factory=list)
    headings: int = 0
    whole: set[tuple[str, str]] = field(default_factory=set)

    @property
    def scored(self) -> bool:
        """Whether a model has spoken about any of the sentences."""
        return any(asked.scored for asked in self.items)


def make_queue(rows: Iterable[Row], codebook: Codebook) -> Queue:
    """Read a table of sentences or scores into a queue; headings are context, and not asked about."""
    queue = Queue()
    seen: dict[str, str] = {}
    positions: dict[tuple[str, str], list[tuple[int, bool]]] = {}
    for row in rows:
        of = (row.get("article") or "", row.get("target") or "")
        if row.get("position") is not None:
            positions.setdefault(of, []).append((row["position"], bool(row.get("after"))))
        if row.get("kind") == "heading":
            queue.headings += 1
            continue
        if row["sentence"] in seen:
            _check_same(row, seen[row["sentence"]])
            continue
        seen[row["sentence"]] = row["text"]
        queue.items.append(_asked(row, of, codebook))
    queue.whole = {of for of, found in positions.items() if _is_whole(found)}
    return queue


def _asked(row: Row, of: tuple[str, str], codebook: Codebook) -> QueueItem:
    scored = [question for question in codebook.questions if f"{question.name}_probability" in row]
    shown = {
        question.name: _shown(row, question, row[question.name])
        for question in scored
        if row.get(question.name) and row[f"{question.name}_probability"] is not None and (of[1] or not question.target)
    }
    data = to_data(row)
    asked = _applicable(shown, codebook)
    return QueueItem(row["sentence"], *of, data, task_digest(data), bool(scored), asked, row.get("model") or "")


def _shown(row: Row, question: Question, label: str) -> PreLabel:
    if label not in question.label_names:
        allowed = ", ".join(question.label_names)
        raise DataError(f"{row.where}: {question.name} is {label!r}, which is no label of it (they are: {allowed})")
    probability = row[f"{question.name}_probability"]
    if not 0 <= probability <= 1:
        raise DataError(f"{row.where}: {question.name}_probability is {probability}, not between 0 and 1")
    return PreLabel(label, probability)


def _applicable(shown: Mapping[str, PreLabel], codebook: Codebook) -> dict[str, PreLabel]:
    """Leave out the answers to questions that the other answers don't ask."""

    def applies(question: Question) -> bool:
        condition = question.only_if
        if condition is None:
            return True
        return condition.question in shown and shown[condition.question].label in condition.labels

    asked = (question for question in codebook.questions if question.name in shown)
    return {question.name: shown[question.name] for question in asked if applies(question)}


def _check_same(row: Row, text: str) -> None:
    if row["text"] != text:
        raise DataError(f"{row.where}: the sentence {row['sentence']!r} stands here with another text than before")


def _is_whole(found: Sequence[tuple[int, bool]]) -> bool:
    """Whether an article's rows are all here: counted from 0 without a gap, and nothing after the last."""
    ordered = sorted(found)
    return [position for position, _ in ordered] == list(range(len(ordered))) and not ordered[-1][1]
