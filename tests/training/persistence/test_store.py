"""The shelf: models are never written over, and their pipelines checked before they are opened."""

import errno
import io
import json
import os
import shutil
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import joblib
import pytest

from annotation.errors import ModelError
from annotation.tables.schema import Row
from tests.examples.card import MODEL_OF_VERSION_0_1
from training.features.registry import FEATURES_VERSION
from training.masking.passages import Passage
from training.models.fingerprints import Fingerprints
from training.models.training_result import TrainingResult
from training.persistence.folder import FILES, find_model, model_folders
from training.persistence.load import open_model, read_card
from training.persistence.store import open_pipelines, save, trust_model, trusts_pipelines
from training.train import train_models

ROWS = [
    Row({"text": f"{name} {what}.", "article": name, "view": label}, "gold.csv:2")
    for name in ("Ann", "Bo", "Cy", "Di")
    for what, label in (("praised the plan", "pro"), ("blamed the plan", "con"), ("met on a monday", "none"))
]


@pytest.fixture(autouse=True)
def own_trust_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "trust.json"
    monkeypatch.setenv("NEWSSTANCE_TRUST", str(path))
    return path


@pytest.fixture
def trained() -> TrainingResult:
    return train_models(ROWS, ["view"], source="gold.csv", created="2026-01-01")


@pytest.fixture
def folder(trained: TrainingResult, tmp_path: Path) -> Path:
    return save(trained, tmp_path / "models")[0]


def test_pipelines_open_with_the_probabilities_they_were_saved_with(folder: Path, trained: TrainingResult) -> None:
    passages = [Passage("Eve praised the plan."), Passage("Eve blamed it.")]
    expected = trained.pipelines["view"].predict_proba(passages).tolist()
    for folder_or_id in (folder, folder.name):
        assert open_pipelines(folder_or_id, folder.parent)["view"].predict_proba(passages).tolist() == expected


