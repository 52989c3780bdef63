"""Which files make up an encoder: the folder that a setting names, or that an installed package brings.

Nothing is downloaded, and no package is imported: it is only looked into.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import file_digest, sha256
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from annotation.errors import ConfigError
from training.encoders import onnx_graph
from training.encoders.settings import limit, settings

TOKENIZER: Final = "tokenizer.json"
TABLE: Final = "model.safetensors"
GRAPH: Final = "model.onnx"
_DEEP: Final = 4  # folders below the one named in which an encoder is looked for


@dataclass(frozen=True)
class EncoderFiles:
    """An encoder's files and what they say about themselves."""

    name: str
    kind: str  # "static" or "encoder"
    weights: Path
    tokenizer: Path
    limit: int  # word pieces of a text that it sees
    normalized: bool  # a table's vectors are brought to one length

    @property
    def digest(self) -> str:
        """Changes with anything that changes a vector; the graph is read for it, and not run."""
        told = sha256(f"{self.kind} {self.limit} {self.normalized}".encode())
        try:
            for path in (self.weights, *self._beside(), self.tokenizer):
                with path.open("rb") as file:
                    told.update(file_digest(file, "sha256").digest())
        except OSError as error:
            raise _unreadable(error) from error
        return told.hexdigest()

    def _beside(self) -> list[Path]:
        """Name the files beside a graph that hold its weights, whatever they are called."""
        if self.kind == "static":
            return []
        try:
            named = onnx_graph.elsewhere(self.weights.read_bytes())
        except (ValueError, IndexError, RecursionError) as error:
            raise ConfigError(f"{self.weights} is no ONNX model: {error}; it may be cut short, get it again") from error
        for name in named:
            inside = not Path(name).is_absolute() and ".." not in Path(name).parts
            if not inside or not (self.weights.parent / name).is_file():
                why = "is missing" if inside else "is outside its folder"
                raise ConfigError(f"{self.weights} has weights in {name!r}, which {why}; get both files again")
        return [self.weights.parent / name for name in named]


def find_encoder(setting: str, *, installed: bool = False) -> EncoderFiles:
    """Find the encoder that a setting names: a folder, an ONNX file in one, or an installed package; or only the last.

    A stranger can put a folder beside a model, and say in its card what to run; packages are for the user to install.
    """
    try:
        return _find(setting, installed=installed)
    except OSError as error:
        raise _unreadable(error) from error


def _find(setting: str, *, installed: bool) -> EncoderFiles:
    if installed:
        if not (package := _package(setting)):
            raise ConfigError(
                f"{setting!r} is no installed package, and a model that this machine doesn't trust can't say which "
                "folder an encoder is run from: if you know where this one comes from, name its folder yourself"
            )
        return _inside(setting, package)
    named = Path(os.path.expanduser(setting))  # leaves an unknown user's home as it is
    if named.suffix == ".onnx" and named.is_file():
        return _files(setting, named.parent, named)
    if setting.strip() and named.is_dir():  # an empty path is the working folder
        return _inside(setting, named)
    if setting.strip() and named.exists():
        raise ConfigError(f"{setting} is no encoder: name its folder, an .onnx file in it, or an installed package")
    if package := _package(setting):
        return _inside(setting, package)
    raise ConfigError(
        f"no encoder {setting!r}: there is no such folder, and no installed package of that name; name a folder with "
        f"{TOKENIZER} and {GRAPH} (a sentence encoder) or {TABLE} (a static table); nothing is ever downloaded"
    )


def lasting_setting(setting: str) -> str:
    """Say where an encoder stands so that it is found from any folder, without the name of the user's home.

    What is no path, such as a package, stays as it is.

    >>> lasting_setting("tiny-shipped"), lasting_setting("/"), lasting_setting(str(Path.home()))
    ('tiny-shipped', '/', '~')
    """
    named = Path(os.path.expanduser(setting))
    if not setting.strip() or not named.exists():
        return setting
    place = named.resolve() if named.is_dir() else named.parent.resolve() / named.name  # a file may be a link to a blob
    home = Path.home().resolve()
    return str("~" / place.relative_to(home)) if place.is_relative_to(home) else str(place)


