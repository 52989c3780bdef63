"""What the files beside an encoder say about it: how many word pieces of a text it sees."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from annotation.errors import ConfigError

_LIMIT: Final = 512  # word pieces, where no file says how many an encoder takes
_ANY: Final = 1_000_000  # word pieces; tokenizers that know no limit say 1e30
_AFTER_PADDING: Final = (  # kinds that count places from behind the padding's number, so the first ones are never used
    *("camembert", "data2vec-text", "ibert", "longformer", "luke", "mpnet"),
    *("roberta", "roberta-prelayernorm", "xlm-roberta", "xlm-roberta-xl", "xmod"),
)


def settings(path: Path) -> dict[str, Any]:
    """Read one of the files; what isn't there says nothing, and what can't be read is a ConfigError."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ConfigError(f"cannot read {path}: {error}; it should be as the encoder was published with") from error
    return found if isinstance(found, dict) else {}


def limit(folder: Path, *, static: bool) -> int:
    """Say how many word pieces of a text an encoder sees: what it was published with, if it has as many places.

    A static table has no places, so what its tokenizer was made for doesn't count.
    """
    told = [settings(folder / "sentence_bert_config.json").get("max_seq_length")]
    if told == [None] and not static:
        told = [_sensible(settings(folder / "tokenizer_config.json").get("model_max_length"))]
    told.append(_places(settings(folder / "config.json")))
    return min((_whole(one, folder) for one in told if one is not None), default=_LIMIT)


def _places(config: Mapping[str, Any]) -> int | None:
    """Count the places that an encoder has for word pieces.

    >>> _places({"model_type": "roberta", "max_position_embeddings": 514, "pad_token_id": 1})
    512
    >>> _places({"model_type": "bert", "max_position_embeddings": 512, "pad_token_id": 0})
    512
    """
    there, padding = _sensible(config.get("max_position_embeddings")), config.get("pad_token_id", 1)
    if there is None or config.get("model_type") not in _AFTER_PADDING or not isinstance(padding, int):
        return there
    return there - padding - 1


def _sensible(number: object) -> int | None:
    """Leave out what stands for "any", such as -1 or 1e30."""
    return number if isinstance(number, int) and 0 < number < _ANY else None


def _whole(limit: object, folder: Path) -> int:
    if isinstance(limit, int) and limit > 2:
        return limit
    raise ConfigError(f"{folder} says that its encoder takes {limit!r} word pieces; that must be a number above 2")
