"""Encoders: the vectors they give, which files they are, and what is said when they can't be used."""

import json
import os
import pickle
import re
import shutil
import socket
import sys
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import pytest
from sklearn.base import clone

from annotation.errors import ConfigError, ModelError
from tests.examples.encoders import TABLE, encoder, static
from training.encoders import files as encoder_folder
from training.encoders.encoder import Encoder, files_and_digest, open_encoder, opened_encoder
from training.encoders.files import find_encoder, portable_setting
from training.encoders.onnx_encoder import THREADS
from training.encoders.pooling import PieceVectors, pool
from training.encoders.transformer import EncoderTransformer
from training.masking.passages import Passage

NAMES_BO = Passage("Ann praised Bo then", ((12, 14),))


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NEWSSTANCE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("NEWSSTANCE_ENCODER", raising=False)
    return tmp_path / "cache"


def forget() -> None:
    """Know no encoder, as a new process does."""
    files_and_digest.cache_clear()
    opened_encoder.cache_clear()


def blocks(opened: Encoder, passage: Passage) -> list[list[float]]:
    rows: list[list[float]] = opened.vectors([passage], about_target=True).reshape(-1, opened.dimensions).tolist()
    return rows


def test_a_table_gives_the_mean_of_the_pieces_of_the_sentence_the_target_and_what_is_around_it(tmp_path: Path) -> None:
    opened = open_encoder(str(static(tmp_path / "table")))
    assert (opened.name, opened.kind, opened.dimensions) == ("table", "static", 2)
    assert blocks(opened, NAMES_BO) == [[3, 3], [10, 0], [10, 0], [1, 2], [0, 8]]  # "someone" is 10, 0


def test_an_encoder_gives_the_sentence_in_each_upper_layer_and_the_rest_as_their_mean(tmp_path: Path) -> None:
    opened = open_encoder(str(encoder(tmp_path / "tiny")))
    assert (opened.name, opened.kind, opened.dimensions, opened.limit) == ("tiny", "encoder", 2, 8)
    # the layers are 1 and 3 times the table, so twice in the mean; the sentence has [CLS] and [SEP], 1 each
    half = np.float16  # what vectors are kept in
    sentence = [[half(14 / 6), half(14 / 6)], [half(42 / 6), half(42 / 6)]]
    assert blocks(opened, NAMES_BO) == [*sentence, [20, 0], [20, 0], [2, 4], [0, 16]]


def test_without_a_target_the_words_of_speech_and_who_speaks_are_looked_at(tmp_path: Path) -> None:
    opened = open_encoder(str(static(tmp_path / "table")))
    vectors = opened.vectors([NAMES_BO, Passage("Ann then")], about_target=False).reshape(2, -1, 2).tolist()
    assert vectors[0] == [[2, 3], [0, 4], [0, 4], [2, 0], [3, 4], [2, 0]]  # around "praised", and last "Ann"
    assert vectors[1] == [[1, 4], *[[0, 0]] * 5]


def test_vectors_for_a_question_with_a_target_and_without_one_are_kept_apart(tmp_path: Path) -> None:
    opened = open_encoder(str(static(tmp_path / "table")))
    passage = Passage("Ann praised Bo", ((4, 11),))  # the very word that is looked at without a target
    widths = [opened.vectors([passage], about_target=kind).shape[1] for kind in (True, False, True)]
    assert widths == [10, 12, 10]


def test_the_strongest_of_a_focus_is_the_greatest_of_each_number() -> None:
    pieces = PieceVectors(np.array([[[2, 0], [0, 4], [6, 6]]], dtype=np.float32), [(0, 3), (4, 11), (12, 14)])
    assert pool(pieces, [(0, 3), (4, 11)])[1:3].tolist() == [[1, 2], [2, 4]]


def test_a_table_is_one_as_model2vec_publishes_it(tmp_path: Path) -> None:
    folder = static(tmp_path / "potion")
    config = {"model_type": "model2vec", "architectures": ["StaticModel"], "seq_length": 1000000, "normalize": True}
    (folder / "config.json").write_text(json.dumps(config))
    opened = open_encoder(str(folder))
    assert (opened.kind, opened.limit) == ("static", 512)


@pytest.mark.parametrize("make", [static, encoder])
def test_who_the_target_is_is_never_seen(make: object, tmp_path: Path) -> None:
    """Each mention is replaced, with its length; whoever else is named stays."""
    opened = open_encoder(str(make(tmp_path / "e")))  # type: ignore[operator]

    def vector_about(text: str, *spans: tuple[int, int]) -> list[float]:
        vectors: list[float] = opened.vectors([Passage(text, spans)], about_target=True)[0].tolist()
        return vectors

    expected = vector_about("Someone praised someone then Ann", (0, 7), (16, 23))
    assert vector_about("Bo praised Bo then Ann", (0, 2), (11, 13)) == expected
    assert vector_about("Ann praised Ann then Ann", (0, 3), (12, 15)) == expected
    assert vector_about("Bo praised Bo then Bo", (0, 2), (11, 13)) != expected
    assert vector_about("Bo then", (50, 60)) == vector_about("Bo then")


