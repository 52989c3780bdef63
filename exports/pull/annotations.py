"""Label Studio's annotations as rows of the answers table: one row per annotator, sentence, question and label.

Nothing here reads or writes; tasks come in as Label Studio's JSON gives them, and rows go out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from annotation.codebook.codebook import Codebook, Question
from annotation.labelstudio.projects import Marker
from annotation.study.handout import SHOWN_PREFIX, WITHHELD_PREFIX, HandoutRow
from annotation.tables.schema import ANSWERED, SKIPPED, SUPERSEDED

AnswerRow = dict[str, Any]  # a row of the answers table, by the columns of the contract
_TASK_COLUMNS: Final = ("article", "target", "text", "outlet", "published")  # carried from the task to its answers


@dataclass
class PullRemarks:
    """What was odd about the answers, for remarks to the user.

    `unknown_answers`, `never_pushed` and `superseded` have one text for each case. `misplaced` counts the annotations
    that stood in another annotator's project. `adjudication_rounds` names rounds that were not fetched, and
    `projects` says which projects are gone or were changed.
    `unknown_accounts` counts annotations by the project's annotator and the user id, where the account that answered
    is no known annotator's.
    """

    unknown_answers: list[str] = field(default_factory=list)
    misplaced: int = 0
    never_pushed: list[str] = field(default_factory=list)
    superseded: list[str] = field(default_factory=list)
    adjudication_rounds: list[str] = field(default_factory=list)
    projects: list[str] = field(default_factory=list)
    unknown_accounts: Counter[tuple[str, int]] = field(default_factory=Counter)


@dataclass(frozen=True)
class ProjectSource:
    """What is needed to read a project's annotations.

    These are its marker, the codebook it was handed out with, the study's handout by round, annotator and sentence,
    and the annotators' pseudonyms by user id.
    """

    marker: Marker
    codebook: Codebook
    handout: Mapping[tuple[str, str, str], HandoutRow]
    pseudonyms: Mapping[int, str]


def read_annotations(
    tasks: Iterable[Mapping[str, Any]], source: ProjectSource, remarks: PullRemarks
) -> Iterator[AnswerRow]:
    """Give the answers in a project's tasks, in the order in which the codebook asks.

    Where one annotator has several annotations of a task, the latest counts as a whole; the answers of the earlier ones
    are superseded. What is odd about the answers is added to `remarks`.

    Args:
        tasks: The project's tasks as Label Studio's JSON gives them, with data and annotations.
        source: The project.
        remarks: Gathers what is odd.
    """
    for task in tasks:
        annotations = [(annotation, _find_annotator(annotation, source, remarks)) for annotation in task["annotations"]]
        annotations.sort(key=lambda pair: (pair[0]["updated_at"], pair[0]["id"]))
        latest = {annotator: annotation["id"] for annotation, annotator in annotations}
        for annotation, annotator in annotations:
            rows = _annotation_rows(task, annotation, annotator, source, remarks)
            if annotation["id"] != latest[annotator]:
                rows = ({**row, "status": SUPERSEDED} for row in rows)
            yield from sorted(rows, key=lambda row: _codebook_position(row, source.codebook))


def supersede(rows: list[AnswerRow], remarks: PullRemarks) -> list[AnswerRow]:
    """Mark as superseded all but the latest answer to a question, where it was answered in several projects.

    Whom and which sentences that concerns is put into `remarks.superseded`.
    """
    latest: dict[tuple[str, ...], str] = defaultdict(str)
    for row in rows:
        if row["status"] != SUPERSEDED:
            latest[_answer_key(row)] = max(latest[_answer_key(row)], row["answered_at"])
    marked = [
        {**row, "status": SUPERSEDED} if row["answered_at"] < latest[_answer_key(row)] and row["question"] else row
        for row in rows
    ]
    superseded = (row for row in marked if row["status"] == SUPERSEDED)
    remarks.superseded = sorted({f"{row['annotator']} on {row['sentence']}" for row in superseded})
    return marked


def _annotation_rows(
    task: Mapping[str, Any], annotation: Mapping[str, Any], annotator: str, source: ProjectSource, remarks: PullRemarks
) -> Iterator[AnswerRow]:
    """Give a row for each answer in an annotation; a skip without answers is one row without question and label."""
    shared = _shared_columns(task, annotation, annotator, source, remarks)
    handout_row = source.handout.get((source.marker.round, annotator, shared["sentence"]))
    has_answers = False
    for region in annotation["result"]:
        for answer in _region_answers(region):
            problem = _problem(answer, source.codebook)
            if problem:
                remarks.unknown_answers.append(f"{annotator} on {shared['sentence']}: {problem}")
                continue
            has_answers = True
            yield shared | answer | _model_columns(handout_row, answer["question"])
    if not has_answers and annotation["was_cancelled"]:
        yield shared | {"question": None, "label": None}


def _shared_columns(
    task: Mapping[str, Any], annotation: Mapping[str, Any], annotator: str, source: ProjectSource, remarks: PullRemarks
) -> AnswerRow:
    """Give the columns that all answers of an annotation share; a sentence that was never pushed gets a remark."""
    data = task["data"]
    sentence = data.get("sentence") or f"task {task['id']}"
    handout_row = source.handout.get((source.marker.round, annotator, sentence))
    if handout_row is None:
        remarks.never_pushed.append(f"{annotator} on {sentence}")
    return {
        "sentence": sentence,
        "annotator": annotator,
        **{column: data.get(column) or None for column in _TASK_COLUMNS},
        "comment": _comment(annotation["result"]),
        "status": SKIPPED if annotation["was_cancelled"] else ANSWERED,
        "seconds": annotation["lead_time"],
        "answered_at": annotation["updated_at"],
        "codebook": source.marker.codebook,
        "round": source.marker.round,
        "arm": (handout_row.arm or None) if handout_row else None,
        "audit": handout_row.audit if handout_row else None,
        "model": (handout_row.model or None) if handout_row else None,
    }


def _region_answers(region: Mapping[str, Any]) -> Iterator[AnswerRow]:
    """Give the answers in one region of Label Studio's result.

    A choice is one answer, a labeled span is one answer for each of its labels, and a comment is none.
    """
    value, question = region.get("value", {}), region.get("from_name")
    for label in value.get("choices", ()):
        yield {"question": question, "label": label}
    for label in value.get("labels", ()):
        start, end = value["start"], value["end"]
        yield {"question": question, "label": label, "start": start, "end": end, "span_text": value.get("text")}


def _problem(answer: Mapping[str, Any], codebook: Codebook) -> str:
    """Say why the codebook doesn't have an answer; empty where it has."""
    questions: dict[str, Question] = {question.name: question for question in codebook.questions}
    question = questions.get(answer["question"])
    if question is None:
        return f"answered {answer['question']!r}, which the codebook doesn't ask (it asks: {', '.join(questions)})"
    if answer["label"] not in question.label_names:
        labels = ", ".join(question.label_names)
        return f"{question.name} is {answer['label']!r}, which is not one of its labels ({labels})"
    return ""


