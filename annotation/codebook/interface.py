"""Label Studio's labeling interface, made from the codebook: one screen, one key for every answer."""

import re
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from annotation.codebook.codebook import Codebook, Question
from annotation.codebook.interface_adjudication import show_earlier_answers
from annotation.codebook.validation import PLACEHOLDER

# How the screen looks: the sentence first, everything on one screen of 1400 by 900. It uses Label Studio's own color
# variables, so that its dark theme works, and its class names where it gives no other hold.
STYLE: Final = "\n" + Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
WORD_JOINER = "\u2060"  # no width; keeps Label Studio from reading what follows a $ or a field's name as part of it


def labeling_interface(codebook: Codebook, *, target: bool = True, adjudication: bool = False) -> str:
    """Write the labeling configuration; `target=False` is for sentences about nobody: stance isn't asked.

    A task's data are the texts `headline`, `before`, `text`, `after` and `target`, empty where there is none.
    `adjudication` also shows what was answered before (`annotation/assignment/adjudication.py` names those data), and
    requires nothing but what hangs on an answer: what is settled may stay as it is.
    """
    asked = codebook.questions if target else _without_target(codebook)
    screen = _view(None, "ns")
    ET.SubElement(screen, "Style").text = STYLE
    _reading(screen)
    spans = _view(screen, "ns-marks")
    columns = _view(screen, "ns-questions")
    homes: dict[str, ET.Element] = {}
    for question in asked:
        home = spans if question.kind == "spans" else columns
        homes[question.name] = _ask(question, homes, home, free=adjudication and question.only_if is None)
    if adjudication:
        show_earlier_answers(screen, asked)
    _comment(screen)
    ET.indent(screen)
    return ET.tostring(screen, encoding="unicode") + "\n"


def _without_target(codebook: Codebook) -> tuple[Question, ...]:
    """Leave out the questions about a target, and those that hang on one of them."""
    left: dict[str, Question] = {}
    for question in codebook.questions:
        hangs = question.only_if is not None and question.only_if.question not in left
        if not (question.target or hangs):
            left[question.name] = question
    return tuple(left.values())


def _reading(screen: ET.Element) -> None:
    """What is read: headline, two sentences before, the sentence itself, one after."""
    reading = _view(screen, "ns-reading")
    ET.SubElement(_view(reading, "ns-headline"), "Header", value="$headline", size="5")
    for name in ("before", "text", "after"):
        place = _view(reading, "ns-sentence" if name == "text" else "ns-context")
        # Whole words: a slip of the mouse takes no half words, and two people's spans end at the same place.
        ET.SubElement(place, "Text", name=name, value=f"${name}", granularity="word")


def _ask(question: Question, homes: dict[str, ET.Element], home: ET.Element, *, free: bool) -> ET.Element:
    """Add a question; one that hangs on another stands below it, and only while that answer is chosen.

    A `free` one need not be answered.
    """
    condition = question.only_if
    if condition is None:
        place = _view(home, "ns-question")
    else:
        place = _view(homes[condition.question], "ns-question ns-follow-up")
        place.attrib.update(
            visibleWhen="choice-selected",
            whenTagName=condition.question,
            whenChoiceValue=",".join(condition.labels),
        )
    ET.SubElement(_view(place, "ns-title"), "Header", value=_literal(question.title), size="5")
    ET.SubElement(_view(place, "ns-ask"), "Header", value=_text(question.text), size="5")
    if question.kind == "spans":
        _labels(place, question)
    else:
        _choices(place, question, required=question.required and not free)
    return place


def _choices(place: ET.Element, question: Question, *, required: bool) -> None:
    control = ET.SubElement(place, "Choices", name=question.name, toName="text", choice="single-radio")
    if required:
        keys = " ".join(label.hotkey for label in question.labels)
        control.attrib.update(
            required="true", requiredMessage=_literal(f"{question.title}: choose an answer (keys {keys})")
        )
    for label in question.labels:
        ET.SubElement(control, "Choice", value=label.name, hotkey=label.hotkey, hint=_literal(label.definition))


def _labels(place: ET.Element, question: Question) -> None:
    control = ET.SubElement(place, "Labels", name=question.name, toName="text", showInline="true")
    for label in question.labels:
        attributes = {"value": label.name, "hotkey": label.hotkey, "background": label.color}
        ET.SubElement(control, "Label", attributes, hint=_literal(label.definition))


def _comment(screen: ET.Element) -> None:
    ET.SubElement(
        _view(screen, "ns-comment"),
        "TextArea",
        name="comment",
        toName="text",
        rows="1",
        maxSubmissions="1",
        editable="true",
        showSubmitButton="false",
        placeholder="Comment (optional): write, press Enter, then submit",
    )


def _view(parent: ET.Element | None, name: str) -> ET.Element:
    attributes = {"className": name}
    return ET.Element("View", attributes) if parent is None else ET.SubElement(parent, "View", attributes)


def _text(text: str) -> str:
    """Let Label Studio put each task's target where the codebook says so.

    >>> _text("Is {target} blamed?"), len(_text("Not {target}."))
    ('Is $target blamed?', 13)
    """
    apart = re.sub(re.escape(PLACEHOLDER) + r"(?=[\w.\[\]{}])", PLACEHOLDER + WORD_JOINER, _literal(text))
    return apart.replace(PLACEHOLDER, "$target")


def _literal(text: str) -> str:
    """Keep Label Studio from taking a dollar sign for the name of a task's field."""
    return text.replace("$", f"${WORD_JOINER}")
