"""A codebook in the REFI-QDA exchange format (.qdc), as programs for qualitative research read it."""

import re
from collections.abc import Iterator
from typing import Final
from uuid import UUID, uuid5
from xml.etree import ElementTree

from annotation.codebook.codebook import Codebook, Label, Question
from annotation.codebook.wording import condition_text, question_text

NAMESPACE: Final = "urn:QDA-XML:codebook:1.0"
_SCHEMA: Final = "http://www.w3.org/2001/XMLSchema-instance"
# A random namespace for the ids (RFC 9562, version 5), so that nobody else makes the same ids.
_ID_NAMESPACE: Final = UUID("0f9f5b1c-6a3e-5d0a-9c57-2f6e1b7d4a83")
_COLOR: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_NOT_IN_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def refi_qda_codebook(codebook: Codebook, version: str) -> str:
    """Give a codebook as XML of the REFI-QDA standard (version 1.0, https://www.qdasoftware.org); `version` is ours.

    A question is a code that can't be given to text, with its labels as the codes below it; merged labels are sets.
    Ids are made from the names of codebook, question and label, so that a code has the same id in every version.
    """
    ElementTree.register_namespace("", NAMESPACE)
    ElementTree.register_namespace("xsi", _SCHEMA)
    root = ElementTree.Element(_tag("CodeBook"), {"origin": f"newsstance {version}"})
    root.set(f"{{{_SCHEMA}}}schemaLocation", f"{NAMESPACE} Codebook.xsd")
    codes = ElementTree.SubElement(root, _tag("Codes"))
    for question in codebook.questions:
        codes.append(_question_code(question, codebook))
    sets = list(_merged_sets(codebook))
    if sets:
        ElementTree.SubElement(root, _tag("Sets")).extend(sets)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _question_code(question: Question, codebook: Codebook) -> ElementTree.Element:
    lines = [question_text(question), condition_text(question), *question.rules]
    code = _element("Code", _guid(codebook, question.name), question.title, "\n".join(lines))
    code.set("isCodable", "false")
    code.extend(_label_code(label, question, codebook) for label in question.labels)
    return code


def _label_code(label: Label, question: Question, codebook: Codebook) -> ElementTree.Element:
    parts = (("", label.definition), ("Use when: ", label.use_when), ("Not when: ", label.not_when))
    lines = [prefix + text for prefix, text in parts if text] + [f"Example: {example}" for example in label.examples]
    name = _code_name(label, question, codebook)
    code = _element("Code", _guid(codebook, question.name, label.name), name, "\n".join(lines))
    code.set("isCodable", "true")
    if _COLOR.fullmatch(label.color):
        code.set("color", label.color)
    return code


def _code_name(label: Label, question: Question, codebook: Codebook) -> str:
    """Give a label's code a name that no other code has, since some programs tell codes apart by their names only."""
    names = [name for each_question in codebook.questions for name in (each_question.title, *each_question.label_names)]
    return label.name if names.count(label.name) == 1 else f"{label.name} ({question.name})"


def _merged_sets(codebook: Codebook) -> Iterator[ElementTree.Element]:
    for question in codebook.questions:
        for name, labels in question.merge.items():
            title = f"{question.title}, merged: {name}"
            merged_set = _element("Set", _guid(codebook, question.name, "merge", name), title, "")
            for label in labels:
                ElementTree.SubElement(merged_set, _tag("MemberCode"), guid=_guid(codebook, question.name, label))
            yield merged_set


def _element(kind: str, guid: str, name: str, description: str) -> ElementTree.Element:
    element = ElementTree.Element(_tag(kind), {"guid": guid, "name": _xml_text(name)})
    if description:
        ElementTree.SubElement(element, _tag("Description")).text = _xml_text(description)
    return element


def _guid(codebook: Codebook, *names: str) -> str:
    return str(uuid5(_ID_NAMESPACE, "\x1f".join((codebook.name, *names)))).upper()


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _xml_text(text: str) -> str:
    """Leave out the characters that XML 1.0 forbids."""
    return _NOT_IN_XML.sub("", text)
