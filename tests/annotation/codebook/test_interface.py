"""Label Studio's interface asks what the codebook asks, once, with its keys, and nothing else."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner

from annotation.cli.codebook import codebook_verbs
from annotation.codebook.codebook import Codebook, Condition, Label, Question, read_codebook
from annotation.codebook.interface import SUGGESTED, WORD_JOINER, labeling_interface
from annotation.codebook.validation import SUGGESTION_SHOWN, TEXT_WITH_MARKS

CONFIGS = Path(__file__).parents[3] / "configs"
OURS = ["stance_sourcing", "climate_framing"]


def ours(name: str) -> Codebook:
    return read_codebook(CONFIGS / f"{name}.toml")


def small(*questions: Question) -> Codebook:
    return Codebook("mine", "1", "Mine", "Read.", questions, digest="0" * 64)


def choice(name: str, text: str = "Why?", **fields: object) -> Question:
    keys = {"tone": "12", "depth": "qw", "root": "as"}[name]
    labels = tuple(Label(f"{name}_{key}", key, "#0072b2", f"Key {key} < & >.") for key in keys)
    return replace(Question(name, "choice", name.title(), text, labels), **fields)  # type: ignore[arg-type]


def parse(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own


def parents(screen: ET.Element) -> dict[ET.Element, ET.Element]:
    return {child: parent for parent in screen.iter() for child in parent}


def above(screen: ET.Element, element: ET.Element) -> list[ET.Element]:
    """Every element that holds this one, the nearest first."""
    up = parents(screen)
    elements = []
    while element in up:
        element = up[element]
        elements.append(element)
    return elements


def asked(screen: ET.Element) -> list[ET.Element]:
    """The controls of questions: all but the hidden one, which a prediction chooses."""
    return [control for control in screen.iter("Choices") if control.get("name") != SUGGESTION_SHOWN]


@pytest.mark.parametrize("name", OURS)
def test_every_label_is_there_once_with_its_key(name: str) -> None:
    book = ours(name)
    screen = parse(labeling_interface(book))
    tags = {"choice": ("Choices", "Choice"), "spans": ("Labels", "Label")}
    for question in book.questions:
        control, child_tag = tags[question.kind]
        (element,) = screen.findall(f".//{control}[@name='{question.name}']")
        assert element.get("toName") == "text"
        labels = [(e.get("value"), e.get("alias") or e.get("value"), e.get("hotkey")) for e in element.iter(child_tag)]
        assert labels == [(label.shown, label.name, label.hotkey) for label in question.labels]
        assert (element.get("required") == "true") is question.required
    controls = [element.get("name") for element in [*asked(screen), *screen.iter("Labels")]]
    assert sorted(map(str, controls)) == sorted(question.name for question in book.questions)


def test_a_tasks_texts_are_shown_in_reading_order() -> None:
    screen = parse(labeling_interface(ours("stance_sourcing")))
    fields = [e.get("value") for e in screen.iter() if e.tag in ("Header", "Text") and "$" in str(e.get("value"))]
    assert fields == ["$headline", "$before", "$text", "$after", "How does the sentence present $target?"]
    assert [(e.get("name"), e.get("value")) for e in screen.iter("Text")] == [
        ("before", "$before"),
        ("text", "$text"),
        ("after", "$after"),
    ]
    assert [e.get("name") for e in screen.iter("TextArea")] == ["comment"]


def test_a_question_that_hangs_on_another_is_shown_only_with_its_labels() -> None:
    screen = parse(labeling_interface(ours("stance_sourcing")))
    (holder,) = screen.findall(".//Choices[@name='holder']")
    conditions = [e.attrib for e in above(screen, holder) if "visibleWhen" in e.attrib]
    assert conditions == [
        {
            "className": "ns-question ns-follow-up",
            "visibleWhen": "choice-selected",
            "whenTagName": "stance",
            "whenChoiceValue": "favorable,unfavorable,mixed",
        }
    ]
    for name in ("stance", "sourcing", "bias"):
        (free,) = screen.findall(f".//Choices[@name='{name}']")
        assert not [e for e in above(screen, free) if "visibleWhen" in e.attrib]


def test_a_chain_of_conditions_is_hidden_with_its_first() -> None:
    """What hangs on a hidden question is hidden too, because it stands inside."""
    chain = small(
        choice("tone"),
        choice("depth", only_if=Condition("tone", ("tone_1",))),
        choice("root", only_if=Condition("depth", ("depth_q",))),
    )
    screen = parse(labeling_interface(chain))
    (root,) = screen.findall(".//Choices[@name='root']")
    assert [e.get("whenTagName") for e in above(screen, root) if "visibleWhen" in e.attrib] == ["depth", "tone"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("stance_sourcing", ["sourcing", "bias"]), ("climate_framing", ["frame"])],
)
def test_without_a_target_nothing_about_it_is_asked(name: str, expected: list[str]) -> None:
    """Questions about the target go, and those that hang on them."""
    text = labeling_interface(ours(name), target=False)
    screen = parse(text)
    assert [e.get("name") for e in asked(screen)] == expected
    assert len(list(screen.iter("Labels"))) == 1
    assert "$target" not in text
    assert text.count("visibleWhen") == 1  # the line about suggestions


def test_the_columns_are_the_questions_that_always_stand() -> None:
    screen = parse(labeling_interface(ours("stance_sourcing")))
    (row,) = screen.findall(".//View[@className='ns-questions']")
    assert [column.findall("./View/Header")[0].get("value") for column in row] == ["Stance", "Sourcing", "Bias"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Is {target} it?", "Is $target it?"),
        ("Is it {target}", "Is it $target"),
        ("{target}'s fault?", "$target's fault?"),
        ("Not {target}.", f"Not $target{WORD_JOINER}."),
        ("{target}[1] and {target}", f"$target{WORD_JOINER}[1] and $target"),
        ("{target}_x", f"$target{WORD_JOINER}_x"),
        ("Over $5 for {target}?", f"Over ${WORD_JOINER}5 for $target?"),
        ('A < B & "C"?', 'A < B & "C"?'),
    ],
)
def test_only_the_placeholder_is_filled_in(text: str, expected: str) -> None:
    """Label Studio reads `$` and the letters, dots and brackets after it as a field's name."""
    screen = parse(labeling_interface(small(choice("tone", text, target=True))))
    assert screen.findall(".//View[@className='ns-ask']/Header")[0].get("value") == expected


