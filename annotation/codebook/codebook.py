"""The codebook, read from a TOML file: the questions asked about each sentence and the labels that answer them."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from annotation.codebook.validation import codebook_problems
from annotation.codebook.words import fixed_words
from annotation.errors import ConfigError
from annotation.io.foreign_files import whole_address
from annotation.io.toml_text import read_toml
from annotation.text.targets import Target

DEFAULT_PATH: Final = Path("configs", "stance_sourcing.toml")


@dataclass(frozen=True)
class Label:
    """One label that may answer a question, with what an annotator needs to choose it."""

    name: str
    hotkey: str
    color: str
    definition: str
    use_when: str = ""
    not_when: str = ""
    examples: tuple[str, ...] = ()
    train_as: str | None = None  # None: as itself; "": not at all; otherwise as another label of the question
    title: str = ""  # what people read in place of the name, in any language

    @property
    def shown(self) -> str:
        """What the screen and the manual call the label: its title, else its name without underscores.

        >>> Label("very_calm", "s", "#0072b2", "").shown, Label("calm", "r", "#0072b2", "", title="ruhig").shown
        ('very calm', 'ruhig')
        """
        return self.title or self.name.replace("_", " ")


@dataclass(frozen=True)
class Condition:
    """The condition under which a question is asked: another question was answered with one of these labels."""

    question: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """One question; its `kind` is `choice` (one label answers it) or `spans` (labeled spans of the text answer it)."""

    name: str
    kind: str
    title: str
    text: str
    labels: tuple[Label, ...]
    target: bool = False  # asked only about a sentence with a target, which replaces `{target}` in the text
    required: bool = False
    only_if: Condition | None = None
    rules: tuple[str, ...] = ()
    merge: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))  # coarser labels
    scale: bool = False  # its labels are ordered: neighbors in the codebook disagree less
    agreement_target: float | None = None  # Krippendorff's alpha that annotators should reach
    merged_agreement_target: float | None = None  # the same for the merged labels

    @property
    def label_names(self) -> tuple[str, ...]:
        """The names of the labels, in codebook order."""
        return tuple(label.name for label in self.labels)

    def trained_as(self, label: str) -> str:
        """The class that a gold label is trained as; empty if no model is trained on it."""
        train_as = next(candidate.train_as for candidate in self.labels if candidate.name == label)
        return label if train_as is None else train_as

    @property
    def classes(self) -> tuple[str, ...]:
        """The labels a model can predict, in codebook order."""
        return tuple(name for name in self.label_names if name in map(self.trained_as, self.label_names))


@dataclass(frozen=True)
class Codebook:
    """A codebook: its questions in the order they are asked, and a digest that changes with anything it says."""

    name: str
    version: str
    title: str
    introduction: str
    questions: tuple[Question, ...]
    digest: str
    target: str = ""
    aliases: tuple[str, ...] = ()
    not_aliases: tuple[str, ...] = ()
    language: str = "en"  # in which the screen's and the manual's fixed words are
    words: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))  # fixed words of its own

    @property
    def fixed_words(self) -> Mapping[str, Any]:
        """The words of the screen and the manual that no question brings along, in the codebook's language."""
        return fixed_words(self.language, self.words)

    @property
    def stamp(self) -> str:
        """The name, version and digest of the codebook, which each answer has in the column `codebook`."""
        return f"{self.name} {self.version} {self.digest[:12]}"

    @property
    def targets(self) -> tuple[Target, ...]:
        """The target of all questions, if the codebook names one."""
        return (Target(self.target, self.aliases, self.not_aliases),) if self.target else ()

    @property
    def asks_about_target(self) -> bool:
        """Whether any question is asked only about sentences with a target."""
        return any(question.target for question in self.questions)

    def asks_everything_about(self, target: str) -> bool:
        """Whether all questions are asked about a sentence with this target; an empty text is no target."""
        return bool(target) or not self.asks_about_target

    def question(self, name: str) -> Question:
        """Return the question of that name; raises KeyError if the codebook does not ask it."""
        return {question.name: question for question in self.questions}[name]


def read_codebook(path: Path | None = None) -> Codebook:
    """Read a codebook; without a path, the default one. Raises ConfigError, with all its problems, if it is invalid."""
    path = find_codebook(path)
    content = _read(path)
    if not {"name", "questions"} & content.keys():
        raise ConfigError(f"{path} is not a codebook: it has neither a name nor questions")
    problems = list(codebook_problems(content))
    if problems:
        raise ConfigError.listing(str(path), problems)
    codebook = _codebook(content)
    return replace(codebook, digest=_digest(codebook))


def codebook_targets(path: Path | None) -> tuple[Target, ...]:
    """Return the targets of a codebook; none without a path. Raises ConfigError if the codebook is invalid."""
    return read_codebook(path).targets if path else ()


def find_codebook(path: Path | None = None) -> Path:
    """Return the path of a codebook: the given path, otherwise that of the default codebook."""
    return path or find_configs() / DEFAULT_PATH.name


def find_configs() -> Path:
    """Find the folder with the default codebook and the samples: in the working folder, otherwise beside our packages.

    Raises ConfigError if it is in neither.
    """
    candidates = (DEFAULT_PATH, Path(__file__).parents[2] / DEFAULT_PATH)
    for path in candidates:
        if path.is_file():
            return path.parent
    raise ConfigError(f"no codebook at {candidates[0]} or {candidates[1]}; name one with --codebook FILE")


def _read(path: Path) -> dict[str, Any]:
    try:
        return read_toml(path)
    except FileNotFoundError as error:
        raise ConfigError(f"no codebook at {whole_address(path)}") from error
    except OSError as error:
        raise ConfigError(f"cannot read the codebook {path}: {error.strerror or error}") from error
    except ValueError as error:
        raise ConfigError(f"{path} is not a codebook: {error}") from error


def _codebook(content: Mapping[str, Any]) -> Codebook:
    parts = {
        "introduction": content["introduction"].strip(),
        "aliases": tuple(content.get("aliases", ())),
        "not_aliases": tuple(content.get("not_aliases", ())),
        "questions": tuple(map(_question, content["questions"])),
        "words": MappingProxyType(content.get("words", {})),
    }
    return Codebook(**{**content, **parts}, digest="")


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
    """Hash the codebook's values in their order; default values do not count.

    So a field that a later version adds does not change the digest of a codebook that does not use it.
    """
    content = json.dumps(codebook, default=_json_value, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def _json_value(value: Any) -> object:  # noqa: ANN401 - whatever json cannot write itself
    """Turn a dataclass into a dictionary without its default values, and a mapping into a list of pairs."""
    if not is_dataclass(value):
        return list(value.items())  # `merge`, in which the order counts
    values_and_defaults = {part.name: (getattr(value, part.name), part.default) for part in fields(value)}
    return {
        name: value
        for name, (value, default) in values_and_defaults.items()
        if value != (default if default is not MISSING else {})
    }
