"""What the columns of a model's plain arrays are: `terms.json`, read with suspicion."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from training.features.registry import FeatureKind, FeatureSelection, feature_kinds
from training.models.card import Card, QuestionCard
from training.models.linear import LinearModel

FORMAT: Final = 1
_WIDEST: Final = 100_000  # numbers of an encoder
_HEAVIEST: Final = 1e6  # a kind of features; ours weigh about 1


class BlockColumns(NamedTuple):
    """Features of one kind, in the order of their columns."""

    name: str
    kind: FeatureKind
    weight: float
    terms: list[str]


class ColumnSpec(NamedTuple):
    """What is said of one question's arrays."""

    classes: tuple[str, ...]
    blocks: tuple[BlockColumns, ...]
    vectors: int  # columns for an encoder's numbers

    @property
    def width(self) -> int:
        """Count all columns."""
        return sum(len(block.terms) for block in self.blocks) + self.vectors


def terms_to_json(models: Mapping[str, LinearModel]) -> bytes:
    """Write what the columns of all questions are."""
    told = {"format": FORMAT, "questions": {name: _told(one) for name, one in models.items()}}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", errors="surrogatepass")  # half of a pair can be a term: json reads it back


def terms_from_json(content: bytes, card: Card) -> dict[str, ColumnSpec]:
    """Read what the columns of a card's questions are, or raise a ValueError that says what doesn't fit."""
    try:
        found = json.loads(content)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    names = [question.name for question in card.questions]
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise ValueError(f"it is not the list of a model's terms in format {FORMAT}")
    questions = found.get("questions")
    if not isinstance(questions, dict) or list(questions) != names:
        raise ValueError(f"it doesn't tell of the card's questions ({', '.join(names)})")
    return {question.name: _question(questions[question.name], question, card) for question in card.questions}


def _told(one: LinearModel) -> dict[str, Any]:
    blocks = {block.kind: {"weight": block.weight, "terms": list(block.vocabulary.columns)} for block in one.blocks}
    return {"classes": one.classes, "kinds": blocks, "vectors": one.coefs.shape[1] - len(one.columns)}


def _question(found: object, question: QuestionCard, card: Card) -> ColumnSpec:
    where = f"question {question.name!r}"
    if not isinstance(found, dict) or set(found) != {"classes", "kinds", "vectors"}:
        raise ValueError(f"{where} doesn't say its classes, kinds and vectors")
    classes, vectors = found["classes"], found["vectors"]
    if not _texts(classes) or len(classes) < 2 or not set(classes) <= set(question.labels):
        raise ValueError(f"{where} has classes that aren't at least two of its labels ({', '.join(question.labels)})")
    most = _WIDEST if card.settings["encoder"] else 0
    if type(vectors) is not int or not bool(most) <= vectors <= most:
        raise ValueError(f"{where} has {vectors!r} columns for an encoder ({int(bool(most))} to {most:,} are possible)")
    wanted = FeatureSelection(question.about_target, frozenset(question.topics), tuple(card.settings["without"]))
    return ColumnSpec(tuple(classes), tuple(_blocks(found["kinds"], feature_kinds(wanted), where)), vectors)


def _blocks(found: object, wanted: Mapping[str, FeatureKind], where: str) -> Iterator[BlockColumns]:
    if not isinstance(found, dict) or list(found) != list(wanted):
        there = ", ".join(found) if isinstance(found, dict) else repr(found)[:80]
        raise ValueError(f"{where} has features of the kinds {there}, where this version makes {', '.join(wanted)}")
    for name, kind in wanted.items():
        block = found[name]
        if not isinstance(block, dict) or set(block) != {"weight", "terms"}:
            raise ValueError(f"{where}, {name}: it doesn't say its weight and terms")
        weight, terms = block["weight"], block["terms"]
        if type(weight) not in (int, float) or not 0 < weight <= _HEAVIEST:
            raise ValueError(f"{where}, {name}: the weight is {weight!r}, not a number above 0")
        if not _texts(terms):
            raise ValueError(f"{where}, {name}: its terms are not a list of different texts")
        yield BlockColumns(name, kind, float(weight), terms)


def _texts(found: object) -> bool:
    """Whether that is a list of texts, each there once."""
    return isinstance(found, list) and all(type(one) is str for one in found) and len(set(found)) == len(found)
