"""Odd texts, targets and encoders, each tried with `train` and `score`: clear words, and no wrong label."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.examples.encoders import encoder
from tests.examples.small_model import COLUMNS, WHO, learn, left_out, refusal, run, score, write

pytestmark = pytest.mark.usefixtures("own_cache")


BAD: Mapping[str, tuple[dict[str, Any], str]] = {
    "an empty text": ({"text": ""}, "has no 'text'"),
    "no text": ({"text": None}, "has no 'text'"),
    "white space": ({"text": " \t\u00a0 "}, ": its text is only white space; take the row out"),
    "half of a character": (
        {"text": "Bo \ud83d won."},
        r"holds \ud83d, half of a character",
    ),
    "a number": ({"text": 7}, ": 'text' is 7, not text"),
    "offsets beyond the text": (
        {"text": "Bo won.", "target": "Bo", "target_start": 0, "target_end": 99},
        ": the target's offsets 0 to 99 are no part of its text (0 to 7); they count code points of the row's own text",
    ),
    "offsets that count bytes": (
        {"text": "😀😀 Bo", "target": "Bo", "target_start": 9, "target_end": 11},
        ": the target's offsets 9 to 11 are no part of its text (0 to 5)",
    ),
    "a start without an end": (
        {"text": "Bo won.", "target": "Bo", "target_start": 0},
        ": the target's offsets are 0 to (missing); give both or neither",
    ),
    "an end without a start": (
        {"text": "Bo won.", "target": "Bo", "target_end": 9999},
        ": the target's offsets are (missing) to 9999; give both or neither",
    ),
    "two targets in one cell": (
        {"text": "Ann praised Bo.", "target": "Ann; Bo"},
        ": its target is 'Ann; Bo', which names 2; a row is about one of them: give each a row of its own, as "
        "newsstance split does",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_row_that_cannot_be_used_is_named_with_its_line_and_never_labeled(case: str, model: str) -> None:
    row, told = BAD[case]
    assert refusal(*learn({"article": "x", "view": "pro", "target": "Bo", **row})).startswith("labeled.jsonl:19")
    assert told in refusal(*learn({"article": "x", "view": "pro", "target": "Bo", **row}))
    result, found = score(model, {"text": "Bo praised the good plan.", "target": "Bo"}, {"target": "Bo", **row})
    assert (result.exit_code, [one["view"] for one in found]) == (3, ["pro"])
    [why] = left_out()
    assert why.startswith("new.jsonl:2")
    assert told in why


def test_a_blank_row_without_a_target_stops_no_other(model: str) -> None:
    result, found = score(model, {"text": "   "}, {"text": "Bo praised the good plan.", "target": "Bo"})
    assert (result.exit_code, [one["view"] for one in found]) == (3, ["pro"])
    assert left_out() == ["new.jsonl:1: its text is only white space; take the row out"]


def test_offsets_that_point_elsewhere_are_told(model: str) -> None:
    """Offsets in UTF-16, as JavaScript counts, still lie within the text where emoji stand before the target."""
    row = {"text": "😀😀 Bo praised the good plan and he won", "target": "Bo"}
    for start, end, told in ((3, 5, False), (5, 7, True), (32, 34, False)):
        result, _ = score(model, {**row, "target_start": start, "target_end": end})
        assert ("1 sentence with offsets that hold no word of the target's name" in result.stderr) is told
    assert "offsets" not in score(model, row)[0].stderr


ODD: Mapping[str, dict[str, Any]] = {
    "emoji": {"text": "😀 Bo 👍🏽 praised the good plan 👨‍👩‍👧", "target": "Bo"},
    "a target between emoji": {
        "text": "👍🏽Bo👍🏽 praised the good plan",
        "target": "Bo",
        "target_start": 2,
        "target_end": 4,
    },
    "Arabic around what is known": {"text": "قال Bo praised the good plan", "target": "Bo"},
    "a target that does not occur": {"text": "She praised the good plan.", "target": "Zed"},
    "a target that is an emoji": {"text": "😀 praised the good plan", "target": "😀"},
    "control characters": {"text": "Bo \x00praised\x1b[2J the good plan", "target": "Bo"},
}


@pytest.mark.parametrize("case", ODD)
def test_odd_texts_are_learned_from_and_labeled_by_what_is_known_in_them(case: str, model: str) -> None:
    row = ODD[case]
    assert run(*learn({"article": "x", "view": "pro", **row})).exit_code == 0
    result, [found] = score(model, row)
    is_named = row["target"] != "Zed"  # the model learned from no sentence that does not name its target
    assert (result.exit_code, found.get("view")) == (0, "pro" if is_named else None)
    assert found["view_probability"] > 0.8
    assert "praised +" in found["view_why"]
    assert ("learned from few sentences that don't name the target: 1 sentence" in result.stderr) is not is_named


@pytest.mark.parametrize(
    "text", ["😀👍🏽", "قال إن الخطة جيدة", "日本は計画を称賛した", "“…”", "...", "Bo!", "x" * 100_000]
)
@pytest.mark.parametrize("encoded", [False, True])
def test_where_the_model_knows_no_word_it_abstains_and_that_is_said(text: str, encoded: bool, tmp_path: Path) -> None:
    """An encoder has numbers for any text, and would be sure of its answer."""
    options = ("--encoder", str(encoder(tmp_path / "encoder"))) if encoded else ()
    model = run(*learn(options=options)).stdout.splitlines()[-1]
    result, [found] = score(model, {"text": text, "target": "Bo"})
    assert (result.exit_code, found.get("view")) == (0, None)
    assert sum(found[name] for name in COLUMNS[2:]) == pytest.approx(1, abs=1e-5)
    assert "view: the model knows no word of 1 sentence\n" in result.stderr
    assert "view: the model abstained on 1 sentence (--no-abstain answers all)" in result.stderr
    _, [told] = score(model, {"text": text, "target": "Bo"}, options=("--no-abstain",))
    assert told["view"] in ("pro", "con", "odd")


def test_two_targets_of_one_sentence_are_asked_about_one_by_one() -> None:
    """Who attacks and who is attacked: the same words, on the other side of each."""
    pairs = [(one, other) for one in WHO for other in WHO if one != other]
    rows = [
        {"sentence": f"{a}{b}", "text": f"{a} attacked {b}.", "article": a, "target": target, "view": view}
        for a, b in pairs
        for target, view in ((a, "doer"), (b, "done to"))
    ]
    trained = run("train", write("pairs.jsonl", *rows), "--question", "view", "--precision", "0").stdout.splitlines()[
        -1
    ]
    new = [{"sentence": "s", "text": "Zed attacked Yan.", "target": target} for target in ("Zed", "Yan")]
    _, found = score(trained, *new)
    assert [(row["target"], row["view"]) for row in found] == [("Zed", "doer"), ("Yan", "done to")]


def long_texts() -> dict[str, str]:
    """Texts of a million characters: one word, few words, many words that name target, outlet and author."""
    rng = np.random.default_rng(0)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    made = ["".join(rng.choice(letters, size)) for size in rng.integers(2, 10, 20_000)]
    some = ["Bo", "Herald", "Al", "good", "not", "said", "“", "."] * 500
    many = " ".join(rng.choice([*made, *some], 200_000).tolist())
    few = "Bo praised the good plan. " * 40_000
    return {"one word": "a" * 10**6, "few words": few[: 10**6], "many words": many[: 10**6]}


@pytest.mark.parametrize(("name", "text"), long_texts().items(), ids=str.split)
def test_a_million_characters_take_seconds(name: str, text: str, model: str) -> None:
    row = {"text": text, "target": "Bo", "outlet": "Herald", "author": "Al", "before": text, "after": text}
    begun = time.perf_counter()
    result, [found] = score(model, row)
    assert result.exit_code == 0
    assert (found.get("view") is None) is (name == "one word")
    assert time.perf_counter() - begun < 30  # a few; were it to grow with the square of the length, many minutes


def test_a_million_characters_can_be_learned_from() -> None:
    begun = time.perf_counter()
    text = ("Bo praised the good plan. " * 40_000)[: 10**6]
    assert run(*learn({"text": text, "article": "x", "target": "Bo", "outlet": "plan", "view": "pro"})).exit_code == 0
    assert time.perf_counter() - begun < 60
