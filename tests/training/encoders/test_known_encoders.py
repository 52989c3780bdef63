"""The table of known encoders, and finding one of them by its name."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotation.errors import ConfigError
from tests.examples.encoders import NAMES_BO, encoder, forget
from tests.examples.hub import hub, know, published, serving
from training.encoders import known_encoders as table
from training.encoders.encoder import open_encoder
from training.encoders.files import find_encoder
from training.encoders.hub import download
from training.encoders.known_encoders import bench_without_encoder, find_known, known_encoders
from training.encoders.passage_vectors import PassageVectors

pytestmark = pytest.mark.usefixtures("own_cache")


@pytest.fixture(autouse=True)
def _shipped_table() -> Iterator[None]:
    yield
    table.known_encoders.cache_clear()
    table.bench_without_encoder.cache_clear()
    forget()


def test_every_known_encoder_is_pinned() -> None:
    assert len({encoder.name for encoder in known_encoders()}) == len(known_encoders()) >= 4
    for known in known_encoders():
        assert re.fullmatch(r"[0-9a-f]{40}", known.revision), known.name
        weights = "model.safetensors" if known.kind == "static" else "model.onnx"
        assert [hub_file.name for hub_file in known.files] == [weights, "tokenizer.json"]
        assert all(re.fullmatch(r"[0-9a-f]{64}", hub_file.sha256) for hub_file in known.files)
        assert len({hub_file.sha256 for hub_file in known.files}) == 2
        assert set(known.bench) <= set(bench_without_encoder())
        assert (known.word_pieces is None) == (known.kind == "static")


def test_a_downloaded_encoder_is_found_by_its_name_or_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = published(tmp_path / "hub")
    tiny = know(tmp_path / "hub", monkeypatch)
    with serving(hub(contents), monkeypatch):
        download(tiny)
        flat = find_known("flat")
        assert flat is not None
        download(flat)
    original = open_encoder(str(encoder(tmp_path / "original", limit=8)))
    for setting in ("tiny", "somebody/tiny"):
        opened = open_encoder(setting)
        assert (opened.digest, opened.limit) == (original.digest, 8)
        assert opened.vectors([NAMES_BO], about_target=True).any()
    assert find_encoder("tiny", installed=True).weights == tiny.folder / "model.onnx"  # the user has put it there
    assert (open_encoder("flat").kind, find_encoder("flat").normalized) == ("static", True)


def test_a_folder_of_that_name_comes_before_the_downloaded_one_unless_a_stranger_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = published(tmp_path / "hub")
    tiny = know(tmp_path / "hub", monkeypatch)
    with serving(hub(contents), monkeypatch):
        download(tiny)
    monkeypatch.chdir(tmp_path / "hub")
    assert find_encoder("tiny").weights == Path("tiny/onnx/model.onnx")
    assert find_encoder("tiny", installed=True).weights == tiny.folder / "model.onnx"


def test_a_model_finds_its_encoder_among_those_downloaded_and_says_what_to_type_where_it_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the encoder was when the model was trained, and whoever trained it."""
    contents = published(tmp_path / "hub")
    tiny = know(tmp_path / "hub", monkeypatch)
    for trusted in (True, False):
        with pytest.raises(ConfigError) as refusal:
            PassageVectors("~/gone", tiny.digest, about_target=True, topics=(), trusted=trusted).open()
        assert str(refusal.value) == (
            "the model was trained with the encoder tiny, which is not on this machine: type newsstance encoders get "
            "tiny (0 MB)"
        )
    with serving(hub(contents), monkeypatch):
        download(tiny)
    for trusted in (True, False):
        model = PassageVectors("~/gone", tiny.digest, about_target=True, topics=(), trusted=trusted)
        assert model.open().digest == tiny.digest


def test_a_downloaded_encoder_that_was_changed_is_not_trained_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = published(tmp_path / "hub")
    tiny = know(tmp_path / "hub", monkeypatch)
    with serving(hub(contents), monkeypatch):
        download(tiny)
    (tiny.folder / "sentence_bert_config.json").write_text('{"max_seq_length": 7}')
    with pytest.raises(
        ConfigError, match=r"sentence_bert_config\.json has changed: type newsstance encoders get tiny$"
    ):
        open_encoder("tiny")
    with serving(hub(contents), monkeypatch):
        download(tiny)
    forget()
    assert open_encoder("tiny").limit == 8


def test_an_encoder_that_is_not_here_or_not_whole_says_what_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConfigError) as refusal:
        open_encoder("sentence-transformers/all-mpnet-base-v2")
    assert str(refusal.value) == (
        "the encoder 'sentence-transformers/all-mpnet-base-v2' is not on this machine: type newsstance encoders get "
        "all-mpnet-base-v2 (436 MB), or name a folder that has it; nothing is downloaded unless you ask for it"
    )
    contents = published(tmp_path / "hub")
    tiny = know(tmp_path / "hub", monkeypatch)
    with serving(hub(contents), monkeypatch):
        download(tiny)
    (tiny.folder / "model.onnx").write_bytes(b"cut short")
    with pytest.raises(ConfigError, match=r"'tiny' is not on this machine: type newsstance encoders get tiny \(0 MB\)"):
        open_encoder("tiny")