def test_a_model_folder_holds_exactly_its_files_and_the_shelf_nothing_else(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    assert list(folder.parent.iterdir()) == [folder]
    assert model_folders(folder.parent) == [folder]
    assert folder.name.startswith("view-")


def test_the_card_on_disk_is_the_card(folder: Path, trained: TrainingResult) -> None:
    assert read_card(folder) == trained.card
    written = json.loads((folder / "card.json").read_text())
    assert written["id"] == folder.name
    assert written["questions"][0]["labels"] == ["con", "none", "pro"]


def test_training_again_finds_the_model_there_and_trusts_it_again(
    folder: Path, trained: TrainingResult, own_trust_list: Path
) -> None:
    before = {name: (folder / name).stat().st_mtime_ns for name in FILES}
    own_trust_list.unlink()
    retrained = train_models(ROWS[::-1], ["view"], source="copy.csv", created="2027-01-01")
    assert save(retrained, folder.parent) == (folder, False)
    assert {name: (folder / name).stat().st_mtime_ns for name in FILES} == before
    assert trusts_pipelines(folder)


def test_who_saves_the_same_model_a_moment_later_finds_it_there(
    trained: TrainingResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf, rename = tmp_path / "models", Path.rename

    def after_another_process(beside: Path, folder: Path) -> Path:
        monkeypatch.setattr(Path, "rename", rename)
        assert save(trained, shelf) == (folder, True)
        return rename(beside, folder)

    monkeypatch.setattr(Path, "rename", after_another_process)
    assert save(trained, shelf) == (shelf / trained.card.id, False)
    assert [path.name for path in shelf.iterdir()] == [trained.card.id]


def test_a_full_disk_is_told_and_leaves_nothing(
    trained: TrainingResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ModelError, match=r"cannot write .*: No space left on device$"):
        save(trained, tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []


def test_a_trust_list_that_cannot_be_written_is_told_with_the_model_saved(
    trained: TrainingResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NEWSSTANCE_TRUST", str(tmp_path / "file" / "trust.json"))
    with pytest.raises(ModelError, match=r"saved as .*, but its pipelines aren't trusted here: cannot write"):
        save(trained, tmp_path / "models")
    assert open_model(trained.card.id, tmp_path / "models").card == trained.card


def test_training_again_over_an_altered_model_is_refused(folder: Path, trained: TrainingResult) -> None:
    (folder / "MODELCARD.md").write_text("The best model.")
    with pytest.raises(ModelError, match=r"has this model's name, but its MODELCARD\.md was altered: move it away"):
        save(trained, folder.parent)
    assert (folder / "MODELCARD.md").read_text() == "The best model."


def test_another_seed_or_precision_is_another_model(folder: Path) -> None:
    ids = {train_models(ROWS, ["view"], **change).card.id for change in ({"seed": 1}, {"precision": 0.5}, {})}
    assert len(ids) == 3
    assert folder.name in ids


def test_an_unknown_model_is_refused_naming_those_there_are(folder: Path) -> None:
    with pytest.raises(ModelError, match=rf"there is no model 'nix', .* \(there: {folder.name}\)$"):
        open_model("nix", folder.parent)
    with pytest.raises(ModelError, match=r"\(there: none; newsstance train makes one\)$"):
        open_model("nix", folder.parent / "empty")


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelError, match=rf"is not a complete model: {name}: No such file"):
        open_pipelines(folder, folder.parent)


@pytest.mark.parametrize("name", FILES)
def test_an_altered_file_is_named_with_the_command_that_would_trust_it(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"altered" + (folder / name).read_bytes())
    with pytest.raises(ModelError) as caught:
        open_pipelines(folder, folder.parent)
    assert str(caught.value) == (
        f"{folder}: {name} is not what this machine trusted, it was altered since; train it again, "
        f"or, if you know who changed it and why: newsstance models trust {folder}"
    )


def test_a_stranger_s_model_is_refused_with_the_command_that_would_trust_it(folder: Path, own_trust_list: Path) -> None:
    own_trust_list.unlink()
    with pytest.raises(ModelError) as caught:
        open_pipelines(folder, folder.parent)
    assert str(caught.value) == (
        f"{folder} is not trusted on this machine, and opening a pipeline runs the code in it; "
        f"if you know who made it: newsstance models trust {folder}"
    )
    trust_model(folder)
    assert list(open_pipelines(folder, folder.parent)) == ["view"]


def test_the_code_in_a_stranger_s_model_does_not_run(folder: Path, tmp_path: Path) -> None:
    """The check comes before the opening: a pickle that leaves a file behind leaves none."""
    mark = tmp_path / "mark"
    pickled = io.BytesIO()
    joblib.dump(_Trap(mark), pickled)
    (folder / "pipeline.joblib").write_bytes(pickled.getvalue())
    with pytest.raises(ModelError, match="altered"):
        open_pipelines(folder, folder.parent)
    assert not mark.exists()
    joblib.load(io.BytesIO(pickled.getvalue()))
    assert mark.exists()  # so the trap works


class _Trap:
    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.touch, (self.mark,)


def test_a_trusted_model_opens_wherever_it_is_moved(folder: Path, tmp_path: Path) -> None:
    moved = shutil.copytree(folder, tmp_path / "elsewhere")
    assert list(open_pipelines(moved, tmp_path)) == ["view"]


def test_another_scikit_learn_is_refused_naming_both(folder: Path) -> None:
    card = (folder / "card.json").read_text()
    installed = json.loads(card)["versions"]["scikit-learn"]
    (folder / "card.json").write_text(card.replace(f'"scikit-learn": "{installed}"', '"scikit-learn": "0.1"'))
    trust_model(folder)
    with pytest.raises(ModelError, match=rf"made with scikit-learn 0\.1, and here is {installed}: train it again here"):
        open_pipelines(folder, folder.parent)


def test_a_model_of_another_recipe_is_refused(folder: Path) -> None:
    card = (folder / "card.json").read_text()
    (folder / "card.json").write_text(card.replace('"features": "', '"features": "9'))
    trust_model(folder)
    with pytest.raises(ModelError, match="another version of newsstance"):
        open_pipelines(folder, folder.parent)


def test_pipelines_of_version_0_1_are_refused_in_one_line_that_says_to_train_again(tmp_path: Path) -> None:
    """They name modules that have moved since."""
    folder = shutil.copytree(MODEL_OF_VERSION_0_1, tmp_path / MODEL_OF_VERSION_0_1.name)
    card = json.loads((folder / "card.json").read_text())
    card["settings"]["features"] = FEATURES_VERSION  # else it is refused for its features
    (folder / "card.json").write_text(json.dumps(card))
    trust_model(folder)
    with pytest.raises(ModelError) as caught:
        open_pipelines(folder, tmp_path)
    assert str(caught.value) == (
        f"{folder}/pipeline.joblib is not opened: its pipelines were made by newsstance 0.1.0, and "
        f"{version('newsstance')} has other modules: train the model again to open them"
    )
    with pytest.raises(ModuleNotFoundError):
        joblib.load(folder / "pipeline.joblib")


@pytest.mark.parametrize("made_by", ["0.1", "0.1.9", "", "?", "0"])
def test_pipelines_of_any_version_before_0_2_are_refused(folder: Path, made_by: str) -> None:
    card = json.loads((folder / "card.json").read_text())
    card["versions"]["newsstance"] = made_by
    (folder / "card.json").write_text(json.dumps(card))
    trust_model(folder)
    with pytest.raises(ModelError, match="train the model again to open them"):
        open_pipelines(folder, folder.parent)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"format": 0}', '{"format": 1, "id": "m", "questions": [{}]}'])
def test_a_broken_card_is_named(folder: Path, content: str) -> None:
    (folder / "card.json").write_text(content)
    with pytest.raises(ModelError, match=r"card\.json is (not the card|a card of another version)"):
        read_card(folder)


def test_a_trusted_file_that_is_no_pickle_is_named(folder: Path) -> None:
    (folder / "pipeline.joblib").write_bytes(b"altered")
    trust_model(folder)
    with pytest.raises(ModelError, match=r"pipeline\.joblib cannot be opened: .*; train it again"):
        open_pipelines(folder, folder.parent)


def test_a_file_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ModelError, match="there is no model"):
        find_model(tmp_path / "file", tmp_path)


def test_a_model_too_large_to_be_opened_again_is_not_written(trained: TrainingResult, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"^the model's seen\.txt would take 256,\d{3},\d{3} bytes, .*--without"):
        save(replace(trained, fingerprints=Fingerprints(frozenset({"s" * 256_000_000}))), tmp_path / "models")
    assert not [*(tmp_path / "models").iterdir()]


def test_a_shelf_that_cannot_be_written(trained: TrainingResult, tmp_path: Path) -> None:
    (tmp_path / "models").touch()
    with pytest.raises(ModelError, match=r"cannot write .*models"):
        save(trained, tmp_path / "models")


def test_a_question_the_model_does_not_answer(folder: Path) -> None:
    with pytest.raises(ModelError, match=rf"{folder.name} answers no question 'mood' \(it answers: view\)"):
        open_model(folder, folder.parent).card.question("mood")