def _package(setting: str) -> Path | None:
    """Find an installed package's folder by the name it is imported or installed by."""
    for name in _import_names(setting):
        try:
            spec = find_spec(name)
        except (ImportError, ValueError):
            continue
        for place in (spec.submodule_search_locations if spec else None) or ():
            return Path(place)
    return None


def _import_names(setting: str) -> list[str]:
    """List the names a package may be imported by; an installed one's own file may say another than its name."""
    if not setting.replace("-", "_").replace(".", "_").isidentifier():
        return []
    try:
        told = (distribution(setting).read_text("top_level.txt") or "").split()
        files = [path.parts[0] for path in distribution(setting).files or () if path.name == "__init__.py"]
    except PackageNotFoundError:
        told = files = []
    names = dict.fromkeys([setting.replace("-", "_"), *told, *files])
    return [name for name in names if "." not in name]  # to look for a package below another imports that one


def _inside(setting: str, folder: Path) -> EncoderFiles:
    """Take the folder that holds an encoder, the upper one of two within each other; of two side by side, none."""
    places = {place: weights for place in _folders(folder) if (weights := _weights(place))}
    whole = [place for place in places if (place / TOKENIZER).is_file()]
    beside = [place for place in whole if not place.is_relative_to(whole[0])]
    if beside:
        names = ", ".join(str(place.relative_to(folder)) for place in (whole[0], *beside))
        raise ConfigError(f"{folder} holds several encoders ({names}); name one of them")
    if whole:
        return _files(setting, whole[0], places[whole[0]])
    if places:
        raise _no_tokenizer(next(iter(places)))
    raise ConfigError(
        f"{folder} is no encoder: it has neither {GRAPH} (a sentence encoder, exported for onnxruntime) nor "
        f"{TABLE} (a static table as model2vec writes it) beside a {TOKENIZER}"
    )


def _folders(folder: Path, depth: int = 0) -> Iterator[Path]:
    yield folder
    if depth < _DEEP:
        for below in sorted(path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()):
            yield from _folders(below, depth + 1)


def _weights(folder: Path) -> Path | None:
    """Choose the file with the weights: the full graph first, a rounded one only where it is the only one."""
    for place in (folder, folder / "onnx"):
        if (place / GRAPH).is_file():
            return place / GRAPH
        others = sorted(path for path in place.glob("*.onnx") if path.is_file())
        if len(others) > 1:
            names = ", ".join(path.name for path in others)
            raise ConfigError(f"{place} has several encoders ({names}) and no {GRAPH}; name one of the files")
        if others:
            return others[0]
    table, config = folder / TABLE, settings(folder / "config.json")
    transformers = config.get("architectures") and config.get("model_type") != "model2vec"  # its weights, and no table
    return table if table.is_file() and not transformers else None


def _files(setting: str, folder: Path, weights: Path) -> EncoderFiles:
    tokenizer = next((path for path in (folder / TOKENIZER, folder.parent / TOKENIZER) if path.is_file()), None)
    if tokenizer is None:
        raise _no_tokenizer(folder)
    kind = "static" if weights.name == TABLE else "encoder"
    home = tokenizer.parent
    return EncoderFiles(
        name=Path(setting).name or setting,
        kind=kind,
        weights=weights,
        tokenizer=tokenizer,
        limit=limit(home, static=kind == "static"),
        normalized=bool(settings(home / "config.json").get("normalize", False)),
    )


def _unreadable(error: OSError) -> ConfigError:
    return ConfigError(f"cannot read {error.filename}, of an encoder: {error.strerror or error}")


def _no_tokenizer(folder: Path) -> ConfigError:
    return ConfigError(
        f"the encoder in {folder} has no {TOKENIZER}: texts can't be cut into its word pieces; "
        f"put the {TOKENIZER} it was published with beside it"
    )
