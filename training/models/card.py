"""The card of a model: what it answers, what it learned from, and how far to trust it.

`card.json` is this card as JSON, its format and id first. The keys of the dictionaries in it are those of the typed
dictionaries below.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, Final, TypedDict, cast

from annotation.codebook.codebook import Condition
from annotation.errors import ModelError
from annotation.io.json_text import parse_json
from training.learning.abstention import AcceptedAnswers

FORMAT: Final = 2


class LabelFigures(TypedDict):
    """How well one label is found in cross-validation by article."""

    precision: float
    recall: float
    f1: float
    sentences: int
    articles: int


class MajorityFigures(TypedDict):
    """The figures of a baseline that always answers the most frequent label."""

    label: str
    macro_f1: float
    accuracy: float


class CardFigures(TypedDict):
    """A question's figures from cross-validation by article, in short; `evaluation.json` has all."""

    sentences: int
    articles: int
    macro_f1: float
    interval: list[float | None]  # the lower and the upper end of macro-F1's 95 % interval
    accuracy: float
    majority: MajorityFigures
    calibration_error: float
    labels: dict[str, LabelFigures]


class CodebookRecord(TypedDict):
    """The codebook that the labels are from."""

    name: str
    version: str
    digest: str


class DataRecord(TypedDict, total=False):
    """The table that was learned from: its file's name, and how many rows it has."""

    source: str
    rows: int


class EncoderRecord(TypedDict):
    """The encoder that was trained with, and where it was."""

    setting: str
    digest: str


class TrainingSettings(TypedDict, total=False):
    """The choices that decide what a model sees and how it was trained."""

    features: str  # the version of the features
    without: list[str]  # groups of features that were left out
    see_outlet: bool
    encoder: EncoderRecord | None
    precision: float  # the share of right answers that the threshold was chosen for
    often: list[int]  # numbers of sentences from which on rarer features are dropped
    evaluation: str  # the digest of evaluation.json


@dataclass(frozen=True)
class QuestionCard:
    """One question that a model answers; `labels` is the order of every column of probabilities."""

    name: str
    labels: tuple[str, ...]
    never: tuple[str, ...]  # labels of the codebook that the model never answers
    about_target: bool
    only_if: Condition | None  # the answer to an earlier question on which this one depends
    rows: int
    articles: int
    with_article: bool  # whether every sentence names its article
    counts: Mapping[str, int]  # sentences learned from, for each label
    left_out: Mapping[str, int]  # sentences that were not learned from, for each reason
    digest: str  # of the examples that were learned from
    temperature: float
    threshold: float | None  # the lowest probability at which the model answers; None: it always abstains
    accepted: AcceptedAnswers | None  # None: it always abstains
    folds: int
    figures: CardFigures | None  # None: see `why_no_figures`
    strength: float  # the inverse of the regularization (scikit-learn's C) of the weights of counts
    factors: tuple[float, ...]  # of the scores of counts, and of those of an encoder's vectors
    topics: tuple[str, ...]  # targets for which words are also counted separately
    strongest: Mapping[str, tuple[str, ...]]  # for each label, the features with the largest weights
    soft: int  # sentences that were learned by the shares of their annotators' answers
    why_no_figures: str = ""
    whole_articles: bool | None = None  # whether it learned from whole articles; None: an earlier version did not say
    unnamed: int | None = None  # sentences learned from that do not name their target; None: as above
    not_kept: tuple[str, ...] = ()  # the splits in which no threshold keeps the precision asked for: outlet, time


@dataclass(frozen=True)
class Card:
    """What is written beside a model's pipelines."""

    questions: tuple[QuestionCard, ...]
    codebook: CodebookRecord | None
    data: DataRecord
    seed: int
    settings: TrainingSettings
    versions: Mapping[str, str]  # of Python and of each package that decides the weights
    created: str = ""  # an ISO date

    @cached_property
    def id(self) -> str:
        """The model's name: its questions, and a digest of everything that decides its weights.

        It does not depend on the date, on the name of the data's file, or on the folder that an encoder was in.
        """
        questions = [_decisive_fields(question) for question in self.questions]
        settings = _decisive_settings(self.settings)
        decisive = {**asdict(self), "questions": questions, "created": "", "data": {}, "settings": settings}
        digest = sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()[:8]
        names = "-".join(_folder_name(question.name) for question in self.questions)
        return f"{names[:48].rstrip('-')}-{digest}"

    def question(self, name: str) -> QuestionCard:
        """Give the card of one question.

        Raises ModelError, which names the questions there are, if the model does not answer it.
        """
        for question in self.questions:
            if question.name == name:
                return question
        names = ", ".join(question.name for question in self.questions)
        raise ModelError(f"the model {self.id} answers no question {name!r} (it answers: {names})")


