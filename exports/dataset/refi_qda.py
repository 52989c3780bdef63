"""A codebook in the REFI-QDA exchange format (.qdc), as programs for qualitative research read it."""

import re
from collections.abc import Iterator
from typing import Final
from uuid import UUID, uuid5
from xml.etree import ElementTree

from annotation.codebook.codebook import Codebook, Label, Question
from annotation.codebook.manual import condition_text, question_text

NAMESPACE: Final = "urn:QDA-XML:codebook:1.0"
_SCHEMA: Final = "http://www.w3.org/2001/XMLSchema-instance"
_OURS: Final = UUID("0f9f5b1c-6a3e-5d0a-9c57-2f6e1b7d4a83")  # drawn once; the names below it are ours alone
_COLOR: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # no XML can hold these


def codebook_exchange(codebook: Codebook, version: str) -> str:
    """Write a codebook as REFI-QDA XML: a question is a code that isn't coded itself, its labels are below it.

    Merged labels are sets. Ids are made from the names: a code keeps its id from version to version.
    """
    ElementTree.register_namespace("", NAMESPACE)
    ElementTree.register_namespace("xsi", _SCHEMA)
    root = ElementTree.Element(_tag("CodeBook"), {"origin": f"newsstance {version}"})
    root.set(f"{{{_SCHEMA}}}schemaLocation", f"{NAMESPACE} Codebook.xsd")
    codes = ElementTree.SubElement(root, _tag("Codes"))
    for question in codebook.questions:
        _question(codes, question, codebook)
    sets = list(_sets(codebook))
    if sets:
        ElementTree.SubElement(root, _tag("Sets")).extend(sets)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _question(parent: ElementTree.Element, question: Question, codebook: Codebook) -> None:
    said = [question_text(question), condition_text(question), *question.rules]
    code = _element("Code", _guid(codebook, question.name), question.title, "\n".join(said))
    code.set("isCodable", "false")
    code.extend(_label(label, question, codebook) for label in question.labels)
    parent.append(code)


def _label(label: Label, question: Question, codebook: Codebook) -> ElementTree.Element:
    parts = (("", label.definition), ("Use when: ", label.use_when), ("Not when: ", label.not_when))
    said = [start + text for start, text in parts if text] + [f"Example: {example}" for example in label.examples]
    name = _name(label, question, codebook)
    code = _element("Code", _guid(codebook, question.name, label.name), name, "\n".join(said))
    code.set("isCodable", "true")
    if _COLOR.fullmatch(label.color):
        code.set("color", label.color)
    return code


def _name(label: Label, question: Question, codebook: Codebook) -> str:
    """Name a code so that no other has its name: some programs know a code by nothing else."""
    names = [name for other in codebook.questions for name in (other.title, *other.label_names)]
    return label.name if names.count(label.name) == 1 else f"{label.name} ({question.name})"


def _sets(codebook: Codebook) -> Iterator[ElementTree.Element]:
    for question in codebook.questions:
        for name, labels in question.merge.items():
            title = f"{question.title}, merged: {name}"
            merged = _element("Set", _guid(codebook, question.name, "merge", name), title, "")
            for label in labels:
                ElementTree.SubElement(merged, _tag("MemberCode"), guid=_guid(codebook, question.name, label))
            yield merged


def _element(kind: str, guid: str, name: str, description: str) -> ElementTree.Element:
    element = ElementTree.Element(_tag(kind), {"guid": guid, "name": _writable(name)})
    if description:
        ElementTree.SubElement(element, _tag("Description")).text = _writable(description)
    return element


def _guid(codebook: Codebook, *names: str) -> str:
    return str(uuid5(_OURS, "\x1f".join((codebook.name, *names)))).upper()


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("", text)
