"""Odd texts, targets and encoders, each tried with `train` and `score`: clear words, and no wrong label."""

import json
import shutil
import sys
import time
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from annotation.errors import NewsstanceError
from newsstance import app
from tests.conftest import Once
from tests.examples.encoders import encoder, static
from training.encoders.encoder import files_and_digest, opened_encoder

WHO = ("Ann", "Bo", "Cy", "Di", "Ed", "Flo")
SAID = (("praised the good plan", "pro"), ("blamed the bad plan", "con"), ("met on a monday", "odd"))
KNOWN = [{"text": f"{who} {what}.", "article": who, "target": who, "view": view} for who in WHO for what, view in SAID]
COLUMNS = ("view", "view_probability", "view_probability_con", "view_probability_odd", "view_probability_pro")
Answer = tuple[str | None, ...]


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSSTANCE_CACHE", str(tmp_path / "cache"))
    forget()


def forget() -> None:
    """Know no encoder, as a new process does."""
    files_and_digest.cache_clear()
    opened_encoder.cache_clear()


def write(name: str, *rows: Mapping[str, Any]) -> str:
    Path(name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return name


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit | NewsstanceError):
        raise result.exception
    return result


def refusal(*arguments: object) -> str:
    """Run a verb that must be refused; gives its one line."""
    error = run(*arguments).exception
    assert isinstance(error, NewsstanceError)
    assert "\n" not in str(error)
    return str(error)