class ConditionJson(TypedDict):
    """The answer to an earlier question on which a question depends."""

    question: str
    labels: list[str]


class QuestionJson(TypedDict):
    """A `QuestionCard` in `card.json`."""

    name: str
    labels: Sequence[str]
    never: Sequence[str]
    about_target: bool
    only_if: ConditionJson | None
    rows: int
    articles: int
    with_article: bool
    counts: Mapping[str, int]
    left_out: Mapping[str, int]
    digest: str
    temperature: float
    threshold: float | None
    accepted: AcceptedAnswers | None
    folds: int
    figures: CardFigures | None
    strength: float
    factors: Sequence[float]
    topics: Sequence[str]
    strongest: Mapping[str, Sequence[str]]
    soft: int
    why_no_figures: str
    whole_articles: bool | None
    unnamed: int | None
    not_kept: Sequence[str]


class CardJson(TypedDict):
    """What `card.json` holds."""

    format: int
    id: str
    questions: Sequence[QuestionJson]
    codebook: CodebookRecord | None
    data: DataRecord
    seed: int
    settings: TrainingSettings
    versions: Mapping[str, str]
    created: str


class SavedCardJson(CardJson):
    """What `newsstance train --json` prints: the card, and the folder that the model was saved in."""

    folder: str


def answer_columns(question: str, labels: Sequence[str]) -> list[str]:
    """Name the columns that an answered question fills: its label, that label's probability, and each label's.

    >>> answer_columns("view", ["pro", "con"])
    ['view', 'view_probability', 'view_probability_pro', 'view_probability_con']
    """
    probability = f"{question}_probability"
    return [question, probability, *(f"{probability}_{label}" for label in labels)]


def duplicate_columns(questions: Iterable[tuple[str, Sequence[str]]]) -> list[str]:
    """Name the columns that more than one of these questions, given with their labels, would fill.

    >>> duplicate_columns([("view", ["pro", "con"]), ("view_probability", ["yes", "no"])])
    ['view_probability']
    """
    counts = Counter(column for question, labels in questions for column in answer_columns(question, labels))
    return [column for column, number in counts.items() if number > 1]


def card_to_dict(card: Card) -> CardJson:
    """Give a card as `card.json` holds it, its format and id first."""
    return cast("CardJson", {"format": FORMAT, "id": card.id, **asdict(card)})


def card_to_json(card: Card) -> str:
    """Write a card as JSON."""
    return json.dumps(card_to_dict(card), ensure_ascii=False, indent=1) + "\n"


def card_from_json(text: str | bytes, path: str) -> Card:
    """Read a card from the content of a file; the path is named in errors.

    Raises ModelError if the content is no card, or one of another format.
    """
    try:
        content = parse_json(text)
        if content.pop("format") != FORMAT:
            raise ModelError(f"{path} is a card of another version of newsstance: train the model again")
        content.pop("id")
        questions = tuple(_question_card(question) for question in content.pop("questions"))
        return Card(questions=questions, **content)
    except ValueError as error:
        raise ModelError(f"{path} is not the card of a model: {error}") from error
    except (TypeError, KeyError, AttributeError) as error:
        raise ModelError(f"{path} is not the card of a model: {error!r}") from error


_TUPLES: Final = ("labels", "never", "factors", "topics", "not_kept")


def _question_card(content: Mapping[str, Any]) -> QuestionCard:
    only_if = content["only_if"]
    condition = Condition(only_if["question"], tuple(only_if["labels"])) if only_if else None
    tuples = {name: tuple(content[name]) for name in _TUPLES if name in content}
    strongest = {label: tuple(features) for label, features in content["strongest"].items()}
    return QuestionCard(**{**content, **tuples, "only_if": condition, "strongest": strongest})


def _decisive_settings(settings: TrainingSettings) -> Mapping[str, object]:
    """Leave out where an encoder was: its digest says which one it is."""
    encoder = settings.get("encoder")
    return {**settings, "encoder": encoder["digest"]} if encoder else settings


def _decisive_fields(question: QuestionCard) -> dict[str, object]:
    """Leave out what the card of an earlier version does not say, so that its model keeps its name."""
    fields = asdict(question)
    if question.whole_articles is None:
        del fields["whole_articles"], fields["unnamed"], fields["not_kept"]
    return fields


def _folder_name(name: str) -> str:
    """Make a question's name fit for a folder.

    >>> _folder_name("Whose view?")
    'whose_view'
    """
    return "".join(letter if letter.isalnum() else "_" for letter in name.lower()).strip("_")
