"""The page of agreement: the main result in words, every figure, and the same bytes whatever the order of the rows."""

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from typer.testing import CliRunner

from annotation.codebook.codebook import Codebook, Label, Question
from annotation.tables.frames import to_frame
from annotation.tables.schema import ANSWERS
from annotation.tables.write import write_rows
from exports.agreement.report import AgreementRecord, agreement_report
from exports.agreement.sample import Basis, basis
from exports.reports import agreement_text
from exports.reports.agreement import agreement_page
from exports.statistics.estimate import Estimate
from exports.statistics.formatting import with_interval
from newsstance import app
from tests.conftest import CONFIGS
from tests.examples.evaluation import EVIL, PageReader

PEOPLE: Final = ("ann", "bob", EVIL)
LABELS: Final = ("up", f"down {EVIL}", "$odd$")
MOOD = Question(
    "mood",
    "choice",
    "",
    "",
    (Label("up", "1", "#ffffff", ""), Label(LABELS[1], "2", "#000000", ""), Label(LABELS[2], "3", "gray", "")),
    merge={"known": LABELS[:2], "other": LABELS[2:]},
    agreement_target=0.8,
    merged_agreement_target=0.1,
)
MARKS = Question("marks", "spans", "", "", (Label("cue", "4", "#123456", ""),))
BOOK = Codebook("moods", "1", "", "", (MOOD, MARKS), digest="d" * 64)


def rows(sentences: int = 60, **fields: Any) -> list[dict[str, Any]]:
    """Three people on sentences of three to an article; each is wrong about one in six, in a way of their own."""
    dice = np.random.default_rng(1)
    found = []
    for index in range(sentences):
        truth = LABELS[dice.integers(3)]
        for person in PEOPLE:
            label = LABELS[dice.integers(3)] if dice.random() < 1 / 6 else truth
            base: dict[str, Any] = {
                "sentence": f"s{index}",
                "annotator": person,
                "article": f"a{index // 3}",
                "text": "one two three",
            }
            base |= {
                "answered_at": f"2026-01-01T10:{index:02d}:00Z",
                "codebook": BOOK.stamp,
                "round": "pilot",
                **fields,
            }
            found.append({**base, "question": "mood", "label": label})
            if label == "up":
                found.append({**base, "question": "marks", "label": "cue", "start": 4, "end": 7, "span_text": "two"})
    return found


def agreement_record(answers: list[dict[str, Any]], book: Codebook | None = BOOK) -> AgreementRecord:
    """What `agree --json` writes, read back from JSON."""
    report = agreement_report(to_frame(answers, ANSWERS), book)
    record: AgreementRecord = json.loads(json.dumps(report.to_record()))
    return record


RECORD: Final = agreement_record(rows())
PAGE: Final = agreement_page(RECORD, BOOK)


def values(node: object) -> Iterator[str]:
    """Every alpha and kappa, as the tables write them; of merged labels pairs are not shown."""
    if isinstance(node, Mapping):
        for key, inner in node.items():
            if key in ("alpha", "kappa") and inner["value"] is not None:
                yield f"{inner['value']:.3f}".replace("0.", ".")
            yield from values({**inner, "pairs": []} if key == "merged" and inner else inner)
    elif isinstance(node, list):
        for inner in node:
            yield from values(inner)


def test_no_text_becomes_a_tag_and_nothing_is_fetched() -> None:
    reader = PageReader(PAGE)
    assert reader.open_tags == []
    assert {"script", "link", "img", "iframe", "object", "style"} & {tag for tag, _ in reader.tags} == {"style"}
    assert not re.findall(r"@import|url\(\s*['\"]?(?!#)|(?:src|href)=\"(?!#)", PAGE)
    for words in (EVIL, *LABELS):
        assert words in reader.text


def test_every_figure_stands_on_the_page() -> None:
    page_text = PageReader(PAGE).text
    found = set(values(RECORD["questions"]))
    assert len(found) > 5
    assert [value for value in found if value not in page_text] == []
    for words in ("known : up, down", "Merged labels", ".800: not met", "F1 of words in percent"):
        assert words in page_text


def test_the_main_result_comes_first_and_in_words() -> None:
    page_text = PageReader(PAGE).text
    alpha = with_interval(RECORD["questions"][0]["alpha"], 3)
    opening = f"How far can these labels be trusted? mood {alpha}: these labels can carry tentative"
    assert opening in page_text
    assert (
        "Rests on 60 sentences with two answers or more, of 20 articles; 60 sentences answered in all, 3 annot"
        in page_text
    )
    assert "Intervals are 95 % intervals from 2,000 resamples, seed 0." in page_text


