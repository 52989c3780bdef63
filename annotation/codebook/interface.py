"""Label Studio's labeling interface, made from the codebook: one screen with one key for every label."""

import re
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from annotation.codebook.codebook import Codebook, Label, Question
from annotation.codebook.interface_adjudication import show_earlier_answers
from annotation.codebook.validation import PLACEHOLDER, SUGGESTION_SHOWN, TEXT_WITH_MARKS

# The style shows the sentence first, and everything on one screen of 1400 by 900 pixels. It uses Label Studio's color
# variables, so that the dark theme works, and its class names for what cannot be selected otherwise.
STYLE: Final = "\n" + Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
# A prediction chooses the one choice of a hidden control. So a line about suggestions is shown exactly where a
# prediction is. The control has a key that nobody presses, since Label Studio would give it a free one of its own.
SUGGESTED: Final = "yes"
_NO_KEY: Final = "ctrl+alt+shift+f12"
WORD_JOINER: Final = "\u2060"  # has no width; after a $ or a field's name, it keeps Label Studio from reading on


def labeling_interface(codebook: Codebook, *, target: bool = True, adjudication: bool = False) -> str:
    """Write the labeling configuration in Label Studio's XML.

    A task's data are the texts `headline`, `before`, `text`, `after` and `target`, and the sentence as HTML with marks
    around the target's names (`text_with_marks`); a text that is missing is empty.

    Args:
        codebook: The codebook whose questions are asked.
        target: Whether the sentences have a target; otherwise the questions about a target are left out.
        adjudication: Whether the interface is for an adjudicator. It then shows the earlier answers (in the data that
            `annotation/assignment/adjudication.py` makes) and requires an answer to no question without a condition,
            because what the annotators agreed on may stay as it is.
    """
    questions = codebook.questions if target else _questions_without_target(codebook)
    screen = _add_view(None, "ns")
    ET.SubElement(screen, "Style").text = STYLE
    _add_texts(screen)
    if not adjudication:
        _add_suggestion_line(screen, codebook)
    spans_view = _add_view(screen, "ns-marks")
    choices_view = _add_view(screen, "ns-questions")
    views: dict[str, ET.Element] = {}
    for question in questions:
        parent = spans_view if question.kind == "spans" else choices_view
        is_required = question.required and not (adjudication and question.only_if is None)
        views[question.name] = _add_question(question, views, parent, codebook, is_required=is_required)
    if adjudication:
        show_earlier_answers(screen, questions)
    _add_comment(screen, codebook)
    ET.indent(screen)
    return ET.tostring(screen, encoding="unicode") + "\n"


def _questions_without_target(codebook: Codebook) -> tuple[Question, ...]:
    """Leave out the questions about a target, and those whose condition is one of the questions left out."""
    questions: dict[str, Question] = {}
    for question in codebook.questions:
        lacks_condition = question.only_if is not None and question.only_if.question not in questions
        if not (question.target or lacks_condition):
            questions[question.name] = question
    return tuple(questions.values())


def _add_texts(screen: ET.Element) -> None:
    """Add the texts: the headline, the two sentences before, the sentence itself, and the one after it."""
    texts_view = _add_view(screen, "ns-reading")
    ET.SubElement(_add_view(texts_view, "ns-headline"), "Header", value="$headline", size="5")
    for name in ("before", "text", "after"):
        view = _add_view(texts_view, "ns-sentence" if name == "text" else "ns-context")
        if name == "text":
            # A second copy of the sentence lies under the first, and only its marks are visible. So the target is
            # marked, and spans are still marked in the plain text, in which their offsets count.
            marks_view = _add_view(view, "ns-target")
            ET.SubElement(marks_view, "HyperText", name=TEXT_WITH_MARKS, value=f"${TEXT_WITH_MARKS}", inline="true")
        # Spans of whole words: an imprecise drag selects no part of a word, and two annotators' spans can be equal.
        ET.SubElement(view, "Text", name=name, value=f"${name}", granularity="word", showLabels="false")


