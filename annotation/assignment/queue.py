"""The queue of a hand-out: the sentences to be annotated, in order, each once, with every pre-label checked.

The functions read no file and call no server.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotation.codebook.codebook import Codebook, Question
from annotation.errors import DataError
from annotation.labelstudio.tasks import task_data, task_digest
from annotation.study.handout import PreLabel
from annotation.tables.schema import Row


@dataclass(frozen=True)
class QueuedSentence:
    """A sentence to be annotated: what its task shows, and the labels that a model would show beforehand."""

    sentence: str
    article: str
    target: str
    task_data: Mapping[str, Any]
    digest: str
    scored: bool
    prelabels: Mapping[str, PreLabel]
    model: str


@dataclass
class Queue:
    """All sentences to be annotated, in order.

    `complete_articles` holds the pairs of article and target whose sentences are in the table from first to last.
    """

    sentences: list[QueuedSentence] = field(default_factory=list)
    headings: int = 0
    complete_articles: set[tuple[str, str]] = field(default_factory=set)

    @property
    def scored(self) -> bool:
        """Whether a model has scored any of the sentences."""
        return any(queued.scored for queued in self.sentences)


def make_queue(rows: Iterable[Row], codebook: Codebook) -> Queue:
    """Read a table of sentences or scores into a queue; headings are context only and are not annotated.

    Raises:
        DataError: if a sentence id occurs with two different texts, or a pre-label is not a label of its question.
    """
    queue = Queue()
    texts: dict[str, str] = {}
    positions: dict[tuple[str, str], list[tuple[int, bool]]] = {}
    for row in rows:
        article_and_target = (row.get("article") or "", row.get("target") or "")
        if row.get("position") is not None:
            positions.setdefault(article_and_target, []).append((row["position"], bool(row.get("after"))))
        if row.get("kind") == "heading":
            queue.headings += 1
            continue
        if row["sentence"] in texts:
            _check_text(row, texts[row["sentence"]])
            continue
        texts[row["sentence"]] = row["text"]
        queue.sentences.append(_queued_sentence(row, article_and_target, codebook))
    queue.complete_articles = {article for article, places in positions.items() if _is_complete(places)}
    return queue


def _queued_sentence(row: Row, article_and_target: tuple[str, str], codebook: Codebook) -> QueuedSentence:
    article, target = article_and_target
    scored = [question for question in codebook.questions if f"{question.name}_probability" in row]
    prelabels = {
        question.name: _prelabel(row, question, row[question.name])
        for question in scored
        if row.get(question.name)
        and row[f"{question.name}_probability"] is not None
        and (target or not question.target)
    }
    task = task_data(row)
    return QueuedSentence(
        row["sentence"],
        article,
        target,
        task,
        task_digest(task),
        scored=bool(scored),
        prelabels=_applicable(prelabels, codebook),
        model=row.get("model") or "",
    )


def _prelabel(row: Row, question: Question, label: str) -> PreLabel:
    if label not in question.label_names:
        allowed = ", ".join(question.label_names)
        model = f"the model {row['model']}" if row.get("model") else row.where
        raise DataError(
            f"{model} answers {question.name} with {label!r}, which is no label of it in the codebook (they are: "
            f"{allowed}); use a model that was trained under this codebook, or name the model's with --codebook"
        )
    probability = row[f"{question.name}_probability"]
    if not 0 <= probability <= 1:
        raise DataError(f"{row.where}: {question.name}_probability is {probability}, not between 0 and 1")
    return PreLabel(label, probability)


def _applicable(prelabels: Mapping[str, PreLabel], codebook: Codebook) -> dict[str, PreLabel]:
    """Leave out the pre-labels of questions that are not asked, given the other pre-labels."""

    def applies(question: Question) -> bool:
        condition = question.only_if
        if condition is None:
            return True
        return condition.question in prelabels and prelabels[condition.question].label in condition.labels

    questions = (question for question in codebook.questions if question.name in prelabels)
    return {question.name: prelabels[question.name] for question in questions if applies(question)}


def _check_text(row: Row, earlier_text: str) -> None:
    if row["text"] != earlier_text:
        raise DataError(
            f"{row.where}: the sentence {row['sentence']!r} has another text here than in an earlier row; "
            "give each sentence an id of its own (`newsstance split` makes them)"
        )


def _is_complete(places: Sequence[tuple[int, bool]]) -> bool:
    """Whether positions, each with whether context follows, count from 0 without a gap to the article's end."""
    ordered = sorted(places)
    return [position for position, _ in ordered] == list(range(len(ordered))) and not ordered[-1][1]
