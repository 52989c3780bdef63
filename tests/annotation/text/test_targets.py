"""Targets: read from cells and options, and found in text."""

from typing import Literal
from unicodedata import normalize

import pytest

from annotation.errors import ConfigError, DataError
from annotation.text.targets import (
    Target,
    first_mention,
    join_targets,
    mentions,
    read_targets,
    row_target,
    target_cells,
    targets_from_options,
)

Form = Literal["NFC", "NFD"]


@pytest.mark.parametrize(
    ("text", "names", "mentioned"),
    [
        ("Musk and Elon Musk, MUSK's.", ("Elon Musk", "Musk"), ["Musk", "Elon Musk", "MUSK"]),
        ("Muskrats in Musk_1, musk.", ("Musk",), []),
        ("anti-Musk, “Musk”, Musk’s, @Musk", ("Musk",), ["Musk"] * 4),
        ("Elon\n  Musk left.", ("Elon Musk",), ["Elon\n  Musk"]),
        ("O'Brien, O’Brien and O'BRIEN", ("O’Brien",), ["O'Brien", "O’Brien", "O'BRIEN"]),
        ("In May, May said so. Maybe.", ("May",), ["May", "May"]),
        ("The U.S. (U.S.) and USA", ("U.S.",), ["U.S.", "U.S."]),
        ("😀 Musk", ("Musk",), ["Musk"]),
        ("a+b (c)", ("a+b", "(c)"), ["a+b", "(c)"]),
        ("Elon Musk and Elon", ("Elon", "Elon Musk"), ["Elon Musk", "Elon"]),
        ("Musk", ("", " "), []),
        ("Musk", (), []),
    ],
)
def test_mentions_are_whole_names(text: str, names: tuple[str, ...], mentioned: list[str]) -> None:
    spans = mentions(text, names)
    assert [text[start:end] for start, end in spans] == mentioned
    assert first_mention(text, names) == (spans[0] if spans else (None, None))


@pytest.mark.parametrize(
    ("text", "names", "mentioned"),
    [
        ("Van der Oy, van der Oy, VAN DER OY", ("van der Oy",), ["Van der Oy", "van der Oy", "VAN DER OY"]),
        ("Jan Van Der Berg and Jan van der BERG", ("Jan van der Berg",), ["Jan Van Der Berg", "Jan van der BERG"]),
        ("De Rossi met the de Rossi clan.", ("De Rossi",), ["De Rossi", "de Rossi"]),
        ("The Bank, the Bank and THE BANK of it", ("the Bank",), ["The Bank", "the Bank", "THE BANK"]),
        ("the Daily Star", ("The Daily Star",), ["the Daily Star"]),
        ("Al-Rashid, al-Rashid, AL-RASHID", ("al-Rashid",), ["Al-Rashid", "al-Rashid", "AL-RASHID"]),
        ("D’Amato and d'Amato", ("d'Amato",), ["D’Amato", "d'Amato"]),
        ("IPhone and iPhone", ("iPhone",), ["IPhone", "iPhone"]),
        ("McRAE, MCRAE, Mcrae, mcrae", ("McRae",), ["McRAE", "MCRAE", "Mcrae"]),
        ("MacLEOD, Macleod", ("MacLeod",), ["MacLEOD", "Macleod"]),
        ("MacLeod, MacLEOD", ("Macleod",), ["MacLeod", "MacLEOD"]),
        ("DeLUCA, Deluca, DELUCA", ("DeLuca",), ["DeLUCA", "Deluca", "DELUCA"]),
        ("Will may. In May, will he?", ("May", "Will"), ["Will", "May"]),
        ("the fed", ("the Fed",), []),
    ],
)
def test_capitals_as_newspapers_set_them(text: str, names: tuple[str, ...], mentioned: list[str]) -> None:
    assert [text[start:end] for start, end in mentions(text, names)] == mentioned