def test_the_look_has_no_sign_that_label_studio_would_escape() -> None:
    """A style with > or & arrives in the page as an entity, and its rule is lost."""
    style = parse(labeling_interface(ours("stance_sourcing"))).findtext("Style") or ""
    assert ".ns-sentence" in style
    assert not set("<>&$") & set(style)


def test_definitions_are_hints() -> None:
    screen = parse(labeling_interface(small(choice("tone"))))
    (tone,) = asked(screen)
    assert [e.get("hint") for e in tone] == ["Key 1 < & >.", "Key 2 < & >."]


def test_titles_are_shown_and_names_are_answered() -> None:
    """Label Studio writes the alias into the answers; what looks like a field's name is none."""
    label = Label("not_biased", "s", "#0072b2", "No.", title="nicht $voreingenommen")
    book = replace(small(choice("tone")), language="de", words={"comment": "Anmerkung"})
    question = replace(book.questions[0], labels=(label, Label("no_idea", "d", "#0072b2", "No.")), required=True)
    screen = parse(labeling_interface(replace(book, questions=(question,))))
    (tone,) = asked(screen)
    assert [(e.get("value"), e.get("alias"), e.get("hotkey")) for e in tone] == [
        (f"nicht ${WORD_JOINER}voreingenommen", "not_biased", "s"),
        ("no idea", "no_idea", "d"),
    ]
    assert tone.get("requiredMessage") == "Tone: bitte eine Antwort wählen (Tasten s d)"
    assert [e.get("placeholder") for e in screen.iter("TextArea")] == ["Anmerkung"]


