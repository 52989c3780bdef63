"""The card of a model: what it answers, what it learned from, and how far to trust it."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import Any, Final

from annotation.codebook.codebook import Condition
from annotation.errors import ModelError

FORMAT: Final = 2


@dataclass(frozen=True)
class QuestionCard:
    """One question a model answers; `labels` is the order of every column of probabilities."""

    name: str
    labels: tuple[str, ...]
    never: tuple[str, ...]  # labels of the codebook that the model never answers
    about_target: bool
    only_if: Condition | None
    rows: int
    articles: int
    with_article: bool
    counts: Mapping[str, int]  # sentences learned from, per label
    left_out: Mapping[str, int]
    digest: str  # of what was learned from
    temperature: float
    threshold: float | None  # the least probability at which the model answers; None: it abstains always
    accepted: Mapping[str, Any] | None  # what the threshold lets through, and how much of that is right
    folds: int
    figures: Mapping[str, Any] | None  # None: see `why_no_figures`
    strength: float  # how closely counts are followed
    factors: tuple[float, ...]  # how much the scores of counts, and of an encoder's vectors, count
    topics: tuple[str, ...]  # targets under which words are also counted by themselves
    strongest: Mapping[str, tuple[str, ...]]  # features that speak most for each label
    soft: int  # sentences learned by the shares of their answers
    why_no_figures: str = ""


@dataclass(frozen=True)
class Card:
    """What is written beside a model's pipelines."""

    questions: tuple[QuestionCard, ...]
    codebook: Mapping[str, str] | None  # name, version, digest
    data: Mapping[str, Any]  # source, rows
    seed: int
    settings: Mapping[str, Any]
    versions: Mapping[str, str]
    created: str = ""

    @cached_property
    def id(self) -> str:
        """The model's name: its questions, and a digest of everything that decides its weights."""
        decided = asdict(replace(self, created="", data={}, settings=_deciding(self.settings)))
        digest = sha256(json.dumps(decided, sort_keys=True).encode()).hexdigest()[:8]
        names = "-".join(_plain(question.name) for question in self.questions)
        return f"{names[:48].rstrip('-')}-{digest}"

    def question(self, name: str) -> QuestionCard:
        """The card of one question, or what questions there are."""
        for question in self.questions:
            if question.name == name:
                return question
        names = ", ".join(question.name for question in self.questions)
        raise ModelError(f"the model {self.id} answers no question {name!r} (it answers: {names})")


def result_columns_of(question: str, labels: Sequence[str]) -> list[str]:
    """Name the columns that an answered question fills: its label, that label's probability, and each label's.

    >>> result_columns_of("view", ["pro", "con"])
    ['view', 'view_probability', 'view_probability_pro', 'view_probability_con']
    """
    probability = f"{question}_probability"
    return [question, probability, *(f"{probability}_{label}" for label in labels)]


def duplicate_columns(questions: Iterable[tuple[str, Sequence[str]]]) -> list[str]:
    """Name the columns that several questions with these labels would fill.

    >>> duplicate_columns([("view", ["pro", "con"]), ("view_probability", ["yes", "no"])])
    ['view_probability']
    """
    found = Counter(column for question, labels in questions for column in result_columns_of(question, labels))
    return [column for column, number in found.items() if number > 1]


def card_to_json(card: Card) -> str:
    """Write a card as JSON, its id first."""
    return json.dumps({"format": FORMAT, "id": card.id, **asdict(card)}, ensure_ascii=False, indent=1) + "\n"


def card_from_json(text: str | bytes, where: str) -> Card:
    """Read a card, or say that it isn't one."""
    try:
        found = json.loads(text)
        if found.pop("format") != FORMAT:
            raise ModelError(f"{where} is a card of another version of newsstance: train the model again")
        found.pop("id")
        questions = tuple(_question(question) for question in found.pop("questions"))
        return Card(questions=questions, **found)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ModelError(f"{where} is not the card of a model: {error!r}") from error


def _question(found: Mapping[str, Any]) -> QuestionCard:
    only_if = found["only_if"]
    condition = Condition(only_if["question"], tuple(only_if["labels"])) if only_if else None
    tuples = {name: tuple(found[name]) for name in ("labels", "never", "factors", "topics")}
    strongest = {label: tuple(names) for label, names in found["strongest"].items()}
    named = {**tuples, "only_if": condition, "strongest": strongest}
    return QuestionCard(**{**found, **named})


def _deciding(settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """Leave out where an encoder stood: which one it is stands in its digest."""
    encoder = settings.get("encoder")
    return {**settings, "encoder": encoder["digest"]} if encoder else settings


def _plain(name: str) -> str:
    """Make a name fit for a folder.

    >>> _plain("Whose view?")
    'whose_view'
    """
    return "".join(letter if letter.isalnum() else "_" for letter in name.lower()).strip("_")
