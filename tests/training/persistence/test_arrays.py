"""A stranger's plain arrays: whatever is wrong with them is one line, and nothing is run or unpacked without bounds."""

import pickle
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from annotation.errors import ModelError
from annotation.tables.schema import Row
from tests.examples.changed_models import (
    Trap,
    a_number,
    a_pickle_inside,
    arrays,
    card,
    card_question,
    content,
    question,
    renamed,
    terms,
    words,
)
from training.masking.passages import Passage
from training.persistence.folder import CHECKSUMS, FILES, checksums, read_files
from training.persistence.load import open_model
from training.persistence.store import save
from training.train import train_models

ROWS = [
    Row({"text": f"{who} {what}.", "article": who, "view": label}, "gold.csv:2")
    for who in ("Ann", "Bo", "Cy", "Di")
    for what, label in (("praised the plan", "pro"), ("blamed the plan", "con"), ("met on a monday", "odd"))
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    with pytest.MonkeyPatch.context() as patch:
        shelf = tmp_path_factory.mktemp("shelf")
        patch.setenv("NEWSSTANCE_TRUST", str(shelf / "trust.json"))
        return read_files(save(train_models(ROWS, ["view"]), shelf)[0])


def put(folder: Path, contents: Mapping[str, bytes]) -> Path:
    """Write a model as somebody would who knows how, digests and all."""
    folder.mkdir()
    sums = checksums({name: file for name, file in contents.items() if name != CHECKSUMS})
    for name, file in {**contents, CHECKSUMS: sums}.items():
        (folder / name).write_bytes(file)
    return folder


def refused(folder: Path) -> str:
    with pytest.raises(ModelError) as error:
        open_model(folder, folder.parent)
    assert "\n" not in str(error.value)
    assert str(error.value).startswith(f"{folder}")
    return str(error.value)


def test_a_whole_folder_opens(whole: Mapping[str, bytes], tmp_path: Path) -> None:
    opened = open_model(put(tmp_path / "m", whole), tmp_path)
    assert opened.probabilities("view", [Passage("They praised it.")]).argmax() == ["con", "odd", "pro"].index("pro")


def test_what_scoring_does_not_read_may_be_missing(whole: Mapping[str, bytes], tmp_path: Path) -> None:
    """Whoever hands a model on may leave the pickle out."""
    scoring = {name: whole[name] for name in ("card.json", "terms.json", "weights.npz", "seen.txt")}
    assert open_model(put(tmp_path / "m", scoring), tmp_path).card.questions[0].name == "view"


@pytest.mark.parametrize("name", FILES)
def test_damage_is_noticed_where_it_matters(name: str, whole: Mapping[str, bytes], tmp_path: Path) -> None:
    """One bit in the middle of a file; the card to read is for its owner to complete, the rest isn't scored with."""
    folder = put(tmp_path / "m", whole)
    content = bytearray(whole[name])
    content[0 if name == CHECKSUMS else len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    if name in ("pipeline.joblib", "MODELCARD.md", "evaluation.json"):
        open_model(folder, tmp_path)
    else:
        assert "is not what training wrote" in refused(folder)


WRONG: Mapping[str, tuple[Callable[[dict[str, bytes]], None], str]] = {
    "another recipe": (card(lambda fields: fields["settings"].update(features="0")), "another version of newsstance"),
    "terms that are no JSON": (content("terms.json", b"{"), r"terms\.json can't be used: it is not JSON: it ends in"),
    "terms that are no UTF-8": (content("terms.json", b'{"\xff": 1}'), r"terms\.json can't be used: it is not UTF-8"),
    "terms nested deeply": (content("terms.json", b"[" * 100_000), "nested too deeply"),
    "terms of another format": (terms(lambda fields: fields.update(format=9)), "list of a model's terms in format 1"),
    "terms of another question": (
        terms(lambda fields: fields["questions"].update(mood={})),
        r"questions are not those of the card \(view\)",
    ),
    "a question without classes": (
        question(lambda fields: fields.pop("classes")),
        "doesn't have exactly the keys classes, kinds and",
    ),
    "a class that is no label": (
        question(lambda fields: fields.update(classes=["con", "odd", "right"])),
        r"classes that aren't at least two of its labels \(con, odd, pro\)",
    ),
    "a class twice": (
        question(lambda fields: fields.update(classes=["con", "con", "pro"])),
        "at least two of its labels",
    ),
    "one class": (question(lambda fields: fields.update(classes=["con"])), "at least two of its labels"),
    "fewer classes than rows": (
        question(lambda fields: fields.update(classes=["con", "pro"])),
        r"weights\.npz can't be used: the array '0\.coefs' is <f4 \(3, \d+\), where <f4 \(1, \d+\) is expected",
    ),
    "an unknown kind": (
        question(lambda fields: renamed(fields["kinds"])),
        r"features of the kinds .*, spells, where this version makes words, ",
    ),
    "kinds in another order": (
        question(lambda fields: fields.update(kinds=dict(reversed(fields["kinds"].items())))),
        "where this version makes words, ",
    ),
    "a term twice": (
        words(lambda fields: fields["terms"].append(fields["terms"][0])),
        "words: its terms are not a list of",
    ),
    "a term that is a number": (words(lambda fields: fields["terms"].append(7)), "words: its terms are not a list of"),
    "a term too many": (words(lambda fields: fields["terms"].append("zz")), r"'0\.coefs' is <f4 .* is expected"),
    "a weight of nothing": (
        words(lambda fields: fields.update(weight=0)),
        "words: the weight is 0, not a number above 0",
    ),
    "a weight that is true": (words(lambda fields: fields.update(weight=True)), "words: the weight is True"),
    "a weight without bounds": (
        words(lambda fields: fields.update(weight=float("inf"))),
        "it holds Infinity, which is not a number in JSON",
    ),
    "a kind that says too much": (
        words(lambda fields: fields.update(code="x")),
        "words: it doesn't have exactly the keys weight and",
    ),
    "vectors without an encoder": (
        question(lambda fields: fields.update(vectors=5)),
        r"has 5 columns for an encoder \(0 to",
    ),
    "an encoder without vectors": (
        card(lambda fields: fields["settings"].update(encoder={"setting": "x", "digest": "y"})),
        r"has 0 columns for an encoder \(1 to 100,000",
    ),
    "weights that are no zip": (content("weights.npz", b"PK"), r"weights\.npz can't be used: File is not a zip file"),
    "weights that are empty": (content("weights.npz", b""), r"weights\.npz can't be used: File is not a zip file"),
    "an array missing": (
        arrays(lambda by_name: by_name.pop("0.starts")),
        r"it holds 0\.coefs\.npy, .* where .* are expected",
    ),
    "an array too many": (arrays(lambda by_name: by_name.update(x=np.ones(1))), r"it holds .*, x\.npy, where"),
    "numbers of another type": (
        arrays(lambda by_name: by_name.update({"0.starts": by_name["0.starts"].astype("<f4")})),
        r"'0\.starts' is <f4 \(3,\), where <f8 \(3,\) is expected",
    ),
    "no number among the weights": (
        a_number("0.coefs", np.nan),
        r"'0\.coefs' holds numbers that are not finite, or larger than",
    ),
    "a weight without end": (
        a_number("0.starts", -np.inf),
        r"'0\.starts' holds numbers that are not finite, or larger than",
    ),
    "a weight that no sum can hold": (
        a_number("0.coefs", 1e30),
        r"'0\.coefs' holds numbers that are not finite, or larger than",
    ),
    "a rareness below nothing": (a_number("0.rare.0", -1.0), r"'0\.rare\.0' holds a weight that is not above 0"),
    "code among the weights": (a_pickle_inside, r"'0\.starts' is \|O \(3,\), where <f8 \(3,\) is expected"),
    "digests that are none": (content("seen.txt", b"0123456789abcdef\nmore\n"), r"seen\.txt is not a list of digests"),
    "a card without questions": (card(lambda fields: fields.update(questions=[])), "it has no questions"),
    "a question called as another's probability": (
        card(lambda fields: fields["questions"].append({**fields["questions"][0], "name": "view_probability"})),
        "two of its answers would fill the column 'view_probability'",
    ),
    "a model that learned from nothing": (
        card_question(lambda fields: fields.update(counts=dict.fromkeys(fields["counts"], 0))),
        "it learned from no sentence",
    ),
    "a card nested deeply": (
        content("card.json", b"[" * 100_000),
        "is not the card of a model: it is not JSON: nested too deeply",
    ),
    "labels of one kind": (
        card_question(lambda fields: fields.update(labels=["con", "con"])),
        "labels are not two different texts",
    ),
    "a threshold in words": (
        card_question(lambda fields: fields.update(threshold="low")),
        "threshold is 'low', not a number",
    ),
    "a target that may be": (
        card_question(lambda fields: fields.update(about_target="no")),
        "doesn't say whether it is about a target",
    ),
    "a condition on nothing": (
        card_question(lambda fields: fields.update(only_if={"question": "mood", "labels": ["x"]})),
        "depends on a question that isn't asked before it",
    ),
    "no counts": (card_question(lambda fields: fields.update(counts={})), "how many sentences had each label"),
    "figures in words": (
        card_question(lambda fields: fields.update(figures={"macro_f1": "high"})),
        "and how good it is",
    ),
    "rows in words": (card_question(lambda fields: fields.update(rows="many")), "how many sentences it learned from"),
    "made from nothing": (
        card(lambda fields: fields.update(data=None)),
        "its data don't name a source and a number of rows",
    ),
    "made from whatever": (
        card(lambda fields: fields["data"].update(source=None)),
        "its data don't name a source and a number of rows",
    ),
    "made from as many as you like": (
        card(lambda fields: fields["data"].update(rows="many")),
        "its data don't name a source and a number of rows",
    ),
    "made at any time": (card(lambda fields: fields.update(created=1)), "its date of creation is no text"),
    "settings in words": (card(lambda fields: fields.update(settings="all")), "don't name the version of its features"),
    "an outlet that may be": (
        card(lambda fields: fields["settings"].update(see_outlet=None)),
        "don't say whether it sees the outlet, and which features it leaves out",
    ),
    "an encoder without a digest": (
        card(lambda fields: fields["settings"].update(encoder={"setting": "x"})),
        "don't name an encoder and its digest",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_does_not_fit_together_is_one_line_that_says_where_and_what(
    case: str, whole: Mapping[str, bytes], tmp_path: Path
) -> None:
    change, message = WRONG[case]
    contents = dict(whole)
    change(contents)
    folder = put(tmp_path / "m", contents)
    with pytest.raises(ModelError, match=message):
        open_model(folder, tmp_path)
    refused(folder)
    assert not Path("sprung").exists()


def test_the_trap_above_would_spring(tmp_path: Path) -> None:
    pickle.loads(pickle.dumps(Trap()))  # noqa: S301 - to see that it works
    assert Path("sprung").exists()


@pytest.mark.parametrize(("name", "max_bytes"), [("weights.npz", 256_000_000), ("terms.json", 32_000_000)])
def test_a_file_larger_than_any_model_s_is_not_opened(
    name: str, max_bytes: int, tmp_path: Path, whole: Mapping[str, bytes]
) -> None:
    folder = put(tmp_path / "m", whole)
    with (folder / name).open("r+b") as file:
        file.truncate(max_bytes + 1)  # a hole: it takes no room
    assert (
        refused(folder) == f"{folder}/{name} is larger than any model's ({max_bytes:,} bytes at most); it is not opened"
    )
