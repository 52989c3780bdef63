"""Which annotations count: of each annotator on each sentence the latest, as a whole, and the annotator's own only."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from annotation.tables.schema import ANSWERED, SUPERSEDED
from exports.pull.annotations import OWN, GivenAnnotation
from exports.pull.remarks import PullRemarks
from exports.pull.results import AnswerRow


def count_latest(annotations: Iterable[GivenAnnotation], remarks: PullRemarks) -> list[AnswerRow]:
    """Give the rows of the answers table; those that a later annotation replaced have the status superseded.

    * Annotations of other accounts are left out where the annotator answered the sentence too.
    * The latest annotation replaces earlier ones: all that its project asks, and what hangs on that. A skip replaces
      answers, too: who skips a sentence in the end does not stand by the answers before.
    * An answer whose condition an answer to another question no longer meets is superseded with it.

    Args:
        annotations: The annotations of all projects, in the order in which their rows are to stand.
        remarks: Gathers whom and which sentences that concerns, and what else is odd about what counts.
    """
    all_annotations = list(annotations)
    groups: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number, annotation in enumerate(all_annotations):
        groups[annotation.annotator, annotation.sentence].append(number)
    rows: dict[int, tuple[AnswerRow, ...]] = {}
    for numbers in groups.values():
        certain = _most_certain([all_annotations[number] for number in numbers], remarks)
        counted = _supersede(certain, remarks)
        rows |= {number: counted[all_annotations[number]] for number in numbers if all_annotations[number] in counted}
    return [row for number in sorted(rows) for row in rows[number]]


def _most_certain(annotations: Sequence[GivenAnnotation], remarks: PullRemarks) -> list[GivenAnnotation]:
    """Give the annotations that are most surely the annotator's own, and remark those of other accounts."""
    certainty = max(annotation.certainty for annotation in annotations)
    certain = [annotation for annotation in annotations if annotation.certainty == certainty]
    for annotation in annotations:
        key = annotation.annotator, annotation.account
        if annotation.certainty != OWN:
            accounts = remarks.counted_accounts if annotation in certain else remarks.refused_accounts
            accounts[key].append(annotation.sentence)
        elif not annotation.source.knows_annotator:
            remarks.unchecked_accounts[key].append(annotation.sentence)
        elif annotation.annotator != annotation.source.marker.annotator:
            remarks.misplaced += 1
    return sorted(certain, key=lambda annotation: annotation.order)


def _supersede(
    annotations: Sequence[GivenAnnotation], remarks: PullRemarks
) -> dict[GivenAnnotation, tuple[AnswerRow, ...]]:
    """Mark what later annotations replaced; the annotations are one annotator's on one sentence, earliest first."""
    counted = {
        annotation: [
            _superseded(row) if any(later.replaces(annotation, row) for later in annotations[number:]) else row
            for row in annotation.rows
        ]
        for number, annotation in enumerate(annotations, start=1)
    }
    _drop_follow_ups(counted)
    latest = annotations[-1]
    place = f"{latest.annotator} on {latest.sentence}"
    if any(row["status"] == SUPERSEDED for rows in counted.values() for row in rows):
        remarks.superseded.append(place)
    if any(annotation.touched > latest.touched for annotation in annotations):
        remarks.touched.append(place)
    for annotation, rows in counted.items():
        if any(row["status"] != SUPERSEDED for row in rows):
            _remark_counted(annotation, remarks)
    return {annotation: tuple(rows) for annotation, rows in counted.items()}


def _drop_follow_ups(counted: dict[GivenAnnotation, list[AnswerRow]]) -> None:
    """Supersede answers to questions that were asked because of an answer that is superseded now."""
    for annotation, rows in counted.items():
        for question in annotation.source.codebook.questions:
            condition = question.only_if
            if condition is None:
                continue
            deciding = [row for each in counted.values() for row in each if row["question"] == condition.question]
            standing = {row["label"] for row in deciding if row["status"] == ANSWERED}
            if deciding and not standing & set(condition.labels):
                counted[annotation] = rows = [
                    _superseded(row) if row["question"] == question.name and row["status"] == ANSWERED else row
                    for row in rows
                ]


def _superseded(row: AnswerRow) -> AnswerRow:
    return {**row, "status": SUPERSEDED}


def _remark_counted(annotation: GivenAnnotation, remarks: PullRemarks) -> None:
    """Remark what is odd about an annotation of which something counts."""
    place = f"{annotation.annotator} on {annotation.sentence}"
    if annotation.imported:
        remarks.imported.append(place)
    if annotation.editor not in (None, annotation.account):
        remarks.edited[annotation.annotator, annotation.editor].append(annotation.sentence)
    if annotation.contradiction:
        remarks.not_as_handed_out[annotation.contradiction].append(place)