def test_weights_mapping_and_length_of_a_table_count(tmp_path: Path) -> None:
    weights = np.arange(10, dtype=np.float32)
    mapping = np.array([0, 1, 2, 4, 4, 4, 4, 4, 4, 4])
    weighed = open_encoder(str(static(tmp_path / "weighed", weights=weights, mapping=mapping)))
    assert weighed.vectors([Passage("Bo then")], about_target=False)[0, :2].tolist() == [0, (5 * 4 + 6 * 4) / 2]
    even = open_encoder(str(static(tmp_path / "even", normalize=True)))
    assert even.vectors([Passage("Ann"), Passage("")], about_target=False)[:, :2].tolist() == [[1, 0], [0, 0]]


@pytest.mark.parametrize("make", [static, encoder])
def test_odd_texts_get_vectors_and_what_is_not_named_is_zeros(make: object, tmp_path: Path) -> None:
    opened = open_encoder(str(make(tmp_path / "e")))  # type: ignore[operator]
    odd = [
        Passage(""),
        Passage("😀 Bo", ((2, 4),)),
        Passage("قال Bo", ((4, 6),)),
        Passage("then " * 200_000 + "Bo", ((1_000_000, 1_000_002),)),
        Passage("Bo", ((50, 60),)),
        Passage("half \ud83d pair", ((0, 4),)),
    ]
    vectors = opened.vectors(odd, about_target=True)
    assert np.isfinite(vectors).all()
    target, before, after = (vectors.reshape(6, -1, 2)[:, place] for place in (-4, -2, -1))
    assert [bool(vector.any()) for vector in target] == [False, True, True, False, False, True]
    # before the target stand the emoji, and the Arabic
    assert [bool(vector.any()) for vector in before] == [False, True, True, False, False, False]
    assert not after.any()


ROBERTA = {"model_type": "roberta", "max_position_embeddings": 12, "pad_token_id": 1}


@pytest.mark.parametrize(
    ("config", "tokenizer", "sentence", "limit"),
    [
        ({}, {}, {}, 512),
        ({"max_position_embeddings": 12, "pad_token_id": 0}, {}, {}, 12),
        (ROBERTA, {}, {}, 10),  # it counts places from 2
        ({**ROBERTA, "model_type": "mpnet", "pad_token_id": 3}, {}, {}, 8),
        ({"model_type": "xlm-roberta", "max_position_embeddings": 12}, {}, {}, 10),
        (ROBERTA, {"model_max_length": 7}, {}, 7),
        (ROBERTA, {"model_max_length": 512}, {}, 10),
        (ROBERTA, {"model_max_length": 10**30}, {}, 10),
        ({}, {"model_max_length": 1e30}, {}, 512),
        ({}, {"model_max_length": 7}, {}, 7),
        (ROBERTA, {"model_max_length": 7}, {"max_seq_length": 9}, 9),
        (ROBERTA, {}, {"max_seq_length": 12}, 10),
        ({}, {}, {"max_seq_length": 700}, 700),
        ({"max_position_embeddings": -1}, {"model_max_length": -1}, {}, 512),
        ({"max_position_embeddings": -1}, {"model_max_length": None}, {"max_seq_length": 9}, 9),
    ],
)
def test_a_text_is_seen_as_far_as_an_encoder_has_places(
    config: dict[str, object], tokenizer: dict[str, object], sentence: dict[str, object], limit: int, tmp_path: Path
) -> None:
    folder = encoder(tmp_path / "e", limit=None, places=limit)
    for name, settings in (("config", config), ("tokenizer_config", tokenizer), ("sentence_bert_config", sentence)):
        (folder / f"{name}.json").write_text(json.dumps(settings))
    opened = open_encoder(str(folder))
    assert opened.limit == limit
    assert np.isfinite(opened.vectors([Passage("then " * 1000)], about_target=False)).all()


def test_what_a_tokenizer_was_made_for_is_no_limit_of_a_static_table(tmp_path: Path) -> None:
    folder = static(tmp_path / "e")
    (folder / "tokenizer_config.json").write_text('{"model_max_length": 4}')
    assert open_encoder(str(folder)).limit == 512


