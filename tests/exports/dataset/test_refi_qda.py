"""The codebook as REFI-QDA: what the standard's schema wants, read back whole, the same every time."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

import pytest
from defusedxml.ElementTree import fromstring

from annotation.codebook.codebook import Codebook, Condition, Label, Question
from exports.dataset.refi_qda import NAMESPACE, refi_qda_codebook

MOOD = Question(
    "mood",
    "choice",
    "Mood",
    "How is {target}?",
    (
        Label("up", "1", "#2e7d32", "It lifts.", "Praise.", "Luck.", ("She <won>.",)),
        Label("down", "2", "teal", "It & lowers."),
        Label("other", "3", "#000000", "Neither."),
    ),
    target=True,
    required=True,
    rules=("Read first.",),
    merge={"any": ("up", "down"), "rest": ("other",)},
)
WHY = Question(
    *("why", "choice", "Why", "Why?"),
    (Label("other", "4", "#111111", "A\x00 reason."),),
    only_if=Condition("mood", ("up",)),
)
BOOK = Codebook("moods", "1", "Moods", "", (MOOD, WHY), digest="0123456789abcdef")


def found(node: Any) -> Any:
    """An element as (kind, name, codable, color, description, below); ids are looked at by themselves."""
    kind = node.tag.removeprefix(f"{{{NAMESPACE}}}")
    said = node.findtext(f"{{{NAMESPACE}}}Description")
    below = [found(child) for child in node if not child.tag.endswith("Description")]
    return (kind, node.get("name"), node.get("isCodable"), node.get("color"), said, below)


def guids(codebook: Codebook) -> list[str]:
    return [node.get("guid") for node in fromstring(refi_qda_codebook(codebook, "1.0")).iter() if node.get("guid")]


def test_questions_are_codes_above_their_labels_and_merged_labels_are_sets() -> None:
    root = fromstring(refi_qda_codebook(BOOK, "0.1.0"))
    assert (root.tag, root.get("origin")) == (f"{{{NAMESPACE}}}CodeBook", "newsstance 0.1.0")
    member: Any = ("MemberCode", None, None, None, None, [])
    assert [found(part) for part in root] == [
        (
            *("Codes", None, None, None, None),
            [
                (
                    *("Code", "Mood", "false", None),
                    "How is the target?\nOnly for sentences with a target. Choose one answer. Must be answered.\n"
                    "Read first.",
                    [
                        (
                            *("Code", "up", "true", "#2e7d32"),
                            "It lifts.\nUse when: Praise.\nNot when: Luck.\nExample: She <won>.",
                            [],
                        ),
                        ("Code", "down", "true", None, "It & lowers.", []),
                        ("Code", "other (mood)", "true", "#000000", "Neither.", []),
                    ],
                ),
                (
                    *("Code", "Why", "false", None, "Why?\nOnly if `mood` is `up`. Choose one answer. Optional."),
                    [("Code", "other (why)", "true", "#111111", "A reason.", [])],
                ),
            ],
        ),
        (
            *("Sets", None, None, None, None),
            [
                ("Set", "Mood, merged: any", None, None, None, [member, member]),
                ("Set", "Mood, merged: rest", None, None, None, [member]),
            ],
        ),
    ]


def test_the_members_of_a_set_are_the_codes_of_its_labels() -> None:
    root = fromstring(refi_qda_codebook(BOOK, "1.0"))
    codes = {code.get("guid"): code.get("name") for code in root.iter(f"{{{NAMESPACE}}}Code")}
    members = [codes[member.get("guid")] for member in root.iter(f"{{{NAMESPACE}}}MemberCode")]
    assert members == ["up", "down", "other (mood)"]


def test_ids_are_valid_differ_and_stay_from_version_to_version() -> None:
    whole = guids(replace(BOOK, questions=(replace(MOOD, merge={}), WHY)))
    assert len(set(whole)) == len(whole) == 6
    assert [str(UUID(guid)).upper() for guid in whole] == whole
    assert guids(replace(BOOK, version="2", digest="ff")) == guids(BOOK)
    assert not set(guids(replace(BOOK, name="others"))) & set(guids(BOOK))


def test_the_file_is_utf_8_xml_and_the_same_every_time(codebook: Codebook, other_codebook: Codebook) -> None:
    for book in (codebook, other_codebook):
        written = refi_qda_codebook(book, "1.0")
        assert written.startswith('<?xml version="1.0" encoding="utf-8"?>\n<CodeBook xmlns="urn:QDA-XML:codebook:1.0"')
        assert written == refi_qda_codebook(book, "1.0")
        names = [code.get("name") for code in fromstring(written.encode()).iter(f"{{{NAMESPACE}}}Code")]
        assert len(set(names)) == len(names) == sum(1 + len(question.labels) for question in book.questions)


# What the standard's schema (REFI-QDA 1.5, Codebook.xsd) says: the attributes an element must and may have, what their
# values look like, and what stands below it, in that order.
MUST: Final = {"Code": {"guid", "name", "isCodable"}, "Set": {"guid", "name"}, "MemberCode": {"guid"}}
MAY: Final = {"CodeBook": {"origin"}, "Code": {"color"}}
VALUES: Final = {
    "guid": r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
    "isCodable": "true|false|1|0",
    "color": "#([0-9a-fA-F]{3}){1,2}",
}
BELOW: Final = {
    "CodeBook": "Codes (Sets )?",
    "Codes": "(Code )+",
    "Code": "(Description )?(Code )*",
    "Sets": "(Set )+",
    "Set": "(Description )?(MemberCode )*",
}


def broken(node: Any) -> Iterator[str]:
    """Say where an element, or one below it, is not as the schema wants it."""
    kind, *below = (part.tag.removeprefix(f"{{{NAMESPACE}}}") for part in (node, *node))
    if not re.fullmatch(BELOW.get(kind, ""), "".join(f"{name} " for name in below)):
        yield f"{kind} holds {below}"
    # Attributes of other standards are not checked.
    attributes = {name: value for name, value in node.items() if not name.startswith("{")}
    if not MUST.get(kind, set()) <= attributes.keys() <= MUST.get(kind, set()) | MAY.get(kind, set()):
        yield f"{kind} has {sorted(attributes)}"
    yield from (
        f"{name} is {value}" for name, value in attributes.items() if not re.fullmatch(VALUES.get(name, ".*"), value)
    )
    for child in node:
        yield from broken(child)


def test_it_is_what_the_standards_schema_wants(codebook: Codebook, other_codebook: Codebook) -> None:
    for book in (BOOK, codebook, other_codebook):
        assert list(broken(fromstring(refi_qda_codebook(book, "1.0")))) == []


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ('isCodable="true"', "", "Code has ['guid', 'name']"),
        ('isCodable="true"', 'isCodable="yes"', "isCodable is yes"),
        ('color="#2e7d32"', 'color="2e7d32"', "color is 2e7d32"),
        ('guid="', 'guid="x', "guid is x"),
        ("</Codes>", "</Codes><Sets />", "CodeBook holds ['Codes', 'Sets', 'Sets']"),
        ("<Codes>", "<Codes><Description />", "Codes holds ['Description', 'Code', 'Code']"),
        ("<MemberCode ", "<Member ", "Set holds ['Member', 'Member']"),
    ],
)
def test_what_the_schema_does_not_want_would_be_seen(right: str, wrong: str, message: str) -> None:
    written = refi_qda_codebook(BOOK, "1.0")
    assert right in written
    assert message in " ".join(broken(fromstring(written.replace(right, wrong))))


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\ufffe"])
def test_characters_that_no_xml_can_hold_are_left_out(character: str) -> None:
    book = replace(BOOK, questions=(replace(MOOD, title=f"Mo{character}od", merge={}),))
    assert fromstring(refi_qda_codebook(book, "1.0"))[0][0].get("name") == "Mood"
