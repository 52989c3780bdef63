"""What the files beside an encoder say about it: how many word pieces of a text it sees."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from annotation.errors import ConfigError
from annotation.io.inputs import read_small_file
from annotation.io.json_text import parse_json_loosely

DEFAULT_PIECES: Final = 512  # the limit where no file names one
_UNBOUNDED_PIECES: Final = 1_000_000  # from here on a number means "no limit": some tokenizers say 1e30
_OFFSET_MODEL_TYPES: Final = (  # these number positions from behind the padding's, so they have fewer than they say
    *("camembert", "data2vec-text", "ibert", "longformer", "luke", "mpnet"),
    *("roberta", "roberta-prelayernorm", "xlm-roberta", "xlm-roberta-xl", "xmod"),
)


def read_encoder_settings(path: Path) -> dict[str, Any]:
    """Read one of the JSON files beside an encoder; a missing file gives no settings.

    Raises ConfigError if the file cannot be read.
    """
    try:
        text = read_small_file(path).decode("utf-8")
        settings = parse_json_loosely(text, float)  # tokenizers write "no limit" as a whole number of 31 digits
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ConfigError(f"cannot read {path}: {error}; use the file that the encoder was published with") from error
    return settings if isinstance(settings, dict) else {}


def piece_limit(folder: Path, *, static: bool) -> int:
    """Give the number of word pieces of a text that an encoder sees.

    It is the number that the encoder was published with, as long as the encoder has that many positions. A static
    table has no positions, so the length that its tokenizer was made for does not count.

    Raises ConfigError if a file names a limit that is no number above 2.
    """
    limits = [read_encoder_settings(folder / "sentence_bert_config.json").get("max_seq_length")]
    if limits == [None] and not static:
        limits = [_bounded(read_encoder_settings(folder / "tokenizer_config.json").get("model_max_length"))]
    limits.append(_positions(read_encoder_settings(folder / "config.json")))
    return min((_checked(limit, folder) for limit in limits if limit is not None), default=DEFAULT_PIECES)


def _positions(config: Mapping[str, Any]) -> int | None:
    """Count the positions that an encoder has for word pieces.

    >>> _positions({"model_type": "roberta", "max_position_embeddings": 514, "pad_token_id": 1})
    512
    >>> _positions({"model_type": "bert", "max_position_embeddings": 512, "pad_token_id": 0})
    512
    """
    positions, padding = _bounded(config.get("max_position_embeddings")), config.get("pad_token_id", 1)
    if positions is None or config.get("model_type") not in _OFFSET_MODEL_TYPES or not isinstance(padding, int):
        return positions
    return positions - padding - 1


def _bounded(number: object) -> int | None:
    """Leave out numbers that stand for "no limit", such as -1 or 1e30."""
    return number if isinstance(number, int) and 0 < number < _UNBOUNDED_PIECES else None


def _checked(limit: object, folder: Path) -> int:
    if isinstance(limit, int) and limit > 2:
        return limit
    raise ConfigError(f"{folder} says that its encoder takes {limit!r} word pieces; that must be a number above 2")