def test_nobodys_pace_is_on_the_page() -> None:
    paced = agreement_page(agreement_record(rows(seconds=12.345)), BOOK)
    assert paced == PAGE
    assert "seconds" not in PageReader(paced).text


def test_each_picture_is_told_in_words_and_ids_are_unique() -> None:
    tags = PageReader(PAGE).tags
    pictures = [attributes["aria-label"] or "" for tag, attributes in tags if attributes.get("role") == "img"]
    assert len(pictures) == 5  # all questions, labels, merged labels, annotators; shares
    assert all(pictures)
    assert re.match(r"mood: krippendorff's alpha \.7\d \(\.\d\d to \.\d\d\); mood, merged: ", pictures[0])
    assert re.search(r"; ann: up \d+ %, down .* %, \$odd\$ \d+ %; bob: up", pictures[4])
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"(?:href=\"|url\()#([\w-]+)", PAGE)) <= set(ids)


def test_numbers_can_be_read_on_the_codebooks_colors() -> None:
    styles = [
        attributes["style"] or ""
        for tag, attributes in PageReader(PAGE).tags
        if tag == "span" and "flex" in (attributes.get("style") or "")
    ]
    inks = {tuple(re.findall(r"#\w+", style)) for style in styles}
    assert inks == {("#ffffff", "#000"), ("#000000", "#fff"), ("#808080", "#000")}


def test_without_a_codebook_labels_have_colors_and_no_question_a_target() -> None:
    page = PageReader(agreement_page(agreement_record(rows(), None))).text
    assert "Reading Equal pairs" in page
    assert "Reading Target Equal pairs" in PageReader(PAGE).text
    assert "target" not in page
    assert "Merged labels" not in page


def test_where_nothing_can_be_compared_the_page_says_why() -> None:
    alone = [row for row in rows() if row["annotator"] == "ann"]
    page = agreement_page(agreement_record(alone), BOOK)
    assert "mood: nothing can be said yet." in PageReader(page).text
    assert "No alpha: nothing to compare: only ann answered." in PageReader(page).text
    assert "<svg" not in page
    some = [row for row in rows(9) if row["question"] == "mood"]
    few = PageReader(agreement_page(agreement_record(some), BOOK)).text
    assert re.search(r"trusted\? mood \.\d+: no verdict, since an interval needs .* 8 articles, and there are 3\.", few)
    assert "An alpha without an interval may be luck" in few
    assert "(no interval)" in few


def test_one_article_that_all_agree_on_can_not_be_relied_on() -> None:
    """The codebook's order stays; questions without an interval have no verdict, however high their alpha."""

    def question(name: str, alpha: dict[str, Any], reading: str) -> Any:
        return {"question": name, "alpha": alpha, "ordinal": None, "reading": reading}

    one_article = {"why": "an interval needs at least 8 articles, and there is 1"}
    questions = [
        question("stance", figure(0.71) | one_article, "no verdict"),
        question("holder", figure(1.0) | one_article, "no verdict"),
        question("tone", figure(0.9, 0.85, 0.94), "reliable"),
        question("irony", figure(None), "undefined"),
        question("sourcing", figure(0.81, 0.7, 0.9), "reliable"),
    ]
    assert list(agreement_text.summary(questions)) == [
        "stance .710 and holder 1.000: no verdict, since an interval needs at least 8 articles, and there is 1.",
        "tone .900 (.850 to .940): these labels can be relied on.",
        "irony: nothing can be said yet.",
        "sourcing .810 (.700 to .900): these labels can be relied on, though anything from “tentative” to “reliable” "
        "fits.",
    ]


def test_the_page_does_not_change_what_it_is_given() -> None:
    answer_rows = deepcopy(RECORD)
    agreement_page(answer_rows, BOOK)
    assert answer_rows == RECORD


@pytest.mark.parametrize("name", ["stance_sourcing", "climate_framing"])
def test_the_verb_writes_the_same_bytes_whatever_the_order_of_the_rows(tmp_path: Path, name: str) -> None:
    codebook = CONFIGS / f"{name}.toml"
    labels = ("named", "anonymous") if name == "stance_sourcing" else ("cost", "nature")
    question = "sourcing" if name == "stance_sourcing" else "frame"
    answer_rows = [
        {
            "sentence": f"s{index}",
            "annotator": person,
            "article": f"a{index % 14}",
            "question": question,
            "label": labels[pick],
        }
        for index in range(40)
        for person, pick in (("ann", index % 2), ("bob", index % 3 % 2), ("cleo", index % 5 % 2))
    ]
    for run in ("a", "b"):
        write_rows(tmp_path / f"{run}.csv", answer_rows, ANSWERS)
        words = ["agree", str(tmp_path / f"{run}.csv"), "--codebook", str(codebook)]
        ran = CliRunner().invoke(app, [*words, "--page", str(tmp_path / f"{run}.html")])
        assert ran.exit_code == 0, ran.exception
        assert f"the page: {tmp_path / run}.html" in ran.stderr
        answer_rows = [answer_rows[index] for index in np.random.default_rng(3).permutation(len(answer_rows))]
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    assert ran.stdout.startswith("question  ")