def learn(*more: Mapping[str, Any], options: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Train on known sentences and some more."""
    labeled = write("labeled.jsonl", *KNOWN, *more)
    return ("train", labeled, "--question", "view", "--precision", "0", *options)


def learned() -> str:
    return run(*learn()).stdout.splitlines()[-1]


@pytest.fixture
def model(once: Once) -> str:
    return once(learned)


def score(model: str, *rows: Mapping[str, Any], options: tuple[str, ...] = ()) -> tuple[Result, list[dict[str, Any]]]:
    given = write("new.jsonl", *({"sentence": f"s{at}", **row} for at, row in enumerate(rows)))
    result = run("score", given, "--model", model, "--explain", *options)
    return result, [json.loads(line) for line in result.stdout.splitlines()]


def left_out() -> list[str]:
    path = Path("scores.left-out.jsonl")
    return [json.loads(line)["why"] for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


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
    assert (result.exit_code, found["view"]) == (0, "pro")
    assert found["view_probability"] > 0.8
    assert "praised +" in found["view_why"]
    assert ("1 sentence answered that don't name the target" in result.stderr) is (row["target"] == "Zed")


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


def with_encoder(folder: Path) -> str:
    return run(*learn(options=("--encoder", str(folder)))).stdout.splitlines()[-1]


GIVEN = {"text": "Bo praised the good plan.", "target": "Bo"}


def test_an_encoder_without_its_tokenizer() -> None:
    model = with_encoder(encoder(Path("e")))
    Path("e/tokenizer.json").unlink()
    forget()
    told = (
        f"the encoder in {Path('e').absolute()} has no tokenizer.json: texts can't be cut into its word pieces; "
        "put the tokenizer.json it was published with beside it"
    )
    assert refusal(*learn(options=("--encoder", "e"))) == told
    assert refusal("score", write("new.jsonl", {"sentence": "s", **GIVEN}), "--model", model) == (
        f"{told}; if the model's encoder is elsewhere now, name it in NEWSSTANCE_ENCODER"
    )


def test_a_model_is_the_same_however_its_encoder_was_named_and_scores_from_any_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    encoder(Path("e"))
    model, again, moved = (with_encoder(Path(name)) for name in ("e", "./e", encoder(Path("else/e"))))
    assert model == again == moved
    monkeypatch.setenv("NEWSSTANCE_TRUST", str(Path("elsewhere.json").absolute()))
    assert with_encoder(Path("else/e")) == model  # not altered, though its card says another place
    monkeypatch.delenv("NEWSSTANCE_TRUST")
    assert json.loads((Path(model) / "card.json").read_text())["settings"]["encoder"]["setting"] == str(
        Path("e").absolute()
    )
    folder = Path(model).absolute()
    Path("else/where").mkdir()
    monkeypatch.chdir("else/where")
    forget()
    assert score(str(folder), GIVEN)[1][0]["view"] == "pro"


def test_a_strangers_model_cannot_say_which_folder_an_encoder_is_run_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever ships a model and a folder beside it decides the digest, too."""
    model = with_encoder(encoder(Path("e")))
    new = write("new.jsonl", {"sentence": "s", **GIVEN})
    told = (
        f"{str(Path('e').absolute())!r} is no installed package, and a model that this machine doesn't trust can't say "
        "which folder an encoder is run from: if you know where this one comes from, name its folder yourself; "
        "if the model's encoder is elsewhere now, name it in NEWSSTANCE_ENCODER"
    )
    monkeypatch.setenv("NEWSSTANCE_TRUST", str(tmp_path / "elsewhere.json"))
    forget()
    assert refusal("score", new, "--model", model) == told
    monkeypatch.setenv("NEWSSTANCE_ENCODER", "e")
    assert score(model, GIVEN)[1][0]["view"] == "pro"
    monkeypatch.delenv("NEWSSTANCE_ENCODER")
    assert refusal("score", new, "--model", model) == told
    named = str(Path(model).rename("named-otherwise"))
    assert run("models", "trust", named).exit_code == 0
    assert score(named, GIVEN)[1][0]["view"] == "pro"


def test_a_strangers_model_that_took_the_name_of_one_of_ours_cannot_either() -> None:
    model = Path(with_encoder(encoder(Path("e"))))
    own = run(*learn({"text": "They met.", "article": "x", "target": "Bo", "view": "odd"}, options=("--encoder", "e")))
    theirs = Path(own.stdout.splitlines()[-1])
    ours = model.rename("kept")
    theirs.rename(model)  # trusted, but under another name: as good as a stranger's
    card = json.loads((model / "card.json").read_text())
    (model / "card.json").write_text(json.dumps(card | {"created": "2020-01-01"}))
    digest = sha256((model / "card.json").read_bytes()).hexdigest()
    sums = (model / "SHA256SUMS").read_text().splitlines()
    changed = [f"{digest}  card.json" if line.endswith("card.json") else line for line in sums]
    (model / "SHA256SUMS").write_text("\n".join(changed) + "\n")
    new = write("new.jsonl", {"sentence": "s", **GIVEN})
    assert "can't say which folder" in refusal("score", new, "--model", model)
    assert score(str(ours), GIVEN)[1][0]["view"] == "pro"  # ours under another name is still ours


def test_our_own_model_keeps_its_encoder_when_its_page_is_completed_and_its_pipelines_are_gone() -> None:
    model = Path(with_encoder(encoder(Path("e"))))
    (model / "MODELCARD.md").write_text("completed", encoding="utf-8")
    (model / "pipeline.joblib").unlink()
    assert score(str(model), GIVEN)[1][0]["view"] == "pro"


def test_a_model_without_an_encoder_asks_no_trust_list(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSSTANCE_TRUST", write("broken.json", {"no": "list"}))
    assert score(model, GIVEN)[1][0]["view"] == "pro"


def test_a_package_that_the_user_installed_serves_anybodys_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder(tmp_path / "site" / "tiny_served" / "model")
    (tmp_path / "site" / "tiny_served" / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    model = with_encoder(Path("tiny-served"))
    monkeypatch.setenv("NEWSSTANCE_TRUST", str(tmp_path / "elsewhere.json"))
    encoder(Path("tiny-served"), limit=9)  # and no folder of that name, though a trusted model would mean it
    forget()
    assert score(model, GIVEN)[1][0]["view"] == "pro"


def test_another_encoder_than_the_one_trained_with(monkeypatch: pytest.MonkeyPatch) -> None:
    model = with_encoder(encoder(Path("e")))
    new = write("new.jsonl", {"sentence": "s", **GIVEN})
    Path("e").rename("gone")
    for other in (static(Path("s")), encoder(Path("longer"), limit=9)):
        forget()
        monkeypatch.setenv("NEWSSTANCE_ENCODER", str(other))
        told = refusal("score", new, "--model", model, "-o", "out.jsonl")
        assert told.startswith("the model was trained with another encoder (digest ")
        assert told.endswith(
            "name the folder or package of the encoder it was trained with, in NEWSSTANCE_ENCODER, or train again"
        )
    monkeypatch.delenv("NEWSSTANCE_ENCODER")
    static(Path("e"))  # the same name, another encoder
    forget()
    assert "trained with another encoder" in refusal("score", new, "--model", model, "-o", "out.jsonl")
    assert not Path("out.jsonl").exists()
    shutil.rmtree("e")
    forget()
    assert refusal("score", new, "--model", model).endswith(
        "nothing is ever downloaded; if the model's encoder is elsewhere now, name it in NEWSSTANCE_ENCODER"
    )
    monkeypatch.setenv("NEWSSTANCE_ENCODER", str(encoder(Path("moved"))))
    assert score(model, GIVEN)[1][0]["view"] == "pro"


@pytest.mark.parametrize(
    ("make", "package"), [(encoder, "onnxruntime"), (encoder, "tokenizers"), (static, "safetensors")]
)
def test_the_extra_is_not_installed(make: Any, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model = with_encoder(make(Path("e")))
    forget()
    monkeypatch.setitem(sys.modules, package, None)
    told = f"the encoder 'e' needs {package}, which is not installed: pip install 'newsstance[embeddings]'"
    assert refusal(*learn(options=("--encoder", "e"))) == told
    assert refusal("score", write("new.jsonl", {"sentence": "s", **GIVEN}), "--model", model).startswith(told)
    assert score(run(*learn()).stdout.splitlines()[-1], GIVEN)[1][0]["view"] == "pro"  # without an encoder all works


@pytest.mark.parametrize("text", ["😀", "قال", "then " * 200_000])
def test_an_encoder_sees_odd_texts(text: str) -> None:
    row = {"text": text, "target": "Bo"}
    result, [found] = score(with_encoder(encoder(Path("e"))), row, options=("--no-abstain",))
    assert (result.exit_code, found["view"] is not None) == (0, True)
