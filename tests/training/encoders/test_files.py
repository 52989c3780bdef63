"""Which files make up an encoder, its digest, and what is said of folders that are none."""

import json
import os
import re
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import pytest

from annotation.errors import ConfigError
from tests.examples.encoders import NAMES_BO, TABLE, encoder, static
from training.encoders import files as encoder_folder
from training.encoders.encoder import open_encoder
from training.encoders.files import find_encoder

pytestmark = pytest.mark.usefixtures("own_cache")


def test_the_digest_is_that_of_weights_and_tokenizer_wherever_they_stand(tmp_path: Path) -> None:
    one, same = static(tmp_path / "one"), static(tmp_path / "same")
    other = static(tmp_path / "other", weights=np.ones(9, dtype=np.float32))
    digests = [encoder_folder.find_encoder(str(folder)).digest for folder in (one, same, other)]
    assert digests[0] == digests[1] != digests[2]
    text = (same / "tokenizer.json").read_text(encoding="utf-8")
    (same / "tokenizer.json").write_text(text.replace('"then"', '"thus"'), encoding="utf-8")
    assert encoder_folder.find_encoder(str(same)).digest != digests[0]


@pytest.mark.parametrize("beside", ["model.onnx_data", "model.onnx.data", "weights.bin"])
def test_weights_beside_the_graph_are_part_of_the_digest_whatever_their_file_is_called(
    beside: str, tmp_path: Path
) -> None:
    """Else two encoders with one graph would be given each other's vectors."""
    one, other = (
        encoder(tmp_path / name, beside=beside, table=TABLE * by)
        for name, by in (("one", np.float32(1)), ("other", np.float32(2)))
    )
    assert (one / "model.onnx").read_bytes() == (other / "model.onnx").read_bytes()
    assert (one / beside).is_file()
    first, second = (open_encoder(str(folder)).vectors([NAMES_BO], about_target=True) for folder in (one, other))
    assert (first * 2).tolist() != first.tolist()
    assert np.allclose(first * 2 - second, 0, atol=0.01)


def test_the_digest_of_an_encoder_whose_weights_stand_where_onnx_puts_them_is_the_one_it_always_had(
    tmp_path: Path,
) -> None:
    """Models name it."""
    folder = encoder(tmp_path / "e", beside="model.onnx_data")
    files = [
        sha256((folder / name).read_bytes()).digest() for name in ("model.onnx", "model.onnx_data", "tokenizer.json")
    ]
    assert open_encoder(str(folder)).digest == sha256(b"encoder 8 False" + b"".join(files)).hexdigest()


def test_an_installed_package_is_looked_into_and_never_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site" / "tiny_shipped"
    encoder(package / "model", file="onnx/model.onnx")
    (package / "__init__.py").write_text("raise RuntimeError('imported')")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    opened = open_encoder("tiny-shipped")
    assert (opened.name, opened.kind, opened.limit) == ("tiny-shipped", "encoder", 8)
    assert "tiny_shipped" not in sys.modules


def test_a_package_below_another_is_not_looked_for_since_that_would_import_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stranger's card names its encoder."""
    encoder(tmp_path / "site" / "loud" / "below")
    (tmp_path / "site" / "loud" / "__init__.py").write_text("raise RuntimeError('imported')")
    (tmp_path / "site" / "loud" / "below" / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    with pytest.raises(ConfigError, match=r"no encoder 'loud\.below'"):
        open_encoder("loud.below")


def test_the_full_graph_is_taken_before_a_rounded_one(tmp_path: Path) -> None:
    folder = encoder(tmp_path / "two", file="onnx/model_int8.onnx")
    assert encoder_folder.find_encoder(str(folder)).weights.name == "model_int8.onnx"
    encoder(folder, file="onnx/model.onnx")
    assert encoder_folder.find_encoder(str(folder)).weights.name == "model.onnx"
    named = folder / "onnx" / "model_int8.onnx"
    assert encoder_folder.find_encoder(str(named)).weights == named


def test_nothing_opens_a_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    for make in (static, encoder):
        open_encoder(str(make(tmp_path / make.__name__))).vectors([NAMES_BO], about_target=True)
    for unknown in ("sentence-transformers/all-MiniLM-L6-v2", "somebody/elses"):
        with pytest.raises(ConfigError, match="nothing is downloaded unless you ask for it"):
            open_encoder(unknown)


def broken_tokenizer(folder: Path) -> None:
    (encoder(folder) / "tokenizer.json").write_text("{")


def no_tokenizer(folder: Path) -> None:
    (encoder(folder) / "tokenizer.json").unlink()


def broken_graph(folder: Path) -> None:
    (encoder(folder) / "model.onnx").write_bytes(b"\x0a\xff")


def cut_graph(folder: Path) -> None:
    whole = (encoder(folder) / "model.onnx").read_bytes()
    (folder / "model.onnx").write_bytes(whole[:-40])


def empty_graph(folder: Path) -> None:
    (encoder(folder) / "model.onnx").write_bytes(b"")


def missing_weights(folder: Path) -> None:
    (encoder(folder, beside="model.onnx.data") / "model.onnx.data").unlink()


def weights_outside(folder: Path) -> None:
    model = onnx.load(encoder(folder, beside="weights") / "model.onnx", load_external_data=False)
    (folder.parent / "weights").write_bytes((folder / "weights").read_bytes())
    model.graph.initializer[0].external_data[0].value = "../weights"
    (folder / "model.onnx").write_bytes(model.SerializeToString())


def weights_at_root(folder: Path) -> None:
    model = onnx.load(encoder(folder, beside="weights") / "model.onnx", load_external_data=False)
    model.graph.initializer[0].external_data[0].value = str(folder / "weights")
    (folder / "model.onnx").write_bytes(model.SerializeToString())


def strange_input(folder: Path) -> None:
    encoder(folder, extra_input="pixel_values")


def strange_limit(folder: Path) -> None:
    (encoder(folder) / "sentence_bert_config.json").write_text('{"max_seq_length": "many"}')


def broken_settings(folder: Path) -> None:
    (encoder(folder) / "config.json").write_text("{")


def broken_table(folder: Path) -> None:
    (static(folder) / "model.safetensors").write_bytes(b"\x10\x00\x00")


def short_table(folder: Path) -> None:
    static(folder, mapping=np.arange(3))


def transformers_weights(folder: Path) -> None:
    (static(folder) / "config.json").write_text('{"architectures": ["BertModel"]}')


def two_rounded(folder: Path) -> None:
    encoder(folder, file="model_a.onnx")
    encoder(folder, file="model_b.onnx")


def two_side_by_side(folder: Path) -> None:
    encoder(folder / "b")
    static(folder / "a")
    static(folder / "a" / "older")


def graph_that_is_a_folder(folder: Path) -> None:
    (encoder(folder) / "model.onnx").unlink()
    (folder / "model.onnx").mkdir()


def numbers_beyond_the_table(folder: Path) -> None:
    """As many pieces as vectors, one of them with a number that no vector has."""
    tokenizer = json.loads((static(folder) / "tokenizer.json").read_text())
    tokenizer["model"]["vocab"]["bo"] = 12
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))


