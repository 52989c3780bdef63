"""Label Studio's annotations, each read by itself: who gave it, when, about which sentence, and what it answers.

Nothing here reads or writes files or asks a server, and no JSON that an annotator can send raises an error: what cannot
be used is put into the remarks. Which annotations count is decided in `exports/pull/latest.py`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from annotation.codebook.codebook import Codebook
from annotation.labelstudio.client import PREDICTION_VERSION
from annotation.labelstudio.projects import Marker
from annotation.study.handout import SHOWN_PREFIX, WITHHELD_PREFIX, HandoutRow
from annotation.tables.schema import ANSWERED, SKIPPED
from exports.pull.json_values import (
    LATEST_TIME,
    NO_TIME,
    Account,
    account_of,
    list_of,
    mapping_of,
    seconds_of,
    shown_value,
    time_of,
    was_imported,
    whole_number,
    writable_text,
)
from exports.pull.remarks import PullRemarks
from exports.pull.results import AnswerRow, read_result
from exports.pull.shown_labels import contradicts_handout
from exports.pull.task_sentence import fields_digest, task_sentence

_TASK_COLUMNS: Final = ("article", "target", "text", "outlet", "published")  # carried from the task to its answers
_MAX_REMARKS: Final = 10  # on one annotation
# How surely an annotation is the annotator's own; one that is less sure never replaces one that is more so.
OWN: Final = 2
DELETED: Final = 1  # the account was deleted, and may have been the annotator's
OTHER: Final = 0


@dataclass(frozen=True)
class ProjectSource:
    """What is needed to read a project's annotations.

    Attributes:
        marker: What the project is for.
        codebook: The codebook that it was handed out with.
        handout: The study's handout by round, annotator and sentence.
        pseudonyms: The annotators' pseudonyms by user id.
        replaced: The questions whose earlier answers an answer in this project replaces; None for all.
        project: The project's id.
        shown_version: The version of the predictions that the project shows; empty if it names none.
    """

    marker: Marker
    codebook: Codebook
    handout: Mapping[tuple[str, str, str], HandoutRow]
    pseudonyms: Mapping[int, str]
    replaced: frozenset[str] | None = None
    project: int = 0
    shown_version: str = PREDICTION_VERSION

    @property
    def knows_annotator(self) -> bool:
        """Whether the account of the project's annotator is known."""
        return self.marker.annotator in self.pseudonyms.values()

    @property
    def required(self) -> tuple[str, ...]:
        """The questions that everybody has to answer before the page lets them submit."""
        return tuple(
            question.name
            for question in self.codebook.questions
            if question.required
            and question.only_if is None
            and not self.marker.adjudication
            and (self.marker.target or not question.target)
            and (self.replaced is None or question.name in self.replaced)
        )


@dataclass(frozen=True, eq=False)
class GivenAnnotation:
    """One annotation: whose it is, when it was given, and its rows of the answers table.

    `order` sorts the annotations of one annotator on one sentence, `touched` is the last time that anybody changed
    anything about it, and `certainty` is OWN, DELETED or OTHER. `account` answered, `editor` last changed it.
    `contradiction` says how what could be seen differs from what the handout says.
    """

    annotator: str
    sentence: str
    source: ProjectSource
    account: Account
    editor: Account
    certainty: int
    order: tuple[bool, datetime, int, int]
    touched: datetime
    imported: bool
    contradiction: str
    rows: tuple[AnswerRow, ...]

    def replaces(self, earlier: "GivenAnnotation", row: AnswerRow) -> bool:
        """Whether a row of an earlier annotation, by the same annotator on the same sentence, no longer counts."""
        replaced = self.source.replaced
        if replaced is None or not row["question"] or self.source.project == earlier.source.project:
            return True
        return row["question"] in replaced


