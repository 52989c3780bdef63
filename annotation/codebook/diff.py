"""What changed from one codebook to another, question by question, and whether answers to the old one still fit."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, Final

from annotation.codebook.codebook import Codebook, Label, Question

_LABEL_WORDS: Final = tuple(part.name for part in fields(Label) if part.name != "name")
_QUESTION_WORDS: Final = tuple(part.name for part in fields(Question) if part.name not in ("name", "labels"))
# What decides which answer is right; the rest is how it looks, or what is done with answers later.
_MEANING: Final = frozenset(
    {"kind", "text", "target", "only_if", "rules", "definition", "use_when", "not_when", "examples"}
)


@dataclass(frozen=True)
class Change:
    """One thing that changed; `meaning` where it may change which answer is right."""

    question: str
    what: str
    meaning: bool


def changes(old: Codebook, new: Codebook) -> list[Change]:
    """List what changed, in the new codebook's order, then the questions that are gone."""
    before = {question.name: question for question in old.questions}
    after = {question.name: question for question in new.questions}
    found = [change for name, question in after.items() for change in _question(before.get(name), question)]
    return found + [Change(name, "is no longer asked", True) for name in before if name not in after]


def still_fits(old: Question | None, new: Question, label: str) -> bool:
    """Whether an answer to the old question is surely one to the new: only its looks, or other labels' fate, changed.

    A label that is gone touches those who gave it; a label that came, or means something else now, touches all: what
    was another label before may be this one now.
    """
    if old is None or label not in new.label_names:
        return False
    parts = [part for part in _QUESTION_WORDS if part in _MEANING and part != "only_if"]
    if any(getattr(old, part) != getattr(new, part) for part in parts):
        return False
    known = {label.name: label for label in old.labels}
    return not any(change.meaning for now in new.labels for change in _label(new.name, known.get(now.name), now))


def _question(old: Question | None, new: Question) -> Iterator[Change]:
    if old is None:
        yield Change(new.name, "is new", True)
        return
    for part in _QUESTION_WORDS:
        if getattr(old, part) != getattr(new, part):
            yield Change(
                new.name, f"{part} changed{_from_to(getattr(old, part), getattr(new, part))}", part in _MEANING
            )
    known = {label.name: label for label in old.labels}
    for label in new.labels:
        yield from _label(new.name, known.pop(label.name, None), label)
    for name in known:
        yield Change(new.name, f"label {name!r} is gone", True)
    kept = [name for name in old.label_names if name in new.label_names]
    if kept != [name for name in new.label_names if name in old.label_names]:
        yield Change(new.name, f"the labels stand in another order: {', '.join(new.label_names)}", False)


def _label(question: str, old: Label | None, new: Label) -> Iterator[Change]:
    if old is None:
        yield Change(question, f"label {new.name!r} is new", True)
        return
    for part in _LABEL_WORDS:
        was, now = getattr(old, part), getattr(new, part)
        if was != now:
            yield Change(question, f"{part} of label {new.name!r} changed{_from_to(was, now)}", part in _MEANING)


def _from_to(old: Any, new: Any) -> str:  # noqa: ANN401 - a part of a question may be anything
    """Show both where they are short; long texts are better read in the files."""
    was, now = (repr(value) for value in (old, new))
    return f": {was} -> {now}" if len(was) + len(now) <= 80 else ""
