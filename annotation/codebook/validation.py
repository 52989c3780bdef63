"""What is wrong with a codebook's content: every problem, naming its question and label; none is mended silently."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from annotation.tables.schema import ANSWERS, ARTICLES, GOLD, HANDOUT, LABELED, SCORES, SENTENCES

Table = Mapping[str, Any]

KINDS: Final = ("choice", "spans")
PLACEHOLDER: Final = "{target}"
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_HOTKEY: Final = re.compile(r"[a-z0-9]")
_LABEL_STUDIO_KEYS: Final = re.compile(
    r"u|enter|escape|esc|space|backspace|delete|tab|left|right|up|down|((ctrl|alt|shift|command|meta)\+.*)"
)
_SCREEN: Final = ("headline", "before", "text", "after", "target", "comment")  # names the interface uses itself
_TABLES: Final = (ARTICLES, SENTENCES, HANDOUT, ANSWERS, GOLD, LABELED, SCORES)
TAKEN: Final = frozenset((*_SCREEN, *(column for table in _TABLES for column in table.columns)))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(_NAME.fullmatch(value))


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _are_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


_TYPES: Final[Mapping[str, Callable[[object], bool]]] = {
    "a text that isn't empty": _is_text,
    "a text": lambda value: isinstance(value, str),
    "a name (a-z, then a-z, 0-9 or _)": _is_name,
    "a version without spaces, in quotes": lambda value: _is_text(value) and not re.search(r"\s", str(value)),
    "true or false": lambda value: isinstance(value, bool),
    "a list of texts": _are_texts,
    "a list of names": lambda value: isinstance(value, list) and bool(value) and all(map(_is_name, value)),
    "one or more tables": _are_tables,
    "a table": lambda value: isinstance(value, dict),
    "a color like #0072b2": lambda value: isinstance(value, str) and bool(_COLOR.fullmatch(value)),
    "choice or spans": lambda value: value in KINDS,
    "a number above 0 and at most 1": lambda value: (
        isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1
    ),
}
_TEXT, _ANY_TEXT, _A_NAME, _VERSION, _FLAG, _TEXTS, _NAMES, _SOME, _TABLE, _A_COLOR, _KIND, _ALPHA = _TYPES

_BOOK_KEYS: Final = {"name": _A_NAME, "version": _VERSION, "title": _TEXT, "introduction": _TEXT, "questions": _SOME}
_BOOK_MAY: Final = {"target": _TEXT, "aliases": _TEXTS}
_QUESTION_KEYS: Final = {"name": _A_NAME, "kind": _KIND, "title": _TEXT, "text": _TEXT, "labels": _SOME}
_QUESTION_MAY: Final = {
    "target": _FLAG,
    "required": _FLAG,
    "only_if": _TABLE,
    "rules": _TEXTS,
    "merge": _TABLE,
    "scale": _FLAG,
    "agreement_target": _ALPHA,
    "merged_agreement_target": _ALPHA,
}
_LABEL_KEYS: Final = {"name": _A_NAME, "hotkey": _TEXT, "color": _A_COLOR, "definition": _TEXT}
_LABEL_MAY: Final = {"use_when": _TEXT, "not_when": _TEXT, "examples": _TEXTS, "train_as": _ANY_TEXT}
_CONDITION_KEYS: Final = {"question": _A_NAME, "labels": _NAMES}


def problems(content: Table) -> Iterator[str]:
    """Name everything that keeps this content from being a codebook.

    >>> list(problems({"name": "mine", "version": 1, "title": "Mine", "introduction": "Hm.", "questions": []}))
    ["'version' is 1, not a version without spaces, in quotes", "'questions' is [], not one or more tables"]
    """
    yield from _shape(content, _BOOK_KEYS, _BOOK_MAY, "")
    questions = _tables(content.get("questions"))
    yield from _twice([_name(question) for question in questions], "question")
    yield from _hotkeys(questions)
    for position, question in enumerate(questions):
        where = f"question {_called(question, position)}: "
        yield from _question(question, where)
        yield from _condition(question, questions[:position], where)
    if "target" in content and not any(question.get("target") is True for question in questions):
        yield "'target' is given, but no question has target = true"
    if "aliases" in content and "target" not in content:
        yield "'aliases' is given without a 'target'"


def _shape(table: Table, keys: Mapping[str, str], may: Mapping[str, str], where: str) -> Iterator[str]:
    """Name the keys that are missing, unknown, or hold something else than they should."""
    allowed = {**keys, **may}
    for key in keys:
        if key not in table:
            yield f"{where}{key!r} is missing"
    for key, value in table.items():
        if key not in allowed:
            yield f"{where}{key!r} is a key we do not know (known: {', '.join(allowed)})"
        elif not _TYPES[allowed[key]](value):
            yield f"{where}{key!r} is {_short(value)}, not {allowed[key]}"


def _question(question: Table, where: str) -> Iterator[str]:
    yield from _shape(question, _QUESTION_KEYS, _QUESTION_MAY, where)
    yield from _question_name(_name(question), where)
    yield from _placeholders(question, where)
    labels = _tables(question.get("labels"))
    yield from (f"{where}{problem}" for problem in _twice([_name(label) for label in labels], "label"))
    for position, label in enumerate(labels):
        yield from _label(label, f"{where}label {_called(label, position)}: ")
    yield from _train_as(labels, where)
    yield from _merge(question, where)
    if question.get("kind") == "spans":
        yield from _spans(question, labels, where)


def _question_name(name: str, where: str) -> Iterator[str]:
    if name in TAKEN:
        yield f"{where}{name!r} is the name of a column or field of ours; choose another"
    if name.startswith("shown_") or any(part in f"{name}_" for part in ("_probability_", "_chance_", "_share_")):
        yield f"{where}{name!r} would make a column that we use ourselves; avoid shown_, _probability, _chance and _share"


def _placeholders(question: Table, where: str) -> Iterator[str]:
    """`{target}` may stand in the text, exactly where the question is about a target; nothing else in braces may."""
    text, title = (value if isinstance(value := question.get(key), str) else "" for key in ("text", "title"))
    about_target = question.get("target") is True
    if PLACEHOLDER in text and not about_target:
        yield f"{where}its text has {PLACEHOLDER}, so it needs target = true"
    if about_target and text and PLACEHOLDER not in text:
        yield f"{where}it has target = true, so its text must say where: {PLACEHOLDER}"
    unknown = [found for found in re.findall(r"\{[^{}]*\}?|\}", text.replace(PLACEHOLDER, "") + title)]
    if unknown:
        yield f"{where}unknown placeholder {', '.join(unknown)} (the text may have {PLACEHOLDER}, the title none)"


def _label(label: Table, where: str) -> Iterator[str]:
    yield from _shape(label, _LABEL_KEYS, _LABEL_MAY, where)
    hotkey = label.get("hotkey")
    if not _is_text(hotkey) or (_HOTKEY.fullmatch(str(hotkey)) and hotkey != "u"):
        return
    reserved = _LABEL_STUDIO_KEYS.fullmatch(str(hotkey).lower())
    reason = "is reserved by Label Studio" if reserved else "is no hotkey"
    yield f"{where}{hotkey!r} {reason}; take one of a-z (not u) or 0-9"


def _hotkeys(questions: list[Table]) -> Iterator[str]:
    """One screen shows all questions, so a key can stand for one label only."""
    users: dict[str, list[str]] = {}
    for question in questions:
        for label in _tables(question.get("labels")):
            if _is_text(label.get("hotkey")):
                users.setdefault(str(label["hotkey"]), []).append(f"{_name(question)}: {_name(label)}")
    for hotkey, labels in users.items():
        if len(labels) > 1:
            yield f"hotkey {hotkey!r} is given {len(labels)} times ({', '.join(labels)})"


def _train_as(labels: list[Table], where: str) -> Iterator[str]:
    given = {_name(label): label.get("train_as") for label in labels}
    for name, other in given.items():
        if not other or not isinstance(other, str):
            continue
        if other not in given:
            yield f"{where}label {name!r}: train_as names {other!r}, which is no label of it ({', '.join(given)})"
        elif given[other] not in (None, other):
            yield f"{where}label {name!r}: train_as names {other!r}, which is itself trained as something else"


def _merge(question: Table, where: str) -> Iterator[str]:
    """A coarser set must put every label in exactly one place."""
    merge = question.get("merge")
    if "merged_agreement_target" in question and "merge" not in question:
        yield f"{where}'merged_agreement_target' is given without a 'merge'"
    if not isinstance(merge, dict):
        return
    labels = [_name(label) for label in _tables(question.get("labels"))]
    for name, members in merge.items():
        if not _is_name(name) or not _TYPES[_NAMES](members):
            yield f"{where}merge: {name!r} = {_short(members)} is not a name and a list of labels"
        elif name in labels and name not in members:
            yield f"{where}merge: {name!r} is the name of a label that isn't in it"
    merged = [member for members in merge.values() if isinstance(members, list) for member in members]
    yield from (f"{where}merge: {problem}" for problem in _put_once(labels, merged))


def _put_once(labels: list[str], merged: list[Any]) -> Iterator[str]:
    for member in dict.fromkeys(filter(_is_text, merged)):
        if member not in labels:
            yield f"{member!r} is no label of it ({', '.join(labels)})"
        elif merged.count(member) > 1:
            yield f"{member!r} is put in {merged.count(member)} times"
    left_out = [label for label in labels if label not in merged]
    if left_out:
        yield f"leaves out {', '.join(left_out)}"


def _spans(question: Table, labels: list[Table], where: str) -> Iterator[str]:
    """What Label Studio or the classifier would ignore on spans is refused."""
    for key in ("merge", "only_if", "scale", "agreement_target"):
        if key in question:
            yield f"{where}{key} is for questions of kind choice"
    if question.get("required") is True:
        yield f"{where}spans can't be required (Label Studio doesn't ask for them)"
    for label in labels:
        if "train_as" in label:
            yield f"{where}label {_name(label)!r}: train_as is for questions of kind choice"


def _condition(question: Table, earlier: list[Table], where: str) -> Iterator[str]:
    condition = question.get("only_if")
    if not isinstance(condition, dict):
        return
    where = f"{where}only_if: "
    yield from _shape(condition, _CONDITION_KEYS, {}, where)
    asked, wanted = condition.get("question"), condition.get("labels")
    if not _is_name(asked):
        return
    found = next((other for other in earlier if _name(other) == asked), None)
    if found is None:
        yield f"{where}no question {asked!r} is asked before it ({', '.join(map(_name, earlier)) or 'none is'})"
    elif found.get("kind") == "spans":
        yield f"{where}{asked!r} is a spans question, which no label answers"
    else:
        known = [_name(label) for label in _tables(found.get("labels"))]
        for label in wanted if isinstance(wanted, list) else ():
            if label not in known:
                yield f"{where}{label!r} is no label of {asked!r} ({', '.join(known)})"


def _twice(names: list[str], thing: str) -> Iterator[str]:
    for name, number in Counter(filter(None, names)).items():
        if number > 1:
            yield f"{thing} {name!r} is there {number} times"


def _tables(value: object) -> list[Table]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _name(table: Table) -> str:
    return name if isinstance(name := table.get("name"), str) else ""


def _called(table: Table, position: int) -> str:
    return repr(_name(table)) if _name(table) else f"number {position + 1}"


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "…"