def test_the_line_about_suggestions_hangs_on_the_prediction() -> None:
    screen = parse(labeling_interface(ours("stance_sourcing")))
    (line,) = screen.findall(".//View[@className='ns-suggestion']")
    conditions = (line.get("visibleWhen"), line.get("whenTagName"), line.get("whenChoiceValue"))
    assert conditions == ("choice-selected", SUGGESTION_SHOWN, SUGGESTED)
    (control,) = screen.findall(f".//View[@className='ns-hidden']/Choices[@name='{SUGGESTION_SHOWN}']")
    assert [choice.get("value") for choice in control] == [SUGGESTED]
    assert SUGGESTION_SHOWN not in labeling_interface(ours("stance_sourcing"), adjudication=True)


def test_the_marked_copy_of_the_sentence_can_not_be_answered() -> None:
    screen = parse(labeling_interface(ours("stance_sourcing")))
    (copy,) = screen.findall(".//View[@className='ns-target']/HyperText")
    assert (copy.get("name"), copy.get("value")) == (TEXT_WITH_MARKS, f"${TEXT_WITH_MARKS}")
    assert TEXT_WITH_MARKS not in {control.get("toName") for control in screen.iter()}


def test_only_a_required_question_must_be_answered() -> None:
    screen = parse(labeling_interface(small(choice("tone"), choice("depth", required=True))))
    requirements = {e.get("name"): (e.get("required"), e.get("requiredMessage")) for e in asked(screen)}
    assert requirements == {"tone": (None, None), "depth": ("true", "Depth: choose an answer (keys q w)")}


def test_the_same_codebook_gives_the_same_text() -> None:
    assert labeling_interface(ours("stance_sourcing")) == labeling_interface(ours("stance_sourcing"))


@pytest.mark.parametrize("name", OURS)
def test_label_studios_own_reader_accepts_it(name: str) -> None:
    """The SDK parses the interface, and takes a prediction for each label."""
    from label_studio_sdk.label_interface.interface import LabelInterface

    for target in (True, False):
        config = labeling_interface(ours(name), target=target)
        reader: Any = LabelInterface(config)
        reader.validate()
        for question in ours(name).questions:
            if question.kind == "choice" and f'name="{question.name}"' in config:
                results = [
                    {"from_name": question.name, "to_name": "text", "type": "choices", "value": {"choices": [label]}}
                    for label in question.label_names
                ]
                assert reader.validate_prediction({"result": results, "model_version": "newsstance"})
                results[0]["value"] = {"choices": ["no such label"]}
                assert not reader.validate_prediction({"result": results, "model_version": "newsstance"})


def test_the_verb_writes_it(tmp_path: Path) -> None:
    path, output = CONFIGS / "stance_sourcing.toml", tmp_path / "interface.xml"
    CliRunner().invoke(codebook_verbs, ["interface", str(path), "-o", str(output)], catch_exceptions=False)
    assert output.read_text(encoding="utf-8") == labeling_interface(read_codebook(path))
    printed = CliRunner().invoke(codebook_verbs, ["interface", str(path), "--without-target"], catch_exceptions=False)
    assert printed.stdout == labeling_interface(read_codebook(path), target=False)


def test_an_adjudicator_sees_what_was_said_and_need_not_answer_what_is_settled() -> None:
    """What hangs on an answer is required with it, and what was said of it is seen before that answer is given."""
    depth = choice("depth", required=True, only_if=Condition("tone", ("tone_1",)))
    book = small(choice("tone", required=True), depth, choice("root", kind="spans"))
    screen = parse(labeling_interface(book, adjudication=True))
    required = {control.get("name"): control.get("required") for control in screen.iter("Choices")}
    assert required == {"tone": None, "depth": "true"}
    fields = [
        [part.get("value") for part in home.iter("Header")]
        for home in screen.iter()
        if home.get("className") == "ns-said"
    ]
    assert fields == [["$marked_root"], ["$open_tone", "$agreed_tone", "$open_depth", "$agreed_depth"]]
    assert [part.get("value") for part in screen.findall(".//View[@className='ns-remarks']//Header")] == ["$comments"]
    hidden = [part for part in screen.iter() if part.get("visibleWhen")]
    assert [part.get("className") for part in hidden[0].iter() if "said" in (part.get("className") or "")] == []
    assert "ns-said" not in {part.get("className") for part in parse(labeling_interface(book)).iter()}