def test_a_text_that_an_encoder_fails_on_is_told_in_one_line_and_nothing_of_it_is_kept(
    tmp_path: Path, own_cache: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    opened = open_encoder(str(encoder(tmp_path / "e", places=6)))
    message = (
        r"onnxruntime can't run .*model\.onnx on 8 word pieces: .*; "
        "if the encoder takes fewer than 8 at once, set max_seq"
    )
    with pytest.raises(ConfigError, match=message) as error:
        opened.vectors([Passage("Bo"), Passage("then " * 10)], about_target=False)
    assert "\n" not in str(error.value)
    assert capfd.readouterr().err == ""  # onnxruntime says nothing beside
    assert not own_cache.exists()


@pytest.mark.parametrize("by", [1e5, np.inf, np.nan])
@pytest.mark.parametrize("make", [static, encoder])
def test_numbers_that_cannot_be_kept_are_refused_and_none_is_kept(
    by: float, make: Callable[..., Path], tmp_path: Path, own_cache: Path
) -> None:
    table = (TABLE + 1) * np.float32(by)
    table[[1, 2, 6]] = 1  # "then" and what stands around each text
    opened = open_encoder(str(make(tmp_path / "loud", table=table)))
    message = r"'loud' gives numbers beyond 65,504, or no numbers, for 'Bo then'.*\"normalize\": true in the config"
    with pytest.raises(ConfigError, match=message):
        opened.vectors([Passage("then"), Passage("Bo then")], about_target=False)
    assert not own_cache.exists()


def test_a_table_whose_vectors_are_brought_to_one_length_may_have_large_numbers(tmp_path: Path) -> None:
    opened = open_encoder(str(static(tmp_path / "loud", normalize=True, table=TABLE * np.float32(1e5))))
    assert opened.vectors([Passage("Ann then")], about_target=False)[0, :2].max() <= 1


def test_a_vector_is_the_same_whatever_else_is_asked_and_when(tmp_path: Path, own_cache: Path) -> None:
    folder = str(encoder(tmp_path / "tiny"))
    many = [NAMES_BO, Passage("Bo"), Passage("Ann then"), NAMES_BO]
    first = open_encoder(folder).vectors(many, about_target=True)
    forget()
    reopened = open_encoder(folder).vectors(many[::-1], about_target=True)
    assert first.tolist() == reopened[::-1].tolist()
    (cache_file,) = own_cache.iterdir()
    cache_file.unlink()
    assert open_encoder(folder).vectors(many[:1], about_target=True).tolist() == first[:1].tolist()


def test_what_is_kept_is_looked_up_and_not_computed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = open_encoder(str(encoder(tmp_path / "tiny")))
    first = opened.vectors([NAMES_BO], about_target=True)
    computed_texts: list[str] = []

    def piece_vectors(texts: Sequence[str]) -> Iterator[PieceVectors]:
        computed_texts.extend(texts)
        return piece_vectors_before(texts)

    piece_vectors_before = opened._engine.piece_vectors
    monkeypatch.setattr(opened._engine, "piece_vectors", piece_vectors)
    assert opened.vectors([NAMES_BO], about_target=True).tolist() == first.tolist()
    opened.vectors([NAMES_BO, Passage("Bo"), Passage("Bo")], about_target=True)
    opened.vectors([NAMES_BO], about_target=False)
    opened.vectors([Passage(NAMES_BO.text, ((0, 3),))], about_target=True)  # the same text about somebody else
    assert computed_texts == ["Bo", NAMES_BO.text, "someone praised Bo then"]


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
    with pytest.raises(ConfigError, match="nothing is ever downloaded"):
        open_encoder("sentence-transformers/all-MiniLM-L6-v2")


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
        (transformers_weights, "is no encoder: it has neither model.onnx"),
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


def test_the_word_pieces_of_many_long_texts_are_never_in_memory_at_once(tmp_path: Path) -> None:
    table = np.ones((10, 256), dtype=np.float32)
    opened = open_encoder(str(encoder(tmp_path / "wide", limit=500, table=table)))
    texts, each = 20 * THREADS, 500 * opened.bands * 256 * 4  # bytes of a text's pieces
    tracemalloc.start()
    opened.vectors([Passage("then " * (600 + number)) for number in range(texts)], about_target=False)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < texts * each * 0.7


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


def test_what_is_hidden_is_not_encoded(tmp_path: Path) -> None:
    """An outlet's name would give away what its sentences tend to be."""
    opened = open_encoder(str(encoder(tmp_path / "e")))
    hidden, blank = Passage("Bo then Ann", outlet_spans=((0, 2),)), Passage("   then Ann")
    vectors = opened.vectors([hidden, blank, Passage("Bo then Ann")], about_target=False)
    assert vectors[0].tolist() == vectors[1].tolist() != vectors[2].tolist()