def read_annotations(
    tasks: Iterable[Mapping[str, Any]], source: ProjectSource, remarks: PullRemarks
) -> Iterator[GivenAnnotation]:
    """Read the annotations in a project's tasks, those of each task in the order in which they were given.

    An annotation of which nothing can be used is left out, and `remarks` says so.

    Args:
        tasks: The project's tasks as Label Studio's JSON gives them, with data, annotations and predictions.
        source: The project.
        remarks: Gathers what is odd.
    """
    rows_by_task = {row.task: row for row in source.handout.values() if row.task and row.project == source.project}
    for task in map(mapping_of, tasks):
        sentence = task_sentence(task, source.marker, source.handout, rows_by_task)
        annotations: list[GivenAnnotation] = []
        for annotation in list_of(task.get("annotations")):
            if isinstance(annotation, Mapping):
                annotations.extend(_AnnotationReader(task, sentence, annotation, source, remarks).read())
            else:
                remarks.left_out.append(
                    f"{source.marker.annotator} on {sentence}: an annotation is {shown_value(annotation)}"
                )
        yield from sorted(annotations, key=lambda annotation: annotation.order)


class _AnnotationReader:
    """Reads one annotation of a task, and puts what cannot be used into the remarks."""

    def __init__(
        self,
        task: Mapping[str, Any],
        sentence: str,
        annotation: Mapping[str, Any],
        source: ProjectSource,
        remarks: PullRemarks,
    ) -> None:
        self.annotation = annotation
        self.source = source
        self.remarks = remarks
        self.fields = mapping_of(task.get("data"))
        self.predictions = task.get("predictions")
        self.sentence = sentence
        self.account = account_of(annotation.get("completed_by"))
        self.editor = account_of(annotation.get("updated_by"))
        self.annotator, self.certainty = _find_annotator(self.account, source)
        self.place = f"{self.annotator} on {self.sentence}"
        self.handout_row = source.handout.get((source.marker.round, self.annotator, self.sentence))
        self.reading = read_result(annotation.get("result"), source.codebook, writable_text(self.fields.get("text")))

    def read(self) -> Iterator[GivenAnnotation]:
        """Give the annotation; nothing if nothing of it can be used."""
        self._remark_all(self.remarks.left_out, self.reading.left_out)
        self._remark_all(self.remarks.changed, self.reading.changed)
        own_change = self.editor is not None and self.editor == self.account
        own_change = own_change and self.annotation.get("ground_truth") is not True
        answered_text, answered = _answered_at(self.annotation, own_change=own_change)
        imported = not own_change and was_imported(self.annotation)
        contradiction = self._contradiction(answered, imported=imported)
        columns = self._columns(None if imported else answered_text, contradiction)
        rows = tuple(columns | answer for answer in self._answers(contradiction))
        if rows:
            self._remark_task()
            order = (
                not imported,
                NO_TIME if imported else answered,
                whole_number(self.annotation.get("import_id") if imported else None) or 0,
                whole_number(self.annotation.get("id")) or 0,
            )
            touched = max(answered, time_of(self.annotation.get("updated_at")) or NO_TIME)
            yield GivenAnnotation(
                self.annotator,
                self.sentence,
                self.source,
                self.account,
                self.editor,
                self.certainty,
                order,
                touched,
                imported,
                contradiction,
                rows,
            )

    def _answers(self, contradiction: str) -> Iterator[AnswerRow]:
        """Give the columns of each answer; those of a skip or an empty answer have no question and no label."""
        skipped, result = self.annotation.get("was_cancelled") is True, self.annotation.get("result")
        answers, left_out = self.reading.answers, self.reading.left_out
        if answers:
            yield from (answer | self._model_columns(answer["question"], contradiction) for answer in answers)
        elif skipped or (isinstance(result, list) and not left_out and not self.source.required):
            yield {"question": None, "label": None}
        elif not left_out:
            required = f", though {', '.join(self.source.required)} must be answered" if self.source.required else ""
            self._remark_all(self.remarks.left_out, [f"submitted without an answer{required}"])

    def _columns(self, answered_at: str | None, contradiction: str) -> AnswerRow:
        """Give the columns that all answers of the annotation share."""
        annotation, handout_row = self.annotation, self.handout_row
        skipped, seconds = annotation.get("was_cancelled"), annotation.get("lead_time")
        if skipped not in (True, False, None):
            self._remark_all(self.remarks.changed, [f"was_cancelled is {shown_value(skipped)}, taken as no skip"])
        if seconds is not None and seconds_of(seconds) is None:
            self._remark_all(self.remarks.left_out, [f"lead_time is {shown_value(seconds)}, no number of seconds"])
        in_arm = handout_row is not None and not contradiction
        return {
            "sentence": self.sentence,
            "annotator": self.annotator,
            **{column: writable_text(self.fields.get(column)) for column in _TASK_COLUMNS},
            "comment": self.reading.comment,
            "status": SKIPPED if skipped is True else ANSWERED,
            "seconds": seconds_of(seconds),
            "answered_at": answered_at,
            "codebook": self.source.marker.codebook,
            "round": self.source.marker.round,
            "arm": (handout_row.arm or None) if handout_row and in_arm else None,
            "audit": handout_row.audit if handout_row and in_arm else None,
            "model": (handout_row.model or None) if handout_row and in_arm else None,
        }

    def _model_columns(self, question: str, contradiction: str) -> AnswerRow:
        """Give the model's label and probability that were shown to the annotator, or withheld in the blind arm."""
        columns: AnswerRow = {}
        if self.handout_row is None or contradiction:
            return columns
        for prefix, labels in ((SHOWN_PREFIX, self.handout_row.shown), (WITHHELD_PREFIX, self.handout_row.withheld)):
            if question in labels:
                columns[f"{prefix}_label"] = labels[question].label
                columns[f"{prefix}_probability"] = labels[question].probability
        return columns

    def _contradiction(self, answered: datetime, *, imported: bool) -> str:
        """Say how what could be seen differs from the handout.

        A pre-label that was to be shown must have stood there when the annotation was made: one that was put back
        before a later change was not seen in time. Of an imported annotation nobody knows when it was made.
        """
        if self.handout_row is None:
            return ""
        made = time_of(self.annotation.get("created_at")) if self.handout_row.shown else None
        latest = LATEST_TIME if imported else made or answered
        predictions = self.predictions if self.source.shown_version in ("", PREDICTION_VERSION) else []
        return contradicts_handout(self.annotation, predictions, self.handout_row, latest)

    def _remark_task(self) -> None:
        """Remark a sentence that was never pushed, and one whose task is not as it was handed out."""
        if self.handout_row is None:
            self.remarks.never_pushed.append(self.place)
        elif self.handout_row.digest and self.handout_row.digest != fields_digest(self.fields):
            self.remarks.edited_tasks.append(self.place)

    def _remark_all(self, remarks: list[str], texts: Sequence[str]) -> None:
        remarks.extend(f"{self.place}: {text}" for text in texts[:_MAX_REMARKS])
        if len(texts) > _MAX_REMARKS:
            remarks.append(f"{self.place}: and {len(texts) - _MAX_REMARKS:,} more of this kind")


def _find_annotator(account: Account, source: ProjectSource) -> tuple[str, int]:
    """Give the pseudonym of the account that answered, and how sure that is.

    An account that is no annotator's counts as the project's own annotator, so that no answer is lost.
    """
    annotator = source.marker.annotator
    pseudonym = source.pseudonyms.get(account) if isinstance(account, int) else None
    if pseudonym is not None or not source.knows_annotator:
        return pseudonym or annotator, OWN
    return annotator, DELETED if account is None else OTHER


def _answered_at(annotation: Mapping[str, Any], *, own_change: bool) -> tuple[str | None, datetime]:
    """Give the time at which the annotator last answered, as it stands there and to compare.

    That is when the annotator last changed the annotation. Where another account changed it last, or where it was
    starred as ground truth, which changes `updated_at` too, all that is known is when it was made.
    """
    made, changed = annotation.get("created_at"), annotation.get("updated_at")
    for value in (changed, made) if own_change else (made, changed):
        time = time_of(value)
        if time is not None:
            return str(value), time
    return None, NO_TIME
