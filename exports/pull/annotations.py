"""Label Studio's annotations as the answers table: one row per annotator, sentence, question and label. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from annotation.codebook.codebook import Codebook, Question
from annotation.labelstudio.projects import Marker
from annotation.study.handout import HandoutRow
from annotation.tables.schema import ANSWERED, SKIPPED, SUPERSEDED

_CARRIED: Final = ("article", "target", "text", "outlet", "published")


@dataclass
class PullRemarks:
    """What was odd about the answers, to be told one by one or in numbers."""

    unknown: list[str] = field(default_factory=list)
    strangers: int = 0
    never_pushed: list[str] = field(default_factory=list)
    superseded: list[str] = field(default_factory=list)
    adjudications: list[str] = field(default_factory=list)
    guests: Counter[tuple[str, int]] = field(default_factory=Counter)  # by annotator and the account that answered


@dataclass(frozen=True)
class ProjectSource:
    """A project as answers come from it: its marker, the codebook it was handed out with, and who its accounts are."""

    marker: Marker
    codebook: Codebook
    handout: Mapping[tuple[str, str, str], HandoutRow]
    pseudonyms: Mapping[int, str]


def read_annotations(
    tasks: Iterable[Mapping[str, Any]], source: ProjectSource, remarks: PullRemarks
) -> Iterator[dict[str, Any]]:
    """Give the answers in a project's tasks; of several annotations of one person the latest counts, whole."""
    for task in tasks:
        given = [(annotation, _annotator(annotation, source, remarks)) for annotation in task["annotations"]]
        given.sort(key=lambda pair: (pair[0]["updated_at"], pair[0]["id"]))
        latest = {annotator: annotation["id"] for annotation, annotator in given}
        for annotation, annotator in given:
            rows = _rows(task, annotation, annotator, source, remarks)
            if annotation["id"] != latest[annotator]:
                rows = ({**row, "status": SUPERSEDED} for row in rows)
            yield from sorted(rows, key=lambda row: _order(row, source.codebook))


def supersede(rows: list[dict[str, Any]], remarks: PullRemarks) -> list[dict[str, Any]]:
    """Let one answer count where a person answered a question of a sentence in several projects: the latest."""
    latest: dict[tuple[str, ...], str] = defaultdict(str)
    for row in rows:
        if row["status"] != SUPERSEDED:
            latest[_of(row)] = max(latest[_of(row)], row["answered_at"])
    settled = [
        {**row, "status": SUPERSEDED} if row["answered_at"] < latest[_of(row)] and row["question"] else row
        for row in rows
    ]
    remarks.superseded = sorted({f"{r['annotator']} on {r['sentence']}" for r in settled if r["status"] == SUPERSEDED})
    return settled


def _rows(
    task: Mapping[str, Any], annotation: Mapping[str, Any], annotator: str, source: ProjectSource, remarks: PullRemarks
) -> Iterator[dict[str, Any]]:
    base = _base(task, annotation, annotator, source, remarks)
    given = source.handout.get((source.marker.round, annotator, base["sentence"]))
    found = 0
    for region in annotation["result"]:
        for answer in _read(region):
            problem = _problem(answer, source.codebook)
            if problem:
                remarks.unknown.append(f"{annotator} on {base['sentence']}: {problem}")
                continue
            found += 1
            yield base | answer | _shown(given, answer["question"])
    if not found and annotation["was_cancelled"]:
        yield base | {"question": None, "label": None}


def _base(
    task: Mapping[str, Any], annotation: Mapping[str, Any], annotator: str, source: ProjectSource, remarks: PullRemarks
) -> dict[str, Any]:
    data = task["data"]
    sentence = data.get("sentence") or f"task {task['id']}"
    given = source.handout.get((source.marker.round, annotator, sentence))
    if given is None:
        remarks.never_pushed.append(f"{annotator} on {sentence}")
    return {
        "sentence": sentence,
        "annotator": annotator,
        **{name: data.get(name) or None for name in _CARRIED},
        "comment": _comment(annotation["result"]),
        "status": SKIPPED if annotation["was_cancelled"] else ANSWERED,
        "seconds": annotation["lead_time"],
        "answered_at": annotation["updated_at"],
        "codebook": source.marker.codebook,
        "round": source.marker.round,
        "arm": (given.arm or None) if given else None,
        "audit": given.audit if given else None,
        "model": (given.model or None) if given else None,
    }


def _read(region: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Read one region: a choice is one answer, a labeled stretch is one per label, a comment is none."""
    value, question = region.get("value", {}), region.get("from_name")
    for label in value.get("choices", ()):
        yield {"question": question, "label": label}
    for label in value.get("labels", ()):
        start, end = value["start"], value["end"]
        yield {"question": question, "label": label, "start": start, "end": end, "span_text": value.get("text")}


def _problem(answer: Mapping[str, Any], codebook: Codebook) -> str:
    asked: dict[str, Question] = {question.name: question for question in codebook.questions}
    question = asked.get(answer["question"])
    if question is None:
        return f"answered {answer['question']!r}, which the codebook doesn't ask (it asks: {', '.join(asked)})"
    if answer["label"] not in question.label_names:
        known = ", ".join(question.label_names)
        return f"{question.name} is {answer['label']!r}, which is no label of it (they are: {known})"
    return ""


def _shown(given: HandoutRow | None, question: str) -> dict[str, Any]:
    if given is None:
        return {}
    found: dict[str, Any] = {}
    if question in given.shown:
        found |= {"shown_label": given.shown[question].label, "shown_probability": given.shown[question].probability}
    if question in given.withheld:
        said = given.withheld[question]
        found |= {"withheld_label": said.label, "withheld_probability": said.probability}
    return found


def _comment(result: Iterable[Mapping[str, Any]]) -> str | None:
    words = [word for region in result if region.get("from_name") == "comment" for word in region["value"]["text"]]
    return "\n".join(words) or None


def _annotator(annotation: Mapping[str, Any], source: ProjectSource, remarks: PullRemarks) -> str:
    """Whose answer it is: the account's pseudonym, or the project's annotator where the account is nobody we know."""
    known = source.pseudonyms.get(annotation["completed_by"])
    if known is not None and known != source.marker.annotator:
        remarks.strangers += 1
    if known is None and source.marker.annotator in source.pseudonyms.values():
        remarks.guests[source.marker.annotator, annotation["completed_by"]] += 1
    return known or source.marker.annotator


def _order(row: Mapping[str, Any], codebook: Codebook) -> tuple[int, int]:
    """Answers stand in the order the codebook asks, spans in the order of the text."""
    asked = [question.name for question in codebook.questions]
    return asked.index(row["question"]) if row["question"] else 0, row.get("start") or 0


def _of(row: Mapping[str, Any]) -> tuple[str, ...]:
    return row["annotator"], row["sentence"], row["question"] or ""