def _add_suggestion_line(screen: ET.Element, codebook: Codebook) -> None:
    """Add the line that says that answers are suggestions, visible only where a prediction is."""
    line = _add_view(screen, "ns-suggestion")
    line.attrib.update(visibleWhen="choice-selected", whenTagName=SUGGESTION_SHOWN, whenChoiceValue=SUGGESTED)
    ET.SubElement(line, "Header", value=_literal(codebook.fixed_words["suggestion"]), size="5")
    control = ET.SubElement(
        _add_view(screen, "ns-hidden"), "Choices", name=SUGGESTION_SHOWN, toName="text", choice="single-radio"
    )
    ET.SubElement(control, "Choice", value=SUGGESTED, hotkey=_NO_KEY)


def _add_question(
    question: Question,
    views: dict[str, ET.Element],
    parent: ET.Element,
    codebook: Codebook,
    *,
    is_required: bool,
) -> ET.Element:
    """Add a question to its parent view, and return its own view.

    A question with a condition is added below the question it depends on, whose view is in `views`; it is visible only
    while one of the condition's labels is chosen.
    """
    condition = question.only_if
    if condition is None:
        view = _add_view(parent, "ns-question")
    else:
        view = _add_view(views[condition.question], "ns-question ns-follow-up")
        view.attrib.update(
            visibleWhen="choice-selected",
            whenTagName=condition.question,
            whenChoiceValue=",".join(condition.labels),
        )
    ET.SubElement(_add_view(view, "ns-title"), "Header", value=_literal(question.title), size="5")
    ET.SubElement(_add_view(view, "ns-ask"), "Header", value=_with_target_field(question.text), size="5")
    if question.kind == "spans":
        _add_labels(view, question)
    else:
        _add_choices(view, question, codebook, is_required=is_required)
    return view


def _add_choices(view: ET.Element, question: Question, codebook: Codebook, *, is_required: bool) -> None:
    control = ET.SubElement(view, "Choices", name=question.name, toName="text", choice="single-radio")
    if is_required:
        keys = " ".join(label.hotkey for label in question.labels)
        message = codebook.fixed_words["choose"].format(question=question.title, keys=keys)
        control.attrib.update(required="true", requiredMessage=_literal(message))
    for label in question.labels:
        ET.SubElement(control, "Choice", _label_attributes(label), hint=_literal(label.definition))


def _add_labels(view: ET.Element, question: Question) -> None:
    control = ET.SubElement(view, "Labels", name=question.name, toName="text", showInline="true")
    for label in question.labels:
        attributes = {**_label_attributes(label), "background": label.color}
        ET.SubElement(control, "Label", attributes, hint=_literal(label.definition))


def _label_attributes(label: Label) -> dict[str, str]:
    """The title of a label, which the screen shows, and its name, which Label Studio writes into the answers."""
    shown = _literal(label.shown)
    alias = {} if shown == label.name else {"alias": label.name}
    return {"value": shown, **alias, "hotkey": label.hotkey}


def _add_comment(screen: ET.Element, codebook: Codebook) -> None:
    ET.SubElement(
        _add_view(screen, "ns-comment"),
        "TextArea",
        name="comment",
        toName="text",
        rows="1",
        maxSubmissions="1",
        editable="true",
        showSubmitButton="false",
        placeholder=_literal(codebook.fixed_words["comment"]),
    )


def _add_view(parent: ET.Element | None, class_name: str) -> ET.Element:
    attributes = {"className": class_name}
    return ET.Element("View", attributes) if parent is None else ET.SubElement(parent, "View", attributes)


def _with_target_field(text: str) -> str:
    """Replace the placeholder by the field `$target`, which Label Studio fills with each task's target.

    >>> _with_target_field("Is {target} blamed?"), len(_with_target_field("Not {target}."))
    ('Is $target blamed?', 13)
    """
    separated = re.sub(re.escape(PLACEHOLDER) + r"(?=[\w.\[\]{}])", PLACEHOLDER + WORD_JOINER, _literal(text))
    return separated.replace(PLACEHOLDER, "$target")


def _literal(text: str) -> str:
    """Keep Label Studio from reading a dollar sign as the beginning of a field's name."""
    return text.replace("$", f"${WORD_JOINER}")
