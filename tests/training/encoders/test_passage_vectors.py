"""A model finds the very encoder that it was trained with, and no other."""

import pickle
import shutil
from pathlib import Path

import pytest
from sklearn.base import clone

from annotation.errors import ConfigError, ModelError
from tests.examples.encoders import NAMES_BO, encoder, forget, static
from training.encoders import files as encoder_folder
from training.encoders.encoder import open_encoder
from training.encoders.files import portable_setting
from training.encoders.transformer import EncoderTransformer

pytestmark = pytest.mark.usefixtures("own_cache")


def test_another_encoder_than_the_one_fitted_with_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, other = str(encoder(tmp_path / "here")), str(static(tmp_path / "other"))
    step = EncoderTransformer(here, about_target=True).fit([NAMES_BO])
    stored = pickle.dumps(step)
    assert len(stored) < 1000
    opened = pickle.loads(stored)  # noqa: S301 - our own, just made
    assert clone(step).get_params() == {
        "setting": here,
        "digest": "",
        "about_target": True,
        "topics": (),
    }
    moved = encoder(tmp_path / "moved")
    shutil.rmtree(here)
    forget()
    monkeypatch.setenv("NEWSSTANCE_ENCODER", str(moved))
    assert opened.transform([NAMES_BO]).tolist() == step.transform([NAMES_BO]).tolist()
    monkeypatch.setenv("NEWSSTANCE_ENCODER", other)
    with pytest.raises(ModelError, match=r"trained with another encoder .* or train again"):
        opened.transform([NAMES_BO])


def test_the_variable_counts_only_where_the_models_own_encoder_is_not_to_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So two models can be compared one of whose encoders was moved."""
    first_folder, moved = encoder(tmp_path / "here"), static(tmp_path / "moved")
    fitted = [EncoderTransformer(str(folder), about_target=True).fit([NAMES_BO]) for folder in (first_folder, moved)]
    monkeypatch.setenv("NEWSSTANCE_ENCODER", str(moved.rename(tmp_path / "there")))
    forget()
    assert [len(step.transform([NAMES_BO])[0]) for step in fitted] == [12, 10]
    encoder(moved)  # another in its place
    forget()
    assert [len(step.transform([NAMES_BO])[0]) for step in fitted] == [12, 10]


def test_an_encoder_is_found_again_from_another_folder_and_the_users_name_is_not_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "homes" / "ann").mkdir(parents=True)
    (tmp_path / "home").symlink_to(tmp_path / "homes")
    monkeypatch.setenv("HOME", str(tmp_path / "home" / "ann"))
    encoder(tmp_path / "homes" / "ann" / "private" / "e")
    encoder(tmp_path / "open" / "e")
    blob = (tmp_path / "open" / "e" / "model.onnx").rename(tmp_path / "blob")
    (tmp_path / "open" / "e" / "model.onnx").symlink_to(blob)
    monkeypatch.chdir(tmp_path / "homes" / "ann" / "private")
    named = [
        "e",
        "./e",
        "../private/e",
        "~/private/e",
        "e/model.onnx",
        "../../../open/e/model.onnx",
        "not-there",
        "",
        "~nobody/e",
    ]
    assert [portable_setting(setting) for setting in named] == [
        *["~/private/e"] * 4,
        "~/private/e/model.onnx",
        f"{tmp_path}/open/e/model.onnx",
        *("not-there", "", "~nobody/e"),
    ]
    monkeypatch.chdir(tmp_path)
    assert encoder_folder.find_encoder("~/private/e").digest
    assert encoder_folder.find_encoder(f"{tmp_path}/open/e/model.onnx").digest
    with pytest.raises(ConfigError, match="no encoder '~nobody/e'"):
        open_encoder("~nobody/e")


def test_who_trains_names_the_encoder_and_not_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, other = str(encoder(tmp_path / "named")), str(static(tmp_path / "other"))
    monkeypatch.setenv("NEWSSTANCE_ENCODER", other)
    assert EncoderTransformer(own, about_target=True).fit([NAMES_BO]).digest_ == open_encoder(own).digest
    with pytest.raises(ConfigError, match="no encoder 'nowhere'") as error:
        EncoderTransformer("nowhere").fit([NAMES_BO])
    assert "NEWSSTANCE_ENCODER" not in str(error.value)


def test_an_encoder_that_is_not_the_models_is_refused_before_it_is_run(tmp_path: Path) -> None:
    """A graph that can't be run shows whether it was: onnxruntime would have said so first."""
    folder = encoder(tmp_path / "e", extra_input="pixel_values")
    digest = encoder_folder.find_encoder(str(folder)).digest
    for other in ("0" * 64, digest[:-1] + ("1" if digest[-1] == "0" else "0"), digest[:-1]):
        with pytest.raises(ModelError, match="trained with another encoder"):
            open_encoder(str(folder), other)
    with pytest.raises(ConfigError, match="wants pixel_values"):
        open_encoder(str(folder), digest)


def test_an_encoder_is_opened_once_for_those_who_know_its_digest_and_those_who_do_not(tmp_path: Path) -> None:
    first = open_encoder(str(encoder(tmp_path / "e")))
    assert open_encoder(str(tmp_path / "e"), first.digest) is first
