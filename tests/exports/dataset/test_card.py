"""The dataset card: every section says what is true of its tables, and the hub can read its front matter."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml  # type: ignore[import-untyped]

from annotation.codebook.codebook import Codebook, Condition, Label, Question
from annotation.tables.frames import to_frame
from annotation.tables.schema import ANSWERS, GOLD
from exports.agreement.agreement import agreements
from exports.dataset.card import CardFacts, WrittenTable, dataset_card
from exports.dataset.export import ExportOptions, gather_inputs, write_export
from exports.dataset.redaction import ReleaseOptions, redact


def label(name: str, **fields: Any) -> Label:
    return Label(name, name[0], "#111111", f"It is {name} | <so>.", **fields)


TONES = (label("up"), label("down"))
MOOD = Question("mood", "choice", "Mood", "How is {target}?", TONES, target=True, rules=("Look.",))
WHY = Question("why", "choice", "Why", "Why?", (label("sun"),), only_if=Condition("mood", ("up",)))
WORDS = Question("words", "spans", "Words", "Which?", (label("cue"),))
BOOK = Codebook("moods", "1", "Moods of the sea", "", (MOOD, WHY, WORDS), digest="0123456789abcdef")
ABOUT = CardFacts("Moods & sea", "cc-by-4.0", "en", "0.1.0", 0, pseudonyms=True, has_text=False, front_matter=False)
ROWS = {"answers": 7, "gold": 2, "sentences": 2}
WRITTEN = [WrittenTable(name, f"{name}.csv", rows, {}) for name, rows in ROWS.items()]


def answer(line: str, **fields: Any) -> dict[str, Any]:
    """An answer written as `sentence annotator question label`."""
    cells = dict(zip(("sentence", "annotator", "question", "label"), line.split(), strict=True))
    same = {"article": "a/1", "text": f"Text of {cells['sentence']}.", "codebook": BOOK.stamp, "status": "answered"}
    return {**cells, **same, "audit": False, **fields}


GIVEN = to_frame(
    [
        *(answer(f"s1 {who} mood up", arm="blind", audit=True, comment="hm") for who in ("ann", "bob")),
        answer("s2 ann mood up", arm="prelabeled", shown_label="up", shown_probability=0.5),
        answer("s2 bob mood down", arm="prelabeled", shown_label="up", shown_probability=0.5),
        answer("s2 bob mood up", arm="prelabeled", status="superseded"),
        answer("s2 ann words cue", arm="prelabeled", start=0, end=4),
        {**answer("s1 cleo mood up"), "question": None, "label": None, "status": "skipped"},
    ],
    ANSWERS,
)
GOLD_GIVEN = to_frame(
    [
        {"sentence": "s1", "question": "mood", "label": "up", "decided_by": "unanimous"},
        {"sentence": "s2", "question": "mood", "label": None, "decided_by": "tie"},
    ],
    GOLD,
)


def card(
    card_facts: CardFacts = ABOUT, codebook: Codebook | None = BOOK, given: pd.DataFrame = GIVEN, **fields: Any
) -> str:
    handed = redact(given, gold=GOLD_GIVEN, codebook=codebook, **fields)
    return dataset_card(handed, WRITTEN, card_facts, codebook=codebook, agreement=agreements(given, codebook))


def section(title: str, markdown: str) -> list[str]:
    return [line for line in markdown.split(f"## {title}\n")[1].split("\n## ")[0].splitlines() if line]


def test_it_says_what_there_is() -> None:
    before = card().split("## What was asked")[0]
    assert before.startswith("# Moods & sea\n\nSentences of news articles, annotated by hand with newsstance 0.1.0.\n")
    assert "| gold | 2 | `gold.csv` |" in before
    assert " ".join(before.split()[-23:]) == (
        "1 article, 2 sentences (2 of them answered), 3 annotators, 4 answers that count, 1 marked span, 1 skipped and "
        "1 superseded rows."
    )


def test_it_says_what_was_asked() -> None:
    assert section("What was asked", card()) == [
        "Codebook `moods`, version `1`, digest `0123456789abcdef`. The whole of it is in",
        "`codebook.toml`, and in `codebook.qdc` for programs that read REFI-QDA.",
        "### Mood (`mood`)",
        "How is the target?",
        "Only for sentences with a target. Choose one answer. Optional.",
        "| label | definition | use when | not when |",
        "| --- | --- | --- | --- |",
        "| `up` | It is up \\| &lt;so>. |  |  |",
        "| `down` | It is down \\| &lt;so>. |  |  |",
        "1. Look.",
        "### Why (`why`)",
        "Why?",
        "Only if `mood` is `up`. Choose one answer. Optional.",
        "| label | definition | use when | not when |",
        "| --- | --- | --- | --- |",
        "| `sun` | It is sun \\| &lt;so>. |  |  |",
        "### Words (`words`)",
        "Which?",
        "Mark as many stretches of the sentence as there are. Optional.",
        "| label | definition | use when | not when |",
        "| --- | --- | --- | --- |",
        "| `cue` | It is cue \\| &lt;so>. |  |  |",
    ]


def test_without_a_codebook_it_names_the_labels() -> None:
    assert section("What was asked", card(codebook=None))[1:] == ["- `mood`: `down`, `up`", "- `words`: `cue`"]


def test_it_says_how_far_annotators_agree_and_why_that_flatters() -> None:
    """Two sentences: one unanimous, one split: alpha is 1 - 3 * (2 / 4) / (2 * 3 * 1 / 4)."""
    said = section("How far annotators agree", card())
    assert said[2] == "| mood | 0.000 | - | 2 | no verdict |"
    assert said[-1] == "Pre-labels pull annotators together: agreement is over all arms, see below."


def test_it_says_where_a_sentence_is_in_both_arms() -> None:
    """Here bob answers blind what ann was shown a label for."""
    bobs = GIVEN["annotator"].eq("bob") & GIVEN["sentence"].eq("s2")
    said = section("What annotators were shown", card(given=GIVEN.assign(arm=GIVEN["arm"].mask(bobs, "blind"))))
    assert said[-2].startswith(
        "A sentence can be blind for one annotator and pre-labeled for another; it is then counted"
    )
    assert not any("for another" in line for line in section("What annotators were shown", card()))


def test_it_says_what_people_were_shown() -> None:
    assert section("What annotators were shown", card())[2:4] == [
        "| `blind` | yes | 1 | 2 |",
        "| `prelabeled` | no | 1 | 3 |",
    ]


def test_it_says_how_gold_was_decided() -> None:
    assert section("How gold was decided", card())[2:4] == ["| mood | tie | 1 |", "| mood | unanimous | 1 |"]


def test_it_warns_of_cells_that_spreadsheets_run() -> None:
    assert "**Some cells begin as a formula does**" in card(replace(ABOUT, has_formulas=True))
    assert "formula" not in card()
    written_as_text = card(replace(ABOUT, has_formulas=True, for_spreadsheets=True))
    assert "were written\nwith an apostrophe" in written_as_text


def test_it_holds_no_html_of_a_table() -> None:
    answers = to_frame([{**answer("s1 ann mood up"), "label": "<img src=x>", "arm": "<b>"}], ANSWERS)
    hostile = dataset_card(redact(answers), WRITTEN, ABOUT)
    assert ("<img" in hostile, "<b>" in hostile, "&lt;img src=x>" in hostile) == (False, False, True)


def test_it_says_what_was_left_out_and_names_no_option() -> None:
    assert section("What was left out", card()) == [
        "- Text: the articles are other people's (`text`)",
        "- Comments: they are the annotators' own words, and may quote or name people (`comment`)",
        "- The annotators' own pseudonyms: they are called `a1`, `a2` and so on here, in an order that tells nothing.",
    ]
    everything = card(
        replace(ABOUT, pseudonyms=False, has_text=True), options=ReleaseOptions(text=True, comments=True, names=True)
    )
    assert section("What was left out", everything) == ["Nothing."]
    assert "Putting the texts back" not in everything


@pytest.mark.parametrize(
    ("license", "sentence"),
    [
        ("unknown", "**No license was given**: without one nobody may use this."),
        ("cc0-1.0", "cc0-1.0: for the annotations."),
    ],
)
def test_it_says_who_may_use_it(license: str, sentence: str) -> None:
    facts = CardFacts("Moods", license, "en", "0.1.0", 0, pseudonyms=True, has_text=False, front_matter=False)
    assert section("License", card(facts)) == [
        sentence,
        "The articles, whose texts are not in here, belong to their owners.",
    ]


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """A folder for the hub, with a title that is hard to write in YAML."""
    GIVEN.to_csv(tmp_path / "answers.csv", index=False)
    GOLD_GIVEN.to_csv(tmp_path / "gold.csv", index=False)
    front_yaml = gather_inputs(tmp_path / "answers.csv", tmp_path / "gold.csv", None, None, ReleaseOptions(pace=True))
    write_export(tmp_path / "hub", front_yaml, ExportOptions("huggingface", 'a: "b" # c', "cc-by-4.0", "no", 0))
    return tmp_path / "hub"


def front(folder: Path) -> dict[str, Any]:
    empty, matter, _ = (folder / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    assert empty == ""
    front_yaml: dict[str, Any] = yaml.safe_load(matter)
    return front_yaml


def test_the_hub_finds_each_table_under_its_name(hub: Path) -> None:
    front_yaml = front(hub)
    assert front_yaml["configs"] == [
        {"config_name": "answers", "default": True, "data_files": [{"split": "train", "path": "data/answers.parquet"}]},
        {"config_name": "gold", "data_files": [{"split": "train", "path": "data/gold.parquet"}]},
        {"config_name": "sentences", "data_files": [{"split": "train", "path": "data/sentences.parquet"}]},
    ]
    assert all((hub / config_entry["data_files"][0]["path"]).is_file() for config_entry in front_yaml["configs"])


def test_the_hub_gets_a_license_a_language_and_a_title_as_text(hub: Path) -> None:
    """Unquoted, YAML would take the Norwegian language for false."""
    front_yaml = front(hub)
    assert {
        key: front_yaml[key] for key in ("license", "language", "pretty_name", "task_categories", "size_categories")
    } == {
        "license": "cc-by-4.0",
        "language": ["no"],
        "pretty_name": 'a: "b" # c',
        "task_categories": ["text-classification"],
        "size_categories": ["n<1K"],
    }


def test_the_features_are_the_columns_of_the_files(hub: Path) -> None:
    """Name by name, in the same order, in the same types: `datasets` refuses a file whose columns differ."""
    types = {"string": pa.string(), "int64": pa.int64(), "float64": pa.float64(), "bool": pa.bool_()}
    for config, info in zip(front(hub)["configs"], front(hub)["dataset_info"], strict=True):
        assert info["config_name"] == config["config_name"]
        schema = pa.schema([(feature["name"], types[feature["dtype"]]) for feature in info["features"]])
        assert pq.read_schema(hub / config["data_files"][0]["path"]).equals(schema)
