"""Which files make up an encoder: those of a folder, of a known encoder in the cache, or of an installed package.

Nothing is downloaded, and no package is imported: only its folder is read.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from annotation.errors import ConfigError
from training.encoders import onnx_graph
from training.encoders.known_encoders import encoder_digest, find_known, sha256_of
from training.encoders.settings import piece_limit, read_encoder_settings

TOKENIZER_FILE: Final = "tokenizer.json"
TABLE_FILE: Final = "model.safetensors"
GRAPH_FILE: Final = "model.onnx"
_MAX_DEPTH: Final = 4  # levels of folders below the named one in which an encoder is looked for


@dataclass(frozen=True)
class EncoderFiles:
    """An encoder's files and what they say about themselves."""

    name: str
    kind: str  # "static" or "encoder"
    weights: Path
    tokenizer: Path
    limit: int  # word pieces of a text that it sees
    normalized: bool  # whether a table's vectors are scaled to length 1

    @property
    def digest(self) -> str:
        """The SHA-256 of everything that changes a vector; the graph is read for it, and not run.

        Raises ConfigError if a file cannot be read, or a graph has weights in a file that is not there.
        """
        try:
            digests = [sha256_of(path) for path in (self.weights, *self._external_weights(), self.tokenizer)]
        except OSError as error:
            raise _unreadable(error) from error
        return encoder_digest(self.kind, self.limit, self.normalized, digests)

    def _external_weights(self) -> list[Path]:
        """Name the files beside a graph that hold its weights, whatever they are called."""
        if self.kind == "static":
            return []
        try:
            names = onnx_graph.external_files(self.weights.read_bytes())
        except (ValueError, IndexError, RecursionError) as error:
            raise ConfigError(f"{self.weights} is no ONNX model: {error}; it may be cut short, get it again") from error
        for name in names:
            inside = not Path(name).is_absolute() and ".." not in Path(name).parts
            if not inside or not (self.weights.parent / name).is_file():
                why = "is missing" if inside else "is outside its folder"
                raise ConfigError(f"{self.weights} has weights in {name!r}, which {why}; get both files again")
        return [self.weights.parent / name for name in names]


def find_encoder(setting: str, *, installed: bool = False) -> EncoderFiles:
    """Find the encoder that a setting names: a folder, an ONNX file in one, a known encoder, or an installed package.

    With `installed` it can only be a package or a known encoder in the cache. A stranger can put a folder beside a
    model and name it in the model's card, and an encoder is run; packages and known encoders are put there by the user.

    Raises ConfigError if there is no such encoder.
    """
    try:
        return _find(setting, installed=installed)
    except OSError as error:
        raise _unreadable(error) from error


def _find(setting: str, *, installed: bool) -> EncoderFiles:
    if installed:
        if not (folder := _downloaded_folder(setting) or _package_folder(setting)):
            raise ConfigError(
                f"{setting!r} is no installed package, and a model that this machine doesn't trust can't say which "
                "folder an encoder is run from: if you know where this one comes from, name its folder yourself"
            )
        return _encoder_inside(setting, folder)
    path = Path(os.path.expanduser(setting))  # leaves an unknown user's home as it is
    if path.suffix == ".onnx" and path.is_file():
        return _encoder_files(setting, path.parent, path)
    if setting.strip() and path.is_dir():  # an empty path is the working folder
        return _encoder_inside(setting, path)
    if setting.strip() and path.exists():
        raise ConfigError(f"{setting} is no encoder: name its folder, an .onnx file in it, or an installed package")
    if folder := _downloaded_folder(setting) or _package_folder(setting):
        return _encoder_inside(setting, folder)
    if known_encoder := find_known(setting):
        raise ConfigError(
            f"the encoder {setting!r} is not on this machine: type newsstance encoders get {known_encoder.name} "
            f"({known_encoder.bytes / 1e6:.0f} MB), or name a folder that has it; nothing is downloaded "
            "unless you ask for it"
        )
    raise ConfigError(
        f"no encoder {setting!r}: there is no such folder, no installed package of that name, and newsstance encoders "
        f"list doesn't know it; name a folder with {TOKENIZER_FILE} and {GRAPH_FILE} (a sentence encoder) or "
        f"{TABLE_FILE} (a static table); nothing is downloaded unless you ask for it"
    )


def _downloaded_folder(setting: str) -> Path | None:
    """Find the folder of a known encoder that `newsstance encoders get` has downloaded whole."""
    known_encoder = find_known(setting)
    return known_encoder.folder if known_encoder and known_encoder.is_here else None