@pytest.mark.parametrize(
    ("text", "name", "mentioned"),
    [
        ("Mr. Oka\u00adfor left.", "Okafor", ["Oka\u00adfor"]),
        ("\u200bOka\u200b\u2060for\u200b\ufeff left.", "Okafor", ["Oka\u200b\u2060for"]),
        ("Ada\u200bOkafor", "Ada Okafor", ["Ada\u200bOkafor"]),
        ("Ada\u200bOkafor", "Okafor", ["Okafor"]),
        ("Oka\u00adforian", "Okafor", []),
        ("Ada\u00a0Okafor, Ada\u202fOkafor", "Ada Okafor", ["Ada\u00a0Okafor", "Ada\u202fOkafor"]),
        *((f"Ada Okafor{hyphen}Lee left", "Ada Okafor-Lee", [f"Ada Okafor{hyphen}Lee"]) for hyphen in "‐‑‒–−－"),
        *((f"Ada O{mark}Kane{mark}s", "O'Kane", [f"O{mark}Kane"]) for mark in "'’‘ʼʻ′`´＇"),
        ("Ada O'Kane", "O\u02bcKane", ["O'Kane"]),
        ("Ada Okafor—Lee left", "Ada Okafor-Lee", []),
        ("Ada Eﬃng saw Ada Effing", "Ada Effing", ["Ada Eﬃng", "Ada Effing"]),
        ("Ada Effing", "Ada Eﬃng", ["Ada Effing"]),
        ("Ｏｋａｆｏｒ won", "Okafor", ["Ｏｋａｆｏｒ"]),
        ("Okafor² and Okafor① and Okafor2", "Okafor", ["Okafor", "Okafor"]),
        ("e\u0301\u00ad Beyonce\u0301 e\u0301", "Beyoncé", ["Beyonce\u0301"]),
    ],
)
def test_marks_and_invisible_characters_in_names(text: str, name: str, mentioned: list[str]) -> None:
    """The spans count in the text as it stands, and hold no invisible character before or after the name."""
    assert [text[start:end] for start, end in mentions(text, [name])] == mentioned


@pytest.mark.parametrize(
    ("text", "mentioned"),
    [
        ("Ann Okafor, Ben Okafor and Okafor", ["Okafor"]),  # one is Ben Okafor, and one the first of Ann's names
        ("The Okafor Fund, Ada Okafor", ["Ada Okafor"]),
        ("Ada Okafor Fund", []),
        ("BEN\n OKA\u00adFOR", []),
        ("OKAFOR", ["OKAFOR"]),
    ],
)
def test_names_of_others_are_no_mentions(text: str, mentioned: list[str]) -> None:
    spans = mentions(text, ["Ada Okafor", "Okafor"], ["Ann Okafor", "Ben Okafor", "Okafor Fund"])
    assert [text[start:end] for start, end in spans] == mentioned
    first = first_mention(text, ["Ada Okafor", "Okafor"], ["Ann Okafor", "Ben Okafor", "Okafor Fund"])
    assert first == (spans[0] if spans else (None, None))


def test_a_part_of_the_full_name_takes_nothing_away() -> None:
    assert mentions("Ada Okafor met Ada.", ["Ada Okafor"], ["Okafor"]) == [(0, 10)]


@pytest.mark.parametrize("text", ["Beyoncé sang.", "BEYONCÉ sang."])
@pytest.mark.parametrize("text_form", ["NFC", "NFD"])
@pytest.mark.parametrize("name_form", ["NFC", "NFD"])
def test_an_accent_is_found_however_it_is_written(text: str, text_form: Form, name_form: Form) -> None:
    """One letter with its accent, or a letter and then an accent; offsets are those of the text as it is given."""
    normalized_text = normalize(text_form, text)
    span = (0, normalized_text.index(" "))
    assert mentions(normalized_text, [normalize(name_form, "Beyoncé")]) == [span]
    assert first_mention(normalized_text, [normalize(name_form, "Beyoncé")]) == span


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_letter_with_an_accent_is_another_letter(form: Form) -> None:
    assert mentions(normalize(form, "José and éJose left."), ["Jose"]) == []
    assert first_mention(normalize(form, "José left."), ["Jose"]) == (None, None)
    assert mentions(normalize(form, "Jo Sé left."), ["Jo Se", "Jo"]) == [(0, 2)]
    assert mentions(normalize(form, "José, Jose"), ["José", "Jose"])[1:] == [
        (6 + (form == "NFD"), 10 + (form == "NFD"))
    ]
    assert mentions("❤\ufe0f won", ["❤"]) == [(0, 1)]  # what follows only says how it is drawn


