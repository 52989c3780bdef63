"""What an adjudicator's screen shows beside the questions: what was answered before, without names."""

from collections.abc import Iterable
from typing import Final
from xml.etree import ElementTree as ET

from annotation.codebook.codebook import Question

# The fields of a task that hold it; one of `open` and `agreed` is empty.
OPEN: Final = "open_"
AGREED: Final = "agreed_"
MARKED: Final = "marked_"
COMMENTS: Final = "comments"


def show_earlier_answers(screen: ET.Element, questions: Iterable[Question]) -> None:
    """Put what was said below each question's text; what hangs on another question stands beside that one's.

    There it is seen before anything is chosen, while the question itself still hides.
    """
    column = dict.fromkeys(("spans", "choice"), 0)
    homes: dict[str, ET.Element] = {}
    for question in questions:
        if question.only_if is None:
            whole = "ns-marks" if question.kind == "spans" else "ns-questions"
            place = screen.findall(f"./View[@className='{whole}']/View")[column[question.kind]]
            column[question.kind] += 1
            homes[question.name] = _home(place)
        else:
            homes[question.name] = homes[question.only_if.question]
        fields = (MARKED,) if question.kind == "spans" else (OPEN, AGREED)
        for field in fields:
            _line(homes[question.name], "ns-open" if field == OPEN else "ns-agreed", field + question.name)
    _line(ET.SubElement(screen, "View", className="ns-remarks"), "ns-agreed", COMMENTS)


def _home(place: ET.Element) -> ET.Element:
    """Make room between a question's text and its answers."""
    home = ET.Element("View", className="ns-said")
    place.insert(2, home)
    return home


def _line(home: ET.Element, look: str, field: str) -> None:
    ET.SubElement(ET.SubElement(home, "View", className=look), "Header", value=f"${field}", size="5")
