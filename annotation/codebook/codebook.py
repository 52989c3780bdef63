"""A codebook: what is asked about a sentence, and every label that may answer it; one file is the source of all."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from annotation.codebook.validation import problems
from annotation.errors import ConfigError
from annotation.text.targets import Target

DEFAULT: Final = Path("configs", "stance_sourcing.toml")


@dataclass(frozen=True)
class Label:
    """One possible answer, with what an annotator needs to choose it."""

    name: str
    hotkey: str
    color: str
    definition: str
    use_when: str = ""
    not_when: str = ""
    examples: tuple[str, ...] = ()
    train_as: str | None = None  # None: itself; "": not trained on; else another label of the question


@dataclass(frozen=True)
class Condition:
    """A question is asked only if another one was answered with one of these labels."""

    question: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """One thing that is asked; `kind` is `choice` (one label) or `spans` (labeled stretches of the text)."""

    name: str
    kind: str
    title: str
    text: str
    labels: tuple[Label, ...]
    target: bool = False  # asked only about a sentence with a target, which `{target}` in the text names
    required: bool = False
    only_if: Condition | None = None
    rules: tuple[str, ...] = ()
    merge: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    scale: bool = False  # its labels are a scale, in codebook order: near ones disagree less
    agreement_target: float | None = None  # the Krippendorff's alpha that annotators should reach
    merged_agreement_target: float | None = None  # the same for the merged labels

    @property
    def label_names(self) -> tuple[str, ...]:
        """The labels' names in codebook order."""
        return tuple(label.name for label in self.labels)

    def trained_as(self, label: str) -> str:
        """The class a gold label is trained as; empty where it isn't trained on."""
        found = next(known for known in self.labels if known.name == label)
        return label if found.train_as is None else found.train_as

    @property
    def classes(self) -> tuple[str, ...]:
        """The labels a model can predict, in codebook order."""
        return tuple(name for name in self.label_names if name in map(self.trained_as, self.label_names))


@dataclass(frozen=True)
class Codebook:
    """All questions, in the order they are asked; `digest` changes with any word of the file's content."""

    name: str
    version: str
    title: str
    introduction: str
    questions: tuple[Question, ...]
    digest: str
    target: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def stamp(self) -> str:
        """What an answer carries to say which codebook it was given under: `name version digest`."""
        return f"{self.name} {self.version} {self.digest[:12]}"

    @property
    def targets(self) -> tuple[Target, ...]:
        """Whom all of it is about, where it names somebody."""
        return (Target(self.target, self.aliases),) if self.target else ()

    @property
    def asks_about_target(self) -> bool:
        """Whether any of the questions needs a target."""
        return any(question.target for question in self.questions)

    def asks_everything_about(self, target: str) -> bool:
        """Whether all questions are asked about a sentence with this target (empty where it names none)."""
        return bool(target) or not self.asks_about_target

    def question(self, name: str) -> Question:
        """The question of that name (KeyError if it isn't asked)."""
        return {question.name: question for question in self.questions}[name]


def read_codebook(path: Path | None = None) -> Codebook:
    """Read a codebook, or name everything that is wrong with it; without a path, the default one."""
    path = find_codebook(path)
    content = _read(path)
    if not {"name", "questions"} & content.keys():
        raise ConfigError(f"{path} is not a codebook: it has neither a name nor questions")
    found = list(problems(content))
    if found:
        raise ConfigError(f"{path}: {'; '.join(found)}")
    codebook = _codebook(content)
    return replace(codebook, digest=_digest(codebook))


def codebook_targets(path: Path | None) -> tuple[Target, ...]:
    """Give whom a codebook is about that was named; nobody where none was."""
    return read_codebook(path).targets if path else ()


def find_codebook(path: Path | None = None) -> Path:
    """Give the codebook that is named, else the default one."""
    return path or find_configs() / DEFAULT.name


def find_configs() -> Path:
    """Find the folder of the default codebook and the samples: below the working folder, else beside the packages."""
    places = (DEFAULT, Path(__file__).parents[2] / DEFAULT)
    for place in places:
        if place.is_file():
            return place.parent
    raise ConfigError(f"no codebook at {places[0]} or {places[1]}; name one with --codebook FILE")


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise ConfigError(f"no codebook at {path}") from error
    except OSError as error:
        raise ConfigError(f"cannot read the codebook {path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not a codebook: it is not UTF-8 text (byte {error.start})") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not a codebook: it is not TOML: {_one_line(error)}") from error


def _codebook(content: Mapping[str, Any]) -> Codebook:
    given = {**content, "introduction": content["introduction"].strip()}
    questions = tuple(map(_question, content["questions"]))
    return Codebook(**{**given, "aliases": tuple(content.get("aliases", ())), "questions": questions}, digest="")


def _question(content: Mapping[str, Any]) -> Question:
    condition = content.get("only_if")
    parts = {
        "labels": tuple(map(_label, content["labels"])),
        "rules": tuple(content.get("rules", ())),
        "merge": MappingProxyType({name: tuple(labels) for name, labels in content.get("merge", {}).items()}),
        "only_if": Condition(condition["question"], tuple(condition["labels"])) if condition else None,
    }
    return Question(**{**content, **parts})


def _label(content: Mapping[str, Any]) -> Label:
    return Label(**{**content, "examples": tuple(content.get("examples", ()))})


def _digest(codebook: Codebook) -> str:
    """Hash what is said, in its order; a value that says nothing (its default) doesn't count."""
    said = json.dumps(codebook, default=_plain, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def _plain(value: Any) -> object:  # noqa: ANN401 - what json can't write itself
    if not is_dataclass(value):
        return list(value.items())  # a merge, whose order counts
    given = {part.name: (getattr(value, part.name), part.default) for part in fields(value)}
    return {
        name: said for name, (said, default) in given.items() if said != (default if default is not MISSING else {})
    }


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
