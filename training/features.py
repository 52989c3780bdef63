"""What a model sees of a sentence: words, word pairs, characters within words, shapes, and windows around the target.

Every feature counts something in the sentence's tokens, so that a prediction can be traced back to words.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final, NamedTuple

from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.preprocessing import FunctionTransformer

from annotation.errors import DataError
from annotation.targets import mentions, row_target
from training.terms import Terms, counted

RECIPE: Final = 1  # raised whenever the same text would give other features: models made before can't be used then
TARGET: Final = "<target>"  # no token of a text looks like this
NAME: Final = "N"
DISTANCES: Final = (2, 5, 10)  # words from the target that count as close, near and around
REMEMBERED: Final = 20_000  # words whose pieces are kept at hand
_TOKEN: Final = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")

Tokens = list[str]
Span = tuple[int, int]


class Passage(NamedTuple):
    """A sentence as a model gets it; `spans` are where it names the target of a question that has one."""

    text: str
    spans: tuple[Span, ...] = ()


def passage(row: Mapping[str, Any], *, about_target: bool) -> Passage:
    """Give a sentence's row as a passage.

    >>> passage({"text": "Ann saw Bo.", "target": "Bo"}, about_target=True)
    Passage(text='Ann saw Bo.', spans=((8, 10),))
    """
    return Passage(row["text"], target_spans(row) if about_target else ())


def target_spans(row: Mapping[str, Any]) -> tuple[Span, ...]:
    """Where the row's text names its target: the given offsets first, then its name and aliases elsewhere."""
    target = row_target(row)
    found = mentions(row["text"], target.names) if target else []
    given = _given(row)
    if given:
        found = [given, *(span for span in found if span[1] <= given[0] or given[1] <= span[0])]
    return tuple(sorted(found))


def tokens(passages: Iterable[Passage]) -> list[Tokens]:
    """Cut passages into tokens, each mention of the target being one placeholder.

    >>> tokens([Passage("Bo's ally: Bo left.", ((11, 13),))])
    [["Bo's", 'ally', ':', '<target>', 'left', '.']]
    """
    return [list(_tokens(text, spans)) for text, spans in passages]


def words(found: Tokens) -> list[str]:
    """Words and pairs of neighbors, with the sentence's start.

    >>> words(["He", "won"])
    ['^', 'he', 'won', '^ he', 'he won']
    """
    lowered = ["^", *map(str.lower, found)]
    return lowered + [f"{first} {second}" for first, second in pairwise(lowered)]


def shapes(found: Tokens) -> list[str]:
    """Pairs and triples of neighbors in which names and numbers are only that: who is named matters less than that.

    >>> shapes(["Then", "Ann", "Lee", "said"])
    ['^ then', 'then N', 'N said', '^ then N', 'then N said']
    """
    shaped = ["^", *(_shape(token) for token in found[1:])]
    shaped[1:1] = [token.lower() for token in found[:1]]  # a sentence's first word is no name for its capital
    shaped = [shape for before, shape in zip(["", *shaped], shaped, strict=False) if not before == shape == NAME]
    pairs = [f"{first} {second}" for first, second in pairwise(shaped)]
    return pairs + [f"{pair} {third}" for pair, third in zip(pairs, shaped[2:], strict=False)]


def windows(found: Tokens) -> Iterator[str]:
    """Words before and after each mention of the target, by how far away they stand.

    >>> list(windows(["poor", "<target>", "!"]))
    ['named', '<2 poor', '<5 poor', '<10 poor', '< poor', '>2 !', '>5 !', '>10 !', '> !']
    """
    places = [place for place, token in enumerate(found) if token == TARGET]
    yield "named" if places else "not named"
    reach = DISTANCES[-1]
    for place in places:
        yield from _side("<", found[max(0, place - reach) : place][::-1])
        yield from _side(">", found[place + 1 : place + 1 + reach])