def empty(folder: Path) -> None:
    folder.mkdir()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (no_tokenizer, "has no tokenizer.json.*put the tokenizer.json it was published with beside it"),
        (broken_tokenizer, "tokenizer.json is no tokenizer"),
        (broken_graph, "model.onnx is no ONNX model: .*; it may be cut short, get it again"),
        (cut_graph, "model.onnx is no ONNX model: .*; it may be cut short, get it again"),
        (empty_graph, "onnxruntime can't run .*model.onnx"),
        (missing_weights, r"has weights in 'model\.onnx\.data', which is missing; get both files again"),
        (weights_outside, r"has weights in '\.\./weights', which is outside its folder; get both files again"),
        (weights_at_root, "has weights in '/.*/weights', which is outside its folder; get both files again"),
        (strange_input, "wants pixel_values"),
        (strange_limit, "'many' word pieces; that must be a number above 2"),
        (broken_settings, "cannot read .*config.json"),
        (broken_table, "cannot read .*model.safetensors"),
        (short_table, "has 3 vectors for the 10 word pieces .* don't belong together"),
        (transformers_weights, "has an encoder's weights only, and no model.onnx: type newsstance encoders export "),
        (two_rounded, r"several encoders \(model_a.onnx, model_b.onnx\) and no model.onnx; name one"),
        (two_side_by_side, r"holds several encoders \(a, b\); name one of them"),
        (graph_that_is_a_folder, "is no encoder: it has neither model.onnx"),
        (numbers_beyond_the_table, "has 10 vectors for the 13 word pieces .* don't belong together"),
        (empty, "is no encoder: it has neither model.onnx"),
    ],
)
def test_an_encoder_that_cannot_be_used_is_told_in_one_line(make: object, message: str, tmp_path: Path) -> None:
    make(tmp_path / "e")  # type: ignore[operator]
    with pytest.raises(ConfigError, match=message) as error:
        open_encoder(str(tmp_path / "e"))
    assert "\n" not in str(error.value)


@contextmanager
def as_somebody_else() -> Iterator[None]:
    """The administrator may read everything; nobody may not."""
    user = os.geteuid()
    os.seteuid(65534 if user == 0 else user)
    yield
    os.seteuid(user)


@pytest.mark.parametrize("locked", ["", "below", "model.onnx"])
def test_what_may_not_be_read_of_an_encoder_is_told(locked: str) -> None:
    with TemporaryDirectory() as name:  # pytest's own folders are closed to others
        Path(name).chmod(0o755)
        folder = encoder(Path(name) / "e")
        (folder / "below").mkdir()
        (folder / locked).chmod(0)
        with (
            as_somebody_else(),
            pytest.raises(ConfigError, match=f"^cannot read {folder / locked}.*: Permission denied"),
        ):
            _ = find_encoder(str(folder)).digest
        (folder / locked).chmod(0o755)


@pytest.mark.parametrize("setting", ["no_such_package", "", "a b", "/no/such/folder", "os.path"])
def test_what_is_neither_folder_nor_package_is_told(setting: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(f"no encoder {setting!r}")):
        open_encoder(setting)


def test_a_missing_extra_is_told_with_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    message = "needs onnxruntime, which is not installed: pip install 'newsstance[embeddings]'"
    with pytest.raises(ConfigError, match=re.escape(message)):
        open_encoder(str(encoder(tmp_path / "tiny")))