def _model_columns(handout_row: HandoutRow | None, question: str) -> AnswerRow:
    """Give the model's label and probability that were shown to the annotator, or withheld in the blind arm."""
    columns: AnswerRow = {}
    if handout_row is None:
        return columns
    for prefix, labels in ((SHOWN_PREFIX, handout_row.shown), (WITHHELD_PREFIX, handout_row.withheld)):
        if question in labels:
            columns[f"{prefix}_label"] = labels[question].label
            columns[f"{prefix}_probability"] = labels[question].probability
    return columns


def _comment(regions: Iterable[Mapping[str, Any]]) -> str | None:
    """Give the annotator's comment, its lines joined; None where there is none."""
    comments = (region["value"]["text"] for region in regions if region.get("from_name") == "comment")
    return "\n".join(line for lines in comments for line in lines) or None


def _find_annotator(annotation: Mapping[str, Any], source: ProjectSource, remarks: PullRemarks) -> str:
    """Give the pseudonym of the account that answered; an unknown account counts as the project's own annotator."""
    project_annotator, user = source.marker.annotator, annotation["completed_by"]
    pseudonym = source.pseudonyms.get(user)
    if pseudonym is not None and pseudonym != project_annotator:
        remarks.misplaced += 1
    if pseudonym is None and project_annotator in source.pseudonyms.values():
        remarks.unknown_accounts[project_annotator, user] += 1
    return pseudonym or project_annotator


def _codebook_position(row: Mapping[str, Any], codebook: Codebook) -> tuple[int, int]:
    """Give the key that sorts answers by the codebook's order of questions, and spans by their start in the text."""
    questions = [question.name for question in codebook.questions]
    return questions.index(row["question"]) if row["question"] else 0, row.get("start") or 0


def _answer_key(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Give what an answer is to: annotator, sentence and question."""
    return row["annotator"], row["sentence"], row["question"] or ""