@pytest.mark.parametrize(
    ("target", "aliases", "targets"),
    [
        ("", "", ()),
        ("Elon Musk", "", (Target("Elon Musk"),)),
        ("Elon Musk", "Musk|Elon", (Target("Elon Musk", ("Musk", "Elon")),)),
        ("A; B ;", "", (Target("A"), Target("B"))),
        ("A; B", "C|D; E", (Target("A", ("C", "D")), Target("B", ("E",)))),
        ("A; B", ";E", (Target("A"), Target("B", ("E",)))),
    ],
)
def test_cells_give_targets_and_back(target: str, aliases: str, targets: tuple[Target, ...]) -> None:
    assert read_targets(target, aliases, "", "a.csv:2") == targets
    assert read_targets(*join_targets(targets), "a.csv:2") == targets


@pytest.mark.parametrize(("target", "aliases"), [("", "Musk"), ("A; B", "C"), ("A", "C; D"), ("A; A", "")])
def test_cells_that_leave_a_question_open_are_refused(target: str, aliases: str) -> None:
    with pytest.raises(DataError, match=r"^a.csv:2 "):
        read_targets(target, aliases, "", "a.csv:2")


def test_options_give_targets() -> None:
    assert targets_from_options([], []) == ()
    assert targets_from_options(["A", "B"], []) == (Target("A"), Target("B"))
    assert targets_from_options(["A;B"], []) == (Target("A"), Target("B"))
    assert targets_from_options(["A"], ["C", "D|E"]) == (Target("A", ("C", "D", "E")),)


def test_an_alias_of_nobody_or_of_several_says_what_to_do() -> None:
    with pytest.raises(ConfigError, match="name it with --target NAME"):
        targets_from_options([], ["Musk"])
    with pytest.raises(ConfigError, match="run once for each target, or give a table"):
        targets_from_options(["A", "B"], ["Musk"])


def test_names_of_others_are_read_from_cells_and_options() -> None:
    targets = (Target("Ada Okafor", ("Okafor",), ("Ben Okafor", "Okafor Fund")), Target("Bo"))
    cells = ("Ada Okafor; Bo", "Okafor; ", "Ben Okafor|Okafor Fund; ")
    assert join_targets(targets) == cells
    assert read_targets(*cells, "a.csv:2") == targets
    assert join_targets(()) == ("", "", "")
    assert targets_from_options(["Ada Okafor"], ["Okafor"], ["Ben Okafor", "Okafor Fund"]) == targets[:1]
    assert targets_from_options(["Ada Okafor"], [], ["Ada Fund"]) == (Target("Ada Okafor", (), ("Ada Fund",)),)
    row = {"target": "Ada Okafor", "aliases": "Okafor", "not_aliases": "Ben Okafor|Okafor Fund"}
    assert row_target(row) == targets[0]
    text = "Ben Okafor met Okafor."
    assert target_cells(targets[0], text) == {**row, "target_start": 15, "target_end": 21}


def test_names_of_others_that_leave_a_question_open_are_refused() -> None:
    with pytest.raises(DataError, match=r"^a.csv:2 has not_aliases \(Ben\) but no target"):
        read_targets("", "", "Ben", "a.csv:2")
    with pytest.raises(
        DataError, match=r"^a.csv:2 has different numbers of targets, 2 \(A; B\), and of groups of not_"
    ):
        read_targets("A; B", "", "Ben", "a.csv:2")
    with pytest.raises(DataError, match=r"^a.csv:2 gives 'Okafor' both as a name of the target 'Ada'"):
        read_targets("Ada", "Okafor", "Okafor", "a.csv:2")
    with pytest.raises(DataError, match=r"^the command line gives 'Ada' both"):
        targets_from_options(["Ada"], [], ["Ada"])
    with pytest.raises(ConfigError, match=r"^--not 'Ben' needs a target that it is not; name it with --target NAME$"):
        targets_from_options([], [], ["Ben"])
    with pytest.raises(ConfigError, match=r"^--not 'Ben' could belong to any of 2 targets; run once"):
        targets_from_options(["A", "B"], [], ["Ben"])


def test_a_row_gives_its_target() -> None:
    assert row_target({"target": "A", "aliases": "B|C"}) == Target("A", ("B", "C"))
    assert row_target({"target": None}) is None