def portable_setting(setting: str) -> str:
    """Name an encoder's path so that it is found from any working folder, without the name of the user's home.

    A setting that is no path, such as a package, stays as it is.

    >>> portable_setting("tiny-shipped"), portable_setting("/"), portable_setting(str(Path.home()))
    ('tiny-shipped', '/', '~')
    """
    path = Path(os.path.expanduser(setting))
    if not setting.strip() or not path.exists():
        return setting
    absolute = path.resolve() if path.is_dir() else path.parent.resolve() / path.name  # a file may link to a blob
    home = Path.home().resolve()
    return str("~" / absolute.relative_to(home)) if absolute.is_relative_to(home) else str(absolute)


def _package_folder(setting: str) -> Path | None:
    """Find an installed package's folder by the name it is imported or installed by."""
    for name in _import_names(setting):
        try:
            spec = find_spec(name)
        except (ImportError, ValueError):
            continue
        for location in (spec.submodule_search_locations if spec else None) or ():
            return Path(location)
    return None


def _import_names(setting: str) -> list[str]:
    """List the names that a package may be imported by, which need not be the name that it is installed by."""
    if not setting.replace("-", "_").replace(".", "_").isidentifier():
        return []
    try:
        top_level = (distribution(setting).read_text("top_level.txt") or "").split()
        folders = [path.parts[0] for path in distribution(setting).files or () if path.name == "__init__.py"]
    except PackageNotFoundError:
        top_level = folders = []
    names = dict.fromkeys([setting.replace("-", "_"), *top_level, *folders])
    return [name for name in names if "." not in name]  # looking for a package inside another imports the outer one


def _encoder_inside(setting: str, folder: Path) -> EncoderFiles:
    """Take the encoder in a folder or below it: the upper one of two nested ones, and none of two side by side."""
    weights = {place: path for place in _folders(folder) if (path := _weights_file(place))}
    complete = [place for place in weights if (place / TOKENIZER_FILE).is_file()]
    side_by_side = [place for place in complete if not place.is_relative_to(complete[0])]
    if side_by_side:
        names = ", ".join(str(place.relative_to(folder)) for place in (complete[0], *side_by_side))
        raise ConfigError(f"{folder} holds several encoders ({names}); name one of them")
    if complete:
        return _encoder_files(setting, complete[0], weights[complete[0]])
    if weights:
        raise _no_tokenizer(next(iter(weights)))
    if (folder / TABLE_FILE).is_file():
        raise ConfigError(
            f"{folder} has an encoder's weights only, and no {GRAPH_FILE}: type newsstance encoders export {folder}"
        )
    raise ConfigError(
        f"{folder} is no encoder: it has neither {GRAPH_FILE} (a sentence encoder, exported for onnxruntime) nor "
        f"{TABLE_FILE} (a static table as model2vec writes it) beside a {TOKENIZER_FILE}"
    )


def _folders(folder: Path, depth: int = 0) -> Iterator[Path]:
    yield folder
    if depth < _MAX_DEPTH:
        for subfolder in sorted(path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()):
            yield from _folders(subfolder, depth + 1)


def _weights_file(folder: Path) -> Path | None:
    """Choose the file with the weights: the full graph first, a quantized one only where there is no other."""
    for place in (folder, folder / "onnx"):
        if (place / GRAPH_FILE).is_file():
            return place / GRAPH_FILE
        graphs = sorted(path for path in place.glob("*.onnx") if path.is_file())
        if len(graphs) > 1:
            names = ", ".join(path.name for path in graphs)
            raise ConfigError(f"{place} has several encoders ({names}) and no {GRAPH_FILE}; name one of the files")
        if graphs:
            return graphs[0]
    table, config = folder / TABLE_FILE, read_encoder_settings(folder / "config.json")
    has_layers = config.get("architectures") or "num_hidden_layers" in config
    is_transformer = has_layers and config.get("model_type") != "model2vec"  # so it is no table
    return table if table.is_file() and not is_transformer else None


def _encoder_files(setting: str, folder: Path, weights: Path) -> EncoderFiles:
    tokenizer = next(
        (path for path in (folder / TOKENIZER_FILE, folder.parent / TOKENIZER_FILE) if path.is_file()), None
    )
    if tokenizer is None:
        raise _no_tokenizer(folder)
    static = weights.name == TABLE_FILE
    home = tokenizer.parent
    return EncoderFiles(
        name=Path(setting).name or setting,
        kind="static" if static else "encoder",
        weights=weights,
        tokenizer=tokenizer,
        limit=piece_limit(home, static=static),
        normalized=bool(read_encoder_settings(home / "config.json").get("normalize", False)),
    )


def _unreadable(error: OSError) -> ConfigError:
    return ConfigError(f"cannot read {error.filename}, of an encoder: {error.strerror or error}")


def _no_tokenizer(folder: Path) -> ConfigError:
    return ConfigError(
        f"the encoder in {folder} has no {TOKENIZER_FILE}: texts can't be cut into its word pieces; "
        f"put the {TOKENIZER_FILE} it was published with beside it"
    )
