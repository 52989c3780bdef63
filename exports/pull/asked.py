"""Which questions a project asks, as its interface has them, and which answers an answer in it replaces."""

from collections.abc import Collection
from xml.etree.ElementTree import ParseError

from annotation.codebook.codebook import Codebook
from annotation.codebook.interface import labeling_interface


def replaced_questions(interface: str, codebook: Codebook, *, target: bool) -> frozenset[str] | None:
    """Name the questions whose earlier answers an answer in a project replaces; None if it replaces all.

    A project that asks everything replaces everything. One that asks some questions again (`push --again`) replaces the
    answers to those and to the questions that hang on them. Where the interface cannot be read, all are replaced.

    Args:
        interface: The project's interface, as the server has it.
        codebook: The codebook that the project was handed out with.
        target: Whether the project's sentences have a target.
    """
    questions = {question.name for question in codebook.questions}
    on_screen = questions & _control_names(interface)
    if not on_screen or on_screen >= questions & _control_names(labeling_interface(codebook, target=target)):
        return None
    return frozenset(with_follow_ups(on_screen, codebook))


def with_follow_ups(names: Collection[str], codebook: Codebook) -> set[str]:
    """Name questions and all that hang on them, directly or through others."""
    included = set(names)
    for _ in codebook.questions:  # a chain has at most as many links as there are questions
        included |= {
            question.name
            for question in codebook.questions
            if question.only_if and question.only_if.question in included
        }
    return included


def _control_names(interface: str) -> set[str]:
    """Name everything that can be answered in an interface; empty if it cannot be read."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        return {control.get("name", "") for control in fromstring(interface).iter() if control.get("toName")}
    except (ParseError, DefusedXmlException, ValueError):
        return set()
