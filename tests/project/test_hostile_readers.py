"""Whatever stands in a file, its reader answers with one clear line: properties over hostile values."""

import json
import string
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.cli.settings import read_settings
from annotation.codebook.codebook import read_codebook
from annotation.errors import NewsstanceError
from annotation.study.seal import read_seal
from annotation.study.study import open_study
from annotation.tables.frames import read_frame
from annotation.tables.read import read_rows
from annotation.tables.schema import ANSWERS, ARTICLES, GOLD, HANDOUT, LABELED, SCORES, SENTENCES, Table
from annotation.tables.write import write_rows
from tests.conftest import CONFIGS
from tests.examples.card import CARD
from training.models.card import Card, card_from_json, card_to_dict
from training.models.card_markdown import model_card, question_headline
from training.models.card_validation import check_card
from training.persistence.terms import terms_from_json

TABLES = (ARTICLES, SENTENCES, HANDOUT, ANSWERS, GOLD, LABELED, SCORES)
COLUMNS = sorted({column for table in TABLES for column in table.columns} | {"mood_probability", "extra", "\x1b[2J"})
EXTREME = (
    2**63,
    -(2**63) - 1,
    10**400,
    1e308,
    1e-320,
    float("inf"),
    float("nan"),
    True,
    "",
    "\x00",
    "\ud800",
    "\u202e",
)
PLAIN = st.one_of(st.none(), st.sampled_from(EXTREME), st.integers(), st.floats(), st.text(max_size=8))
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
)
ROWS = st.lists(st.dictionaries(st.sampled_from(COLUMNS), VALUES, max_size=8), min_size=1, max_size=3)
NESTED = ("[" * 200 + "]" * 200, "[" * 5_000, '{"a":' * 500, "9" * 5_000, "", "\ufeff", "null", "[[]]", '"\\ud800"')
short = settings(max_examples=60, derandomize=True, deadline=None)


def read_all(path: Path, table: Any) -> list[Any]:
    return list(read_rows(path, table))


def answers_in_one_line(read: Callable[[], Any]) -> None:
    """Read something; an error of ours is one line, and any other error fails the test."""
    problem = ""
    try:
        read()
    except NewsstanceError as error:
        problem = str(error)
    assert "\n" not in problem


def copy_rows(path: Path, copy: Path, table: Table) -> None:
    write_rows(copy, read_rows(path, table), table)


@short
@given(rows=ROWS, table=st.sampled_from(TABLES), cut=st.integers(0, 5))
def test_tables_in_json_are_read_and_written_in_every_format(rows: Any, table: Any, cut: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "t.jsonl")
        full = [{**{column: "a" for column in table.required[cut:]}, **row} for row in rows]
        path.write_text("".join(json.dumps(row) + "\n" for row in full))
        answers_in_one_line(lambda: read_frame(path, table))
        for ending in ("csv", "parquet", "jsonl"):
            copy = Path(folder, f"copy.{ending}")
            answers_in_one_line(partial(copy_rows, path, copy, table))
            answers_in_one_line(partial(read_frame, copy, table))


@short
@given(content=st.text(alphabet=string.printable + "é\x00\u202e", max_size=60), table=st.sampled_from(TABLES))
def test_tables_in_csv_are_read_or_refused(content: str, table: Any) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "t.csv")
        path.write_text(",".join(table.required) + "\n" + content, encoding="utf-8", newline="")
        answers_in_one_line(lambda: read_frame(path, table))
        path.write_text(content, encoding="utf-8", newline="")
        answers_in_one_line(lambda: read_frame(path, table))


@short
@given(st.data())
def test_a_card_with_any_value_at_any_place_is_read_or_refused(draw: Any) -> None:
    content = json.loads(json.dumps(card_to_dict(CARD)))
    place: Any = content
    while True:
        key = draw.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[key], dict | list) or not place[key] or draw.draw(st.booleans()):
            break
        place = place[key]
    place[key] = draw.draw(VALUES)

    def use(card: Card) -> None:
        check_card(card, "card.json")
        _ = (card.id, [question_headline(question) for question in card.questions])
        model_card(card)

    answers_in_one_line(lambda: use(card_from_json(json.dumps(content), "card.json")))


@short
@given(value=VALUES)
def test_files_of_a_study_with_any_value_are_read_or_refused(value: Any) -> None:
    with TemporaryDirectory() as folder:
        study = Path(folder, ".newsstance")
        study.mkdir()
        for content in (json.dumps(value), json.dumps([value]), json.dumps({"id": value, "key": value})):
            (study / "study.json").write_text(content)
            (study / "handout.seal").write_text(content)
            answers_in_one_line(lambda: open_study(Path(folder)))
            answers_in_one_line(lambda: read_seal(Path(folder, "handout.csv")))


@pytest.mark.parametrize("content", NESTED)
def test_what_is_nested_or_endless_is_refused_by_every_reader(content: str, tmp_path: Path) -> None:
    (tmp_path / ".newsstance").mkdir()
    for name in ("study.json", "handout.seal"):
        (tmp_path / ".newsstance" / name).write_text(content)
    for name in ("newsstance.toml", "book.toml"):
        (tmp_path / name).write_text(f"name = {content}")
    (tmp_path / "t.jsonl").write_text(f'{{"sentence": {content or 1}}}\n')
    answers_in_one_line(lambda: open_study(tmp_path))
    answers_in_one_line(lambda: read_seal(tmp_path / "handout.csv"))
    answers_in_one_line(lambda: read_settings(tmp_path))
    answers_in_one_line(lambda: read_codebook(tmp_path / "book.toml"))
    answers_in_one_line(lambda: read_frame(tmp_path / "t.jsonl", SENTENCES))
    answers_in_one_line(lambda: card_from_json(content, "card.json"))
    with pytest.raises(ValueError, match=r"^it "):
        terms_from_json(content.encode(), CARD)


@short
@given(
    place=st.integers(0, 9_000),
    inserted=st.sampled_from([*NESTED, "=", '"', "'''", "nan", "\x00", "[[questions]]", "a.b"]),
)
def test_a_codebook_damaged_anywhere_is_read_or_refused(place: int, inserted: str) -> None:
    with TemporaryDirectory() as folder:
        text = (CONFIGS / "climate_framing.toml").read_text(encoding="utf-8")
        path = Path(folder, "book.toml")
        path.write_text(text[: place % len(text)] + inserted + text[place % len(text) :], encoding="utf-8")
        answers_in_one_line(lambda: read_codebook(path))
