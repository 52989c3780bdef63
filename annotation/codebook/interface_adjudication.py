"""The part of an adjudicator's interface that shows the annotators' earlier answers, without their names."""

from collections.abc import Iterable
from typing import Final
from xml.etree import ElementTree as ET

from annotation.codebook.codebook import Question

# The fields of a task's data with earlier answers. The prefixes are followed by the name of a question; one of the two
# fields of a choice question, open and agreed, is empty.
OPEN_PREFIX: Final = "open_"
AGREED_PREFIX: Final = "agreed_"
MARKED_PREFIX: Final = "marked_"
COMMENTS_FIELD: Final = "comments"


def show_earlier_answers(screen: ET.Element, questions: Iterable[Question]) -> None:
    """Add the earlier answers to each question, below its text.

    The earlier answers to a question with a condition are shown with the question it depends on, so that the
    adjudicator sees them before choosing anything, while the question itself is still hidden.
    """
    next_index = dict.fromkeys(("spans", "choice"), 0)  # of the question's view, by kind of question
    views: dict[str, ET.Element] = {}
    for question in questions:
        if question.only_if is None:
            class_name = "ns-marks" if question.kind == "spans" else "ns-questions"
            question_view = screen.findall(f"./View[@className='{class_name}']/View")[next_index[question.kind]]
            next_index[question.kind] += 1
            views[question.name] = _insert_view(question_view)
        else:
            views[question.name] = views[question.only_if.question]
        prefixes = (MARKED_PREFIX,) if question.kind == "spans" else (OPEN_PREFIX, AGREED_PREFIX)
        for prefix in prefixes:
            class_name = "ns-open" if prefix == OPEN_PREFIX else "ns-agreed"
            _add_line(views[question.name], class_name, prefix + question.name)
    _add_line(ET.SubElement(screen, "View", className="ns-remarks"), "ns-agreed", COMMENTS_FIELD)


def _insert_view(question_view: ET.Element) -> ET.Element:
    """Insert a view between a question's text and its labels."""
    view = ET.Element("View", className="ns-said")
    question_view.insert(2, view)
    return view


def _add_line(view: ET.Element, class_name: str, field: str) -> None:
    ET.SubElement(ET.SubElement(view, "View", className=class_name), "Header", value=f"${field}", size="5")