def test_a_sentence_that_was_blind_for_some_only_is_no_blind_one() -> None:
    answers = [
        {"sentence": "s0", "annotator": "ann", "arm": "prelabeled"},
        {"sentence": "s0", "annotator": "bob", "arm": "blind"},
    ]
    found = basis(to_frame([{"question": "mood", "label": "up", **answer} for answer in answers], ANSWERS))
    assert (found.blind, found.prelabeled, found.in_both) == (0, 1, 1)
    (caution,) = agreement_text.cautions({"basis": asdict(found), "codebooks": {}, "questions": []})  # type: ignore[typeddict-item]
    assert caution.endswith(
        "On 1 of them some annotators were not shown it: “newsstance anchoring” compares these with the others."
    )


def test_what_the_figures_rest_on_is_counted() -> None:
    """s0 and s1 have two answers; s1 is blind and audit, s0 was pre-labeled; s2 has one answer."""
    answers = [
        {"sentence": "s0", "annotator": "ann", "arm": "prelabeled", "audit": False},
        {"sentence": "s0", "annotator": "bob", "arm": "prelabeled", "audit": False},
        {"sentence": "s1", "annotator": "ann", "arm": "blind", "audit": True},
        {"sentence": "s1", "annotator": "bob", "arm": "blind", "audit": True},
        {"sentence": "s2", "annotator": "cleo", "arm": "prelabeled", "audit": False},
    ]
    answer_rows = [
        {"question": "mood", "label": "up", "article": "a", "round": "pilot", "codebook": "m 1 x", **a} for a in answers
    ]
    found = basis(to_frame(answer_rows, ANSWERS))
    assert found == Basis(3, 5, 3, 2, 1, ["pilot"], audit=1, blind=1, prelabeled=1)
    versions = {"m 1 x": 3, "m 2 y": 2}
    record: Any = {"basis": asdict(found), "codebooks": versions, "questions": []}
    assert list(agreement_text.cautions(record)) == [
        "A model's labels were shown beforehand on 1 compared sentence. People who follow the model agree with each "
        "other without having judged: agreement there is flattered. Nothing was shown on 1: “newsstance anchoring” "
        "compares the two.",
        "The audit sample, drawn at random before any selection, is 1 of the compared sentences; the others need not "
        "stand for all sentences.",
        "The answers were given under 2 versions of the codebook, mixed here.",
    ]


def figure(value: float | None, low: float | None = None, high: float | None = None) -> dict[str, Any]:
    return asdict(Estimate(value, low, high, 90))


def test_verdicts_name_what_stands_out_and_accuse_nobody_by_chance() -> None:
    """The interval of bob lies below the mean of 80; ann's change leaves 0 out, cleo's doesn't."""
    each = [
        {"annotator": "ann", "percent": figure(90, 85, 94), "change": figure(-12, -20, -4)},
        {"annotator": "bob", "percent": figure(65, 60, 70), "change": figure(None)},
        {"annotator": "cleo", "percent": figure(85, 75, 90), "change": figure(-5, -11, 1)},
    ]
    question: Any = {
        "alpha": figure(0.70, 0.60, 0.82),
        "ordinal": None,
        "reading": "tentative",
        "target": None,
        "merged": None,
        "labels": [],
        "confused": [{"labels": ["up", "odd"], "pairs": 3}, {"labels": ["up", "down"], "pairs": 1}],
        "each": [{**annotator, "first_half": figure(96), "second_half": figure(84)} for annotator in each],
    }
    assert agreement_text.agreement_headline(question) == (
        "Alpha .700 (.600 to .820): these labels can carry tentative conclusions only, though anything from “not "
        "reliable” to “reliable” fits."
    )
    assert list(agreement_text.agreement_verdicts(question)) == [
        "More articles narrow the interval.",
        "Where two answers differ, it is most often “up” against “odd”: 3 of 4 such pairs.",
        "bob says what most others say in 65 % of the sentences, the annotators on average in 80 %: worth a talk about "
        "the codebook.",
        "ann's agreement with the others fell from 96 to 84 % between the first half of the answers and the second.",
    ]
