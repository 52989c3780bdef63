"""Encoders: the vectors they give, which files they are, and what is said when they can't be used."""

import json
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from annotation.errors import ConfigError
from tests.examples.encoders import NAMES_BO, TABLE, encoder, forget, static
from training.encoders.encoder import Encoder, open_encoder
from training.encoders.onnx_encoder import THREADS
from training.encoders.pooling import PieceVectors, pool
from training.masking.passages import Passage

pytestmark = pytest.mark.usefixtures("own_cache")


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


def test_the_word_pieces_of_many_long_texts_are_never_in_memory_at_once(tmp_path: Path) -> None:
    table = np.ones((10, 256), dtype=np.float32)
    opened = open_encoder(str(encoder(tmp_path / "wide", limit=500, table=table)))
    texts, each = 20 * THREADS, 500 * opened.bands * 256 * 4  # bytes of a text's pieces
    tracemalloc.start()
    opened.vectors([Passage("then " * (600 + number)) for number in range(texts)], about_target=False)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < texts * each * 0.7


def test_what_is_hidden_is_not_encoded(tmp_path: Path) -> None:
    """An outlet's name would give away what its sentences tend to be."""
    opened = open_encoder(str(encoder(tmp_path / "e")))
    hidden, blank = Passage("Bo then Ann", outlet_spans=((0, 2),)), Passage("   then Ann")
    vectors = opened.vectors([hidden, blank, Passage("Bo then Ann")], about_target=False)
    assert vectors[0].tolist() == vectors[1].tolist() != vectors[2].tolist()
