"""The changes from one codebook to another, question by question, and whether old answers still fit the new one."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, Final

from annotation.codebook.codebook import Codebook, Label, Question

_LABEL_FIELDS: Final = tuple(field.name for field in fields(Label) if field.name != "name")
_QUESTION_FIELDS: Final = tuple(field.name for field in fields(Question) if field.name not in ("name", "labels"))
# The fields that decide which answer is right; the others decide how a question looks or how its answers are used.
_MEANING_FIELDS: Final = frozenset(
    {"kind", "text", "target", "only_if", "rules", "definition", "use_when", "not_when", "examples"}
)
_MAX_TEXT_LENGTH: Final = 86  # code points of two values and the signs between them


@dataclass(frozen=True)
class Change:
    """One change; `meaning` says whether it may change which answer is right."""

    question: str
    what: str
    meaning: bool


def changes(old: Codebook, new: Codebook) -> list[Change]:
    """List all changes in the order of the new codebook, then the questions that it no longer asks."""
    old_questions = {question.name: question for question in old.questions}
    new_names = {question.name for question in new.questions}
    question_changes = [
        change for question in new.questions for change in _question_changes(old_questions.get(question.name), question)
    ]
    return question_changes + [
        Change(name, "is no longer asked", True) for name in old_questions if name not in new_names
    ]


def still_fits(old: Question | None, new: Question, label: str) -> bool:
    """Decide whether an answer to the old question is certainly still right for the new one.

    A label that is gone affects only the answers with that label. A label that is new, or whose meaning changed,
    affects all answers: it may now be right where another label was right before.
    """
    if old is None or label not in new.label_names:
        return False
    names = [name for name in _QUESTION_FIELDS if name in _MEANING_FIELDS and name != "only_if"]
    if any(getattr(old, name) != getattr(new, name) for name in names):
        return False
    old_labels = {label.name: label for label in old.labels}
    return not any(
        change.meaning
        for new_label in new.labels
        for change in _label_changes(new.name, old_labels.get(new_label.name), new_label)
    )


def _question_changes(old: Question | None, new: Question) -> Iterator[Change]:
    if old is None:
        yield Change(new.name, "is new", True)
        return
    for name in _QUESTION_FIELDS:
        old_value, new_value = getattr(old, name), getattr(new, name)
        if old_value != new_value:
            yield Change(new.name, f"{name} changed{_from_to(old_value, new_value)}", name in _MEANING_FIELDS)
    old_labels = {label.name: label for label in old.labels}
    for label in new.labels:
        yield from _label_changes(new.name, old_labels.pop(label.name, None), label)
    for name in old_labels:
        yield Change(new.name, f"label {name!r} is gone", True)
    shared_names = [name for name in old.label_names if name in new.label_names]
    if shared_names != [name for name in new.label_names if name in old.label_names]:
        yield Change(new.name, f"the labels are in another order: {', '.join(new.label_names)}", False)


def _label_changes(question: str, old: Label | None, new: Label) -> Iterator[Change]:
    if old is None:
        yield Change(question, f"label {new.name!r} is new", True)
        return
    for name in _LABEL_FIELDS:
        old_value, new_value = getattr(old, name), getattr(new, name)
        if old_value != new_value:
            text = f"{name} of label {new.name!r} changed{_from_to(old_value, new_value)}"
            yield Change(question, text, name in _MEANING_FIELDS)


def _from_to(old_value: Any, new_value: Any) -> str:  # noqa: ANN401 - a field of a question may have any type
    """Write both values if they are short; long texts are better read in the files."""
    text = f": {old_value!r} -> {new_value!r}"
    return text if len(text) <= _MAX_TEXT_LENGTH else ""