def pieces(word: str) -> list[str]:
    """Two to five characters in a row within a word and its edges.

    >>> pieces("He")
    [' h', 'he', 'e ', ' he', 'he ', ' he ']
    """
    padded = f" {word.lower()} "
    sizes = range(2, min(5, len(padded)) + 1)
    return [padded[start : start + size] for size in sizes for start in range(len(padded) - size + 1)]


class Characters(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Counts pieces of words; each distinct word is cut once however often it stands there.

    A piece that stands in fewer than `min_df` different words says nothing that the word doesn't say.
    """

    def __init__(self, min_df: int = 1) -> None:
        self.min_df = min_df

    def fit(self, documents: Sequence[Tokens], y: object = None) -> "Characters":
        """Learn which pieces there are."""
        self.fit_transform(documents)
        return self

    def fit_transform(self, documents: Sequence[Tokens], y: object = None) -> sparse.csr_matrix:
        """Learn which pieces there are, and count them."""
        counts, distinct = by_word(documents)
        self._known: dict[str, list[int]] = {}
        self.pieces_ = Terms(pieces, self.min_df)
        return counts @ self.pieces_.fit_transform(distinct)

    def transform(self, documents: Sequence[Tokens]) -> sparse.csr_matrix:
        """Count the known pieces of each document."""
        counts, distinct = by_word(documents)
        return counts @ counted([self._places(word) for word in distinct], len(self.pieces_.vocabulary_))

    def _places(self, word: str) -> list[int]:
        """Cut a word once for all chunks of a long text: half of the time would go into cutting the same words."""
        known: dict[str, list[int]] = self.__dict__.setdefault("_known", {})
        if word not in known:
            if len(known) >= REMEMBERED:
                known.clear()
            known[word] = self.pieces_.places(word)
        return known[word]

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in super().__getstate__().items() if name != "_known"}


def features(*, about_target: bool, min_df: int) -> Pipeline:
    """Make the steps that turn passages into numbers; nothing is learned yet."""
    blocks = {
        "words": Terms(words, min_df),
        "characters": Characters(min_df),
        **({"windows": Terms(windows, min_df)} if about_target else {"shapes": Terms(shapes, min_df)}),
    }
    weighed = [(name, Pipeline([("count", block), ("weigh", _weights())])) for name, block in blocks.items()]
    return Pipeline([("tokens", FunctionTransformer(tokens)), ("blocks", FeatureUnion(weighed))])


def _weights() -> TfidfTransformer:
    return TfidfTransformer(sublinear_tf=True)


def _given(row: Mapping[str, Any]) -> Span | None:
    start, end = row.get("target_start"), row.get("target_end")
    if start is None or end is None:
        return None
    if not 0 <= start < end <= len(row["text"]):
        where = getattr(row, "where", "a row")
        length = len(row["text"])
        raise DataError(
            f"{where}: the target's offsets {start} to {end} are no part of its text (0 to {length}); "
            "they count code points of the row's own text"
        )
    return int(start), int(end)


@lru_cache(maxsize=100_000)
def _shape(token: str) -> str:
    return NAME if token[0].isupper() else "0" if token[0].isdigit() else token.lower()


def _tokens(text: str, spans: Iterable[Span]) -> Iterator[str]:
    at = 0
    for start, end in spans:
        yield from _TOKEN.findall(text, at, start)
        yield TARGET
        at = end
    yield from _TOKEN.findall(text, at)


def _side(sign: str, found: Tokens) -> Iterator[str]:
    lowered = [token.lower() for token in found]
    for reach in DISTANCES:
        for word in lowered[:reach]:
            yield f"{sign}{reach} {word}"
    for size in (1, 2, 3):
        if len(lowered) >= size:
            yield f"{sign} {' '.join(lowered[:size])}"


def by_word(documents: Iterable[Tokens]) -> tuple[sparse.csr_matrix, list[str]]:
    """Count the distinct words of each document, the target apart, and name those words."""
    known: dict[str, int] = {}
    rows = [[known.setdefault(token, len(known)) for token in found if token != TARGET] for found in documents]
    return counted(rows, len(known)), list(known)
