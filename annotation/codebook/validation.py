"""The check of a codebook's content. It reports every problem, with its question and label, and corrects none."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from annotation.codebook.value_checks import (
    OPTIONAL_CODEBOOK_KEYS,
    OPTIONAL_LABEL_KEYS,
    OPTIONAL_QUESTION_KEYS,
    REQUIRED_CODEBOOK_KEYS,
    REQUIRED_CONDITION_KEYS,
    REQUIRED_LABEL_KEYS,
    REQUIRED_QUESTION_KEYS,
    VALUE_CHECKS,
    are_names,
    is_name,
    is_text,
)
from annotation.codebook.words import words_problems
from annotation.tables.schema import ANSWERS, ARTICLES, GOLD, HANDOUT, LABELED, SCORES, SENTENCES, shortened

TomlMapping = Mapping[str, Any]

PLACEHOLDER: Final = "{target}"
TEXT_WITH_MARKS: Final = "text_with_marks"  # the field of a task with the sentence in HTML, the target marked
SUGGESTION_SHOWN: Final = "suggestion_shown"  # the hidden control that is chosen where a prediction is shown
_HOTKEY: Final = re.compile(r"[a-z0-9]")
_LABEL_STUDIO_KEYS: Final = re.compile(
    r"u|enter|escape|esc|space|backspace|delete|tab|left|right|up|down|((ctrl|alt|shift|command|meta)\+.*)"
)
_INTERFACE_FIELDS: Final = (
    *("headline", "before", "text", "after", "target", "comment"),
    *(TEXT_WITH_MARKS, SUGGESTION_SHOWN),
)
_TABLES: Final = (ARTICLES, SENTENCES, HANDOUT, ANSWERS, GOLD, LABELED, SCORES)
RESERVED_NAMES: Final = frozenset((*_INTERFACE_FIELDS, *(column for table in _TABLES for column in table.columns)))


def codebook_problems(content: TomlMapping) -> Iterator[str]:
    """Yield everything that keeps the content of a TOML file from being a codebook, each problem as one sentence.

    >>> list(codebook_problems({"name": "mine", "version": 1, "title": "A", "introduction": "B", "questions": []}))
    ["'version' is 1, not a version without spaces, in quotes", "'questions' is [], not one or more tables"]
    """
    yield from _key_problems(content, REQUIRED_CODEBOOK_KEYS, OPTIONAL_CODEBOOK_KEYS, "")
    questions = _tables(content.get("questions"))
    yield from _repeated_name_problems([_name(question) for question in questions], "question")
    yield from _hotkey_problems(questions)
    yield from words_problems(content)
    for index, question in enumerate(questions):
        location = f"question {_name_or_number(question, index)}: "
        yield from _question_problems(question, location)
        yield from _condition_problems(question, questions[:index], location)
    if "target" in content and not any(question.get("target") is True for question in questions):
        yield "'target' is given, but no question has target = true"
    for key in ("aliases", "not_aliases"):
        if key in content and "target" not in content:
            yield f"{key!r} is given without a 'target'"


def _key_problems(
    table: TomlMapping, required: Mapping[str, str], optional: Mapping[str, str], location: str
) -> Iterator[str]:
    """Report keys that are missing or unknown, and values that are not what they should be."""
    allowed = {**required, **optional}
    for key in required:
        if key not in table:
            yield f"{location}{key!r} is missing"
    for key, value in table.items():
        if key not in allowed:
            yield f"{location}{key!r} is an unknown key (known keys: {', '.join(allowed)})"
        elif not VALUE_CHECKS[allowed[key]](value):
            yield f"{location}{key!r} is {shortened(value)}, not {allowed[key]}"


def _question_problems(question: TomlMapping, location: str) -> Iterator[str]:
    yield from _key_problems(question, REQUIRED_QUESTION_KEYS, OPTIONAL_QUESTION_KEYS, location)
    yield from _question_name_problems(_name(question), location)
    yield from _placeholder_problems(question, location)
    labels = _tables(question.get("labels"))
    label_names = [_name(label) for label in labels]
    yield from (f"{location}{problem}" for problem in _repeated_name_problems(label_names, "label"))
    yield from (f"{location}{problem}" for problem in _repeated_title_problems(labels))
    for index, label in enumerate(labels):
        yield from _label_problems(label, f"{location}label {_name_or_number(label, index)}: ")
    yield from _train_as_problems(labels, location)
    yield from _merge_problems(question, location)
    if question.get("kind") == "spans":
        yield from _spans_problems(question, labels, location)


def _question_name_problems(name: str, location: str) -> Iterator[str]:
    if name in RESERVED_NAMES:
        yield f"{location}{name!r} is the name of a column or field that newsstance uses; choose another name"
    if name.startswith("shown_") or any(part in f"{name}_" for part in ("_probability_", "_chance_", "_share_")):
        yield (
            f"{location}{name!r} would name a column that newsstance uses; "
            "avoid shown_, _probability, _chance and _share"
        )


def _placeholder_problems(question: TomlMapping, location: str) -> Iterator[str]:
    """Report a `{target}` in the text of a question without target, a text that lacks it, and any other placeholder."""
    text, title = (value if isinstance(value := question.get(key), str) else "" for key in ("text", "title"))
    about_target = question.get("target") is True
    if PLACEHOLDER in text and not about_target:
        yield f"{location}its text has {PLACEHOLDER}, so it needs target = true"
    if about_target and text and PLACEHOLDER not in text:
        yield f"{location}it has target = true, so its text must have {PLACEHOLDER} where the target is to be named"
    unknown_placeholders = re.findall(r"\{[^{}]*\}?|\}", text.replace(PLACEHOLDER, "") + title)
    if unknown_placeholders:
        placeholders = ", ".join(unknown_placeholders)
        yield f"{location}unknown placeholder {placeholders} (the text may have {PLACEHOLDER}, the title none)"


def _label_problems(label: TomlMapping, location: str) -> Iterator[str]:
    yield from _key_problems(label, REQUIRED_LABEL_KEYS, OPTIONAL_LABEL_KEYS, location)
    hotkey = label.get("hotkey")
    if not is_text(hotkey) or (_HOTKEY.fullmatch(str(hotkey)) and hotkey != "u"):
        return
    is_reserved = _LABEL_STUDIO_KEYS.fullmatch(str(hotkey).lower())
    reason = "is reserved by Label Studio" if is_reserved else "is not a valid hotkey"
    yield f"{location}{hotkey!r} {reason}; use one of a-z (not u) or 0-9"


def _hotkey_problems(questions: list[TomlMapping]) -> Iterator[str]:
    """Report keys that several labels have: all questions are on one screen, so a key can choose one label only."""
    labels_by_hotkey: dict[str, list[str]] = {}
    for question in questions:
        for label in _tables(question.get("labels")):
            if is_text(label.get("hotkey")):
                labels = labels_by_hotkey.setdefault(str(label["hotkey"]), [])
                labels.append(f"{_name(question)}: {_name(label)}")
    for hotkey, labels in labels_by_hotkey.items():
        if len(labels) > 1:
            yield f"hotkey {hotkey!r} is given {len(labels)} times ({', '.join(labels)})"


def _train_as_problems(labels: list[TomlMapping], location: str) -> Iterator[str]:
    train_as = {_name(label): label.get("train_as") for label in labels}
    for name, trained_label in train_as.items():
        if not trained_label or not isinstance(trained_label, str):
            continue
        problem = f"{location}label {name!r}: train_as names {trained_label!r}"
        if trained_label not in train_as:
            yield f"{problem}, which is not a label of this question ({', '.join(train_as)})"
        elif train_as[trained_label] not in (None, trained_label):
            yield f"{problem}, which is itself trained as something else"


def _merge_problems(question: TomlMapping, location: str) -> Iterator[str]:
    """Report a set of merged labels that does not have every label exactly once."""
    merge = question.get("merge")
    if "merged_agreement_target" in question and "merge" not in question:
        yield f"{location}'merged_agreement_target' is given without a 'merge'"
    if not isinstance(merge, dict):
        return
    labels = [_name(label) for label in _tables(question.get("labels"))]
    for name, members in merge.items():
        if not is_name(name) or not are_names(members):
            yield f"{location}merge: {name!r} = {shortened(members)} is not a name and a list of labels"
        elif name in labels and name not in members:
            yield f"{location}merge: {name!r} is the name of a label, but its list lacks that label"
    merged_labels = [member for members in merge.values() if isinstance(members, list) for member in members]
    yield from (f"{location}merge: {problem}" for problem in _merged_label_problems(labels, merged_labels))


def _merged_label_problems(labels: list[str], merged_labels: list[Any]) -> Iterator[str]:
    for label in dict.fromkeys(filter(is_text, merged_labels)):
        if label not in labels:
            yield f"{label!r} is not a label of this question ({', '.join(labels)})"
        elif merged_labels.count(label) > 1:
            yield f"{label!r} is listed {merged_labels.count(label)} times"
    left_out = [label for label in labels if label not in merged_labels]
    if left_out:
        yield f"leaves out {', '.join(left_out)}"


def _spans_problems(question: TomlMapping, labels: list[TomlMapping], location: str) -> Iterator[str]:
    """Report settings that Label Studio or the classifier would ignore on a question of kind spans."""
    for key in ("merge", "only_if", "scale", "agreement_target"):
        if key in question:
            yield f"{location}{key} is for questions of kind choice"
    if question.get("required") is True:
        yield f"{location}spans can't be required (Label Studio doesn't ask for them)"
    for label in labels:
        if "train_as" in label:
            yield f"{location}label {_name(label)!r}: train_as is for questions of kind choice"


def _condition_problems(question: TomlMapping, earlier_questions: list[TomlMapping], location: str) -> Iterator[str]:
    condition = question.get("only_if")
    if not isinstance(condition, dict):
        return
    location = f"{location}only_if: "
    yield from _key_problems(condition, REQUIRED_CONDITION_KEYS, {}, location)
    name, labels = condition.get("question"), condition.get("labels")
    if not is_name(name):
        return
    condition_question = next((earlier for earlier in earlier_questions if _name(earlier) == name), None)
    if condition_question is None:
        earlier_names = ", ".join(map(_name, earlier_questions)) or "none does"
        yield f"{location}no question {name!r} comes before this one ({earlier_names})"
    elif condition_question.get("kind") == "spans":
        yield f"{location}{name!r} is a spans question, which no label answers"
    else:
        allowed_labels = [_name(label) for label in _tables(condition_question.get("labels"))]
        for label in labels if isinstance(labels, list) else ():
            if label not in allowed_labels:
                yield f"{location}{label!r} is not a label of {name!r} ({', '.join(allowed_labels)})"


def _repeated_name_problems(names: list[str], kind: str) -> Iterator[str]:
    for name, number in Counter(filter(None, names)).items():
        if number > 1:
            yield f"{kind} {name!r} occurs {number} times"


def _repeated_title_problems(labels: list[TomlMapping]) -> Iterator[str]:
    """Report labels that would look the same on the screen."""
    shown = [label.get("title") or _name(label).replace("_", " ") for label in labels]
    for title, number in Counter(title for title in shown if is_text(title)).items():
        names = [_name(label) for label, label_title in zip(labels, shown, strict=True) if label_title == title]
        if number > 1 and len(set(names)) > 1:
            yield f"the labels {', '.join(names)} look the same on the screen ({title!r}); give each its own 'title'"


def _tables(value: object) -> list[TomlMapping]:
    """Return the tables in a list, and nothing if the value is not a list (another check reports that)."""
    return [table for table in value if isinstance(table, dict)] if isinstance(value, list) else []


def _name(table: TomlMapping) -> str:
    return name if isinstance(name := table.get("name"), str) else ""


def _name_or_number(table: TomlMapping, index: int) -> str:
    return repr(_name(table)) if _name(table) else f"number {index + 1}"
