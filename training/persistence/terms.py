"""What the columns of a model's plain arrays are: `terms.json`, read with suspicion."""

import json
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple, TypedDict

from annotation.io.json_text import parse_json
from training.features.registry import FeatureKind, FeatureSelection, feature_kinds
from training.models.card import Card, QuestionCard
from training.models.card_validation import are_distinct_texts
from training.models.linear import LinearModel

FORMAT: Final = 1
_MAX_VECTOR_COLUMNS: Final = 100_000
_MAX_BLOCK_WEIGHT: Final = 1e6  # real ones are about 1


class BlockJson(TypedDict):
    """One block of features in `terms.json`."""

    weight: float
    terms: list[str]


class QuestionTermsJson(TypedDict):
    """One question in `terms.json`: the labels of its scores, and what its columns are."""

    classes: tuple[str, ...]
    kinds: dict[str, BlockJson]
    vectors: int


class TermsJson(TypedDict):
    """What `terms.json` holds."""

    format: int
    questions: dict[str, QuestionTermsJson]


class BlockColumns(NamedTuple):
    """Features of one kind, in the order of their columns."""

    name: str
    kind: FeatureKind
    weight: float
    terms: list[str]


class ColumnSpec(NamedTuple):
    """The columns of one question's arrays."""

    classes: tuple[str, ...]
    blocks: tuple[BlockColumns, ...]
    vector_columns: int  # the columns of an encoder's vectors

    @property
    def width(self) -> int:
        """The number of all columns."""
        return sum(len(block.terms) for block in self.blocks) + self.vector_columns


def terms_to_json(models: Mapping[str, LinearModel]) -> bytes:
    """Write what the columns of all questions' arrays are."""
    content: TermsJson = {
        "format": FORMAT,
        "questions": {name: _question_terms(model) for name, model in models.items()},
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", errors="surrogatepass")  # half of a surrogate pair can be a term: json reads it back


def terms_from_json(content: bytes, card: Card) -> dict[str, ColumnSpec]:
    """Read what the columns of a card's questions are.

    Raises ValueError, which says what does not fit together.
    """
    terms = parse_json(content, surrogates=True)
    names = [question.name for question in card.questions]
    if not isinstance(terms, dict) or terms.get("format") != FORMAT:
        raise ValueError(f"it is not the list of a model's terms in format {FORMAT}")
    questions = terms.get("questions")
    if not isinstance(questions, dict) or list(questions) != names:
        raise ValueError(f"its questions are not those of the card ({', '.join(names)})")
    return {question.name: _column_spec(questions[question.name], question, card) for question in card.questions}


def _question_terms(model: LinearModel) -> QuestionTermsJson:
    kinds: dict[str, BlockJson] = {
        block.kind: {"weight": block.weight, "terms": list(block.vocabulary.columns)} for block in model.blocks
    }
    vector_columns = model.coefficients.shape[1] - len(model.columns)
    return {"classes": model.classes, "kinds": kinds, "vectors": vector_columns}


def _column_spec(content: object, question: QuestionCard, card: Card) -> ColumnSpec:
    place = f"question {question.name!r}"
    if not isinstance(content, dict) or set(content) != {"classes", "kinds", "vectors"}:
        raise ValueError(f"{place} doesn't have exactly the keys classes, kinds and vectors")
    classes, vector_columns = content["classes"], content["vectors"]
    if not are_distinct_texts(classes) or len(classes) < 2 or not set(classes) <= set(question.labels):
        raise ValueError(f"{place} has classes that aren't at least two of its labels ({', '.join(question.labels)})")
    fewest, most = (1, _MAX_VECTOR_COLUMNS) if card.settings["encoder"] else (0, 0)
    if type(vector_columns) is not int or not fewest <= vector_columns <= most:
        raise ValueError(f"{place} has {vector_columns!r} columns for an encoder ({fewest} to {most:,} are possible)")
    selection = FeatureSelection(question.about_target, frozenset(question.topics), tuple(card.settings["without"]))
    blocks = _block_columns(content["kinds"], feature_kinds(selection), place)
    return ColumnSpec(tuple(classes), tuple(blocks), vector_columns)


def _block_columns(content: object, kinds: Mapping[str, FeatureKind], place: str) -> Iterator[BlockColumns]:
    if not isinstance(content, dict) or list(content) != list(kinds):
        names = ", ".join(content) if isinstance(content, dict) else repr(content)[:80]
        raise ValueError(f"{place} has features of the kinds {names}, where this version makes {', '.join(kinds)}")
    for name, kind in kinds.items():
        block = content[name]
        if not isinstance(block, dict) or set(block) != {"weight", "terms"}:
            raise ValueError(f"{place}, {name}: it doesn't have exactly the keys weight and terms")
        weight, terms = block["weight"], block["terms"]
        if type(weight) not in (int, float) or not 0 < weight <= _MAX_BLOCK_WEIGHT:
            raise ValueError(f"{place}, {name}: the weight is {weight!r}, not a number above 0")
        if not are_distinct_texts(terms):
            raise ValueError(f"{place}, {name}: its terms are not a list of different texts")
        yield BlockColumns(name, kind, float(weight), list(terms))
