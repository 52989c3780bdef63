"""What one annotation answers: Label Studio's result as answers, spans and a comment, and what of it cannot be used."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from annotation.codebook.codebook import Codebook, Question
from annotation.codebook.validation import SUGGESTION_SHOWN
from exports.pull.json_values import mapping_of, shown_value, whole_number, writable_text

AnswerRow = dict[str, Any]  # a row of the answers table, by the columns of the contract
COMMENT: Final = "comment"  # the name of the field in which annotators write comments


@dataclass
class ReadResult:
    """What an annotation answers.

    Attributes:
        answers: Rows with the columns question and label, and for spans start, end and span_text, in codebook order.
        comment: The comment; None without one.
        left_out: What cannot be used, one text for each.
        changed: What is used otherwise than it stands there, one text for each.
    """

    answers: list[AnswerRow] = field(default_factory=list)
    comment: str | None = None
    left_out: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def read_result(result: object, codebook: Codebook, text: str | None) -> ReadResult:
    """Read an annotation's result, in whatever shape it came.

    Args:
        result: The value of the annotation's `result`.
        codebook: The codebook whose questions were asked.
        text: The sentence's text, in which spans are marked; None if it is not known.
    """
    read = ReadResult()
    questions = {question.name: question for question in codebook.questions}
    labels: dict[str, list[str]] = {}
    comments: list[str] = []
    if not isinstance(result, list):
        if result is not None:
            read.left_out.append(f"the result is {shown_value(result)}, not a list")
        return read
    for region in filter(_answers_something, result):
        name = mapping_of(region).get("from_name")
        if name == COMMENT:
            comments.extend(_comment_lines(region, read))
            continue
        question = questions.get(name) if isinstance(name, str) else None
        if question is None:
            read.left_out.append(_unknown_question(region, questions))
        elif question.kind == "choice":
            labels.setdefault(question.name, []).extend(_chosen_labels(question, region, read))
        else:
            read.answers.extend(_spans(question, region, text, read))
    read.comment = "\n".join(comments) or None
    for name, chosen in labels.items():
        read.answers.extend(_single_answer(name, list(dict.fromkeys(chosen)), read))
    read.answers = _distinct(sorted(read.answers, key=lambda answer: _position(answer, list(questions))))
    _drop_follow_ups(read, questions, labels.keys())
    return read


def _answers_something(region: object) -> bool:
    """Whether a region may be an answer; the one of the hidden control only says that there was a prediction."""
    return mapping_of(region).get("from_name") != SUGGESTION_SHOWN


def _unknown_question(region: object, questions: Mapping[str, Question]) -> str:
    if not isinstance(region, Mapping):
        return f"a part of the result is {shown_value(region)}, not an object"
    questions_asked = ", ".join(questions)
    answered = shown_value(region.get("value", region.get("type")))
    if region.get("from_name") is None:
        return f"a part of the result names no question ({shown_value(region.get('type'))}: {answered})"
    name = shown_value(region["from_name"])
    return f"answered {name} with {answered}, which the codebook doesn't ask (it asks: {questions_asked})"


def _chosen_labels(question: Question, region: Mapping[str, Any], read: ReadResult) -> Iterator[str]:
    """Give the labels chosen in a region that the question has."""
    value = region.get("value")
    choices = mapping_of(value).get("choices")
    if isinstance(choices, str):
        read.changed.append(f"{question.name}: the choices are the text {shown_value(choices)}, taken as one label")
        choices = [choices]
    if not isinstance(choices, list):
        read.left_out.append(f"{question.name} is answered with {shown_value(value)}, which has no list of choices")
        return
    if not choices:
        read.left_out.append(f"{question.name} is answered with no label")
    for label in choices:
        if label in question.label_names:
            yield label
        else:
            read.left_out.append(_unknown_label(question, label))


def _unknown_label(question: Question, label: object) -> str:
    labels = ", ".join(question.label_names)
    return f"{question.name} is {shown_value(label)}, which is not one of its labels ({labels})"


def _single_answer(question: str, labels: list[str], read: ReadResult) -> Iterator[AnswerRow]:
    """Give the answer to a choice question; of several labels none, as nobody can tell which one counts."""
    if len(labels) > 1:
        read.left_out.append(f"{question} has {len(labels)} labels where one is asked ({', '.join(labels)})")
    elif labels:
        yield {"question": question, "label": labels[0]}


def _spans(question: Question, region: Mapping[str, Any], text: str | None, read: ReadResult) -> Iterator[AnswerRow]:
    """Give a row for each label of a marked span."""
    value = region.get("value")
    fields = mapping_of(value)
    labels = fields.get("labels")
    if isinstance(labels, str):
        read.changed.append(f"{question.name}: the labels are the text {shown_value(labels)}, taken as one label")
        labels = [labels]
    if not isinstance(labels, list) or not labels:
        read.left_out.append(f"{question.name} has a mark without a label: {shown_value(value)}")
        return
    start, end = whole_number(fields.get("start")), whole_number(fields.get("end"))
    if start is None or end is None or not 0 <= start < end or (text is not None and end > len(text)):
        place = f"{shown_value(fields.get('start'))} to {shown_value(fields.get('end'))}"
        length = "" if text is None else f", and the sentence has {len(text):,} characters"
        read.left_out.append(f"{question.name} has a mark from {place}, which is no place in the sentence{length}")
        return
    words = writable_text(fields.get("text")) if text is None else text[start:end]
    if text is not None and fields.get("text") not in (None, words):
        read.changed.append(
            f"{question.name} has a mark from {start} to {end} that says {shown_value(fields['text'])}, where the "
            f"sentence has {shown_value(words)}; the sentence's words are taken"
        )
    for label in labels:
        if label in question.label_names:
            yield {"question": question.name, "label": label, "start": start, "end": end, "span_text": words}
        else:
            read.left_out.append(_unknown_label(question, label))


def _comment_lines(region: Mapping[str, Any], read: ReadResult) -> Iterator[str]:
    """Give the lines of a comment, which is a list of texts, or a text, as other programs write it."""
    value = region.get("value")
    lines = mapping_of(value).get("text")
    for line in lines if isinstance(lines, list) else [lines]:
        written = writable_text(line)
        if written is None and line != "":
            read.left_out.append(f"a comment is {shown_value(value if lines is None else line)}, not text")
        elif written is not None:
            yield written
            if not isinstance(line, str):
                read.changed.append(f"a comment is the number {written}, taken as text")


def _drop_follow_ups(read: ReadResult, questions: Mapping[str, Question], answered: Collection[str]) -> None:
    """Leave out answers to questions that the other answers of the same annotation don't ask.

    Where the question that decides is not among those `answered`, the follow-up stays: an adjudicator may settle it
    alone.
    """
    for name, question in questions.items():
        condition = question.only_if
        if condition is None:
            continue
        deciding = [answer["label"] for answer in read.answers if answer["question"] == condition.question]
        dropped = [answer for answer in read.answers if answer["question"] == name]
        if dropped and condition.question in answered and not set(deciding) & set(condition.labels):
            read.answers = [answer for answer in read.answers if answer["question"] != name]
            labels = ", ".join(str(answer["label"]) for answer in dropped)
            read.left_out.append(
                f"{name} is {labels}, though {condition.question} is {', '.join(deciding) or 'not usable'}, and "
                f"{name} is asked only where it is {', '.join(condition.labels)}"
            )


def _distinct(answers: list[AnswerRow]) -> list[AnswerRow]:
    """Leave out repetitions of the same label, and of the same label at the same place."""
    by_place = {
        (answer["question"], answer["label"], answer.get("start"), answer.get("end")): answer for answer in answers
    }
    return list(by_place.values())


def _position(answer: AnswerRow, questions: list[str]) -> tuple[int, int]:
    """Give the key that sorts answers by the codebook's order of questions, and spans by their start in the text."""
    return questions.index(answer["question"]), answer.get("start", 0)
